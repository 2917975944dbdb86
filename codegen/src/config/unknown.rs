//! The setting `unknown-properties`: structs drop or keep properties that the document does not describe.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::config::place::place;

/// The behavior of structs for properties that the document does not describe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// Structs drop them.
    #[default]
    Drop,
    /// Structs keep them in a field `other`, a map, and serialize them unchanged.
    Keep,
}

/// Whether structs drop or keep unknown properties, for all schemas or by location.
///
/// ```toml
/// [[api]]
/// unknown-properties = "keep"
/// # or
/// unknown-properties = { "/components/schemas/Pet" = "keep", "models/shop.yaml#/Order" = "keep" }
/// ```
///
/// An entry applies to the schema there and below. The longest pointer takes precedence; `""` is the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownProperties {
    /// The entries by file, empty for the main file, and pointer.
    places: BTreeMap<(String, String), Unknown>,
}

impl UnknownProperties {
    /// Returns one value for the whole document.
    pub fn all(unknown: Unknown) -> Self {
        Self { places: BTreeMap::from([((String::new(), String::new()), unknown)]) }
    }

    /// Returns the entries: the location as text, the file, the pointer and the value.
    pub(crate) fn places(&self) -> impl Iterator<Item = (String, &str, &str, Unknown)> {
        self.places.iter().map(|((file, pointer), unknown)| {
            let place = match (file.is_empty(), pointer.is_empty()) {
                (true, _) => pointer.clone(),
                (false, true) => file.clone(),
                (false, false) => format!("{file}#{pointer}"),
            };
            (place, file.as_str(), pointer.as_str(), *unknown)
        })
    }
}

impl<'de> Deserialize<'de> for UnknownProperties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = match toml::Value::deserialize(deserializer)? {
            toml::Value::Table(table) => table,
            toml::Value::String(text) => {
                return toml::Value::String(text).try_into().map(Self::all).map_err(D::Error::custom);
            }
            other => {
                let message = format!(
                    "`unknown-properties` is a {}, but must be `\"drop\"`, `\"keep\"`, or a table of these by JSON Pointer",
                    other.type_str()
                );
                return Err(D::Error::custom(message));
            }
        };
        let mut places = BTreeMap::new();
        for (text, unknown) in table {
            let unknown: Unknown = unknown.try_into().map_err(D::Error::custom)?;
            let place = place(&text).map_err(|problem| D::Error::custom(format_args!("`{text}`: {problem}")))?;
            places.insert(place, unknown);
        }
        Ok(Self { places })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "kebab-case")]
    struct Settings {
        unknown_properties: UnknownProperties,
    }

    fn read(text: &str) -> Result<Vec<(String, Unknown)>, String> {
        let settings: Settings = toml::from_str(text).map_err(|error| error.to_string())?;
        let places = settings.unknown_properties.places().map(|(place, _, _, unknown)| (place, unknown)).collect();
        Ok(places)
    }

    #[test]
    fn the_whole_document_or_schemas() {
        assert_eq!(read("unknown-properties = 'keep'"), Ok(vec![(String::new(), Unknown::Keep)]));
        let table =
            "unknown-properties = { '' = 'keep', '#/a/b' = 'drop', './m/p.yaml#/c' = 'keep', 'q.yaml' = 'keep' }";
        let place = |place: &str, unknown| (place.to_owned(), unknown);
        let (keep, drop) = (Unknown::Keep, Unknown::Drop);
        let expected = vec![place("", keep), place("/a/b", drop), place("m/p.yaml#/c", keep), place("q.yaml", keep)];
        assert_eq!(read(table), Ok(expected));
        for wrong in ["'kept'", "true", "{ '/a' = 'x' }", "{ 'a#b' = 'keep' }"] {
            assert!(read(&format!("unknown-properties = {wrong}")).is_err(), "{wrong}");
        }
    }
}
