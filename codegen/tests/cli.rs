//! The command line, as a user runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pet shop, version: '1'}
paths:
  /pets/{id}:
    get:
      tags: [pets]
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
    Other: {type: string, enum: [a, b]}
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oasmith")).args(arguments).current_dir(folder).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Returns a folder with a document and settings for it.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS).unwrap();
    let config = "[[api]]\ndocument = 'pets.yaml'\nout = 'client'\nname = 'pets'\n";
    fs::write(folder.path().join("oasmith.toml"), config).unwrap();
    folder
}

#[test]
fn generate_reports_its_changes_and_is_idempotent() {
    let folder = project();
    let first = run(folder.path(), &["generate"]);
    assert_eq!(status(&first), 0, "{}", stderr(&first));
    assert!(stdout(&first).contains("pets: 1 operation, 2 types; "), "{}", stdout(&first));
    assert!(folder.path().join("client/src/types/pet.rs").exists());

    let before = fs::metadata(folder.path().join("client/src/lib.rs")).unwrap().modified().unwrap();
    let second = run(folder.path(), &["generate"]);
    assert!(stdout(&second).contains("; 0 files written, "), "{}", stdout(&second));
    assert_eq!(fs::metadata(folder.path().join("client/src/lib.rs")).unwrap().modified().unwrap(), before);
    let quiet = run(folder.path(), &["generate", "--quiet"]);
    assert_eq!((status(&quiet), stdout(&quiet), stderr(&quiet)), (0, String::new(), String::new()));
}

