//! `src/testing/`: the mock server of the API, with a table for each operation.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote};

use crate::ir::{BodyContent, BodyKind, Content, Operation, Parameter, Response, Status, Type};
use crate::name::{Group, Ident as _, MockNames, Snake};
use crate::render::imports::Imports;
use crate::render::style::{builder_method, style_name};
use crate::render::type_use::UsedIn;
use crate::render::{Block, Chunk, Content as Text, Context, File, Rust, Section, body, docs, example, literal};

/// Returns `src/testing/mod.rs`; `None` without operations.
pub(super) fn root(context: Context<'_>) -> Option<File> {
    let mut groups: Vec<&Group> = context.names.groups.iter().collect();
    groups.sort_by_key(|group| &group.module);
    let modules = groups.iter().map(|group| {
        let (module, gate) = (&group.module, context.gate(group));
        quote!(#gate pub mod #module;)
    });
    let mut items: Vec<TokenStream> = modules.collect();
    items.push(quote!(
        pub use crate::runtime::{Mock, Received, Stub};
    ));
    let about =
        "A mock server of the API on loopback, with the same types as the client, to test code that calls the API.";
    let guide = [
        "Match requests with the same setters that the client's call has; parameters you do not set match any value. Reply",
        "with a response of the API, or with any other response by `reply`.",
    ];
    let docs = [
        Some(Block::Lines(docs::wrapped(about))),
        example::mock(context),
        Some(Block::Lines(guide.map(str::to_owned).to_vec())),
    ];
    let rust = Rust { docs: docs.into_iter().flatten().collect(), items, ..Rust::default() };
    (!context.names.groups.is_empty()).then(|| File::rust("src/testing/mod.rs", rust))
}

/// The path of the file with a group's mocks.
fn path(group: &Group) -> String {
    format!("src/testing/{}.rs", group.module.as_str())
}

/// Renders the mocks of some of a group's operations.
pub(super) fn section(context: Context<'_>, chunk: &Chunk) -> File {
    let group = &context.names.groups[chunk.group];
    let operations = &group.operations[chunk.operations.clone()];
    let tables = operations.iter().map(|index| context.mocked(group, *index).table());
    let rust = Rust { items: tables.collect(), ..Rust::default() };
    File { path: path(group), section: Section::Items(chunk.number), content: Text::Rust(rust) }
}

/// Renders the beginning of the file with a group's mocks: everything before the operations.
pub(super) fn head(context: Context<'_>, group: &Group) -> File {
    let operations: Vec<Mocked<'_>> = group.operations.iter().map(|index| context.mocked(group, *index)).collect();
    let mut items = imports(context, &operations);
    let (ident, module, accessor) = (&group.ident, group.module.as_str(), &group.mock_accessor);
    let ident_text = ident.as_str();
    let about = format!("Mocks of the operations of [`{ident_text}`](crate::operations::{module}::{ident_text}).");
    let about = docs::attributes(&docs::wrapped(&about));
    items.push(quote!(#about #[derive(Clone, Copy, Debug)] pub struct #ident<'m> { mock: &'m Mock, }));
    items.push(quote! {
        impl Mock {
            #about
            pub fn #accessor(&self) -> #ident<'_> {
                #ident { mock: self }
            }
        }
    });
    let docs = vec![Block::Lines(context.group_docs(group))];
    File::rust(path(group), Rust { docs, items, ..Rust::default() })
}

fn imports(context: Context<'_>, operations: &[Mocked<'_>]) -> Vec<TokenStream> {
    let mut imports = Imports::new(context.config.times);
    let mut names_serialize = false;
    for mocked in operations {
        for parameter in mocked.operation.parameters.iter().filter(|it| it.constant.is_none()) {
            context.see_argument(&parameter.ty, &mut imports);
            names_serialize |= context.names_serialize(&parameter.ty);
        }
        for content in mocked.operation.body.iter().flat_map(|body| &body.contents) {
            match &content.kind {
                BodyKind::Json(ty) | BodyKind::Lines(ty) | BodyKind::Form(ty, _) | BodyKind::Plain(ty) => {
                    imports.see(ty)
                }
                BodyKind::Bytes => drop(imports.runtime.insert("Upload")),
                BodyKind::Multipart(..) | BodyKind::Text => {}
            }
        }
        for response in &mocked.operation.responses {
            match &response.content {
                Content::Bytes => imports.need("bytes", "Bytes"),
                content => content.ty().into_iter().for_each(|ty| imports.see(ty)),
            }
        }
    }
    let mut items = imports.items();
    if names_serialize {
        items.push(quote!(
            use serde::Serialize;
        ));
    }
    items.extend(imports.runtime(["Mock", "mock"]));
    if !imports.named.is_empty() {
        items.push(quote!(
            use crate::types;
        ));
    }
    items
}

/// An operation and the names of its mock.
struct Mocked<'a> {
    context: Context<'a>,
    group: &'a Group,
    index: usize,
    operation: &'a Operation,
    method: &'a Snake,
    names: &'a MockNames,
}

