//! `src/testing/`: the mock server of the API, with a table for each operation.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use crate::ir::{BodyContent, BodyKind, Content, Operation, Parameter, Response, Status, Type};
use crate::name::{Group, Ident as _, MockNames, Snake};
use crate::render::imports::{self, Scope};
use crate::render::style::{builder_method, style_name};
use crate::render::{
    Block, Chunk, Content as Text, Context, File, Rust, Section, Uses, body, docs, example, group, kept, literal,
};
use crate::surface::{KeptGroupItem, KeptMethodItem, RustType, UPLOAD};

/// Returns `src/testing/mod.rs`; `None` without operations.
pub(super) fn root(context: Context<'_>) -> Option<File> {
    (!context.names.groups.is_empty()).then(|| server(group::modules(context), example::mock(context)))
}

/// Returns `src/testing/mod.rs` with these modules and an example.
pub(super) fn server(modules: Vec<TokenStream>, example: Option<Block>) -> File {
    let mut items = modules;
    items.extend([
        quote!(
            use crate::runtime::mock_server;
        ),
        quote!(
            use crate::{Client, ClientBuilder};
        ),
        quote!(
            pub use crate::runtime::{ReceivedRequest, Stub};
        ),
        quote!(mock_server! { Client, ClientBuilder }),
    ]);
    let about =
        "A mock server of the API on loopback, with the same types as the client, to test code that calls the API.";
    let guide = [
        "Match requests with the same setters that the client's call has; parameters you do not set match any value. Respond",
        "with a response of the API, or with any other response by `respond`.",
    ];
    let docs =
        [Some(Block::Lines(docs::wrapped(about))), example, Some(Block::Lines(guide.map(str::to_owned).to_vec()))];
    let rust = Rust { docs: docs.into_iter().flatten().collect(), items, ..Rust::default() };
    File::rust("src/testing/mod.rs", rust)
}

/// The path of the file with a group's mocks.
fn path(context: Context<'_>, group: &Group) -> String {
    context.path(&format!("testing/{}.rs", group.module.as_str()))
}

/// Renders the mocks of some of a group's operations.
pub(super) fn section(context: Context<'_>, chunk: &Chunk) -> File {
    let group = &context.names.groups[chunk.group];
    let operations = &group.operations[chunk.operations.clone()];
    let (items, uses) =
        imports::scoped(context, |scope| operations.iter().map(|index| scope.mocked(group, *index).table()).collect());
    let rust = Text::Rust(Rust { items, ..Rust::default() });
    File::section(path(context, group), Section::Items(chunk.number), rust, uses)
}

/// Renders the parts of the file with a group's mocks before the operations.
pub(super) fn head(context: Context<'_>, group: &Group) -> [File; 2] {
    let docs = vec![Block::Lines(context.group_docs(group))];
    let (items, uses) = imports::scoped(context, |scope| mocks(scope, group, None));
    [
        File::section(
            path(context, group),
            Section::Head,
            Text::Rust(Rust { docs, ..Rust::default() }),
            Uses::default(),
        ),
        File::section(path(context, group), Section::Main, Text::Rust(Rust { items, ..Rust::default() }), uses),
    ]
}

