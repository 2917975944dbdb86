//! The names in a surface, or in the `api.txt` that lists one: if two items compete for a name, the one that had it in the
//! existing crate keeps it.

use std::collections::{BTreeMap, HashSet};

use oasmith_runtime::media_type::MediaType;

use crate::name::{Ident as _, PreviousNames, is_any};
use crate::surface::item::{Surface, TypeItem, TypeKind};
use crate::surface::listing::{
    ANY_RESPONSE, MOCKED_BODY, NOTHING, ONE_WAY, PARTIAL, SOURCE, UNDESCRIBED, UNTYPED, UNUSED, WITHOUT_BOX,
};
use crate::surface::{existing, parts, server};
use crate::text::one_line;

impl Surface<'_> {
    /// Returns the names of the items.
    pub fn names(&self) -> PreviousNames {
        let (mut names, mut shared) = (PreviousNames::default(), Vec::new());
        for credential in &self.credentials {
            names.add_credential(one_line(&credential.scheme.name), credential.names.set.as_str());
        }
        for (server, name) in &self.servers {
            if let Some((url, name)) = server_line(&server::spell(server, name)) {
                names.add_server(url, name);
            }
        }
        for item in self.groups.iter().flat_map(|group| &group.methods) {
            let method = self.context.names.method(item.index);
            let operation = item.method.operation;
            let request = format!("{} {}", operation.method.as_str(), one_line(&operation.template));
            names.add_existing(request.clone(), item.existing(self.context));
            item.constants().for_each(|constant| names.add_constant(&request, constant));
            for set in [&item.method.success, &item.method.failure] {
                if let Some(types) = set.types(self.context) {
                    names.add_responses(method.clone(), set.is_success, types);
                }
            }
            if item.method.all()[1].is_enum() && item.method.shared_error.is_none() {
                names.add_own_error(method.clone());
            }
            let error = self.context.spell_shared_error(item.index).filter(|_| item.method.failure.is_enum());
            if let Some(error) = error {
                names.add_shared_error(method.clone(), &error);
                shared.push((request.clone(), method.clone()));
            }
            if let Some(body) = item.method.mocked_body() {
                names.add_mocked_body(method, body);
            }
            names.add_method(request, item.method.name.method.as_str());
        }
        for item in &self.errors {
            names.add_error(item.responses.clone(), item.ident.as_str());
        }
        existing::add_shared_errors(shared, &mut names);
        for item in &self.webhooks {
            let request = format!("{} {}", item.webhook.method.as_str(), one_line(&item.webhook.name));
            names.add_webhook(request, item.ident.as_str());
        }
        self.add_typed_parts(&mut names);
        self.types.iter().for_each(|item| self.add_type(item, &mut names));
        names
    }

    fn add_type(&self, item: &TypeItem<'_>, names: &mut PreviousNames) {
        let alias_of = match &item.kind {
            _ if item.canonical.is_some() => item.canonical.map(|other| other.as_str().to_owned()),
            TypeKind::Alias(ty) => Some(ty.spell(self.context.names)),
            _ => None,
        };
        if self.context.is_unused(item.id) {
            names.add_unused(item.ident.as_str());
        }
        if let Some(also) = item.also.filter(|_| item.canonical.is_none()) {
            names.add_type(item.source.as_deref(), also.as_str(), Some(item.ident.as_str()));
            names.add_part(also.as_str(), item.ident.as_str(), false);
            parts::add_whole(also.as_str(), item.ident.as_str(), names);
        }
        names.add_type(item.source.as_deref(), item.ident.as_str(), alias_of.as_deref());
        let parts = item.parts(self.context).into_iter();
        parts.for_each(|(ty, is_without_box)| names.add_part(item.ident.as_str(), &ty, is_without_box));
        if item.canonical.is_none() && item.is_untyped() {
            names.add_untyped(item.ident.as_str());
        }
        if let Some(other) = item.canonical {
            parts::add_whole(item.ident.as_str(), other.as_str(), names);
        } else {
            item.add_typed_parts(self.context, names);
            let is_of_all = |index: &usize| item.partial.is_none_or(|of_some| !of_some.contains(index));
            let members = item.members(self.context).into_iter().enumerate();
            let members = members.filter(|(index, _)| is_of_all(index));
            members.for_each(|(_, member)| names.add_member(item.ident.as_str(), member.0, &member.1));
            if let TypeKind::Struct(fields) = &item.kind {
                for (index, field) in fields.iter().enumerate() {
                    if field.is_one_way {
                        names.add_one_way(item.ident.as_str(), field.name.as_str());
                    } else if !is_of_all(&index) && is_optional(&field.ty.spell(self.context.names)) {
                        names.add_optional(item.ident.as_str(), field.name.as_str());
                    }
                }
            }
        }
    }
}

