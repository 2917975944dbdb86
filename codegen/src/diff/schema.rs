//! Changes of types.

use std::collections::{HashMap, HashSet};

use crate::diff::{Class, Differ, Rule, Subject, all_or_none, or_none, quoted};
use crate::ir::{Field, Object, Shape, Tuple, TypeDef, TypeId, Union, Variant};
use crate::name::{Ident as _, TypeName};
use crate::surface::Context;

/// A type of one revision.
#[derive(Clone, Copy)]
pub(super) struct Named<'a> {
    context: Context<'a>,
    id: TypeId,
    def: &'a TypeDef,
    names: &'a TypeName,
}

impl<'a> Named<'a> {
    pub(super) fn new(context: Context<'a>, id: TypeId) -> Self {
        Self { context, id, def: context.api.type_def(id), names: context.names.of(id) }
    }

    fn ident(self) -> &'a str {
        self.names.ident.as_str()
    }

    fn kind(self) -> &'static str {
        match &self.def.shape {
            Shape::Object(_) => "a struct",
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => "an enum of values",
            Shape::Union(_) => "a union",
            Shape::Tuple(_) => "a tuple",
            Shape::Alias(_) if self.context.facts.is_newtype(self.id) => "a newtype",
            Shape::Alias(_) => "a type alias",
        }
    }

    /// Returns the values of an enum as literals, each with its variant's name.
    fn values(self) -> Vec<(String, String)> {
        let spelled: Vec<String> = match &self.def.shape {
            Shape::StringEnum(values) => values.iter().map(|value| format!("{value:?}")).collect(),
            Shape::IntegerEnum(values) => values.iter().map(ToString::to_string).collect(),
            Shape::ValueEnum(values) => values.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        spelled.into_iter().zip(self.names.variants.iter().map(|name| name.as_str().to_owned())).collect()
    }

    /// Returns a text that equals that of a type with the same shape under another name.
    pub(super) fn signature(self) -> String {
        match &self.def.shape {
            Shape::Object(object) => {
                let field =
                    |field: &Field| format!("{}:{}:{}", field.name, self.context.spell(&field.ty), field.required);
                let fields: Vec<String> = object.fields.iter().map(field).collect();
                format!("{{{}|{}}}", fields.join(","), object.rest.is_some())
            }
            Shape::Union(union) => {
                let types: Vec<String> = union.variants.iter().map(|it| self.context.spell(&it.ty)).collect();
                format!("({})", types.join("|"))
            }
            Shape::Tuple(tuple) => format!("[{}]", self.context.spell_tuple(self.id, tuple)),
            Shape::Alias(ty) => self.context.spell(ty),
            _ => format!("{:?}", self.values()),
        }
    }

    fn is_sent(self) -> bool {
        self.context.facts.is_sent(self.id)
    }
}

impl<'a> Differ<'a> {
    pub(super) fn types(&mut self) {
        let (old, new) = (self.old, self.new);
        for id in self.types.gone.clone() {
            let it = Named::new(old, id);
            let of = Subject { old: Some(it.def.pointer.clone()), ..Subject::named(it.ident()) };
            self.add(Rule::TypeRemoved, Class::Compile, &of, "type removed");
        }
        for id in self.types.added.clone() {
            let it = Named::new(new, id);
            let of = Subject { new: Some(it.def.pointer.clone()), ..Subject::named(it.ident()) };
            self.add(Rule::TypeAdded, Class::Compatible, &of, format!("added as {}", it.kind()));
        }
        for (was, is) in self.types.both.clone() {
            let (old, new) = (Named::new(old, was), Named::new(new, is));
            let of = Subject {
                old: Some(old.def.pointer.clone()),
                new: Some(new.def.pointer.clone()),
                ..Subject::named(new.ident())
            };
            if old.ident() != new.ident() {
                let message = format!("the type was renamed from {} to {}", quoted(old.ident()), quoted(new.ident()));
                self.add(Rule::TypeRenamed, Class::Compile, &of, message);
            }
            // An alias of a canonical type changes with that type, which has its own report.
            if !(old.is_aliased() && new.is_aliased()) {
                self.ty(of, old, new);
            }
        }
    }

