//! The first difference between two types of one name in two documents: why they are not one type.

use std::collections::BTreeSet;

use crate::combine::Member;
use crate::ir::{Constraints, Docs, Field, Object, Shape, Type, TypeDef, TypeId};
use crate::name::Ident as _;

/// The most names of types from one difference to the next.
const MOST: usize = 20;

/// Two types of two documents.
pub(super) struct Pair<'m> {
    members: [&'m Member; 2],
    /// The pairs on the way, which may be recursive.
    seen: BTreeSet<[TypeId; 2]>,
    /// Whether the comparison ended at the limit of pairs.
    is_cut: bool,
}

impl<'m> Pair<'m> {
    pub(super) fn new(members: [&'m Member; 2]) -> Self {
        Self { members, seen: BTreeSet::new(), is_cut: false }
    }

    /// Returns why the two types are not one.
    pub(super) fn reason(mut self, ids: [TypeId; 2]) -> String {
        let found = self.difference(ids);
        let other =
            if self.is_cut { "the types that they use differ" } else { "they were two types in the existing crate" };
        found.unwrap_or_else(|| other.to_owned())
    }

    /// Returns the first difference; `None` if the types are equal.
    fn difference(&mut self, ids: [TypeId; 2]) -> Option<String> {
        if !self.seen.insert(ids) {
            return None;
        }
        if self.seen.len() > MOST {
            self.is_cut = true;
            return None;
        }
        let [one, other] = [0, 1].map(|side| self.def(side, ids));
        let names = [0, 1].map(|side| self.members[side].model.names.of(ids[side]).ident.as_str());
        if names[0] != names[1] {
            return Some(format!("it is named `{}` here and `{}` there", names[0], names[1]));
        }
        if let Some(difference) = self.of_names(ids).or_else(|| of_docs(&one.docs, &other.docs)) {
            return Some(difference);
        }
        let facts = [0, 1].map(|side| {
            let facts = &self.members[side].model.facts;
            (facts.is_form(ids[side]), facts.is_newtype(ids[side]), facts.redacts(ids[side]))
        });
        if facts[0] != facts[1] {
            return Some("only one of them is a form with files, a newtype, or sensitive".to_owned());
        }
        self.of_shapes(&one.shape, &other.shape)
    }

    /// Returns the difference of names that the documents do not determine alone.
    fn of_names(&self, ids: [TypeId; 2]) -> Option<String> {
        let [one, other] = [0, 1].map(|side| {
            let context = self.members[side].context();
            let canonical = context.facts.canonical_type(ids[side]).map(|it| context.names.of(it).ident.as_str());
            (canonical, context.names.of(ids[side]), context.facts.derives.get(&ids[side]))
        });
        if one.0 != other.0 {
            let spell = |name: Option<&str>| name.map_or("no alias".to_owned(), |name| format!("an alias of `{name}`"));
            return Some(format!("it is {} here and {} there", spell(one.0), spell(other.0)));
        }
        let (a, b) = (one.1, other.1);
        // Where the parts differ too, that is the reason.
        let is_same_length = a.fields.len() == b.fields.len() && a.variants.len() == b.variants.len();
        let have_other_names = is_same_length && (&a.module, &a.rest) != (&b.module, &b.rest);
        let why = have_other_names.then_some("the existing crate gives them or their parts other names");
        why.or((one.2 != other.2).then_some("they derive other traits")).map(str::to_owned)
    }

    fn def(&self, side: usize, ids: [TypeId; 2]) -> &'m TypeDef {
        self.members[side].model.api.type_def(ids[side])
    }

    fn of_shapes(&mut self, one: &Shape, other: &Shape) -> Option<String> {
        match (one, other) {
            (Shape::Object(one), Shape::Object(other)) => self.of_objects(one, other),
            (Shape::Union(one), Shape::Union(other)) => {
                if one.variants.len() != other.variants.len() {
                    let (one, other) = (one.variants.len(), other.variants.len());
                    return Some(format!("it has {one} variants here and {other} there"));
                }
                if (&one.discriminator, one.is_any) != (&other.discriminator, other.is_any) {
                    return Some("the discriminators differ, or only one is an `anyOf`".to_owned());
                }
                let mut pairs = one.variants.iter().zip(&other.variants);
                pairs.find_map(|(one, other)| {
                    let within = self.of_types([&one.ty, &other.ty]);
                    let own = (one.name != other.name || one.discriminator_values != other.discriminator_values)
                        .then(|| format!("it is `{}` there", other.name));
                    own.or(within).map(|why| format!("variant `{}`: {why}", one.name))
                })
            }
            (Shape::Tuple(one), Shape::Tuple(other)) => {
                let mut pairs = one.parts().zip(other.parts()).enumerate();
                let within = pairs.find_map(|(index, (one, other))| {
                    let why = of_docs(&one.docs, &other.docs).or_else(|| self.of_types([&one.ty, &other.ty]));
                    why.map(|why| format!("item {index}: {why}"))
                });
                let has_other_length = one.parts().count() != other.parts().count();
                within.or(has_other_length.then(|| "the numbers of items differ".to_owned()))
            }
            (Shape::StringEnum(one), Shape::StringEnum(other)) => of_values(one, other, |it| it.clone()),
            (Shape::IntegerEnum(one), Shape::IntegerEnum(other)) => of_values(one, other, i64::to_string),
            (Shape::ValueEnum(one), Shape::ValueEnum(other)) => of_values(one, other, ToString::to_string),
            (Shape::Alias(one), Shape::Alias(other)) => self.of_types([one, other]),
            _ => Some(format!("it is {} here and {} there", kind(one), kind(other))),
        }
    }

