//! Values that the style of a parameter cannot serialize.
//!
//! Source: OpenAPI 3.0.4, section 4.7.12.3 (style values) and 4.7.12.4 (style examples): values of a list, and of the
//! properties of an object, are scalars. RFC 6570, section 2.4.2: an exploded object may contain a list, by
//! repeated names; neither defines deeper nesting.

use std::collections::HashSet;

use oasmith_runtime::media_type::MediaType;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::alias::{object_behind, unaliased};
use crate::ir::{BodyKind, Encoding, Location, Operation, Shape, Style, Type, TypeDef};
use crate::location::Pointer;

/// Reports parameters, properties of forms and response headers whose style cannot serialize all values of their schemas.
pub(super) fn check(types: &[TypeDef], operations: &[Operation], diagnostics: &mut Diagnostics) {
    let checker = Checker { types };
    for operation in operations {
        for parameter in &operation.parameters {
            let Some(pointer) = &parameter.pointer else { continue };
            let is_pairs = matches!(parameter.location, Location::Query | Location::Cookie);
            let nested = checker.nested(&parameter.ty, parameter.style, is_pairs && parameter.explode);
            let help = if parameter.location == Location::Query { HELP } else { WITH_CONTENT };
            report(diagnostics, pointer, parameter.style, nested, SENT, help);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            let place = operation.pointer.join("requestBody").join("content").join(&content.media_type);
            if let BodyKind::Multipart(ty, encodings) = &content.kind {
                checker.parts(ty, encodings, &place, diagnostics);
            }
            let BodyKind::Form(ty, encodings) = &content.kind else { continue };
            let Some(object) = object_behind(types, ty) else { continue };
            for encoding in encodings {
                let Some((style, explode)) = encoding.style else { continue };
                let field = object.fields.iter().find(|field| field.name == encoding.name);
                let nested = field.and_then(|field| checker.nested(&field.ty, style, explode));
                let pointer = place.join("encoding").join(&encoding.name);
                report(diagnostics, &pointer, style, nested, SENT, "use `style: deepObject`, or remove `style`");
            }
        }
        for header in operation.responses.iter().flat_map(|response| &response.headers).filter(|it| !it.is_json) {
            let nested = checker.nested(&header.ty, Style::Simple, false);
            report(diagnostics, &header.pointer, Style::Simple, nested, READ, WITH_CONTENT);
        }
    }
}

const SENT: &str = "the client sends it as JSON text";
const READ: &str = "the client parses it as JSON text";
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
    let message = format!("`style: {name}` cannot serialize {nested}; {then}");
    diagnostics.warning(Code::UnsupportedStyle, pointer, message).help(help);
}

struct Checker<'t> {
    types: &'t [TypeDef],
}

/// A composite value.
enum Kind<'t> {
    List(Vec<&'t Type>),
    Object(Vec<(&'t str, &'t Type)>),
}

impl<'t> Checker<'t> {
    /// Reports parts of objects whose media type is not JSON.
    ///
    /// Source: OpenAPI 3.0.4, section 4.7.15 (`contentType`); oasmith serializes objects only as JSON.
    fn parts(&self, ty: &'t Type, encodings: &[Encoding], place: &Pointer, diagnostics: &mut Diagnostics) {
        let Some(object) = object_behind(self.types, ty) else { return };
        for encoding in encodings.iter().filter(|it| it.style.is_none()) {
            let Some(media_type) = encoding.media_type.as_deref().and_then(MediaType::parse) else { continue };
            let Some(field) = object.fields.iter().find(|field| field.name == encoding.name) else { continue };
            let is_object = self.kinds(&field.ty).into_iter().any(|kind| match kind {
                Kind::Object(_) => true,
                Kind::List(items) => items.into_iter().any(|item| self.composite(item).is_some()),
            });
            if media_type.may_hold_json() || !is_object || self.may_be_file(&field.ty) {
                continue;
            }
            let name = &encoding.name;
            let message = format!(
                "`contentType` of the part `{name}` is `{media_type}`, and its schema allows objects, which the client \
                 serializes only as JSON; it sends them as `application/json`"
            );
            let help = "describe the part as `type: string`, or with `format: binary`, so that callers serialize it";
            let pointer = place.join("encoding").join(name).join("contentType");
            diagnostics.warning(Code::UnsupportedSchema, &pointer, message).help(help);
        }
    }

