//! Bearer tokens that the client fetches when it needs them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fixture_calls::{Client, ClientBuilder, ClientCredentials, Error, Token};
use serde_json::json;
use wiremock::matchers::{any, body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that accepts only one token.
async fn taking(token: &str) -> (MockServer, ClientBuilder) {
    let server = MockServer::start().await;
    let bearer = format!("Bearer {token}");
    let accepted = Mock::given(header("authorization", bearer.as_str())).respond_with(ResponseTemplate::new(204));
    accepted.with_priority(1).mount(&server).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).with_priority(9).mount(&server).await;
    let builder = Client::builder().base_url(server.uri());
    (server, builder)
}

/// The future of a provider.
type ProviderFuture = std::pin::Pin<Box<dyn Future<Output = Result<Token, fixture_calls::TokenError>> + Send>>;

/// Returns a provider of `t1`, `t2` and so on, and the number of its calls.
fn counting(expires_in: Option<Duration>) -> (Arc<AtomicUsize>, impl Fn() -> ProviderFuture) {
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
    let provider = move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let token = Token::new(format!("t{number}"));
        let token = expires_in.map_or(token.clone(), |time| token.expires_in(time));
        let future = async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(token)
        };
        Box::pin(future) as ProviderFuture
    };
    (fetched, provider)
}

#[tokio::test]
async fn one_token_serves_all_calls() {
    let (server, builder) = taking("t1").await;
    let (fetched, provider) = counting(None);
    let client = builder.bearer_token_provider(provider).build().unwrap();
    client.security().without().await.unwrap_err();
    assert_eq!(fetched.load(Ordering::SeqCst), 0, "an operation without security fetches no token");
    let calls =
        (0..20).map(|_| async { client.security().with_token().await.map(|response| response.status.as_u16()) });
    let statuses = futures_util::future::join_all(calls).await;
    assert!(statuses.iter().all(|status| matches!(status, Ok(204))));
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    assert_eq!(server.received_requests().await.unwrap().len(), 21);
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let (server, builder) = taking("t2").await;
    let (fetched, provider) = counting(None);
    let client = builder.bearer_token_provider(provider).build().unwrap();
    let calls = (0..10).map(|_| async { client.security().with_token().await.is_ok() });
    assert!(futures_util::future::join_all(calls).await.into_iter().all(|done| done));
    assert_eq!(fetched.load(Ordering::SeqCst), 2, "all refused calls share the new token");

    server.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let error = client.security().with_token().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
    assert!(!format!("{error:?}{error}").contains("t3"), "{error:?}");
}

#[tokio::test]
async fn an_expiring_token_is_replaced_early() {
    let (_server, builder) = taking("t1").await;
    let (fetched, provider) = counting(Some(Duration::from_secs(3600)));
    let client = builder.clone().bearer_token_provider(provider).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap();
    assert_eq!(fetched.load(Ordering::SeqCst), 1);

    let refused = client.security().with_token().header("x-y", "a\nb").await.unwrap_err();
    assert!(matches!(refused, Error::NotSent(_)));

    let (fetched, provider) = counting(Some(Duration::ZERO));
    let client = builder.bearer_token_provider(provider).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap_err();
    assert!(fetched.load(Ordering::SeqCst) >= 2);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let (server, builder) = taking("t1").await;
    let client = builder.bearer_token_provider(|| async { Err("the vault is sealed".into()) }).build().unwrap();
    let error = client.security().with_token().await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)) && error.to_string().contains("the vault is sealed"), "{error}");
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_alternative_is_chosen_by_the_credentials_set() {
    let (server, builder) = taking("t1").await;
    let client = builder.clone().bearer_token("t1").key("k").build().unwrap();
    client.security().with_token_and_key().await.unwrap();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers["x-key"], "k");
    // One of two credentials that are required together is not enough, so the client uses the other alternative.
    let client = builder.bearer_token("t1").other("abc def").build().unwrap();
    client.security().with_token_and_key().await.unwrap_err();
    let request = server.received_requests().await.unwrap().pop().unwrap();
    assert_eq!(request.headers["authorization"], "Token abc def");
    assert!(!request.headers.contains_key("x-key"));
}

#[tokio::test]
async fn client_credentials_fetch_tokens() {
    let (server, builder) = taking("from-flow").await;
    let response = json!({"access_token": "from-flow", "token_type": "Bearer", "expires_in": 3600});
    let fetched = Mock::given(method("POST"))
        .and(path("/token"))
        .and(body_string("grant_type=client_credentials&scope=read%20write"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        // `my:id` and `s&cret`, each encoded, then joined.
        .and(header("authorization", "Basic bXklM0FpZDpzJTI2Y3JldA=="))
        .respond_with(ResponseTemplate::new(200).set_body_json(response));
    fetched.expect(1).with_priority(1).mount(&server).await;
    let flow = ClientCredentials::new(format!("{}/token", server.uri()), "my:id", "s&cret").scopes(["read", "write"]);
    assert!(!format!("{flow:?}").contains("s&cret"));
    let client = builder.clone().bearer_token_provider(flow).build().unwrap();
    client.security().with_token().await.unwrap();
    client.security().with_token().await.unwrap();

    let refusing = ClientCredentials::new(format!("{}/other", server.uri()), "id", "secret");
    let client = builder.bearer_token_provider(refusing).build().unwrap();
    let error = client.security().with_token().await.unwrap_err();
    assert!(error.to_string().contains("the token endpoint responded with 401"), "{error}");
    // The document declares the token URL, so only the id and the secret are arguments.
    drop(Client::builder().bearer_token_client_credentials("id", "secret"));
}

#[tokio::test]
async fn the_timeout_includes_waiting_for_a_token() {
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
async fn a_cancelled_call_does_not_cancel_the_provider_for_others() {
    let (_server, builder) = taking("t1").await;
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
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
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_without_waiting_calls_starts_again() {
    let (_server, builder) = taking("t1").await;
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
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
    assert_eq!(fetched.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn waiting_calls_share_an_error() {
    let (_server, builder) = taking("t1").await;
    let fetched = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetched);
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
    assert_eq!(fetched.load(Ordering::SeqCst), 1);
    // A later call runs the provider again.
    client.security().with_token().await.unwrap();
}

#[tokio::test]
async fn a_token_endpoint_cannot_redirect_or_inject_text() {
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
