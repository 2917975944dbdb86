//! `oasmith update`, against a server on this machine.
#![cfg(feature = "update")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::support::server::{Response, Server};

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Pet shop, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses: {'200': {description: Pets., content: {application/json: {schema: {type: array, items: {type: string}}}}}}
";

/// The next version: an operation more.
fn next() -> String {
    format!("{DOCUMENT}  /sold:\n    get: {{operationId: listSold, responses: {{'204': {{description: None.}}}}}}\n")
}

/// A folder with settings, and a server.
struct Shop {
    folder: TempDir,
    server: Server,
}

/// The result of a command.
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Shop {
    /// Settings with a `source` of the server, and these further lines.
    fn new(settings: &str) -> Self {
        let shop = Self { folder: TempDir::new().unwrap(), server: Server::start() };
        shop.settings(&shop.server.url("/shop.yaml"), settings);
        shop
    }

    fn settings(&self, source: &str, further: &str) {
        let settings = "[[api]]\ndocument = 'spec/shop.yaml'\nout = 'generated'\nname = 'pet-shop'\n";
        self.write("oasmith.toml", &format!("{settings}source = '{source}'\n{further}"));
    }

    /// A shop that has stored the document.
    fn updated(settings: &str) -> Self {
        let shop = Self::new(settings);
        shop.server.set("/shop.yaml", Response::document(DOCUMENT).with("ETag", "\"1\""));
        let run = shop.run(&[]);
        assert_eq!(run.status, 0, "{}", run.err);
        shop.server.requests();
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
        command.arg("update").args(arguments).current_dir(self.folder.path());
        for proxy in ["http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
            command.env_remove(proxy);
        }
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Run { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn git(&self, arguments: &[&str]) {
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        let git = Command::new("git").args(author).args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(git.status.success(), "{git:?}");
    }

    /// The files of the folder.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        fn collect(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(&path, found);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path, bytes);
                }
            }
        }
        let mut found = BTreeMap::new();
        collect(self.folder.path(), &mut found);
        found
    }

    /// Runs an update that must fail with all these texts, and leave everything as it was.
    fn fails(&self, arguments: &[&str], expected: &[&str]) {
        let before = self.files();
        let run = self.run(arguments);
        let status = if arguments.contains(&"--check") { 3 } else { 1 };
        assert_eq!(run.status, status, "{}{}", run.out, run.err);
        for text in expected {
            assert!(run.err.contains(text), "no `{text}` in:\n{}", run.err);
        }
        assert!(self.files() == before, "the failed update changed files");
    }
}

#[test]
fn a_new_document_is_stored_as_it_is_and_generated() {
    let shop = Shop::new("");
    let with_crlf = DOCUMENT.replace('\n', "\r\n");
    let modified = "Tue, 01 Sep 2026 08:00:00 GMT";
    let document = Response::document(&with_crlf).with("ETag", "W/\"a\"").with("Last-Modified", modified);
    shop.server.set("/shop.yaml", document);
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(
        run.out.starts_with("      new  spec/shop.yaml\n      new  oasmith.lock\n      new  generated/"),
        "{}",
        run.out
    );
    assert_eq!(shop.read("spec/shop.yaml"), with_crlf);
    assert!(shop.read("generated/api.txt").contains("list_pets"));
    let (head, entry) =
        shop.read("oasmith.lock").split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    assert!(head.contains("Commit this file"), "{head}");
    let url = shop.server.url("/shop.yaml");
    let lines: Vec<&str> = entry.lines().collect();
    assert_eq!(lines[..3], ["[[file]]", "path = \"spec/shop.yaml\"", format!("url = \"{url}\"").as_str()]);
    assert!(lines[3].starts_with("sha256 = \"") && lines[3].len() == 75, "{entry}");
    assert_eq!(lines[4..], ["etag = 'W/\"a\"'", format!("last-modified = \"{modified}\"").as_str()]);
    let requests = shop.server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains(concat!("user-agent: oasmith/", env!("CARGO_PKG_VERSION"))), "{requests:?}");
}

#[test]
fn an_unchanged_document_changes_nothing() {
    let shop = Shop::updated("");
    let before = shop.files();
    let unchanged = format!("pet-shop: no change at {}\n", shop.server.url("/shop.yaml"));
    for arguments in [&[][..], &["--check"], &["pet-shop"]] {
        let run = shop.run(arguments);
        assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, unchanged.as_str(), ""));
    }
    let requests = shop.server.requests();
    assert!(requests.iter().all(|it| it.contains("if-none-match: \"1\"")), "{requests:?}");
    // Equal bytes with another `ETag` change nothing either, so that no commit has only that.
    shop.server.set("/shop.yaml", Response::document(DOCUMENT).with("ETag", "\"2\""));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, unchanged.as_str(), ""));
    assert!(shop.files() == before);
}

