//! Union values round-trip completely, whatever their size, depth and shape.

use fixture_unions::Mismatch;
use fixture_unions::types::{
    Chain, Digest, Digits, Dog, Either, Fruit, Item, Kennel, Levels, List, Lists, Measures, Merged, Message, Note,
    Nulls, Numbers, Opened, Outcome, Plain, Playable, Shape, Tagged, Text, Traffic, Vehicle, Whole,
};
use fixture_unions::types::{Deep, Maps, Nested};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Deserializes a `T`, and checks that it serializes unchanged.
fn whole<T: DeserializeOwned + Serialize>(value: Value) -> T {
    let read: T = serde_json::from_str(&value.to_string()).expect("it deserializes");
    assert_eq!(serde_json::to_value(&read).expect("it serializes"), value);
    let again: T = serde_json::from_value(value.clone()).expect("it deserializes from a value");
    assert_eq!(serde_json::to_value(&again).expect("it serializes"), value);
    read
}

#[test]
fn long_lists_lose_nothing() {
    let items: Vec<Value> = (0..20_000).map(|it| json!({ "v": { ["a", "b"][it % 2]: it } })).collect();
    let List::ItemList(read) = whole(Value::Array(items)) else { panic!("it is a list") };
    assert!(matches!(read[..2], [Item::Variant1(_), Item::Variant2(_)]));
    let rows = vec![json!(9_007_199_254_740_993_i64); 6_000];
    whole::<Numbers>(json!({ "rows": rows }));
}

