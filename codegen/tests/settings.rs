//! Errors in `oasmith.toml` are reported with their line, the setting, the value found, and the allowed values.

use std::fs;
use std::path::Path;

use oasmith::config::{ApiConfig, Config};
use tempfile::TempDir;

/// Returns the settings that docs/settings.md lists: section, name, type.
fn documented() -> Vec<(String, String, String)> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md")).unwrap();
    let mut found = Vec::new();
    for section in page.split("\n## ").skip(1).filter(|section| section.contains("| setting |")) {
        let title = section.lines().next().unwrap().to_owned();
        for row in section.lines().filter(|line| line.starts_with("| `")) {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            found.push((title.clone(), cells[1].trim_matches('`').to_owned(), cells[2].replace(", required", "")));
        }
    }
    found
}

/// Returns the values that docs/settings.md lists for a setting.
fn values(name: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/settings.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with(&format!("`{name}`\n"))).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `\""));
    rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect()
}

const FRAME: [&str; 3] = ["document = 'a.yaml'", "out = 'out'", "name = 'client'"];

/// Returns TOML that sets a setting to this value, and the setting's name in messages.
fn text(section: &str, name: &str, value: &str) -> (String, String) {
    // An API has one document, or several.
    let replaced = if name == "documents" { "document" } else { name };
    let frame: Vec<&str> = FRAME.into_iter().filter(|line| !line.starts_with(&format!("{replaced} ="))).collect();
    let line = format!("{name} = {value}");
    match section {
        "`[[api]]`" => (format!("[[api]]\n{}\n{line}\n", frame.join("\n")), name.to_owned()),
        "`[api.bounds]`" => {
            (format!("[[api]]\n{}\n[api.bounds]\n{line}\n", FRAME.join("\n")), format!("bounds.{name}"))
        }
        "`[api.fetch]`" => {
            let source = "source = 'https://example.com/a'";
            (format!("[[api]]\n{}\n{source}\n[api.fetch]\n{line}\n", FRAME.join("\n")), format!("fetch.{name}"))
        }
        "`[api.only]`" => (format!("[[api]]\n{}\n[api.only]\n{line}\n", FRAME.join("\n")), format!("only.{name}")),
        "`[[api.allow]]`" => {
            let code = if name == "code" { "" } else { "code = 'unused'\n" };
            (format!("[[api]]\n{}\n[[api.allow]]\n{code}{line}\n", FRAME.join("\n")), format!("allow.{name}"))
        }
        "A table of `[api.pages]`" => {
            let parameter = if name == "parameter" { "" } else { "parameter = 'p'\n" };
            (format!("[[api]]\n{}\n[api.pages.op]\n{parameter}{line}\n", FRAME.join("\n")), format!("pages.op.{name}"))
        }
        "A table of `[api.types]`" => {
            let ty = if name == "type" { "" } else { "type = 'std::net::IpAddr'\n" };
            (format!("[[api]]\n{}\n[api.types.Pet]\n{ty}{line}\n", FRAME.join("\n")), format!("types.Pet.{name}"))
        }
        "`[[api.derives]]`" => {
            let derive = if name == "derive" { "" } else { "derive = 'Hash'\n" };
            (format!("[[api]]\n{}\n[[api.derives]]\n{derive}{line}\n", FRAME.join("\n")), format!("derives.{name}"))
        }
        "`[api.rename]`" => {
            (format!("[[api]]\n{}\n[api.rename]\n{line}\n", FRAME.join("\n")), format!("rename.{name}"))
        }
        "`[api.keep]`" => (format!("[[api]]\n{}\n[api.keep]\n{line}\n", FRAME.join("\n")), format!("keep.{name}")),
        "`[api.package]`" => {
            (format!("[[api]]\n{}\n[api.package]\n{line}\n", FRAME.join("\n")), format!("package.{name}"))
        }
        other => panic!("no text for {other}"),
    }
}

fn read(text: &str) -> Result<Config, String> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("oasmith.toml");
    fs::write(&path, text).unwrap();
    Config::read(&path).map_err(|error| error.to_string().replace(&format!("{}/", folder.path().display()), ""))
}

fn line_of(text: &str, start: &str) -> usize {
    text.lines().position(|line| line.starts_with(start)).unwrap() + 1
}

#[test]
fn a_value_of_a_wrong_type_is_reported_with_the_allowed_ones() {
    let kinds = [
        ("true", "the boolean `true`"),
        ("-7", "the integer `-7`"),
        ("1.5", "the float `1.5`"),
        ("'zzz'", "the string `'zzz'`"),
        ("[1]", "a list"),
        ("{ zzz = 1 }", "a table"),
        ("2026-01-02", "the date `2026-01-02`"),
    ];
    let settings = documented();
    assert!(settings.len() > 40, "{settings:?}");
    for (section, name, is) in &settings {
        let allowed: &[&str] = match is.as_str() {
            "path" | "string" => &["'zzz'"],
            "boolean" => &["true"],
            _ => &[],
        };
        // A derive macro may have any name, a type may not; a URL and a version have a form.
        let has_form = is == "path in Rust" || matches!(name.as_str(), "source" | "version");
        for (value, found) in kinds.into_iter().filter(|(value, _)| !has_form || *value != "'zzz'") {
            let (text, called) = text(section, name, value);
            let result = read(&text);
            if allowed.contains(&value) {
                // Pagination has rules of its own.
                assert!(result.is_ok() || section.contains("pages"), "{text}{result:?}");
                continue;
            }
            let message = result.unwrap_err();
            let place = format!("oasmith.toml:{}:", line_of(&text, &format!("{name} =")));
            assert!(message.starts_with(&place), "{text}{message}");
            assert!(
                message.contains(&format!("`{called}")) || message.contains("has no setting `zzz`"),
                "{text}{message}"
            );
            let is_nested = match is.as_str() {
                "list of paths" | "list of strings" | "list of tables" | "string or list of strings" => value == "[1]",
                "list of the values below" | "list of paths and tables" => value == "[1]",
                "table of strings" | "table of paths" | "table" => value.starts_with('{'),
                "table of types, as below" | "table of dependencies" | "table of lints" => value.starts_with('{'),
                "table of pages, or `false`" | "one of the values below, or a table of them by pointer" => {
                    value.starts_with('{')
                }
                _ => false,
            };
            match is_nested {
                true => assert!(
                    message.contains("the integer `1`") || message.contains("has no setting `zzz`"),
                    "{text}{message}"
                ),
                false => {
                    let found = if value == "'zzz'" { "zzz" } else { found };
                    assert!(message.contains(found), "{text}{message}");
                }
            }
            assert!(message.contains("must be ") || message.contains("has no setting `zzz`; "), "{text}{message}");
            for internal in ["invalid type", "unit variant", "wanted", "expected"] {
                assert!(!message.contains(internal), "{text}{message}");
            }
            if is == "one of the values below" {
                for value in values(name) {
                    assert!(message.contains(&value), "{text}{message}");
                }
            }
        }
    }
}

