//! `api.txt`: the public items, one a line, for review. [`super::previous`] reads the names in it again.

mod documents;

use std::fmt::Write as _;

pub use documents::{
    DocumentFeature, error_homes as previous_error_homes, features as previous_features, homes as previous_homes,
    members as previous_members, optional as previous_optional, own_types as previous_own_types,
    values as previous_values,
};
pub(crate) use documents::{of_document, of_documents, path};

use crate::ir::SecurityKind;
use crate::name::{Ident as _, listed_value};
use crate::surface::item::{Argument, Credential, GroupItem, MethodItem, Surface, TypeItem, TypeKind};
use crate::surface::kept::KeptGroupItem;
use crate::surface::response::ResponseSet;
use crate::surface::{Context, existing, parts, server};
use crate::text::one_line;

/// The text in place of the error responses of an operation without any.
pub(super) const NOTHING: &str = "nothing described";

/// The text in place of the success responses of an operation without any.
pub(super) const UNDESCRIBED: &str = "2XX Bytes";

/// The text between the type of a call and a parameter that the client sends by itself.
pub(super) const SENDS: &str = " sends ";

/// The text between a mock's type and the media type of the body that its method `body` matches.
pub(super) const MOCKED_BODY: &str = "::body  ";

/// The text between a call and its responses, if the existing crate does not have all of them.
pub(super) const ANY_RESPONSE: &str = "::any_response() -> ";

/// The text before the name of a field or a variant in the document.
pub(super) const SOURCE: &str = "  of ";

/// The mark of a field, a value or a variant that only some of the schemas have whose type it is.
pub(super) const PARTIAL: &str = "  in some schemas";

/// The mark of a field that is no `Option` because its type has one direction only: the property is `readOnly` or `writeOnly`.
pub(super) const ONE_WAY: &str = "  in one direction";

/// The mark of a field or a variant that has no box although its type contains its owner.
pub(super) const WITHOUT_BOX: &str = "  without a box";

/// The mark of an enum of integers whose schema has no `type`.
pub(super) const UNTYPED: &str = "  without a type";

/// The mark of a type that no operation uses, or none did once: it needs no feature of a group.
pub(super) const UNUSED: &str = "  without a feature";

/// Returns the text of `api.txt`.
pub fn text(surface: &Surface<'_>) -> String {
    let context = surface.context;
    let mut text = format!("{} {}\n", context.config.name, context.config.version);
    if context.config.has_client() {
        client_lines(surface, &mut text);
    }
    own_lines(surface, &mut text);
    text
}

/// Adds the credentials and the servers.
pub(super) fn client_lines(surface: &Surface<'_>, text: &mut String) {
    text.push_str("\nclient\n");
    let _ = writeln!(text, "  Client::builder() -> ClientBuilder  {}", base_url(surface.context));
    surface.credentials.iter().for_each(|credential| credential_lines(credential, text));
    server_lines(surface, text);
}

pub(super) fn server_lines(surface: &Surface<'_>, text: &mut String) {
    for (server, name) in &surface.servers {
        let _ = writeln!(text, "  servers::{}", server::spell(server, name));
    }
}

/// Adds the groups, and all that belongs to operations and types.
pub(super) fn own_lines(surface: &Surface<'_>, text: &mut String) {
    let context = surface.context;
    for GroupItem { names, methods, .. } in &surface.groups {
        let (accessor, module, ident) = (names.accessor.as_str(), names.module.as_str(), names.ident.as_str());
        let _ = writeln!(text, "\n{accessor} = operations::{module}::{ident}");
        methods.iter().for_each(|item| method_line(item, context, text));
    }
    if !surface.errors.is_empty() {
        text.push_str("\nerrors\n");
    }
    for item in &surface.errors {
        let _ = writeln!(text, "  errors::{} = {}", item.ident.as_str(), item.responses);
    }
    if !surface.webhooks.is_empty() {
        text.push_str("\nwebhooks\n");
    }
    for item in &surface.webhooks {
        let (name, ty) = (item.ident.as_str(), item.ty.spell(context.names));
        let request = (item.webhook.method.as_str(), one_line(&item.webhook.name));
        let _ = writeln!(text, "  webhooks::{name} = {ty}  {} {}", request.0, request.1);
    }
    text.push_str("\ntypes\n");
    surface.types.iter().for_each(|item| type_lines(item, context, text, false));
    kept_lines(surface, text);
}

