//! Features of generated crates: blocking calls and the rate limit.

use std::time::Duration;

use fixture_calls::{Blocking, Client, Error, RateLimit, Retry, types};
use serde_json::json;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Returns a runtime for the server, and a client for a thread without one.
fn serving(mocks: Vec<Mock>) -> (tokio::runtime::Runtime, MockServer, Client) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        for mock in mocks {
            server.register(mock).await;
        }
        server
    });
    let client = Client::builder().base_url(server.uri()).bearer_token("secret-token").build().unwrap();
    (runtime, server, client)
}

#[test]
fn a_call_can_block_its_thread() {
    let point = ResponseTemplate::new(200).set_body_json(json!({"x": 1, "y": 2}));
    let lines = ResponseTemplate::new(200).set_body_string("{\"x\":1,\"y\":2}\n{\"x\":3,\"y\":4}\n");
    let page = ResponseTemplate::new(200).set_body_json(json!({"data": [{"id": "a"}, {"id": "b"}], "has_more": false}));
    let (_runtime, _server, client) = serving(vec![
        Mock::given(path("/answers/several")).respond_with(point),
        Mock::given(path("/answers/lines")).respond_with(lines),
        Mock::given(path("/pages/last")).respond_with(page),
    ]);
    let response = client.answers().several().send_blocking().unwrap();
    assert_eq!(response.body, types::Point::new(types::required::Point { x: 1.0, y: 2.0 }));
    let lines = client.answers().lines().limit(2).send_blocking().unwrap().body;
    let points: Vec<f64> = Blocking::new(lines).map(|point| point.unwrap().x).collect();
    assert_eq!(points, [1.0, 3.0]);
    let ids: Vec<String> = Blocking::new(client.pages().by_last().items()).map(|item| item.unwrap().id).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[tokio::test]
async fn the_rate_limit_delays_requests() {
    let mock = fixture_calls::testing::Mock::start().await;
    mock.answers().again().respond(503, "text/plain", "").header("retry-after", "0").times(1);
    mock.answers().again().respond_no_content();
    let limit = RateLimit::new(4, Duration::from_millis(400)).burst(2);
    let client = mock.builder().rate_limit(limit).retry(Retry::max_attempts(2)).build().unwrap();
    let start = std::time::Instant::now();
    // Three calls, four requests: two at once, then two at intervals of a third of the period. Clones share the limit.
    for _ in 0..3 {
        client.clone().answers().again().await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(266), "{:?}", start.elapsed());
    assert_eq!(mock.requests().len(), 4);
    // A request that would not be allowed within its timeout fails at once.
    let client = mock.builder().rate_limit(RateLimit::new(1, Duration::from_secs(3_600))).build().unwrap();
    client.answers().again().await.unwrap();
    let late = client.answers().again().timeout(Duration::from_secs(5)).await.unwrap_err();
    assert!(matches!(late, Error::Timeout(_)) && late.to_string().contains("the rate limit"), "{late}");
    assert_eq!(mock.requests().len(), 5);
}
