//! The parts of items, with their types.

use crate::name::{Ident as _, PreviousNames, Snake, listed_value};
use crate::surface::existing::is_body;
use crate::surface::item::{CallItem, MethodItem, Surface, TypeItem, TypeKind};
use crate::surface::listing::UNDESCRIBED;
use crate::surface::rust_type::RustType;
use crate::surface::{Argument, Context};

/// The method over the items of all pages.
const ITEMS: &str = "items";

/// The text before the name of a parameter in the document, and before the field that holds the items, if the names of the fields
/// do not lead to it.
pub(super) const OF: &str = " of ";

impl Surface<'_> {
    /// Adds the parts of all items.
    pub(super) fn add_typed_parts(&self, names: &mut PreviousNames) {
        for item in self.groups.iter().flat_map(|group| &group.methods) {
            self.add_parts_of_method(item, names);
        }
        for item in &self.errors {
            add_statuses(&format!("errors::{}", item.ident.as_str()), &item.responses, names);
        }
        for item in &self.webhooks {
            let owner = format!("webhooks::{}", item.ident.as_str());
            names.add_typed_part(&owner, "", &item.ty.spell(self.context.names));
        }
    }

    fn add_parts_of_method(&self, item: &MethodItem<'_>, names: &mut PreviousNames) {
        let method = self.context.names.method(item.index);
        let setters = || item.call.iter().flat_map(|call| &call.setters);
        for setter in setters() {
            let source = setter.source.clone().unwrap_or_else(|| setter.name.to_owned());
            names.add_name(&method, source, setter.name);
        }
        for argument in item.arguments.iter().chain(setters()) {
            names.add_typed_part(&method, argument.name, &spell(argument, self.context));
        }
        let headers: Vec<(&str, String)> =
            item.headers.iter().map(|(name, ty)| (name.as_str(), ty.spell(self.context.names))).collect();
        add_headers(&method, headers.iter().map(|(name, ty)| (*name, ty.as_str())), names);
        if let Some(call) = item.call.as_ref().filter(|call| call.pages.contains(&ITEMS)) {
            names.add_items(method.clone(), call.kept_items.map(Snake::as_str));
        }
        let all = item.method.all.iter().flatten();
        for set in [&item.method.success, &item.method.failure].into_iter().chain(all) {
            let text = set.spell(self.context).filter(|_| set.is_success || item.method.shared_error.is_none());
            let text = text.or_else(|| set.is_success.then(|| UNDESCRIBED.to_owned()));
            text.iter().for_each(|text| add_statuses(&method, text, names));
        }
    }
}

/// Returns a method of a call for pages as `api.txt` lists it.
pub(super) fn spell_pages(name: &str, call: &CallItem<'_>) -> String {
    match call.kept_items.filter(|_| name == ITEMS) {
        Some(field) => format!("{name}(){OF}{}", field.as_str()),
        None => format!("{name}()"),
    }
}

/// Returns the type of an argument as `api.txt` lists it.
pub(super) fn spell(argument: &Argument<'_>, context: Context<'_>) -> String {
    argument.body.as_ref().map_or_else(|| argument.ty.spell(context.names), |body| body.spell())
}

impl TypeItem<'_> {
    /// Adds the parts of a type.
    pub(super) fn add_typed_parts(&self, context: Context<'_>, names: &mut PreviousNames) {
        let ident = self.ident.as_str();
        self.sources().into_iter().for_each(|(part, source)| names.add_name(ident, source, part));
        let members = self.members(context);
        members.iter().for_each(|(part, ty)| names.add_typed_part(ident, part, ty));
        if members.is_empty() {
            self.parts(context).iter().for_each(|(ty, _)| add_whole(ident, ty, names));
        }
    }

    /// Returns the names of the parts, each with the name in the document, if that differs, or the value.
    fn sources(&self) -> Vec<(&str, String)> {
        match &self.kind {
            TypeKind::Struct(fields) => {
                fields.iter().filter_map(|it| Some((it.name.as_str(), it.source.clone()?))).collect()
            }
            TypeKind::Values(_, values) => {
                values.iter().map(|(name, value)| (name.as_str(), listed_value(value))).collect()
            }
            TypeKind::Union(_, variants) => {
                variants.iter().filter_map(|it| Some((it.name.as_str(), it.source.clone()?))).collect()
            }
            TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Tuple(_) => Vec::new(),
        }
    }

    /// Returns the types of the parts, and whether they are marked as without a box.
    pub(super) fn parts(&self, context: Context<'_>) -> Vec<(String, bool)> {
        let spell = |ty: &RustType| ty.spell(context.names);
        if let Some(other) = self.canonical {
            return vec![(other.as_str().to_owned(), false)];
        }
        match &self.kind {
            TypeKind::Struct(fields) => fields.iter().map(|it| (spell(&it.ty), it.is_without_box)).collect(),
            TypeKind::Union(_, variants) => variants.iter().map(|it| (spell(&it.ty), it.is_without_box)).collect(),
            TypeKind::Tuple(items) => vec![(items.iter().map(spell).collect::<Vec<_>>().join(", "), false)],
            TypeKind::Newtype(ty) | TypeKind::Alias(ty) => vec![(spell(ty), false)],
            TypeKind::Values(..) => Vec::new(),
        }
    }

    /// Returns the names of the fields, the values or the variants, with the types of their values.
    pub(super) fn members(&self, context: Context<'_>) -> Vec<(&str, String)> {
        let spell = |ty: &RustType| ty.spell(context.names);
        match &self.kind {
            TypeKind::Struct(fields) => fields.iter().map(|it| (it.name.as_str(), spell(&it.ty))).collect(),
            TypeKind::Values(_, values) => values.iter().map(|(name, _)| (name.as_str(), String::new())).collect(),
            TypeKind::Union(_, variants) => variants.iter().map(|it| (it.name.as_str(), spell(&it.ty))).collect(),
            TypeKind::Alias(_) | TypeKind::Newtype(_) | TypeKind::Tuple(_) => Vec::new(),
        }
    }
}