#[test]
fn every_listed_value_is_accepted_and_typos_get_a_suggestion() {
    for (section, name, is) in documented() {
        if !is.starts_with("one of the values below") {
            continue;
        }
        for value in values(&name) {
            read(&text(&section, &name, &value).0).unwrap();
            let slip = value.replacen('\"', "\"z", 1);
            let message = read(&text(&section, &name, &slip).0).unwrap_err();
            assert!(message.contains("; did you mean `\"") && message.contains(&value), "{message}");
        }
    }
}

#[test]
fn an_unknown_setting_gets_a_suggestion() {
    for (section, name, _) in documented() {
        let slip = format!("{name}s");
        let is_other = documented().iter().any(|(other, name, _)| *other == section && *name == slip);
        if is_other
            || FRAME.iter().any(|line| line.starts_with(&name))
            || ["code", "parameter"].contains(&name.as_str())
        {
            continue;
        }
        let (text, _) = text(&section, &slip, "1");
        let message = read(&text).unwrap_err();
        let line = line_of(&text, &format!("{slip} ="));
        assert!(message.starts_with(&format!("oasmith.toml:{line}:1: ")), "{message}");
        assert!(message.contains(&format!("has no setting `{slip}`; did you mean `{name}`?")), "{message}");
    }
    let message = read("[[api]]\ndocument = 'a'\nout = 'b'\nname = 'c'\nzzzzzz = 1\n").unwrap_err();
    assert!(message.contains("the known settings are `document`, "), "{message}");
}

#[test]
fn the_folder_of_a_module_has_its_name() {
    let of = |out: &str| read(&format!("[[api]]\ndocument = 'a'\nout = '{out}'\nname = 'c'\nkind = 'module'\n"));
    for out in ["src", "src/my-api", "src/fn", "..", "src/1"] {
        let message = of(out).unwrap_err();
        assert!(message.starts_with("oasmith.toml:3:7: `out` is `"), "{message}");
        assert!(message.contains("must have the name of the module, such as `src/api`"), "{message}");
    }
    of("src/api").unwrap();
    of("vendors/pets").unwrap();
}

