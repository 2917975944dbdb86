//! OAuth flows and security requirements.

use crate::diagnostic::{Code, Diagnostics};
use crate::dialect::lax::coerce::{self, Coerced};
use crate::location::Pointer;
use crate::source::{Map, Node};

/// Adds the missing URLs and scopes of OAuth flows, as the model requires them.
///
/// Source: OpenAPI 3.0.4, section 4.7.29 (OAuth Flow Object).
pub(super) fn add_flow_keywords(map: &mut Map, place: &Pointer, diagnostics: &mut Diagnostics) {
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
        let is_map = scopes.as_object().is_some_and(|map| map.values().all(|text| text.as_str().is_some()));
        if !is_map {
            *scopes = Node::Object(Map::new());
        }
    }
}

/// Coerces the scopes of a security requirement to arrays of strings.
///
/// Source: OpenAPI 3.0.4, section 4.7.30 (Security Requirement Object).
pub(super) fn coerce_scopes(map: &mut Map) {
    for scopes in map.values_mut() {
        if let Coerced::Replaced(replacement) = coerce::texts(scopes) {
            *scopes = replacement.value;
        } else if scopes.as_object().is_some() || *scopes == Node::Null {
            *scopes = Node::Array(Vec::new());
        }
    }
}
