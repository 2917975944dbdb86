//! The next version of a crate, and the version in the settings.

use std::path::Path;

use semver::Version;
use toml_edit::{DocumentMut, Item, Value};

use crate::diff::Bump;

/// The advice about the next version of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Advice {
    /// The version at the baseline.
    before: String,
    /// The version in the settings.
    current: String,
    /// The lowest version that the changes allow.
    lowest: String,
    /// Whether oasmith has just written the version into the settings.
    is_written: bool,
}

impl Advice {
    pub(super) fn new(bump: Bump, before: &str, current: &str) -> Self {
        Self { before: before.to_owned(), current: current.to_owned(), lowest: bump.next(before), is_written: false }
    }

    /// Returns whether the version in the settings is high enough. A pre-release is, if its version is.
    fn is_current_enough(&self) -> bool {
        let versions = (Version::parse(&self.before), Version::parse(&self.current), Version::parse(&self.lowest));
        let (Ok(before), Ok(current), Ok(lowest)) = versions else { return true };
        let core = |version: &Version| (version.major, version.minor, version.patch);
        let is_released = current < before || current == before && lowest != before;
        !is_released && core(&current) >= core(&lowest)
    }

    /// Returns the version at the baseline.
    pub(super) fn before(&self) -> &str {
        &self.before
    }

    /// Returns the next version: the one in the settings if it is high enough.
    pub(super) fn version(&self) -> &str {
        if self.is_current_enough() { &self.current } else { &self.lowest }
    }

    /// Returns the advice for settings with another version.
    pub(super) fn for_settings(&self, current: &str) -> Self {
        Self { current: current.to_owned(), ..self.clone() }
    }

    /// Returns the advice after the lowest version was written into the settings.
    pub(super) fn written(&self) -> Self {
        Self { current: self.lowest.clone(), is_written: true, ..self.clone() }
    }

    /// Returns the version to write into the settings, if theirs is not high enough.
    pub(super) fn to_set(&self) -> Option<&str> {
        (!self.is_current_enough()).then_some(&self.lowest)
    }

    /// Returns a sentence with the next version; `None` if the version stays.
    pub(super) fn sentence(&self) -> Option<String> {
        let Self { before, current, .. } = self;
        let next = self.version();
        if next == before && current == before {
            return None;
        }
        let also = match self.is_current_enough() {
            true if self.is_written => String::new(),
            true => "; the settings already have it".to_owned(),
            false if current == before => String::new(),
            false => format!("; {current} in the settings is too low"),
        };
        Some(format!("the next version is {next}, after {before}{also}"))
    }
}

/// Sets the version of the crate `name` in the settings at `config`, and keeps everything else.
pub(super) fn set(config: &Path, name: &str, version: &str) -> Result<(), String> {
    let text = std::fs::read_to_string(config).map_err(|error| error.to_string())?;
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let tables = document.get_mut("api").and_then(Item::as_array_of_tables_mut);
    let is_named = |table: &toml_edit::Table| table.get("name").and_then(Item::as_str) == Some(name);
    let table = tables.and_then(|tables| tables.iter_mut().find(|table| is_named(table)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_never_goes_down() {
        let rows = [
            // The bump, the version at the baseline, the one in the settings, and the next one.
            (Bump::None, "0.3.0", "0.3.0", "0.3.0", None),
            (Bump::Major, "0.3.0", "0.3.0", "0.4.0", Some("")),
            (Bump::Major, "0.3.0", "0.3.1", "0.4.0", Some("; 0.3.1 in the settings is too low")),
            (Bump::Major, "0.3.0", "0.2.0", "0.4.0", Some("; 0.2.0 in the settings is too low")),
            (Bump::Major, "0.3.0", "0.4.0", "0.4.0", Some("; the settings already have it")),
            (Bump::Minor, "0.3.0", "0.4.0", "0.4.0", Some("; the settings already have it")),
            (Bump::Major, "0.3.0", "1.0.0", "1.0.0", Some("; the settings already have it")),
            (Bump::Major, "1.2.3", "1.9.0", "2.0.0", Some("; 1.9.0 in the settings is too low")),
            (Bump::Minor, "1.2.3", "1.3.0", "1.3.0", Some("; the settings already have it")),
            (Bump::Minor, "1.2.3", "1.2.4", "1.3.0", Some("; 1.2.4 in the settings is too low")),
            // A pre-release of a version that is high enough.
            (Bump::Major, "0.2.0", "0.3.0-rc.1", "0.3.0-rc.1", Some("; the settings already have it")),
            (Bump::Major, "0.3.0", "0.3.1-rc.1", "0.4.0", Some("; 0.3.1-rc.1 in the settings is too low")),
            // After a pre-release.
            (Bump::Patch, "0.3.0-rc.1", "0.3.0-rc.1", "0.3.0", Some("")),
            (Bump::Major, "0.3.0-rc.1", "0.3.0-rc.2", "0.3.0-rc.2", Some("; the settings already have it")),
            (Bump::None, "0.3.0-rc.1", "0.3.0-rc.1", "0.3.0-rc.1", None),
            (Bump::None, "0.3.0-rc.1", "0.3.0", "0.3.0", Some("; the settings already have it")),
            // No change, and a version below the released one.
            (Bump::None, "0.3.0", "0.2.0", "0.3.0", Some("; 0.2.0 in the settings is too low")),
            (Bump::Major, "soon", "soon", "soon", None),
        ];
        for (bump, before, current, next, also) in rows {
            let advice = Advice::new(bump, before, current);
            let sentence = also.map(|also| format!("the next version is {next}, after {before}{also}"));
            assert_eq!((advice.version(), advice.sentence()), (next, sentence), "{bump:?} {before} {current}");
            // The version that `--set-version` writes is enough in the next run.
            let again = Advice::new(bump, before, advice.version());
            assert_eq!((again.version(), again.to_set()), (next, None), "{bump:?} {before} {current}");
        }
    }
}
