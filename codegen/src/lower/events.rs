//! Unions of server-sent events.

use openapiv3::{MediaType, ReferenceOr, Schema, SchemaKind, Type as Kind};

use crate::extension::{Extension as _, NamedEvents};
use crate::ir::{Role, Shape, TextEvents, Type, Union, Variant};
use crate::lower::Lowering;
use crate::lower::schema::{Owner, Place, docs};
use crate::lower::union::title;
use crate::text::code::code;

/// The property with the name of an event.
const NAME: &str = "event";

impl<'a> Lowering<'a> {
    /// Lowers the events of a media type: objects with their name and their data if the data depends on the name and
    /// `is_decoded_by_name`, otherwise the data alone.
    pub(super) fn events(&mut self, media: &'a MediaType, place: &Place, is_decoded_by_name: bool) -> Type {
        match (media.schema.as_ref(), readings(media)) {
            (None, _) => Type::String,
            (Some(schema), None) => self.schema(schema, place),
            (_, Some([named, _])) if is_decoded_by_name => self.union_of_events(named, place),
            (_, Some([_, data])) => self.schema(data, place),
        }
    }

    /// Lowers a union of objects with the name and the data of events: the name selects the variant, or else the data.
    fn union_of_events(&mut self, named: &'a ReferenceOr<Schema>, place: &Place) -> Type {
        let Some((union, one_of)) = one_of(named) else { return self.schema(named, place) };
        let id = self.push(place.pointer.clone(), place.origin());
        let mut variants = Vec::with_capacity(one_of.len());
        for (index, event) in one_of.iter().enumerate() {
            let names = names(event);
            let name =
                title(event).or_else(|| names.first().cloned()).unwrap_or_else(|| format!("variant {}", index + 1));
            let pointer = place.pointer.join("oneOf").join(index);
            let ty = self.schema(event, &Place { pointer, owner: Owner::Type(id), role: Role::Property(name.clone()) });
            let mut docs = event.as_item().map(docs).unwrap_or_default();
            docs.description = docs.description.or_else(|| about(&names));
            variants.push(Variant { name, ty, discriminator_values: names, is_default: false, docs });
        }
        let def = &mut self.types[id.index()];
        def.docs = docs(union);
        def.shape = Some(Shape::Union(Union { variants, discriminator: Some(NAME.to_owned()), is_any: false }));
        Type::Ref(id)
    }
}

/// Returns the schema of a media type, and of the data alone for a union of events.
pub(super) fn schema_of_data(media: &MediaType) -> Option<&ReferenceOr<Schema>> {
    readings(media).map(|[_, data]| data).or(media.schema.as_ref())
}

/// Returns the two readings of events whose data depends on their name.
fn readings(media: &MediaType) -> Option<[&ReferenceOr<Schema>; 2]> {
    named_events(media)?;
    match one_of(media.schema.as_ref()?)? {
        (_, [named, data]) => Some([named, data]),
        _ => None,
    }
}

fn one_of(schema: &ReferenceOr<Schema>) -> Option<(&Schema, &[ReferenceOr<Schema>])> {
    let schema = schema.as_item()?;
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => Some((schema, one_of)),
        _ => None,
    }
}

/// Returns the names of the events that an object describes; none for events of any name.
fn names(event: &ReferenceOr<Schema>) -> Vec<String> {
    let Some(SchemaKind::Type(Kind::Object(object))) = event.as_item().map(|it| &it.schema_kind) else {
        return Vec::new();
    };
    let name = object.properties.get(NAME).and_then(ReferenceOr::as_item).map(|it| &it.schema_kind);
    let Some(SchemaKind::Type(Kind::String(name))) = name else { return Vec::new() };
    name.enumeration.iter().flatten().cloned().collect()
}

/// Returns the documentation of the variant for events with these names.
fn about(names: &[String]) -> Option<String> {
    match names {
        [] => None,
        [name] => Some(format!("The event {}.", code(name))),
        names => {
            let names: Vec<String> = names.iter().map(|name| code(name)).collect();
            Some(format!("The events {}.", names.join(", ")))
        }
    }
}

/// Returns the events whose data is text, if the data depends on the name.
pub(super) fn named_events(media: &MediaType) -> Option<TextEvents> {
    let events = NamedEvents::read(&media.schema.as_ref()?.as_item()?.schema_data.extensions)?;
    Some(match events {
        NamedEvents::Texts(names) => TextEvents::Only(names),
        NamedEvents::Jsons(names) => TextEvents::Except(names),
    })
}
