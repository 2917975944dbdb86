//! Answers.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.16 (Responses Object) and 4.7.17 (Response Object).

use openapiv3::{ReferenceOr, StatusCode};

use crate::diagnostic::Code;
use crate::ir::{Content, Method, Response, Role, Status, Type};
use crate::lower::Lowering;
use crate::lower::media_type::{Carrier, carrier, concrete, essence};
use crate::lower::schema::{Owner, Place};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// The answers of an operation, sorted by status.
    pub(super) fn responses(
        &mut self,
        operation: usize,
        method: Method,
        responses: &'a openapiv3::Responses,
        pointer: &Pointer,
    ) -> Vec<Response> {
        let listed = responses.responses.iter().map(|(status, response)| (self::status(status), response));
        let default = responses.default.iter().map(|response| (Status::Default, response));
        let mut all: Vec<_> = listed.chain(default).collect();
        all.sort_by_key(|(status, _)| *status);
        let mut lowered = Vec::with_capacity(all.len());
        for (status, response) in all {
            let Some(response) = ReferenceOr::as_item(response) else { continue };
            let token = token(status);
            let (content, media_type) =
                self.content(operation, response, &role(status), &pointer.join(token).join("content"));
            // An answer to HEAD never has a body (RFC 9110, section 9.3.2).
            let content = if method == Method::Head { Content::Empty } else { content };
            let description = Some(response.description.clone()).filter(|text| !text.trim().is_empty());
            lowered.push(Response { status, description, content, media_type });
        }
        lowered
    }

    fn content(
        &mut self,
        operation: usize,
        response: &'a openapiv3::Response,
        role: &str,
        pointer: &Pointer,
    ) -> (Content, Option<String>) {
        let carrier = |media_type: &str, media: &'a openapiv3::MediaType| {
            let is_binary = media.schema.as_ref().is_some_and(|schema| self.is_binary(schema));
            match carrier(media_type) {
                // Of a range nothing is known but its schema: bytes are no JSON.
                Carrier::Json if media_type.contains('*') && is_binary => Carrier::Bytes,
                Carrier::Form => Carrier::Text,
                Carrier::Multipart => Carrier::Bytes,
                carrier => carrier,
            }
        };
        // Of several, JSON is the one with a type, then text.
        let rank = |(name, media): &(&'a String, &'a openapiv3::MediaType)| {
            (carrier(name, media), essence(name) != "application/json", *name)
        };
        let Some((media_type, media)) = response.content.iter().min_by_key(rank) else {
            return (Content::Empty, None);
        };
        let carrier = carrier(media_type, media);
        self.unused(media_type, response.content.keys(), pointer);
        let content = match carrier {
            Carrier::Text | Carrier::Form => Content::Text,
            Carrier::Bytes | Carrier::Multipart => Content::Bytes,
            Carrier::Json => {
                let place = Place {
                    pointer: pointer.join(media_type).join("schema"),
                    owner: Owner::Operation(operation),
                    role: Role::Member(role.to_owned()),
                };
                Content::Json(media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place)))
            }
        };
        (content, concrete(media_type))
    }
}

impl Lowering<'_> {
    /// Tells of the media types beside the one that is used.
    fn unused<'n>(&mut self, used: &str, all: impl Iterator<Item = &'n String>, content: &Pointer) {
        for other in all.filter(|other| *other != used) {
            let message = format!("`{used}` is used here, and `{other}` is not");
            self.diagnostics.warning(Code::UnusedMediaType, &content.join(other), message);
        }
    }
}

fn status(status: &StatusCode) -> Status {
    match status {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(hundred) => Status::Range(*hundred),
    }
}

/// The key of a status in the document.
fn token(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(hundred) => format!("{hundred}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// What an inline schema of an answer is called after.
fn role(status: Status) -> String {
    match status {
        Status::Default => "error".to_owned(),
        status => format!("response {}", token(status)),
    }
}
