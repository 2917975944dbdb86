//! Types that are themselves: under other names, or as one of their own types.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::ir::{Shape, Type, TypeId, Union, Variant};
use crate::lower::Lowering;
use crate::lower::alias::union_behind;

impl Lowering<'_> {
    /// Types that are nothing but other names of each other have no values; they become free-form JSON.
    pub(super) fn unloop(&mut self) {
        for start in 0..self.types.len() {
            let mut at = start;
            let mut steps = 0;
            while let Some(next) = alias(&self.types[at].shape) {
                at = next.index();
                steps += 1;
                if steps > self.types.len() {
                    let message = "this is nothing but itself under other names; its values are free-form JSON";
                    self.diagnostics.warning(Code::CircularReference, &self.types[start].pointer, message);
                    self.types[start].shape = Shape::Alias(Type::Any);
                    break;
                }
            }
        }
    }

    /// Unions that are types of each other are all the same: of what they hold beside each other.
    pub(super) fn unloop_unions(&mut self) {
        for start in 0..self.types.len() {
            let Shape::Union(union) = &self.types[start].shape else { continue };
            let Some(variants) = self.unlooped(TypeId(start), union) else { continue };
            let message = "this is one of its own types; it is read as the others of them";
            self.diagnostics.warning(Code::CircularReference, &self.types[start].pointer, message);
            self.types[start].shape = Shape::Union(Union { variants, tag: None, is_any: false });
        }
    }

    /// What a union holds beside itself; `None` where it does not hold itself.
    fn unlooped(&self, own: TypeId, union: &Union) -> Option<Vec<Variant>> {
        let mut seen = BTreeSet::from([own]);
        let mut is_circular = false;
        let mut todo: Vec<&Variant> = union.variants.iter().collect();
        let mut held: Vec<Variant> = Vec::new();
        while let Some(variant) = todo.pop() {
            match union_behind(&self.types, &variant.ty) {
                Some((id, union)) if id == own || self.holds(union, own) => {
                    is_circular = true;
                    if seen.insert(id) {
                        todo.extend(&union.variants);
                    }
                }
                _ if held.iter().any(|other| other.ty == variant.ty) => {}
                _ => held.push(variant.clone()),
            }
        }
        held.reverse();
        is_circular.then_some(held)
    }

    /// Whether a union has another among its types, or among theirs.
    fn holds(&self, union: &Union, other: TypeId) -> bool {
        let (mut seen, mut todo) = (BTreeSet::new(), union.variants.iter().collect::<Vec<_>>());
        while let Some(variant) = todo.pop() {
            if let Some((id, union)) = union_behind(&self.types, &variant.ty) {
                if id == other {
                    return true;
                }
                if seen.insert(id) {
                    todo.extend(&union.variants);
                }
            }
        }
        false
    }
}

/// The type that a shape is another name of.
fn alias(shape: &Shape) -> Option<TypeId> {
    let Shape::Alias(mut ty) = shape.clone() else { return None };
    while let Type::Nullable(inner) = ty {
        ty = *inner;
    }
    if let Type::Ref(id) = ty { Some(id) } else { None }
}
