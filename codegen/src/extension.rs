//! Private extensions that carry meanings without a keyword in OpenAPI 3.0 from `dialect` to `lower`.
//!
//! The vocabulary is closed: [`NAMES`] lists it, and `dialect` removes every other extension of this prefix from documents.

mod events;
mod mark;
mod matcher;
mod style;
mod tuple;
mod wide;

use indexmap::IndexMap;
use serde_json::Value;

#[cfg(test)]
use crate::ir::Matcher;
use crate::source::{Map, Node};

pub(crate) use events::NamedEvents;
pub(crate) use mark::{Closed, External, KeptHeader, NamesProperties, Nothing};
pub(crate) use style::{Joined, OtherStyle};
pub(crate) use tuple::TupleItems;
pub(crate) use wide::Wide;

/// The prefix of all private extensions.
pub(crate) const PREFIX: &str = "x-oasmith-";

/// The key of a path item for its operations with methods that OpenAPI 3.0 lacks, by method.
///
/// Source: OpenAPI 3.2.0, section 4.9 (`query`, `additionalOperations`).
pub(crate) const OPERATIONS: &str = "x-oasmith-operations";

/// The key of the document for shared objects of other files, by name.
pub(crate) const SHARED: &str = "x-oasmith-shared";

/// The key of a request body for the pointers to its unused parameters.
pub(crate) const UNUSED: &str = "x-oasmith-unused";

/// The names of all extensions.
#[cfg(test)]
pub(crate) const NAMES: [&str; 19] = [
    AllowReserved::NAME,
    Beside::NAME,
    Closed::NAME,
    DefaultMapping::NAME,
    Explode::NAME,
    External::NAME,
    Joined::NAME,
    KeptHeader::NAME,
    NamedEvents::NAME,
    NamesProperties::NAME,
    Nothing::NAME,
    OPERATIONS,
    HoistedFrom::NAME,
    OtherStyle::NAME,
    PartType::NAME,
    Matcher::NAME,
    SHARED,
    TupleItems::NAME,
    Wide::NAME,
];

/// A typed extension.
pub(crate) trait Extension: Sized {
    /// Its name.
    const NAME: &'static str;

    /// Returns the value to store in a document.
    fn to_node(&self) -> Node;

    /// Parses the value in a document; `None` if it is not one of this extension.
    fn from_json(value: &Value) -> Option<Self>;

    /// Adds the extension to an object.
    fn write(&self, object: &mut Map) {
        object.insert(Self::NAME.to_owned(), self.to_node());
    }

    /// Reads the extension from the extensions of a model object.
    fn read(extensions: &IndexMap<String, Value>) -> Option<Self> {
        Self::from_json(extensions.get(Self::NAME)?)
    }

    /// Returns whether an object has the extension.
    fn is_on(object: &Map) -> bool {
        object.contains_key(Self::NAME)
    }
}

/// Defines extensions with a string.
macro_rules! texts {
    ($($(#[doc = $doc:literal])* $type:ident = $name:literal;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub(crate) struct $type(pub(crate) String);

            impl Extension for $type {
                const NAME: &'static str = $name;

                fn to_node(&self) -> Node {
                    Node::String(self.0.clone())
                }

                fn from_json(value: &Value) -> Option<Self> {
                    value.as_str().map(|text| Self(text.to_owned()))
                }
            }
        )*
    };
}

/// Defines extensions with a boolean.
macro_rules! booleans {
    ($($(#[doc = $doc:literal])* $type:ident = $name:literal;)*) => {
        $(
            $(#[doc = $doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub(crate) struct $type(pub(crate) bool);

            impl Extension for $type {
                const NAME: &'static str = $name;

                fn to_node(&self) -> Node {
                    Node::Bool(self.0)
                }

                fn from_json(value: &Value) -> Option<Self> {
                    value.as_bool().map(Self)
                }
            }
        )*
    };
}

texts! {
    /// The original pointer of a schema that `dialect` made a component.
    HoistedFrom = "x-oasmith-origin";
    /// The media type of a part of a multipart body, from its schema.
    ///
    /// Source: OpenAPI 3.1.1, section 4.8.14.4.4 (`contentMediaType`, `contentEncoding`).
    PartType = "x-oasmith-part";
    /// The schema of values whose discriminator is absent or not mapped.
    ///
    /// Source: OpenAPI 3.2.0, section 4.25 (`defaultMapping`).
    DefaultMapping = "x-oasmith-default";
}

booleans! {
    /// `explode` of an encoding or a header, which the model lacks or can't distinguish from its absence.
    Explode = "x-oasmith-explode";
    /// `allowReserved` of a parameter or an encoding, which the model lacks or can't distinguish from its absence.
    AllowReserved = "x-oasmith-allow-reserved";
}

/// The siblings of a reference that override fields of its target.
///
/// Source: OpenAPI 3.1.1, section 4.8.23 (Reference Object).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Beside(pub(crate) Map);

impl Beside {
    const NAME: &'static str = "x-oasmith-beside";

    pub(crate) fn write(self, object: &mut Map) {
        object.insert(Self::NAME.to_owned(), Node::Object(self.0));
    }

    /// Returns the overriding siblings of the reference `node`.
    pub(crate) fn of(node: &Node) -> Option<&Map> {
        node.get(Self::NAME)?.as_object()
    }
}

#[cfg(test)]
mod tests;
