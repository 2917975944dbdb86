//! Styles of parameters, and the runtime's builder methods for them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Location, Parameter, Style};

/// Returns a style as an expression of the runtime's type.
pub(super) fn style(style: Style) -> TokenStream {
    let name = quote::format_ident!("{}", style_name(style));
    quote!(Style::#name)
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
        Style::Cookie => "Cookie",
        Style::Json => "Json",
    }
}

/// Returns the builder method that sets a parameter, and the style unless it is the default of its location.
pub(super) fn builder_method(parameter: &Parameter) -> (&'static str, Option<TokenStream>) {
    let style = style(parameter.style);
    match (parameter.location, parameter.style, parameter.explode) {
        (Location::Path, ..) if parameter.allow_reserved => ("path_reserved", Some(style)),
        (Location::Cookie, ..) if parameter.allow_reserved => ("cookie_reserved", Some(style)),
        (Location::Path, Style::Simple, false) => ("path", None),
        (Location::Path, ..) => ("path_in", Some(style)),
        (Location::Query, ..) if parameter.allow_reserved => ("query_reserved", Some(style)),
        (Location::Query, Style::Form, true) => ("query", None),
        (Location::Query, ..) => ("query_in", Some(style)),
        (Location::Header, Style::Simple, false) => ("header", None),
        (Location::Header, ..) => ("header_in", Some(style)),
        (Location::Cookie, ..) => ("cookie", Some(style)),
    }
}
