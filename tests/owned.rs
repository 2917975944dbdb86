//! Types, names and traits that the settings choose.

use std::collections::{BTreeMap, HashMap};

use fixture_owned::errors::Error404Or409Or422;
use fixture_owned::indexmap::IndexMap;
use fixture_owned::types::{Bill, InvoiceId, Line, LineNumber, Money, OwnerId, Price, State, required};
use fixture_owned::{Client, Error, operations, types};
use money::{Email, Labels};
use serde_json::{Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const INVOICE: &str = r#"{
    "id": "i1", "total_amt": "12.50", "status": "PD", "discount": "0.50", "mail": "a@b.example",
    "lines": [{ "number": 1 }], "byCurrency": { "EUR": "12.50" }, "price": "1.00", "owner": 7,
    "labels": { "urgent": true }, "device": "d", "other_device": "e"
}"#;

/// Returns a server that gives each request this JSON, and its client.
async fn api(body: &str) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_raw(body, "application/json").insert_header("X-Total", "9.99");
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

async fn sent(server: &MockServer) -> Request {
    server.received_requests().await.unwrap().pop().unwrap()
}

#[tokio::test]
async fn own_types_are_sent_and_received() {
    let (server, client) = api(INVOICE).await;
    let invoice: Bill = client.invoices().get_invoice(&InvoiceId::from("i1")).await.unwrap().body;
    assert_eq!(sent(&server).await.url.path(), "/invoices/i1");
    let total: money::Money = invoice.total;
    assert_eq!((total, invoice.discount), (Money::cents(1250), Some(Some(Money::cents(50)))));
    assert_eq!(invoice.mail, Some(Email("a@b.example".to_owned())));
    assert_eq!((&invoice.device, &invoice.other_device), (&Some(Email("d".to_owned())), &Some("e".to_owned())));
    assert_eq!(invoice.by_currency, Some(IndexMap::from([("EUR".to_owned(), Money::cents(1250))])));
    assert_eq!((&invoice.price, &invoice.owner), (&Some(Price::Money(Money::cents(100))), &Some(OwnerId::Integer(7))));
    assert_eq!(invoice.labels, Some(Labels { urgent: true }));
    assert_eq!(serde_json::to_value(&invoice).unwrap(), serde_json::from_str::<Value>(INVOICE).unwrap());
}

#[tokio::test]
async fn own_types_are_built_and_stand_in_every_place() {
    let (server, client) = api("[]").await;
    let new = Bill::new(required::Bill { id: "i2".into(), status: State::Open, total: Money::cents(5) })
        .discount(Money::cents(1))
        .mail(Email("c@d.example".to_owned()))
        .lines([Line::new(LineNumber(3)).text("x")])
        .price(Price::Money(Money::cents(2)))
        .owner(InvoiceId::from("i1"))
        .by_currency([("USD", Money::cents(6))])
        .labels(Labels::default());
    let error = client.invoices().create_invoice(&new).await.unwrap_err();
    assert!(matches!(&error, Error::UnexpectedStatus(it) if it.status == 200), "{error}");
    let body: Value = serde_json::from_slice(&sent(&server).await.body).unwrap();
    let expected = json!({
        "id": "i2", "status": "OPEN", "total_amt": "0.05", "discount": "0.01", "mail": "c@d.example",
        "lines": [{ "number": 3, "text": "x" }], "price": "0.02", "owner": "i1", "byCurrency": { "USD": "0.06" },
        "labels": { "urgent": false }
    });
    assert_eq!(body, expected);

    let amounts = [Money::cents(1), Money::cents(250)];
    let call = client.invoices().list_invoices().least(&Money::cents(100)).amounts(&amounts).owner(&OwnerId::from(4));
    let listed = call.await.unwrap();
    assert_eq!(sent(&server).await.url.query(), Some("least=1.00&amounts=0.01&amounts=2.50&owner=4"));
    let headers = fixture_owned::operations::invoices::ListInvoicesHeaders::from_headers(&listed.headers).unwrap();
    assert_eq!(headers.x_total, Money::cents(999));
}

