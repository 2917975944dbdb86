//! `api.txt`: the crate's public items, one a line, for review.

use std::fmt::Write as _;

use crate::analyze::Uploads;
use crate::ir::{Field, SecurityKind, Shape, Type, TypeId};
use crate::name::{Group, Ident as _};
use crate::render::body::RequestBody;
use crate::render::outcome::ResponseSet;
use crate::render::{Context, File, servers, webhooks};

/// Returns `api.txt`.
pub(super) fn file(context: Context<'_>) -> File {
    File::text("api.txt", text(context))
}

/// Returns the text of `api.txt`.
pub fn text(context: Context<'_>) -> String {
    let mut text = format!("{} {}\n", context.config.name, context.config.version);
    text.push_str("\nclient\n");
    let url = context.base_url().unwrap_or_else(|| match context.api.relative_server() {
        Some(server) => format!("a required base URL, against which {} is resolved", server.default_url()),
        None => "a required base URL".to_owned(),
    });
    let _ = writeln!(text, "  Client::builder() -> ClientBuilder  {url}");
    for (scheme, name) in context.api.security_schemes.iter().zip(&context.names.credentials) {
        let arguments = match scheme.kind {
            SecurityKind::Basic => "username, password",
            SecurityKind::Bearer => "token",
            SecurityKind::Http(_) => "credentials",
            _ => "key",
        };
        let _ = writeln!(text, "  ClientBuilder::{}({arguments})  {}", name.set.as_str(), one_line(&scheme.name));
        if scheme.kind == SecurityKind::Bearer {
            let _ = writeln!(text, "  ClientBuilder::{}(provider)  {}", name.provider.as_str(), one_line(&scheme.name));
        }
        if let Some(url) = &scheme.token_url {
            let name = name.client_credentials.as_str();
            let _ = writeln!(text, "  ClientBuilder::{name}(id, secret)  {}", one_line(url));
        }
    }
    for line in servers::listed(context) {
        let _ = writeln!(text, "  servers::{line}");
    }
    for group in &context.names.groups {
        let (accessor, module, ident) = (group.accessor.as_str(), group.module.as_str(), group.ident.as_str());
        let _ = writeln!(text, "\n{accessor} = operations::{module}::{ident}");
        for index in &group.operations {
            operation(context, group, *index, &mut text);
        }
    }
    if webhooks::is_needed(context) {
        text.push_str("\nwebhooks\n");
    }
    for (webhook, name, body) in webhooks::all(context) {
        let request = format!("{} {}", webhook.method.as_str(), one_line(&webhook.name));
        let _ = writeln!(text, "  webhooks::{} = {}  {request}", name.as_str(), context.spell(body));
    }
    text.push_str("\ntypes\n");
    let mut ids: Vec<TypeId> = context.api.type_ids().collect();
    ids.sort_by_key(|id| &context.names.of(*id).ident);
    for id in ids {
        type_lines(context, id, &mut text);
    }
    text
}

fn operation(context: Context<'_>, group: &Group, index: usize, text: &mut String) {
    let (operation, names) = (&context.api.operations[index], context.names.operation(index));
    let (mut arguments, mut options) = (Vec::new(), Vec::new());
    let parameters = operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| it.constant.is_none());
    for (parameter, name) in parameters {
        let argument = format!("{}: {}", name.as_str(), context.spell_argument(&parameter.ty));
        if parameter.required { arguments.push(argument) } else { options.push(argument) }
    }
    if let Some(body) = &operation.body {
        let name = if body.required { names.body.as_str() } else { "body" };
        let request_body = RequestBody { context, body, names: &names.bodies };
        let argument = format!("{name}: {}", request_body.spell());
        if body.required { arguments.push(argument) } else { options.push(argument) }
    }
    let responses = |set: ResponseSet<'_>, none: &str| set.listed(context).unwrap_or_else(|| none.to_owned());
    let has_options = !options.is_empty();
    options.extend(context.page_methods(group, index));
    let options =
        if has_options { format!(" -> {}[{}]", names.call.as_str(), options.join(", ")) } else { String::new() };
    let headers: Vec<String> = operation
        .headers()
        .iter()
        .zip(&names.headers.fields)
        .map(|(header, name)| {
            let ty = context.spell(&header.ty);
            let ty = if header.required { ty } else { format!("Option<{ty}>") };
            format!("{}: {ty}", name.as_str())
        })
        .collect();
    let headers = if headers.is_empty() {
        String::new()
    } else {
        format!(" with {}{{{}}}", names.headers.ident.as_str(), headers.join(", "))
    };
    let deprecated = if operation.docs.deprecated { "  deprecated" } else { "" };
    let _ = writeln!(
        text,
        "  {}.{}({}){options} -> {}{headers} ! {}  {} {}{deprecated}",
        group.accessor.as_str(),
        names.method.as_str(),
        arguments.join(", "),
        responses(ResponseSet::success(operation, &names.success), "2XX Bytes"),
        responses(ResponseSet::failure(operation, &names.failure), "nothing described"),
        operation.method.as_str(),
        one_line(&operation.template),
    );
}

