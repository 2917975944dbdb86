//! The same document with the instants and dates of two other crates.

use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn echoing(body: serde_json::Value) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
    server
}

async fn sent(server: &MockServer) -> (String, String) {
    let requests = server.received_requests().await.unwrap();
    let request = &requests[0];
    let target = format!("{}?{}", request.url.path(), request.url.query().unwrap_or_default());
    (target, String::from_utf8(request.body.clone()).unwrap())
}

#[tokio::test]
async fn instants_of_the_crate_time() {
    use fixture_times::{Client, types};
    let body = json!({ "at": "2026-01-31T12:00:00.5+05:30", "day": "2026-01-31", "either": 7 });
    let server = echoing(body.clone()).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let times: types::Times = serde_json::from_value(body.clone()).unwrap();
    assert_eq!((times.at.hour(), times.day.map(|day| day.year())), (12, Some(2026)));
    let call = client.times().add_time("2024-02-29".parse().unwrap(), &times);
    let response = call.since("2026-01-31T12:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(response.body, times);
    let (target, text) = sent(&server).await;
    assert_eq!(target, "/times/2024-02-29?since=2026-01-31T12%3A00%3A00Z");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), body);
}

#[tokio::test]
async fn instants_of_the_crate_jiff() {
    use fixture_times_jiff::{Client, types};
    let body = json!({ "at": "2026-01-31T12:00:00.5+05:30", "day": "2026-01-31", "either": "2026-01-31T00:00:00Z" });
    let server = echoing(body.clone()).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let times: types::Times = serde_json::from_value(body).unwrap();
    assert!(matches!(times.either, Some(types::TimesEither::DateTime(_))));
    let call = client.times().add_time("2024-02-29".parse().unwrap(), &times);
    let response = call.since("2026-01-31T12:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(response.body, times);
    let (target, text) = sent(&server).await;
    assert_eq!(target, "/times/2024-02-29?since=2026-01-31T12%3A00%3A00Z");
    assert_eq!(text, r#"{"at":"2026-01-31T06:30:00.5Z","day":"2026-01-31","either":"2026-01-31T00:00:00Z"}"#);
    // The settings of this fixture configure an idempotency header.
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers["idempotency-key"].len(), 36);
}
