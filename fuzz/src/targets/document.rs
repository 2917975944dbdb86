//! The bytes of a document, to a crate.

use serde_json::{Map, Value};

use super::pipeline;
use crate::mutate;
use crate::random::Random;
use crate::seeds::{SEEDS, Seed};

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let seed = seed(random);
    if random.once_in(6) {
        let other = self::seed(random);
        let mut bytes = seed.text.clone().into_bytes();
        mutate::bytes(&mut bytes, other.text.as_bytes(), random);
        return bytes;
    }
    let mut bytes = written(&document(random), random);
    if random.once_in(8) {
        mutate::bytes(&mut bytes, seed.text.as_bytes(), random);
    }
    bytes
}

fn seed(random: &mut Random) -> &'static Seed {
    &SEEDS.documents[random.below(SEEDS.documents.len())]
}

/// Returns a mutated part of a seed.
pub(crate) fn document(random: &mut Random) -> Value {
    let mut tree = seed(random).tree.clone();
    if !random.once_in(6) {
        let keep = [1, 2, 3, 8][random.below(4)];
        prune(&mut tree, keep, random);
    }
    if random.once_in(6) {
        let version = random.pick(&["3.0.0", "3.0.4", "3.1.0", "3.1.1", "3.2.0", "3.3.0", "2.0", "1.2", "4"]);
        if let Some(it) = tree.get_mut("openapi") {
            *it = version.into();
        }
    }
    mutate::mutate(&mut tree, &SEEDS.pool, random);
    tree
}

/// Returns the text of a document: JSON or YAML.
pub(super) fn written(document: &Value, random: &mut Random) -> Vec<u8> {
    match random.below(3) {
        0 => serde_yaml::to_string(document).unwrap_or_else(|_| document.to_string()).into_bytes(),
        1 => format!("{document:#}").into_bytes(),
        _ => document.to_string().into_bytes(),
    }
}

/// Keeps about `keep` paths and components, and those that they refer to.
fn prune(tree: &mut Value, keep: usize, random: &mut Random) {
    let places = ["/paths", "/webhooks", "/components/schemas", "/definitions"];
    let mut kept = Vec::new();
    for place in places {
        let Some(map) = tree.pointer(place).and_then(Value::as_object) else { continue };
        let names: Vec<&String> = map.keys().collect();
        for _ in 0..keep {
            let name = random.of_list(&names).map(|name| name.replace('~', "~0").replace('/', "~1"));
            kept.extend(name.map(|name| format!("{place}/{name}")));
        }
    }
    let mut at = 0;
    while at < kept.len() {
        let found = tree.pointer(&kept[at]).map(references).unwrap_or_default();
        for reference in found {
            // The component that contains the target.
            let depth = if reference.starts_with("/components/") { 4 } else { 3 };
            let component: Vec<&str> = reference.split('/').take(depth).collect();
            let component = component.join("/");
            if !kept.contains(&component) {
                kept.push(component);
            }
        }
        at += 1;
    }
    for place in places {
        if let Some(Value::Object(map)) = tree.pointer_mut(place) {
            let is_wanted =
                |name: &str| kept.contains(&format!("{place}/{}", name.replace('~', "~0").replace('/', "~1")));
            *map = std::mem::take(map).into_iter().filter(|(name, _)| is_wanted(name)).collect::<Map<_, _>>();
        }
    }
}

/// Returns the pointers of all `$ref`s within a value.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
            own.map(str::to_owned).into_iter().chain(map.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let mut random = Random::of_bytes(input);
    let config = pipeline::config(&mut random);
    let generation = oasmith::generate_from(input.to_vec(), &config);
    pipeline::check(&generation)?;
    if random.once_in(8) {
        let again = oasmith::generate_from(input.to_vec(), &config);
        if let Some(what) = pipeline::difference(&generation, &again) {
            return Err(format!("the same document generates another crate: {what}"));
        }
    }
    Ok(())
}
