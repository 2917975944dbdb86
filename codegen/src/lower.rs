//! Lowering: from the model of a document to the model of an API, with a file for each concept of OpenAPI.

mod agree;
mod anything;
mod body;
mod callback;
mod circular;
mod composer;
mod composition;
mod constant;
mod constraint;
mod discriminator;
mod enumeration;
mod events;
mod inheritance;
mod inherited;
mod media_type;
mod narrow;
mod null;
mod number;
mod object;
mod operation;
mod parameter;
mod part;
mod path_query;
mod pending;
mod reference;
mod replacement;
mod response;
mod schema;
mod security;
mod sensitive;
mod server;
mod style;
mod tag;
mod tuple;
mod union;
mod unknown;
mod value_docs;
mod webhook;
mod wide;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use openapiv3::{OpenAPI, ReferenceOr, Schema};

use crate::diagnostic::Diagnostics;
use crate::dialect::Spec;
use crate::extension::{Extension as _, HoistedFrom};
use crate::ir::{Api, ExistingMap, ExistingOperation, Integer, Lowered, Method, Number, Origin, Tag, Type, TypeId};
use crate::location::Pointer;
use composition::Part;
use indexmap::IndexMap;
use inheritance::Parent;
use pending::PendingType;

/// The settings for cases that OpenAPI leaves open.
pub struct Choices<'c> {
    /// The type of integers with neither a format nor bounds.
    pub integer: Type,
    /// The type of numbers without a format.
    pub number: Type,
    /// Returns whether the `date-time` schema at a pointer accepts instants without an offset, as UTC.
    pub is_utc: &'c dyn Fn(&Pointer) -> bool,
    /// Returns whether the object schema or `allOf` at a pointer keeps undescribed properties.
    pub keeps_unknown: &'c dyn Fn(&Pointer) -> bool,
    /// Returns the path of the type of another crate that replaces the type of a schema.
    pub external: &'c dyn Fn(&Subject<'_>) -> Option<Arc<str>>,
    /// Returns whether a scalar schema becomes a newtype: the component of this name, or the schema at a pointer.
    pub is_newtype: &'c dyn Fn(Option<&str>, &Pointer) -> bool,
    /// Returns the responses of an operation in the existing crate, by HTTP method and path.
    pub existing: &'c dyn Fn(&Method, &str) -> ExistingOperation,
    /// Returns which map the type of the object schema at a pointer is in the existing crate.
    pub map: &'c dyn Fn(&Pointer) -> Option<ExistingMap>,
    /// Returns whether the type of the union at a pointer is an enum of strings in the existing crate.
    pub is_enum: &'c dyn Fn(&Pointer) -> bool,
    /// Returns whether the type of the parent at a pointer is a struct in the existing crate.
    pub is_struct: &'c dyn Fn(&Pointer) -> bool,
}

/// A schema whose type another type may replace.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// The name of the component, if the schema is one.
    pub component: Option<&'s str>,
    /// The location in the document.
    pub pointer: &'s Pointer,
    /// The `format` of a scalar without `enum`.
    pub format: Option<&'s str>,
    /// The value of `x-rust-type`.
    pub rust_type: Option<&'s serde_json::Value>,
}

impl Default for Choices<'_> {
    fn default() -> Self {
        Self {
            integer: Type::Integer(Integer::I64),
            number: Type::Number(Number::F64),
            is_utc: &|_| false,
            keeps_unknown: &|_| false,
            external: &|_| None,
            is_newtype: &|_, _| false,
            existing: &|_, _| ExistingOperation::default(),
            map: &|_| None,
            is_enum: &|_| false,
            is_struct: &|_| false,
        }
    }
}

