//! Copies the runtime and the generator's text modules, with their private items, and lists the types of the fixtures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates into whose types JSON is deserialized.
const CRATES: [&str; 6] = ["kept", "kept-all", "numbers", "numbers-exact", "schemas", "unions"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it"));
    mount(&root.join("runtime/src/runtime"), &out.join("runtime"));
    mount(&root.join("codegen/src/text"), &out.join("text"));
    let text = read(&root.join("codegen/src/text.rs"));
    fs::write(out.join("text/mod.rs"), without_tests(&text)).expect("a writable folder");
    let mounts = ["runtime", "text"].map(|name| {
        let path = out.join(name).join("mod.rs");
        format!("#[allow(warnings, clippy::all)]\n#[path = {path:?}]\nmod {name};\n")
    });
    fs::write(out.join("mounts.rs"), mounts.concat()).expect("a writable folder");
    fs::write(out.join("types.rs"), types(&root)).expect("a writable folder");
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).expect("a part of the repository")
}

/// Copies the modules of a folder, without their tests, and makes their items visible in the crate.
fn mount(from: &Path, to: &Path) {
    println!("cargo::rerun-if-changed={}", from.display());
    fs::create_dir_all(to).expect("a writable folder");
    for entry in fs::read_dir(from).expect("a part of the repository").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            mount(&path, &to);
            continue;
        }
        let text = read(&path);
        let visible =
            |line: &str| if line.starts_with("mod ") { format!("pub(crate) {line}") } else { line.to_owned() };
        let text: String = without_tests(&text).split_inclusive('\n').map(visible).collect();
        fs::write(to, text).expect("a writable folder");
    }
}

/// Removes the tests, which are at the end of a file.
fn without_tests(text: &str) -> String {
    let text = text.replace("#[cfg(test)]\nmod tests;\n", "");
    let end = ["\n#[cfg(test)]\nmod ", "\n#[cfg(all(test"].iter().filter_map(|start| text.find(start)).min();
    text[..end.unwrap_or(text.len())].to_owned()
}

/// Returns a row for each type: its name, and the function that sends JSON through it.
fn types(root: &Path) -> String {
    let mut rows = String::new();
    for name in CRATES {
        let text = read(&root.join("fixtures").join(name).join("src/types/mod.rs"));
        let module = format!("fixture_{}", name.replace('-', "_"));
        for line in text.lines().filter_map(|line| line.strip_prefix("pub use ")) {
            let Some((_, names)) = line.trim_end_matches(';').rsplit_once("::") else { continue };
            for ty in names.trim_matches(['{', '}']).split(',') {
                let ty = ty.rsplit(" as ").next().unwrap_or(ty).trim();
                let _ = writeln!(rows, "    ({name:?}, {ty:?}, trip::<{module}::types::{ty}>),");
            }
        }
    }
    format!("pub(super) const TYPES: &[(&str, &str, Trip)] = &[\n{rows}];\n")
}
