//! Extensions without a value.

use serde_json::Value;

use crate::extension::Extension;
use crate::source::Node;

macro_rules! marks {
    ($($(#[doc = $doc:literal])* $type:ident = $name:literal;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) struct $type;

            impl Extension for $type {
                const NAME: &'static str = $name;

                fn to_node(&self) -> Node {
                    Node::Bool(true)
                }

                fn from_json(_: &Value) -> Option<Self> {
                    Some(Self)
                }
            }
        )*
    };
}

marks! {
    /// The schema allows no property that its `allOf` does not describe.
    ///
    /// Source: JSON Schema Core 2020-12, section 11.3 (`unevaluatedProperties`).
    Closed = "x-oasmith-closed";
    /// The component comes from another file.
    External = "x-oasmith-external";
    /// The header is a parameter, although OpenAPI 3.0 ignores its name.
    ///
    /// Source: OpenAPI 2.0, Parameter Object, which ignores no name.
    KeptHeader = "x-oasmith-kept";
    /// The schema names properties that it does not describe.
    NamesProperties = "x-oasmith-mentions";
    /// The object replaces an unresolved reference.
    Nothing = "x-oasmith-nothing";
}
