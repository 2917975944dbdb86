//! Bounds that the model has no number for.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::Node;

/// Bounds of a schema beyond 64 bits.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 (`minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    /// Those of a schema of integers: they allow values that no integer of 64 bits is.
    Integers,
    /// Those of a schema without a type: the least and the greatest value, as far as they are beyond 64 bits.
    Bounds { minimum: Option<i128>, maximum: Option<i128> },
}

impl Wide {
    /// The least value.
    pub(crate) fn minimum(self) -> Option<i128> {
        if let Self::Bounds { minimum, .. } = self { minimum } else { None }
    }

    /// The greatest value.
    pub(crate) fn maximum(self) -> Option<i128> {
        if let Self::Bounds { maximum, .. } = self { maximum } else { None }
    }
}

impl Extension for Wide {
    const NAME: &'static str = "x-oasmith-wide";

    fn to_node(&self) -> Node {
        let Self::Bounds { minimum, maximum } = self else { return Node::Bool(true) };
        let bounds = [("minimum", minimum), ("maximum", maximum)].into_iter();
        // As text: the model has no integer as wide.
        let bounds = bounds.filter_map(|(name, bound)| Some((name.to_owned(), Node::String((*bound)?.to_string()))));
        Node::Object(bounds.collect())
    }

    fn from_json(value: &Value) -> Option<Self> {
        if value.as_bool() == Some(true) {
            return Some(Self::Integers);
        }
        let bound = |name: &str| value.get(name).and_then(Value::as_str).and_then(|text| text.parse().ok());
        Some(Self::Bounds { minimum: bound("minimum"), maximum: bound("maximum") })
    }
}
