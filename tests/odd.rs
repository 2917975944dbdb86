//! The fixture crate of unusual names and rare cases, over HTTP.

use fixture_odd::{Client, types};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).session("one").device("two").build().unwrap();
    (server, client)
}

async fn only_request(server: &MockServer) -> wiremock::Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

#[tokio::test]
async fn a_head_response_has_no_body_and_a_float_only_the_digits_it_needs() {
    let (server, client) = responding(ResponseTemplate::new(200)).await;
    assert_eq!(client.client().ok().draft(0.1).vec("v").await.unwrap().status.as_u16(), 200);
    let request = only_request(&server).await;
    assert_eq!((request.method.as_str(), request.url.query()), ("HEAD", Some("draft=0.1&Vec=v")));
}

#[tokio::test]
async fn media_types_are_the_documented_ones() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!({}))).await;
    client.client().err(&types::Patch::default()).await.unwrap();
    let request = only_request(&server).await;
    assert_eq!(request.headers["content-type"], "application/merge-patch+json");
    assert_eq!(request.headers["accept"], "application/vnd.odd.v2+json");
}

#[tokio::test]
async fn a_request_without_its_optional_body_has_length_zero() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.client().string().await.unwrap();
    assert_eq!(only_request(&server).await.headers["content-length"], "0");
}

#[tokio::test]
async fn cookies_share_one_header_and_cannot_inject_another() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.client().string().await.unwrap();
    let request = only_request(&server).await;
    let cookies: Vec<_> = request.headers.get_all("cookie").iter().collect();
    assert_eq!(cookies, ["dev=two; sid=one"]);
    for evil in ["one; evil=1", "a,b", "a b", "a\"", ""] {
        let built = Client::builder().base_url(server.uri()).session(evil).device("x").build();
        assert_eq!(built.is_err(), !evil.is_empty(), "{evil}");
    }
}

#[tokio::test]
async fn names_that_are_rust_keywords_are_sent_unchanged() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    let group = client.self_();
    group.self_("a", "b", "c", "d", Some(&["x", "y"])).sort(&types::SelfGroupSelfSort::Up).await.unwrap();
    let request = only_request(&server).await;
    assert_eq!((request.url.path(), request.url.query()), ("/relative/self/a/b/c/d", Some("sort=up")));
    assert_eq!(request.headers["m"], "x,y");
}

#[test]
fn a_relative_server_needs_a_base_url() {
    assert_eq!(Client::builder().build().unwrap_err(), fixture_odd::BuildError::NoBaseUrl);
}

#[test]
fn null_is_kept_where_any_value_is_allowed() {
    for value in [json!({}), json!({ "anything": null }), json!({ "anything": 1, "headers": null })] {
        let read: types::Patch = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), value);
    }
    let loops: types::Loop = serde_json::from_value(json!([1])).unwrap();
    assert_eq!(loops, Value::from(vec![1]));
}
