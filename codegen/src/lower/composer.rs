//! Putting types together of their parts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{
    Constraints, Docs, Object, Origin, Role, Sensitive, Shape, Type, TypeDef, TypeId, Union, Unknown, Variant,
};
use crate::lower::alias;
use crate::lower::composition::{Part, mention, require};
use crate::lower::inherited::Inherited;
use crate::lower::narrow::{any_object, is_any_object, is_no_object, narrower};
use crate::lower::schema::nullable;
use crate::lower::wide::wider;

/// The most types that a union may have that is made of several.
const MAX_VARIANTS: usize = 100;

/// How many types may be made of parts, by how many the document describes: schemas that hold each other in every way
/// would make them without end.
fn most(described: usize) -> usize {
    described * 5 + 5_000
}

/// Puts types together of their parts, those that others need first.
pub(super) struct Composer<'t> {
    pub(super) types: &'t mut Vec<TypeDef>,
    pub(super) pending: BTreeMap<TypeId, Vec<Part>>,
    /// How many types there may be.
    pub(super) most: usize,
    pub(super) inherited: Inherited,
    /// Those being put together: a part that is one of them is a part of itself.
    open: BTreeSet<TypeId>,
    /// The types that others have among their parts.
    pub(super) within: BTreeMap<TypeId, Vec<TypeId>>,
    /// The types that were made of two, by both: types that hold themselves meet again and again.
    pub(super) pairs: HashMap<String, TypeId>,
    /// The lists that are being made of two.
    pub(super) lists: BTreeSet<String>,
    left_out: &'t mut usize,
    diagnostics: &'t mut Diagnostics,
}

/// What a part's type turns out to be.
pub(super) enum Found {
    Object(Object),
    Other(Type),
    Circular,
}

/// What the parts of a type say together.
#[derive(Default)]
struct Whole {
    object: Object,
    /// Whether a part says that the values are objects.
    says_object: bool,
    /// Whether a part allows anything beside what the others describe.
    is_open: bool,
    /// The types that are no objects.
    others: Vec<Type>,
    required: BTreeSet<String>,
    mentioned: BTreeSet<String>,
    limits: Constraints,
    /// The type of integers that the bounds of all parts need.
    integers: Option<Type>,
    sensitive: Sensitive,
    conflict: Option<&'static str>,
    /// Whether a part has been cut.
    is_cut: bool,
}

