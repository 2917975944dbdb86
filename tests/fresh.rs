//! The checked-in crates are up to date with the documents, byte for byte and without other files.

use std::path::Path;

use oasmith::config::Config;

fn assert_fresh(config: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let apis = Config::read(&root.join(config)).unwrap().apis;
    assert!(!apis.is_empty());
    for api in apis {
        let generated = oasmith::generate(&api).unwrap().result.unwrap();
        let expected: Vec<&str> = generated.outputs.iter().map(|output| output.path.as_str()).collect();
        for output in &generated.outputs {
            let path = api.out.join(&output.path);
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(text == output.text, "{} is stale: run `cargo run -- generate`", path.display());
        }
        let mut found = Vec::new();
        walk(&api.out, "", &mut found);
        found.sort();
        assert_eq!(found, expected, "{} contains other files than the generated ones", api.out.display());
    }
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            if name != "target" {
                walk(&entry.path(), &format!("{name}/"), found);
            }
        } else if name != "Cargo.lock" {
            found.push(name);
        }
    }
}

#[test]
fn the_api_is_up_to_date() {
    assert_fresh("oasmith.toml");
}

#[test]
fn the_fixtures_are_up_to_date() {
    assert_fresh("fixtures/oasmith.toml");
}
