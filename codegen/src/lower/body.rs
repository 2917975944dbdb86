//! Request bodies and their media types.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.13 (Request Body Object), 4.7.14 (Media Type Object) and 4.7.15 (Encoding
//! Object).

use std::collections::HashMap;

use openapiv3::{MediaType, ReferenceOr, Schema, SchemaKind};

use crate::diagnostic::Code;
use crate::extension::{AllowReserved, Explode, Extension as _, Joined, OtherStyle};
use crate::ir::alias::unaliased;
use crate::ir::{Body, BodyContent, BodyKind, Docs, Encoding, Role, Shape, Style, Type};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::media_type::{Carrier, carrier, concrete, essence, is_any_json, is_json, range};
use crate::lower::number::Format as _;
use crate::lower::parameter::{other_style, query_style};
use crate::lower::schema::{Owner, Place, not_null};

/// An entry of `content` before lowering.
struct Entry<'a> {
    name: &'a str,
    media: &'a MediaType,
    carrier: Carrier,
}

impl Entry<'_> {
    /// Returns whether `api.txt` lists the body as one of this media type or kind.
    fn is_of(&self, listed: &str) -> bool {
        let is_listed = |media_type: Option<String>| media_type.as_deref() == Some(listed);
        let usual = match self.carrier {
            // `api.txt` lists the other JSON media types only since some version of oasmith.
            Carrier::Json => return listed == "application/json" || is_listed(concrete(self.name)),
            Carrier::Lines => "lines",
            Carrier::Form => "form",
            Carrier::Multipart if is_form_data(self.name) => "multipart",
            Carrier::Multipart => return is_listed(Some(essence(self.name))),
            Carrier::Text => "text/plain",
            Carrier::Bytes | Carrier::Events => return is_listed(concrete(self.name).or_else(|| range(self.name))),
        };
        match (self.carrier, concrete(self.name)) {
            (Carrier::Text, Some(concrete)) => concrete == listed,
            (_, concrete) => usual == listed || is_listed(concrete),
        }
    }
}

