//! Responses: streams, other media types, and retries.

use std::convert::Infallible;
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fixture_calls::operations::answers::{LinesHeaders, MixedResponse};
use fixture_calls::{AnyError, Client, DecodeError, Error, Retry, StreamError, types};
use futures_util::StreamExt as _;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use wiremock::matchers::{any, header, method};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

fn events(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text.to_owned(), "text/event-stream")
}

fn point(x: f64, y: f64) -> types::Point {
    types::Point::new(types::required::Point { x, y })
}

#[tokio::test]
async fn events_are_typed() {
    let text = ": hello\n\nevent: moved\nid: 1\ndata: {\"x\":1,\ndata: \"y\":2}\n\ndata: {\"x\":\"no\"}\n\ndata: [DONE]\n\ndata: {}\n\n";
    let (server, client) = responding(events(text)).await;
    let response = client.answers().events().await.unwrap();
    assert_eq!(response.status, 200);
    let mut moves = response.body;
    let event = moves.next().await.unwrap().unwrap();
    assert_eq!((event.event.as_str(), event.id.as_str(), event.data), ("moved", "1", point(1.0, 2.0)));
    let wrong = moves.next().await.unwrap().unwrap_err();
    assert!(matches!(&wrong, StreamError::Decode { problem, .. } if problem.pointer() == "/x"), "{wrong}");
    assert!(moves.next().await.is_none());
    assert!(moves.next().await.is_none());
    let request = &server.received_requests().await.unwrap()[0];
    assert_eq!(request.headers["accept"], "text/event-stream, application/json");

    let (_server, client) = responding(events("data: one\ndata: two\n\ndata: three\n\n")).await;
    let log = client.answers().log().await.unwrap().body;
    let texts: Vec<String> = log.map(|event| event.unwrap().data).collect().await;
    assert_eq!(texts, ["one\ntwo", "three"]);
}

/// Reads a stream in a function with the error of the operation.
async fn first_events(client: &Client) -> Result<Vec<f64>, Error<()>> {
    let mut moves = client.answers().events().await.map_err(|error| error.map(|_| ()))?.body;
    let mut found = Vec::new();
    while let Some(event) = moves.next().await {
        found.push(event?.data.x);
    }
    Ok(found)
}

/// Reads a stream in a function with the error of any call.
async fn first_bytes(client: &Client) -> Result<usize, AnyError> {
    let mut stream = client.answers().events().send_stream().await?.body;
    let mut length = 0;
    while let Some(bytes) = stream.next().await {
        length += bytes?.len();
    }
    let mut moves = client.answers().events().await?.body;
    while let Some(event) = moves.next().await {
        length += event?.event.len();
    }
    Ok(length)
}

#[tokio::test]
async fn an_error_within_a_stream_is_an_error_of_the_call() {
    let (server, client) = responding(events("data: {\"x\":1,\"y\":2}\n\ndata: {\"x\":\"no\"}\n\n")).await;
    let error = first_events(&client).await.unwrap_err();
    assert_eq!((error.endpoint().path(), error.status(), error.body()), ("/answers/events", None, None));
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("GET {}/answers/events: a part of the body cannot", server.uri())),
        "{message}"
    );
    assert_eq!(error.source().unwrap().downcast_ref::<DecodeError>().unwrap().pointer(), "/x");
    let error = first_bytes(&client).await.unwrap_err();
    assert!(matches!(&*error, Error::Stream(part) if matches!(**part, StreamError::Decode { .. })));
    assert_eq!(error.to_string(), message);
}

#[tokio::test]
async fn lines_and_events_have_a_size_limit() {
    let long = "x".repeat(3_000_000);
    let lines = format!("data: {}", "ab\ndata: ".repeat(500_000));
    for text in [format!("data: {long}"), format!(": {long}\n\ndata: a\n\n"), lines] {
        let (_server, client) = responding(events(&text)).await;
        let mut log = client.answers().log().await.unwrap().body;
        let error = log.next().await.unwrap().unwrap_err();
        assert!(matches!(error, StreamError::TooLarge { limit, .. } if limit == 1 << 20), "{error}");
        assert!(log.next().await.is_none());
    }
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(events(&format!("data: {long}\n\n"))).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).max_event_bytes(4_000_000).build().unwrap();
    let mut log = client.answers().log().await.unwrap().body;
    assert_eq!(log.next().await.unwrap().unwrap().data.len(), long.len());
    // The limit applies to each line, not to the whole body.
    let (_server, client) = responding(events(&"data: one\n\n".repeat(300_000))).await;
    assert_eq!(client.answers().log().await.unwrap().body.count().await, 300_000);
}

