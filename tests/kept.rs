//! The fixture crates with settings that keep values: every value that a schema allows round-trips unchanged.

use std::str::FromStr as _;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use fixture_kept::types;
use fixture_kept_all::types as all;

/// Deserializes each value, serializes it again, and checks that it is unchanged.
fn same<T: DeserializeOwned + Serialize>(values: impl IntoIterator<Item = Value>) -> Vec<T> {
    let trip = |value: Value| {
        let read: T = serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        read
    };
    values.into_iter().map(trip).collect()
}

/// Deserializes and serializes a value.
fn back<T: DeserializeOwned + Serialize>(value: Value) -> Value {
    serde_json::to_value(serde_json::from_value::<T>(value).unwrap()).unwrap()
}

fn refused<T: DeserializeOwned>(value: Value) -> bool {
    serde_json::from_value::<T>(value).is_err()
}

#[test]
fn an_object_with_properties_in_another_subschema_keeps_the_others() {
    let inner = json!({ "x": 1, "more": 2, "deep": { "a": [null] } });
    for property in ["named", "silent", "schema", "true"] {
        same::<types::Open>([json!({ property: inner })]);
    }
    let opened = same::<types::Open>([json!({ "listed": [inner, {}] })]);
    assert_eq!(opened[0].listed.as_ref().unwrap()[0].x, Some(1));
    same::<types::OpenWhole>([inner]);
}

#[test]
fn properties_that_only_conditions_mention_are_kept() {
    same::<types::Card>([
        json!({ "card": "1", "cvc": "2" }),
        json!({ "iban": 1, "bic": null, "card": "x" }),
        json!({}),
    ]);
    same::<types::Dependent>([json!({ "card": "1", "cvc": [], "expires": "2030" })]);
    same::<types::Older>([json!({ "card": "1", "cvc": "2" }), json!({ "iban": "1", "bic": { "a": 1 } })]);
    same::<types::Conditional>([
        json!({ "kind": "a", "flag": true, "a": 1 }),
        json!({ "kind": "b", "b": 1, "inner": 2, "other_inner": 3, "hint": "h" }),
    ]);
    same::<types::Named>([json!({ "a": "1", "b": 2 }), json!({ "c": [3] })]);
    let either = same::<Option<types::Either>>([
        json!({ "left": "l", "card": 1, "cvc": 2 }),
        json!({ "right": "r", "cvc": 2 }),
        json!(null),
    ]);
    assert!(matches!(either[0], Some(types::Either::Left(_))) && matches!(either[1], Some(types::Either::Right(_))));
    same::<types::Composed>([json!({ "x": 1, "y": 2, "p": 3, "q": 4 })]);
}

#[test]
fn a_reference_beside_another_also_applies() {
    let nodes = same::<types::Node>([json!({ "v": 1, "next": { "a": "x", "v": 2, "next": { "a": "y" } } })]);
    let next = nodes[0].next.as_ref().unwrap();
    assert_eq!((next.a.as_deref(), next.v), (Some("x"), Some(2)));
}

#[test]
fn a_null_schema_accepts_only_null() {
    let items = same::<types::Item>([
        json!({ "must": null }),
        json!({ "must": null, "level": "medium", "may": null, "list": [null, null], "map": { "a": null } }),
        json!({ "must": null, "level": null }),
        json!({ "must": null, "level": "" }),
        json!({ "must": null, "level": "high" }),
    ]);
    assert!(
        matches!(&items[1].level, Some(Some(types::ItemLevel::Level(types::Level::Unrecognized(level)))) if level.as_str() == "medium")
    );
    assert_eq!((items[0].may, items[1].may, &items[2].level), (None, Some(()), &Some(None)));
    assert!(matches!(items[3].level, Some(Some(types::ItemLevel::Blank(types::Blank::Empty)))));
    for wrong in
        [json!({}), json!({ "must": 1 }), json!({ "must": null, "may": "x" }), json!({ "must": null, "list": [{}] })]
    {
        assert!(refused::<types::Item>(wrong.clone()), "{wrong}");
    }
}

