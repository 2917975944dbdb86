//! Every error has its own variant, keeps the whole response, and shows no secrets.

use std::time::Duration;

use hubspot_associations::{Client, Error, types};
use wiremock::{MockServer, ResponseTemplate};

use crate::support;
use crate::support::{TOKEN, batch, builder, responding, vendor_error};

type Failure = Error<types::Error>;

async fn failure(response: ResponseTemplate) -> Failure {
    let (_server, client) = responding(response).await;
    client.limits().batch_create("contacts", "companies", &batch()).await.unwrap_err()
}

/// Every error message begins with the request.
const REQUEST: &str = "/crm/associations/v4/definitions/configurations/{fromObjectType}/{toObjectType}/batch/create: ";

fn text(error: &Failure) -> String {
    let text = error.to_string();
    assert!(text.starts_with("POST http://127.0.0.1:"), "{text}");
    assert!(text.contains(REQUEST), "{text}");
    assert!(!text.contains(TOKEN) && !format!("{error:?}").contains(TOKEN), "a secret in {error:?}");
    text.split_once(REQUEST).unwrap().1.to_owned()
}

#[tokio::test]
async fn a_described_error_response_is_typed() {
    for status in [400, 401] {
        let response =
            ResponseTemplate::new(status).set_body_json(vendor_error("Not so.")).insert_header("x-trace", "t");
        let error = failure(response).await;
        let message = text(&error);
        assert!(message.starts_with(&status.to_string()) && message.contains("Not so."), "{message}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.body().unwrap().message, "Not so.");
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.body.correlation_id.to_string(), "aeb5f871-7f07-4993-9211-075dc63e7cbf");
        assert_eq!(error.headers["x-trace"], "t");
        assert_eq!(serde_json::from_slice::<serde_json::Value>(error.body_bytes()).unwrap(), vendor_error("Not so."));
    }
}

#[tokio::test]
async fn a_rate_limit_is_recognized_whatever_its_body() {
    let body = serde_json::json!({
        "status": "error", "message": "You have reached your ten_secondly_rolling limit.", "errorType": "RATE_LIMIT",
        "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf", "policyName": "TEN_SECONDLY_ROLLING"
    });
    let response = ResponseTemplate::new(429).set_body_json(&body).insert_header("retry-after", "10");
    let error = failure(response).await;
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(10)));
    assert_eq!(serde_json::from_slice::<serde_json::Value>(error.body_bytes().unwrap()).unwrap(), body);
    let message = text(&error);
    assert!(message.starts_with("429 Too Many Requests"), "{message}");
    assert!(message.contains("missing field `category` (line 1, column 196)"), "{message}");
    assert!(message.contains("ten_secondly_rolling"), "{message}");
    assert!(matches!(error, Error::Decode(_)));
}

#[tokio::test]
async fn a_decode_error_keeps_the_body_and_has_a_location() {
    let html = ResponseTemplate::new(500).set_body_raw("<html>\n<h1>Oops</h1></html>", "text/html");
    let error = failure(html).await;
    assert_eq!(
        text(&error),
        "500 Internal Server Error, with a body that cannot be decoded: the response is `text/html`, not JSON: \
         expected value (line 1, column 1): <html> <h1>Oops</h1></html>"
    );
    assert_eq!(error.body_bytes().unwrap().as_ref(), b"<html>\n<h1>Oops</h1></html>");

    let mut cut = support::full_response().to_string();
    cut.truncate(cut.len() / 2);
    let error = failure(ResponseTemplate::new(201).set_body_string(cut.clone())).await;
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status.as_u16(), error.body_bytes().as_ref()), (201, cut.as_bytes()));

    let mut wrong = support::full_response();
    wrong["results"][0]["typeId"] = serde_json::json!("x");
    let error = failure(ResponseTemplate::new(201).set_body_json(wrong)).await;
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.problem.pointer(), "/results/0/typeId");
    assert!(error.problem.message().contains("expected i32"), "{}", error.problem);
}

#[tokio::test]
async fn an_unexpected_status_code_keeps_the_response() {
    let error = failure(ResponseTemplate::new(200).set_body_string("surprise").insert_header("x-trace", "t")).await;
    assert_eq!(text(&error), "200 OK, an unexpected status code: surprise");
    let Error::UnexpectedStatus(error) = error else { panic!("{error:?}") };
    assert_eq!((error.status.as_u16(), error.body_bytes().as_ref()), (200, b"surprise".as_slice()));
    assert_eq!(error.headers["x-trace"], "t");
}

#[tokio::test]
async fn a_refused_connection_differs_from_a_timeout() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).bearer_token(TOKEN).build().unwrap();
    let error = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap_err();
    assert!(text(&error).contains("refused"), "{error}");
    assert!(matches!(error, Error::Connect(_)) && error.status().is_none());

    let server = MockServer::start().await;
    let slow = ResponseTemplate::new(201).set_delay(Duration::from_secs(5));
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(slow).mount(&server).await;
    let client = builder(&server).timeout(Duration::from_millis(50)).build().unwrap();
    let error = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap_err();
    assert!(text(&error).starts_with("timed out"), "{error}");
    assert!(error.is_timeout());
    let client = support::client(&server);
    let call = client.limits().batch_create("contacts", "companies", &batch());
    let error = call.timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn an_endless_body_ends() {
    let server = MockServer::start().await;
    let long = ResponseTemplate::new(201).set_body_string("x".repeat(10_000));
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(long).mount(&server).await;
    let client = builder(&server).max_body_bytes(1_000).build().unwrap();
    let error = client.limits().batch_create("contacts", "companies", &batch()).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)));
    assert_eq!(
        text(&error),
        "transport error: the response body is larger than the 1000 bytes that `max_body_bytes` allows"
    );
}

#[tokio::test]
async fn a_secret_in_a_response_is_not_in_the_message() {
    let error =
        failure(ResponseTemplate::new(401).set_body_json(vendor_error(&format!("no such token {TOKEN}\u{7}")))).await;
    assert!(text(&error).contains("no such token [secret]"));
    let cut = format!("{}{TOKEN}{}", "x".repeat(990), "y".repeat(5_000));
    let message = text(&failure(ResponseTemplate::new(502).set_body_string(cut)).await);
    assert!(!message.contains(&TOKEN[..8]), "the head of a secret: {message}");
    let error = failure(ResponseTemplate::new(502).set_body_string(format!("x {TOKEN} {}", "y".repeat(5_000)))).await;
    let message = text(&error);
    assert!(message.contains("[secret]") && message.len() < 1_500, "{message}");
}

#[test]
fn errors_are_send_and_sync() {
    fn sent<E: std::error::Error + Send + Sync + 'static>() {}
    sent::<Failure>();
    sent::<hubspot_associations::BuildError>();
}
