//! Calls to endpoints that the document does not describe.

use std::time::Duration;

use fixture_calls as calls;
use fixture_shop as shop;
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use shop::Method;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

#[derive(Debug, Deserialize, PartialEq)]
struct Report {
    id: u64,
}

async fn responding(response: ResponseTemplate) -> (MockServer, shop::ClientBuilder) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let builder = shop::Client::builder().base_url(format!("{}/v1/", server.uri())).bearer_token("the-token");
    (server, builder)
}

async fn only(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

fn header<'r>(request: &'r Request, name: &str) -> &'r str {
    let mut values = request.headers.get_all(name).iter();
    let value = values.next().map_or("", |value| value.to_str().unwrap());
    assert!(values.next().is_none(), "several headers `{name}`");
    value
}

#[tokio::test]
async fn a_request_has_the_settings_of_the_client() {
    let (server, builder) = responding(ResponseTemplate::new(201).set_body_json(json!({ "id": 7 }))).await;
    let client = builder
        .user_agent("tests")
        .on_request(|request| {
            request.headers_mut().insert("x-hook", "ran".parse()?);
            Ok(())
        })
        .build()
        .unwrap();
    let call = client.request(Method::POST, "/reports/a%2Fb?tag=x&tag=y&flag").query_param("tag", "z &").json(&[1]);
    let response = call.header("x-own", "1").send::<Report>().await.unwrap();
    assert_eq!((response.status.as_u16(), response.body), (201, Report { id: 7 }));
    let request = only(&server).await;
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/reports/a%2Fb"));
    assert_eq!(request.url.query(), Some("tag=x&tag=y&flag&tag=z%20%26"));
    assert_eq!(request.body, b"[1]");
    for (name, value) in [
        ("authorization", "Bearer the-token"),
        ("user-agent", "tests"),
        ("x-hook", "ran"),
        ("x-own", "1"),
        ("accept", "application/json"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(header(&request, name), value, "{name}");
    }
    assert_eq!(header(&request, "idempotency-key").len(), 36);
}

#[tokio::test]
async fn a_body_has_the_media_type_that_the_caller_sets() {
    let (server, builder) = responding(ResponseTemplate::new(200).set_body_string("a,b")).await;
    let client = builder.build().unwrap();
    let media_type = format!("text/{}", "csv");
    let call = client.request(Method::PUT, "/table").body(media_type, "a,b\n").header("accept", "text/csv");
    let response = call.send_raw().await.unwrap();
    assert_eq!(response.body, "a,b");
    let request = only(&server).await;
    assert_eq!(request.body, b"a,b\n");
    assert_eq!((header(&request, "content-type"), header(&request, "accept")), ("text/csv", "text/csv"));
    assert_eq!(header(&request, "idempotency-key"), "", "PUT is idempotent");

    let error = client.request(Method::PUT, "/table").body("csv", "a").send_raw().await.unwrap_err();
    assert!(error.to_string().contains("`csv` is not a media type"), "{error}");
    client.request(Method::POST, "/empty").without_credentials().send_raw().await.unwrap();
    let request = server.received_requests().await.unwrap().remove(1);
    assert_eq!((header(&request, "content-length"), header(&request, "accept")), ("0", "*/*"));
    assert_eq!(header(&request, "authorization"), "");
}

#[tokio::test]
async fn of_several_credentials_for_one_header_the_first_is_sent() {
    let (server, _) = responding(ResponseTemplate::new(204)).await;
    // `oauth` and `other` share the header `Authorization`.
    let builder = calls::Client::builder().base_url(server.uri()).bearer_token("t").other("o").key("k");
    let client = builder.build().unwrap();
    client.request(Method::GET, "/x?a=1").send::<()>().await.unwrap();
    let request = only(&server).await;
    assert_eq!(header(&request, "authorization"), "Bearer t");
    assert_eq!((header(&request, "x-key"), request.url.query()), ("k", Some("a=1")));
}

#[tokio::test]
async fn a_call_is_retried() {
    let server = MockServer::start().await;
    let busy = ResponseTemplate::new(503).insert_header("retry-after", "0");
    Mock::given(any()).respond_with(busy).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/reports")).respond_with(ResponseTemplate::new(200).set_body_json([1])).mount(&server).await;
    let client = shop::Client::builder().base_url(server.uri()).build().unwrap();
    let call = client.request(Method::POST, "/reports").retry(shop::Retry::max_attempts(2));
    assert_eq!(call.clone().timeout(Duration::from_secs(20)).send::<Vec<u64>>().await.unwrap().body, [1]);
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2);
    assert_eq!(header(&requests[0], "idempotency-key"), header(&requests[1], "idempotency-key"));
}

