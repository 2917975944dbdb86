//! Mounts the runtime with its private modules, and lists the types of the fixtures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The crates whose types JSON is read into.
const CRATES: [&str; 6] = ["kept", "kept-all", "numbers", "numbers-exact", "schemas", "unions"];

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it"));
    fs::write(out.join("runtime.rs"), runtime(&root)).expect("it can be written");
    fs::write(out.join("types.rs"), types(&root)).expect("it can be written");
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).expect("it is part of the repository")
}

/// The runtime's `mod.rs`, whose modules are all visible within the crate.
fn runtime(root: &Path) -> String {
    let folder = root.join("runtime/src/runtime").canonicalize().expect("it is part of the repository");
    let text = read(&folder.join("mod.rs"));
    let mut mounted = String::new();
    for line in text.lines().filter(|line| !line.starts_with("//!")) {
        let module = line.rsplit_once("mod ").and_then(|(_, rest)| rest.strip_suffix(';'));
        let _ = match module {
            Some(module) => {
                let path = folder.join(format!("{module}.rs"));
                writeln!(mounted, "#[path = {path:?}]\npub(crate) mod {module};")
            }
            None => writeln!(mounted, "{line}"),
        };
    }
    mounted
}

/// A row for each type: its name, and what sends JSON through it.
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
