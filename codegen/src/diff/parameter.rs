//! Changes of an operation's parameters and request body.

use std::collections::{HashMap, HashSet};

use oasmith_runtime::media_type::MediaType;

use crate::diff::operation::Called;
use crate::diff::{Class, Differ, Rule, Subject, or_none, quoted};
use crate::ir::{Body, BodyContent, BodyKind, Location, Parameter};
use crate::name::{Ident as _, Snake};

fn all<'a>(it: Called<'a>) -> impl Iterator<Item = (&'a Parameter, &'a Snake)> {
    it.operation.parameters.iter().zip(&it.names.parameters)
}

fn spell_location(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    }
}

/// An index of an operation's parameters, to match them with another's: path parameters by position, since their names do
/// not affect requests, the others by name.
struct Listed<'a> {
    /// The position of each name's first `{name}` in the path.
    positions: HashMap<&'a str, usize>,
    by_position: HashMap<usize, usize>,
    by_name: HashMap<(Location, &'a str), usize>,
}

impl<'a> Listed<'a> {
    fn of(it: Called<'a>, listed: impl Iterator<Item = (&'a Parameter, &'a Snake)>) -> Self {
        let mut positions = HashMap::new();
        for (number, rest) in it.operation.path.split('{').skip(1).enumerate() {
            if let Some((name, _)) = rest.split_once('}') {
                positions.entry(name).or_insert(number);
            }
        }
        let mut listed_by = Self { positions, by_position: HashMap::new(), by_name: HashMap::new() };
        for (index, (parameter, _)) in listed.enumerate() {
            listed_by.by_name.entry((parameter.location, &parameter.name)).or_insert(index);
            if let Some(position) = listed_by.position(parameter) {
                listed_by.by_position.entry(position).or_insert(index);
            }
        }
        listed_by
    }

    fn position(&self, it: &Parameter) -> Option<usize> {
        self.positions.get(it.name.as_str()).copied().filter(|_| it.location == Location::Path)
    }

    /// Returns the index of the parameter that matches `it`, one of `others`: at its location, or else at another one.
    fn same(&self, it: &Parameter, others: &Listed<'_>) -> Option<usize> {
        self.in_place(it, others).or_else(|| self.moved(it, others))
    }

    /// Returns the parameter of the same name at another location, where neither operation has it twice.
    fn moved(&self, it: &Parameter, others: &Listed<'_>) -> Option<usize> {
        let locations = [Location::Query, Location::Header, Location::Cookie];
        let all = |listed: &Listed<'_>| -> Vec<(Location, usize)> {
            let found = locations.iter().filter_map(|at| Some((*at, *listed.by_name.get(&(*at, it.name.as_str()))?)));
            found.collect()
        };
        match (all(others).as_slice(), all(self).as_slice()) {
            ([(was, _)], [(is, index)]) if was != is => Some(*index),
            _ => None,
        }
    }

    fn in_place(&self, it: &Parameter, others: &Listed<'_>) -> Option<usize> {
        let by_name = self.by_name.get(&(it.location, it.name.as_str())).copied();
        match others.position(it) {
            Some(position) => {
                self.by_position.get(&position).copied().or_else(|| by_name.filter(|_| self.position(it).is_none()))
            }
            None => by_name,
        }
    }
}

/// Returns the parameters that both operations have, with the old Rust name.
pub(super) fn same_parameters<'a>(old: Called<'a>, new: Called<'a>) -> Vec<(&'a Parameter, &'a Parameter, &'a Snake)> {
    let (before, after) = (Listed::of(old, all(old)), Listed::of(new, all(new)));
    let others: Vec<_> = all(new).collect();
    let same = all(old).filter_map(|(parameter, name)| {
        let (other, _) = others[after.same(parameter, &before)?];
        Some((parameter, other, name))
    });
    same.collect()
}

