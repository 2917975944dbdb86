//! The version of a crate: the one before a change, and the next one in the settings.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Value};

use crate::config::ApiConfig;
use crate::source::text_of_revision;

/// The version that the crate had before: what the settings said in the revision of the old document, so that saying it
/// twice counts once; otherwise what they say now.
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

/// The version that the generated crate has in the last commit; where it is not there, that of the settings.
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

/// Sets the version of the crate `name` in the settings at `config`; all else in them stays as it is.
pub(super) fn set(config: &Path, name: &str, version: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(config).map_err(|error| error.to_string())?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let tables = document.get_mut("api").and_then(Item::as_array_of_tables_mut);
    let table = tables.and_then(|tables| tables.iter_mut().find(|table| named(table, name)));
    let table = table.ok_or_else(|| format!("there is no API `{name}` in it"))?;
    match table.get_mut("version").and_then(Item::as_value_mut) {
        Some(value) => {
            // What stands around it, such as a comment, stays.
            let decor = value.decor().clone();
            *value = Value::from(version);
            *value.decor_mut() = decor;
        }
        None => drop(table.insert("version", toml_edit::value(version))),
    }
    std::fs::write(config, document.to_string()).map_err(|error| error.to_string())
}
