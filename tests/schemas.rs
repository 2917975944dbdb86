//! The fixture crate of schemas: every value round-trips unchanged.

use std::str::FromStr as _;

use fixture_schemas::types::Patterns;
use fixture_schemas::{Client, Decimal, Validate, Violation, types};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// Deserializes each value, serializes it again, and checks that it is unchanged.
fn same<T: DeserializeOwned + Serialize>(values: impl IntoIterator<Item = Value>) -> Vec<T> {
    let trip = |value: Value| {
        let read: T = serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        read
    };
    values.into_iter().map(trip).collect()
}

fn refused<T: DeserializeOwned>(value: &Value) -> bool {
    serde_json::from_value::<T>(value.clone()).is_err()
}

#[test]
fn a_parent_is_a_union_of_its_children() {
    let animals = same::<types::Animal>([
        json!({ "kind": "feline", "name": "Tom", "lives": 7 }),
        json!({ "kind": "Dog", "name": "Rex", "friends": [{ "kind": "Fish", "name": "Wanda" }] }),
        json!({ "kind": "Puppy", "name": "Bo", "weeks": 6 }),
        json!({ "kind": "Animal", "name": "?" }),
        json!({ "kind": "Yeti", "name": "?", "height": 3 }),
        json!({ "name": "untold" }),
    ]);
    assert!(matches!(&animals[0], types::Animal::Cat(cat) if cat.lives == Some(7)));
    assert!(
        matches!(&animals[1], types::Animal::Dog(dog) if matches!(dog.friends.as_deref(), Some([types::Animal::Fish(_)])))
    );
    assert!(matches!(&animals[2], types::Animal::Puppy(puppy) if puppy.weeks == 6));
    assert!(matches!(&animals[3], types::Animal::Base(_)));
    assert!(matches!(&animals[4..], [types::Animal::Unrecognized(_), types::Animal::Unrecognized(_)]));
    let puppies = same::<types::Animal>([json!({ "kind": "Puppy", "name": "Bo" })]);
    assert!(matches!(&puppies[0], types::Animal::Unrecognized(_)), "a puppy has its weeks");
    same::<types::Shelter>([
        json!({ "mascot": { "kind": "Fish", "name": "a" }, "animals": { "b": { "kind": "feline", "name": "c" } } }),
    ]);
    let shapes = same::<types::Shape>([
        json!({ "type": "Circle", "label": "c", "radius": 1.5 }),
        json!({ "type": "Square", "side": 2 }),
    ]);
    let cars = same::<types::AnyVehicle>([json!({ "wheels": "four", "doors": 5 }), json!({ "wheels": "two" })]);
    assert!(matches!(&cars[0], types::Vehicle::Car(car) if car.doors == Some(5)));
    let lines = same::<types::Coloured>([json!({ "stroke": "Dotted", "dot": 1, "colour": "red" })]);
    assert!(matches!(&lines[0], types::Coloured::Dotted(line) if line.dot == Some(1.0)));
    same::<types::Figure>([json!({ "stroke": "Dashed", "dash": 1 }), json!({ "stroke": "Wavy", "waves": 3 })]);
    assert!(matches!(&shapes[0], types::Shape::Circle(circle) if circle.label.as_deref() == Some("c")));
}

#[test]
fn an_unknown_discriminator_value_is_kept() {
    let events = same::<types::Event>([json!({ "event": "Opened", "by": "me" }), json!({ "event": "Closed" })]);
    assert!(matches!(&events[0], types::Event::Opened(opened) if opened.event.as_deref() == Some("Opened")));
}

#[test]
fn values_of_several_types_are_kept_whole() {
    let contacts = same::<types::Contact>([
        json!({ "mail": "a@example.org" }),
        json!({ "phone": "1", "mail": "a@example.org" }),
        json!(7),
    ]);
    assert!(matches!(&contacts[0], types::Contact::Mail(_)));
    assert!(matches!(&contacts[1], types::Contact::Unrecognized(_)));
    let parcels = same::<types::Parcel>([json!({ "phone": "1", "weight": 2 }), json!({ "mail": "a", "weight": 0.5 })]);
    assert!(matches!(&parcels[1], types::Parcel::Mail(parcel) if parcel.weight == 0.5 && parcel.mail == "a"));
}

