//! Creates a limit between contacts and companies.
//!
//! With a token of your own, on your own account:
//!
//! ```text
//! HUBSPOT_TOKEN=pat-... cargo run --example batch_create
//! ```
//!
//! Without one, against a server within the example:
//!
//! ```text
//! cargo run --example batch_create -- --offline
//! ```

use std::error::Error;

use hubspot_associations::operations::limits::BatchCreateResponse;
use hubspot_associations::types::{
    AssociationCategory, BatchInputPublicAssociationDefinitionConfigurationCreateRequest as Batch,
    PublicAssociationDefinitionConfigurationCreateRequest as Limit,
};
use hubspot_associations::{Client, ClientBuilder};
use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let is_offline = std::env::args().any(|argument| argument == "--offline");
    if is_offline {
        let server = server().await;
        create(Client::builder().base_url(server.uri()).bearer_token("any token")).await
    } else {
        let token = std::env::var("HUBSPOT_TOKEN").map_err(|_| "set HUBSPOT_TOKEN, or pass --offline")?;
        create(Client::builder().bearer_token(token)).await
    }
}

async fn create(builder: ClientBuilder) -> Result<(), Box<dyn Error>> {
    let client = builder.build()?;
    let batch =
        Batch { inputs: vec![Limit { category: AssociationCategory::UserDefined, max_to_object_ids: 5, type_id: 35 }] };
    let answer = client.limits().batch_create("contacts", "companies", &batch).await?;
    println!("status: {}", answer.status);
    let results = match answer.body {
        BatchCreateResponse::Created(body) => body.results,
        BatchCreateResponse::MultiStatus(body) => {
            for error in body.errors.unwrap_or_default() {
                println!("failed: {} ({})", error.message, error.category);
            }
            body.results
        }
        other => return Err(format!("an answer that this example does not know: {other:?}").into()),
    };
    for limit in results {
        let most =
            limit.user_enforced_max_to_object_ids.map_or("no limit".to_owned(), |most| format!("at most {most}"));
        println!("{} {}: {most}", limit.category, limit.type_id);
    }
    Ok(())
}

/// A server that has done one limit of two.
async fn server() -> MockServer {
    let answer = json!({
        "status": "COMPLETE",
        "startedAt": "2026-01-31T12:00:00Z",
        "completedAt": "2026-01-31T12:00:01Z",
        "results": [{ "category": "USER_DEFINED", "typeId": 35, "userEnforcedMaxToObjectIds": 5 }],
        "numErrors": 1,
        "errors": [{
            "status": "error", "category": "OBJECT_NOT_FOUND", "message": "There is no association type 36.",
            "context": { "typeId": ["36"] }, "errors": [], "links": {}
        }]
    });
    let server = MockServer::start().await;
    Mock::given(matchers::method("POST"))
        .and(matchers::path_regex("/batch/create$"))
        .respond_with(ResponseTemplate::new(207).set_body_json(answer))
        .mount(&server)
        .await;
    server
}
