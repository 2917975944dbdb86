//! The crate around a generated module: whether its `Cargo.toml` has the dependencies of the module.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use semver::{Version, VersionReq};

use crate::config::Dependency;

/// A dependency that a module needs of the crate around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The name by which the code uses the dependency.
    pub name: String,
    /// The dependency, as `Cargo.toml` has it.
    pub dependency: Dependency,
}

/// A problem with the dependencies of the crate around a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The dependency is missing.
    Missing(Requirement),
    /// The crate requires this version, which is not compatible.
    Version(Requirement, String),
    /// The dependency lacks these features. Another crate may enable them.
    Features(Requirement, Vec<String>),
    /// The edition of the crate is too old.
    Edition(String),
}

/// The oldest edition of Rust that compiles a module: its code relies on the prelude and the scopes of this one.
const EDITION: u64 = 2024;

/// The manifest of the crate around a module.
#[derive(Clone, Debug)]
pub struct Host {
    /// The path of its `Cargo.toml`.
    pub path: PathBuf,
    manifest: toml::Table,
    workspace: toml::Table,
}

impl Requirement {
    /// Returns the dependencies of several modules, those with compatible versions as one.
    pub fn merged(all: Vec<Self>) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::new();
        for it in all {
            let same = merged.iter_mut().find(|other| other.fits(&it));
            match same {
                Some(same) => same.dependency = same.dependency.both(&it.dependency),
                None => merged.push(it),
            }
        }
        merged
    }

    fn fits(&self, other: &Self) -> bool {
        let (version, other_version) = (self.dependency.compatible(), other.dependency.compatible());
        let is_same = self.dependency == other.dependency || (version.is_some() && version == other_version);
        self.name == other.name && is_same
    }

    /// Returns the command that adds the dependency.
    pub fn command(&self) -> String {
        let table = self.dependency.table();
        let text = |key: &str| table.get(key).and_then(toml::Value::as_str);
        let package = text("package").unwrap_or(&self.name);
        let mut command = match text("version") {
            Some(version) => format!("cargo add {}", word(&format!("{package}@{version}"))),
            None => format!("cargo add {}", word(package)),
        };
        if package != self.name {
            command += &format!(" --rename {}", self.name);
        }
        for key in ["path", "git", "branch", "tag", "rev", "registry"] {
            text(key).into_iter().for_each(|value| command += &format!(" --{key} {}", word(value)));
        }
        if table.get("default-features").and_then(toml::Value::as_bool) == Some(false) {
            command += " --no-default-features";
        }
        let features = features(&table);
        if !features.is_empty() {
            command += &format!(" --features {}", word(&features.join(",")));
        }
        command
    }
}

impl Problem {
    /// Returns the name of the missing dependency.
    pub fn missing(&self) -> Option<&str> {
        match self {
            Self::Missing(it) => Some(&it.name),
            _ => None,
        }
    }

    /// Returns whether the module does not compile with this problem.
    pub fn is_error(&self) -> bool {
        !matches!(self, Self::Features(..))
    }

    /// Returns the command that resolves the problem, if there is one.
    pub fn command(&self) -> Option<String> {
        match self {
            Self::Missing(it) | Self::Version(it, _) | Self::Features(it, _) => Some(it.command()),
            Self::Edition(_) => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(it) => write!(f, "the module needs the dependency `{}`, which is missing", it.name),
            Self::Version(it, found) => {
                let table = it.dependency.table();
                let needed = table.get("version").and_then(toml::Value::as_str).unwrap_or_default();
                write!(f, "the module needs `{}` {needed}, and the version is `{found}`", it.name)
            }
            Self::Features(it, missing) => {
                let missing: Vec<String> = missing.iter().map(|it| format!("`{it}`")).collect();
                write!(f, "the module needs features of `{}` that are not enabled: {}", it.name, missing.join(", "))
            }
            Self::Edition(found) => {
                write!(f, "the module needs edition {EDITION} or later, and the edition is {found}")
            }
        }
    }
}

