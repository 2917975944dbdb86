//! The names of the parts of a type: fields, values and variants. A part keeps its name of the existing crate.

use std::collections::HashMap;

use crate::ir::{Docs, Object, Shape, Type, TypeDef, TypeId};
use crate::name::ident::{Ident, Pascal, Snake};
use crate::name::previous::PreviousNames;
use crate::name::renames::Renames;
use crate::name::scope::Scope;
use crate::name::{REST, TypeName, listed, listed_value, listed_variant};

/// The inputs of the names of a type's parts.
pub(super) struct Parts<'a> {
    pub(super) renames: &'a Renames,
    pub(super) previous: &'a PreviousNames,
    pub(super) id: TypeId,
    pub(super) ident: Pascal,
    pub(super) module: Snake,
    /// The names of all types.
    pub(super) idents: &'a [Pascal],
}

impl Parts<'_> {
    /// Returns the names of a type and its parts.
    pub(super) fn named(self, TypeDef { shape, docs, .. }: &TypeDef) -> TypeName {
        let (fields, rest) = match shape {
            Shape::Object(object) => self.fields(object),
            _ => (Vec::new(), Snake::new(OTHER)),
        };
        let mut scope = Scope::new(&["Self"]);
        let unrecognized = scope.claim(&Pascal::new("Unrecognized"), "Value");
        let variants = self.variants(&mut scope, &variants(shape, docs, self.idents));
        TypeName { ident: self.ident, also: None, module: self.module, fields, rest, variants, unrecognized }
    }

    /// Returns the name that a part has in the existing crate, by its name in the document.
    fn known(&self, source: &str) -> Option<&str> {
        self.previous.name_of(self.previous.canonical(self.ident.as_str()), source)
    }

    /// Returns the names of an object's properties, and of the field for additional ones. Names of the settings precede those of
    /// the existing crate, and those precede properties whose names are Rust names already.
    fn fields(&self, object: &Object) -> (Vec<Snake>, Snake) {
        let mut scope = Scope::default();
        let wanted = |(index, name): (usize, &str)| {
            let renamed = self.renames.of_field(self.id, index);
            let preferred = Snake::new(renamed.unwrap_or(name));
            let known = self.known(&listed(name)).filter(|_| renamed.is_none()).map(str::to_owned);
            let rank = (renamed.is_none(), known.is_none(), preferred.as_str() != name);
            Wanted { rank, preferred, known }
        };
        let names = object.fields.iter().map(|field| field.name.as_str()).enumerate();
        let mut wanted: Vec<Wanted<Snake>> = names.map(wanted).collect();
        // The field for additional properties comes last, unless it exists.
        let known = self.known(REST).map(str::to_owned);
        wanted.push(Wanted { rank: (true, known.is_none(), true), preferred: Snake::new(OTHER), known });
        let suffix = |index: usize| if index < object.fields.len() { "field" } else { "members" };
        let mut names = claimed(&mut scope, &wanted, suffix);
        let rest = names.pop().unwrap_or_else(|| Snake::new(OTHER));
        (names, rest)
    }

    /// Returns the names of values and variants, in the same order of precedence.
    fn variants(&self, scope: &mut Scope, variants: &[Variant]) -> Vec<Pascal> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        variants.iter().for_each(|it| *counts.entry(&it.source).or_default() += 1);
        let unlisted = self.previous.unlisted(self.previous.canonical(self.ident.as_str()));
        let wanted = |(index, variant): (usize, &Variant)| {
            let renamed = self.renames.of_variant(self.id, index);
            let preferred = Pascal::new(renamed.unwrap_or(&variant.name));
            // Several variants may have one source. The listed one is not that of the variant with the usual name.
            let is_unique = counts[variant.source.as_str()] == 1 && !unlisted.contains(preferred.as_str());
            let is_known = renamed.is_none() && is_unique;
            let known = self.known(&variant.source).filter(|_| is_known).map(str::to_owned);
            Wanted { rank: (renamed.is_none(), known.is_none(), !variant.is_plain), preferred, known }
        };
        let wanted: Vec<Wanted<Pascal>> = variants.iter().enumerate().map(wanted).collect();
        claimed(scope, &wanted, |_| "Value")
    }
}

