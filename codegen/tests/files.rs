//! Documents of several files.

use std::fs;
use std::path::Path;

use oasmith::baseline::Baseline;
use oasmith::config::ApiConfig;
use oasmith::diagnostic::Renderer;
use oasmith::{Generation, Loaded};

const FRAME: &str = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";

/// Returns a folder with these files; the first is the document.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn config(folder: &Path) -> ApiConfig {
    ApiConfig::new(folder.join("api/api.yaml"), "", "client")
}

fn generation(config: &ApiConfig) -> Generation {
    Loaded::read(&config.document).unwrap().generate(config)
}

fn types(generation: &Generation) -> Vec<String> {
    let outputs = &generation.result.as_ref().unwrap_or_else(|| panic!("{:?}", generation.diagnostics)).outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    let lines = listing.lines().skip_while(|line| *line != "types").skip(1);
    lines.map(|line| line.trim().split("  of ").next().unwrap().to_owned()).collect()
}

/// Returns the diagnostics, each with file, line and column.
fn told(generation: &Generation) -> Vec<String> {
    let renderer = Renderer::new(&generation.document, false);
    let lines = renderer.place(&generation.diagnostics);
    lines.iter().map(|it| renderer.line(it).split_once("/api/").unwrap().1.to_owned()).collect()
}

fn document(schema: &str) -> String {
    format!("{FRAME}    A: {schema}\n")
}

#[test]
fn an_unresolved_reference_is_reported_in_its_file() {
    for (reference, code, why) in [
        ("gone.yaml", "unresolved-reference", "there is no file"),
        ("b.yaml#/nothing", "unresolved-reference", "has nothing at `#/nothing`"),
        ("../outside.yaml", "unresolved-reference", "is outside the document's directory"),
        ("../api/../outside.yaml", "unresolved-reference", "is outside the document's directory"),
        ("/etc/hostname", "unresolved-reference", "is outside the document's directory"),
        ("file:///etc/hostname", "unresolved-reference", "oasmith does not read from file servers"),
        ("https://example.com/a.yaml", "unresolved-reference", "oasmith does not read from https servers"),
        ("//example.com/a.yaml", "unresolved-reference", "it names a host"),
    ] {
        let text = document("{$ref: b.yaml}");
        let b = format!("type: object\nproperties:\n  wrong:\n    $ref: {reference}\n  n: {{type: integer}}\n");
        let folder = folder(&[("api/api.yaml", &text), ("api/b.yaml", &b), ("outside.yaml", "type: string\n")]);
        let generation = generation(&config(folder.path()));
        assert_eq!(types(&generation), ["struct A", "A.n: Option<i64>", "A.wrong: Option<Value>"], "{reference}");
        let told = told(&generation);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("b.yaml:4:5: ") && told[0].contains(code) && told[0].contains(why), "{told:?}");
    }
}

#[cfg(unix)]
#[test]
fn special_files_are_refused_without_reading() {
    let pipe = |path: &Path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    for (name, why) in
        [("pipe", "it is a pipe"), ("device", "a device"), ("folder", "it is a directory"), ("socket", "a socket")]
    {
        let folder = folder(&[(
            "api/api.yaml",
            &document(&format!("{{properties: {{n: {{$ref: '{name}#/A'}}, m: {{type: string}}}}}}")),
        )]);
        let path = folder.path().join("api").join(name);
        let mut config = config(folder.path());
        let _socket;
        match name {
            "pipe" => pipe(&path),
            "folder" => fs::create_dir(&path).unwrap(),
            "socket" => _socket = std::os::unix::net::UnixListener::bind(&path).unwrap(),
            _ => {
                std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
                config.reference_folders = vec!["/dev".into()];
            }
        }
        let generation = generation(&config);
        let said = told(&generation);
        assert_eq!(types(&generation), ["struct A", "A.m: Option<String>", "A.n: Option<Value>"], "{name}");
        assert!(said.len() == 1 && said[0].starts_with("api.yaml:6:") && said[0].contains(why), "{said:?}");
        // The document itself, and an overlay.
        let error = Loaded::read(&path).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        let patched = Loaded::read(&config.document).unwrap().patched(&[path]).generate(&config);
        assert!(patched.result.is_none());
        assert!(patched.diagnostics.iter().any(|it| it.message.contains(why)), "{:?}", patched.diagnostics);
    }
}

