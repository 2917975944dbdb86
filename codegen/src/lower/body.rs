//! Request bodies, and which of several media types is used.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.13 (Request Body Object) and 4.7.14 (Media Type Object).

use openapiv3::ReferenceOr;

use crate::diagnostic::Code;
use crate::ir::{Body, Docs, Role, Type};
use crate::lower::Lowering;
use crate::lower::parameter::Refused;
use crate::lower::schema::{Owner, Place};
use crate::source::Pointer;

/// How a media type is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Carrier {
    Json,
    Text,
    Bytes,
}

/// How a body of this media type is carried. A range that includes JSON is JSON.
pub(super) fn carrier(media_type: &str) -> Carrier {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "*/*" | "application/*" | "application/json" | "text/json" => Carrier::Json,
        json if json.ends_with("+json") => Carrier::Json,
        text if text.starts_with("text/") || text.ends_with("/xml") || text.ends_with("+xml") => Carrier::Text,
        _ => Carrier::Bytes,
    }
}

/// A media type that is no range and that a header can hold.
pub(super) fn concrete(media_type: &str) -> Option<String> {
    let plain = media_type.trim();
    let fits = plain.bytes().all(|byte| matches!(byte, b' '..=b'~')) && plain.contains('/') && !plain.contains('*');
    fits.then(|| plain.to_owned())
}

impl<'a> Lowering<'a> {
    /// The body of an operation, where it has one.
    pub(super) fn body(
        &mut self,
        operation: usize,
        body: Option<&'a ReferenceOr<openapiv3::RequestBody>>,
        pointer: &Pointer,
    ) -> Result<Option<Body>, Refused> {
        let Some(body) = body.and_then(ReferenceOr::as_item) else { return Ok(None) };
        let content = pointer.join("content");
        if body.content.is_empty() {
            return Ok(None);
        }
        let Some((media_type, media)) = body.content.iter().find(|(name, _)| carrier(name) == Carrier::Json) else {
            let names = body.content.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let message = format!("request bodies in {names} are not supported yet; the operation is left out");
            self.diagnostics
                .warning(Code::UnsupportedBody, &content, message)
                .help("the other operations are generated; send this one by other means");
            return Err(Refused);
        };
        self.unused(media_type, body.content.keys(), &content);
        let place = Place {
            pointer: content.join(media_type).join("schema"),
            owner: Owner::Operation(operation),
            role: Role::Member("body".to_owned()),
        };
        let ty = media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place));
        let docs = Docs { description: body.description.clone(), ..Docs::default() };
        let media_type = concrete(media_type).filter(|it| !it.eq_ignore_ascii_case("application/json"));
        Ok(Some(Body { media_type, ty, required: body.required, docs }))
    }

    /// Tells of the media types beside the one that is used.
    pub(super) fn unused<'n>(&mut self, used: &str, all: impl Iterator<Item = &'n String>, content: &Pointer) {
        for other in all.filter(|other| *other != used) {
            let message = format!("`{used}` is used here, and `{other}` is not");
            self.diagnostics.warning(Code::UnusedMediaType, &content.join(other), message);
        }
    }
}