#[test]
fn types_can_be_recursive() {
    let node = json!({ "next": { "next": null }, "either": { "either": "text" }, "tree": [[{}], []], "by_name": { "a": { "tree": [] } } });
    same::<types::Node>([node, json!({ "next": null }), json!({})]);
}

#[test]
fn enums_keep_unknown_values() {
    let levels = same::<types::Level>([
        json!("low"),
        json!(1),
        json!(2.5),
        json!(true),
        json!("true"),
        json!("high"),
        json!({ "a": [null] }),
    ]);
    assert!(matches!(levels[3..5], [types::Level::True, types::Level::TrueValue]));
    assert_eq!((levels[2].to_string(), levels[2].as_str()), ("2.5".to_owned(), "2.5"));
    assert_eq!(levels[6].as_str(), r#"{"a":[null]}"#);
    // Text that looks like the marks of unknown values.
    let marked = same::<types::Level>([json!("\0j1"), json!("\0s"), json!("\0"), json!(7), json!("7")]);
    assert_eq!(marked.iter().map(types::Level::as_str).collect::<Vec<_>>(), ["\0j1", "\0s", "\0", "7", "7"]);
    assert!(marked[3] != marked[4] && marked[3] < marked[4] && levels[3] < levels[4]);
    assert_eq!(types::Level::from_str("1"), Ok(types::Level::Value1));
    assert_eq!(types::Level::from_str("high"), Ok(levels[5].clone()));
    assert_eq!(types::Level::KNOWN.len(), 5);
    let texts: Vec<Value> = ["", " ", "a", "A", "a b", "a-b", "ä", "1", "+", "-", "?"].map(Value::from).into();
    let nothing = same::<types::Nothing>(texts);
    let unknown = nothing.iter().filter(|it| matches!(it, types::Nothing::Unrecognized(_))).count();
    assert_eq!((nothing[0].as_str(), nothing[3].as_str(), unknown), ("", "A", 1));
    same::<types::BareNumber>([json!(2), json!(3)]);
    assert_eq!(types::BareNumber::from_str("2"), Ok(types::BareNumber::Value2));
    same::<types::Whole>([json!(1.0), json!(2.5)]);
}

#[test]
fn null_and_absent_differ_if_both_are_allowed() {
    let base = json!({ "needed": null, "level": null, "list": [null, "a"] });
    let with = |name: &str, value: Value| {
        let mut object = base.clone();
        object[name] = value;
        object
    };
    let nulls = same::<types::Nulls>([
        base.clone(),
        with("maybe", json!(null)),
        with("union", json!(null)),
        with("named", json!(null)),
        with("wrapped", json!(null)),
        with("any", json!(null)),
        with("map", json!({ "a": null, "b": 1 })),
        with("named", json!([1])),
        with("union", json!(1)),
        with("level", json!(1)),
    ]);
    assert_eq!((&nulls[0].maybe, &nulls[1].maybe), (&None, &Some(None)));
    assert_eq!((&nulls[0].named, &nulls[3].named), (&None, &Some(None)));
    assert!(
        refused::<types::Nulls>(&json!({ "level": null, "list": [] })),
        "a required nullable property must be present"
    );
}

#[test]
fn numbers_keep_their_digits() {
    for text in [
        r#"{"beyond":-99999999999999999999}"#,
        r#"{"price":1234567890123456789.1000}"#,
        r#"{"about64":-9223372036854775808}"#,
        r#"{"natural":18446744073709551615}"#,
        r#"{"i16":-32768,"i8":-128,"u16":65535,"u32":4294967295,"u8":255}"#,
        r#"{"single":0.1}"#,
        r#"{"plain":-0.9011265192043405}"#,
    ] {
        let numbers: types::Numbers = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&numbers).unwrap(), text);
    }
    assert!(refused::<types::Numbers>(&json!({ "u8": 256 })));
    same::<types::Formats>([json!({
        "v4": "192.0.2.1", "v6": "2001:db8::1", "url_bytes": "-_8", "duration": "P1D", "unknown": "x", "secret": "s"
    })]);
    assert!(refused::<types::Formats>(&json!({ "v4": "192.0.2.256" })));
}

