//! The items of the model of the surface.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::ir::{Parameter, SecurityScheme, Server, Shape, Type, TypeDef, TypeId, Webhook};
use crate::name::{
    CredentialName, Group, Ident as _, Pascal, REST, ServerName, Snake, listed_argument, listed_of, listed_variant,
};
use crate::surface::Context;
use crate::surface::body::RequestBody;
use crate::surface::error::ErrorItem;
use crate::surface::kept::{KeptGroupItem, KeptTypeItem};
use crate::surface::operation::Method;
use crate::surface::rust_type::RustType;

/// The public items of the generated crate that its document and its settings determine.
#[derive(Clone, Debug)]
pub struct Surface<'a> {
    /// The model, the names and the settings behind the items.
    pub context: Context<'a>,
    /// The methods of the builder that set credentials.
    pub credentials: Vec<Credential<'a>>,
    /// The items of the module `servers`.
    pub servers: Vec<(&'a Server, &'a ServerName)>,
    /// The groups of operations, by name.
    pub groups: Vec<GroupItem<'a>>,
    /// The enums over error responses that several operations share, by name.
    pub errors: Vec<ErrorItem<'a>>,
    /// The types of the bodies of webhooks.
    pub webhooks: Vec<WebhookItem<'a>>,
    /// The types, by name.
    pub types: Vec<TypeItem<'a>>,
    /// The groups with deprecated methods, by name.
    pub kept_groups: Vec<KeptGroupItem<'a>>,
    /// The deprecated aliases of types, by name.
    pub kept_types: Vec<KeptTypeItem<'a>>,
}

/// The methods of the builder that set the credential of a security scheme.
#[derive(Clone, Copy, Debug)]
pub struct Credential<'a> {
    /// The security scheme.
    pub scheme: &'a SecurityScheme,
    /// The names of the methods.
    pub names: &'a CredentialName,
}

/// A group of operations: a method of the client, and a type with a method for each operation.
#[derive(Clone, Debug)]
pub struct GroupItem<'a> {
    /// Its names.
    pub names: &'a Group,
    /// The feature that enables it; `None` if it is always there.
    pub feature: Option<&'a str>,
    /// Its operations.
    pub methods: Vec<MethodItem<'a>>,
}

/// A method that returns the call of an operation.
#[derive(Clone, Debug)]
pub struct MethodItem<'a> {
    /// The index of the operation in the model.
    pub index: usize,
    /// The operation, with its names and responses.
    pub(crate) method: Method<'a>,
    /// The arguments: the required parameters, and the required body.
    pub arguments: Vec<Argument<'a>>,
    /// The call's own type, if anything is optional.
    pub call: Option<CallItem<'a>>,
    /// The fields of the struct of the headers of success responses.
    pub headers: Vec<(&'a Snake, RustType)>,
}

/// An argument of a method, or a setter of a call.
#[derive(Clone, Debug)]
pub struct Argument<'a> {
    /// Its name.
    pub name: &'a str,
    /// The name of an optional parameter as `api.txt` lists it, if it differs.
    pub source: Option<String>,
    /// Its type.
    pub ty: RustType,
    /// The request body, if it sets one.
    pub(crate) body: Option<RequestBody<'a>>,
}

/// The type of a call with optional parameters.
#[derive(Clone, Debug)]
pub struct CallItem<'a> {
    /// Its name.
    pub ident: &'a Pascal,
    /// The setters: the optional parameters, and the optional body.
    pub setters: Vec<Argument<'a>>,
    /// The methods for pagination.
    pub pages: &'static [&'static str],
    /// The field of a page that holds the items, if the existing crate determines it.
    pub kept_items: Option<&'a Snake>,
}

