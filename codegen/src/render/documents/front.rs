//! `src/lib.rs`, `README.md`, `Cargo.toml` and the mock server of a crate with several documents.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::config::{ApiConfig, Kind};
use crate::name::{ModulePath, spelled};
use crate::render::documents::module;
use crate::render::manifest::{self, Features};
use crate::render::{Block, Content, Context, File, Rust, docs, example, root, testing};
use crate::surface::Documents;
use crate::text::one_line;

/// Returns these files.
pub(super) fn files(documents: &Documents<'_>) -> Vec<File> {
    let about = about(documents);
    let (mut all, modules) = (documents.features(), documents.enabled_features());
    for (module, enabling) in &modules {
        for feature in enabling.iter().filter(|it| !modules.contains_key(*it)) {
            all.entry(feature.clone()).or_default().insert(module.clone());
        }
    }
    let default = documents.documents.iter().filter(|it| it.is_default).map(|it| it.feature.to_owned()).collect();
    let text = match documents.root.config.has_client() {
        true => "Documents, each with its groups of operations.",
        false => "Documents, each with its types.",
    };
    let features = Features { all, default, about: text, mocks: "src/**/testing/**", modules: with_enabled(&modules) };
    let mut files: Vec<File> = manifest::with_features(documents.root, &about, &features).into();
    files.push(library(documents, &about));
    files.push(readme(documents, &about));
    let shown = shown(documents);
    files.extend(shown.map(|context| testing::server(Vec::new(), example::mock(context))));
    files
}

/// Returns the features of modules, each with those that it enables, from those that enable each.
fn with_enabled(modules: &BTreeMap<String, BTreeSet<String>>) -> BTreeMap<String, BTreeSet<String>> {
    let of = |feature: &String| {
        let around = modules.iter().filter(|(_, enabling)| enabling.contains(feature));
        around.map(|(module, _)| module.clone()).collect()
    };
    modules.keys().map(|feature| (feature.clone(), of(feature))).collect()
}

/// Returns the description of the crate.
fn about(documents: &Documents<'_>) -> String {
    let config = documents.root.config;
    let what = if config.has_client() { "A client for the APIs of" } else { "The types of the APIs of" };
    let made = || format!("{what} {}", one_line(&config.name));
    config.description.clone().unwrap_or_else(made)
}

/// Returns the document of the example: the one that has the operation of the setting `example`, or the first one with
/// operations.
fn shown<'a>(documents: &Documents<'a>) -> Option<Context<'a>> {
    let contexts = || documents.documents.iter().map(|it| it.context).filter(|it| !it.names.groups.is_empty());
    let is_named = |it: &Context<'a>| it.config.example.is_some() && !example::is_missing(*it);
    contexts().find(is_named).or_else(|| contexts().next())
}

fn library(documents: &Documents<'_>, about: &str) -> File {
    let contexts: Vec<Context<'_>> = documents.documents.iter().map(|it| it.context).collect();
    let about = docs::line(&format!("{}.", one_line(about).trim_end_matches('.')));
    let docs = [
        Some(Block::Lines(docs::wrapped(&about))),
        shown(documents).and_then(|context| example::block(context, "no_run")),
        Some(Block::Lines(guide(documents.root.config))),
        Some(Block::Lines(list(documents, |path| format!("`{}`", spelled(path))))),
    ];
    let docs = docs.into_iter().flatten().collect();
    File::rust("src/lib.rs", Rust { docs, attributes: root::attributes(&contexts), items: items(documents) })
}

/// Returns the paragraphs about the crate as a whole.
fn guide(config: &ApiConfig) -> Vec<String> {
    let modules = match config.has_client() {
        true => {
            "Each document of the API is a module with its groups of operations and its types. What several documents have in \
             common is in the module around them. A method takes the required parameters and the required body of its operation, \
             and returns a call. Set optional parameters on the call, then `.await` it. The result is a [`Response`] with status, \
             headers and body. If an operation has several success responses, the body is an enum over them. [`Error`] has a \
             variant for each kind of failure."
        }
        false => {
            "Each document of the API is a module with its types. What several documents have in common is in the module around \
             them."
        }
    };
    let enums = "Enums are open: an unknown value deserializes into `Unrecognized` and serializes unchanged.";
    let features = match (config.kind, config.has_client()) {
        (Kind::Module, _) => None,
        (Kind::Crate, true) => Some(
            "Each document is a feature of the crate, and each of its groups of operations is one too. To compile faster, disable \
             the default features and enable what you need.",
        ),
        (Kind::Crate, false) => Some(
            "Each document is a feature of the crate. To compile faster, disable the default features and enable what you need.",
        ),
    };
    let all = [Some(modules), Some(enums), features].into_iter().flatten();
    docs::join(all.map(docs::wrapped))
}

fn items(documents: &Documents<'_>) -> Vec<TokenStream> {
    let context = documents.root;
    let node = documents.nodes.get(&ModulePath::new()).cloned().unwrap_or_default();
    let client = context.config.has_client().then(|| {
        quote!(
            mod client;
        )
    });
    let public = |name: &str, is_needed: bool| {
        let name = quote::format_ident!("{name}");
        is_needed.then(|| quote!(pub mod #name;))
    };
    let testing = node.has_operations.then(root::testing_module);
    let servers = public("servers", context.has_servers());
    let errors = public("errors", node.has_errors);
    let own = [client, errors, root::runtime_module(context), servers, testing, public("types", node.has_types)];
    let mut items: Vec<TokenStream> = own.into_iter().flatten().collect();
    items.extend(module::children(documents, &node));
    [items, root::crates(context), root::runtime_crate(context), root::exports(context)].concat()
}

/// Returns a list of the documents.
fn list(documents: &Documents<'_>, name: impl Fn(&ModulePath) -> String) -> Vec<String> {
    let each = documents.documents.iter().flat_map(|it| {
        let api = it.context.api;
        let title = docs::line(&format!("{} ({})", one_line(&api.title), one_line(&api.version)));
        docs::wrapped(&format!("* {}: {title}", name(&it.context.names.place.module)))
    });
    each.collect()
}

fn readme(documents: &Documents<'_>, about: &str) -> File {
    let blocks = [
        Some(Block::Lines(vec![format!("# {}", documents.root.config.name)])),
        Some(Block::Lines(docs::markdown(&format!("{}.", one_line(about).trim_end_matches('.'))))),
        shown(documents).and_then(|context| example::block(context, "rust,no_run")),
        Some(Block::Lines(list(documents, |path| format!("`{}`", spelled(path))))),
        Some(Block::Lines(vec![
            "`api.txt` and the files in `api/` list the public items of the crate, one a line. `oasmith` generates this crate"
                .to_owned(),
            "from OpenAPI documents: change the documents, not these files.".to_owned(),
        ])),
    ];
    File::new("README.md", Content::Markdown(blocks.into_iter().flatten().collect()))
}
