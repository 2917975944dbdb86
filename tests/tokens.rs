//! Tokens that are asked for when they are needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fixture_calls::{Client, ClientBuilder, ClientCredentials, Error, Token};
use serde_json::json;
use wiremock::matchers::{any, body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that takes only one token.
async fn taking(token: &str) -> (MockServer, ClientBuilder) {
    let server = MockServer::start().await;
    let bearer = format!("Bearer {token}");
    let accepted = Mock::given(header("authorization", bearer.as_str())).respond_with(ResponseTemplate::new(204));
    accepted.with_priority(1).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).with_priority(9).mount(&server).await;
    let builder = Client::builder().base_url(server.uri());
    (server, builder)
}

/// What a provider is busy with.
type Asking = std::pin::Pin<Box<dyn Future<Output = Result<Token, fixture_calls::TokenError>> + Send>>;

/// A provider of `t1`, `t2` and so on, and how often it was asked.
fn counting(expires_in: Option<Duration>) -> (Arc<AtomicUsize>, impl Fn() -> Asking) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let token = Token::new(format!("t{number}"));
        let token = expires_in.map_or(token.clone(), |time| token.expires_in(time));
        let future = async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(token)
        };
        Box::pin(future) as Asking
    };
    (asked, provider)
}

#[tokio::test]
async fn one_token_serves_all_calls() {
    let (server, builder) = taking("t1").await;
    let (asked, provider) = counting(None);
    let client = builder.bearer_token_provider(provider).build().unwrap();
    client.security().without().await.unwrap_err();
    assert_eq!(asked.load(Ordering::SeqCst), 0, "an operation that needs none asks for none");
    let calls = (0..20).map(|_| async { client.security().with_token().await.map(|answer| answer.status.as_u16()) });
    let statuses = futures_util::future::join_all(calls).await;
    assert!(statuses.iter().all(|status| matches!(status, Ok(204))));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert_eq!(server.received_requests().await.unwrap().len(), 21);
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let (server, builder) = taking("t2").await;
    let (asked, provider) = counting(None);
    let client = builder.bearer_token_provider(provider).build().unwrap();
    let calls = (0..10).map(|_| async { client.security().with_token().await.is_ok() });
    assert!(futures_util::future::join_all(calls).await.into_iter().all(|done| done));
    assert_eq!(asked.load(Ordering::SeqCst), 2, "whoever was refused shares what replaces it");

    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let error = client.security().with_token().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    assert!(!format!("{error:?}{error}").contains("t3"), "{error:?}");
}

#[tokio::test]
async fn a_token_that_expires_is_replaced_before() {
    let (_server, builder) = taking("t1").await;
    let (asked, provider) = counting(Some(Duration::from_secs(3600)));
    let client = builder.clone().bearer_token_provider(provider).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);

    let refused = client.security().with_token().header("x-y", "a\nb").await.unwrap_err();
    assert!(matches!(refused, Error::NotSent(_)));

    let (asked, provider) = counting(Some(Duration::ZERO));
    let client = builder.bearer_token_provider(provider).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap_err();
    assert!(asked.load(Ordering::SeqCst) >= 2);
}

#[tokio::test]
async fn where_no_token_is_given_nothing_is_sent() {
    let (server, builder) = taking("t1").await;
    let client = builder.bearer_token_provider(|| async { Err("the vault is sealed".into()) }).build().unwrap();
    let error = client.security().with_token().await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)) && error.to_string().contains("the vault is sealed"), "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn alternatives_are_met_as_far_as_they_are_set() {
    let (server, builder) = taking("t1").await;
    let client = builder.clone().bearer_token("t1").key("k").build().unwrap();
    client.security().with_token_and_key().await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers["x-key"], "k");
    // One of two that are needed together is not enough; the other alternative is.
    let client = builder.bearer_token("t1").other("abc def").build().unwrap();
    client.security().with_token_and_key().await.unwrap_err();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers["authorization"], "Token abc def");
    assert!(!request.headers.contains_key("x-key"));
}

