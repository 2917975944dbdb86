//! The OpenAPI Object and its direct children.

use crate::diagnostic::{Code, Diagnostics};
use crate::extension::{Extension as _, External};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Adds `info` and `paths`, and converts versions that YAML reads as numbers to strings.
///
/// Source: OpenAPI 3.0.4, sections 4.7.1 (OpenAPI Object) and 4.7.2 (Info Object).
pub(super) fn add_missing(map: &mut Map, diagnostics: &mut Diagnostics) {
    version_to_text(map, "openapi");
    if map.get("info").is_none_or(|info| info.as_object().is_none()) {
        let message = "a document requires `info`; oasmith titles the API `API`";
        diagnostics
            .warning(Code::LaxObject, &Pointer::root(), message)
            .help("add `info` with a `title` and a `version`");
        map.insert("info".to_owned(), Node::Object(Map::new()));
    }
    if let Some(Node::Object(info)) = map.get_mut("info") {
        version_to_text(info, "version");
    }
    if map.get("paths").is_none_or(|paths| paths.as_object().is_none()) {
        let message = "a document requires `paths`; oasmith generates no operations";
        diagnostics.warning(Code::LaxObject, &Pointer::root(), message).help("add `paths`; `paths: {}` has none");
        map.insert("paths".to_owned(), Node::Object(Map::new()));
    }
}

/// Adds the title and the version of the API.
pub(super) fn add_title(info: &mut Map, diagnostics: &mut Diagnostics) {
    let place = Pointer::root().join("info");
    for (keyword, value) in [("title", "API"), ("version", "0")] {
        if info.get(keyword).is_none_or(|node| node.as_str().is_none()) {
            let message = format!("`info` requires `{keyword}`; oasmith uses `{value}`");
            diagnostics.warning(Code::LaxObject, &place, message).help(format!("add `{keyword}`"));
            info.insert(keyword.to_owned(), Node::String(value.to_owned()));
        }
    }
}

fn version_to_text(map: &mut Map, keyword: &str) {
    if let Some(value @ (Node::Integer(_) | Node::Float(_))) = map.get_mut(keyword) {
        *value = Node::String(value.to_string());
    }
}

/// Reports names of components that the specification does not allow.
///
/// Source: OpenAPI 3.0.4, section 4.7.7 (Components Object: `^[a-zA-Z0-9\.\-_]+$`).
pub(super) fn check_component_names(map: &Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let is_invalid = |name: &str| {
        name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_'))
    };
    for (keyword, components) in map.iter().filter(|(keyword, _)| !keyword.starts_with("x-")) {
        // The document does not choose the names of components from other files.
        let invalid =
            components.children().filter(|(name, it)| is_invalid(name) && !it.as_object().is_some_and(External::is_on));
        for (name, _) in invalid {
            let message = format!("the name of a component must not be `{name}`; oasmith uses it all the same");
            diagnostics
                .warning(Code::LaxObject, &place.join(keyword).join(&name), message)
                .help("write a name of letters, digits, `.`, `-` and `_`");
        }
    }
}

/// Adds the slash that begins a path.
///
/// Source: OpenAPI 3.0.4, section 4.7.8 (Paths Object).
pub(super) fn add_slashes(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
    let Some(Node::Object(paths)) = map.get_mut("paths") else { return };
    if paths.keys().all(|path| path.starts_with('/') || path.starts_with("x-")) {
        return;
    }
    for (path, item) in std::mem::take(paths) {
        let mut absolute = path.clone();
        if !path.starts_with('/') && !path.starts_with("x-") {
            absolute = format!("/{path}");
            let message = format!("a path must begin with `/`; oasmith reads `{path}` as `{absolute}`");
            diagnostics
                .warning(Code::LaxObject, &place.join("paths").join(&path), message)
                .help(format!("write `{absolute}`"));
        }
        paths.entry(absolute).or_insert(item);
    }
}