/// Adds the old names, in a section that [`super::previous`] does not read: they are not those of items.
fn kept_lines(surface: &Surface<'_>, text: &mut String) {
    let Surface { kept_groups: groups, kept_types: types, .. } = surface;
    if !groups.is_empty() || !types.is_empty() {
        text.push_str("\ndeprecated\n");
    }
    for KeptGroupItem { names, is_gone, methods, .. } in groups {
        let accessor = names.accessor.as_str();
        if *is_gone {
            let _ = writeln!(text, "  {accessor} = operations::{}::{}", names.module.as_str(), names.ident.as_str());
        }
        for it in methods {
            let _ = writeln!(text, "  {} = {}", it.old_name(), it.new_name());
        }
    }
    for it in types {
        let _ = writeln!(text, "  types::{} = types::{}", it.ident.as_str(), it.new.as_str());
    }
}

fn base_url(context: Context<'_>) -> String {
    context.base_url().unwrap_or_else(|| match context.api.relative_server() {
        Some(server) => format!("a required base URL, against which {} is resolved", server.default_url()),
        None => "a required base URL".to_owned(),
    })
}

fn credential_lines(Credential { scheme, names }: &Credential<'_>, text: &mut String) {
    let arguments = match scheme.kind {
        SecurityKind::Basic => "username, password",
        SecurityKind::Bearer => "token",
        SecurityKind::Http(_) => "credentials",
        _ => "key",
    };
    let about = one_line(&scheme.name);
    let _ = writeln!(text, "  ClientBuilder::{}({arguments})  {about}", names.set.as_str());
    if scheme.kind == SecurityKind::Bearer {
        let _ = writeln!(text, "  ClientBuilder::{}(provider)  {about}", names.provider.as_str());
    }
    if let Some(url) = &scheme.token_url {
        let name = names.client_credentials.as_str();
        let _ = writeln!(text, "  ClientBuilder::{name}(id, secret)  {}", one_line(url));
    }
}

fn method_line(item: &MethodItem<'_>, context: Context<'_>, text: &mut String) {
    let (operation, names) = (item.method.operation, item.method.name);
    let spell = |argument: &Argument<'_>| {
        let of = argument.source.as_ref().map(|source| format!("{}{source}", parts::OF)).unwrap_or_default();
        format!("{}{of}: {}", argument.name, parts::spell(argument, context))
    };
    let arguments: Vec<String> = item.arguments.iter().map(spell).collect();
    let call = item.call.as_ref().map(|call| {
        let pages = call.pages.iter().map(|name| parts::spell_pages(name, call));
        let all: Vec<String> = call.setters.iter().map(spell).chain(pages).collect();
        if all.is_empty() { String::new() } else { format!(" -> {}[{}]", call.ident.as_str(), all.join(", ")) }
    });
    let headers = item.headers.iter().map(|(name, ty)| format!("{}: {}", name.as_str(), ty.spell(context.names)));
    let headers: Vec<String> = headers.collect();
    let headers = match headers.as_slice() {
        [] => String::new(),
        all => format!(" with {}{{{}}}", names.headers.ident.as_str(), all.join(", ")),
    };
    let bodies = |set: &ResponseSet<'_>, none: &str| set.spell(context).unwrap_or_else(|| none.to_owned());
    let errors = |set: &ResponseSet<'_>| match context.spell_shared_error(item.index).filter(|_| set.is_enum()) {
        Some(shared) => format!("{} = errors::{shared}", names.failure.ident.as_str()),
        None => bodies(set, NOTHING),
    };
    let _ = writeln!(
        text,
        "  {}.{}({}){} -> {}{headers} ! {}  {} {}{}",
        item.method.group.accessor.as_str(),
        names.method.as_str(),
        arguments.join(", "),
        call.unwrap_or_default(),
        bodies(&item.method.success, UNDESCRIBED),
        errors(&item.method.failure),
        operation.method.as_str(),
        one_line(&operation.template),
        deprecated(operation.docs.deprecated),
    );
    if let Some(body) =
        item.method.mocked_body().filter(|_| operation.body.as_ref().is_some_and(|it| it.contents.len() > 1))
    {
        let _ = writeln!(text, "  {}{MOCKED_BODY}{body}", names.mock.ident.as_str());
    }
    for (name, value) in item.constants() {
        let _ = writeln!(text, "  {}{SENDS}{name} = {}", names.call.as_str(), existing::visible(&value));
    }
    if let Some([success, failure]) = &item.method.all {
        let (call, success) = (names.call.as_str(), bodies(success, UNDESCRIBED));
        let open = if failure.is_empty() { format!("{}: ", names.failure.ident.as_str()) } else { String::new() };
        let _ = writeln!(text, "  {call}{ANY_RESPONSE}{success} ! {open}{}", errors(failure));
    }
}

