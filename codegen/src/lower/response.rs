//! Responses.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.16 (Responses Object) and 4.7.17 (Response Object).

use openapiv3::{AnySchema, MediaType, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind, StatusCode};

use crate::diagnostic::Code;
use crate::extension::{Explode, Extension as _, OtherStyle};
use crate::ir::alias::unaliased;
use crate::ir::{Content, Docs, ExistingOperation, Header, Method, RawKind, Response, Role, Status, Type};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::callback::links;
use crate::lower::events::named_events;
use crate::lower::media_type::{Carrier, carrier, concrete, essence, is_json, range};
use crate::lower::schema::{Owner, Place, docs};
use crate::text::is_token;

impl<'a> Lowering<'a> {
    /// Lowers the responses of an operation, sorted by status: codes, then ranges (`2XX`), then `default`.
    pub(super) fn responses(
        &mut self,
        operation: usize,
        method: &Method,
        responses: &'a openapiv3::Responses,
        existing: &ExistingOperation,
        pointer: &Pointer,
    ) -> Vec<Response> {
        let listed = responses.responses.iter().map(|(status, response)| (self::status(status), response));
        let default = responses.default.iter().map(|response| (Status::Default, response));
        let mut all: Vec<_> = listed.chain(default).collect();
        all.sort_by_key(|(status, _)| *status);
        let mut lowered = Vec::with_capacity(all.len());
        for (status, response) in all {
            let Some(response) = ReferenceOr::as_item(response) else { continue };
            let is_success = status.is_success() || (status == Status::Default && existing.has_default);
            let place = pointer.join(status.to_string());
            let mut bodies = match has_no_body(status, method) {
                true => self.no_body(response, status, method, &place.join("content")),
                false => self.bodies(operation, response, (status, is_success, existing), &place.join("content")),
            };
            let is_kept_empty = !bodies.is_empty() && existing.empty.contains(&status.to_string());
            if is_kept_empty {
                self.kept_empty(is_success, &place.join("content"));
            }
            if bodies.is_empty() || is_kept_empty {
                bodies.insert(0, Listed { keys: Vec::new(), content: Content::Empty });
            }
            let headers = self.headers(operation, response, status, &place.join("headers"));
            // A success response has one type; callers can request the other media types.
            let others = if is_success || is_kept_empty { bodies.split_off(1) } else { Vec::new() };
            let mut others: Vec<(String, Content)> = others.into_iter().flat_map(Listed::each).collect();
            let description = Some(response.description.clone()).filter(|text| !text.trim().is_empty());
            for (index, Listed { keys, content }) in bodies.into_iter().enumerate() {
                let first = keys.first().map(String::as_str).unwrap_or_default();
                lowered.push(Response {
                    status,
                    index,
                    is_implied: false,
                    description: description.clone(),
                    media_type: concrete(first),
                    range: range(first).filter(|_| !matches!(content, Content::Json(_))),
                    named_events: response
                        .content
                        .get(first)
                        .filter(|_| matches!(content, Content::Events(_)))
                        .and_then(named_events),
                    keys,
                    content,
                    headers: if index == 0 { headers.clone() } else { Vec::new() },
                    links: if index == 0 { links(response) } else { Vec::new() },
                    others: std::mem::take(&mut others),
                });
            }
        }
        lowered
    }

    /// Reports a response that has no body in the existing crate.
    fn kept_empty(&mut self, is_success: bool, pointer: &Pointer) {
        let message = "the response has a body now; the method decodes it without one, as in the existing crate";
        let by = if is_success {
            "`send_as` of the call, or a similar method, decodes it"
        } else {
            "`body_bytes` of the error returns it"
        };
        let help = format!(
            "{by}; to get its type from the method, remove the method's lines from `api.txt`; this breaks callers"
        );
        self.diagnostics.warning(Code::KeptResponse, pointer, message).help(help);
    }

    /// Reports described bodies of a response that cannot have one.
    fn no_body(
        &mut self,
        response: &openapiv3::Response,
        status: Status,
        method: &Method,
        pointer: &Pointer,
    ) -> Vec<Listed> {
        if response.content.is_empty() {
            return Vec::new();
        }
        let response_kind = match status {
            _ if *method == Method::Head => "a response to HEAD".to_owned(),
            status => format!("a response with status {status}"),
        };
        let message = format!("{response_kind} has no body; oasmith ignores the one described here");
        self.diagnostics
            .warning(Code::Unused, pointer, message)
            .help("describe the body at another status code, or remove it");
        Vec::new()
    }

