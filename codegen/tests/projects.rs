//! The projects of `docs/modules.md` and `docs/vendors.md`, each set up in an empty folder from the files of the page. They call a
//! server.

mod vendors;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const MODULES: &str = include_str!("../../docs/modules.md");

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns the blocks of a section of the page about modules that have a path: path and text.
fn files(title: &str) -> Vec<(String, String)> {
    files_of(MODULES, title)
}

/// Returns the blocks of a section of a page that have a path.
fn files_of(page: &str, title: &str) -> Vec<(String, String)> {
    let start = format!("\n## {title}\n");
    let section = page.split_once(&start).unwrap().1.split("\n## ").next().unwrap();
    let mut found = Vec::new();
    for block in section.split("\n```").skip(1).step_by(2) {
        let (info, text) = block.split_once('\n').unwrap();
        if let Some((_, path)) = info.split_once(' ') {
            found.push((path.to_owned(), format!("{text}\n")));
        }
    }
    found
}

/// A project in an empty folder. All share a folder for what Cargo compiles.
struct Project(PathBuf);

impl Project {
    fn new(name: &str, files: &[(String, String)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        let _ = fs::remove_dir_all(&folder);
        let project = Self(folder);
        let generator = workspace().join("codegen");
        for (path, text) in files {
            project.write(path, &text.replace("../oasmith/codegen", generator.to_str().unwrap()));
        }
        fs::copy(workspace().join("Cargo.lock"), project.0.join("Cargo.lock")).unwrap();
        // The folder is within that of another workspace, with settings of its own.
        project.write("rustfmt.toml", "");
        let manifest = fs::read_to_string(project.0.join("Cargo.toml")).unwrap();
        project.write("Cargo.toml", &format!("{manifest}\n[workspace]\nexclude = [\"vendor\"]\n"));
        project
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, program: &str, arguments: &[&str], url: &str) -> Output {
        Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.parent().unwrap().join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("SHOP_URL", url)
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }

    /// Runs a command that succeeds, and returns its output.
    fn succeed(&self, program: &str, arguments: &[&str], url: &str) -> String {
        let Output { status, stdout, stderr } = self.run(program, arguments, url);
        let [stdout, stderr] = [stdout, stderr].map(|it| String::from_utf8(it).unwrap());
        assert!(status.success(), "{program} {arguments:?}: {stdout}{stderr}");
        // A program of ten lines has no warnings, and neither has the module.
        assert!(program.ends_with("oasmith") || !stderr.contains("warning"), "{program} {arguments:?}: {stderr}");
        stdout
    }

    fn oasmith(&self, arguments: &[&str]) -> String {
        self.succeed(env!("CARGO_BIN_EXE_oasmith"), arguments, "")
    }

    fn add_all(&self, commands: &str) {
        for command in commands.lines() {
            let words: Vec<&str> = command.split(' ').collect();
            assert_eq!(words[..2], ["cargo", "add"], "{command}");
            self.succeed(env!("CARGO"), &[&["add", "--quiet"][..], &words[2..]].concat(), "");
        }
    }

    fn calls_a_server(&self) {
        let printed = self.succeed(env!("CARGO"), &["run", "--quiet"], &server());
        assert_eq!(printed, "Rex is Available\n");
    }
}

/// A request line with a header, and the body of the response to them.
type Exchange = [&'static str; 3];

const PET: Exchange =
    ["GET /pets/7 HTTP/1.1", "authorization: Bearer token", r#"{"id": "7", "name": "Rex", "status": "available"}"#];

/// Starts a server that responds to one request, and returns its URL.
fn server() -> String {
    server_of(PET)
}

/// Starts a server that responds to one request; to any but the known one with status 404.
fn server_of([line, header, body]: Exchange) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
        let request = lines.next().unwrap();
        let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let is_known = request == line && headers.iter().any(|it| it == header);
        let status = if is_known { "200 OK" } else { "404 Not Found" };
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    });
    url
}

/// Adds the dependencies that `oasmith deps --missing` prints.
fn add_missing(project: &Project) {
    let missing = project.run(env!("CARGO_BIN_EXE_oasmith"), &["deps", "--missing"], "");
    project.add_all(&String::from_utf8(missing.stdout).unwrap());
}

/// Adds the document of the page about modules.
fn with_shop(mut files: Vec<(String, String)>) -> Vec<(String, String)> {
    files.push(("spec/shop.yaml".to_owned(), include_str!("../../fixtures/shop.yaml").to_owned()));
    files
}