#[test]
fn a_reference_to_no_schema_is_reported_at_the_reference() {
    let b = "type: object\nproperties:\n  up: {$ref: 'api.yaml'}\n  own: {$ref: '#'}\n";
    for reference in [
        "#",
        "#/",
        "api.yaml",
        "./api.yaml#",
        "../api/api.yaml",
        "#/components",
        "#/components/schemas",
        "#/info",
        "#/paths",
    ] {
        let text = document(&format!(
            "{{properties: {{b: {{type: array, items: {{$ref: '{reference}'}}}}, n: {{$ref: b.yaml}}}}}}"
        ));
        let folder = folder(&[("api/api.yaml", &text), ("api/b.yaml", b)]);
        let generation = generation(&config(folder.path()));
        let lines = [
            "struct A",
            "A.b: Option<Vec<Value>>",
            "A.n: Option<B>",
            "struct B",
            "B.own: Option<B>",
            "B.up: Option<Value>",
        ];
        assert_eq!(types(&generation), lines, "{reference}");
        let said = told(&generation);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].starts_with("api.yaml:6:47: [unresolved-reference] "), "{said:?}");
        assert!(said[1].starts_with("b.yaml:3:8: [unresolved-reference] "), "{said:?}");
    }
    // A reference to a schema at an undefined location resolves all the same.
    let text = "{$ref: '#/x-models/N'}\n    B: {$ref: '#/models/N'}\nx-models: {N: {type: integer}}\nmodels: {N: {type: string}}";
    let folder = folder(&[("api/api.yaml", &document(text))]);
    assert_eq!(
        types(&generation(&config(folder.path()))),
        ["type A = XModelsN", "type B = ModelsN", "type ModelsN = String", "type XModelsN = i64"]
    );
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_cannot_leave_the_folder() {
    let folder = folder(&[("api/api.yaml", &document("{$ref: link.yaml}")), ("secret.yaml", "type: string\n")]);
    std::os::unix::fs::symlink(folder.path().join("secret.yaml"), folder.path().join("api/link.yaml")).unwrap();
    let generation = generation(&config(folder.path()));
    assert_eq!(types(&generation), ["type A = Value"]);
    assert!(told(&generation)[0].contains("is outside the document's directory"), "{:?}", told(&generation));
}

#[test]
fn settings_allow_more_folders_and_copies_of_urls() {
    let schema = "{properties: {a: {$ref: ../more/a.yaml}, b: {$ref: 'https://example.com/v1/b.yaml#/x'}, c: {$ref: 'https://example.com/one.json'}}}";
    let folder = folder(&[
        ("api/api.yaml", &document(schema)),
        ("more/a.yaml", "{type: integer}"),
        ("copies/v1/b.yaml", "x: {type: boolean}"),
        ("copies/one.json", "{\"type\": \"string\"}"),
    ]);
    let mut config = config(folder.path());
    config.reference_folders = vec![folder.path().join("more")];
    config.reference_copies.insert("https://example.com/".to_owned(), folder.path().join("copies"));
    config.reference_copies.insert("https://example.com/one.json".to_owned(), folder.path().join("copies/one.json"));
    let generation = generation(&config);
    assert_eq!(told(&generation), Vec::<String>::new());
    let fields: Vec<String> = types(&generation).into_iter().filter(|line| line.starts_with("A.")).collect();
    assert_eq!(fields, ["A.a: Option<MoreA>", "A.b: Option<X>", "A.c: Option<One>"]);
}

#[test]
fn names_come_from_files_and_definitions_and_the_nearer_has_precedence() {
    let schema = "{properties: {a: {$ref: one/pet.yaml}, b: {$ref: 'all.yaml#/Pet'}, c: {$ref: two/pet.yaml}, \
                  d: {$ref: 'all.yaml#/Pet/properties/tag'}}}";
    let pet = |member: &str| format!("type: object\nproperties: {{{member}: {{type: string}}}}\n");
    let folder = folder(&[
        ("api/api.yaml", &document(schema)),
        ("api/one/pet.yaml", &pet("one")),
        ("api/two/pet.yaml", &pet("two")),
        ("api/all.yaml", "Pet: {type: object, properties: {tag: {type: object, properties: {x: {type: string}}}}}"),
    ]);
    let generation = generation(&config(folder.path()));
    let types = types(&generation);
    let fields: Vec<&String> = types.iter().filter(|line| line.starts_with("A.")).collect();
    assert_eq!(fields, ["A.a: Option<OnePet>", "A.b: Option<Pet>", "A.c: Option<TwoPet>", "A.d: Option<AllPetTag>"]);
    assert_eq!(told(&generation), Vec::<String>::new());
}

