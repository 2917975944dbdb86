//! Types, one file each: the type and the table from which macros implement serde for it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::config::Layout;
use crate::ir::{Constraints, Docs, Field, Object, Shape, Type, TypeDef, TypeId};
use crate::name::{Ident as _, Snake, TypeName};
use crate::render::imports::{self, Scope};
use crate::render::{Block, Context, File, Rust, constraints, docs, kept, literal, place};
use crate::surface::Presence;
use crate::text::code::longest_run;
use crate::text::is_invisible;

/// Returns the module `types`: first the types that several groups use, then those of each group.
pub(super) fn root(context: Context<'_>) -> File {
    let (items, uses) = imports::scoped(context, exports);
    let rust = Rust {
        docs: vec![Block::Lines(vec![
            "The types of the API's requests and responses. Equal schemas share one type under several names."
                .to_owned(),
        ])],
        items: uses.items().into_iter().chain(items).collect(),
        ..Rust::default()
    };
    File::rust(context.path("types/mod.rs"), rust)
}

/// Returns the module `types::required`: the structs of required fields, under the names of their types.
pub(super) fn required(context: Context<'_>) -> Option<File> {
    let (items, uses) = imports::scoped(context, required_exports);
    let rust = Rust {
        docs: vec![Block::Lines(vec![
            "The required properties of types that have several: the argument of their `new`.".to_owned(),
        ])],
        items: uses.items().into_iter().chain(items.clone()).collect(),
        ..Rust::default()
    };
    (!items.is_empty()).then(|| File::rust(context.path("types/required.rs"), rust))
}

