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

    /// Returns the version after `version`, or `version` itself if it is not a semantic version, or the last
    /// possible one. A pre-release is followed by
    /// its own version, unless the change needs a higher one.
    pub fn next(self, version: &str) -> String {
        let Ok(Version { major, minor, patch, pre, .. }) = Version::parse(version) else { return version.to_owned() };
        // Below 1.0.0, the first number that is not zero increases for breaking changes, and the last one for all others.
        let next = match (self, major, minor) {
            (Self::None, ..) => return version.to_owned(),
            // 0.2.0-rc.1 comes before 0.2.0, which may break the users of the release before.
            (Self::Major, 0, 1..) if patch == 0 && !pre.is_empty() => Some((0, minor, 0)),
            (Self::Major, 0, 1..) => after_minor(0, minor),
            (_, 0, _) | (Self::Patch, ..) if !pre.is_empty() => Some((major, minor, patch)),
            (_, 0, _) | (Self::Patch, ..) => after_patch(major, minor, patch),
            (Self::Major, ..) if (minor, patch) == (0, 0) && !pre.is_empty() => Some((major, 0, 0)),
            (Self::Major, ..) => after_major(major),
            (Self::Minor, ..) if patch == 0 && !pre.is_empty() => Some((major, minor, 0)),
            (Self::Minor, ..) => after_minor(major, minor),
        };
        let Some((major, minor, patch)) = next else { return version.to_owned() };
        Version::new(major, minor, patch).to_string()
    }
}

/// The numbers of a version.
type Numbers = (u64, u64, u64);

/// Returns the next version with another first number, if there is one.
fn after_major(major: u64) -> Option<Numbers> {
    Some((major.checked_add(1)?, 0, 0))
}

/// Returns the next version with another second number, or else with another first one.
fn after_minor(major: u64, minor: u64) -> Option<Numbers> {
    minor.checked_add(1).map_or_else(|| after_major(major), |minor| Some((major, minor, 0)))
}

/// Returns the next version.
fn after_patch(major: u64, minor: u64, patch: u64) -> Option<Numbers> {
    patch.checked_add(1).map_or_else(|| after_minor(major, minor), |patch| Some((major, minor, patch)))
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
            // The largest numbers.
            (Bump::Patch, "1.2.18446744073709551615", "1.3.0"),
            (Bump::Minor, "1.18446744073709551615.3", "2.0.0"),
            (Bump::Major, "0.18446744073709551615.3", "1.0.0"),
            (Bump::Patch, "0.18446744073709551615.18446744073709551615", "1.0.0"),
            (Bump::Major, "18446744073709551615.0.0", "18446744073709551615.0.0"),
        ];
        for (bump, version, next) in rows {
            assert_eq!(bump.next(version), next);
        }
    }
}
