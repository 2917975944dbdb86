//! What the style of a parameter can carry.
//!
//! Source: OpenAPI 3.0.4, section 4.7.12.3 (style values) and 4.7.12.4 (style examples): values of a list, and of the
//! properties of an object, are scalars. RFC 6570, section 2.4.2: an exploded object has a list in it where the name is
//! repeated; of deeper nesting neither says anything.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{BodyKind, Location, Operation, Shape, Style, Type, TypeDef};
use crate::lower::alias::unaliased;
use crate::source::Pointer;

/// How many types within each other are looked into.
const MAX_DEPTH: usize = 8;

/// Reports the parameters, the properties of forms and the response headers whose style can't carry all that their
/// schemas allow.
pub(super) fn check(types: &[TypeDef], operations: &[Operation], diagnostics: &mut Diagnostics) {
    let looker = Looker { types };
    for operation in operations {
        for parameter in &operation.parameters {
            let Some(pointer) = &parameter.pointer else { continue };
            let is_pairs = matches!(parameter.location, Location::Query | Location::Cookie);
            let nested = looker.nested(&parameter.ty, parameter.style, is_pairs && parameter.explode);
            let help = if parameter.location == Location::Query { HELP } else { WITH_CONTENT };
            report(diagnostics, pointer, parameter.style, nested, SENT, help);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            let BodyKind::Form(ty, encodings) = &content.kind else { continue };
            let Some(object) = crate::lower::alias::object_behind(types, ty) else { continue };
            let place = operation.pointer.join("requestBody").join("content").join(&content.media_type);
            for encoding in encodings {
                let Some((style, explode)) = encoding.style else { continue };
                let field = object.fields.iter().find(|field| field.name == encoding.name);
                let nested = field.and_then(|field| looker.nested(&field.ty, style, explode));
                let pointer = place.join("encoding").join(&encoding.name);
                report(diagnostics, &pointer, style, nested, SENT, "use `style: deepObject`, or leave the style out");
            }
        }
        for header in operation.responses.iter().flat_map(|response| &response.headers).filter(|it| !it.is_json) {
            let nested = looker.nested(&header.ty, Style::Simple, false);
            report(diagnostics, &header.pointer, Style::Simple, nested, READ, WITH_CONTENT);
        }
    }
}

const SENT: &str = "the client sends it as JSON text";
const READ: &str = "the client reads it as JSON text";
const WITH_CONTENT: &str = "describe it with `content: {application/json: ..}`";
const HELP: &str = "use `style: deepObject`, or describe it with `content: {application/json: ..}`";

fn report(
    diagnostics: &mut Diagnostics,
    pointer: &Pointer,
    style: Style,
    nested: Option<String>,
    then: &str,
    help: &str,
) {
    let Some(nested) = nested else { return };
    let name = format!("{style:?}");
    let name = name[..1].to_lowercase() + &name[1..];
    let message = format!("`style: {name}` has no form for {nested}; {then}");
    diagnostics.warning(Code::UnsupportedStyle, pointer, message).help(help);
}

struct Looker<'t> {
    types: &'t [TypeDef],
}

/// How a value is nested.
enum Kind<'t> {
    Scalar,
    /// Of which nothing is known.
    Any,
    List(Vec<&'t Type>),
    Object(Vec<(&'t str, &'t Type)>),
    Either(Vec<&'t Type>),
}

impl<'t> Looker<'t> {
    /// What a value of this type may have in it that a style can't carry. `repeats` is whether the items of a property
    /// that is a list are written under its name each.
    fn nested(&self, ty: &'t Type, style: Style, repeats: bool) -> Option<String> {
        if matches!(style, Style::Json | Style::Whole | Style::DeepObject) {
            return None;
        }
        self.within(ty, repeats, MAX_DEPTH)
    }

    fn within(&self, ty: &'t Type, repeats: bool, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        match self.kind(ty) {
            Kind::Scalar | Kind::Any => None,
            Kind::List(items) => {
                let item = items.into_iter().find_map(|item| self.composite(item, depth))?;
                Some(format!("items that are {item}s"))
            }
            Kind::Object(properties) => properties.into_iter().find_map(|(name, ty)| {
                let what = match self.kind(ty) {
                    Kind::List(items) if repeats => {
                        let item = items.into_iter().find_map(|item| self.composite(item, depth))?;
                        format!("list of {item}s")
                    }
                    _ => self.composite(ty, depth)?.to_owned(),
                };
                let property = if name.is_empty() { "a property".to_owned() } else { format!("the property `{name}`") };
                Some(format!("{property}, which is {} {what}", if what.starts_with('o') { "an" } else { "a" }))
            }),
            Kind::Either(variants) => variants.into_iter().find_map(|variant| self.within(variant, repeats, depth)),
        }
    }

    /// What a value is called that has others in it.
    fn composite(&self, ty: &'t Type, depth: usize) -> Option<&'static str> {
        let depth = depth.checked_sub(1)?;
        match self.kind(ty) {
            Kind::Scalar | Kind::Any => None,
            Kind::List(_) => Some("list"),
            Kind::Object(_) => Some("object"),
            Kind::Either(variants) => variants.into_iter().find_map(|variant| self.composite(variant, depth)),
        }
    }

    fn kind(&self, ty: &'t Type) -> Kind<'t> {
        match unaliased(self.types, ty) {
            Type::Nullable(inner) if matches!(**inner, Type::Nullable(_)) => Kind::Any,
            Type::Nullable(inner) => self.kind(inner),
            Type::Array(item) => Kind::List(vec![item]),
            Type::Map(value) => Kind::Object(vec![("", value)]),
            Type::AnyObject => Kind::Object(Vec::new()),
            Type::Any => Kind::Any,
            Type::Ref(id) => match &self.types[id.index()].shape {
                Shape::Object(object) => {
                    let fields = object.fields.iter().map(|field| (field.name.as_str(), &field.ty));
                    Kind::Object(fields.chain(object.rest.iter().map(|rest| ("", rest))).collect())
                }
                Shape::Tuple(tuple) => Kind::List(tuple.parts().map(|item| &item.ty).collect()),
                Shape::Union(union) => Kind::Either(union.variants.iter().map(|variant| &variant.ty).collect()),
                Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) => Kind::Scalar,
                Shape::Alias(_) => Kind::Any,
            },
            _ => Kind::Scalar,
        }
    }
}
