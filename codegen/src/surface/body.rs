//! Request bodies: the argument of the method.

use crate::ir::{Body, BodyContent, BodyKind, Type};
use crate::name::{BodyNames, Ident as _};
use crate::surface::rust_type::{RustType, STRING, UPLOAD};
use crate::surface::{Context, type_use};

/// A request body and its names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestBody<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) body: &'a Body,
    pub(crate) names: &'a BodyNames,
}

impl RequestBody<'_> {
    /// Returns whether there are several media types, so that the argument is an enum over them.
    pub(crate) fn is_enum(&self) -> bool {
        self.body.contents.len() > 1
    }

    /// Returns whether the enum borrows the values.
    pub(crate) fn is_borrowing(&self) -> bool {
        let borrows = |content: &BodyContent| content.ty().is_some_and(|ty| !self.context.is_by_value(ty));
        self.is_enum() && self.body.contents.iter().any(borrows)
    }

    /// Returns the type of the argument.
    pub(crate) fn argument(&self) -> RustType {
        match self.body.contents.as_slice() {
            [only] => self.argument_of(only),
            _ => RustType::Into(Box::new(RustType::Own(self.names.ident.clone(), self.is_borrowing()))),
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
        if let [only] = self.body.contents.as_slice() {
            return self.spell_content(only);
        }
        let contents = self.body.contents.iter().zip(&self.names.variants);
        let each = contents.map(|(it, variant)| format!("{}({})", variant.as_str(), self.spell_content(it)));
        format!("{}: {}", self.names.ident.as_str(), each.collect::<Vec<_>>().join(" | "))
    }

    fn spell_content(&self, content: &BodyContent) -> String {
        let ty = || self.argument_of(content).spell(self.context.names);
        match &content.kind {
            BodyKind::Json(_) => ty(),
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