#[tokio::test]
async fn the_flow_of_client_credentials_gives_tokens() {
    let (server, builder) = taking("from-flow").await;
    let answer = json!({"access_token": "from-flow", "token_type": "Bearer", "expires_in": 3600});
    let asked = Mock::given(method("POST"))
        .and(path("/token"))
        .and(body_string("grant_type=client_credentials&scope=read%20write"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        // `my:id` and `s&cret`, each encoded, then together.
        .and(header("authorization", "Basic bXklM0FpZDpzJTI2Y3JldA=="))
        .respond_with(ResponseTemplate::new(200).set_body_json(answer));
    asked.expect(1).with_priority(1).mount(&server).await;
    let flow = ClientCredentials::new(format!("{}/token", server.uri()), "my:id", "s&cret").scopes(["read", "write"]);
    assert!(!format!("{flow:?}").contains("s&cret"));
    let client = builder.clone().bearer_token_provider(flow).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap();

    let refusing = ClientCredentials::new(format!("{}/other", server.uri()), "id", "secret");
    let client = builder.bearer_token_provider(refusing).build().unwrap();
    let error = client.security().with_token().await.unwrap_err();
    assert!(error.to_string().contains("the token's server answered 401"), "{error}");
    // The document names where, so that only who asks has to be said.
    drop(Client::builder().bearer_token_client_credentials("id", "secret"));
}

#[tokio::test]
async fn a_call_that_waits_for_a_token_ends_in_its_time() {
    let (server, builder) = taking("t1").await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    Mock::given(path("/token")).respond_with(slow).with_priority(1).mount(&server).await;
    let flow = ClientCredentials::new(format!("{}/token", server.uri()), "id", "secret");
    let client = builder.bearer_token_provider(flow).build().unwrap();
    let start = std::time::Instant::now();
    let error = client.security().with_token().timeout(Duration::from_millis(200)).await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(_)) && error.to_string().contains("no token"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_call_that_is_given_up_does_not_stop_what_others_wait_for() {
    let (_server, builder) = taking("t1").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move || {
        counter.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok(Token::new("t1"))
        }
    };
    let client = builder.bearer_token_provider(provider).build().unwrap();
    let given_up = async { client.security().with_token().timeout(Duration::from_millis(50)).await };
    let (given_up, other) = tokio::join!(given_up, async { client.security().with_token().await });
    assert!(matches!(given_up, Err(Error::Timeout(_))));
    assert_eq!(other.unwrap().status, 204);
    client.security().with_token().await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_asked_for_anew() {
    let (_server, builder) = taking("t1").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(if number == 0 { 5_000 } else { 0 })).await;
            Ok(Token::new("t1"))
        }
    };
    let client = builder.bearer_token_provider(provider).build().unwrap();
    client.security().with_token().timeout(Duration::from_millis(50)).await.unwrap_err();
    client.security().with_token().timeout(Duration::from_secs(3)).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn calls_that_wait_share_a_failure() {
    let (_server, builder) = taking("t1").await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst);
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if number == 0 { Err("the vault is sealed".into()) } else { Ok(Token::new("t1")) }
        }
    };
    let client = builder.bearer_token_provider(provider).build().unwrap();
    let calls = (0..10).map(|_| async { client.security().with_token().await });
    for result in futures_util::future::join_all(calls).await {
        assert!(result.unwrap_err().to_string().contains("the vault is sealed"));
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // A later call asks anew.
    client.security().with_token().await.unwrap();
}

#[tokio::test]
async fn a_token_s_server_leads_to_no_other_and_says_no_more_than_it_may() {
    let other = MockServer::start().await;
    let (server, builder) = taking("t1").await;
    let away = ResponseTemplate::new(307).insert_header("location", format!("{}/token", other.uri()).as_str());
    Mock::given(path("/away")).respond_with(away).with_priority(1).mount(&server).await;
    let odd = json!({"error": "no\u{1b}[31m\n::error::x", "error_description": "\u{202e}y"});
    let odd = ResponseTemplate::new(400).set_body_json(odd);
    Mock::given(path("/odd")).respond_with(odd).with_priority(1).mount(&server).await;
    let large = ResponseTemplate::new(200).set_body_string(" ".repeat(4 << 20));
    Mock::given(path("/large")).respond_with(large).with_priority(1).mount(&server).await;
    for (place, expected) in
        [("away", "307"), ("large", "larger than"), ("odd", "no\\u{1b}[31m ::error::x: \\u{202e}y")]
    {
        let flow = ClientCredentials::new(format!("{}/{place}", server.uri()), "id", "secret");
        let client = builder.clone().bearer_token_provider(flow).build().unwrap();
        let error = client.security().with_token().await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(other.received_requests().await.unwrap().is_empty());
}