impl<'a> Differ<'a> {
    pub(super) fn parameters(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let (before, after) = (Listed::of(old, all(old)), Listed::of(new, all(new)));
        let others: Vec<_> = all(new).collect();
        let other = |it: &Parameter| after.same(it, &before).map(|index| others[index]);
        let arguments = others.iter().filter(|(it, _)| it.required).map(|(it, _)| it.name.as_str()).collect();
        for (parameter, name) in all(old) {
            let found = other(parameter);
            let part = Subject {
                name: format!("{}({})", of.name, name.as_str()),
                old: parameter.pointer.clone().or_else(|| of.old.clone()),
                new: found.and_then(|(it, _)| it.pointer.clone()).or_else(|| of.new.clone()),
                ..of.clone()
            };
            match found {
                Some(other) => self.parameter(&part, (parameter, name, old), (other.0, other.1, new), &arguments),
                None => {
                    let message =
                        format!("{} parameter {} removed", spell_location(parameter.location), quoted(&parameter.name));
                    // The client sends a constant by itself; callers have no name for it.
                    let class = if parameter.is_fixed() { Class::Run } else { Class::Compile };
                    self.add(Rule::ParameterRemoved, class, &part, message);
                }
            }
        }
        for (parameter, name) in all(new) {
            if before.same(parameter, &after).is_some() {
                continue;
            }
            let part = Subject {
                name: format!("{}({})", of.name, name.as_str()),
                new: parameter.pointer.clone().or_else(|| of.new.clone()),
                ..of.clone()
            };
            let what = format!("{} parameter {}", spell_location(parameter.location), quoted(&parameter.name));
            if parameter.is_fixed() {
                let message = format!("required {what} added; the client sends its only value by itself");
                self.add(Rule::ParameterAddedRequired, Class::Run, &part, message);
            } else if parameter.required {
                self.add(Rule::ParameterAddedRequired, Class::Compile, &part, format!("required {what} added"));
            } else {
                self.add(Rule::ParameterAddedOptional, Class::Compatible, &part, format!("optional {what} added"));
            }
        }
        self.arguments(of, old, new);
    }

