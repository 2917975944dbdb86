//! Layers of `tower` around each HTTP exchange.

use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use fixture_calls::bytes::Bytes;
use fixture_calls::reqwest::{Request, Response};
use fixture_calls::tower_layer::layer_fn;
use fixture_calls::tower_service::Service;
use fixture_calls::{BoxError, Client, ClientBuilder, Error, HttpService, Method, Retry};
use futures_util::TryStreamExt as _;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

type Sent = Pin<Box<dyn Future<Output = Result<Response, BoxError>> + Send>>;

/// A service that passes each request, and the inner service to send it, to a function.
#[derive(Clone)]
struct Around<S, F> {
    inner: S,
    function: F,
}

impl<S, F> Service<Request> for Around<S, F>
where
    S: Service<Request, Response = Response> + Clone,
    S::Error: Into<BoxError>,
    F: Fn(Request, S) -> Sent,
{
    type Response = Response;
    type Error = BoxError;
    type Future = Sent;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(task).map_err(Into::into)
    }

    fn call(&mut self, request: Request) -> Sent {
        // The service that is ready, not its clone.
        let clone = self.inner.clone();
        (self.function)(request, std::mem::replace(&mut self.inner, clone))
    }
}

async fn responding(response: ResponseTemplate) -> (MockServer, ClientBuilder) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let builder = Client::builder().base_url(server.uri());
    (server, builder)
}

async fn count(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

/// A keyed hash, in place of HMAC.
fn signature(key: &str, parts: [&[u8]; 4]) -> String {
    let mut hasher = DefaultHasher::new();
    (key, parts, key).hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[tokio::test]
async fn a_layer_signs_the_final_request_and_the_server_checks_it() {
    fn is_signed(request: &wiremock::Request) -> bool {
        let text = |name: &str| request.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let (method, path) = (request.method.as_str(), request.url.path());
        let parts = [method.as_bytes(), path.as_bytes(), text("date").as_bytes(), &request.body];
        text("x-signature") == signature("key", parts)
    }
    let server = MockServer::start().await;
    Mock::given(is_signed).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let signed = |key: &'static str| {
        let function = move |mut request: Request, mut inner: HttpService| {
            let date = "Sat, 31 Jan 2026 12:00:00 GMT";
            let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
            let (method, path) = (request.method().as_str(), request.url().path());
            let signature = signature(key, [method.as_bytes(), path.as_bytes(), date.as_bytes(), body]);
            request.headers_mut().insert("date", date.parse().unwrap());
            request.headers_mut().insert("x-signature", signature.parse().unwrap());
            inner.call(request)
        };
        layer_fn(move |inner| Around { inner, function })
    };
    let builder = Client::builder().base_url(server.uri());
    let client = builder.clone().layer(signed("key")).build().unwrap();
    client.answers().again().await.unwrap();
    client.request(Method::POST, "/a%20b?c=d").json(&["body"]).send::<()>().await.unwrap();
    let client = builder.layer(signed("other")).build().unwrap();
    assert_eq!(client.request(Method::GET, "/").send_raw().await.unwrap().status, 404);
}

#[tokio::test]
async fn a_layer_can_respond_without_sending() {
    let response = ResponseTemplate::new(200).insert_header("x-own", "1").set_body_string("[1]");
    let (server, builder) = responding(response).await;
    let cache: Arc<Mutex<HashMap<String, Bytes>>> = Arc::default();
    let function = move |request: Request, mut inner: HttpService| -> Sent {
        let (cache, key) = (Arc::clone(&cache), request.url().to_string());
        Box::pin(async move {
            let found = cache.lock().unwrap().get(&key).cloned();
            let body = match found {
                Some(body) => body,
                None => inner.call(request).await?.bytes().await?,
            };
            cache.lock().unwrap().insert(key, body.clone());
            Ok(http::Response::builder().status(203).header("x-from", "cache").body(body)?.into())
        })
    };
    let statuses = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&statuses);
    let client = builder
        .layer(layer_fn(move |inner| Around { inner, function: function.clone() }))
        .on_response(move |status, _| seen.lock().unwrap().push(status.as_u16()))
        .build()
        .unwrap();
    for _ in 0..2 {
        let response = client.clone().request(Method::GET, "/list").send::<Vec<u8>>().await.unwrap();
        assert_eq!((response.status.as_u16(), response.headers["x-from"].as_bytes()), (203, &b"cache"[..]));
        assert_eq!(response.body, [1]);
    }
    assert_eq!(count(&server).await, 1);
    client.request(Method::GET, "/other").send_raw().await.unwrap();
    assert_eq!(count(&server).await, 2);
    assert_eq!(*statuses.lock().unwrap(), [203, 203, 203], "`on_response` sees the response of the layer");
}

