//! Groups of operations: the file of each, with its methods in sections.

use proc_macro2::TokenStream;
use quote::quote;

use crate::name::{Group, Ident as _};
use crate::render::imports::{self, Scope};
use crate::render::{Block, Chunk, Content, Context, File, Methods, Rust, Section, Uses, docs, literal, types};
use crate::surface::Method;

/// Returns the module `operations` with a module per group; `None` without groups.
pub(super) fn root(context: Context<'_>) -> Option<File> {
    let modules = modules(context);
    let is_empty = modules.is_empty();
    let rust = Rust {
        docs: vec![Block::Lines(vec!["The operations of the API, a module for each group.".to_owned()])],
        items: modules,
        ..Rust::default()
    };
    (!is_empty).then(|| File::rust(context.path("operations/mod.rs"), rust))
}

/// Returns a module for each group of operations, and for each group of old names only.
pub(super) fn modules(context: Context<'_>) -> Vec<TokenStream> {
    let gone = context.names.kept.groups.iter().filter(|group| group.is_gone).map(|group| &group.names);
    let mut groups: Vec<&Group> = context.names.groups.iter().chain(gone).collect();
    groups.sort_by_key(|group| &group.module);
    let modules = groups.iter().map(|group| {
        let (module, gate) = (&group.module, context.gate(group));
        quote!(#gate pub mod #module;)
    });
    modules.collect()
}

impl Context<'_> {
    /// Returns the `cfg` of a group's operations and of the types that only it uses.
    pub(super) fn gate(self, group: &Group) -> Option<TokenStream> {
        let feature = literal::text(&group.feature);
        self.has_group_features().then(|| quote!(#[cfg(feature = #feature)]))
    }
}

/// The path of a group's file.
pub(super) fn path(context: Context<'_>, group: &Group) -> String {
    context.path(&format!("operations/{}.rs", group.module.as_str()))
}

/// Renders the parts of a group's file before the methods.
pub(super) fn head(context: Context<'_>, group: &Group) -> [File; 2] {
    let docs = vec![Block::Lines(context.group_docs(group))];
    let (items, uses) = imports::scoped(context, |scope| scope.group(group));
    [
        File::section(
            path(context, group),
            Section::Head,
            Content::Rust(Rust { docs, ..Rust::default() }),
            Uses::default(),
        ),
        File::section(path(context, group), Section::Main, Content::Rust(Rust { items, ..Rust::default() }), uses),
    ]
}

/// Renders the methods of some of a group's operations, and the items that only these operations use.
pub(super) fn sections(context: Context<'_>, chunk: &Chunk) -> [File; 2] {
    let group = &context.names.groups[chunk.group];
    let operations = &group.operations[chunk.operations.clone()];
    let operations: Vec<Method<'_>> = operations.iter().map(|index| context.method(group, *index)).collect();
    let ident = &group.ident;
    let (methods, uses) = imports::scoped(context, |scope| Methods {
        header: quote!(impl #ident<'_>),
        methods: operations.iter().map(|operation| operation.method(scope)).collect(),
        is_first: chunk.number == 0,
        is_last: chunk.is_last,
    });
    let methods = File::section(path(context, group), Section::Methods(chunk.number), Content::Methods(methods), uses);
    let (items, uses) =
        imports::scoped(context, |scope| operations.iter().flat_map(|operation| operation.items(scope)).collect());
    let items = Content::Rust(Rust { items, ..Rust::default() });
    [methods, File::section(path(context, group), Section::Items(chunk.number), items, uses)]
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
}

impl Scope<'_> {
    /// Returns the type of a group, and the method of the client that returns it.
    fn group(self, group: &Group) -> Vec<TokenStream> {
        let (ident, accessor) = (&group.ident, &group.accessor);
        let (owner, api_client) = (self.owner(), self.runtime("ApiClient"));
        let link = owner.link(accessor);
        let returned_by =
            docs::attributes(&docs::wrapped(&format!("The operations of this group. {link} returns it.")));
        let about = docs::attributes(&self.group_docs(group));
        let visible = self.is_forwarded_to(group).then(|| quote!(pub(super)));
        let accessor = owner.accessor(&quote!(#about), accessor, ident, "client");
        vec![
            quote! {
                #returned_by
                #[derive(Clone, Copy, Debug)]
                pub struct #ident<'c> { #visible client: &'c #api_client, }
            },
            accessor,
        ]
    }
}