    /// Lowers the bodies of a response by media type, in order of preference: JSON, then streams, then text. The media type of
    /// the existing crate comes before.
    fn bodies(
        &mut self,
        operation: usize,
        response: &'a openapiv3::Response,
        (status, is_success, existing): (Status, bool, &ExistingOperation),
        pointer: &Pointer,
    ) -> Vec<Listed> {
        let raw = existing.raw.get(&status.to_string()).copied();
        let mut entries: Vec<(&'a String, &'a MediaType, Carrier)> = response
            .content
            .iter()
            .map(|(name, media)| (name, media, self.response_carrier(name, media, is_success)))
            .collect();
        // Text and a string in JSON have one type. A mock distinguishes the error responses.
        let is_string =
            |(_, media, carrier): &(_, &'a MediaType, Carrier)| *carrier == Carrier::Json && self.is_plain_text(media);
        let raw = raw.filter(|kind| !is_success || *kind != RawKind::Text || !entries.iter().any(is_string));
        let is_new = |carrier: Carrier| raw.is_some() && raw_kind(carrier) != raw;
        let order = existing.order.get(&status).map(Vec::as_slice).unwrap_or_default();
        let place = |name: &String| order.iter().position(|it| it == name).unwrap_or(order.len());
        entries.sort_by_key(|(name, _, carrier)| (place(name), is_new(*carrier), *carrier, !is_json(name), *name));
        // Errors are not streamed: if an error may be JSON, ignore its streams, unless they are the text of the existing crate.
        let is_stream = |name: &str| matches!(carrier(name), Carrier::Events | Carrier::Lines);
        let is_other = |(name, _, kind): &(&'a String, _, Carrier)| *kind == Carrier::Text && !is_stream(name);
        let is_kept = raw == Some(RawKind::Text) && !entries.iter().any(is_other);
        if !is_success && !is_kept && entries.iter().any(|(_, _, carrier)| *carrier == Carrier::Json) {
            entries.retain(|(name, _, _)| !is_stream(name));
        }
        let mut bodies: Vec<Listed> = Vec::with_capacity(entries.len());
        let mut schemas: Vec<(&'a Option<ReferenceOr<Schema>>, Carrier)> = Vec::new();
        for (name, media, carrier) in entries {
            let same = schemas.iter().position(|(schema, _)| **schema == media.schema);
            if let Some(same) = same.filter(|index| schemas[*index].1 == Carrier::Json) {
                match carrier {
                    // JSON under another media type.
                    Carrier::Json => {
                        bodies[same].keys.push(name.clone());
                        continue;
                    }
                    // A `text/plain` body whose schema is not a string is JSON; the client does not request XML.
                    Carrier::Text if !self.is_text(media) && essence(name) == "text/plain" => {
                        bodies[same].keys.push(name.clone());
                        continue;
                    }
                    Carrier::Text if !self.is_text(media) && !is_success => continue,
                    _ => {}
                }
            }
            // The media type of raw bytes and text makes no difference.
            let raw = match carrier {
                Carrier::Bytes => Some(Content::Bytes),
                Carrier::Text => Some(Content::Text),
                _ => None,
            };
            if let Some(same) = bodies.iter_mut().find(|it| is_success && raw.as_ref() == Some(&it.content)) {
                same.keys.push(name.clone());
                continue;
            }
            // A response whose type has no body is not named after one of its media types.
            let is_first = bodies.is_empty() && !existing.empty.contains(&status.to_string());
            let role = if is_first { role(status) } else { format!("{} {}", role(status), essence(name)) };
            let place = Place {
                pointer: pointer.join(name).join("schema"),
                owner: Owner::Operation(operation),
                role: Role::Property(role),
            };
            let content = self.content(media, carrier, &place, is_first);
            schemas.push((&media.schema, carrier));
            bodies.push(Listed { keys: vec![name.clone()], content });
        }
        bodies
    }

    fn content(&mut self, media: &'a MediaType, carrier: Carrier, place: &Place, is_first: bool) -> Content {
        let mut ty = || media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, place));
        match carrier {
            Carrier::Json => Content::Json(ty()),
            // Callers decode the data of events in other media types.
            Carrier::Events => Content::Events(self.events(media, place, is_first)),
            // Some documents describe the whole list, some each line.
            Carrier::Lines => {
                let ty = ty();
                Content::Lines(match unaliased(&self.types, &ty) {
                    Type::Array(item) => (**item).clone(),
                    _ => ty,
                })
            }
            Carrier::Text | Carrier::Form => Content::Text,
            Carrier::Bytes | Carrier::Multipart => Content::Bytes,
        }
    }

    /// Returns whether a schema describes a string, or nothing.
    fn is_text(&self, media: &'a MediaType) -> bool {
        let kind = media.schema.as_ref().and_then(|schema| self.schema_behind(schema)).map(|it| &it.schema_kind);
        match kind {
            None | Some(SchemaKind::Type(openapiv3::Type::String(_))) => true,
            Some(SchemaKind::Any(any)) => *any == AnySchema::default() || any.typ.as_deref() == Some("string"),
            _ => false,
        }
    }

    /// Returns whether a schema describes a plain string.
    fn is_plain_text(&self, media: &'a MediaType) -> bool {
        let kind = media.schema.as_ref().and_then(|schema| self.schema_behind(schema)).map(|it| &it.schema_kind);
        match kind {
            Some(SchemaKind::Type(openapiv3::Type::String(text))) => {
                text.enumeration.is_empty() && matches!(text.format, openapiv3::VariantOrUnknownOrEmpty::Empty)
            }
            Some(SchemaKind::Any(any)) => {
                let parts = [&any.all_of, &any.one_of, &any.any_of];
                let is_plain = parts.iter().all(|parts| parts.is_empty()) && any.enumeration.is_empty();
                any.typ.as_deref() == Some("string") && any.format.as_deref().is_none_or(str::is_empty) && is_plain
            }
            _ => false,
        }
    }

    /// Lowers the headers of a success response, sorted by name.
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
                        let message = "`content` of a header must be JSON; this header is available only as text, among all headers of the response";
                        self.diagnostics
                            .warning(Code::Unused, &own.join("content"), message)
                            .help("describe the header by `schema`");
                        continue;
                    };
                    (media.schema.as_ref(), own.join("content").join(media_type).join("schema"), true)
                }
            };
            let place = Place {
                pointer: at,
                owner: Owner::Operation(operation),
                role: Role::Property(format!("{name} header")),
            };
            let ty = schema.map_or(Type::Any, |schema| self.schema(schema, &place));
            let of_schema = schema.and_then(ReferenceOr::as_item).map(docs).unwrap_or_default();
            let docs = Docs {
                description: header.description.clone().or(of_schema.description),
                deprecated: header.deprecated.unwrap_or(false),
                ..Docs::default()
            };
            let explode = Explode::read(&header.extensions).is_some_and(|it| it.0);
            let separator = OtherStyle::read(&header.extensions).and_then(separator);
            headers.push(Header {
                name: name.clone(),
                pointer: own,
                ty,
                is_json,
                separator,
                explode,
                required: header.required,
                docs,
            });
        }
        headers.sort_by(|a, b| a.name.cmp(&b.name));
        headers
    }

    fn response_carrier(&self, name: &str, media: &'a MediaType, is_success: bool) -> Carrier {
        let is_binary = media.schema.as_ref().is_some_and(|schema| self.is_binary(schema));
        match carrier(name) {
            // For a media type range only the schema is known: `format: binary` is not JSON.
            Carrier::Json if range(name).is_some() && is_binary => Carrier::Bytes,
            Carrier::Json if range(name).is_some() && self.is_plain_text(media) => Carrier::Text,
            Carrier::Bytes if essence(name) == "text/*" && !is_binary => Carrier::Text,
            // Errors are not streamed.
            Carrier::Events | Carrier::Lines if !is_success => Carrier::Text,
            carrier => carrier,
        }
    }
}

