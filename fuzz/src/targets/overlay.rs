//! An overlay, applied to a document.

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use serde_json::{Value, json};

use super::pipeline;
use crate::mutate::{self, Pool};
use crate::random::Random;
use crate::seeds::SEEDS;

/// The document that overlays are applied to.
fn document() -> &'static str {
    SEEDS.documents.iter().find(|seed| seed.name == "basics").map_or("", |seed| &seed.text)
}

const TARGETS: &[&str] = &[
    "$",
    "$.info",
    "$.info.title",
    "$.paths",
    "$.paths.*",
    "$.paths['/pets']",
    "$.paths['/pets'].get",
    "$..description",
    "$..schema",
    "$.*",
    "$..*",
    "$.components.schemas.*",
    "$.components.schemas.Pet.properties.*",
    "$.servers[0]",
    "$.servers[-1]",
    "$.tags[*]",
    "$.tags[?@.name == 'pets']",
    "$.paths[?@.get]",
    "$..[?@.type == 'string']",
    "$..parameters[?(@.in=='query')]",
    "$.paths.*.*.responses['200']",
    "$.nowhere",
    "$.x[",
    "",
    "info",
    "$[0:2]",
    "$..[?length(@) > 2]",
    "$..[?match(@.name, 'a.*')]",
    "$..[?search(@.name, '(a+)+$')]",
    "$['info','paths']",
    "$.paths..['$ref']",
    "$.info.title.x",
];

fn action(random: &mut Random) -> Value {
    let mut action = json!({ "target": random.pick(TARGETS) });
    match random.below(5) {
        0 => action["remove"] = true.into(),
        1 => action["copy"] = random.pick(TARGETS).into(),
        2 => action["update"] = mutate::value(random),
        _ => {
            let seed = &SEEDS.documents[random.below(SEEDS.documents.len())].tree;
            let all = mutate::places(seed);
            let place = random.of_list(&all).cloned().unwrap_or_default();
            action["update"] = seed.pointer(&place).cloned().unwrap_or_default();
        }
    }
    if random.once_in(4) {
        action["description"] = mutate::string(random).into();
    }
    action
}

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let actions: Vec<Value> = (0..1 + random.below(4)).map(|_| action(random)).collect();
    let version = random.pick(&["1.0.0", "1.1.0", "2.0.0", ""]);
    let mut overlay =
        json!({ "overlay": version, "info": { "title": mutate::string(random), "version": "1" }, "actions": actions });
    if random.once_in(3) {
        mutate::mutate(&mut overlay, &Pool::default(), random);
    }
    let mut bytes = super::document::written(&overlay, random);
    if random.once_in(6) {
        mutate::bytes(&mut bytes, b"overlay: 1.0.0\nactions:\n- target: $.info\n  remove: true\n", random);
    }
    bytes
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
    let path = folder.path().join("overlay.yaml");
    std::fs::write(&path, input).map_err(|error| format!("no file: {error}"))?;
    let config = ApiConfig::new(folder.path().join("document.yaml"), "out", "fuzzed");
    let loaded = Loaded::parse(&config.document, document().as_bytes().to_vec());
    let generation = loaded.patched(&[path]).generate(&config);
    pipeline::check(&generation)
}
