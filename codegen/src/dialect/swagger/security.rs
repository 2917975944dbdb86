//! Conversion of security schemes.
//!
//! Source: OpenAPI 2.0, Security Scheme Object and Scopes Object.

use crate::source::{Map, Node};

/// Converts a security scheme; an unknown `type` stays unchanged.
pub(super) fn scheme(scheme: &Node) -> Node {
    let text = |key: &str| scheme.get(key).and_then(Node::as_str);
    let mut new = scheme.as_object().cloned().unwrap_or_default();
    match text("type") {
        Some("basic") => {
            new.insert("type".to_owned(), Node::String("http".to_owned()));
            new.insert("scheme".to_owned(), Node::String("basic".to_owned()));
        }
        Some("oauth2") => {
            let flow = match text("flow") {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let keys = ["authorizationUrl", "tokenUrl", "scopes"];
            let mut fields: Map =
                keys.iter().filter_map(|key| Some(((*key).to_owned(), new.shift_remove(*key)?))).collect();
            fields.entry("scopes".to_owned()).or_insert_with(|| Node::Object(Map::new()));
            new.shift_remove("flow");
            let flows = Map::from_iter([(flow.to_owned(), Node::Object(fields))]);
            new.insert("flows".to_owned(), Node::Object(flows));
        }
        _ => return scheme.clone(),
    }
    Node::Object(new)
}