#[test]
fn additional_properties_are_kept_if_they_are_allowed() {
    let free = json!({ "a": "1", "x": [null], "y": {} });
    same::<types::Open>([free.clone()]);
    same::<types::OpenParts>([json!({ "a": "1", "b": "2", "c": 3 })]);
    same::<types::Typed>([json!({ "a": "1", "b": 2 })]);
    same::<types::Free>([free.clone()]);
    same::<types::FreeButNeeded>([free.clone()]);
    same::<types::Not>([free, json!(1), json!(null)]);
    assert!(refused::<types::Typed>(&json!({ "b": "2" })));
}

#[tokio::test]
async fn read_only_properties_are_not_required_in_requests() {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_json(json!({ "id": 7, "name": "Ada" }));
    Mock::given(any()).respond_with(response).mount(&server).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let account = types::Account::new("Ada").password("secret");
    let response = client.accounts().add_account(&account).await.unwrap();
    assert_eq!((response.body.id, response.body.password), (Some(7), None));
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[0].body, br#"{"name":"Ada","password":"secret"}"#);

    let price = Decimal::from_str("12.50").unwrap();
    let receipt = client.accounts().get_receipt(&types::Level::Value25);
    let receipt = receipt.amount(&price).from("192.0.2.1".parse().unwrap()).await.unwrap();
    assert_eq!(receipt.body.id, 7, "a type that is only received requires it");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests[1].url.path(), "/receipts/2.5");
    assert_eq!(requests[1].url.query(), Some("amount=12.50&from=192.0.2.1"));
}

#[test]
fn validate_checks_constraints() {
    let good = json!({
        "code": "ABC", "list": ["a", "bb"], "codes": ["AB"], "price": 9.99, "map": { "a": 1 }, "yes": true,
        "child": { "code": "XY", "list": ["a"] }, "either": { "code": "XY", "list": ["a"] }
    });
    let limits: types::Limits = serde_json::from_value(good).unwrap();
    assert_eq!(limits.validate(), Ok(()));
    let bad = json!({
        "code": "ABX", "list": [], "codes": ["AB", "abcde"], "price": 0, "map": { "a": 0, "b": 1, "c": 1 }, "yes": false,
        "child": { "code": "XY", "list": ["a", "a"] }, "either": { "code": "XY", "list": ["long"] }
    });
    let limits: types::Limits = serde_json::from_value(bad).unwrap();
    let found = limits.validate().unwrap_err().to_string();
    let found: Vec<&str> = found.split("; ").collect();
    assert_eq!(
        found,
        [
            "/child/list must be a list without equal items",
            "/code must be text that matches `^[A-Z]{2}(?!X)`",
            "/codes/1 must be at most 4 characters",
            "/codes/1 must be text that matches `^[A-Z]{2}(?!X)`",
            "/either/list/0 must be at most 2 characters",
            "/list must be at least 1 items",
            "/map must be at most 2 properties",
            "/map/a must be at least 1",
            "/price must be more than 0",
            "/yes must be one of [true]",
        ]
    );
}

#[test]
fn equal_inline_schemas_share_a_type() {
    let second = types::Second::new().state(types::FirstState::On).spot(types::FirstSpot::new());
    let first = types::First::new().state(second.state).spot(second.spot);
    assert_eq!(first.spot.map(|spot| spot.deep), Some(None::<types::SecondSpotDeep>));
    let third = types::ThirdSpotDeep::new().x(1.5);
    assert_eq!(serde_json::to_value(types::ThirdState::Off).unwrap(), "off");
    assert_eq!(serde_json::to_value(third).unwrap(), json!({ "x": 1.5 }));
    let paths = [std::any::type_name::<types::SecondState>(), std::any::type_name::<types::ThirdState>()];
    assert_eq!(
        paths,
        ["fixture_schemas::types::first_state::FirstState", "fixture_schemas::types::third_state::ThirdState"]
    );
}

#[test]
fn equal_recursive_types_are_shared() {
    let both = json!({ "a": "1", "b": "2", "child": { "a": "1", "b": "2", "kids": [{ "a": "3", "b": "4" }] } });
    same::<types::SelfBoth>([both]);
    let drive = json!({ "id": "d", "size": "1", "parent": { "size": "2" }, "kids": [{ "size": "3", "kids": [] }] });
    assert!(matches!(&same::<types::Drive>([drive])[0].parent, Some(parent) if parent.size.as_deref() == Some("2")));
    let rounds = same::<types::Round>([json!({ "depth": 1 }), json!({ "width": 1 })]);
    assert!(matches!(&rounds[..], [types::Round::Ball(_), types::Round::Disc(_)]));
    let loops = same::<types::LoopA>([json!("x"), json!(7), json!(true)]);
    assert!(matches!(&loops[2], types::LoopA::Unrecognized(_)));
}