#[test]
fn a_crate_is_named_after_its_document() {
    let folder = project();
    let output = run(folder.path(), &["generate", "pets.yaml", "--out", "a/b"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let manifest = fs::read_to_string(folder.path().join("a/b/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"pet-shop\"") && manifest.contains("[workspace]"), "{manifest}");
    let output = run(folder.path(), &["generate", "pets.yaml", "--out", "c", "--name", "my-pets"]);
    assert_eq!(status(&output), 0);
    assert!(fs::read_to_string(folder.path().join("c/Cargo.toml")).unwrap().contains("name = \"my-pets\""));
}

#[test]
fn check_detects_stale_files() {
    let folder = project();
    let stale = run(folder.path(), &["check"]);
    assert_eq!(status(&stale), 1);
    assert!(stdout(&stale).contains("new  client/Cargo.toml"), "{}", stdout(&stale));
    assert!(stderr(&stale).contains("run `oasmith generate`"));
    assert!(!folder.path().join("client").exists(), "check writes nothing");

    run(folder.path(), &["generate"]);
    assert_eq!(status(&run(folder.path(), &["check"])), 0);
    fs::write(folder.path().join("pets.yaml"), PETS.replace("[a, b]", "[a]")).unwrap();
    let stale = run(folder.path(), &["check"]);
    assert_eq!(status(&stale), 1);
    assert_eq!(stdout(&stale), "  changed  client/api.txt\n  changed  client/src/types/other.rs\n");
}

#[test]
fn only_stale_generated_files_are_removed() {
    let folder = project();
    run(folder.path(), &["generate"]);
    let client = folder.path().join("client");
    fs::write(client.join("NOTES.md"), "mine").unwrap();
    fs::write(client.join("src/mine.rs"), "// mine").unwrap();
    fs::write(folder.path().join("pets.yaml"), PETS.replace("    Other: {type: string, enum: [a, b]}\n", "")).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert!(stdout(&output).contains("removed  client/src/types/other.rs"), "{}", stdout(&output));
    assert!(!client.join("src/types/other.rs").exists());
    assert!(client.join("NOTES.md").exists() && client.join("src/mine.rs").exists());
}

#[test]
fn a_foreign_file_is_kept_and_nothing_is_written() {
    let folder = project();
    let client = folder.path().join("client");
    fs::create_dir_all(client.join("src")).unwrap();
    fs::write(client.join("src/lib.rs"), "// my own crate").unwrap();
    let output = run(folder.path(), &["generate"]);
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("client/src/lib.rs already exists, and oasmith did not generate it"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_to_string(client.join("src/lib.rs")).unwrap(), "// my own crate");
    assert!(!client.join("Cargo.toml").exists());
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_cannot_leave_the_folder() {
    let folder = project();
    let elsewhere = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("client/src")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("client/src/types")).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("client/src/types/mod.rs already exists, and oasmith did not generate it"),
        "{}",
        stderr(&output)
    );
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}

#[test]
fn concurrent_runs_do_not_interfere() {
    let folder = project();
    run(folder.path(), &["generate"]);
    fs::write(folder.path().join("pets.yaml"), PETS.replace("    Other: {type: string, enum: [a, b]}\n", "")).unwrap();
    let command =
        || Command::new(env!("CARGO_BIN_EXE_oasmith")).args(["generate", "-q"]).current_dir(folder.path()).spawn();
    let runs: Vec<_> = (0..6).map(|_| command().unwrap()).collect();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    assert_eq!(status(&run(folder.path(), &["check"])), 0);
}

#[test]
fn an_invalid_document_is_refused_and_changes_nothing() {
    let folder = project();
    run(folder.path(), &["generate"]);
    let before = fs::read(folder.path().join("client/src/lib.rs")).unwrap();
    for (text, code, place) in [
        ("openapi: [3.0.3\n", "syntax", "pets.yaml:"),
        ("swagger: '1.2'\n", "unsupported-version", "pets.yaml:1:1"),
        ("openapi: 4.0.0\n", "unsupported-version", "pets.yaml:1:1"),
        ("title: x\n", "not-openapi", "pets.yaml:1:1"),
        ("- 1\n", "not-openapi", "pets.yaml:1:1"),
        ("", "not-openapi", "pets.yaml:1:1"),
    ] {
        fs::write(folder.path().join("pets.yaml"), text).unwrap();
        for command in ["generate", "check"] {
            let output = run(folder.path(), &[command]);
            let said = stderr(&output);
            assert_eq!(status(&output), 1, "{text:?}");
            assert!(said.contains(&format!("error[{code}]")) && said.contains(place), "{said}");
            assert!(!said.contains('\u{1b}'), "colors only on a terminal");
        }
        assert_eq!(fs::read(folder.path().join("client/src/lib.rs")).unwrap(), before);
    }
    fs::write(folder.path().join("pets.yaml"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(stderr(&run(folder.path(), &["generate"])).contains("not UTF-8"));
    fs::remove_file(folder.path().join("pets.yaml")).unwrap();
    assert_eq!(status(&run(folder.path(), &["generate"])), 1);
}

#[test]
fn unsupported_operations_are_left_out_counted_and_reported() {
    let folder = project();
    let more = "  /odd:
    post:
      parameters: [{name: no token, in: header, required: true, schema: {type: string}}]
      responses: {'204': {description: Done.}}
";
    fs::write(folder.path().join("pets.yaml"), PETS.replace("components:\n", &format!("{more}components:\n"))).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert_eq!(status(&output), 0);
    assert!(stdout(&output).contains("1 operation (1 left out)"), "{}", stdout(&output));
    let said = stderr(&output);
    assert!(said.contains("warning[unsupported-parameter]") && said.contains("pets.yaml:13:20"), "{said}");
    assert!(said.contains("#/paths/~1odd/post/parameters/0") && said.contains("help:"), "{said}");
}

#[test]
fn invalid_arguments_have_their_own_exit_status() {
    let folder = project();
    for arguments in [
        &["generate", "pets.yaml"][..],
        &["generate", "--out", "x"],
        &["generate", "pets.yaml", "--out", "x", "--name", "no name"],
        &["frobnicate"],
        &[],
    ] {
        assert_eq!(status(&run(folder.path(), arguments)), 2, "{arguments:?}");
    }
    for arguments in [&["--help"][..], &["generate", "--help"], &["check", "--help"]] {
        let output = run(folder.path(), arguments);
        assert_eq!(status(&output), 0);
        assert!(stdout(&output).contains("Examples:"), "{arguments:?}");
    }
    let nowhere = TempDir::new().unwrap();
    let output = run(nowhere.path(), &["generate"]);
    assert_eq!(status(&output), 1);
    assert!(stderr(&output).contains("oasmith.toml"), "{}", stderr(&output));
    assert!(stderr(&output).contains("pass a document, as in `oasmith generate SPEC"), "{}", stderr(&output));
    fs::write(nowhere.path().join("oasmith.toml"), "[[api]]\nnme = 'x'\n").unwrap();
    for command in [&["check"][..], &["generate"], &["diff", "a.yaml", "b.yaml"]] {
        let output = run(nowhere.path(), command);
        assert_eq!(status(&output), 1);
        let text = stderr(&output);
        assert!(text.contains("`[[api]]` has no setting `nme`; did you mean `name`?"), "{command:?}: {text}");
        // The settings exist but are wrong: another document would not help.
        assert!(!text.contains("pass a document"), "{command:?}: {text}");
    }
}

#[test]
fn inspect_describes_the_crate_and_writes_nothing() {
    let folder = project();
    let text = run(folder.path(), &["inspect", "pets.yaml"]);
    assert_eq!(status(&text), 0, "{}", stderr(&text));
    assert!(stdout(&text).contains("  Client::pets().get_pet -> 200 Pet  GET /pets/{id}\n"), "{}", stdout(&text));
    assert!(stdout(&text).contains("  types::Other  string-enum  #/components/schemas/Other\n"), "{}", stdout(&text));

    let json = run(folder.path(), &["inspect", "pets.yaml", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let operation = serde_json::json!({
        "id": "getPet", "method": "GET", "path": "/pets/{id}", "pointer": "#/paths/~1pets~1{id}/get",
        "rust": "Client::pets().get_pet",
        "successes": [{ "status": "200", "media_type": "application/json", "type": "Pet" }], "failures": []
    });
    assert_eq!((&json["format"], &json["api"]["operations"][0]), (&serde_json::json!(1), &operation));
    let schema = serde_json::json!({
        "pointer": "#/components/schemas/Pet", "rust": "types::Pet", "kind": "struct", "type": null
    });
    assert_eq!(json["api"]["schemas"][1], schema);
    assert_eq!(json["diagnostics"], serde_json::json!([]));
    assert!(!folder.path().join("client").exists());

    fs::write(folder.path().join("bad.yaml"), "openapi: 3.0.3\ninfo: [\n").unwrap();
    let refused = run(folder.path(), &["inspect", "bad.yaml", "--json"]);
    assert_eq!(status(&refused), 1);
    let json: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    let first = &json["diagnostics"][0];
    assert_eq!(
        (&json["api"], &first["code"], &first["severity"]),
        (&serde_json::Value::Null, &"syntax".into(), &"error".into())
    );
    assert!(first["line"].as_u64().is_some_and(|line| line >= 2), "{first}");
}

#[test]
fn settings_can_name_operations() {
    let folder = project();
    let settings = fs::read_to_string(folder.path().join("oasmith.toml")).unwrap();
    let named = "\n[api.operations]\n\"getPet\" = \"zoo.everyone\"\n\"GET /nowhere\" = \"x\"\n";
    fs::write(folder.path().join("oasmith.toml"), format!("{settings}{named}")).unwrap();
    let output = run(folder.path(), &["generate"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("warning[unknown-operation]") && stderr(&output).contains("`GET /nowhere`"));
    let api = fs::read_to_string(folder.path().join("client/api.txt")).unwrap();
    assert!(api.contains("zoo.everyone("), "{api}");
}

#[test]
fn settings_can_configure_pagination() {
    let folder = project();
    let settings = fs::read_to_string(folder.path().join("oasmith.toml")).unwrap();
    let said = |pages: &str| {
        fs::write(folder.path().join("oasmith.toml"), format!("{settings}\n[api.pages]\n{pages}\n")).unwrap();
        let output = run(folder.path(), &["generate"]);
        (status(&output), stderr(&output))
    };
    let rows = [
        ("getPet = { parameter = 'after', next = 'x' }", "it has no query parameter `after`"),
        ("nothing = false", "is not an operation of the document"),
    ];
    for (pages, problem) in rows {
        let (status, text) = said(pages);
        assert!(status == 0 && text.contains(problem), "{pages}: {text}");
    }
    let rows = [
        ("getPet = { parameter = 'after' }", "one of `next`, `last`, `first` and `offset`"),
        ("getPet = { parameter = 'after', last = 'id' }", "oasmith.toml:7:10: `last` requires `more`"),
        ("getPet = { parameter = 'after', nxt = 'id' }", "has no setting `nxt`; did you mean `next`?"),
    ];
    for (pages, problem) in rows {
        let (status, text) = said(pages);
        assert!(status != 0 && text.contains(problem), "{pages}: {text}");
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git").args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn changes_since_the_last_commit_are_reported() {
    let folder = project();
    let path = folder.path();
    let document = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let document = document.into_iter().find(|it| it.extension().is_some_and(|it| it == "yaml")).unwrap();
    let name = document.file_name().unwrap().to_str().unwrap();
    git(path, &["init", "-q"]);
    assert_eq!(status(&run(path, &["generate"])), 0);
    git(path, &["add", "-A"]);
    git(path, &["commit", "-q", "-m", "first"]);
    assert!(!stdout(&run(path, &["generate"])).contains("since the last commit"));

    fs::write(&document, fs::read_to_string(&document).unwrap().replace("required: [name], ", "")).unwrap();
    let output = stdout(&run(path, &["generate", "--changelog"]));
    assert!(output.contains("since the last commit: 1 source-breaking change"), "{output}");
    assert!(
        output.contains("Pet.name: now an `Option`; the property may be absent  [member-became-optional]"),
        "{output}"
    );
    assert!(output.contains("the next version is 0.2.0, after 0.1.0"), "{output}");
    let log = path.join("client/CHANGELOG.md");
    let entry = fs::read_to_string(&log).unwrap();
    assert!(entry.starts_with("# Changes\n\n## 0.2.0\n") && entry.contains("member-became-optional"), "{entry}");
    run(path, &["generate", "--changelog"]);
    assert_eq!(fs::read_to_string(&log).unwrap(), entry);

    let annotated = run(path, &["check", "--format", "github"]);
    let expected = format!("::warning file={name},line=");
    assert!(status(&annotated) == 0 && stdout(&annotated).contains(&expected), "{}", stdout(&annotated));
    fs::remove_file(path.join("client/api.txt")).unwrap();
    let stale = run(path, &["check", "--format", "github"]);
    assert_eq!(status(&stale), 1);
    assert!(stdout(&stale).contains("::error file=client/api.txt,line=1,title=stale::"), "{}", stdout(&stale));

    let of_git = format!("git:HEAD:{name}");
    let diff = run(path, &["diff", &of_git, name, "--fail-on", "breaking", "--format", "json"]);
    assert_eq!(status(&diff), 1);
    let json: serde_json::Value = serde_json::from_slice(&diff.stdout).unwrap();
    assert_eq!(json["changes"][0]["id"], "member-became-optional");
    assert_eq!((&json["bump"], &json["format"]), (&"major".into(), &1.into()));
    assert_eq!(status(&run(path, &["diff", &of_git, name, "--fail-on", "any"])), 1);
    let settings = fs::read_to_string(path.join("oasmith.toml")).unwrap();
    for _ in 0..2 {
        let output = stdout(&run(path, &["diff", &of_git, name, "--set-version"]));
        assert!(output.contains("the next version is 0.2.0, after 0.1.0"), "{output}");
        let set = fs::read_to_string(path.join("oasmith.toml")).unwrap();
        assert!(set.contains("version = \"0.2.0\""), "{set}");
        assert!(settings.lines().all(|line| line.starts_with("version") || set.contains(line)), "{set}");
    }
    assert_eq!(status(&run(path, &["diff", name, name, "--fail-on", "any"])), 0);
    for wrong in ["git:--output=x:a", "git:none:a.yaml", "nothing.yaml"] {
        let output = run(path, &["diff", wrong, name]);
        assert!(status(&output) == 1 && stderr(&output).contains(wrong), "{}", stderr(&output));
    }
}

#[test]
fn init_creates_a_repository_around_a_document() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("pets.yaml"), PETS).unwrap();
    let output = run(path, &["init", "pets.yaml", "--dir", "new"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stdout(&output).contains("next: cd new && cargo test"), "{}", stdout(&output));
    let files = ["Cargo.toml", "build.rs", "oasmith.toml", "README.md", ".gitignore", "spec/pets.yaml"];
    let workflows = [".github/workflows/api.yml", ".github/workflows/update.yml"];
    for file in files.into_iter().chain(workflows).chain(["tests/mock.rs", "generated/api.txt"]) {
        assert!(path.join("new").join(file).exists(), "{file}");
    }
    assert_eq!(status(&run(&path.join("new"), &["check"])), 0);
    fs::create_dir(path.join("here")).unwrap();
    let here = run(&path.join("here"), &["init", "../pets.yaml"]);
    assert!(stdout(&here).contains("next: cargo test\n"), "{}", stdout(&here));
    let again = run(path, &["init", "pets.yaml", "--dir", "new"]);
    assert!(status(&again) == 1 && stderr(&again).contains("already exists; nothing was written"));

    fs::write(path.join("a $(x) b.yaml"), PETS).unwrap();
    assert_eq!(status(&run(path, &["init", "a $(x) b.yaml", "--dir", "named"])), 0);
    assert!(path.join("named/spec/a---x--b.yaml").exists());
    assert_eq!(status(&run(&path.join("named"), &["check"])), 0);

    fs::write(path.join("broken.yaml"), "swagger: '1.2'\n").unwrap();
    assert_eq!(status(&run(path, &["init", "broken.yaml", "--dir", "other"])), 1);
    assert!(!path.join("other").exists());
}

#[test]
fn init_pins_where_oasmith_comes_from() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::write(path.join("pets.yaml"), PETS).unwrap();
    fs::create_dir_all(path.join("a clone/codegen")).unwrap();
    fs::write(path.join("a clone/codegen/Cargo.toml"), "").unwrap();
    let release = env!("CARGO_PKG_VERSION");
    let git = ["--git", "https://git.example.com/oasmith.git", "--rev", "v1.0.0"];
    let cases: [(&[&str], String, String); 3] = [
        (&[], format!("version = \"{release}\""), format!("run: cargo install --locked oasmith@{release}\n")),
        (
            &["--path", "./a clone/codegen"],
            "path = \"../../a clone/codegen\"".to_owned(),
            "cargo install --locked --path '../../a clone/codegen'\n".to_owned(),
        ),
        (
            &git,
            "git = \"https://git.example.com/oasmith.git\", rev = \"v1.0.0\"".to_owned(),
            "cargo install --locked --git https://git.example.com/oasmith.git --rev v1.0.0 oasmith\n".to_owned(),
        ),
    ];
    for (number, (arguments, dependency, install)) in cases.into_iter().enumerate() {
        let place = format!("new/{number}");
        let output = run(path, &[&["init", "pets.yaml", "--dir", &place], arguments].concat());
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        let read = |file: &str| fs::read_to_string(path.join(&place).join(file)).unwrap();
        let manifest = read("Cargo.toml");
        let line = format!("oasmith = {{ {dependency}, default-features = false, features = [\"generator\"] }}");
        assert!(manifest.contains(&line), "{manifest}");
        for workflow in ["api", "update"] {
            let workflow = read(&format!(".github/workflows/{workflow}.yml"));
            assert!(workflow.contains(&install), "{workflow}");
            assert!(serde_yaml::from_str::<serde_json::Value>(&workflow).unwrap()["jobs"].is_object());
        }
        assert!(read(".github/workflows/update.yml").contains("\n  #schedule: "));
        assert!(read(".gitattributes").contains("spec/** -text"));
    }
    for (wrong, expected) in [
        (&["--path", "nowhere"][..], "nowhere/Cargo.toml: there is no such file"),
        (&["--git", "https://git.example.com/oasmith.git", "--rev=-x"], "begins with a hyphen"),
        (&["--source", "example.com"], "is not a URL"),
    ] {
        let output = run(path, &[&["init", "pets.yaml", "--dir", "wrong"], wrong].concat());
        assert!(status(&output) != 0 && stderr(&output).contains(expected), "{}", stderr(&output));
        assert!(!path.join("wrong").exists());
    }
    let url = "https://example.com/pets.yaml";
    assert_eq!(status(&run(path, &["init", "pets.yaml", "--dir", "updated", "--source", url])), 0);
    let settings = fs::read_to_string(path.join("updated/oasmith.toml")).unwrap();
    assert!(settings.contains(&format!("\nsource = \"{url}\"\n")), "{settings}");
    let workflow = fs::read_to_string(path.join("updated/.github/workflows/update.yml")).unwrap();
    // The tags of releases are in the history.
    assert!(workflow.contains("fetch-depth: 0"), "{workflow}");
    assert!(workflow.contains("\n  schedule: [{cron: "), "{workflow}");
}

#[test]
fn settings_can_select_operations() {
    const SHOP: &str = "\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /pets: {get: {tags: [pets], operationId: listPets, responses: {'200': {description: Pets., content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}}}}}
  /orders: {get: {tags: [orders], operationId: listOrders, responses: {'200': {description: Orders., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}}}
  /orders/{id}: {get: {tags: [orders], operationId: getOrder, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {$ref: '#/components/responses/Order'}}}}
components:
  responses:
    Order: {description: An order., content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
  schemas:
    Pets: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {$ref: '#/components/schemas/Lives'}}}]}
    Lives: {type: string, enum: [one, nine]}
    Order: {type: object, properties: {line: {$ref: '#/components/schemas/Line'}}}
    Line: {type: object, properties: {price: {type: string}}}
";
    let folder = project();
    fs::write(folder.path().join("pets.yaml"), SHOP).unwrap();
    let settings = fs::read_to_string(folder.path().join("oasmith.toml")).unwrap();
    let listed = |only: &str| {
        fs::write(folder.path().join("oasmith.toml"), format!("{settings}\n[api.only]\n{only}\n")).unwrap();
        let output = run(folder.path(), &["generate"]);
        assert_eq!(status(&output), 0, "{}", stderr(&output));
        (fs::read_to_string(folder.path().join("client/api.txt")).unwrap(), stderr(&output))
    };
    let (pets, _) = listed("tags = ['pets']");
    assert!(pets.contains("pets.list_pets(") && !pets.contains("orders"), "{pets}");
    assert!(pets.contains("struct Cat") && pets.contains("Lives::Nine") && !pets.contains("Order"), "{pets}");
    for only in ["paths = ['/orders*']", "operations = ['listOrders', 'GET /orders/{id}']"] {
        let (orders, said) = listed(only);
        assert!(orders.contains("orders.list_orders(") && orders.contains("orders.get_order("), "{orders}");
        assert!(orders.contains("struct Line") && !orders.contains("Pet"), "{orders}");
        assert!(!said.contains("unknown-operation"), "{said}");
    }
}

/// An entry of `only` that selects nothing any more would leave operations out that somebody relies on.
#[test]
fn names_in_only_that_select_nothing_are_errors() {
    let folder = project();
    let settings = fs::read_to_string(folder.path().join("oasmith.toml")).unwrap();
    let only = "[api.only]\ntags = ['pet']\npaths = ['/pet/{id}']\noperations = ['getPets', 'POST /nowhere']\n";
    fs::write(folder.path().join("oasmith.toml"), format!("{settings}\n{only}")).unwrap();
    let output = run(folder.path(), &["generate"]);
    let text = stderr(&output);
    assert_eq!(status(&output), 1, "{text}");
    for (name, near) in [("pet", "pets"), ("/pet/{id}", "/pets/{id}"), ("getPets", "getPet")] {
        assert!(text.contains(&format!("`only` in the settings names `{name}`")), "{text}");
        assert!(text.contains(&format!("did you mean `{near}`?")), "{text}");
    }
    assert!(text.contains("`POST /nowhere`") && text.contains("--> oasmith.toml:"), "{text}");
    assert!(!folder.path().join("client").exists(), "nothing is written");

    let compared = run(folder.path(), &["diff", "pets.yaml", "pets.yaml"]);
    let text = stderr(&compared);
    assert_eq!(status(&compared), 0, "{text}");
    assert!(!text.contains("error[unknown-operation]"), "{text}");
}

#[test]
fn overlays_are_applied_and_reported() {
    let folder = project();
    let path = folder.path();
    let settings = fs::read_to_string(path.join("oasmith.toml")).unwrap();
    fs::write(path.join("oasmith.toml"), format!("{settings}overlays = ['fixes.yaml']\n")).unwrap();
    let overlay = |actions: &str| {
        let overlay = format!("overlay: 1.0.0\ninfo: {{title: Fixes, version: '1'}}\nactions:\n{actions}\n");
        fs::write(path.join("fixes.yaml"), overlay).unwrap();
    };
    let required = "- target: $.components.schemas.Pet\n  description: The server always sends it.\n  update: {required: [age], properties: {age: {type: integer}}}";
    overlay(required);
    let output = run(path, &["generate"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    let line = "  overlay  fixes.yaml:4 updates $.components.schemas.Pet at #/components/schemas/Pet (The server always sends it.)\n";
    assert!(stdout(&output).contains(line), "{}", stdout(&output));
    assert!(fs::read_to_string(path.join("client/api.txt")).unwrap().contains("age: i64"));
    assert_eq!(status(&run(path, &["check"])), 0);

    // A change of the overlay alone changes the API, and is reported at its location.
    git(path, &["init", "-q"]);
    git(path, &["add", "-A"]);
    git(path, &["commit", "-q", "-m", "first"]);
    overlay(&required.replace("type: integer", "type: string"));
    let output = stdout(&run(path, &["generate"]));
    assert!(output.contains("Pet.age: ") && output.contains("1 source-breaking change"), "{output}");
    let diff = stdout(&run(path, &["diff", "git:HEAD:pets.yaml", "pets.yaml"]));
    assert!(diff.contains("fixes.yaml:6 → fixes.yaml:6"), "{diff}");
    let annotated = stdout(&run(path, &["check", "--format", "github"]));
    assert!(annotated.contains("::warning file=fixes.yaml,line=6,"), "{annotated}");

    // An action that matches nothing is an error at its location, but not in a comparison of versions.
    overlay("- {target: $.components.schemas.Dog, remove: true}");
    let output = run(path, &["check"]);
    assert_eq!(status(&output), 1);
    assert!(
        stderr(&output).contains("error[unmatched-action]") && stderr(&output).contains("fixes.yaml:4:4"),
        "{}",
        stderr(&output)
    );
    let annotated = stdout(&run(path, &["check", "--format", "github"]));
    assert!(annotated.contains("::error file=fixes.yaml,line=4,title=unmatched-action::"), "{annotated}");
    let output = run(path, &["diff", "git:HEAD:pets.yaml", "pets.yaml"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(stderr(&output).contains("warning[unmatched-action]"), "{}", stderr(&output));
    fs::remove_file(path.join("fixes.yaml")).unwrap();
    let output = run(path, &["check"]);
    assert!(
        status(&output) == 1 && stderr(&output).contains("error[unreadable]: oasmith can't read fixes.yaml"),
        "{}",
        stderr(&output)
    );

    // Without settings.
    overlay("- {target: $.info, update: {title: Other}}");
    let output = run(path, &["generate", "pets.yaml", "--out", "other", "--overlay", "fixes.yaml"]);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    assert!(fs::read_to_string(path.join("other/Cargo.toml")).unwrap().contains("name = \"other-client\""));
    assert!(stdout(&run(path, &["inspect", "pets.yaml", "--overlay", "fixes.yaml"])).starts_with("Other 1: "));
}

#[test]
fn a_document_can_be_read_from_standard_input_and_gzip() {
    use std::io::Write as _;
    let folder = project();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(PETS.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let given = |arguments: &[&str], input: &[u8]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
        command.args(arguments).current_dir(folder.path());
        command
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    };
    for input in [PETS.as_bytes(), packed.as_slice()] {
        let output = given(&["inspect", "-"], input);
        assert!(stdout(&output).starts_with("Pet shop 1: 1 operation, 2 types"), "{}", stderr(&output));
    }
    let output = given(&["generate", "-", "--out", "from-input"], &packed);
    assert_eq!(status(&output), 0, "{}", stderr(&output));
    run(folder.path(), &["generate", "pets.yaml", "--out", "from-file"]);
    let listing = |name: &str| fs::read_to_string(folder.path().join(name).join("api.txt")).unwrap();
    assert_eq!(listing("from-input"), listing("from-file"));
    assert!(stdout(&given(&["diff", "-", "pets.yaml"], PETS.as_bytes())).contains("no change"));
    fs::write(folder.path().join("pets.yaml.gz"), &packed).unwrap();
    assert!(stdout(&run(folder.path(), &["diff", "pets.yaml.gz", "pets.yaml"])).contains("no change"));
    let output = given(&["inspect", "-"], &packed[..packed.len() / 2]);
    assert!(
        status(&output) == 1 && stdout(&output).contains("oasmith can't read standard-input: it is invalid gzip data"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&given(&["inspect", "-"], b"")).contains("error["));
}

#[test]
fn a_url_is_not_a_path() {
    let folder = project();
    fs::write(
        folder.path().join("far.toml"),
        "[[api]]\ndocument = 'https://a.example/b.json'\nout = 'far'\nname = 'far'\n",
    )
    .unwrap();
    let url = "https://a.example/b.json";
    for arguments in [&["generate", url, "--out", "x"][..], &["inspect", url], &["generate", "--config", "far.toml"]] {
        let output = run(folder.path(), arguments);
        assert!(status(&output) == 1 && stderr(&output).contains("it is a URL"), "{}", stderr(&output));
    }
}

#[test]
fn explain_suggests_the_nearest_code() {
    let output = run(Path::new("."), &["explain", "unsuported-schema"]);
    assert!(
        status(&output) == 2 && stderr(&output).contains("did you mean `unsupported-schema`?"),
        "{}",
        stderr(&output)
    );
}
