//! Groups of operations, one for each tag.

use std::collections::{BTreeMap, HashMap};

use crate::ir::Api;
use crate::name::configured::ConfiguredName;
use crate::name::ident::{Ident as _, Pascal, Snake};
use crate::name::operation::RESERVED_TYPES;
use crate::name::renames::Renames;
use crate::name::scope::Scope;

/// The names that a group's feature must not have, because other features and dependencies have them.
const RESERVED_FEATURES: [&str; 35] = [
    "backon",
    "base64",
    "blocking",
    "bytes",
    "chrono",
    "default",
    "fancy_regex",
    "fastrand",
    "governor",
    "gzip",
    "http2",
    "http_body",
    "httpdate",
    "jiff",
    "multipart",
    "native_tls",
    "oauth2",
    "rate_limit",
    "regex",
    "regress",
    "reqwest",
    "rustls",
    "secrecy",
    "serde",
    "serde_json",
    "testing",
    "time",
    "tokio",
    "tower",
    "tower_layer",
    "tower_service",
    "tracing",
    "url",
    "validate",
    "wiremock",
];

/// The methods of a mock beside its groups.
const MOCK_METHODS: [&str; 14] = [
    "builder",
    "builder_of",
    "client",
    "client_of",
    "drop",
    "fmt",
    "new",
    "own_client",
    "requests",
    "set",
    "start",
    "start_blocking",
    "unmatched_requests",
    "url",
];

/// The methods of a client beside its groups.
const CLIENT_METHODS: [&str; 5] = ["base_url", "builder", "clone", "new", "request"];

/// Returns whether the client or its mock server has a method of this name itself.
pub fn is_method_of_client(name: &str) -> bool {
    CLIENT_METHODS.contains(&name) || MOCK_METHODS.contains(&name)
}

/// A group of operations, of one tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// The tag, if the operations have one.
    pub tag: Option<String>,
    /// The type with the operations' methods.
    pub ident: Pascal,
    /// The method of the client that returns it.
    pub accessor: Snake,
    /// The method of the mock that returns the group's mock.
    pub mock_accessor: Snake,
    /// The name of its module and file.
    pub module: Snake,
    /// The feature of the crate that enables it.
    pub feature: String,
    /// The operations by their index in the model, sorted by name.
    pub operations: Vec<usize>,
}

/// Returns the groups, sorted by name: one for each tag that is the first of an operation. Operations without a tag belong
/// to the group of the first significant word of their path.
pub(super) fn groups(api: &Api, configured: &BTreeMap<usize, ConfiguredName>, renames: &Renames) -> Vec<Group> {
    let mut by_key: BTreeMap<(String, Option<String>), Vec<usize>> = BTreeMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let group = configured.get(&index).and_then(|name| name.group.as_ref());
        let tag = group.or_else(|| operation.tags.first().filter(|tag| !tag.trim().is_empty()));
        let renamed = tag.and_then(|tag| renames.of_group(tag));
        let name = renamed.map(str::to_owned).or_else(|| tag.cloned());
        let name = name.unwrap_or_else(|| first_word(&operation.path));
        by_key.entry((name, tag.cloned())).or_default().push(index);
    }
    let mut accessors = Scope::new(&CLIENT_METHODS);
    let mut mock_accessors = Scope::new(&MOCK_METHODS);
    let mut modules = Scope::new(&["mod"]);
    let own: Vec<&str> = renames.features.iter().map(String::as_str).collect();
    let mut features = Scope::new(RESERVED_FEATURES.iter().chain(&own));
    let mut groups: Vec<Group> = Vec::with_capacity(by_key.len());
    let mut same: HashMap<Pascal, usize> = HashMap::new();
    for ((name, tag), operations) in by_key {
        let preferred = Pascal::new(&name);
        // Tags that differ only in case or separators share a group, as do a tag and a path's word.
        if let Some(index) = same.get(&preferred) {
            let group = &mut groups[*index];
            group.operations.extend(operations);
            group.tag = group.tag.take().or(tag);
            continue;
        }
        // The module of a group's mock imports the type `Mock`.
        let ident = Scope::new(RESERVED_TYPES.iter().chain(&["ApiMock", "Mock"])).claim(&preferred, "Group");
        let accessor = accessors.claim(&Snake::new(&name), "api");
        let mock_accessor = mock_accessors.claim(&Snake::new(&name), "api");
        let module = modules.claim(&Snake::file(&name), "api");
        let feature = feature(&features.claim(&Snake::file(&name), "operations"));
        same.insert(preferred, groups.len());
        groups.push(Group { tag, ident, accessor, mock_accessor, module, feature, operations });
    }
    groups.sort_by(|a, b| a.ident.cmp(&b.ident));
    groups
}

/// Returns the accessor of a group with this name, if one can have it.
pub(super) fn accessor(text: &str) -> Option<Snake> {
    Snake::exact(text).filter(|_| !CLIENT_METHODS.contains(&text))
}

/// Returns a group with this accessor whose names differ from those of the `others`.
pub(super) fn beside<'g>(
    accessor: &Snake,
    others: impl Iterator<Item = &'g Group> + Clone,
    own_features: &[String],
) -> Group {
    let mut mock_accessors = Scope::new(&MOCK_METHODS);
    let mut modules = Scope::new(&["mod"]);
    let own: Vec<&str> = own_features.iter().map(String::as_str).collect();
    let mut features = Scope::new(RESERVED_FEATURES.iter().chain(&own));
    for other in others {
        mock_accessors.take(&other.mock_accessor);
        modules.take(&other.module);
        features.take(&Snake::new(&other.feature.replace('-', "_")));
    }
    let (text, name) = (accessor.as_str(), Pascal::new(accessor.as_str()));
    Group {
        tag: None,
        ident: Scope::new(RESERVED_TYPES.iter().chain(&["ApiMock", "Mock"])).claim(&name, "Group"),
        accessor: accessor.clone(),
        mock_accessor: mock_accessors.claim(accessor, "api"),
        module: modules.claim(&Snake::file(text), "api"),
        feature: feature(&features.claim(&Snake::file(text), "operations")),
        operations: Vec::new(),
    }
}

/// Returns the feature with this name.
fn feature(name: &Snake) -> String {
    name.as_str().replace('_', "-").trim_matches('-').to_owned()
}

/// Returns the first word of a path that is neither a parameter nor a version.
fn first_word(path: &str) -> String {
    let is_version = |word: &str| {
        word.strip_prefix('v').unwrap_or(word).chars().all(|rest| rest.is_ascii_digit() || matches!(rest, '.' | '-'))
    };
    // The query and the fragment do not count.
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let word = segments(path).find(|word| !word.contains('{') && !is_version(word) && *word != "api");
    word.unwrap_or("root").to_owned()
}

pub(super) fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}
