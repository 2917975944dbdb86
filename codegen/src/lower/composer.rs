//! Composition of types from the parts of `allOf`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::alias;
use crate::ir::{Constraints, Object, Origin, Role, Sensitive, Shape, Type, TypeId, Union, Unknown, Variant};
use crate::lower::composition::{Part, mention, require};
use crate::lower::inherited::Inherited;
use crate::lower::narrow::{any_object, is_any_object, is_no_object, narrower};
use crate::lower::pending::PendingType;
use crate::lower::schema::nullable;
use crate::lower::wide::wider;

/// The maximum number of variants of a union combined from several.
const MAX_VARIANTS: usize = 100;

/// Returns the maximum number of types: schemas that refer to each other in every combination would create them without
/// end.
fn most(described: usize) -> usize {
    described * 5 + 5_000
}

/// The composer of types, which composes the parts of a type before the type.
pub(super) struct Composer<'t> {
    pub(super) types: &'t mut Vec<PendingType>,
    pub(super) pending: BTreeMap<TypeId, Vec<Part>>,
    /// The maximum number of types.
    pub(super) most: usize,
    pub(super) inherited: Inherited,
    /// The types being composed: a part that is one of them is a part of itself.
    open: BTreeSet<TypeId>,
    /// The types among the parts of each type.
    pub(super) within: BTreeMap<TypeId, Vec<TypeId>>,
    /// The intersections of two types by both: recursive types meet repeatedly.
    pub(super) pairs: HashMap<String, TypeId>,
    /// The pairs of arrays being intersected.
    pub(super) lists: BTreeSet<String>,
    left_out: &'t mut usize,
    diagnostics: &'t mut Diagnostics,
}

/// The type of a part without aliases.
pub(super) enum Found {
    Object(Object),
    Other(Type),
    Circular,
}

/// The merged parts of a type.
#[derive(Default)]
struct Whole {
    object: Object,
    /// Whether a part requires values to be objects.
    requires_object: bool,
    /// Whether a part allows anything beside the descriptions of the others.
    is_open: bool,
    /// The types that are not objects.
    others: Vec<Type>,
    required: BTreeSet<String>,
    mentioned: BTreeSet<String>,
    constraints: Constraints,
    /// The type of integers that the bounds of all parts require.
    integers: Option<Type>,
    sensitive: Sensitive,
    conflict: Option<&'static str>,
    /// Whether a part exceeded the limit of inherited properties.
    is_cut: bool,
}

impl<'t> Composer<'t> {
    /// Returns a composer of the types in `pending`.
    pub(super) fn new(
        types: &'t mut Vec<PendingType>,
        pending: BTreeMap<TypeId, Vec<Part>>,
        left_out: &'t mut usize,
        diagnostics: &'t mut Diagnostics,
    ) -> Self {
        let within = pending.iter().map(|(id, parts)| (*id, parts.iter().filter_map(referred).collect())).collect();
        let most = most(types.len());
        let inherited = Inherited::of(types, &pending);
        Self {
            types,
            most,
            pending,
            inherited,
            open: BTreeSet::new(),
            within,
            pairs: HashMap::new(),
            lists: BTreeSet::new(),
            left_out,
            diagnostics,
        }
    }

    /// Composes all pending types.
    pub(super) fn all(&mut self) {
        while let Some(id) = self.pending.keys().next().copied() {
            self.compose(id);
        }
    }

    pub(super) fn compose(&mut self, id: TypeId) {
        let Some(parts) = self.pending.remove(&id) else { return };
        self.open.insert(id);
        let mut whole = Whole::default();
        for part in parts {
            match part {
                Part::Required(names) => whole.required.extend(names),
                Part::Mentioned(names) => whole.mentioned.extend(names),
                Part::Object(object) => {
                    whole.requires_object = true;
                    self.merge(id, &mut whole.object, object);
                }
                Part::Open => whole.is_open = true,
                Part::Integers(ty) => whole.integers = Some(ty),
                Part::Unknown(unknown) => whole.object.unknown = whole.object.unknown.max(unknown),
                Part::Constraints(constraints) => {
                    whole.constraints = std::mem::take(&mut whole.constraints).or(&constraints);
                }
                Part::Type(Type::Any) => {}
                Part::Type(ty) => {
                    let part = if let Type::Ref(part) = &ty { Some(*part) } else { None };
                    self.add_part(id, &mut whole, ty);
                    // After the part itself was composed.
                    let sensitive = part.map(|part| self.types[part.index()].docs.sensitive);
                    whole.sensitive = whole.sensitive.max(sensitive.unwrap_or_default());
                }
            }
        }
        self.open.remove(&id);
        if whole.is_cut || self.inherited.is_too_much(whole.object.fields.len()) {
            self.types[id.index()].shape = Some(self.cut(id));
            return;
        }
        let docs = &mut self.types[id.index()].docs;
        docs.constraints = std::mem::take(&mut docs.constraints).or(&whole.constraints);
        docs.sensitive = docs.sensitive.max(whole.sensitive);
        self.types[id.index()].shape = Some(self.shape(id, whole));
    }

