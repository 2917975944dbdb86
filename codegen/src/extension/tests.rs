//! The vocabulary is closed, and what is written is read.

use std::fs;
use std::path::Path;

use super::{
    AllowReserved, Closed, DefaultMapping, Explode, Extension, HoistedFrom, Joined, KeptHeader, NAMES, NamesProperties,
    OtherStyle, PREFIX, PartType, TupleItems, UNUSED, Wide,
};
use crate::ir::Matcher;
use crate::source::{Map, Node};

fn is_read<E: Extension + Clone + PartialEq + std::fmt::Debug>(extension: E) {
    let mut map = Map::new();
    extension.write(&mut map);
    assert!(E::is_on(&map) && map.len() == 1 && E::NAME.starts_with(PREFIX));
    let value: serde_json::Value = Node::Object(map).read().unwrap();
    let extensions = value.as_object().unwrap().clone().into_iter().collect();
    assert_eq!(E::read(&extensions), Some(extension));
}

#[test]
fn what_is_written_is_read() {
    is_read(AllowReserved(true));
    is_read(Explode(false));
    is_read(HoistedFrom("#/a".to_owned()));
    is_read(PartType("text/csv".to_owned()));
    is_read(DefaultMapping("#/a".to_owned()));
    is_read(Closed);
    is_read(KeptHeader);
    is_read(NamesProperties);
    is_read(OtherStyle::TabDelimited);
    is_read(OtherStyle::QueryString);
    is_read(Joined::Form);
    is_read(Joined::By(OtherStyle::PipeDelimited));
    is_read(TupleItems { items: 3, required: 2 });
    is_read(Matcher::Linear("^a$".to_owned()));
    is_read(Matcher::Backtracking("(?!a)b".to_owned()));
    is_read(Matcher::All(vec![(true, "^(?:a)".to_owned()), (false, "^(?:b)".to_owned())]));
    is_read(Wide::Integers);
    is_read(Wide::Bounds { minimum: Some(i128::MIN), maximum: None });
}

/// Adds every name of the prefix that a file has outside of this module.
fn others(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("extension") {
            others(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("extension.rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.extend(text.lines().filter(|line| line.contains(PREFIX)).map(str::to_owned));
        }
    }
}

#[test]
fn no_other_module_names_an_extension() {
    assert!(NAMES.is_sorted_by(|a, b| a != b) && NAMES.iter().chain(&[UNUSED]).all(|name| name.starts_with(PREFIX)));
    let mut found = Vec::new();
    others(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    // A pointer of a document that has such a name itself.
    found.retain(|line| !line.contains("/definitions/Several/"));
    assert_eq!(found, Vec::<String>::new());
}