    fn ty(&mut self, of: Subject, old: Named<'a>, new: Named<'a>) {
        let rules = [Rule::TypeDeprecated, Rule::TypeUndeprecated, Rule::TypeDocumented];
        self.docs(rules, &of, &old.def.docs, &new.def.docs);
        match (&old.def.shape, &new.def.shape) {
            (Shape::Object(before), Shape::Object(after)) => self.object(&of, (before, old), (after, new)),
            (Shape::Union(before), Shape::Union(after)) => self.union(&of, (before, old), (after, new)),
            (Shape::Alias(before), Shape::Alias(after)) if old.kind() == new.kind() => {
                let (was, is) = (old.context.spell(before), new.context.spell(after));
                if self.now(&was) != is {
                    let message = format!("the target changed from {} to {}", quoted(&was), quoted(&is));
                    self.add(Rule::TypeTargetChanged, Class::Compile, &of, message);
                }
            }
            (Shape::Tuple(before), Shape::Tuple(after)) => self.tuple(&of, (before, old), (after, new)),
            _ if old.kind() == new.kind() => self.values(&of, old, new),
            _ => {
                let message = format!("changed from {} to {}", old.kind(), new.kind());
                self.add(Rule::TypeKindChanged, Class::Compile, &of, message);
            }
        }
    }

    fn object(&mut self, of: &Subject, (old, before): (&Object, Named<'a>), (new, after): (&Object, Named<'a>)) {
        let part =
            |name: &str, wire: &str| Subject { name: format!("{}.{name}", of.name), ..of.at(&["properties", wire]) };
        let others = new.fields.iter().zip(&after.names.fields);
        let others: HashMap<&str, _> = others.rev().map(|other| (other.0.name.as_str(), other)).collect();
        for (field, name) in old.fields.iter().zip(&before.names.fields) {
            let part = part(name.as_str(), &field.name);
            match others.get(field.name.as_str()) {
                Some((other, other_name)) => {
                    if name.as_str() != other_name.as_str() {
                        let message = format!(
                            "the field was renamed from {} to {}",
                            quoted(name.as_str()),
                            quoted(other_name.as_str())
                        );
                        self.add(Rule::MemberRenamed, Class::Compile, &part, message);
                    }
                    self.field(&part, (field, before), (other, after));
                }
                None => {
                    let part = Subject { new: of.new.clone(), ..part };
                    self.add(Rule::MemberRemoved, Class::Compile, &part, "field removed");
                }
            }
        }
        let had: HashSet<&str> = old.fields.iter().map(|field| field.name.as_str()).collect();
        let is_new = |field: &Field| !had.contains(field.name.as_str());
        for (field, name) in new.fields.iter().zip(&after.names.fields).filter(|(field, _)| is_new(field)) {
            let part = Subject { old: of.old.clone(), ..part(name.as_str(), &field.name) };
            let ty = after.context.spell(&field.ty);
            if after.context.facts.is_always_present(after.id, field) {
                let (class, consequence) = if after.is_sent() {
                    (Class::Compile, "requests must contain the property")
                } else {
                    (Class::Compatible, "every response contains the property")
                };
                let message = format!("required field of type {} added; {consequence}", quoted(&ty));
                self.add(Rule::MemberAddedRequired, class, &part, message);
            } else {
                let message = format!("optional field of type `Option<{ty}>` added");
                self.add(Rule::MemberAddedOptional, Class::Compatible, &part, message);
            }
        }
        let rest = |object: &Object, of: Named<'a>| object.rest.as_ref().map(|ty| of.context.spell(ty));
        let of = of.at(&["additionalProperties"]);
        match (rest(old, before), rest(new, after)) {
            (None, Some(ty)) => {
                self.add(
                    Rule::OtherMembersAdded,
                    Class::Compile,
                    &of,
                    format!("field for additional properties of type {} added", quoted(&ty)),
                );
            }
            (Some(_), None) => {
                self.add(Rule::OtherMembersRemoved, Class::Compile, &of, "field for additional properties removed");
            }
            (Some(was), Some(is)) if self.now(&was) != is => {
                let message =
                    format!("the type of additional properties changed from {} to {}", quoted(&was), quoted(&is));
                self.add(Rule::OtherMembersChanged, Class::Compile, &of, message);
            }
            _ => {}
        }
    }

