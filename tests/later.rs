//! A client of an OpenAPI 3.2 document in several files, over HTTP.

use fixture_later::operations::search::AddLinesBody;
use fixture_later::{Client, Upload, Validate as _, testing, types};
use futures_util::StreamExt as _;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn responding(response: ResponseTemplate) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    (server, client)
}

async fn only(server: &MockServer) -> Request {
    let mut requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 1);
    requests.remove(0)
}

const ID: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

fn query() -> types::Wanted {
    types::Wanted::new().text("red shoes").kind(types::WantedKind::Shoe)
}

#[tokio::test]
async fn methods_are_those_of_the_document() {
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(json!([{ "id": ID }]))).await;
    let found = client.search().find(&query()).await.unwrap().body;
    assert_eq!(found[0].id.to_string(), ID);
    let request = only(&server).await;
    assert_eq!((request.method.as_str(), request.url.path()), ("QUERY", "/search"));
    assert_eq!(String::from_utf8_lossy(&request.body), r#"{"kind":"shoe","text":"red shoes"}"#);

    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.search().link().await.unwrap();
    assert_eq!(only(&server).await.method.as_str(), "LINK");
    let mock = testing::Mock::start().await;
    let stub = mock.search().discover().respond_no_content();
    mock.client().search().discover().await.unwrap();
    assert_eq!(stub.calls(), 1);
}

#[tokio::test]
async fn parts_have_the_media_types_of_their_schemas() {
    let parts = types::Parts::new()
        .any(Upload::from("A"))
        .encoded(fixture_later::Base64(b"E".to_vec()))
        .page("<p>")
        .picture(Upload::from("P"))
        .pictures(vec![Upload::from("J"), Upload::from("G").media_type("image/gif")])
        .quoted("{\"a\":1}")
        .said(Upload::from("S"));
    let texts = ["A", "RQ==", "<p>", "P", "J", "G", "{\"a\":1}", "S"];
    let encoded = "application/octet-stream";
    let types = [encoded, encoded, "text/html", "image/png", "image/jpeg", "image/gif"];
    let form = types.iter().chain(&["", "image/gif"]);
    let mixed = types.iter().chain(&["text/plain; charset=utf-8", "image/png"]);
    let found = async |request: Request| {
        let body = String::from_utf8(request.body).unwrap();
        let parts = body.split("--oasmith-").filter(|part| part.contains("\r\n\r\n")).map(|part| {
            let (head, text) = part.split_once("\r\n\r\n").unwrap();
            let media_type = head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).unwrap_or_default();
            (text.trim_end().to_owned(), media_type.to_owned())
        });
        let mut parts: Vec<(String, String)> = parts.collect();
        parts.sort();
        parts
    };
    let expected = |types: Vec<&&str>| {
        let pairs = texts.iter().zip(types).map(|(text, ty)| ((*text).to_owned(), (**ty).to_owned()));
        let mut pairs: Vec<(String, String)> = pairs.collect();
        pairs.sort();
        pairs
    };
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.parts().parts(&parts).await.unwrap();
    assert_eq!(found(only(&server).await).await, expected(form.collect()));
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.parts().mixed_parts(&parts).await.unwrap();
    assert_eq!(found(only(&server).await).await, expected(mixed.collect()));
}

#[tokio::test]
async fn the_query_string_can_be_one_value() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    let filter = types::SearchFilterFilter::new().color("a&b").size(4);
    client.search().filter().filter(&filter).await.unwrap();
    assert_eq!(only(&server).await.url.query(), Some("color=a%26b&size=4"));

    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.search().ask(&types::Wanted::new().most(3)).await.unwrap();
    assert_eq!(only(&server).await.url.query(), Some("%7B%22most%22%3A3%7D"));
}

#[tokio::test]
async fn items_are_sent_one_per_line() {
    let money = |amount| types::Money::new(amount);
    let items = [money(1.5), money(2.0)];
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.search().set_lines(&items).await.unwrap();
    let request = only(&server).await;
    assert_eq!(request.headers["content-type"], "application/jsonl");
    assert_eq!(String::from_utf8_lossy(&request.body), "{\"amount\":1.5}\n{\"amount\":2}\n");

    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.search().add_lines(AddLinesBody::JsonSeq(&items[..1])).await.unwrap();
    let request = only(&server).await;
    assert_eq!(request.headers["content-type"], "application/json-seq");
    assert_eq!(String::from_utf8_lossy(&request.body), "\u{1e}{\"amount\":1.5}\n");

    let mock = testing::Mock::start().await;
    let stub = mock.search().set_lines().body(&items).respond_no_content();
    mock.client().search().set_lines(&items).await.unwrap();
    assert!(mock.client().search().set_lines(&items[1..]).await.is_err());
    assert_eq!(stub.calls(), 1);
}

