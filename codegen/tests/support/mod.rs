//! Edits of a document, in the notation of the case tables.

pub(crate) mod server;
pub(crate) mod tls;

use serde_json::Value;

/// Applies an edit: `/a/b = JSON` sets, `/a/b` alone removes, `/a/- = JSON` appends.
pub(crate) fn edit(document: &mut Value, line: &str) {
    let (pointer, value) = match line.split_once(" = ") {
        Some((pointer, json)) => {
            (pointer.trim(), Some(serde_json::from_str(json).unwrap_or_else(|_| panic!("{line}"))))
        }
        None => (line.trim(), None),
    };
    let (parent, token) = pointer.rsplit_once('/').unwrap();
    let token = token.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).unwrap_or_else(|| panic!("{line}")), value) {
        (Value::Object(map), Some(value)) => drop(map.insert(token, value)),
        (Value::Object(map), None) => assert!(map.remove(&token).is_some(), "{line}"),
        (Value::Array(items), Some(value)) if token == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[token.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(token.parse().unwrap())),
        (other, _) => panic!("{line}: {other}"),
    }
}

/// A case: its edits, and the expected lines.
pub(crate) struct Row {
    pub(crate) edits: Vec<String>,
    pub(crate) expected: Vec<String>,
}

/// Parses a table of cases: edits at the start of a line, expected lines indented by two spaces.
pub(crate) fn rows(table: &str) -> Vec<Row> {
    let blocks =
        table.split("\n\n").map(|block| block.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>());
    let row = |lines: Vec<&str>| {
        let (expected, edits): (Vec<&str>, Vec<&str>) = lines.into_iter().partition(|line| line.starts_with("  "));
        let own = |lines: Vec<&str>| lines.into_iter().map(|line| line.trim().to_owned()).collect();
        Row { edits: own(edits), expected: own(expected) }
    };
    blocks.filter(|lines| !lines.is_empty()).map(row).collect()
}