fn required_exports(scope: Scope<'_>) -> Vec<TokenStream> {
    let (common, of_groups) = scope.by_owner();
    let of_groups = of_groups.into_iter().map(|(feature, ids)| (Some(feature), ids));
    let mut tables = Vec::new();
    for (group, ids) in std::iter::once((None, common)).chain(of_groups) {
        let (elsewhere, ids): (Vec<TypeId>, Vec<TypeId>) =
            ids.into_iter().filter(|id| scope.has_required(*id)).partition(|id| scope.names.place.is_elsewhere(*id));
        tables.extend(elsewhere.into_iter().flat_map(|id| scope.required_elsewhere(id, group)));
        let (received, sent): (Vec<TypeId>, Vec<TypeId>) =
            ids.into_iter().partition(|id| scope.is_built_in_tests(scope.canonical(*id)));
        // Only tests build values of a type that no request contains.
        for (ids, testing) in [(sent, None), (received, Some("testing"))].into_iter().filter(|(ids, _)| !ids.is_empty())
        {
            let rows = ids.iter().map(|id| {
                let TypeName { ident, also, .. } = scope.names.of(*id);
                let module = &scope.names.of(scope.canonical(*id)).module;
                let also = also.as_ref().map(|also| quote!(#module as #also,));
                quote!(#module as #ident, #also)
            });
            let features = [group, testing].into_iter().flatten().map(literal::text);
            let name = scope.runtime("required");
            tables.push(quote!(#name! { #(#features),* { #(#rows)* } }));
        }
    }
    tables.extend(kept::required(*scope));
    tables
}

/// Returns the modules of types, and their exports.
fn exports(scope: Scope<'_>) -> Vec<TokenStream> {
    let context = *scope;
    let (common, of_groups) = context.by_owner();
    let (mut items, mut gated) = (Vec::new(), Vec::new());
    let (elsewhere, common): (Vec<TypeId>, Vec<TypeId>) =
        common.into_iter().partition(|id| context.names.place.is_elsewhere(*id));
    items.extend(elsewhere.into_iter().flat_map(|id| context.exports_elsewhere(id, None)));
    let own = common.iter().filter(|id| context.facts.canonical_type(**id).is_none());
    items.extend(own.map(|id| {
        let module = &context.names.of(*id).module;
        quote!(mod #module;)
    }));
    items.extend(common.iter().flat_map(|id| context.exports(*id)).map(|export| quote!(pub use #export;)));
    if context.has_required_structs() {
        items.push(quote!(
            pub mod required;
        ));
    }
    for (feature, of_group) in of_groups {
        let (elsewhere, of_group): (Vec<TypeId>, Vec<TypeId>) =
            of_group.into_iter().partition(|id| context.names.place.is_elsewhere(*id));
        gated.extend(elsewhere.into_iter().flat_map(|id| context.exports_elsewhere(id, Some(feature))));
        // Only one group may use an alias while others use its canonical type.
        let (own, other): (Vec<TypeId>, Vec<TypeId>) =
            of_group.into_iter().partition(|id| context.facts.canonical_type(*id).is_none());
        if context.config.layout == Layout::File {
            gated.extend(in_one_file(scope, feature, &own));
        }
        let feature = literal::text(feature);
        let second = own.iter().filter_map(|id| scope.second_export(*id));
        let second: Vec<TokenStream> = second.chain(other.iter().map(|id| scope.export(*id))).collect();
        let own = own.iter().filter(|_| context.config.layout == Layout::Directory);
        let own: Vec<TokenStream> = own.map(|id| scope.export(*id)).collect();
        for (macro_name, exports) in [("only", own), ("also", second)] {
            if !exports.is_empty() {
                let macro_name = scope.runtime(macro_name);
                gated.push(quote!(#macro_name! { #feature { #(#exports),* } }));
            }
        }
    }
    items.extend(gated);
    items.extend(kept::types(context));
    items
}

/// Returns the modules of types of a group and their exports, without a macro: it can't declare a module in braces.
fn in_one_file(scope: Scope<'_>, feature: &str, ids: &[TypeId]) -> Vec<TokenStream> {
    let each = ids.iter().flat_map(|id| {
        let gate = place::any_of([feature]);
        let (module, export) = (&scope.names.of(*id).module, scope.export(*id));
        [quote!(#gate mod #module;), quote!(#gate pub use self::#export;)]
    });
    each.collect()
}

/// Returns the file of a type.
pub(super) fn file(context: Context<'_>, id: TypeId) -> File {
    let file = format!("types/{}.rs", context.names.of(id).module.as_str());
    let path = place::file(context.names.place.home(id), &file);
    let items = imports::of_type(context, id, |scope| scope.type_items(id));
    File::rust(path, Rust { items, ..Rust::default() })
}

impl Context<'_> {
    /// Returns the equal type of which this one is an alias, or the type itself.
    pub(super) fn canonical(self, id: TypeId) -> TypeId {
        self.facts.canonical_type(id).unwrap_or(id)
    }

    /// Returns whether only tests of a client build values of a type: no request contains it.
    pub(super) fn is_built_in_tests(self, id: TypeId) -> bool {
        self.config.has_client() && !self.facts.is_sent(id)
    }

    /// Returns whether a type has a struct of its required fields.
    pub(super) fn has_required(self, id: TypeId) -> bool {
        let of = self.canonical(id);
        matches!(&self.api.type_def(of).shape, Shape::Object(object) if self.has_required_struct(of, object))
    }

    /// Returns whether any type has several required properties.
    fn has_required_structs(self) -> bool {
        self.api.type_ids().any(|id| match &self.api.type_def(id).shape {
            Shape::Object(object) => self.has_required_struct(id, object),
            _ => false,
        })
    }

    /// Returns the paths of a type within the module `types`: under its name, and under that after its place.
    fn exports(self, id: TypeId) -> Vec<TokenStream> {
        [Some(self.export(id)), self.second_export(id)].into_iter().flatten().collect()
    }

    /// Returns the path of a type with a neutral name, under the name after its place.
    fn second_export(self, id: TypeId) -> Option<TokenStream> {
        let TypeName { module, ident, also, .. } = self.names.of(id);
        let also = also.as_ref().filter(|_| self.facts.canonical_type(id).is_none())?;
        Some(quote!(#module::#ident as #also))
    }

    /// Returns the path of a type within the module `types`.
    fn export(self, id: TypeId) -> TokenStream {
        let TypeName { module, ident, .. } = self.names.of(id);
        match self.facts.canonical_type(id) {
            None => quote!(#module::#ident),
            Some(other) => {
                let TypeName { module, ident: other, .. } = self.names.of(other);
                quote!(#module::#other as #ident)
            }
        }
    }
}

impl Scope<'_> {
    fn type_items(self, id: TypeId) -> Vec<TokenStream> {
        let def = self.api.type_def(id);
        let mut items = match &def.shape {
            Shape::Object(object) => self.object(id, def, object),
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => self.enumeration(id, def),
            Shape::Tuple(tuple) => self.tuple(id, def, tuple),
            Shape::Union(union) => self.union(id, def, union),
            Shape::Alias(ty) if self.facts.is_newtype(id) => self.newtype_items(id, def, ty),
            Shape::Alias(ty) => {
                let (docs, ident, ty) = (type_docs(def), &self.names.of(id).ident, self.owned_ty(ty));
                vec![quote!(#docs pub type #ident = #ty;)]
            }
        };
        items.extend(self.redacted(id, def));
        items
    }

    fn object(self, id: TypeId, def: &TypeDef, object: &Object) -> Vec<TokenStream> {
        let names = self.names.of(id);
        let ident = &names.ident;
        let docs = type_docs(def);
        let mut fields = Vec::new();
        let mut rows = Vec::new();
        for (field, name) in object.fields.iter().zip(&names.fields) {
            let docs = self.field_docs(id, field);
            let ty = self.ty(&self.field(id, field));
            let wire = self.wire_name(id, &field.name, name.as_str());
            fields.push(quote!(#docs #wire pub #name: #ty,));
            let head = self.row(id, field, name);
            if self.facts.uploads(self.api, id, &field.ty).is_some() {
                rows.push(quote!(#head,));
                continue;
            }
            let checked = self.facts.is_constrained(&field.ty).then(|| quote!(checked));
            let rules = constraints::rules(&self.facts.constraints(self.api, &field.ty, &field.docs.constraints));
            let how = self.treated(&field.ty);
            rows.push(quote!(#head #how #checked #rules,));
        }
        if let (Some(rest), Some(map)) = (&object.rest, self.rest(id, object)) {
            let uploads = self.facts.uploads(self.api, id, rest);
            let (name, map) = (&names.rest, self.ty(&map));
            let flatten = self.flattened(id);
            fields.push(quote! {
                /// All additional properties.
                #flatten
                pub #name: #map,
            });
            let checked = (self.facts.is_constrained(rest) && uploads.is_none()).then(|| quote!(checked));
            let each = Constraints { items: def.docs.constraints.items.clone(), ..Constraints::default() };
            let rules =
                constraints::rules(&self.facts.constraints(self.api, &Type::Map(Box::new(rest.clone())), &each));
            let how = self.treated(rest);
            let value = self.ty(&self.rest_value(id, rest));
            rows.push(quote!(.. => #name <#value> #how #checked #rules,));
        }
        let own = constraints::rules(&self.facts.constraints_of_object(&def.docs.constraints));
        let has_default = !object.fields.iter().any(|field| self.facts.is_always_present(id, field));
        let derives = self.derives(id, &self.usual(id, has_default), &["Debug"]);
        let table = self.runtime("object");
        let received = self.is_built_in_tests(id).then(|| quote!(received));
        let arguments = self.constructor(id, object).into_iter().map(|(name, ty)| (name, self.ty(&ty)));
        let arguments = arguments.map(|(name, ty)| quote!(#name: #ty));
        vec![
            quote!(#docs #derives #[non_exhaustive] pub struct #ident { #(#fields)* }),
            quote!(#table! { #received #ident(#(#arguments),*) #own { #(#rows)* } }),
        ]
    }

    /// Returns the beginning of a field's row: the property, the field, its setter, and the type that the setter takes.
    fn row(self, owner: TypeId, field: &Field, name: &Snake) -> TokenStream {
        let kind = presence(self.presence(owner, field), self.is_boxed(owner, &field.ty));
        let wire = literal::text(&field.name);
        if self.facts.is_always_present(owner, field) {
            return quote!(#wire => #name: #kind);
        }
        let deprecated = field.docs.deprecated.then(|| quote!(#[deprecated]));
        let setter = self.renamed_setter(self.names.of(owner), name).map(|setter| quote!(as #setter));
        let value = self.ty(&self.property(owner, field));
        quote!(#deprecated #wire => #name #setter: #kind<#value>)
    }

    /// Returns the documentation of a field, or else of its type.
    fn field_docs(self, owner: TypeId, field: &Field) -> TokenStream {
        let mut lines = doc_lines(&field.docs);
        let ty = match &field.ty {
            Type::Nullable(inner) => inner,
            other => other,
        };
        if let (Type::Ref(id), true) = (ty, lines.is_empty()) {
            lines = first_lines(&self.api.type_def(*id).docs);
        }
        let direction = match (field.required, field.read_only, field.write_only) {
            _ if self.facts.is_always_present(owner, field) == field.required => None,
            (_, true, _) => Some("Responses always contain it; requests do not."),
            _ => Some("Requests must contain it; responses do not."),
        };
        let direction = direction.map(str::to_owned).into_iter().collect();
        let uploads = self.facts.uploads(self.api, owner, &field.ty);
        let mixed = uploads.filter(|_| self.is_mixed(&field.ty));
        let mixed = mixed.map(|_| "A file, or another value by `Upload::text` or `Upload::json`.".to_owned());
        let docs = docs::attributes(&docs::join([lines, direction, mixed.into_iter().collect()]));
        let deprecated = field.docs.deprecated.then(|| quote!(#[deprecated]));
        quote!(#docs #deprecated)
    }

    /// Returns whether an upload may be another value than a file.
    fn is_mixed(self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::Nullable(inner) | Type::Array(inner) => self.is_mixed(inner),
            Type::Ref(_) => true,
            _ => false,
        }
    }

    fn newtype_items(self, id: TypeId, def: &TypeDef, inner: &Type) -> Vec<TokenStream> {
        let (docs, ident, ty) = (type_docs(def), &self.names.of(id).ident, self.ty(&self.newtype(id, inner)));
        let checked = self.facts.is_constrained(inner).then(|| quote!(checked));
        let rules = constraints::rules(&self.facts.constraints(self.api, inner, &def.docs.constraints));
        let newtype = self.runtime("newtype");
        let kind = def.is_newtype.then(|| self.scalar(inner));
        let mut own = self.usual(id, false);
        own.extend(kind.iter().flat_map(|it| it.derives));
        let (derives, how) = (self.derives(id, &own, &["Debug"]), self.treated(inner));
        let kind = kind.map(|it| format_ident!("{}", it.name)).map(|name| quote!(as #name));
        vec![
            quote!(#docs #derives pub struct #ident(pub #ty);),
            quote!(#newtype! { #ident(#ty) #kind #how #checked #rules }),
        ]
    }
}

/// Returns text as inline code.
pub(super) fn code(text: &str) -> String {
    let hidden = |it: char| is_invisible(it) || it == '\n';
    if !text.is_empty() && text.chars().all(|it| hidden(it) || it == ' ') && text.contains(hidden) {
        return format!("`{}`", text.escape_default());
    }
    let text: String = text.chars().map(|it| if hidden(it) { ' ' } else { it }).collect();
    let ticks = longest_run(&text);
    if text.trim().is_empty() {
        return match text.len() {
            0 => "The empty text".to_owned(),
            1 => "A space".to_owned(),
            count => format!("{count} spaces"),
        };
    }
    let fence = "`".repeat(ticks + 1);
    let space = if ticks > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

pub(super) fn type_docs(def: &TypeDef) -> TokenStream {
    let docs = docs::attributes(&doc_lines(&def.docs));
    let deprecated = def.docs.deprecated.then(|| quote!(#[deprecated]));
    quote!(#docs #deprecated)
}

/// The maximum length of a documented example or default, in characters.
const MAX_VALUE: usize = 60;

/// Returns the first documentation that exists: the title, the description's beginning, or a value.
fn first_lines(about: &Docs) -> Vec<String> {
    let texts = [&about.title, &about.description].into_iter().flatten();
    let first = texts.map(|text| docs::first(text)).find(|lines| !lines.is_empty());
    first.unwrap_or_else(|| doc_lines(about).into_iter().take(1).collect())
}

/// Returns title, description, constraints, default and example as lines of documentation.
pub(super) fn doc_lines(about: &Docs) -> Vec<String> {
    let title = about.title.as_deref().map(docs::markdown).unwrap_or_default();
    let description = about.description.as_deref().map(docs::markdown).unwrap_or_default();
    let title = if description.first() == title.first() { Vec::new() } else { title };
    let short = |value: &&String| value.chars().count() <= MAX_VALUE;
    let value = |name: &str, value: &Option<String>| {
        value.as_ref().filter(short).map(|value| format!("{name}: {}", code(value)))
    };
    let values = [value("Default", &about.default), value("Example", &about.example)];
    let values = values.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let values = if values.is_empty() { Vec::new() } else { vec![values] };
    let constraints: Vec<String> = constraints::sentence(&about.constraints).into_iter().collect();
    docs::join([title, description, constraints, values])
}

/// Returns the kind of a field in the table.
fn presence(presence: Presence, is_boxed: bool) -> TokenStream {
    match presence {
        Presence::Required if is_boxed => quote!(required_boxed),
        Presence::Required => quote!(required),
        Presence::Optional if is_boxed => quote!(optional_boxed),
        Presence::Optional => quote!(optional),
        Presence::OptionalValue => quote!(optional_value),
        Presence::OptionalNullable => quote!(optional_nullable),
    }
}
