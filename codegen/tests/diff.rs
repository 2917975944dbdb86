//! The report of each kind of change: one document, and an edit of it for each kind.

use std::collections::BTreeSet;
use std::path::Path;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::{Bump, Change, Class, Diff, Rule};
use serde_json::Value;

use crate::support;
use crate::support::{Row, edit};

const BASE: &str = include_str!("diff/base.yaml");
const ROWS: &str = include_str!("diff/changes.txt");
const CONTRACT: &str = include_str!("diff/contract.yaml");
const CONTRACT_ROWS: &str = include_str!("diff/contract.txt");

fn base() -> Value {
    serde_yaml::from_str(BASE).unwrap()
}

fn diff(old: &str, new: &str) -> Diff {
    let load = |name: &str, text: &str| Loaded::parse(Path::new(name), text.as_bytes().to_vec());
    let config = ApiConfig::new("", "", "client");
    let (diff, diagnostics) = load("new.yaml", new).diff_from(load("old.yaml", old), [&config; 2]);
    diff.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

fn class(class: Class) -> &'static str {
    match class {
        Class::Compile => "compile",
        Class::Run => "run",
        Class::Compatible => "compatible",
        Class::Documentation => "documentation",
    }
}

fn spell(change: &Change) -> String {
    format!("{} {} {}: {}", class(change.class), change.rule.id(), change.subject, change.message)
}

