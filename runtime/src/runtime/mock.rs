//! A mock of the API: a server on loopback with the responses that a test sets.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use wiremock::matchers::any;
use wiremock::{MockServer, Request, Respond, ResponseTemplate};

use crate::runtime::client::{ApiClient, ApiClientBuilder};
use crate::runtime::received::{ExpectedRequest, ReceivedRequest};

/// The mock of any API: a server on a loopback port of its own, with the responses that a test sets.
pub struct ApiMock {
    client: ApiClient,
    state: Arc<State>,
    url: String,
    _server: MockServer,
}

impl ApiMock {
    /// Starts a mock.
    pub async fn start() -> Self {
        let server = MockServer::builder().disable_request_recording().start().await;
        let state = Arc::new(State::default());
        wiremock::Mock::given(any()).respond_with(Responder(Arc::clone(&state))).mount(&server).await;
        let url = server.uri();
        Self { client: Self::client_of(&url), state, url, _server: server }
    }

    /// Starts a mock, and blocks the thread until it listens.
    ///
    /// # Panics
    ///
    /// Panics within asynchronous code, where a thread must not be blocked: use [`start`](Self::start) there.
    #[cfg(feature = "blocking")]
    pub fn start_blocking() -> Self {
        crate::runtime::blocking::wait_for(Self::start())
    }

    #[allow(clippy::expect_used, reason = "only a test can see it")]
    fn client_of(url: &str) -> ApiClient {
        Self::builder_of(url).build().expect("the settings of a mock's client are valid")
    }

    fn builder_of(url: &str) -> ApiClientBuilder {
        ApiClientBuilder::new(None, "mock").base_url(url).allow_missing_credentials()
    }

    /// Returns a client of the mock, which needs no credential.
    pub fn client(&self) -> ApiClient {
        self.client.clone()
    }

    /// Returns a builder for clients of the mock, which need no credential.
    pub fn builder(&self) -> ApiClientBuilder {
        Self::builder_of(&self.url)
    }

    /// Returns the base URL of the mock.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns all received requests, in order.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.state.log().received.iter().map(|(request, _)| request.clone()).collect()
    }

    /// Returns the requests that matched no response, in order.
    pub fn unmatched_requests(&self) -> Vec<ReceivedRequest> {
        self.state.log().received.iter().filter(|(_, is_matched)| !is_matched).map(|(it, _)| it.clone()).collect()
    }

    pub(crate) fn own_client(&self) -> &ApiClient {
        &self.client
    }

    pub(crate) fn set(&self, expected_request: ExpectedRequest, response: StubResponse) -> Stub {
        let state = StubState { response, requests: Vec::new(), most: None, expected: None };
        let stub = Stub(Arc::new(StubInner { expected_request, state: Mutex::new(state) }));
        self.state.log().stubs.push(stub.clone());
        stub
    }
}

impl Drop for ApiMock {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let unmet: Vec<String> = self.state.log().stubs.iter().filter_map(Stub::unmet).collect();
        assert!(unmet.is_empty(), "{}", unmet.join("\n"));
    }
}

impl fmt::Debug for ApiMock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A response that a test set for an operation.
#[derive(Clone)]
pub struct Stub(Arc<StubInner>);

struct StubInner {
    expected_request: ExpectedRequest,
    state: Mutex<StubState>,
}

struct StubState {
    response: StubResponse,
    requests: Vec<ReceivedRequest>,
    /// How often it can be used.
    most: Option<usize>,
    /// How often it must be used.
    expected: Option<usize>,
}

impl Stub {
    fn state(&self) -> MutexGuard<'_, StubState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a header to the response.
    ///
    /// # Panics
    ///
    /// Panics if the name or the value is not valid for a header.
    #[allow(clippy::panic, reason = "documented, and only a test can see it")]
    pub fn header(self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            panic!("`{name}: {value}` is not a valid header");
        };
        self.state().response.headers.push((name, value));
        self
    }

    /// Delays the response by this time.
    pub fn delay(self, delay: Duration) -> Self {
        self.state().response.delay = delay;
        self
    }

    /// Limits the response to this number of requests; later ones get the next response that matches.
    pub fn times(self, times: usize) -> Self {
        self.state().most = Some(times);
        self
    }

    /// Requires that the response is used exactly this often. Otherwise, dropping the mock panics.
    pub fn expect(self, times: usize) -> Self {
        self.state().expected = Some(times);
        self
    }

    /// Returns how often the response has been used.
    pub fn calls(&self) -> usize {
        self.state().requests.len()
    }

    /// Returns the requests that got this response, in order.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.state().requests.clone()
    }

    fn unmet(&self) -> Option<String> {
        let state = self.state();
        let (expected, calls) = (state.expected?, state.requests.len());
        let operation = self.0.expected_request.operation;
        (expected != calls).then(|| format!("`{operation}`: expected {expected} calls, got {calls}"))
    }

    /// Returns the response to a request, or the reason why this stub does not match.
    fn respond(&self, request: &ReceivedRequest) -> Result<ResponseTemplate, String> {
        let operation = self.0.expected_request.operation;
        if let Some(difference) = self.0.expected_request.difference(request) {
            return Err(format!("`{operation}`: {difference}"));
        }
        let mut state = self.state();
        if state.most.is_some_and(|most| state.requests.len() >= most) {
            return Err(format!("`{operation}`: the response was already used {} times", state.requests.len()));
        }
        state.requests.push(request.clone());
        Ok(state.response.template())
    }
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.state().response.status;
        f.debug_struct("Stub")
            .field("operation", &self.0.expected_request.operation)
            .field("status", &status)
            .finish_non_exhaustive()
    }
}

/// The response of a stub.
#[derive(Clone, Debug)]
pub struct StubResponse {
    pub(crate) status: u16,
    pub(crate) body: Option<(String, Bytes)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    delay: Duration,
}

impl StubResponse {
    pub(crate) fn new(status: u16, body: Option<(String, Bytes)>) -> Self {
        Self { status, body, headers: Vec::new(), delay: Duration::ZERO }
    }

    fn template(&self) -> ResponseTemplate {
        let mut template = ResponseTemplate::new(self.status).set_delay(self.delay);
        if let Some((media_type, bytes)) = &self.body {
            template = template.set_body_raw(bytes.to_vec(), media_type);
        }
        let headers = self.headers.iter().cloned();
        headers.fold(template, |template, (name, value)| template.append_header(name, value))
    }
}

/// The stubs, and the requests received.
#[derive(Default)]
struct State(Mutex<Log>);

#[derive(Default)]
struct Log {
    stubs: Vec<Stub>,
    /// Each request, and whether a stub matched it.
    received: Vec<(ReceivedRequest, bool)>,
}

impl State {
    fn log(&self) -> MutexGuard<'_, Log> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Responds with the first stub that matches.
struct Responder(Arc<State>);

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let received = ReceivedRequest {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone().into(),
        };
        let stubs: Vec<Stub> = self.0.log().stubs.clone();
        let (mut response, mut reasons) = (None, Vec::new());
        for stub in stubs.iter().filter(|stub| stub.0.expected_request.is_of(&received)) {
            match stub.respond(&received) {
                Ok(template) => {
                    response = Some(template);
                    break;
                }
                Err(reason) => reasons.push(reason),
            }
        }
        let line = format!("the mock has no response for {} {}", received.method, received.url.path());
        self.0.log().received.push((received, response.is_some()));
        response.unwrap_or_else(|| {
            let text = [line].into_iter().chain(reasons).collect::<Vec<_>>().join("; ");
            ResponseTemplate::new(501).set_body_raw(text, "text/plain")
        })
    }
}
