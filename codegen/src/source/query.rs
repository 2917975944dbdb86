//! Selection of values by JSONPath.
//!
//! Source: RFC 9535.

use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use crate::location::Pointer;
use crate::source::Node;

/// A JSONPath.
#[derive(Clone, Debug)]
pub(super) struct Query(JsonPath);

/// The maximum number of brackets in a path: its parser recurses for each.
const MAX_BRACKETS: usize = 32;

/// The maximum number of filters in a path: its parser takes twice the time for each nested filter.
const MAX_FILTERS: usize = 8;

impl Query {
    /// Parses a JSONPath.
    ///
    /// # Errors
    ///
    /// The reason why it is invalid.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let opening = text.chars().filter(|it| matches!(it, '[' | '(' | '!')).count();
        if opening > MAX_BRACKETS || text.matches('?').count() > MAX_FILTERS {
            return Err(format!("it has more than {MAX_BRACKETS} brackets, or {MAX_FILTERS} filters"));
        }
        JsonPath::parse(text)
            .map(Self)
            .map_err(|error| format!("{} at character {}", error.message(), error.position() + 1))
    }

    /// Returns the pointers to all selected values without duplicates: properties by name, items by index, outer before inner.
    pub(super) fn select(&self, tree: &Queried) -> Vec<Pointer> {
        let found = self.0.query_located(&tree.value);
        let mut paths: Vec<&NormalizedPath<'_>> = found.locations().collect();
        // The children of one value are all names or all indices, so every pair is comparable.
        paths.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        paths.dedup();
        let place = |path: &&NormalizedPath<'_>| {
            path.iter().fold(Pointer::root(), |place, element| match element {
                PathElement::Name(name) => place.join(name),
                PathElement::Index(index) => place.join(index),
            })
        };
        paths.iter().map(place).collect()
    }
}

/// A copy of the tree as `serde_json::Value`, for queries.
#[derive(Debug)]
pub(super) struct Queried {
    value: Value,
}

/// The number of changes above which `update` copies the whole tree.
const MAX_CHANGES: usize = 4096;

impl Queried {
    pub(super) fn new(root: &Node) -> Self {
        Self { value: value(root) }
    }

    /// Copies the values at these pointers from `root`.
    pub(super) fn update(&mut self, root: &Node, places: &[Pointer]) {
        if places.len() > MAX_CHANGES {
            *self = Self::new(root);
            return;
        }
        for place in places {
            if let (Some(old), Some(new)) = (self.value.pointer_mut(place.as_str()), root.at(place)) {
                *old = value(new);
            }
        }
    }
}

fn value(node: &Node) -> Value {
    // Integers beyond 64 bits become floating point; everything else is unchanged.
    node.read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;

    fn selected(path: &str) -> Vec<String> {
        let text = "{paths: {/a: {get: {tags: [x], 'it''s': 1}, put: {tags: [y], n: 5}}, /b~c: {get: {tags: [x, y]}}}}";
        let root = crate::source::read::tree(text, &crate::source::Bounds::default(), &mut Diagnostics::default());
        let query = Query::parse(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        query.select(&Queried::new(&root)).iter().map(|place| place.as_str().to_owned()).collect()
    }

    #[test]
    fn paths_select() {
        let cases: [(&str, &[&str]); 12] = [
            ("$", &[""]),
            ("$.paths['/a']", &["/paths/~1a"]),
            ("$.paths[\"/b~c\"].get", &["/paths/~1b~0c/get"]),
            ("$.paths.*.get", &["/paths/~1a/get", "/paths/~1b~0c/get"]),
            ("$.paths['/a'].get['it\\'s']", &["/paths/~1a/get/it's"]),
            ("$.paths.*[?@.tags[?@ == 'y']]", &["/paths/~1a/put", "/paths/~1b~0c/get"]),
            ("$.paths.*.get.tags[?@ == 'x']", &["/paths/~1a/get/tags/0", "/paths/~1b~0c/get/tags/0"]),
            ("$..tags[-1]", &["/paths/~1a/get/tags/0", "/paths/~1a/put/tags/0", "/paths/~1b~0c/get/tags/1"]),
            ("$..[?@.n > 4.5]", &["/paths/~1a/put"]),
            ("$.paths[?match(@.get.tags[0], 'x')].get.tags[1:]", &["/paths/~1b~0c/get/tags/1"]),
            ("$.paths['/a','/a'].put.n", &["/paths/~1a/put/n"]),
            ("$.nothing.here", &[]),
        ];
        for (path, expected) in cases {
            assert_eq!(selected(path), expected, "{path}");
        }
    }

    #[test]
    fn invalid_paths_are_errors() {
        let deep = format!("$[?{}@.a{}]", "(".repeat(100_000), ")".repeat(100_000));
        let nested = format!("${}.a{}", "[?@".repeat(30), "]".repeat(30));
        for text in
            [nested.as_str(), "", "paths", "$.paths[", "$.paths[?'a' in @.tags]", "$.a b", "$[?@.x-y]", deep.as_str()]
        {
            assert!(Query::parse(text).is_err_and(|reason| !reason.is_empty()), "{text:.40}");
        }
    }
}
