//! The names in the existing crate: if two items compete for a name, the one that had it keeps it.

mod constants;
mod errors;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::ir::{ExistingOperation, Method, Operation, Origin, Role, TypeId, Webhook};
use crate::name::boxes::Parts;
use crate::name::typed_parts::TypedParts;
use crate::name::{Group, Ident as _, OperationName, Pascal, TypeName};
use crate::text::one_line;

/// The names of an existing crate.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PreviousNames {
    /// The names of methods, by HTTP method and path.
    methods: HashMap<String, Vec<String>>,
    /// The type of each status of responses that have one type, by group and method, and whether they are success responses.
    /// Several operations may have one HTTP method and path.
    responses: HashMap<(String, bool), BTreeMap<String, String>>,
    /// Operations, by HTTP method and path.
    existing: HashMap<String, ExistingOperation>,
    /// The parameters that the client sends by itself, and their values, by HTTP method and path.
    constants: HashMap<String, Vec<(String, serde_json::Value)>>,
    /// The names of servers, by URL.
    servers: HashMap<String, String>,
    /// The names of webhooks, by HTTP method and name.
    webhooks: HashMap<String, Vec<String>>,
    /// The names of types, by the source of the name; several may share one.
    types: HashMap<String, Vec<String>>,
    /// The sources of the names of types, by the name.
    sources: HashMap<String, String>,
    /// The names of methods that set credentials, by security scheme.
    credentials: HashMap<String, String>,
    /// The names of enums over error responses that several operations share, by the responses.
    errors: HashMap<String, Vec<String>>,
    /// The responses of these enums, by their names.
    error_responses: HashMap<String, String>,
    /// The names of the enums over error responses that methods share, by group and method, with the variants that a method has
    /// if it has not all.
    shared_errors: HashMap<String, (String, Option<String>)>,
    /// The methods with an enum over error responses that no other one has, by group and method.
    own_errors: HashSet<String>,
    /// The fields that are no `Option` because their types have one direction only, by the names of the types.
    one_way: HashSet<(String, String)>,
    /// The fields that are an `Option` because only some of the schemas have the property, by the names of the types.
    optional: HashSet<(String, String)>,
    /// The types of the parts of types.
    parts: Parts,
    /// The types of the parts of items.
    typed: TypedParts,
    /// The fields for any value, by the names of the types.
    values: HashSet<(String, String)>,
    /// The types of responses, by a method such as `pets.get` or an enum such as `errors::Conflict`, and by status.
    bodies: HashMap<(String, String), Vec<String>>,
    /// The fields, values and variants of types, with the types of their values.
    members: HashMap<String, Vec<(String, String)>>,
    /// The media type, or the kind, of the body that the method `body` of a mock matches, by group and method, if it is no JSON.
    mocked_bodies: HashMap<String, String>,
    /// The methods whose calls have a method `items`, by group and method, each with the field of a page that holds the items, if
    /// the names of the fields do not lead to it.
    items: HashMap<String, Option<String>>,
    /// The types that need no feature, because no operation uses them.
    unused: HashSet<String>,
    /// The enums of integers whose schemas have no `type`.
    untyped: HashSet<String>,
    /// The types that are not aliases.
    own: HashSet<String>,
    /// The types of which others are aliases, by the name of the alias.
    aliases: HashMap<String, String>,
    /// The types that have aliases.
    with_aliases: HashSet<String>,
    /// The names of values and setters, and of fields and variants whose name in the document differs: by the name of the type,
    /// or of a method such as `pets.get`, and by the value or the name in the document as `api.txt` lists it.
    names: HashMap<String, HashMap<String, String>>,
}

impl PreviousNames {
    /// Adds the name of an operation's method, by HTTP method and path.
    pub fn add_method(&mut self, request: String, name: &str) {
        self.methods.entry(request).or_default().push(name.to_owned());
    }

    /// Adds an operation, by HTTP method and path.
    pub fn add_existing(&mut self, request: String, existing: ExistingOperation) {
        self.existing.entry(request).or_insert(existing);
    }