    /// Compares the order of a method's arguments.
    fn arguments(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let required = |it: Called<'a>| all(it).filter(|(it, _)| it.required && !it.is_fixed());
        let order = |it: Called<'a>| required(it).map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        let names = |it: Called<'a>| required(it).map(|(parameter, _)| parameter.name.as_str()).collect::<Vec<_>>();
        let types = |it: Called<'a>, now: &dyn Fn(String) -> String| {
            required(it).map(|(parameter, _)| now(it.context.spell_argument(&parameter.ty))).collect::<Vec<_>>()
        };
        let (before, after) = (names(old), names(new));
        let had: HashSet<&str> = before.iter().copied().collect();
        // The first value that is sent as another parameter. The names in a path do not count, unless they are those of others.
        let is_path = |it: Called<'a>| required(it).map(|(parameter, _)| parameter.location == Location::Path);
        let mut both = before.iter().zip(&after).zip(is_path(old).zip(is_path(new)));
        let moved = both.find_map(|(names, (was_path, is_path))| {
            let is_other = had.contains(names.1) || !(was_path || is_path);
            (names.0 != names.1 && is_other).then_some(names)
        });
        let message = format!("the arguments changed from ({}) to ({})", order(old), order(new));
        if let Some((first, other)) = moved
            && types(old, &|ty| self.now(&ty)) == types(new, &|ty| ty)
        {
            let message = format!(
                "{message}: existing calls compile, and send the value of {} as {}",
                quoted(first),
                quoted(other)
            );
            self.add(Rule::ArgumentsSwapped, Class::Run, of, message);
            return;
        }
        // The arguments of both, each by its old position.
        let (before, after) = (Listed::of(old, required(old)), Listed::of(new, required(new)));
        let positions = required(new).filter_map(|(parameter, _)| before.same(parameter, &after));
        if !positions.collect::<Vec<_>>().is_sorted() {
            self.add(Rule::ArgumentsReordered, Class::Compile, of, message);
        }
    }

    /// Compares a parameter. `arguments` are the names of the required parameters of the new operation.
    fn parameter(
        &mut self,
        of: &Subject,
        (old, old_name, before): (&Parameter, &Snake, Called<'a>),
        (new, new_name, after): (&Parameter, &Snake, Called<'a>),
        arguments: &HashSet<&str>,
    ) {
        self.requiredness(of, old, new);
        let (old_type, new_type) = (before.context.spell_argument(&old.ty), after.context.spell_argument(&new.ty));
        // Callers do not set a parameter that only the client sets.
        if self.now(&old_type) != new_type && !old.is_fixed() {
            let message = format!("the type changed from {} to {}", quoted(&old_type), quoted(&new_type));
            self.add(Rule::ParameterTypeChanged, Class::Compile, of, message);
        }
        // A call does not name the arguments of a method, but it does name setters. `arguments` reports swapped names.
        let is_argument = old.required && new.required;
        let is_swapped = is_argument && arguments.contains(old.name.as_str());
        if old_name.as_str() != new_name.as_str() && !is_swapped && !old.is_fixed() {
            let class = if is_argument { Class::Documentation } else { Class::Compile };
            let message = format!("renamed from {} to {}", quoted(old_name.as_str()), quoted(new_name.as_str()));
            self.add(Rule::ParameterRenamed, class, of, message);
        }
        self.serialization(of, old, new);
        if old.docs.default != new.docs.default {
            let [old, new] = [old, new].map(|it| or_none(it.docs.default.as_deref()));
            let message = format!("the default changed from {old} to {new}");
            self.add(Rule::ParameterDefaultChanged, Class::Run, of, message);
        }
        let rules = [Rule::ParameterDeprecated, Rule::ParameterUndeprecated, Rule::ParameterDocumented];
        self.docs(rules, of, &old.docs, &new.docs);
    }

    /// Compares who sets a parameter: a setter, an argument of the method, or the client.
    fn requiredness(&mut self, of: &Subject, old: &Parameter, new: &Parameter) {
        let constant = |it: &Parameter| it.constant.is_some().then(|| or_none(it.constant_text().as_deref()));
        let message = match (constant(old), constant(new)) {
            (None, None) => {
                match (old.required, new.required) {
                    (false, true) => {
                        let message = "now required: an argument of the method replaces the setter";
                        self.add(Rule::ParameterBecameRequired, Class::Compile, of, message);
                    }
                    (true, false) => {
                        let message = "now optional: a setter replaces the argument of the method";
                        self.add(Rule::ParameterBecameOptional, Class::Compile, of, message);
                    }
                    _ => {}
                }
                return;
            }
            (Some(was), None) if new.required => {
                format!("now an argument of the method; before, the client always sent {was}")
            }
            (Some(_), Some(is)) if old.is_fixed() && !new.required => {
                let message = format!("a setter can replace {is}, which the client always sent before");
                return self.add(Rule::ParameterConstantChanged, Class::Compatible, of, message);
            }
            (Some(was), None) => format!("now optional, with a setter; before, the client always sent {was}"),
            (None, Some(is)) => {
                let before = if old.required { "an argument of the method" } else { "a setter" };
                format!("the client now always sends {is}; before, {before} set the value")
            }
            (Some(was), Some(is)) if old.constant != new.constant => {
                let message = format!("the only value changed from {was} to {is}");
                return self.add(Rule::ParameterConstantChanged, Class::Run, of, message);
            }
            (Some(_), Some(_)) => return,
        };
        self.add(Rule::ParameterConstantChanged, Class::Compile, of, message);
    }

    /// Compares where and how a parameter is sent.
    fn serialization(&mut self, of: &Subject, old: &Parameter, new: &Parameter) {
        if old.location != new.location {
            let [was, is] = [old, new].map(|it| spell_location(it.location));
            self.add(Rule::ParameterMoved, Class::Run, of, format!("moved from {was} to {is}"));
            return;
        }
        let serialization = |it: &Parameter| (it.style, it.explode, it.allow_reserved);
        if serialization(old) != serialization(new) {
            let spell = |it: &Parameter| {
                let style = format!("{:?}", it.style);
                let style = style[..1].to_lowercase() + &style[1..];
                let explode = it.explode.then_some("exploded");
                let details = explode.into_iter().chain(it.allow_reserved.then_some("reserved characters unescaped"));
                let details = details.collect::<Vec<_>>().join(", ");
                if details.is_empty() { format!("`{style}`") } else { format!("`{style}` ({details})") }
            };
            let message = format!("the serialization changed from {} to {}", spell(old), spell(new));
            self.add(Rule::ParameterWrittenOtherwise, Class::Run, of, message);
        }
    }

    pub(super) fn body(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let of = Subject { name: format!("{}(body)", of.name), ..of.at(&["requestBody"]) };
        match (&old.operation.body, &new.operation.body) {
            (None, None) => {}
            (Some(_), None) => self.add(Rule::BodyRemoved, Class::Compile, &of, "request body removed"),
            (None, Some(body)) if body.required => {
                self.add(Rule::BodyAddedRequired, Class::Compile, &of, "required request body added");
            }
            (None, Some(_)) => self.add(Rule::BodyAddedOptional, Class::Compatible, &of, "optional request body added"),
            (Some(before), Some(after)) => {
                match (before.required, after.required) {
                    (false, true) => {
                        let message = "now required: an argument of the method replaces the setter";
                        self.add(Rule::BodyBecameRequired, Class::Compile, &of, message);
                    }
                    (true, false) => {
                        let message = "now optional: a setter replaces the argument of the method";
                        self.add(Rule::BodyBecameOptional, Class::Compile, &of, message);
                    }
                    _ => {}
                }
                let texts = [&before.docs.description, &after.docs.description];
                self.described(Rule::BodyDocumented, &of, "the documentation changed", texts);
                self.contents(&of, (before, old), (after, new));
            }
        }
    }

    fn contents(&mut self, of: &Subject, (old, before): (&Body, Called<'a>), (new, after): (&Body, Called<'a>)) {
        let spell = |content: &BodyContent, of: Called<'a>| match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form(ty, _) | BodyKind::Multipart(ty, _) => of.context.spell_argument(ty),
            BodyKind::Plain(ty) => format!("text {}", of.context.spell_argument(ty)),
            BodyKind::Lines(ty) => format!("lines {}", of.context.spell_argument(ty)),
            BodyKind::Text => "text".to_owned(),
            BodyKind::Bytes => "bytes".to_owned(),
        };
        let (before_types, after_types) = (MediaTypes::of(old), MediaTypes::of(new));
        for content in &old.contents {
            let part = of.at(&["content", &content.media_type]);
            // A range, or a media type with parameters, may match several: the closest counts.
            let closeness = |other: &BodyContent| {
                let has_same_type = spell(other, after) == self.now(&spell(content, before));
                (other.media_type == content.media_type, has_same_type)
            };
            let Some(other) = after_types.same(content).rev().max_by_key(|other| closeness(other)) else {
                let message = format!("media type {} removed", quoted(&content.media_type));
                let class = if old.contents.len() > 1 { Class::Compile } else { Class::Run };
                self.add(Rule::BodyMediaTypeRemoved, class, &Subject { new: of.new.clone(), ..part }, message);
                continue;
            };
            let (was, is) = (spell(content, before), spell(other, after));
            if self.now(&was) != is {
                self.add(
                    Rule::BodyTypeChanged,
                    Class::Compile,
                    &part,
                    format!("the type changed from {} to {}", quoted(&was), quoted(&is)),
                );
            }
            let encodings = |content: &BodyContent| match &content.kind {
                BodyKind::Form(_, encodings) | BodyKind::Multipart(_, encodings) => encodings.clone(),
                _ => Vec::new(),
            };
            if encodings(content) != encodings(other) {
                let message = "the serialization of properties changed";
                self.add(Rule::BodyWrittenOtherwise, Class::Run, &part.at(&["encoding"]), message);
            }
        }
        for content in new.contents.iter().filter(|it| before_types.same(it).next().is_none()) {
            let part = Subject { old: of.old.clone(), ..of.at(&["content", &content.media_type]) };
            let message = format!("media type {} added", quoted(&content.media_type));
            // If the body becomes an enum over media types, what was passed converts into it.
            self.add(Rule::BodyMediaTypeAdded, Class::Compatible, &part, message);
        }
    }
}