#[test]
fn constants_distinguish_variants() {
    let mut deep = json!(1.5);
    for _ in 0..40 {
        deep = json!({ "op": "mul", "left": deep, "right": 2.5 });
    }
    assert!(matches!(&same::<types::Expr>([deep])[0], types::Expr::Mul(_)));
    let answers = same::<types::Answer>([json!({ "ok": false }), json!({ "ok": true })]);
    assert!(matches!(&answers[..], [types::Answer::Failed(_), types::Answer::Fine(_)]));
    let versions = same::<types::Versioned>([json!({ "v": 2, "b": "x" }), json!({ "v": 3 }), json!({ "v": 1 })]);
    assert!(matches!(&versions[0], types::Versioned::Second2(second) if second.b.is_some()));
    same::<types::Nested>([json!({ "kind": "Pair", "a": "x" }), json!({ "kind": "Opened", "by": "me" })]);
}

#[test]
fn the_best_variant_is_picked_whatever_the_order() {
    let price: types::Price = serde_json::from_value(json!({ "name": "a", "price": 1 })).unwrap();
    assert!(matches!(&price, types::Price::Full(full) if full.price == Some(1.0)));
    same::<types::TwoUnions>([json!({ "a": "1", "phone": "2" }), json!({ "b": "1", "mail": "2" })]);
    same::<types::EitherOr>([json!({ "y": "a" }), json!({ "x": "a" })]);
    same::<types::Needing>([json!({ "x": "a" }), json!({ "x": 1, "z": "b" })]);
    same::<types::Exact>([json!(9_007_199_254_740_993_i64)]);
    same::<types::Anything>([json!(1), json!("a"), json!({ "b": [null] })]);
    same::<types::AnythingByName>([json!({ "a": 1, "b": {}, "c": "d" })]);
    same::<types::ShortId>([json!({ "id": "536e564f316c83104c000020" })]);
    same::<types::Mixed>([json!(1), json!("two"), json!(2.5), json!(3)]);
    let spelling = types::Spelling::new().b_c("text").b_c_field(1);
    assert_eq!(serde_json::to_value(spelling).unwrap(), json!({ "b_c": "text", "bC": 1 }));
    assert_eq!(types::Stamped::new(), types::Stamped::default(), "read-only properties are not required");
}

#[test]
fn constraints_are_checked_wherever_they_are_declared() {
    let read = |value: Value| serde_json::from_value::<types::LimitedEverywhere>(value).unwrap().validate();
    assert_eq!(read(json!({ "either": "abc", "tree": [[], [[]]], "x": 1 })), Ok(()));
    let found = |value: Value| read(value).unwrap_err().to_string();
    assert_eq!(
        found(json!({ "either": "abcd" })),
        "the value must be at least 2 properties; /either must be at most 3 characters"
    );
    assert_eq!(found(json!({ "either": 1, "x": 0 })), "/either must be at least 5; /x must be at least 1");
    assert_eq!(found(json!({ "x": 1, "tree": [[[], [], []]] })), "/tree/0 must be at most 2 items");
}

#[test]
fn constraints_of_all_of_apply_to_the_merged_schema() {
    let read = |value: Value| serde_json::from_value::<types::HoldsLimited>(value).unwrap().validate();
    assert_eq!(read(json!({ "code": "ABC", "share": 1 })), Ok(()));
    let found = read(json!({ "code": "ABCD", "share": 0.7 })).unwrap_err().to_string();
    assert_eq!(found, "/code must be at most 3 characters; /share must be one of [0.5,1]");
}

#[test]
fn unions_keep_every_digit() {
    fn same_text<T: serde::de::DeserializeOwned + serde::Serialize>(texts: &[&str]) {
        for text in texts {
            let read: T = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), *text);
        }
    }
    same_text::<types::SumOrNone>(&["{\"amount\":12345678901234567890.12345}", "\"none\"", "{\"amount\":1.10}"]);
    same_text::<types::Sums>(&[
        "{\"sums\":[{\"amount\":0.1234567890123456789},\"x\",{\"amount\":1.00}]}",
        "123456789012345678901234567890",
    ]);
    same_text::<types::SumByKind>(&[
        "{\"kind\":\"one\",\"sum\":{\"amount\":98765432109876543210.5}}",
        "{\"kind\":\"two\",\"of\":98765432109876543210.50}",
    ]);
}