/// Compares the changes of each row's edits of `base` with the lines of the row.
fn check(base: &str, table: &str, name: &str) {
    let base: Value = serde_yaml::from_str(base).unwrap();
    let old = base.to_string();
    let mut wrong = String::new();
    for Row { edits, expected } in support::rows(table) {
        let mut document = base.clone();
        edits.iter().for_each(|line| edit(&mut document, line));
        let found: Vec<String> = diff(&old, &document.to_string()).changes.iter().map(spell).collect();
        if found != expected {
            let lines = found.iter().map(|line| format!("  {line}\n")).collect::<String>();
            wrong.push_str(&format!("{}\n{lines}\n", edits.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "the messages differ from {name}:\n\n{wrong}");
}

#[test]
fn each_change_has_its_message() {
    check(BASE, ROWS, "changes.txt");
}

#[test]
fn each_change_of_the_contract_has_its_message() {
    check(CONTRACT, CONTRACT_ROWS, "contract.txt");
}

#[test]
fn every_kind_of_change_has_a_case() {
    let seen: BTreeSet<String> = [ROWS, CONTRACT_ROWS]
        .iter()
        .flat_map(|table| support::rows(table))
        .collect::<Vec<_>>()
        .iter()
        .flat_map(|row| &row.expected)
        .map(|line| line.split(' ').nth(1).unwrap().to_owned())
        .collect();
    // The unit tests of `diff/source.rs` have the first two and the fourth, which no edit of a document alone causes, `hostile_diff.rs`
    // the last but two, which small documents do not cause, and `documents.rs` those of crates with several documents.
    let others = [
        Rule::ItemRemoved,
        Rule::ItemChanged,
        Rule::MemberRenamed,
        Rule::TraitRemoved,
        Rule::ServerChanged,
        Rule::SettingChanged,
        Rule::SchemasNotCompared,
        Rule::DocumentAdded,
        Rule::DocumentRemoved,
    ];
    let rules = Rule::ALL.iter().filter(|rule| !others.contains(rule));
    let missing: Vec<&str> = rules.map(|rule| rule.id()).filter(|id| !seen.contains(*id)).collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
}

/// A field keeps its name unless the settings rename it.
#[test]
fn a_field_that_the_settings_rename_breaks_callers() {
    let load = || Loaded::parse(Path::new("api.yaml"), BASE.as_bytes().to_vec());
    let config = ApiConfig::new("", "", "client");
    let mut renamed = config.clone();
    renamed.rename.fields.insert("NewPet.note".to_owned(), "text".to_owned());
    let changes = load().diff_from(load(), [&config, &renamed]).0.unwrap().changes;
    let found: Vec<String> = changes.iter().filter(|it| it.class == Class::Compile).map(spell).collect();
    let message = "the field was renamed from `note` to `text`";
    assert_eq!(found, [format!("compile {} NewPet.note: {message}", Rule::MemberRenamed.id())]);
}

#[test]
fn items_of_servers_and_settings_change_behavior() {
    let document = |url: &str| {
        let servers = format!("[{{url: 'https://a.b', description: Live}}, {{url: '{url}', description: Test}}]");
        format!("{{openapi: 3.1.0, info: {{title: t, version: '1'}}, servers: {servers}, paths: {{}}}}")
    };
    let load = |text: &str| Loaded::parse(Path::new("a.yaml"), text.as_bytes().to_vec());
    let plain = ApiConfig::new("", "", "client");
    let keyed = ApiConfig { idempotency_header: Some("Idempotency-Key".to_owned()), ..plain.clone() };
    let (old, new) = (document("https://old.b"), document("https://new.b"));
    let lines = |old: &str, new: &str, settings: [&ApiConfig; 2]| -> Vec<String> {
        let (diff, _) = load(new).diff_from(load(old), settings);
        diff.unwrap().changes.iter().map(spell).collect()
    };
    let servers = lines(&old, &new, [&plain, &plain]);
    assert!(
        servers.contains(
            &"run server-changed Client::builder: `servers::TEST` changed from `https://old.b` to `https://new.b`"
                .to_owned()
        ),
        "{servers:?}"
    );
    let utc = ApiConfig { date_times_without_offset: oasmith::config::WithoutOffset::Utc, ..plain.clone() };
    assert_eq!(lines(&old, &old, [&plain, &utc]).len(), 1);
    let renamed = ApiConfig::new("", "", "other");
    assert_eq!(
        lines(&old, &old, [&plain, &renamed]),
        ["compile setting-changed the settings: the crate was renamed from `client` to `other`"]
    );
    assert_eq!(
        lines(&old, &old, [&keyed, &plain]),
        ["run setting-changed the settings: `idempotency-header` changed from `Idempotency-Key` to none"]
    );
}

#[test]
fn tuples_are_compared_by_their_items() {
    let document = |pair: &str| {
        format!("{{openapi: 3.1.0, info: {{title: t, version: '1'}}, components: {{schemas: {{Pair: {pair}}}}}}}")
    };
    let changes = |old: &str, new: &str| -> Vec<String> {
        diff(&document(old), &document(new)).changes.iter().map(spell).collect()
    };
    let pair = "{type: array, prefixItems: [{type: string}, {type: integer}], minItems: 2, items: false}";
    assert!(changes(pair, pair).is_empty());
    let longer =
        "{type: array, prefixItems: [{type: string}, {type: integer}, {type: boolean}], minItems: 2, items: {}}";
    assert_eq!(
        changes(pair, longer),
        [
            "compile type-target-changed Pair: the items changed from `(String, i64)` to `(String, i64, Option<bool>, Vec<Value>)`"
        ]
    );
    let shorter =
        "{type: array, prefixItems: [{type: string, maxLength: 3}, {type: integer}], minItems: 2, items: false}";
    assert_eq!(changes(pair, shorter), ["compatible type-narrowed Pair.0: `maxLength` 3 added"]);
    assert_eq!(
        changes(pair, "{type: array, items: {type: string}}"),
        ["compile type-kind-changed Pair: changed from a tuple to a type alias"]
    );
}

#[test]
fn equal_documents_have_no_changes() {
    let yaml = diff(BASE, &base().to_string());
    assert_eq!((yaml.changes, yaml.bump), (Vec::new(), Bump::None));
}

#[test]
fn changes_have_lines_in_both_documents() {
    let new =
        BASE.replace("          schema: {type: integer, default: 10", "\n          schema: {type: string, default: 10");
    let diff = diff(BASE, &new);
    let change = diff.changes.iter().find(|change| change.rule.id() == "parameter-type-changed").unwrap();
    let line = |text: &str| text.lines().position(|line| line.contains("getPet")).unwrap() + 1;
    let (old, new_place) = (change.old.as_ref().unwrap(), change.new.as_ref().unwrap());
    assert!(old.pointer.starts_with("#/paths/~1pets~1{petId}/get/parameters/1") && old.line >= line(BASE), "{old:?}");
    assert!(new_place.line >= line(&new), "{new_place:?}");
}

#[test]
fn variants_of_one_type_are_matched_by_name() {
    let document = |variants: &str| {
        let body = format!("{{content: {{multipart/a: {{schema: {{oneOf: [{variants}]}}}}}}}}");
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: send\n      requestBody: {body}\n      \
             responses: {{'204': {{description: none}}}}\n"
        )
    };
    let both = document("{type: string, format: binary}, {type: string}");
    assert_eq!(diff(&both, &both).changes.iter().map(spell).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn bodies_of_one_media_type_are_matched_by_type() {
    let body = "{content: {'application/json': {schema: {type: integer}}, 'application/*': {schema: {type: boolean}}, \
                'application/json; v=1': {schema: {type: string}}, 'application/json; v=2': {schema: {type: number}}}}";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: send\n      requestBody: {body}\n      \
         responses: {{'204': {{description: none}}}}\n"
    );
    assert_eq!(diff(&document, &document).changes.iter().map(spell).collect::<Vec<_>>(), Vec::<String>::new());
}

/// Returns a document with these operations, each `METHOD PATH`, and schemas.
fn document_of(operations: &[String], schemas: &str) -> String {
    let mut paths: std::collections::BTreeMap<&str, String> = std::collections::BTreeMap::new();
    for operation in operations {
        let (method, path) = operation.split_once(' ').unwrap();
        let names = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
        let parameters =
            names.map(|name| format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}"));
        let parameters = parameters.collect::<Vec<_>>().join(", ");
        let operation =
            format!("    {method}: {{parameters: [{parameters}], responses: {{'204': {{description: none}}}}}}\n");
        paths.entry(path).or_default().push_str(&operation);
    }
    let paths: String = paths.iter().map(|(path, operations)| format!("  {path}:\n{operations}")).collect();
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\ncomponents:\n  schemas: {{{schemas}}}\n"
    )
}

/// Returns the ids of the changes of operations, each once.
fn operation_ids(old: &[&str], new: &[&str]) -> Vec<&'static str> {
    let [old, new] = [old, new].map(|it| document_of(&it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>(), ""));
    let ids: BTreeSet<&str> = diff(&old, &new).changes.iter().map(|change| change.rule.id()).collect();
    ids.into_iter().filter(|id| matches!(*id, "operation-added" | "operation-removed" | "operation-moved")).collect()
}

#[test]
fn operations_of_other_versions_are_the_same() {
    let moved = ["operation-moved"];
    assert_eq!(operation_ids(&["get /crm/v4/pets"], &["get /crm/2026-09-beta/pets"]), moved);
    assert_eq!(operation_ids(&["get /v5beta1/{a}/pets"], &["get /v1alpha2/{b}/pets"]), moved);
    assert_eq!(operation_ids(&["get /pets"], &["get /2026-03/pets"]), moved);
    assert_eq!(operation_ids(&["get /crm/v3/objects"], &["get /crm/objects/2026-09"]), moved);
    // A prefix that many operations gain, lose or replace.
    let plain = ["get /pets", "get /toys", "post /pets/{id}/food"];
    let prefixed = ["get /api/pets", "get /api/toys", "post /api/pets/{id}/food"];
    assert_eq!(operation_ids(&plain, &prefixed), moved);
    assert_eq!(operation_ids(&prefixed, &plain), moved);
    assert_eq!(
        operation_ids(&prefixed, &prefixed.map(|it| it.replace("/api/", "/rest/v2/")).each_ref().map(String::as_str)),
        moved
    );
    // One operation at another path without an id is another operation.
    assert_eq!(operation_ids(&["get /pets"], &["get /shop/toys"]), ["operation-added", "operation-removed"]);
    assert_eq!(operation_ids(&["get /pets/{a}"], &["get /pets/{b}"]), [""; 0]);
}

#[test]
fn renamed_schemas_are_the_same_types() {
    let document = |prefix: &str, name: &str| {
        format!(
            "{prefix}Pet: {{type: object, properties: {{{name}: {{type: string}}, owner: {{$ref: '#/components/schemas/{prefix}Owner'}}}}}}, \
             {prefix}Owner: {{type: object, properties: {{kind: {{$ref: '#/components/schemas/{prefix}Kind'}}}}}}, \
             {prefix}Kind: {{type: string, enum: [a, b]}}"
        )
    };
    let [old, new] = [document("", "name"), document("Api", "title")].map(|schemas| {
        let document = document_of(&["get /pets".to_owned()], &schemas);
        let owner = if schemas.contains("Api") { "ApiPet" } else { "Pet" };
        let schema = format!("{{schema: {{$ref: '#/components/schemas/{owner}'}}}}");
        document.replace(
            "'204': {description: none}",
            &format!("'200': {{description: a, content: {{application/json: {schema}}}}}"),
        )
    });
    let found: Vec<String> = diff(&old, &new).changes.iter().map(spell).collect();
    assert_eq!(
        found,
        [
            "compile type-renamed ApiKind: the type was renamed from `Kind` to `ApiKind`",
            "compile type-renamed ApiOwner: the type was renamed from `Owner` to `ApiOwner`",
            "compile type-renamed ApiPet: the type was renamed from `Pet` to `ApiPet`",
            "compile member-removed ApiPet.name: field removed",
            "compatible member-added-optional ApiPet.title: optional field of type `Option<String>` added",
        ]
    );
}

#[test]
fn many_operations_and_types_are_matched() {
    let schema = |prefix: &str, at: usize| {
        let next = (at + 1) % 400;
        format!(
            "{prefix}T{at}: {{type: object, properties: {{p{at}: {{type: string}}, next: {{$ref: '#/components/schemas/{prefix}T{next}'}}}}}}"
        )
    };
    let document = |root: &str, prefix: &str| {
        let operations: Vec<String> = (0..400).map(|at| format!("get {root}/group{}/thing{at}", at % 20)).collect();
        document_of(&operations, &(0..400).map(|at| schema(prefix, at)).collect::<Vec<_>>().join(", "))
    };
    let ids: Vec<&str> =
        diff(&document("", ""), &document("/api/v2", "New")).changes.iter().map(|change| change.rule.id()).collect();
    let gone = ["operation-added", "operation-removed", "type-added", "type-removed"];
    assert_eq!(ids.iter().filter(|id| gone.contains(id)).count(), 0);
    assert_eq!(ids.iter().filter(|id| **id == "type-renamed").count(), 400);
}
