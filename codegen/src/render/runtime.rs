//! The copy of the runtime's source in the generated crate.

use crate::config::{Maps, RuntimeForm, Times};
use crate::render::{Context, File};

/// Features of `oasmith-runtime` for parts that a copy has or leaves out as a whole.
const PARTS: [&str; 4] = ["backtracking", "chrono", "jiff", "time"];

/// The modules that types need, without a client.
const OF_TYPES: [&str; 29] = [
    "backtracking",
    "base64_bytes",
    "constructor",
    "decimal",
    "decode_error",
    "enumeration",
    "excerpt",
    "external",
    "instant",
    "json_reader",
    "json_text",
    "json_tree",
    "map",
    "media_type",
    "mismatch",
    "newtype",
    "number",
    "object",
    "only",
    "property",
    "redacted",
    "scalar",
    "times",
    "times_chrono",
    "times_jiff",
    "tuple",
    "union",
    "union_plan",
    "validate",
];

/// The features that `oasmith-runtime` has too.
const OF_RUNTIME: [&str; 7] = ["blocking", "oauth2", "rate-limit", "testing", "tower", "tracing", "validate"];

/// Returns the files of `src/runtime/`; none if the crate depends on `oasmith-runtime`.
pub(super) fn files(context: Context<'_>) -> Vec<File> {
    if context.config.runtime == RuntimeForm::Crate {
        return Vec::new();
    }
    let uses = context.facts.uses;
    // The parts that not every API needs are modules of their own.
    let times = |times| uses.time && context.config.times == times;
    let unions = ["json_reader", "json_text", "json_tree", "mismatch", "union", "union_plan"];
    let unions = unions.map(|module| (module, uses.unions));
    let mut optional = vec![
        ("instant", uses.time && context.config.times != Times::String),
        ("times", times(Times::Time)),
        ("times_chrono", times(Times::Chrono)),
        ("times_jiff", times(Times::Jiff)),
        ("multipart", uses.multipart),
        ("pieces", uses.multipart),
        ("tuple", uses.tuples),
        ("backtracking", uses.backtracking),
        ("redacted", uses.redacted),
        ("external", !context.facts.external.is_empty()),
    ];
    optional.extend(unions);
    let mut unused: Vec<&str> = optional.iter().filter(|(_, used)| !used).map(|(module, _)| *module).collect();
    if !context.config.has_client() {
        let modules = oasmith_runtime::SOURCES.iter().filter_map(|source| source.path.strip_suffix(".rs"));
        unused.extend(modules.filter(|module| *module != "mod" && !OF_TYPES.contains(module)));
        // Names of other crates, which have a re-export there.
        unused.extend(["reqwest", "tower_layer", "tower_service"]);
    }
    oasmith_runtime::SOURCES
        .iter()
        .filter(|source| !unused.iter().any(|module| source.path == format!("{module}.rs")))
        .map(|source| {
            let text =
                if source.path == "map.rs" { map(source.text, context.config.maps) } else { source.text.to_owned() };
            let text = deriving(copied(without_tests(&text)), &context.derives_of_runtime());
            File::text(format!("src/runtime/{}", source.path), without_modules(&text, &unused))
        })
        .collect()
}

/// The dependencies that a crate names itself, beside those of its types, if it depends on `oasmith-runtime`.
pub(super) const NAMED: [&str; 4] = ["bytes", "secrecy", "serde", "serde_json"];

/// Returns the dependency on `oasmith-runtime`, with the features that the API needs.
pub(super) fn dependency(context: Context<'_>) -> String {
    let times = match context.config.times {
        _ if !context.facts.uses.time => None,
        Times::Chrono => Some("chrono"),
        Times::Jiff => Some("jiff"),
        Times::Time => Some("time"),
        Times::String => None,
    };
    let features: Vec<String> = ["client"].into_iter().chain(times).map(|feature| format!("\"{feature}\"")).collect();
    let path = context.config.runtime_path.as_ref().map(|path| toml::Value::String(path.clone()).to_string());
    let path = path.map(|path| format!(", path = {path}")).unwrap_or_default();
    let (version, features) = (env!("CARGO_PKG_VERSION"), features.join(", "));
    format!("{{ version = \"{version}\"{path}, default-features = false, features = [{features}] }}")
}

