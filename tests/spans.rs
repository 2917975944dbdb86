//! The `tracing` spans of generated crates. A separate test program: a concurrent test that calls without a subscriber
//! can disable a span for this one.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fixture_calls::{Client, Retry};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[test]
fn a_span_names_the_operation_and_no_secret() {
    let busy = Mock::given(any()).respond_with(ResponseTemplate::new(503)).up_to_n_times(2).with_priority(1);
    let done = Mock::given(any()).respond_with(ResponseTemplate::new(204)).with_priority(2);
    let serving = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = serving.block_on(async {
        let server = MockServer::start().await;
        server.register(busy).await;
        server.register(done).await;
        server
    });
    let client = Client::builder().base_url(server.uri()).bearer_token("secret-token").build().unwrap();
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_ansi(false)
        .with_max_level(tracing::Level::DEBUG)
        .with_span_events(FmtSpan::CLOSE)
        .finish();
    tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let quickly = Retry::max_attempts(3).delays(Duration::from_millis(1), Duration::from_millis(2));
        runtime.block_on(async {
            client.security().with_token().retry(quickly).await.unwrap();
            client.parameters().reserved("secret-value").await.unwrap();
        });
    });
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = text.lines().filter(|line| line.contains("url.template")).collect();
    let closed = ours.iter().find(|line| line.contains("close") && line.contains("/security/token")).unwrap();
    for attribute in ["http.request.method=GET", "http.response.status_code=204", "http.request.resend_count=2"] {
        assert!(closed.contains(attribute), "{closed}");
    }
    assert_eq!(ours.iter().filter(|line| line.contains("retrying")).count(), 2, "{text}");
    assert!(!ours.iter().any(|line| line.contains("secret")), "{text}");
}
