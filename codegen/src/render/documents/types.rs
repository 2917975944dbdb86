//! The types that several documents have in common: the modules `types` that have them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::TypeId;
use crate::name::{ModulePath, TypeName};
use crate::render::{Block, Context, File, Rust, place};
use crate::surface::{Documents, SharedItem};

/// Returns the modules `types` and `types::required` of common types.
pub(super) fn files(documents: &Documents<'_>) -> Vec<File> {
    let homes = documents.nodes.iter().filter(|(_, node)| node.has_types);
    homes.flat_map(|(home, _)| of_home(documents, home)).collect()
}

fn of_home(documents: &Documents<'_>, home: &ModulePath) -> Vec<File> {
    let required: Vec<TokenStream> = documents.shared_of(home).filter_map(|item| required(documents, item)).collect();
    let has_required = !required.is_empty();
    let modules = documents.shared_of(home).filter_map(|item| {
        let (module, gate) = (&item.context.names.of(item.id).module, gate(documents, item));
        item.context.facts.canonical_type(item.id).is_none().then(|| quote!(#gate mod #module;))
    });
    let exports = documents.shared_of(home).map(|item| export(documents, item));
    let module = has_required.then(|| {
        quote!(
            pub mod required;
        )
    });
    let about = vec!["The types that several documents of the API have in common.".to_owned()];
    let items = modules.chain(exports).chain(module).collect();
    let root = Rust { docs: vec![Block::Lines(about)], items, ..Rust::default() };
    let about = vec!["The required properties of types that have several: the argument of their `new`.".to_owned()];
    let structs = Rust { docs: vec![Block::Lines(about)], items: required, ..Rust::default() };
    let root = File::rust(place::file(home, "types/mod.rs"), root);
    let structs = has_required.then(|| File::rust(place::file(home, "types/required.rs"), structs));
    [root].into_iter().chain(structs).collect()
}

fn gate(documents: &Documents<'_>, item: &SharedItem<'_>) -> Option<TokenStream> {
    place::any_of(documents.simplified(item.features).iter().map(String::as_str))
}

/// Returns the export of a type, or of an equal type under another name.
fn export(documents: &Documents<'_>, item: &SharedItem<'_>) -> TokenStream {
    let TypeName { module, ident, .. } = item.context.names.of(item.id);
    let gate = gate(documents, item);
    match item.context.facts.canonical_type(item.id) {
        None => quote!(#gate pub use self::#module::#ident;),
        Some(other) => {
            let path = path(item, other);
            let other = &item.context.names.of(other).ident;
            quote!(#gate pub use #path::#other as #ident;)
        }
    }
}

/// Returns the module `types` that has another type of the same document.
fn path(item: &SharedItem<'_>, other: TypeId) -> TokenStream {
    let home = place::module(item.context.names.place.home(other));
    quote!(#home::types)
}

impl Context<'_> {
    /// Returns the re-exports of a type that other documents have too.
    pub(in crate::render) fn exports_elsewhere(self, id: TypeId, feature: Option<&str>) -> Vec<TokenStream> {
        let home = place::module(self.names.place.home(id));
        let TypeName { ident, also, .. } = self.names.of(id);
        let gate = place::any_of(feature);
        let also = also.as_ref().map(|also| quote!(#gate pub use #home::types::#ident as #also;));
        [Some(quote!(#gate pub use #home::types::#ident;)), also].into_iter().flatten().collect()
    }

    /// Returns the re-exports of the struct of the required fields of such a type.
    pub(in crate::render) fn required_elsewhere(self, id: TypeId, feature: Option<&str>) -> Vec<TokenStream> {
        let home = place::module(self.names.place.home(id));
        let TypeName { ident, also, .. } = self.names.of(id);
        let testing = self.is_built_in_tests(self.canonical(id)).then_some("testing");
        let gates = [feature, testing].into_iter().flatten().map(|feature| place::any_of([feature]));
        let gates: TokenStream = gates.flatten().collect();
        let also = also.as_ref().map(|also| quote!(#gates pub use #home::types::required::#ident as #also;));
        [Some(quote!(#gates pub use #home::types::required::#ident;)), also].into_iter().flatten().collect()
    }
}

/// Returns the export of the struct of the required fields of a type.
fn required(documents: &Documents<'_>, item: &SharedItem<'_>) -> Option<TokenStream> {
    let context = item.context;
    if !context.has_required(item.id) {
        return None;
    }
    let canonical = context.canonical(item.id);
    let ident = &context.names.of(item.id).ident;
    // Only tests build values of a type that no request contains.
    let testing = context.is_built_in_tests(canonical).then(|| place::any_of(["testing"])).flatten();
    let gate = gate(documents, item);
    Some(if canonical == item.id {
        let module = &context.names.of(item.id).module;
        quote!(#gate #testing pub use super::#module::RequiredFields as #ident;)
    } else {
        let (path, other) = (path(item, canonical), &context.names.of(canonical).ident);
        quote!(#gate #testing pub use #path::required::#other as #ident;)
    })
}
