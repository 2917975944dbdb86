//! A complete example of one operation, as code that compiles.

mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{BodyKind, Content, Operation, Status};
use crate::name::{Group, Ident as _, ModulePath, OperationName};
use crate::render::{Block, Context, client, literal};
use value::{Usage, Values};

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
        let modules = context.names.place.module.iter().map(|name| name.as_str());
        let names = [group.accessor.as_str(), context.names.operation(*index).method.as_str()];
        modules.chain(names).collect::<Vec<_>>().join(".") == example
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
    for parameter in operation.parameters.iter().filter(|it| it.required && !it.is_fixed()) {
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
            | BodyKind::Plain(ty) => (values.owned(values.context.value(ty), "body", 0, Usage::Bound)?, quote!(&body)),
        };
        // If the argument converts into an enum over media types, its type is one of the API's.
        let is_nullable = first.ty().is_some_and(|ty| values.context.is_nullable(ty));
        if it.contents.len() > 1 || is_nullable {
            values.context.behind(values.context.value(first.ty()?))?;
        }
        body = Some(quote!(let body = #value;));
        arguments.push(argument);
    }
    Some(Arguments { body, arguments })
}

/// Returns the path by which examples name the generated code.
fn crate_path(context: Context<'_>) -> TokenStream {
    context.config.example_path().parse().unwrap_or_default()
}

fn code(context: Context<'_>, group: &Group, operation: &Operation, name: &OperationName) -> Option<Vec<TokenStream>> {
    let crate_name = crate_path(context);
    let (accessor, method) = (&group.accessor, &name.method);
    let mut values = Values::new(context);
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
    let uses = uses.into_iter().chain(values.names_types.then(|| quote!(types))).collect();
    let modules = &context.names.place.module;
    let mut items = imports(&crate_name, quote!(Client), modules, uses);
    items.push(quote! {
        #[tokio::main]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {
            let client = Client::builder() #base_url #(#credential)* .build()?;
            #body
            let response = client #(.#modules())* .#accessor().#method(#(#arguments),*).await?;
            #shown
            Ok(())
        }
    });
    Some(items)
}

/// Returns the imports of an item of the crate, and of items of the module of a document.
fn imports(
    crate_name: &TokenStream,
    item: TokenStream,
    module: &ModulePath,
    others: Vec<TokenStream>,
) -> Vec<TokenStream> {
    let import = |path: TokenStream, items: &[TokenStream]| match items {
        [] => None,
        [one] => Some(quote!(use #path::#one;)),
        several => Some(quote!(use #path::{#(#several),*};)),
    };
    if module.is_empty() {
        let all: Vec<TokenStream> = [item].into_iter().chain(others).collect();
        return import(quote!(#crate_name), &all).into_iter().collect();
    }
    let own = import(quote!(#crate_name), &[item]);
    own.into_iter().chain(import(quote!(#crate_name #(::#module)*), &others)).collect()
}

/// Returns the example of a test: the same call, to which a mock sends the first success response.
pub(super) fn mock(context: Context<'_>) -> Option<Block> {
    let (group, index) = chosen(context)?;
    let (operation, name) = (&context.api.operations[index], context.names.operation(index));
    let crate_name = crate_path(context);
    let (accessor, on_mock, method) = (&group.accessor, &group.mock_accessor, &name.method);
    let (response, respond) =
        operation.responses.iter().zip(&name.mock.responses).find(|(it, _)| it.status.is_success())?;
    let mut values = Values::new(context);
    let Arguments { body, arguments } = self::arguments(&mut values, operation)?;
    let (expected, argument) = match &response.content {
        Content::Json(ty) => (Some(values.owned(ty, "response", 0, Usage::Bound)?), quote!(&expected)),
        Content::Empty => (None, quote!()),
        _ => return None,
    };
    let expected = expected.map(|value| quote!(let expected = #value;));
    let Status::Code(status) = response.status else { return None };
    let code = proc_macro2::Literal::u16_unsuffixed(status);
    let modules = &context.names.place.module;
    let uses = values.names_types.then(|| quote!(types)).into_iter().collect();
    let mut items = imports(&crate_name, quote!(testing::Mock), modules, uses);
    items.push(quote! {
            #[tokio::main]
            async fn main() -> Result<(), Box<dyn std::error::Error>> {
                let mock = Mock::start().await;
                #expected
                let stub = mock #(.#modules())* .#on_mock().#method().#respond(#argument);
                let client = mock.client();
                #body
                let response = client #(.#modules())* .#accessor().#method(#(#arguments),*).await?;
                assert_eq!(response.status, #code);
                assert_eq!(stub.calls(), 1);
                Ok(())
            }
    });
    Some(Block::Code("", items))
}

/// Returns the import and the statement that print the response.
fn outcome(group: &Group, operation: &Operation, name: &OperationName) -> (Option<TokenStream>, TokenStream) {
    let successes: Vec<_> = operation.successes().collect();
    let differ = successes.windows(2).any(|pair| pair[0].content != pair[1].content);
    if !differ || name.earlier.success.is_some() {
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
