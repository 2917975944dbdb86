//! The version of a crate before a change, and the next version in the settings.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Value};

use crate::config::ApiConfig;
use crate::source::text_of_revision;

/// Returns the version in the settings of the old document's revision, or else the current one. Setting the next version
/// twice therefore increments it once.
pub(super) fn before(old: &str, config: &Path, api: &ApiConfig) -> String {
    let revision = old.strip_prefix("git:").and_then(|rest| rest.split_once(':')).map(|(revision, _)| revision);
    let text = revision.and_then(|revision| text_of_revision(revision, config));
    let document = text.and_then(|text| text.parse::<DocumentMut>().ok());
    let version = document.as_ref().and_then(|document| {
        let table = apis(document)?.iter().find(|table| named(table, &api.name))?;
        let version = table.get("version").and_then(Item::as_str).map(str::to_owned);
        Some(version.unwrap_or_else(|| ApiConfig::new("", "", "").version))
    });
    version.unwrap_or_else(|| api.version.clone())
}

/// Returns the version of the generated crate in the last commit, or else the version in the settings.
pub(super) fn committed(api: &ApiConfig) -> String {
    let manifest = text_of_revision("HEAD", &api.out.join("Cargo.toml"));
    let manifest = manifest.and_then(|text| text.parse::<DocumentMut>().ok());
    let version = manifest.as_ref().and_then(|manifest| manifest.get("package")?.get("version")?.as_str());
    version.map_or_else(|| api.version.clone(), str::to_owned)
}

fn apis(document: &DocumentMut) -> Option<&toml_edit::ArrayOfTables> {
    document.get("api")?.as_array_of_tables()
}

fn named(table: &toml_edit::Table, name: &str) -> bool {
    table.get("name").and_then(Item::as_str) == Some(name)
}

/// Sets the version of the crate `name` in the settings at `config`, and keeps everything else.
pub(super) fn set(config: &Path, name: &str, version: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(config).map_err(|error| error.to_string())?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let tables = document.get_mut("api").and_then(Item::as_array_of_tables_mut);
    let table = tables.and_then(|tables| tables.iter_mut().find(|table| named(table, name)));
    let table = table.ok_or_else(|| format!("it has no `[[api]]` with `name = \"{name}\"`"))?;
    match table.get_mut("version").and_then(Item::as_value_mut) {
        Some(value) => {
            // Keep the whitespace and comments around the value.
            let decor = value.decor().clone();
            *value = Value::from(version);
            *value.decor_mut() = decor;
        }
        None => drop(table.insert("version", toml_edit::value(version))),
    }
    std::fs::write(config, document.to_string()).map_err(|error| error.to_string())
}
