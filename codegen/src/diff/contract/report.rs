//! The rule, class and subject of each difference of two contracts.

use std::collections::HashMap;

use indexmap::IndexSet;

use crate::diff::contract::compare::{
    ALL, CALLBACK, Difference, Directions, Effect, RECEIVED, REQUEST, RESPONSE, WEBHOOK,
};
use crate::diff::contract::union::VARIANT;
use crate::diff::contract::uses::{Use, Uses};
use crate::diff::contract::{Contract, Kind, SharedResponse};
use crate::diff::contract::{graph, object};
use crate::diff::{Class, Found, Rule, Subject, quoted};
use crate::ir::{Object, Shape, TypeId};
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::surface::Context;

/// The rules that report another type of the same item.
const REPLACING: [Rule; 8] = [
    Rule::MemberTypeChanged,
    Rule::TypeKindChanged,
    Rule::TypeTargetChanged,
    Rule::ParameterTypeChanged,
    Rule::BodyTypeChanged,
    Rule::SuccessTypeChanged,
    Rule::FailureTypeChanged,
    Rule::WebhookChanged,
];

/// The number of uses of a difference of which each is reported.
pub(super) const LISTED: usize = 20;

/// The number of changes from which only one use of each further difference is reported.
const MANY: usize = 20_000;

/// A difference with all of its uses.
struct Used {
    difference: Difference,
    effect: Effect,
    directions: Directions,
    opposite: Directions,
    uses: Uses,
}

/// The Rust item of a difference.
struct Item {
    subject: Subject,
    narrowed: Rule,
    widened: Rule,
    /// Whether the directions are part of the message.
    is_shared: bool,
    /// The words before the message.
    prefix: String,
    /// The type that has the item, if it is one's own.
    of_type: Option<(TypeId, TypeId)>,
}

/// The part of an item within a schema.
#[derive(Default)]
struct Part {
    suffix: String,
    prefix: String,
    is_property: bool,
}

/// The effect of a difference on callers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// Requests that were valid are not.
    Requests,
    /// Received values may be ones that were not possible.
    Received,
}

impl Used {
    fn breaks(&self) -> Option<Broken> {
        let (effect, keyword) = (&self.effect, &self.difference.keyword);
        // Values that a subschema gains are values that `not` loses, also where generated types are open.
        let gains = effect.is_wider()
            || *effect == Effect::Open
            || (*effect == Effect::Neutral && [object::REMOVED, object::ADDED].contains(keyword));
        let rejects =
            (effect.is_narrower() && self.directions & REQUEST != 0) || (gains && self.opposite & REQUEST != 0);
        let surprises = (effect.is_wider() && self.directions & RECEIVED != 0)
            || (effect.is_narrower() && self.opposite & RECEIVED != 0);
        match (rejects, surprises) {
            (true, _) => Some(Broken::Requests),
            (_, true) => Some(Broken::Received),
            _ => None,
        }
    }
}

impl Contract<'_, '_> {
    /// Reports all differences that no other rule has reported.
    pub(super) fn report(&mut self, uses: &[Uses]) {
        if !self.graph.is_complete() {
            let message = "the schemas combine in too many ways to compare all of them; there may be more changes";
            let root = (self.graph.old.place(Pointer::root()), self.graph.new.place(Pointer::root()));
            self.add(Rule::SchemasNotCompared, Class::Run, &Subject::phrase("the API"), message.to_owned(), root);
        }
        self.shared_responses();
        let mut order: IndexSet<usize> = IndexSet::new();
        let mut all: Vec<Used> = std::mem::take(&mut self.graph.differences)
            .into_iter()
            .map(|(difference, effect)| Used { difference, effect, directions: 0, opposite: 0, uses: Uses::default() })
            .collect();
        for (pair, uses) in self.graph.pairs.iter().zip(uses) {
            for (index, directions) in &pair.differences {
                order.insert(*index);
                let used = &mut all[*index];
                used.directions |= pair.directions() & directions;
                used.opposite |= pair.opposite() & directions;
                used.uses.add(uses);
            }
        }
        order.into_iter().for_each(|index| self.difference(&all[index]));
    }

    /// Reports the changes of responses that many operations share.
    fn shared_responses(&mut self) {
        for ((at, _), SharedResponse { count, changes, .. }) in std::mem::take(&mut self.shared) {
            let Some(more) = count.checked_sub(LISTED).filter(|more| *more > 0) else { continue };
            let subject = self.shared_item(self.graph.new.pointer(at.1), type_rules).subject.name;
            for index in changes {
                let first = self.differ.found[index].clone();
                let message = format!("{}{}", first.message, in_more(more, false));
                self.differ.found.push(Found { subject: subject.clone(), request: None, message, ..first });
            }
        }
    }

