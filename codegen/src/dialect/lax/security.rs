//! OAuth flows and security requirements.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::lax::apply::{Subject, apply};
use crate::dialect::lax::coerce;
use crate::location::Pointer;
use crate::source::{Map, Node, Written};

/// Adds the missing URLs and scopes of OAuth flows, as the model requires them.
///
/// Source: OpenAPI 3.0.4, section 4.7.29 (OAuth Flow Object).
pub(super) fn add_flow_keywords(map: &mut Map, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    for (name, flow) in map.iter_mut() {
        let required: &[&str] = match name.as_str() {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            "password" | "clientCredentials" => &["tokenUrl"],
            _ => continue,
        };
        let Some(flow) = flow.as_object_mut() else { continue };
        for keyword in required.iter().filter(|keyword| !flow.contains_key(**keyword)).collect::<Vec<_>>() {
            let message = format!("the flow `{name}` requires `{keyword}`; oasmith generates no token request for it");
            diagnostics
                .warning(Code::LaxObject, &place.join(name), message)
                .help(format!("add `{keyword}`, or remove the flow"));
            flow.insert((*keyword).to_owned(), Node::String(String::new()));
        }
        let scopes = flow.entry("scopes".to_owned()).or_insert_with(|| Node::Object(Map::new()));
        coerce_descriptions(scopes, &place.join(name).join("scopes"), written, diagnostics);
    }
}

/// Coerces the scopes of a flow to a map from names to descriptions.
fn coerce_descriptions(scopes: &mut Node, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    if !apply(coerce::names(scopes), scopes, &Subject::Keyword("scopes"), place, written, diagnostics) {
        *scopes = Node::Object(Map::new());
    }
    for (scope, text) in scopes.as_object_mut().into_iter().flatten() {
        if !apply(coerce::text(text), text, &Subject::Keyword(scope), &place.join(scope), written, diagnostics) {
            *text = Node::String(String::new());
        }
    }
}

/// Coerces the scopes of a security requirement to arrays of strings.
///
/// Source: OpenAPI 3.0.4, section 4.7.30 (Security Requirement Object).
pub(super) fn coerce_scopes(map: &mut Map, place: &Pointer, written: &Written<'_>, diagnostics: &mut Diagnostics) {
    for (scheme, scopes) in map.iter_mut() {
        let place = place.join(scheme);
        if !apply(coerce::texts(scopes), scopes, &Subject::Keyword(scheme), &place, written, diagnostics) {
            *scopes = Node::Array(Vec::new());
        }
    }
}