/// Returns the names in an `api.txt`; ignores lines without names.
pub fn previous_names(listing: &str) -> PreviousNames {
    let mut names = PreviousNames::default();
    let mut shared = Vec::new();
    let (mut is_types, mut is_kept, mut current) = (false, false, (String::new(), String::new()));
    for line in listing.lines() {
        let Some(item) = line.strip_prefix("  ") else {
            is_types = line == "types" || (is_types && line.is_empty());
            is_kept = line == "deprecated";
            continue;
        };
        // Old names are not those of items: an item with the same name is another one.
        if is_kept {
            continue;
        }
        let item = item.strip_suffix("  deprecated").unwrap_or(item);
        if let Some((owner, ty, is_without_box)) = part_line(item).filter(|_| is_types) {
            names.add_part(owner, ty, is_without_box);
            add_typed_part(owner, ty, item, &mut names);
        }
        if let Some((url, name)) = item.strip_prefix("servers::").and_then(server_line) {
            names.add_server(url, name);
        } else if let Some((name, responses)) = item.strip_prefix("errors::").and_then(|it| it.split_once(" = ")) {
            names.add_error(responses.to_owned(), name);
            parts::add_statuses(&format!("errors::{name}"), responses, &mut names);
        } else if let Some((request, name)) = item.strip_prefix("webhooks::").and_then(webhook_line) {
            names.add_webhook(request.to_owned(), name);
            let ty = item.split_once(" = ").and_then(|(_, ty)| ty.split("  ").next()).unwrap_or_default();
            names.add_typed_part(&format!("webhooks::{name}"), "", ty);
        } else if let Some(credential) = item.strip_prefix("ClientBuilder::") {
            if let Some((scheme, name)) = credential_line(credential) {
                names.add_credential(scheme.to_owned(), name);
            }
        } else if let Some(constant) = existing::constant_line(item).filter(|_| !is_types) {
            names.add_constant(&current.1, constant);
        } else if let Some((_, body)) = item.split_once(MOCKED_BODY).filter(|_| !is_types) {
            names.add_mocked_body(current.0.clone(), body);
        } else if let Some((_, responses)) = item.split_once(ANY_RESPONSE).filter(|_| !is_types) {
            for text in responses.split(" ! ").filter(|text| !text.ends_with(NOTHING)) {
                parts::add_statuses(&current.0, text, &mut names);
                names.add_empty(&current.1, existing::empty(text));
            }
            if responses.rsplit_once(" ! ").is_some_and(|(_, failure)| failure.contains(": ")) {
                names.add_own_error(current.0.clone());
            }
        } else if !is_types && let Some((request, name)) = method_line(item) {
            let method = add_method(item, request, &mut names);
            shared.extend(names.shared_error(method).map(|_| (request.to_owned(), method.to_owned())));
            current = (method.to_owned(), request.to_owned());
            names.add_method(request.to_owned(), name);
        } else if is_types && let Some((source, ident)) = type_line(without_marks(item)) {
            if item.strip_suffix(UNTYPED).unwrap_or(item).ends_with(UNUSED) {
                names.add_unused(ident);
            }
            if item.ends_with(UNTYPED) {
                names.add_untyped(ident);
            }
            let alias = item.split_once(" = ").filter(|(start, _)| start.starts_with("type "));
            let alias_of = alias.and_then(|(_, other)| other.split("  ").next());
            names.add_type(source, ident, alias_of);
        } else if is_types && let Some((ident, member, ty)) = member_line(item) {
            names.add_member(ident, member, ty);
            if item.strip_suffix(WITHOUT_BOX).unwrap_or(item).ends_with(ONE_WAY) {
                names.add_one_way(ident, member);
            }
        } else if is_types && let Some((ident, member)) = optional_line(item) {
            names.add_optional(ident, member);
        }
    }
    existing::add_shared_errors(shared, &mut names);
    names
}