/// The largest number of media types that are compared with one that differs from them in parameters only.
const MAX_PARAMETERS: usize = 16;

/// The media types of a body.
struct MediaTypes<'a> {
    by_text: HashMap<&'a str, Vec<&'a BodyContent>>,
    /// By the media type without parameters: those that have none, and the others.
    by_type: HashMap<MediaType, [Vec<&'a BodyContent>; 2]>,
}

impl<'a> MediaTypes<'a> {
    fn of(body: &'a Body) -> Self {
        let mut found = Self { by_text: HashMap::new(), by_type: HashMap::new() };
        for content in &body.contents {
            found.by_text.entry(content.media_type.as_str()).or_default().push(content);
            if let Some(parsed) = MediaType::parse(&content.media_type) {
                found.by_type.entry(parsed).or_default()[usize::from(content.media_type.contains(';'))].push(content);
            }
        }
        found
    }

    /// Returns the bodies of the same media type; parameters count only if both have some.
    fn same(&self, content: &BodyContent) -> impl DoubleEndedIterator<Item = &'a BodyContent> {
        let parsed = MediaType::parse(&content.media_type);
        let others = if content.media_type.contains(';') { &[0][..] } else { &[0, 1] };
        let by_type = parsed.and_then(|parsed| self.by_type.get(&parsed)).into_iter();
        let by_type = by_type.flat_map(|found| others.iter().flat_map(|at| found[*at].iter().take(MAX_PARAMETERS)));
        let by_text = self.by_text.get(content.media_type.as_str()).into_iter().flatten();
        by_text.chain(by_type).copied().collect::<Vec<_>>().into_iter()
    }
}
