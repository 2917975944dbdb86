//! Several documents in one crate: which ones, and their modules and features.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::config::{ApiConfig, Derive, Feature};
use crate::name::{Ident as _, ModulePath, Snake, is_method_of_client, spelled};
use crate::text::shown;

/// An entry of the setting `documents`: one document, or all that a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum DocumentEntry {
    /// The path or the pattern.
    Path(PathBuf),
    /// The path or the pattern with further settings.
    Table(DocumentTable),
}

/// An entry of the setting `documents` with settings of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DocumentTable {
    /// The path of the document, or a pattern: `*` matches any text within a name, and `**` any folders.
    pub path: PathBuf,
    /// The module of the document, such as `crm::contacts`; by default that of its path. Not with a pattern.
    #[serde(default)]
    pub module: Option<String>,
    /// The feature of the document; by default its module with hyphens, such as `crm-contacts`. Not with a pattern.
    #[serde(default)]
    pub feature: Option<String>,
    /// Whether the feature is on by default; `true` unless set.
    #[serde(default)]
    pub default: Option<bool>,
    /// OpenAPI Overlays of these documents, which oasmith applies after those of all documents.
    #[serde(default)]
    pub overlays: Vec<PathBuf>,
    /// The URL from which `oasmith update` fetches the document. Not with a pattern.
    #[serde(default)]
    pub url: Option<String>,
}

/// One of several documents of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentPart {
    /// Its path.
    pub path: PathBuf,
    /// Its module.
    pub module: ModulePath,
    /// Its feature.
    pub feature: String,
    /// Whether the feature is on by default.
    pub is_default: bool,
    /// Its own overlays.
    pub overlays: Vec<PathBuf>,
    /// The URL from which `oasmith update` fetches it.
    pub url: Option<String>,
}

/// The names of modules that any module of the crate may have.
const RESERVED: [&str; 3] = ["errors", "testing", "types"];

/// Names in the root of the crate: its own modules, and the crates that it re-exports.
const RESERVED_IN_ROOT: [&str; 15] = [
    "alloc",
    "bytes",
    "chrono",
    "client",
    "core",
    "indexmap",
    "jiff",
    "operations",
    "reqwest",
    "runtime",
    "secrecy",
    "serde_json",
    "servers",
    "std",
    "uuid",
];

/// Returns whether the crate uses the name of a module itself.
fn is_reserved(name: &Snake, is_first: bool) -> bool {
    let is_in_root = || RESERVED_IN_ROOT.contains(&name.as_str()) || is_method_of_client(name.as_str());
    RESERVED.contains(&name.as_str()) || (is_first && is_in_root())
}

impl From<&str> for DocumentEntry {
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

impl From<String> for DocumentEntry {
    fn from(path: String) -> Self {
        Self::Path(path.into())
    }
}

impl From<PathBuf> for DocumentEntry {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<DocumentTable> for DocumentEntry {
    fn from(table: DocumentTable) -> Self {
        Self::Table(table)
    }
}

impl DocumentEntry {
    /// Returns the entry as a table.
    fn table(&self) -> DocumentTable {
        match self {
            Self::Path(path) => DocumentTable { path: path.clone(), ..DocumentTable::default() },
            Self::Table(table) => table.clone(),
        }
    }

    /// Resolves the paths of the entry against the folder of the settings.
    pub(super) fn within(&mut self, folder: &Path) {
        match self {
            Self::Path(path) => *path = folder.join(&path),
            Self::Table(table) => {
                table.path = folder.join(&table.path);
                table.overlays.iter_mut().for_each(|path| *path = folder.join(&path));
            }
        }
    }
}

impl ApiConfig {
    /// Returns whether the crate has several documents.
    pub fn has_documents(&self) -> bool {
        !self.documents.is_empty()
    }