#[test]
fn errors_have_locations() {
    let rows = [
        (
            "unknown-properties = true",
            "5:22: `unknown-properties` is the boolean `true`, but must be `\"drop\"`, `\"keep\"`, or a table",
        ),
        (
            "unknown-properties = ['a']",
            "5:22: `unknown-properties` is a list, but must be `\"drop\"`, `\"keep\"`, or a table",
        ),
        (
            "unknown-properties = { 'components/schemas/Pet' = 'keep' }",
            "`components/schemas/Pet`: a JSON Pointer starts with a slash; write `/components/schemas/Pet`",
        ),
        (
            "unknown-properties = { 'a.yaml#Pet' = 'keep' }",
            "`a.yaml#Pet`: a JSON Pointer starts with a slash; write `/Pet`",
        ),
        ("date-times-without-offset = ['components/Log']", "`components/Log`: a JSON Pointer starts with a slash"),
        ("date-times-without-offset = 'UTC'", "is the string `'UTC'`, but must be `\"error\"`, `\"utc\"`, or a list"),
        (
            "times = 'string'\ndate-times-without-offset = 'utc'",
            "6:1: `date-times-without-offset` has no effect, because with `times = \"string\"`",
        ),
        ("features = ['testing']", "5:1: `features` needs `kind = \"module\"`: a crate has all of them as features"),
        (
            "kind = 'module'\nfeatures = ['testin']",
            "6:13: `features` has an item, which is the string `\"testin\"`, but must be `\"blocking\"`",
        ),
        (
            "kind = 'module'\nlicense = 'MIT'",
            "6:1: `license` has no effect with `kind = \"module\"`: a module has no `Cargo.toml`",
        ),
        ("kind = 'module'\nruntime = 'crate'", "6:11: `runtime = \"crate\"` needs `kind = \"crate\"`"),
        ("version = 'soon'", "5:11: `version` is the string `'soon'`, but must be a version such as `0.1.0`"),
        ("version = '1.2'", "5:11: `version` is the string `'1.2'`"),
        ("idempotency-header = 'a b'", "5:22: `idempotency-header` is the string `'a b'`"),
        ("[api.bounds]\ndepth = -1", "6:9: `bounds.depth` is the integer `-1`, but must be a non-negative integer"),
        ("[[api.allow]]\nreason = 'x'", "`[[api.allow]]` lacks the required `code`"),
        ("pages = { op = true }", "`pages.op` is the boolean `true`, but must be a table"),
        ("\"\\u001b[31m\\nx\" = 1", "has no setting `[31m x`"),
        (
            "[api.types]\nMoney = { type = 'rust_decimal::Decimal' }",
            "6:18: `type` names the crate `rust_decimal`, which is not a dependency; add `crate = { rust_decimal = \"VERSION\" }`",
        ),
        ("[api.types]\nMoney = { type = 'a b' }", "6:18: `types.Money.type`: `a b` is not the path of a Rust type"),
        (
            "[api.types]\nMoney = { type = 'crate::Money' }",
            "`crate::Money` starts at `crate`; name the type by the name",
        ),
        ("[api.types]\n'components/Money' = { type = 'String' }", "a JSON Pointer starts with a slash"),
        ("[api.types]\nformat = { email = 'String' }", "`types.format.email` is the string `'String'`"),
        ("[api.types]\nMoney = { type = 'a::B', crate = { a = { versio = '1' } } }", "did you mean `version`?"),
        ("[api.types]\nMoney = { type = 'a::B', crate = { a = 1 } }", "`types.Money.crate.a` is the integer `1`"),
        (
            "[api.types]\nMoney = { type = 'Money' }",
            "6:18: `type` names `Money` without its crate; write it as `CRATE::Money`",
        ),
        (
            "dependencies = { regex = '1' }",
            "the generated crate has an optional dependency of this name; use another name: `own-regex = { package = \"regex\"",
        ),
        (
            "dependencies = { a = '1' }\n[api.types]\nMoney = { type = 'a::B', crate = { a = '2' } }",
            "the settings require the crate `a` twice, in different ways: ",
        ),
        (
            "[[api.derives]]\nderive = 'Default'",
            "`Default` cannot be derived for all types, or is already; list the types",
        ),
        ("[[api.derives]]\ntypes = ['Pet']", "`[[api.derives]]` lacks the required `derive`"),
        ("[[api.derives]]\nderive = 'a::B'", "6:10: `derive` names the crate `a`, which is not a dependency"),
        ("[[api.derives]]\nderive = 'Hash'\nfeature = 'testing'", "`feature` is `testing`, which is no free name"),
        ("[[api.derives]]\nderive = 'Hash'\nattributes = ['serde(x)']", "without `#[serde(..)]`; remove the attribute"),
        (
            "[[api.derives]]\nderive = 'Hash'\nattributes = ['#[a]']",
            "`#[a]` is not an attribute; write it without `#[`",
        ),
    ];
    for (line, expected) in rows {
        let message = read(&format!("[[api]]\n{}\n{line}\n", FRAME.join("\n"))).unwrap_err();
        assert!(message.contains(expected), "{message}");
        assert!(!message.contains('\u{1b}'), "{message:?}");
    }
    for (text, expected) in [
        ("api = 3", "oasmith.toml:1:7: `api` is the integer `3`, but must be a list of tables, `[[api]]`"),
        ("[api]\nname = 'x'", "`api` is a table, but must be a list of tables"),
        ("[[api]]\nname = 'fn'", "`name` is the string `'fn'`"),
        (
            "[[api]]\nname = 'a'\nout = 'b'\ndocument = 'c'\ndocuments = ['d']",
            "oasmith.toml:4:1: `document` and `documents` exclude each other: it names the documents itself; remove one of the two",
        ),
        (
            "[[api]]\nname = 'a'\nout = 'b'\ndocuments = [{ path = 'd', modul = 'e' }]",
            "a table of `documents` has no setting `modul`; did you mean `module`?",
        ),
        ("[[api]]\nname = 'a'\nout = 'b'\ndocuments = []", "oasmith.toml:4:13: `documents` is empty"),
        (
            "[[api]]\nname = 'a'\nout = 'b'\nkind = 'module'\ndocuments = ['d', { path = 'e', feature = 'f' }]",
            "oasmith.toml:5:33: `documents.feature` has no effect with `kind = \"module\"`: a module has no features; remove it",
        ),
        (
            "[[api]]\nname = 'a'",
            "oasmith.toml:1:1: `[[api]]` lacks the required `out`; add it\noasmith.toml:1:1: `[[api]]` lacks the required `document`",
        ),
        (
            "[[api]]\ndocument = 'a'\nname = 'a'\nout = 'g'\n[[api]]\ndocument = 'b'\nname = 'b'\nout = './x/../g'",
            "oasmith.toml:8:7: `out` is `g`, but another `api` writes to `g`; name a folder of its own",
        ),
        (
            "[[api]]\ndocument = 'a'\nname = 'a'\nout = 'g/src/sub'\n[[api]]\ndocument = 'b'\nname = 'b'\nout = 'g'",
            "oasmith.toml:8:7: `out` is `g`, but another `api` writes to `g/src/sub`; name a folder of its own",
        ),
        ("apis = []", "`oasmith.toml` has no setting `apis`; did you mean `api`?"),
        // Syntax errors and conflicts within a table have a line too.
        ("[[api]]\nname = ", "oasmith.toml:2:8: "),
        (
            "[[api]]\ndocument = 'a'\nout = 'b'\nname = 'c'\n[api.pages]\nop = { parameter = 'p' }",
            "oasmith.toml:6:6: exactly one of `next`, `last`, `first` and `offset` must be set",
        ),
    ] {
        let message = read(text).unwrap_err();
        assert!(message.contains(expected), "{message}");
    }
    // Valid settings.
    read("[[api]]\ndocument = 'a'\nname = 'a'\nout = 'g'\n[[api]]\ndocument = 'b'\nname = 'b'\nout = 'g/b'").unwrap();
    for line in [
        "bounds = { depth = 0x10, bytes = 1_000 }",
        "date-times-without-offset = ['/a', '#/b', 'c.yaml#/d', '']",
        "numbers = 'Decimal'",
        "types = { Money = { type = 'a_b::B', crate = { a-b = '1' } }, format = { x = { type = 'a_b::C<String>' } } }",
        "derives = [{ derive = 'a::B', crate = { a = { version = '1', features = ['x'] } }, attributes = ['a(b)', 'c'] }]",
        "lints = { rust = { unused = 'deny', unsafe_code = { level = 'warn', priority = 1 } } }",
    ] {
        read(&format!("[[api]]\n{}\n{line}\n", FRAME.join("\n"))).unwrap();
    }
}

