//! A mock of the API: a server on loopback that answers as a test has said.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use wiremock::matchers::any;
use wiremock::{MockServer, Request, Respond, ResponseTemplate};

use crate::runtime::client::{Client, ClientBuilder};
use crate::runtime::received::{Received, Wanted};

/// A mock of the API: a server on loopback, on a port of its own, that answers as it has been state.
///
/// Each group of operations is a method of it, each operation a method of that, on which arguments are set that are
/// wanted, and the answer. The first answer wins that is set for such a request and has not been given as often as it
/// may be. A request that none is set for is answered with status 501 and the reasons.
///
/// # Panics
///
/// When it is dropped, where an answer has been given less or more often than [`Stub::expect`] says.
pub struct Mock {
    client: Client,
    book: Arc<Book>,
    url: String,
    _server: MockServer,
}

impl Mock {
    /// Starts one.
    pub async fn start() -> Self {
        let server = MockServer::builder().disable_request_recording().start().await;
        let book = Arc::new(Book::default());
        wiremock::Mock::given(any()).respond_with(Scribe(Arc::clone(&book))).mount(&server).await;
        let url = server.uri();
        Self { client: Self::client_of(&url), book, url, _server: server }
    }

    /// Starts one, and blocks the thread until it listens.
    ///
    /// # Panics
    ///
    /// Within asynchronous code, where a thread must not be blocked: there, [`start`](Self::start) it.
    #[cfg(feature = "blocking")]
    pub fn start_blocking() -> Self {
        crate::runtime::blocking::wait_for(Self::start())
    }

    #[allow(clippy::expect_used, reason = "only a test can see it")]
    fn client_of(url: &str) -> Client {
        Self::builder_of(url).build().expect("the client of a mock can be made")
    }

    fn builder_of(url: &str) -> ClientBuilder {
        ClientBuilder::new(None, "mock").base_url(url).credentials_elsewhere()
    }

    /// A client that sends to it, and needs no credential.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A builder of clients that send to it, and need no credential.
    pub fn builder(&self) -> ClientBuilder {
        Self::builder_of(&self.url)
    }

    /// Where it listens: the base URL for clients.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// All requests that it has received, in their order.
    pub fn requests(&self) -> Vec<Received> {
        self.book.all().received.iter().map(|(request, _)| request.clone()).collect()
    }

    /// The requests that no answer was set for, in their order.
    pub fn unanswered(&self) -> Vec<Received> {
        self.book.all().received.iter().filter(|(_, is_answered)| !is_answered).map(|(it, _)| it.clone()).collect()
    }

    pub(crate) fn own_client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn set(&self, wanted: Wanted, answer: Answer) -> Stub {
        let state = StubState { answer, requests: Vec::new(), most: None, expected: None };
        let stub = Stub(Arc::new(StubInner { wanted, state: Mutex::new(state) }));
        self.book.all().stubs.push(stub.clone());
        stub
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let unmet: Vec<String> = self.book.all().stubs.iter().filter_map(Stub::unmet).collect();
        assert!(unmet.is_empty(), "{}", unmet.join("\n"));
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("url", &self.url).finish_non_exhaustive()
    }
}

/// An answer that has been set for an operation.
#[derive(Clone)]
pub struct Stub(Arc<StubInner>);

struct StubInner {
    wanted: Wanted,
    state: Mutex<StubState>,
}

struct StubState {
    answer: Answer,
    requests: Vec<Received>,
    /// How often it may be given.
    most: Option<usize>,
    /// How often it has to be given.
    expected: Option<usize>,
}

impl Stub {
    fn state(&self) -> MutexGuard<'_, StubState> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers with this header too.
    ///
    /// # Panics
    ///
    /// Where no header can have this name or this value.
    #[allow(clippy::panic, reason = "documented, and only a test can see it")]
    pub fn header(self, name: &str, value: &str) -> Self {
        let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) else {
            panic!("there can't be a header `{name}: {value}`");
        };
        self.state().answer.headers.push((name, value));
        self
    }

    /// Answers after this time.
    pub fn delay(self, delay: Duration) -> Self {
        self.state().answer.delay = delay;
        self
    }

    /// Answers as many requests; those that come after get the next answer that is set for them.
    pub fn times(self, times: usize) -> Self {
        self.state().most = Some(times);
        self
    }

    /// Has to be given exactly as often before the mock is dropped, which panics otherwise.
    pub fn expect(self, times: usize) -> Self {
        self.state().expected = Some(times);
        self
    }

    /// How often it has been given.
    pub fn calls(&self) -> usize {
        self.state().requests.len()
    }

    /// The requests that it has been given to, in their order.
    pub fn requests(&self) -> Vec<Received> {
        self.state().requests.clone()
    }

    fn unmet(&self) -> Option<String> {
        let state = self.state();
        let (expected, calls) = (state.expected?, state.requests.len());
        let operation = self.0.wanted.operation;
        (expected != calls).then(|| format!("`{operation}` was to be answered {expected} times, and was {calls} times"))
    }

    /// What it answers, where it does; otherwise why it does not.
    fn answer(&self, request: &Received) -> Result<ResponseTemplate, String> {
        let operation = self.0.wanted.operation;
        if let Some(difference) = self.0.wanted.difference(request) {
            return Err(format!("`{operation}`: {difference}"));
        }
        let mut state = self.state();
        if state.most.is_some_and(|most| state.requests.len() >= most) {
            return Err(format!("`{operation}`: it has been given {} times", state.requests.len()));
        }
        state.requests.push(request.clone());
        Ok(state.answer.template())
    }
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.state().answer.status;
        f.debug_struct("Stub")
            .field("operation", &self.0.wanted.operation)
            .field("status", &status)
            .finish_non_exhaustive()
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<(String, Bytes)>,
    headers: Vec<(HeaderName, HeaderValue)>,
    delay: Duration,
}

impl Answer {
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

/// What has been set, and what has been received.
#[derive(Default)]
struct Book(Mutex<All>);

#[derive(Default)]
struct All {
    stubs: Vec<Stub>,
    /// Each with whether it was answered.
    received: Vec<(Received, bool)>,
}

impl Book {
    fn all(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers by the book.
struct Scribe(Arc<Book>);

impl Respond for Scribe {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let received = Received {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: request.body.clone().into(),
        };
        let stubs: Vec<Stub> = self.0.all().stubs.clone();
        let (mut answer, mut reasons) = (None, Vec::new());
        for stub in stubs.iter().filter(|stub| stub.0.wanted.is_of(&received)) {
            match stub.answer(&received) {
                Ok(template) => {
                    answer = Some(template);
                    break;
                }
                Err(reason) => reasons.push(reason),
            }
        }
        let line = format!("the mock has no answer to {} {}", received.method, received.url.path());
        self.0.all().received.push((received, answer.is_some()));
        answer.unwrap_or_else(|| {
            let text = [line].into_iter().chain(reasons).collect::<Vec<_>>().join("; ");
            ResponseTemplate::new(501).set_body_raw(text, "text/plain")
        })
    }
}
