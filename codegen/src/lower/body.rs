//! Request bodies, and the media types that one may be sent as.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.13 (Request Body Object), 4.7.14 (Media Type Object) and 4.7.15 (Encoding
//! Object).

use openapiv3::{MediaType, ReferenceOr};

use crate::diagnostic::Code;
use crate::dialect::{EXPLODE, JOINED, STYLE};
use crate::ir::{Body, BodyContent, BodyKind, Docs, Encoding, Role, Style, Type};
use crate::lower::Lowering;
use crate::lower::alias::unaliased;
use crate::lower::media_type::{Carrier, carrier, concrete, essence, is_any_json};
use crate::lower::parameter::{other_style, query_style};
use crate::lower::schema::{Owner, Place, not_null};
use crate::source::Pointer;

/// A media type of a body, before it is lowered.
struct Entry<'a> {
    name: &'a str,
    media: &'a MediaType,
    carrier: Carrier,
}

impl<'a> Lowering<'a> {
    /// The body of an operation, where it has one.
    pub(super) fn body(
        &mut self,
        operation: usize,
        body: Option<&'a ReferenceOr<openapiv3::RequestBody>>,
        pointer: &Pointer,
    ) -> Option<Body> {
        let body = body.and_then(ReferenceOr::as_item)?;
        let content = pointer.join("content");
        let mut entries: Vec<Entry<'a>> = body.content.iter().map(|(name, media)| self.entry(name, media)).collect();
        // The order of the document says nothing.
        entries.sort_by_key(|entry| (entry.carrier, essence(entry.name) != "application/json", entry.name));
        let contents: Vec<BodyContent> =
            distinct(entries).iter().map(|entry| self.body_content(operation, entry, &content)).collect();
        let docs = Docs { description: body.description.clone(), ..Docs::default() };
        (!contents.is_empty()).then_some(Body { contents, required: body.required, docs })
    }

    fn entry(&self, name: &'a str, media: &'a MediaType) -> Entry<'a> {
        // Of a range nothing is known but its schema: bytes are no JSON.
        let is_binary = name.contains('*') && media.schema.as_ref().is_some_and(|schema| self.is_binary(schema));
        Entry { name, media, carrier: if is_binary { Carrier::Bytes } else { carrier(name) } }
    }

    fn body_content(&mut self, operation: usize, entry: &Entry<'a>, pointer: &Pointer) -> BodyContent {
        let Entry { name, media, carrier } = *entry;
        let place = |role: &str| Place {
            pointer: pointer.join(name).join("schema"),
            owner: Owner::Operation(operation),
            role: Role::Member(role.to_owned()),
        };
        let encodings = |lowering: &mut Self| lowering.encodings(media, carrier, &pointer.join(name).join("encoding"));
        let kind = match carrier {
            Carrier::Json if is_any_json(&essence(name)) => BodyKind::Json(self.sent(media, &place("body"))),
            Carrier::Json => BodyKind::Json(self.sent(media, &place(&format!("{} body", subtype(name))))),
            Carrier::Form => BodyKind::Form(not_null(self.sent(media, &place("form"))), encodings(self)),
            Carrier::Multipart => BodyKind::Multipart(not_null(self.sent(media, &place("form"))), encodings(self)),
            Carrier::Text => BodyKind::Text,
            Carrier::Lines => self.lines(media, &place("body")),
            Carrier::Bytes | Carrier::Events => BodyKind::Bytes,
        };
        let usual = match carrier {
            Carrier::Json => "application/json",
            Carrier::Text => "text/plain",
            _ => "application/octet-stream",
        };
        BodyContent { media_type: concrete(name).unwrap_or_else(|| usual.to_owned()), kind }
    }

    fn sent(&mut self, media: &'a MediaType, place: &Place) -> Type {
        media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, place))
    }

    /// Some describe the whole, some each line. Of what is text or anything the caller makes the lines.
    fn lines(&mut self, media: &'a MediaType, place: &Place) -> BodyKind {
        let ty = not_null(self.sent(media, place));
        match unaliased(&self.types, &ty) {
            Type::Array(item) => BodyKind::Lines(Type::Array(item.clone())),
            Type::Any | Type::String | Type::Binary => BodyKind::Bytes,
            _ => BodyKind::Lines(Type::Array(Box::new(ty))),
        }
    }

    /// How the members of a form are written, where it is not as usual, by name.
    fn encodings(&mut self, media: &MediaType, carrier: Carrier, pointer: &Pointer) -> Vec<Encoding> {
        let mut encodings = Vec::new();
        for (name, encoding) in &media.encoding {
            let explode = encoding.extensions.get(EXPLODE).and_then(serde_json::Value::as_bool);
            // "This property SHALL be ignored if the request body media type is not
            // application/x-www-form-urlencoded."
            let has_style = carrier == Carrier::Form && (encoding.style.is_some() || explode.is_some());
            let other = encoding.extensions.get(STYLE).and_then(other_style);
            let style = other.unwrap_or_else(|| encoding.style.as_ref().map_or(Style::Form, query_style));
            let style = has_style.then(|| (style, explode.unwrap_or(style == Style::Form)));
            let joined = encoding.extensions.get(JOINED).filter(|_| carrier == Carrier::Multipart);
            let joined = joined.map(|joined| (other_style(joined).unwrap_or(Style::Form), false));
            let style = style.or(joined);
            let first = encoding.content_type.as_deref().and_then(|list| list.split(',').find_map(concrete));
            let media_type = first.filter(|_| style.is_none());
            if carrier == Carrier::Multipart && !encoding.headers.is_empty() {
                let message = "headers of a part are not sent";
                self.diagnostics.warning(Code::Unused, &pointer.join(name).join("headers"), message);
            }
            if style.is_some() || media_type.is_some() {
                encodings.push(Encoding { name: name.clone(), style, media_type });
            }
        }
        encodings.sort_by(|a, b| a.name.cmp(&b.name));
        encodings
    }
}

/// The entries without those that say no more than another does: that there is JSON, of the same schema.
fn distinct(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut distinct: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    for entry in entries {
        let says_no_more = |other: &Entry<'_>| {
            let (there, here) = (essence(other.name), essence(entry.name));
            let is_same = there == here || (is_any_json(&there) && is_any_json(&here));
            is_same && other.carrier == entry.carrier && other.media.schema == entry.media.schema
        };
        if !distinct.iter().any(says_no_more) {
            distinct.push(entry);
        }
    }
    distinct
}

/// What tells a media type of JSON from others: `merge-patch` of `application/merge-patch+json`.
fn subtype(media_type: &str) -> String {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    subtype.trim_end_matches("+json").to_owned()
}
