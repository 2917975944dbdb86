//! Names of the generated crate: each is claimed once in its scope, before rendering.
//!
//! A name depends only on the item that it names. If two items compete for a name, the one that has it in the existing
//! crate keeps it ([`PreviousNames`]); otherwise an order decides that no other part of the document affects.

mod boxes;
mod configured;
mod credential;
mod errors;
mod group;
mod ident;
mod kept;
mod listed;
mod method;
mod mock;
mod neutral;
mod operation;
mod parameters;
mod parts;
mod place;
mod previous;
mod renames;
mod scope;
mod server;
mod status;
mod typed_parts;
mod webhook;
mod word;

use std::collections::BTreeMap;

use crate::analyze::{EqualTypes, nesting};
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Origin, Role, Status, TypeDef, TypeId};
use crate::text::one_line;

pub use credential::{CredentialName, names as credential_names};
pub use errors::{ErrorSet, ErrorVariants, SharedResponse};
pub use group::{Group, is_method_of_client};
pub use ident::{Ident, Pascal, Snake};
pub use kept::{KeptGroup, KeptMethod, KeptNames, KeptType, kept_operation, kept_type};
pub(crate) use listed::{REST, listed, listed_argument, listed_of, listed_parameter, listed_value, listed_variant};
pub use mock::MockNames;
pub(crate) use mock::mocked_body;
pub use operation::{BodyNames, EarlierResponses, HeaderNames, OperationName, Responses};
use parts::Parts;
pub use place::{ModulePath, Place, spelled};
pub use previous::PreviousNames;
pub(crate) use previous::is_any;
pub(crate) use renames::Chosen;
pub use renames::Renames;
use scope::Scope;

/// The names of an API.
#[derive(Debug)]
pub struct Names {
    types: Vec<TypeName>,
    /// The groups of operations, sorted by name.
    pub groups: Vec<Group>,
    operations: Vec<OperationName>,
    /// The names of enums over error responses that several operations share, in the order of the facts.
    pub errors: Vec<Pascal>,
    /// The names of methods in the settings, by the index of the operation.
    pub(crate) chosen: Vec<(usize, Chosen)>,
    /// The names of webhooks, in the order of the model.
    pub webhooks: Vec<Pascal>,
    /// The names of servers, in the order of the model.
    pub servers: Vec<ServerName>,
    /// The names of the builder methods that set credentials, in the order of the security schemes.
    pub credentials: Vec<CredentialName>,
    /// The old names that the settings keep.
    pub kept: KeptNames,
    /// The place of the document in a crate with several.
    pub place: Place,
    /// The groups and operations of a document of which only types are generated: types are named after them.
    left_out: (Vec<Group>, Vec<OperationName>),
}

/// The names of a type and its fields or variants.
#[derive(Debug)]
pub struct TypeName {
    /// The type's name.
    pub ident: Pascal,
    /// The name after its place in an operation, if its own name is neutral because it is that of several operations.
    pub also: Option<Pascal>,
    /// The name of its module and file.
    pub module: Snake,
    /// The names of the fields, in the order of the model.
    pub fields: Vec<Snake>,
    /// The name of the field for additional properties.
    pub rest: Snake,
    /// The names of the variants, in the order of the model.
    pub variants: Vec<Pascal>,
    /// The name of the variant for unknown values.
    pub unrecognized: Pascal,
}

impl TypeName {
    /// Returns whether a field, a value or a variant has this name.
    pub fn has_member(&self, name: &str) -> bool {
        let mut fields = self.fields.iter().chain([&self.rest]).map(|it| it.as_str());
        let mut variants = self.variants.iter().chain([&self.unrecognized]).map(|it| it.as_str());
        fields.any(|it| it == name) || variants.any(|it| it == name)
    }

    /// Returns the number of its fields, values and variants.
    pub(crate) fn members(&self) -> usize {
        self.fields.len() + self.variants.len()
    }

    /// Returns the name after its place in the document, after which its parts are named.
    pub fn by_place(&self) -> &Pascal {
        self.also.as_ref().unwrap_or(&self.ident)
    }
}

/// The names of a server.
#[derive(Debug)]
pub struct ServerName {
    /// The name of its type, if its URL has variables.
    pub ident: Pascal,
    /// The name of its constant, in lower case, if its URL has none.
    pub constant: Snake,
    /// The names of its variables, in the order of the model.
    pub variables: Vec<Snake>,
}

