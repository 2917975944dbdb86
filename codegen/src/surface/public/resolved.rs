//! Types with aliases expanded. A type with several names has the one that the code has.

use std::collections::HashMap;
use std::fmt;

use crate::config::{PathTree, RustPath};
use crate::ir::Shape;
use crate::name::Ident as _;
use crate::surface::body::BodySource;
use crate::surface::rust_type::{BYTES, Known, Origin, RustType, STR, STRING, UPLOAD};
use crate::surface::{Context, public};

/// How many aliases within each other are expanded. A change of a further one is a change of its own item.
const MAX_ALIASES: usize = 32;

/// A type with aliases expanded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResolvedType {
    /// A type of the generated crate, by its path.
    Own(String),
    /// A type alias of the generated crate, by its path, and its target.
    Alias(String, Box<Self>),
    /// Any other type: its name, and its arguments.
    Other(String, Vec<Self>),
}

impl ResolvedType {
    /// Returns a type without arguments.
    pub(super) fn plain(name: impl Into<String>) -> Self {
        Self::Other(name.into(), Vec::new())
    }

    /// Returns a type with one argument.
    pub(super) fn of(name: &str, argument: Self) -> Self {
        Self::Other(name.to_owned(), vec![argument])
    }

    /// Calls `each` with the type and all types in it.
    pub(crate) fn each<'t>(&'t self, each: &mut impl FnMut(&'t Self)) {
        each(self);
        match self {
            Self::Own(_) => {}
            Self::Alias(_, target) => target.each(each),
            Self::Other(_, arguments) => arguments.iter().for_each(|ty| ty.each(each)),
        }
    }

    /// Returns the type itself, not an alias of it.
    pub(super) fn target(self) -> Self {
        match self {
            Self::Alias(_, target) => target.target(),
            other => other,
        }
    }

    /// Returns the type without aliases, and with the paths of the types themselves, in a crate with these equal paths.
    #[must_use]
    pub fn renamed(&self, same: &HashMap<String, String>) -> Self {
        match self {
            Self::Own(path) => Self::Own(same.get(path).unwrap_or(path).clone()),
            Self::Alias(_, target) => target.renamed(same),
            Self::Other(name, arguments) => {
                Self::Other(name.clone(), arguments.iter().map(|it| it.renamed(same)).collect())
            }
        }
    }
}

impl fmt::Display for ResolvedType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &[Self]| {
            items.iter().enumerate().try_for_each(|(index, it)| {
                let comma = if index > 0 { ", " } else { "" };
                write!(f, "{comma}{it}")
            })
        };
        match self {
            Self::Own(path) => f.write_str(last(path)),
            Self::Alias(_, target) => write!(f, "{target}"),
            Self::Other(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                (_, []) => f.write_str(last(name)),
                ("&", [inner]) => write!(f, "&{inner}"),
                ("[]", [inner]) => write!(f, "[{inner}]"),
                (name, arguments) => {
                    write!(f, "{}<", last(name))?;
                    list(f, arguments)?;
                    f.write_str(">")
                }
            },
        }
    }
}