#[test]
fn a_changed_document_is_reported_with_the_next_version() {
    let shop = Shop::updated("");
    shop.git(&["init", "-q"]);
    shop.git(&["add", "--all"]);
    shop.git(&["commit", "-q", "-m", "first"]);
    shop.server.set("/shop.yaml", Response::document(&next().replace("listPets", "allPets")).with("ETag", "\"2\""));
    let before = shop.files();
    let check = shop.run(&["--check"]);
    assert_eq!((check.status, check.err.as_str()), (1, ""));
    assert_eq!(check.out, format!("pet-shop: spec/shop.yaml changed at {}\n", shop.server.url("/shop.yaml")));
    assert!(shop.files() == before, "`--check` wrote a file");

    let run = shop.run(&["--report", "report.md"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    for text in
        ["  changed  spec/shop.yaml\n  changed  oasmith.lock\n", "[operation-renamed]", "the next version is 0.2.0"]
    {
        assert!(run.out.contains(text), "no `{text}` in:\n{}", run.out);
    }
    let report = shop.read("report.md");
    assert!(report.starts_with("## pet-shop\n\n### API changes"), "{report}");
    assert!(shop.read("oasmith.lock").contains("etag = '\"2\"'"));
    assert_eq!(shop.run(&[]).status, 0);
}

#[test]
fn a_report_fits_a_pull_request() {
    let shop = Shop::new("");
    let document = |version: &str| {
        let path = |number: usize| {
            format!(
                "  /a{number}: {{get: {{operationId: get{number}{version}, responses: {{'204': {{description: None.}}}}}}}}\n"
            )
        };
        format!(
            "openapi: 3.0.3\ninfo: {{title: Pet shop, version: '1'}}\npaths:\n{}",
            (0..250).map(path).collect::<String>()
        )
    };
    shop.server.set("/shop.yaml", Response::document(&document("")));
    // Without an earlier version, the report has no changes.
    assert_eq!(shop.run(&["--report", "report.md"]).status, 0);
    assert_eq!(
        shop.read("report.md"),
        "## pet-shop\n\nNo change for users of the crate, or no earlier version to compare with.\n"
    );
    shop.git(&["init", "-q"]);
    shop.git(&["add", "--all"]);
    shop.git(&["commit", "-q", "-m", "first"]);
    shop.server.set("/shop.yaml", Response::document(&document(&"Other".repeat(60))));
    assert_eq!(shop.run(&["--report", "report.md"]).status, 0);
    let report = shop.read("report.md");
    assert!(report.chars().count() <= 65_536, "{}", report.len());
    assert!(report.starts_with("## pet-shop\n") && report.contains("0.2.0, after 0.1.0"), "{report}");
}

#[test]
fn a_document_that_does_not_arrive_changes_nothing() {
    let shop = Shop::updated("[api.fetch]\ntimeout = 1\n");
    let url = shop.server.url("/shop.yaml");
    let html = "<!DOCTYPE html>\n<title>Sign in</title>";
    let long = format!("{}{}", next(), "# and more\n".repeat(20));
    let cases: [(Response, &[&str]); 12] = [
        (
            Response::new("404 Not Found", "text/html", "<html>"),
            &["no such document (404 Not Found, text/html, beginning with `<html>`)", "correct `source`"],
        ),
        (
            Response::new("403 Forbidden", "text/plain", ""),
            &["refuses access (403 Forbidden, text/plain, without a body)", "set `fetch.authorization`"],
        ),
        (
            Response::new("429 Too Many Requests", "text/plain", "slow").with("Retry-After", "120"),
            &["too many requests", "(`Retry-After: 120`)", "again later"],
        ),
        (
            Response::new("500 Internal Server Error", "text/plain", "\u{1b}[31moops"),
            &["the server failed (500 Internal Server Error", "oops", "again later"],
        ),
        (Response::new("304 Not Modified", "text/plain", ""), &["compares with a version that oasmith did not name"]),
        (Response::new("204 No Content", "text/plain", ""), &["did not send a document (204 No Content"]),
        (Response::document(&long).truncated(30), &["the response is truncated: it ended after 30 of", "again later"]),
        (
            Response::document(&next()).after(Duration::from_secs(3)),
            &["did not send the document within 1 s", "raise `fetch.timeout`"],
        ),
        (
            Response::new("200 OK", "text/html", html),
            &[
                "is not an OpenAPI document (200 OK, text/html, beginning with `<!DOCTYPE html> <title>",
                "open the URL in a browser",
            ],
        ),
        (Response::document(""), &["is not an OpenAPI document (200 OK, application/yaml, without a body)"]),
        (
            Response::document("{\"openapi\": \"3.0.3\", \"info\": {"),
            &["error[syntax]", "spec/shop.yaml:1:30", "is not an OpenAPI document", "report the error to the vendor"],
        ),
        (
            Response::document("openapi: 4.0.0\ninfo: {title: a, version: '1'}\n"),
            &["error[unsupported-version]", "the document has errors", "correct them in an overlay"],
        ),
    ];
    // Without an entry in the lock file, a request has no conditions.
    fs::remove_file(shop.path("oasmith.lock")).unwrap();
    for (response, expected) in cases {
        shop.server.set("/shop.yaml", response);
        shop.fails(&["--overwrite"], &[&["nothing of `pet-shop` was changed", &url], expected].concat());
        shop.fails(&["--check"], &[]);
    }
}

#[test]
fn too_large_a_document_is_not_stored() {
    let shop = Shop::new("[api.bounds]\nbytes = 200\n");
    for response in [Response::document(DOCUMENT), Response::document(DOCUMENT).truncated(0)] {
        shop.server.set("/shop.yaml", response);
        shop.fails(&[], &["the document is larger than 200 bytes", "raise `bounds.bytes`"]);
    }
}

#[test]
fn an_address_without_a_server_is_reported() {
    let shop = Shop::new("");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    shop.settings(&format!("http://127.0.0.1:{port}/a"), "");
    shop.fails(&[], &[&format!("no connection to `127.0.0.1:{port}`"), "HTTPS_PROXY"]);
    shop.settings("http://no-such-host.invalid/a", "");
    shop.fails(&[], &["DNS has no address for the host `no-such-host.invalid`"]);
    // The server speaks no TLS.
    shop.settings(&format!("https://127.0.0.1:{}/a", shop.server.port()), "");
    shop.fails(&[], &["TLS with `127.0.0.1` failed", "add the authority"]);
}

#[test]
fn redirects_stay_on_the_host_that_the_settings_name() {
    let shop = Shop::updated("");
    let other = Server::start();
    let elsewhere = format!("http://localhost:{}/shop.yaml?signature=secret", other.port());
    other.set("/shop.yaml?signature=secret", Response::document(&next()));
    shop.server.set("/v2.yaml", Response::document(&next()));
    shop.server.set("/shop.yaml", Response::redirect(&elsewhere));
    let both =
        [shop.server.url("/shop.yaml"), format!("http://localhost:{}/shop.yaml?…, on another host", other.port())];
    shop.fails(&[], &[&both[0], &both[1], "302 Found", "fetch.redirect-hosts = [\"localhost\"]"]);
    assert!(other.requests().is_empty());
    for location in ["ftp://127.0.0.1/a", "http://user:secret@127.0.0.1/a", "http://[/", ""] {
        shop.server.set("/shop.yaml", Response::redirect(location));
        shop.fails(&[], &["redirect"]);
    }

    shop.server.set("/shop.yaml", Response::redirect("/v2.yaml"));
    assert_eq!(shop.run(&[]).status, 0);
    assert_eq!(shop.read("spec/shop.yaml"), next());

    let allowed = "[api.fetch]\nredirect-hosts = ['localhost']\nauthorization = 'SHOP_TOKEN'\n";
    shop.settings(&shop.server.url("/shop.yaml"), allowed);
    other.set("/shop.yaml?signature=secret", Response::document(DOCUMENT));
    shop.server.set("/shop.yaml", Response::redirect(&elsewhere));
    shop.server.requests();
    let run = shop.run_with(&[], &[("SHOP_TOKEN", "Bearer abc123")]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(shop.read("spec/shop.yaml"), DOCUMENT);
    assert!(shop.server.requests()[0].contains("authorization: Bearer abc123"));
    assert!(!other.requests()[0].to_lowercase().contains("authorization"));
}

#[test]
fn a_credential_is_never_printed() {
    let shop = Shop::new("[api.fetch]\nauthorization = 'SHOP_TOKEN'\n");
    shop.fails(&[], &["the environment variable `SHOP_TOKEN`, which `fetch.authorization` names, is not set"]);
    assert!(shop.server.requests().is_empty());
    for response in ["401 Unauthorized", "200 OK"] {
        shop.server.set("/shop.yaml", Response::new(response, "text/plain", "Bearer abc123 is not 'abc123'"));
        let run = shop.run_with(&[], &[("SHOP_TOKEN", "Bearer abc123\n")]);
        assert_eq!(run.status, 1);
        assert!(!run.err.contains("abc123") && run.err.contains("[redacted]"), "{}", run.err);
    }
    let run = shop.run_with(&[], &[("SHOP_TOKEN", "Bearer abc\n123")]);
    assert!(run.err.contains("is not the value of a header") && !run.err.contains("123"), "{}", run.err);
}

#[test]
fn a_proxy_of_the_environment_is_used() {
    let shop = Shop::updated("");
    let url = format!("http://user:secret@127.0.0.1:{}", Server::start().port());
    let run = shop.run_with(&[], &[("http_proxy", &url)]);
    assert!(run.status == 1 && !run.err.contains("secret"), "{}", run.err);
    assert!(shop.server.requests().is_empty());
    assert_eq!(shop.run_with(&[], &[("http_proxy", &url), ("NO_PROXY", "127.0.0.1")]).status, 0);
    let run = shop.run_with(&[], &[("http_proxy", "ftp://secret")]);
    assert!(run.err.contains("`http_proxy` is not the URL of a proxy") && !run.err.contains("secret"), "{}", run.err);
}

#[test]
fn an_edited_document_is_not_overwritten() {
    let shop = Shop::updated("");
    let edited = format!("{DOCUMENT}# mine\n");
    shop.write("spec/shop.yaml", &edited);
    shop.fails(&[], &["`spec/shop.yaml` is not as `oasmith update` stored it", "--overwrite"]);
    assert!(!shop.server.requests()[0].contains("if-none-match"), "the edited file is not the known version");
    assert_eq!(shop.run(&["--overwrite"]).status, 0);
    assert_eq!(shop.read("spec/shop.yaml"), DOCUMENT);

    // A document from before the setting is replaced if git has it.
    fs::remove_file(shop.path("oasmith.lock")).unwrap();
    shop.write("spec/shop.yaml", &edited);
    shop.fails(&[], &["is not as `oasmith update` stored it"]);
    shop.git(&["init", "-q"]);
    shop.git(&["add", "--all"]);
    shop.git(&["commit", "-q", "-m", "first"]);
    assert_eq!(shop.run(&[]).status, 0);
    assert_eq!(shop.read("spec/shop.yaml"), DOCUMENT);
}

#[test]
fn an_edited_lock_file_is_refused_or_ignored() {
    let shop = Shop::updated("");
    let lock = shop.read("oasmith.lock");
    for (edited, problem) in [
        ("[[file]\n".to_owned(), "TOML parse error"),
        (lock.replace("sha256 = ", "sha = "), "unknown field `sha`"),
        (lock.replace("sha256 = \"", "sha256 = \"x"), "64 hexadecimal digits"),
        (format!("{lock}{lock}"), "has two entries"),
    ] {
        shop.write("oasmith.lock", &edited);
        shop.fails(&[], &["oasmith.lock: ", problem, "restore the file from git"]);
    }
    assert!(shop.server.requests().is_empty());
    // Another URL: the entry is not of this document, and is written anew.
    shop.write("oasmith.lock", &lock.replace("/shop.yaml\"\nsha", "/other.yaml\"\nsha"));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert_eq!(shop.read("oasmith.lock"), lock);
    assert!(!shop.server.requests()[0].contains("if-none-match"));
}

#[test]
fn crates_can_share_a_document() {
    let shop = Shop::new("");
    shop.server.set("/shop.yaml", Response::document(DOCUMENT));
    let url = shop.server.url("/shop.yaml");
    let api = |name: &str, further: &str| {
        format!("[[api]]\ndocument = 'spec/shop.yaml'\nsource = '{url}'\nout = '{name}'\nname = '{name}'\n{further}\n")
    };
    shop.write("oasmith.toml", &format!("{}{}", api("all", ""), api("some", "only = {paths = ['/pets']}")));
    assert_eq!(shop.run(&[]).status, 0);
    shop.server.set("/shop.yaml", Response::document(&DOCUMENT.replace("listPets", "allPets")));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.out.matches("spec/shop.yaml\n").count()), (0, 1), "{}{}", run.out, run.err);
    for name in ["all", "some"] {
        assert!(shop.read(&format!("{name}/api.txt")).contains("all_pets"), "{name}");
    }
    // The settings of one of the two do not fit the next version.
    shop.server.set("/shop.yaml", Response::document(&next().replace("/pets:", "/animals:")));
    let expected = ["some: ", "all: `spec/shop.yaml` is also the document of `some`, which refuses it"];
    shop.fails(&[], &expected);
}

#[test]
fn settings_without_a_source_are_explained() {
    let shop = Shop::new("");
    shop.write("oasmith.toml", "[[api]]\ndocument = 'a.yaml'\nout = 'out'\nname = 'pets'\n");
    shop.fails(&[], &["no `[[api]]` has a `source`"]);
    shop.fails(&["pets"], &["`pets` has no `source`"]);
    shop.fails(&["pet"], &["no `[[api]]` has the name `pet`; did you mean `pets`?"]);
    let head = "[[api]]\ndocument = 'a.yaml'\nout = 'out'\nname = 'pets'\n";
    for (wrong, problem) in [
        ("source = 'example.com'", "oasmith.toml:5:10: `source` is not a URL"),
        ("sorce = 'https://example.com'", "did you mean `source`?"),
        ("source = 'https://a:b@example.com/a'", "contains credentials"),
        ("[api.fetch]\nreferences = true", "`fetch` has no effect without `source`"),
        ("source = 'https://example.com/a'\n[api.fetch]\ntimeout = 0", "must be an integer above zero"),
        ("source = 'https://example.com/a'\n[api.fetch]\nauthorisation = 'A'", "did you mean `authorization`?"),
        ("source = 'http://example.com/a'\n[api.fetch]\nauthorization = 'A'", "needs a `source` with `https`"),
    ] {
        shop.write("oasmith.toml", &format!("{head}{wrong}\n"));
        shop.fails(&[], &[problem]);
    }
    shop.write("oasmith.toml", &format!("{head}source = 'https://example.com/a'\n"));
    let generate = Command::new(env!("CARGO_BIN_EXE_oasmith")).arg("generate").current_dir(shop.folder.path()).output();
    let err = String::from_utf8(generate.unwrap().stderr).unwrap();
    assert!(err.contains("run `oasmith update` to fetch it"), "{err}");
}

/// A document of a vendor: its schema is common to all.
fn product(name: &str, further: &str) -> String {
    let title = format!("openapi: 3.0.3\ninfo: {{title: {name}, version: '1'}}\npaths:\n");
    let response = "{description: All., content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}";
    let schema = "components: {schemas: {Item: {type: object, properties: {name: {type: string}}}}}\n";
    format!(
        "{title}  /{name}:\n    get:\n      operationId: list\n      tags: [{name}]\n      responses: {{'200': {response}}}\n{further}{schema}"
    )
}

/// A vendor with two documents on the server and a third one in the folder.
fn vendor(further: &str) -> Shop {
    let shop = Shop::new("");
    let [pets, toys] = ["/pets.yaml", "/toys.yaml"].map(|path| shop.server.url(path));
    shop.write(
        "oasmith.toml",
        &format!(
            "[[api]]\nout = 'generated'\nname = 'vendor'\ndocuments = [\n    'spec/*.yaml',\n    {{ path = 'spec/pets.yaml', url = '{pets}' \
             }},\n    {{ path = 'spec/toys.yaml', url = '{toys}', module = 'games' }},\n]\n{further}"
        ),
    );
    for name in ["pets", "toys"] {
        let document = Response::document(&product(name, "")).with("ETag", "\"1\"");
        shop.server.set(&format!("/{name}.yaml"), document);
    }
    shop.write("spec/own.yaml", &product("own", ""));
    shop
}

#[test]
fn each_of_several_documents_is_fetched() {
    let shop = vendor("");
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(shop.read("spec/toys.yaml"), product("toys", ""));
    let listing = shop.read("generated/api.txt");
    assert!(listing.contains("  games  feature games") && listing.contains("Item in games, own, pets"), "{listing}");
    assert_eq!(shop.read("oasmith.lock").matches("[[file]]").count(), 2);
    // Nothing changed: neither document is sent again.
    shop.server.requests();
    let before = shop.files();
    for arguments in [&[][..], &["--check"], &["vendor"]] {
        let run = shop.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (0, "vendor: no change of 2 documents\n"), "{}", run.err);
    }
    let requests = shop.server.requests();
    assert!(
        requests.iter().filter(|it| it.to_lowercase().contains("if-none-match: \"1\"")).count() == 6,
        "{requests:?}"
    );
    assert!(shop.files() == before);
    // One changed.
    let sold = "  /sold:\n    get: {operationId: sold, tags: [toys], responses: {'204': {description: None.}}}\n";
    shop.server.set("/toys.yaml", Response::document(&product("toys", sold)));
    let run = shop.run(&["--check"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert!(run.out.contains("vendor: spec/toys.yaml changed at ") && run.out.contains("no change at "), "{}", run.out);
    assert!(shop.files() == before);
    let run = shop.run(&[]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(shop.read("generated/api/games.txt").contains("sold()"), "{}", run.out);
    assert!(!run.out.contains("spec/pets.yaml"), "{}", run.out);
}

#[test]
fn a_document_that_does_not_arrive_holds_up_no_other() {
    let shop = vendor("");
    // No file matches the pattern yet.
    fs::remove_dir_all(shop.path("spec")).unwrap();
    assert_eq!(shop.run(&[]).status, 0);
    for (wrong, expected) in [
        (Response::new("503 Service Unavailable", "text/plain", "later"), "503"),
        (Response::new("200 OK", "text/html", "<html>"), "is not an OpenAPI document"),
        (Response::document("openapi: 3.0.3\ninfo: ["), "is not an OpenAPI document"),
    ] {
        let name = format!("sold{}", shop.server.requests().len());
        let sold = format!(
            "  /{name}:\n    get: {{operationId: {name}, tags: [toys], responses: {{'204': {{description: N.}}}}}}\n"
        );
        shop.server.set("/pets.yaml", wrong);
        shop.server.set("/toys.yaml", Response::document(&product("toys", &sold)));
        let check = shop.run(&["--check"]);
        assert_eq!(check.status, 3, "{}{}", check.out, check.err);
        assert!(check.out.contains("spec/toys.yaml changed at"), "{}", check.out);
        let run = shop.run(&[]);
        assert_eq!(run.status, 1, "{}{}", run.out, run.err);
        let text = &run.err;
        assert!(text.contains(expected) && text.contains("`spec/pets.yaml` was not changed"), "{text}");
        assert_eq!(shop.read("spec/pets.yaml"), product("pets", ""));
        assert!(shop.read("generated/api/games.txt").contains(&name), "{}", run.out);
        assert!(shop.read("generated/api/pets.txt").contains("list()"), "{}", run.out);
        // The server is back, with the same document.
        shop.server.set("/pets.yaml", Response::document(&product("pets", "")));
        shop.server.set("/toys.yaml", Response::document(&product("toys", "")));
        assert_eq!(shop.run(&[]).status, 0);
    }
}

#[test]
fn a_setting_must_fit_one_of_several_documents() {
    let shop = vendor("strict = true\nrename = { types = { Item = 'Thing' } }\n");
    assert_eq!(shop.run(&[]).status, 0);
    // This document has nothing to rename, and warnings are errors.
    shop.server.set("/pets.yaml", Response::document(&product("pets", "").replace("Item", "Pet")));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    // A warning of a document refuses it.
    let odd = product("toys", "").replace("type: string", "type: string, pattern: '('");
    shop.server.set("/toys.yaml", Response::document(&odd));
    shop.fails(&[], &["the document has errors", "`spec/toys.yaml` was not changed"]);
}

#[test]
fn several_documents_may_reference_one_file() {
    let shop = vendor("[api.fetch]\nreferences = true\n");
    for name in ["pets", "toys"] {
        let text = product(name, "").replace("#/components/schemas/Item", "common/item.yaml#/Item");
        shop.server.set(&format!("/{name}.yaml"), Response::document(&text));
    }
    let item = "Item: {type: object, properties: {shared: {type: string}}}\n";
    shop.server.set("/common/item.yaml", Response::document(item));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(shop.read("spec/common/item.yaml"), item);
    assert!(shop.read("generated/api.txt").contains("shared"), "{}", shop.read("generated/api.txt"));
    // Another version of it alone is a change of both.
    shop.server.set("/common/item.yaml", Response::document(&item.replace("shared", "other")));
    let run = shop.run(&["--check"]);
    assert_eq!((run.status, run.out.matches("spec/common/item.yaml changed at").count()), (1, 2), "{}", run.out);
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(shop.read("generated/api.txt").contains("other"), "{}", run.out);
}

#[test]
fn settings_of_several_documents_are_checked() {
    let shop = vendor("");
    let head = "[[api]]\nout = 'generated'\nname = 'vendor'\n";
    let at = |url: &str| format!("{{ path = 'spec/{}.yaml', url = '{url}' }}", url.len());
    let (a, b) = (at("https://a.example.com/a"), at("https://b.example.com/bb"));
    for (wrong, problem) in [
        ("documents = ['spec/own.yaml']".to_owned(), "no `[[api]]` has a `source`, or a `url` in `documents`"),
        ("documents = [{ path = 'spec/a.yaml', url = 'example.com' }]".to_owned(), "`documents.url` is not a URL"),
        (
            "documents = [{ path = 'spec/*.yaml', url = 'https://example.com/a' }]".to_owned(),
            "are for a single document",
        ),
        (
            "documents = ['a.yaml']\n[api.fetch]\ntimeout = 3".to_owned(),
            "`fetch` has no effect without a `url` in `documents`",
        ),
        (format!("documents = [{a}]\nsource = 'https://example.com/a'"), "each document has a `url` of its own"),
        (format!("documents = [{a}, {b}]\n[api.fetch]\nauthorization = 'A'"), "needs documents of one server"),
        (
            "documents = [{ path = 'a.yaml', url = 'http://example.com/a' }]\n[api.fetch]\nauthorization = 'A'"
                .to_owned(),
            "needs every `url` with `https`",
        ),
    ] {
        shop.write("oasmith.toml", &format!("{head}{wrong}\n"));
        shop.fails(&[], &[problem]);
    }
    shop.write("oasmith.toml", &format!("{head}documents = ['spec/own.yaml']\n"));
    shop.fails(&["vendor"], &["`documents` of `vendor` has no `url`"]);
}

/// A document that references a file.
fn of_parts(reference: &str) -> String {
    DOCUMENT.replace("items: {type: string}", &format!("items: {{$ref: '{reference}'}}"))
}

#[test]
fn referenced_files_are_fetched_on_request() {
    let shop = Shop::new("[api.fetch]\nreferences = true\n");
    let redirected = "/v1/api/shop.yaml";
    shop.server.set("/shop.yaml", Response::redirect(redirected));
    shop.server.set(redirected, Response::document(&of_parts("parts/a pet.yaml#/Pet")));
    let pet = "Pet: {type: object, properties: {name: {$ref: '../name.json'}}}\n";
    shop.server.set("/v1/api/parts/a%20pet.yaml", Response::document(pet).with("ETag", "\"p\""));
    shop.server.set("/v1/api/name.json", Response::document("{\"type\": \"string\"}"));
    let run = shop.run(&[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
    assert!(shop.read("generated/api.txt").contains("type Name = String"), "{}", shop.read("generated/api.txt"));
    let lock = shop.read("oasmith.lock");
    let paths: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("path = ")).collect();
    assert_eq!(paths, ["\"spec/name.json\"", "\"spec/parts/a pet.yaml\"", "\"spec/shop.yaml\""]);
    let left: Vec<PathBuf> = fs::read_dir(shop.folder.path()).unwrap().map(|it| it.unwrap().path()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
    shop.server.requests();

    assert_eq!(shop.run(&[]).status, 0);
    let requests = shop.server.requests();
    assert!(
        requests.iter().any(|it| it.contains("a%20pet.yaml") && it.contains("if-none-match: \"p\"")),
        "{requests:?}"
    );

    // A change of a referenced file alone.
    shop.server.set("/v1/api/name.json", Response::document("{\"type\": \"integer\"}"));
    let run = shop.run(&["--check"]);
    assert!(run.status == 1 && run.out.contains("spec/name.json changed"), "{}", run.out);
    assert_eq!(shop.run(&[]).status, 0);
    assert!(shop.read("generated/api.txt").contains("type Name = i64"));

    for (broken, expected) in [
        (Response::new("404 Not Found", "text/plain", ""), "name.json: the server has no such document"),
        (Response::new("200 OK", "text/html", "<a>: <b>: c"), "name.json: the response is not an OpenAPI document"),
    ] {
        shop.server.set("/v1/api/name.json", broken);
        shop.fails(&[], &[expected, "nothing of `pet-shop` was changed"]);
    }
    // Without the setting, the stored file stays.
    shop.settings(&shop.server.url("/shop.yaml"), "");
    assert_eq!(shop.run(&[]).status, 0);
}

#[test]
fn a_chain_of_files_ends() {
    let shop = Shop::new("[api.fetch]\nreferences = true\n");
    shop.server.set("/shop.yaml", Response::document(&of_parts("0.yaml")));
    for at in 0..60 {
        let next = format!("{{type: object, properties: {{next: {{$ref: '{}.yaml'}}}}}}", at + 1);
        shop.server.set(&format!("/{at}.yaml"), Response::document(&next));
    }
    shop.fails(&[], &["in a chain of more than 50"]);
    shop.server.set("/40.yaml", Response::document("{type: string}"));
    assert_eq!(shop.run(&[]).status, 0);
}

#[test]
fn the_lock_file_has_only_validators_that_it_can_read_again() {
    let shop = Shop::new("");
    let odd = Response::document(DOCUMENT).with("ETag", "\"a\tb\"").with("Last-Modified", "Thu, 01\tJan");
    shop.server.set("/shop.yaml", odd);
    for _ in 0..2 {
        let run = shop.run(&[]);
        assert_eq!(run.status, 0, "{}", run.err);
    }
    assert!(!shop.read("oasmith.lock").contains("etag"), "{}", shop.read("oasmith.lock"));
}

#[test]
fn a_document_cannot_make_oasmith_write_elsewhere() {
    let shop = Shop::new("[api.fetch]\nreferences = true\n");
    let other = Server::start();
    for path in ["/x.yaml", "/../x.yaml", "/spec/x.yaml", "/secret.yaml"] {
        shop.server.set(path, Response::document("{type: string}"));
        other.set(path, Response::document("{type: string}"));
    }
    // These are unresolved references, for which the generator has warnings.
    let absolute = shop.path("secret.yaml").display().to_string();
    let elsewhere = [other.url("/x.yaml"), shop.server.url("/x.yaml"), format!("//127.0.0.1:{}/x.yaml", other.port())];
    let references =
        ["../x.yaml", "../../x", "a/../../x.yaml", "%2e%2e/x.yaml", "..%2Fx.yaml", absolute.as_str(), "/x.yaml"];
    for reference in references.into_iter().chain(elsewhere.iter().map(String::as_str)) {
        shop.server.set("/shop.yaml", Response::document(&of_parts(reference)));
        let run = shop.run(&[]);
        assert_eq!(run.status, 0, "{reference}: {}", run.err);
        assert!(run.err.contains("warning"), "{reference}: {}", run.err);
        let written: Vec<PathBuf> =
            shop.files().into_keys().filter(|path| !path.starts_with(shop.path("generated"))).collect();
        assert_eq!(
            written,
            ["oasmith.lock", "oasmith.toml", "spec/shop.yaml"].map(|name| shop.path(name)),
            "{reference}"
        );
        assert!(
            shop.server.requests().iter().all(|it| it.starts_with("GET /shop.yaml ")) && other.requests().is_empty()
        );
    }
    // These have paths within the folder that a document must not write.
    let other_api = "overlays = ['spec/fixes.yaml']\n[api.fetch]\nreferences = true\n\n[[api]]\nname = 'other'\n\
                     document = 'spec/other.yaml'\nout = 'spec/generated'\n";
    shop.settings(&shop.server.url("/shop.yaml"), other_api);
    shop.write(
        "spec/fixes.yaml",
        "overlay: 1.0.0\ninfo: {title: Fixes, version: '1'}\nactions: [{target: $.info, update: {title: Shop}}]\n",
    );
    for (reference, expected) in [
        (".git/config.yaml", "hidden"),
        ("a/.github/workflows/x.yml", "hidden"),
        ("build.rs", "only files whose name ends in"),
        ("a", "only files whose name ends in"),
        ("a%1b[2J.yaml", "invisible characters"),
        ("fixes.yaml", "an overlay of `pet-shop`"),
        ("Fixes.YAML", "an overlay of `pet-shop`"),
        ("generated/x.yaml", "below the generated crate `other`"),
    ] {
        shop.server.set("/shop.yaml", Response::document(&of_parts(reference)));
        let shown = reference.split('%').next().unwrap();
        for arguments in [&["pet-shop"] as &[&str], &["pet-shop", "--overwrite"]] {
            shop.fails(arguments, &[expected, shown]);
        }
    }
    shop.settings(&shop.server.url("/shop.yaml"), "[api.fetch]\nreferences = true\n");
    // A file that someone wrote is not replaced, whether git has it or not.
    shop.write("spec/mine.yaml", "{type: integer}");
    shop.git(&["init", "-q"]);
    shop.git(&["add", "-A"]);
    shop.git(&["commit", "-qm", "mine"]);
    shop.server.set("/mine.yaml", Response::document("{type: string}"));
    shop.server.set("/shop.yaml", Response::document(&of_parts("mine.yaml")));
    shop.fails(&[], &["`spec/mine.yaml` is not as `oasmith update` stored it"]);
    #[cfg(unix)]
    {
        let outside = TempDir::new().unwrap();
        std::os::unix::fs::symlink(outside.path(), shop.path("spec/link")).unwrap();
        shop.server.set("/shop.yaml", Response::document(&of_parts("link/x.yaml")));
        shop.fails(&[], &["behind a symbolic link"]);
    }
}
