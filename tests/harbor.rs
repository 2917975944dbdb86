//! A crate from several documents: one client, common types, and modules with features.

use std::any::TypeId;

use fixture_harbor::testing::Mock;
use fixture_harbor::{Client, Error, billing, cargo, ships, staff, types};
use wiremock::{Mock as HttpMock, MockServer, Request, ResponseTemplate, matchers};

#[test]
fn equal_types_of_documents_are_one_type() {
    let same = [
        (TypeId::of::<ships::vessels::types::Error>(), TypeId::of::<staff::shifts::types::Error>()),
        (TypeId::of::<ships::vessels::types::Error>(), TypeId::of::<types::Error>()),
        (TypeId::of::<billing::v3::types::Money>(), TypeId::of::<cargo::customs::types::Money>()),
        (TypeId::of::<ships::berths::types::BatchResponse>(), TypeId::of::<ships::types::BatchResponse>()),
        (TypeId::of::<billing::v3::types::Payment>(), TypeId::of::<billing::v4::types::Payment>()),
        // The dialects differ: `enum` of one value in 3.0, `const` in 3.1.
        (TypeId::of::<cargo::containers::types::Container>(), TypeId::of::<cargo::goods::types::Container>()),
        (TypeId::of::<staff::people::types::Person>(), TypeId::of::<staff::teams::types::Person>()),
    ];
    for (index, (one, other)) in same.into_iter().enumerate() {
        assert_eq!(one, other, "{index}");
    }
    // They differ in one property, or in their values.
    assert_ne!(TypeId::of::<billing::v3::types::Invoice>(), TypeId::of::<billing::v4::types::Invoice>());
    assert_ne!(TypeId::of::<billing::v3::types::State>(), TypeId::of::<staff::shifts::types::State>());
}

#[tokio::test]
async fn one_client_calls_the_operations_of_all_documents() {
    let mock = Mock::start().await;
    let client = mock.client();
    let error = types::Error::new(types::required::Error { code: "BUSY".to_owned(), message: "no berth".to_owned() });
    let page = ships::vessels::types::VesselPage::new(Vec::<ships::vessels::types::Vessel>::new());
    mock.ships().vessels().vessels().list_vessels().after("7").respond_ok(&page);
    mock.ships().berths().batch().read_berths().respond_default(503, &error);
    mock.billing().v4().payments().pay().respond_default(503, &error);

    let found = client.ships().vessels().vessels().list_vessels().after("7").await.expect("the mock has a page");
    assert!(found.body.results.is_empty());

    // The errors of two documents are handled at one place.
    let berths = client.ships().berths().batch().read_berths(&ships::types::BatchInput::new(["1"])).await;
    let code = |error: Error<types::Error>| match error {
        Error::Api(error) => error.body.code,
        other => panic!("{other}"),
    };
    assert_eq!(berths.map(drop).map_err(code), Err("BUSY".to_owned()));
    let payment = billing::types::Payment::new(billing::types::required::Payment {
        invoice: "1".to_owned(),
        amount: types::Money::new(types::required::Money { amount: 1, currency: types::MoneyCurrency::Eur }),
    });
    let paid = client.billing().v4().payments().pay(&payment).await;
    assert!(matches!(paid, Err(Error::Api(_))), "{paid:?}");
}

#[tokio::test]
async fn each_call_sends_the_credential_of_its_document() {
    let server = MockServer::start().await;
    for (path, body) in [("/pilots", r#"{"results":[]}"#), ("/staff/shifts", "[]")] {
        let answer = ResponseTemplate::new(200).set_body_raw(body, "application/json");
        HttpMock::given(matchers::path(path)).respond_with(answer).mount(&server).await;
    }
    let client = Client::builder().base_url(server.uri()).terminal("key").login("ada", "secret").build().unwrap();
    client.ships().pilots().pilots().list_pilots().await.expect("the server answers");
    let from: fixture_harbor::chrono::DateTime<fixture_harbor::chrono::Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    client.staff().shifts().shifts().list_shifts(from.fixed_offset()).await.expect("the server answers");
    let requests = server.received_requests().await.expect("requests are recorded");
    let header = |request: &Request, name: &str| request.headers.get(name).map(|it| it.to_str().unwrap().to_owned());
    let of = |index: usize| ["x-terminal-key", "authorization"].map(|name| header(&requests[index], name));
    assert_eq!(of(0), [Some("key".to_owned()), None]);
    assert_eq!(of(1), [None, Some("Basic YWRhOnNlY3JldA==".to_owned())]);
}

#[tokio::test]
async fn a_document_has_its_own_server() {
    let (harbor, billing) = (MockServer::start().await, MockServer::start().await);
    let answer = || ResponseTemplate::new(200).set_body_raw(r#"{"results":[]}"#, "application/json");
    HttpMock::given(matchers::path("/billing/v3/invoices")).respond_with(answer()).expect(1).mount(&billing).await;
    HttpMock::given(matchers::path("/ships/vessels")).respond_with(answer()).expect(1).mount(&harbor).await;
    let builder = Client::builder().bearer_token("t").base_url(harbor.uri());
    let client = builder.server("https://billing.harbor.example", billing.uri()).build().unwrap();
    client.billing().v3().invoices().list_invoices().await.expect("the server of billing answers");
    client.ships().vessels().vessels().list_vessels().await.expect("the server of the harbor answers");
}

#[test]
fn equal_error_responses_of_documents_are_one_type() {
    let v3 = TypeId::of::<billing::v3::operations::invoices::GetInvoiceError>();
    assert_eq!(v3, TypeId::of::<billing::v2026_03::operations::invoices::GetInvoiceError>());
    assert_eq!(v3, TypeId::of::<billing::v4::operations::payments::PayError>());
    assert_eq!(v3, TypeId::of::<billing::errors::Error404OrDefault>());
}