#[test]
fn deep_values_lose_nothing_and_need_little_stack() {
    let mut value = json!({ "k": { "b": 1 } });
    for depth in 1..=1_000 {
        value = json!({ "k": { "b": depth }, "kid": value });
        if [13, 40, 126, 127, 1_000].contains(&depth) {
            let read: Deep = serde_json::from_str(&value.to_string()).expect("it deserializes");
            assert!(serde_json::to_value(&read).expect("it serializes") == value, "at depth {depth}");
        }
    }
    for (before, after) in [(r#"{"next":"#, "}"), (r#"{"rows":["#, "]}"), ("[", "]")] {
        let chain = |depth| before.repeat(depth) + "{}" + &after.repeat(depth);
        for depth in [40, 130, 400] {
            let read: Chain = serde_json::from_str(&chain(depth)).expect("it deserializes");
            assert!(serde_json::to_string(&read).expect("it serializes") == chain(depth), "at depth {depth}");
        }
        assert!(serde_json::from_str::<Chain>(&chain(100_000)).is_err());
    }
    let hostile = r#"{"k":{"b":1},"kid":"#.repeat(100_000) + "1" + &"}".repeat(100_000);
    assert!(serde_json::from_str::<Deep>(&hostile).is_err());
}

#[test]
fn a_value_of_several_types_is_kept_whole() {
    assert!(matches!(whole(json!({ "a": "x" })), Either::Variant1(_)));
    assert!(matches!(whole(json!({ "a": "x", "b": 2 })), Either::Unrecognized(_)));
    assert!(matches!(whole(json!([{ "a": 1 }, { "b": 2 }])), Lists::Unrecognized(_)));
    assert!(matches!(whole(json!([{ "b": 1 }])), Lists::ValueListValue(_)));
    whole::<Lists>(json!([{ "a": 1, "b": 2 }]));
    whole::<Maps>(json!({ "x": [{ "a": 1 }], "y": [{ "b": 2 }, {}] }));
    whole::<Nested>(json!({ "list": [{ "a": 1, "b": 2 }, { "b": 2 }] }));
}

#[test]
fn numbers_with_many_digits_select_no_other_variant() {
    for digits in ["52.520006999999999", "0.12345678901234567890", "9007199254740993"] {
        let read: Digits = serde_json::from_str(&format!(r#"{{"a":{digits},"b":"x"}}"#)).expect("it deserializes");
        assert!(matches!(read, Digits::Variant1(it) if it.b.as_deref() == Some("x")), "{digits}");
    }
    let error = serde_json::from_str::<Digits>(r#"{"c":1e400}"#).expect_err("it is out of the range of f64");
    assert!(error.to_string().contains("set `numbers"), "{error}");
}

#[test]
fn properties_of_one_type_and_digits_of_another_are_kept_together() {
    assert!(matches!(whole(json!({ "x": { "a": 1.5, "b": true } })), Measures::Object(_)));
    let both = json!({ "x": { "a": 1, "b": true }, "y": { "a": -9_007_199_254_740_993_i64 } });
    assert!(matches!(whole(both), Measures::Unrecognized(_)));
}

#[test]
fn a_constant_can_have_a_fraction_of_zero() {
    let read: Levels = serde_json::from_str(r#"{"v":2.0,"b":1e2}"#).expect("it deserializes");
    assert!(matches!(read, Levels::Variant2(it) if it.b == Some(100)));
}

#[test]
fn a_number_is_an_integer_by_its_value() {
    let read = |text: &str| serde_json::from_str::<Whole>(text).expect("it deserializes");
    for (text, number) in [("1e18", 10_i64.pow(18)), ("9007199254740993.0", 9_007_199_254_740_993)] {
        match read(text) {
            Whole::Integer(read) => assert_eq!(read, number, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    assert!(matches!(read("1.0000000000000000000001"), Whole::Unrecognized(_)));
}

#[test]
fn unions_within_unions_are_merged_too() {
    assert!(matches!(whole(json!({ "h": true, "d": { "a": 1, "b": 2 } })), Merged::Unrecognized(_)));
    assert!(matches!(whole(json!({ "d": { "a": 1, "b": 2 } })), Merged::Variant2(_)));
    assert!(matches!(whole(json!({ "h": true })), Merged::Variant1(_)));
}

/// `true`, `{}` and an object without described properties allow anything, wherever they occur: properties that another
/// subschema describes are typed, and the rest is kept.
#[test]
fn additional_properties_are_kept_beside_described_ones() {
    let more = json!({ "x": "1", "more": [2] });
    let with_y = json!({ "y": 1, "more": [2] });
    let opened: Opened = whole(json!({
        "tuple": [more, 5, more],
        "first": [more, "s"],
        "further": [1, more, 2],
        "rows": [more, {}],
        "sure": more,
        "any": more,
        "null": more,
        "map": { "k": more },
        "free": { "k": [more] },
        "choice": with_y,
        "mixed": [with_y, [more]],
        "tree": { "leaf": "l", "more": 1, "kids": [{ "leaf": "m" }] },
        "rope": [[more, [more]]],
        "shut": { "x": "1" },
        "text": "t",
        "named": { "x": "1" },
    }));
    assert_eq!(opened.sure.unwrap().x.as_deref(), Some("1"));
    assert_eq!(opened.rows.unwrap()[0].x.as_deref(), Some("1"));
    assert_eq!(opened.map.unwrap()["k"].other["more"], json!([2]));
    whole::<Opened>(json!({ "named": {}, "null": null, "choice": "text" }));
    let read = |value: Value| serde_json::to_value(serde_json::from_value::<Opened>(value).unwrap()).unwrap();
    // Neither is allowed: one object is closed, and the other is any object but only one property is described.
    assert_eq!(read(json!({ "named": more, "shut": more })), json!({ "named": { "x": "1" }, "shut": { "x": "1" } }));
}

#[test]
fn the_values_of_an_inner_discriminator_select_in_the_outer_union() {
    for (kind, property) in [("car", "doors"), ("bike", "gears"), ("tandem", "gears")] {
        let traffic = whole(json!({ "kind": kind, property: 2 }));
        match (kind, traffic) {
            ("car", Traffic::Vehicle(Vehicle::Car(_))) | (_, Traffic::Vehicle(Vehicle::Bike(_))) => {}
            (_, other) => panic!("{kind}: {other:?}"),
        }
    }
    assert!(matches!(whole(json!({ "kind": "plane", "wings": 2 })), Traffic::Plane(_)));
    assert!(matches!(whole(json!({ "kind": "Vehicle" })), Traffic::Unrecognized(_)));
}

#[test]
fn null_is_not_dropped() {
    for value in [json!({ "c": null }), json!({ "c": 1, "t": null })] {
        assert!(matches!(whole(value), Nulls::Variant2(_)));
    }
    assert!(matches!(whole(json!({ "t": "x" })), Nulls::Variant1(_)));
}

#[test]
fn unknown_properties_select_no_other_variant() {
    let read: Either = serde_json::from_value(json!({ "a": "x", "new": { "b": 1 } })).expect("it deserializes");
    assert!(matches!(read, Either::Variant1(_)));
    let read: Plain = serde_json::from_value(json!({ "kind": "cat", "new": 1 })).expect("it deserializes");
    assert!(matches!(read, Plain::Cat(_)));
}

#[test]
fn text_that_would_serialize_differently_stays_text() {
    assert!(matches!(whole(json!("2024-01-02T03:04:05Z")), Text::DateTime(_)));
    assert!(matches!(whole(json!("2024-01-02T03:04:05.000Z")), Text::String(_)));
    assert!(matches!(whole(json!("soon")), Text::String(_)));
}

#[test]
fn a_constant_of_the_discriminator_property_selects_its_variant() {
    assert!(matches!(whole(json!({ "type": "track", "name": "x" })), Playable::TrackObject(_)));
    assert!(matches!(whole(json!({ "type": "episode", "show": "x" })), Playable::EpisodeObject(_)));
    assert!(matches!(whole(json!({ "type": "TrackObject" })), Playable::Unrecognized(_)));
    assert!(matches!(whole(json!({ "sort": "fuji", "red": true })), Fruit::Apple(_)));
    assert!(matches!(whole(json!({ "sort": "pear", "green": true })), Fruit::Pear(_)));
    assert!(matches!(whole(json!({ "sort": "p" })), Fruit::Pear(_)));
    assert!(matches!(whole(json!({ "is": "shape", "radius": 1 })), Shape::Circle(_)));
    assert!(matches!(whole(json!({ "is": "shape", "side": 1 })), Shape::Square(_)));
}

#[test]
fn the_parent_s_discriminator_selects_children() {
    assert!(matches!(whole(json!({ "kind": "dog" })), Plain::Dog(_)));
    assert!(matches!(whole(json!({ "kind": "cat", "lives": 9 })), Plain::Cat(_)));
    assert!(matches!(whole(json!({ "kind": "dog" })), Tagged::Dog(_)));
    let puppy = json!({ "kind": "pup", "barks": false, "weeks": 7 });
    assert!(matches!(whole(puppy.clone()), Tagged::Dog(Dog::Puppy(_))));
    assert!(matches!(whole(puppy.clone()), Plain::Dog(Dog::Puppy(_))));
    whole::<Kennel>(json!({ "dog": puppy, "any": puppy }));
    whole::<Kennel>(json!({ "dog": { "kind": "dog", "barks": true } }));
}

#[test]
fn a_contradicted_discriminator_is_not_an_error() {
    assert!(matches!(whole(json!({ "type": "text", "url": "u" })), Message::Unrecognized(_)));
    assert!(matches!(whole(json!({ "type": "other", "url": "u" })), Message::Unrecognized(_)));
    assert!(matches!(whole(json!({ "type": "text", "text": "t" })), Message::TextMessage(_)));
    assert!(matches!(whole(json!({ "type": "text", "text": "t", "url": "u" })), Note::Unrecognized(_)));
    assert!(matches!(whole(json!({ "type": "image", "url": "u" })), Note::ImageMessage(_)));
}

fn reasons(mismatches: &[Mismatch]) -> Vec<String> {
    mismatches.iter().map(ToString::to_string).collect()
}

#[test]
fn a_value_that_matches_no_variant_has_a_reason_for_each() {
    let read = |value: Value| Mismatch::of(&serde_json::from_value::<Message>(value).expect("it deserializes"));
    assert_eq!(reasons(&read(json!({ "type": "text", "text": "t" }))), [""; 0]);
    assert_eq!(reasons(&read(json!({ "type": "text", "url": "u" }))), ["`TextMessage`: missing field `text`"]);
    let unknown = read(json!({ "type": "other", "url": "u" }));
    assert_eq!(
        reasons(&unknown),
        ["at `/type`: `other` selects no variant; known values: `TextMessage`, `text`, `ImageMessage`, `image`"]
    );
    assert_eq!((unknown[0].variant(), unknown[0].pointer()), (None, "/type"));

    let contradicted: Note = serde_json::from_value(json!({ "type": "text", "text": "t", "url": "u" })).unwrap();
    assert_eq!(
        reasons(&Mismatch::of(&contradicted)),
        ["`TextMessage`: the value matches, but other variants describe properties that this one does not"]
    );
    let both: Either = serde_json::from_value(json!({ "a": "x", "b": 2 })).unwrap();
    let several = "the value matches, but several variants together describe more of it than this one";
    assert_eq!(reasons(&Mismatch::of(&both)), [format!("`Variant1`: {several}"), format!("`Variant2`: {several}")]);
    let none: Either = serde_json::from_value(json!({ "a": { "b": 1 } })).unwrap();
    assert_eq!(
        reasons(&Mismatch::of(&none)).first().unwrap(),
        "`Variant1`: at `/a`: invalid type: map, expected a string"
    );
}

/// Types that contain a union deserialize it from serde's buffer.
#[test]
fn unions_deserialize_from_any_deserializer() {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Mine {
        Theirs { item: Item },
    }
    let read: Mine = serde_json::from_value(json!({ "item": { "v": { "b": 1 } } })).expect("it deserializes");
    let Mine::Theirs { item } = read;
    assert!(matches!(item, Item::Variant2(_)));
}

#[test]
fn a_single_variant_with_a_constant_may_gain_others() {
    let digest = json!({ "type": "sha-256", "value": "x" });
    assert!(matches!(whole(digest), Digest::Sha256(it) if it.value == "x"));
    assert!(matches!(whole(json!({ "type": "md5", "bits": 128 })), Digest::Unrecognized(_)));
    assert!(matches!(whole(json!({ "state": "done" })), Outcome::Done(_)));
    assert!(matches!(whole(json!({ "state": "running" })), Outcome::InProgress(_)));
    assert!(matches!(whole(json!({ "other": 1 })), Outcome::Variant4(_)));
}
