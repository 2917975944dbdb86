//! The fixture `names`: a document with every name that generated crates use themselves. This test builds it from the
//! code, so that each new method, type or feature is also a name of the fixture, which must compile.
//!
//! `OASMITH_WRITE_NAMES=1 cargo test -p oasmith --test all vocabulary::` writes the document.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};

type Words = BTreeSet<String>;

/// Names of the traits of the standard library and of serde, and names that every Rust program has without an import.
const OF_RUST: &str = "
    Err Ok Error Output Item IntoIter Target Owned Future IntoFuture Value Key Response Residual Some None Self
    SerializeSeq SerializeTuple SerializeTupleStruct SerializeTupleVariant SerializeMap SerializeStruct
    SerializeStructVariant Serializer Deserializer Serialize Deserialize DeserializeOwned Visitor MapAccess SeqAccess
    EnumAccess VariantAccess Variant Infallible Never Option Result Vec String Box ToString ToOwned Iterator Extend
    IntoIterator DoubleEndedIterator ExactSizeIterator FromIterator Default From Into TryFrom TryInto AsRef AsMut Drop Fn
    FnMut FnOnce AsyncFn Send Sync Sized Copy Unpin Clone PartialEq Eq PartialOrd Ord Hash Debug Display Write Read
    Formatter Arguments FromStr Borrow BorrowMut Cow Deref DerefMut Pin Context Poll Stream Hasher Ordering Rc Arc Map
    Number Display Infinity NaN Type Known Unrecognized Base Other Members Client ClientBuilder Types Operations
    KNOWN MAX MIN EPSILON NAME MEMBERS PATH
    from_str to_string to_owned clone clone_from fmt eq ne lt le gt ge hash cmp partial_cmp default from into try_from
    try_into as_ref as_mut borrow borrow_mut deref deref_mut drop iter iter_mut into_iter from_iter next poll poll_next
    into_future size_hint index index_mut add sub mul div rem neg not call call_mut call_once type_id source description
    cause provide write_str write_fmt flush as_str value len is_empty map unwrap expect take replace ok err and_then
    serialize deserialize deserialize_in_place is_human_readable collect_seq collect_map collect_str expecting visit_bool
    visit_i64 visit_u64 visit_f64 visit_str visit_string visit_bytes visit_none visit_some visit_unit visit_seq visit_map
    visit_enum next_key next_value next_entry next_element serialize_str serialize_map deserialize_any
    bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 vec format print println eprintln panic
    assert matches todo unreachable write writeln include concat stringify line file column module_path cfg env compile_error
    derive test doc allow deny warn expect inline must_use deprecated non_exhaustive automatically_derived
    as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop match mod move mut
    pub ref return self static struct super trait true type unsafe use where while abstract become box do final macro
    override priv try typeof unsized virtual yield union raw auto macro_rules safe dummy main lib build
    std core alloc proc_macro serde serde_json wiremock tokio url tracing other body client runtime types operations
    servers webhooks testing";

fn manifest() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => rust_files(&path, found),
            false if path.extension().is_some_and(|it| it == "rs") => found.push(path),
            false => {}
        }
    }
    found.sort();
}

/// Returns the tokens of a file, without its tests.
fn tokens(path: &Path) -> TokenStream {
    let text = fs::read_to_string(path).unwrap();
    syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split("\n#[cfg(test)]\nmod").next().unwrap().parse().unwrap()
}

