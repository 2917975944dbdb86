//! Bounds beyond the numbers of the model.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::Node;

/// Bounds of a schema beyond 64 bits.
///
/// Source: OpenAPI 3.0.4, section 4.7.24 (`minimum`, `maximum`, `exclusiveMinimum`, `exclusiveMaximum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wide {
    /// The bounds of an integer schema allow values beyond 64 bits.
    Integers,
    /// The bounds of an untyped schema that are beyond 64 bits.
    Bounds { minimum: Option<i128>, maximum: Option<i128> },
}

impl Wide {
    /// Returns the minimum.
    pub(crate) fn minimum(self) -> Option<i128> {
        if let Self::Bounds { minimum, .. } = self { minimum } else { None }
    }

    /// Returns the maximum.
    pub(crate) fn maximum(self) -> Option<i128> {
        if let Self::Bounds { maximum, .. } = self { maximum } else { None }
    }
}

impl Extension for Wide {
    const NAME: &'static str = "x-oasmith-wide";

    fn to_node(&self) -> Node {
        let Self::Bounds { minimum, maximum } = self else { return Node::Bool(true) };
        let bounds = [("minimum", minimum), ("maximum", maximum)].into_iter();
        // As strings, because the model has no wider integer.
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
