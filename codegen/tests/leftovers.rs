//! A killed run leaves temporary files, which the next run removes, and nothing else.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use oasmith::emit::MARK;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {/a: {get: {operationId: a, responses: {'204': {description: ok}}}}}
components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}
";

fn generate(folder: &Path) -> bool {
    let arguments = ["generate", "api.yaml", "--out", "client", "--quiet"];
    Command::new(env!("CARGO_BIN_EXE_oasmith")).current_dir(folder).args(arguments).status().unwrap().success()
}

#[test]
fn temporary_files_of_killed_runs_are_removed_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), DOCUMENT).unwrap();
    assert!(generate(folder.path()));
    let client = folder.path().join("client");
    let marked = format!("// {MARK} 0.1.0\n\npub str");
    let left = [
        (".oasmith-a1B2c3.tmp", "pub str"),
        ("src/.oasmith-a1B2c3.tmp", ""),
        ("src/types/.oasmith-XyZ098.tmp", marked.as_str()),
        // Temporary files of earlier versions.
        (".tmpa1B2c3", ""),
        ("src/types/.tmpXyZ098", marked.as_str()),
    ];
    let kept = [
        (".tmpnotes1", "mine"),
        (".tmpnotes", ""),
        (".oasmith-notes.tmp", ""),
        ("oasmith-a1B2c3.tmp", ""),
        ("tests/.oasmith-a1B2c3.tmp", ""),
        ("src/types/.mine.tmp", "mine"),
    ];
    fs::create_dir_all(client.join("tests")).unwrap();
    for (path, text) in left.iter().chain(&kept) {
        fs::write(client.join(path), text).unwrap();
    }
    fs::create_dir(client.join("src/.oasmith-Folder.tmp")).unwrap();
    // The temporary file of a concurrent run.
    let locked = client.join("src/.oasmith-Locked.tmp");
    let file = fs::File::create(&locked).unwrap();
    file.lock().unwrap();
    assert!(generate(folder.path()));
    for (path, _) in left {
        assert!(!client.join(path).exists(), "{path}");
    }
    for (path, _) in kept {
        assert!(client.join(path).exists(), "{path}");
    }
    assert!(client.join("src/.oasmith-Folder.tmp").is_dir() && locked.exists());
    drop(file);
    assert!(generate(folder.path()));
    assert!(!locked.exists());
}

/// Returns every file in a folder, however deep, that is named like a temporary file.
fn temporary(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            found.extend(temporary(&entry.path()));
        } else if name.ends_with(".tmp") || name.starts_with(".tmp") {
            found.push(name);
        }
    }
    found
}

#[test]
fn a_run_after_a_killed_one_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), DOCUMENT).unwrap();
    let client = folder.path().join("client");
    for wait in (0..60).step_by(3) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_oasmith"))
            .current_dir(folder.path())
            .args(["generate", "api.yaml", "--out", "client"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        // Each run starts without generated files, but with the leftovers.
        for file in ["Cargo.toml", "api.txt"] {
            let _ = fs::remove_file(client.join(file));
        }
    }
    assert!(generate(folder.path()));
    assert_eq!(temporary(&client), Vec::<String>::new());
}
