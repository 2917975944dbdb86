//! The package's manifest and the configuration of its tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::config::{Dependency, Maps, RuntimeForm, Times};
use crate::render::{Context, File, derives, runtime};
use crate::text::one_line;

/// The dependencies of every generated crate, with the oldest releases that it supports.
pub(super) const DEPENDENCIES: [(&str, &str); 15] = [
    ("backon", "{ version = \"1.6\", default-features = false, features = [\"std\"] }"),
    ("base64", "\"0.22.1\""),
    ("bytes", "\"1.11\""),
    ("fastrand", "\"2.3\""),
    ("futures-core", "{ version = \"0.3.31\", default-features = false }"),
    ("http-body", "\"1.0.1\""),
    ("httpdate", "\"1.0.3\""),
    ("percent-encoding", "\"2.3.2\""),
    ("regex", "{ version = \"1.12\", default-features = false, features = [\"std\", \"unicode\"], optional = true }"),
    ("secrecy", "\"0.10.3\""),
    ("serde", "\"1.0.228\""),
    ("serde_json", "{ version = \"1.0.145\", features = [\"float_roundtrip\", \"raw_value\"] }"),
    ("tokio", "{ version = \"1.48\", features = [\"sync\"] }"),
    ("tracing", "{ version = \"0.1.41\", default-features = false, features = [\"std\"], optional = true }"),
    ("url", "\"2.5.7\""),
];
/// The dependencies of types without a client.
const OF_TYPES: [&str; 4] = ["base64", "regex", "serde", "serde_json"];
/// The features of every generated crate beside its groups of operations.
pub(super) const FEATURES: &str = "\
# Blocking calls: `send_blocking`, `Blocking`.
blocking = [\"tokio/rt-multi-thread\"]
# Decompression of responses.
gzip = [\"reqwest/gzip\"]
# HTTP/2, if the server supports it.
http2 = [\"reqwest/http2\"]
# TLS by the operating system.
native-tls = [\"reqwest/native-tls\"]
# Tokens by the OAuth 2 client credentials flow: `ClientCredentials`.
oauth2 = []
# A limit of requests in a time span: `ClientBuilder::rate_limit`.
rate-limit = [\"dep:governor\"]
# TLS by rustls. Without a TLS feature, `https` URLs need an HTTP client of your own.
rustls = [\"reqwest/rustls\"]
# A mock server of the API for tests: the module `testing`.
testing = [\"dep:wiremock\"]
# Layers of `tower` around each HTTP exchange: `ClientBuilder::layer`.
tower = [\"dep:tower-layer\", \"dep:tower-service\"]
# A `tracing` span for each call.
tracing = [\"dep:tracing\"]
# Validation of values against the constraints of the document: the trait `Validate`.
";
/// Lets docs.rs document the items of all features.
const DOCS_RS: &str = "\n[package.metadata.docs.rs]\nall-features = true\n";
/// The feature that validates values.
const VALIDATE: &str = "validate = [\"dep:regex\"]\n";
/// The feature that validates values, if patterns use lookaround or backreferences.
pub(super) const VALIDATE_BACKTRACKING: &str = "validate = [\"dep:fancy-regex\", \"dep:regex\"]\n";
/// The engine for patterns with lookaround or backreferences.
pub(super) const FANCY_REGEX: &str = "{ version = \"0.20\", default-features = false, features = [\"std\", \"unicode\", \"variable-lookbehinds\"], optional = true }";
/// Dependencies that browsers do not need.
pub(super) const TARGET: &str = "\n[target.'cfg(not(target_arch = \"wasm32\"))'.dependencies]\ntokio = { version = \"1.48\", features = [\"time\"] }\ngovernor = { version = \"0.10.4\", default-features = false, features = [\"std\"], optional = true }\ntower-layer = { version = \"0.3.3\", optional = true }\ntower-service = { version = \"0.3.3\", optional = true }\nwiremock = { version = \"0.6.5\", optional = true }\n";
/// The HTTP client, without its features.
pub(super) const REQWEST: &str = "version = \"0.13.4\", default-features = false";
pub(super) const CHRONO: &str = "{ version = \"0.4.42\", default-features = false, features = [\"serde\", \"std\"] }";
pub(super) const JIFF: &str = "{ version = \"0.2.16\", default-features = false, features = [\"serde\", \"std\"] }";
pub(super) const TIME: &str =
    "{ version = \"0.3.44\", default-features = false, features = [\"formatting\", \"parsing\", \"std\"] }";
const INDEXMAP: &str = "{ version = \"2.7\", features = [\"serde\"] }";
pub(super) const UUID: &str = "{ version = \"1.18\", features = [\"serde\"] }";

/// The features of a crate beside those of every crate.
pub(super) struct Features {
    /// The features, each with those that it enables.
    pub(super) all: BTreeMap<String, BTreeSet<String>>,
    /// Those that are on by default.
    pub(super) default: Vec<String>,
    /// A sentence about them.
    pub(super) about: &'static str,
    /// The files of mocks.
    pub(super) mocks: &'static str,
    /// Features that only others enable.
    pub(super) modules: BTreeMap<String, BTreeSet<String>>,
}

/// Returns `Cargo.toml`, `rustfmt.toml` and `.gitattributes`.
pub(super) fn files(context: Context<'_>) -> [File; 3] {
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    let all: BTreeMap<String, BTreeSet<String>> =
        context.group_features().into_iter().map(|(name, enabled)| (name.to_owned(), owned(enabled))).collect();
    let default = all.keys().cloned().collect();
    let about = "Groups of operations, each with the types that only it uses.";
    with_features(
        context,
        &context.description(),
        &Features { all, default, about, mocks: "src/testing/**", modules: BTreeMap::new() },
    )
}

/// Returns these files of a crate with a description and features.
pub(super) fn with_features(context: Context<'_>, description: &str, features: &Features) -> [File; 3] {
    let rustfmt = "# The generator formats its output itself.\ndisable_all_formatting = true\n";
    let runtime = if context.config.runtime == RuntimeForm::Copy { "src/runtime/** linguist-generated\n" } else { "" };
    let mocks = format!("{} linguist-generated\n", features.mocks);
    let folded = format!("# Reviews fold these files: they follow from the others.\n{runtime}{mocks}");
    [
        File::text("Cargo.toml", manifest(context, description, features)),
        File::text("rustfmt.toml", rustfmt),
        File::text(".gitattributes", folded),
    ]
}

fn manifest(context: Context<'_>, description: &str, of_crate: &Features) -> String {
    let config = context.config;
    let mut text = String::new();
    let mut line = |key: &str, value: toml::Value| {
        let _ = writeln!(text, "{key} = {value}");
    };
    let string = |text: &str| toml::Value::String(text.to_owned());
    let strings = |all: &[String]| toml::Value::Array(all.iter().map(|it| string(it)).collect());
    let package = &config.package;
    line("name", string(&config.name));
    line("version", string(&config.version));
    if !package.authors.is_empty() {
        line("authors", strings(&package.authors));
    }
    line("edition", string("2024"));
    line("rust-version", string(oasmith_runtime::RUST_VERSION));
    line("description", string(description));
    let texts = [
        ("documentation", &package.documentation),
        ("homepage", &package.homepage),
        ("repository", &package.repository),
        ("license", &config.license),
    ];
    for (key, value) in texts {
        value.iter().for_each(|value| line(key, string(value)));
    }
    for (key, values) in [("keywords", &package.keywords), ("categories", &package.categories)] {
        if !values.is_empty() {
            line(key, strings(values));
        }
    }
    line("readme", string(package.readme.as_deref().unwrap_or("README.md")));
    package.publish.iter().for_each(|publish| line("publish", toml::Value::Boolean(*publish)));
    text.insert_str(0, "[package]\n");
    text.push_str(DOCS_RS);
    if !config.workspace_member {
        text.push_str("\n[workspace]\n");
    }
    features(context, of_crate, &mut text);
    dependencies(context, &mut text);
    if config.has_client() {
        text.push_str(
            "\n[dev-dependencies]\ntokio = { version = \"1.48\", features = [\"macros\", \"rt-multi-thread\"] }\n",
        );
    }
    text.push_str(config.lints.to_toml());
    text
}

fn features(context: Context<'_>, of_crate: &Features, text: &mut String) {
    let tls = context.config.has_client().then(|| "rustls".to_owned());
    let default: Vec<String> = tls.iter().chain(&of_crate.default).map(|feature| format!("\"{feature}\"")).collect();
    let _ = writeln!(text, "\n[features]\ndefault = [{}]", default.join(", "));
    if !of_crate.all.is_empty() {
        let _ = writeln!(text, "# {}", of_crate.about);
    }
    // A group that keeps old names of operations needs the groups of the new ones.
    feature_list(&of_crate.all, text);
    if !of_crate.modules.is_empty() {
        text.push_str("# Modules, which the features above enable. They may change at any time.\n");
    }
    feature_list(&of_crate.modules, text);
    let features = feature_lines(context);
    let is_copy = context.config.runtime == RuntimeForm::Copy;
    text.push_str(&if is_copy { features } else { runtime::forwarded(&features) });
    let dependencies = dependency_table(context);
    let is_optional = |name: &str| dependencies.get(name).is_some_and(Dependency::is_optional);
    text.push_str(&derives::features(context.config, is_optional));
}

fn feature_list(features: &BTreeMap<String, BTreeSet<String>>, text: &mut String) {
    for (feature, enabled) in features {
        let enabled: Vec<String> = enabled.iter().map(|feature| format!("\"{feature}\"")).collect();
        let _ = writeln!(text, "{feature} = [{}]", enabled.join(", "));
    }
}

/// Returns the features beside those of groups and derives, as TOML.
pub(super) fn feature_lines(context: Context<'_>) -> String {
    let validate = if context.facts.uses.backtracking { VALIDATE_BACKTRACKING } else { VALIDATE };
    if context.config.has_client() {
        return format!("{FEATURES}{validate}");
    }
    let about = FEATURES.lines().last().unwrap_or_default();
    format!("{about}\n{validate}")
}

fn dependencies(context: Context<'_>, text: &mut String) {
    text.push_str("\n[dependencies]\n");
    for (name, dependency) in dependency_table(context) {
        let _ = writeln!(text, "{name} = {dependency}");
    }
    if context.config.runtime == RuntimeForm::Copy && context.config.has_client() {
        text.push_str(TARGET);
    }
}

/// Returns the dependencies on all targets, by name.
pub(super) fn dependency_table(context: Context<'_>) -> BTreeMap<&str, Dependency> {
    let (uses, is_copy) = (context.facts.uses, context.config.runtime == RuntimeForm::Copy);
    let has_client = context.config.has_client();
    let is_needed = |name: &str| match has_client {
        true => is_copy || runtime::NAMED.contains(&name),
        false => OF_TYPES.contains(&name),
    };
    let each = DEPENDENCIES.iter().filter(|(name, _)| is_needed(name));
    let mut all: BTreeMap<&str, Dependency> = each.map(|(name, spec)| (*name, (*spec).into())).collect();
    if has_client {
        all.insert("reqwest", format!("{{ {REQWEST} }}").as_str().into());
    }
    let times = match context.config.times {
        _ if !uses.time => None,
        Times::Chrono => Some(("chrono", CHRONO)),
        Times::Time => Some(("time", TIME)),
        Times::Jiff => Some(("jiff", JIFF)),
        Times::String => None,
    };
    let backtracking = (uses.backtracking && is_copy).then_some(("fancy-regex", FANCY_REGEX));
    let uuid = uses.uuid.then_some(("uuid", UUID));
    let maps = (context.config.maps == Maps::IndexMap).then_some(("indexmap", INDEXMAP));
    all.extend([times, backtracking, uuid, maps].into_iter().flatten().map(|(name, spec)| (name, spec.into())));
    if !is_copy {
        all.insert("oasmith-runtime", runtime::dependency(context).as_str().into());
    }
    for (name, own) in external(context) {
        let merged = all.get(name).map(|generated| generated.merged(&own));
        all.insert(name, merged.unwrap_or(own));
    }
    all
}

/// Returns the dependencies that the settings add, by name. One that only derives with a feature need is optional.
fn external(context: Context<'_>) -> BTreeMap<&str, Dependency> {
    let (config, mut all) = (context.config, BTreeMap::new());
    let derives = config.derives.iter().flat_map(|it| &it.crates);
    all.extend(derives.map(|(name, it)| (name.as_str(), it.optional())));
    let types = config.types.all().flat_map(|ty| &ty.crates);
    let is_named = |(name, _): &(&String, &Dependency)| {
        let start = format!("{}::", name.replace('-', "_"));
        context.facts.external.iter().any(|path| path.starts_with(&start))
    };
    let needed = types.chain(config.x_rust_type.iter().filter(is_named)).chain(&config.dependencies);
    all.extend(needed.map(|(name, it)| (name.as_str(), it.clone())));
    all
}

impl Context<'_> {
    /// Returns the description of the package.
    pub(super) fn description(self) -> String {
        let what = if self.config.has_client() { "A client for" } else { "The types of" };
        let made = || format!("{what} {} ({})", one_line(&self.api.title), one_line(&self.api.version));
        self.config.description.clone().unwrap_or_else(made)
    }
}
