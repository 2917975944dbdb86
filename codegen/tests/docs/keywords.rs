//! `keywords.md` names the deciding function of every keyword: the functions exist, and no keyword of the grammar is
//! missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::path;

/// A row of a table: its cells.
type Row = Vec<String>;

/// Returns the rows of the tables with this heading row.
fn rows(head: &str) -> Vec<Row> {
    let page = fs::read_to_string(path("keywords.md")).unwrap();
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    let mut found = Vec::new();
    let mut lines = page.lines();
    while lines.by_ref().any(|line| line == head) {
        found.extend(lines.by_ref().skip(1).take_while(|line| line.starts_with('|')).map(cells));
    }
    found
}

/// Returns the rows that name a deciding function.
fn rules() -> Vec<Row> {
    rows("| keyword | object | file | symbol | rule |")
}

/// Returns the rows of keywords without an effect.
fn without_effect() -> Vec<Row> {
    rows("| keyword | object | reason |")
}

/// Returns the code spans of a cell.
fn code(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Returns the keywords and objects of a row. The objects are those of `ObjectKind`, in lower case.
fn pairs(row: &Row) -> Vec<(String, String)> {
    let objects: Vec<String> =
        row[1].split(',').map(|object| object.split('(').next().unwrap().replace(' ', "").to_lowercase()).collect();
    code(&row[0]).flat_map(|keyword| objects.iter().map(move |it| (keyword.to_owned(), it.clone()))).collect()
}

fn source(file: &str) -> String {
    fs::read_to_string(path("..").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Returns whether the source of a file defines a symbol.
fn defines(source: &str, symbol: &str) -> bool {
    let is_whole = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    ["fn", "struct", "enum", "const", "static", "trait", "macro_rules!"].iter().any(|item| {
        let definition = format!("{item} {symbol}");
        source.match_indices(&definition).any(|(at, _)| is_whole(&source[at + definition.len()..]))
    })
}

/// Returns the string literals that directly follow `before`.
fn literals<'s>(source: &'s str, before: &'s str) -> impl Iterator<Item = &'s str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

/// Returns the keywords of the grammar, by object.
fn grammar() -> BTreeSet<(String, String)> {
    let objects = source("codegen/src/dialect/grammar/objects.rs");
    let schema = source("codegen/src/dialect/grammar/schema.rs");
    // `Self::OpenApi => &OPEN_API,`
    let kinds: BTreeMap<&str, &str> = objects
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Self::")?.strip_suffix(',')?.split_once(" => &"))
        .map(|(kind, table)| (table, kind))
        .collect();
    let mut tables: Vec<(&str, &str)> =
        objects.split("\nstatic ").skip(1).map(|table| (kinds[table.split(':').next().unwrap()], table)).collect();
    tables.push(("Schema", &schema));
    assert_eq!(tables.len(), kinds.len(), "each kind of object has a table");
    let keywords = |table| literals(table, "keyword(\"").chain(literals(table, "of_schema(\""));
    tables
        .into_iter()
        .flat_map(|(kind, table)| keywords(table).map(move |keyword| (keyword.to_owned(), kind.to_lowercase())))
        .collect()
}

/// Returns the sources that convert documents of other versions than OpenAPI 3.0.
fn conversions() -> Vec<PathBuf> {
    fn collect(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| collect(&entry.unwrap().path(), found));
        } else {
            found.push(path.to_owned());
        }
    }
    let mut found = Vec::new();
    for module in ["identifier", "json_schema", "objects", "swagger"] {
        let module = path("../codegen/src/dialect").join(module);
        collect(&module.with_extension("rs"), &mut found);
        collect(&module, &mut found);
    }
    found
}

#[test]
fn deciding_functions_exist() {
    let rows = rules();
    assert!(rows.len() > 200, "{} rows", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        assert_eq!(row.len(), 5, "{row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        let source = source(code(&row[2]).next().unwrap());
        assert!(code(&row[3]).next().is_some(), "{row:?}");
        wrong.extend(code(&row[3]).filter(|symbol| !defines(&source, symbol)).map(|it| format!("{}: {it}", row[2])));
    }
    assert!(wrong.is_empty(), "the file has no such function or type:\n{}", wrong.join("\n"));
}

#[test]
fn every_keyword_of_the_grammar_has_a_row() {
    let decided: BTreeSet<(String, String)> = rules().iter().flat_map(pairs).collect();
    let without: BTreeSet<(String, String)> = without_effect().iter().flat_map(pairs).collect();
    let both: Vec<_> = decided.intersection(&without).collect();
    assert!(both.is_empty(), "these have a deciding function and no effect: {both:?}");
    let all = grammar();
    assert!(all.len() > 200, "{} keywords", all.len());
    let missing: Vec<_> = all.iter().filter(|it| !decided.contains(it) && !without.contains(it)).collect();
    assert!(missing.is_empty(), "docs/keywords.md lacks these keywords of objects: {missing:?}");
    // OpenAPI 2.0 has these in other objects than the grammar, which is that of the converted document.
    let elsewhere = [("examples".to_owned(), "response".to_owned())];
    let unknown: Vec<_> = without.iter().filter(|it| !all.contains(it) && !elsewhere.contains(it)).collect();
    assert!(unknown.is_empty(), "the grammar lacks these keywords of objects: {unknown:?}");
}

#[test]
fn every_keyword_that_conversions_look_up_has_a_row() {
    let rows: Vec<Row> = rules().into_iter().chain(without_effect()).collect();
    // `in: body` is a row of `in`.
    let listed: BTreeSet<&str> =
        rows.iter().flat_map(|row| code(&row[0])).map(|it| it.split(':').next().unwrap()).collect();
    let mut missing = BTreeSet::new();
    for file in conversions() {
        let source = fs::read_to_string(&file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for call in ["get(\"", "get_mut(\"", "contains_key(\"", "shift_remove(\"", "text(\"", "list(&old, \""] {
            // The fields of a server-sent event are no keywords.
            let keywords = literals(source, call).filter(|it| !["data", "event"].contains(it) && !listed.contains(it));
            missing.extend(keywords.map(|keyword| format!("{keyword} in {}", file.display())));
        }
    }
    assert!(missing.is_empty(), "docs/keywords.md lacks these keywords:\n{missing:#?}");
}