#[tokio::test]
async fn an_error_response_keeps_its_content() {
    let body = json!({ "id": 3 });
    let response = ResponseTemplate::new(409).insert_header("x-request-id", "r1").set_body_json(&body);
    let (server, builder) = responding(response).await;
    let client = builder.build().unwrap();
    let call = client.request(Method::DELETE, "/reports/1?secret=s");
    let error = call.clone().send::<()>().await.unwrap_err();
    assert!(matches!(error, shop::Error::Api(_)));
    assert_eq!(error.status().unwrap(), 409);
    assert_eq!(error.request_id(), Some("r1"));
    assert_eq!(error.body().unwrap().as_ref(), body.to_string().as_bytes());
    assert_eq!((error.endpoint().method(), error.endpoint().path()), (&Method::DELETE, "/reports/1"));
    assert_eq!(error.to_string(), format!("DELETE {}/v1/reports/1: 409 Conflict: {body}", server.uri()));
    let any = shop::AnyError::from(error);
    assert_eq!(any.body_as::<shop::bytes::Bytes>().unwrap(), any.body_bytes().unwrap());

    let any = shop::AnyError::from(call.clone().into_call::<(), Report>().await.unwrap_err());
    assert_eq!(any.body_as::<Report>(), Some(&Report { id: 3 }));
    assert_eq!(call.clone().send_raw().await.unwrap().status, 409);
    assert_eq!(call.send_stream().await.unwrap_err().body_bytes().unwrap(), body.to_string().as_bytes());
}

#[tokio::test]
async fn a_success_response_that_is_not_of_the_type_is_an_error() {
    let (_server, builder) = responding(ResponseTemplate::new(200).set_body_json(json!({ "id": "x" }))).await;
    let client = builder.build().unwrap();
    let error = client.request(Method::GET, "/reports/1").send::<Report>().await.unwrap_err();
    let shop::Error::Decode(problem) = error else { panic!("{error}") };
    assert_eq!(problem.problem.pointer(), "/id");
    let response = client.request(Method::GET, "/reports/1").send::<Value>().await.unwrap();
    assert_eq!(response.body, json!({ "id": "x" }));
}

#[tokio::test]
async fn a_body_can_be_a_stream() {
    let (_server, builder) = responding(ResponseTemplate::new(200).set_body_string("a\nb\n")).await;
    let client = builder.build().unwrap();
    let response = client.request(Method::GET, "/log").send_stream().await.unwrap();
    let chunks: Vec<shop::bytes::Bytes> = response.body.try_collect().await.unwrap();
    assert_eq!(chunks.concat(), b"a\nb\n");
}

#[tokio::test]
async fn a_path_outside_the_base_url_is_not_sent() {
    let (server, builder) = responding(ResponseTemplate::new(204)).await;
    let client = builder.build().unwrap();
    let other = format!("{}/other", server.uri());
    for (path, problem) in [
        ("other", "must begin with `/`"),
        (other.as_str(), "is a whole URL"),
        ("//127.0.0.1/other", "another host"),
        ("/../other", "a segment `.` or `..`"),
        ("/%2e%2E/other", "a segment `.` or `..`"),
        ("/a/..%2f..", "a segment `.` or `..`"),
        ("/a#b", "a fragment"),
        ("/a\r\nb: c", "a control character"),
        ("/\\127.0.0.1/other", "a backslash"),
        ("/pets/{petId}", "contains `{`"),
    ] {
        let call = client.request(Method::GET, path);
        let error = call.clone().send::<()>().await.unwrap_err();
        assert!(matches!(error, shop::Error::NotSent(_)), "{path:?}");
        assert!(error.to_string().contains(problem), "{error}");
        assert!(!error.to_string().contains('\n'), "{error}");
        assert!(matches!(call.send_raw().await, Err(shop::Error::NotSent(_))), "{path:?}");
    }
    let error = client.request(Method::GET, "https://user:password@host/").send_raw().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("password"), "{error}");
    let error = client.request(Method::CONNECT, "/a").send_raw().await.unwrap_err();
    assert!(error.to_string().contains("`CONNECT`"), "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[test]
fn a_call_can_block() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(200).set_body_json(json!({ "id": 7 }));
        Mock::given(method("GET")).respond_with(response).mount(&server).await;
        server
    });
    let client = calls::Client::builder().base_url(server.uri()).build().unwrap();
    let call = client.request(calls::Method::GET, "/reports/7");
    assert_eq!(call.clone().send_blocking::<Report>().unwrap().body, Report { id: 7 });
    assert_eq!(call.send_raw_blocking().unwrap().body, r#"{"id":7}"#);
}
