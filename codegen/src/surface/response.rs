//! Responses of an operation: the types of success and error bodies.

use crate::ir::{Content, Operation, Response, have_different_bodies};
use crate::name::{Ident as _, Pascal, Responses};
use crate::surface::Context;
use crate::surface::rust_type::{BYTES, INFALLIBLE, RustType};

/// The success responses of an operation, or its error responses.
#[derive(Clone, Debug)]
pub(crate) struct ResponseSet<'a> {
    pub(crate) responses: Vec<&'a Response>,
    pub(crate) names: &'a Responses,
    pub(crate) is_success: bool,
}

impl<'a> ResponseSet<'a> {
    pub(crate) fn success(operation: &'a Operation, names: &'a Responses) -> Self {
        Self { responses: operation.successes().collect(), names, is_success: true }
    }

    pub(crate) fn failure(operation: &'a Operation, names: &'a Responses) -> Self {
        Self { responses: operation.failures().collect(), names, is_success: false }
    }

    /// Returns whether the bodies differ, so that the type is an enum over them.
    pub(crate) fn is_enum(&self) -> bool {
        have_different_bodies(&self.responses)
    }

    /// Returns the type of the body.
    pub(crate) fn ty(&self, context: Context<'_>) -> RustType {
        match self.responses.as_slice() {
            [] if self.is_success => BYTES.into(),
            [] => INFALLIBLE.into(),
            _ if self.is_enum() => RustType::Own(self.names.ident.clone(), false),
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
        let each = self.responses.iter().map(|response| {
            let (status, body) = (response.status, spell(&response.content));
            match self.variant(response).filter(|_| self.is_enum()) {
                Some(variant) if response.content == Content::Empty => format!("{status} {}", variant.as_str()),
                Some(variant) => format!("{status} {}({body})", variant.as_str()),
                None => format!("{status} {body}"),
            }
        });
        each.collect::<Vec<_>>().join(" | ")
    }

    /// Returns whether the document describes no such response.
    pub(crate) fn is_empty(&self) -> bool {
        self.responses.is_empty()
    }

    /// Returns the variant of a response in the enum over the bodies.
    pub(crate) fn variant(&self, response: &Response) -> Option<&'a Pascal> {
        self.names.variants.get(&(response.status, response.index))
    }
}
