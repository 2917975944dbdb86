//! Checks that a document which gains things breaks no caller of its crate: histories of random additions to a real document.

mod addition;
mod place;
mod schema;

use std::collections::BTreeSet;

use oasmith::Loaded;
use oasmith::config::ApiConfig;
use oasmith::diff::Class;
use oasmith::source::Node;
use rand::RngExt as _;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::Value;

use addition::Addition;

/// The versions of a history after the first one.
const VERSIONS: usize = 3;

/// The largest number of additions between two versions.
const ADDITIONS: usize = 8;

/// The results of a document's histories.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    /// How many additions were made.
    pub(crate) additions: usize,
    /// The additions that break callers.
    pub(crate) breaks: Vec<Break>,
}

/// Additions that break callers.
#[derive(Debug)]
pub(crate) struct Break {
    /// The additions, and what they break.
    pub(crate) about: String,
    /// The name and the text of the documents without and with the additions, and of the `api.txt` in between.
    pub(crate) files: [(&'static str, String); 3],
}

impl Break {
    fn new(before: &Value, api: &str, after: &Value, about: String) -> Self {
        let texts =
            [("before.json", before.to_string()), ("api.txt", api.to_owned()), ("after.json", after.to_string())];
        Self { about, files: texts }
    }
}

/// Lets the document `root` gain random things, `times` times, from `seed` on.
pub(crate) fn run(root: &Node, config: &ApiConfig, times: u64, seed: u64) -> Option<Histories> {
    let first = root.read::<Value>().ok()?;
    let api = listing(&first, None, config)?;
    let mut histories = Histories::default();
    for seed in seed..seed + times {
        history(&first, &api, config, seed, &mut histories);
    }
    Some(histories)
}

fn history(first: &Value, api: &str, config: &ApiConfig, seed: u64, histories: &mut Histories) {
    let mut random = StdRng::seed_from_u64(seed);
    let (mut document, mut api) = (first.clone(), api.to_owned());
    for version in 1..=VERSIONS {
        let before = document.clone();
        let count = random.random_range(1..=ADDITIONS);
        let additions = addition::random(&mut document, count, &mut random);
        histories.additions += additions.len();
        let of = format!("seed {seed}, version {version}");
        let broken = breaks(&before, &document, &api, config);
        if !broken.is_empty() {
            histories.breaks.push(smallest(&of, &before, &api, config, additions, broken));
            return;
        }
        let next = listing(&document, Some(&api), config).unwrap_or_default();
        if listing(&document, Some(&next), config).as_ref() != Some(&next) {
            let about = format!("{of}: the next generation changes `api.txt`");
            histories.breaks.push(Break::new(&before, &api, &document, about));
            return;
        }
        api = next;
    }
}

/// Leaves out additions as long as the others still break something.
fn smallest(
    of: &str,
    before: &Value,
    api: &str,
    config: &ApiConfig,
    mut additions: Vec<Addition>,
    mut broken: Vec<String>,
) -> Break {
    let with = |additions: &[Addition]| {
        let mut document = before.clone();
        additions.iter().for_each(|it| it.apply(&mut document));
        document
    };
    let mut index = 0;
    while index < additions.len() && additions.len() > 1 {
        let mut fewer = additions.clone();
        fewer.remove(index);
        let found = breaks(before, &with(&fewer), api, config);
        if found.is_empty() {
            index += 1;
        } else {
            (additions, broken) = (fewer, found);
        }
    }
    let lines: Vec<String> = additions.iter().map(|it| format!("\n      {it}")).collect();
    let about = format!("{of}:{}\n    breaks\n      {}", lines.concat(), broken.join("\n      "));
    Break::new(before, api, &with(&additions), about)
}

fn load(document: &Value, api: Option<&str>, config: &ApiConfig) -> Loaded {
    Loaded::parse(&config.document, document.to_string().into_bytes()).named_as(api.map(str::to_owned))
}

/// Returns `api.txt` of the crate of a document.
fn listing(document: &Value, api: Option<&str>, config: &ApiConfig) -> Option<String> {
    let generated = load(document, api, config).generate(config).result?;
    generated.outputs.into_iter().find(|it| it.path == "api.txt").map(|it| it.text)
}

/// Returns what callers of the crate with this `api.txt` lose.
fn breaks(before: &Value, after: &Value, api: &str, config: &ApiConfig) -> Vec<String> {
    let old = load(before, Some(api), config);
    let (diff, _) = load(after, Some(api), config).diff_from(old, [config, config]);
    let Some(diff) = diff else { return vec!["the document is refused".to_owned()] };
    let reported = diff.of(Class::Compile).map(|it| format!("{}: {} [{}]", it.subject, it.message, it.rule.id()));
    let mut breaks: Vec<String> = reported.collect();
    if breaks.is_empty() {
        // The report may be wrong.
        let new = listing(after, Some(api), config).unwrap_or_default();
        let new: BTreeSet<String> = new.lines().filter_map(item).collect();
        breaks.extend(api.lines().filter_map(item).filter(|it| !new.contains(it)).map(|it| format!("{it} [api.txt]")));
    }
    breaks
}

/// Returns the item of a line of `api.txt`: of a type, with the types of its fields.
fn item(line: &str) -> Option<String> {
    let text = line.strip_prefix("  ")?.split("  ").next()?;
    // The signature of a call may gain arguments, an enum of errors variants; a union may lose its discriminator.
    let is_call = text.split_once('(').is_some_and(|(name, _)| name.contains('.') || name.ends_with("any_response"));
    let end = match text {
        _ if text.starts_with("errors::") => text.find(" = "),
        _ if is_call => text.find('('),
        _ => text.find(") = ").map(|it| it + 1).or_else(|| text.find(" by \"")),
    };
    Some(text[..end.unwrap_or(text.len())].to_owned())
}
