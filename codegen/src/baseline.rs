//! The baseline of a comparison: the last release of a crate, and the settings that it had.
//!
//! A release is a tag: `v1.2.3` or `1.2.3`, or with the crate's name `pets-v1.2.3`, `pets-1.2.3` or `pets/v1.2.3`.

use std::fmt;
use std::path::{Path, PathBuf};

use semver::Version;

use crate::config::{ApiConfig, Config, SettingsFile};
use crate::source::{NoCommit, commit_of, is_shallow, normalized, tags, text_of_revision};

/// The revision with which a crate is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// The hash of the commit, or the revision that the caller named: another repository may have a tag of the same name.
    revision: String,
    /// The revision, as people write it.
    name: String,
    kind: Kind,
}

/// The reason for the choice of a revision.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// It is the tag of the last release; `is_own` if the tag has the name of the crate.
    Release { version: Version, is_own: bool },
    /// The caller named it.
    Named,
    /// The crate has no release, or the clone is too shallow to have its tag.
    LastCommit { is_shallow: bool },
}

/// The settings of an API at a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousSettings {
    /// The settings, with the crate's version at the baseline.
    pub api: ApiConfig,
    /// The reason why they are not the ones of the baseline.
    pub note: Option<String>,
}

impl Baseline {
    /// Returns the last release of the crate: the tag with the highest version on the current commit and its ancestors. Tags
    /// with the crate's name precede others. Without a tag, it is the last commit.
    ///
    /// # Errors
    ///
    /// The reason, and what to do: there is no repository, it has no commit, or git can't be run.
    pub fn of(api: &ApiConfig) -> Result<Self, String> {
        let path = repository_path(api);
        let tags = tags(path).map_err(|error| explained(NoCommit::Other(error), path))?;
        if let Some(Release { version, tag, is_own }) = last_release(&tags, &api.name) {
            let revision = commit_of(&format!("refs/tags/{tag}"), path).map_err(|error| error.to_string())?;
            return Ok(Self { revision, name: tag.to_owned(), kind: Kind::Release { version, is_own } });
        }
        let kind = Kind::LastCommit { is_shallow: is_shallow(path) };
        let revision = commit_of("HEAD", path).map_err(|error| error.to_string())?;
        Ok(Self { revision, name: "HEAD".to_owned(), kind })
    }

    /// Returns a revision as the baseline, such as a tag or a branch.
    ///
    /// # Errors
    ///
    /// The reason, and what to do, if the repository does not have it.
    pub fn at(revision: &str, api: &ApiConfig) -> Result<Self, String> {
        let path = repository_path(api);
        let commit = commit_of(revision, path).map_err(|error| explained(error, path))?;
        Ok(Self { revision: commit, ..Self::named(revision) })
    }

    /// Returns a revision as the baseline, without a check that it exists.
    pub fn named(revision: impl Into<String>) -> Self {
        let revision = revision.into();
        Self { name: revision.clone(), revision, kind: Kind::Named }
    }

    /// Returns whether it is the tag of the last release.
    pub fn is_release(&self) -> bool {
        matches!(self.kind, Kind::Release { .. })
    }

    /// Returns whether it is the last commit, in place of a release.
    pub fn is_last_commit(&self) -> bool {
        matches!(self.kind, Kind::LastCommit { .. })
    }

    /// Returns whether the caller named it.
    pub fn is_named(&self) -> bool {
        matches!(self.kind, Kind::Named)
    }

    /// Returns the revision, as git resolves it.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Returns the name of a file at this baseline, as `oasmith diff` accepts it: `git:v0.3.0:spec/api.yaml`.
    pub fn place(&self, path: &Path) -> PathBuf {
        PathBuf::from(format!("git:{}:{}", self.name, path.display()))
    }

