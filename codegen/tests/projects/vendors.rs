//! The projects of `docs/vendors.md`, and each form of the code of many documents.

use std::fs;
use std::path::Path;

use super::{Exchange, Project, add_missing, contents, files_of, server, server_of, workspace};

const VENDORS: &str = include_str!("../../../docs/vendors.md");

/// Returns the files of a section for a project with the documents in a module. Its program is that of the crate, with the
/// declaration of the section on top.
fn vendor_in_a_module(title: &str) -> Vec<(String, String)> {
    let main = |(path, _): &&mut (String, String)| path == "src/main.rs";
    let mut program = files_of(VENDORS, "The crate");
    let program = program.iter_mut().find(main).unwrap();
    let mut files = files_of(VENDORS, title);
    let declaration = files.iter_mut().find(main).unwrap();
    declaration.1 = format!("{}\n{}", declaration.1, program.1);
    files.extend(files_of(VENDORS, "The documents"));
    files
}

/// Checks what the program of the page about vendors prints: the second call finds no server.
fn calls_a_vendor(project: &Project) {
    let printed = project.succeed(env!("CARGO"), &["run", "--quiet"], &server());
    let lines: Vec<&str> = printed.lines().collect();
    assert!(matches!(lines.as_slice(), ["Rex", error] if error.contains("/orders")), "{printed}");
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn all_documents_of_a_vendor_are_one_crate() {
    let mut files = files_of(VENDORS, "The documents");
    files.extend(files_of(VENDORS, "The crate"));
    let project = Project::new("vendor", &files);
    project.oasmith(&["generate"]);
    project.oasmith(&["check"]);
    calls_a_vendor(&project);
    // The common type exists once.
    assert!(project.0.join("vendor/src/types/error.rs").exists());
    assert!(!project.0.join("vendor/src/animals/pets/types/error.rs").exists());
    // A document that can't be read hides no other, but is reported.
    project.write("spec/shop/broken.yaml", "openapi: [");
    let output = project.run(env!("CARGO_BIN_EXE_oasmith"), &["generate"], "");
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && printed.contains("1 document is left out"), "{printed}");
    assert!(project.0.join("vendor/src/animals/pets/types/pet.rs").exists());
    // The module of the document is the one of another.
    fs::rename(project.0.join("spec/shop/broken.yaml"), project.0.join("spec/shop/Orders.yaml")).unwrap();
    let output = project.run(env!("CARGO_BIN_EXE_oasmith"), &["generate"], "");
    let printed = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && printed.contains("both have the module `shop::orders`"), "{printed}");
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn all_documents_of_a_vendor_are_one_module() {
    let project = Project::new("vendor-module", &vendor_in_a_module("A module instead of a crate"));
    project.oasmith(&["generate"]);
    add_missing(&project);
    assert_eq!(project.oasmith(&["deps", "--missing"]), "");
    calls_a_vendor(&project);
    project.oasmith(&["check"]);
    assert!(project.0.join("src/vendor/types/error.rs").exists());
    assert!(project.0.join("src/vendor/api/animals/pets.txt").exists());
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn a_build_script_writes_the_module_of_a_vendor_to_out_dir() {
    let project = Project::new("vendor-out-dir", &vendor_in_a_module("A module of all documents in `OUT_DIR`"));
    // The first build names what is missing.
    let failed = project.run(env!("CARGO"), &["build", "--quiet"], "");
    let printed = String::from_utf8(failed.stderr).unwrap();
    let commands: Vec<&str> = printed.lines().map(str::trim).filter(|line| line.starts_with("cargo add ")).collect();
    assert!(!commands.is_empty(), "{printed}");
    project.add_all(&commands.join("\n"));
    calls_a_vendor(&project);
    let again = project.run(env!("CARGO"), &["build", "-v"], "");
    assert!(!String::from_utf8(again.stderr).unwrap().contains("Running"));
    // A document that comes is in the module, and one with an error fails the build.
    let orders = fs::read_to_string(project.0.join("spec/shop/orders.yaml")).unwrap();
    project.write("spec/shop/refunds.yaml", &orders.replace("order", "refund").replace("Order", "Refund"));
    let main = fs::read_to_string(project.0.join("src/main.rs")).unwrap();
    let call = "    let _ = client.shop().refunds().refunds().list_refunds();\n    Ok(())";
    project.write("src/main.rs", &main.replace("    Ok(())", call));
    calls_a_vendor(&project);
    project.write("spec/shop/refunds.yaml", "openapi: [");
    let failed = project.run(env!("CARGO"), &["build", "--quiet"], "");
    let printed = String::from_utf8(failed.stderr).unwrap();
    assert!(!failed.status.success() && printed.contains("spec/shop/refunds.yaml:"), "{printed}");
    // The settings of a file, with settings that only a crate has.
    fs::remove_file(project.0.join("spec/shop/refunds.yaml")).unwrap();
    project.write("src/main.rs", &main);
    let crates = files_of(VENDORS, "The crate").remove(0).1;
    project.write("oasmith.toml", &format!("{crates}group-features = false\n"));
    let script = "fn main() {\n    oasmith::Build::from_config(\"oasmith.toml\").module().run();\n}\n";
    project.write("build.rs", script);
    calls_a_vendor(&project);
}

/// The forms of the code of many documents, with all features and with none.
const FORMS: &str = r#"
[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "src/all"
name = "harbor"
kind = "module"
features = ["blocking", "gzip", "http2", "native-tls", "oauth2", "rate-limit", "rustls", "testing", "tower", "tracing", "validate"]

[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "src/vendors/file"
name = "harbor"
kind = "module"
layout = "file"

[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "src/kinds"
name = "harbor"
kind = "module"
parts = ["types"]
features = ["validate"]

[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "src/kinds_in_a_file"
name = "harbor"
kind = "module"
parts = ["types"]
layout = "file"

[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "vendor/kinds"
name = "harbor-kinds"
parts = ["types"]

[[api]]
documents = ["harbor-spec/**/*.json", "harbor-spec/**/*.yaml"]
out = "vendor/file"
name = "harbor-file"
layout = "file"
"#;

const FORMS_MANIFEST: &str = r#"[package]
name = "forms"
version = "0.1.0"
edition = "2024"

[dependencies]
harbor-kinds = { path = "vendor/kinds" }
harbor-file = { path = "vendor/file" }
tokio = { version = "1.48", features = ["macros", "rt-multi-thread"] }
"#;

/// A call with each form that has a client, and a value with each of the others.
const FORMS_MAIN: &str = r#"
#[rustfmt::skip]
pub mod all;
#[rustfmt::skip]
pub mod kinds;
#[rustfmt::skip]
pub mod kinds_in_a_file;
pub mod vendors {
    #[rustfmt::skip]
    pub mod file;
}

const PAGE: &str = "{\"results\": []}";

macro_rules! calls {
    ($url:expr, $($module:tt)*) => {{
        let client = $($module)*::Client::builder().base_url($url).terminal("key").build()?;
        println!("{}", client.ships().pilots().pilots().list_pilots().await.is_ok());
    }};
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("SHOP_URL")?;
    match std::env::args().nth(1).as_deref() {
        Some("all") => calls!(url, all),
        Some("file") => calls!(url, vendors::file),
        Some("crate") => calls!(url, harbor_file),
        _ => {
            let page: kinds::ships::pilots::types::PilotPage = kinds::serde_json::from_str(PAGE)?;
            let same: harbor_kinds::ships::pilots::types::PilotPage = harbor_kinds::serde_json::from_str(PAGE)?;
            let also: kinds_in_a_file::ships::pilots::types::PilotPage = kinds_in_a_file::serde_json::from_str(PAGE)?;
            println!("{} {} {}", page.results.len(), same.results.len(), also.results.len());
        }
    }
    Ok(())
}
"#;

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn types_of_a_vendor_need_no_http_library() {
    let mut files = files_of(VENDORS, "The documents");
    files.extend(files_of(VENDORS, "The types of all documents"));
    let manifest = "[package]\nname = \"host\"\nedition = \"2024\"\n\n[dependencies]\nvendor = { path = \"vendor\" }\n";
    files.push(("Cargo.toml".to_owned(), manifest.to_owned()));
    let main = "fn main() {\n    let error: vendor::shop::orders::types::Error = vendor::serde_json::from_str(r#\"{\"message\": \"none\"}\"#).unwrap();\n    \
                let same: vendor::types::Error = error;\n    println!(\"{}\", same.message);\n}\n";
    files.push(("src/main.rs".to_owned(), main.to_owned()));
    let project = Project::new("vendor-types", &files);
    project.oasmith(&["generate"]);
    assert_eq!(project.succeed(env!("CARGO"), &["run", "--quiet"], ""), "none\n");
    let tree = project.succeed(env!("CARGO"), &["tree", "--prefix", "none"], "");
    assert!(!tree.contains("reqwest") && !tree.contains("tokio"), "{tree}");
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn many_documents_have_every_form() {
    let mut files: Vec<(String, String)> =
        [("oasmith.toml", FORMS), ("Cargo.toml", FORMS_MANIFEST), ("src/main.rs", FORMS_MAIN)]
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .into();
    let mut documents = Vec::new();
    contents(&workspace().join("fixtures/harbor-spec"), &mut documents);
    let path = |path: &Path| path.strip_prefix(workspace().join("fixtures")).unwrap().to_str().unwrap().to_owned();
    files.extend(documents.iter().map(|(file, text)| (path(file), String::from_utf8(text.clone()).unwrap())));
    let project = Project::new("forms", &files);
    project.oasmith(&["generate"]);
    add_missing(&project);
    let pilots: Exchange = ["GET /pilots HTTP/1.1", "x-terminal-key: key", r#"{"results": []}"#];
    for form in ["all", "file", "crate"] {
        let printed = project.succeed(env!("CARGO"), &["run", "--quiet", "--", form], &server_of(pilots));
        assert_eq!(printed, "true\n", "{form}");
    }
    assert_eq!(project.succeed(env!("CARGO"), &["run", "--quiet", "--", "types"], ""), "0 0 0\n");
    // The crate of types compiles without a document, and with one of them.
    for features in [&["--no-default-features"][..], &["--no-default-features", "--features", "ships-vessels,validate"]]
    {
        let arguments = [&["check", "--quiet", "--manifest-path", "vendor/kinds/Cargo.toml"][..], features].concat();
        project.succeed(env!("CARGO"), &arguments, "");
    }
}
