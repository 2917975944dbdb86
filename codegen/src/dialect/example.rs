//! Example values that no later stage reads.
//!
//! They are most of some documents, and every reference to a shared response or example copies them.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.14 (`example` of a Media Type Object) and 4.7.19 (Example Object).

use std::collections::BTreeSet;

use crate::dialect::Kind;
use crate::dialect::walk::{Visit, walk};
use crate::location::Pointer;
use crate::source::Node;

/// The keywords of example values in an Example Object, and in other objects.
const VALUES: [&str; 4] = ["value", "dataValue", "serializedValue", "example"];

/// Removes the values of Example Objects, and the `example`s of all objects but schemas and parameters, except values that
/// references point to or into.
pub(super) fn remove(root: &mut Node) {
    let mut targets = Targets::default();
    walk(root, &mut targets);
    walk(root, &mut Remover { targets: targets.0 });
}

/// The references to example values, or into them.
#[derive(Default)]
struct Targets(BTreeSet<String>);

impl Visit for Targets {
    // A value that is a schema may have references too.
    const VISITS_DATA: bool = true;

    fn enter(&mut self, node: &mut Node, _place: &Pointer, _kind: Kind) -> bool {
        let target = node.get("$ref").and_then(Node::as_str).and_then(Pointer::of_reference);
        let target = target.filter(|target| VALUES.iter().any(|keyword| target.as_str().contains(keyword)));
        self.0.extend(target.map(|target| target.as_str().to_owned()));
        true
    }
}

struct Remover {
    targets: BTreeSet<String>,
}

impl Remover {
    /// Returns whether a reference points to the value at `place`, or into it.
    fn is_used(&self, place: &Pointer) -> bool {
        let within = format!("{}/", place.as_str());
        self.targets.contains(place.as_str())
            || self.targets.range(within.clone()..).next().is_some_and(|target| target.starts_with(&within))
    }
}

impl Visit for Remover {
    fn enter(&mut self, node: &mut Node, place: &Pointer, kind: Kind) -> bool {
        if kind == Kind::Object
            && let Node::Object(map) = node
        {
            // The documentation of a parameter has its example.
            let is_parameter = map.contains_key("in");
            for keyword in VALUES.into_iter().filter(|keyword| *keyword != "example" || !is_parameter) {
                if map.contains_key(keyword) && !self.is_used(&place.join(keyword)) {
                    map.shift_remove(keyword);
                }
            }
        }
        !matches!(kind, Kind::Schema | Kind::Schemas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_references_use_stay() {
        let text = r##"{"components": {
            "examples": {"Used": {"value": {"type": "object", "properties": {"a": {"type": "string"}}}}, "Unused": {"value": 1, "summary": "s"}},
            "schemas": {"S": {"$ref": "#/components/examples/Used/value/properties/a"}}
        }}"##;
        let mut diagnostics = crate::diagnostic::Diagnostics::default();
        let document = crate::source::Document::parse("t.json".as_ref(), text.into(), &mut diagnostics);
        let mut root = document.root;
        remove(&mut root);
        let at = |pointer: &str| root.at(&Pointer::parse(pointer).unwrap()).is_some();
        assert!(at("/components/examples/Used/value/type") && at("/components/examples/Unused/summary"));
        assert!(!at("/components/examples/Unused/value"));
    }
}
