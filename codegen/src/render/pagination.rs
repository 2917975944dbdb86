//! Pagination: the methods `pages` and `items` of an operation's call.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Extent, Pagination, Shape, Step, Type};
use crate::render::imports::Scope;
use crate::render::literal;
use crate::surface::{Method, Pages, PathField};

impl Method<'_> {
    /// Returns the methods `pages` and `items`.
    pub(super) fn page_methods(&self, scope: Scope<'_>) -> Vec<TokenStream> {
        let Some(Pages { pagination, page, item }) = self.pages() else { return Vec::new() };
        let [success, failure] = [&self.success, &self.failure].map(|set| scope.ty(&set.ty(*scope)));
        let parameter = literal::text(&pagination.parameter);
        let Some(advance) = scope.advance(page, pagination) else { return Vec::new() };
        let size = pagination.size.as_ref().map(|size| {
            let number = |number: Option<u64>| match number.map(proc_macro2::Literal::u64_unsuffixed) {
                Some(number) => quote!(Some(#number)),
                None => quote!(None),
            };
            let (name, default, most) = (literal::text(&size.parameter), number(size.default), number(size.most));
            quote!(.size(#name, #default, #most))
        });
        let pages = scope.runtime("Pages");
        let mut methods = vec![quote! {
            /// Returns a stream of this page and all following pages; it requests each page on demand.
            pub fn pages(self) -> #pages<#success, #failure> {
                #pages::new(self.0, #parameter, #advance)#size
            }
        }];
        let list = pagination.items.as_deref().and_then(|path| scope.list(page, path));
        if let (Some(item), Some(list)) = (item, list) {
            let (items, item) = (scope.runtime("Items"), scope.owned_ty(item));
            methods.push(quote! {
                /// Returns a stream of the items of this page and all following pages; it requests each page on demand.
                pub fn items(self) -> #items<#success, #failure, #item> {
                    #items::new(self.pages(), |page| #list)
                }
            });
        }
        methods
    }
}

/// Returns the place expression within `page`, or an `Option` of a reference if it may be absent, and whether it may.
fn borrowed(path_fields: &[PathField<'_>]) -> (TokenStream, bool) {
    let (mut place, mut is_optional) = (quote!(page), false);
    for PathField { name, options, .. } in path_fields {
        place = match (is_optional, options) {
            (false, 0) => quote!(#place.#name),
            (false, 1) => quote!(#place.#name.as_ref()),
            (false, _) => quote!(#place.#name.as_ref().and_then(Option::as_ref)),
            (true, 0) => quote!(#place.map(|it| &it.#name)),
            (true, 1) => quote!(#place.and_then(|it| it.#name.as_ref())),
            (true, _) => quote!(#place.and_then(|it| it.#name.as_ref()).and_then(Option::as_ref)),
        };
        is_optional |= *options > 0;
    }
    (place, is_optional)
}

impl<'a> Scope<'a> {
    /// Returns the expression that moves the items at a path out of `page`.
    fn list(self, page: &'a Type, path: &[String]) -> Option<TokenStream> {
        let path_fields = self.path_fields(page, path)?;
        if let ([], Type::Nullable(_)) = (path_fields.as_slice(), page) {
            return Some(quote!(page.unwrap_or_default()));
        }
        let (mut list, mut is_optional) = (quote!(page), false);
        for PathField { name, options, .. } in path_fields {
            list = match (is_optional, options) {
                (false, 0 | 1) => quote!(#list.#name),
                (false, _) => quote!(#list.#name.flatten()),
                (true, 0) => quote!(#list.map(|it| it.#name)),
                (true, 1) => quote!(#list.and_then(|it| it.#name)),
                (true, _) => quote!(#list.and_then(|it| it.#name.flatten())),
            };
            is_optional |= options > 0;
        }
        Some(if is_optional { quote!(#list.unwrap_or_default()) } else { list })
    }

    /// Returns the expression of the page's extent by the number of its items.
    fn count(self, page: &'a Type, path: &[String]) -> Option<TokenStream> {
        // A list with a named type has no `len`.
        let item = self.page_item(page, path)?;
        let path_fields = self.path_fields(page, path)?;
        let list = match (path_fields.as_slice(), page) {
            ([], Type::Nullable(_)) => quote!(page.as_deref().unwrap_or_default()),
            ([], _) => quote!(page),
            ([PathField { name, options: 1, .. }], _) => quote!(page.#name.as_deref().unwrap_or_default()),
            (path_fields, _) => match borrowed(path_fields) {
                (list, true) => quote!(#list.map(Vec::as_slice).unwrap_or_default()),
                (list, false) => quote!(&#list),
            },
        };
        let extent = self.runtime("Extent");
        Some(if self.is_object(item) { quote!(#extent::objects(#list)) } else { quote!(#extent::values(#list)) })
    }

    /// Returns whether all values of a type are objects.
    fn is_object(self, ty: &Type) -> bool {
        match ty {
            Type::Nullable(inner) => self.is_object(inner),
            Type::Map(_) => true,
            _ => match self.behind(ty) {
                Some((_, Shape::Object(_))) => true,
                Some((_, Shape::Union(union))) => union.variants.iter().all(|it| self.object_of(&it.ty).is_some()),
                _ => matches!(self.resolved(ty), Type::Map(_)),
            },
        }
    }

    /// Returns the expression of how far the list extends, by the fields of `page`.
    fn extent(self, page: &'a Type, extent: &Extent, items: &[String]) -> Option<TokenStream> {
        let count = self.count(page, items)?;
        let at = |path: &Option<Vec<String>>| {
            let path_fields = self.path_fields(page, path.as_ref()?).filter(|path_fields| !path_fields.is_empty())?;
            let ty = path_fields.last()?.ty;
            let (place, is_optional) = borrowed(&path_fields);
            Some((place, is_optional, ty))
        };
        let value = |path: &Option<Vec<String>>| {
            let (place, is_optional, _) = at(path)?;
            Some(if is_optional { place } else { quote!(Some(&#place)) })
        };
        let more = value(&extent.more).map(|more| quote!(#more.copied()));
        let last = value(&extent.last).map(|last| quote!(#last.map(|last| !last)));
        let next = at(&extent.next).and_then(|(place, is_optional, ty)| {
            let ty = if let Type::Nullable(inner) = ty { inner } else { ty };
            match (*self.resolved(ty) == Type::String, is_optional) {
                (true, true) => Some(quote!(.has_next_link(#place.is_some_and(|next| !next.is_empty())))),
                (true, false) => Some(quote!(.has_next_link(!#place.is_empty()))),
                (false, true) => Some(quote!(.has_next_link(#place.is_some()))),
                (false, false) => None,
            }
        });
        let more = more.or(last).map(|more| quote!(.has_more(#more))).or(next);
        let pages = value(&extent.pages).map(|pages| quote!(.pages(#pages)));
        let total = value(&extent.total).map(|total| quote!(.total(#total)));
        Some(quote!(#count #total #pages #more))
    }

    fn advance(self, page: &'a Type, pagination: &Pagination) -> Option<TokenStream> {
        let items = pagination.items.as_deref();
        let advance = self.runtime("Advance");
        Some(match &pagination.step {
            Step::Cursor(path) => {
                let next = self.text(page, path)?;
                quote!(#advance::Cursor(|page| #next))
            }
            Step::Last(more, id) => {
                let (more, list) = (self.path_fields(page, more)?, self.path_fields(page, items?)?);
                let id = self.text(self.page_item(page, items?)?, std::slice::from_ref(id))?;
                let is_last = match (more.as_slice(), borrowed(&more)) {
                    ([PathField { name, options: 0, .. }], _) => quote!(!page.#name),
                    ([PathField { name, options: 1, .. }], _) => quote!(page.#name != Some(true)),
                    (_, (more, true)) => quote!(#more != Some(&true)),
                    (_, (more, false)) => quote!(!#more),
                };
                let last = match borrowed(&list) {
                    (list, true) => quote!(#list?.last()?),
                    (list, false) => quote!(#list.last()?),
                };
                quote! {
                    #advance::Cursor(|page| {
                        if #is_last {
                            return None;
                        }
                        let page = #last;
                        #id
                    })
                }
            }
            Step::Number(first) => {
                let first = proc_macro2::Literal::u64_unsuffixed(*first);
                let extent = self.extent(page, &pagination.extent, items?)?;
                quote!(#advance::Number(#first, |page| #extent))
            }
            Step::Offset => {
                let extent = self.extent(page, &pagination.extent, items?)?;
                quote!(#advance::Offset(|page| #extent))
            }
        })
    }

    /// Returns the expression of the text at a path: an `Option`.
    fn text(self, page: &'a Type, path: &[String]) -> Option<TokenStream> {
        let path_fields = self.path_fields(page, path)?;
        let (last, before) = path_fields.split_last()?;
        let mut place = quote!(page);
        for field in before {
            let name = field.name;
            let each = (0..field.options).map(|_| quote!(.as_ref()?));
            place = quote!(#place.#name #(#each)*);
        }
        let name = last.name;
        let inner = if let Type::Nullable(inner) = last.ty { inner } else { last.ty };
        let each = (0..last.options).map(|_| quote!(.as_ref()?));
        let place = quote!(#place.#name #(#each)*);
        match self.resolved(inner) {
            Type::String if last.options == 1 && before.iter().all(|field| field.options == 0) => {
                let name = path_fields.iter().map(|field| field.name);
                Some(quote!(page.#(#name).*.clone()))
            }
            Type::String => Some(quote!(Some(#place.clone()))),
            Type::Integer(_) | Type::Decimal => Some(quote!(Some(#place.to_string()))),
            _ => None,
        }
    }
}