/// Collects the names that tokens define: after a keyword that introduces a name, within a macro, imported names,
/// generic parameters, fields and arguments.
fn defined(tokens: TokenStream, all: bool, words: &mut Words) {
    const INTRODUCE: [&str; 12] =
        ["fn", "struct", "enum", "trait", "type", "mod", "const", "static", "let", "mut", "macro_rules", "use"];
    let (mut before, mut is_use) = (String::new(), false);
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(ident) => {
                let text = ident.to_string().trim_start_matches("r#").to_owned();
                is_use |= text == "use";
                let is_field = matches!(tokens.get(index + 1), Some(TokenTree::Punct(it)) if it.as_char() == ':')
                    && !matches!(tokens.get(index + 2), Some(TokenTree::Punct(it)) if it.as_char() == ':');
                let is_parameter = text.len() == 1;
                if all || is_use || is_field || is_parameter || INTRODUCE.contains(&before.as_str()) {
                    words.insert(text.clone());
                }
                before = text;
            }
            TokenTree::Group(group) => {
                let is_macro = before == "macro_rules"
                    || matches!(tokens.get(index.wrapping_sub(2)), Some(TokenTree::Ident(it)) if it == "macro_rules")
                    || matches!(tokens.get(index.wrapping_sub(3)), Some(TokenTree::Ident(it)) if it == "macro_rules");
                defined(group.stream(), all || is_macro || is_use, words);
                before.clear();
            }
            TokenTree::Punct(punct) => {
                is_use &= punct.as_char() != ';';
                // `macro_rules! name`
                if punct.as_char() != '!' {
                    before.clear();
                }
            }
            TokenTree::Literal(_) => before.clear(),
        }
    }
}

/// Returns the names that these files define.
fn words_of(paths: &[PathBuf]) -> Words {
    let mut words = Words::new();
    paths.iter().for_each(|path| defined(tokens(path), false, &mut words));
    words.remove("_");
    words
}

struct Vocabulary {
    /// Every name.
    all: Words,
    /// The names of types.
    types: Words,
    /// The names of modules, features and crates.
    modules: Words,
    /// The names that a caller uses: of the client, its builder, calls, mocks.
    methods: Words,
}

impl Vocabulary {
    fn of_the_code() -> Self {
        let root = manifest();
        let (mut runtime, mut generated) = (Vec::new(), Vec::new());
        rust_files(&root.join("runtime/src"), &mut runtime);
        rust_files(&root.join("fixtures/calls/src"), &mut generated);
        generated.retain(|path| !path.iter().any(|part| part == "runtime" || part == "types"));
        // Generated code common to all APIs; other files have the API's own names.
        let frame = |path: &&PathBuf| {
            let name = path.file_name().unwrap();
            ["lib.rs", "client.rs", "servers.rs", "mod.rs"].iter().any(|it| name == *it)
        };
        let generated: Vec<PathBuf> = generated.iter().filter(frame).cloned().collect();
        let of_rust: Words = OF_RUST.split_whitespace().map(str::to_owned).collect();
        let mut all = words_of(&runtime);
        all.extend(words_of(&generated));
        all.extend(of_rust);
        let is_called = |path: &&PathBuf| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            ["blocking", "call", "client", "builder", "credential", "mock", "pages", "reply", "token"].contains(&name)
        };
        let methods = words_of(&runtime.iter().filter(is_called).cloned().collect::<Vec<_>>());
        let stems = runtime.iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
        let mut modules: Words = stems.chain(features(&root)).collect();
        modules.extend(
            ["std", "core", "alloc", "crate", "self", "super", "types", "operations", "Self"].map(str::to_owned),
        );
        all.extend(modules.iter().cloned());
        let is_type = |word: &&String| word.starts_with(|first: char| first.is_ascii_uppercase());
        let is_lower = |word: &String| word.starts_with(|first: char| first.is_ascii_lowercase());
        Self {
            types: all.iter().filter(is_type).cloned().collect(),
            methods: methods.into_iter().filter(is_lower).collect(),
            modules,
            all,
        }
    }
}

/// Returns the features and the dependencies of generated crates.
fn features(root: &Path) -> Words {
    let mut found = Words::new();
    for path in ["runtime/Cargo.toml", "fixtures/basics/Cargo.toml", "fixtures/times-jiff/Cargo.toml"] {
        let manifest: toml::Table = toml::from_str(&fs::read_to_string(root.join(path)).unwrap()).unwrap();
        let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
        let targets = targets.map(|target| &target["dependencies"]);
        for table in [&manifest["features"], &manifest["dependencies"]].into_iter().chain(targets) {
            found.extend(table.as_table().unwrap().keys().cloned());
        }
    }
    found
}

