//! Code as callers write it: values without variants, calls in tasks, errors of several calls handled in one place.

use std::future::IntoFuture as _;
use std::time::Duration;

use fixture_calls as calls;
use fixture_shop as shop;
use serde_json::json;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use shop::types::{Card, CardKind, NewOrder, NewPet, Payment, PetChanges, Price, Status, required};

fn pet() -> serde_json::Value {
    json!({"id": "p1", "name": "Rex", "status": "available"})
}

async fn shop_with(method_name: &str, at: &str, response: ResponseTemplate) -> (MockServer, shop::Client) {
    let server = MockServer::start().await;
    Mock::given(method(method_name)).and(path(at)).respond_with(response).mount(&server).await;
    let client = shop::Client::builder().base_url(server.uri()).allow_missing_credentials().build().unwrap();
    (server, client)
}

#[test]
fn values_are_built_without_options_boxes_and_variants() {
    let pet = NewPet::new("Rex").status(Status::Sold).tags(["small", "brown"]).born(None);
    assert_eq!(
        serde_json::to_value(pet).unwrap(),
        json!({"name": "Rex", "status": "sold", "tags": ["small", "brown"]})
    );
    assert_eq!(serde_json::to_value(PetChanges::new().nickname(None)).unwrap(), json!({"nickname": null}));
    assert_eq!(serde_json::to_value(PetChanges::new().nickname("R")).unwrap(), json!({"nickname": "R"}));
    assert_eq!(serde_json::to_value(PetChanges::new()).unwrap(), json!({}));
    assert_eq!([Price::from(1250), "12.50 EUR".into()], [Price::Integer(1250), Price::String("12.50 EUR".to_owned())]);
    let card = Card::new(required::Card { kind: CardKind::Card, token: "t1".into() });
    let order = NewOrder::new(required::NewOrder { payment: card.clone().into(), pet_id: "p1".into() });
    assert_eq!(order.payment, Payment::Card(card));
}

#[test]
fn an_instant_in_utc_is_an_instant() {
    use hubspot_associations::types::{
        BatchResponsePublicAssociationDefinitionUserConfiguration as Created, BatchStatus, required,
    };

    let instant = chrono::DateTime::<chrono::Utc>::UNIX_EPOCH;
    let created = Created::new(required::BatchResponsePublicAssociationDefinitionUserConfiguration {
        completed_at: instant.into(),
        results: Vec::new(),
        started_at: instant.into(),
        status: BatchStatus::Complete,
    });
    assert_eq!(created.requested_at(instant).requested_at, Some(instant.into()));
}

#[tokio::test]
async fn calls_run_in_tasks_of_their_own() {
    let (_server, client) = shop_with("GET", "/pets/p1", ResponseTemplate::new(200).set_body_json(pet())).await;
    let spawned = tokio::spawn(client.pets().get("p1").send());
    let mut set = tokio::task::JoinSet::new();
    for _ in 0..100 {
        set.spawn(client.pets().get("p1").into_future());
    }
    drop(client);
    assert_eq!(spawned.await.unwrap().unwrap().body.name, "Rex");
    let all = set.join_all().await;
    assert_eq!(all.len(), 100);
    assert!(all.into_iter().all(|response| response.unwrap().body.id == "p1"));
}

#[tokio::test]
async fn every_call_takes_undescribed_headers_and_query_parameters() {
    let server = MockServer::start().await;
    let page = json!({"items": []});
    for (at, body) in [("/pets", page), ("/pets/p1", pet())] {
        Mock::given(method("GET"))
            .and(path(at))
            .and(query_param("debug", "a&b"))
            .and(header("x-trace", "t1"))
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .expect(1)
            .mount(&server)
            .await;
    }
    let client = shop::Client::builder().base_url(server.uri()).allow_missing_credentials().build().unwrap();
    let name = format!("x-{}", "trace");
    let retry = shop::Retry::never();
    client.pets().list().limit(5).query_param("debug", "a&b").header(&name, "t1").retry(retry).await.unwrap();
    let call: shop::operations::pets::Get = client.pets().get("p1");
    call.query_param("debug", "a&b").header(&name, "t1").retry(retry).timeout(Duration::from_secs(5)).await.unwrap();
    let error = client.pets().list().header("not a name", "").await.unwrap_err();
    assert!(error.to_string().contains("the header `not a name`"), "{error}");
}

/// Two calls with different error types, in one function.
async fn both(shop: &shop::Client, calls: &calls::Client) -> Result<String, shop::AnyError> {
    let created = shop.pets().create(&NewPet::new("Rex")).await?;
    let exact = calls.answers().exact("d").await?;
    Ok(format!("{} {}", created.status, exact.status))
}

#[tokio::test]
async fn errors_of_several_calls_are_handled_once() {
    let body = json!({"fields": ["name"]});
    let (_server, client) = shop_with("POST", "/pets", ResponseTemplate::new(422).set_body_json(body)).await;
    let other = calls::Client::builder().base_url("http://127.0.0.1:9").build().unwrap();
    let error = both(&client, &other).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 422);
    let documented = error.body_as::<shop::operations::pets::CreateError>().unwrap();
    assert!(
        matches!(documented, shop::operations::pets::CreateError::UnprocessableContent(it) if it.fields == ["name"])
    );

    let error = other.answers().exact("d").await.unwrap_err();
    assert!(error.is_connect() && !error.is_timeout());
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(shop::AnyError::from(error));
    assert!(error.source().unwrap().is::<reqwest::Error>());
    assert!(error.is::<shop::AnyError>());
}