/// Returns the diagnostics about settings that refer to schemas of this document.
fn astray(settings: &str) -> Vec<String> {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
        Pet: {type: object, properties: {at: {type: string, format: date-time}, log: {$ref: '#/components/schemas/Log'}}}\n    \
        Child: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {a: {type: string}}}]}\n    \
        Log: {type: string}\n";
    let frame = "document = 'a.yaml'\nout = ''\nname = 'client'\n";
    let config: ApiConfig = toml::from_str(&format!("{frame}{settings}")).unwrap();
    let generation = oasmith::generate_from(document.as_bytes().to_vec(), &config);
    generation
        .diagnostics
        .iter()
        .map(|it| format!("{}: {}", it.message, it.help.as_deref().unwrap_or_default()))
        .collect()
}

#[test]
fn a_pointer_to_no_schema_is_explained() {
    let rows = [
        (
            "/components/schemas/Child/allOf/1",
            "is a part of an `allOf`, and oasmith generates one type for all its parts: name the schema around it: `/components/schemas/Child`",
        ),
        (
            "/components/schemas/Pet/",
            "the document has nothing at this pointer: remove the slash at the end: `/components/schemas/Pet`",
        ),
        (
            "/components/schemas/Pett",
            "the document has nothing at this pointer: did you mean `/components/schemas/Pet`?",
        ),
        ("/components/schemas/Log", "the value there is not a "),
        ("/components/schemas/Pet/properties/log", "the schema there references `#/components/schemas/Log`"),
        ("b.yaml#/a", "the document does not reference the file `b.yaml`"),
    ];
    for (pointer, expected) in rows {
        for settings in [
            format!("unknown-properties = {{ '{pointer}' = 'keep' }}"),
            format!("date-times-without-offset = ['{pointer}']"),
        ] {
            let reported = astray(&settings);
            assert!(
                reported.len() == 1 && reported[0].contains(expected) && reported[0].contains(pointer),
                "{reported:?}"
            );
        }
    }
    assert_eq!(astray("unknown-properties = { '/components/schemas/Child' = 'keep' }"), [""; 0]);
    assert_eq!(astray("date-times-without-offset = ['/components/schemas/Pet']"), [""; 0]);
}

