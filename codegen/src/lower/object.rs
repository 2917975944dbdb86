//! Object schemas: structs, and maps.
//!
//! Source: JSON Schema Validation (draft Wright 00), sections 5.16 (`properties`) and 5.18 (`additionalProperties`).

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ObjectType, ReferenceOr, Schema};

use crate::diagnostic::Code;
use crate::extension::{Extension as _, NamesProperties};
use crate::ir::{ExistingMap, Field, Object, Role, Shape, Type, TypeId, Unknown};
use crate::lower::Lowering;
use crate::lower::composition::require;
use crate::lower::schema::{Meaning, Owner, Place, docs};

impl<'a> Lowering<'a> {
    pub(super) fn object(&mut self, object: &'a ObjectType, place: &Place, own: Option<TypeId>) -> Meaning {
        self.properties(&object.properties, &object.required, object.additional_properties.as_ref(), place, own)
    }

    /// Returns the meaning of an object schema: an object, a map, or any object.
    pub(super) fn properties(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        required: &[String],
        additional: Option<&'a AdditionalProperties>,
        place: &Place,
        own: Option<TypeId>,
    ) -> Meaning {
        // Without described properties, the object is a map.
        let maps: &[ExistingMap] = match additional {
            None | Some(AdditionalProperties::Any(true)) => &[ExistingMap::AnyValues],
            Some(AdditionalProperties::Any(false)) => &[],
            // A schema may allow any value.
            Some(AdditionalProperties::Schema(_)) => &[ExistingMap::OneType, ExistingMap::AnyValues],
        };
        if properties.is_empty() || maps.iter().any(|map| self.stays(*map, place)) {
            return match additional {
                None | Some(AdditionalProperties::Any(true)) => Meaning::Plain(Type::AnyObject),
                Some(AdditionalProperties::Any(false)) => {
                    Meaning::Named(Shape::Object(Object { unknown: Unknown::Refused, ..Object::default() }))
                }
                Some(AdditionalProperties::Schema(schema)) => {
                    let value = self.schema(schema, &place.inner("additionalProperties", Role::Value));
                    // A schema that allows any value is as good as `true`.
                    let is_any = value == Type::Any;
                    Meaning::Plain(if is_any { Type::AnyObject } else { Type::Map(Box::new(value)) })
                }
            };
        }
        // The type must exist before its properties, whose types are named after it.
        let id = own.unwrap_or_else(|| self.push(place.pointer.clone(), place.origin()));
        let inner = Place { pointer: place.pointer.clone(), owner: Owner::Type(id), role: place.role.clone() };
        let mut object = self.object_of(properties, additional, &inner);
        require(&mut object, required.iter().cloned());
        self.shaped(id, own, Shape::Object(object))
    }

    /// Returns whether the type of an object schema with properties is this map in the existing crate. If so, reports it.
    pub(super) fn stays(&mut self, map: ExistingMap, place: &Place) -> bool {
        let stays = (self.choices.map)(&place.pointer) == Some(map);
        if stays {
            let message = "the schema has properties now; its type stays the map of the existing crate";
            self.diagnostics
                .warning(Code::KeptMap, &place.pointer, message)
                .help("to get a struct, remove the lines with the map from `api.txt`; this breaks callers");
        }
        stays
    }

    /// Returns an object with these properties, none required, whose types belong to the owner of `place`.
    pub(super) fn object_of(
        &mut self,
        properties: &'a IndexMap<String, ReferenceOr<Box<Schema>>>,
        additional: Option<&'a AdditionalProperties>,
        place: &Place,
    ) -> Object {
        let mut names: Vec<&'a String> = properties.keys().collect();
        names.sort();
        let mut fields = Vec::with_capacity(names.len());
        for name in names {
            let pointer = place.pointer.join("properties").join(name);
            let place = Place { pointer, owner: place.owner, role: Role::Property(name.clone()) };
            fields.push(self.field(name, &properties[name], &place));
        }
        let rest = match additional {
            None | Some(AdditionalProperties::Any(false)) => None,
            Some(AdditionalProperties::Any(true)) => Some(Type::Any),
            Some(AdditionalProperties::Schema(schema)) => {
                let pointer = place.pointer.join("additionalProperties");
                let place = Place { pointer, owner: place.owner, role: Role::Value(String::new()) };
                Some(self.schema(schema, &place))
            }
        };
        let unknown = match additional {
            Some(AdditionalProperties::Any(false)) => Unknown::Refused,
            _ => Unknown::Unsaid,
        };
        Object { fields, rest, unknown }
    }

    fn field(&mut self, name: &str, schema: &'a ReferenceOr<Box<Schema>>, place: &Place) -> Field {
        let ty = self.boxed(schema, place);
        let own = schema.as_item();
        // `readOnly` and `writeOnly` of a referenced schema apply to the property.
        let data = self.behind(schema).map(|schema| &schema.schema_data);
        Field {
            name: name.to_owned(),
            ty,
            required: false,
            docs: own.map(|schema| docs(schema)).unwrap_or_default(),
            read_only: data.is_some_and(|data| data.read_only),
            write_only: data.is_some_and(|data| data.write_only),
            is_named_only: own.is_some_and(|schema| NamesProperties::read(&schema.schema_data.extensions).is_some()),
        }
    }
}