    /// Adds a part to `whole`.
    fn add_part(&mut self, id: TypeId, whole: &mut Whole, ty: Type) {
        match self.resolve(&ty) {
            Found::Object(object) => {
                whole.requires_object = true;
                self.merge(id, &mut whole.object, object);
            }
            Found::Other(other) if self.inherited.is_cut(&other) => whole.is_cut = true,
            // Any value: the part constrains nothing.
            Found::Other(other) if *alias::unaliased(self.types, &other) == Type::Any => {}
            Found::Other(_) if whole.others.contains(&ty) => {}
            Found::Other(_) => whole.others.push(ty),
            Found::Circular => whole.conflict = Some("one part refers to the schema itself"),
        }
    }

    /// Returns the shape of a type with these merged parts of `allOf`.
    fn shape(&mut self, id: TypeId, mut whole: Whole) -> Shape {
        let is_object = !whole.object.fields.is_empty() || whole.object.rest.is_some();
        if whole.is_open && !whole.object.fields.is_empty() && whole.object.unknown != Unknown::Refused {
            whole.object.rest.get_or_insert(Type::Any);
        }
        let union = whole.others.iter().position(|ty| self.union_behind(ty).is_some());
        let lacks = union.is_some_and(|at| self.lacks(&whole.others[at].clone(), &whole.required));
        if let (Some(at), None, true) =
            (union, whole.conflict, is_object || lacks || whole.is_open || whole.others.len() > 1)
            && let Some(union) = self.union_behind(&whole.others[at])
        {
            whole.others.remove(at);
            let unknown = Part::Unknown(whole.object.unknown);
            let object = is_object.then_some(Part::Object(whole.object));
            let others = whole.others.into_iter().map(Part::Type);
            let required = Part::Required(whole.required.into_iter().collect());
            let mentioned = Part::Mentioned(whole.mentioned.into_iter().collect());
            let open = whole.is_open.then_some(Part::Open);
            let common = object.into_iter().chain(others).chain([required, mentioned, unknown]).chain(open);
            let common: Vec<Part> = common.collect();
            return self.distributed(id, union, &common);
        }
        let mut other: Option<Type> = None;
        for ty in whole.others {
            let both = other.as_ref().map_or(Some(ty.clone()), |other| self.intersect(id, "", other, &ty));
            if both.is_none() {
                whole.conflict = whole.conflict.or(Some("the parts have different types"));
            }
            other = both;
        }
        let is_external =
            other.as_ref().is_some_and(|ty| matches!(alias::unaliased(self.types, ty), Type::External(_)));
        if is_external && is_object && !is_any_object(&whole.object) {
            whole.conflict =
                whole.conflict.or(Some("a part is a type of another crate, which cannot have further properties"));
        }
        if is_object && !is_any_object(&whole.object) && other.is_some() {
            whole.conflict = whole.conflict.or(Some("some parts are objects and some are not"));
        }
        match (whole.conflict, other) {
            (Some(conflict), _) => self.conflict(id, conflict),
            (None, Some(ty)) if self.is_integer(&ty) => Shape::Alias(wider(ty, whole.integers)),
            (None, Some(ty)) if whole.is_open => self.open_shape(id, &ty),
            (None, Some(ty)) => Shape::Alias(ty),
            (None, None) if is_any_object(&whole.object) => Shape::Alias(Type::AnyObject),
            (None, None) if is_object || !whole.required.is_empty() => {
                require(&mut whole.object, whole.required);
                mention(&mut whole.object, &whole.mentioned);
                Shape::Object(whole.object)
            }
            (None, None) => Shape::Alias(if whole.requires_object { Type::AnyObject } else { Type::Any }),
        }
    }

    fn conflict(&mut self, id: TypeId, conflict: &str) -> Shape {
        let message =
            format!("no value is valid against all parts of `allOf`: {conflict}; the type is `serde_json::Value`");
        self.left_out(id, Code::ConflictingParts, &message, "make the parts agree");
        Shape::Alias(Type::Any)
    }

    /// Reports a type that becomes `serde_json::Value`.
    pub(super) fn left_out(&mut self, id: TypeId, code: Code, message: &str, help: &str) {
        *self.left_out += 1;
        let pointer = self.types[id.index()].pointer.join("allOf");
        self.diagnostics.warning(code, &pointer, message).help(help);
    }

