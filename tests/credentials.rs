//! Credentials: sent only as the document declares, not shown, and not sent to other hosts.

use hubspot_associations::{BuildError, Client, Error, reqwest};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{TOKEN, builder, responding};

fn page() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(serde_json::json!({ "results": [] }))
}

#[tokio::test]
async fn an_api_key_is_sent_in_its_header() {
    let (server, _) = responding(page()).await;
    let client = Client::builder().base_url(server.uri()).private_apps("the-key").build().unwrap();
    client.limits().get_page().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].headers["private-app"], "the-key");
    assert!(!requests[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent_unless_allowed() {
    let (server, _) = responding(page()).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let error = client.limits().get_page().await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)));
    assert!(
        error
            .to_string()
            .ends_with("no credential is set on the client; the operation needs `oauth2`, or `private_apps`")
    );
    assert!(server.received_requests().await.unwrap().is_empty());
    let client = Client::builder().base_url(server.uri()).allow_missing_credentials().build().unwrap();
    client.limits().get_page().await.unwrap();
}

#[tokio::test]
async fn a_redirect_to_another_server_is_not_followed() {
    for set in [ClientKind::Bearer, ClientKind::Key] {
        let other = MockServer::start().await;
        Mock::given(any()).respond_with(page()).mount(&other).await;
        let location = format!("{}/elsewhere", other.uri());
        let (server, _) = responding(ResponseTemplate::new(307).insert_header("location", location.as_str())).await;
        let client = match set {
            ClientKind::Bearer => builder(&server),
            ClientKind::Key => Client::builder().base_url(server.uri()).private_apps(TOKEN),
        };
        let error = client.build().unwrap().limits().get_page().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 307);
        assert_eq!(error.headers().unwrap()["location"], location.as_str());
        assert!(other.received_requests().await.unwrap().is_empty());
    }
}

enum ClientKind {
    Bearer,
    Key,
}

#[tokio::test]
async fn a_redirect_within_the_server_is_followed() {
    let server = MockServer::start().await;
    let to = ResponseTemplate::new(307).insert_header("location", "/moved");
    Mock::given(wiremock::matchers::path("/moved")).respond_with(page()).mount(&server).await;
    Mock::given(any()).respond_with(to).mount(&server).await;
    builder(&server).build().unwrap().limits().get_page().await.unwrap();
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[test]
fn debug_shows_no_secret() {
    let builder = Client::builder().bearer_token(TOKEN).private_apps("other-secret");
    let client = builder.clone().build().unwrap();
    let call = client.limits().get_page();
    for shown in [format!("{builder:?}"), format!("{client:?}"), format!("{call:?}"), format!("{:?}", client.limits())]
    {
        assert!(!shown.contains(TOKEN) && !shown.contains("other-secret"), "{shown}");
    }
}

#[test]
fn an_invalid_header_value_is_refused_when_the_client_is_built() {
    let refused = Client::builder().bearer_token("a\r\nX-Evil: 1").build().unwrap_err();
    assert_eq!(refused, BuildError::Credential { scheme: "oauth2" });
    assert!(!refused.to_string().contains("Evil"));
    assert_eq!(Client::builder().user_agent("a\nb").build().unwrap_err(), BuildError::UserAgent);
    for url in ["ftp://x", "not a url", "https://u:p@x.example", "https://x.example/?a=b", "https://x.example/#f"] {
        assert!(matches!(Client::builder().base_url(url).build(), Err(BuildError::BaseUrl { .. })), "{url}");
    }
}

#[tokio::test]
async fn a_custom_http_client_is_used() {
    let (server, _) = responding(page()).await;
    let http = reqwest::Client::builder().user_agent("mine/1").build().unwrap();
    let client = builder(&server).http_client(http.clone()).build().unwrap();
    client.limits().get_page().await.unwrap();
    let client = builder(&server).http_client(http).user_agent("named/2").build().unwrap();
    client.limits().get_page().await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let agents: Vec<_> = requests.iter().map(|request| request.headers["user-agent"].to_str().unwrap()).collect();
    assert_eq!(agents, ["mine/1", "named/2"]);
}
