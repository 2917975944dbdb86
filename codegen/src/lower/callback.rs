//! Callbacks, and links of responses.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.18 (Callback Object) and 4.7.20 (Link Object).

use openapiv3::{LinkOperation, ReferenceOr};

use crate::ir::{Callback, Link, Role, Type};
use crate::location::Pointer;
use crate::lower::Lowering;
use crate::lower::media_type::{Carrier, carrier};
use crate::lower::operation::method;
use crate::lower::schema::{Owner, Place};

impl<'a> Lowering<'a> {
    /// Lowers the callbacks of an operation, sorted by name, with the types of their bodies.
    pub(super) fn callbacks(
        &mut self,
        operation: usize,
        callbacks: &'a indexmap::IndexMap<String, openapiv3::Callback>,
        pointer: &Pointer,
    ) -> Vec<Callback> {
        let mut lowered = Vec::new();
        for (name, callback) in callbacks {
            for (url, item) in callback {
                for (verb, request) in item.iter() {
                    let place = pointer.join(name).join(url).join(verb).join("requestBody").join("content");
                    let body = request.request_body.as_ref().and_then(ReferenceOr::as_item);
                    let media = body.and_then(|body| body.content.iter().find(|(it, _)| carrier(it) == Carrier::Json));
                    let body = media.map(|(media_type, media)| {
                        let place = Place {
                            pointer: place.join(media_type).join("schema"),
                            owner: Owner::Operation(operation),
                            role: Role::Property(format!("{name} callback")),
                        };
                        media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place))
                    });
                    lowered.push(Callback { name: name.clone(), url: url.clone(), method: method(verb), body });
                }
            }
        }
        lowered.sort_by(|a, b| (&a.name, &a.url, &a.method).cmp(&(&b.name, &b.url, &b.method)));
        lowered
    }
}

/// Lowers the links of a response, sorted by name.
pub(super) fn links(response: &openapiv3::Response) -> Vec<Link> {
    let each = response.links.iter().filter_map(|(name, link)| {
        let link = link.as_item()?;
        let (LinkOperation::OperationId(operation) | LinkOperation::OperationRef(operation)) = &link.operation;
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut parameters: Vec<(String, String)> =
            link.parameters.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        parameters.sort();
        let description = link.description.clone();
        Some(Link { name: name.clone(), operation: operation.clone(), parameters, description })
    });
    let mut links: Vec<Link> = each.collect();
    links.sort_by(|a, b| a.name.cmp(&b.name));
    links
}
