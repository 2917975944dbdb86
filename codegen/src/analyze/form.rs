//! Multipart forms, and their properties that are files.
//!
//! Source: OpenAPI 3.0.4, section 4.7.14.5 (considerations for `multipart` content).

use std::collections::BTreeSet;

use crate::ir::{Api, BodyKind, Shape, Type, TypeId};

/// The uploads of a form's property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploads {
    /// One file.
    One,
    /// Any number of files.
    Many,
}

/// Returns the objects that are sent as multipart forms and have properties that are files.
pub(crate) fn forms(api: &Api) -> BTreeSet<TypeId> {
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
        Shape::Object(object) => {
            let mut parts = object.fields.iter().map(|field| &field.ty).chain(&object.rest);
            if parts.any(|ty| uploads(api, ty).is_some()) {
                forms.insert(*id);
            }
        }
        _ => {}
    }
}

/// Returns the uploads of a form's property of this type. A property that may be a file or another value is an upload,
/// which may contain text.
pub(super) fn uploads(api: &Api, ty: &Type) -> Option<Uploads> {
    within(api, ty, 0)
}

/// Returns whether a property of this type is one or several files, in a form that responses contain too if `is_received`.
pub(crate) fn is_upload(api: &Api, ty: &Type, is_received: bool) -> bool {
    // A union that responses contain too remains a union.
    !(is_received && is_union(api, ty)) && uploads(api, ty).is_some()
}

/// Returns whether a property of this type may be a file or another value.
fn is_union(api: &Api, ty: &Type) -> bool {
    match plain(api, ty) {
        Type::Array(item) => matches!(plain(api, item), Type::Ref(_) | Type::Array(_)),
        ty => matches!(ty, Type::Ref(_)),
    }
}

/// The maximum depth of lists and unions of files.
const MAX_DEPTH: usize = 8;

fn within(api: &Api, ty: &Type, depth: usize) -> Option<Uploads> {
    if depth > MAX_DEPTH {
        return None;
    }
    match plain(api, ty) {
        Type::Binary => Some(Uploads::One),
        Type::Array(item) => within(api, item, depth + 1).map(|_| Uploads::Many),
        Type::Ref(id) => {
            let Shape::Union(union) = &api.type_def(*id).shape else { return None };
            union.variants.iter().find(|variant| within(api, &variant.ty, depth + 1).is_some())?;
            let is_list = |ty: &Type| matches!(plain(api, ty), Type::Array(_));
            let is_many = |ty: &Type| is_list(ty) || within(api, ty, depth + 1) == Some(Uploads::Many);
            let has_many = union.variants.iter().any(|variant| is_many(&variant.ty));
            Some(if has_many { Uploads::Many } else { Uploads::One })
        }
        _ => None,
    }
}

/// Returns the type without aliases and null.
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