/// Generates a checked-in module, adds its dependencies as the page shows, and calls a server.
fn check_in(project: &Project) {
    project.oasmith(&["generate"]);
    assert!(!project.run(env!("CARGO_BIN_EXE_oasmith"), &["deps", "--missing"], "").status.success());
    add_missing(project);
    assert_eq!(project.oasmith(&["deps", "--missing"]), "");
    project.calls_a_server();
    project.oasmith(&["check"]);
    project.succeed(env!("CARGO"), &["fmt", "--check"], "");
    project.oasmith(&["check"]);
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn a_module_is_checked_in_under_src() {
    let mut files = files("A module under `src/`");
    check_in(&Project::new("src", &with_shop(files.clone())));
    // The same settings, with another layout and at another path.
    let settings = self::files("One file").remove(0).1.replace("src/api", "src/vendors/shop");
    files.retain(|(path, _)| path != "oasmith.toml");
    files.push(("oasmith.toml".to_owned(), settings));
    let main = files.iter_mut().find(|(path, _)| path == "src/main.rs").unwrap();
    main.1 = main.1.replace("#[rustfmt::skip]\nmod api;", "mod vendors;").replace("use api::", "use vendors::shop::");
    files.push(("src/vendors/mod.rs".to_owned(), "#[rustfmt::skip]\npub mod shop;\n".to_owned()));
    check_in(&Project::new("file", &with_shop(files)));
}

/// Returns the files of a folder with their texts.
fn contents(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            contents(&path, found);
        } else {
            found.push((path.clone(), fs::read(path).unwrap()));
        }
    }
    found.sort();
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn a_build_script_writes_a_module_to_out_dir() {
    let project = Project::new("out-dir", &with_shop(files("A module in `OUT_DIR`")));
    // The first build names what is missing, and how to add it.
    let failed = project.run(env!("CARGO"), &["build", "--quiet"], "");
    let printed = String::from_utf8(failed.stderr).unwrap();
    assert!(
        !failed.status.success() && printed.contains("the module needs the dependency `reqwest`, which is missing"),
        "{printed}"
    );
    let commands: Vec<&str> = printed.lines().map(str::trim).filter(|line| line.starts_with("cargo add ")).collect();
    project.add_all(&commands.join("\n"));
    let (mut before, mut after) = (Vec::new(), Vec::new());
    contents(&project.0, &mut before);
    project.calls_a_server();
    // Nothing but `OUT_DIR` changed, and another build runs nothing.
    contents(&project.0, &mut after);
    assert!(before == after, "the build changed the package");
    let again = project.run(env!("CARGO"), &["build", "-v"], "");
    let again = String::from_utf8(again.stderr).unwrap();
    assert!(!again.contains("Running") && again.contains("Fresh shop-status"), "{again}");
    // The program compiles no generator.
    let tree = project.succeed(env!("CARGO"), &["tree", "-e", "normal", "--prefix", "none"], "");
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("oasmith") && names.contains("reqwest"), "{tree}");
    for name in ["oasmith-runtime", "openapiv3", "prettyplease", "saphyr-parser", "serde_yaml"] {
        assert!(!names.contains(name), "{name}: {tree}");
    }
    // Without the feature, the compiler names it.
    let manifest = fs::read_to_string(project.0.join("Cargo.toml")).unwrap();
    project.write("Cargo.toml", &manifest.replace(", features = [\"generator\"]", ""));
    let failed = project.run(env!("CARGO"), &["build", "--quiet"], "");
    let printed = String::from_utf8(failed.stderr).unwrap();
    assert!(printed.contains("Build") && printed.contains("generator"), "{printed}");
    // Without the normal dependency, and with what the macro expands to.
    let line =
        format!("oasmith = {{ path = \"{}\", default-features = false }}\n", workspace().join("codegen").display());
    assert!(manifest.contains(&line), "{manifest}");
    project.write("Cargo.toml", &manifest.replace(&line, ""));
    let main = fs::read_to_string(project.0.join("src/main.rs")).unwrap();
    let plain = "include!(concat!(env!(\"OUT_DIR\"), \"/shop.rs\"))";
    project.write("src/main.rs", &main.replace("oasmith::include!(\"shop\")", plain));
    project.calls_a_server();
    // A document with errors fails the build at its place.
    project.write("spec/shop.yaml", "openapi: 3.0.3\ninfo: [\n");
    let failed = project.run(env!("CARGO"), &["build", "--quiet"], "");
    let printed = String::from_utf8(failed.stderr).unwrap();
    assert!(!failed.status.success() && printed.contains("spec/shop.yaml:"), "{printed}");
}

#[test]
#[ignore = "compiles several projects; the gate runs it"]
fn types_alone_need_no_http_library() {
    let project = Project::new("types", &with_shop(files("Types without a client")));
    project.oasmith(&["generate"]);
    add_missing(&project);
    let printed = project.succeed(env!("CARGO"), &["run", "--quiet"], "");
    assert_eq!(printed, "{\"id\":\"7\",\"name\":\"Rex\",\"status\":\"sold\"}\n");
    let tree = project.succeed(env!("CARGO"), &["tree", "--prefix", "none"], "");
    for name in ["reqwest", "tokio", "http", "bytes", "url"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(name)), "{name}: {tree}");
    }
}
