//! Example values of the API's types, as code.

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::Uploads;
use crate::config::{Maps, RustPath, Times};
use crate::ir::{Field, Object, Shape, Type, TypeId};
use crate::name::Ident as _;
use crate::render::{Context, literal};

/// The maximum depth of an example's values; deeper values have no example.
const MAX_DEPTH: usize = 6;

/// The maximum number of an example's values; with more, there is no example.
const MAX_VALUES: usize = 60;

/// The use of a value in the code around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Usage {
    /// Binds it to a variable, whose type follows from the value.
    Bound,
    /// Needs a value of its type.
    Typed,
    /// Converts it into its type.
    Converted,
}

/// The builder of example values.
pub(super) struct Values<'a> {
    pub(super) context: Context<'a>,
    /// Whether the values name items of the module `types`.
    pub(super) names_types: bool,
    /// The number of values left to build.
    budget: usize,
}

impl<'a> Values<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context, names_types: false, budget: MAX_VALUES }
    }

    /// Returns an argument of a method.
    pub(super) fn argument(&mut self, ty: &Type, name: &str, example: Option<&str>) -> Option<TokenStream> {
        let context = self.context;
        match context.resolved(ty) {
            Type::String => Some(example_literal(&text(example, name))),
            Type::Array(item) => {
                let item = match context.resolved(item) {
                    Type::String => example_literal(&example_text(name)),
                    _ => self.owned(item, name, 1, Usage::Bound)?,
                };
                Some(quote!(&[#item]))
            }
            // A generic argument cannot infer the type of `None`.
            Type::Nullable(inner) if context.argument(inner).is_generic() => Some(quote!(None::<&[&str]>)),
            Type::Nullable(_) => Some(quote!(None)),
            _ => {
                let value = self.owned(ty, name, 0, Usage::Bound)?;
                Some(if context.is_by_value(ty) { value } else { quote!(&#value) })
            }
        }
    }

    /// Returns an owned value.
    pub(super) fn owned(&mut self, ty: &Type, name: &str, depth: usize, usage: Usage) -> Option<TokenStream> {
        if depth > MAX_DEPTH || self.budget == 0 {
            return None;
        }
        self.budget -= 1;
        Some(match ty {
            Type::Ref(id) => self.named(*id, name, depth, usage)?,
            Type::External(path) => self.external(path),
            Type::Boolean => quote!(true),
            Type::Integer(_) => quote!(1),
            Type::Number(_) => quote!(1.5),
            Type::String | Type::Binary => {
                let text = literal::text(&example_text(name));
                if usage == Usage::Converted { quote!(#text) } else { quote!(#text.to_owned()) }
            }
            Type::DateTime | Type::DateTimeOrUtc if self.context.config.times == Times::String => {
                quote!("2026-01-31T12:00:00Z".to_owned())
            }
            Type::Date if self.context.config.times == Times::String => quote!("2026-01-31".to_owned()),
            Type::DateTime
            | Type::DateTimeOrUtc
            | Type::Date
            | Type::Decimal
            | Type::Ipv4
            | Type::Ipv6
            | Type::Uuid => self.parsed(ty, usage),
            Type::Base64 | Type::Base64Url if usage == Usage::Converted => quote!(b"bytes".to_vec()),
            Type::Base64 | Type::Base64Url => quote!(b"bytes".to_vec().into()),
            Type::Array(item) => {
                let is_list = matches!(self.context.resolved(item), Type::Array(_) | Type::Map(_));
                if usage == Usage::Converted && !is_list {
                    let item = self.owned(item, name, depth + 1, Usage::Converted)?;
                    return Some(quote!([#item]));
                }
                let item = self.owned(item, name, depth + 1, Usage::Typed)?;
                quote!(vec![#item])
            }
            Type::Map(_) if usage == Usage::Converted => self.map(),
            Type::AnyObject if usage == Usage::Converted => {
                let crate_name = self.crate_name();
                quote!(#crate_name::serde_json::Map::new())
            }
            Type::Map(_) | Type::AnyObject => quote!(Default::default()),
            Type::Any => {
                let crate_name = self.crate_name();
                quote!(#crate_name::serde_json::Value::Null)
            }
            Type::Null => quote!(()),
            Type::Nullable(_) => quote!(None),
        })
    }

    /// Returns an empty map.
    fn map(&self) -> TokenStream {
        let (crate_name, maps) = (self.crate_name(), self.context.config.maps);
        let name = quote::format_ident!("{}", maps.type_name());
        match maps {
            Maps::BtreeMap | Maps::HashMap => quote!(std::collections::#name::new()),
            Maps::IndexMap => quote!(#crate_name::indexmap::#name::new()),
        }
    }

    /// Returns a value of a type of another crate, which the generated crate re-exports.
    fn external(&self, path: &str) -> TokenStream {
        let (name, root) = (self.crate_name(), path.split("::").next().unwrap_or_default());
        let of: TokenStream = path.parse().unwrap_or_default();
        let is_known = |root: &str| ["std", "core", "alloc"].contains(&root);
        let roots = RustPath::parse(path).map(|path| path.crates()).unwrap_or_default();
        let of = match roots.iter().all(|root| is_known(root)) {
            true => of,
            false if path.contains('<') || path == root => quote!(_),
            false => quote!(#name::#of),
        };
        quote!(#name::serde_json::from_str::<#of>("\"..\"")?)
    }

    fn crate_name(&self) -> TokenStream {
        super::crate_path(self.context)
    }

    /// Returns a value parsed from text. A conversion does not determine its type, so the code names that.
    fn parsed(&self, ty: &Type, usage: Usage) -> TokenStream {
        let (name, times) = (self.crate_name(), self.context.config.times);
        let (text, path) = match ty {
            Type::Date => (
                "2026-01-31",
                match times {
                    Times::Chrono | Times::String => quote!(#name::chrono::NaiveDate),
                    Times::Jiff => quote!(#name::jiff::civil::Date),
                    Times::Time => quote!(#name::Date),
                },
            ),
            Type::Decimal => ("1.50", quote!(#name::Decimal)),
            Type::Ipv4 => ("192.0.2.1", quote!(std::net::Ipv4Addr)),
            Type::Ipv6 => ("2001:db8::1", quote!(std::net::Ipv6Addr)),
            Type::Uuid => ("6f1c5ab0-9d9c-4f3a-8b55-1e0f6d3f2a77", quote!(#name::uuid::Uuid)),
            _ => (
                "2026-01-31T12:00:00Z",
                match times {
                    Times::Chrono | Times::String => quote!(#name::chrono::DateTime<#name::chrono::FixedOffset>),
                    Times::Jiff => quote!(#name::jiff::Timestamp),
                    Times::Time => quote!(#name::DateTime),
                },
            ),
        };
        let of = (usage == Usage::Converted).then(|| quote!(::<#path>));
        quote!(#text.parse #of ()?)
    }

    /// Returns a value of a named type.
    fn named(&mut self, id: TypeId, name: &str, depth: usize, usage: Usage) -> Option<TokenStream> {
        let (def, names, facts) = (self.context.api.type_def(id), self.context.names.of(id), self.context.facts);
        let ident = &names.ident;
        let is_boxed = |ty: &Type| matches!(ty, Type::Ref(used) if facts.is_boxed(id, *used));
        if let (Shape::Alias(inner), false) = (&def.shape, facts.is_newtype(id)) {
            return self.owned(inner, name, depth + 1, usage);
        }
        self.names_types = true;
        Some(match &def.shape {
            Shape::Alias(inner) => {
                let inner = self.owned(inner, name, depth + 1, Usage::Typed)?;
                quote!(types::#ident(#inner))
            }
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => {
                let variant = names.variants.first()?;
                quote!(types::#ident::#variant)
            }
            Shape::Union(union) => {
                let (variant, name) = (union.variants.first()?, names.variants.first()?);
                if is_boxed(&variant.ty) {
                    return None;
                }
                let value = self.owned(&variant.ty, "value", depth + 1, Usage::Typed)?;
                quote!(types::#ident::#name(#value))
            }
            Shape::Tuple(tuple) => {
                if tuple.items.iter().any(|it| is_boxed(&it.ty)) {
                    return None;
                }
                let mut fields = Vec::new();
                for item in &tuple.items {
                    fields.push(match item.required {
                        true => self.owned(&item.ty, "item", depth + 1, Usage::Typed)?,
                        false => quote!(None),
                    });
                }
                fields.extend(tuple.rest.as_ref().map(|_| quote!(Vec::new())));
                quote!(types::#ident(#(#fields),*))
            }
            Shape::Object(object) => self.object(id, object, depth, usage)?,
        })
    }

    /// Returns a value of a struct, with its required properties.
    fn object(&mut self, id: TypeId, object: &Object, depth: usize, usage: Usage) -> Option<TokenStream> {
        let (names, facts) = (self.context.names.of(id), self.context.facts);
        let ident = &names.ident;
        let fields = object.fields.iter().zip(&names.fields);
        let required: Vec<_> = fields.filter(|(it, _)| facts.is_always_present(id, it)).collect();
        let usage_of_fields = if required.len() == 1 { Usage::Converted } else { Usage::Typed };
        let mut values = Vec::new();
        for (field, name) in &required {
            values.push((name, self.field(id, field, depth, usage_of_fields)?));
        }
        Some(match values.as_slice() {
            [] => quote!(types::#ident::new()),
            [(_, value)] => quote!(types::#ident::new(#value)),
            several => {
                let fields = several.iter().map(|(name, value)| quote!(#name: #value,));
                let required = quote!(types::required::#ident { #(#fields)* });
                match usage {
                    Usage::Bound => quote!(types::#ident::new(#required)),
                    Usage::Typed => quote!(#required.into()),
                    Usage::Converted => required,
                }
            }
        })
    }

    /// Returns a value of a required field.
    fn field(&mut self, owner: TypeId, field: &Field, depth: usize, usage: Usage) -> Option<TokenStream> {
        let uploads = self.context.facts.uploads(self.context.api, owner, &field.ty);
        Some(match (&field.ty, &field.docs.example) {
            (Type::Nullable(_), _) => quote!(None),
            _ if uploads == Some(Uploads::One) && usage == Usage::Converted => quote!(b"bytes".to_vec()),
            _ if uploads == Some(Uploads::One) => quote!(b"bytes".to_vec().into()),
            _ if uploads == Some(Uploads::Many) => quote!(vec![b"bytes".to_vec().into()]),
            (Type::Integer(_), Some(example)) if example.parse::<u16>().is_ok() => example.parse().ok()?,
            (Type::String, example) => {
                let text = literal::text(&text(example.as_deref(), &field.name));
                if usage == Usage::Converted { quote!(#text) } else { quote!(#text.to_owned()) }
            }
            (ty, _) => self.owned(ty, &field.name, depth + 1, usage)?,
        })
    }
}

/// Returns the document's example, or else a text made from the name.
fn text(example: Option<&str>, name: &str) -> String {
    let given = example.and_then(|json| serde_json::from_str::<String>(json).ok());
    given.filter(|text| !text.is_empty() && !text.contains(char::is_control)).unwrap_or_else(|| example_text(name))
}

/// Returns a text made from the name.
fn example_text(name: &str) -> String {
    crate::name::Snake::new(name).as_str().replace('_', "-")
}

fn example_literal(text: &str) -> TokenStream {
    let literal = literal::text(text);
    quote!(#literal)
}
