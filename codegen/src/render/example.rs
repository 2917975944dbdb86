//! A complete example of one operation, as code that compiles.

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::Uploads;
use crate::config::Times;
use crate::ir::{BodyKind, Content, Field, Object, Operation, Shape, Status, Type, TypeId};
use crate::name::{Group, Ident as _, OperationName};
use crate::render::{Block, Context, client, literal};

/// The maximum depth of an example's values; deeper values have no example.
const MAX_DEPTH: usize = 6;

/// The maximum number of an example's values; with more, there is no example.
const MAX_VALUES: usize = 60;

/// Returns the example in a fence with the info string `fence`; `None` if no operation can be shown.
pub(super) fn block(context: Context<'_>, fence: &'static str) -> Option<Block> {
    let (group, index) = chosen(context)?;
    let (operation, name) = (&context.api.operations[index], context.names.operation(index));
    code(context, group, operation, name).map(|items| Block::Code(fence, items))
}

/// Returns whether the setting `example` names an operation that does not exist.
pub(super) fn is_missing(context: Context<'_>) -> bool {
    context.config.example.is_some() && named(context).is_none()
}

/// Returns the operation that the setting `example` names, or else the first one.
fn chosen(context: Context<'_>) -> Option<(&Group, usize)> {
    named(context).or_else(|| all(context).find(|(_, index)| !context.api.operations[*index].docs.deprecated))
}

fn named(context: Context<'_>) -> Option<(&Group, usize)> {
    let example = context.config.example.as_deref()?;
    all(context).find(|(group, index)| {
        format!("{}.{}", group.accessor.as_str(), context.names.operation(*index).method.as_str()) == example
    })
}

fn all(context: Context<'_>) -> impl Iterator<Item = (&Group, usize)> {
    context.names.groups.iter().flat_map(|group| group.operations.iter().map(move |index| (group, *index)))
}

/// The arguments of a call.
struct Arguments {
    /// The statement that binds the body.
    body: Option<TokenStream>,
    arguments: Vec<TokenStream>,
}

