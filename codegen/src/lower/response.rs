//! Answers.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.16 (Responses Object) and 4.7.17 (Response Object).

use openapiv3::{MediaType, ParameterSchemaOrContent, ReferenceOr, StatusCode};

use crate::diagnostic::Code;
use crate::dialect::EXPLODE;
use crate::ir::{Content, Docs, Header, Method, Response, Role, Status, Type};
use crate::lower::Lowering;
use crate::lower::alias::unaliased;
use crate::lower::callback::links;
use crate::lower::media_type::{Carrier, carrier, concrete, essence};
use crate::lower::schema::{Owner, Place, docs};
use crate::source::Pointer;
use crate::text::is_token;

impl<'a> Lowering<'a> {
    /// The answers of an operation, sorted by status.
    pub(super) fn responses(
        &mut self,
        operation: usize,
        method: &Method,
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
            let place = pointer.join(token(status)).join("content");
            let mut contents = self.contents(operation, response, status, &place);
            // An answer to HEAD never has a body (RFC 9110, section 9.3.2).
            if contents.is_empty() || *method == Method::Head {
                contents = vec![(String::new(), Content::Empty)];
            }
            let description = Some(response.description.clone()).filter(|text| !text.trim().is_empty());
            let (media_type, content) = contents.remove(0);
            let headers = self.headers(operation, response, status, &pointer.join(token(status)).join("headers"));
            let media_type = concrete(&media_type);
            lowered.push(Response {
                status,
                description,
                content,
                media_type,
                headers,
                links: links(response),
                others: contents,
            });
        }
        lowered
    }

    /// What an answer may be, by media type, what is used first: JSON, then what comes bit by bit, then text. Of a
    /// failure, only that.
    fn contents(
        &mut self,
        operation: usize,
        response: &'a openapiv3::Response,
        status: Status,
        pointer: &Pointer,
    ) -> Vec<(String, Content)> {
        let mut entries: Vec<(&'a String, &'a MediaType, Carrier)> =
            response.content.iter().map(|(name, media)| (name, media, self.answered(name, media, status))).collect();
        entries.sort_by_key(|(name, _, carrier)| (*carrier, essence(name) != "application/json", *name));
        if !status.is_success() {
            entries.truncate(1);
        }
        let first = entries.first().map(|(_, media, _)| &media.schema);
        let mut contents = Vec::with_capacity(entries.len());
        for (index, (name, media, carrier)) in entries.iter().enumerate() {
            let is_first = index == 0;
            // JSON by another name.
            if !is_first && *carrier == Carrier::Json && Some(&media.schema) == first {
                continue;
            }
            let role = if is_first { role(status) } else { format!("{} {}", role(status), essence(name)) };
            let place = Place {
                pointer: pointer.join(name).join("schema"),
                owner: Owner::Operation(operation),
                role: Role::Member(role),
            };
            let mut ty = || media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place));
            let content = match carrier {
                Carrier::Json => Content::Json(ty()),
                Carrier::Events => Content::Events(media.schema.as_ref().map_or(Type::String, |_| ty())),
                // Some describe the whole, some each line.
                Carrier::Lines => {
                    let ty = ty();
                    Content::Lines(match unaliased(&self.types, &ty) {
                        Type::Array(item) => (**item).clone(),
                        _ => ty,
                    })
                }
                Carrier::Text | Carrier::Form => Content::Text,
                Carrier::Bytes | Carrier::Multipart => Content::Bytes,
            };
            contents.push(((*name).clone(), content));
        }
        contents
    }

    /// The headers of a success, by name.
    fn headers(
        &mut self,
        operation: usize,
        response: &'a openapiv3::Response,
        status: Status,
        pointer: &Pointer,
    ) -> Vec<Header> {
        let mut headers = Vec::new();
        // "If a response header is defined with the name `Content-Type`, it SHALL be ignored."
        let named =
            response.headers.iter().filter(|(name, _)| is_token(name) && !name.eq_ignore_ascii_case("content-type"));
        for (name, header) in named.filter(|_| status.is_success()) {
            let Some(header) = header.as_item() else { continue };
            let own = pointer.join(name);
            let (schema, at, is_json) = match &header.format {
                ParameterSchemaOrContent::Schema(schema) => (Some(schema), own.join("schema"), false),
                ParameterSchemaOrContent::Content(content) => {
                    let json = content.iter().find(|(media_type, _)| carrier(media_type) == Carrier::Json);
                    let Some((media_type, media)) = json else {
                        let message = "the client reads only JSON and schemas in headers; this one is text among the headers of the response";
                        self.diagnostics.warning(Code::Unused, &own.join("content"), message);
                        continue;
                    };
                    (media.schema.as_ref(), own.join("content").join(media_type).join("schema"), true)
                }
            };
            let place =
                Place { pointer: at, owner: Owner::Operation(operation), role: Role::Member(format!("{name} header")) };
            let ty = schema.map_or(Type::Any, |schema| self.schema(schema, &place));
            let of_schema = schema.and_then(ReferenceOr::as_item).map(docs).unwrap_or_default();
            let docs = Docs {
                description: header.description.clone().or(of_schema.description),
                deprecated: header.deprecated.unwrap_or(false),
                ..Docs::default()
            };
            let explode = header.extensions.get(EXPLODE).and_then(serde_json::Value::as_bool).unwrap_or(false);
            headers.push(Header {
                name: name.clone(),
                pointer: own,
                ty,
                is_json,
                explode,
                required: header.required,
                docs,
            });
        }
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        headers
    }

    fn answered(&self, name: &str, media: &'a MediaType, status: Status) -> Carrier {
        let is_binary = media.schema.as_ref().is_some_and(|schema| self.is_binary(schema));
        match carrier(name) {
            // Of a range nothing is known but its schema: bytes are no JSON.
            Carrier::Json if name.contains('*') && is_binary => Carrier::Bytes,
            // What went wrong is said at once.
            Carrier::Events | Carrier::Lines if !status.is_success() => Carrier::Text,
            carrier => carrier,
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
