//! Responses of an operation: the types of success and error bodies.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Content, Operation, Response, Status, have_different_bodies};
use crate::name::{EarlierResponses, Ident as _, Pascal, PreviousNames, Responses};
use crate::surface::Context;
use crate::surface::rust_type::{BYTES, INFALLIBLE, RustType};

/// The status and the type of success responses that the document does not describe, as `api.txt` has them.
const UNDESCRIBED: (&str, &str) = ("2XX", "Bytes");

/// The success responses of an operation, or its error responses.
#[derive(Clone, Debug)]
pub(crate) struct ResponseSet<'a> {
    pub(crate) responses: Vec<&'a Response>,
    pub(crate) names: &'a Responses,
    /// The responses that other operations have, with their names.
    pub(crate) of_others: Vec<(&'a Response, &'a Responses)>,
    pub(crate) is_success: bool,
    /// Whether the type is an enum even while the bodies do not differ, so that it stays when others come.
    pub(crate) is_open: bool,
}

impl<'a> ResponseSet<'a> {
    pub(crate) fn success(operation: &'a Operation, names: &'a Responses) -> Self {
        let responses = operation.successes().collect();
        Self { responses, names, of_others: Vec::new(), is_success: true, is_open: false }
    }

    pub(crate) fn failure(operation: &'a Operation, names: &'a Responses) -> Self {
        let responses = operation.failures().collect();
        Self { responses, names, of_others: Vec::new(), is_success: false, is_open: false }
    }

    /// Returns those of the responses whose type the method keeps; `None` if it returns the type of all.
    pub(crate) fn earlier(&self, earlier: &EarlierResponses) -> Option<Self> {
        let kept = earlier.of(self.is_success)?;
        let responses = self.responses.iter().copied().filter(|it| kept.contains(&(it.status, it.index)));
        Some(Self { responses: responses.collect(), ..self.clone() })
    }

    /// Returns the type of each status as `api.txt` has it, if the responses have one type; none if the document describes no
    /// such response.
    pub(crate) fn types(&self, context: Context<'_>) -> Option<BTreeMap<String, String>> {
        let each = self.responses.iter().map(|it| (it.status.to_string(), context.spell_content(&it.content)));
        match self.responses.as_slice() {
            [] if self.is_success => Some(BTreeMap::from([(UNDESCRIBED.0.to_owned(), UNDESCRIBED.1.to_owned())])),
            _ => (!self.is_enum()).then(|| each.collect()),
        }
    }

    /// Returns whether the type is an enum over the bodies: they differ, or others may come.
    pub(crate) fn is_enum(&self) -> bool {
        let is_undescribed = self.is_success && self.responses.is_empty();
        (self.is_open && !is_undescribed) || have_different_bodies(&self.responses)
    }

    /// Returns the type of the body.
    pub(crate) fn ty(&self, context: Context<'_>) -> RustType {
        match self.responses.as_slice() {
            [] if self.is_success => BYTES.into(),
            _ if self.is_enum() => RustType::Own(self.names.ident.clone(), false),
            [] => INFALLIBLE.into(),
            [first, ..] => context.content(&first.content),
        }
    }

    /// Returns the type as readable text: each status with its body, and the name of the enum over them; `None` without
    /// responses.
    pub(crate) fn spell(&self, context: Context<'_>) -> Option<String> {
        let all = self.spell_by(|content| context.spell_content(content));
        let name = if self.is_enum() { format!("{}: ", self.names.ident.as_str()) } else { String::new() };
        (!all.is_empty()).then(|| name + &all)
    }

    /// Returns each status with its body as readable text.
    pub(crate) fn spell_by(&self, spell: impl Fn(&Content) -> String) -> String {
        let each = self.responses.iter().map(|response| self.spell_response(response, &spell));
        each.collect::<Vec<_>>().join(" | ")
    }

    /// Returns the status and the body of a response as readable text.
    pub(crate) fn spell_response(&self, response: &Response, spell: impl Fn(&Content) -> String) -> String {
        let (status, body) = (response.status, spell(&response.content));
        match self.variant(response).filter(|_| self.is_enum()) {
            Some(variant) if response.content == Content::Empty => format!("{status} {}", variant.as_str()),
            Some(variant) => format!("{status} {}({body})", variant.as_str()),
            None => format!("{status} {body}"),
        }
    }

    /// Returns whether the document describes no such response.
    pub(crate) fn is_empty(&self) -> bool {
        self.responses.is_empty()
    }

    /// Returns the variant of a response in the enum over the bodies.
    pub(crate) fn variant(&self, response: &Response) -> Option<&'a Pascal> {
        let of_other = self.of_others.iter().find(|(it, _)| std::ptr::eq(*it, response));
        let names = of_other.map_or(self.names, |(_, names)| names);
        names.variants.get(&(response.status, response.index))
    }
}

impl Context<'_> {
    /// Returns the responses whose types the methods keep, in the order of the model: in the existing crate, the responses of a
    /// method have one type, and the document has gained others with another type.
    pub fn earlier_responses(self, previous: &PreviousNames) -> Vec<EarlierResponses> {
        let each = self.api.operations.iter().enumerate().map(|(index, operation)| {
            let (names, method) = (self.names.operation(index), self.names.method(index));
            let success = ResponseSet::success(operation, &names.success);
            let failure = ResponseSet::failure(operation, &names.failure);
            let earlier = |set: &ResponseSet<'_>| {
                let known = previous.responses(method.clone(), set.is_success)?;
                let kept = self.known(set, known)?;
                let of_known: Vec<&Response> =
                    set.responses.iter().copied().filter(|it| kept.contains(&(it.status, it.index))).collect();
                let gains = of_known.len() < set.responses.len();
                (gains && changes_type(operation, set, &of_known)).then_some(kept)
            };
            EarlierResponses { success: earlier(&success), failure: earlier(&failure) }
        });
        each.collect()
    }

    /// Returns those of the responses that have the `known` statuses, if they have one type. They have the type of undescribed
    /// responses if no status is known.
    fn known(self, set: &ResponseSet<'_>, known: &BTreeMap<String, String>) -> Option<BTreeSet<(Status, usize)>> {
        let mut responses = Vec::new();
        let is_bytes = |it: &Response| self.spell_content(&it.content) == UNDESCRIBED.1;
        let has = |status: &str| set.responses.iter().any(|it| it.status.to_string() == status && is_bytes(it));
        let is_undescribed =
            |(status, ty): &(&String, &String)| (status.as_str(), ty.as_str()) == UNDESCRIBED && !has(status);
        let known: Vec<_> = known.iter().filter(|it| !is_undescribed(it)).collect();
        for (status, ty) in &known {
            let mut of =
                set.responses.iter().copied().filter(|it| it.status.to_string() == **status).collect::<Vec<_>>();
            if of.len() > 1 {
                // The status has gained a media type.
                of.retain(|it| self.spell_content(&it.content) == **ty);
                of.truncate(1);
                of.first()?;
            }
            responses.extend(of);
        }
        let is_one = responses.is_empty() == known.is_empty() && !have_different_bodies(&responses);
        is_one.then(|| responses.iter().map(|it| (it.status, it.index)).collect())
    }
}

/// Returns whether the responses that a set has beside those of the existing crate change what callers of the method spell: the
/// type of the body, or of a header that all of the `known` responses have.
fn changes_type(operation: &Operation, set: &ResponseSet<'_>, known: &[&Response]) -> bool {
    let headers = |responses: &[&Response]| operation.headers_required_by(responses);
    known.is_empty() || set.is_enum() || (set.is_success && headers(known) != headers(&set.responses))
}