#[tokio::test]
async fn items_can_be_joined_in_one_part() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    let form = types::SearchAddPhotoForm::new(Upload::from(vec![1, 2, 3]))
        .tags(vec!["a b".to_owned(), "c".to_owned()])
        .marks(vec![1, 2])
        .seen(vec!["x".to_owned(), "y".to_owned()]);
    let (empty, other) = responding(ResponseTemplate::new(204)).await;
    let nothing = form.clone().tags(Vec::new());
    other.search().add_photo(&nothing).await.unwrap();
    let body = only(&empty).await.body;
    assert!(!String::from_utf8_lossy(&body).contains("name=\"tags\""));
    client.search().add_photo(&form).await.unwrap();
    let body = only(&server).await.body;
    let body = String::from_utf8_lossy(&body);
    for (name, text) in [("tags", "a b,c"), ("marks", "1 2"), ("seen", "x"), ("seen", "y")] {
        assert!(body.contains(&format!("name=\"{name}\"\r\n\r\n{text}\r\n")), "{name}: {body}");
    }
}

#[tokio::test]
async fn a_cookie_can_be_sent_without_encoding() {
    let (server, client) = responding(ResponseTemplate::new(204)).await;
    client.search().basket("a/b==").seen(&[1, 2]).place("x y").await.unwrap();
    assert_eq!(only(&server).await.headers["cookie"], "basket=a/b==; seen=1,2; place=x%20y");
    let error = client.search().basket("a; admin=1").await.unwrap_err();
    assert!(error.to_string().contains("basket"), "{error}");
}

#[tokio::test]
async fn items_arrive_one_by_one() {
    let text = format!("event: sold\ndata: {{\"id\":\"{ID}\",\"total\":{{\"amount\":1.5}}}}\n\n");
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_raw(text, "text/event-stream")).await;
    let mut events = client.search().events().await.unwrap().body;
    let event = events.next().await.unwrap().unwrap();
    let types::SearchEventsResponse200::Sold(sold) = event.data else { panic!("{:?}", event.data) };
    assert_eq!((event.event.as_str(), sold.data.total.unwrap().amount), ("sold", 1.5));

    let text = "{\"amount\":1}\n{\"amount\":2,\"currency\":\"EUR\"}\n";
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_raw(text, "application/jsonl")).await;
    let lines: Vec<_> = client.search().lines().await.unwrap().body.map(Result::unwrap).collect().await;
    assert_eq!(lines[1].currency, Some(types::MoneyCurrency::Eur));

    let text = "\u{1e}{\n  \"amount\": 1\n}\n\u{1e}{\"amount\":2}\u{1e}{\"amount\":3}";
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_raw(text, "application/json-seq")).await;
    let records: Vec<_> = client.search().lines().await.unwrap().body.map(Result::unwrap).collect().await;
    assert_eq!(records.iter().map(|it| it.amount).collect::<Vec<_>>(), [1.0, 2.0, 3.0]);
}