    /// Returns advice if the clone may lack the tag of the last release.
    pub fn advice(&self) -> Option<&'static str> {
        matches!(self.kind, Kind::LastCommit { is_shallow: true }).then_some(
            "the clone is shallow and has no tag of a release, so oasmith compares with the last commit; run `git fetch \
             --unshallow --tags`, or clone with the whole history (`fetch-depth: 0` of actions/checkout)",
        )
    }

    /// Returns the settings that the API had: those of its name, or else of its document. `None` if the baseline has settings
    /// without this API.
    pub fn settings(&self, api: &ApiConfig) -> Option<PreviousSettings> {
        let Some(file) = &api.file else { return Some(PreviousSettings { api: self.versioned(api), note: None }) };
        match self.config(file.path()) {
            Ok(config) => {
                let is_alone = config.apis.len() == 1;
                let found = found(&config, Some(&api.name), &api.document)?;
                Some(PreviousSettings { api: self.at_least_tagged(found, is_alone), note: None })
            }
            Err(note) => {
                let note = format!("{note}; oasmith compares with the current settings");
                Some(PreviousSettings { api: self.versioned(api), note: Some(note) })
            }
        }
    }

    /// Returns the API of this name in the settings at `path` as they were, or else the one of this document.
    ///
    /// # Errors
    ///
    /// If the baseline has no such settings, or this version of oasmith can't read them.
    pub fn settings_in(&self, path: &Path, name: Option<&str>, document: &Path) -> Result<Option<ApiConfig>, String> {
        self.config(path).map(|config| found(&config, name, document))
    }

    /// Returns the settings at `path` as they were.
    fn config(&self, path: &Path) -> Result<Config, String> {
        let text = text_of_revision(&self.revision, path);
        let text = text.ok_or_else(|| format!("{self} has no {}", path.display()))?;
        Config::parse(path, &text)
            .map_err(|error| format!("this version of oasmith can't read the settings of {self}: {error}"))
    }

    /// Returns settings with the version of the tag, if that is the higher one: the version in the settings may have been
    /// forgotten. A tag without the name of the crate counts if there is no other crate.
    fn at_least_tagged(&self, api: ApiConfig, is_alone: bool) -> ApiConfig {
        match (&self.kind, Version::parse(&api.version)) {
            (Kind::Release { version, is_own }, Ok(set)) if (*is_own || is_alone) && set < *version => {
                ApiConfig { version: version.to_string(), ..api }
            }
            _ => api,
        }
    }

    /// Returns current settings with the version that the generated crate had, or else the one of the tag.
    pub fn versioned(&self, api: &ApiConfig) -> ApiConfig {
        let manifest = text_of_revision(&self.revision, &api.out.join("Cargo.toml"));
        let manifest = manifest.and_then(|text| text.parse::<toml::Table>().ok());
        let generated = manifest.as_ref().and_then(|it| it.get("package")?.get("version")?.as_str()).map(str::to_owned);
        let tagged = match &self.kind {
            Kind::Release { version, .. } => Some(version.to_string()),
            Kind::Named | Kind::LastCommit { .. } => None,
        };
        let version = generated.or(tagged).unwrap_or_else(|| api.version.clone());
        ApiConfig { version, strict: false, ..api.clone() }
    }
}

impl fmt::Display for Baseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Release { .. } | Kind::Named => f.write_str(&self.name),
            Kind::LastCommit { .. } => f.write_str("the last commit"),
        }
    }
}

/// Returns the API of this name in settings, or else the one of this document.
fn found(config: &Config, name: Option<&str>, document: &Path) -> Option<ApiConfig> {
    let named = config.apis.iter().find(|api| name == Some(api.name.as_str()));
    let found = named.or_else(|| config.apis.iter().find(|api| is_same(&api.document, document)));
    // Its diagnostics were accepted at that time.
    found.map(|api| ApiConfig { strict: false, ..api.clone() })
}

/// Returns whether two paths name the same file, without a look at the disk: one may be of another revision.
pub fn is_same(path: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).map(|path| normalized(&path)).ok();
    whole(path).is_some_and(|path| Some(path) == whole(other))
}

/// Returns a path in the repository of the crate: the document may belong to another one, such as a submodule.
fn repository_path(api: &ApiConfig) -> &Path {
    api.file.as_ref().map_or(api.document.as_path(), SettingsFile::path)
}

