//! Collects each block of Rust from `README.md` and `docs/` into a module that the tests compile.
//!
//! * The examples of a page are in one module, so that the `use` lines of one apply to those below it.
//! * An example is the body of an asynchronous function. Its parameters are a `client`, a `mock`, and those that a comment
//!   `<!-- with NAME: TYPE -->` above the block lists.
//! * An example with a test is an item of the module, and the test runs. So does an example that asserts something and needs
//!   no parameter.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Pages whose Rust is not compiled here, each with the reason.
const ELSEWHERE: [(&str, &str); 1] =
    [("generated.md", "a test of the generator writes this page and compares its code")];

fn main() {
    let root = Path::new("../..");
    let mut pages = vec![root.join("README.md")];
    let docs = fs::read_dir(root.join("docs")).expect("the folder of the book");
    pages.extend(docs.map(|entry| entry.expect("an entry of the folder").path()));
    pages.retain(|page| page.extension().is_some_and(|end| end == "md"));
    pages.sort();
    println!("cargo::rerun-if-changed=../../docs");
    println!("cargo::rerun-if-changed=../../README.md");
    let text: String = pages.iter().filter(|page| !is_elsewhere(page)).map(module).collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo sets it"));
    fs::write(out.join("examples.rs"), text).expect("the folder is writable");
}

fn name(page: &Path) -> &str {
    page.file_name().and_then(|name| name.to_str()).expect("a name in ASCII")
}

fn is_elsewhere(page: &Path) -> bool {
    ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == name(page))
}

fn module(page: &PathBuf) -> String {
    let text = fs::read_to_string(page).expect("a page in UTF-8");
    // README.md shows the crate that this repository generates; the pages of the book show the pet shop.
    let krate = if page.parent() == Some(Path::new("../..")) { "hubspot_associations" } else { "shop" };
    let (mut uses, mut items) = (BTreeSet::new(), String::new());
    let (mut above, mut lines) = ("", text.lines().enumerate());
    while let Some((number, line)) = lines.next() {
        if line == "```rust" {
            let block: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let (imports, code): (Vec<&str>, Vec<&str>) =
                block.into_iter().partition(|line| line.starts_with("use ") && line.ends_with(';'));
            uses.extend(imports);
            example(&mut items, name(page), number + 1, above, krate, &code.join("\n"));
        }
        if !line.is_empty() {
            above = line;
        }
    }
    let module = format!("page_{}", name(page).trim_end_matches(".md").to_lowercase().replace('-', "_"));
    let uses: String = uses.into_iter().map(|line| format!("{line}\n")).collect();
    if items.is_empty() { items } else { format!("mod {module} {{\nuse shop as pet_shop;\n{uses}{items}}}\n") }
}

fn example(items: &mut String, page: &str, line: usize, above: &str, krate: &str, code: &str) {
    let with = above.strip_prefix("<!-- with ").and_then(|it| it.strip_suffix(" -->")).unwrap_or_default();
    let source = format!("// {page}, line {line}");
    let is_run = code.contains("assert") && !code.contains("client") && !code.contains("mock") && with.is_empty();
    let (test, parameters) = match is_run {
        true => ("#[tokio::test]\n", String::new()),
        false => ("", format!("client: &{krate}::Client, mock: &{krate}::testing::Mock, {with}")),
    };
    let written = if code.contains("test]\n") {
        write!(items, "{source}\n{code}\n")
    } else {
        let result = "Result<(), Box<dyn std::error::Error>>";
        write!(items, "{source}\n{test}async fn line_{line}({parameters}) -> {result} {{\n{code}\n;Ok(()) }}\n")
    };
    written.expect("a string takes all");
}