/// Keys of settings that name schemas are checked against the document, with near matches.
#[test]
fn a_key_that_names_no_schema_is_explained() {
    let rows = [
        (
            "types = { Pett = { type = 'String' } }",
            "`types` in the settings names `Pett`, but the document has no",
            "`Pet`?",
        ),
        ("types = { '/components/schemas/Pett' = { type = 'String' } }", "nothing at this pointer", "schemas/Pet`?"),
        ("types = { format = { date-tim = { type = 'String' } } }", "has this `format` without `enum`", "`date-time`?"),
        ("newtypes = ['Lag']", "`newtypes` in the settings names `Lag`", "did you mean `Log`?"),
        ("newtypes = ['Pet']", "of this name is not a string, integer or number", "correct the name"),
        (
            "newtypes = ['/components/schemas/Pet']",
            "the value there is not a string, integer or number",
            "correct the pointer",
        ),
        (
            "derives = [{ derive = 'Hash', types = ['Log'] }]",
            "is not a schema with a type of its own",
            "correct the name",
        ),
        ("derives = [{ derive = 'Hash', types = ['Chld'] }]", "`derives` in the settings names `Chld`", "`Child`?"),
        ("rename = { types = { Pett = 'Animal' } }", "`rename` in the settings names `Pett`", "did you mean `Pet`?"),
        ("rename = { fields = { 'Pet.att' = 'when' } }", "the schema has no such part", "did you mean `Pet.at`?"),
        (
            "rename = { fields = { Pet = 'when' } }",
            "no schema has the name or the pointer before the dot",
            "SCHEMA.NAME",
        ),
        ("rename = { variants = { 'Log.x' = 'when' } }", "the schema has no such part", "`api.txt`"),
        ("rename = { groups = { pets = 'animals' } }", "no operation has this first tag", "first tag"),
    ];
    for (settings, why, help) in rows {
        let reported = astray(settings);
        assert!(
            reported.len() == 1 && reported[0].contains(why) && reported[0].contains(help),
            "{settings}: {reported:?}"
        );
    }
    for settings in [
        "types = { Log = { type = 'String' }, '/components/schemas/Pet/properties/at' = { type = 'String' } }",
        "newtypes = ['Log']",
        "rename = { types = { Pet = 'Animal' }, fields = { 'Pet.at' = 'when', '/components/schemas/Child.a' = 'b' } }",
        "derives = [{ derive = 'Hash', types = ['/components/schemas/Pet'] }]",
    ] {
        let reported = astray(settings);
        assert_eq!(reported, [""; 0], "{settings}");
    }
}

#[test]
fn a_name_that_is_taken_or_invalid_is_reported() {
    let rows = [
        (
            "types = { Child = 'pet' }",
            "the settings choose `pet` for `Child`, but `Pet` has this name too; oasmith names that one `PetModel`",
        ),
        (
            "types = { Pet = 'A', Child = 'A' }",
            "the settings choose `A` for `Pet`, but the generated crate uses this name already; oasmith names it `AModel`",
        ),
        (
            "types = { Pet = '?!' }",
            "the settings choose `?!` for `Pet`, which is no name in Rust; oasmith names it `QuestionNot`",
        ),
        (
            "types = { Pet = 'Option' }",
            "the settings choose `Option` for `Pet`, but the generated crate uses this name already; oasmith names it `OptionModel`",
        ),
        (
            "fields = { 'Pet.at' = 'log' }",
            "the settings choose `log` for `Pet.at`, but `log` has this name too; oasmith names that one `log_field`",
        ),
        (
            "fields = { 'Pet.at' = '1st' }",
            "the settings choose `1st` for `Pet.at`, which is no name in Rust; oasmith names it `n1st`",
        ),
    ];
    for (rename, message) in rows {
        let reported = astray(&format!("rename = {{ {rename} }}"));
        assert_eq!(reported, [format!("{message}: choose another name, or rename the other item too")], "{rename}");
    }
    for rename in
        ["types = { Pet = 'Child', Child = 'Pet' }", "fields = { 'Pet.at' = 'type' }", "types = { Pet = 'HTTPPet' }"]
    {
        assert_eq!(astray(&format!("rename = {{ {rename} }}")), [""; 0], "{rename}");
    }
}