impl Names {
    /// Names the enums over error responses that several operations share: by the statuses, and the responses as `api.txt` lists
    /// them.
    pub fn name_errors(&mut self, sets: &[ErrorSet], previous: &PreviousNames) {
        self.errors = errors::names(sets, previous);
    }

    /// Names the variant of an error response of an operation, by its status and index among the bodies of the status.
    pub fn name_error_variant(&mut self, operation: usize, place: (Status, usize), variant: Pascal) {
        self.operations[operation].failure.variants.insert(place, variant);
    }

    /// Leaves out all names but those of types and webhooks.
    pub fn leave_out_operations(&mut self) {
        self.left_out = (std::mem::take(&mut self.groups), std::mem::take(&mut self.operations));
        self.kept.groups.clear();
        self.errors.clear();
        self.servers.clear();
        self.credentials.clear();
    }

    /// Sets the responses whose types the methods keep, in the order of the model.
    pub fn keep_responses(&mut self, earlier: Vec<EarlierResponses>) {
        self.operations.iter_mut().zip(earlier).for_each(|(operation, earlier)| operation.earlier = earlier);
    }

    /// Returns the names of a type.
    pub fn of(&self, id: TypeId) -> &TypeName {
        &self.types[id.index()]
    }

    /// Returns the names of a type.
    pub(crate) fn of_mut(&mut self, id: TypeId) -> &mut TypeName {
        &mut self.types[id.index()]
    }

    /// Returns the source of a type's name, unless it is the name itself.
    pub fn source(&self, api: &Api, id: TypeId) -> Option<String> {
        let TypeDef { origin, elsewhere, .. } = api.type_def(id);
        if let Some(elsewhere) = elsewhere {
            return Some(one_line(elsewhere));
        }
        if matches!(origin, Origin::Component(name) if name == self.of(id).ident.as_str()) {
            return None;
        }
        let owner = |id: TypeId| Some(self.of(id).by_place().clone());
        let (groups, operations) = match self.left_out.0.is_empty() {
            true => (&self.groups, &self.operations),
            false => (&self.left_out.0, &self.left_out.1),
        };
        previous::source(origin, owner, (groups, operations, &self.webhooks))
    }

    /// Returns whether all names are ASCII.
    pub fn are_ascii(&self) -> bool {
        let types = self.types.iter().all(|it| {
            it.ident.as_str().is_ascii()
                && it.fields.iter().all(|field| field.as_str().is_ascii())
                && it.variants.iter().all(|variant| variant.as_str().is_ascii())
        });
        let operations = self.operations.iter().all(|it| {
            it.method.as_str().is_ascii() && it.parameters.iter().all(|parameter| parameter.as_str().is_ascii())
        });
        let groups = self.groups.iter().all(|it| it.ident.as_str().is_ascii());
        let webhooks = self.webhooks.iter().all(|it| it.as_str().is_ascii());
        types
            && operations
            && groups
            && webhooks
            && self.kept.are_ascii()
            && self.credentials.iter().all(|it| it.set.as_str().is_ascii())
    }

    /// Returns whether a name is a placeholder name, which clippy rejects.
    pub fn has_placeholder(&self) -> bool {
        let is = |name: &Snake| ["foo", "baz", "quux"].contains(&name.as_str());
        self.types.iter().any(|it| it.fields.iter().any(is))
            || self.operations.iter().any(|it| it.parameters.iter().any(is))
    }

    /// Returns the name of an operation's method with its group, such as `pets.get`, by its index in the model.
    pub fn method(&self, index: usize) -> String {
        let names = self.operation(index);
        let group = self.groups.get(names.group).map_or("", |group| group.accessor.as_str());
        format!("{group}.{}", names.method.as_str())
    }

    /// Returns the names of an operation, by its index in the model.
    pub fn operation(&self, index: usize) -> &OperationName {
        &self.operations[index]
    }
}