/// Lowers a document.
pub fn lower(spec: &Spec, choices: &Choices<'_>, diagnostics: &mut Diagnostics) -> Lowered {
    let mut lowering = Lowering {
        choices,
        openapi: &spec.openapi,
        additional_operations: &spec.additional_operations,
        elsewhere: &spec.elsewhere,
        types: Vec::new(),
        components: BTreeMap::new(),
        nullable: BTreeSet::new(),
        only_objects: HashSet::new(),
        ends: BTreeMap::new(),
        parents: BTreeMap::new(),
        composed: BTreeMap::new(),
        closed: BTreeSet::new(),
        paths_seen: BTreeSet::new(),
        left_out: spec.left_out,
        schemas_left_out: 0,
        diagnostics,
    };
    lowering.components();
    let operations = lowering.operations();
    let webhooks = lowering.webhooks(&spec.webhooks);
    lowering.resolve_union_cycles();
    lowering.mark_unknown(choices.keeps_unknown);
    lowering.compose();
    lowering.keep_discriminators();
    lowering.keep_unknown();
    let security_schemes = lowering.security_schemes();
    lowering.resolve_alias_cycles();
    lowering.resolve_union_cycles();
    let openapi = &spec.openapi;
    let mut operations = operations;
    let servers = lowering.servers(&mut operations);
    let types = pending::freeze(lowering.types);
    style::check(&types, &operations, lowering.diagnostics);
    Lowered::new(Api {
        title: openapi.info.title.clone(),
        version: openapi.info.version.clone(),
        description: openapi.info.description.clone(),
        servers,
        tags: tags(openapi),
        types,
        operations,
        webhooks,
        security_schemes,
        operations_left_out: lowering.left_out,
        schemas_left_out: lowering.schemas_left_out,
    })
}

/// The state of lowering.
struct Lowering<'a> {
    choices: &'a Choices<'a>,
    openapi: &'a OpenAPI,
    /// The operations of methods that the model does not have, by path and method.
    additional_operations: &'a IndexMap<String, IndexMap<String, openapiv3::Operation>>,
    /// The locations of component schemas from other files, by name.
    elsewhere: &'a HashMap<String, String>,
    types: Vec<PendingType>,
    /// The types of component schemas, by name.
    components: BTreeMap<&'a str, TypeId>,
    /// The component schemas that allow null.
    nullable: BTreeSet<&'a str>,
    /// The component schemas that only require values to be objects.
    only_objects: HashSet<&'a str>,
    /// The component at the end of each component's chain of references, by name; `None` for a cycle.
    ends: BTreeMap<&'a str, Option<&'a str>>,
    /// The components from which others inherit.
    parents: BTreeMap<TypeId, Parent<'a>>,
    /// The parts of composed types (`allOf`).
    composed: BTreeMap<TypeId, Vec<Part>>,
    /// The pointers of schemas that allow no undescribed properties.
    closed: BTreeSet<Pointer>,
    /// The paths already checked: several operations share one.
    paths_seen: BTreeSet<String>,
    left_out: usize,
    schemas_left_out: usize,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Lowering<'a> {
    fn schemas(&self) -> impl Iterator<Item = (&'a String, &'a ReferenceOr<Schema>)> + use<'a> {
        self.openapi.components.iter().flat_map(|components| &components.schemas)
    }

    /// Lowers the component schemas by name. All get an id first, because they refer to each other.
    fn components(&mut self) {
        let mut schemas: Vec<_> = self.schemas().collect();
        schemas.sort_by_key(|(name, _)| *name);
        for (name, schema) in &schemas {
            let pointer = component_pointer(name, schema);
            let id = self.push(pointer, Origin::Component((*name).clone()));
            self.types[id.index()].elsewhere = self.elsewhere.get(*name).cloned();
            self.components.insert(name, id);
        }
        self.find_nullable();
        self.find_only_objects();
        self.parents();
        for (name, schema) in schemas {
            self.component(self.components[name.as_str()], schema);
        }
    }

    /// Adds a type whose shape is pending.
    fn push(&mut self, pointer: Pointer, origin: Origin) -> TypeId {
        let id = TypeId(self.types.len());
        self.types.push(PendingType::new(pointer, origin));
        id
    }
}

fn component_pointer(name: &str, schema: &ReferenceOr<Schema>) -> Pointer {
    let origin = schema.as_item().and_then(|schema| HoistedFrom::read(&schema.schema_data.extensions));
    let origin = origin.and_then(|origin| Pointer::parse(&origin.0));
    origin.unwrap_or_else(|| Pointer::root().join("components").join("schemas").join(name))
}

fn tags(openapi: &OpenAPI) -> Vec<Tag> {
    openapi.tags.iter().map(|tag| Tag { name: tag.name.clone(), description: tag.description.clone() }).collect()
}