fn map<'w>(words: impl IntoIterator<Item = &'w String>, value: impl Fn(&String) -> Value) -> Value {
    Value::Object(words.into_iter().map(|word| (word.clone(), value(word))).collect::<Map<_, _>>())
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Returns the document with these names.
fn document(words: &Vocabulary) -> Value {
    let text = json!({ "type": "string" });
    let list: Vec<&String> = words.all.iter().collect();
    let mut schemas = map(&words.types, |name| match name.len() {
        // A recursive array has a type of its own, and one-letter names are those of generic parameters.
        1 => json!({ "type": "array", "items": reference(name) }),
        _ => json!({ "type": "object", "properties": { "value": reference(name), "kind": { "type": "string" } } }),
    });
    let objects: Vec<Value> = words.types.iter().filter(|it| it.len() > 1).map(|it| reference(it)).collect();
    let lists: Vec<Value> = words.types.iter().map(|it| reference(it)).collect();
    let mut mixed: Vec<Value> = list.iter().map(|word| json!(word)).collect();
    mixed.push(json!(1));
    let own = json!({
        "AllTexts": { "type": "string", "enum": list },
        "AllNumbers": { "type": "integer", "enum": (0..list.len()).collect::<Vec<_>>(), "x-enum-varnames": list },
        "AllValues": { "enum": mixed },
        "AllFields": { "type": "object", "properties": map(&words.all, |_| text.clone()) },
        "AllOpen": { "type": "object", "required": list, "properties": map(&words.all, |_| text.clone()), "additionalProperties": { "type": "integer" } },
        "AllTagged": { "oneOf": objects, "discriminator": { "propertyName": "kind" } },
        "AllEither": { "oneOf": lists },
        "AllSeveral": { "anyOf": lists },
        "AllRow": { "type": "array", "prefixItems": lists, "minItems": 1, "items": { "type": "string" } },
        "AllForm": { "type": "object", "properties": map(&words.methods, |word| match word.len() % 2 {
            0 => json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
            _ => text.clone(),
        }) },
    });
    schemas.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    let schemes = map(&words.methods, |name| json!({ "type": "apiKey", "in": "header", "name": format!("X-{name}") }));
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Names that the generated code has itself", "version": "1" },
        "servers": servers(words),
        "tags": words.modules.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths(words),
        "webhooks": map(&words.types, |_| json!({ "post": { "requestBody": body("AllFields"), "responses": { "204": { "description": "Done." } } } })),
        "components": { "schemas": schemas, "securitySchemes": schemes },
    })
}

fn servers(words: &Vocabulary) -> Vec<Value> {
    let variables: Vec<String> = words.methods.iter().filter(|it| it.len() > 1).cloned().collect();
    let url = variables.iter().map(|name| format!("/{{{name}}}")).collect::<String>();
    let variables = map(&variables, |_| json!({ "default": "a" }));
    let plain = words
        .types
        .iter()
        .map(|name| json!({ "url": format!("https://{}.example.com", name.to_lowercase()), "description": name }));
    let with_variables =
        json!({ "url": format!("https://example.com{url}"), "description": "With variables", "variables": variables });
    plain.chain([with_variables]).collect()
}

fn body(schema: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(schema) } } })
}