fn arguments(values: &mut Values<'_>, operation: &Operation) -> Option<Arguments> {
    let mut arguments = Vec::new();
    for parameter in operation.parameters.iter().filter(|it| it.required && it.constant.is_none()) {
        arguments.push(values.argument(&parameter.ty, &parameter.name, parameter.docs.example.as_deref())?);
    }
    let mut body = None;
    if let Some(it) = operation.body.as_ref().filter(|body| body.required) {
        let first = it.contents.first()?;
        let (value, argument) = match &first.kind {
            BodyKind::Text => (quote!("text"), quote!(body)),
            BodyKind::Bytes => (quote!(b"bytes".to_vec()), quote!(body)),
            BodyKind::Json(ty)
            | BodyKind::Lines(ty)
            | BodyKind::Form(ty, _)
            | BodyKind::Multipart(ty, _)
            | BodyKind::Plain(ty) => (values.owned(ty, "body", 0)?, quote!(&body)),
        };
        // With several media types, the argument converts into the enum only if its type is one of the API's.
        if it.contents.len() > 1 {
            values.context.behind(first.ty()?)?;
        }
        body = Some(quote!(let body = #value;));
        arguments.push(argument);
    }
    Some(Arguments { body, arguments })
}

fn code(context: Context<'_>, group: &Group, operation: &Operation, name: &OperationName) -> Option<Vec<TokenStream>> {
    let crate_name = quote::format_ident!("{}", context.config.name.replace('-', "_"));
    let (accessor, method) = (&group.accessor, &name.method);
    let mut values = Values { context, names_types: false, budget: MAX_VALUES };
    let Arguments { body, arguments } = self::arguments(&mut values, operation)?;
    let credentials = client::credentials(context, operation);
    let several = credentials.len() > 1;
    let credential = credentials.into_iter().map(|(set, is_basic)| {
        let name = if is_basic { "API_PASSWORD" } else { "API_TOKEN" };
        let name = if several { format!("API_{}", set.as_str().to_uppercase()) } else { name.to_owned() };
        let name = literal::text(&name);
        let user = is_basic.then(|| quote!("user",));
        quote!(.#set(#user std::env::var(#name)?))
    });
    let base_url = context.base_url().is_none().then(|| quote!(.base_url("https://api.example.com")));
    let (uses, shown) = outcome(group, operation, name);
    let mut imports: Vec<TokenStream> = vec![quote!(Client)];
    imports.extend(uses);
    if values.names_types {
        imports.push(quote!(types));
    }
    let import = match imports.as_slice() {
        [one] => quote!(use #crate_name::#one;),
        several => quote!(use #crate_name::{#(#several),*};),
    };
    Some(vec![
        import,
        quote! {
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let client = Client::builder() #base_url #(#credential)* .build()?;
                #body
                let response = client.#accessor().#method(#(#arguments),*).await?;
                #shown
                Ok(())
            }
        },
    ])
}

/// Returns the example of a test: the same call, to which a mock sends the first success response.
pub(super) fn mock(context: Context<'_>) -> Option<Block> {
    let (group, index) = chosen(context)?;
    let (operation, name) = (&context.api.operations[index], context.names.operation(index));
    let crate_name = quote::format_ident!("{}", context.config.name.replace('-', "_"));
    let (accessor, on_mock, method) = (&group.accessor, &group.mock_accessor, &name.method);
    let (response, respond) =
        operation.responses.iter().zip(&name.mock.responses).find(|(it, _)| it.status.is_success())?;
    let mut values = Values { context, names_types: false, budget: MAX_VALUES };
    let Arguments { body, arguments } = self::arguments(&mut values, operation)?;
    let (expected, argument) = match &response.content {
        Content::Json(ty) => (Some(values.owned(ty, "response", 0)?), quote!(&expected)),
        Content::Empty => (None, quote!()),
        _ => return None,
    };
    let expected = expected.map(|value| quote!(let expected = #value;));
    let Status::Code(status) = response.status else { return None };
    let code = proc_macro2::Literal::u16_unsuffixed(status);
    let uses = if values.names_types { quote!({testing::Mock, types}) } else { quote!(testing::Mock) };
    let items = vec![
        quote!(use #crate_name::#uses;),
        quote! {
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let mock = Mock::start().await;
                #expected
                let stub = mock.#on_mock().#method().#respond(#argument);
                let client = mock.client();
                #body
                let response = client.#accessor().#method(#(#arguments),*).await?;
                assert_eq!(response.status, #code);
                assert_eq!(stub.calls(), 1);
                Ok(())
            }
        },
    ];
    Some(Block::Code("", items))
}

/// Returns the import and the statement that print the response.
fn outcome(group: &Group, operation: &Operation, name: &OperationName) -> (Option<TokenStream>, TokenStream) {
    let successes: Vec<_> = operation.successes().collect();
    let differ = successes.windows(2).any(|pair| pair[0].content != pair[1].content);
    if !differ {
        return (None, quote!(println!("{}: {:?}", response.status, response.body);));
    }
    let (module, ident) = (&group.module, &name.success.ident);
    let arms = successes.iter().filter_map(|response| {
        let variant = name.success.variants.get(&(response.status, response.index))?;
        let text = format!("{}: {{body:?}}", variant.as_str());
        Some(match response.content {
            Content::Empty => quote!(#ident::#variant => println!("{}", response.status),),
            _ => quote!(#ident::#variant(body) => println!(#text),),
        })
    });
    (
        Some(quote!(operations::#module::#ident)),
        quote!(match response.body { #(#arms)* other => println!("{}: {other:?}", response.status), }),
    )
}

/// The builder of example values.
struct Values<'a> {
    context: Context<'a>,
    names_types: bool,
    /// The number of values left to build.
    budget: usize,
}

impl Values<'_> {
    fn argument(&mut self, ty: &Type, name: &str, example: Option<&str>) -> Option<TokenStream> {
        let context = self.context;
        match context.resolved(ty) {
            Type::String => Some(example_literal(&text(example, name))),
            Type::Array(item) => {
                let item = match context.resolved(item) {
                    Type::String => example_literal(&example_text(name)),
                    _ => self.owned(item, name, 1)?,
                };
                Some(quote!(&[#item]))
            }
            // A generic argument cannot infer the type of `None`.
            Type::Nullable(inner) if context.argument(inner).is_generic() => Some(quote!(None::<&[&str]>)),
            Type::Nullable(_) => Some(quote!(None)),
            _ => {
                let value = self.owned(ty, name, 0)?;
                Some(if context.is_by_value(ty) { value } else { quote!(&#value) })
            }
        }
    }

    fn owned(&mut self, ty: &Type, name: &str, depth: usize) -> Option<TokenStream> {
        if depth > MAX_DEPTH || self.budget == 0 {
            return None;
        }
        self.budget -= 1;
        Some(match ty {
            Type::Ref(id) => self.named(*id, name, depth)?,
            Type::Boolean => quote!(true),
            Type::Integer(_) => quote!(1),
            Type::Number(_) => quote!(1.5),
            Type::String | Type::Binary => {
                let text = literal::text(&example_text(name));
                quote!(#text.to_owned())
            }
            Type::DateTime | Type::DateTimeOrUtc if self.context.config.times == Times::String => {
                quote!("2026-01-31T12:00:00Z".to_owned())
            }
            Type::Date if self.context.config.times == Times::String => quote!("2026-01-31".to_owned()),
            Type::DateTime | Type::DateTimeOrUtc => quote!("2026-01-31T12:00:00Z".parse()?),
            Type::Date => quote!("2026-01-31".parse()?),
            Type::Decimal => quote!("1.50".parse()?),
            Type::Ipv4 => quote!("192.0.2.1".parse()?),
            Type::Ipv6 => quote!("2001:db8::1".parse()?),
            Type::Uuid => quote!("6f1c5ab0-9d9c-4f3a-8b55-1e0f6d3f2a77".parse()?),
            Type::Base64 | Type::Base64Url => quote!(b"bytes".to_vec().into()),
            Type::Array(item) => {
                let item = self.owned(item, name, depth + 1)?;
                quote!(vec![#item])
            }
            Type::Map(_) | Type::AnyObject => quote!(Default::default()),
            Type::Any => {
                let crate_name = quote::format_ident!("{}", self.context.config.name.replace('-', "_"));
                quote!(#crate_name::serde_json::Value::Null)
            }
            Type::Null => quote!(()),
            Type::Nullable(_) => quote!(None),
        })
    }

    /// Returns a value of a named type.
    fn named(&mut self, id: TypeId, name: &str, depth: usize) -> Option<TokenStream> {
        let (def, names, facts) = (self.context.api.type_def(id), self.context.names.of(id), self.context.facts);
        let ident = &names.ident;
        let is_boxed = |ty: &Type| matches!(ty, Type::Ref(used) if facts.is_boxed(id, *used));
        if let (Shape::Alias(inner), false) = (&def.shape, facts.is_newtype(id)) {
            return self.owned(inner, name, depth + 1);
        }
        self.names_types = true;
        Some(match &def.shape {
            Shape::Alias(inner) => {
                let inner = self.owned(inner, name, depth + 1)?;
                quote!(types::#ident(#inner))
            }
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => {
                let variant = names.variants.first()?;
                quote!(types::#ident::#variant)
            }
            Shape::Union(union) => {
                let (variant, name) = (union.variants.first()?, names.variants.first()?);
                if is_boxed(&variant.ty) {
                    return None;
                }
                let value = self.owned(&variant.ty, "value", depth + 1)?;
                quote!(types::#ident::#name(#value))
            }
            Shape::Tuple(tuple) => {
                if tuple.items.iter().any(|it| is_boxed(&it.ty)) {
                    return None;
                }
                let mut fields = Vec::new();
                for item in &tuple.items {
                    fields.push(match item.required {
                        true => self.owned(&item.ty, "item", depth + 1)?,
                        false => quote!(None),
                    });
                }
                fields.extend(tuple.rest.as_ref().map(|_| quote!(Vec::new())));
                quote!(types::#ident(#(#fields),*))
            }
            Shape::Object(object) => self.object(id, object, depth)?,
        })
    }

    /// Returns a value of a struct: the required fields, and `None` for the others.
    fn object(&mut self, id: TypeId, object: &Object, depth: usize) -> Option<TokenStream> {
        let (names, facts) = (self.context.names.of(id), self.context.facts);
        let ident = &names.ident;
        let fields = object.fields.iter().zip(&names.fields);
        let (required, optional): (Vec<_>, Vec<_>) = fields.partition(|(it, _)| facts.is_always_present(id, it));
        let mut set = Vec::new();
        for (field, name) in &required {
            if matches!(&field.ty, Type::Ref(used) if facts.is_boxed(id, *used)) {
                return None;
            }
            let value = self.field(id, field, depth)?;
            set.push(quote!(#name: #value,));
        }
        if required.is_empty() {
            return Some(quote!(types::#ident::default()));
        }
        let optional = optional.into_iter().map(|(_, name)| quote!(#name: None,));
        let rest = object.rest.as_ref().map(|_| {
            let name = &names.rest;
            quote!(#name: Default::default(),)
        });
        Some(quote!(types::#ident { #(#set)* #(#optional)* #rest }))
    }

    /// Returns a value of a required field.
    fn field(&mut self, owner: TypeId, field: &Field, depth: usize) -> Option<TokenStream> {
        let uploads = self.context.facts.uploads(self.context.api, owner, &field.ty);
        Some(match (&field.ty, &field.docs.example) {
            (Type::Nullable(_), _) => quote!(None),
            _ if uploads == Some(Uploads::One) => quote!(b"bytes".to_vec().into()),
            _ if uploads == Some(Uploads::Many) => quote!(vec![b"bytes".to_vec().into()]),
            (Type::Integer(_), Some(example)) if example.parse::<u16>().is_ok() => example.parse().ok()?,
            (Type::String, example) => {
                let text = literal::text(&text(example.as_deref(), &field.name));
                quote!(#text.to_owned())
            }
            (ty, _) => self.owned(ty, &field.name, depth + 1)?,
        })
    }
}

/// Returns the document's example, or else a text made from the name.
fn text(example: Option<&str>, name: &str) -> String {
    let given = example.and_then(|json| serde_json::from_str::<String>(json).ok());
    given.filter(|text| !text.is_empty() && !text.contains(char::is_control)).unwrap_or_else(|| example_text(name))
}

/// Returns a text made from the name.
fn example_text(name: &str) -> String {
    crate::name::Snake::new(name).as_str().replace('_', "-")
}

fn example_literal(text: &str) -> TokenStream {
    let literal = literal::text(text);
    quote!(#literal)
}