/// Returns the reason for an error of git in the repository of `path`, and what to do.
fn explained(error: NoCommit, path: &Path) -> String {
    const TWO: &str = "pass two documents, as in `oasmith diff OLD NEW`";
    let is_in_repository =
        std::path::absolute(path).is_ok_and(|path| path.ancestors().any(|folder| folder.join(".git").exists()));
    if !is_in_repository {
        return format!("this is not a git repository, so there is no release to compare with\n  {TWO}");
    }
    match commit_of("HEAD", path) {
        Err(NoCommit::Unknown(_)) => {
            format!(
                "the git repository has no commit yet, so there is nothing to compare with\n  commit the document and the \
                 settings first, or {TWO}"
            )
        }
        _ if matches!(error, NoCommit::Unknown(_)) => {
            format!(
                "{error}\n  pass a tag, a branch or a commit; `git fetch --tags` fetches the tags of the remote repository"
            )
        }
        _ => error.to_string(),
    }
}

/// The tag of a release. A greater one precedes others as the baseline.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Release<'t> {
    is_own: bool,
    version: Version,
    tag: &'t str,
}

/// Returns the last release of a crate: the highest version with its name, or else the highest one without a name.
fn last_release<'t>(tags: &'t [String], name: &str) -> Option<Release<'t>> {
    let release = |tag: &'t String| {
        let own = own_version(tag, name);
        let is_own = own.is_some();
        Some(Release { is_own, version: own.or_else(|| general_version(tag))?, tag })
    };
    tags.iter().filter_map(release).max()
}

/// Returns the version in a tag with the name of the crate.
fn own_version(tag: &str, name: &str) -> Option<Version> {
    let rest = tag.strip_prefix(name)?;
    match rest.strip_prefix('/') {
        Some(rest) => version(rest.strip_prefix('v')?),
        None => general_version(rest.strip_prefix('-')?),
    }
}

/// Returns the version in a tag without the name of a crate.
fn general_version(tag: &str) -> Option<Version> {
    version(tag.strip_prefix('v').unwrap_or(tag))
}

/// Returns a version that others can follow: a release is not the last possible one.
fn version(text: &str) -> Option<Version> {
    Version::parse(text).ok().filter(|version| version.major < u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_release_is_the_highest_version_of_the_crate() {
        let rows: [(&[&str], Option<&str>); 10] = [
            (&[], None),
            (&["latest", "v1", "v1.2", "1.2.3.4", "other-v1.0.0", "pets-shop-v1.0.0", "pets/1.0.0"], None),
            (&["v0.9.0", "v0.10.0", "v0.2.0"], Some("v0.10.0")),
            (&["0.1.0", "v0.0.9"], Some("0.1.0")),
            (&["v0.3.0-rc.1", "v0.2.0"], Some("v0.3.0-rc.1")),
            (&["v0.3.0-rc.1", "v0.3.0-rc.10", "v0.3.0"], Some("v0.3.0")),
            (&["v5.0.0", "pets-v0.1.0", "pets-0.2.0"], Some("pets-0.2.0")),
            (&["v5.0.0", "pets/v0.3.0", "pets-v0.1.0"], Some("pets/v0.3.0")),
            (&["v5.0.0", "cats-v6.0.0"], Some("v5.0.0")),
            (&["v18446744073709551615.0.0", "v0.18446744073709551615.0"], Some("v0.18446744073709551615.0")),
        ];
        for (tags, expected) in rows {
            let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
            assert_eq!(last_release(&tags, "pets").map(|it| it.tag), expected, "{tags:?}");
        }
    }

    #[test]
    fn paths_are_compared_without_the_disk() {
        assert!(is_same(Path::new("./a/../b.yaml"), Path::new("b.yaml")));
        assert!(is_same(Path::new("b.yaml"), &std::env::current_dir().unwrap().join("b.yaml")));
        assert!(!is_same(Path::new("a.yaml"), Path::new("b.yaml")));
    }
}
