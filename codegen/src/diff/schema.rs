//! Types: what is in one, compared by the names that callers know.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diff::{Class, Differ, Rule, Subject, limit, or_nothing};
use crate::ir::{Constraints, Field, Object, Shape, Tuple, TypeDef, TypeId, Union, Variant};
use crate::name::{Ident as _, TypeName};
use crate::render::Context;

/// A type on one side.
#[derive(Clone, Copy)]
struct Named<'a> {
    context: Context<'a>,
    id: TypeId,
    def: &'a TypeDef,
    names: &'a TypeName,
}

impl<'a> Named<'a> {
    fn kind(self) -> &'static str {
        match &self.def.shape {
            Shape::Object(_) => "a struct",
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => "an enum of values",
            Shape::Union(_) => "an enum of types",
            Shape::Tuple(_) => "a tuple",
            Shape::Alias(_) if self.context.facts.is_newtype(self.id) => "a type of its own",
            Shape::Alias(_) => "another name",
        }
    }

    /// Values and variants: how each is spelled, and what it is called.
    fn values(self) -> Vec<(String, String)> {
        let spelled: Vec<String> = match &self.def.shape {
            Shape::StringEnum(values) => values.iter().map(|value| format!("{value:?}")).collect(),
            Shape::IntegerEnum(values) => values.iter().map(ToString::to_string).collect(),
            Shape::ValueEnum(values) => values.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        spelled.into_iter().zip(self.names.variants.iter().map(|name| name.as_str().to_owned())).collect()
    }

    /// All that its shape says, to tell whether a type under another name is the same.
    fn signature(self) -> String {
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
            Shape::Tuple(tuple) => format!("[{}]", self.context.spell_tuple(tuple)),
            Shape::Alias(ty) => self.context.spell(ty),
            _ => format!("{:?}", self.values()),
        }
    }

    fn is_sent(self) -> bool {
        self.context.facts.is_sent(self.id)
    }
}