impl<'a> Context<'a> {
    fn mocked(self, group: &'a Group, index: usize) -> Mocked<'a> {
        let name = self.names.operation(index);
        Mocked {
            context: self,
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
        let parameters = operation.parameters.iter().zip(&names.parameters).filter(|(it, _)| it.constant.is_none());
        let parameters = parameters.map(|(parameter, name)| {
            let (ty, set) = (self.context.argument(&parameter.ty), set(parameter));
            quote!(#name: #ty => #set,)
        });
        let bodies = self.bodies();
        let replies = operation.responses.iter().zip(&names.replies).map(|(response, name)| self.reply(response, name));
        quote! {
            mock! {
                #module::#ident.#method -> #name: #verb #path #server #except { #(#parameters)* #(#bodies)* #(#replies)* }
            }
        }
    }

    /// Returns the path templates of other operations that take precedence for paths that both match.
    fn more_concrete(&self) -> impl Iterator<Item = &str> {
        let others = self.context.facts.closer(self.index).iter();
        others.map(|other| self.context.api.operations[*other].template.as_str())
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
                let ty = self.context.owned(ty, UsedIn::Elsewhere);
                let media_type = of("application/json");
                quote!(#name: #ty => json(#media_type), #test: #ty => json_where(),)
            }
            BodyKind::Lines(ty) => {
                let Type::Array(item) = ty else { return TokenStream::new() };
                let (item, media_type) =
                    (self.context.owned(item, UsedIn::Elsewhere), literal::text(&content.media_type));
                quote!(#name: [#item] => lines(#media_type),)
            }
            BodyKind::Form(ty, encodings) => {
                let (ty, styles) = (self.context.owned(ty, UsedIn::Elsewhere), body::styles(encodings));
                match body::reserved(encodings).as_slice() {
                    [] => quote!(#name: #ty => form(#(#styles),*),),
                    names => quote!(#name: #ty => form_reserved([#(#styles),*] #(#names),*),),
                }
            }
            BodyKind::Plain(ty) => {
                let (ty, media_type) = (self.context.owned(ty, UsedIn::Elsewhere), literal::text(&content.media_type));
                quote!(#name: #ty => plain(#media_type),)
            }
            BodyKind::Text => {
                let media_type = of("text/plain");
                quote!(#name: impl Into<String> => text(#media_type),)
            }
            BodyKind::Bytes => {
                let media_type = of("application/octet-stream");
                quote!(#name: impl Into<Upload> => bytes(#media_type),)
            }
            BodyKind::Multipart(..) => TokenStream::new(),
        }
    }

    fn reply(&self, response: &Response, name: &Snake) -> TokenStream {
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
        let (ty, kind, usual) = match &response.content {
            Content::Empty => return quote!(#name: () => reply(#status, empty),),
            Content::Json(ty) => (self.context.owned(ty, UsedIn::Elsewhere), "json", "application/json"),
            Content::Text => (quote!(String), "text", "text/plain"),
            Content::Bytes => (quote!(Bytes), "bytes", "application/octet-stream"),
            Content::Lines(ty) => (self.context.owned(ty, UsedIn::Elsewhere), "lines", "application/x-ndjson"),
            Content::Events(ty) => {
                let is_text = *self.context.resolved(ty) == crate::ir::Type::String;
                let kind = if is_text { "text_events" } else { "events" };
                (self.context.owned(ty, UsedIn::Elsewhere), kind, "text/event-stream")
            }
        };
        let kind = format_ident!("{kind}");
        let media_type = response.media_type.as_deref().filter(|media_type| *media_type != usual).map(literal::text);
        quote!(#name: #ty => reply(#status, #kind #media_type),)
    }
}

/// Returns the row entry that sets a parameter.
fn set(parameter: &Parameter) -> TokenStream {
    let wire = literal::text(&parameter.name);
    let (method, style) = builder_method(parameter);
    let (method, explode) = (format_ident!("{method}"), parameter.explode);
    match style {
        Some(_) => {
            let style = format_ident!("{}", style_name(parameter.style));
            quote!(#method(#wire, #style, #explode))
        }
        None => quote!(#method(#wire)),
    }
}
