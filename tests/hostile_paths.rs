//! No value of a path parameter changes which resource a request addresses.

use hubspot_associations::Error;
use wiremock::ResponseTemplate;

use crate::support::{client, responding};

/// Returns the target of the request line that the server received.
async fn arrived(value: &str) -> Result<String, String> {
    let response = ResponseTemplate::new(200).set_body_json(serde_json::json!({ "results": [] }));
    let (server, client) = responding(response).await;
    match client.labels().get_page(value, "companies").await {
        Ok(_) => {
            let requests = server.received_requests().await.unwrap();
            assert_eq!(requests[0].url.query(), None, "{value}");
            Ok(requests[0].url.path().to_owned())
        }
        Err(error) => {
            assert!(server.received_requests().await.unwrap().is_empty(), "sent despite the error: {error}");
            let Error::NotSent(refused) = &error else { panic!("{error:?}") };
            assert_eq!(refused.parameter(), Some("fromObjectType"));
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn values_arrive_as_exactly_one_segment() {
    let rows = [
        ("contacts", "contacts"),
        ("0-1", "0-1"),
        ("p123_pets", "p123_pets"),
        ("a/b", "a%2Fb"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("%2e", "%252e"),
        ("%2e%2e", "%252e%252e"),
        ("..%2f", "..%252f"),
        ("../..", "..%2F.."),
        ("a b", "a%20b"),
        ("ü", "%C3%BC"),
        ("...", "..."),
        (".a", ".a"),
        ("a;b", "a%3Bb"),
        ("a\\b", "a%5Cb"),
        ("a\r\nb", "a%0D%0Ab"),
        ("{toObjectType}", "%7BtoObjectType%7D"),
        ("\u{0}", "%00"),
    ];
    for (value, segment) in rows {
        let path = format!("/crm/associations/v4/{segment}/companies/labels");
        assert_eq!(arrived(value).await, Ok(path), "{value:?}");
    }
}

#[tokio::test]
async fn values_that_no_url_can_carry_are_refused_before_sending() {
    for value in ["", ".", ".."] {
        let message = arrived(value).await.unwrap_err();
        assert!(message.contains("not sent: the path parameter `fromObjectType`"), "{message}");
    }
}

#[tokio::test]
async fn a_refused_argument_needs_no_connection() {
    let (server, _) = responding(ResponseTemplate::new(204)).await;
    let client = client(&server);
    drop(server);
    let error = client.labels().remove("..", "companies", 1).await.unwrap_err();
    assert!(matches!(error, Error::NotSent(_)), "{error:?}");
}
