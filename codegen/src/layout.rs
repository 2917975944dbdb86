//! The form of the generated files: a crate as it is rendered, or a module of another crate; a file a module, or one file.
//!
//! This is the only place that knows where a file stands. Everything before renders the files of a crate, with paths from the
//! crate's root. For one file, no macro of the rendered code may declare a module.

mod cfg;
mod code;
mod gate;
mod paths;
mod root;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{ApiConfig, Feature, Kind, Layout};
use tree::Module;

/// The root of a crate.
const ROOT: &str = "src/lib.rs";

/// Returns the files in the form that the settings choose, as paths and texts.
pub(crate) fn arranged(files: Vec<(String, String)>, config: &ApiConfig) -> Vec<(String, String)> {
    let is_module = config.kind == Kind::Module;
    if !is_module && config.layout == Layout::Directory {
        return files;
    }
    let (mut source, others): (BTreeMap<_, _>, Vec<_>) = {
        let (source, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path.ends_with(".rs"));
        (source.into_iter().collect(), others)
    };
    let macros = source.iter().filter(|(path, _)| path.starts_with("src/runtime/"));
    let macros: BTreeSet<String> = macros.flat_map(|(_, text)| paths::macros(text)).collect();
    let enabled = config.features();
    // Any other feature is one that the settings name, as in `[[api.derives]]`.
    let is_on = |name: &str| Feature::ALL.iter().all(|it| it.name() != name || enabled.contains(it));
    let decide = |text: String| match is_module {
        true => cfg::decided(&gate::decided(&text, &is_on), &is_on),
        false => Some(text),
    };
    let Some(mut root) = tree::read(&mut source, ROOT, 0, &decide) else { return Vec::new() };
    if is_module {
        root.change(&|module| in_module(module, &macros));
    }
    let mut arranged: Vec<_> = others.into_iter().filter_map(|(path, text)| other(path, text, config)).collect();
    match config.layout {
        Layout::Directory => arranged.extend(root.files()),
        Layout::File => arranged.push((root.path.clone(), root.inlined())),
    }
    if is_module {
        arranged.iter_mut().for_each(|(path, _)| *path = path_in_module(path));
    }
    arranged.sort();
    arranged
}

/// Returns the source of a file of a module.
fn in_module(module: &Module, macros: &BTreeSet<String>) -> String {
    let text = paths::relative(&module.text, module.depth, macros);
    let text = root::without_tests(&text);
    if module.depth == 0 { root::of_module(&text) } else { text }
}

/// Returns a file that is no Rust, if the form has it.
fn other(path: String, text: String, config: &ApiConfig) -> Option<(String, String)> {
    match (path.as_str(), config.kind, config.layout) {
        (path_of, ..) if is_listing(path_of) => Some((path, text)),
        (".gitattributes", _, Layout::File) => None,
        (".gitattributes", Kind::Module, _) => Some((path, text.replace("src/", ""))),
        (_, Kind::Crate, _) => Some((path, text)),
        (_, Kind::Module, _) => None,
    }
}

/// Returns whether a file lists public items: of the root, or of one of several documents.
fn is_listing(path: &str) -> bool {
    path == "api.txt" || path.starts_with("api/")
}

fn path_in_module(path: &str) -> String {
    if path == ROOT { "mod.rs".to_owned() } else { path.trim_start_matches("src/").to_owned() }
}
