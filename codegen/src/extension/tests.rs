//! The vocabulary is closed, and every extension reads its own value.

use std::fs;
use std::path::Path;

use super::{
    AllowReserved, Closed, DefaultMapping, Explode, Extension, HoistedFrom, Joined, KeptHeader, NAMES, NamedEvents,
    NamesProperties, OtherStyle, PREFIX, PartType, TupleItems, UNUSED, Wide,
};
use crate::ir::Matcher;
use crate::source::{Map, Node};

fn round_trips<E: Extension + Clone + PartialEq + std::fmt::Debug>(extension: E) {
    let mut map = Map::new();
    extension.write(&mut map);
    assert!(E::is_on(&map) && map.len() == 1 && E::NAME.starts_with(PREFIX));
    let value: serde_json::Value = Node::Object(map).read().unwrap();
    let extensions = value.as_object().unwrap().clone().into_iter().collect();
    assert_eq!(E::read(&extensions), Some(extension));
}

#[test]
fn every_extension_reads_its_own_value() {
    round_trips(AllowReserved(true));
    round_trips(Explode(false));
    round_trips(HoistedFrom("#/a".to_owned()));
    round_trips(PartType("text/csv".to_owned()));
    round_trips(DefaultMapping("#/a".to_owned()));
    round_trips(Closed);
    round_trips(KeptHeader);
    round_trips(NamesProperties);
    round_trips(OtherStyle::TabDelimited);
    round_trips(OtherStyle::QueryString);
    round_trips(Joined::Form);
    round_trips(Joined::By(OtherStyle::PipeDelimited));
    round_trips(TupleItems { items: 3, required: 2 });
    round_trips(Matcher::Linear("^a$".to_owned()));
    round_trips(Matcher::Backtracking("(?!a)b".to_owned()));
    round_trips(Matcher::All(vec![(true, "^(?:a)".to_owned()), (false, "^(?:b)".to_owned())]));
    round_trips(NamedEvents::Texts(vec!["a".to_owned(), "b".to_owned()]));
    round_trips(NamedEvents::Jsons(Vec::new()));
    round_trips(Wide::Integers);
    round_trips(Wide::Bounds { minimum: Some(i128::MIN), maximum: None });
}

/// Collects the lines outside this module that contain the prefix.
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
    // A test document with such an extension.
    found.retain(|line| !line.contains("/definitions/Several/"));
    assert_eq!(found, Vec::<String>::new());
}