/// Renders the mocks with the old names of operations in a group.
pub(super) fn kept(context: Context<'_>, group: &KeptGroupItem<'_>) -> Vec<File> {
    let (items, uses) = imports::scoped(context, |scope| {
        let deprecated = kept::group_notice(group);
        let own = group.is_gone.then(|| mocks(scope, group.names, Some(&deprecated)));
        let ident = &group.names.ident;
        let methods = group.methods.iter().map(kept_mock);
        let types = group.methods.iter().flat_map(|method| {
            let [old, new] = [&method.item.method, &method.new].map(|it| &it.name.mock.ident);
            kept::alias(method, (old, new), Some(&quote!('m)))
        });
        let methods = quote!(impl<'m> #ident<'m> { #(#methods)* });
        let functions = kept::functions(group, &quote!(mock), &scope.runtime("ApiMock").into_token_stream());
        own.into_iter().flatten().chain([methods]).chain(types).chain(functions).collect()
    });
    let docs = kept::file_docs(group);
    let head = Text::Rust(Rust { docs, ..Rust::default() });
    let head = group.is_gone.then(|| File::section(path(context, group.names), Section::Head, head, Uses::default()));
    let items = Text::Rust(Rust { items, ..Rust::default() });
    head.into_iter().chain([File::section(path(context, group.names), Section::Kept, items, uses)]).collect()
}

/// Returns the method that returns the mock of an operation by its old name.
fn kept_mock(method: &KeptMethodItem<'_>) -> TokenStream {
    let (name, ident) = (&method.item.method.name.method, &method.item.method.name.mock.ident);
    let (about, notice) = kept::method_docs(method);
    let (target, new) = (kept::target(method, &quote!(mock)), &method.new.name.method);
    quote! {
        #about
        #notice
        pub fn #name(&self) -> #ident<'m> {
            #target.#new()
        }
    }
}

/// Returns the type of a group's mocks, and the method that returns it.
fn mocks(scope: Scope<'_>, group: &Group, deprecated: Option<&TokenStream>) -> Vec<TokenStream> {
    let (ident, module, accessor) = (&group.ident, group.module.as_str(), &group.mock_accessor);
    let (ident_text, root) = (ident.as_str(), scope.module_text());
    let about = format!("Mocks of the operations of [`{ident_text}`]({root}::operations::{module}::{ident_text}).");
    let about = docs::attributes(&docs::wrapped(&about));
    let (owner, api_mock) = (scope.mock_owner(), scope.runtime("ApiMock"));
    let visible = scope.is_forwarded_to(group).then(|| quote!(pub(super)));
    vec![
        quote! {
            #about
            #deprecated
            #[derive(Clone, Copy, Debug)]
            pub struct #ident<'m> { #visible mock: &'m #api_mock, }
        },
        owner.accessor(&quote!(#about #deprecated), accessor, ident, "mock"),
    ]
}

/// An operation and the names of its mock.
struct Mocked<'a> {
    scope: Scope<'a>,
    group: &'a Group,
    index: usize,
    operation: &'a Operation,
    method: &'a Snake,
    names: &'a MockNames,
}

impl<'a> Scope<'a> {
    fn mocked(self, group: &'a Group, index: usize) -> Mocked<'a> {
        let name = self.names.operation(index);
        Mocked {
            scope: self,
            group,
            index,
            operation: &self.api.operations[index],
            method: &name.method,
            names: &name.mock,
        }
    }
}

impl Mocked<'_> {
    /// Returns the table from which a macro implements the mock.
    fn table(&self) -> TokenStream {
        let Self { group, operation, method, names, .. } = self;
        let (module, ident, name) = (&group.module, &group.ident, &names.ident);
        let path = literal::text(&operation.template);
        let verb = match &operation.method {
            crate::ir::Method::Other(name) => literal::text(name).to_token_stream(),
            known => format_ident!("{}", known.as_str()).to_token_stream(),
        };
        let server = operation.server.as_ref().map(|server| server.default_url()).filter(|url| !url.contains("://"));
        let server = server.map(|url| {
            let url = literal::text(&url);
            quote!(at #url)
        });
        let except: Vec<_> = self.more_concrete().map(literal::text).collect();
        let except = (!except.is_empty()).then(|| quote!(except [#(#except),*]));
        let parameters = operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| !it.is_fixed());
        let parameters = parameters.map(|(parameter, name)| {
            let (ty, set) = (self.scope.ty(&self.scope.argument(&parameter.ty)), set(parameter));
            quote!(#name: #ty => #set,)
        });
        let bodies = self.bodies();
        let responses =
            operation.responses.iter().zip(&names.responses).map(|(response, name)| self.response(response, name));
        let table = self.scope.runtime("mock");
        quote! {
            #table! {
                #module::#ident.#method -> #name: #verb #path #server #except { #(#parameters)* #(#bodies)* #(#responses)* }
            }
        }
    }

    /// Returns the path templates of other operations that take precedence for paths that both match.
    fn more_concrete(&self) -> impl Iterator<Item = &str> {
        let others = self.scope.facts.closer(self.index).iter();
        others.map(|other| self.scope.api.operations[*other].template.as_str())
    }

    fn bodies(&self) -> Vec<TokenStream> {
        let contents = self.operation.body.iter().flat_map(|body| &body.contents);
        let contents = contents.filter(|content| !matches!(content.kind, BodyKind::Multipart(..)));
        let rows = contents.zip(&self.names.bodies).map(|(content, (name, test))| self.body(content, name, test));
        rows.collect()
    }

    fn body(&self, content: &BodyContent, name: &Snake, test: &Snake) -> TokenStream {
        let of = |usual: &str| {
            Some(content.media_type.as_str()).filter(|media_type| *media_type != usual).map(literal::text)
        };
        match &content.kind {
            BodyKind::Json(ty) => {
                let ty = self.scope.owned_ty(ty);
                let media_type = of("application/json");
                quote!(#name: #ty => json(#media_type), #test: #ty => json_where(),)
            }
            BodyKind::Lines(ty) => {
                let Type::Array(item) = ty else { return TokenStream::new() };
                let (item, media_type) = (self.scope.owned_ty(item), literal::text(&content.media_type));
                quote!(#name: [#item] => lines(#media_type),)
            }
            BodyKind::Form(ty, encodings) => {
                let ty = self.scope.owned_ty(ty);
                // The macro imports `Style` itself.
                let (styles, _) = imports::scoped(*self.scope, |scope| body::styles(scope, encodings));
                match body::reserved(encodings).as_slice() {
                    [] => quote!(#name: #ty => form(#(#styles),*),),
                    names => quote!(#name: #ty => form_reserved([#(#styles),*] #(#names),*),),
                }
            }
            BodyKind::Plain(ty) => {
                let (ty, media_type) = (self.scope.owned_ty(ty), literal::text(&content.media_type));
                quote!(#name: #ty => plain(#media_type),)
            }
            BodyKind::Text => {
                let media_type = of("text/plain");
                quote!(#name: impl Into<String> => text(#media_type),)
            }
            BodyKind::Bytes => {
                let media_type = of("application/octet-stream");
                let ty = self.scope.ty(&RustType::Into(Box::new(UPLOAD.into())));
                quote!(#name: #ty => bytes(#media_type),)
            }
            BodyKind::Multipart(..) => TokenStream::new(),
        }
    }

    fn response(&self, response: &Response, name: &Snake) -> TokenStream {
        let status = match response.status {
            Status::Code(code) => {
                let code = proc_macro2::Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            Status::Range(hundred) => {
                let [first, last] = [hundred * 100, hundred * 100 + 99].map(proc_macro2::Literal::u16_unsuffixed);
                quote!(#first..=#last)
            }
            Status::Default => quote!(_),
        };
        let (kind, usual) = match &response.content {
            Content::Empty => return quote!(#name: () => respond(#status, empty),),
            Content::Json(_) => ("json", "application/json"),
            Content::Text => ("text", "text/plain"),
            Content::Bytes => ("bytes", "application/octet-stream"),
            Content::Lines(_) => ("lines", "application/x-ndjson"),
            Content::Events(ty) if *self.scope.resolved(ty) == Type::String => ("text_events", "text/event-stream"),
            Content::Events(_) if response.named_events.is_some() => ("named_events", "text/event-stream"),
            Content::Events(_) => ("events", "text/event-stream"),
        };
        // A mock sends whole values, also where the client reads a stream.
        let ty = match &response.content {
            Content::Lines(ty) | Content::Events(ty) => self.scope.owned_ty(ty),
            content => self.scope.ty(&self.scope.content(content)),
        };
        let kind = format_ident!("{kind}");
        let media_type = response.media_type.as_deref().filter(|media_type| *media_type != usual).map(literal::text);
        quote!(#name: #ty => respond(#status, #kind #media_type),)
    }
}

/// Returns the row entry that sets a parameter.
fn set(parameter: &Parameter) -> TokenStream {
    let wire = literal::text(&parameter.name);
    let (method, takes_style) = builder_method(parameter);
    let method = format_ident!("{method}");
    if !takes_style {
        return quote!(#method(#wire));
    }
    let (style, explode) = (format_ident!("{}", style_name(parameter.style)), parameter.explode);
    quote!(#method(#wire, #style, #explode))
}
