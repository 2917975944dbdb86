//! Types as Rust code spells them, in fields, arguments and results.

use std::sync::Arc;

use crate::config::Maps;
use crate::ir::TypeId;
use crate::name::{Ident as _, Names, Pascal};

/// A type of Rust code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RustType {
    /// A type of the language, of a crate or of the runtime.
    Known(Known),
    /// A named type of the API, in the module `types`.
    Named(TypeId),
    /// A type of another crate, by its path.
    External(Arc<str>),
    /// An enum over the bodies of one operation, in the operation's module; perhaps with a lifetime.
    Own(Pascal, bool),
    /// `Option<T>`.
    Option(Box<Self>),
    /// `Box<T>`.
    Boxed(Box<Self>),
    /// `Vec<T>`.
    Vec(Box<Self>),
    /// A map with string keys, such as `BTreeMap<String, T>`.
    Map(Maps, Box<Self>),
    /// The runtime's stream of server-sent events.
    Events(Box<Self>),
    /// The runtime's stream of JSON lines.
    JsonLines(Box<Self>),
    /// `&T`.
    Ref(Box<Self>),
    /// `&[T]`.
    Slice(Box<Self>),
    /// A slice of any kind of strings.
    Strings,
    /// `Cow<[String]>`, of which any kind of strings makes one.
    CowStrings,
    /// `impl Into<T>`.
    Into(Box<Self>),
}

/// A type that the API does not define.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Known {
    /// How code names it.
    pub origin: Origin,
    /// Its name.
    pub name: &'static str,
    /// Its type arguments.
    pub arguments: &'static [Self],
}

/// How code names a known type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// By its name alone: a primitive type, or one of the prelude.
    Prelude,
    /// By its name, imported from this module of the standard library or of a crate.
    Import(&'static str),
    /// By its name, imported from the runtime.
    Runtime,
    /// By its path in this module, because types of an API often have its name.
    Path(&'static str),
}

impl Known {
    const fn new(origin: Origin, name: &'static str, arguments: &'static [Self]) -> Self {
        Self { origin, name, arguments }
    }

    /// Returns a primitive type, or one of the prelude.
    pub(super) const fn prelude(name: &'static str) -> Self {
        Self::new(Origin::Prelude, name, &[])
    }

    /// Returns a type that code imports from `module`.
    pub(super) const fn imported(module: &'static str, name: &'static str) -> Self {
        Self::new(Origin::Import(module), name, &[])
    }

    /// Returns a type that code names by its path.
    pub(super) const fn path(module: &'static str, name: &'static str) -> Self {
        Self::new(Origin::Path(module), name, &[])
    }

    /// Returns a type of the runtime.
    pub(super) const fn runtime(name: &'static str) -> Self {
        Self::new(Origin::Runtime, name, &[])
    }
}

pub(crate) const STR: Known = Known::prelude("str");
pub(crate) const STRING: Known = Known::prelude("String");
pub(crate) const UNIT: Known = Known::prelude("()");
pub(crate) const VALUE: Known = Known::imported("serde_json", "Value");
pub(crate) const VALUE_MAP: Known = Known::new(Origin::Import("serde_json"), "Map", &[STRING, VALUE]);
pub(crate) const BYTES: Known = Known::imported("bytes", "Bytes");
pub(crate) const INFALLIBLE: Known = Known::imported("std::convert", "Infallible");
pub(crate) const UPLOAD: Known = Known::runtime("Upload");
pub(super) const FIXED_DATE_TIME: Known =
    Known::new(Origin::Import("chrono"), "DateTime", &[Known::imported("chrono", "FixedOffset")]);

impl From<Known> for RustType {
    fn from(known: Known) -> Self {
        Self::Known(known)
    }
}

impl RustType {
    /// Returns `Option` of the type, `times` times.
    #[must_use]
    pub(super) fn optional(self, times: usize) -> Self {
        (0..times).fold(self, |ty, _| Self::Option(Box::new(ty)))
    }

    /// Returns `Box` of the type if `is_boxed`.
    #[must_use]
    pub(super) fn boxed_if(self, is_boxed: bool) -> Self {
        if is_boxed { Self::Boxed(Box::new(self)) } else { self }
    }

    /// Returns whether the type is generic, so that the compiler cannot infer the type of `None` from it.
    pub(crate) fn is_generic(&self) -> bool {
        match self {
            Self::Strings | Self::Into(_) => true,
            Self::Option(inner) => inner.is_generic(),
            _ => false,
        }
    }

    /// Returns the type as readable text, without boxes: callers need not think of them.
    pub fn spell(&self, names: &Names) -> String {
        let spell = |inner: &Self| inner.spell(names);
        match self {
            Self::Known(known) => known.spell(),
            Self::Named(id) => names.of(*id).ident.as_str().to_owned(),
            Self::External(path) => path.as_ref().to_owned(),
            Self::Own(ident, _) => ident.as_str().to_owned(),
            Self::Option(inner) => format!("Option<{}>", spell(inner)),
            Self::Boxed(inner) => spell(inner),
            Self::Vec(item) => format!("Vec<{}>", spell(item)),
            Self::Map(maps, value) => format!("{}<String, {}>", maps.type_name(), spell(value)),
            Self::Events(event) => format!("Events<{}>", spell(event)),
            Self::JsonLines(line) => format!("JsonLines<{}>", spell(line)),
            Self::Ref(inner) => format!("&{}", spell(inner)),
            Self::Slice(item) => format!("&[{}]", spell(item)),
            Self::Strings | Self::CowStrings => "&[&str]".to_owned(),
            Self::Into(inner) => format!("impl Into<{}>", spell(inner)),
        }
    }
}

impl Known {
    /// Returns the type as readable text.
    pub(super) fn spell(self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(|argument| argument.spell()).collect();
        match arguments.as_slice() {
            [] => self.name.to_owned(),
            arguments => format!("{}<{}>", self.name, arguments.join(", ")),
        }
    }
}
