//! The modules of documents and those around them: a type with the accessors of what is in the module, and the same of mocks.

use proc_macro2::TokenStream;
use quote::quote;

use crate::name::{Ident as _, ModulePath, spelled};
use crate::render::owner::Owner;
use crate::render::{Block, Context, File, Rust, docs, place, root};
use crate::surface::{Documents, Node, accessors_of};
use crate::text::one_line;

/// Returns `mod.rs` of each module below the root, and `testing/mod.rs` of each with operations.
pub(super) fn files(documents: &Documents<'_>) -> Vec<File> {
    let below = documents.nodes.iter().filter(|(path, _)| !path.is_empty());
    let each = below.flat_map(|(path, node)| {
        let testing = node.has_operations.then(|| mocks(documents, path, node));
        [module(documents, path, node)].into_iter().chain(testing)
    });
    each.collect()
}

/// Returns the declarations of the modules in a module, with their features.
pub(super) fn children(documents: &Documents<'_>, node: &Node) -> Vec<TokenStream> {
    let each = node.children.iter().filter_map(|path| {
        let (name, child) = (path.last()?, documents.nodes.get(path)?);
        // Where the module around it has the same features, they need not be repeated.
        let gate = (child.features != node.features).then(|| gate(documents, child)).flatten();
        Some(quote!(#gate pub mod #name;))
    });
    each.collect()
}

fn gate(documents: &Documents<'_>, node: &Node) -> Option<TokenStream> {
    place::any_of(documents.simplified(&node.features).iter().map(String::as_str))
}

fn document<'a>(documents: &Documents<'a>, node: &Node) -> Option<Context<'a>> {
    Some(documents.documents.get(node.document?)?.context)
}

fn module(documents: &Documents<'_>, path: &ModulePath, node: &Node) -> File {
    let mut items = children(documents, node);
    // Documents of other modules may need its types alone.
    let features = documents.simplified(&node.of_documents);
    let gate = (node.document.is_none() && node.features != node.of_documents)
        .then(|| place::any_of(features.iter().map(String::as_str)))
        .flatten();
    match document(documents, node) {
        Some(context) => items.extend(root::of_document(context).into_iter().flatten()),
        None => {
            items.extend(node.has_errors.then(|| {
                quote!(
                    pub mod errors;
                )
            }));
            items.extend(node.has_operations.then(|| {
                let module = root::testing_module();
                quote!(#gate #module)
            }));
            items.extend(node.has_types.then(|| {
                quote!(
                    pub mod types;
                )
            }));
        }
    }
    if node.has_operations {
        let accessors = accessors(documents, path, node).into_iter().flatten();
        items.extend(accessors.map(|item| quote!(#gate #item)));
    }
    let docs = vec![Block::Lines(about(documents, path, node, true))];
    File::rust(place::file(path, "mod.rs"), Rust { docs, items, ..Rust::default() })
}

/// Returns the documentation of a module: the title and the description of its document, or else its documents.
fn about(documents: &Documents<'_>, path: &ModulePath, node: &Node, is_whole: bool) -> Vec<String> {
    let name = spelled(path);
    let Some(context) = document(documents, node) else {
        return vec![format!("The modules of `{name}`.")];
    };
    let api = context.api;
    let title = one_line(&api.title);
    let title = if title.trim().is_empty() { name } else { title };
    let title = docs::line(&format!("{} ({}).", title.trim_end_matches('.'), one_line(&api.version)));
    let more = api.description.as_deref().filter(|_| is_whole).map(docs::markdown).unwrap_or_default();
    docs::join([docs::wrapped(&title), more])
}

/// Returns the type with the accessors, and the accessor that returns it.
fn accessors(documents: &Documents<'_>, path: &ModulePath, node: &Node) -> Option<[TokenStream; 2]> {
    let (ident, name) = (accessors_of(path)?, path.last()?);
    let owner = Owner::of_module(&path[..path.len() - 1].to_vec());
    let returned_by = format!("The operations of this module. {} returns it.", owner.link(name));
    let returned_by = docs::attributes(&docs::wrapped(&returned_by));
    let about = docs::attributes(&about(documents, path, node, false));
    Some([
        quote! {
            #returned_by
            #[derive(Clone, Copy, Debug)]
            pub struct #ident<'c> { client: &'c crate::runtime::ApiClient, }
        },
        owner.accessor(&about, name, &ident, "client"),
    ])
}

/// Returns the module with the mocks of a module.
fn mocks(documents: &Documents<'_>, path: &ModulePath, node: &Node) -> File {
    let mut items = match document(documents, node) {
        Some(context) => crate::render::group::modules(context),
        None => Vec::new(),
    };
    if let (Some(ident), Some(name)) = (accessors_of(path), path.last()) {
        let link = format!("[`{}`]({}::{0})", ident.as_str(), place::module_text(path));
        let about = docs::attributes(&docs::wrapped(&format!("Mocks of the operations of {link}.")));
        let owner = Owner::of_mocks(&path[..path.len() - 1].to_vec());
        items.push(quote! {
            #about
            #[derive(Clone, Copy, Debug)]
            pub struct #ident<'m> { pub(crate) mock: &'m crate::runtime::ApiMock, }
        });
        items.push(owner.accessor(&about, name, &ident, "mock"));
    }
    let docs = vec![Block::Lines(vec!["Mocks of the operations of this module.".to_owned()])];
    File::rust(place::file(path, "testing/mod.rs"), Rust { docs, items, ..Rust::default() })
}