    /// Returns the folders that the patterns of `documents` read: a new file there may be a new document.
    pub fn document_folders(&self) -> Vec<PathBuf> {
        let tables = self.documents.iter().map(DocumentEntry::table);
        tables.filter(|table| is_pattern(&table.path)).map(|table| fixed(&table.path)).collect()
    }

    /// Returns the documents that `documents` names, sorted by module.
    ///
    /// # Errors
    ///
    /// The message about an entry without a document, or about two documents with one module.
    pub fn document_parts(&self) -> Result<Vec<DocumentPart>, String> {
        let located = |message: String| match &self.file {
            Some(file) => format!("{}: {message}", file.location("documents")),
            None => message,
        };
        self.parts_of_entries(|_| true).map_err(located)
    }

    /// Returns the documents that `oasmith update` fetches. Unlike those of a pattern, they need not exist yet.
    ///
    /// # Errors
    ///
    /// The message about two documents with one module.
    #[cfg(feature = "update")]
    pub(crate) fn fetched_parts(&self) -> Result<Vec<DocumentPart>, String> {
        self.parts_of_entries(|table| table.url.is_some())
    }

    /// Returns whether `oasmith update` fetches a document of the API.
    #[cfg(feature = "update")]
    pub(crate) fn is_fetched(&self) -> bool {
        self.source.is_some() || self.documents.iter().any(|entry| entry.table().url.is_some())
    }

    /// Returns all overlays, also those of single documents.
    #[cfg(feature = "update")]
    pub(crate) fn all_overlays(&self) -> Vec<PathBuf> {
        let of_entries = self.documents.iter().flat_map(|entry| entry.table().overlays);
        self.overlays.iter().cloned().chain(of_entries).collect()
    }

    fn parts_of_entries(&self, is_needed: fn(&DocumentTable) -> bool) -> Result<Vec<DocumentPart>, String> {
        let mut found: BTreeMap<PathBuf, DocumentTable> = BTreeMap::new();
        for table in self.documents.iter().map(DocumentEntry::table).filter(is_needed) {
            let paths = if is_pattern(&table.path) { matched(&table)? } else { vec![table.path.clone()] };
            // A later entry refines an earlier pattern.
            found.extend(paths.into_iter().map(|path| (path, table.clone())));
        }
        // It does not depend on the files that a pattern matches, so that a new one renames no module.
        let base = common_folder(self.documents.iter().map(|entry| folder(&entry.table().path)));
        let others = self.further_features();
        let mut parts = Vec::new();
        for (path, table) in found {
            let module = match &table.module {
                Some(module) => module_of_setting(module)?,
                None => module_of_path(path.strip_prefix(&base).unwrap_or(&path)),
            };
            let words: Vec<String> = module.iter().map(|name| name.as_str().replace('_', "-")).collect();
            let feature = table.feature.unwrap_or_else(|| {
                let feature = words.join("-").trim_matches('-').to_owned();
                if is_feature(&feature, &others) { feature } else { format!("{feature}-api") }
            });
            parts.push(DocumentPart {
                path,
                module,
                feature,
                is_default: table.default.unwrap_or(true),
                overlays: table.overlays,
                url: table.url,
            });
        }
        parts.sort_by(|a, b| (&a.module, &a.path).cmp(&(&b.module, &b.path)));
        check(&parts, &others)?;
        Ok(parts)
    }

    /// Returns the settings of a document that may be of another revision; `None` if no entry names it.
    pub(crate) fn of_document(&self, path: &Path, module: &ModulePath) -> Option<Self> {
        let matches = |table: &DocumentTable| {
            let pattern = glob::Pattern::new(&table.path.to_string_lossy()).ok();
            table.path == path || (is_pattern(&table.path) && pattern.is_some_and(|it| it.matches_path(path)))
        };
        let table = self.documents.iter().map(DocumentEntry::table).rfind(matches)?;
        let own = table.module.as_deref().map(module_of_setting);
        let is_same = own.is_none_or(|own| own.as_ref() == Ok(module));
        let (path, feature) = (path.to_owned(), table.feature.unwrap_or_default());
        let DocumentTable { overlays, url, .. } = table;
        let part = DocumentPart { path, module: module.clone(), feature, is_default: true, overlays, url };
        is_same.then(|| self.of_part(&part))
    }