impl Context<'_> {
    /// Returns the type with aliases expanded. `module` is the path of the operations of which an enum over bodies is.
    pub(super) fn resolve(self, ty: &RustType, module: &str) -> ResolvedType {
        self.resolve_within(ty, module, MAX_ALIASES)
    }

    fn resolve_within(self, ty: &RustType, module: &str, aliases: usize) -> ResolvedType {
        let inner = |ty: &RustType| self.resolve_within(ty, module, aliases);
        match ty {
            RustType::Known(known) => known_type(known),
            RustType::External(path) => external(path),
            RustType::Named(id) => {
                if let Shape::Alias(target) = &self.api.type_def(*id).shape
                    && !self.facts.is_newtype(*id)
                    && aliases > 0
                {
                    let path = public::type_path(&self.names.of(*id).ident);
                    return ResolvedType::Alias(
                        path,
                        Box::new(self.resolve_within(&self.owned(target), module, aliases - 1)),
                    );
                }
                ResolvedType::Own(public::type_path(&self.names.of(*id).ident))
            }
            RustType::Own(ident, _) => ResolvedType::Own(format!("{module}::{}", ident.as_str())),
            RustType::Option(ty) => ResolvedType::of("Option", inner(ty)),
            RustType::Boxed(ty) => ResolvedType::of("Box", inner(ty)),
            RustType::Vec(ty) => ResolvedType::of("Vec", inner(ty)),
            RustType::Map(maps, ty) => {
                let name = format!("{}::{}", maps.module(), maps.type_name());
                ResolvedType::Other(name, vec![known_type(&STRING), inner(ty)])
            }
            RustType::Events(ty) => ResolvedType::of("Events", inner(ty)),
            RustType::JsonLines(ty) => ResolvedType::of("JsonLines", inner(ty)),
            RustType::Ref(ty) => ResolvedType::of("&", inner(ty)),
            RustType::Slice(ty) => ResolvedType::of("&", ResolvedType::of("[]", inner(ty))),
            RustType::Strings => ResolvedType::plain("&[impl AsRef<str>]"),
            RustType::CowStrings => ResolvedType::plain("std::borrow::Cow<[String]>"),
            RustType::Into(ty) => ResolvedType::of("impl Into", inner(ty)),
        }
    }

    /// Returns the types that callers can pass for an argument of this type.
    pub(super) fn accepted(self, ty: &RustType, module: &str) -> Vec<ResolvedType> {
        let variant = match ty {
            RustType::Strings => &RustType::CowStrings,
            RustType::Into(inner) => inner,
            ty => ty,
        };
        // Only an enum over media types takes a value for an `Option`.
        let sources = BodySource::all(variant).into_iter().filter(|source| !matches!(source, BodySource::NonNull(_)));
        let mut accepted: Vec<ResolvedType> = sources.filter_map(|source| self.source(&source, module)).collect();
        if *variant == UPLOAD.into() {
            // A body of bytes alone takes text too; among several media types, text may be a body of its own.
            accepted.extend([known_type(&STRING), ResolvedType::of("&", known_type(&STR))]);
        }
        accepted
    }

    /// Returns the type of a source. An array is passed as a slice too, so that it is none of its own.
    pub(super) fn source(self, source: &BodySource, module: &str) -> Option<ResolvedType> {
        let reference = |ty| ResolvedType::of("&", ty);
        let byte = || ResolvedType::plain("u8");
        Some(match source {
            BodySource::Own(ty) => self.resolve(ty, module),
            BodySource::Slice(item) => self.resolve(&RustType::Slice(Box::new(item.clone())), module),
            BodySource::Str | BodySource::StaticStr => reference(known_type(&STR)),
            BodySource::StringRef => reference(known_type(&STRING)),
            BodySource::BoxRef(inner) => reference(ResolvedType::of("Box", self.resolve(inner, module))),
            BodySource::VecRef(item) => reference(ResolvedType::of("Vec", self.resolve(item, module))),
            BodySource::Array(_) => return None,
            BodySource::ByteVec => ResolvedType::of("Vec", byte()),
            BodySource::StaticBytes => reference(ResolvedType::of("[]", byte())),
            BodySource::Bytes => known_type(&BYTES),
            BodySource::NonNull(source) => return self.source(source, module),
        })
    }
}

/// Returns a type that the API does not define, by its full path unless it belongs to the prelude or the runtime.
pub(super) fn known_type(known: &Known) -> ResolvedType {
    let name = match known.origin {
        Origin::Import(module) | Origin::Path(module) => format!("{module}::{}", known.name),
        Origin::Prelude | Origin::Runtime => known.name.to_owned(),
    };
    ResolvedType::Other(name, known.arguments.iter().map(known_type).collect())
}

/// Returns a type of the settings, which may be one of the prelude or one that the API uses too.
fn external(path: &str) -> ResolvedType {
    RustPath::parse(path).map_or_else(|_| ResolvedType::plain(path), |path| of_tree(&path.tree()))
}

fn of_tree(tree: &PathTree) -> ResolvedType {
    let arguments = tree.arguments.iter().map(of_tree).collect();
    ResolvedType::Other(without_prelude(&tree.name).to_owned(), arguments)
}

/// Returns the name of a type of the prelude, or the path of another one.
fn without_prelude(path: &str) -> &str {
    const PRELUDE: [&str; 4] = ["Box", "Option", "String", "Vec"];
    let is_standard = ["std::", "alloc::", "core::"].iter().any(|start| path.starts_with(start));
    if is_standard && PRELUDE.contains(&last(path)) { last(path) } else { path }
}

/// Returns the last segment of a path.
fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