#[test]
fn a_new_file_does_not_take_a_previous_name() {
    let pet = |member: &str| format!("type: object\nproperties: {{{member}: {{type: string}}}}\n");
    let old = "{properties: {a: {$ref: one/pet.yaml}, b: {$ref: 'all.yaml#/Cat'}}}";
    let new = "{properties: {a: {$ref: one/pet.yaml}, b: {$ref: 'all.yaml#/Cat'}, c: {$ref: pet.yaml}, d: {$ref: 'Cat.yaml'}}}";
    let folder = folder(&[
        ("api/api.yaml", &document(old)),
        ("api/one/pet.yaml", &pet("one")),
        ("api/pet.yaml", &pet("two")),
        ("api/all.yaml", "Cat: {type: object, properties: {x: {type: string}}}"),
        ("api/Cat.yaml", &pet("three")),
    ]);
    let listing = |generation: &Generation| {
        let outputs = &generation.result.as_ref().unwrap().outputs;
        outputs.iter().find(|output| output.path == "api.txt").unwrap().text.clone()
    };
    let before = listing(&generation(&config(folder.path())));
    assert!(before.contains("struct Pet  of one/pet.yaml\n"), "{before}");
    fs::write(folder.path().join("api/api.yaml"), document(new)).unwrap();
    let config = config(folder.path());
    let after = Loaded::read(&config.document).unwrap().named_as(Some(before.clone())).generate(&config);
    let after = listing(&after);
    for line in before.lines().filter(|line| line.starts_with("  ")) {
        assert!(after.contains(line), "{line} is not in\n{after}");
    }
    assert!(after.contains("of pet.yaml\n") && after.contains("of Cat.yaml\n"), "{after}");
    // Without previous names, the component nearer to the document gets the name.
    let alone = listing(&generation(&config));
    assert!(alone.contains("struct Pet  of pet.yaml\n"), "{alone}");
}

#[test]
fn a_component_does_not_take_the_name_of_a_file() {
    let pet = "type: object\nproperties: {one: {type: string}}\n";
    let old = "{properties: {a: {$ref: b/pet.yaml}}}";
    let folder = folder(&[("api/api.yaml", &document(old)), ("api/b/pet.yaml", pet)]);
    let config = config(folder.path());
    let listing = |generation: &Generation| {
        let outputs = &generation.result.as_ref().unwrap().outputs;
        outputs.iter().find(|output| output.path == "api.txt").unwrap().text.clone()
    };
    let before = listing(&generation(&config));
    let new = format!("{}    Pet: {{type: object, properties: {{two: {{type: string}}}}}}\n", document(old));
    fs::write(folder.path().join("api/api.yaml"), new).unwrap();
    let after = listing(&Loaded::read(&config.document).unwrap().named_as(Some(before)).generate(&config));
    assert!(after.contains("struct Pet  of b/pet.yaml\n  Pet.one: Option<String>"), "{after}");
    assert!(after.contains("struct PetModel  of \"Pet\"\n  PetModel.two: Option<String>"), "{after}");
}

#[test]
fn a_type_of_another_file_is_compared_by_its_name() {
    let union = "{oneOf: [{$ref: 'm.yaml#/components/schemas/Fish'}, {$ref: 'm.yaml#/components/schemas/Cat'}], discriminator: {propertyName: kind}}";
    let own = format!("{}    Cat: {{type: object, properties: {{own: {{type: string}}}}}}\n", document(union));
    let other = "components: {schemas: {Fish: {type: object, properties: {kind: {type: string}, a: {type: string}}}, Cat: {type: object, properties: {kind: {type: string}, b: {type: string}}}}}\n";
    let folder = folder(&[("api/api.yaml", &own), ("api/m.yaml", other)]);
    let types = types(&generation(&config(folder.path())));
    assert!(types.iter().any(|line| line.contains("= \"Cat\"")), "{types:#?}");
    assert!(types.iter().any(|line| line.contains("= \"Fish\"")), "{types:#?}");
}