fn all(context: Context<'_>) -> BTreeMap<&str, Named<'_>> {
    let named = |id| Named { context, id, def: context.api.type_def(id), names: context.names.of(id) };
    context.api.type_ids().map(|id| (context.names.of(id).ident.as_str(), named(id))).collect()
}

impl<'a> Differ<'a> {
    pub(super) fn types(&mut self) {
        let (old, new) = (all(self.old), all(self.new));
        let is_new = |ident: &str| !old.contains_key(ident);
        // The new types by what their shapes say, once there is an old one that is gone.
        let alike = LazyCell::new(|| {
            let mut alike: HashMap<String, Vec<&str>> = HashMap::new();
            for (ident, it) in new.iter().filter(|(ident, _)| is_new(ident)) {
                alike.entry(it.signature()).or_default().push(ident);
            }
            alike
        });
        for (ident, it) in &old {
            match new.get(ident) {
                // What another type stands for is told of that one.
                Some(other) if it.is_stood_for() && other.is_stood_for() => {}
                Some(other) => self.ty(ident, *it, *other),
                None => {
                    let message = match alike.get(&it.signature()).map(Vec::as_slice) {
                        Some([only]) => format!("this type is gone; `{only}` is the same under another name"),
                        _ => "this type is gone".to_owned(),
                    };
                    let of = Subject { old: Some(it.def.pointer.clone()), ..Subject::named(*ident) };
                    self.add(Rule::TypeRemoved, Class::Compile, &of, message);
                }
            }
        }
        for (ident, it) in new.iter().filter(|(ident, _)| is_new(ident)) {
            let of = Subject { new: Some(it.def.pointer.clone()), ..Subject::named(*ident) };
            self.add(Rule::TypeAdded, Class::Compatible, &of, format!("there is this type: {}", it.kind()));
        }
    }

    fn ty(&mut self, ident: &str, old: Named<'a>, new: Named<'a>) {
        let of = Subject {
            name: ident.to_owned(),
            request: None,
            old: Some(old.def.pointer.clone()),
            new: Some(new.def.pointer.clone()),
        };
        let rules = [Rule::TypeDeprecated, Rule::TypeUndeprecated, Rule::TypeDocumented];
        self.said(rules, &of, &old.def.docs, &new.def.docs);
        let rules = (Rule::TypeNarrowed, Rule::TypeWidened);
        self.limits(rules, &of, &old.def.docs.constraints, &new.def.docs.constraints, old.is_sent());
        match (&old.def.shape, &new.def.shape) {
            (Shape::Object(before), Shape::Object(after)) => self.object(&of, (before, old), (after, new)),
            (Shape::Union(before), Shape::Union(after)) => self.union(&of, (before, old), (after, new)),
            (Shape::Alias(before), Shape::Alias(after)) if old.kind() == new.kind() => {
                let (was, is) = (old.context.spell(before), new.context.spell(after));
                if was != is {
                    let message = format!("is `{is}`, and was `{was}`");
                    self.add(Rule::TypeTargetChanged, Class::Compile, &of, message);
                }
            }
            (Shape::Tuple(before), Shape::Tuple(after)) => self.tuple(&of, (before, old), (after, new)),
            _ if old.kind() == new.kind() => self.values(&of, old, new),
            _ => {
                let message = format!("is {}, and was {}", new.kind(), old.kind());
                self.add(Rule::TypeKindChanged, Class::Compile, &of, message);
            }
        }
    }

    fn limits(&mut self, rules: (Rule, Rule), of: &Subject, old: &Constraints, new: &Constraints, is_sent: bool) {
        let limits = limit::limits(old, new);
        // What is only received may well be less than it was.
        let class = if is_sent { Class::Run } else { Class::Compatible };
        for phrase in limits.narrower {
            self.add(rules.0, class, of, phrase);
        }
        for phrase in limits.wider {
            self.add(rules.1, Class::Compatible, of, phrase);
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
                        let message = format!("is called `{}`, and was `{}`", other_name.as_str(), name.as_str());
                        self.add(Rule::MemberRenamed, Class::Compile, &part, message);
                    }
                    self.member(&part, (field, before), (other, after));
                }
                None => {
                    let part = Subject { new: of.new.clone(), ..part };
                    self.add(Rule::MemberRemoved, Class::Compile, &part, "this member is gone");
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
                    (Class::Compile, "has to be given")
                } else {
                    (Class::Compatible, "is in every answer")
                };
                let message = format!("there is this member, a `{ty}`, which {consequence}");
                self.add(Rule::MemberAddedRequired, class, &part, message);
            } else {
                let literal = if after.is_sent() { "; a literal without `..` has to name it" } else { "" };
                let message = format!("there is this member, an `Option<{ty}>`{literal}");
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
                    format!("keeps members without a name, as `{ty}`"),
                );
            }
            (Some(_), None) => {
                self.add(
                    Rule::OtherMembersRemoved,
                    Class::Compile,
                    &of,
                    "does not keep members without a name any more",
                );
            }
            (Some(was), Some(is)) if was != is => {
                let message = format!("members without a name are `{is}`, and were `{was}`");
                self.add(Rule::OtherMembersChanged, Class::Compile, &of, message);
            }
            _ => {}
        }
    }

    fn member(&mut self, of: &Subject, (old, before): (&Field, Named<'a>), (new, after): (&Field, Named<'a>)) {
        let demanded = |field: &Field, of: Named<'a>| of.context.facts.is_always_present(of.id, field);
        match (demanded(old, before), demanded(new, after)) {
            (false, true) => {
                let consequence = if after.is_sent() { "has to be given" } else { "is in every answer" };
                let message = format!("is no `Option` any more: it {consequence}");
                self.add(Rule::MemberBecameRequired, Class::Compile, of, message);
            }
            (true, false) => {
                self.add(Rule::MemberBecameOptional, Class::Compile, of, "is an `Option`: it may be absent");
            }
            _ if (old.read_only, old.write_only) != (new.read_only, new.write_only) => {
                let said = |field: &Field| match (field.read_only, field.write_only) {
                    (true, _) => "answers alone",
                    (_, true) => "requests alone",
                    _ => "requests and answers",
                };
                let message = format!("{} have it, and {} had", said(new), said(old));
                self.add(Rule::MemberDirectionChanged, Class::Run, of, message);
            }
            _ => {}
        }
        let (was, is) = (before.context.spell(&old.ty), after.context.spell(&new.ty));
        if was != is {
            self.add(Rule::MemberTypeChanged, Class::Compile, of, format!("is `{is}`, and was `{was}`"));
        }
        if old.docs.default != new.docs.default {
            let [old, new] = [old, new].map(|it| or_nothing(it.docs.default.as_deref()));
            let class = if after.is_sent() { Class::Run } else { Class::Documentation };
            let message = format!("where it is absent it is taken to be {new}, and was {old}");
            self.add(Rule::MemberDefaultChanged, class, of, message);
        }
        let rules = (Rule::MemberNarrowed, Rule::MemberWidened);
        self.limits(rules, of, &old.docs.constraints, &new.docs.constraints, before.is_sent());
        let rules = [Rule::MemberDeprecated, Rule::MemberUndeprecated, Rule::MemberDocumented];
        self.said(rules, of, &old.docs, &new.docs);
    }

    fn tuple(&mut self, of: &Subject, (old, before): (&Tuple, Named<'a>), (new, after): (&Tuple, Named<'a>)) {
        let (was, is) = (before.context.spell_tuple(old), after.context.spell_tuple(new));
        if was != is {
            let message = format!("holds `({is})`, and held `({was})`");
            self.add(Rule::TypeTargetChanged, Class::Compile, of, message);
        }
        let rules = (Rule::TypeNarrowed, Rule::TypeWidened);
        let rest = old.rest.iter().zip(&new.rest).map(|(item, other)| (item.as_ref(), other.as_ref()));
        for (index, (item, other)) in old.items.iter().zip(&new.items).chain(rest).enumerate() {
            let part = Subject { name: format!("{}.{index}", of.name), ..of.at(&["prefixItems", &index.to_string()]) };
            self.limits(rules, &part, &item.docs.constraints, &other.docs.constraints, before.is_sent());
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
                None => self.add(Rule::ValueRemoved, Class::Compile, &part, format!("the value `{value}` is gone")),
                Some(other) if *other != name => {
                    let message = format!("the value `{value}` is called `{other}`, and was `{name}`");
                    self.add(Rule::VariantChanged, Class::Compile, &part, message);
                }
                Some(_) => {}
            }
        }
        for (value, name) in after.iter().filter(|(value, _)| !had.contains_key(value.as_str())) {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            let message = format!("there is the value `{value}`, which was kept as it came before");
            self.add(Rule::ValueAdded, Class::Compatible, &part, message);
        }
    }

    fn union(&mut self, of: &Subject, (old, before): (&Union, Named<'a>), (new, after): (&Union, Named<'a>)) {
        let all = |union: &Union, of: Named<'a>| -> Vec<Listed> {
            let variants = union.variants.iter().zip(&of.names.variants);
            let tags = |it: &Variant| {
                let default = it.is_default.then(|| "default".to_owned());
                it.discriminator_values.iter().cloned().chain(default).collect()
            };
            variants.map(|(it, name)| (of.context.spell(&it.ty), name.as_str().to_owned(), tags(it))).collect()
        };
        let (variants, others) = (all(old, before), all(new, after));
        // Several variants may have one type; the name tells which of them is which.
        let (had, has) = (named(&variants), named(&others));
        let is_in = |all: &HashSet<(&str, &str)>, it: &Listed| all.contains(&(it.0.as_str(), it.1.as_str()));
        let same: HashMap<(&str, &str), _> = others.iter().map(|it| ((it.0.as_str(), it.1.as_str()), it)).collect();
        let renamed: HashMap<&str, _> =
            others.iter().rev().filter(|it| !is_in(&had, it)).map(|it| (it.0.as_str(), it)).collect();
        for (ty, name, tags) in &variants {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            match same.get(&(ty.as_str(), name.as_str())).or_else(|| renamed.get(ty.as_str())) {
                None => self.add(Rule::VariantRemoved, Class::Compile, &part, format!("the type `{ty}` is gone")),
                Some((_, other, _)) if other != name => {
                    let message = format!("the type `{ty}` is called `{other}`, and was `{name}`");
                    self.add(Rule::VariantChanged, Class::Compile, &part, message);
                }
                Some((.., other)) if other != tags => {
                    let message = format!("`{ty}` is told by {}, and was by {}", other.join(", "), tags.join(", "));
                    self.add(Rule::VariantChanged, Class::Run, &part, message);
                }
                Some(_) => {}
            }
        }
        let given_up: HashSet<&str> = variants.iter().filter(|it| !is_in(&has, it)).map(|it| it.0.as_str()).collect();
        let is_new = |it: &&Listed| !is_in(&had, it) && !given_up.contains(it.0.as_str());
        for (ty, name, _) in others.iter().filter(is_new) {
            let part = Subject { name: format!("{}::{name}", of.name), ..of.clone() };
            self.add(Rule::VariantAdded, Class::Compatible, &part, format!("a value may be a `{ty}` too"));
        }
        if old.discriminator != new.discriminator {
            let [old, new] = [old, new].map(|it| or_nothing(it.discriminator.as_deref()));
            let message = format!("types are told apart by {new}, and were by {old}");
            self.add(Rule::TagChanged, Class::Run, &of.at(&["discriminator"]), message);
        }
    }
}

impl Named<'_> {
    fn is_stood_for(self) -> bool {
        self.context.facts.canonical_type(self.id).is_some()
    }
}

/// A variant: its type, its name, and the values of the discriminator that select it.
type Listed = (String, String, Vec<String>);

/// The types and names of variants.
fn named(variants: &[Listed]) -> HashSet<(&str, &str)> {
    variants.iter().map(|(ty, name, _)| (ty.as_str(), name.as_str())).collect()
}
