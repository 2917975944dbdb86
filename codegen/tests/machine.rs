//! Diagnostics in machine-readable formats, and `--strict`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const FLAWED: &str = "openapi: 3.1.0
info: {title: Flawed, version: '1'}
paths:
  /a: {get: {operationId: a, parameters: [{name: q, in: query}], responses: {'204': {description: ok}}}}
components: {schemas: {A: {$ref: 'parts/a b.yaml'}}}
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    fs::write(folder.path().join("api.yaml"), FLAWED).unwrap();
    fs::write(folder.path().join("parts/a b.yaml"), "type: string\nexample: 3\n").unwrap();
    folder
}

fn oasmith(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oasmith")).current_dir(folder).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn json_has_each_diagnostic_with_its_location() {
    let folder = folder();
    let output = oasmith(folder.path(), &["generate", "api.yaml", "--out", "client", "--diagnostics", "json"]);
    assert!(output.status.success());
    let report = json(&output);
    assert_eq!(report["documents"][0]["document"], "api.yaml");
    let diagnostics = report["documents"][0]["diagnostics"].as_array().unwrap();
    let places: Vec<String> = diagnostics
        .iter()
        .map(|it| {
            format!(
                "{} {} {}:{}:{} {}",
                it["severity"], it["code"], it["file"], it["line"], it["column"], it["pointer"]
            )
        })
        .map(|line| line.replace('"', ""))
        .collect();
    assert_eq!(
        places,
        [
            "warning wrong-value parts/a b.yaml:2:1 #/example",
            "warning lax-object api.yaml:4:43 #/paths/~1a/get/parameters/0",
        ]
    );
    assert!(folder.path().join("client/api.txt").exists());
    let inspected = json(&oasmith(folder.path(), &["inspect", "api.yaml", "--diagnostics", "json"]));
    assert_eq!(inspected, report);
    let refused = oasmith(folder.path(), &["diff", "api.yaml", "api.yaml", "--diagnostics", "json"]);
    assert_eq!(refused.status.code(), Some(2), "`diff` has other formats");
}

#[test]
fn sarif_has_rules_and_results() {
    let folder = folder();
    let arguments = ["generate", "api.yaml", "--out", "client", "--diagnostics", "sarif", "--strict"];
    let output = oasmith(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("client").exists(), "a refused document writes nothing");
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["help"]["markdown"].as_str().unwrap().contains("```"));
        assert_eq!(result["level"], "error");
    }
    let place = &results[0]["locations"][0];
    assert_eq!(place["physicalLocation"]["artifactLocation"]["uri"], "parts/a%20b.yaml");
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 2);
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], "#/example");
}

#[test]
fn the_setting_strict_applies() {
    let folder = folder();
    let settings = "[[api]]\ndocument = 'api.yaml'\nout = 'client'\nname = 'flawed'\nstrict = true\n";
    fs::write(folder.path().join("oasmith.toml"), settings).unwrap();
    let output = oasmith(folder.path(), &["generate"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(stderr.contains("error[wrong-value]") && stderr.contains("error[lax-object]"), "{stderr}");
    let allowed =
        format!("{settings}allow = [{{ code = 'wrong-value', pointer = '/example' }}, {{ code = 'lax-object' }}]\n");
    fs::write(folder.path().join("oasmith.toml"), allowed).unwrap();
    let output = oasmith(folder.path(), &["generate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
