//! Creates a limit between contacts and companies.
//!
//! With your own token, on your own account:
//!
//! ```text
//! HUBSPOT_TOKEN=pat-... cargo run --example batch_create
//! ```
//!
//! Without a token, against a mock of the API within the example:
//!
//! ```text
//! cargo run --example batch_create -- --offline
//! ```

use std::collections::BTreeMap;
use std::error::Error;

use hubspot_associations::operations::limits::BatchCreateResponse;
use hubspot_associations::testing::Mock;
use hubspot_associations::types::{
    AssociationCategory, BatchInputPublicAssociationDefinitionConfigurationCreateRequest as Batch,
    BatchResponsePublicAssociationDefinitionUserConfigurationWithErrors as PartlyDone, BatchStatus,
    PublicAssociationDefinitionUserConfiguration as NewLimit, required,
    required::PublicAssociationDefinitionConfigurationCreateRequest as Limit,
};
use hubspot_associations::{Client, ClientBuilder};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let is_offline = std::env::args().any(|argument| argument == "--offline");
    if is_offline {
        let mock = mock().await?;
        create(mock.builder()).await
    } else {
        let token = std::env::var("HUBSPOT_TOKEN").map_err(|_| "set HUBSPOT_TOKEN, or pass --offline")?;
        create(Client::builder().bearer_token(token)).await
    }
}

async fn create(builder: ClientBuilder) -> Result<(), Box<dyn Error>> {
    let client = builder.build()?;
    let batch = Batch::new([Limit { category: AssociationCategory::UserDefined, max_to_object_ids: 5, type_id: 35 }]);
    let response = client.limits().batch_create("contacts", "companies", &batch).await?;
    println!("status: {}", response.status);
    let results = match response.body {
        BatchCreateResponse::Created(body) => body.results,
        BatchCreateResponse::MultiStatus(body) => {
            for error in body.errors.unwrap_or_default() {
                println!("failed: {} ({})", error.message, error.category);
            }
            body.results
        }
        other => return Err(format!("unexpected response: {other:?}").into()),
    };
    for limit in results {
        let most =
            limit.user_enforced_max_to_object_ids.map_or("no limit".to_owned(), |most| format!("at most {most}"));
        println!("{} {}: {most}", limit.category, limit.type_id);
    }
    Ok(())
}

/// A mock that creates one of two limits.
async fn mock() -> Result<Mock, Box<dyn Error>> {
    let limit = required::PublicAssociationDefinitionUserConfiguration {
        category: AssociationCategory::UserDefined,
        type_id: 35,
    };
    let error = required::StandardError {
        category: "OBJECT_NOT_FOUND".to_owned(),
        context: [("typeId".to_owned(), vec!["36".to_owned()])].into(),
        errors: Vec::new(),
        links: BTreeMap::new(),
        message: "There is no association type 36.".to_owned(),
        status: "error".to_owned(),
    };
    let response = PartlyDone::new(required::BatchResponsePublicAssociationDefinitionUserConfigurationWithErrors {
        status: BatchStatus::Complete,
        started_at: "2026-01-31T12:00:00Z".parse()?,
        completed_at: "2026-01-31T12:00:01Z".parse()?,
        results: vec![NewLimit::new(limit).user_enforced_max_to_object_ids(5)],
    });
    let response = response.num_errors(1).errors([error]);
    let mock = Mock::start().await;
    mock.limits().batch_create().from_object_type("contacts").respond_multi_status(&response).expect(1);
    Ok(mock)
}