#[tokio::test]
async fn a_retry_after_beyond_the_limit_ends_retries() {
    for asked in ["18446744073709551615", "99999999999999999999999"] {
        let busy = ResponseTemplate::new(503).insert_header("retry-after", asked);
        let (server, client) = responding(busy).await;
        for timeout in [None, Some(Duration::from_secs(5))] {
            let call = client.answers().events().retry(Retry::max_attempts(3));
            let call = if let Some(timeout) = timeout { call.timeout(timeout) } else { call };
            let error = call.await.unwrap_err();
            assert_eq!(error.status().unwrap(), 503);
        }
        assert_eq!(server.received_requests().await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn an_error_response_is_not_a_stream() {
    let (_server, client) = responding(ResponseTemplate::new(500).set_body_json(json!({"message": "no"}))).await;
    let error = client.answers().events().await.unwrap_err();
    assert_eq!(error.body().unwrap().message, "no");
    let error = client.answers().several().send_events::<types::Point>().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedStatus(_)));
}

/// A server that sends the parts of one response separately, and waits for `go` before each but the first.
async fn slowly(parts: &'static [&'static str], mut go: tokio::sync::mpsc::Receiver<()>) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut buffer = [0; 4096];
        let _ = stream.read(&mut buffer).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n";
        stream.write_all(head.as_bytes()).await.unwrap();
        for part in parts {
            stream.write_all(part.as_bytes()).await.unwrap();
            if go.recv().await.is_none() {
                return;
            }
        }
    });
    Client::builder().base_url(format!("http://{address}")).build().unwrap()
}

#[tokio::test]
async fn lines_arrive_while_the_server_still_sends() {
    let (go, gone) = tokio::sync::mpsc::channel(8);
    let client = slowly(&["{\"x\":1,\"y\":2}\n{\"x\":3,", "\"y\":4}\r\n\n{\"x\":5,\"y\":6}"], gone).await;
    let mut lines = client.answers().lines().limit(3).await.unwrap().body;
    assert_eq!(lines.next().await.unwrap().unwrap(), point(1.0, 2.0));
    go.send(()).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), point(3.0, 4.0));
    drop(go);
    assert_eq!(lines.next().await.unwrap().unwrap(), point(5.0, 6.0));
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn a_stream_may_outlast_the_timeout() {
    let (go, gone) = tokio::sync::mpsc::channel(8);
    let client = slowly(&["{\"x\":1,\"y\":2}\n", "{\"x\":3,\"y\":4}\n"], gone).await;
    let mut lines = client.answers().lines().timeout(Duration::from_millis(300)).await.unwrap().body;
    assert!(lines.next().await.unwrap().is_ok());
    tokio::time::sleep(Duration::from_millis(500)).await;
    go.send(()).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), point(3.0, 4.0));
}

#[tokio::test]
async fn only_the_status_code_with_a_stream_is_streamed() {
    let (_server, client) = responding(ResponseTemplate::new(202).set_body_json(json!({"id": "d"}))).await;
    let response = client.answers().mixed().await.unwrap();
    assert!(matches!(response.body, MixedResponse::Accepted(types::Document { id, .. }) if id == "d"));
    let (_server, client) = responding(events("data: {\"x\":1,\"y\":2}\n\n")).await;
    let MixedResponse::Ok(mut events) = client.answers().mixed().await.unwrap().body else { panic!("no stream") };
    assert_eq!(events.next().await.unwrap().unwrap().data, point(1.0, 2.0));
}

