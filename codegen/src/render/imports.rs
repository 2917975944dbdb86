//! The imports of a file: a file imports what its rendered code names.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use crate::ir::{Type, TypeId};
use crate::name::ModulePath;
use crate::render::place;
use crate::surface::{Context, Known, Origin, RustType, UPLOAD};

/// The names that a file uses.
#[derive(Clone, Debug, Default)]
pub struct Uses {
    /// Names of the standard library and of other crates: the standard library first, then by path.
    paths: BTreeMap<(bool, &'static str), BTreeSet<&'static str>>,
    /// Names of the crate's runtime.
    runtime: BTreeSet<&'static str>,
    /// Other items of the crate, by path.
    own: BTreeSet<&'static str>,
    /// Named types.
    named: BTreeSet<TypeId>,
    /// The module that has the module `types`.
    module: ModulePath,
}

impl Uses {
    /// Adds the names that another section of the file uses.
    pub fn append(&mut self, other: Self) {
        for (path, names) in other.paths {
            self.paths.entry(path).or_default().extend(names);
        }
        self.runtime.extend(other.runtime);
        self.own.extend(other.own);
        self.named.extend(other.named);
        self.module = other.module;
    }

    /// Returns whether the file uses nothing.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.runtime.is_empty() && self.own.is_empty() && self.named.is_empty()
    }

    fn import(&mut self, path: &'static str, name: &'static str) {
        self.paths.entry((!path.starts_with("std"), path)).or_default().insert(name);
    }

    /// Returns the imports of a file outside of the module `types`, which uses `types::Name`.
    pub fn items(&self) -> Vec<TokenStream> {
        let paths = self.paths.iter().map(|((_, path), names)| import(path, names));
        let runtime = (!self.runtime.is_empty()).then(|| import("crate::runtime", &self.runtime));
        let own = self.own.iter().map(|path| {
            let path = segments(path);
            quote!(use crate::#(#path)::*;)
        });
        let module = place::module(&self.module);
        let types = (!self.named.is_empty()).then(|| {
            quote!(
                use #module::types;
            )
        });
        paths.chain(own).chain(runtime).chain(types).collect()
    }
}

/// The module that uses a type, which determines how code names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UsedIn {
    /// The file of this type in the module `types`, which imports other types.
    Type(TypeId),
    /// Any other file, which uses `types::Name`.
    Elsewhere,
    /// A file of what several documents have in common, which names each type by its path.
    Common,
}

/// A file, or a section of one, while it is rendered. To name an item in its code is to import it.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    context: Context<'a>,
    uses: &'a RefCell<Uses>,
    used_in: UsedIn,
}

impl<'a> Deref for Scope<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        &self.context
    }
}

/// Renders a file outside of the module `types`, or a section of one, and returns it with the names it uses.
pub(super) fn scoped<T>(context: Context<'_>, render: impl FnOnce(Scope<'_>) -> T) -> (T, Uses) {
    let uses = RefCell::new(Uses { module: context.names.place.module.clone(), ..Uses::default() });
    let rendered = render(Scope { context, uses: &uses, used_in: UsedIn::Elsewhere });
    (rendered, uses.into_inner())
}

/// Renders a file of what several documents have in common, and returns it with the names it uses.
pub(super) fn common<T>(context: Context<'_>, render: impl FnOnce(Scope<'_>) -> T) -> (T, Uses) {
    let uses = RefCell::default();
    let rendered = render(Scope { context, uses: &uses, used_in: UsedIn::Common });
    (rendered, uses.into_inner())
}