fn paths(words: &Vocabulary) -> Value {
    let text = json!({ "type": "string" });
    let done = json!({ "204": { "description": "Done." } });
    let found = json!({ "200": { "description": "Found.", "headers": map(&words.methods, |_| json!({ "schema": text })), "content": { "application/json": { "schema": reference("AllOpen") } } } });
    let kind = json!({ "200": { "description": "Found.", "content": { "application/json": { "schema": reference("AllTagged") } } } });
    let mut paths = Map::new();
    let keys: Vec<Value> = words.methods.iter().map(|name| json!({ name: [] })).collect();
    let item = json!({ "get": { "tags": ["keys"], "operationId": "all keys", "security": keys, "responses": done } });
    paths.insert("/keys".to_owned(), item);
    for name in &words.modules {
        let item = json!({ "get": { "tags": [name], "operationId": format!("{name} of modules"), "responses": kind } });
        paths.insert(format!("/modules/{name}"), item);
    }
    for name in &words.methods {
        let parameter = json!({ "name": "limit", "in": "query", "schema": { "type": "integer" } });
        let item = json!({ "get": { "tags": ["methods"], "operationId": name, "parameters": [parameter], "responses": done } });
        paths.insert(format!("/methods/{name}"), item);
    }
    let parameters = |location: &str, words: &Words, required: bool| -> Vec<Value> {
        let one = |name| json!({ "name": name, "in": location, "required": required, "schema": text });
        words.iter().map(one).collect()
    };
    for (location, required) in [("query", false), ("query", true), ("header", false), ("cookie", false)] {
        let words = if location == "query" { &words.all } else { &words.methods };
        let form = json!({ "required": true, "content": { "application/x-www-form-urlencoded": { "schema": reference("AllFields") }, "multipart/form-data": { "schema": reference("AllForm") } } });
        let item = json!({ "post": { "tags": ["parameters"], "operationId": format!("in {location} {required}"), "parameters": parameters(location, words, required), "requestBody": form, "responses": done } });
        paths.insert(format!("/parameters/{location}/{required}"), item);
    }
    // A YAML key is at most 1024 characters long.
    let names: Vec<&String> = words.methods.iter().collect();
    for (index, names) in names.chunks(40).enumerate() {
        let path = names.iter().map(|name| format!("/{{{name}}}")).collect::<String>();
        let names: Words = names.iter().copied().cloned().collect();
        let operation = json!({ "tags": ["parameters"], "operationId": format!("in path {index}"), "parameters": parameters("path", &names, true), "requestBody": body("AllFields"), "responses": found });
        paths.insert(format!("/parameters/path{path}"), json!({ "put": operation }));
    }
    Value::Object(paths)
}

#[test]
fn the_fixture_has_every_name_of_the_code() {
    let words = Vocabulary::of_the_code();
    for (part, least, of) in [
        ("names", 900, &words.all),
        ("types", 200, &words.types),
        ("modules", 50, &words.modules),
        ("methods", 150, &words.methods),
    ] {
        assert!(of.len() >= least, "only {} {part} have been found", of.len());
    }
    let path = manifest().join("fixtures/names.yaml");
    if std::env::var_os("OASMITH_WRITE_NAMES").is_some() {
        let head = "# Every name that generated crates have themselves, as a name of the API. Made by codegen/tests/vocabulary.rs.\n";
        fs::write(&path, format!("{head}{}", written(&document(&words), 0))).unwrap();
    }
    let fixture: Value = serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let missing = missing(&document(&words), &fixture, "");
    assert!(
        missing.is_empty(),
        "fixtures/names.yaml lacks names of the code: {missing:?}\nrun `OASMITH_WRITE_NAMES=1 cargo test -p oasmith --test all vocabulary::`, then regenerate the fixtures"
    );
}

/// Returns a document as YAML: block style for three levels, JSON below.
fn written(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) if depth < 3 && !map.is_empty() => {
            let entries = map.iter().map(|(key, value)| {
                let is_block = depth < 2 && value.as_object().is_some_and(|map| !map.is_empty());
                let inner = if is_block { format!("\n{}", written(value, depth + 1)) } else { format!(" {value}\n") };
                format!("{indent}{}:{inner}", json!(key))
            });
            entries.collect()
        }
        other => format!("{indent}{other}\n"),
    }
}

/// Returns the properties of objects, and the items of arrays, that one document has and another lacks.
fn missing(expected: &Value, found: &Value, place: &str) -> Vec<String> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            // Paths that contain all names change with each new name.
            let names = expected.iter().filter(|(name, _)| !name.starts_with("/parameters/path/"));
            let each = names.flat_map(|(name, value)| match found.get(name) {
                Some(found) => missing(value, found, &format!("{place}/{name}")),
                None => vec![format!("{place}/{name}")],
            });
            each.collect()
        }
        (Value::Array(expected), Value::Array(found)) => {
            let found: BTreeSet<String> = found.iter().map(Value::to_string).collect();
            let texts = expected.iter().filter(|it| it.is_string()).map(Value::to_string);
            texts.filter(|text| !found.contains(text)).map(|text| format!("{place}/{text}")).collect()
        }
        _ => Vec::new(),
    }
}