#[test]
fn names_in_other_files_are_found() {
    let text = document("{type: object, properties: {a: {$ref: 'lib.yaml#thing'}, p: {$ref: 'lib.yaml#/Pet'}}}")
        .replace("3.0.3", "3.1.0")
        + "    Dog: {type: object, properties: {own: {type: string}}}\n";
    let lib = "Thing: {$anchor: thing, type: object, properties: {self: {$ref: '#thing'}}}\n\
               Pet: {oneOf: [{$ref: '#/Dog'}, {$ref: '#/Cat'}], discriminator: {propertyName: t, mapping: {hund: Dog}}}\n\
               Dog: {type: object, properties: {t: {type: string}, d: {type: string}}}\n\
               Cat: {type: object, properties: {t: {type: string}, c: {type: string}}}\n";
    let folder = folder(&[("api/api.yaml", &text), ("api/lib.yaml", lib)]);
    let generation = generation(&config(folder.path()));
    assert_eq!(told(&generation), Vec::<String>::new());
    let types = types(&generation);
    let tags = "Pet::LibDog(LibDog) = \"Dog\" | \"hund\" | \"lib Dog\"";
    for line in ["A.a: Option<Thing>", "Thing.self_: Option<Thing>", "Pet::Cat(Cat) = \"Cat\"", tags] {
        assert!(types.iter().any(|it| it == line), "{line}: {types:?}");
    }
}

#[test]
fn documents_cannot_use_private_extensions() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    x-oasmith-operations: {\"GET\\n  evil\": {responses: {}}}\n    \
                get: {parameters: [{name: q, in: query, x-oasmith-style: querystring, schema: {type: string}}], responses: {}}\n\
                components:\n  schemas:\n    A: {type: object, example: {$ref: 'oasmith:7'}, properties: {b: {$ref: b.yaml}}}\n    \
                C: {type: object, example: {$ref: 1267650600228229401496703205376}, discriminator: {propertyName: x, mapping: {a: 'oasmith:9'}}}\n";
    let folder = folder(&[("api/api.yaml", text), ("api/b.yaml", "{type: string, x-oasmith-origin: /evil}")]);
    let generation = generation(&config(folder.path()));
    let told = told(&generation);
    assert_eq!(told.iter().filter(|line| line.contains("is reserved for oasmith")).count(), 3, "{told:?}");
    let outputs = &generation.result.as_ref().unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    assert!(listing.contains("[q: &str]") && !listing.contains("evil"), "{listing}");
}

/// Commits all files of a folder.
fn commit(folder: &Path) {
    for arguments in [&["init", "-q"] as &[&str], &["add", "-A"], &["commit", "-qm", "one"]] {
        let mut git = std::process::Command::new("git");
        git.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(arguments);
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    }
}

#[test]
fn a_git_revision_has_its_own_files() {
    let folder = folder(&[
        ("api/api.yaml", &document("{properties: {a: {$ref: a.yaml}, b: {$ref: ../more/b.yaml}}}")),
        ("api/a.yaml", "type: string\n"),
        ("more/b.yaml", "type: string\n"),
    ]);
    commit(folder.path());
    let mut config = config(folder.path());
    config.reference_folders = vec![folder.path().join("more")];
    let changes = || {
        let baseline = Baseline::of(&config).unwrap();
        Loaded::since(&baseline, &config).unwrap().unwrap().diff.unwrap().changes
    };
    assert!(changes().is_empty());
    fs::write(folder.path().join("api/a.yaml"), "type: integer\n").unwrap();
    fs::write(folder.path().join("more/b.yaml"), "type: integer\n").unwrap();
    let changes: Vec<String> = changes().iter().map(|it| format!("{} {}", it.subject, it.message)).collect();
    assert_eq!(
        changes,
        ["A2 the target changed from `String` to `i64`", "B the target changed from `String` to `i64`"]
    );
}