/// Returns the names of an API. `configured` holds the names of operations in the settings, such as `pets.get`, by
/// `operationId` or by method and path; `renames` those of other items.
///
/// Items keep their `previous` names where these are still possible.
pub fn name(
    api: &Api,
    configured: &BTreeMap<String, String>,
    renames: &Renames,
    equal: &EqualTypes,
    previous: &PreviousNames,
    diagnostics: &mut Diagnostics,
) -> Names {
    let configured = configured::configured(api, configured, diagnostics);
    let groups = group::groups(api, &configured, renames);
    let (groups, operations) = operation::names(api, groups, &configured, previous, diagnostics);
    let webhooks = webhook::names(api, previous);
    let types = Types { api, renames, groups: &groups, operations: &operations, webhooks: &webhooks };
    let types = types.names(&equal.groups(api), previous);
    let credentials = credential::names(api, previous);
    let (errors, servers, kept) = (Vec::new(), server::names(api, previous), KeptNames::default());
    let chosen = configured.into_iter().map(|(index, it)| (index, Chosen { key: it.key, name: it.method })).collect();
    Names {
        types,
        groups,
        operations,
        errors,
        chosen,
        webhooks,
        servers,
        credentials,
        kept,
        place: Place::default(),
        left_out: Default::default(),
    }
}

/// The names that types must not have, because files of types use them otherwise.
const RESERVED_TYPES: [&str; 28] = [
    "Base64",
    "Base64Url",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Decimal",
    "Default",
    "Err",
    "FixedOffset",
    "Hash",
    "Ipv4Addr",
    "Ipv6Addr",
    "Map",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Some",
    "String",
    "UnknownInteger",
    "UnknownValue",
    "Uuid",
    "Vec",
];

/// Further names that types must not have.
const FURTHER_RESERVED_TYPES: [&str; 4] = ["Value", "Self", "Eq", "RequiredFields"];

/// The number of existing types at one place of an operation for which the schemas at this place are compared.
const MAX_PLACES: usize = 20;

/// The input for the names of types.
struct Types<'a> {
    api: &'a Api,
    renames: &'a Renames,
    groups: &'a [Group],
    operations: &'a [OperationName],
    webhooks: &'a [Pascal],
}

