//! Extensions that say something by being there.

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
    /// A schema allows no property that none of its `allOf` describes.
    ///
    /// Source: JSON Schema Core 2020-12, section 11.3 (`unevaluatedProperties`).
    Closed = "x-oasmith-closed";
    /// A component is what another file has.
    External = "x-oasmith-external";
    /// A header is a parameter, though OpenAPI 3.0 ignores one of its name.
    ///
    /// Source: OpenAPI 2.0, Parameter Object, which ignores none.
    KeptHeader = "x-oasmith-kept";
    /// A schema names properties that it does not describe.
    NamesProperties = "x-oasmith-mentions";
    /// The object takes the place of a reference that does not resolve.
    Nothing = "x-oasmith-nothing";
}