#[test]
fn a_pattern_takes_linear_time_or_is_an_error() {
    let of = |nested: &str, digits: &str, repeated: &str| {
        Patterns::new().nested(nested.to_owned()).digits(digits.to_owned()).repeated(repeated.to_owned())
    };
    assert_eq!(of("aaa", "12-", "aaa").validate(), Ok(()));
    // `\d` matches only ASCII digits, and `.` matches no line terminator.
    let found = of("aab", "٣-", "aaa").validate().unwrap_err();
    assert_eq!(found.iter().map(Violation::pointer).collect::<Vec<_>>(), ["/digits", "/nested"]);
    assert_eq!(
        of("a", "1\u{2028}", "aa").validate().unwrap_err().to_string(),
        r"/digits must be text that matches `^\d+\b.$`"
    );

    let long = format!("{}!", "a".repeat(100_000));
    let found = of(&long, "1-", &long).validate().unwrap_err();
    let limits: Vec<&str> = found.iter().map(Violation::constraint).collect();
    assert_eq!(limits[0], "text that matches `^(a+)+$`");
    assert_eq!(limits[1], "text that matches `^(?:a|aa)+(?!b)$`, which takes too many steps to check");
}

#[test]
fn lookahead_at_the_start_needs_no_backtracking() {
    let led = |text: String| Patterns::new().led(text).validate().is_ok();
    assert!(led("a-1".to_owned()) && led(format!("{}1", "a".repeat(100_000))));
    assert!(!led("a--1".to_owned()) && !led("a-b".to_owned()) && !led("A1".to_owned()));
}

#[test]
fn unique_items_take_linear_time() {
    let each: Vec<String> = (0..100_000).map(|index| format!("a{index}@")).collect();
    let mut value = Patterns::new().each(each);
    assert_eq!(value.validate(), Ok(()));
    value.each.as_mut().unwrap().push("a7@".to_owned());
    assert_eq!(value.validate().unwrap_err().to_string(), "/each must be a list without equal items");
}

#[test]
fn debug_does_not_show_secrets() {
    let value = json!({
        "id": "shown-id", "type": "shown-type", "secret": "hidden", "password": "hidden", "pin": 4711, "token": "hidden",
        "long": "hidden", "nullable": "hidden", "several": ["hidden"], "own": ["hidden"], "way": "hidden",
        "open": { "name": "shown-name", "any": "hidden" }, "whole": { "number": "hidden" },
        "inner": { "key": "hidden", "shown": "shown-inner" },
    });
    let all: Vec<types::Sensitive> = same([value]);
    let shown = format!("{:?}", all[0]);
    assert!(!shown.contains("\"hidden") && !shown.contains("4711"), "{shown}");
    for text in ["shown-id", "shown-name", "shown-inner", "r#type: \"", "Sensitive { id: \"shown-id\""] {
        assert_eq!(shown.contains(text), text != "r#type: \"", "{text} in {shown}");
    }
    assert!(
        shown.contains("secret: [redacted], several: Some([redacted]), token: Some([redacted]), type: \"shown-type\""),
        "{shown}"
    );
    assert!(shown.contains("way: Some(Key([redacted]))") && shown.contains("whole: Some([redacted])"), "{shown}");
    let less: Vec<types::Sensitive> = same([json!({ "id": "1", "type": "a", "secret": "hidden" })]);
    assert!(format!("{:?}", less[0]).contains("password: None"));
    let whole: Vec<types::SensitiveWhole> = same([json!({ "number": "hidden" })]);
    assert_eq!(format!("{whole:?}"), "[SensitiveWhole { number: Some([redacted]) }]");
    let either: Vec<types::SensitiveEither> =
        same([json!({ "number": 1 }), json!({ "key": "hidden" }), json!({ "key": ["hidden"] })]);
    let shown = format!("{either:?}");
    assert!(
        shown.contains("number: 1") && shown.ends_with("Unrecognized([redacted])]") && !shown.contains("hidden"),
        "{shown}"
    );
    let ways: Vec<types::SensitiveWay> = same([json!(7), json!(["hidden"])]);
    assert_eq!(format!("{ways:?}"), "[Number(7), Unrecognized([redacted])]");
}
