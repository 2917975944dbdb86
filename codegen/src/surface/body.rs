//! Request bodies: the argument of the method.

use crate::ir::{Body, BodyContent, BodyKind, Type};
use crate::name::{BodyNames, Ident as _, Pascal};
use crate::surface::rust_type::{RustType, STR, STRING, UPLOAD};
use crate::surface::{Context, type_use};

/// A request body and its names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestBody<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) body: &'a Body,
    pub(crate) names: &'a BodyNames,
}

/// A type that converts into a variant of the enum over several media types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodySource {
    /// The type of the variant.
    Own(RustType),
    /// `&str`.
    Str,
    /// `&String`.
    StringRef,
    /// `&Box<T>`.
    BoxRef(RustType),
    /// `&[T]`.
    Slice(RustType),
    /// `&Vec<T>`.
    VecRef(RustType),
    /// `&[T; N]`.
    Array(RustType),
    /// `Vec<u8>`.
    ByteVec,
    /// `&'static [u8]`.
    StaticBytes,
    /// `Bytes`.
    Bytes,
    /// `&'static str`, as bytes.
    StaticStr,
    /// A type that converts into the value of a variant that may be null.
    NonNull(Box<Self>),
}

impl BodySource {
    /// Returns the types that convert into a variant of this type: those that the method takes if the media type is the only
    /// one. `None` converts into the first variant that may be null.
    pub(super) fn all(variant: &RustType) -> Vec<Self> {
        match variant {
            RustType::Ref(inner) if **inner == STR.into() => vec![Self::Str, Self::StringRef],
            RustType::Slice(item) => Self::lists(item),
            RustType::CowStrings => {
                let items = [STRING.into(), RustType::Ref(Box::new(STR.into()))];
                items.iter().flat_map(Self::lists).collect()
            }
            ty if *ty == STRING.into() => vec![Self::Str, Self::StringRef, Self::Own(STRING.into())],
            ty if *ty == UPLOAD.into() => {
                vec![Self::Own(UPLOAD.into()), Self::ByteVec, Self::StaticBytes, Self::Bytes]
            }
            RustType::Option(inner) => {
                let non_null = Self::all(inner).into_iter().map(|source| Self::NonNull(Box::new(source)));
                [Self::Own(variant.clone())].into_iter().chain(non_null).collect()
            }
            ty => vec![Self::Own(ty.clone())],
        }
    }

    /// Returns whether the type is an array.
    pub(crate) fn is_array(&self) -> bool {
        matches!(self.type_of(), Self::Array(_))
    }

    /// Returns the source whose type this one has.
    fn type_of(&self) -> &Self {
        if let Self::NonNull(source) = self { source.type_of() } else { self }
    }

    /// Returns whether two sources have values of one type.
    fn overlaps(&self, other: &Self) -> bool {
        let is_str = |source: &Self| matches!(source.type_of(), Self::Str | Self::StaticStr);
        self.type_of() == other.type_of() || (is_str(self) && is_str(other))
    }

    fn lists(item: &RustType) -> Vec<Self> {
        vec![Self::Slice(item.clone()), Self::VecRef(item.clone()), Self::Array(item.clone())]
    }
}