    /// Adds further responses of an operation, by HTTP method and path.
    pub(crate) fn extend_existing(&mut self, request: &str, further: ExistingOperation) {
        if let Some(existing) = self.existing.get_mut(request) {
            existing.empty.extend(further.empty);
            for (status, kind) in further.raw {
                existing.raw.entry(status).or_insert(kind);
            }
        }
    }

    /// Adds statuses of an operation whose responses have no body, by HTTP method and path.
    pub(crate) fn add_empty(&mut self, request: &str, statuses: BTreeSet<String>) {
        if let Some(existing) = self.existing.get_mut(request) {
            existing.empty.extend(statuses);
        }
    }

    /// Returns an operation by its HTTP method and path.
    pub fn existing(&self, method: &Method, template: &str) -> ExistingOperation {
        self.existing.get(&format!("{} {}", method.as_str(), one_line(template))).cloned().unwrap_or_default()
    }

    /// Adds the types of the success responses, or of the error responses, by status, if they are one type, by a method
    /// such as `pets.get`.
    pub fn add_responses(&mut self, method: String, is_success: bool, types: BTreeMap<String, String>) {
        self.responses.entry((method, is_success)).or_insert(types);
    }

    /// Returns the types of an operation's success responses, or of its error responses, by status, if they are one type.
    pub(crate) fn responses(&self, method: String, is_success: bool) -> Option<&BTreeMap<String, String>> {
        self.responses.get(&(method, is_success))
    }

    /// Adds the name of a method that sets a credential, by the security scheme on one line.
    pub fn add_credential(&mut self, scheme: String, name: &str) {
        self.credentials.entry(scheme).or_insert_with(|| name.to_owned());
    }

    pub(crate) fn credential(&self, scheme: &str) -> Option<&str> {
        self.credentials.get(&one_line(scheme)).map(String::as_str)
    }

    /// Adds the name of a server's constant or type, by URL on one line.
    pub fn add_server(&mut self, url: String, name: &str) {
        self.servers.entry(url).or_insert_with(|| name.to_owned());
    }

    pub(super) fn server(&self, url: &str) -> Option<&str> {
        self.servers.get(&one_line(url)).map(String::as_str)
    }

    /// Adds the name of a webhook, by HTTP method and the document's name.
    pub fn add_webhook(&mut self, request: String, name: &str) {
        self.webhooks.entry(request).or_default().push(name.to_owned());
    }

    /// Adds the name of a type, with the source of the name, unless that is the name itself.
    pub fn add_type(&mut self, source: Option<&str>, ident: &str, alias_of: Option<&str>) {
        match alias_of {
            // Only the name itself is that of a type: `Vec<Pet>` is none.
            Some(other) => {
                let other = other.split(' ').next().unwrap_or_default();
                self.with_aliases.insert(other.to_owned());
                self.aliases.insert(ident.to_owned(), other.to_owned());
            }
            None => drop(self.own.insert(ident.to_owned())),
        }
        let source = source.map_or_else(|| quoted(ident), str::to_owned);
        self.sources.entry(ident.to_owned()).or_insert_with(|| source.clone());
        self.types.entry(source).or_default().push(ident.to_owned());
    }

    /// Adds the media type, or the kind, of the body that the method `body` of a mock matches, by a method such as `pets.get`.
    pub fn add_mocked_body(&mut self, method: String, body: &str) {
        self.mocked_bodies.insert(method, body.to_owned());
    }

    pub(super) fn mocked_body(&self, method: &str) -> Option<&str> {
        self.mocked_bodies.get(method).map(String::as_str)
    }

    /// Adds a method such as `pets.list` whose call has a method `items`, with the field of a page that holds the items, if the
    /// names of the fields do not lead to it.
    pub fn add_items(&mut self, method: String, field: Option<&str>) {
        self.items.insert(method, field.map(str::to_owned));
    }

    /// Returns the field that holds the items of a page, if the names of the fields do not lead to it; `None` if the call has no
    /// method `items`.
    pub(crate) fn items(&self, method: &str) -> Option<Option<&str>> {
        self.items.get(method).map(Option::as_deref)
    }

