//! Dependencies of the generated crate that settings add.

use std::fmt;

use semver::{Comparator, Op, VersionReq};
use serde::de::{Deserialize, Deserializer, Error as _};

/// A dependency on another crate, as `Cargo.toml` has it: a version, or a table such as
/// `{ version = "1", features = ["serde"] }`. A `path` is relative to the generated crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency(String);

impl Dependency {
    /// Returns the value as TOML.
    pub fn as_toml(&self) -> &str {
        &self.0
    }

    /// Returns the dependency as one that a feature enables.
    #[must_use]
    pub(crate) fn optional(&self) -> Self {
        self.with(|table| drop(table.insert("optional".to_owned(), toml::Value::Boolean(true))))
    }

    /// Returns the dependency as one that no feature enables.
    #[must_use]
    pub(crate) fn needed(&self) -> Self {
        self.with(|table| drop(table.remove("optional")))
    }

    /// Returns whether only a feature enables the dependency.
    pub(crate) fn is_optional(&self) -> bool {
        self.table().get("optional").and_then(toml::Value::as_bool) == Some(true)
    }

    /// Returns the dependency with the features of another one. The version and all else are those of `self`.
    #[must_use]
    pub(crate) fn merged(&self, other: &Self) -> Self {
        let other = other.table();
        let features = |table: &toml::Table| -> Vec<toml::Value> {
            table.get("features").and_then(toml::Value::as_array).cloned().unwrap_or_default()
        };
        let more = features(&other);
        let has_default = other.get("default-features").and_then(toml::Value::as_bool) == Some(true);
        self.with(|table| {
            let mut all = features(table);
            all.extend(more.into_iter().filter(|it| !features(table).contains(it)));
            if !all.is_empty() {
                table.insert("features".to_owned(), toml::Value::Array(all));
            }
            if has_default {
                table.remove("default-features");
            }
        })
    }

    /// Returns the dependency with what two declarations of it need: features, and the default ones if either needs those.
    #[must_use]
    pub(crate) fn both(&self, other: &Self) -> Self {
        self.merged(&other.with(|table| {
            table.entry("default-features").or_insert(toml::Value::Boolean(true));
        }))
    }

    /// Returns a text that requirements of compatible versions have in common, such as `1` for `1.2`; `None` without a version.
    ///
    /// Source: the Cargo Book, "Specifying Dependencies", default requirements.
    pub(crate) fn compatible(&self) -> Option<String> {
        let table = self.table();
        let text = table.get("version")?.as_str()?;
        let requirement = VersionReq::parse(text).ok()?;
        let version = match requirement.comparators.as_slice() {
            [Comparator { op: Op::Caret, major: 0, minor: Some(0), patch: Some(patch), .. }] => format!("0.0.{patch}"),
            [Comparator { op: Op::Caret, major: 0, minor: Some(minor), .. }] => format!("0.{minor}"),
            [Comparator { op: Op::Caret, major, .. }] => major.to_string(),
            _ => requirement.to_string(),
        };
        Some(match table.get("package").and_then(toml::Value::as_str) {
            Some(package) => format!("{package} {version}"),
            None => version,
        })
    }

    pub(crate) fn table(&self) -> toml::Table {
        let value = toml::from_str::<toml::Table>(&format!("it = {}", self.0)).ok().and_then(|mut it| it.remove("it"));
        match value {
            Some(toml::Value::Table(table)) => table,
            Some(version) => toml::Table::from_iter([("version".to_owned(), version)]),
            None => toml::Table::new(),
        }
    }

    fn with(&self, change: impl FnOnce(&mut toml::Table)) -> Self {
        let mut table = self.table();
        change(&mut table);
        let version = table.remove("version").into_iter().map(|value| ("version".to_owned(), value));
        let pairs: Vec<String> = version.chain(table).map(|(key, value)| format!("{key} = {value}")).collect();
        Self(format!("{{ {} }}", pairs.join(", ")))
    }
}

impl From<&str> for Dependency {
    /// Returns a dependency with a version, or with the value of this TOML.
    fn from(text: &str) -> Self {
        let is_toml = text.starts_with(['{', '"', '\'']);
        Self(if is_toml { text.to_owned() } else { toml::Value::String(text.to_owned()).to_string() })
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Dependency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            value @ (toml::Value::String(_) | toml::Value::Table(_)) => Ok(Self(value.to_string())),
            _ => Err(D::Error::custom("a dependency is a version as a string, or a table")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dependency;

    #[test]
    fn merging_adds_features_and_keeps_the_version() {
        let own = Dependency::from("{ version = \"0.4.42\", default-features = false, features = [\"std\"] }");
        let more = Dependency::from("{ version = \"0.4\", features = [\"std\", \"clock\"], default-features = false }");
        assert_eq!(
            own.merged(&more).as_toml(),
            "{ version = \"0.4.42\", default-features = false, features = [\"std\", \"clock\"] }"
        );
        assert_eq!(own.merged(&"1".into()), own);
        let with_default = own.merged(&"{ default-features = true }".into());
        assert_eq!(with_default.as_toml(), "{ version = \"0.4.42\", features = [\"std\"] }");
        assert_eq!(own.both(&more), own.merged(&more));
        assert_eq!(own.both(&"{ version = \"0.4\" }".into()), with_default);
        assert_eq!(Dependency::from("1").optional().as_toml(), "{ version = \"1\", optional = true }");
    }

    #[test]
    fn compatible_versions_have_one_text() {
        for (one, other, is_same) in [
            ("1", "1.5.2", true),
            ("1", "2", false),
            ("0.3", "0.3.1", true),
            ("0.3", "0.4", false),
            ("0.0.3", "0.0.4", false),
            ("=1.2.3", "=1.2.4", false),
            ("{ version = \"1\" }", "1.1", true),
            ("{ version = \"1\", package = \"other\" }", "1", false),
        ] {
            let [a, b] = [one, other].map(|it| Dependency::from(it).compatible());
            assert_eq!(a == b, is_same, "{one} {other}");
        }
        assert_eq!(Dependency::from("{ path = \"../money\" }").compatible(), None);
    }
}
