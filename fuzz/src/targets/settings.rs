//! Text of `oasmith.toml`, and a document generated with it.

use oasmith::Loaded;
use oasmith::config::Config;

use super::pipeline;
use crate::mutate;
use crate::random::Random;
use crate::seeds::SEEDS;
use crate::text::shown_lines;

const START: &str = "[[api]]\ndocument = \"basics.yaml\"\nout = \"out\"\nname = \"fuzzed\"\n";

const LINES: &[&str] = &[
    "version = \"0.1.0\"",
    "license = \"MIT\"",
    "description = \"A client\"",
    "example = \"pets.list\"",
    "strict = true",
    "times = \"jiff\"",
    "times = \"time\"",
    "times = \"string\"",
    "floats = \"f32\"",
    "integers = \"i128\"",
    "numbers = \"decimal\"",
    "date-times-without-offset = \"utc\"",
    "date-times-without-offset = [\"/components/schemas/Pet\"]",
    "unknown-properties = \"keep\"",
    "unknown-properties = { \"/components/schemas/Pet\" = \"keep\" }",
    "group-features = false",
    "workspace-member = true",
    "idempotency-header = \"Idempotency-Key\"",
    "overlays = [\"nowhere.yaml\"]",
    "reference-folders = [\"..\"]",
    "reference-copies = { \"https://x\" = \"x\" }",
    "operations = { \"GET /pets\" = \"pets.all\" }",
    "operations = { listPets = \"a.b\" }",
    "allow = [{ code = \"unknown-format\" }]",
    "allow = [{ code = \"unused\", pointer = \"/paths\" }]",
    "only = { tags = [\"pets\"] }",
    "only = { paths = [\"/pets\"] }",
    "only = { operations = [\"listPets\"] }",
    "bounds = { bytes = 100 }",
    "bounds = { depth = 3 }",
    "[api.pages]",
    "\"GET /pets\" = { parameter = \"cursor\", next = \"next\", items = \"items\" }",
    "[[api]]",
    "[api.only]",
    "tags = []",
    "[api.operations]",
    "\"GET /pets\" = \"x\"",
];

pub(super) fn make(random: &mut Random) -> Vec<u8> {
    let mut text = START.to_owned();
    for _ in 0..random.below(6) {
        text.push_str(random.pick(LINES));
        text.push('\n');
    }
    for _ in 0..random.below(3) {
        // Replaces the text between two quotes.
        let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        let Some(begin) = random.of_list(&quotes).copied() else { break };
        let Some(end) = quotes.iter().copied().find(|end| *end > begin) else { break };
        let string = mutate::string(random);
        let quoted = if random.once_in(4) { string } else { serde_json::Value::from(string).to_string() };
        text.replace_range(begin..=end, &quoted);
    }
    if random.once_in(3) {
        mutate::text(&mut text, START, random);
    }
    text.into_bytes()
}

pub(super) fn check(input: &[u8]) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| format!("no folder: {error}"))?;
    let path = folder.path().join("oasmith.toml");
    std::fs::write(&path, input).map_err(|error| format!("no file: {error}"))?;
    let config = match Config::read(&path) {
        Ok(config) => config,
        Err(error) => {
            let text = shown_lines(&error.to_string());
            return match text.lines().find_map(pipeline::unprintable) {
                Some(reason) => Err(format!("an error about settings has {reason}: {text:?}")),
                None => Ok(()),
            };
        }
    };
    // Generates only occasionally, as the effects of settings on a document seldom differ.
    let is_generated = Random::of_bytes(input).once_in(4);
    for mut api in config.apis.into_iter().take(2).filter(|_| is_generated) {
        let document = SEEDS.documents.iter().find(|seed| seed.name == "basics").map_or("", |seed| &seed.text);
        api.overlays.clear();
        api.reference_folders.clear();
        api.reference_copies.clear();
        pipeline::check(&Loaded::parse(&api.document, document.as_bytes().to_vec()).generate(&api))?;
    }
    Ok(())
}