impl Host {
    /// Reads the nearest `Cargo.toml` above `folder`; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If it is not valid TOML.
    pub fn above(folder: &Path) -> Result<Option<Self>, String> {
        let folder = std::path::absolute(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for folder in folder.ancestors() {
            let Some((path, manifest)) = read(folder)? else { continue };
            if manifest.contains_key("package") {
                return Ok(Some(Self { path, workspace: workspace(folder, &manifest)?, manifest }));
            }
        }
        Ok(None)
    }

    /// Returns the problems of the crate with these dependencies of a module.
    pub fn problems(&self, requirements: &[Requirement]) -> Vec<Problem> {
        let declared = self.dependencies();
        let of_each = requirements.iter().filter_map(|needed| problem(needed, declared.get(&needed.name)));
        self.edition().into_iter().chain(of_each).collect()
    }

    fn edition(&self) -> Option<Problem> {
        let package = self.manifest.get("package")?.as_table()?;
        let edition = match package.get("edition") {
            Some(toml::Value::Table(_)) => self.workspace.get("package")?.get("edition")?.as_str()?,
            Some(value) => value.as_str()?,
            None => "2015",
        };
        edition.parse::<u64>().ok().filter(|it| *it < EDITION).map(|_| Problem::Edition(edition.to_owned()))
    }

    /// Returns the dependencies on any target, by name.
    fn dependencies(&self) -> BTreeMap<String, toml::Table> {
        let targets = self.manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        let targets = targets.filter_map(|(_, it)| it.get("dependencies"));
        let tables = self.manifest.get("dependencies").into_iter().chain(targets).filter_map(toml::Value::as_table);
        let mut all = BTreeMap::new();
        for (name, value) in tables.flatten() {
            all.entry(name.clone()).or_insert_with(toml::Table::new).extend(self.declared(name, value));
        }
        all
    }

    /// Returns a dependency, with the keys that it inherits from the workspace.
    fn declared(&self, name: &str, value: &toml::Value) -> toml::Table {
        let own = as_table(value);
        if own.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
            return own;
        }
        let inherited =
            self.workspace.get("dependencies").and_then(|it| it.get(name)).map(as_table).unwrap_or_default();
        let both: Vec<toml::Value> =
            features(&inherited).into_iter().chain(features(&own)).map(toml::Value::String).collect();
        let mut merged = inherited;
        merged.extend(own);
        merged.insert("features".to_owned(), toml::Value::Array(both));
        merged
    }
}

/// Returns a text as one word of a shell.
fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "@._/,:=+-".contains(it);
    match text.chars().all(is_plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", text.replace('\'', "'\\''"))),
    }
}

fn problem(needed: &Requirement, declared: Option<&toml::Table>) -> Option<Problem> {
    let Some(declared) = declared else { return Some(Problem::Missing(needed.clone())) };
    let table = needed.dependency.table();
    let version = |table: &toml::Table| table.get("version").and_then(toml::Value::as_str).map(str::to_owned);
    if let (Some(wanted), Some(found)) = (version(&table), version(declared))
        && !are_compatible(&wanted, &found)
    {
        return Some(Problem::Version(needed.clone(), found));
    }
    let enabled = features(declared);
    let missing: Vec<String> = features(&table).into_iter().filter(|it| !enabled.contains(it)).collect();
    // Features such as `std` are often among the default ones.
    let has_default = declared.get("default-features").and_then(toml::Value::as_bool) != Some(false);
    let missing: Vec<String> = missing.into_iter().filter(|it| !has_default || it != "std").collect();
    (!missing.is_empty()).then(|| Problem::Features(needed.clone(), missing))
}

/// Returns whether some version satisfies both requirements, as far as their lowest versions show.
fn are_compatible(one: &str, other: &str) -> bool {
    let (Ok(first), Ok(second)) = (VersionReq::parse(one), VersionReq::parse(other)) else { return true };
    let lowest = |requirement: &VersionReq| {
        let least = requirement.comparators.first()?;
        Some(Version::new(least.major, least.minor.unwrap_or(0), least.patch.unwrap_or(0)))
    };
    let (Some(low), Some(other_low)) = (lowest(&first), lowest(&second)) else { return true };
    first.matches(&other_low) || second.matches(&low)
}

fn features(table: &toml::Table) -> Vec<String> {
    let features = table.get("features").and_then(toml::Value::as_array).into_iter().flatten();
    features.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

fn as_table(value: &toml::Value) -> toml::Table {
    match value {
        toml::Value::Table(table) => table.clone(),
        other => toml::Table::from_iter([("version".to_owned(), other.clone())]),
    }
}

/// Returns the `Cargo.toml` of a folder.
fn read(folder: &Path) -> Result<Option<(PathBuf, toml::Table)>, String> {
    let path = folder.join("Cargo.toml");
    let Ok(text) = std::fs::read_to_string(&path) else { return Ok(None) };
    match toml::from_str(&text) {
        Ok(manifest) => Ok(Some((path, manifest))),
        Err(error) => Err(format!("{}: {}", path.display(), error.message())),
    }
}

/// Returns the table `workspace` of the workspace to which the package in `folder` belongs.
fn workspace(folder: &Path, manifest: &toml::Table) -> Result<toml::Table, String> {
    let named = manifest.get("package").and_then(|it| it.get("workspace")).and_then(toml::Value::as_str);
    let folders: Vec<PathBuf> = match named {
        Some(named) => vec![folder.join(named)],
        None => folder.ancestors().map(Path::to_owned).collect(),
    };
    for folder in folders {
        let workspace = read(&folder)?.and_then(|(_, mut manifest)| manifest.remove("workspace"));
        if let Some(toml::Value::Table(workspace)) = workspace {
            return Ok(workspace);
        }
    }
    Ok(toml::Table::new())
}
