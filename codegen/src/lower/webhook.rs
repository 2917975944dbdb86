//! Webhooks: requests that the API sends to a URL that users configure elsewhere.
//!
//! Source: OpenAPI 3.1.1, section 4.8.1 (`webhooks`); documents of OpenAPI 3.0 use `x-webhooks`.

use openapiv3::ReferenceOr;

use crate::dialect::WebhookRequest;
use crate::ir::{Docs, Method, Role, Type, Webhook};
use crate::lower::Lowering;
use crate::lower::media_type::{Carrier, carrier};
use crate::lower::operation::method;
use crate::lower::schema::{Owner, Place};

impl<'a> Lowering<'a> {
    /// Lowers the webhooks, sorted by name and method.
    pub(super) fn webhooks(&mut self, requests: &'a [WebhookRequest]) -> Vec<Webhook> {
        let mut all: Vec<(Method, &WebhookRequest)> =
            requests.iter().map(|request| (method(&request.method), request)).collect();
        all.sort_by(|(a, one), (b, other)| (&one.name, a).cmp(&(&other.name, b)));
        let mut webhooks = Vec::with_capacity(all.len());
        for (index, (method, WebhookRequest { name, pointer, operation, .. })) in all.into_iter().enumerate() {
            let body = operation.request_body.as_ref().and_then(ReferenceOr::as_item);
            let media = body.and_then(|body| body.content.iter().find(|(it, _)| carrier(it) == Carrier::Json));
            let body = media.map(|(media_type, media)| {
                let place = Place {
                    pointer: pointer.join("requestBody").join("content").join(media_type).join("schema"),
                    owner: Owner::Webhook(index),
                    role: Role::Property("webhook".to_owned()),
                };
                media.schema.as_ref().map_or(Type::Any, |schema| self.schema(schema, &place))
            });
            let docs = Docs {
                title: operation.summary.clone(),
                description: operation.description.clone(),
                deprecated: operation.deprecated,
                ..Docs::default()
            };
            webhooks.push(Webhook { pointer: pointer.clone(), name: name.clone(), method, body, docs });
        }
        webhooks
    }
}
