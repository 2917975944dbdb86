//! Checks that a document with its maps in another order generates the same crate.

use oasmith::config::ApiConfig;
use oasmith::emit::Output;
use oasmith::source::Node;
use oasmith::{Generation, Loaded};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;

/// The results of generating from a document in other orders.
#[derive(Debug)]
pub(crate) struct Shuffled {
    /// How many orders were tried.
    pub(crate) times: u64,
    /// The first difference.
    pub(crate) difference: Option<String>,
}

/// Serializes the document `root`, from which `generation` comes, as JSON `times` times with its maps in another order,
/// and generates again.
pub(crate) fn run(root: &Node, generation: &Generation, config: &ApiConfig, times: u64) -> Option<Shuffled> {
    let expected = &generation.result.as_ref()?.outputs;
    for seed in 0..times {
        let mut text = String::new();
        // The first has the document's own order, but another format.
        let mut random = (seed > 0).then(|| StdRng::seed_from_u64(seed));
        write(root, &mut random, false, is_ordered(root), &mut text);
        let again = Loaded::parse(&config.document, text.into_bytes()).generate(config);
        let difference = match again.result {
            None => Some("the document is refused".to_owned()),
            Some(again) => differs(expected, &again.outputs),
        };
        if let Some(difference) = difference {
            let difference = format!("order {seed}: {difference}");
            return Some(Shuffled { times, difference: Some(difference) });
        }
    }
    Some(Shuffled { times, difference: None })
}

fn differs(expected: &[Output], found: &[Output]) -> Option<String> {
    let paths = |outputs: &[Output]| outputs.iter().map(|output| output.path.clone()).collect::<Vec<_>>();
    if paths(expected) != paths(found) {
        return Some("other files were generated".to_owned());
    }
    let (one, other) = expected.iter().zip(found).find(|(one, other)| one.text != other.text)?;
    let lines = one.text.lines().zip(other.text.lines()).find(|(a, b)| a != b);
    let (was, is) = lines.unwrap_or(("", "more or fewer lines"));
    Some(format!("{}: `{}` is `{}`", one.path, was.trim(), is.trim()))
}

/// Whether the order of properties matters: for the parts of a multipart body that is not a form.
fn is_ordered(node: &Node) -> bool {
    node.children().any(|(key, child)| {
        let is_multipart = key.to_ascii_lowercase().starts_with("multipart/");
        (is_multipart && !key.to_ascii_lowercase().starts_with("multipart/form-data")) || is_ordered(child)
    })
}

/// Serializes a node. `are_properties`: the node is the `properties` of a schema; `is_ordered`: their order matters.
fn write(node: &Node, random: &mut Option<StdRng>, are_properties: bool, is_ordered: bool, text: &mut String) {
    match node {
        Node::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, random, false, is_ordered, text);
            }
            text.push(']');
        }
        Node::Object(map) => {
            let mut properties: Vec<_> = map.iter().collect();
            if let Some(random) = random.as_mut().filter(|_| !(are_properties && is_ordered)) {
                properties.shuffle(random);
            }
            text.push('{');
            for (index, (key, value)) in properties.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&serde_json::Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, random, key.as_str() == "properties", is_ordered, text);
            }
            text.push('}');
        }
        Node::Float(number) if !number.is_finite() => text.push_str("null"),
        scalar => text.push_str(&scalar.to_string()),
    }
}
