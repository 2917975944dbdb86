//! The names in the existing crate: if two items compete for a name, the one that had it keeps it.

use std::collections::{HashMap, HashSet};

use crate::ir::{Operation, Origin, Role, TypeId, Webhook};
use crate::name::{Group, Ident as _, OperationName, Pascal};
use crate::text::one_line;

/// The names in an existing `api.txt`.
#[derive(Debug, Default)]
pub struct PreviousNames {
    /// The names of methods, by HTTP method and path.
    methods: HashMap<String, Vec<String>>,
    /// The names of webhooks, by HTTP method and name.
    webhooks: HashMap<String, Vec<String>>,
    /// The names of types, by the source of the name; several may share one.
    types: HashMap<String, Vec<String>>,
    /// The types that are not aliases.
    own: HashSet<String>,
    /// The types that have aliases.
    with_aliases: HashSet<String>,
}

impl PreviousNames {
    /// Parses an `api.txt`; ignores lines without names.
    pub fn parse(listing: &str) -> Self {
        let mut previous = Self::default();
        let mut is_types = false;
        for line in listing.lines() {
            let Some(item) = line.strip_prefix("  ") else {
                is_types = line == "types" || (is_types && line.is_empty());
                continue;
            };
            let item = item.strip_suffix("  deprecated").unwrap_or(item);
            if let Some((request, name)) = item.strip_prefix("webhooks::").and_then(webhook_line) {
                previous.webhooks.entry(request).or_default().push(name);
                continue;
            }
            let found = if is_types { type_line(item) } else { method_line(item) };
            if let Some((_, ident)) = found.as_ref().filter(|_| is_types) {
                match item.split_once(" = ").filter(|(start, _)| start.starts_with("type ")) {
                    Some((_, other)) => previous.with_aliases.extend(other.split(' ').next().map(str::to_owned)),
                    None => drop(previous.own.insert(ident.clone())),
                }
            }
            let names = if is_types { &mut previous.types } else { &mut previous.methods };
            found.into_iter().for_each(|(source, name)| names.entry(source).or_default().push(name));
        }
        previous
    }

    /// Returns whether a type of this name exists that is not an alias.
    pub fn has_own(&self, ident: &Pascal) -> bool {
        self.own.contains(ident.as_str())
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

/// Parses `pets.get(id: i64) -> 200 Pet ! nothing described  GET /pets/{id}`.
fn method_line(item: &str) -> Option<(String, String)> {
    let (start, request) = item.rsplit_once("  ")?;
    let (_, method) = start.split_once('(')?.0.rsplit_once('.')?;
    Some((request.to_owned(), method.to_owned()))
}

/// Parses the text after `webhooks::` in `webhooks::OrderSent = Order  POST order-sent`.
fn webhook_line(item: &str) -> Option<(String, String)> {
    let (start, request) = item.rsplit_once("  ")?;
    Some((request.to_owned(), start.split_once(" = ")?.0.to_owned()))
}

/// Parses `struct PetOwner  of Pet.owner`, `enum Status`.
fn type_line(item: &str) -> Option<(String, String)> {
    let rest = ["struct ", "enum ", "type "].iter().find_map(|kind| item.strip_prefix(kind))?;
    let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
    let ident = rest[..end].to_owned();
    let source = rest.rsplit_once("  of ").map_or_else(|| quoted(&ident), |(_, source)| source.to_owned());
    Some((source, ident))
}

fn request(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), one_line(&operation.path))
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
