//! Old names that the settings keep: deprecated aliases, and methods that forward to those with the new names.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use crate::name::{Group, Ident as _, Pascal, Snake};
use crate::render::imports::{self, Scope};
use crate::render::{Block, Content, Context, File, Rust, Section, Uses, docs, group, literal};
use crate::surface::{KeptGroupItem, KeptMethodItem, KeptOperationType, KeptTypeItem, RequestBody};

/// Renders the old names of operations in a group: a section of the group's file, or the whole file of a group that has no
/// other operations.
pub(super) fn files(context: Context<'_>, group: &KeptGroupItem<'_>) -> Vec<File> {
    let (items, uses) = imports::scoped(context, |scope| {
        let own = group.is_gone.then(|| scope.kept_group(group));
        let ident = &group.names.ident;
        let methods = group.methods.iter().map(|method| scope.kept_method(method));
        let methods = quote!(impl #ident<'_> { #(#methods)* });
        let types = group.methods.iter().flat_map(aliases);
        let client = scope.runtime("ApiClient").into_token_stream();
        let functions = functions(group, &quote!(client), &client);
        own.into_iter().flatten().chain([methods]).chain(types).chain(functions).collect()
    });
    let path = group::path(context, group.names);
    let head = Content::Rust(Rust { docs: file_docs(group), ..Rust::default() });
    let head = group.is_gone.then(|| File::section(path.as_str(), Section::Head, head, Uses::default()));
    let items = Content::Rust(Rust { items, ..Rust::default() });
    head.into_iter().chain([File::section(path, Section::Kept, items, uses)]).collect()
}

/// Returns the documentation of the file of a group that has no other operations.
pub(super) fn file_docs(group: &KeptGroupItem<'_>) -> Vec<Block> {
    let text = format!("Old names of operations. {}", new_groups(group));
    vec![Block::Lines(docs::wrapped(&text))]
}

/// Returns the sentence that names the new groups.
fn new_groups(group: &KeptGroupItem<'_>) -> String {
    let targets: BTreeSet<&str> = group.methods.iter().map(|it| it.new.group.accessor.as_str()).collect();
    let targets: Vec<String> = targets.into_iter().map(|name| format!("`{name}`")).collect();
    format!("They moved to {}.", targets.join(", "))
}

/// Returns the attribute of the type and the accessor of a group that has no other operations.
pub(super) fn group_notice(group: &KeptGroupItem<'_>) -> TokenStream {
    let note = new_groups(group).replacen("They", "its operations", 1);
    notice(note.trim_end_matches('.'))
}

fn notice(note: &str) -> TokenStream {
    let note = literal::text(note);
    quote!(#[deprecated(note = #note)])
}

/// Returns the documentation and the attribute of a method that forwards to another one.
pub(super) fn method_docs(method: &KeptMethodItem<'_>) -> (TokenStream, TokenStream) {
    let (ident, name) = (method.new.group.ident.as_str(), method.new.name.method.as_str());
    let link = match method.is_same_group() {
        true => format!("[`{name}`](Self::{name})"),
        false => format!("[`{ident}::{name}`](super::{}::{ident}::{name})", method.new.group.module.as_str()),
    };
    let about = docs::attributes(&docs::wrapped(&format!("The old name of {link}.")));
    (about, notice(&format!("renamed to `{}`", method.new_name())))
}

/// Returns the expression of the group that has the new method; `field` is its field.
pub(super) fn target(method: &KeptMethodItem<'_>, field: &TokenStream) -> TokenStream {
    if method.is_same_group() {
        return quote!(self);
    }
    let function = function(method.new.group);
    quote!(self::#function(self.#field))
}

/// Returns a function for each other group to which methods forward: it returns the group. `field` is the group's field, of
/// type `ty`.
pub(super) fn functions(group: &KeptGroupItem<'_>, field: &TokenStream, ty: &TokenStream) -> Vec<TokenStream> {
    let others = group.methods.iter().filter(|method| !method.is_same_group()).map(|method| method.new.group);
    let others: BTreeMap<&Snake, &Group> = others.map(|group| (&group.module, group)).collect();
    let each = others.values().map(|other| {
        let (function, module, ident) = (function(other), &other.module, &other.ident);
        quote! {
            fn #function(#field: &#ty) -> super::#module::#ident<'_> {
                super::#module::#ident { #field }
            }
        }
    });
    each.collect()
}

/// Returns the name of the function that returns a group.
fn function(group: &Group) -> Ident {
    format_ident!("of_{}", group.accessor.as_str())
}

/// Returns the alias of a type beside an operation.
pub(super) fn alias(
    method: &KeptMethodItem<'_>,
    (old, new): (&Pascal, &Pascal),
    lifetime: Option<&TokenStream>,
) -> Option<TokenStream> {
    if method.is_same_group() && old == new {
        return None;
    }
    let module = &method.new.group.module;
    let path = (!method.is_same_group()).then(|| quote!(super::#module::));
    let link = match method.is_same_group() {
        true => format!("[`{}`]", new.as_str()),
        false => format!("[`{0}`](super::{1}::{0})", new.as_str(), module.as_str()),
    };
    let about = docs::attributes(&docs::wrapped(&format!("The old name of {link}.")));
    let notice = notice(&format!("renamed to `{}::{}`", module.as_str(), new.as_str()));
    let lifetime = lifetime.map(|it| quote!(<#it>));
    Some(quote!(#about #notice pub type #old #lifetime = #path #new #lifetime;))
}

fn aliases(method: &KeptMethodItem<'_>) -> Vec<TokenStream> {
    let each = method.types().into_iter().filter_map(|KeptOperationType { old, new, is_borrowing }| {
        alias(method, (old, new), is_borrowing.then(|| quote!('b)).as_ref())
    });
    each.collect()
}

/// Returns the aliases of types in the module `types`. A tuple struct has a constructor of the same name, which a type alias
/// does not have: it comes from a glob import, of which the alias hides the type only.
pub(super) fn types(context: Context<'_>) -> Vec<TokenStream> {
    let all = context.kept_types();
    let aliases = all.iter().map(|it| kept_type(it, gate(it.feature, None)));
    let tuples: Vec<&KeptTypeItem<'_>> = all.iter().filter(|it| context.is_tuple_struct(it.id)).collect();
    let constructors = tuples.iter().map(|KeptTypeItem { ident, new, feature, .. }| {
        let gate = gate(*feature, None);
        quote!(#gate pub use super::#new as #ident;)
    });
    let features: Option<BTreeSet<&str>> = tuples.iter().map(|it| it.feature).collect();
    let any = features.map(|features| {
        let features: Vec<_> = features.into_iter().map(literal::text).collect();
        match features.as_slice() {
            [one] => quote!(#[cfg(feature = #one)]),
            several => quote!(#[cfg(any(#(feature = #several),*))]),
        }
    });
    let module = (!tuples.is_empty()).then(|| {
        // No file has a name that ends like this one.
        let constructors = quote! {
            /// The constructors of tuple structs under their old names, which type aliases do not have.
            #any
            mod constructors_ { #(#constructors)* }
        };
        [constructors, quote!(#any #[doc(hidden)] pub use self::constructors_::*;)]
    });
    aliases.chain(module.into_iter().flatten()).collect()
}

/// Returns the aliases of the structs of required fields.
pub(super) fn required(context: Context<'_>) -> Vec<TokenStream> {
    let all = context.kept_types().into_iter().filter(|it| context.has_required(it.id));
    let each = all.map(|it| {
        let testing = context.is_built_in_tests(context.canonical(it.id)).then_some("testing");
        kept_type(&it, gate(it.feature, testing))
    });
    each.collect()
}

fn kept_type(KeptTypeItem { ident, new, .. }: &KeptTypeItem<'_>, gate: Option<TokenStream>) -> TokenStream {
    let about = docs::attributes(&docs::wrapped(&format!("The old name of [`{}`].", new.as_str())));
    let notice = notice(&format!("renamed to `{}`", new.as_str()));
    quote!(#about #gate #notice pub type #ident = #new;)
}

fn gate(group: Option<&str>, other: Option<&str>) -> Option<TokenStream> {
    let features: Vec<_> = [group, other].into_iter().flatten().map(literal::text).collect();
    match features.as_slice() {
        [] => None,
        [one] => Some(quote!(#[cfg(feature = #one)])),
        all => Some(quote!(#[cfg(all(#(feature = #all),*))])),
    }
}

impl Scope<'_> {
    /// Returns the type of a group that has old names only, and the method of the client that returns it.
    fn kept_group(self, group: &KeptGroupItem<'_>) -> Vec<TokenStream> {
        let (ident, accessor) = (&group.names.ident, &group.names.accessor);
        let (owner, api_client) = (self.owner(), self.runtime("ApiClient"));
        let lines = docs::wrapped(&format!("Old names of operations. {}", new_groups(group)));
        let (about, notice) = (docs::attributes(&lines), group_notice(group));
        vec![
            quote!(#about #notice #[derive(Clone, Copy, Debug)] pub struct #ident<'c> { client: &'c #api_client, }),
            owner.accessor(&quote!(#about #notice), accessor, ident, "client"),
        ]
    }

    /// Returns the method with an old name, which forwards to the one with the new name.
    fn kept_method(self, method: &KeptMethodItem<'_>) -> TokenStream {
        let old = &method.item.method;
        let (name, output, new) = (&old.name.method, &old.name.call, &method.new.name.method);
        let (about, notice) = method_docs(method);
        let signature = old.arguments(self);
        let arguments = method.item.method.required().map(|(_, name)| quote!(#name));
        let body = old.required_body().map(|_| &old.name.body);
        let arguments = arguments.chain(body.map(|body| quote!(#body)));
        let target = target(method, &quote!(client));
        let generics = old.required_body().as_ref().and_then(RequestBody::generics);
        let many = old.too_many_arguments();
        quote! {
            #about
            #notice
            #many
            pub fn #name #generics(&self #signature) -> #output {
                #target.#new(#(#arguments),*)
            }
        }
    }
}