    /// Reports a difference of a named type, or each use of an unnamed schema.
    fn difference(&mut self, used: &Used) {
        if let Some(item) = self.type_item(used).or_else(|| self.component_item(used)) {
            return self.one(used, item, String::new());
        }
        let pointer = self.pointer(&used.difference);
        let limit = if self.differ.found.len() < MANY { LISTED } else { 1 };
        let (mut count, mut first, mut last) = (0, None, None);
        for at in used.uses.first.iter().copied() {
            if self.is_use_covered(at, used) {
                continue;
            }
            if count < limit {
                let item = self.use_item(at, &pointer);
                self.one(used, item, String::new());
                last = Some(at);
            } else {
                first = first.or(Some(at));
            }
            count += 1;
        }
        let more = used.uses.more + count.saturating_sub(limit);
        // Without a use that is not covered, the others are not either.
        if let Some(first) = first.or(last).filter(|_| more > 0) {
            let item = self.other_item(first, &pointer);
            self.one(used, item, in_more(more, used.uses.is_least));
        }
    }

    /// Returns the pointer of a difference in the new document, or else in the old one.
    fn pointer(&self, it: &Difference) -> Pointer {
        match (it.new, it.old) {
            (Some(id), _) => self.graph.new.pointer(id).clone(),
            (None, Some(id)) => self.graph.old.pointer(id).clone(),
            (None, None) => Pointer::root(),
        }
    }

    /// Returns whether another rule reports a difference of a use. The subjects of other rules are whole parameters, bodies and
    /// headers.
    fn is_use_covered(&self, at: Use, used: &Used) -> bool {
        let of = &self.uses[at];
        !of.reported.is_empty() && self.is_covered(used, &of.reported, None)
    }

    /// Reports a difference of an item; `after` ends the message.
    fn one(&mut self, used: &Used, item: Item, after: String) {
        let it = &used.difference;
        let mut subject = item.subject;
        if let Some(name) = &it.item {
            let rust = item.of_type.map(|(_, id)| field(self.differ.new, id, name));
            let rust = rust.flatten().or_else(|| field(self.differ.old, item.of_type?.0, name));
            subject.name = format!("{}.{}", subject.name, rust.as_deref().unwrap_or(name));
        }
        let reported = self.reported.get(&subject.name).map(Vec::as_slice).unwrap_or_default();
        if self.is_covered(used, reported, item.of_type) {
            return;
        }
        let breaks = used.breaks();
        let class = match used.effect {
            Effect::Meaning if used.directions & REQUEST != 0 => Class::Run,
            Effect::Meaning => Class::Documentation,
            _ if breaks.is_some() => Class::Run,
            _ => Class::Compatible,
        };
        let is_narrower = match breaks {
            Some(Broken::Requests) => true,
            Some(Broken::Received) => false,
            None => used.effect.is_narrower() != (used.opposite != 0 && used.directions == 0),
        };
        let rule = match (it.keyword, used.effect) {
            ("default", _) if item.narrowed == Rule::ParameterNarrowed => Rule::ParameterDefaultChanged,
            ("default", _) => Rule::MemberDefaultChanged,
            ("required", Effect::Narrower) => Rule::MemberBecameRequired,
            ("required", _) => Rule::MemberBecameOptional,
            ("properties", _) => Rule::MemberDirectionChanged,
            (object::REMOVED, _) => Rule::MemberRemoved,
            (object::ADDED, _) => Rule::MemberAddedOptional,
            ("additionalProperties", Effect::Neutral) => item.narrowed,
            _ if is_narrower => item.narrowed,
            _ => item.widened,
        };
        let directions = if item.is_shared { spell(used.directions | used.opposite) } else { String::new() };
        let message = format!("{}{}{directions}{after}", item.prefix, it.phrase);
        self.add(rule, class, &subject, message, (it.old, it.new));
    }