/// A body of a response, with its keys of `content`.
struct Listed {
    keys: Vec<String>,
    content: Content,
}

impl Listed {
    fn each(self) -> impl Iterator<Item = (String, Content)> {
        let Self { keys, content } = self;
        keys.into_iter().map(move |key| (key, content.clone()))
    }
}

/// Returns whether a response never has a body, even if the document describes one.
///
/// Source: RFC 9110, sections 6.4.1 (content semantics), 9.3.2 (HEAD), 15.2 (1xx), 15.3.5 (204), 15.3.6 (205) and 15.4.5 (304).
fn has_no_body(status: Status, method: &Method) -> bool {
    *method == Method::Head || matches!(status, Status::Code(100..=199 | 204 | 205 | 304) | Status::Range(1))
}

/// Returns the sign that separates the items of a list.
fn separator(style: OtherStyle) -> Option<char> {
    match style {
        OtherStyle::SpaceDelimited => Some(' '),
        OtherStyle::TabDelimited => Some('\t'),
        OtherStyle::PipeDelimited => Some('|'),
        OtherStyle::Cookie | OtherStyle::QueryString => None,
    }
}

/// Returns how a body is decoded, if it is not JSON.
fn raw_kind(carrier: Carrier) -> Option<RawKind> {
    match carrier {
        Carrier::Json => None,
        Carrier::Events => Some(RawKind::Events),
        Carrier::Lines => Some(RawKind::Lines),
        Carrier::Form | Carrier::Text => Some(RawKind::Text),
        Carrier::Multipart | Carrier::Bytes => Some(RawKind::Bytes),
    }
}

/// Returns whether responses have a success response other than `default`.
pub(super) fn describes_success(responses: &openapiv3::Responses) -> bool {
    responses.responses.keys().any(|it| status(it).is_success())
}

fn status(status: &StatusCode) -> Status {
    match status {
        StatusCode::Code(code) => Status::Code(*code),
        StatusCode::Range(hundred) => Status::Range(*hundred),
    }
}

/// Returns the role of a response's inline schema, for its name.
fn role(status: Status) -> String {
    match status {
        Status::Default => "error".to_owned(),
        status => format!("response {status}"),
    }
}
