//! Parameters.
//!
//! Source: OpenAPI 3.0.4, section 4.7.12 (Parameter Object).

use std::borrow::Cow;
use std::collections::HashMap;

use openapiv3::{ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};

use crate::diagnostic::Code;
use crate::extension::{AllowReserved, Extension as _, KeptHeader, OtherStyle};
use crate::ir::alias::unaliased;
use crate::ir::{Docs, Location, Parameter, Role, Shape, Style, Type};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::events::schema_of_data;
use crate::lower::media_type::{Carrier, carrier};
use crate::lower::schema::{Owner, Place, docs};
use crate::text::is_token;

const NO_CONTENT: &str = "the parameter has neither `schema` nor `content`; oasmith leaves the operation out";

/// The error of an operation with a required parameter that cannot be lowered; a diagnostic was reported.
pub(super) struct Refused;

impl<'a> Lowering<'a> {
    /// Lowers the parameters of a path and of an operation: one of the operation replaces one of the path with the same
    /// name and location. Each list comes with its pointer.
    pub(super) fn parameters(
        &mut self,
        operation: usize,
        lists: [(&'a [ReferenceOr<openapiv3::Parameter>], Pointer); 2],
    ) -> Result<Vec<Parameter>, Refused> {
        // Merge the lists before lowering, so that a replaced parameter adds no types.
        let mut all: Vec<(&'a openapiv3::Parameter, Pointer)> = Vec::new();
        for (list, place) in lists {
            let items = list.iter().enumerate().filter_map(|(index, it)| Some((it.as_item()?, place.join(index))));
            all.extend(items);
        }
        let last: HashMap<_, usize> = all.iter().enumerate().map(|(at, (it, _))| (key(it), at)).collect();
        let mut parameters = Vec::with_capacity(last.len());
        for (at, (parameter, place)) in all.iter().enumerate() {
            if last.get(&key(parameter)) == Some(&at) {
                parameters.extend(self.parameter(operation, parameter, place)?);
            }
        }
        Ok(parameters)
    }

    /// Lowers a parameter. The default of `explode` is true for the styles `form` and `cookie`, and false otherwise.
    fn parameter(
        &mut self,
        operation: usize,
        parameter: &'a openapiv3::Parameter,
        pointer: &Pointer,
    ) -> Result<Option<Parameter>, Refused> {
        let data = parameter.parameter_data_ref();
        let (location, style) = match parameter {
            openapiv3::Parameter::Path { style, .. } => (Location::Path, path_style(style)),
            openapiv3::Parameter::Query { style, .. } => (Location::Query, query_style(style)),
            openapiv3::Parameter::Header { .. } if is_ignored(data) => return Ok(None),
            openapiv3::Parameter::Header { .. } if !is_token(&data.name) => {
                return self.invalid_name(pointer, "header", data.required);
            }
            openapiv3::Parameter::Header { .. } => (Location::Header, Style::Simple),
            openapiv3::Parameter::Cookie { .. } if !is_token(&data.name) => {
                return self.invalid_name(pointer, "cookie", data.required);
            }
            openapiv3::Parameter::Cookie { .. } => (Location::Cookie, Style::Form),
        };
        let style = OtherStyle::read(&data.extensions).map_or(style, other_style);
        let own = pointer.clone();
        let (schema, style, pointer) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => (Some(schema), style, pointer.join("schema")),
            ParameterSchemaOrContent::Content(content) => {
                let Some((media_type, media)) = content.first() else {
                    if !data.required && location != Location::Path {
                        return self.left_out(pointer, "the parameter has neither `schema` nor `content`");
                    }
                    return self.refuse(pointer, NO_CONTENT);
                };
                let style = match (carrier(media_type) == Carrier::Json, style) {
                    (true, Style::Whole) => Style::Whole,
                    (false, Style::Whole) => Style::WholeText,
                    (true, _) => Style::Json,
                    (false, style) => style,
                };
                (schema_of_data(media), style, pointer.join("content").join(media_type).join("schema"))
            }
        };
        let place = Place { pointer, owner: Owner::Operation(operation), role: Role::Property(data.name.clone()) };
        let ty = schema.map_or(Type::Any, |schema| self.schema(schema, &place));
        let is_null = *unaliased(&self.types, &ty) == Type::Null;
        let is_json = matches!(style, Style::Json | Style::Whole);
        if is_null && !is_json {
            return self.only_null(&own, location);
        }
        if let ParameterSchemaOrContent::Content(content) = &data.format
            && let Some((media_type, _)) = content.first().filter(|_| !is_json && !self.is_scalar(&ty))
        {
            self.not_serialized(media_type, &own.join("content").join(media_type));
        }
        let only_value = schema.and_then(|schema| self.only_value(schema));
        let of_schema = schema.and_then(ReferenceOr::as_item).map(docs).unwrap_or_default();
        Ok(Some(Parameter {
            pointer: Some(own),
            name: data.name.clone(),
            location,
            style,
            explode: data.explode.unwrap_or(matches!(style, Style::Form | Style::Cookie)),
            required: data.required || location == Location::Path,
            only_value: only_value.or_else(|| is_null.then_some(serde_json::Value::Null)),
            existing_constant: None,
            constant: None,
            allow_reserved: matches!(parameter, openapiv3::Parameter::Query { allow_reserved: true, .. })
                || AllowReserved::read(&data.extensions) == Some(AllowReserved(true)),
            ty,
            docs: Docs {
                description: data.description.clone().or(of_schema.description),
                deprecated: data.deprecated.unwrap_or(false),
                example: data.example.as_ref().filter(|example| !example.is_null()).map(ToString::to_string),
                default: of_schema.default,
                constraints: of_schema.constraints,
                ..Docs::default()
            },
        }))
    }

    /// Reports an array or an object in a parameter whose media type is not JSON.
    fn not_serialized(&mut self, media_type: &str, pointer: &Pointer) {
        let message = format!(
            "oasmith does not serialize `{media_type}` in a parameter; the client sends the value as without `content`"
        );
        self.diagnostics
            .warning(Code::UnsupportedStyle, pointer, message)
            .help("describe the parameter with `content: {application/json: ..}` or `schema`, or as a string");
    }

    /// Returns whether values of a type are text without parts.
    fn is_scalar(&self, ty: &Type) -> bool {
        match unaliased(&self.types, ty) {
            Type::Nullable(inner) => self.is_scalar(inner),
            Type::Array(_) | Type::Map(_) | Type::AnyObject => false,
            Type::Ref(id) => {
                !matches!(self.types[id.index()].shape, Some(Shape::Object(_) | Shape::Union(_) | Shape::Tuple(_)))
            }
            _ => true,
        }
    }

    /// Reports a parameter that allows only null. No style serializes null: the client omits a query, header or cookie
    /// parameter, and refuses a path parameter.
    ///
    /// Source: RFC 6570, sections 2.3 (a value that is null is undefined) and 3.2.1 (an undefined value is left out);
    /// OpenAPI 3.1.1, section 4.8.12.1 (`in: path`).
    fn only_null<T>(&mut self, pointer: &Pointer, location: Location) -> Result<Option<T>, Refused> {
        if location == Location::Path {
            let message =
                "the parameter allows only null, which a path cannot contain; oasmith leaves the operation out";
            return self.refuse(pointer, message);
        }
        let message = "the parameter allows only null, which no `style` serializes; the client never sends it";
        self.diagnostics.warning(Code::UnsupportedParameter, pointer, message).help(
            "remove the parameter, give it a value, or describe it with `content: {application/json: ..}` to send `null`",
        );
        Ok(None)
    }

    /// Reports a header or cookie with an invalid name; a required one makes the operation impossible.
    fn invalid_name<T>(&mut self, pointer: &Pointer, what: &str, required: bool) -> Result<Option<T>, Refused> {
        let problem = format!("`name` is not a valid {what} name");
        if required {
            self.refuse(pointer, &format!("{problem}; oasmith leaves the operation out"))
        } else {
            self.left_out(pointer, &problem)
        }
    }

    /// Reports an optional parameter that the client cannot send.
    fn left_out<T>(&mut self, pointer: &Pointer, problem: &str) -> Result<Option<T>, Refused> {
        self.diagnostics
            .warning(
                Code::UnsupportedParameter,
                pointer,
                format!("{problem}; oasmith leaves the optional parameter out"),
            )
            .help("correct the parameter, or remove it");
        Ok(None)
    }

    fn refuse<T>(&mut self, pointer: &Pointer, message: &str) -> Result<T, Refused> {
        self.diagnostics
            .warning(Code::UnsupportedParameter, pointer, message)
            .help("correct the parameter, or send this request by other means");
        Err(Refused)
    }
}

/// Returns the identity of a parameter: its location and name, without case for headers.
fn key(parameter: &openapiv3::Parameter) -> (u8, Cow<'_, str>) {
    let name = &parameter.parameter_data_ref().name;
    match parameter {
        openapiv3::Parameter::Path { .. } => (0, name.into()),
        openapiv3::Parameter::Query { .. } => (1, name.into()),
        openapiv3::Parameter::Header { .. } => (2, name.to_ascii_lowercase().into()),
        openapiv3::Parameter::Cookie { .. } => (3, name.into()),
    }
}

/// "If `in` is `header` and the name is `Accept`, `Content-Type` or `Authorization`, the parameter definition shall
/// be ignored".
fn is_ignored(data: &openapiv3::ParameterData) -> bool {
    let is = |name: &str| data.name.eq_ignore_ascii_case(name);
    is("accept") || is("content-type") || (is("authorization") && KeptHeader::read(&data.extensions).is_none())
}

fn path_style(style: &PathStyle) -> Style {
    match style {
        PathStyle::Matrix => Style::Matrix,
        PathStyle::Label => Style::Label,
        PathStyle::Simple => Style::Simple,
    }
}

/// Returns a style that OpenAPI 3.0 lacks, or lacks at this location.
pub(super) fn other_style(style: OtherStyle) -> Style {
    match style {
        OtherStyle::TabDelimited => Style::TabDelimited,
        OtherStyle::SpaceDelimited => Style::SpaceDelimited,
        OtherStyle::PipeDelimited => Style::PipeDelimited,
        OtherStyle::Cookie => Style::Cookie,
        OtherStyle::QueryString => Style::Whole,
    }
}

pub(super) fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}
