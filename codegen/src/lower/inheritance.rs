//! Inheritance: a parent schema with a discriminator or a list of variants, and children that have it as a part.
//!
//! Used as a type, the parent becomes a union of its children, selected by the discriminator. As a part of a child, it
//! contributes its properties, which become a type of their own, the base.
//!
//! Source: OpenAPI 3.0.4, section 4.7.25 (Discriminator Object: "the parent schema").

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind};

use crate::diagnostic::Code;
use crate::ir::{Docs, Origin, Role, Shape, Type, TypeId, Union, Variant};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::composition::is_annotation;
use crate::lower::discriminator::component;
use crate::lower::schema::{Meaning, Owner, Place, component_name, not_null};
use crate::lower::union::{is_null, title};

/// A component from which other components inherit properties.
#[derive(Clone, Debug)]
pub(super) struct Parent<'a> {
    /// The discriminator that selects the child; optional for a parent that lists its children.
    pub(super) discriminator: Option<&'a Discriminator>,
    /// Whether the discriminator is inherited from its own parent.
    is_inherited: bool,
    /// The components that have it among their parts, recursively.
    pub(super) children: BTreeSet<&'a str>,
    /// The type of its properties.
    pub(super) base: TypeId,
}

impl<'a> Lowering<'a> {
    /// Finds the parent components, and adds the types of their properties.
    pub(super) fn parents(&mut self) {
        let mut direct: BTreeMap<&'a str, BTreeSet<&'a str>> = BTreeMap::new();
        for (child, schema) in self.schemas() {
            for part in parts_of(schema) {
                let parent = component_name(part).and_then(|name| self.components.get_key_value(name.as_str()));
                if let Some((parent, _)) = parent.filter(|(parent, _)| **parent != child.as_str()) {
                    direct.entry(parent).or_default().insert(child);
                }
            }
        }
        let schemas: BTreeMap<&str, &ReferenceOr<Schema>> =
            self.schemas().map(|(name, schema)| (name.as_str(), schema)).collect();
        for (name, schema) in &schemas {
            let (name, schema) = (*name, *schema);
            let discriminator = schema.as_item().and_then(|it| it.schema_data.discriminator.as_ref());
            let lists = schema.as_item().and_then(listed).is_some();
            if discriminator.is_none() && !lists {
                continue;
            }
            let mut children = BTreeSet::new();
            descend(name, &direct, &mut children);
            children.remove(name);
            // Only listed variants inherit from a parent that lists them; for other schemas it means any of its variants.
            if let Some(listed) = schema.as_item().and_then(listed) {
                let listed: BTreeSet<String> =
                    listed.iter().filter_map(reference_of).filter_map(component_name).collect();
                children.retain(|child| listed.contains(*child));
            }
            // If `mapping` names all children that add something, an unmapped child that adds nothing is an alias of the
            // parent.
            let mapping = discriminator.map(|it| &it.mapping).into_iter().flatten();
            let names: HashSet<String> = mapping.map(|(_, target)| component(target)).collect();
            let is_mapped = |child: &&str| names.contains(*child);
            let (bare, adding): (Vec<&str>, Vec<&str>) =
                children.iter().copied().partition(|child| is_another_name(schemas[child]));
            if !names.is_empty() && adding.iter().all(is_mapped) {
                let bare: HashSet<&str> = bare.into_iter().collect();
                children.retain(|child| !bare.contains(child) || is_mapped(child));
            }
            let id = self.components[name];
            if children.is_empty() || (!lists && self.stays_struct(id)) {
                continue;
            }
            let pointer = self.types[id.index()].pointer.clone();
            let base = self.push(pointer, Origin::Part(id, Role::Property("base".to_owned())));
            self.parents.insert(id, Parent { discriminator, is_inherited: false, children, base });
        }
        self.middle_levels(&direct);
    }

    /// Makes parents of the children that have children of their own: the inherited discriminator selects these.
    fn middle_levels(&mut self, direct: &BTreeMap<&'a str, BTreeSet<&'a str>>) {
        let mut parents: Vec<Parent<'a>> =
            self.parents.values().filter(|it| it.discriminator.is_some()).cloned().collect();
        // The nearest parent has the fewest children.
        parents.sort_by_key(|parent| (parent.children.len(), parent.base));
        for parent in parents {
            for child in &parent.children {
                let id = self.components[child];
                if self.parents.contains_key(&id) {
                    continue;
                }
                let mut children = BTreeSet::new();
                descend(child, direct, &mut children);
                children.retain(|it| it != child && parent.children.contains(it));
                if children.is_empty() || self.stays_struct(id) {
                    continue;
                }
                let pointer = self.types[id.index()].pointer.clone();
                let base = self.push(pointer, Origin::Part(id, Role::Property("base".to_owned())));
                self.parents.insert(id, Parent { children, base, is_inherited: true, ..parent.clone() });
            }
        }
    }