impl<'a> Lowering<'a> {
    /// Lowers the body of an operation, if it has one. `existing` are the media types, or the kinds, of the existing crate.
    pub(super) fn body(
        &mut self,
        operation: usize,
        body: Option<&'a ReferenceOr<openapiv3::RequestBody>>,
        existing: &[String],
        pointer: &Pointer,
    ) -> Option<Body> {
        let body = body.and_then(ReferenceOr::as_item)?;
        let content = pointer.join("content");
        let mut entries: Vec<Entry<'a>> = body.content.iter().map(|(name, media)| self.entry(name, media)).collect();
        // The order of `content` has no meaning. The first media type gets the values that several accept, so that calls still
        // send what they sent before the document gained another one.
        let place = |entry: &Entry<'a>| {
            let known = existing.iter().position(|it| entry.is_of(it));
            known.unwrap_or(existing.len())
        };
        entries.sort_by_cached_key(|entry| (place(entry), entry.carrier, !is_json(entry.name), entry.name));
        let entries = distinct(entries);
        let contents: Vec<BodyContent> =
            entries.iter().map(|entry| self.body_content(operation, entry, &content)).collect();
        let docs = Docs { description: self.body_description(body, &entries, &contents), ..Docs::default() };
        (!contents.is_empty()).then_some(Body { contents, required: body.required, docs })
    }

    fn entry(&self, name: &'a str, media: &'a MediaType) -> Entry<'a> {
        // For a media type range only the schema is known: `format: binary` is not JSON.
        let is_binary = name.contains('*') && media.schema.as_ref().is_some_and(|schema| self.is_binary(schema));
        Entry { name, media, carrier: if is_binary { Carrier::Bytes } else { carrier(name) } }
    }

    fn body_content(&mut self, operation: usize, entry: &Entry<'a>, pointer: &Pointer) -> BodyContent {
        let Entry { name, media, carrier } = *entry;
        let place = |role: &str| Place {
            pointer: pointer.join(name).join("schema"),
            owner: Owner::Operation(operation),
            role: Role::Property(role.to_owned()),
        };
        let encodings =
            |lowering: &mut Self| lowering.encodings(media, name, carrier, &pointer.join(name).join("encoding"));
        let kind = match carrier {
            Carrier::Json if is_any_json(name) => BodyKind::Json(self.media_schema(media, &place("body"))),
            Carrier::Json => BodyKind::Json(self.media_schema(media, &place(&format!("{} body", subtype(name))))),
            Carrier::Form => {
                let ty = not_null(self.media_schema(media, &place("form")));
                let encodings = encodings(self);
                self.form_kind(ty, encodings, &pointer.join(name))
            }
            Carrier::Multipart => {
                let ty = not_null(self.media_schema(media, &place("form")));
                let encodings = encodings(self);
                self.parts_kind(ty, encodings, name, &pointer.join(name))
            }
            Carrier::Lines => self.lines(media, &place("body")),
            Carrier::Text => self.encoded(media).map_or(BodyKind::Text, BodyKind::Plain),
            Carrier::Bytes | Carrier::Events => self.encoded(media).map_or(BodyKind::Bytes, BodyKind::Plain),
        };
        BodyContent { media_type: sent_as(name, carrier, &kind), kind }
    }

    /// Returns the type of a body of base64 text.
    ///
    /// Source: OpenAPI 3.0.4, section 4.4 (`format: byte`: base64 encoded characters).
    fn encoded(&self, media: &'a MediaType) -> Option<Type> {
        let schema = self.schema_behind(media.schema.as_ref()?)?;
        let SchemaKind::Type(openapiv3::Type::String(text)) = &schema.schema_kind else { return None };
        match text.format.text() {
            "byte" | "base64" => Some(Type::Base64),
            "base64url" => Some(Type::Base64Url),
            _ => None,
        }
    }

    /// Lowers a form. A schema that is not an object has no `name=value` pairs: the client sends text unchanged.
    fn form_kind(&mut self, ty: Type, encodings: Vec<Encoding>, pointer: &Pointer) -> BodyKind {
        match unaliased(&self.types, &ty) {
            Type::String | Type::Binary => return BodyKind::Text,
            Type::Array(_) | Type::Base64 | Type::Base64Url => {}
            Type::Ref(id) => match &self.types[id.index()].shape {
                Some(Shape::StringEnum(_) | Shape::ValueEnum(_)) => return BodyKind::Plain(ty),
                Some(Shape::IntegerEnum(_) | Shape::Tuple(_)) => {}
                None | Some(Shape::Object(_) | Shape::Union(_) | Shape::Alias(_)) => {
                    return BodyKind::Form(ty, encodings);
                }
            },
            Type::Any | Type::External(_) | Type::AnyObject | Type::Map(_) => return BodyKind::Form(ty, encodings),
            _ => {}
        }
        let message = "a form needs an object schema; callers pass this form as text";
        let help = "describe an object, or `type: string` for a form that callers serialize";
        self.diagnostics.warning(Code::UnsupportedSchema, &pointer.join("schema"), message).help(help);
        BodyKind::Text
    }

    /// Lowers a multipart body. A schema that is not an object has no named parts: callers pass the body as bytes.
    fn parts_kind(&mut self, ty: Type, encodings: Vec<Encoding>, name: &str, pointer: &Pointer) -> BodyKind {
        let has_parts = match unaliased(&self.types, &ty) {
            Type::Ref(id) => {
                let shape = &self.types[id.index()].shape;
                matches!(shape, None | Some(Shape::Object(_) | Shape::Union(_) | Shape::Alias(_)))
            }
            Type::Any | Type::External(_) | Type::AnyObject | Type::Map(_) => true,
            _ => false,
        };
        if has_parts {
            return BodyKind::Multipart(ty, encodings);
        }
        let essence = essence(name);
        let message = format!(
            "`{essence}` needs an object schema with a property for each part; callers pass the whole body, and its \
             `boundary` with `Upload::media_type`"
        );
        let help = "describe an object with a property for each part";
        self.diagnostics.warning(Code::UnsupportedSchema, &pointer.join("schema"), message).help(help);
        BodyKind::Bytes
    }

    /// Returns the description of a body, with those of schemas that become no documented type.
    fn body_description(
        &self,
        body: &openapiv3::RequestBody,
        entries: &[Entry<'a>],
        contents: &[BodyContent],
    ) -> Option<String> {
        let untyped = entries.iter().zip(contents).filter(|(_, content)| {
            matches!(content.kind, BodyKind::Text | BodyKind::Bytes | BodyKind::Plain(Type::Base64 | Type::Base64Url))
        });
        let of_schema = |(entry, _): (&Entry<'a>, &BodyContent)| {
            self.schema_behind(entry.media.schema.as_ref()?)?.schema_data.description.as_deref()
        };
        let mut all: Vec<&str> = Vec::new();
        for text in body.description.as_deref().into_iter().chain(untyped.filter_map(of_schema)) {
            if !text.trim().is_empty() && !all.contains(&text) {
                all.push(text);
            }
        }
        let between = if all.iter().any(|text| text.trim().contains('\n')) { "\n\n" } else { " " };
        (!all.is_empty()).then(|| all.join(between))
    }

    fn media_schema(&mut self, media: &'a MediaType, place: &Place) -> Type {
        media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, place))
    }

    /// Lowers a stream of JSON lines. Some documents describe the whole list, some each line. For text or any value,
    /// callers pass the lines as bytes.
    fn lines(&mut self, media: &'a MediaType, place: &Place) -> BodyKind {
        let ty = not_null(self.media_schema(media, place));
        match unaliased(&self.types, &ty) {
            Type::Array(item) => BodyKind::Lines(Type::Array(item.clone())),
            // A type that is pending is composed of parts, which describe something.
            Type::Any if matches!(ty, Type::Ref(_)) => BodyKind::Lines(Type::Array(Box::new(ty))),
            Type::Any | Type::String | Type::Binary => BodyKind::Bytes,
            _ => BodyKind::Lines(Type::Array(Box::new(ty))),
        }
    }

    /// Lowers `encoding`: how to serialize the properties of a form if not by default, sorted by name.
    fn encodings(
        &mut self,
        media: &'a MediaType,
        media_type: &str,
        carrier: Carrier,
        pointer: &Pointer,
    ) -> Vec<Encoding> {
        let mut encodings = Vec::new();
        for (name, encoding) in &media.encoding {
            let explode = Explode::read(&encoding.extensions).map(|it| it.0);
            // "This property SHALL be ignored if the request body media type is not
            // application/x-www-form-urlencoded."
            let reserved = AllowReserved::read(&encoding.extensions).map(|it| it.0);
            let has_style_keyword = encoding.style.is_some() || explode.is_some() || reserved.is_some();
            let has_style = carrier == Carrier::Form && has_style_keyword;
            let other = OtherStyle::read(&encoding.extensions).map(other_style);
            let style = other.unwrap_or_else(|| encoding.style.as_ref().map_or(Style::Form, query_style));
            let style = has_style.then(|| (style, explode.unwrap_or(style == Style::Form)));
            let joined = Joined::read(&encoding.extensions).filter(|_| carrier == Carrier::Multipart);
            let joined = joined.map(|joined| match joined {
                Joined::Form => (Style::Form, false),
                Joined::By(style) => (other_style(style), false),
            });
            let style = style.or(joined);
            let first = encoding.content_type.as_deref().and_then(|list| list.split(',').find_map(concrete));
            let media_type = first.filter(|_| style.is_none());
            if carrier == Carrier::Multipart && reserved == Some(true) {
                let message = "the parts of a body are not percent-encoded; oasmith ignores `allowReserved`";
                let place = pointer.join(name).join("allowReserved");
                self.diagnostics.warning(Code::Unused, &place, message).help("remove `allowReserved`");
            }
            if carrier == Carrier::Multipart && !encoding.headers.is_empty() {
                let message = "oasmith does not support `headers` of a part; the client does not send them";
                self.diagnostics
                    .warning(Code::Unused, &pointer.join(name).join("headers"), message)
                    .help("remove the headers, or describe them as properties of the form");
            }
            if style.is_some() || media_type.is_some() {
                let allow_reserved = has_style && reserved == Some(true);
                encodings.push(Encoding { name: name.clone(), style, allow_reserved, media_type, place: None });
            }
        }
        if carrier == Carrier::Multipart {
            let typed = media.encoding.iter().filter(|(_, encoding)| encoding.content_type.is_some());
            let explicit: Vec<&str> = typed.map(|(name, _)| name.as_str()).collect();
            media.schema.iter().for_each(|schema| self.part_types(schema, &mut encodings, &explicit));
        }
        // Parts of `multipart/form-data` have names. In other multipart types the order counts: the first is the root.
        if carrier == Carrier::Multipart && !is_form_data(media_type) {
            let mut order = Vec::new();
            media.schema.iter().for_each(|schema| self.in_order(schema, &mut order, 0));
            for (index, name) in order.into_iter().enumerate() {
                let place = Some(index);
                match encodings.iter_mut().find(|it| it.name == name) {
                    Some(encoding) => encoding.place = place,
                    None => {
                        encodings.push(Encoding { name, style: None, allow_reserved: false, media_type: None, place })
                    }
                }
            }
        }
        encodings.sort_by(|a, b| a.name.cmp(&b.name));
        encodings
    }
}

