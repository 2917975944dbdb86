//! Example values that no later stage reads.
//!
//! They are most of some documents, and every reference to a shared response or example copies them.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.14 (`example` of a Media Type Object) and 4.7.19 (Example Object).

use crate::dialect::Kind;
use crate::dialect::walk::{Visit, walk};
use crate::location::Pointer;
use crate::source::Node;

/// Removes the values of Example Objects, and the `example`s of all objects but schemas and parameters.
pub(super) fn remove(root: &mut Node) {
    walk(root, &mut Remover);
}

struct Remover;

impl Visit for Remover {
    fn enter(&mut self, node: &mut Node, _place: &Pointer, kind: Kind) -> bool {
        if kind == Kind::Object
            && let Node::Object(map) = node
        {
            for keyword in ["value", "dataValue", "serializedValue"] {
                map.shift_remove(keyword);
            }
            // The documentation of a parameter has its example.
            if !map.contains_key("in") {
                map.shift_remove("example");
            }
        }
        !matches!(kind, Kind::Schema | Kind::Schemas)
    }
}