#[tokio::test]
async fn the_data_of_an_event_depends_on_its_name() {
    use types::SearchFeedResponse200::{Bought, Noted, Sold, Unrecognized};

    let order = format!("{{\"id\":\"{ID}\"}}");
    let text = format!(
        "event: noted\ndata: 5\n\nevent: bought\ndata: {order}\n\nevent: sold\ndata: {order}\n\n\
         event: noted\ndata: a \"b\"\ndata: c\n\nevent: other\ndata: text\n\ndata: {{\"a\":1}}\n\n\
         event: sold\ndata: 7\n\nevent: noted\ndata: [DONE]\n\ndata: [DONE]\n\nevent: noted\ndata: after\n\n"
    );
    let (_server, client) = responding(ResponseTemplate::new(200).set_body_raw(text, "text/event-stream")).await;
    let events: Vec<_> = client.search().feed().await.unwrap().body.map(Result::unwrap).collect().await;
    let data: Vec<_> = events.into_iter().map(|event| event.data).collect();
    assert!(matches!(&data[0], Noted(it) if it.data == "5"));
    assert!(matches!(&data[1], Bought(it) if it.data.id.to_string() == ID));
    assert!(matches!(&data[2], Sold(it) if it.data.id.to_string() == ID));
    assert!(matches!(&data[3], Noted(it) if it.data == "a \"b\"\nc"));
    let unknown = |index: usize| match &data[index] {
        Unrecognized(value) => serde_json::to_value(value).unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(unknown(4), json!({ "event": "other", "data": "text" }));
    assert_eq!(unknown(5), json!({ "event": "message", "data": { "a": 1 } }));
    assert_eq!(unknown(6), json!({ "event": "sold", "data": 7 }));
    assert!(matches!(&data[7], Noted(it) if it.data == "[DONE]"));
    assert_eq!(data.len(), 8);

    let mock = testing::Mock::start().await;
    mock.search().feed().respond_ok(data[..4].to_vec());
    let events: Vec<_> = mock.client().search().feed().await.unwrap().body.map(Result::unwrap).collect().await;
    assert!(events.iter().map(|event| &event.data).eq(&data[..4]));
    assert_eq!(events[3].event, "noted");
}

#[tokio::test]
async fn events_of_other_names_have_text() {
    use types::SearchNewsResponse200::{Sold, SoldValue, Unrecognized, Variant3};

    let text = "event: sold\ndata: {\"count\":1}\n\nevent: bought\ndata: {\"count\":2}\n\nevent: sold\ndata: 3\n\n\
                event: other\ndata: 4\n\ndata: {\"count\":5}\n\ndata: [DONE]\n\nevent: bought\ndata: 6\n\n";
    let (server, client) = responding(ResponseTemplate::new(200).set_body_raw(text, "text/event-stream")).await;
    let events: Vec<_> = client.search().news().await.unwrap().body.map(Result::unwrap).collect().await;
    let accept = &only(&server).await.headers["accept"];
    assert_eq!(accept, "text/event-stream");
    let data: Vec<_> = events.into_iter().map(|event| event.data).collect();
    assert!(
        matches!(&data[0], Sold(it) if it.data.count == 1 && it.event == types::SearchNewsResponse200SoldEvent::Sold)
    );
    assert!(matches!(&data[1], Sold(it) if it.data.count == 2));
    assert!(matches!(&data[2], SoldValue(it) if it.data == 3));
    for (index, event, text) in [(3, "other", "4"), (4, "message", "{\"count\":5}"), (5, "message", "[DONE]")] {
        assert!(matches!(&data[index], Variant3(it) if it.event == event && it.data == text), "{:?}", data[index]);
    }
    assert!(matches!(&data[6], Unrecognized(_)) && data.len() == 7);

    let mock = testing::Mock::start().await;
    mock.search().news().respond_ok(data[..6].to_vec());
    let events: Vec<_> = mock.client().search().news().await.unwrap().body.map(Result::unwrap).collect().await;
    assert!(events.iter().map(|event| &event.data).eq(&data[..6]));
}

#[tokio::test]
async fn components_of_other_files_are_part_of_the_client() {
    let order = json!({
        "id": ID, "total": { "amount": 3.25 }, "parent": { "id": ID }, "money": { "points": 2 },
        "by": { "name": "Ann", "mail": null, "orders": [{ "id": ID }], "boss": { "name": "Bo" } },
    });
    let (server, client) = responding(ResponseTemplate::new(200).set_body_json(&order)).await;
    let got = client.orders().get_order(ID.parse().unwrap()).await.unwrap().body;
    assert_eq!(serde_json::to_value(&got).unwrap(), order);
    assert_eq!(only(&server).await.url.path(), format!("/orders/{ID}"));

    let problem = json!({ "message": "none", "because": { "message": "sold" } });
    let (_server, client) = responding(ResponseTemplate::new(404).set_body_json(&problem)).await;
    let error = client.orders().get_order(ID.parse().unwrap()).await.unwrap_err();
    assert_eq!(error.body().unwrap().because.as_ref().unwrap().message, "sold");
}

#[test]
fn values_round_trip() {
    let instances = [
        json!({ "at": [1.5, 2], "pair": ["a", 1], "open": ["a", null, {}] }),
        json!({ "labels": { "x-a": "b" }, "all": { "a": 1 }, "bytes": "aGk=", "either": null }),
        json!({ "either": "text", "several": ["a"], "nothing": null, "maybe": null, "picked": "b" }),
        json!({ "either": 3, "several": { "a": 1 }, "maybe": { "amount": 1 }, "picked": "new" }),
        json!({ "card": { "number": "1", "code": "2", "holder": "Ann" } }),
        json!({ "pair": ["a"], "open": [], "row": [["a", []]], "alike": ["a"], "older": { "a": 1 } }),
        json!({ "pair": [], "row": [["a", [["b", []]], ["c", [], null]], null, 3, 4], "older": ["a", {}] }),
        json!({ "perhaps": null, "worn": ["a", 2] }),
        json!({ "perhaps": { "amount": 2.5 } }),
        json!({ "perhaps": [1] }),
        json!({ "row": [["a", [], ["b", []], { "a": "b" }], "text"] }),
    ];
    for instance in instances {
        let value: types::BoxModel = serde_json::from_value(instance.clone()).unwrap();
        assert_eq!(serde_json::to_value(&value).unwrap(), instance);
    }
}

#[test]
fn a_tuple_must_have_its_length() {
    let read = |value| serde_json::from_value::<types::BoxModel>(value).map_err(|error| error.to_string());
    assert_eq!(read(json!({ "at": [1.5, 2.0] })).unwrap().at, Some(types::BoxModelAt(1.5, 2.0)));
    let next = types::Node("b".to_owned(), Vec::new(), None, None);
    let node = types::Node("a".to_owned(), vec![next], Some(None), None);
    let row = types::BoxModelRow(node, Some(None), vec![7]);
    let value = json!({ "row": [["a", [["b", []]], null], null, 7] });
    assert_eq!(read(value.clone()).unwrap().row, Some(Some(row.clone())));
    assert_eq!(serde_json::to_value(&row).unwrap(), value["row"]);
    for wrong in [json!([1.5]), json!([1.5, 2.5, 3.5]), json!({ "x": 1 })] {
        assert!(read(json!({ "at": wrong })).is_err(), "{wrong}");
    }
}

#[test]
fn an_unknown_discriminator_value_selects_the_default() {
    let read = |value| serde_json::from_value::<types::Parcel>(value).unwrap();
    assert!(matches!(read(json!({ "kind": "letter", "pages": 2 })), types::Parcel::Letter(_)));
    for value in [json!({ "grams": 20 }), json!({ "kind": "crate", "grams": 20 })] {
        let parcel = read(value.clone());
        assert!(matches!(parcel, types::Parcel::Package(types::Package { grams: 20, .. })), "{value}");
        assert_eq!(serde_json::to_value(&parcel).unwrap(), value);
    }
    assert!(matches!(read(json!({ "pages": 2 })), types::Parcel::Unrecognized(_)));
}

#[test]
fn webhooks_of_all_methods_are_typed() {
    let query: fixture_later::webhooks::OrderSentQuery = serde_json::from_value(json!({ "id": ID })).unwrap();
    assert_eq!(query.id.to_string(), ID);
    let notification: fixture_later::webhooks::OrderSentNotify =
        serde_json::from_value(json!({ "amount": 1.5 })).unwrap();
    assert_eq!(serde_json::to_value(&notification).unwrap(), json!({ "amount": 1.5 }));
}

#[test]
fn constraints_of_items_are_checked() {
    let value = json!({ "row": [["a", []], "b", 9, 10, 11], "some": {} });
    let value: types::BoxModel = serde_json::from_value(value).unwrap();
    let violations = value.validate().unwrap_err();
    let violations: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        violations,
        [
            "/row must be at most 4 items",
            "/row/1 must be at least 2 characters",
            "/row/3 must be at most 9",
            "/row/4 must be at most 9",
            "/some must be at least 1 properties",
        ]
    );
}

#[test]
fn constraints_are_checked() {
    let most = |most| types::Wanted::new().most(most);
    assert!(most(99).validate().is_ok());
    assert_eq!(most(100).validate().unwrap_err().to_string(), "/most must be less than 100");
}