    /// Returns the features that the derives of the settings need.
    pub(crate) fn further_features(&self) -> Vec<&str> {
        self.derives.iter().filter_map(Derive::feature).collect()
    }

    /// Returns the settings of one of the documents.
    pub fn of_part(&self, part: &DocumentPart) -> Self {
        let mut config = self.clone();
        config.documents = Vec::new();
        config.document.clone_from(&part.path);
        config.source.clone_from(&part.url);
        config.overlays.extend(part.overlays.iter().cloned());
        config.module.clone_from(&part.module);
        config
    }
}

/// Returns an error if two documents have one module or feature, or the module of one is within that of another.
fn check(parts: &[DocumentPart], others: &[&str]) -> Result<(), String> {
    let help = "set `module` for one of them, as in `{ path = \"a.yaml\", module = \"a\" }`";
    for pair in parts.windows(2) {
        let [one, other] = pair else { continue };
        if other.module.starts_with(&one.module) {
            let (a, b) = (shown(&one.path.display().to_string()), shown(&other.path.display().to_string()));
            let what = if one.module == other.module {
                format!("`{a}` and `{b}` both have the module `{}`", spelled(&one.module))
            } else {
                format!("`{a}` has the module `{}`, and `{b}` one within it", spelled(&one.module))
            };
            return Err(format!("`documents`: {what}; {help}"));
        }
    }
    let mut features: BTreeMap<&str, &DocumentPart> = BTreeMap::new();
    for part in parts {
        if !is_feature(&part.feature, others) {
            let feature = shown(&part.feature);
            return Err(format!(
                "`documents`: the feature `{feature}` must have ASCII letters, digits, `-` and `_` only, begin with a letter or a \
                 digit, and not be another feature of the crate"
            ));
        }
        if let Some(other) = features.insert(&part.feature, part) {
            let (a, b) = (shown(&other.path.display().to_string()), shown(&part.path.display().to_string()));
            return Err(format!("`documents`: `{a}` and `{b}` both have the feature `{}`", part.feature));
        }
    }
    Ok(())
}

/// Returns whether a name can be the feature of a document: a bare key in TOML that is not the name of another feature, and does
/// not begin as the features of modules do.
fn is_feature(name: &str, others: &[&str]) -> bool {
    let is_taken = Feature::NAMES.contains(&name) || name == "default" || others.contains(&name);
    let starts = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    starts && !is_taken && name.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-'))
}

fn is_pattern(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '['])
}

/// Returns the part of a pattern's path before its first wildcard.
fn fixed(pattern: &Path) -> PathBuf {
    pattern.components().take_while(|part| !is_pattern(Path::new(part.as_os_str()))).collect()
}

/// Returns the files that a pattern matches, sorted.
fn matched(table: &DocumentTable) -> Result<Vec<PathBuf>, String> {
    let pattern = table.path.to_string_lossy();
    let place = |problem: String| format!("`documents` has the pattern `{}`: {problem}", shown(&pattern));
    if table.module.is_some() || table.feature.is_some() || table.url.is_some() {
        return Err(place("`module`, `feature` and `url` are for a single document".to_owned()));
    }
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
    let all = glob::glob_with(&pattern, options).map_err(|error| place(error.to_string()))?;
    let mut paths = Vec::new();
    for path in all {
        let path = path.map_err(|error| place(error.to_string()))?;
        // A link to a folder may lead back to a folder around it.
        let start = fixed(&table.path);
        let is_linked = path.ancestors().skip(1).take_while(|it| *it != start).any(Path::is_symlink);
        if path.is_file() && !is_linked {
            paths.push(path);
        }
    }
    match paths.is_empty() {
        true => Err(place("no file matches it".to_owned())),
        false => Ok(paths),
    }
}

