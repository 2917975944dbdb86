//! Tuples (`prefixItems`).
//!
//! Source: JSON Schema Core 2020-12, section 10.3.1.1 (`prefixItems`), which OpenAPI 3.0 lacks: see
//! [`TupleItems`].

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use crate::extension::{Extension as _, TupleItems};
use crate::ir::{Item, Role, Shape, Tuple, TypeId};
use crate::lower::Lowering;
use crate::lower::schema::{Meaning, Owner, Place, docs};

/// The schemas of the items of a tuple.
pub(super) struct Items<'a> {
    /// The schemas of the first items, then the schema of all further items.
    schemas: &'a [ReferenceOr<Schema>],
    /// The number of first items.
    count: usize,
    /// The number of required items.
    required: usize,
}

impl<'a> Items<'a> {
    /// Reads the tuple of an array schema with these `items`; `None` if it is a plain array.
    pub(super) fn read(items: &'a ReferenceOr<Box<Schema>>, schema: &Schema) -> Option<Self> {
        let TupleItems { items: count, required } = TupleItems::read(&schema.schema_data.extensions)?;
        let SchemaKind::AnyOf { any_of } = &items.as_item()?.schema_kind else { return None };
        Some(Self { schemas: any_of, count, required })
    }
}

impl<'a> Lowering<'a> {
    pub(super) fn tuple(&mut self, items: &Items<'a>, place: &Place, own: Option<TypeId>) -> Meaning {
        // The type must exist before its items, which are named after it.
        let id = own.unwrap_or_else(|| self.push(place.pointer.clone(), place.origin()));
        let mut all = Vec::with_capacity(items.schemas.len());
        for (index, schema) in items.schemas.iter().enumerate() {
            let pointer = place.pointer.join("items").join("anyOf").join(index);
            let role = Role::Property(if index < items.count { format!("item{index}") } else { "rest".to_owned() });
            let place = Place { pointer, owner: Owner::Type(id), role };
            let ty = self.schema(schema, &place);
            let docs = schema.as_item().map(docs).unwrap_or_default();
            all.push(Item { ty, required: index < items.required, docs });
        }
        let rest = (all.len() > items.count).then(|| all.pop()).flatten().map(Box::new);
        self.shaped(id, own, Shape::Tuple(Tuple { items: all, rest }))
    }
}