/// Renders the items of the file of a type, with their imports.
pub(super) fn of_type(
    context: Context<'_>,
    id: TypeId,
    render: impl FnOnce(Scope<'_>) -> Vec<TokenStream>,
) -> Vec<TokenStream> {
    let uses = RefCell::default();
    let items = render(Scope { context, uses: &uses, used_in: UsedIn::Type(id) });
    let mut uses = uses.into_inner();
    let mut named: Vec<_> = std::mem::take(&mut uses.named).into_iter().filter(|used| *used != id).collect();
    named.sort_by_key(|id| &context.names.of(*id).ident);
    let place = &context.names.place;
    // The document's own module has all types; another one has those that the same documents have in common.
    let is_beside = |used: &TypeId| !place.is_elsewhere(id) || place.home(*used) == place.home(id);
    let (beside, others): (Vec<TypeId>, Vec<TypeId>) = named.into_iter().partition(is_beside);
    let beside = types_of(context, quote!(super), &beside);
    let mut homes: BTreeMap<&ModulePath, Vec<TypeId>> = BTreeMap::new();
    others.into_iter().for_each(|used| homes.entry(place.home(used)).or_default().push(used));
    let others = homes.into_iter().map(|(home, used)| {
        let home = place::module(home);
        types_of(context, quote!(#home::types), &used)
    });
    let runtime = std::mem::take(&mut uses.runtime);
    let runtime = (!runtime.is_empty()).then(|| import("crate::runtime", &runtime));
    uses.items().into_iter().chain(beside).chain(runtime).chain(others.flatten()).chain(items).collect()
}

/// Returns the import of types from a module.
fn types_of(context: Context<'_>, module: TokenStream, ids: &[TypeId]) -> Option<TokenStream> {
    let idents: Vec<_> = ids.iter().map(|id| &context.names.of(*id).ident).collect();
    match idents.as_slice() {
        [] => None,
        [one] => Some(quote!(use #module::#one;)),
        several => Some(quote!(use #module::{#(#several),*};)),
    }
}

impl Scope<'_> {
    /// Returns the name of an item of the runtime.
    pub(super) fn runtime(self, name: &'static str) -> Ident {
        self.uses.borrow_mut().runtime.insert(name);
        format_ident!("{name}")
    }

    /// Returns the name of another item of the crate.
    pub(super) fn own(self, path: &'static str) -> Ident {
        self.uses.borrow_mut().own.insert(path);
        format_ident!("{}", path.rsplit("::").next().unwrap_or(path))
    }

    /// Returns the name of an item of the standard library or of another crate.
    pub(super) fn import(self, path: &'static str, name: &'static str) -> Ident {
        self.uses.borrow_mut().import(path, name);
        format_ident!("{name}")
    }

    /// Returns a type as code.
    pub(super) fn ty(self, ty: &RustType) -> TokenStream {
        self.tokens(ty, None)
    }

    /// Returns the type of an owned value as code.
    pub(super) fn owned_ty(self, ty: &Type) -> TokenStream {
        self.ty(&self.owned(ty))
    }

    /// Returns a type as code, with references that live for `'b`.
    pub(super) fn borrowed_ty(self, ty: &RustType) -> TokenStream {
        self.tokens(ty, Some(&quote!('b)))
    }

    fn tokens(self, ty: &RustType, lifetime: Option<&TokenStream>) -> TokenStream {
        let inner = |inner: &RustType| self.tokens(inner, lifetime);
        match ty {
            RustType::Known(known) => self.known(*known),
            RustType::Named(id) => self.named(*id),
            // The settings are checked: it is a path.
            RustType::External(path) => path.parse().unwrap_or_default(),
            RustType::Own(ident, is_borrowing) => {
                let lifetime = is_borrowing.then(|| quote!(<'b>));
                quote!(#ident #lifetime)
            }
            RustType::Option(it) => {
                let it = inner(it);
                quote!(Option<#it>)
            }
            RustType::Boxed(it) => {
                let it = inner(it);
                quote!(Box<#it>)
            }
            RustType::Vec(it) => {
                let it = inner(it);
                quote!(Vec<#it>)
            }
            RustType::Map(maps, it) => {
                let (map, it) = (self.import(maps.module(), maps.type_name()), inner(it));
                quote!(#map<String, #it>)
            }
            RustType::Events(it) => {
                let (events, it) = (self.runtime("Events"), inner(it));
                quote!(#events<#it>)
            }
            RustType::JsonLines(it) => {
                let (lines, it) = (self.runtime("JsonLines"), inner(it));
                quote!(#lines<#it>)
            }
            RustType::Ref(it) => {
                let it = inner(it);
                quote!(&#lifetime #it)
            }
            RustType::Slice(it) => {
                let it = inner(it);
                quote!(&#lifetime [#it])
            }
            RustType::Strings => {
                let serialize = self.import("serde", "Serialize");
                quote!(&[impl AsRef<str> + #serialize])
            }
            RustType::CowStrings => {
                let cow = self.import("std::borrow", "Cow");
                quote!(#cow<#lifetime, [String]>)
            }
            RustType::Into(it) => {
                let it = inner(it);
                quote!(impl Into<#it>)
            }
        }
    }

    fn known(self, known: Known) -> TokenStream {
        if known.name == "()" {
            return quote!(());
        }
        let name = match known.origin {
            // An API may have a type of this name.
            _ if known == UPLOAD && matches!(self.used_in, UsedIn::Type(_)) => quote!(crate::Upload),
            Origin::Prelude => format_ident!("{}", known.name).to_token_stream(),
            Origin::Import(path) => self.import(path, known.name).to_token_stream(),
            Origin::Runtime => self.runtime(known.name).to_token_stream(),
            Origin::Path(path) => {
                let path = segments(path);
                let name = format_ident!("{}", known.name);
                quote!(#(#path::)*#name)
            }
        };
        if known.arguments.is_empty() {
            return name;
        }
        let arguments = known.arguments.iter().map(|argument| self.known(*argument));
        quote!(#name<#(#arguments),*>)
    }

    fn named(self, id: TypeId) -> TokenStream {
        let ident = &self.names.of(id).ident;
        if self.used_in == UsedIn::Common {
            let home = place::module(self.names.place.home(id));
            return quote!(#home::types::#ident);
        }
        self.uses.borrow_mut().named.insert(id);
        match self.used_in {
            UsedIn::Type(_) => quote!(#ident),
            UsedIn::Elsewhere | UsedIn::Common => quote!(types::#ident),
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = Ident> {
    path.split("::").map(|segment| format_ident!("{segment}"))
}

fn import(path: &str, names: &BTreeSet<&'static str>) -> TokenStream {
    let segments = segments(path);
    let names: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
    match names.as_slice() {
        [one] => quote!(use #(#segments)::*::#one;),
        several => quote!(use #(#segments)::*::{#(#several),*};),
    }
}