/// A child has all properties of the schema that it inherits from, including the unknown ones that are kept.
#[test]
fn children_inherit_kept_properties() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n    \
        DogPet: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}\n    \
        PuppyPet: {allOf: [{$ref: '#/components/schemas/DogPet'}, {type: object, properties: {age: {type: string}}}]}\n    \
        CatPet: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {purr: {type: string}}}]}\n";
    let kept = |pointer: &str| {
        let settings =
            format!("document = 'a.yaml'\nout = ''\nname = 'client'\nunknown-properties = {{ '{pointer}' = 'keep' }}");
        let generation = oasmith::generate_from(document.as_bytes().to_vec(), &toml::from_str(&settings).unwrap());
        let outputs = generation.result.unwrap().outputs;
        let with_other =
            outputs.iter().filter(|file| file.path.starts_with("src/types/") && file.text.contains("pub other:"));
        with_other.map(|file| file.path.trim_start_matches("src/types/").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(kept("/components/schemas/PuppyPet"), ["puppy_pet.rs"]);
    assert_eq!(kept("/components/schemas/DogPet"), ["dog_pet_base.rs", "puppy_pet.rs"]);
    assert_eq!(kept("/components/schemas/Pet"), ["cat_pet.rs", "dog_pet_base.rs", "pet_base.rs", "puppy_pet.rs"]);
}

/// A setting that does not fit the document is reported at its line of the settings.
#[test]
fn a_setting_that_does_not_fit_the_document_has_its_line() {
    let folder = TempDir::new().unwrap();
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets:\n    \
        get: {operationId: list, tags: [pets], responses: {'204': {description: Done.}}}\n";
    fs::write(folder.path().join("a.yaml"), document).unwrap();
    let settings = "\
[[api]]
document = 'other.yaml'
out = 'other'
name = 'other'

[[api]]
document = 'a.yaml'
out = 'out'
name = 'client'
example = 'pets.get'
unknown-properties = { './a.yaml#/x' = 'keep', '#/components/schemas/A' = 'keep' }
date-times-without-offset = ['/y', '#/z']

[[api.allow]]
code = 'lax-object'

[api.only]
tags = ['pets', 'cats']
paths = ['/cats/*']
operations = ['GET /pet']

[api.operations]
\"GET /dogs\" = 'dogs.get'

[api.pages]
list = { parameter = 'after', next = 'next' }
dogs = false
";
    let path = folder.path().join("oasmith.toml");
    fs::write(&path, settings).unwrap();
    let api = Config::read(&path).unwrap().apis.remove(1);
    let generation = oasmith::generate(&api).unwrap();
    let renderer = oasmith::diagnostic::Renderer::new(&generation.document, false);
    let placed = renderer.place(&generation.diagnostics);
    let mut lines: Vec<String> = placed.iter().map(|it| renderer.line(it)).collect();
    lines.iter_mut().for_each(|line| *line = line.replace(&format!("{}/", folder.path().display()), ""));
    let starts = [
        "oasmith.toml:10:1: [unknown-example]",
        "oasmith.toml:11:24: [unknown-schema]",
        "oasmith.toml:11:48: [unknown-schema]",
        "oasmith.toml:12:30: [unknown-schema]",
        "oasmith.toml:12:36: [unknown-schema]",
        "oasmith.toml:14:1: [unused-allowance]",
        "oasmith.toml:18:17: [unknown-operation]",
        "oasmith.toml:19:10: [unknown-operation]",
        "oasmith.toml:20:15: [unknown-operation]",
        "oasmith.toml:23:1: [unknown-operation]",
        "oasmith.toml:26:1: [unknown-pages]",
        "oasmith.toml:27:1: [unknown-operation]",
    ];
    for start in starts {
        assert!(lines.iter().any(|line| line.starts_with(start)), "{start}\n{}", lines.join("\n"));
    }
    assert_eq!(lines.len(), starts.len(), "{}", lines.join("\n"));
    let help = |start: &str| {
        let found = placed.iter().zip(&lines).find(|(_, line)| line.starts_with(start));
        found.unwrap().0.diagnostic.help.clone().unwrap()
    };
    assert_eq!(help("oasmith.toml:20:15"), "did you mean `GET /pets`?");
    assert_eq!(help("oasmith.toml:18:17"), "correct the entry: it must be a tag of an operation");
    let text = renderer
        .render(placed.iter().find(|it| it.diagnostic.code == oasmith::diagnostic::Code::UnknownPages).unwrap());
    assert!(text.contains("26 | list = { parameter = 'after', next = 'next' }"), "{text}");
}

/// A file of the settings that is missing is reported at the setting that names it.
#[test]
fn a_missing_file_is_reported_at_its_setting() {
    let folder = TempDir::new().unwrap();
    let settings = "[[api]]\ndocument = 'a.yaml'\nout = 'out'\nname = 'client'\noverlays = ['b.yaml']\n";
    let path = folder.path().join("oasmith.toml");
    fs::write(&path, settings).unwrap();
    fs::write(folder.path().join("a.yaml"), "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n").unwrap();
    let api = Config::read(&path).unwrap().apis.remove(0);
    let generation = oasmith::generate(&api).unwrap();
    let renderer = oasmith::diagnostic::Renderer::new(&generation.document, false);
    let line = renderer.line(&renderer.place(&generation.diagnostics)[0]);
    assert!(line.contains("oasmith.toml:5:13: [unreadable] oasmith can't read ") && line.contains("b.yaml"), "{line}");
}

/// The document names Rust types only within crates that the settings allow, and only by plain paths.
#[test]
fn x_rust_type_is_a_plain_path_of_an_allowed_crate() {
    let generate = |value: &str, settings: &str| {
        let document = format!(
            "openapi: 3.0.3\ninfo: {{title: Pets, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    \
             Net: {{type: string, x-rust-type: {value}}}\n"
        );
        let config = format!("document = 'a.yaml'\nout = ''\nname = 'client'\n{settings}");
        let generation = oasmith::generate_from(document.into_bytes(), &toml::from_str(&config).unwrap());
        let messages: Vec<String> = generation.diagnostics.iter().map(|it| it.message.clone()).collect();
        let outputs = generation.result.unwrap().outputs;
        let net = outputs.into_iter().find(|file| file.path == "src/types/net.rs").unwrap().text;
        (net, messages)
    };
    let allowed = "x-rust-type = { ox-net = '0.1' }";
    for value in ["{crate: ox-net, version: '0.1', path: 'ox_net::Net'}", "'ox_net::Net'"] {
        let (net, messages) = generate(value, allowed);
        assert!(net.contains("pub type Net = ox_net::Net;") && messages.is_empty(), "{net}{messages:?}");
        let (net, messages) = generate(value, "");
        assert!(net.contains("pub type Net = String;") && messages.is_empty(), "{net}{messages:?}");
    }
    for (value, expected) in [
        ("'evil::Net'", "names the crate `evil`, which the settings do not allow"),
        ("'ox_net::Net; fn main() {}'", "which is not a plain path"),
        ("'ox_net::Net<evil::Net>'", "which is not a plain path"),
        ("'ox_net::{Net}'", "which is not a plain path"),
        ("'::ox_net::Net'", "which is not a plain path"),
        ("'crate::runtime'", "which is not a plain path"),
        ("'ox_net::fn'", "which is not a plain path"),
        ("'ox_net'", "which is not a plain path"),
        ("''", "which is not a plain path"),
        ("7", "has no `path`"),
        ("{crate: ox-net}", "has no `path`"),
        ("{path: 'ox_net::Net', parameters: [{type: string}]}", "does not support `parameters`"),
    ] {
        let (net, messages) = generate(value, allowed);
        assert!(net.contains("pub type Net = String;"), "{value}: {net}");
        assert!(messages.len() == 1 && messages[0].contains(expected), "{value}: {messages:?}");
    }
}

/// A type of another crate stands for a parent, for a union, for an alias and for a part; children keep the properties.
#[test]
fn a_type_replaces_any_kind_of_schema() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
        Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind}}\n    \
        Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}\n    \
        Other: {$ref: '#/components/schemas/Dog'}\n    \
        Either: {oneOf: [{type: string}, {$ref: '#/components/schemas/Dog'}]}\n    \
        Level: {type: string, enum: [a, b]}\n    \
        Same: {allOf: [{$ref: '#/components/schemas/Level'}], description: More.}\n    \
        Rows: {type: array, items: {$ref: '#/components/schemas/Level'}, nullable: true}\n    \
        User: {type: object, properties: {rows: {$ref: '#/components/schemas/Rows'}, same: {$ref: '#/components/schemas/Same'}}}\n";
    let generate = |name: &str| {
        let settings = format!(
            "document = 'a.yaml'\nout = ''\nname = 'client'\n[types]\n{name} = {{ type = 'std::string::String' }}"
        );
        let generation = oasmith::generate_from(document.as_bytes().to_vec(), &toml::from_str(&settings).unwrap());
        assert_eq!(generation.diagnostics.len(), 0, "{name}: {:?}", generation.diagnostics);
        let outputs = generation.result.unwrap().outputs;
        outputs.into_iter().find(|output| output.path == "api.txt").unwrap().text
    };
    for (name, expected) in [
        ("Pet", ["type Pet = std::string::String", "Dog.kind: String"]),
        ("Other", ["type Other = std::string::String", "struct Dog"]),
        ("Either", ["type Either = std::string::String", "struct Dog"]),
        ("Level", ["type Level = std::string::String", "type Same = Level"]),
        ("Rows", ["type Rows = std::string::String", "User.rows: Option<Option<Rows>>"]),
    ] {
        let listing = generate(name);
        for line in expected {
            assert!(listing.contains(line), "{name}: {line}: {listing}");
        }
    }
}