#[test]
fn enum_values_have_the_names_in_the_document() {
    use types::{Mode, Power};
    assert_eq!(same::<Power>([json!(0), json!(1), json!(2)]), [Power::Off, Power::On, Power::OffValue]);
    same::<Power>([json!(7)]);
    let modes = same::<Mode>(["ok", "err", "self", "x-y"].map(Value::from));
    assert_eq!(modes, [Mode::Fine, Mode::Err, Mode::SelfValue, Mode::AFnX]);
    assert_eq!(Mode::from_str("err"), Ok(Mode::Err));
}

#[tokio::test]
async fn integers_and_text_are_distinguished() {
    let services = same::<types::Service>([
        json!({ "target_port": 8080, "percent": "25%" }),
        json!({ "target_port": "http", "percent": 3, "bounded": 7 }),
        json!({ "target_port": "8080", "bounded": "all" }),
    ]);
    assert_eq!(services[0].target_port, Some(types::IntOrString::Integer(8080)));
    assert_eq!(services[2].target_port, Some(types::IntOrString::String("8080".to_owned())));

    let server = MockServer::start().await;
    let service = json!({ "target_port": "http" });
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(&service)).mount(&server).await;
    let client = fixture_kept::Client::builder().base_url(server.uri()).build().unwrap();
    for port in [types::IntOrString::Integer(80), types::IntOrString::String("a/b".to_owned())] {
        let found = client.ports().get_port(&port).power(&types::Power::On).await.unwrap().body;
        assert_eq!(serde_json::to_value(&found).unwrap(), service);
    }
    let requests = server.received_requests().await.unwrap();
    let paths: Vec<&str> = requests.iter().map(|it| it.url.path()).collect();
    assert_eq!(paths, ["/ports/80", "/ports/a%2Fb"]);
    assert!(requests.iter().all(|it| it.url.query() == Some("power=1")));
}

#[test]
fn unknown_properties_are_kept_if_the_settings_say_so() {
    // The whole document.
    let more = json!({ "new": [1, { "a": null }] });
    let with = |mut value: Value| {
        value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        value
    };
    let x: Vec<all::X> = same([with(json!({ "x": 1 }))]);
    assert_eq!(x[0].other["new"], more["new"]);
    same::<all::Selected>([with(json!({ "inner": with(json!({ "a": "b" })), "other": "o" }))]);
    same::<all::Child>([with(json!({ "child": 1, "inner": with(json!({})) }))]);
    let pets = same::<all::Pet>([with(json!({ "kind": "Cat", "claws": 9 })), with(json!({ "kind": "Pet" }))]);
    assert!(matches!(&pets[0], all::Pet::Cat(cat) if cat.other.len() == 1));
    let choices = same::<all::Choice>([with(json!({ "name": "n" })), with(json!({ "id": 1 }))]);
    assert!(matches!(choices[..], [all::Choice::ByName(_), all::Choice::ById(_)]));
    same::<all::Node>([with(json!({ "next": with(json!({ "a": "x" })) }))]);
    same::<all::Either>([with(json!({ "left": "l", "cvc": 1 }))]);
    same::<all::Card>([with(json!({ "card": "l", "cvc": 1 }))]);
    // An object that the document closes stays closed.
    assert_eq!(back::<all::Strict>(with(json!({ "a": "b" }))), json!({ "a": "b" }));
    assert_eq!(back::<all::Evaluated>(with(json!({ "x": 1, "y": 2 }))), json!({ "x": 1, "y": 2 }));
    assert_eq!(back::<all::StrictChild>(with(json!({ "child": 1 }))), json!({ "child": 1 }));

    // One schema and those that inherit from it, except where the settings say otherwise for a nested schema.
    same::<types::Selected>([with(json!({ "other": "o" }))]);
    same::<types::Child>([with(json!({ "child": 1 }))]);
    let inner = json!({ "inner": with(json!({ "a": "b" })) });
    assert_eq!(back::<types::Selected>(inner), json!({ "inner": { "a": "b" } }));
    assert_eq!(back::<types::StrictChild>(with(json!({ "child": 1 }))), json!({ "child": 1 }));
    same::<types::Choice>([with(json!({ "name": "n" })), json!({ "id": 1 })]);
    assert_eq!(back::<types::Choice>(with(json!({ "id": 1 }))), json!({ "id": 1 }));
    assert_eq!(back::<types::X>(with(json!({ "x": 1 }))), json!({ "x": 1 }));
}
