//! Multipart requests of a generated client, parsed by two servers' parsers: python-multipart and busboy.
//!
//! `.ci/multipart` installs and starts them, and sets the environment variable `MULTIPART_PARSERS`. Without it, this
//! test checks nothing.

use std::collections::BTreeMap;

use fixture_bodies::{Client, Upload};

/// Names of parts and files that have occurred in practice, or that someone may try.
fn awkward() -> Vec<String> {
    let long = "long ".repeat(200);
    let names = [
        "",
        "two words",
        " leading",
        "trailing ",
        "a\"quote",
        "\"\"",
        "\"",
        "a'b",
        "a\\b",
        "a\\\"b",
        "C:\\dir\\file.txt",
        "a\r\nb",
        "a\nb",
        "a\rb",
        "\r\n",
        "a\r\n\r\nb",
        "a\r\nContent-Type: text/evil\r\n\r\nx",
        "a;b",
        "a; filename=\"x\"",
        "a=b",
        "a,b",
        "a:b",
        "a/b",
        "../../etc/passwd",
        "a%b",
        "%22",
        "%0D%0A",
        "100%",
        "größe",
        "日本語",
        "\u{1f600}",
        "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "e\u{301}",
        "\u{202e}txt.exe",
        "\u{200f}rtl",
        "\u{feff}bom",
        "tab\there",
        "nbsp\u{a0}",
        "a[0][b]",
        "a[]",
        "items.0.name",
        "{curly}",
        "<script>",
        "&amp;",
        "name*=utf-8''x",
        "=?utf-8?q?x?=",
        "--boundary",
        "--",
        "#hash",
    ];
    names.iter().map(|name| (*name).to_owned()).chain([long]).collect()
}

/// Returns a name as a browser escapes it, which is the result of a parser that does not unescape.
fn written(name: &str, is_file: bool) -> String {
    let lines = if is_file { name.to_owned() } else { name.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n") };
    lines.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns the name of a file without Windows folders, which python-multipart removes, as old browsers sent them.
fn without_folders(name: &str) -> &str {
    if name.get(1..3) == Some(":\\") { name.rsplit('\\').next().unwrap_or(name) } else { name }
}

#[tokio::test]
async fn servers_parse_every_name() {
    let parsers = std::env::var("MULTIPART_PARSERS").unwrap_or_default();
    if parsers.trim().is_empty() {
        println!("SKIPPED: no parsers are installed; nothing is checked");
        return;
    }
    let names = awkward();
    assert_eq!(names.len(), 50);
    let files: BTreeMap<String, Upload> = names
        .iter()
        .map(|name| (name.clone(), Upload::from(format!("content of {name}")).file_name(name.clone())))
        .collect();
    assert_eq!(files.len(), 50);
    for parser in parsers.split_whitespace() {
        let (parser, url) = parser.split_once('=').unwrap();
        let client = Client::builder().base_url(url).build().unwrap();
        let parts = client.forms().map(&files).await.unwrap().body;
        assert_eq!(parts.len(), 50, "{parser}");
        let mut wrong = Vec::new();
        for (part, name) in parts.iter().zip(files.keys()) {
            let file = part.file.clone().flatten().unwrap_or_default();
            let sent = written(name, true);
            let is_file = file == sent || (parser == "python-multipart" && file == without_folders(&sent));
            let data = part.data.as_ref().map(|data| String::from_utf8_lossy(&data.0).into_owned());
            if part.name != written(name, false) || !is_file || data != Some(format!("content of {name}")) {
                wrong.push(format!("{name:?}: {:?} {file:?} {data:?}", part.name));
            }
        }
        println!("{parser}: {} names of parts and files accepted, {} parsed differently", parts.len(), wrong.len());
        assert!(wrong.is_empty(), "{parser}:\n{}", wrong.join("\n"));
    }
}