/// Returns the folder of a path, or that of a pattern before its first wildcard.
fn folder(path: &Path) -> PathBuf {
    if is_pattern(path) { fixed(path) } else { path.parent().unwrap_or(Path::new("")).to_owned() }
}

/// Returns the folder that all these folders are in.
fn common_folder(folders: impl Iterator<Item = PathBuf>) -> PathBuf {
    let common = folders.reduce(|common, folder| {
        let both = common.components().zip(folder.components());
        both.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    });
    common.unwrap_or_default()
}

/// Returns the module of a document by its path below the folder of all documents.
fn module_of_path(path: &Path) -> ModulePath {
    let stem = path.with_extension("");
    let names = stem.components().filter_map(|part| match part {
        Component::Normal(name) => Some(module_name(&name.to_string_lossy())),
        _ => None,
    });
    let free = |(index, name): (usize, Snake)| if is_reserved(&name, index == 0) { name.with("api") } else { name };
    names.enumerate().map(free).collect()
}

/// Returns the name of a module; that of a date is the one of a version.
fn module_name(text: &str) -> Snake {
    let is_date = text.starts_with(|first: char| first.is_ascii_digit());
    Snake::file(&if is_date { format!("v{text}") } else { text.to_owned() })
}

fn module_of_setting(text: &str) -> Result<ModulePath, String> {
    let problem = |why: &str| format!("`documents`: the module `{}` {why}", shown(text));
    let names: Option<ModulePath> = text.split("::").map(Snake::exact).collect();
    let names = names.ok_or_else(|| problem("is not a path such as `crm::contacts`"))?;
    let is_taken =
        |(index, name): &(usize, &Snake)| is_reserved(name, *index == 0) || Snake::file(name.as_str()) != **name;
    match names.iter().enumerate().find(is_taken) {
        Some((_, name)) => Err(problem(&format!("has the name `{}`, which the crate uses itself", name.as_str()))),
        None => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::{common_folder, folder, module_of_path, module_of_setting, spelled};
    use std::path::Path;

    #[test]
    fn modules_follow_paths() {
        let module = |path: &str| spelled(&module_of_path(Path::new(path)));
        assert_eq!(module("crm/contacts.json"), "crm::contacts");
        assert_eq!(module("CheckoutService-v71.yaml"), "checkout_service_v71");
        assert_eq!(module("2026-03/Types.json"), "v2026_03::types_api");
        assert_eq!(module("client/client.json"), "client_api::client");
        assert_eq!(
            (module("start.json"), module("base_url.json")),
            ("start_api".to_owned(), "base_url_api".to_owned())
        );
        assert_eq!(module("api__batch__v1_openapi.json"), "api_batch_v1_openapi");
    }

    #[test]
    fn the_folder_of_all_documents_is_no_module() {
        let common =
            |paths: &[&str]| common_folder(paths.iter().map(|path| folder(Path::new(path)))).display().to_string();
        assert_eq!(common(&["spec/crm/a.json", "spec/cms/b.json"]), "spec");
        assert_eq!(common(&["spec/crm/a.json"]), "spec/crm");
        assert_eq!(common(&["spec/**/*.json"]), "spec");
        assert_eq!(common(&["spec/*/v1/*.json", "spec/a/b.json"]), "spec");
        assert_eq!(common(&["a.json", "spec/b.json"]), "");
    }

    #[test]
    fn modules_of_settings_are_paths() {
        assert_eq!(module_of_setting("crm::contacts").map(|it| spelled(&it)).as_deref(), Ok("crm::contacts"));
        for wrong in ["", "crm::", "Crm", "crm::types", "crm/contacts", "self"] {
            assert!(module_of_setting(wrong).is_err(), "{wrong}");
        }
    }
}
