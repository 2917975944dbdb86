//! Checking of settings that bring other crates into the generated one.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::table::{DEPENDENCY, Is, TYPE};
use super::{Checker, quoted};
use crate::config::{Feature, RustPath};

/// Returns whether every generated crate has a feature of this name.
fn is_generated(name: &str) -> bool {
    name == "default" || Feature::NAMES.contains(&name)
}

/// Dependencies of the generated crate that only a feature enables, or only on some targets.
const OPTIONAL: [&str; 8] =
    ["fancy-regex", "governor", "regex", "tokio", "tower-layer", "tower-service", "tracing", "wiremock"];

/// Traits that types derive anyway, or that few types can derive.
const OWN_TRAITS: [&str; 5] = ["Clone", "Copy", "Debug", "Default", "PartialEq"];

/// The names that a path may start with beside those of dependencies.
const ALWAYS: [&str; 6] = ["alloc", "bytes", "core", "secrecy", "serde_json", "std"];

impl Checker<'_> {
    /// Checks the table `types`.
    pub(super) fn types(&mut self, types: &DeTable<'_>, name: &str) {
        for (key, value) in types {
            let (key_text, at) = (key.get_ref().as_ref(), value.span().start);
            let name = format!("{name}.{}", quoted(key_text));
            match value.get_ref() {
                DeValue::Table(formats) if key_text == "format" => {
                    for (key, value) in formats {
                        let name = format!("{name}.{}", quoted(key.get_ref()));
                        match value.get_ref() {
                            DeValue::Table(ty) => self.table(ty, value.span().start, &TYPE, &format!("{name}.")),
                            _ => self.wrong(value, Is::Table(&TYPE), &name),
                        }
                    }
                }
                DeValue::Table(ty) => {
                    self.place_of(key_text, key.span().start, &name);
                    self.table(ty, at, &TYPE, &format!("{name}."));
                }
                _ => self.wrong(value, Is::Table(&TYPE), &name),
            }
        }
    }

    /// Checks a key that names a schema.
    fn place_of(&mut self, key: &str, at: usize, name: &str) {
        if key.contains(['/', '#'])
            && let Err(problem) = crate::config::place(key)
        {
            self.report(at, format!("`{name}`: {problem}"));
        }
    }

    /// Checks a table of dependencies.
    pub(super) fn dependencies(&mut self, crates: &DeTable<'_>, name: &str) {
        for (key, value) in crates {
            let key_text = key.get_ref().as_ref();
            let name = format!("{name}.{}", quoted(key_text));
            if !crate::config::is_package_name(key_text) {
                self.report(key.span().start, format!("`{name}` is not the name of a crate"));
            }
            if OPTIONAL.contains(&key_text) {
                let message = format!(
                    "`{name}`: the generated crate has an optional dependency of this name; use another name: \
                     `own-{key_text} = {{ package = \"{key_text}\", version = \"VERSION\" }}`"
                );
                self.report(key.span().start, message);
            }
            match value.get_ref() {
                DeValue::String(_) => {}
                DeValue::Table(table) => self.table(table, value.span().start, &DEPENDENCY, &format!("{name}.")),
                _ => self.wrong(value, Is::Dependencies, &name),
            }
        }
    }

    /// Checks that every path in `types` and `derives` starts at a dependency, and that no dependency is given twice in
    /// different ways.
    pub(super) fn crates(&mut self, api: &DeTable<'_>) {
        let table = |key: &str| api.get(key).and_then(|it| it.get_ref().as_table());
        let mut own: Vec<String> =
            table("dependencies").into_iter().flatten().map(|(key, _)| ident(key.get_ref())).collect();
        let types = table("types").into_iter().flatten();
        let types = types.flat_map(|(key, value)| match value.get_ref() {
            DeValue::Table(formats) if key.get_ref() == "format" => {
                formats.iter().filter_map(|(_, it)| it.get_ref().as_table()).collect()
            }
            DeValue::Table(ty) => vec![ty],
            _ => Vec::new(),
        });
        let derives = api.get("derives").and_then(|it| it.get_ref().as_array());
        let derives = derives.into_iter().flatten().filter_map(|it| it.get_ref().as_table());
        for feature in derives.clone().filter_map(|it| it.get("feature")) {
            if let Some(name) = feature.get_ref().as_str().filter(|name| !is_feature(name) || is_generated(name)) {
                let message = format!("`feature` is `{}`, which is no free name of a feature", quoted(name));
                self.report(feature.span().start, message);
            }
        }
        let all: Vec<(&DeTable<'_>, &str)> =
            types.map(|it| (it, "type")).chain(derives.map(|it| (it, "derive"))).collect();
        for (entry, _) in &all {
            let crates = entry.get("crate").and_then(|it| it.get_ref().as_table()).into_iter().flatten();
            own.extend(crates.map(|(key, _)| ident(key.get_ref())));
        }
        self.conflicts(api, all.iter().map(|(entry, _)| *entry));
        for (entry, key) in all {
            let Some(value) = entry.get(key) else { continue };
            let Some(Ok(path)) = value.get_ref().as_str().map(RustPath::parse) else { continue };
            if key == "type"
                && let Some(word) = path.unknown()
            {
                let message = format!("`{key}` names `{word}` without its crate; write it as `CRATE::{word}`");
                self.report(value.span().start, message);
            }
            let has_types = entry.get("types").and_then(|it| it.get_ref().as_array()).is_some_and(|it| !it.is_empty());
            if key == "derive" && OWN_TRAITS.contains(&path.as_str()) && !has_types {
                let message =
                    format!("`{path}` cannot be derived for all types, or is already; list the types in `types`");
                self.report(value.span().start, message);
            }
            let missing = path.crates().into_iter().find(|it| !ALWAYS.contains(&it.as_str()) && !own.contains(it));
            if let Some(missing) = missing {
                let message = format!(
                    "`{key}` names the crate `{missing}`, which is not a dependency; add `crate = {{ {missing} = \"VERSION\" }}`"
                );
                self.report(value.span().start, message);
            }
        }
    }

    /// Reports a crate that two settings give different requirements.
    fn conflicts<'a>(&mut self, api: &'a DeTable<'a>, entries: impl Iterator<Item = &'a DeTable<'a>>) {
        let tables = entries.filter_map(|entry| entry.get("crate"));
        let tables = tables.chain(["x-rust-type", "dependencies"].into_iter().filter_map(|key| api.get(key)));
        let mut seen: HashMap<&str, String> = HashMap::new();
        for (key, value) in tables.filter_map(|it| it.get_ref().as_table()).flatten() {
            let text = self.text.get(value.span()).unwrap_or_default().replace(char::is_whitespace, "");
            let first = seen.entry(key.get_ref().as_ref()).or_insert_with(|| text.clone());
            if *first != text {
                let message = format!(
                    "the settings require the crate `{}` twice, in different ways: `{}` and `{}`",
                    quoted(key.get_ref()),
                    quoted(first),
                    quoted(&text)
                );
                self.report(value.span().start, message);
            }
        }
    }
}

/// Returns whether Cargo accepts `name` as the name of a feature.
fn is_feature(name: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-' | '+' | '.');
    name.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_') && name.chars().all(is_part)
}

fn ident(name: &str) -> String {
    name.replace('-', "_")
}
