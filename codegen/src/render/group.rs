//! Groups of operations: the file of each, with its methods in sections.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::BodyContent;
use crate::name::{Group, Ident as _};
use crate::render::imports::Imports;
use crate::render::operation::Rendered;
use crate::render::style::builder_method;
use crate::render::{Block, Chunk, Content, Context, File, Methods, Rust, Section, docs, literal, types};

/// Returns the module `operations` with a module per group; `None` without groups.
pub(super) fn root(context: Context<'_>) -> Option<File> {
    let mut groups: Vec<&Group> = context.names.groups.iter().collect();
    groups.sort_by_key(|group| &group.module);
    let modules = groups.iter().map(|group| {
        let (module, gate) = (&group.module, context.gate(group));
        quote!(#gate pub mod #module;)
    });
    let rust = Rust {
        docs: vec![Block::Lines(vec!["The operations of the API, a module for each group.".to_owned()])],
        items: modules.collect(),
        ..Rust::default()
    };
    (!groups.is_empty()).then(|| File::rust("src/operations/mod.rs", rust))
}

impl Context<'_> {
    /// Returns whether each group of operations is a feature.
    pub(crate) fn has_group_features(self) -> bool {
        self.config.group_features && self.names.groups.len() > 1
    }

    /// Returns the `cfg` of a group's operations and of the types that only it uses.
    pub(super) fn gate(self, group: &Group) -> Option<TokenStream> {
        let feature = literal::text(&group.feature);
        self.has_group_features().then(|| quote!(#[cfg(feature = #feature)]))
    }
}

/// The path of a group's file.
fn path(group: &Group) -> String {
    format!("src/operations/{}.rs", group.module.as_str())
}

/// Renders the beginning of a group's file: everything before the methods.
pub(super) fn head(context: Context<'_>, group: &Group) -> File {
    let docs = vec![Block::Lines(context.group_docs(group))];
    File::rust(path(group), Rust { docs, items: context.group(group), ..Rust::default() })
}

/// Renders the methods of some of a group's operations, and the items that only these operations use.
pub(super) fn sections(context: Context<'_>, chunk: &Chunk) -> Vec<File> {
    let group = &context.names.groups[chunk.group];
    let operations = &group.operations[chunk.operations.clone()];
    let operations: Vec<Rendered<'_>> = operations.iter().map(|index| context.rendered(group, *index)).collect();
    let ident = &group.ident;
    let methods = Methods {
        header: quote!(impl<'c> #ident<'c>),
        methods: operations.iter().map(Rendered::method).collect(),
        is_first: chunk.number == 0,
        is_last: chunk.is_last,
    };
    let items = Rust { items: operations.iter().flat_map(Rendered::items).collect(), ..Rust::default() };
    let (methods, items) = (Content::Methods(methods), Content::Rust(items));
    vec![
        File { path: path(group), section: Section::Methods(chunk.number), content: methods },
        File { path: path(group), section: Section::Items(chunk.number), content: items },
    ]
}

impl Context<'_> {
    /// Returns the documentation of a group.
    pub(super) fn group_docs(self, group: &Group) -> Vec<String> {
        let described = group.tag.as_ref().and_then(|tag| self.api.tags.iter().find(|other| other.name == *tag));
        let lines = described.and_then(|tag| tag.description.as_deref()).map(docs::markdown).unwrap_or_default();
        if lines.is_empty() {
            vec![format!("The operations of {}.", types::code(group.tag.as_deref().unwrap_or(group.ident.as_str())))]
        } else {
            lines
        }
    }

    fn group(self, group: &Group) -> Vec<TokenStream> {
        let operations: Vec<Rendered<'_>> = group.operations.iter().map(|index| self.rendered(group, *index)).collect();
        let mut items = self.group_imports(&operations);
        let (ident, accessor) = (&group.ident, &group.accessor);
        let returned_by =
            docs::attributes(&[format!("The operations of this group. [`Client::{}`] returns it.", accessor.as_str())]);
        let about = docs::attributes(&self.group_docs(group));
        items.push(quote!(#returned_by #[derive(Clone, Copy, Debug)] pub struct #ident<'c> { client: &'c Client, }));
        items.push(quote! {
            impl Client {
                #about
                pub fn #accessor(&self) -> #ident<'_> {
                    #ident { client: self }
                }
            }
        });
        items
    }

    fn group_imports(self, operations: &[Rendered<'_>]) -> Vec<TokenStream> {
        let mut imports = Imports::new(self.config.times);
        for rendered in operations {
            rendered.success.see(&mut imports);
            rendered.failure.see(&mut imports);
            let arguments = rendered.operation.parameters.iter().filter(|it| it.constant.is_none());
            arguments.for_each(|parameter| self.see_argument(&parameter.ty, &mut imports));
            rendered.request_body().iter().for_each(|body| body.see(&mut imports));
            rendered.headers().see(&mut imports);
        }
        let names_serialize = operations.iter().any(|rendered| {
            let arguments = rendered.operation.parameters.iter().filter(|it| it.constant.is_none());
            let arguments = arguments.map(|parameter| &parameter.ty);
            let contents = rendered.operation.body.iter().map(|body| body.contents.as_slice());
            let body = contents.filter(|contents| contents.len() == 1).flatten().filter_map(BodyContent::ty);
            arguments.chain(body).any(|ty| self.names_serialize(ty))
        });
        let mut items = Vec::new();
        if operations.iter().any(|rendered| rendered.failure.is_empty()) {
            items.push(quote!(
                use std::convert::Infallible;
            ));
        }
        operations.iter().for_each(|rendered| rendered.see_items(&mut imports));
        items.extend(imports.items());
        let is_other = |it: &Rendered<'_>| matches!(it.operation.method, crate::ir::Method::Other(_));
        if !operations.iter().all(is_other) {
            items.push(quote!(
                use reqwest::Method;
            ));
        }
        if names_serialize {
            items.push(quote!(
                use serde::Serialize;
            ));
        }
        let mut runtime = vec!["Call", "Client", "RequestBuilder"];
        if operations
            .iter()
            .any(|rendered| rendered.operation.parameters.iter().any(|it| builder_method(it).1.is_some()))
        {
            runtime.push("Style");
        }
        if operations.iter().any(is_other) {
            runtime.push("method");
        }
        if operations.iter().any(Rendered::has_options) {
            runtime.push("call");
        }
        if operations.iter().any(|rendered| !rendered.headers().is_empty()) {
            runtime.push("headers");
        }
        runtime.extend(operations.iter().flat_map(Rendered::page_imports));
        items.extend(imports.runtime(runtime));
        if !imports.named.is_empty() {
            items.push(quote!(
                use crate::types;
            ));
        }
        items
    }
}
