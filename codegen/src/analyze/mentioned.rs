//! Inline types that no other part of the model mentions: such as that of a property whose schema a later part of an `allOf`
//! merges into another one.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::{any_use, parts, users};
use crate::ir::{Api, Origin, TypeId};

/// The new ids of types, by their old ones.
pub(crate) type Numbers = BTreeMap<TypeId, TypeId>;

/// Removes the inline types that neither components, operations nor webhooks reach. Returns the new ids of the others if there
/// are any.
pub(crate) fn remove_unmentioned(api: &mut Api) -> Option<Numbers> {
    let mentioned = mentioned(api);
    if mentioned.len() == api.types.len() {
        return None;
    }
    let numbers: Numbers = mentioned.into_iter().enumerate().map(|(number, id)| (id, TypeId(number))).collect();
    let number = |id: TypeId| numbers.get(&id).copied().unwrap_or(id);
    let mut ids = api.type_ids();
    api.types.retain(|_| ids.next().is_some_and(|id| numbers.contains_key(&id)));
    api.each_type_mut(&mut |ty| ty.replace(&mut |id| number(id)));
    api.each_owner_mut(number);
    Some(numbers)
}

fn mentioned(api: &Api) -> BTreeSet<TypeId> {
    let is_component = |id: &TypeId| matches!(api.type_def(*id).origin, Origin::Component(_));
    let mut todo: Vec<TypeId> = api.type_ids().filter(is_component).collect();
    todo.extend(api.operations.iter().flat_map(users::types_of));
    todo.extend(api.webhooks.iter().filter_map(|webhook| webhook.body.as_ref()).filter_map(any_use));
    let mut mentioned = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if mentioned.insert(id) {
            let def = api.type_def(id);
            todo.extend(parts(&def.shape).into_iter().filter_map(any_use));
            // Its name is after its owner.
            if let Origin::Part(owner, _) = &def.origin {
                todo.push(*owner);
            }
        }
    }
    mentioned
}