    fn field(&mut self, of: &Subject, (old, before): (&Field, Named<'a>), (new, after): (&Field, Named<'a>)) {
        let required = |field: &Field, of: Named<'a>| of.context.facts.is_always_present(of.id, field);
        match (required(old, before), required(new, after)) {
            (false, true) => {
                let consequence = if after.is_sent() {
                    "requests must contain the property"
                } else {
                    "every response contains the property"
                };
                let message = format!("no longer an `Option`; {consequence}");
                self.add(Rule::MemberBecameRequired, Class::Compile, of, message);
            }
            (true, false) => {
                self.add(Rule::MemberBecameOptional, Class::Compile, of, "now an `Option`; the property may be absent");
            }
            _ if (old.read_only, old.write_only) != (new.read_only, new.write_only) => {
                let spell = |field: &Field| match (field.read_only, field.write_only) {
                    (true, _) => "responses only",
                    (_, true) => "requests only",
                    _ => "requests and responses",
                };
                let message = format!("the direction changed from {} to {}", spell(old), spell(new));
                // Values of a type that no request contains are never sent.
                let is_sent = before.context.facts.is_sent(before.id) || after.context.facts.is_sent(after.id);
                let class = if is_sent { Class::Run } else { Class::Documentation };
                self.add(Rule::MemberDirectionChanged, class, of, message);
            }
            _ => {}
        }
        let (was, is) = (before.context.spell(&old.ty), after.context.spell(&new.ty));
        if self.now(&was) != is {
            self.add(
                Rule::MemberTypeChanged,
                Class::Compile,
                of,
                format!("the type changed from {} to {}", quoted(&was), quoted(&is)),
            );
        }
        if old.docs.default != new.docs.default {
            let [old, new] = [old, new].map(|it| or_none(it.docs.default.as_deref()));
            let class = if after.is_sent() { Class::Run } else { Class::Documentation };
            let message = format!("the default changed from {old} to {new}");
            self.add(Rule::MemberDefaultChanged, class, of, message);
        }
        let rules = [Rule::MemberDeprecated, Rule::MemberUndeprecated, Rule::MemberDocumented];
        self.docs(rules, of, &old.docs, &new.docs);
    }

    fn tuple(&mut self, of: &Subject, (old, before): (&Tuple, Named<'a>), (new, after): (&Tuple, Named<'a>)) {
        let (was, is) = (before.context.spell_tuple(before.id, old), after.context.spell_tuple(after.id, new));
        if self.now(&was) != is {
            let message = format!("the items changed from `({was})` to `({is})`");
            self.add(Rule::TypeTargetChanged, Class::Compile, of, message);
        }
    }

    fn values(&mut self, of: &Subject, old: Named<'a>, new: Named<'a>) {
        let (before, after) = (old.values(), new.values());
        let of = of.at(&["enum"]);
        let [had, has] = [&before, &after].map(|all| {
            all.iter().rev().map(|(value, name)| (value.as_str(), name)).collect::<HashMap<&str, &String>>()
        });
        for (value, name) in &before {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            match has.get(value.as_str()) {
                None => self.add(Rule::ValueRemoved, Class::Compile, &part, format!("value {} removed", quoted(value))),
                Some(other) if *other != name => {
                    let message = format!(
                        "the variant of value {} was renamed from {} to {}",
                        quoted(value),
                        quoted(name),
                        quoted(other)
                    );
                    self.add(Rule::VariantChanged, Class::Compile, &part, message);
                }
                Some(_) => {}
            }
        }
        for (value, name) in after.iter().filter(|(value, _)| !had.contains_key(value.as_str())) {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            let message = format!("value {} added; before, it deserialized into `Unrecognized`", quoted(value));
            self.add(Rule::ValueAdded, Class::Compatible, &part, message);
        }
    }