    /// Returns the union behind a type's aliases.
    pub(super) fn union_behind(&self, ty: &Type) -> Option<Union> {
        alias::union_behind(self.types, ty).map(|(_, union)| union.clone())
    }

    /// Returns whether a variant of a union lacks a required property, which must be added to it.
    fn lacks(&mut self, union: &Type, required: &BTreeSet<String>) -> bool {
        let Some(union) = self.union_behind(union).filter(|_| !required.is_empty()) else { return false };
        union.variants.iter().any(|variant| match self.resolve(&variant.ty) {
            Found::Object(object) => {
                object.rest.is_none()
                    && required.iter().any(|name| object.fields.iter().all(|field| field.name != *name))
            }
            _ => false,
        })
    }

    /// Returns the union whose variants all have `common` among their parts.
    fn distributed(&mut self, id: TypeId, union: Union, common: &[Part]) -> Shape {
        let others = common.iter().filter_map(|part| match part {
            Part::Type(ty) => self.union_behind(ty).map(|union| union.variants.len()),
            _ => None,
        });
        let is_narrowed = !common.iter().all(Part::is_neutral);
        let is_large = others.product::<usize>() * union.variants.len() > MAX_VARIANTS || self.types.len() > self.most;
        if is_narrowed && is_large {
            return self.conflict(id, "the variants of its parts have too many combinations");
        }
        let mut whole = Vec::with_capacity(union.variants.len());
        for variant in union.variants {
            // Drop a variant that contradicts the other parts.
            if !common.iter().all(|part| self.may_meet(&variant.ty, part)) {
                continue;
            }
            // Keep a variant that no other part narrows.
            if !is_narrowed {
                let ty = self.opened(id, &variant.name, &variant.ty);
                whole.push(Variant { ty, ..variant });
                continue;
            }
            let parts = [Part::Type(variant.ty.clone())].into_iter().chain(common.iter().cloned()).collect();
            let ty = self.composed(id, &variant.name, parts);
            whole.push(Variant { ty, ..variant });
        }
        match whole.as_slice() {
            [] => self.conflict(id, "the parts have different types"),
            [one] => Shape::Alias(one.ty.clone()),
            _ => Shape::Union(Union { variants: whole, ..union }),
        }
    }

    pub(super) fn report_conflict(&mut self, id: TypeId, message: &str) {
        let pointer = self.types[id.index()].pointer.join("allOf");
        self.diagnostics.warning(Code::ConflictingParts, &pointer, message).help("make the parts agree");
    }

    /// Returns a type without aliases, composed if necessary.
    pub(super) fn resolve(&mut self, ty: &Type) -> Found {
        match ty {
            Type::Ref(id) if self.open.contains(id) => Found::Circular,
            Type::Ref(id) => {
                self.compose(*id);
                match self.types[id.index()].shape.clone() {
                    Some(Shape::Object(object)) => Found::Object(object),
                    None | Some(Shape::Alias(Type::Any)) => Found::Other(ty.clone()),
                    Some(Shape::Alias(inner)) => {
                        self.open.insert(*id);
                        let found = self.resolve(&inner);
                        self.open.remove(id);
                        found
                    }
                    Some(
                        Shape::StringEnum(_)
                        | Shape::IntegerEnum(_)
                        | Shape::ValueEnum(_)
                        | Shape::Union(_)
                        | Shape::Tuple(_),
                    ) => Found::Other(ty.clone()),
                }
            }
            // The whole schema decides whether null is allowed.
            Type::Nullable(inner) => self.resolve(inner),
            Type::AnyObject => Found::Object(any_object()),
            Type::Map(value) => Found::Object(Object { rest: Some((**value).clone()), ..Object::default() }),
            other => Found::Other(other.clone()),
        }
    }

    /// Merges the properties of a part of `allOf` into those of the type `id`.
    fn merge(&mut self, id: TypeId, whole: &mut Object, part: Object) {
        self.inherited.add(part.fields.len());
        for field in part.fields {
            match whole.fields.binary_search_by(|there| there.name.cmp(&field.name)) {
                Err(place) => whole.fields.insert(place, field),
                Ok(place) => self.agree(id, &mut whole.fields[place], field),
            }
        }
        whole.unknown = whole.unknown.max(part.unknown);
        // Additional properties must match both parts.
        whole.rest = match (whole.rest.take(), part.rest) {
            (None, rest) | (rest, None) => rest,
            (Some(one), Some(other)) => Some(self.intersect(id, "value", &one, &other).unwrap_or(Type::Any)),
        };
    }