/// The name of the field for additional properties, if no property has it.
const OTHER: &str = "other";

/// A name that a part claims.
struct Wanted<I> {
    /// Parts of lower rank are the first to claim a name.
    rank: (bool, bool, bool),
    preferred: I,
    /// The name in the existing crate.
    known: Option<String>,
}

/// Claims the names of all parts. `suffix` returns the suffix of a name that another part has.
fn claimed<I: Ident>(scope: &mut Scope, wanted: &[Wanted<I>], suffix: impl Fn(usize) -> &'static str) -> Vec<I> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|index| wanted[*index].rank);
    let claim = |index: usize| {
        let Wanted { preferred, known, .. } = &wanted[index];
        let known = known
            .as_ref()
            .and_then(|known| scope.claim_previous(preferred, suffix(index), std::slice::from_ref(known)));
        (index, known.unwrap_or_else(|| scope.claim(preferred, suffix(index))))
    };
    let mut names: Vec<(usize, I)> = order.into_iter().map(claim).collect();
    names.sort_by_key(|(index, _)| *index);
    names.into_iter().map(|(_, name)| name).collect()
}

/// A value of an enum, or a variant of a union.
struct Variant {
    /// The words of its name.
    name: String,
    /// The value, or the name in the document, as `api.txt` lists it.
    source: String,
    /// Whether `api.txt` does not list the source.
    is_plain: bool,
}

fn variants(shape: &Shape, docs: &Docs, idents: &[Pascal]) -> Vec<Variant> {
    let value = |value: serde_json::Value| {
        let name = docs.of_value(value.clone()).and_then(|it| it.name.clone()).unwrap_or_else(|| scalar(&value));
        Variant { name, source: listed_value(&value), is_plain: false }
    };
    match shape {
        Shape::StringEnum(values) => values.iter().map(|it| value(it.as_str().into())).collect(),
        Shape::IntegerEnum(values) => values.iter().map(|it| value((*it).into())).collect(),
        Shape::ValueEnum(values) => values.iter().cloned().map(value).collect(),
        Shape::Union(union) => {
            let named = |name: &String, ty: &Type| {
                let ident = Pascal::new(name);
                let is_plain = is_of_type(&ident, ty, idents) || listed_variant(name, ident.as_str()).is_none();
                Variant { name: name.clone(), source: listed(name), is_plain }
            };
            union.variants.iter().map(|variant| named(&variant.name, &variant.ty)).collect()
        }
        Shape::Object(_) | Shape::Tuple(_) | Shape::Alias(_) => Vec::new(),
    }
}

/// Returns whether a variant has the name of its type.
fn is_of_type(variant: &Pascal, ty: &Type, idents: &[Pascal]) -> bool {
    matches!(ty, Type::Ref(id) if idents[id.index()] == *variant)
}

/// Returns the words of a value, for the name of a variant.
fn scalar(value: &serde_json::Value) -> String {
    match (value.as_str(), value.as_i64()) {
        (Some(text), _) => text.to_owned(),
        (_, Some(number)) if number < 0 => format!("minus {}", number.unsigned_abs()),
        _ if value.is_number() => format!("value {value}"),
        _ => value.to_string(),
    }
}

/// Returns how many of the `known` parts a type has, by their usual names.
pub(super) fn shared(shape: &Shape, known: &[(String, String)]) -> usize {
    let has = |name: &str| known.iter().any(|(known, _)| known == name);
    match shape {
        Shape::Object(object) => object.fields.iter().filter(|it| has(Snake::new(&it.name).as_str())).count(),
        Shape::StringEnum(values) => values.iter().filter(|it| has(Pascal::new(it).as_str())).count(),
        Shape::IntegerEnum(values) => {
            values.iter().filter(|it| has(Pascal::new(&format!("value {it}")).as_str())).count()
        }
        Shape::Union(union) => union.variants.iter().filter(|it| has(Pascal::new(&it.name).as_str())).count(),
        Shape::ValueEnum(_) | Shape::Tuple(_) | Shape::Alias(_) => 0,
    }
}
