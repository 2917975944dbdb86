//! The documentation is up to date: its examples run, and its tables are generated from the code.
//!
//! `OASMITH_WRITE_DOCS=1 cargo test -p oasmith --test all docs::` writes changed pages. `tests/book` compiles the Rust.

mod examples;
mod keywords;
mod links;
#[cfg(feature = "update")]
mod update;

use std::fs;
use std::path::{Path, PathBuf};

use oasmith::config::ApiConfig;
use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::diff::Rule;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name)
}

/// The pages of the book, sorted.
fn page_names() -> Vec<String> {
    let entries = fs::read_dir(path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name.ends_with(".md")).collect();
    names.sort();
    names
}

/// Checks that a page has this text, or writes it.
fn holds(name: &str, text: &str) {
    let path = path(name);
    if std::env::var_os("OASMITH_WRITE_DOCS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let page = fs::read_to_string(&path).unwrap();
    let first = page.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(page == text, "docs/{name} is stale, first difference {first:?}; OASMITH_WRITE_DOCS=1 updates it");
}

/// Returns the page with each code block replaced by the result of `make` for its language, its text and the block
/// before it.
fn remade(page: &str, mut make: impl FnMut(&str, &str, &str) -> Option<String>) -> String {
    let (mut text, mut before) = (String::new(), String::new());
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        text.push_str(&format!("{line}\n"));
        if let Some(language) = line.strip_prefix("```") {
            let block: String = lines.by_ref().take_while(|it| *it != "```").map(|it| format!("{it}\n")).collect();
            let block = make(language, &block, &before).unwrap_or(block);
            text.push_str(&format!("{block}```\n"));
            before = block;
        }
    }
    text
}

fn files(document: &str) -> Vec<oasmith::emit::Output> {
    let generation = oasmith::generate_from(document.as_bytes().to_vec(), &ApiConfig::new("api.yaml", "", "client"));
    // An unknown format is among the examples.
    let is_meant = |it: &Diagnostic| it.code == Code::UnknownFormat;
    assert!(generation.diagnostics.iter().all(is_meant), "{document}\n{:?}", generation.diagnostics);
    generation.result.unwrap().outputs
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{}{line}\n", " ".repeat(by))).collect()
}

/// Returns the types of a map of schemas, as in their files.
fn types(schemas: &str) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: Api, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    let files = files(&format!("{head}{}", indented(schemas, 4)));
    let is_type =
        |path: &str| path.starts_with("src/types/") && !["mod.rs", "required.rs"].iter().any(|it| path.ends_with(it));
    let types = files.iter().filter(|file| is_type(&file.path)).map(|file| {
        let start = ["\n/// ", "\n#[", "\npub "].iter().filter_map(|it| file.text.find(it)).min().unwrap_or_default();
        let is_macro = |line: &str| line.ends_with("! {") || line.starts_with("impl");
        let kept: Vec<&str> = file.text[start + 1..].lines().take_while(|line| !is_macro(line)).collect();
        kept.join("\n").trim().to_owned()
    });
    types.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Returns the operations of some paths, as in `api.txt`.
