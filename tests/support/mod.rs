//! Shared by the tests: a client of a loopback server, and the documentation page's examples.

#![allow(dead_code, reason = "each test uses what it needs")]

use hubspot_associations::types::{
    AssociationCategory, BatchInputPublicAssociationDefinitionConfigurationCreateRequest as Batch,
    required::PublicAssociationDefinitionConfigurationCreateRequest as Limit,
};
use hubspot_associations::{Client, ClientBuilder};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

pub(crate) const TOKEN: &str = "pat-eu1-secret-token";
pub(crate) const CREATE: &str = "/crm/associations/v4/definitions/configurations/contacts/companies/batch/create";

pub(crate) fn builder(server: &MockServer) -> ClientBuilder {
    Client::builder().base_url(server.uri()).bearer_token(TOKEN)
}

pub(crate) fn client(server: &MockServer) -> Client {
    builder(server).build().unwrap()
}

/// A server that responds to every request with `response`.
pub(crate) async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(response).mount(&server).await;
    let client = client(&server);
    (server, client)
}

/// The example request of the documentation page.
pub(crate) fn batch() -> Batch {
    Batch::new([Limit { category: AssociationCategory::HubspotDefined, max_to_object_ids: 123, type_id: 123 }])
}

/// The example response of the documentation page. `errors` and `numErrors` are only in 207 responses, and the context
/// matches the schema.
pub(crate) fn partial_response() -> Value {
    let mut response = full_response();
    response["numErrors"] = json!(123);
    response["errors"] = json!([{
        "category": "<string>",
        "context": {},
        "errors": [{
            "message": "<string>",
            "code": "<string>",
            "context": { "missingScopes": ["scope1", "scope2"] },
            "in": "<string>",
            "subCategory": "<string>"
        }],
        "links": {},
        "message": "<string>",
        "status": "<string>",
        "id": "<string>",
        "subCategory": {}
    }]);
    response
}

pub(crate) fn full_response() -> Value {
    json!({
        "completedAt": "2023-11-07T05:31:56Z",
        "results": [
            { "category": "HUBSPOT_DEFINED", "typeId": 123, "label": "<string>", "userEnforcedMaxToObjectIds": 123 }
        ],
        "startedAt": "2023-11-07T05:31:56Z",
        "status": "CANCELED",
        "links": {},
        "requestedAt": "2023-11-07T05:31:56Z"
    })
}

pub(crate) fn vendor_error(message: &str) -> Value {
    json!({
        "status": "error",
        "category": "VALIDATION_ERROR",
        "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf",
        "message": message
    })
}
