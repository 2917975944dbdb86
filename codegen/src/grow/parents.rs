//! Inline schemas that add to a parent, and were only the parent in the existing crate: such as an `allOf` with a single
//! reference to a component with `discriminator` and children, that has gained a further part.
//!
//! The type at such a place stays the union of the children, each of which gains the further properties.

use std::collections::BTreeMap;

use crate::analyze::{self, Numbers};
use crate::grow::alike;
use crate::grow::join::Relaxed;
use crate::grow::places::at_place;
use crate::grow::text::{Texts, name_within};
use crate::grow::wrappers::{self, Target, Wrappers, is_inline};
use crate::ir::alias::{behind, object_behind};
use crate::ir::{Api, Field, Object, Shape, Type, TypeId};
use crate::name::Ident as _;

/// The largest number of unions within each other.
const MAX_DEPTH: usize = 8;

/// Returns the model in which such places have the union again, and the properties that only some of the schemas of a type have;
/// `None` if there are none.
pub(super) fn spread(texts: Texts<'_>) -> Option<(Api, Relaxed)> {
    let is_own = |id: &TypeId| texts.previous.is_own(texts.names.of(*id).ident.as_str());
    let ids = || texts.api.type_ids();
    let by_name: BTreeMap<&str, TypeId> =
        ids().filter(is_own).map(|id| (texts.names.of(id).ident.as_str(), id)).collect();
    let is_new =
        |id: &TypeId| is_inline(texts.api.type_def(*id)) && !texts.previous.has_type(&texts.names.of(*id).ident);
    let candidate = |id: TypeId| {
        let Shape::Object(object) = &texts.api.type_def(id).shape else { return None };
        let listed = at_place(texts, id, &|owner| texts.name(owner), &|ty, text| name_within(ty, text, id))?;
        let parent = *by_name.get(texts.previous.canonical(listed))?;
        matches!(texts.api.type_def(parent).shape, Shape::Union(_)).then_some((id, parent, object))
    };
    let candidates: Vec<(TypeId, TypeId, &Object)> = ids().filter(is_new).filter_map(candidate).collect();
    if candidates.is_empty() {
        return None;
    }
    let mut spread = Spread { api: texts.api.clone(), gained: Relaxed::new(), texts };
    let [sent, _] = analyze::directions_of_all(texts.api);
    let mut found = Wrappers::new();
    for (id, parent, object) in candidates {
        if spread.gain(parent, object, sent[id.index()]) {
            found.insert(id, Target::new(parent));
        }
    }
    for (id, target) in &found {
        spread.api.types[id.index()].shape = Shape::Alias(Type::Ref(target.own));
    }
    let (api, numbers) = wrappers::without(spread.api, &found);
    (!found.is_empty()).then(|| (api, renumbered(spread.gained, &numbers)))
}

fn renumbered(gained: Relaxed, numbers: &Option<Numbers>) -> Relaxed {
    let new = |id: TypeId| numbers.as_ref().map_or(Some(id), |numbers| numbers.get(&id).copied());
    gained.into_iter().filter_map(|(id, properties)| Some((new(id)?, properties))).collect()
}

struct Spread<'a> {
    texts: Texts<'a>,
    api: Api,
    gained: Relaxed,
}

impl Spread<'_> {
    /// Adds the properties of an object to the children of a parent. Returns whether it is their parent, and each can have them.
    /// `is_sent` states whether requests contain values of the object.
    fn gain(&mut self, parent: TypeId, object: &Object, is_sent: bool) -> bool {
        let Some(children) = children(&self.api, parent, object) else { return false };
        let equal = |one, other| self.texts.equal.are_equal(one, other);
        let mut all = Vec::new();
        for child in children {
            let Shape::Object(own) = &self.api.type_def(child).shape else { return false };
            let may_have = |field: &Field| match own.field(&field.name) {
                Some(own) => alike(&own.ty, &field.ty, &equal),
                None => !field.required || !is_sent || field.read_only,
            };
            // A child without additional properties would lose them.
            let has_rest = match (&object.rest, &own.rest) {
                (Some(further), Some(own)) => alike(own, further, &equal),
                (further, _) => further.is_none(),
            };
            if !has_rest || !object.fields.iter().all(may_have) {
                return false;
            }
            let further = object.fields.iter().filter(|field| own.field(&field.name).is_none());
            all.extend(further.map(|field| (child, Field { required: false, ..field.clone() })));
        }
        for (child, field) in all {
            let Shape::Object(own) = &mut self.api.types[child.index()].shape else { continue };
            if let Err(place) = own.fields.binary_search_by(|it| it.name.cmp(&field.name)) {
                self.gained.entry(child).or_default().insert(field.name.clone());
                own.fields.insert(place, field);
            }
        }
        true
    }
}

/// Returns the objects of a union that a property of this object selects; `None` for another type.
fn children(api: &Api, parent: TypeId, object: &Object) -> Option<Vec<TypeId>> {
    let (mut found, mut unions) = (Vec::new(), vec![parent]);
    for _ in 0..MAX_DEPTH {
        let mut inner = Vec::new();
        for id in std::mem::take(&mut unions) {
            let Shape::Union(union) = &api.type_def(id).shape else { return None };
            object.field(union.discriminator.as_ref()?)?;
            for variant in &union.variants {
                let child = behind(&api.types, &variant.ty)?;
                let list = if object_behind(&api.types, &variant.ty).is_some() { &mut found } else { &mut inner };
                if !list.contains(&child) {
                    list.push(child);
                }
            }
        }
        if inner.is_empty() {
            return Some(found);
        }
        unions = inner;
    }
    None
}