impl<'a> Lowering<'a> {
    /// Collects the names of a schema's properties, in the order of the document.
    fn in_order(&self, schema: &'a ReferenceOr<Schema>, names: &mut Vec<String>, depth: usize) {
        let Some(kind) = self.schema_behind(schema).map(|schema| &schema.schema_kind).filter(|_| depth < MAX_DEPTH)
        else {
            return;
        };
        let (properties, parts) = match kind {
            SchemaKind::Type(openapiv3::Type::Object(object)) => (Some(&object.properties), None),
            SchemaKind::AllOf { all_of } => (None, Some(all_of)),
            SchemaKind::Any(any) => (Some(&any.properties), Some(&any.all_of)),
            _ => return,
        };
        parts.into_iter().flatten().for_each(|part| self.in_order(part, names, depth + 1));
        for name in properties.into_iter().flat_map(|properties| properties.keys()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
}

/// The maximum depth of `allOf` when collecting properties.
pub(super) const MAX_DEPTH: usize = 20;

/// Returns the media type that the client sends. For a range, callers name one, unless it is JSON or a form.
fn sent_as(name: &str, carrier: Carrier, kind: &BodyKind) -> String {
    let usual = match (carrier, kind) {
        (Carrier::Multipart, BodyKind::Multipart(..)) if is_form_data(name) => "multipart/form-data",
        (Carrier::Multipart, BodyKind::Multipart(..)) => return essence(name),
        (Carrier::Json, _) => "application/json",
        (Carrier::Bytes, BodyKind::Bytes) => return concrete(name).or_else(|| range(name)).unwrap_or_else(octets),
        (Carrier::Text, _) => "text/plain",
        _ => return concrete(name).unwrap_or_else(octets),
    };
    let kept = concrete(name).filter(|_| carrier != Carrier::Multipart);
    kept.unwrap_or_else(|| usual.to_owned())
}

fn octets() -> String {
    "application/octet-stream".to_owned()
}

/// Returns whether a multipart body is `multipart/form-data`, which also stands in for `multipart/*`.
fn is_form_data(media_type: &str) -> bool {
    ["multipart/form-data", "multipart/*"].contains(&essence(media_type).as_str())
}

/// Removes entries that repeat another: JSON of the same schema.
fn distinct(entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut distinct: Vec<Entry<'_>> = Vec::with_capacity(entries.len());
    // The indexes of entries by media type; all names of plain JSON share the key `None`.
    let mut alike: HashMap<Option<String>, Vec<usize>> = HashMap::new();
    for entry in entries {
        let keys = is_any_json(entry.name).then_some(None).into_iter().chain([Some(essence(entry.name))]);
        let keys: Vec<Option<String>> = keys.collect();
        let is_repeated = |other: &usize| {
            let other = &distinct[*other];
            other.carrier == entry.carrier && other.media.schema == entry.media.schema
        };
        if !keys.iter().filter_map(|key| alike.get(key)).flatten().any(is_repeated) {
            for key in keys {
                alike.entry(key).or_default().push(distinct.len());
            }
            distinct.push(entry);
        }
    }
    distinct
}

/// Returns the distinctive part of a JSON media type: `merge-patch` of `application/merge-patch+json`.
fn subtype(media_type: &str) -> String {
    let essence = essence(media_type);
    let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
    subtype.trim_end_matches("+json").to_owned()
}
