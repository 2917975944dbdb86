//! Decoding unions, compared with derived serde: `untagged` without a discriminator, `tag` with one.

#![allow(missing_docs, reason = "criterion's macros have none")]

use std::fmt::Write as _;

use criterion::{Criterion, Throughput};
use fixture_unions::types::{Item, Message};
use oasmith_benches::ratio;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The number of items in a list.
const ITEMS: usize = 1_000_000;

#[allow(dead_code, reason = "only decoding is measured")]
mod by_hand {
    use super::Deserialize;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(super) struct A {
        a: Option<i64>,
    }

    #[derive(Deserialize)]
    pub(super) struct B {
        b: i64,
    }

    #[derive(Deserialize)]
    #[serde(untagged)]
    pub(super) enum Item {
        A { v: A },
        B { v: B },
    }

    #[derive(Deserialize)]
    #[serde(tag = "type")]
    pub(super) enum Message {
        #[serde(rename = "text")]
        Text { text: String },
        #[serde(rename = "image")]
        Image { url: String },
    }
}

fn list(items: usize, item: impl Fn(usize) -> String) -> String {
    let mut text = "[".to_owned();
    for index in 0..items {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{}", item(index));
    }
    text + "]"
}

fn compare<Ours: DeserializeOwned, Theirs: DeserializeOwned>(criterion: &mut Criterion, name: &str, text: &str) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
    group.bench_function("generated", |it| it.iter(|| serde_json::from_str::<Vec<Ours>>(text).unwrap()));
    group.bench_function("by hand", |it| it.iter(|| serde_json::from_str::<Vec<Theirs>>(text).unwrap()));
    group.finish();
}

/// Measures how the time grows if a list is ten times as long.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("unions in a union");
    for items in [ITEMS / 10, ITEMS] {
        let text = list(items, |index| format!(r#"{{"v":{{"b":{index}}}}}"#));
        group.throughput(Throughput::Elements(items as u64)).sample_size(10);
        group.bench_function(items.to_string(), |it| {
            it.iter(|| serde_json::from_str::<fixture_unions::types::List>(&text).unwrap());
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let items = list(ITEMS, |index| format!(r#"{{"v":{{"{}":{index}}}}}"#, ["a", "b"][index % 2]));
    compare::<Item, by_hand::Item>(&mut criterion, "unions", &items);
    let messages = list(ITEMS, |index| match index % 2 {
        0 => format!(r#"{{"type":"text","text":"message {index}"}}"#),
        _ => format!(r#"{{"type":"image","url":"http://127.0.0.1/{index}"}}"#),
    });
    compare::<Message, by_hand::Message>(&mut criterion, "unions by discriminator", &messages);
    growth(&mut criterion);
    criterion.final_summary();
    print!("{}", ratio::report(&["unions", "unions by discriminator"]));
}