#[derive(Debug)]
struct Open;

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the circuit is open; token the-token")
    }
}

impl std::error::Error for Open {}

#[tokio::test]
async fn a_layer_can_refuse_and_its_error_is_a_source() {
    let (server, builder) = responding(ResponseTemplate::new(500)).await;
    let (failures, refusals) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let refused = Arc::clone(&refusals);
    let function = move |request: Request, mut inner: HttpService| -> Sent {
        if failures.load(Ordering::SeqCst) > 0 {
            refused.fetch_add(1, Ordering::SeqCst);
            return Box::pin(async { Err(Open.into()) });
        }
        let failures = Arc::clone(&failures);
        Box::pin(async move {
            let response = inner.call(request).await?;
            failures.fetch_add(usize::from(response.status().is_server_error()), Ordering::SeqCst);
            Ok(response)
        })
    };
    let layer = layer_fn(move |inner| Around { inner, function: function.clone() });
    let client = builder.bearer_token("the-token").layer(layer).build().unwrap();
    assert_eq!(client.request(Method::GET, "/").send::<()>().await.unwrap_err().status().unwrap(), 500);
    let retry = Retry::max_attempts(3).delays(Duration::from_millis(1), Duration::from_millis(1));
    let error = client.request(Method::GET, "/x").retry(retry).send::<()>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "GET {}/x: transport error: a layer returned an error: the circuit is open; token [secret]",
            server.uri()
        )
    );
    let Error::Transport(transport) = &error else { panic!("{error}") };
    assert!(transport.cause().is_none());
    assert!(error.source().unwrap().is::<Open>());
    assert_eq!((count(&server).await, refusals.load(Ordering::SeqCst)), (1, 1), "no attempt after the refusal");
}

/// An error of the HTTP client, wrapped.
#[derive(Debug)]
struct Wrapped(BoxError);

impl fmt::Display for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("wrapped")
    }
}

impl std::error::Error for Wrapped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

#[tokio::test]
async fn an_error_of_the_http_client_within_an_error_of_a_layer_is_retried() {
    let attempts = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&attempts);
    let function = move |request: Request, mut inner: HttpService| -> Sent {
        counter.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move { inner.call(request).await.map_err(|error| Wrapped(error).into()) })
    };
    let layer = layer_fn(move |inner| Around { inner, function: function.clone() });
    let retry = Retry::max_attempts(3).delays(Duration::from_millis(1), Duration::from_millis(1));
    let builder = Client::builder().base_url("http://127.0.0.1:9").retry(retry);
    let client = builder.clone().layer(layer).build().unwrap();
    let error = client.request(Method::POST, "/?key=the-key").send::<()>().await.unwrap_err();
    assert!(error.is_connect() && error.source().unwrap().is::<Wrapped>(), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("the-key"), "{error:?}");
    let Error::Connect(transport) = &error else { panic!("{error}") };
    assert!(transport.cause().unwrap().is_connect());
    assert_eq!(attempts.load(Ordering::SeqCst), 3);

    let error = builder.build().unwrap().request(Method::GET, "/").send::<()>().await.unwrap_err();
    assert!(error.is_connect() && error.source().unwrap().is::<reqwest::Error>(), "without a layer: {error:?}");
}