    /// Returns whether values of a type may be files, for which callers name the media type.
    fn may_be_file(&self, ty: &Type) -> bool {
        let (mut seen, mut todo) = (HashSet::new(), vec![ty]);
        while let Some(ty) = todo.pop() {
            match unaliased(self.types, ty) {
                Type::Binary => return true,
                Type::Nullable(inner) | Type::Array(inner) => todo.push(inner),
                Type::Ref(id) if seen.insert(*id) => {
                    if let Shape::Union(union) = &self.types[id.index()].shape {
                        todo.extend(union.variants.iter().map(|variant| &variant.ty));
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Returns a nested value of the type that a style cannot serialize. `repeats` is whether the style repeats the name of
    /// a property for each item of its list.
    fn nested(&self, ty: &'t Type, style: Style, repeats: bool) -> Option<String> {
        if matches!(style, Style::Json | Style::Whole | Style::WholeText | Style::DeepObject) {
            return None;
        }
        self.kinds(ty).into_iter().find_map(|kind| match kind {
            Kind::List(items) => {
                let item = items.into_iter().find_map(|item| self.composite(item))?;
                Some(format!("items that are {item}s"))
            }
            Kind::Object(properties) => properties.into_iter().find_map(|(name, ty)| {
                let value = self.in_property(ty, repeats)?;
                let property = if name.is_empty() { "a property".to_owned() } else { format!("the property `{name}`") };
                Some(format!("{property}, which is {value}"))
            }),
        })
    }

    /// Returns a value of a property that a style cannot serialize.
    fn in_property(&self, ty: &'t Type, repeats: bool) -> Option<String> {
        self.kinds(ty).into_iter().find_map(|kind| match kind {
            Kind::List(items) if repeats => {
                let item = items.into_iter().find_map(|item| self.composite(item))?;
                Some(format!("a list of {item}s"))
            }
            Kind::List(_) => Some("a list".to_owned()),
            Kind::Object(_) => Some("an object".to_owned()),
        })
    }

    /// Returns the noun of a composite value.
    fn composite(&self, ty: &'t Type) -> Option<&'static str> {
        self.kinds(ty).first().map(|kind| match kind {
            Kind::List(_) => "list",
            Kind::Object(_) => "object",
        })
    }

    /// Returns the lists and objects of a type; for a union, those of all its variants, each type once.
    fn kinds(&self, ty: &'t Type) -> Vec<Kind<'t>> {
        let (mut kinds, mut seen, mut todo) = (Vec::new(), HashSet::new(), vec![ty]);
        while let Some(ty) = todo.pop() {
            match unaliased(self.types, ty) {
                Type::Nullable(inner) => todo.push(inner),
                Type::Array(item) => kinds.push(Kind::List(vec![item])),
                Type::Map(value) => kinds.push(Kind::Object(vec![("", value)])),
                Type::AnyObject => kinds.push(Kind::Object(Vec::new())),
                Type::Ref(id) if seen.insert(*id) => match &self.types[id.index()].shape {
                    Shape::Object(object) => {
                        let fields = object.fields.iter().map(|field| (field.name.as_str(), &field.ty));
                        kinds.push(Kind::Object(fields.chain(object.rest.iter().map(|rest| ("", rest))).collect()));
                    }
                    Shape::Tuple(tuple) => kinds.push(Kind::List(tuple.parts().map(|item| &item.ty).collect())),
                    Shape::Union(union) => todo.extend(union.variants.iter().rev().map(|variant| &variant.ty)),
                    Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::ValueEnum(_) | Shape::Alias(_) => {}
                },
                _ => {}
            }
        }
        kinds
    }
}