    /// Returns whether a type has a part of this name.
    pub(crate) fn has_part(&self, ident: &str, part: &str) -> bool {
        self.members.get(ident).into_iter().flatten().any(|(name, _)| name == part)
    }

    /// Adds the name of a part of a type, or of a method such as `pets.get`, with its name in the document as `api.txt` lists it.
    pub(crate) fn add_name(&mut self, owner: &str, source: String, name: &str) {
        self.names.entry(owner.to_owned()).or_default().insert(source, name.to_owned());
    }

    /// Returns the name of a part by its value, or by its name in the document as `api.txt` lists it.
    pub(super) fn name_of(&self, owner: &str, source: &str) -> Option<&str> {
        self.names.get(owner)?.get(source).map(String::as_str)
    }

    /// Returns the parts of a type whose names in the document `api.txt` does not list, because they are the usual ones.
    pub(super) fn unlisted(&self, owner: &str) -> HashSet<&str> {
        let listed: HashSet<&str> =
            self.names.get(owner).into_iter().flat_map(HashMap::values).map(String::as_str).collect();
        let parts = self.parts_of(owner).iter().map(|(name, _)| name.as_str());
        parts.filter(|name| !listed.contains(name)).collect()
    }

    /// Returns the name of a part in the document, if it differs from that in Rust, and `api.txt` lists it unchanged.
    pub(crate) fn source_of_part(&self, owner: &str, name: &str) -> Option<&str> {
        let source = self.names.get(owner)?.iter().find(|(_, it)| *it == name).map(|(source, _)| source.as_str());
        source.filter(|source| !source.contains('\\'))
    }

    /// Adds a type that no operation uses, so that it needs no feature.
    pub fn add_unused(&mut self, ident: &str) {
        self.unused.insert(ident.to_owned());
    }

    /// Adds an enum of integers whose schema has no `type`.
    pub fn add_untyped(&mut self, ident: &str) {
        self.untyped.insert(ident.to_owned());
    }

    /// Returns whether a type is an enum of integers whose schema had no `type`.
    pub(crate) fn is_untyped(&self, ident: &str) -> bool {
        self.untyped.contains(ident)
    }

    /// Returns whether the crate has operations; one of types alone has none.
    pub(crate) fn has_operations(&self) -> bool {
        !self.methods.is_empty()
    }

    /// Returns whether no operation used the type of this name, so that it needs no feature. A crate without operations has no
    /// features.
    pub fn is_unused(&self, ident: &Pascal) -> bool {
        self.unused.contains(ident.as_str()) || (self.methods.is_empty() && self.own.contains(ident.as_str()))
    }

    /// Adds a field, a value or a variant of a type, which all schemas have whose type it is, and the type of its value; empty
    /// for a value.
    pub fn add_member(&mut self, ident: &str, member: &str, ty: &str) {
        self.members.entry(ident.to_owned()).or_default().push((member.to_owned(), ty.to_owned()));
    }

    /// Adds a field that is no `Option` because its type has one direction only: the property is `readOnly` or `writeOnly`.
    pub fn add_one_way(&mut self, ident: &str, field: &str) {
        self.one_way.insert((ident.to_owned(), field.to_owned()));
    }

    /// Returns whether a field is no `Option` because its type has one direction only.
    pub(crate) fn is_one_way(&self, ident: &str, field: &str) -> bool {
        !self.one_way.is_empty() && self.one_way.contains(&(ident.to_owned(), field.to_owned()))
    }

    /// Adds a field that is an `Option` because only some of the schemas have the property.
    pub fn add_optional(&mut self, ident: &str, field: &str) {
        self.optional.insert((ident.to_owned(), field.to_owned()));
    }

    /// Returns whether a field is an `Option` because only some of the schemas had the property.
    pub(crate) fn is_optional(&self, ident: &str, field: &str) -> bool {
        !self.optional.is_empty() && self.optional.contains(&(ident.to_owned(), field.to_owned()))
    }