    /// Returns whether another of the rules that have reported the item reports a difference.
    fn is_covered(&self, used: &Used, reported: &[Rule], of_type: Option<(TypeId, TypeId)>) -> bool {
        let it = &used.difference;
        let is = |rules: &[Rule]| rules.iter().any(|rule| reported.contains(rule));
        let shapes = of_type.map(|(old, new)| {
            let (old, new) = (self.differ.old.api.type_def(old), self.differ.new.api.type_def(new));
            (&old.shape, &new.shape)
        });
        let are_objects = matches!(shapes, Some((Shape::Object(_), Shape::Object(_))));
        match it.keyword {
            _ if !graph::is_beside_type(it.keyword) && is(&REPLACING) => true,
            "default" => is(&[Rule::ParameterDefaultChanged, Rule::MemberDefaultChanged]),
            "properties" if used.effect == Effect::Both => {
                is(&[Rule::MemberDirectionChanged, Rule::MemberBecameOptional, Rule::MemberBecameRequired])
            }
            object::REMOVED | object::ADDED => are_objects || is(&[Rule::MemberRemoved, Rule::MemberAddedOptional]),
            "required" => is(&[
                Rule::MemberBecameRequired,
                Rule::MemberBecameOptional,
                Rule::MemberAddedRequired,
                Rule::MemberRemoved,
            ]),
            "additionalProperties" => {
                is(&[Rule::OtherMembersAdded, Rule::OtherMembersRemoved, Rule::OtherMembersChanged])
            }
            "enum" | "const" => {
                is(&[Rule::ParameterConstantChanged]) || shapes.is_some_and(|(old, new)| is_enum(old) && is_enum(new))
            }
            VARIANT | "discriminator" => matches!(shapes, Some((Shape::Union(_), Shape::Union(_)))),
            _ => false,
        }
    }

    /// Returns the item of a component without a type and a use of its own.
    fn component_item(&self, used: &Used) -> Option<Item> {
        used.uses.is_empty().then(|| self.shared_item(&self.pointer(&used.difference), type_rules))
    }

    /// Returns the item of the uses that are not listed: the component that they share, or else the API.
    fn other_item(&self, at: Use, pointer: &Pointer) -> Item {
        let rules = rules(self.uses[at].kind);
        Item { is_shared: false, ..self.shared_item(pointer, |_| rules) }
    }

    fn shared_item(&self, pointer: &Pointer, rules: impl Fn(&Part) -> (Rule, Rule)) -> Item {
        let tokens: Vec<String> = pointer.tokens().collect();
        let (mut subject, rest) = match tokens.as_slice() {
            [components, _, name, rest @ ..] if components == "components" => (Subject::named(name), rest),
            _ => (Subject::phrase("the API"), &[][..]),
        };
        // The schema of a parameter or header.
        let rest = if tokens.get(1).is_some_and(|kind| kind == "schemas") { rest } else { &[] };
        let part = part(rest, |name| name.to_owned());
        let (narrowed, widened) = rules(&part);
        subject.name.push_str(&part.suffix);
        Item { subject, narrowed, widened, is_shared: true, prefix: part.prefix, of_type: None }
    }

    fn use_item(&self, at: Use, pointer: &Pointer) -> Item {
        let of = &self.uses[at];
        let root = self.graph.new.pointer(of.places.1);
        let rest: Vec<String> = match pointer.is_within(root) {
            true => pointer.tokens().skip(root.tokens().count()).collect(),
            false => Vec::new(),
        };
        let part = part(&rest, |name| name.to_owned());
        let (narrowed, widened) = rules(of.kind);
        let mut subject = of.subject.clone();
        subject.name.push_str(&part.suffix);
        let prefix = format!("{}{}", of.prefix, part.prefix);
        Item { subject, narrowed, widened, is_shared: false, prefix, of_type: None }
    }

    /// Returns the item of the innermost named type around a difference.
    fn type_item(&self, used: &Used) -> Option<Item> {
        let it = &used.difference;
        let around = |pointer: &Pointer, types: &HashMap<Pointer, TypeId>| {
            let mut rest = Vec::new();
            let mut at = if it.item.is_some() { owner(pointer) } else { pointer.clone() };
            loop {
                if let Some(id) = types.get(&at) {
                    rest.reverse();
                    return Some((*id, rest));
                }
                let (parent, token) = at.split_last()?;
                rest.push(token);
                at = parent;
            }
        };
        let new = it.new.and_then(|id| around(self.graph.new.pointer(id), &self.types.1));
        let old = it.old.and_then(|id| around(self.graph.old.pointer(id), &self.types.0));
        let (context, id, rest) = match (new, &old) {
            (Some((id, rest)), _) => (self.differ.new, id, rest),
            (None, Some((id, rest))) => (self.differ.old, *id, rest.clone()),
            (None, None) => return None,
        };
        let part = part(&rest, |name| field(context, id, name).unwrap_or_else(|| name.to_owned()));
        let (narrowed, widened) = type_rules(&part);
        let is_own = part.suffix.is_empty() && part.prefix.is_empty();
        let partner =
            old.map(|(old, _)| (old, id)).filter(|_| is_own && std::ptr::eq(context.api, self.differ.new.api));
        let subject = Subject::named(format!("{}{}", context.names.of(id).ident.as_str(), part.suffix));
        Some(Item { subject, narrowed, widened, is_shared: true, prefix: part.prefix, of_type: partner })
    }
}