#[tokio::test]
async fn a_call_can_request_each_media_type() {
    let server = MockServer::start().await;
    let json = |value: serde_json::Value| ResponseTemplate::new(200).set_body_json(value);
    for (accept, response) in [
        ("application/vnd.example.document+json", json(json!({"id": "d"}))),
        ("text/event-stream", events("data: {\"id\":\"e\"}\n\n")),
        ("application/x-ndjson", ResponseTemplate::new(200).set_body_string("{\"id\":\"l\"}")),
        ("application/json", json(json!({"x": 1, "y": 2}))),
    ] {
        Mock::given(header("accept", accept)).respond_with(response).mount(&server).await;
    }
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let answers = client.answers();
    assert_eq!(answers.several().await.unwrap().body, point(1.0, 2.0));
    let document: types::Document =
        answers.several().send_as("application/vnd.example.document+json").await.unwrap().body;
    assert_eq!(document.id, "d");
    let text = MockServer::start().await;
    let mut stream = answers.several().send_events::<types::Document>().await.unwrap().body;
    assert_eq!(stream.next().await.unwrap().unwrap().data.id, "e");
    // Data that is no JSON is text.
    Mock::given(any())
        .respond_with(events("data: tock\n\ndata: 5\n\ndata: \"a\"\n\ndata: [DONE]\n\n"))
        .mount(&text)
        .await;
    let client = Client::builder().base_url(text.uri()).build().unwrap();
    let texts = client.answers().several().send_events::<String>().await.unwrap().body;
    assert_eq!(texts.map(|event| event.unwrap().data).collect::<Vec<_>>().await, ["tock", "5", "a"]);
    let mut lines = answers.several().send_lines::<types::Document>("application/x-ndjson").await.unwrap().body;
    assert_eq!(lines.next().await.unwrap().unwrap().id, "l");
    let raw = answers.several().send_raw().await.unwrap();
    assert_eq!(raw.body, "{\"x\":1,\"y\":2}");
    // A media type that the server does not have gives an ordinary error response.
    let raw = answers.several().header("accept", "text/csv").send_raw().await.unwrap();
    assert_eq!(raw.status, 404);
    let wrong = answers.several().send_as::<types::Point>("no\nheader").await.unwrap_err();
    assert!(matches!(wrong, Error::NotSent(_)), "{wrong}");
}

#[tokio::test]
async fn bytes_can_be_streamed() {
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_bytes(vec![7; 300_000])).await;
    assert_eq!(client.answers().file().await.unwrap().body.len(), 300_000);
    let mut stream = client.answers().file().send_stream().await.unwrap().body;
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, 300_000);
}

/// A server that responds `times` times with an error, then with success.
async fn busy(times: u64, response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).up_to_n_times(times).with_priority(1).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).with_priority(2).mount(&server).await;
    server
}

fn quickly(tries: usize) -> Retry {
    Retry::max_attempts(tries).delays(Duration::from_millis(1), Duration::from_millis(5))
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[tokio::test]
async fn calls_are_retried_if_that_is_safe() {
    for (status, retry_after, again, once) in
        [(503, None, 3, 1), (503, Some("0"), 3, 3), (429, None, 3, 3), (501, None, 1, 1)]
    {
        let mut response = ResponseTemplate::new(status);
        if let Some(seconds) = retry_after {
            response = response.insert_header("retry-after", seconds);
        }
        for (is_put, expected) in [(true, again), (false, once)] {
            let server = busy(2, response.clone()).await;
            let client = Client::builder().base_url(server.uri()).retry(quickly(5)).build().unwrap();
            let answers = client.answers();
            let result = if is_put { answers.again().await } else { answers.once().await };
            assert_eq!(count(&server).await, expected, "{status} {retry_after:?} {is_put}");
            assert_eq!(result.is_ok(), expected == 3);
        }
    }
    let server = busy(2, ResponseTemplate::new(503)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    assert_eq!(client.answers().again().await.unwrap_err().status().unwrap(), 503);
    assert_eq!(count(&server).await, 1, "by default, no call is retried");
    assert!(client.answers().again().retry(quickly(2)).await.is_ok());
    let client = Client::builder().base_url(server.uri()).retry(quickly(9)).build().unwrap();
    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    assert_eq!(client.answers().again().retry(quickly(3)).await.unwrap_err().status().unwrap(), 503);
    assert_eq!(count(&server).await, 3);
}

#[tokio::test]
async fn the_timeout_includes_all_attempts() {
    let server = busy(100, ResponseTemplate::new(429).insert_header("retry-after", "60")).await;
    let client = Client::builder().base_url(server.uri()).retry(Retry::max_attempts(5)).build().unwrap();
    let started = std::time::Instant::now();
    let error = client.answers().again().timeout(Duration::from_millis(200)).await.unwrap_err();
    assert!(error.is_rate_limited() && error.retry_after() == Some(Duration::from_secs(60)));
    assert!(started.elapsed() < Duration::from_secs(30));
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_broken_connection_is_retried_for_idempotent_methods() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder().base_url(format!("http://{}", listener.local_addr().unwrap())).retry(quickly(3));
    let client = client.build().unwrap();
    let seen = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&seen);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 4096];
            let _ = stream.read(&mut buffer).await;
            if counted.fetch_add(1, Ordering::SeqCst) % 2 == 1 {
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
            }
        }
    });
    client.answers().again().await.unwrap();
    assert_eq!(seen.load(Ordering::SeqCst), 2);
    let error = client.answers().once().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert_eq!(seen.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn an_idempotency_key_is_the_same_for_each_attempt_and_new_for_each_call() {
    let server = busy(2, ResponseTemplate::new(502)).await;
    let builder = Client::builder().base_url(server.uri()).idempotency_header("Idempotency-Key");
    let client = builder.retry(quickly(3)).build().unwrap();
    client.answers().once().await.unwrap();
    client.answers().once().await.unwrap();
    client.answers().again().await.unwrap();
    let keys: Vec<Option<String>> = server.received_requests().await.unwrap().iter().map(key).collect();
    assert_eq!(keys.len(), 5);
    assert!(keys[0].is_some() && keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3]);
    assert_eq!(keys[4], None, "a method that is idempotent needs none");
}

