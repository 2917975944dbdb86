//! The recommended version increment.

use semver::Version;
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

    /// Returns the version after `version`, or `version` itself if it is not a semantic version. A pre-release is followed by
    /// its own version, unless the change needs a higher one.
    pub fn next(self, version: &str) -> String {
        let Ok(Version { major, minor, patch, pre, .. }) = Version::parse(version) else { return version.to_owned() };
        // Below 1.0.0, the first number that is not zero increases for breaking changes, and the last one for all others.
        let (major, minor, patch) = match (self, major, minor) {
            (Self::None, ..) => return version.to_owned(),
            // 0.2.0-rc.1 comes before 0.2.0, which may break the users of the release before.
            (Self::Major, 0, 1..) if patch == 0 && !pre.is_empty() => (0, minor, 0),
            (Self::Major, 0, 1..) => (0, minor + 1, 0),
            (_, 0, _) | (Self::Patch, ..) if !pre.is_empty() => (major, minor, patch),
            (_, 0, _) | (Self::Patch, ..) => (major, minor, patch + 1),
            (Self::Major, ..) if (minor, patch) == (0, 0) && !pre.is_empty() => (major, 0, 0),
            (Self::Major, ..) => (major + 1, 0, 0),
            (Self::Minor, ..) if patch == 0 && !pre.is_empty() => (major, minor, 0),
            (Self::Minor, ..) => (major, minor + 1, 0),
        };
        Version::new(major, minor, patch).to_string()
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
            (Bump::Major, "0.0.3", "0.0.4"),
            (Bump::Patch, "0.0.3", "0.0.4"),
            (Bump::Minor, "1.0.0+build", "1.1.0"),
            // Pre-releases: the version itself, if it may have the change.
            (Bump::Patch, "2.3.4-rc.1", "2.3.4"),
            (Bump::Minor, "2.3.4-rc.1", "2.4.0"),
            (Bump::Minor, "2.3.0-rc.1", "2.3.0"),
            (Bump::Major, "2.3.0-rc.1", "3.0.0"),
            (Bump::Major, "3.0.0-rc.1", "3.0.0"),
            (Bump::Major, "0.3.0-rc.1", "0.3.0"),
            (Bump::Major, "0.3.1-rc.1", "0.4.0"),
            (Bump::Minor, "0.3.0-rc.1", "0.3.0"),
            (Bump::Major, "0.0.4-rc.1", "0.0.4"),
            (Bump::None, "0.3.0-rc.1", "0.3.0-rc.1"),
            (Bump::None, "2.3.4", "2.3.4"),
            (Bump::Major, "soon", "soon"),
        ];
        for (bump, version, next) in rows {
            assert_eq!(bump.next(version), next);
        }
    }
}