/// Adds the type of an alias, or those of the items of a tuple.
pub(super) fn add_whole(owner: &str, ty: &str, names: &mut PreviousNames) {
    names.add_typed_part(owner, "", ty);
    for (index, item) in arguments_of(ty).into_iter().enumerate() {
        names.add_typed_part(owner, &index.to_string(), item);
    }
}

/// Adds the headers in `a: String, b: i64`.
fn add_headers<'t>(owner: &str, fields: impl Iterator<Item = (&'t str, &'t str)>, names: &mut PreviousNames) {
    fields.for_each(|(name, ty)| names.add_typed_part(owner, &format!("header {name}"), ty));
}

/// Adds the parts of the method `owner` in its line, such as `pets.get(id: i64) -> Get[limit: i64] -> 200 Pet ! 404 Problem`.
///
/// Returns the text of the request body, or of a parameter that may be it by its name.
pub(super) fn add_parts_of_line<'t>(owner: &str, start: &'t str, names: &mut PreviousNames) -> Option<&'t str> {
    let mut body = None;
    let (start, failure) = start.rsplit_once(" ! ").unwrap_or((start, ""));
    let (calls, success) = start.rsplit_once(" -> ").unwrap_or((start, ""));
    let (method, call) = calls.split_once(" -> ").unwrap_or((calls, ""));
    for (arguments, is_call) in [(within(method, '(', ')'), false), (within(call, '[', ']'), true)] {
        for argument in arguments.map(arguments_of).unwrap_or_default() {
            let (name, ty) = argument.split_once(": ").unwrap_or((argument, ""));
            let (name, source) = name.split_once(OF).map_or((name, None), |(name, source)| (name, Some(source)));
            names.add_typed_part(owner, name, ty);
            body = Some(ty).filter(|_| is_body(name)).or(body);
            if is_call && !ty.is_empty() {
                names.add_name(owner, source.unwrap_or(name).to_owned(), name);
            }
            if let Some(of) = argument.strip_prefix("items()") {
                names.add_items(owner.to_owned(), of.strip_prefix(OF));
            }
        }
    }
    let (success, headers) = success.split_once(" with ").unwrap_or((success, ""));
    let headers = within(headers, '{', '}').map(arguments_of).unwrap_or_default();
    add_headers(owner, headers.into_iter().filter_map(|it| it.split_once(": ")), names);
    [success, failure].into_iter().for_each(|text| add_statuses(owner, text, names));
    body
}

/// Adds the statuses of `GetResponse: 200 Ok(Pet) | 404 NotFound(Problem)`.
pub(super) fn add_statuses(owner: &str, text: &str, names: &mut PreviousNames) {
    for response in text.split(" | ") {
        let response = response.rsplit(": ").next().unwrap_or(response);
        let is_status = |text: &str| text.starts_with(|it: char| it.is_ascii_digit()) || text == "default";
        let Some((status, ty)) = response.split_once(' ').filter(|(status, _)| is_status(status)) else { continue };
        names.add_typed_part(owner, status, ty);
        let ty = ty.split_once('(').map_or(ty, |(_, ty)| ty.strip_suffix(')').unwrap_or(ty));
        names.add_body(owner, status, ty);
    }
}

fn within(text: &str, open: char, close: char) -> Option<&str> {
    Some(text.split_once(open)?.1.rsplit_once(close)?.0)
}

/// Splits arguments at the commas outside of brackets.
fn arguments_of(text: &str) -> Vec<&str> {
    let (mut all, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, it) in text.char_indices() {
        match it {
            '(' | '<' | '[' | '{' => depth += 1,
            ')' | '>' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(text[start..].trim());
    all
}