    /// Returns whether the type of a parent is a struct in the existing crate, in which it had no children, and reports it.
    fn stays_struct(&mut self, id: TypeId) -> bool {
        let pointer = &self.types[id.index()].pointer;
        let stays = (self.choices.is_struct)(pointer);
        if stays {
            let message = "the schema has children now; its type stays the struct of the existing crate";
            self.diagnostics.warning(Code::KeptStruct, pointer, message).help(
                "to get a union of the children, remove the lines with the struct from `api.txt`; this breaks callers",
            );
        }
        stays
    }

    /// Returns the type of the properties that schemas with `reference` as a part inherit.
    pub(super) fn inherited(&self, reference: &str) -> Option<TypeId> {
        let id = self.components.get(component_name(reference)?.as_str())?;
        self.parents.get(id).map(|parent| parent.base)
    }

    /// Returns the type of the properties that the type `child` inherits, if `child` is a child of `reference`.
    pub(super) fn inherited_by(&self, child: Option<TypeId>, reference: &str) -> Option<TypeId> {
        let id = self.components.get(component_name(reference)?.as_str())?;
        let parent = self.parents.get(id)?;
        let child = child?;
        let name = match &self.types[child.index()].origin {
            Origin::Component(name) => name.as_str(),
            // The properties of a child that has children of its own.
            Origin::Part(id, _) if self.parents.get(id).is_some_and(|it| it.base == child) => self.component_of(*id),
            _ => return None,
        };
        parent.children.contains(name).then_some(parent.base)
    }

    /// Sets the shapes of a parent component and of its base.
    pub(super) fn parent(&mut self, id: TypeId, schema: &'a Schema, parent: &Parent<'a>, place: &Place) {
        let base = parent.base;
        let listed = listed(schema);
        let place = Place { owner: Owner::Type(base), ..place.clone() };
        let properties = match &schema.schema_kind {
            SchemaKind::Any(any) if listed.is_some() => {
                self.properties(&any.properties, &any.required, any.additional_properties.as_ref(), &place, Some(base))
            }
            _ if listed.is_some() => Meaning::Plain(Type::AnyObject),
            // Another type may stand for the parent, but children inherit its properties.
            _ => self.own_meaning(schema, &place, Some(base)),
        };
        self.types[base.index()].docs = self.types[id.index()].docs.clone();
        self.types[base.index()].shape = Some(match properties {
            Meaning::Named(shape) => shape,
            Meaning::Plain(ty) => Shape::Alias(not_null(ty)),
        });
        let names: Vec<&str> = match listed {
            Some(all) => all.iter().filter(|it| !self.is_null_variant(it)).filter_map(reference_of).collect(),
            None => parent.children.iter().copied().collect(),
        };
        let mut variants: Vec<Variant> = names.iter().filter_map(|name| self.child(name)).collect();
        let mut seen = BTreeSet::new();
        variants.retain(|variant| seen.insert(variant.name.clone()));
        let mut names: Vec<String> = variants.iter().map(|variant| variant.name.clone()).collect();
        if listed.is_none() {
            names.push(self.component_of(id).to_owned());
            let (name, ty) = ("base".to_owned(), Type::Ref(base));
            variants.push(Variant {
                name,
                ty,
                discriminator_values: Vec::new(),
                is_default: false,
                docs: Docs::default(),
            });
        }
        let pointer = self.types[id.index()].pointer.clone();
        for inline in listed.into_iter().flatten().filter(|it| it.as_item().is_some() && !is_null(it)) {
            let name = title(inline).unwrap_or_else(|| "one of its types".to_owned());
            let message = format!(
                "{name} is an inline schema, which no component can inherit from; its values are kept as `serde_json::Value`"
            );
            self.diagnostics
                .warning(Code::LaxObject, &pointer, message)
                .help("make it a component, and refer to it by `$ref`");
        }
        if let Some(discriminator) = parent.discriminator {
            let own = parent.is_inherited.then(|| mapped_to(discriminator, &names));
            self.give_discriminator_values(own.as_ref().unwrap_or(discriminator), &names, &mut variants, &pointer);
            variants.retain(|variant| !variant.discriminator_values.is_empty() || variant.is_default);
        }
        let discriminator = parent.discriminator.map(|discriminator| discriminator.property_name.clone());
        let is_any = lists_any(schema);
        self.types[id.index()].shape = Some(Shape::Union(Union { variants, discriminator, is_any }));
    }