/// Adds the operation in the line of a method, without its name, and returns it as in `pets.get`.
fn add_method<'t>(item: &'t str, request: &str, names: &mut PreviousNames) -> &'t str {
    let (success, failure) = response_texts(item);
    let method = item.split('(').next().unwrap_or_default();
    if let Some((_, shared)) = failure.and_then(|it| it.split_once(" = errors::")) {
        names.add_shared_error(method.to_owned(), shared);
    }
    if failure.is_some_and(|it| it.contains(": ")) {
        names.add_own_error(method.to_owned());
    }
    for (is_success, text) in [(true, success), (false, failure)] {
        if let Some(types) = text.and_then(response_types) {
            names.add_responses(method.to_owned(), is_success, types);
        }
    }
    if let Some(body) = sole_body(item) {
        names.add_mocked_body(method.to_owned(), body);
    }
    let start = item.strip_suffix(request).unwrap_or(item);
    let body = parts::add_parts_of_line(method, start.trim_end(), names);
    let mut existing = existing::responses(success.unwrap_or(UNDESCRIBED), failure.unwrap_or(NOTHING));
    existing.bodies = body.map(existing::bodies).unwrap_or_default();
    names.add_existing(request.to_owned(), existing);
    method
}

/// Returns the names in the listing of one of several documents, with the parts of the common types that it uses from the
/// `api.txt` of the crate.
pub fn previous_names_of_part(listing: &str, of_crate: &str) -> PreviousNames {
    let mut names = previous_names(listing);
    let uses = listing.lines().filter_map(|line| line.strip_prefix("  use ")?.split("  ").next()?.split_once(" = "));
    let common: HashSet<(&str, &str)> =
        uses.filter_map(|(ident, path)| Some((path.rsplit_once("types::")?.0.trim_end_matches("::"), ident))).collect();
    let mut home = None;
    for line in of_crate.lines().filter(|line| !line.is_empty()) {
        let Some(item) = line.strip_prefix("  ") else {
            home = line.strip_suffix("types").map(|it| it.trim_end_matches("::"));
            continue;
        };
        let item = item.strip_suffix("  deprecated").unwrap_or(item);
        let part = home.and_then(|home| Some((home, part_line(item)?)));
        if let Some((_, (owner, ty, is_without_box))) = part.filter(|(home, it)| common.contains(&(*home, it.0))) {
            names.add_part(owner, ty, is_without_box);
            add_typed_part(owner, ty, item, &mut names);
            if let Some((ident, member, ty)) = member_line(item) {
                names.add_member(ident, member, ty);
            }
        }
    }
    names
}

/// Parses `pets.get(id: i64) -> 200 Pet ! nothing described  GET /pets/{id}`.
fn method_line(item: &str) -> Option<(&str, &str)> {
    let (start, request) = item.rsplit_once("  ")?;
    let (_, method) = start.split_once('(')?.0.rsplit_once('.')?;
    Some((request, method))
}

/// Returns the media type, or the kind, of the only body in the line of a method; `None` for JSON, and for several bodies.
fn sole_body(item: &str) -> Option<&str> {
    let arguments = item.rsplit_once(" ! ")?.0.rsplit_once(" -> ")?.0;
    if arguments.contains(" | ") {
        return None;
    }
    let kind = ["form", "lines"].into_iter().find(|kind| arguments.contains(&format!(": {kind} ")));
    let media_type = || arguments.rsplit_once(" as ")?.1.split([',', ')', ']']).next();
    kind.or_else(|| media_type().filter(|it| !MediaType::parse(it).is_some_and(|it| it.is_json())))
}

