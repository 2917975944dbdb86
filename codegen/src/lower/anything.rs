//! Parts of `allOf` that allow anything beside parts that describe something: the whole has the described properties and
//! keeps all others.
//!
//! Source: JSON Schema Core 2020-12, sections 4.3.2 (`true` and `{}` allow everything), 10.3.1 (`prefixItems`, `items`) and
//! 10.3.2.3 (`additionalProperties`).

use std::collections::BTreeSet;

use crate::ir::alias;
use crate::ir::{Docs, Item, Shape, Tuple, Type, TypeId, Unknown};
use crate::lower::composer::{Composer, Found};
use crate::lower::composition::Part;
use crate::lower::pending::PendingType;
use crate::lower::schema::nullable;

/// The maximum depth of lists and maps when looking for objects.
const MAX_DEPTH: usize = 20;

impl Composer<'_> {
    /// Returns `ty` for the case that another part allows anything: objects in it keep undescribed properties.
    pub(super) fn opened(&mut self, owner: TypeId, name: &str, ty: &Type) -> Type {
        if !self.drops(ty, &mut BTreeSet::new(), 0) {
            return ty.clone();
        }
        match alias::unaliased(self.types, ty).clone() {
            Type::Nullable(inner) => nullable(self.opened(owner, name, &inner)),
            Type::Array(item) => Type::Array(Box::new(self.opened(owner, name, &item))),
            Type::Map(value) => Type::Map(Box::new(self.opened(owner, name, &value))),
            _ => self.with_open(owner, name, ty),
        }
    }

    fn with_open(&mut self, owner: TypeId, name: &str, ty: &Type) -> Type {
        let key = format!("any {ty:?}");
        if let Some(id) = self.pairs.get(&key) {
            return Type::Ref(*id);
        }
        if self.types.len() > self.most {
            return ty.clone();
        }
        let id = self.add(owner, name, vec![Part::Open, Part::Type(ty.clone())]);
        self.pairs.insert(key, id);
        self.compose(id);
        Type::Ref(id)
    }

    /// Returns the shape of a type that is neither object nor union, for the case that another part allows anything.
    pub(super) fn open_shape(&mut self, id: TypeId, ty: &Type) -> Shape {
        let Some(mut tuple) = self.tuple_behind(ty) else { return Shape::Alias(self.opened(id, "item", ty)) };
        for (index, item) in tuple.items.iter_mut().enumerate() {
            item.ty = self.opened(id, &format!("item{index}"), &item.ty);
        }
        if let Some(rest) = &mut tuple.rest {
            rest.ty = self.opened(id, "rest", &rest.ty);
        }
        Shape::Tuple(tuple)
    }

    /// Returns whether a type drops undescribed properties, also in nested lists and maps.
    fn drops(&mut self, ty: &Type, seen: &mut BTreeSet<TypeId>, depth: usize) -> bool {
        // A recursive type was checked already.
        let is_seen = matches!(ty, Type::Ref(id) if !seen.insert(*id));
        if is_seen || depth > MAX_DEPTH {
            return false;
        }
        if let Some(union) = self.union_behind(ty) {
            return union.variants.iter().any(|variant| self.drops(&variant.ty, seen, depth + 1));
        }
        match self.resolve(ty) {
            Found::Object(object) => match &object.rest {
                Some(rest) => object.fields.is_empty() && self.drops(rest, seen, depth + 1),
                None => object.unknown != Unknown::Refused && !object.fields.is_empty(),
            },
            Found::Other(Type::Array(item)) => self.drops(&item, seen, depth + 1),
            Found::Other(found) => match self.tuple_behind(&found) {
                Some(tuple) => tuple.parts().any(|item| self.drops(&item.ty, seen, depth + 1)),
                None => false,
            },
            Found::Circular => false,
        }
    }

    /// Returns whether a type without aliases is a tuple.
    pub(super) fn is_tuple(&self, found: &Type) -> bool {
        matches!(found, Type::Ref(id) if matches!(self.types[id.index()].shape, Some(Shape::Tuple(_))))
    }

    /// Returns the tuple behind a type's aliases.
    fn tuple_behind(&self, ty: &Type) -> Option<Tuple> {
        let Type::Ref(id) = alias::unaliased(self.types, ty) else { return None };
        if let Some(Shape::Tuple(tuple)) = &self.types[id.index()].shape { Some(tuple.clone()) } else { None }
    }

    /// Returns the intersection of two list types; `Some(None)` if it is empty, `None` if one is not a list.
    pub(super) fn lists(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Option<Option<Type>> {
        let plain = |types: &[PendingType], ty: &Type| match alias::unaliased(types, ty) {
            Type::Array(item) => Some((**item).clone()),
            _ => None,
        };
        let all = |item: Type| {
            let rest = Item { ty: item, required: false, docs: Docs::default() };
            Tuple { items: Vec::new(), rest: Some(Box::new(rest)) }
        };
        match (plain(self.types, one), self.tuple_behind(one), plain(self.types, other), self.tuple_behind(other)) {
            (Some(a), _, Some(b), _) => {
                // Recursive lists meet repeatedly.
                let pair = format!("{one:?} {other:?}");
                if !self.lists.insert(pair.clone()) {
                    return Some(Some(one.clone()));
                }
                let both = self.intersect(owner, name, &a, &b);
                self.lists.remove(&pair);
                Some(both.map(|both| Type::Array(Box::new(both))))
            }
            (_, Some(a), Some(item), _) => Some(self.tuples(owner, name, (one, a), (other, all(item)))),
            (Some(item), _, _, Some(b)) => Some(self.tuples(owner, name, (one, all(item)), (other, b))),
            (_, Some(a), _, Some(b)) => Some(self.tuples(owner, name, (one, a), (other, b))),
            _ => None,
        }
    }

    /// Returns the intersection of two tuples, each given as used and as the tuple itself.
    fn tuples(&mut self, owner: TypeId, name: &str, one: (&Type, Tuple), other: (&Type, Tuple)) -> Option<Type> {
        let ((one, a), (other, b)) = (one, other);
        if a == b {
            return Some(one.clone());
        }
        let mut pair = [format!("{one:?}"), format!("{other:?}")];
        pair.sort();
        let key = pair.join(" ");
        if let Some(id) = self.pairs.get(&key) {
            return Some(Type::Ref(*id));
        }
        if self.types.len() > self.most {
            return None;
        }
        // The type must exist before its items, which may contain it.
        let id = self.add(owner, name, Vec::new());
        self.pending.remove(&id);
        self.pairs.insert(key, id);
        let both = self.zipped(id, &a, &b);
        // Reuse a tuple that equals the intersection.
        let same = [(&a, one), (&b, other)].into_iter().find(|(tuple, _)| both.as_ref() == Some(*tuple));
        let same = same.map(|(_, ty)| ty.clone());
        let fits = both.is_some();
        self.types[id.index()].shape = Some(match (&same, both) {
            (None, Some(tuple)) => Shape::Tuple(tuple),
            (same, _) => Shape::Alias(same.clone().unwrap_or(Type::Any)),
        });
        fits.then(|| same.unwrap_or(Type::Ref(id)))
    }

    fn zipped(&mut self, owner: TypeId, a: &Tuple, b: &Tuple) -> Option<Tuple> {
        let most = |tuple: &Tuple| if tuple.rest.is_some() { usize::MAX } else { tuple.items.len() };
        let count = a.items.len().max(b.items.len()).min(most(a)).min(most(b));
        let mut items = Vec::with_capacity(count);
        for index in 0..count {
            let (a, b) = (a.items.get(index).or(a.rest.as_deref())?, b.items.get(index).or(b.rest.as_deref())?);
            match self.item(owner, &format!("item{index}"), a, b) {
                Some(item) => items.push(item),
                // No value matches both, so the list ends before this item.
                None if index > 0 && !a.required && !b.required => return Some(Tuple { items, rest: None }),
                None => return None,
            }
        }
        // One tuple requires more items than the other allows.
        if [a, b].iter().any(|tuple| tuple.items.iter().skip(count).any(|item| item.required)) {
            return None;
        }
        let rest = match (a.rest.as_deref(), b.rest.as_deref()) {
            (Some(a), Some(b)) => match self.item(owner, "rest", a, b) {
                None if items.is_empty() => return None,
                rest => rest.map(Box::new),
            },
            _ => None,
        };
        Some(Tuple { items, rest })
    }

    fn item(&mut self, owner: TypeId, name: &str, a: &Item, b: &Item) -> Option<Item> {
        let ty = self.intersect(owner, name, &a.ty, &b.ty)?;
        let mut docs = if b.docs.description.is_some() { b.docs.clone() } else { a.docs.clone() };
        docs.deprecated = a.docs.deprecated || b.docs.deprecated;
        docs.constraints = b.docs.constraints.clone().or(&a.docs.constraints);
        Some(Item { ty, required: a.required || b.required, docs })
    }
}