    /// Returns whether a field or a variant of a type uses the type `used`.
    pub(crate) fn uses(&self, ident: &str, member: &str, used: &str) -> bool {
        let names = |ty: &str| ty.split(|it: char| !it.is_alphanumeric() && it != '_').any(|name| name == used);
        self.members.get(ident).into_iter().flatten().any(|(name, ty)| name == member && names(ty))
    }

    /// Adds the type of a part of a type: a field, a variant, an item of a tuple, the target of an alias. A part may be marked as
    /// without a box.
    pub fn add_part(&mut self, owner: &str, ty: &str, is_without_box: bool) {
        self.parts.add(owner, ty, is_without_box);
    }

    /// Returns the names of types with the types that they contain by value and without a box.
    pub fn uses_without_box(&self) -> HashSet<(&str, &str)> {
        self.parts.without_box(|name| {
            let canonical = self.aliases.get(name).map_or(name, String::as_str);
            self.own.contains(canonical).then_some(canonical)
        })
    }

    /// Adds a part, with its type: a field or a variant of a type, an argument or a status of a method such as `pets.get`, a
    /// status of an enum such as `errors::Conflict`, or, without a name, the part of an alias, a tuple or a webhook.
    pub fn add_typed_part(&mut self, owner: &str, part: &str, ty: &str) {
        self.typed.add(owner, part, ty);
        if is_any(ty) {
            self.values.insert((owner.to_owned(), part.to_owned()));
        }
    }

    /// Returns whether a field of a type may be one for any value: it is one, or the type does not have it.
    pub(crate) fn may_be_any(&self, ident: &str, field: &str) -> bool {
        let is_known = self.has_part(ident, field) || self.is_optional(ident, field);
        !is_known || self.values.contains(&(ident.to_owned(), field.to_owned()))
    }

    /// Adds the type of a response, by a method such as `pets.get` or an enum such as `errors::Conflict`.
    pub fn add_body(&mut self, owner: &str, status: &str, ty: &str) {
        let all = self.bodies.entry((owner.to_owned(), status.to_owned())).or_default();
        if !all.iter().any(|it| it == ty) {
            all.push(ty.to_owned());
        }
    }