#[tokio::test]
async fn a_value_that_an_own_type_refuses_is_a_decode_error_with_its_place() {
    let (_server, client) = api(&INVOICE.replace("\"0.50\"", "\"half\"")).await;
    let error = client.invoices().get_invoice(&"i1".into()).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("not an amount of money") && text.contains("/discount"), "{text}");
    let error = client.invoices().get_total(&Money::cents(1)).await.unwrap_err();
    assert!(error.to_string().contains("invalid type"), "{error}");
}

/// Pays an invoice and refunds a payment: both have the same error responses.
async fn settle(client: &Client) -> Result<(), Error<Error404Or409Or422>> {
    client.invoices().pay_invoice(&"i1".into()).await?;
    client.payments().refund_payment("p1").await?;
    Ok(())
}

#[tokio::test]
async fn operations_with_the_same_error_responses_share_their_type() {
    let server = MockServer::start().await;
    let answer = |status| ResponseTemplate::new(status);
    Mock::given(path("/invoices/i1/pay")).respond_with(answer(204)).mount(&server).await;
    let invalid = answer(422).set_body_json(json!({ "fields": ["amount"] }));
    Mock::given(path("/payments/p1/refund")).respond_with(invalid).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    match settle(&client).await {
        Err(Error::Api(error)) => match error.body {
            Error404Or409Or422::UnprocessableContent(invalid) => assert_eq!(invalid.fields, ["amount"]),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
    // The name of the operation's own type is another name of the shared one.
    let own = operations::invoices::CancelInvoiceError::NotFound(types::Problem::new("gone"));
    assert_eq!(own, Error404Or409Or422::NotFound(types::Problem::new("gone")));
}

#[test]
fn ids_and_unions_of_ids_are_keys() {
    let owners = HashMap::from([(OwnerId::from(7), "a"), (InvoiceId::from("i1").into(), "b")]);
    assert_eq!(owners.get(&OwnerId::InvoiceId("i1".into())), Some(&"b"));
    assert_eq!(owners.get(&serde_json::from_value(json!(7)).unwrap()), Some(&"a"));
    assert_eq!(HashMap::from([(Price::from(Line::new(LineNumber(1))), 1)])[&Price::Line(Line::new(LineNumber(1)))], 1);
    // In the order of their text, also an unknown one.
    let states: BTreeMap<State, i32> =
        ["PD", "QQ", "OPEN"].into_iter().zip(1..).map(|(text, n)| (text.into(), n)).collect();
    assert_eq!(states.keys().map(State::as_str).collect::<Vec<_>>(), ["OPEN", "PD", "QQ"]);
    assert!(LineNumber(1) < LineNumber(2));
    assert_eq!("12".parse(), Ok(LineNumber(12)));
}

#[test]
fn further_derives_are_behind_their_feature() {
    let schema = schemars::schema_for!(Line);
    assert_eq!(schema.get("description"), Some(&json!("As in the document.")));
    assert!(schema.pointer("/properties/number").is_some());
    let schema = schemars::schema_for!(State).to_value();
    let text = schema.to_string();
    assert!(text.contains("\"PD\"") && text.contains("\"OPEN\""), "{text}");
}

/// The settings keep old names for a release.
#[tokio::test]
#[allow(deprecated, reason = "the old names are deprecated")]
async fn old_names_call_the_same_operations() {
    use types::{Invoice, InvoiceNumber};

    let mock = fixture_owned::testing::Mock::start().await;
    let client = mock.client();
    let required = types::required::Invoice {
        id: InvoiceNumber("i1".to_owned()),
        status: types::State::Open,
        total: Money::cents(1250),
    };
    let invoice: Invoice = types::Bill::new(required);
    mock.inv_api().list_invoices().respond_ok(&vec![invoice.clone()]);
    assert_eq!(client.inv_api().list_invoices().await.unwrap().body, [invoice]);
    mock.inv_api().refund().payment_id("p1").respond_no_content();
    client.inv_api().refund("p1").await.unwrap();
    mock.payments().pay().respond_no_content();
    client.payments().pay(&InvoiceNumber::from("i1")).await.unwrap();
    let paths: Vec<String> = mock.requests().iter().map(|request| request.url.path().to_owned()).collect();
    assert_eq!(paths, ["/invoices", "/payments/p1/refund", "/invoices/i1/pay"]);
}
