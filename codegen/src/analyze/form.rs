//! Which types are forms in parts, and which of their members are files.
//!
//! Source: OpenAPI 3.0.4, section 4.7.14.5 (considerations for `multipart` content).

use std::collections::BTreeSet;

use crate::ir::{Api, BodyKind, Shape, Type, TypeId};

/// What a member of a form is that is sent as files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploads {
    /// One file.
    One,
    /// Any number of files.
    Many,
}

/// The objects that are sent as forms in parts and have members that are files.
pub(super) fn forms(api: &Api) -> BTreeSet<TypeId> {
    let mut forms = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for content in api.operations.iter().filter_map(|it| it.body.as_ref()).flat_map(|body| &body.contents) {
        if let BodyKind::Multipart(ty, _) = &content.kind {
            find(api, ty, &mut seen, &mut forms);
        }
    }
    forms
}

fn find(api: &Api, ty: &Type, seen: &mut BTreeSet<TypeId>, forms: &mut BTreeSet<TypeId>) {
    let Type::Ref(id) = ty else { return };
    if !seen.insert(*id) {
        return;
    }
    match &api.type_def(*id).shape {
        Shape::Alias(inner) => find(api, inner, seen, forms),
        Shape::Union(union) => union.variants.iter().for_each(|variant| find(api, &variant.ty, seen, forms)),
        Shape::Object(object) if object.fields.iter().any(|field| uploads(api, &field.ty).is_some()) => {
            forms.insert(*id);
        }
        _ => {}
    }
}

/// What a member of a form is of this type, where it is sent as files.
pub(super) fn uploads(api: &Api, ty: &Type) -> Option<Uploads> {
    match plain(api, ty) {
        Type::Binary => Some(Uploads::One),
        Type::Array(item) if *plain(api, item) == Type::Binary => Some(Uploads::Many),
        _ => None,
    }
}

/// The type behind aliases and null.
fn plain<'t>(api: &'t Api, ty: &'t Type) -> &'t Type {
    let mut ty = ty;
    for _ in 0..=api.types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Ref(id) => match &api.type_def(*id).shape {
                Shape::Alias(inner) => ty = inner,
                _ => return ty,
            },
            _ => return ty,
        }
    }
    ty
}