fn operations(paths: &str) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: Api, version: '1'}\n";
    let pet = "components: {schemas: {Pet: {type: object, required: [name], properties: {name: {type: string}}}}}\n";
    let files = files(&format!("{head}{pet}paths:\n{}", indented(paths, 2)));
    let listing = &files.iter().find(|file| file.path == "api.txt").unwrap().text;
    let lines = listing.lines().skip_while(|line| !line.starts_with("pets = "));
    lines.take_while(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn examples_are_up_to_date() {
    let page = fs::read_to_string(path("generated.md")).unwrap();
    let made = remade(&page, |language, _, before| match language {
        "rust" => Some(types(before)),
        "text" => Some(operations(before)),
        _ => None,
    });
    assert!(made.contains("pub struct Pet {") && made.contains("pets.get_pet("), "{made}");
    holds("generated.md", &made);
}

/// Runs commands as a reader would, and returns their output. Cargo's keep the page's output: `.ci/tutorial`
/// runs them.
fn run(commands: &str, folder: &mut PathBuf) -> String {
    let mut printed = String::new();
    for step in format!("\n{commands}").split("\n$ ").skip(1) {
        let (command, output) = step.split_once('\n').unwrap_or((step, ""));
        printed += &format!("$ {command}\n");
        if let Some(into) = command.strip_prefix("cd ") {
            folder.push(into);
        } else if command.starts_with("cargo ") {
            printed += &output.lines().map(|line| format!("{line}\n")).collect::<String>();
        } else {
            printed += &without_times(&printed_by(command, folder));
        }
    }
    printed
}

fn printed_by(command: &str, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_oasmith")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut shell = std::process::Command::new("sh");
    shell
        .arg("-c")
        .arg(command)
        .current_dir(folder)
        .env("PATH", &path)
        .env("LC_ALL", "C")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for (key, value) in [("NAME", "reader"), ("EMAIL", "reader@example.com"), ("DATE", "2026-01-01T00:00:00Z")] {
        shell.env(format!("GIT_AUTHOR_{key}"), value).env(format!("GIT_COMMITTER_{key}"), value);
    }
    let output = shell.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert!(output.status.success(), "{command}\n{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "{command}");
    text(&output.stdout)
}

/// Removes times and git hashes, which differ from run to run.
fn without_times(text: &str) -> String {
    let is_time = |it: &str| it.trim_end_matches(|it: char| it.is_alphabetic()).parse::<f64>().is_ok();
    let kept = text.lines().filter(|line| !line.starts_with("index "));
    kept.map(|line| match line.rsplit_once(" removed; ") {
        Some((start, time)) if is_time(time) => format!("{start} removed; 20ms\n"),
        _ => format!("{line}\n"),
    })
    .collect()
}

#[test]
fn the_tutorial_is_up_to_date() {
    let page = fs::read_to_string(path("tutorial.md")).unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    // The reader's clone; of it, `init` reads only that the manifest is there.
    fs::create_dir_all(folder.path().join("oasmith/codegen")).unwrap();
    fs::write(folder.path().join("oasmith/codegen/Cargo.toml"), "").unwrap();
    let mut here = folder.path().to_owned();
    let made = remade(&page, |language, block, _| {
        if let Some(name) = language.strip_prefix("yaml ") {
            fs::write(here.join(name), block).unwrap();
        }
        (language == "console").then(|| run(block, &mut here))
    });
    assert!(made.contains("member-became-required") && made.contains("up to date"), "{made}");
    holds("tutorial.md", &made);
}

/// A page whose commands are run in a folder.
fn holds_commands(name: &str, folder: &Path) {
    let page = fs::read_to_string(path(name)).unwrap();
    let made = remade(&page, |language, block, _| (language == "console").then(|| run(block, &mut folder.to_owned())));
    holds(name, &made);
}

#[test]
fn commands_print_what_the_pages_show() {
    let root = path("..");
    holds_commands("cli.md", &root);
    holds_commands("inspect.md", &root);
    let folder = tempfile::TempDir::new().unwrap();
    fs::copy(root.join("fixtures/shop.yaml"), folder.path().join("shop.yaml")).unwrap();
    holds_commands("../README.md", folder.path());
}

#[test]
fn kinds_of_change_are_those_of_the_code() {
    let page = fs::read_to_string(path("diff.md")).unwrap();
    let head = "| kind | |\n|---|---|\n";
    let (before, rest) = page.split_once(head).unwrap();
    let after = rest.split_once("\n\n").unwrap().1;
    let row = |rule: &Rule| format!("| `{}` | {} |\n", rule.id(), rule.about());
    let kinds: String = Rule::ALL.iter().map(row).collect();
    let made = format!("{before}{head}{kinds}\n{after}");
    let mut folder = path("../fixtures/versions");
    holds("diff.md", &remade(&made, |language, block, _| (language == "console").then(|| run(block, &mut folder))));
}

/// Tests the versions that the README names, and the two commands of this repository.
#[test]
fn the_readme_says_what_is() {
    let readme = fs::read_to_string(path("../README.md")).unwrap();
    assert!(readme.contains("\n```sh\ncargo run -- generate\ncargo test\n```\n"));
    assert!(readme.lines().count() < 200);
    let manifest = fs::read_to_string(path("../Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let package = &manifest["workspace"]["package"];
    for said in [format!("Rust {}", package["rust-version"]), format!("Version {}", package["version"])] {
        assert!(readme.contains(&said.replace('"', "")), "README.md does not say {said}");
    }
}

#[test]
fn the_inputs_of_the_action_are_documented() {
    let action = fs::read_to_string(path("../action.yml")).unwrap();
    let action: serde_json::Value = serde_yaml::from_str(&action).unwrap();
    let row = |(name, input): (&String, &serde_json::Value)| {
        let default = match input["default"].as_str().unwrap() {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        format!("| `{name}` | {default} | {} |\n", input["description"].as_str().unwrap())
    };
    let rows: String = action["inputs"].as_object().unwrap().iter().map(row).collect();
    let page = fs::read_to_string(path("release.md")).unwrap();
    let head = "| input of the action | default | description |\n|---|---|---|\n";
    let (before, rest) = page.split_once(head).unwrap();
    let after = rest.split_once("\n\n").map_or(rest, |(_, after)| after).trim_start_matches('\n');
    holds("release.md", &format!("{before}{head}{rows}\n{after}"));
}

/// Returns the documentation of an item, as one line.
fn about(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    let lines: Vec<String> = lines.take_while(|line| !line.starts_with("```")).collect();
    lines.join(" ").trim().to_owned()
}

/// Whether serde accepts a missing field.
fn may_be_absent(field: &syn::Field) -> bool {
    use quote::ToTokens as _;
    let text: String = field.attrs.iter().map(|attribute| attribute.to_token_stream().to_string()).collect();
    text.contains("default") || field.ty.to_token_stream().to_string().starts_with("Option")
}

fn spelled(ty: &syn::Type) -> &'static str {
    use quote::ToTokens as _;
    match ty.to_token_stream().to_string().replace(' ', "").as_str() {
        "PathBuf" => "path",
        "Vec<PathBuf>" => "list of paths",
        "String" | "Option<String>" => "string",
        "Vec<String>" => "list of strings",
        "bool" => "boolean",
        "Option<u64>" => "integer",
        "BTreeMap<String,String>" => "table of strings",
        "BTreeMap<String,PathBuf>" => "table of paths",
        "Vec<Allow>" => "list of tables",
        "Vec<DocumentEntry>" => "list of paths and tables",
        "BTreeMap<String,Pages>" => "table of pages, or `false`",
        "Only" | "Limits" | "Fetch" => "table",
        "Kind" | "Layout" | "RuntimeForm" | "Times" | "Floats" | "Integers" | "Numbers" | "Maps" => {
            "one of the values below"
        }
        "Option<Vec<Feature>>" | "Option<Vec<Part>>" => "list of the values below",
        "ExternalTypes" => "table of types, as below",
        "BTreeMap<String,Dependency>" => "table of dependencies",
        "Vec<Derive>" => "list of tables",
        "Rename" | "Keep" | "Package" => "table",
        "Lints" => "table of lints",
        "RustPath" => "path in Rust",
        "Option<bool>" => "boolean",
        "WithoutOffset" => "string or list of strings",
        "UnknownProperties" => "one of the values below, or a table of them by pointer",
        other => panic!("docs/settings.md has no name for the type {other}"),
    }
}

fn table(file: &syn::File, name: &str) -> String {
    use heck::ToKebabCase as _;
    let mut text = String::new();
    for item in &file.items {
        match item {
            syn::Item::Struct(item) if item.ident == name => {
                text += "| setting | type | description |\n|---|---|---|\n";
                use quote::ToTokens as _;
                let is_set =
                    |it: &&syn::Field| !it.attrs.iter().any(|it| it.to_token_stream().to_string().contains("skip"));
                for field in item.fields.iter().filter(is_set) {
                    let attributes = field.attrs.iter().map(|it| it.to_token_stream().to_string());
                    let mut renamed =
                        attributes.filter_map(|it| Some(it.split_once("rename = \"")?.1.split('"').next()?.to_owned()));
                    let own = field.ident.as_ref().unwrap().to_string().to_kebab_case();
                    let key = renamed.next_back().unwrap_or(own);
                    let need = if may_be_absent(field) { "" } else { ", required" };
                    text += &format!("| `{key}` | {}{need} | {} |\n", spelled(&field.ty), about(&field.attrs));
                }
            }
            syn::Item::Enum(item) if item.ident == name => {
                text += "| value | description |\n|---|---|\n";
                for variant in &item.variants {
                    let value = variant.ident.to_string().to_kebab_case();
                    let is_default = variant.attrs.iter().any(|it| it.path().is_ident("default"));
                    let unless = if is_default { " The default." } else { "" };
                    text += &format!("| `\"{value}\"` | {}{unless} |\n", about(&variant.attrs));
                }
            }
            _ => {}
        }
    }
    assert!(!text.is_empty(), "there is no {name}");
    text
}

const SETTINGS: &str = "\
# Settings

`oasmith.toml` has a table `[[api]]` for each crate. Paths are relative to its folder. oasmith reports an unknown setting and an
invalid value with their line, and lists what is allowed. A build script can set the same with `oasmith::config::ApiConfig`.
[Choose what is generated](choosing.md) shows the settings that most crates need.

```toml oasmith.toml
[[api]]
document = \"spec/shop.yaml\"
overlays = [\"spec/shop.overlay.yaml\"]
out = \"generated\"
name = \"shop-client\"
version = \"1.2.0\"
workspace-member = true
date-times-without-offset = [\"/components/schemas/Log\"]

[[api.allow]]
code = \"lax-object\"
pointer = \"/paths/~1pets/post\"
reason = \"the vendor knows\"

[api.operations]
\"GET /pets/{petId}\" = \"pets.get\"

[api.only]
tags = [\"pets\"]

[api.unknown-properties]
\"/components/schemas/Pet\" = \"keep\"

[api.types]
Money = { type = \"rust_decimal::Decimal\", crate = { rust_decimal = \"1\" } }

[api.rename]
types = { Pet = \"Animal\" }
fields = { \"Pet.birth_dt\" = \"born\" }

[[api.derives]]
derive = \"Hash\"
types = [\"PetId\"]

[api.pages]
listPets = { parameter = \"after\", next = \"paging/next/after\", items = \"results\" }
```
";

#[test]
fn settings_are_documented() {
    let parsed = |text: &str| syn::parse_file(text).unwrap();
    let config = parsed(include_str!("../src/config.rs"));
    let pages = parsed(include_str!("../src/config/pages.rs"));
    let unknown = parsed(include_str!("../src/config/unknown.rs"));
    let values = parsed(include_str!("../src/config/values.rs"));
    let form = parsed(include_str!("../src/config/form.rs"));
    let sections = [
        ("`[[api]]`", table(&config, "ApiConfig")),
        ("`[api.fetch]`", table(&parsed(include_str!("../src/config/fetch.rs")), "Fetch")),
        ("`[api.bounds]`", table(&config, "Limits")),
        ("`[[api.allow]]`", table(&config, "Allow")),
        ("`[api.only]`", table(&config, "Only")),
        ("A table of `[api.pages]`", table(&pages, "Table")),
        ("`kind`", table(&form, "Kind")),
        ("`layout`", table(&form, "Layout")),
        ("`features`", table(&form, "Feature")),
        ("`parts`", table(&form, "Part")),
        ("`times`", table(&values, "Times")),
        ("`runtime`", table(&values, "RuntimeForm")),
        ("`floats`", table(&values, "Floats")),
        ("`integers`", table(&values, "Integers")),
        ("`numbers`", table(&values, "Numbers")),
        ("`unknown-properties`", table(&unknown, "Unknown")),
        ("A table of `[api.types]`", table(&parsed(include_str!("../src/config/types.rs")), "ExternalType")),
        ("`[[api.derives]]`", table(&parsed(include_str!("../src/config/derives.rs")), "Derive")),
        ("`[api.rename]`", table(&parsed(include_str!("../src/config/rename.rs")), "Rename")),
        ("`[api.keep]`", table(&parsed(include_str!("../src/config/keep.rs")), "Keep")),
        ("`maps`", table(&values, "Maps")),
        ("`[api.package]`", table(&parsed(include_str!("../src/config/crate_metadata.rs")), "Package")),
    ];
    let sections = sections.map(|(title, table)| format!("\n## {title}\n\n{table}"));
    holds("settings.md", &format!("{SETTINGS}{}", sections.concat()));
}

/// Returns the diagnostics of a section's documents: the document, an overlay, settings, `api.txt`.
fn said(blocks: &[(String, String)]) -> String {
    use oasmith::diagnostic::Renderer;
    let block = |language: &str| blocks.iter().find(|(it, _)| it == language).map(|(_, text)| text.clone());
    let folder = tempfile::TempDir::new().unwrap();
    let toml = block("toml").unwrap_or_default();
    let path = folder.path().join("oasmith.toml");
    fs::write(&path, format!("[[api]]\ndocument = 'shop.yaml'\nout = ''\nname = 'shop'\n{toml}")).unwrap();
    let config = oasmith::config::Config::read(&path).unwrap().apis.remove(0);
    let mut loaded = oasmith::Loaded::parse(Path::new("shop.yaml"), block("yaml").unwrap().into_bytes());
    if let Some(overlay) = block("yaml overlay") {
        let path = folder.path().join("overlay.yaml");
        fs::write(&path, overlay).unwrap();
        loaded = loaded.patched(&[path]);
    }
    let generation = loaded.named_as(block("txt")).generate(&config);
    let renderer = Renderer::new(&generation.document, false);
    let all: Vec<String> = renderer.place(&generation.diagnostics).iter().map(|it| renderer.render(it)).collect();
    let text = all.join("\n\n").replace(&format!("{}/", folder.path().display()), "");
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn every_code_has_an_example_and_its_diagnostic() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/codes.md");
    let page = fs::read_to_string(&path).unwrap();
    let (head, sections) = page.split_once("\n## ").unwrap();
    let mut made = head.to_owned();
    let mut codes = Vec::new();
    for section in sections.split("\n## ") {
        let name = section.lines().next().unwrap();
        let code = Code::ALL.iter().find(|code| code.as_str() == name).unwrap_or_else(|| panic!("no code {name}"));
        codes.push(*code);
        let mut blocks = Vec::new();
        let section = remade(section, |language, block, _| {
            blocks.push((language.to_owned(), block.to_owned()));
            let said = (language == "text").then(|| said(&blocks))?;
            assert!(said.contains(&format!("[{name}]")), "{name}:\n{said}");
            Some(said)
        });
        let rest = section.split_once('\n').unwrap().1;
        let about = format!("\n{}\n", code.about());
        // The first sentence is that of the code.
        let rest = if rest.starts_with(&about) { rest.to_owned() } else { format!("{about}{rest}") };
        made += &format!("\n## {name}\n{rest}");
    }
    assert_eq!(codes, Code::ALL, "in this order");
    if std::env::var_os("OASMITH_WRITE_DOCS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == made, "codes.md is stale");
    holds("diagnostics.md", &made);
}

#[test]
fn every_security_promise_names_existing_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(path("security.md")).unwrap();
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && !line.ends_with("| test |")).collect();
    assert!(rows.len() > 10);
    for row in rows {
        let tests = row.rsplit(" | ").next().unwrap().trim_end_matches(" |").split(", ");
        for test in tests.map(|test| test.trim_matches('`')) {
            let text = fs::read_to_string(root.join(test)).unwrap_or_default();
            assert!(text.contains("#[test]") || text.contains("#[tokio::test"), "{row}: there is no test {test}");
        }
    }
}