impl Types<'_> {
    fn names(&self, equal: &[Vec<TypeId>], previous: &PreviousNames) -> Vec<TypeName> {
        let reserved = RESERVED_TYPES.iter().chain(&FURTHER_RESERVED_TYPES);
        let mut scope = Scope::new(reserved.chain(&self.renames.reserved_types));
        let mut idents: Vec<Option<Pascal>> = vec![None; self.api.types.len()];
        for (id, name) in self.renames.types() {
            idents[id.index()] = Some(scope.claim(&Pascal::new(name), "Model"));
        }
        let mut order = self.order();
        self.known_first(&mut order, previous);
        let mut neutral = BTreeMap::new();
        for id in order.iter().filter(|id| self.renames.of_type(**id).is_none()) {
            let TypeDef { origin, elsewhere, .. } = self.api.type_def(*id);
            let owner = |id: TypeId| idents[id.index()].clone();
            let source = elsewhere.as_deref().map(one_line);
            let source =
                source.or_else(|| previous::source(origin, owner, (self.groups, self.operations, self.webhooks)));
            let known = source.as_deref().map(|source| previous.type_names(source)).unwrap_or_default();
            if elsewhere.is_some() {
                // A component of another file keeps its previous name in any case.
                let known = known.iter().map(|known| (known, Pascal::new(known)));
                let mut known = known.filter(|(known, ident)| ident.as_str() == known.as_str());
                idents[id.index()] = known.find(|(_, ident)| scope.take(ident)).map(|(_, ident)| ident);
            } else if !known.is_empty() {
                idents[id.index()] = scope.claim_previous(&self.preferred(origin, &idents), "Model", known);
                let own = idents[id.index()].as_ref().filter(|_| matches!(origin, Origin::Operation(..)));
                let kept = own.and_then(|own| previous.neutral(known, own)).filter(|name| scope.take(name));
                neutral.extend(kept.map(|name| (*id, name)));
            }
        }
        for id in order {
            if idents[id.index()].is_none() {
                let preferred = self.preferred(&self.api.type_def(id).origin, &idents);
                idents[id.index()] = Some(scope.claim(&preferred, "Model"));
            }
        }
        // After all others, so that no name gives way to a neutral one.
        for (class, name) in neutral::names(self.api, equal) {
            let is_named = |id: &TypeId| {
                neutral.contains_key(id) || idents[id.index()].as_ref().is_some_and(|ident| previous.has_own(ident))
            };
            let first = class.iter().copied().min_by_key(|id| nesting(self.api, *id));
            if let Some(first) = first.filter(|_| !class.iter().any(is_named) && scope.take(&name)) {
                neutral.insert(first, name);
            }
        }
        let mut modules = Scope::new(&["mod", "required"]);
        let by_place: Vec<Pascal> = idents.into_iter().flatten().collect();
        let own = |(id, ident): (TypeId, &Pascal)| neutral.get(&id).unwrap_or(ident).clone();
        let idents: Vec<Pascal> = self.api.type_ids().zip(&by_place).map(own).collect();
        let names = self.api.type_ids().zip(by_place).map(|(id, by_place)| {
            let ident = idents[id.index()].clone();
            let also = neutral.contains_key(&id).then_some(by_place);
            let module = modules.claim(&Snake::file(ident.as_str()), "model");
            let parts = Parts { renames: self.renames, previous, id, ident, module, idents: &idents };
            TypeName { also, ..parts.named(self.api.type_def(id)) }
        });
        names.collect()
    }

    /// Returns the order of naming: components first, those whose name is a Rust name already before the others; then
    /// inline types, which are named after their owner.
    fn order(&self) -> Vec<TypeId> {
        let mut order: Vec<TypeId> = self.api.type_ids().collect();
        order.sort_by_cached_key(|id| match &self.api.type_def(*id).origin {
            Origin::Component(name) => (0, Pascal::new(name).as_str() != name, name.clone(), *id),
            Origin::Part(..) | Origin::Operation(..) | Origin::Webhook(..) => (1, false, String::new(), *id),
        });
        order
    }

    /// Among types with the same place in an operation, moves the one with most parts of the existing type to the front.
    fn known_first(&self, order: &mut [TypeId], previous: &PreviousNames) {
        let mut places: BTreeMap<(usize, &Role), Vec<usize>> = BTreeMap::new();
        for (at, id) in order.iter().enumerate() {
            if let Origin::Operation(index, role) = &self.api.type_def(*id).origin {
                places.entry((*index, role)).or_default().push(at);
            }
        }
        for slots in places.into_values().filter(|slots| slots.len() > 1) {
            let origin = &self.api.type_def(order[slots[0]]).origin;
            let source = previous::source(origin, |_| None, (self.groups, self.operations, self.webhooks));
            let mut left: Vec<TypeId> = slots.iter().map(|at| order[*at]).collect();
            let mut ids = Vec::new();
            // In the order in which types get these names.
            let preferred = self.preferred(origin, &[]);
            let mut names: Vec<&String> = source.iter().flat_map(|source| previous.type_names(source)).collect();
            names.sort_by_key(|name| (*name != preferred.as_str(), !name.ends_with("Model"), name.len(), *name));
            for name in names.into_iter().take(slots.len().min(MAX_PLACES)) {
                let known = previous.parts_of(previous.canonical(name));
                let shared = |id: &TypeId| parts::shared(&self.api.type_def(*id).shape, known);
                // Of several, the first one.
                let best = left.iter().enumerate().rev().max_by_key(|(_, id)| shared(id)).map(|(at, _)| at);
                ids.extend(best.map(|at| left.remove(at)));
            }
            ids.append(&mut left);
            slots.iter().zip(ids).for_each(|(at, id)| order[*at] = id);
        }
    }

    fn preferred(&self, origin: &Origin, idents: &[Option<Pascal>]) -> Pascal {
        match origin {
            Origin::Component(name) => Pascal::new(name),
            Origin::Part(owner, role) => part(idents[owner.index()].as_ref().map_or("", |ident| ident.as_str()), role),
            Origin::Operation(index, role) => {
                let operation = &self.operations[*index];
                let group = self.groups[operation.group].ident.as_str();
                part(&format!("{group}{}", operation.pascal.as_str()), role)
            }
            Origin::Webhook(index, role) => part(self.webhooks[*index].as_str(), role),
        }
    }
}

fn part(owner: &str, role: &Role) -> Pascal {
    let (name, kind) = match role {
        Role::Property(name) => (name, ""),
        Role::Item(name) => (name, " item"),
        Role::Value(name) => (name, " value"),
    };
    let name = if name.is_empty() { String::new() } else { Pascal::new(name).as_str().to_owned() };
    Pascal::new(&format!("{owner} {name}{kind}"))
}
