//! Clients that depend on the crate `oasmith-runtime` share its types and its code.

use std::time::Duration;

use fixture_odd::{Error, Retry};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Returns the status code of a response that the document does not describe, for the error of any client.
fn undocumented<E>(error: &Error<E>) -> Option<u16> {
    match error {
        Error::UnexpectedStatus(response) => Some(response.status.as_u16()),
        _ => None,
    }
}

#[tokio::test]
async fn two_clients_share_settings_and_errors() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(503)).mount(&server).await;
    let retry = Retry::max_attempts(2).delays(Duration::ZERO, Duration::ZERO);
    let odd = fixture_odd::Client::builder().base_url(server.uri()).retry(retry).allow_missing_credentials();
    let odd = odd.build().unwrap();
    let parameters = fixture_parameters::Client::builder().base_url(server.uri()).retry(retry).build().unwrap();

    let first = odd.client().ok().await.unwrap_err();
    let second = parameters.paths().elsewhere().await.unwrap_err();
    assert_eq!((undocumented(&first), undocumented(&second)), (Some(503), Some(503)));
    assert_eq!(server.received_requests().await.unwrap().len(), 4, "both calls are retried once");
}