#[test]
fn a_directory_of_a_git_revision_is_not_a_file() {
    let references = "{properties: {a: {$ref: parts}, b: {$ref: b.yaml}, c: {$ref: parts/c.yaml}, d: {$ref: d.yaml}}}";
    let folder = folder(&[
        ("api/api.yaml", &document(references)),
        ("api/b.yaml", "type: string\n"),
        ("api/d.yaml", &format!("type: string\ndescription: {}\n", "long ".repeat(200))),
        ("api/parts/c.yaml", "type: boolean\n"),
    ]);
    commit(folder.path());
    let of = |most: u64| {
        let path = folder.path().join("api/api.yaml");
        let bounds = oasmith::source::Bounds { bytes: most, ..Default::default() };
        let generation = Loaded::of_revision("HEAD", &path, &path, bounds).unwrap().generate(&config(folder.path()));
        let listing =
            generation.result.as_ref().unwrap().outputs.iter().find(|output| output.path == "api.txt").unwrap();
        (told(&generation), listing.text.clone())
    };
    let (told, listing) = of(100_000);
    assert!(told.len() == 1 && told[0].contains("is not a file"), "{told:?}");
    for field in ["type B = String", "type C = bool", "type D = String"] {
        assert!(listing.contains(field), "{listing}");
    }
    // A file that is too large is not read, and those after it are.
    let (told, listing) = of(800);
    assert!(told.iter().any(|it| it.contains("has more than 800 bytes")), "{told:?}");
    assert!(listing.contains("type C = bool"), "{listing}");
}

