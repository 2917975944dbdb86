//! The settings `derives` and `rename`, applied to the types of the model.

mod taken;

use std::collections::{BTreeMap, HashMap};

use crate::config::ApiConfig;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Origin, Shape, TypeDef, TypeId};
use crate::name::{Chosen, Ident as _, Pascal, Renames};
use crate::schema_keys::{SchemaKeys, unmatched};
use crate::source::Document;
use crate::surface::{Context, standard_trait};
use crate::text::{nearest, one_line};

pub(crate) use taken::report_taken;

/// The kind of schema that the keys of these settings name.
const NAMED: &str = "schema with a type of its own";

/// Returns the derives of the settings that apply to each type, by their index.
pub(crate) fn derives(
    context: Context<'_>,
    document: &Document,
    is_forgiving: bool,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<TypeId, Vec<usize>> {
    let mut derives: BTreeMap<TypeId, Vec<usize>> = BTreeMap::new();
    for (index, derive) in context.config.derives.iter().enumerate() {
        if derive.types.is_empty() {
            let lacking = context.lacking(standard_trait(derive.derive.as_str()));
            for id in context.api.type_ids().filter(|id| !lacking.contains(id)) {
                derives.entry(id).or_default().push(index);
            }
            continue;
        }
        let keys = SchemaKeys::new(&derive.types, document);
        for id in context.api.type_ids() {
            let def = context.api.type_def(id);
            let is_alias = matches!(def.shape, Shape::Alias(_)) && !context.facts.is_newtype(id);
            if !is_alias && keys.find(component(def), &def.pointer).is_some() {
                // The canonical type has the definition.
                let id = context.facts.canonical_type(id).unwrap_or(id);
                derives.entry(id).or_default().push(index);
            }
        }
        keys.report(&["derives", &index.to_string(), "types"], NAMED, is_forgiving, diagnostics);
    }
    for indices in derives.values_mut() {
        indices.dedup();
    }
    derives
}

/// Returns the names that the settings choose.
pub(crate) fn renames(
    config: &ApiConfig,
    api: &Api,
    document: &Document,
    is_forgiving: bool,
    diagnostics: &mut Diagnostics,
) -> Renames {
    let rename = &config.rename;
    let types = vec![config.maps.type_name()];
    let mut renames = Renames { features: features(config), reserved_types: types, ..Renames::default() };
    if *rename == crate::config::Rename::default() {
        return renames;
    }
    let keys = SchemaKeys::new(rename.types.keys(), document);
    let keyed: Vec<Chosen> = rename.types.iter().map(Chosen::of).collect();
    for id in api.type_ids() {
        let def = api.type_def(id);
        if let Some(index) = keys.find(component(def), &def.pointer)
            && !renames.types.values().any(|it| it.key == keyed[index].key)
        {
            renames.types.insert(id, keyed[index].clone());
        }
    }
    keys.report(&["rename", "types"], NAMED, is_forgiving, diagnostics);
    let mut parts = Parts { api, document, is_forgiving, diagnostics };
    for chosen in rename.fields.iter().map(Chosen::of) {
        if let Some(part) = parts.find("fields", &chosen.key, fields) {
            renames.fields.insert(part, chosen);
        }
    }
    for chosen in rename.variants.iter().map(Chosen::of) {
        if let Some(part) = parts.find("variants", &chosen.key, variants) {
            renames.variants.insert(part, chosen);
        }
    }
    let tags: Vec<&str> = api.operations.iter().filter_map(|it| it.tags.first()).map(String::as_str).collect();
    for (tag, name) in &rename.groups {
        if tags.contains(&tag.as_str()) {
            renames.groups.insert(tag.clone(), name.clone());
            continue;
        }
        let help = match nearest(tag, &tags) {
            Some(nearest) => format!("did you mean `{}`?", one_line(nearest)),
            None => "use the first tag of an operation".to_owned(),
        };
        let why = "no operation has this first tag";
        unmatched(&["rename", "groups", tag], why, is_forgiving, diagnostics).help(help);
    }
    renames
}

/// The search for fields and variants.
struct Parts<'a> {
    api: &'a Api,
    document: &'a Document,
    is_forgiving: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Parts<'_> {
    /// Returns the type and the index of the part that a key such as `Pet.name` names, and reports one that names none.
    fn find(&mut self, kind: &str, key: &str, parts: fn(&TypeDef) -> Vec<String>) -> Option<(TypeId, usize)> {
        let mut found: HashMap<TypeId, &str> = HashMap::new();
        for (at, _) in key.match_indices('.') {
            let schema = key[..at].to_owned();
            let keys = SchemaKeys::new([&schema], self.document);
            let ids = self.api.type_ids().filter(|id| {
                let def = self.api.type_def(*id);
                keys.find(component(def), &def.pointer).is_some()
            });
            found.extend(ids.map(|id| (id, &key[at + 1..])));
        }
        let mut ids: Vec<TypeId> = found.keys().copied().collect();
        ids.sort();
        let mut known = Vec::new();
        for id in ids {
            let all = parts(self.api.type_def(id));
            let is_named = |part: &String| part == found[&id] || Pascal::new(part).as_str() == found[&id];
            if let Some(index) = all.iter().position(is_named) {
                return Some((id, index));
            }
            known.extend(all.iter().map(|part| format!("{}.{part}", &key[..key.len() - found[&id].len() - 1])));
        }
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let (why, help) = match (found.is_empty(), nearest(key, &names)) {
            (true, _) => ("no schema has the name or the pointer before the dot", "write `SCHEMA.NAME`".to_owned()),
            (false, Some(nearest)) => ("the schema has no such part", format!("did you mean `{}`?", one_line(nearest))),
            (false, None) => ("the schema has no such part", "see the names in `api.txt`".to_owned()),
        };
        unmatched(&["rename", kind, key], why, self.is_forgiving, self.diagnostics).help(help);
        None
    }
}

/// Returns the names that features of groups must not have: those of other features and of dependencies.
fn features(config: &ApiConfig) -> Vec<String> {
    let types = config.types.all().flat_map(|it| it.crates.keys());
    let derives = config.derives.iter();
    let named = derives.clone().filter_map(|it| it.feature()).map(str::to_owned);
    let crates = derives.flat_map(|it| it.crates.keys()).chain(types);
    let crates = crates.chain(config.x_rust_type.keys()).chain(config.dependencies.keys());
    named.chain(crates.cloned()).map(|name| name.replace('-', "_")).collect()
}

fn component(def: &TypeDef) -> Option<&str> {
    match &def.origin {
        Origin::Component(name) => Some(name),
        Origin::Part(..) | Origin::Operation(..) | Origin::Webhook(..) => None,
    }
}

/// Returns the properties of an object, in the order of the model.
fn fields(def: &TypeDef) -> Vec<String> {
    match &def.shape {
        Shape::Object(object) => object.fields.iter().map(|field| field.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Returns the values of an enum or the names of a union's variants, in the order of the model.
fn variants(def: &TypeDef) -> Vec<String> {
    match &def.shape {
        Shape::StringEnum(values) => values.clone(),
        Shape::IntegerEnum(values) => values.iter().map(ToString::to_string).collect(),
        Shape::ValueEnum(values) => {
            values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
        }
        Shape::Union(union) => union.variants.iter().map(|variant| variant.name.clone()).collect(),
        Shape::Object(_) | Shape::Tuple(_) | Shape::Alias(_) => Vec::new(),
    }
}
