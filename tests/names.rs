//! The fixture crate with names that generated crates use themselves. It compiles with all its features, and
//! deserializes, serializes and sends properties and parameters with these names.

use std::str::FromStr as _;

use fixture_names::{Client, testing, types};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn names() -> Vec<&'static str> {
    types::AllTexts::KNOWN.iter().map(types::AllTexts::as_str).collect()
}

fn same<T: DeserializeOwned + Serialize>(value: &Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

#[test]
fn values_of_every_name_round_trip() {
    let names = names();
    assert!(names.len() > 900, "{}", names.len());
    for name in
        ["Err", "Ok", "Error", "Output", "from_str", "serialize", "self", "Self", "map", "rest", "send", "KNOWN"]
    {
        assert!(names.contains(&name), "{name}");
    }
    for (index, name) in names.iter().enumerate() {
        let text: types::AllTexts = same(&json!(name));
        assert!(types::AllTexts::KNOWN.contains(&text) && text.as_str() == *name, "{name}");
        assert_eq!(types::AllTexts::from_str(name), Ok(text));
        let value: types::AllValues = same(&json!(name));
        assert!(types::AllValues::KNOWN.contains(&value), "{name}");
        let number: types::AllNumbers = same(&json!(index));
        assert_eq!(types::AllNumbers::from_str(&index.to_string()), Ok(number));
    }
    assert_eq!((types::AllTexts::Err.as_str(), types::AllTexts::Ok.as_str()), ("Err", "Ok"));
}

#[test]
fn objects_of_every_name_round_trip() {
    let all: Map<String, Value> = names().iter().map(|name| ((*name).to_owned(), json!(format!("a {name}")))).collect();
    same::<types::AllFields>(&Value::Object(all.clone()));
    let mut open = all;
    open.insert("and more".to_owned(), json!(1));
    let open: types::AllOpen = same(&Value::Object(open));
    assert_eq!((open.err.as_str(), open.r#type.as_str()), ("a err", "a type"));
    for name in ["A", "D", "S", "T"] {
        assert!(names().contains(&name));
    }
    same::<types::D>(&json!([[], [[]]]));
    same::<types::S>(&json!([[], [[]]]));
    let result: types::AllTagged = same(&json!({ "kind": "Result", "value": { "kind": "x", "value": {} } }));
    assert!(matches!(result, types::AllTagged::Result(_)));
}

#[tokio::test]
async fn parameters_of_every_name_are_sent() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    client.methods().send().limit(1).await.unwrap();
    client.methods().into_future().await.unwrap();
    client.methods().clone().await.unwrap();
    let paths: Vec<String> =
        server.received_requests().await.unwrap().iter().map(|it| it.url.path().to_owned()).collect();
    assert_eq!(paths, ["/methods/send", "/methods/into_future", "/methods/clone"]);

    let mock = testing::Mock::start().await;
    let stub = mock.methods().timeout().limit(2).respond_no_content();
    mock.client().methods().timeout().limit(2).await.unwrap();
    assert_eq!(stub.calls(), 1);
}
