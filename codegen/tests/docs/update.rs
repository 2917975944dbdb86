//! The commands of `updates.md`, against a server on this machine.

use std::fs;

use tempfile::TempDir;

use super::{holds, path, printed_by, remade, run};
use crate::support::server::{Response, Server};

/// The URL on the page.
const SHOWN: &str = "https://pets.example.com/openapi.yaml";

/// The document of the tutorial.
fn document() -> String {
    let page = fs::read_to_string(path("tutorial.md")).unwrap();
    page.split_once("```yaml shop.yaml\n").unwrap().1.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_commands_of_an_update_print_what_the_page_shows() {
    let page = fs::read_to_string(path("updates.md")).unwrap();
    let (folder, server) = (TempDir::new().unwrap(), Server::start());
    let stored = |version: &str, day: &str, body: &str| {
        let modified = format!("{day} Sep 2026 08:00:00 GMT");
        let response = Response::document(body).with("ETag", &format!("\"v{version}\""));
        server.set("/openapi.yaml", response.with("Last-Modified", &modified));
    };
    let settings = page.split_once("```toml oasmith.toml\n").unwrap().1.split_once("```").unwrap().0;
    fs::write(folder.path().join("oasmith.toml"), settings.replace(SHOWN, &server.url("/openapi.yaml"))).unwrap();
    stored("1", "Tue, 01", &document());
    printed_by("oasmith update --quiet && git init -q && git add --all && git commit -q -m first", folder.path());
    stored(
        "2",
        "Wed, 02",
        &document().replace("[id, name]", "[id, name, status]").replace("available,", "available, reserved,"),
    );
    let mut here = folder.path().to_owned();
    let made = remade(&page, |language, block, _| (language == "console").then(|| run(block, &mut here)));
    let made = made.replace(&server.url("/openapi.yaml"), SHOWN);
    assert!(made.contains("became-required"), "{made}");
    holds("updates.md", &made);
}
