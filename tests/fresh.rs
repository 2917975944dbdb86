//! The crates in git are those that the documents give: to the byte, and without other files.
//!
//! The build script regenerates `generated/` before any test runs, so the folder on disk cannot be stale. Git's index can: it
//! has what is committed, or staged for the next commit.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use oasmith::config::Config;

/// Runs git in the root of the repository; `None` where this is no checkout.
fn git(arguments: &[&str], input: &str) -> Option<Vec<u8>> {
    let mut git = Command::new("git")
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = git.stdin.take()?;
    let input = input.to_owned();
    // Git writes while it reads: both ends have to move.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = git.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    output.status.success().then_some(output.stdout)
}

/// The files of a folder as the index has them, by path within the folder.
fn indexed(folder: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let listed = String::from_utf8(git(&["ls-files", "-z", "--", folder], "")?).ok()?;
    let paths: Vec<&str> = listed.split_terminator('\0').collect();
    let requests: String = paths.iter().map(|path| format!(":{path}\n")).collect();
    let batch = git(&["cat-file", "--batch"], &requests)?;
    let (mut rest, mut files) = (batch.as_slice(), BTreeMap::new());
    for path in paths {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let header = std::str::from_utf8(&rest[..end]).ok()?;
        let size: usize = header.rsplit(' ').next()?.parse().ok()?;
        let content = rest.get(end + 1..end + 1 + size)?;
        files.insert(path.strip_prefix(folder)?.trim_start_matches('/').to_owned(), content.to_vec());
        rest = &rest[end + size + 2..];
    }
    Some(files)
}

fn assert_fresh(config: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if git(&["ls-files", "--error-unmatch", "Cargo.toml"], "").is_none() {
        println!("skipped: these files are in no git repository");
        return;
    }
    let apis = Config::read(&root.join(config)).unwrap().apis;
    assert!(!apis.is_empty());
    for api in apis {
        let folder = api.out.strip_prefix(root).unwrap_or(&api.out).to_string_lossy().replace('\\', "/");
        let mut indexed = indexed(&folder).unwrap_or_else(|| panic!("git cannot read the files of {folder}"));
        let result = match api.has_documents() {
            true => oasmith::generate_all(&api).unwrap().result,
            false => oasmith::generate(&api).unwrap().result,
        };
        for output in result.unwrap().outputs {
            let found = indexed.remove(&output.path);
            let is_fresh = found.as_deref() == Some(output.text.as_bytes());
            let path = &output.path;
            assert!(is_fresh, "{folder}/{path} is stale in git: run `cargo run -- generate`, and `git add {folder}`");
        }
        let others: Vec<&String> = indexed.keys().collect();
        assert!(others.is_empty(), "git has files in {folder} that the document does not give: {others:?}");
    }
}

#[test]
fn the_api_is_fresh() {
    assert_fresh("oasmith.toml");
}

#[test]
fn the_fixtures_are_fresh() {
    assert_fresh("fixtures/oasmith.toml");
}