fn key(request: &Request) -> Option<String> {
    request.headers.get("idempotency-key").map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn hooks_run_for_each_attempt() {
    let server = busy(1, ResponseTemplate::new(503).insert_header("x-request-id", "r1")).await;
    let statuses = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&statuses);
    let client = Client::builder()
        .base_url(server.uri())
        .retry(quickly(2))
        .on_request(|request| {
            let signature = format!("signed {}", request.url().path());
            request.headers_mut().insert("x-signature", signature.parse()?);
            Ok(())
        })
        .on_response(move |status, headers| seen.lock().unwrap().push((status.as_u16(), !headers.is_empty())))
        .build()
        .unwrap();
    client.answers().again().await.unwrap();
    assert_eq!(*statuses.lock().unwrap(), [(503, true), (204, true)]);
    let requests = server.received_requests().await.unwrap();
    assert!(requests.iter().all(|request| request.headers["x-signature"] == "signed /answers/file"));
    let refusing = Client::builder().base_url(server.uri()).on_request(|_| Err("not today".into())).build().unwrap();
    let error: Error<Infallible> = refusing.answers().again().await.unwrap_err();
    assert!(error.to_string().contains("not today"), "{error}");
    assert_eq!(count(&server).await, 2);
}

#[tokio::test]
async fn an_error_has_the_request_id_of_the_server() {
    let server = MockServer::start().await;
    let response =
        ResponseTemplate::new(404).set_body_json(json!({"message": "m"})).insert_header("x-request-id", "r7");
    Mock::given(method("GET")).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let error = client.answers().several().await.unwrap_err();
    assert_eq!(error.request_id(), Some("r7"));
    assert_eq!(error.body().unwrap().message, "m");
}

#[tokio::test]
async fn headers_are_typed() {
    let response = ResponseTemplate::new(200)
        .insert_header("x-total", "7")
        .insert_header("x-kinds", "near, high")
        .insert_header("x-since", "2026-01-31T12:00:00Z");
    let (_server, client) = responding(response).await;
    let response = client.answers().lines().await.unwrap();
    let headers = LinesHeaders::from_headers(&response.headers).unwrap();
    assert_eq!(headers.x_total, 7);
    let kinds: Vec<&str> = headers.x_kinds.iter().flatten().map(|kind| kind.as_str()).collect();
    assert_eq!(kinds, ["near", "high"]);
    assert_eq!(headers.x_since.unwrap().timestamp(), 1_769_860_800);
    let (_server, client) = responding(ResponseTemplate::new(200).insert_header("x-total", "many")).await;
    let response = client.answers().lines().await.unwrap();
    assert!(LinesHeaders::from_headers(&response.headers).unwrap_err().to_string().contains("`x-total`"));
}

#[test]
fn the_body_of_a_callback_is_typed() {
    let done: types::AnswersAgainDoneCallback = serde_json::from_str("{\"point\":{\"x\":1,\"y\":2}}").unwrap();
    assert_eq!(done.point, point(1.0, 2.0));
    let failed: types::Failure = serde_json::from_str("{\"why\":\"no\"}").unwrap();
    assert_eq!(failed.why.as_deref(), Some("no"));
}

#[test]
fn the_body_of_a_webhook_is_typed() {
    let moved: fixture_calls::webhooks::PointMoved =
        serde_json::from_str(r#"{"from": {"x": 1, "y": 2}, "to": {"x": 3, "y": 4}}"#).unwrap();
    assert_eq!(moved.to, types::Point::new(types::required::Point { x: 3.0, y: 4.0 }));
    let gone: fixture_calls::webhooks::PointMovedDelete = serde_json::from_str(r#"{"id": "a"}"#).unwrap();
    assert_eq!(gone.id, "a");
}