/// Parses the text after `servers::` in `servers::SANDBOX = https://sandbox.example.com`.
fn server_line(text: &str) -> Option<(String, &str)> {
    let (start, url) = text.split_once(" = ")?;
    Some((one_line(url), start.split('{').next().unwrap_or(start)))
}

/// Returns the texts of the success responses and of the error responses in the line of a method.
fn response_texts(item: &str) -> (Option<&str>, Option<&str>) {
    let responses = item.rsplit_once("  ").and_then(|(start, _)| start.rsplit_once(" ! "));
    let success = responses.and_then(|(start, _)| start.rsplit_once(" -> "));
    let success = success.map(|(_, success)| success.split(" with ").next().unwrap_or(success));
    (success, responses.map(|(_, failure)| failure))
}

/// Parses `200 Pet | 201 Pet`; `None` for an enum over several types.
fn response_types(text: &str) -> Option<BTreeMap<String, String>> {
    if text == NOTHING {
        return Some(BTreeMap::new());
    }
    let is_enum = text.contains(": ") || text.contains(" = ");
    let each = text.split(" | ").map(|it| it.split_once(' ').map(|(status, ty)| (status.to_owned(), ty.to_owned())));
    each.collect::<Option<_>>().filter(|_| !is_enum)
}

/// Parses the text after `ClientBuilder::` in `ClientBuilder::login(username, password)  basic`; `None` for the methods that
/// set the same credential in other ways.
fn credential_line(item: &str) -> Option<(&str, &str)> {
    let (start, scheme) = item.split_once(")  ")?;
    let (name, arguments) = start.split_once('(')?;
    (!matches!(arguments, "provider" | "id, secret")).then_some((scheme, name))
}

/// Parses the text after `webhooks::` in `webhooks::OrderSent = Order  POST order-sent`.
fn webhook_line(item: &str) -> Option<(&str, &str)> {
    let (start, request) = item.rsplit_once("  ")?;
    Some((request, start.split_once(" = ")?.0))
}

/// Parses `Pet.name: String`, `Status::Free = "free"`, `Price::Integer(i64)`, with the type of the value; `None` for parts that
/// only some schemas have.
pub(super) fn member_line(item: &str) -> Option<(&str, &str, &str)> {
    named_part(item).filter(|_| !is_partial(item))
}

/// Parses `Pet.name: Option<String>  in some schemas`.
pub(super) fn optional_line(item: &str) -> Option<(&str, &str)> {
    let (ident, member, ty) = named_part(item)?;
    (is_partial(item) && is_optional(ty)).then_some((ident, member))
}

/// Parses `Pet.extra: Option<Value>`.
pub(super) fn value_line(item: &str) -> Option<(&str, &str)> {
    let (ident, member, ty) = named_part(item)?;
    is_any(ty).then_some((ident, member))
}

/// Returns whether only some schemas have the part in this line.
fn is_partial(item: &str) -> bool {
    let marked = item.strip_suffix("  deprecated").unwrap_or(item);
    marked.strip_suffix(WITHOUT_BOX).unwrap_or(marked).ends_with(PARTIAL)
}

fn is_optional(ty: &str) -> bool {
    ty.starts_with("Option<")
}

/// Parses the line of a field or a variant, of a tuple or a newtype, such as `struct Pair(A, B)`, or of an alias, such as
/// `type Pets = Vec<Pet>`: the type, that of its part, and whether the part is marked as without a box.
fn part_line(item: &str) -> Option<(&str, &str, bool)> {
    if let Some((ident, ty)) = item.strip_prefix("type ").and_then(|it| it.split_once(" = ")) {
        return Some((ident, ty.split("  ").next()?, false));
    }
    if let Some(tuple) = item.strip_prefix("struct ") {
        let (ident, ty) = tuple.split("  ").next()?.split_once('(')?;
        return Some((ident, ty.strip_suffix(')')?, false));
    }
    named_part(item).map(|(ident, _, ty)| (ident, ty, item.ends_with(WITHOUT_BOX)))
}

