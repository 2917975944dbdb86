//! The fingerprint of a type without its descriptions: equal types of several documents have the same one.

use std::fmt::{self, Write as _};
use std::hash::{BuildHasher as _, DefaultHasher, Hasher as _, RandomState};

use crate::ir::{Docs, Field, Item, Object, Shape, Tuple, Type, TypeId, Union, Variant};
use crate::name::{Ident as _, TypeName};
use crate::surface::Context;

/// The fingerprint of a type: the texts of all types would take more memory than the types themselves.
pub(super) type Print = (u64, u64);

/// The source of fingerprints, with random keys, so that documents cannot provoke collisions.
#[derive(Default)]
pub(super) struct Keys(RandomState, RandomState);

/// Two hashes of a text that is never in memory as a whole.
struct Text(DefaultHasher, DefaultHasher);

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        self.1.write(text.as_bytes());
        Ok(())
    }
}

/// Returns the fingerprint of a type with its names, but without its descriptions and the types that it names; and these types.
pub(super) fn print(context: Context<'_>, id: TypeId, keys: &Keys) -> (Print, Vec<TypeId>) {
    let def = context.api.type_def(id);
    let mut inner = Vec::new();
    let shape = bare(&def.shape, &mut inner);
    let canonical = context.facts.canonical_type(id).map(|other| context.names.of(other).ident.as_str());
    inner.extend(context.facts.canonical_type(id));
    let TypeName { ident, module, fields, rest, variants, unrecognized, also: _ } = context.names.of(id);
    let names = (ident, module, fields, rest, variants, unrecognized);
    let facts = (context.facts.is_form(id), context.facts.is_newtype(id), context.facts.redacts(id));
    let derives = context.facts.derives.get(&id);
    let mut text = Text(keys.0.build_hasher(), keys.1.build_hasher());
    // Hashing does not fail.
    let _ = write!(text, "{names:?} {canonical:?} {facts:?} {derives:?} {:?} {shape:?}", undescribed(&def.docs));
    ((text.0.finish(), text.1.finish()), inner)
}

/// Returns how much the descriptions of a type say, in bytes.
pub(super) fn described(shape: &Shape, docs: &Docs) -> usize {
    let parts: usize = match shape {
        Shape::Object(object) => object.fields.iter().map(|it| length(&it.docs)).sum(),
        Shape::Union(union) => union.variants.iter().map(|it| length(&it.docs)).sum(),
        Shape::Tuple(tuple) => tuple.parts().map(|it| length(&it.docs)).sum(),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) | Shape::Alias(_) => 0,
    };
    parts + length(docs)
}

fn length(docs: &Docs) -> usize {
    let values = docs.values.iter().filter_map(|it| it.description.as_ref());
    [&docs.title, &docs.description, &docs.example].into_iter().flatten().chain(values).map(String::len).sum()
}

/// Returns documentation without what only describes.
fn undescribed(docs: &Docs) -> Docs {
    let mut docs = Docs { title: None, description: None, example: None, ..docs.clone() };
    docs.values.iter_mut().for_each(|it| it.description = None);
    // Of a value, only its name is left, which the names of the type have too.
    docs.values.clear();
    docs
}

fn bare(shape: &Shape, inner: &mut Vec<TypeId>) -> Shape {
    let mut blank = |ty: &Type| blanked(ty, inner);
    match shape {
        Shape::Object(object) => Shape::Object(Object {
            fields: object
                .fields
                .iter()
                .map(|it| Field { ty: blank(&it.ty), docs: undescribed(&it.docs), ..it.clone() })
                .collect(),
            rest: object.rest.as_ref().map(blank),
            unknown: object.unknown,
        }),
        Shape::Union(union) => Shape::Union(Union {
            variants: union
                .variants
                .iter()
                .map(|it| Variant { ty: blank(&it.ty), docs: undescribed(&it.docs), ..it.clone() })
                .collect(),
            ..union.clone()
        }),
        Shape::Tuple(tuple) => {
            let mut item = |it: &Item| Item { ty: blank(&it.ty), docs: undescribed(&it.docs), required: it.required };
            Shape::Tuple(Tuple {
                items: tuple.items.iter().map(&mut item).collect(),
                rest: tuple.rest.as_deref().map(item).map(Box::new),
            })
        }
        Shape::Alias(ty) => Shape::Alias(blank(ty)),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => shape.clone(),
    }
}

/// Returns a type with the types that it names replaced by their number in `inner`.
fn blanked(ty: &Type, inner: &mut Vec<TypeId>) -> Type {
    match ty {
        Type::Ref(id) => {
            inner.push(*id);
            Type::Ref(TypeId(inner.len() - 1))
        }
        Type::Array(item) => Type::Array(Box::new(blanked(item, inner))),
        Type::Map(value) => Type::Map(Box::new(blanked(value, inner))),
        Type::Nullable(value) => Type::Nullable(Box::new(blanked(value, inner))),
        other => other.clone(),
    }
}
