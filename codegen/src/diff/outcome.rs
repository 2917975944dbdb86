//! Changes of responses and their headers.

use std::collections::HashMap;

use crate::diff::operation::Called;
use crate::diff::{Class, Differ, Rule, Subject, quoted};
use crate::ir::{Header, Response, have_different_bodies};
use crate::name::Ident as _;

/// The success responses of an operation, or its error responses.
struct ResponseSet<'a> {
    responses: Vec<&'a Response>,
    of: Called<'a>,
}

impl<'a> ResponseSet<'a> {
    fn new(of: Called<'a>, is_success: bool) -> Self {
        let operation = of.operation;
        let responses = if is_success { operation.successes().collect() } else { operation.failures().collect() };
        Self { responses, of }
    }

    /// Returns whether the generated type is an enum over several bodies.
    fn is_enum(&self) -> bool {
        have_different_bodies(&self.responses)
    }

    /// Returns whether an old set has the same type as `new`.
    fn is_same(&self, new: &Self, now: impl Fn(&str) -> String) -> bool {
        now(&self.ty()) == new.ty()
    }

    fn spell(&self, response: &Response) -> String {
        self.of.context.spell_content(&response.content)
    }

    /// Returns the type of the whole set: `201 A | 207 B`, or the one body's type.
    fn ty(&self) -> String {
        if !self.is_enum() {
            return self.responses.first().map_or_else(|| "undocumented".to_owned(), |first| self.spell(first));
        }
        let each = self.responses.iter().map(|it| format!("{} {}", it.status, self.spell(it)));
        each.collect::<Vec<_>>().join(" | ")
    }

    fn find(&self, of: &Response) -> Option<&'a Response> {
        let is_it = |response: &&Response| response.status == of.status && response.index == of.index;
        self.responses.iter().copied().find(is_it)
    }
}

impl<'a> Differ<'a> {
    pub(super) fn responses(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        self.response_set(of, &ResponseSet::new(old, true), &ResponseSet::new(new, true), true);
        self.response_set(of, &ResponseSet::new(old, false), &ResponseSet::new(new, false), false);
        self.headers(of, old, new);
    }

    fn response_set(&mut self, of: &Subject, old: &ResponseSet<'a>, new: &ResponseSet<'a>, is_success: bool) {
        let [added, removed, changed] = if is_success {
            [Rule::SuccessAdded, Rule::SuccessRemoved, Rule::SuccessTypeChanged]
        } else {
            [Rule::FailureAdded, Rule::FailureRemoved, Rule::FailureTypeChanged]
        };
        let kind = if is_success { "success" } else { "error" };
        let is_kept = new.of.names.earlier.of(is_success).is_some();
        let is_same = is_kept || old.is_same(new, |ty| self.now(ty));
        let stays = is_kept || (old.is_enum() == new.is_enum() && (new.is_enum() || is_same));
        // Reported once: the type of the whole set.
        let mut whole =
            (!is_same).then(|| format!("; the type changed from {} to {}", quoted(old.ty()), quoted(new.ty())));
        let mut whole = move || whole.take().unwrap_or_default();
        for response in &old.responses {
            let status = response.status.to_string();
            let part = of.at(&["responses", &status]);
            match new.find(response) {
                // A range implies it.
                None if response.is_implied => {}
                None => {
                    let class = if stays && !old.is_enum() { Class::Compatible } else { Class::Compile };
                    let message = format!("{kind} response {status} removed{}", whole());
                    self.add(removed, class, &Subject { new: of.new.clone(), ..part }, message);
                }
                Some(other) => {
                    let (was, is) = (old.spell(response), new.spell(other));
                    if self.now(&was) != is {
                        let whole =
                            if old.responses.len().max(new.responses.len()) > 1 { whole() } else { String::new() };
                        let message =
                            format!("the body of {status} changed from {} to {}{whole}", quoted(&was), quoted(&is));
                        self.add(changed, Class::Compile, &part, message);
                    } else if response.media_type != other.media_type {
                        let media_type = |it: &Response| it.media_type.clone().unwrap_or_else(|| "any".to_owned());
                        let message = format!(
                            "the media type of {status} changed from {} to {}",
                            quoted(media_type(response)),
                            quoted(media_type(other))
                        );
                        self.add(Rule::AnswerMediaTypeChanged, Class::Run, &part, message);
                    }
                    let message = format!("the documentation of {status} changed");
                    let texts = [&response.description, &other.description];
                    self.described(Rule::AnswerDocumented, &part, &message, texts);
                    if response.links != other.links {
                        let message = format!("the links of {status} changed");
                        self.add(Rule::AnswerDocumented, Class::Documentation, &part, message);
                    }
                }
            }
        }
        let is_added = |response: &&&Response| !response.is_implied && old.find(response).is_none();
        for response in new.responses.iter().filter(is_added) {
            let status = response.status.to_string();
            let part = Subject { old: of.old.clone(), ..of.at(&["responses", &status]) };
            // Enums over responses are open, and an undocumented error response is an error all the same.
            let class = match (stays, is_success) {
                (false, _) => Class::Compile,
                (true, true) => Class::Run,
                (true, false) => Class::Compatible,
            };
            let reached = if is_kept { "; `any_response` of the call decodes it" } else { "" };
            self.add(added, class, &part, format!("{kind} response {status} added{}{reached}", whole()));
        }
    }

    fn headers(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let (before, after) = (old.headers(), new.headers());
        let spell = |header: &Header, of: Called<'a>| {
            let ty = of.context.spell(&header.ty);
            if header.required { ty } else { format!("Option<{ty}>") }
        };
        let [had, has] = [&before, &after].map(|all| {
            all.iter().rev().map(|it| (it.name.to_ascii_lowercase(), it)).collect::<HashMap<String, &Header>>()
        });
        let of = |name: &str, is: Called<'a>| {
            let of = of.at(&["responses"]);
            Subject { name: format!("{}.{name}", is.names.headers.ident.as_str()), ..of }
        };
        for header in &before {
            let part = of(&header.name, old);
            match has.get(&header.name.to_ascii_lowercase()) {
                None => self.add(
                    Rule::HeaderRemoved,
                    Class::Compile,
                    &part,
                    format!("header {} removed", quoted(&header.name)),
                ),
                Some(other) if self.now(&spell(header, old)) != spell(other, new) => {
                    let message = format!(
                        "the type of header {} changed from {} to {}",
                        quoted(&header.name),
                        quoted(spell(header, old)),
                        quoted(spell(other, new))
                    );
                    self.add(Rule::HeaderChanged, Class::Compile, &part, message);
                }
                Some(_) => {}
            }
        }
        for header in after.iter().filter(|header| !had.contains_key(&header.name.to_ascii_lowercase())) {
            self.add(
                Rule::HeaderAdded,
                Class::Compatible,
                &of(&header.name, new),
                format!("header {} added", quoted(&header.name)),
            );
        }
    }
}