/// Returns the features of the manifest, forwarded to those of `oasmith-runtime`.
pub(super) fn forwarded(features: &str) -> String {
    let forward = |line: &str| match line.split_once(" = ") {
        Some((name, _)) if OF_RUNTIME.contains(&name) => {
            let backtracking = line.contains("fancy-regex").then_some(", \"oasmith-runtime/backtracking\"");
            format!("{name} = [\"oasmith-runtime/{name}\"{}]\n", backtracking.unwrap_or_default())
        }
        _ => format!("{line}\n"),
    };
    features.lines().map(forward).collect()
}

/// Removes the tests, which come last in each file of the runtime.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(code, _)| code)
}

/// Returns source as part of the generated crate: an item that only generated code uses is hidden in the runtime's
/// documentation, and private to the crate in a copy.
fn copied(text: &str) -> String {
    let is_part = |line: &str| PARTS.iter().any(|part| line == format!("#[cfg(feature = \"{part}\")]"));
    let mut copy = String::with_capacity(text.len());
    let mut is_hidden = false;
    for line in text.split_inclusive('\n') {
        match line.trim() {
            "#[doc(hidden)]" => is_hidden = true,
            "#[macro_export]" => is_hidden = false,
            attribute if is_part(attribute) => {}
            _ if std::mem::take(&mut is_hidden) => copy.push_str(&line.replacen("pub ", "pub(crate) ", 1)),
            _ => copy.push_str(line),
        }
    }
    copy
}

/// Returns the file of the type of maps, for another type.
fn map(text: &str, maps: Maps) -> String {
    let default = Maps::default();
    let [from, to] = [default, maps].map(|it| format!("{}::{}", it.module(), it.type_name()));
    text.replace(&from, &to)
}

/// The types of the runtime that are values of the API's types.
const VALUES: [&str; 7] = ["Base64", "Base64Url", "Date", "DateTime", "Decimal", "UnknownInteger", "UnknownValue"];

/// Adds attributes to the runtime's types of values.
fn deriving(text: String, attributes: &str) -> String {
    if attributes.is_empty() {
        return text;
    }
    let is_value = |line: &str| {
        let name = line.strip_prefix("pub struct ").and_then(|rest| rest.split('(').next());
        name.is_some_and(|name| VALUES.contains(&name))
    };
    let lines = text.split_inclusive('\n');
    lines.map(|line| if is_value(line) { format!("{attributes}{line}") } else { line.to_owned() }).collect()
}

/// Removes modules from `mod.rs`, which has a line for each module and for each re-export, with their attributes.
fn without_modules(text: &str, modules: &[&str]) -> String {
    let names = |line: &str, module: &&str| {
        let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        let starts = [format!("mod {module};"), format!("use {module}::"), format!("use {module};")];
        starts.iter().any(|start| line.starts_with(start.as_str()))
    };
    let (mut kept, mut attributes) = (String::with_capacity(text.len()), String::new());
    for line in text.split_inclusive('\n') {
        if line.starts_with("#[") {
            attributes.push_str(line);
            continue;
        }
        let attributes = std::mem::take(&mut attributes);
        if !modules.iter().any(|module| names(line, module)) {
            kept.push_str(&attributes);
            kept.push_str(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{copied, without_tests};

    #[test]
    fn a_copy_shows_nothing_more_to_users_and_exports_no_macro() {
        let text = "#[doc(hidden)]\n#[macro_export]\nmacro_rules! x {}\n#[doc(hidden)]\npub use x;\n    #[doc(hidden)]\n    pub fn y() {}\n";
        assert_eq!(copied(text), "macro_rules! x {}\npub(crate) use x;\n    pub(crate) fn y() {}\n");
        for source in oasmith_runtime::SOURCES {
            let copy = copied(without_tests(source.text));
            let rest = ["doc(hidden)", "macro_export"].iter().find(|it| copy.contains(*it));
            assert_eq!(rest, None, "{}", source.path);
        }
    }
}