/// The type of the body of a webhook's request.
#[derive(Clone, Debug)]
pub struct WebhookItem<'a> {
    /// The webhook.
    pub webhook: &'a Webhook,
    /// Its name.
    pub ident: &'a Pascal,
    /// The type of which it is an alias.
    pub ty: RustType,
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeItem<'a> {
    /// Its id in the model.
    pub id: TypeId,
    /// Its definition in the model.
    pub def: &'a TypeDef,
    /// Its name.
    pub ident: &'a Pascal,
    /// The source of its name, unless that is the name itself.
    pub source: Option<String>,
    /// Its name after its place in an operation, if its own name is neutral.
    pub also: Option<&'a Pascal>,
    /// The equal type of which it is an alias.
    pub canonical: Option<&'a Pascal>,
    /// Its kind and its parts.
    pub kind: TypeKind<'a>,
    /// The parts, by index, that only some of the schemas have whose type it is.
    pub partial: Option<&'a BTreeSet<usize>>,
}

/// The kinds of types.
#[derive(Clone, Debug)]
pub enum TypeKind<'a> {
    /// A type alias.
    Alias(RustType),
    /// A tuple struct around one value.
    Newtype(RustType),
    /// A struct with the fields of an object.
    Struct(Vec<FieldItem<'a>>),
    /// A tuple struct with the items of a list.
    Tuple(Vec<RustType>),
    /// An enum of values, with the JSON types that they have.
    Values(ValueType, Vec<(&'a Pascal, Value)>),
    /// An enum over the types of a union.
    Union(Option<&'a str>, Vec<VariantItem<'a>>),
}

/// The JSON types of the values of an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Strings.
    String,
    /// Integers.
    Integer,
    /// Several.
    Mixed,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct FieldItem<'a> {
    /// Its name.
    pub name: &'a Snake,
    /// The name of the property as `api.txt` lists it, if it differs.
    pub source: Option<String>,
    /// Its type.
    pub ty: RustType,
    /// Whether the document marks the property as deprecated.
    pub is_deprecated: bool,
    /// Whether it is no `Option` only because its type has one direction: the property is `readOnly` or `writeOnly`.
    pub is_one_way: bool,
    /// Whether it has no box although its type contains the struct, because it had none in the existing crate.
    pub is_without_box: bool,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct VariantItem<'a> {
    /// Its name.
    pub name: &'a Pascal,
    /// Its name in the document as `api.txt` lists it, if it differs in more than case.
    pub source: Option<String>,
    /// The type of its value.
    pub ty: RustType,
    /// The discriminator values that select it.
    pub values: &'a [String],
    /// Whether other discriminator values select it too.
    pub is_default: bool,
    /// Whether it has no box although its type contains the union, because it had none in the existing crate.
    pub is_without_box: bool,
}

impl<'a> Surface<'a> {
    /// Builds the model from the tables of the stages before.
    pub fn new(context: Context<'a>) -> Self {
        let credentials = context.api.security_schemes.iter().zip(&context.names.credentials);
        let mut types: Vec<TypeItem<'a>> = context.api.type_ids().map(|id| type_item(context, id)).collect();
        types.sort_by_key(|item| item.ident);
        Self {
            context,
            credentials: credentials.map(|(scheme, names)| Credential { scheme, names }).collect(),
            servers: context.servers().collect(),
            groups: context.names.groups.iter().map(|names| group(context, names)).collect(),
            errors: context.errors(),
            webhooks: context.webhooks().map(|(webhook, ident, ty)| WebhookItem { webhook, ident, ty }).collect(),
            types,
            kept_groups: context.kept_groups(),
            kept_types: context.kept_types(),
        }
    }
}

fn group<'a>(context: Context<'a>, names: &'a Group) -> GroupItem<'a> {
    let feature = context.has_group_features().then_some(names.feature.as_str());
    let methods = names.operations.iter().map(|index| method_item(context.method(names, *index), *index));
    GroupItem { names, feature, methods: methods.collect() }
}

pub(super) fn method_item(method: Method<'_>, index: usize) -> MethodItem<'_> {
    let (arguments, setters) = (arguments(&method, true), arguments(&method, false));
    let pages: &[&str] = match method.pages() {
        None => &[],
        Some(pages) if pages.item.is_none() => &["pages"],
        Some(_) => &["pages", "items"],
    };
    let ident = &method.name.call;
    let call = method.has_own_call().then_some(CallItem {
        ident,
        setters,
        pages,
        kept_items: method.pages().and_then(|pages| pages.kept_items(method.context)),
    });
    let headers = method.headers();
    let fields = headers.headers.iter().zip(&headers.names.fields);
    let headers = fields.map(|(header, name)| (name, headers.field(header))).collect();
    MethodItem { index, method, arguments, call, headers }
}

/// Returns what callers must give, or what they may give.
fn arguments<'a>(method: &Method<'a>, is_required: bool) -> Vec<Argument<'a>> {
    let parameters = method.parameters().filter(|(parameter, _)| parameter.required == is_required);
    let parameters = parameters.map(|(parameter, name)| Argument {
        name: name.as_str(),
        source: setter_source(parameter, name),
        ty: method.context.argument(&parameter.ty),
        body: None,
    });
    let body = method.request_body().filter(|it| it.body.required == is_required).map(|body| Argument {
        name: if is_required { method.name.body.as_str() } else { "body" },
        source: None,
        ty: body.argument(),
        body: Some(body),
    });
    parameters.chain(body).collect()
}