/// Adds the part in the line of a type.
fn add_typed_part(owner: &str, ty: &str, item: &str, names: &mut PreviousNames) {
    match named_part(item) {
        Some((_, part, _)) => {
            names.add_typed_part(owner, part, ty);
            source_of(item).into_iter().for_each(|source| names.add_name(owner, source.to_owned(), part));
        }
        None => parts::add_whole(owner, ty, names),
    }
}

/// Returns the name in the document in the line of a field or a variant, or the value in that of an enum's value.
fn source_of(item: &str) -> Option<&str> {
    let item = item.strip_suffix(WITHOUT_BOX).unwrap_or(item);
    let item = item.strip_suffix(ONE_WAY).or_else(|| item.strip_suffix(PARTIAL)).unwrap_or(item);
    match item.split_once([' ', '(']) {
        Some((_, value)) if item[..item.len() - value.len()].ends_with(' ') && value.starts_with("= ") => {
            value.strip_prefix("= ")
        }
        _ => item.rsplit_once(SOURCE).map(|(_, source)| source),
    }
}

/// Parses the line of a field, a value or a variant.
fn named_part(item: &str) -> Option<(&str, &str, &str)> {
    let end = item.find([' ', '(']).unwrap_or(item.len());
    let (start, rest) = item.split_at(end);
    let (ident, member) = start.split_once("::").or_else(|| start.split_once('.'))?;
    let ty = match (member.strip_suffix(':'), rest.strip_prefix('(')) {
        (Some(_), _) => rest.trim_start().split("  ").next().unwrap_or_default(),
        (None, Some(ty)) => ty.split(')').next().unwrap_or_default(),
        (None, None) => "",
    };
    Some((ident, member.trim_end_matches(':'), ty))
}

/// Returns the line of a type without the marks at its end.
fn without_marks(item: &str) -> &str {
    let item = item.strip_suffix(UNTYPED).unwrap_or(item);
    item.strip_suffix(UNUSED).unwrap_or(item)
}

/// Parses `struct PetOwner  of Pet.owner`, `enum Status`.
fn type_line(item: &str) -> Option<(Option<&str>, &str)> {
    let rest = ["struct ", "enum ", "type ", "use "].iter().find_map(|kind| item.strip_prefix(kind))?;
    let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
    Some((rest.rsplit_once("  of ").map(|(_, source)| source), &rest[..end]))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::previous_names;
    use crate::analyze::{self, Existing};
    use crate::config::ApiConfig;
    use crate::diagnostic::Diagnostics;
    use crate::name::{self, PreviousNames};
    use crate::source::{Access, Document};
    use crate::surface::{Context, Surface, listing};
    use crate::{dialect, lower};

    #[test]
    fn a_listing_has_all_names_of_its_surface() {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures");
        for file in ["basics", "bodies", "calls", "later", "names", "odd", "schemas", "shop", "swagger", "unions"] {
            let path = fixtures.join(file).with_extension("yaml");
            let (mut diagnostics, config) = (Diagnostics::default(), ApiConfig::new(&path, "out", "crate"));
            let bytes = std::fs::read(&path).expect("a fixture");
            let document = Document::parse(&path, bytes, &mut diagnostics);
            let bundled = dialect::bundle(document, &Access::default(), &|_, _| None, &mut diagnostics);
            let (_, spec) = dialect::normalize(bundled, &dialect::Filter::default(), &mut diagnostics);
            let spec = spec.expect("a document without errors");
            let lowered = lower::lower(&spec, &lower::Choices::default(), &mut diagnostics);
            let api = analyze::complete(lowered, &BTreeMap::new(), &mut diagnostics);
            let (renames, previous) = (name::Renames::default(), PreviousNames::default());
            let equal = analyze::equal_types(&api);
            let mut names = name::name(&api, &config.operations, &renames, &equal, &previous, &mut diagnostics);
            let facts = analyze::analyze(&api, &equal, Existing::NONE);
            let sets = Context { api: &api, facts: &facts, names: &names, config: &config }.error_sets();
            names.name_errors(&sets, &previous);
            let surface = Surface::new(Context { api: &api, facts: &facts, names: &names, config: &config });
            assert_eq!(previous_names(&listing(&surface)), surface.names(), "{file}");
        }
    }
}