    fn union(&mut self, of: &Subject, (old, before): (&Union, Named<'a>), (new, after): (&Union, Named<'a>)) {
        let all = |union: &Union, of: Named<'a>| -> Vec<Listed> {
            let variants = union.variants.iter().zip(&of.names.variants);
            let selectors = |it: &Variant| {
                let default = it.is_default.then(|| "default".to_owned());
                it.discriminator_values.iter().cloned().chain(default).collect()
            };
            variants.map(|(it, name)| (of.context.spell(&it.ty), name.as_str().to_owned(), selectors(it))).collect()
        };
        let (mut variants, others) = (all(old, before), all(new, after));
        // A variant whose type has another name is the same.
        variants.iter_mut().for_each(|(ty, ..)| *ty = self.now(ty));
        // Several variants may have the same type; their names distinguish them.
        let (had, has) = (named(&variants), named(&others));
        let is_in = |all: &HashSet<(&str, &str)>, it: &Listed| all.contains(&(it.0.as_str(), it.1.as_str()));
        let same: HashMap<(&str, &str), _> = others.iter().map(|it| ((it.0.as_str(), it.1.as_str()), it)).collect();
        let renamed: HashMap<&str, _> =
            others.iter().rev().filter(|it| !is_in(&had, it)).map(|it| (it.0.as_str(), it)).collect();
        for (ty, name, selectors) in &variants {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            match same.get(&(ty.as_str(), name.as_str())).or_else(|| renamed.get(ty.as_str())) {
                None => self.add(
                    Rule::VariantRemoved,
                    Class::Compile,
                    &part,
                    format!("variant of type {} removed", quoted(ty)),
                ),
                Some((_, other, _)) if other != name => {
                    let message = format!(
                        "the variant of type {} was renamed from {} to {}",
                        quoted(ty),
                        quoted(name),
                        quoted(other)
                    );
                    self.add(Rule::VariantChanged, Class::Compile, &part, message);
                }
                Some((.., other)) if other != selectors => {
                    let message = format!(
                        "the discriminator values of {} changed from {} to {}",
                        quoted(ty),
                        all_or_none(selectors),
                        all_or_none(other)
                    );
                    let others: HashSet<&String> = other.iter().collect();
                    let only_adds = selectors.iter().all(|value| others.contains(value)) && !selectors.is_empty();
                    let class = if only_adds { Class::Compatible } else { Class::Run };
                    self.add(Rule::VariantChanged, class, &part, message);
                }
                Some(_) => {}
            }
        }
        let removed: HashSet<&str> = variants.iter().filter(|it| !is_in(&has, it)).map(|it| it.0.as_str()).collect();
        let is_new = |it: &&Listed| !is_in(&had, it) && !removed.contains(it.0.as_str());
        for (ty, name, _) in others.iter().filter(is_new) {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            self.add(Rule::VariantAdded, Class::Compatible, &part, format!("variant of type {} added", quoted(ty)));
        }
        if old.discriminator != new.discriminator {
            let [old, new] = [old, new].map(|it| or_none(it.discriminator.as_deref()));
            let message = format!("the discriminator property changed from {old} to {new}");
            self.add(Rule::TagChanged, Class::Run, &of.at(&["discriminator"]), message);
        }
    }
}

impl Named<'_> {
    fn is_aliased(self) -> bool {
        self.context.facts.canonical_type(self.id).is_some()
    }
}

/// A variant: its type, its name, and its discriminator values.
type Listed = (String, String, Vec<String>);

/// Returns the types and names of variants.
fn named(variants: &[Listed]) -> HashSet<(&str, &str)> {
    variants.iter().map(|(ty, name, _)| (ty.as_str(), name.as_str())).collect()
}