fn type_lines(context: Context<'_>, id: TypeId, text: &mut String) {
    let names = context.names.of(id);
    let ident = names.ident.as_str();
    let source = context.names.source(context.api, id).map(|source| format!("  of {source}")).unwrap_or_default();
    if let Some(other) = context.facts.canonical_type(id) {
        let _ = writeln!(text, "  type {ident} = {}{source}", context.names.of(other).ident.as_str());
        return;
    }
    let deprecated = if context.api.type_def(id).docs.deprecated { "  deprecated" } else { "" };
    let mark = format!("{source}{deprecated}");
    match &context.api.type_def(id).shape {
        Shape::Object(object) => {
            let _ = writeln!(text, "  struct {ident}{mark}");
            for (field, name) in object.fields.iter().zip(&names.fields) {
                let _ = writeln!(text, "  {ident}.{}: {}", name.as_str(), spell_field(context, id, field));
            }
            if let Some(rest) = &object.rest {
                let value = match context.facts.uploads(context.api, id, rest) {
                    Some(Uploads::One) => "Upload".to_owned(),
                    Some(Uploads::Many) => "Vec<Upload>".to_owned(),
                    None => context.spell(rest),
                };
                let _ = writeln!(text, "  {ident}.{}: BTreeMap<String, {value}>", names.rest.as_str());
            }
        }
        Shape::StringEnum(values) => {
            let _ = writeln!(text, "  enum {ident}{mark}");
            for (value, name) in values.iter().zip(&names.variants) {
                let _ = writeln!(text, "  {ident}::{} = {value:?}", name.as_str());
            }
        }
        Shape::IntegerEnum(values) => {
            let _ = writeln!(text, "  enum {ident}{mark}");
            for (value, name) in values.iter().zip(&names.variants) {
                let _ = writeln!(text, "  {ident}::{} = {value}", name.as_str());
            }
        }
        Shape::ValueEnum(values) => {
            let _ = writeln!(text, "  enum {ident}{mark}");
            for (value, name) in values.iter().zip(&names.variants) {
                let value = value.as_str().map_or_else(|| value.to_string(), |text| format!("{text:?}"));
                let _ = writeln!(text, "  {ident}::{} = {value}", name.as_str());
            }
        }
        Shape::Union(union) => {
            let by = union.discriminator.as_ref().map(|name| format!(" by {name:?}")).unwrap_or_default();
            let _ = writeln!(text, "  enum {ident}{by}{mark}");
            for (variant, name) in union.variants.iter().zip(&names.variants) {
                let default = variant.is_default.then(|| "_".to_owned());
                let values = variant
                    .discriminator_values
                    .iter()
                    .map(|value| format!("{value:?}"))
                    .chain(default)
                    .collect::<Vec<_>>()
                    .join(" | ");
                let values = if values.is_empty() { String::new() } else { format!(" = {values}") };
                let _ = writeln!(text, "  {ident}::{}({}){values}", name.as_str(), context.spell(&variant.ty));
            }
        }
        Shape::Tuple(tuple) => {
            let _ = writeln!(text, "  struct {ident}({}){mark}", context.spell_tuple(tuple));
        }
        Shape::Alias(ty) if context.facts.is_newtype(id) => {
            let _ = writeln!(text, "  struct {ident}({}){mark}", context.spell(ty));
        }
        Shape::Alias(ty) => {
            let _ = writeln!(text, "  type {ident} = {}{mark}", context.spell(ty));
        }
    }
}

fn spell_field(context: Context<'_>, owner: TypeId, field: &Field) -> String {
    let mut ty = match context.facts.uploads(context.api, owner, &field.ty) {
        Some(Uploads::One) => "Upload".to_owned(),
        Some(Uploads::Many) => "Vec<Upload>".to_owned(),
        None => context.spell(&field.ty),
    };
    if !context.facts.is_always_present(owner, field) {
        ty = format!("Option<{ty}>");
    }
    if field.docs.deprecated { format!("{ty}  deprecated") } else { ty }
}

fn one_line(text: &str) -> String {
    crate::render::manifest::one_line(text)
}

impl Context<'_> {
    pub(crate) fn spell_argument(self, ty: &Type) -> String {
        match self.resolved(ty) {
            Type::String => "&str".to_owned(),
            Type::Array(item) if *self.resolved(item) == Type::String => "&[&str]".to_owned(),
            Type::Array(item) => format!("&[{}]", self.spell(item)),
            Type::Nullable(inner) => format!("Option<{}>", self.spell_argument(inner)),
            _ if self.is_by_value(ty) => self.spell(ty),
            _ => format!("&{}", self.spell(ty)),
        }
    }
}