    /// Returns the discriminator of the nearest common parent of these components, with its mapping to them: a value that
    /// selects a child of one of them selects that one too.
    pub(super) fn discriminator_of_parent(&self, names: &[String]) -> Option<Discriminator> {
        let is_shared = |parent: &&Parent<'a>| names.iter().all(|name| parent.children.contains(name.as_str()));
        let parents = self.parents.values().filter(|it| it.discriminator.is_some() && !it.is_inherited);
        let parent = parents.filter(is_shared).min_by_key(|it| (it.children.len(), it.base))?;
        let discriminator = parent.discriminator?;
        let mut own = mapped_to(discriminator, names);
        let listed: HashSet<&str> = names.iter().map(String::as_str).collect();
        let mut mapped: HashMap<String, Vec<&String>> = HashMap::new();
        for (value, target) in &discriminator.mapping {
            mapped.entry(component(target)).or_default().push(value);
        }
        for name in names {
            let children = self.components.get(name.as_str()).and_then(|id| self.parents.get(id));
            let children = children.filter(|it| it.is_inherited).into_iter().flat_map(|it| &it.children);
            for child in children.filter(|child| !listed.contains(**child)) {
                let mapped = mapped.get(*child).into_iter().flatten();
                let mut values: Vec<String> = mapped.map(|value| (*value).clone()).collect();
                if values.is_empty() {
                    values.push((*child).to_owned());
                }
                let target = format!("#{}", Pointer::root().join("components").join("schemas").join(name).as_str());
                own.mapping.extend(values.into_iter().map(|value| (value, target.clone())));
            }
        }
        Some(own)
    }

    fn child(&self, name: &str) -> Option<Variant> {
        let name = component_name(name).unwrap_or_else(|| name.to_owned());
        let id = *self.components.get(name.as_str())?;
        // The union of a child has its own children, which are listed here already: use its base.
        let base = self.parents.get(&id).filter(|parent| parent.is_inherited).map(|parent| parent.base);
        let ty = Type::Ref(base.unwrap_or(id));
        Some(Variant { name, ty, discriminator_values: Vec::new(), is_default: false, docs: Docs::default() })
    }

    fn component_of(&self, id: TypeId) -> &'a str {
        let Origin::Component(name) = &self.types[id.index()].origin else { return "" };
        self.components.get_key_value(name.as_str()).map_or("", |(name, _)| *name)
    }
}

/// Returns a discriminator with only the mapping to these components.
pub(super) fn mapped_to(discriminator: &Discriminator, names: &[String]) -> Discriminator {
    let mut own = discriminator.clone();
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    own.mapping.retain(|_, target| names.contains(component(target).as_str()));
    own
}

/// Returns the variants that a schema lists.
fn listed(schema: &Schema) -> Option<&[ReferenceOr<Schema>]> {
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of: all } | SchemaKind::AnyOf { any_of: all } => Some(all),
        SchemaKind::Any(any) if !any.one_of.is_empty() => Some(&any.one_of),
        SchemaKind::Any(any) if !any.any_of.is_empty() => Some(&any.any_of),
        _ => None,
    }
}

/// Returns whether a schema lists its variants as `anyOf`.
fn lists_any(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::AnyOf { .. } => true,
        SchemaKind::Any(any) => any.one_of.is_empty() && !any.any_of.is_empty(),
        _ => false,
    }
}

/// Returns whether a schema is another one and adds nothing.
fn is_another_name(schema: &ReferenceOr<Schema>) -> bool {
    match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::AllOf { all_of }) => all_of.iter().filter(|part| !is_annotation(part)).count() == 1,
        _ => false,
    }
}

pub(super) fn reference_of(schema: &ReferenceOr<Schema>) -> Option<&str> {
    if let ReferenceOr::Reference { reference } = schema { Some(reference) } else { None }
}

/// Returns the references among the parts of a schema, recursively.
fn parts_of(schema: &ReferenceOr<Schema>) -> Vec<&str> {
    let all_of = match schema.as_item().map(|schema| &schema.schema_kind) {
        Some(SchemaKind::AllOf { all_of }) => all_of.as_slice(),
        Some(SchemaKind::Any(any)) => any.all_of.as_slice(),
        _ => &[],
    };
    let nested = all_of.iter().filter(|part| part.as_item().is_some()).flat_map(parts_of);
    all_of.iter().filter_map(reference_of).chain(nested).collect()
}

fn descend<'a>(name: &str, direct: &BTreeMap<&'a str, BTreeSet<&'a str>>, found: &mut BTreeSet<&'a str>) {
    for child in direct.get(name).into_iter().flatten() {
        if found.insert(child) {
            descend(child, direct, found);
        }
    }
}