#[tokio::test]
async fn the_layer_that_is_added_last_is_the_outermost() {
    let (server, builder) = responding(ResponseTemplate::new(503)).await;
    let tagged = |tag: &'static str| {
        let function = move |mut request: Request, mut inner: HttpService| {
            request.headers_mut().append("x-passed", tag.parse().unwrap());
            inner.call(request)
        };
        layer_fn(move |inner| Around { inner, function })
    };
    let retry = Retry::max_attempts(2).delays(Duration::from_millis(1), Duration::from_millis(1));
    let client = builder.layer(tagged("first")).layer(tagged("last")).retry(retry);
    let client = client.on_request(|request| {
        request.headers_mut().append("x-passed", "hook".parse()?);
        Ok(())
    });
    client.build().unwrap().request(Method::GET, "/").send_raw().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 2, "each attempt passes through the layers");
    for request in requests {
        assert_eq!(request.headers.get_all("x-passed").iter().collect::<Vec<_>>(), ["hook", "last", "first"]);
    }
}

/// A service that is ready when it is polled a second time.
struct Slow<S> {
    inner: S,
    polls: usize,
}

impl<S: Clone> Clone for Slow<S> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), polls: 0 }
    }
}

impl<S: Service<Request>> Service<Request> for Slow<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.polls += 1;
        if self.polls == 1 {
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request) -> S::Future {
        assert!(self.polls >= 2, "not ready");
        self.polls = 0;
        self.inner.call(request)
    }
}

#[tokio::test]
async fn the_client_waits_until_a_layer_is_ready() {
    let (_server, builder) = responding(ResponseTemplate::new(204)).await;
    let slow = || layer_fn(|inner: HttpService| Slow { inner, polls: 0 });
    let client = builder.layer(slow()).layer(slow()).build().unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        tasks.spawn(client.request(Method::GET, "/").send::<()>());
    }
    assert!(tasks.join_all().await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn the_timeout_of_a_call_includes_its_layers() {
    let (server, builder) = responding(ResponseTemplate::new(204)).await;
    let function = |request: Request, mut inner: HttpService| -> Sent {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(30)).await;
            inner.call(request).await
        })
    };
    let client = builder.layer(layer_fn(move |inner| Around { inner, function })).build().unwrap();
    let start = Instant::now();
    let call = client.request(Method::GET, "/").timeout(Duration::from_millis(50));
    assert!(call.clone().send::<()>().await.unwrap_err().is_timeout());
    assert!(call.send_stream().await.unwrap_err().is_timeout());
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(count(&server).await, 0);
}

#[tokio::test]
async fn layers_of_tower_work() {
    let late = ResponseTemplate::new(200).set_body_string("text").set_delay(Duration::from_millis(500));
    let (_server, builder) = responding(late).await;
    let limited = |limit| tower::timeout::TimeoutLayer::new(limit);
    let client = builder.clone().layer(limited(Duration::from_millis(20))).build().unwrap();
    let error = client.request(Method::GET, "/").send_raw().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && error.source().unwrap().is::<tower::timeout::error::Elapsed>());
    let client = builder.layer(limited(Duration::from_secs(30))).build().unwrap();
    let body = client.request(Method::GET, "/").send_stream().await.unwrap().body;
    assert_eq!(body.try_collect::<Vec<Bytes>>().await.unwrap().concat(), b"text");
}

/// The error of a service that never fails converts into any error.
#[derive(Clone)]
struct Constant;

impl Service<Request> for Constant {
    type Response = Response;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request) -> Self::Future {
        std::future::ready(Ok(http::Response::new("7").into()))
    }
}

#[test]
fn a_layer_can_replace_the_http_client() {
    let client =
        Client::builder().base_url("http://unreachable.invalid").layer(layer_fn(|_| Constant)).build().unwrap();
    let call = client.request(Method::GET, "/");
    assert_eq!(call.send_blocking::<u8>().unwrap().body, 7);
}