    fn of_objects(&mut self, one: &Object, other: &Object) -> Option<String> {
        let only = |one: &Object, other: &Object| {
            one.fields.iter().find(|it| other.field(&it.name).is_none()).map(|it| it.name.clone())
        };
        if let Some(name) = only(one, other) {
            return Some(format!("property `{name}` is only here"));
        }
        if let Some(name) = only(other, one) {
            return Some(format!("property `{name}` is only there"));
        }
        let pairs = one.fields.iter().filter_map(|field| Some((field, other.field(&field.name)?)));
        let of_fields = pairs.into_iter().find_map(|(one, other)| {
            let why = of_field(one, other).or_else(|| self.of_types([&one.ty, &other.ty]));
            why.map(|why| format!("property `{}`: {why}", one.name))
        });
        of_fields.or_else(|| match (&one.rest, &other.rest) {
            (Some(one), Some(other)) => self.of_types([one, other]).map(|why| format!("additional properties: {why}")),
            (None, None) => {
                (one.unknown != other.unknown).then(|| "unknown properties are treated differently".to_owned())
            }
            _ => Some("only one of them has additional properties".to_owned()),
        })
    }

    fn of_types(&mut self, types: [&Type; 2]) -> Option<String> {
        match types {
            [Type::Ref(one), Type::Ref(other)] => {
                let ident = self.members[0].model.names.of(*one).ident.as_str().to_owned();
                self.difference([*one, *other]).map(|why| format!("`{ident}`: {why}"))
            }
            [Type::Array(one), Type::Array(other)]
            | [Type::Map(one), Type::Map(other)]
            | [Type::Nullable(one), Type::Nullable(other)] => self.of_types([one, other]),
            [one, other] if one == other && !matches!(one, Type::Ref(_)) => None,
            [one, other] => {
                let spell = |side: usize, ty: &Type| self.members[side].context().spell(ty);
                Some(format!("it is `{}` here and `{}` there", spell(0, one), spell(1, other)))
            }
        }
    }
}

fn of_field(one: &Field, other: &Field) -> Option<String> {
    let rest = [
        (one.required, other.required, "required"),
        (one.read_only, other.read_only, "`readOnly`"),
        (one.write_only, other.write_only, "`writeOnly`"),
    ];
    let rest = rest.into_iter().find(|(one, other, _)| one != other);
    rest.map(|(is_here, _, what)| format!("it is {what} only {}", if is_here { "here" } else { "there" }))
        .or_else(|| of_docs(&one.docs, &other.docs))
}

/// Returns the difference of documentation, apart from descriptions.
fn of_docs(one: &Docs, other: &Docs) -> Option<String> {
    if one.deprecated != other.deprecated {
        return Some(format!("it is deprecated only {}", if one.deprecated { "here" } else { "there" }));
    }
    if one.default != other.default {
        return Some("the defaults differ".to_owned());
    }
    if one.sensitive != other.sensitive {
        return Some("only one of them is sensitive".to_owned());
    }
    let differ = |one: &Constraints, other: &Constraints| format!("{one:?}") != format!("{other:?}");
    differ(&one.constraints, &other.constraints).then(|| "the constraints differ".to_owned())
}

fn of_values<V: PartialEq>(one: &[V], other: &[V], spell: impl Fn(&V) -> String) -> Option<String> {
    let only = |one: &[V], other: &[V]| one.iter().find(|it| !other.contains(it)).map(&spell);
    let here = only(one, other).map(|value| format!("value `{value}` is only here"));
    let there = || only(other, one).map(|value| format!("value `{value}` is only there"));
    here.or_else(there).or((one != other).then(|| "the values have another order".to_owned()))
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Object(_) => "an object",
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => "an enum",
        Shape::Union(_) => "a union",
        Shape::Tuple(_) => "a tuple",
        Shape::Alias(_) => "another type's name",
    }
}