/// Returns the name of an optional parameter as `api.txt` lists it. A required one needs none: it competes only with other
/// required ones, and a new one of them is no addition.
fn setter_source(parameter: &Parameter, name: &Snake) -> Option<String> {
    listed_argument(parameter.location, &parameter.name, name.as_str()).filter(|_| !parameter.required)
}

pub(super) fn type_item(context: Context<'_>, id: TypeId) -> TypeItem<'_> {
    let (def, names) = (context.api.type_def(id), context.names.of(id));
    let kind = match &def.shape {
        Shape::Object(object) => {
            let fields = object.fields.iter().zip(&names.fields).map(|(field, name)| FieldItem {
                name,
                source: listed_of(&field.name, name.as_str()),
                ty: context.field(id, field),
                is_deprecated: field.docs.deprecated,
                is_one_way: context.facts.is_always_present(id, field) && (field.read_only || field.write_only),
                is_without_box: context.facts.is_without_box(id, &field.ty),
            });
            let rest = context.rest(id, object);
            let rest = rest.map(|ty| FieldItem {
                name: &names.rest,
                source: Some(REST.to_owned()),
                ty,
                is_deprecated: false,
                is_one_way: false,
                is_without_box: false,
            });
            TypeKind::Struct(fields.chain(rest).collect())
        }
        Shape::StringEnum(values) => {
            let values = names.variants.iter().zip(values.iter().map(|value| value.as_str().into()));
            TypeKind::Values(ValueType::String, values.collect())
        }
        Shape::IntegerEnum(values) => {
            let values = names.variants.iter().zip(values.iter().map(|value| (*value).into()));
            TypeKind::Values(ValueType::Integer, values.collect())
        }
        Shape::ValueEnum(values) => {
            TypeKind::Values(ValueType::Mixed, names.variants.iter().zip(values.iter().cloned()).collect())
        }
        Shape::Union(union) => {
            let variants = union.variants.iter().zip(&names.variants).map(|(variant, name)| VariantItem {
                name,
                source: listed_variant(&variant.name, name.as_str())
                    .filter(|_| !matches!(variant.ty, Type::Ref(id) if context.names.of(id).ident == *name)),
                ty: context.variant(id, variant),
                values: &variant.discriminator_values,
                is_default: variant.is_default,
                is_without_box: context.facts.is_without_box(id, &variant.ty),
            });
            TypeKind::Union(union.discriminator.as_deref(), variants.collect())
        }
        Shape::Tuple(tuple) => TypeKind::Tuple(context.tuple_fields(id, tuple)),
        Shape::Alias(ty) if context.facts.is_newtype(id) => TypeKind::Newtype(context.newtype(id, ty)),
        Shape::Alias(ty) => TypeKind::Alias(context.owned(ty)),
    };
    let canonical = context.facts.canonical_type(id).map(|other| &context.names.of(other).ident);
    let source = context.names.source(context.api, id);
    let partial = context.facts.partial.get(&id);
    TypeItem { id, def, ident: &names.ident, source, also: names.also.as_ref(), canonical, kind, partial }
}