impl<'a> RequestBody<'a> {
    /// Returns the types that convert into the enum over several media types, each with the type and the name of its variant.
    /// Of several media types with one type, the first has the conversion.
    pub(crate) fn conversions(&self) -> Vec<(BodySource, RustType, &'a Pascal)> {
        let (mut types, mut all): (Vec<RustType>, Vec<(BodySource, RustType, &'a Pascal)>) = Default::default();
        for (content, name) in self.body.contents.iter().zip(&self.names.variants) {
            let variant = self.variant(content);
            let ty = content.ty().map(|ty| self.context.borrowed(&self.context.expanded(ty)));
            let ty = ty.unwrap_or_else(|| variant.clone());
            if types.contains(&ty) {
                continue;
            }
            types.push(ty);
            // A body of bytes alone takes text, too, and keeps doing so if the document gains another media type.
            let takes_text = types.len() == 1 && variant == UPLOAD.into();
            let text = [BodySource::Own(STRING.into()), BodySource::StaticStr].into_iter().filter(|_| takes_text);
            let has_null = all.iter().any(|(_, variant, _)| matches!(variant, RustType::Option(_)));
            let sources = BodySource::all(&variant).into_iter().chain(self.boxed(&variant)).chain(text);
            for source in sources.filter(|it| !(has_null && matches!(it, BodySource::Own(RustType::Option(_))))) {
                if all.iter().all(|(other, ..)| !other.overlaps(&source)) {
                    all.push((source, variant.clone(), name));
                }
            }
        }
        // If no other media type takes text, bytes do.
        let bytes = all.iter().find(|(source, ..)| *source == BodySource::Own(UPLOAD.into())).cloned();
        if let Some((_, variant, name)) = bytes {
            let is_free = |source: &BodySource| all.iter().all(|(other, ..)| !other.overlaps(source));
            let missing = [BodySource::Own(STRING.into()), BodySource::StaticStr].into_iter().filter(is_free);
            all.extend(missing.map(|source| (source, variant.clone(), name)).collect::<Vec<_>>());
        }
        all
    }

    /// Returns the reference to a box that callers find in a type of the crate.
    fn boxed(&self, variant: &RustType) -> Option<BodySource> {
        match variant {
            RustType::Option(inner) => self.boxed(inner).map(|source| BodySource::NonNull(Box::new(source))),
            RustType::Ref(inner) => match &**inner {
                RustType::Named(id) => {
                    let id = self.context.behind(&Type::Ref(*id)).map_or(*id, |(id, _)| id);
                    self.context.facts.contains_itself(id).then(|| BodySource::BoxRef((**inner).clone()))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

impl RequestBody<'_> {
    /// Returns whether the argument is an enum over the media types: there are several of them, or the body may be null. `None`
    /// must still be an argument when the document gains a second media type.
    pub(crate) fn is_enum(&self) -> bool {
        self.sole().is_none()
    }

    /// Returns the only media type, unless the body may be null.
    pub(crate) fn sole(&self) -> Option<&BodyContent> {
        let [only] = self.body.contents.as_slice() else { return None };
        let is_nullable = only.ty().is_some_and(|ty| self.context.is_nullable(ty));
        (!is_nullable).then_some(only)
    }

    /// Returns whether a variant of the enum borrows its value. The enum has a lifetime even if none does: a media type that the
    /// document gains may need it.
    pub(crate) fn is_borrowing(&self) -> bool {
        let borrows =
            |content: &BodyContent| content.ty().is_some_and(|ty| !self.context.is_by_value(self.context.value(ty)));
        self.body.contents.iter().any(borrows)
    }

    /// Returns the type of the argument.
    pub(crate) fn argument(&self) -> RustType {
        match self.sole() {
            Some(only) => self.argument_of(only),
            None => RustType::Into(Box::new(RustType::Own(self.names.ident.clone(), true))),
        }
    }

    /// Returns the type of the argument of a body with one media type.
    fn argument_of(&self, content: &BodyContent) -> RustType {
        match (content.ty(), &content.kind) {
            (Some(ty), _) => match self.map_of_files(content) {
                Some(map) => RustType::Ref(Box::new(map)),
                None => self.context.argument(ty),
            },
            (None, BodyKind::Bytes) => RustType::Into(Box::new(UPLOAD.into())),
            (None, _) => RustType::Into(Box::new(STRING.into())),
        }
    }

    /// Returns the type of the value of a variant, in the enum over several media types.
    pub(crate) fn variant(&self, content: &BodyContent) -> RustType {
        match (content.ty(), &content.kind) {
            (Some(ty), _) => match self.map_of_files(content) {
                Some(map) => RustType::Ref(Box::new(map)),
                None => self.context.borrowed(ty),
            },
            (None, BodyKind::Bytes) => UPLOAD.into(),
            (None, _) => STRING.into(),
        }
    }

    /// Returns the map type of a multipart form whose values are all files.
    fn map_of_files(&self, content: &BodyContent) -> Option<RustType> {
        let BodyKind::Multipart(ty, _) = &content.kind else { return None };
        let Type::Map(value) = self.context.resolved(ty) else { return None };
        let uploads = self.context.facts.uploads_of_map(self.context.api, value)?;
        Some(RustType::Map(self.context.config.maps, Box::new(type_use::upload(uploads))))
    }

    /// Returns the argument's type as readable text.
    pub(crate) fn spell(&self) -> String {
        if let Some(only) = self.sole() {
            return self.spell_content(only);
        }
        let contents = self.body.contents.iter().zip(&self.names.variants);
        let each = contents.map(|(it, variant)| format!("{}({})", variant.as_str(), self.spell_content(it)));
        format!("{}: {}", self.names.ident.as_str(), each.collect::<Vec<_>>().join(" | "))
    }

    fn spell_content(&self, content: &BodyContent) -> String {
        let ty = || self.argument_of(content).spell(self.context.names);
        match &content.kind {
            BodyKind::Json(_) if content.media_type == "application/json" => ty(),
            BodyKind::Json(_) => format!("{} as {}", ty(), content.media_type),
            BodyKind::Lines(_) => format!("lines {}", ty()),
            BodyKind::Form(..) => format!("form {}", ty()),
            BodyKind::Multipart(..) if content.media_type == "multipart/form-data" => format!("multipart {}", ty()),
            BodyKind::Multipart(..) => format!("{} {}", content.media_type, ty()),
            BodyKind::Plain(_) => format!("{} as {}", ty(), content.media_type),
            BodyKind::Text => format!("String as {}", content.media_type),
            BodyKind::Bytes => format!("Upload as {}", content.media_type),
        }
    }
}