/// Derives for all types leave out those that cannot have the trait, and add what the trait needs.
#[test]
fn derives_for_all_types_fit() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /a:\n    post:\n      requestBody:\n        content:\n          \
        multipart/form-data: {schema: {$ref: '#/components/schemas/Form'}}\n      responses: {'204': {description: Done.}}\n\
        components:\n  schemas:\n    \
        Form: {type: object, properties: {file: {type: string, format: binary}}}\n    \
        Plain: {type: object, properties: {a: {type: string}, at: {type: string, format: date}}}\n    \
        Float: {type: object, properties: {a: {type: number}}}\n    \
        Open: {type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}\n";
    let file = |derives: &str, name: &str| {
        let settings = format!("document = 'a.yaml'\nout = ''\nname = 'client'\nderives = [{derives}]");
        let generation = oasmith::generate_from(document.as_bytes().to_vec(), &toml::from_str(&settings).unwrap());
        let outputs = generation.result.unwrap().outputs;
        outputs.into_iter().find(|output| output.path == name).unwrap().text
    };
    let ord = "{ derive = 'std::cmp::Ord' }";
    assert!(
        file(ord, "src/types/plain.rs").contains("#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]")
    );
    assert!(file(ord, "src/types/float.rs").contains("#[derive(Clone, Debug, Default, PartialEq)]"));
    assert!(file("{ derive = 'std::hash::Hash' }", "src/types/plain.rs").contains("PartialEq, Hash)]"));
    assert!(!file("{ derive = 'std::hash::Hash' }", "src/runtime/decimal.rs").contains("derive(std::hash::Hash)"));
    let schema = "{ derive = 'schemars::JsonSchema', serde-names = true, crate = { schemars = '1', chrono = { version = '0.4', features = ['x'] } } }";
    assert!(file(schema, "src/types/float.rs").contains("schemars::JsonSchema"));
    assert!(!file(schema, "src/types/form.rs").contains("schemars"), "an upload is no value");
    assert!(file(schema, "src/types/open.rs").contains("serde(flatten)"));
    let manifest = file(schema, "Cargo.toml");
    assert!(manifest.contains("schemars = [\"dep:schemars\"]") && manifest.contains("\"x\""), "{manifest}");
}

