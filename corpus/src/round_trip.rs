//! Round trips: instances of a document's schemas through the generated types.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde_json::Value;

use crate::cargo::Cargo;
use crate::compare::difference;
use crate::documents::{Described, Generated};
use crate::instance::Maker;
use crate::validate::Schemas;

/// The instances to send through each type.
#[derive(Debug)]
pub(crate) struct Plan {
    package: String,
    features: Vec<String>,
    /// Pointer, type, and instances.
    rows: Vec<(String, String, Vec<Value>)>,
    /// The number of schemas without an instance.
    unmade: usize,
}

/// The results.
#[derive(Debug, Default)]
pub(crate) struct Trip {
    pub(crate) schemas: usize,
    pub(crate) instances: usize,
    unmade: usize,
    /// The first failure of each schema that has one.
    pub(crate) failures: Vec<String>,
    /// The reason why no instances were sent.
    pub(crate) broken: Option<String>,
}

impl fmt::Display for Trip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { schemas, instances, unmade, failures, .. } = self;
        write!(
            f,
            "round trip of {instances} instances of {schemas} schemas ({unmade} without): {} fail",
            failures.len()
        )
    }
}

impl Plan {
    /// Makes up to `count` valid instances of each schema that became a type.
    pub(crate) fn new(generated: &Generated, of: &Described, count: usize, seed: u64) -> anyhow::Result<Self> {
        let schemas = Schemas::new(&of.original, &of.document)?;
        let entries = of.inspection.api.iter().flat_map(|api| &api.schemas);
        let mut of_place: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entry in entries {
            of_place.entry(entry.place.as_str()).or_default().push(&entry.rust);
        }
        let mut maker = Maker::new(&of.document, &schemas, seed);
        let mut plan = Self {
            package: generated.package.clone(),
            features: generated.group_features.clone(),
            rows: Vec::new(),
            unmade: 0,
        };
        for (pointer, types) in of_place {
            // A merged schema and its subschemas share a pointer.
            let ty = types.iter().min_by_key(|it| it.len()).copied().unwrap_or_default();
            let place = pointer;
            let Some(schema) = of.document.pointer(place).filter(|_| !is_part(&of.document, place)) else {
                continue;
            };
            let Some(validator) = schemas.validator(place) else {
                plan.unmade += 1;
                continue;
            };
            maker.reset(seed);
            let mut valid: Vec<Value> = Vec::new();
            for _ in 0..count * 3 {
                let made = maker.make(schema, place).filter(|it| !it.is_null());
                valid.extend(made.filter(|it| validator.is_valid(it)));
                if valid.len() == count {
                    break;
                }
            }
            if valid.is_empty() {
                plan.unmade += 1;
            } else {
                plan.rows.push((pointer.to_owned(), ty.to_owned(), valid));
            }
        }
        Ok(plan)
    }
}

/// Whether the schema at `place` is only a part of its type: a variant of a union with properties beside it.
fn is_part(document: &Value, place: &str) -> bool {
    let mut tokens = place.rsplitn(3, '/').skip(1);
    let is_variant = tokens.next().is_some_and(|it| it == "oneOf" || it == "anyOf");
    let union = tokens.next().and_then(|it| document.pointer(it));
    is_variant
        && union.is_some_and(|it| it["properties"].is_object() || it["allOf"].is_array() || it["required"].is_array())
}

const MANIFEST: &str = "[package]\nname = \"round-trip\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
    [dependencies]\nserde = \"1\"\nserde_json = { version = \"1\", features = [\"float_roundtrip\"] }\n";

const MAIN: &str = r#"use serde::{Serialize, de::DeserializeOwned};

fn trip<T: DeserializeOwned + Serialize>(text: &str) -> Result<String, String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

fn main() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (index, text) = line.split_once(' ').unwrap_or_default();
        let result = match index {
ARMS            _ => Err("no such type".to_owned()),
        };
        match result {
            Ok(text) => println!("+{text}"),
            Err(error) => println!("-{}", error.replace('\n', " ")),
        }
    }
}
"#;

/// Sends the instances of `plan` through the crate in `folder`.
pub(crate) fn run(plan: &Plan, folder: &Path, cargo: &Cargo) -> anyhow::Result<Trip> {
    let mut trip = Trip { unmade: plan.unmade, ..Trip::default() };
    if plan.rows.is_empty() {
        return Ok(trip);
    }
    let harness = folder.join("round-trip");
    fs::create_dir_all(harness.join("src"))?;
    let library = plan.package.replace('-', "_");
    let Plan { package, features, .. } = plan;
    let manifest =
        format!("{MANIFEST}{package} = {{ path = \"..\", default-features = false, features = {features:?} }}\n");
    fs::write(harness.join("Cargo.toml"), manifest)?;
    let mut arms = String::new();
    for (index, (_, ty, _)) in plan.rows.iter().enumerate() {
        arms.push_str(&format!("            \"{index}\" => trip::<{library}::{ty}>(text),\n"));
    }
    fs::write(harness.join("src/main.rs"), MAIN.replace("ARMS", &arms))?;
    let built = cargo.build(&harness)?;
    if !built.passed {
        trip.broken = Some(format!("the harness does not compile: {}", built.messages.join("\n")));
        return Ok(trip);
    }
    let sent: Vec<(usize, &Value)> = plan
        .rows
        .iter()
        .enumerate()
        .flat_map(|(index, (_, _, instances))| instances.iter().map(move |it| (index, it)))
        .collect();
    let responses = exchange(&cargo.executable("round-trip"), &sent)?;
    trip.schemas = plan.rows.len();
    trip.instances = sent.len();
    let mut failed: HashMap<usize, String> = HashMap::new();
    for (place, (index, before)) in sent.iter().enumerate() {
        let response = responses.get(place).map_or("-no response", String::as_str);
        let reason = match response.strip_prefix('+') {
            Some(after) => serde_json::from_str(after).map_or_else(
                |error| Some(format!("the response is not JSON: {error}")),
                |after: Value| difference(before, &after),
            ),
            None => Some(response.trim_start_matches('-').to_owned()),
        };
        if let Some(reason) = reason {
            failed.entry(*index).or_insert_with(|| {
                let text: String = before.to_string().chars().take(400).collect();
                format!("{} ({}): {reason}; of {text}", plan.rows[*index].0, plan.rows[*index].1)
            });
        }
    }
    let mut failed: Vec<_> = failed.into_iter().collect();
    failed.sort();
    trip.failures = failed.into_iter().map(|(_, reason)| reason).collect();
    Ok(trip)
}

/// Sends instances to the harness, and returns its responses.
fn exchange(harness: &Path, sent: &[(usize, &Value)]) -> anyhow::Result<Vec<String>> {
    let mut child = Command::new(harness).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().context("the harness takes no input")?;
    let text: String = sent.iter().map(|(index, value)| format!("{index} {value}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    // If the harness ended early, its responses are incomplete.
    let _ = writer.join();
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