/// Returns the pointer of the schema that has the property at a pointer, or the pointer itself if it is that of a schema.
fn owner(pointer: &Pointer) -> Pointer {
    let parent = pointer.split_last().map(|(parent, _)| parent);
    match parent.as_ref().and_then(Pointer::split_last) {
        Some((owner, keyword)) if keyword == "properties" => owner,
        _ => pointer.clone(),
    }
}

fn type_rules(part: &Part) -> (Rule, Rule) {
    match part.is_property {
        true => (Rule::MemberNarrowed, Rule::MemberWidened),
        false => (Rule::TypeNarrowed, Rule::TypeWidened),
    }
}

fn rules(kind: Kind) -> (Rule, Rule) {
    match kind {
        Kind::Parameter => (Rule::ParameterNarrowed, Rule::ParameterWidened),
        Kind::Body => (Rule::BodyNarrowed, Rule::BodyWidened),
        Kind::Response => (Rule::ResponseNarrowed, Rule::ResponseWidened),
        Kind::Header => (Rule::HeaderNarrowed, Rule::HeaderWidened),
        Kind::Webhook => (Rule::WebhookNarrowed, Rule::WebhookWidened),
        Kind::Callback => (Rule::CallbackNarrowed, Rule::CallbackWidened),
    }
}

/// Returns the end of a message about further places.
fn in_more(count: usize, is_least: bool) -> String {
    let at_least = if is_least { "at least " } else { "" };
    format!(", in {at_least}{count} more place{}", if count == 1 { "" } else { "s" })
}

fn is_enum(shape: &Shape) -> bool {
    matches!(shape, Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_))
}

/// Returns the name of a field in Rust.
fn field(context: Context<'_>, id: TypeId, name: &str) -> Option<String> {
    let Shape::Object(Object { fields, .. }) = &context.api.type_def(id).shape else { return None };
    let at = fields.binary_search_by(|field| field.name.as_str().cmp(name)).ok()?;
    Some(context.names.of(id).fields.get(at)?.as_str().to_owned())
}

/// Returns the part that the tokens of a pointer into a schema lead to.
fn part(tokens: &[String], rust: impl Fn(&str) -> String) -> Part {
    let mut part = Part::default();
    let mut rest = tokens;
    while let [keyword, after @ ..] = rest {
        rest = match (keyword.as_str(), after) {
            ("properties", [name, after @ ..]) => {
                let is_first = !part.is_property;
                part.is_property = true;
                part.suffix.push('.');
                part.suffix.push_str(&if is_first { rust(name) } else { name.clone() });
                after
            }
            ("allOf", [_, after @ ..]) => after,
            ("prefixItems", [index, after @ ..]) => {
                part.suffix.push('.');
                part.suffix.push_str(index);
                after
            }
            ("items" | "additionalProperties", after) => {
                part.prefix.push_str("each value: ");
                after
            }
            (keyword @ ("oneOf" | "anyOf"), [index, after @ ..]) => {
                part.prefix.push_str(&format!("`{keyword}/{index}`: "));
                after
            }
            (keyword @ ("patternProperties" | "dependentSchemas"), [name, after @ ..]) => {
                part.prefix.push_str(&format!("`{keyword}` {}: ", quoted(name)));
                after
            }
            (keyword, after) => {
                part.prefix.push_str(&format!("`{keyword}`: "));
                after
            }
        };
    }
    part
}

/// Returns the directions of a shared schema as the end of a message.
fn spell(directions: Directions) -> String {
    let names = [(REQUEST, "requests"), (RESPONSE, "responses"), (WEBHOOK, "webhooks"), (CALLBACK, "callbacks")];
    let names: Vec<&str> =
        names.iter().filter(|(direction, _)| directions & ALL & direction != 0).map(|(_, name)| *name).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => format!(", in {only}"),
        [first @ .., last] => format!(", in {} and {last}", first.join(", ")),
    }
}