#[test]
fn init_copies_all_files() {
    let text = document("{$ref: parts/a.yaml}")
        .replace("paths: {}", "paths: {/a: {get: {responses: {'204': {description: ok}}}}}");
    let folder = folder(&[
        ("api/api.yaml", &text),
        ("api/parts/a.yaml", "{$ref: ../b.json}"),
        ("api/b.json", "{\"type\": \"string\"}"),
    ]);
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_oasmith"));
    let output = program.current_dir(folder.path()).args(["init", "api/api.yaml", "--dir", "new"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for file in ["spec/api.yaml", "spec/parts/a.yaml", "spec/b.json", "generated/api.txt"] {
        assert!(folder.path().join("new").join(file).exists(), "{file}");
    }
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_oasmith"));
    assert!(program.current_dir(folder.path().join("new")).arg("check").output().unwrap().status.success());
}

#[test]
fn files_can_refer_to_each_other_and_themselves() {
    let folder = folder(&[
        ("api/api.yaml", &document("{$ref: a.yaml}")),
        (
            "api/a.yaml",
            "type: object\nproperties: {b: {$ref: b.yaml}, self: {$ref: '#'}, root: {$ref: 'api.yaml#/components/schemas/A'}}\n",
        ),
        ("api/b.yaml", "type: object\nproperties: {a: {$ref: a.yaml}, list: {type: array, items: {$ref: ./b.yaml}}}\n"),
    ]);
    let first = generation(&config(folder.path()));
    assert_eq!(told(&first), Vec::<String>::new());
    let fields = [
        "struct A",
        "A.b: Option<B>",
        "A.root: Option<A>",
        "A.self_: Option<A>",
        "struct B",
        "B.a: Option<A>",
        "B.list: Option<Vec<B>>",
    ];
    assert_eq!(types(&first), fields);

    // A file that only refers to itself.
    fs::write(folder.path().join("api/a.yaml"), "$ref: a.yaml\n").unwrap();
    let generation = generation(&config(folder.path()));
    assert!(told(&generation)[0].contains("[circular-reference]"), "{:?}", told(&generation));
}

#[test]
fn an_invalid_file_is_reported_with_its_line_and_the_rest_is_generated() {
    let folder = folder(&[
        ("api/api.yaml", &document("{type: object, properties: {b: {$ref: b.yaml}, c: {type: string}}}")),
        ("api/b.yaml", "type: object\nproperties: [\n"),
    ]);
    let generation = generation(&config(folder.path()));
    let told = told(&generation);
    assert!(told.iter().any(|line| line.starts_with("b.yaml:") && line.contains("[syntax]")), "{told:?}");
    assert_eq!(types(&generation), ["struct A", "A.b: Option<B>", "A.c: Option<String>", "type B = Value"]);
}

#[test]
fn documents_of_2_0_can_have_several_files() {
    let operation = "{parameters: [{$ref: 'parts.yaml#/limit'}, {$ref: 'parts.yaml#/body'}], \
                     responses: {'200': {$ref: 'parts.yaml#/answer'}, '404': {$ref: '#/responses/Gone'}}}";
    let text = format!(
        "swagger: '2.0'\ninfo: {{title: t, version: '1'}}\npaths:\n  /a: {{post: {operation}}}\n  /b: {{put: {operation}}}\n  \
         /c: {{$ref: 'parts.yaml#/path'}}\nresponses: {{Gone: {{$ref: 'parts.yaml#/answer'}}}}\ndefinitions: {{A: {{$ref: 'parts.yaml#/A'}}}}\n"
    );
    let parts = "limit: {name: limit, in: query, type: array, items: {type: string}, collectionFormat: pipes}\n\
                 body: {name: body, in: body, required: true, schema: {$ref: '#/A'}}\n\
                 answer: {description: ok, schema: {$ref: '#/A'}}\n\
                 A: {type: object, properties: {x: {type: string, x-nullable: true}}}\n\
                 path: {get: {parameters: [{name: id, in: header, type: integer}], responses: {'200': {$ref: '#/answer'}}}}\n";
    let folder = folder(&[("api/api.yaml", &text), ("api/parts.yaml", parts)]);
    let generation = generation(&config(folder.path()));
    assert!(told(&generation).iter().all(|told| told.contains("no `operationId`")), "{:?}", told(&generation));
    assert_eq!(types(&generation), ["struct A", "A.x: Option<Option<String>>"]);
    let outputs = &generation.result.as_ref().unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    for line in [
        "a.create_a(body: &A) -> CreateA[limit: &[&str]] -> 200 A ! 404 A  POST /a",
        "b.replace_b(body: &A) -> ReplaceB[limit: &[&str]] -> 200 A ! 404 A  PUT /b",
        "c.get_c() -> GetC[id of header id: i64] -> 200 A ! nothing described  GET /c",
    ] {
        assert!(listing.contains(line), "{line}\n{listing}");
    }
    assert!(outputs.iter().any(|it| it.path == "src/operations/a.rs" && it.text.contains("PipeDelimited")));
}

#[test]
fn files_that_refer_to_files_do_not_multiply_without_end() {
    let text = document("{type: object, example: {$ref: d0.json}}");
    let levels: Vec<(String, String)> = (0..40)
        .map(|level| {
            (
                format!("api/d{level}.json"),
                format!("{{\"a\": {{\"$ref\": \"d{0}.json\"}}, \"b\": {{\"$ref\": \"d{0}.json\"}}}}", level + 1),
            )
        })
        .collect();
    let mut files: Vec<(&str, &str)> = levels.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.extend([("api/api.yaml", text.as_str()), ("api/d40.json", "{}")]);
    let folder = folder(&files);
    let generation = generation(&config(folder.path()));
    assert!(told(&generation)[0].contains("[too-large]"), "{:?}", told(&generation));
}

#[test]
fn a_shared_component_is_corrected_once() {
    let operation = "{parameters: [{$ref: 'parts.yaml#/limit'}, {$ref: 'parts.yaml#/gone'}], \
                     responses: {'200': {$ref: 'parts.yaml#/answer'}}}";
    let text = format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  /a: {{get: {operation}}}\n  /b: {{get: {operation}}}\n"
    );
    let parts = "limit: {name: limit, in: query, required: 'true', schema: {type: integer}}\n\
                 gone: {name: gone}\n\
                 answer: {description: 7, content: {application/json: {schema: {type: object, required: id, properties: {id: {type: string}}}}}}\n";
    let folder = folder(&[("api/api.yaml", &text), ("api/parts.yaml", parts)]);
    let generation = generation(&config(folder.path()));
    let told: Vec<String> = told(&generation).into_iter().filter(|told| !told.contains("operationId")).collect();
    let starts = |start: &str| told.iter().filter(|told| told.starts_with(start)).count();
    // `required`, `in`, `description` and the schema's `required`, each once, in their file.
    for start in [
        "parts.yaml:1:33: [lax-object]",
        "parts.yaml:2:1: [invalid-object]",
        "parts.yaml:3:10: [lax-object]",
        "parts.yaml:3:78: [lax-object]",
    ] {
        assert_eq!(starts(start), 1, "{start} in {told:#?}");
    }
    assert_eq!(told.len(), 4, "{told:#?}");
    let outputs = &generation.result.as_ref().unwrap().outputs;
    let listing = &outputs.iter().find(|output| output.path == "api.txt").unwrap().text;
    assert!(listing.contains("a.get_a(limit: i64) -> 200 "), "{listing}");
    assert!(listing.contains(".id: String"), "{listing}");
}

#[test]
fn descriptions_and_examples_can_be_in_other_files() {
    let text = "openapi: 3.0.3\ninfo: {title: t, version: '1', description: {$ref: words.md}}\npaths: {}\ncomponents:\n  schemas:\n    A: {type: object, example: {$ref: data.json}, default: {$ref: '#/no/reference'}}\n";
    let folder = folder(&[
        ("api/api.yaml", text),
        ("api/words.md", "# It is\n\nwhat: it says\n"),
        ("api/data.json", "{\"a\": 1}"),
    ]);
    let generation = generation(&config(folder.path()));
    assert_eq!(told(&generation), Vec::<String>::new());
    let outputs = &generation.result.as_ref().unwrap().outputs;
    let front = &outputs.iter().find(|output| output.path == "src/lib.rs").unwrap().text;
    assert!(front.contains("what: it says"), "{front}");
    let alias = &outputs.iter().find(|output| output.path == "src/types/a.rs").unwrap().text;
    assert!(alias.contains("{\"a\":1}"), "{alias}");
}

/// Settings keep properties by pointer, in the document and in other files; a pointer to no object is an error.
#[test]
fn unknown_properties_are_kept_by_pointer() {
    let more = "Pet: {type: object, properties: {name: {type: string}, inner: {type: object, properties: {a: {type: string}}}}}\nN: {type: string}\n";
    let text = document("{type: object, properties: {pet: {$ref: 'more.yaml#/Pet'}, n: {$ref: 'more.yaml#/N'}}}");
    let folder = folder(&[("api/api.yaml", &text), ("api/more.yaml", more)]);
    let kept = |settings: &str| {
        let mut config = config(folder.path());
        config.unknown_properties = toml::from_str::<toml::Table>(settings).unwrap()["it"].clone().try_into().unwrap();
        let generation = generation(&config);
        match &generation.result {
            Some(_) => Ok(types(&generation)
                .into_iter()
                .filter_map(|it| it.split(".other").next().filter(|_| it.contains(".other:")).map(str::to_owned))
                .collect::<Vec<_>>()),
            None => Err(told(&generation)),
        }
    };
    assert_eq!(kept("it = 'drop'"), Ok(vec![]));
    assert_eq!(kept("it = 'keep'").map(|it| it.len()), Ok(3));
    assert_eq!(kept("it = { '/components/schemas/A' = 'keep' }"), Ok(vec!["A".to_owned()]));
    assert_eq!(kept("it = { 'more.yaml#/Pet' = 'keep' }").map(|it| it.len()), Ok(2));
    assert_eq!(kept("it = { './more.yaml#/Pet/properties/inner' = 'keep' }").map(|it| it.len()), Ok(1));
    assert_eq!(kept("it = { '' = 'keep', 'more.yaml' = 'drop' }"), Ok(vec!["A".to_owned()]));
    for wrong in [
        "/components/schemas/B",
        "/components/schemas/A/properties/n",
        "more.yaml#/N",
        "gone.yaml#/Pet",
        "/components/schema",
    ] {
        let said = kept(&format!("it = {{ '{wrong}' = 'keep' }}")).unwrap_err();
        assert!(said.len() == 1 && said[0].contains("[unknown-schema]") && said[0].contains(wrong), "{said:?}");
    }
}

#[test]
fn pointers_to_unknown_properties_are_those_of_the_original_document() {
    let text = "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths: {}\ndefinitions:\n  A: {type: object, properties: {a: {type: string}}}\n  B: {type: object, properties: {b: {type: string}}}\n";
    let mut config = ApiConfig::new("api.yaml", "", "client");
    config.unknown_properties = toml::Value::Table(toml::toml!("/definitions/A" = "keep")).try_into().unwrap();
    let generation = Loaded::parse(Path::new("api.yaml"), text.into()).generate(&config);
    assert_eq!(types(&generation).iter().filter(|line| line.contains(".other:")).count(), 1);
}
