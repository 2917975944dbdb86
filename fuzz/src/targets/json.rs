//! JSON of a server, through the types of the fixtures and back.

mod instance;

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use crate::mutate;
use crate::random::Random;
use crate::seeds::SEEDS;

/// The results of three round trips of JSON text through a type; `None` if the text is not valid for it.
type Trip = fn(&str) -> Option<Result<[String; 3], String>>;

#[allow(deprecated, reason = "all types are tried")]
mod types {
    use super::{Trip, trip};

    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}
use types::TYPES;

fn trip<T: DeserializeOwned + Serialize>(text: &str) -> Option<Result<[String; 3], String>> {
    let value: T = serde_json::from_str(text).ok()?;
    let write = |value: &T| serde_json::to_string(value).map_err(|error| format!("it is not serialized: {error}"));
    let read = |text: &str| {
        serde_json::from_str::<T>(text).map_err(|error| format!("it is not deserialized again: {error}, of {text}"))
    };
    let trips = || {
        let first = write(&value)?;
        let second = write(&read(&first)?)?;
        let third = write(&read(&second)?)?;
        Ok([first, second, third])
    };
    Some(trips())
}

/// Returns the document of a crate.
fn document(name: &str) -> Option<&'static Value> {
    let name = name.split('-').next().unwrap_or(name);
    SEEDS.documents.iter().find(|seed| seed.name == name).map(|seed| &seed.tree)
}

/// Makes a line that names the crate and the type, then JSON.
pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let (name, ty, _) = TYPES[random.below(TYPES.len())];
    let root = document(name).unwrap_or(&Value::Null);
    let schemas = root.pointer("/components/schemas").and_then(Value::as_object);
    let schemas: Vec<(&String, &Value)> = schemas.into_iter().flatten().collect();
    let own = schemas.iter().find(|(name, _)| name.as_str() == ty);
    let schema = own.or_else(|| random.of_list(&schemas)).map_or(&Value::Null, |(_, schema)| *schema);
    let mut value = instance::Maker { root, random, left: 200 }.make(schema, 0);
    if random.once_in(2) {
        let all = mutate::places(&value);
        for _ in 0..random.few().min(6) {
            let place = random.of_list(&all).cloned().unwrap_or_default();
            if let Some(there) = value.pointer_mut(&place) {
                *there = mutate::value(random);
            }
        }
    }
    let mut text = value.to_string();
    if random.once_in(4) {
        numbers(&mut text, random);
    }
    if random.once_in(5) {
        mutate::text(&mut text, "{\"a\":[1,null,\"b\"]}", random);
    }
    if random.once_in(200) {
        let depth = random.below(2_000);
        text = random.pick(&["[", "{\"next\":", "{\"rows\":[", "{\"kid\":", "{\"a\":"]).repeat(depth) + &text;
    }
    format!("{name} {ty}\n{text}").into_bytes()
}

/// Replaces some numbers with ones that no parsed value can contain.
fn numbers(text: &mut String, random: &mut Random) {
    let digits: Vec<usize> = text.match_indices(|it: char| it.is_ascii_digit()).map(|(at, _)| at).collect();
    let Some(at) = random.of_list(&digits).copied() else { return };
    let is_number = |it: char| it.is_ascii_digit() || "+-.eE".contains(it);
    let begin = text[..at].rfind(|it| !is_number(it)).map_or(0, |before| before + 1);
    let end = text[at..].find(|it| !is_number(it)).map_or(text.len(), |after| at + after);
    if text.is_char_boundary(begin) {
        text.replace_range(begin..end, &mutate::number(random));
    }
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let text = String::from_utf8_lossy(input);
    let Some((line, json)) = text.split_once('\n') else { return Ok(()) };
    let found = TYPES.iter().find(|(name, ty, _)| line.split_once(' ') == Some((name, ty)));
    let Some((name, ty, trip)) = found else { return Ok(()) };
    let Some(result) = trip(json) else { return Ok(()) };
    let [first, second, third] = result.map_err(|error| format!("{name}::{ty}: {error}"))?;
    // A number that loses digits may match another variant from then on.
    if second != third {
        return Err(format!("{name}::{ty} changes on each trip: {first} became {second}, then {third}"));
    }
    if let Err(error) = serde_json::from_str::<IgnoredAny>(&first) {
        return Err(format!("{name}::{ty} serializes to invalid JSON: {error}, of {first}"));
    }
    let (Ok(before), Ok(after)) = (serde_json::from_str::<Value>(json), serde_json::from_str::<Value>(&first)) else {
        // Some numbers do not fit a `Value`.
        return Ok(());
    };
    match instance::invented(&before, &after, "") {
        Some(what) => Err(format!("{name}::{ty} has something new: {what}, of {json}")),
        None => Ok(()),
    }
}