    /// Returns the intersection of two types, for the property `name` of `owner`; `None` if it is empty.
    pub(super) fn intersect(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Option<Type> {
        match (one, other) {
            _ if one == other => Some(one.clone()),
            (Type::Any, ty) | (ty, Type::Any) => Some(self.opened(owner, name, ty)),
            (Type::Nullable(_), null) | (null, Type::Nullable(_))
                if *alias::unaliased(self.types, null) == Type::Null =>
            {
                Some(Type::Null)
            }
            // No value matches both; documents that combine responses and errors like this mean either.
            (null, other) | (other, null) if *alias::unaliased(self.types, null) == Type::Null => {
                Some(nullable(other.clone()))
            }
            (Type::Nullable(one), Type::Nullable(other)) => {
                let both = self.intersect(owner, name, one, other)?;
                Some(Type::Nullable(Box::new(both)))
            }
            (Type::Nullable(one), other) => self.intersect(owner, name, one, other),
            (one, Type::Nullable(other)) => self.intersect(owner, name, one, other),
            (Type::Array(one), Type::Array(other)) => {
                let both = self.intersect(owner, name, one, other)?;
                Some(Type::Array(Box::new(both)))
            }
            (one, other) if self.extends(one, other) => Some(one.clone()),
            (one, other) if self.extends(other, one) => Some(other.clone()),
            _ => match (self.resolve(one), self.resolve(other)) {
                (Found::Object(a), _) if is_no_object(&a) => Some(other.clone()),
                (_, Found::Object(b)) if is_no_object(&b) => Some(one.clone()),
                // The intersection with any object is the other object, which keeps all properties.
                (Found::Object(a), Found::Object(b)) if is_any_object(&a) && b.rest.is_some() => {
                    Some(self.opened(owner, name, other))
                }
                (Found::Object(a), Found::Object(b)) if is_any_object(&b) && a.rest.is_some() => {
                    Some(self.opened(owner, name, one))
                }
                (Found::Object(a), Found::Other(_)) if is_any_object(&a) && self.union_behind(other).is_none() => {
                    Some(other.clone())
                }
                (Found::Other(_), Found::Object(b)) if is_any_object(&b) && self.union_behind(one).is_none() => {
                    Some(one.clone())
                }
                (Found::Object(_), Found::Object(_)) => Some(self.both(owner, name, one, other)),
                (Found::Circular, _) | (_, Found::Circular) => Some(self.both(owner, name, one, other)),
                _ if self.union_behind(one).is_some() || self.union_behind(other).is_some() => {
                    Some(self.both(owner, name, one, other))
                }
                (Found::Other(a), Found::Other(b)) => match self.lists(owner, name, one, other) {
                    Some(lists) => lists,
                    None => narrower(one, &a, other, &b),
                },
                _ => None,
            },
        }
    }

    /// Returns the composition of two types.
    fn both(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Type {
        let mut pair = [format!("{one:?}"), format!("{other:?}")];
        pair.sort();
        let pair = pair.join(" ");
        if let Some(id) = self.pairs.get(&pair) {
            return Type::Ref(*id);
        }
        if self.types.len() > self.most {
            self.report_conflict(owner, "these schemas refer to each other in too many ways to combine; some of their types are `serde_json::Value`");
            return Type::Any;
        }
        let id = self.add(owner, name, vec![Part::Type(one.clone()), Part::Type(other.clone())]);
        self.pairs.insert(pair, id);
        // Wait for types that are still being composed.
        let is_open = |ty: &Type| matches!(ty, Type::Ref(id) if self.open.contains(id));
        if !is_open(one) && !is_open(other) {
            self.compose(id);
        }
        Type::Ref(id)
    }

    /// Adds a type of these parts and composes it, for the property or variant `name` of `owner`.
    fn composed(&mut self, owner: TypeId, name: &str, parts: Vec<Part>) -> Type {
        let id = self.add(owner, name, parts);
        self.compose(id);
        Type::Ref(id)
    }

    /// Adds a type to compose.
    pub(super) fn add(&mut self, owner: TypeId, name: &str, parts: Vec<Part>) -> TypeId {
        let id = TypeId(self.types.len());
        let pointer = self.types[owner.index()].pointer.clone();
        let origin = Origin::Part(owner, Role::Property(name.to_owned()));
        self.types.push(PendingType::new(pointer, origin));
        self.within.insert(id, parts.iter().filter_map(referred).collect());
        self.pending.insert(id, parts);
        id
    }
}

fn referred(part: &Part) -> Option<TypeId> {
    if let Part::Type(Type::Ref(id)) = part { Some(*id) } else { None }
}
