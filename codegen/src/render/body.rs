//! Request bodies: the method's argument, and the builder call that sets the body.

use proc_macro2::TokenStream;
use quote::quote;

use oasmith_runtime::media_type::MediaType;

use crate::ir::{BodyContent, BodyKind, Encoding, Object, Shape, Style, Type, TypeId};
use crate::name::Snake;
use crate::render::imports::Scope;
use crate::render::{docs, literal, style, types};
use crate::surface::{BYTES, BodySource, RequestBody, RustType, STRING};

impl RequestBody<'_> {
    /// Returns the lifetime that the argument needs.
    pub(super) fn generics(&self) -> Option<TokenStream> {
        self.is_enum().then(|| quote!(<'b>))
    }

    /// Returns the builder call that sets the body.
    pub(super) fn step(&self, scope: Scope<'_>, name: &Snake) -> TokenStream {
        if let Some(only) = self.sole() {
            return self.step_of(scope, only, &quote!(#name));
        }
        let ident = &self.names.ident;
        let arms = self.body.contents.iter().zip(&self.names.variants).map(|(content, variant)| {
            let value = match self.variant(content) {
                RustType::CowStrings => quote!(&*#name),
                RustType::Option(inner) if *inner == RustType::CowStrings => quote!(#name.as_deref()),
                _ => quote!(#name),
            };
            let step = self.step_of(scope, content, &value);
            quote!(#ident::#variant(#name) => builder #step,)
        });
        let lifetime = self.needs_lifetime().then(|| quote!(#ident::_Lifetime(never, _) => match never {},));
        quote!(.with(|builder| match #name.into() { #(#arms)* #lifetime }))
    }

    fn step_of(&self, scope: Scope<'_>, content: &BodyContent, name: &TokenStream) -> TokenStream {
        let media_type = literal::text(&content.media_type);
        let reference = |ty: &Type| self.context.is_by_value(ty).then(|| quote!(&));
        match &content.kind {
            BodyKind::Json(ty) => {
                let reference = reference(ty);
                // Named types serialize their numbers themselves.
                let (reference, name) = match self.context.holds_numbers(ty) {
                    true => (None, quote!(&crate::runtime::scalar::number(#reference #name))),
                    false => (reference, name.clone()),
                };
                if content.media_type == "application/json" {
                    quote!(.json(#reference #name))
                } else {
                    quote!(.json_as(#media_type, #reference #name))
                }
            }
            BodyKind::Lines(ty) if self.context.holds_numbers(ty) => {
                quote!(.lines(#media_type, &crate::runtime::scalar::numbers(#name)))
            }
            BodyKind::Lines(_) => quote!(.lines(#media_type, #name)),
            BodyKind::Form(ty, encodings) => {
                let (reference, styles) = (reference(ty), styles(scope, encodings));
                let reserved = reserved(encodings);
                match reserved.as_slice() {
                    [] => quote!(.form(#reference #name, &[#(#styles),*])),
                    names => quote!(.form_reserved(#reference #name, &[#(#styles),*], &[#(#names),*])),
                }
            }
            BodyKind::Multipart(ty, encodings) => {
                let form = self.multipart(scope, ty, encodings, name);
                let order = order(encodings);
                match content.media_type.as_str() {
                    "multipart/form-data" => quote!(.multipart(#form)),
                    _ => quote!(.multipart(#form.of(#media_type, &[#(#order),*]))),
                }
            }
            BodyKind::Plain(ty) => {
                let reference = reference(ty);
                quote!(.plain(#media_type, #reference #name))
            }
            BodyKind::Text => quote!(.text(#media_type, #name)),
            BodyKind::Bytes => quote!(.bytes(#media_type, #name)),
        }
    }

    fn multipart(&self, scope: Scope<'_>, ty: &Type, encodings: &[Encoding], name: &TokenStream) -> TokenStream {
        let reference = self.context.is_by_value(ty).then(|| quote!(&));
        let media_types = encodings.iter().filter_map(|encoding| {
            let (name, media_type) = (literal::text(&encoding.name), literal::text(encoding.media_type.as_deref()?));
            Some(quote!((#name, #media_type)))
        });
        let joined: Vec<Encoding> = encodings.iter().filter(|it| it.style.is_some()).cloned().collect();
        let multipart = scope.runtime("Multipart");
        let form = match styles(scope, &joined).as_slice() {
            [] => quote!(#multipart::new(#reference #name, &[#(#media_types),*])),
            joined => quote!(#multipart::joined(#reference #name, &[#(#media_types),*], &[#(#joined),*])),
        };
        match self.context.behind(ty) {
            Some((id, Shape::Object(object))) => {
                let files = self.files(id, object, name);
                quote!(#form #(#files)*)
            }
            Some((id, Shape::Union(union))) => {
                let arms = union.variants.iter().zip(&self.context.names.of(id).variants);
                let arms = arms.filter_map(|(variant, ident)| {
                    let (of, Shape::Object(object)) = self.context.behind(&variant.ty)? else { return None };
                    let files = self.files(of, object, &quote!(it));
                    let union = scope.owned_ty(&Type::Ref(id));
                    (!files.is_empty()).then(|| quote!(#union::#ident(it) => form #(#files)*,))
                });
                let arms: Vec<TokenStream> = arms.collect();
                if arms.is_empty() {
                    return form;
                }
                quote!({ let form = #form; match #name { #(#arms)* _ => form } })
            }
            _ if matches!(self.context.resolved(ty), Type::Map(value)
                if self.context.facts.uploads_of_map(self.context.api, value).is_some()) =>
            {
                quote!(#form.files(#name))
            }
            _ => form,
        }
    }

    /// Returns the calls that add a form's files.
    fn files(&self, id: TypeId, object: &Object, value: &TokenStream) -> Vec<TokenStream> {
        let fields = object.fields.iter().zip(&self.context.names.of(id).fields);
        let files = fields.filter(|(field, _)| self.context.facts.uploads(self.context.api, id, &field.ty).is_some());
        let steps = files.map(|(field, name)| {
            let wire = literal::text(&field.name);
            quote!(.file(#wire, &#value.#name))
        });
        let is_files = |rest: &&Type| self.context.facts.uploads(self.context.api, id, rest).is_some();
        let rest = object.rest.as_ref().filter(is_files).map(|_| {
            let name = &self.context.names.of(id).rest;
            quote!(.files(&#value.#name))
        });
        steps.chain(rest).collect()
    }

    /// Returns whether the enum has a variant only for its lifetime.
    fn needs_lifetime(&self) -> bool {
        !self.is_borrowing()
    }

    /// Returns the enum over the media types, if there are several, or if the body may be null.
    pub(super) fn items(&self, scope: Scope<'_>, method: &str) -> Vec<TokenStream> {
        if !self.is_enum() {
            return Vec::new();
        }
        let ident = &self.names.ident;
        let about = docs::attributes(&[format!("The request bodies of {method}.")]);
        let hidden = self.needs_lifetime().then(|| {
            quote! {
                #[doc(hidden)]
                _Lifetime(std::convert::Infallible, std::marker::PhantomData<&'b ()>),
            }
        });
        let variants = self.body.contents.iter().zip(&self.names.variants).map(|(content, variant)| {
            let about = docs::attributes(&[format!("Sent as {}.", types::code(&content.media_type))]);
            let ty = scope.borrowed_ty(&self.variant(content));
            quote!(#about #variant(#ty),)
        });
        let mut items = vec![
            quote!(#about #[derive(Clone, Debug)] #[non_exhaustive] pub enum #ident<'b> { #(#variants)* #hidden }),
        ];
        items.extend(self.conversions().into_iter().map(|(source, ty, variant)| {
            let body = converted(&source, &ty);
            let array = source.is_array().then(|| quote!(const N: usize));
            let ty = source_type(scope, &source, &ty);
            quote! {
                impl<'b, #array> From<#ty> for #ident<'b> {
                    fn from(body: #ty) -> Self {
                        Self::#variant(#body)
                    }
                }
            }
        }));
        items
    }
}

/// Returns the argument `body` as a value of a variant of the type `variant`.
fn converted(source: &BodySource, variant: &RustType) -> TokenStream {
    match (source, variant) {
        (BodySource::NonNull(source), RustType::Option(variant)) => {
            let value = converted(source, variant);
            quote!(Some(#value))
        }
        (BodySource::Slice(item) | BodySource::VecRef(item) | BodySource::Array(item), RustType::CowStrings) => {
            match *item == STRING.into() {
                true => quote!(body.into()),
                false => quote!(body.iter().map(ToString::to_string).collect()),
            }
        }
        (BodySource::Own(own), _) if own == variant => quote!(body),
        (BodySource::BoxRef(_), _) => quote!(body.as_ref()),
        (_, RustType::Known(_)) => quote!(body.into()),
        _ => quote!(body),
    }
}

/// Returns a type that converts into a variant of the type `variant`.
fn source_type(scope: Scope<'_>, source: &BodySource, variant: &RustType) -> TokenStream {
    match source {
        BodySource::Own(ty) => scope.borrowed_ty(ty),
        BodySource::Slice(item) => scope.borrowed_ty(&RustType::Slice(Box::new(item.clone()))),
        BodySource::Str if matches!(variant, RustType::Ref(_)) => scope.borrowed_ty(variant),
        BodySource::Str => quote!(&str),
        BodySource::StringRef => quote!(&'b String),
        BodySource::BoxRef(inner) => {
            let inner = scope.borrowed_ty(inner);
            quote!(&'b Box<#inner>)
        }
        BodySource::VecRef(item) => {
            let item = scope.borrowed_ty(item);
            quote!(&'b Vec<#item>)
        }
        BodySource::Array(item) => {
            let item = scope.borrowed_ty(item);
            quote!(&'b [#item; N])
        }
        BodySource::StaticStr => quote!(&'static str),
        BodySource::ByteVec => quote!(Vec<u8>),
        BodySource::StaticBytes => quote!(&'static [u8]),
        BodySource::Bytes => scope.ty(&BYTES.into()),
        BodySource::NonNull(source) => match variant {
            RustType::Option(variant) => source_type(scope, source, variant),
            _ => source_type(scope, source, variant),
        },
    }
}

/// Returns the names of the parts with a fixed order, in that order.
fn order(encodings: &[Encoding]) -> Vec<proc_macro2::Literal> {
    let mut placed: Vec<&Encoding> = encodings.iter().filter(|it| it.place.is_some()).collect();
    placed.sort_by_key(|it| it.place);
    placed.into_iter().map(|it| literal::text(&it.name)).collect()
}

/// Returns the names of a form's properties with `allowReserved`.
pub(super) fn reserved(encodings: &[Encoding]) -> Vec<proc_macro2::Literal> {
    encodings.iter().filter(|it| it.allow_reserved).map(|it| literal::text(&it.name)).collect()
}

/// Returns the styles of a form's properties, each with the names of the properties that use it.
pub(super) fn styles(scope: Scope<'_>, encodings: &[Encoding]) -> Vec<TokenStream> {
    let mut groups: Vec<(TokenStream, bool, Vec<proc_macro2::Literal>)> = Vec::new();
    for encoding in encodings {
        let Some((style, explode)) = styled(scope, encoding) else { continue };
        let name = literal::text(&encoding.name);
        match groups
            .iter_mut()
            .find(|(other, other_explode, _)| *other_explode == explode && other.to_string() == style.to_string())
        {
            Some((_, _, names)) => names.push(name),
            None => groups.push((style, explode, vec![name])),
        }
    }
    groups.into_iter().map(|(style, explode, names)| quote!((#style, #explode, &[#(#names),*]))).collect()
}

/// Returns the style of a form's property, unless it is the default.
fn styled(scope: Scope<'_>, encoding: &Encoding) -> Option<(TokenStream, bool)> {
    match (encoding.style, encoding.media_type.as_deref()) {
        (Some((style, explode)), _) => Some((style::style(scope, style), explode)),
        (None, Some(it)) if MediaType::parse(it).is_some_and(|it| it.is_json()) => {
            Some((style::style(scope, Style::Json), false))
        }
        _ => None,
    }
}