pub(super) fn type_lines(item: &TypeItem<'_>, context: Context<'_>, text: &mut String, is_home: bool) {
    let ident = item.ident.as_str();
    let of = source(&item.source);
    let of = if context.is_unused(item.id) { of + UNUSED } else { of };
    // Before a common type: the next run must know that it is an alias.
    if let Some(other) = item.canonical {
        let _ = writeln!(text, "  type {ident} = {}{of}", other.as_str());
        return;
    }
    if let Some(home) = context.names.place.homes.get(&item.id).filter(|_| !is_home) {
        let _ = writeln!(text, "  use {ident} = {}types::{ident}{of}", documents::spell(home));
        if let Some(also) = item.also {
            let _ = writeln!(text, "  type {} = {ident}{of}", also.as_str());
        }
        return;
    }
    if let Some(also) = item.also.filter(|_| !is_home) {
        let _ = writeln!(text, "  type {} = {ident}{of}", also.as_str());
    }
    let spell = |ty: &super::RustType| ty.spell(context.names);
    let mark = format!("{of}{}", deprecated(item.def.docs.deprecated));
    match &item.kind {
        TypeKind::Alias(ty) => drop(writeln!(text, "  type {ident} = {}{mark}", spell(ty))),
        TypeKind::Newtype(ty) => drop(writeln!(text, "  struct {ident}({}){mark}", spell(ty))),
        TypeKind::Tuple(fields) => {
            let fields: Vec<String> = fields.iter().map(spell).collect();
            let _ = writeln!(text, "  struct {ident}({}){mark}", fields.join(", "));
        }
        TypeKind::Struct(fields) => {
            let _ = writeln!(text, "  struct {ident}{mark}");
            for (index, field) in fields.iter().enumerate() {
                let (name, ty, partial) = (field.name.as_str(), spell(&field.ty), item.partial(index));
                let partial = if field.is_one_way { ONE_WAY } else { partial };
                let plain = without_box(field.is_without_box);
                let marks = format!("{partial}{plain}{}", deprecated(field.is_deprecated));
                let _ = writeln!(text, "  {ident}.{name}: {ty}{}{marks}", source(&field.source));
            }
        }
        TypeKind::Values(_, values) => {
            let untyped = if item.is_untyped() { UNTYPED } else { "" };
            let _ = writeln!(text, "  enum {ident}{of}{untyped}{}", deprecated(item.def.docs.deprecated));
            for (index, (name, value)) in values.iter().enumerate() {
                let value = listed_value(value);
                let _ = writeln!(text, "  {ident}::{} = {value}{}", name.as_str(), item.partial(index));
            }
        }
        TypeKind::Union(discriminator, variants) => {
            let by = discriminator.map(|name| format!(" by {name:?}")).unwrap_or_default();
            let _ = writeln!(text, "  enum {ident}{by}{mark}");
            for (index, variant) in variants.iter().enumerate() {
                let values = variant.values.iter().map(|value| format!("{value:?}"));
                let values: Vec<String> = values.chain(variant.is_default.then(|| "_".to_owned())).collect();
                let values = if values.is_empty() { String::new() } else { format!(" = {}", values.join(" | ")) };
                let (name, ty, partial) = (variant.name.as_str(), spell(&variant.ty), item.partial(index));
                let plain = without_box(variant.is_without_box);
                let of = source(&variant.source);
                let _ = writeln!(text, "  {ident}::{name}({ty}){values}{of}{partial}{plain}");
            }
        }
    }
}

fn source(source: &Option<String>) -> String {
    source.as_ref().map(|source| format!("{SOURCE}{source}")).unwrap_or_default()
}

fn without_box(is_plain: bool) -> &'static str {
    if is_plain { WITHOUT_BOX } else { "" }
}

impl TypeItem<'_> {
    /// Returns whether this is an enum of integers whose schema has no `type`, so that it can hold values of other types.
    pub(super) fn is_untyped(&self) -> bool {
        match &self.kind {
            TypeKind::Values(super::ValueType::Mixed, values) => values.iter().all(|(_, value)| value.is_i64()),
            _ => false,
        }
    }

    /// Returns the mark of a part that only some of the schemas have, by its index.
    fn partial(&self, index: usize) -> &'static str {
        if self.partial.is_some_and(|of_some| of_some.contains(&index)) { PARTIAL } else { "" }
    }
}

fn deprecated(is_deprecated: bool) -> &'static str {
    if is_deprecated { "  deprecated" } else { "" }
}