    /// Returns the types of a response of a method such as `pets.get`.
    pub(crate) fn bodies(&self, method: &str, status: &str) -> &[String] {
        let of = |owner: String| self.bodies.get(&(owner, status.to_owned()));
        let shared = || of(format!("errors::{}", self.shared_error(method)?));
        of(method.to_owned()).or_else(shared).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the type of a part, unless it is a string, a number or a boolean.
    pub(crate) fn typed_part(&self, owner: &str, part: &str) -> Option<&str> {
        self.typed.part(owner, part)
    }

    /// Returns the types of the parts, except strings, numbers and booleans.
    pub(crate) fn typed_parts(&self, owner: &str) -> impl Iterator<Item = (&str, &str)> {
        self.typed.of(owner)
    }

    /// Returns the name of the type that has the parts of the type `ident`.
    pub(crate) fn canonical<'n>(&'n self, ident: &'n str) -> &'n str {
        self.aliases.get(ident).filter(|other| self.own.contains(*other)).map_or(ident, String::as_str)
    }

    /// Returns whether an alias of another type has this name.
    pub(crate) fn has_alias(&self, ident: &Pascal) -> bool {
        self.aliases.get(ident.as_str()).is_some_and(|other| self.own.contains(other))
    }

    /// Returns whether a type or an alias of this name exists.
    pub(crate) fn has_type(&self, ident: &Pascal) -> bool {
        self.own.contains(ident.as_str()) || self.aliases.contains_key(ident.as_str())
    }

    /// Returns whether a type has the names of all parts that the type `ident` has.
    pub(crate) fn has_members(&self, ident: &str, names: &TypeName) -> bool {
        self.members.get(ident).into_iter().flatten().all(|(member, _)| names.has_member(member))
    }

    /// Returns the fields, values and variants that all schemas have whose type it is, with the types of their values.
    pub(crate) fn parts_of(&self, ident: &str) -> &[(String, String)] {
        self.members.get(ident).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns the source of a type's name.
    pub(crate) fn source_of(&self, ident: &str) -> Option<&str> {
        self.sources.get(ident).map(String::as_str)
    }

    /// Returns the name of the type that a type is in the existing crate, if others are the same one.
    pub(crate) fn common_name(&self, names: &TypeName) -> Option<&str> {
        let aliases = [Some(&names.ident), names.also.as_ref()].into_iter().flatten();
        let common = aliases.filter_map(|name| self.aliases.get(name.as_str())).find(|it| self.own.contains(*it));
        let own = self.with_aliases.get(names.ident.as_str()).filter(|it| self.own.contains(*it));
        common.or(own).map(String::as_str)
    }

    /// Returns whether a type of this name exists that is not an alias.
    pub(crate) fn is_own(&self, ident: &str) -> bool {
        self.own.contains(ident)
    }

    /// Returns whether a type of this name exists that is not an alias.
    pub fn has_own(&self, ident: &Pascal) -> bool {
        self.own.contains(ident.as_str())
    }

    /// Returns the neutral name among the `known` names of a type, of which `own` is the one after its place.
    pub(super) fn neutral(&self, known: &[String], own: &Pascal) -> Option<Pascal> {
        let name = self.aliases.get(own.as_str()).filter(|name| known.contains(name) && self.own.contains(*name))?;
        Some(Pascal::new(name)).filter(|ident| ident.as_str() == name)
    }

    /// Returns whether the type of this name has aliases.
    pub fn has_aliases(&self, ident: &Pascal) -> bool {
        self.with_aliases.contains(ident.as_str())
    }

    /// Returns the first of `names` that gives the schema of another file at `elsewhere` its previous name.
    pub fn component(&self, elsewhere: &str, mut names: &mut dyn Iterator<Item = String>) -> Option<String> {
        let known = self.types.get(&one_line(elsewhere))?;
        let is_known = |ident: &Pascal| known.iter().any(|known| known == ident.as_str());
        Iterator::find(&mut names, |name| {
            let ident = Pascal::new(name);
            is_known(&ident) || is_known(&ident.with("Model"))
        })
    }

    pub(super) fn method(&self, operation: &Operation) -> &[String] {
        self.methods.get(&request(operation)).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn webhook(&self, webhook: &Webhook) -> &[String] {
        let request = format!("{} {}", webhook.method.as_str(), one_line(&webhook.name));
        self.webhooks.get(&request).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn type_names(&self, source: &str) -> &[String] {
        self.types.get(source).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Returns whether a type is that of any value.
pub(crate) fn is_any(ty: &str) -> bool {
    matches!(ty, "Value" | "Option<Value>")
}

fn request(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), one_line(&operation.template))
}

fn quoted(component: &str) -> String {
    format!("{:?}", one_line(component))
}

/// Returns the source of a type's name: `"pet"` for a component, `Pet.owner` for a property of the type `Pet`,
/// `Pet.owners[]` for an item, `Pet.owners{}` for a value, `pets.get.filter` for a part of an operation,
/// `webhooks.Born.webhook` for a part of a webhook. `owner` returns the name of the owning type.
pub(super) fn source(
    origin: &Origin,
    owner: impl Fn(TypeId) -> Option<Pascal>,
    (groups, operations, webhooks): (&[Group], &[OperationName], &[Pascal]),
) -> Option<String> {
    let (owner, role) = match origin {
        Origin::Component(name) => return Some(quoted(name)),
        Origin::Part(id, role) => (owner(*id)?.as_str().to_owned(), role),
        Origin::Operation(index, role) => {
            let accessor = groups[operations[*index].group].accessor.as_str();
            (format!("{accessor}.{}", operations[*index].method.as_str()), role)
        }
        Origin::Webhook(index, role) => (format!("webhooks.{}", webhooks[*index].as_str()), role),
    };
    let (name, kind) = match role {
        Role::Property(name) => (name, ""),
        Role::Item(name) => (name, "[]"),
        Role::Value(name) => (name, "{}"),
    };
    Some(format!("{owner}.{}{kind}", one_line(name)))
}
