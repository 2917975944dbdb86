//! The paths of the generated code: from the root of a crate with one document, or in the module of one of several.

use proc_macro2::TokenStream;
use quote::quote;

use crate::name::{Ident as _, ModulePath};
use crate::render::{Context, literal};

/// Returns the path of a module from the root of the crate.
pub(super) fn module(path: &ModulePath) -> TokenStream {
    quote!(crate #(::#path)*)
}

/// Returns the path of a module as text.
pub(super) fn module_text(path: &ModulePath) -> String {
    let segments = path.iter().map(|name| format!("::{}", name.as_str()));
    ["crate".to_owned()].into_iter().chain(segments).collect()
}

/// Returns the path of a file in a module.
pub(super) fn file(path: &ModulePath, file: &str) -> String {
    let folders: String = path.iter().map(|name| format!("{}/", name.as_str())).collect();
    format!("src/{folders}{file}")
}

/// Returns the `cfg` of an item that any of these features enables; `None` if there are none.
pub(super) fn any_of<'f>(features: impl IntoIterator<Item = &'f str>) -> Option<TokenStream> {
    let features: Vec<_> = features.into_iter().map(literal::text).collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(quote!(#[cfg(feature = #one)])),
        several => Some(quote!(#[cfg(any(#(feature = #several),*))])),
    }
}

impl Context<'_> {
    /// Returns the path of the module that has the document's modules: the root of the crate, or the module of the document.
    pub(super) fn module(self) -> TokenStream {
        module(&self.names.place.module)
    }

    /// Returns that path as text, for links in documentation.
    pub(super) fn module_text(self) -> String {
        module_text(&self.names.place.module)
    }

    /// Returns the path of a file below that module.
    pub(super) fn path(self, file: &str) -> String {
        self::file(&self.names.place.module, file)
    }
}
