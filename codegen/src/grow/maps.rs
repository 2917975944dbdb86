//! Object schemas that have gained their first property: the type of one without properties is a map, and the callers of the
//! existing crate use it as one.

use std::collections::BTreeMap;

use crate::grow::places::at_place;
use crate::grow::text::Texts;
use crate::ir::{ExistingMap, Object, Shape, Type, TypeId};
use crate::location::Pointer;
use crate::name::Ident as _;

/// Returns the locations of the object schemas with properties whose types are maps in the existing crate.
pub(super) fn maps(texts: Texts<'_>) -> BTreeMap<Pointer, ExistingMap> {
    let is_object = |id: &TypeId| matches!(texts.api.type_def(*id).shape, Shape::Object(_));
    let ids = texts.api.type_ids().filter(is_object);
    ids.filter_map(|id| Some((texts.api.type_def(id).pointer.clone(), existing(texts, id)?))).collect()
}

/// Returns which map the type is in the existing crate.
fn existing(texts: Texts<'_>, id: TypeId) -> Option<ExistingMap> {
    let (ident, previous) = (&texts.names.of(id).ident, texts.previous);
    let is_map = |ty: &Type, text: &str| texts.fits_with_map(ty, text, id).then_some(());
    if previous.has_type(ident) {
        is_map(&Type::Ref(id), previous.typed_part(ident.as_str(), "")?)?;
    } else {
        at_place(texts, id, &|owner| texts.name(owner), &is_map)?;
    }
    Some(match &texts.api.type_def(id).shape {
        Shape::Object(Object { rest: Some(rest), .. }) if *rest != Type::Any => ExistingMap::OneType,
        _ => ExistingMap::AnyValues,
    })
}
