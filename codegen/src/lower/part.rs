//! Media types of multipart bodies' parts that schemas declare.
//!
//! Source: OpenAPI 3.1.1, sections 4.4.2 (working with binary data: `contentEncoding`, `contentMediaType`) and 4.8.15.1
//! (Encoding Object: default values of `contentType`).

use oasmith_runtime::media_type::MediaType;
use openapiv3::{ReferenceOr, Schema, SchemaKind, Type as Kind};

use crate::extension::{Extension as _, PartType};
use crate::ir::Encoding;
use crate::lower::Lowering;
use crate::lower::body::MAX_DEPTH;
use crate::lower::media_type::concrete;

impl<'a> Lowering<'a> {
    /// Sets the media types that the parts' schemas declare, except for parts with an explicit `contentType`.
    pub(super) fn part_types(&self, schema: &'a ReferenceOr<Schema>, encodings: &mut Vec<Encoding>, explicit: &[&str]) {
        let mut found = Vec::new();
        self.typed_parts(schema, &mut found, 0);
        for (name, media_type) in found {
            if explicit.contains(&name.as_str()) {
                continue;
            }
            match encodings.iter_mut().find(|it| it.name == name) {
                Some(encoding) if encoding.style.is_some() || encoding.media_type.is_some() => {}
                Some(encoding) => encoding.media_type = Some(media_type),
                None => encodings.push(Encoding {
                    name,
                    style: None,
                    allow_reserved: false,
                    media_type: Some(media_type),
                    place: None,
                }),
            }
        }
    }

    fn typed_parts(&self, schema: &'a ReferenceOr<Schema>, found: &mut Vec<(String, String)>, depth: usize) {
        let Some(kind) = self.schema_behind(schema).map(|schema| &schema.schema_kind).filter(|_| depth < MAX_DEPTH)
        else {
            return;
        };
        let (properties, parts) = match kind {
            SchemaKind::Type(Kind::Object(object)) => (Some(&object.properties), None),
            SchemaKind::AllOf { all_of } => (None, Some(all_of)),
            SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => (None, Some(all)),
            SchemaKind::Any(any) => (Some(&any.properties), Some(&any.all_of)),
            _ => return,
        };
        parts.into_iter().flatten().for_each(|part| self.typed_parts(part, found, depth + 1));
        for (name, property) in properties.into_iter().flatten() {
            if let Some(media_type) = self.boxed_behind(property).and_then(|schema| self.part_type(schema)) {
                found.push((name.clone(), media_type));
            }
        }
    }

    fn boxed_behind(&self, schema: &'a ReferenceOr<Box<Schema>>) -> Option<&'a Schema> {
        match schema {
            ReferenceOr::Item(schema) => Some(schema),
            ReferenceOr::Reference { reference } => {
                let schemas = &self.openapi.components.as_ref()?.schemas;
                self.schema_behind(schemas.get(&crate::lower::schema::component_name(reference)?)?)
            }
        }
    }

    /// Returns the media type of a part with this schema; for a list, that of its items.
    fn part_type(&self, schema: &'a Schema) -> Option<String> {
        let declared = |schema: &Schema| {
            let PartType(text) = PartType::read(&schema.schema_data.extensions)?;
            // A string that contains JSON is not a JSON body.
            concrete(&text).filter(|text| MediaType::parse(text).is_some_and(|it| !it.is_json()))
        };
        let items = match &schema.schema_kind {
            SchemaKind::Type(Kind::Array(array)) => array.items.as_ref(),
            SchemaKind::Any(any) => any.items.as_ref(),
            _ => None,
        };
        declared(schema).or_else(|| declared(self.boxed_behind(items?)?))
    }
}
