//! The recommended version increment.

use serde::Serialize;

use crate::diff::{Change, Class};

/// The recommended increment of the crate's version.
///
/// Source: Semantic Versioning 2.0.0, and Cargo's reading of versions below 1.0.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bump {
    /// No change.
    None,
    /// Only documentation changed.
    Patch,
    /// Compatible changes only.
    Minor,
    /// A breaking change.
    Major,
}

impl Bump {
    pub(super) fn of(changes: &[Change]) -> Self {
        let of = |class| match class {
            Class::Compile | Class::Run => Self::Major,
            Class::Compatible => Self::Minor,
            Class::Documentation => Self::Patch,
        };
        changes.iter().map(|change| of(change.class)).max().unwrap_or(Self::None)
    }

    /// Returns the version after `version`, or `version` itself if it is not a semantic version.
    pub fn next(self, version: &str) -> String {
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<u64> = core.split('.').filter_map(|number| number.parse().ok()).collect();
        let [major, minor, patch] = numbers.as_slice() else { return version.to_owned() };
        let (major, minor, patch) = (*major, *minor, *patch);
        // Below 1.0.0 the second number increases for breaking changes, the third for all others.
        match (self, major) {
            (Self::None, _) => version.to_owned(),
            (Self::Major, 0) => format!("0.{}.0", minor + 1),
            (_, 0) => format!("0.{minor}.{}", patch + 1),
            (Self::Major, _) => format!("{}.0.0", major + 1),
            (Self::Minor, _) => format!("{major}.{}.0", minor + 1),
            (Self::Patch, _) => format!("{major}.{minor}.{}", patch + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_increase_as_cargo_expects() {
        let rows = [
            (Bump::Major, "0.3.4", "0.4.0"),
            (Bump::Minor, "0.3.4", "0.3.5"),
            (Bump::Patch, "0.3.4", "0.3.5"),
            (Bump::Major, "2.3.4", "3.0.0"),
            (Bump::Minor, "2.3.4", "2.4.0"),
            (Bump::Patch, "2.3.4-rc.1", "2.3.5"),
            (Bump::None, "2.3.4", "2.3.4"),
            (Bump::Major, "soon", "soon"),
        ];
        for (bump, version, next) in rows {
            assert_eq!(bump.next(version), next);
        }
    }
}
