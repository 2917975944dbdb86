//! Answers.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.16 (Responses Object) and 4.7.17 (Response Object).

use openapiv3::{ReferenceOr, StatusCode};

use crate::ir::{Content, Response, Role, Status, Type};
use crate::lower::Lowering;
use crate::lower::body::{Carrier, carrier};
use crate::lower::schema::{Owner, Place};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// The answers of an operation, sorted by status.
    pub(super) fn responses(
        &mut self,
        operation: usize,
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
            let content = self.content(operation, response, &role(status), &pointer.join(token).join("content"));
            let description = Some(response.description.clone()).filter(|text| !text.trim().is_empty());
            lowered.push(Response { status, description, content });
        }
        lowered
    }

    fn content(
        &mut self,
        operation: usize,
        response: &'a openapiv3::Response,
        role: &str,
        pointer: &Pointer,
    ) -> Content {
        // Of several, JSON is the one with a type, then text.
        let Some((media_type, media)) = response.content.iter().min_by_key(|(name, _)| carrier(name)) else {
            return Content::Empty;
        };
        self.unused(media_type, response.content.keys(), pointer);
        match carrier(media_type) {
            Carrier::Text => Content::Text,
            Carrier::Bytes => Content::Bytes,
            Carrier::Json => {
                let place = Place {
                    pointer: pointer.join(media_type).join("schema"),
                    owner: Owner::Operation(operation),
                    role: Role::Member(role.to_owned()),
                };
                Content::Json(media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place)))
            }
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