/// The names of the generated manifest are refused for the features and the dependencies of settings.
#[test]
fn settings_cannot_take_names_of_the_manifest() {
    let document = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
        Code: {type: string, pattern: '^(?=a)\\w+b'}\n    Pet: {type: object, properties: {code: {$ref: '#/components/schemas/Code'}}}\n";
    let config = toml::from_str("document = 'a.yaml'\nout = ''\nname = 'client'").unwrap();
    let outputs = oasmith::generate_from(document.as_bytes().to_vec(), &config).result.unwrap().outputs;
    let manifest = &outputs.iter().find(|output| output.path == "Cargo.toml").unwrap().text;
    let manifest: toml::Table = toml::from_str(manifest).unwrap();
    let refused = |line: &str| read(&format!("[[api]]\n{}\n{line}\n", FRAME.join("\n"))).unwrap_err();
    for feature in manifest["features"].as_table().unwrap().keys() {
        let message = refused(&format!("derives = [{{ derive = 'Hash', feature = '{feature}' }}]"));
        assert!(message.contains("no free name of a feature"), "{feature}: {message}");
    }
    let is_optional = |it: &toml::Value| it.get("optional").and_then(toml::Value::as_bool) == Some(true);
    let own = manifest["dependencies"].as_table().unwrap().iter().filter(|(_, it)| is_optional(it));
    let targets = manifest["target"].as_table().unwrap().values().flat_map(|it| it["dependencies"].as_table().unwrap());
    let names: Vec<&String> = own.chain(targets).map(|(name, _)| name).collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        let message = refused(&format!("dependencies = {{ {name} = '1' }}"));
        assert!(message.contains("has an optional dependency of this name"), "{name}: {message}");
    }
}
