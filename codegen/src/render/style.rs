//! Styles of parameters, and the runtime's builder methods for them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Location, Parameter, Style};
use crate::render::imports::Scope;

/// Returns a style as an expression of the runtime's type.
pub(super) fn style(scope: Scope<'_>, style: Style) -> TokenStream {
    let (ty, name) = (scope.runtime("Style"), quote::format_ident!("{}", style_name(style)));
    quote!(#ty::#name)
}

/// Returns the runtime's name of a style.
pub(super) fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::TabDelimited => "TabDelimited",
        Style::DeepObject => "DeepObject",
        Style::Whole => "Whole",
        Style::WholeText => "WholeText",
        Style::Cookie => "Cookie",
        Style::Json => "Json",
    }
}

/// Returns the builder method that sets a parameter, and whether it takes a style, unless the style is the default of its
/// location.
pub(super) fn builder_method(parameter: &Parameter) -> (&'static str, bool) {
    match (parameter.location, parameter.style, parameter.explode) {
        (Location::Path, ..) if parameter.allow_reserved => ("path_reserved", true),
        (Location::Cookie, ..) if parameter.allow_reserved => ("cookie_reserved", true),
        (Location::Path, Style::Simple, false) => ("path", false),
        (Location::Path, ..) => ("path_in", true),
        (Location::Query, ..) if parameter.allow_reserved => ("query_reserved", true),
        (Location::Query, Style::Form, true) => ("query", false),
        (Location::Query, ..) => ("query_in", true),
        (Location::Header, Style::Simple, false) => ("header_field", false),
        (Location::Header, ..) => ("header_in", true),
        (Location::Cookie, ..) => ("cookie", true),
    }
}
