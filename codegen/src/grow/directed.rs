//! Types that get a direction which they did not have in the existing crate: an operation is the first to send values of a type
//! with a required `readOnly` property, or the first to receive one with a required `writeOnly` property.
//!
//! The property is absent in the new direction, so that the field would become an `Option` for all callers. Instead, the new
//! direction gets types of its own: `PetToSend` beside `Pet`.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::{self, any_use};
use crate::ir::{Api, Field, Origin, Shape, Type, TypeDef, TypeId};
use crate::name::{Ident as _, Names, PreviousNames};

/// The number of directions, each of which may need types of its own.
pub(crate) const DIRECTIONS: usize = 2;

/// The direction that a type gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Sent,
    Received,
}

impl Direction {
    /// Returns whether values in this direction lack a property that all others have.
    fn lacks(self, field: &Field) -> bool {
        field.required
            && match self {
                Self::Sent => field.read_only,
                Self::Received => field.write_only,
            }
    }

    /// Returns the name of a component for this direction.
    fn name(self, component: &str) -> String {
        match self {
            Self::Sent => format!("{component} to send"),
            Self::Received => format!("{component} received"),
        }
    }
}

/// Returns the model in which types keep the fields that they have in the existing crate, for one direction; `None` if nothing
/// has to change for either.
pub(crate) fn directed(api: &Api, names: &Names, previous: &PreviousNames) -> Option<Api> {
    let directions = [Direction::Sent, Direction::Received].into_iter().zip(analyze::directions_of_all(api));
    directions.into_iter().find_map(|(direction, has)| {
        let ids = Split { api, names, previous, direction, has: &has }.ids();
        (!ids.is_empty()).then(|| divided(api, direction, &ids, &has))
    })
}

struct Split<'a> {
    api: &'a Api,
    names: &'a Names,
    previous: &'a PreviousNames,
    direction: Direction,
    /// Whether each type has the direction now.
    has: &'a [bool],
}

impl Split<'_> {
    /// Returns the types that the new direction needs: those with a field that would change, and those that used them before.
    fn ids(&self) -> BTreeSet<TypeId> {
        let changing = self.api.type_ids().filter(|id| self.has[id.index()] && self.would_change(*id));
        let mut ids: BTreeSet<TypeId> = changing.collect();
        let mut todo: Vec<TypeId> = ids.iter().copied().collect();
        let users = if ids.is_empty() { Vec::new() } else { analyze::users_of(self.api) };
        while let Some(used) = todo.pop() {
            for user in &users[used.index()] {
                if self.has[user.index()] && !ids.contains(user) && self.used(*user, used) {
                    ids.insert(*user);
                    todo.push(*user);
                }
            }
        }
        // A type without a name of its own in the document stays with its owner.
        let all = ids.clone();
        ids.retain(|id| match &self.api.type_def(*id).origin {
            Origin::Component(_) => true,
            Origin::Part(owner, _) => all.contains(owner),
            Origin::Operation(..) | Origin::Webhook(..) => false,
        });
        ids
    }

    fn would_change(&self, id: TypeId) -> bool {
        let (Shape::Object(object), names) = (&self.api.type_def(id).shape, self.names.of(id)) else { return false };
        let mut fields = object.fields.iter().zip(&names.fields);
        fields.any(|(field, name)| {
            self.direction.lacks(field) && self.previous.is_one_way(names.ident.as_str(), name.as_str())
        })
    }

    /// Returns whether the type `id` used the type `target` in the existing crate.
    fn used(&self, id: TypeId, target: TypeId) -> bool {
        let names = self.names.of(id);
        let uses = |ty: &Type| any_use(ty) == Some(target);
        let used = |ty: &Type, part: &str| {
            uses(ty) && self.previous.uses(names.ident.as_str(), part, self.names.of(target).ident.as_str())
        };
        match &self.api.type_def(id).shape {
            Shape::Object(object) => {
                let mut fields = object.fields.iter().zip(&names.fields);
                fields.any(|(field, name)| used(&field.ty, name.as_str()))
                    || object.rest.as_ref().is_some_and(|ty| used(ty, names.rest.as_str()))
            }
            Shape::Union(union) => {
                let mut variants = union.variants.iter().zip(&names.variants);
                variants.any(|(variant, name)| used(&variant.ty, name.as_str()))
            }
            Shape::Tuple(tuple) => self.previous.has_own(&names.ident) && tuple.parts().any(|item| uses(&item.ty)),
            Shape::Alias(ty) => self.previous.has_type(&names.ident) && uses(ty),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => false,
        }
    }
}

/// Returns the model with copies of these types for the direction, in which whatever `has` it uses the copies.
fn divided(api: &Api, direction: Direction, ids: &BTreeSet<TypeId>, has: &[bool]) -> Api {
    let mut divided = api.clone();
    let first = api.types.len();
    let copies: BTreeMap<TypeId, TypeId> =
        ids.iter().enumerate().map(|(index, id)| (*id, TypeId(first + index))).collect();
    let replace = |ty: &mut Type| ty.replace(&mut |id| copies.get(&id).copied().unwrap_or(id));
    for id in ids {
        let def = api.type_def(*id);
        let origin = match &def.origin {
            Origin::Component(name) => Origin::Component(direction.name(name)),
            Origin::Part(owner, role) => Origin::Part(copies.get(owner).copied().unwrap_or(*owner), role.clone()),
            other => other.clone(),
        };
        let mut copy = TypeDef { origin, elsewhere: None, ..def.clone() };
        copy.shape.types_mut().into_iter().for_each(replace);
        divided.types.push(copy);
    }
    for (def, id) in divided.types.iter_mut().zip(api.type_ids()) {
        if has[id.index()] && !ids.contains(&id) {
            def.shape.types_mut().into_iter().for_each(replace);
        }
    }
    for operation in &mut divided.operations {
        match direction {
            Direction::Sent => operation.sent_mut().into_iter().for_each(replace),
            Direction::Received => operation.received_mut().into_iter().for_each(replace),
        }
    }
    if direction == Direction::Received {
        divided.webhooks.iter_mut().filter_map(|webhook| webhook.body.as_mut()).for_each(replace);
    }
    divided
}