impl<'t> Composer<'t> {
    /// Of these types, those in `pending` are to be put together.
    pub(super) fn new(
        types: &'t mut Vec<TypeDef>,
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

    /// Puts all together.
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
                    whole.says_object = true;
                    self.merge(id, &mut whole.object, object);
                }
                Part::Open => whole.is_open = true,
                Part::Integers(ty) => whole.integers = Some(ty),
                Part::Unknown(unknown) => whole.object.unknown = whole.object.unknown.max(unknown),
                Part::Limits(limits) => whole.limits = std::mem::take(&mut whole.limits).or(&limits),
                Part::Type(Type::Any) => {}
                Part::Type(ty) => {
                    let part = if let Type::Ref(part) = &ty { Some(*part) } else { None };
                    self.add_part(id, &mut whole, ty);
                    // Once that is composed itself.
                    let sensitive = part.map(|part| self.types[part.index()].docs.sensitive);
                    whole.sensitive = whole.sensitive.max(sensitive.unwrap_or_default());
                }
            }
        }
        self.open.remove(&id);
        if whole.is_cut || self.inherited.is_too_much(whole.object.fields.len()) {
            self.types[id.index()].shape = self.cut(id);
            return;
        }
        let docs = &mut self.types[id.index()].docs;
        docs.constraints = std::mem::take(&mut docs.constraints).or(&whole.limits);
        docs.sensitive = docs.sensitive.max(whole.sensitive);
        self.types[id.index()].shape = self.shape(id, whole);
    }

    /// Adds to `whole` what a part is.
    fn add_part(&mut self, id: TypeId, whole: &mut Whole, ty: Type) {
        match self.resolve(&ty) {
            Found::Object(object) => {
                whole.says_object = true;
                self.merge(id, &mut whole.object, object);
            }
            Found::Other(other) if self.inherited.is_cut(&other) => whole.is_cut = true,
            // What says nothing is no part.
            Found::Other(other) if *alias::unaliased(self.types, &other) == Type::Any => {}
            Found::Other(_) if whole.others.contains(&ty) => {}
            Found::Other(_) => whole.others.push(ty),
            Found::Circular => whole.conflict = Some("a part of it is itself"),
        }
    }

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
                whole.conflict = whole.conflict.or(Some("its parts are of different types"));
            }
            other = both;
        }
        if is_object && !is_any_object(&whole.object) && other.is_some() {
            whole.conflict = whole.conflict.or(Some("some of its parts are objects and some are not"));
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
            (None, None) => Shape::Alias(if whole.says_object { Type::AnyObject } else { Type::Any }),
        }
    }

    fn conflict(&mut self, id: TypeId, conflict: &str) -> Shape {
        let message = format!("no value satisfies all parts of this schema: {conflict}; its values are free-form JSON");
        self.left_out(id, Code::ConflictingParts, &message, "make the parts agree");
        Shape::Alias(Type::Any)
    }

    /// Reports a type whose values are free-form JSON.
    pub(super) fn left_out(&mut self, id: TypeId, code: Code, message: &str, help: &str) {
        *self.left_out += 1;
        let pointer = self.types[id.index()].pointer.join("allOf");
        self.diagnostics.warning(code, &pointer, message).help(help);
    }

    /// The union that a type is behind its aliases.
    pub(super) fn union_behind(&self, ty: &Type) -> Option<Union> {
        alias::union_behind(self.types, ty).map(|(_, union)| union.clone())
    }

    /// Whether one of a union's types lacks a member that is required, so that it has to be given it.
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

    /// The union of which each type has `common` among its parts.
    fn distributed(&mut self, id: TypeId, union: Union, common: &[Part]) -> Shape {
        let others = common.iter().filter_map(|part| match part {
            Part::Type(ty) => self.union_behind(ty).map(|union| union.variants.len()),
            _ => None,
        });
        let is_narrowed = !common.iter().all(Part::says_nothing);
        let is_large = others.product::<usize>() * union.variants.len() > MAX_VARIANTS || self.types.len() > self.most;
        if is_narrowed && is_large {
            return self.conflict(id, "its parts have too many types to put together");
        }
        let mut whole = Vec::with_capacity(union.variants.len());
        for variant in union.variants {
            // A type of which no value fits the other parts is none of those that are left.
            if !common.iter().all(|part| self.may_meet(&variant.ty, part)) {
                continue;
            }
            // What no other part narrows is the type that it was, or that type and all else.
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
            [] => self.conflict(id, "its parts are of different types"),
            [one] => Shape::Alias(one.ty.clone()),
            _ => Shape::Union(Union { variants: whole, ..union }),
        }
    }

    pub(super) fn tell(&mut self, id: TypeId, message: &str) {
        let pointer = self.types[id.index()].pointer.join("allOf");
        self.diagnostics.warning(Code::ConflictingParts, &pointer, message).help("make the parts agree");
    }

    /// What a type is behind its aliases, once it is put together.
    pub(super) fn resolve(&mut self, ty: &Type) -> Found {
        match ty {
            Type::Ref(id) if self.open.contains(id) => Found::Circular,
            Type::Ref(id) => {
                self.compose(*id);
                match self.types[id.index()].shape.clone() {
                    Shape::Object(object) => Found::Object(object),
                    Shape::Alias(Type::Any) => Found::Other(ty.clone()),
                    Shape::Alias(inner) => {
                        self.open.insert(*id);
                        let found = self.resolve(&inner);
                        self.open.remove(id);
                        found
                    }
                    Shape::StringEnum(_)
                    | Shape::IntegerEnum(_)
                    | Shape::ValueEnum(_)
                    | Shape::Union(_)
                    | Shape::Tuple(_) => Found::Other(ty.clone()),
                }
            }
            // Whether null is allowed is said of the whole.
            Type::Nullable(inner) => self.resolve(inner),
            Type::AnyObject => Found::Object(any_object()),
            Type::Map(value) => Found::Object(Object { rest: Some((**value).clone()), ..Object::default() }),
            other => Found::Other(other.clone()),
        }
    }

    /// Adds the members of `part` to those of the type `id`.
    fn merge(&mut self, id: TypeId, whole: &mut Object, part: Object) {
        self.inherited.add(part.fields.len());
        for field in part.fields {
            match whole.fields.binary_search_by(|there| there.name.cmp(&field.name)) {
                Err(place) => whole.fields.insert(place, field),
                Ok(place) => self.agree(id, &mut whole.fields[place], field),
            }
        }
        whole.unknown = whole.unknown.max(part.unknown);
        // Other members have to be what both parts say of them.
        whole.rest = match (whole.rest.take(), part.rest) {
            (None, rest) | (rest, None) => rest,
            (Some(one), Some(other)) => Some(self.intersect(id, "value", &one, &other).unwrap_or(Type::Any)),
        };
    }

    /// The type of the values that are of both types, for the member `name` of `owner`; `None` where there are none.
    pub(super) fn intersect(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Option<Type> {
        match (one, other) {
            _ if one == other => Some(one.clone()),
            (Type::Any, ty) | (ty, Type::Any) => Some(self.opened(owner, name, ty)),
            (Type::Nullable(_), null) | (null, Type::Nullable(_))
                if *alias::unaliased(self.types, null) == Type::Null =>
            {
                Some(Type::Null)
            }
            // No value fits both; documents that say so of answers and of errors together mean either.
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
                // Any object keeps what another describes, and all else; what keeps all else is described already.
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

    /// The type that is all that two others are.
    fn both(&mut self, owner: TypeId, name: &str, one: &Type, other: &Type) -> Type {
        let mut pair = [format!("{one:?}"), format!("{other:?}")];
        pair.sort();
        let pair = pair.join(" ");
        if let Some(id) = self.pairs.get(&pair) {
            return Type::Ref(*id);
        }
        if self.types.len() > self.most {
            self.tell(owner, "these schemas hold each other in too many ways; some of their values are free-form JSON");
            return Type::Any;
        }
        let id = self.add(owner, name, vec![Part::Type(one.clone()), Part::Type(other.clone())]);
        self.pairs.insert(pair, id);
        // One that is still being put together is waited for.
        let is_open = |ty: &Type| matches!(ty, Type::Ref(id) if self.open.contains(id));
        if !is_open(one) && !is_open(other) {
            self.compose(id);
        }
        Type::Ref(id)
    }

    /// A new type of these parts, for the member or variant `name` of `owner`.
    fn composed(&mut self, owner: TypeId, name: &str, parts: Vec<Part>) -> Type {
        let id = self.add(owner, name, parts);
        self.compose(id);
        Type::Ref(id)
    }

    /// A new type that is to be put together.
    pub(super) fn add(&mut self, owner: TypeId, name: &str, parts: Vec<Part>) -> TypeId {
        let id = TypeId(self.types.len());
        let pointer = self.types[owner.index()].pointer.clone();
        let origin = Origin::Part(owner, Role::Member(name.to_owned()));
        self.types.push(TypeDef {
            pointer,
            origin,
            elsewhere: None,
            docs: Docs::default(),
            shape: Shape::Alias(Type::Any),
        });
        self.within.insert(id, parts.iter().filter_map(referred).collect());
        self.pending.insert(id, parts);
        id
    }
}

fn referred(part: &Part) -> Option<TypeId> {
    if let Part::Type(Type::Ref(id)) = part { Some(*id) } else { None }
}
