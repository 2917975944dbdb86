//! The package: its manifest, the configuration of its tools, its build script.

use std::fmt::Write as _;

use crate::render::{Context, File};

/// The newest release of a dependency that the generated code was written against.
const DEPENDENCIES: [(&str, &str); 7] = [
    ("base64", "\"0.22.1\""),
    ("bytes", "\"1.11\""),
    ("percent-encoding", "\"2.3.2\""),
    ("reqwest", "{ version = \"0.13.4\", default-features = false }"),
    ("secrecy", "\"0.10.3\""),
    ("serde", "\"1.0.228\""),
    ("serde_json", "\"1.0.145\""),
];
const URL: &str = "url = \"2.5.7\"";
const CHRONO: &str = "version = \"0.4.42\", default-features = false, features = [\"serde\", \"std\"]";
const UUID: &str = "version = \"1.18\", features = [\"serde\"]";

/// `Cargo.toml`, `rustfmt.toml`, `.gitattributes`, and `build.rs` where there is one.
pub(super) fn files(context: Context<'_>) -> Vec<File> {
    let mut files = vec![
        File::text("Cargo.toml", manifest(context)),
        File::text("rustfmt.toml", "# The generator lays its output out itself.\ndisable_all_formatting = true\n"),
    ];
    if let Some(script) = &context.config.build_script {
        files.push(File::text("build.rs", format!("include!({:?});\n", script.include)));
    }
    files
}

fn manifest(context: Context<'_>) -> String {
    let config = context.config;
    let mut text = String::new();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let _ = writeln!(text, "[package]\nname = {}\nversion = {}", quoted(&config.name), quoted(&config.version));
    text.push_str("edition = \"2024\"\n");
    let _ = writeln!(text, "rust-version = {}", quoted(env!("CARGO_PKG_RUST_VERSION")));
    let _ = writeln!(text, "description = {}", quoted(&context.description()));
    if let Some(license) = &config.license {
        let _ = writeln!(text, "license = {}", quoted(license));
    }
    text.push_str("readme = \"README.md\"\n");
    if config.build_script.is_some() {
        text.push_str("# What regenerates the crate stays with those who keep it.\nexclude = [\"build.rs\"]\n");
    }
    if !config.workspace_member {
        text.push_str("\n[workspace]\n");
    }
    features(context, &mut text);
    dependencies(context, &mut text);
    text.push_str(
        "\n[dev-dependencies]\ntokio = { version = \"1.48\", features = [\"macros\", \"rt-multi-thread\"] }\n",
    );
    if let Some(script) = &config.build_script {
        let version = env!("CARGO_PKG_VERSION");
        let path = script.generator.as_ref().map(|path| format!(", path = {}", quoted(path))).unwrap_or_default();
        let _ = write!(
            text,
            "\n[build-dependencies]\noasmith = {{ version = {}{path}, default-features = false, optional = true }}\n",
            quoted(version)
        );
    }
    text
}

/// Crates that are used only where the document needs them. One that is not needed now may be after the next change
/// of the document; a build that regenerates the crate has it at hand already, as the manifest is read before.
fn features(context: Context<'_>, text: &mut String) {
    text.push_str("\n[features]\ndefault = [\"rustls\"]\n");
    text.push_str(
        "# TLS by rustls. Without it, only an HTTP client of your own speaks HTTPS.\nrustls = [\"reqwest/rustls\"]\n",
    );
    if context.config.build_script.is_some() {
        let mut enabled = vec!["\"dep:oasmith\""];
        if !context.facts.uses.time {
            enabled.push("\"dep:chrono\"");
        }
        if !context.facts.uses.uuid {
            enabled.push("\"dep:uuid\"");
        }
        let _ = writeln!(
            text,
            "# Regenerates the crate's source when it is built; only where the document is at hand.\nregenerate = [{}]",
            enabled.join(", ")
        );
    }
}

fn dependencies(context: Context<'_>, text: &mut String) {
    let regenerates = context.config.build_script.is_some();
    text.push_str("\n[dependencies]\n");
    let mut lines: Vec<String> = DEPENDENCIES.iter().map(|(name, version)| format!("{name} = {version}")).collect();
    lines.push(URL.to_owned());
    for (name, spec, used) in [("chrono", CHRONO, context.facts.uses.time), ("uuid", UUID, context.facts.uses.uuid)] {
        match (used, regenerates) {
            (true, _) => lines.push(format!("{name} = {{ {spec} }}")),
            (false, true) => lines.push(format!("{name} = {{ {spec}, optional = true }}")),
            (false, false) => {}
        }
    }
    lines.sort();
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
}

impl Context<'_> {
    /// What the crate is, in a sentence.
    pub(super) fn description(self) -> String {
        let made = || format!("A client of {} ({})", one_line(&self.api.title), one_line(&self.api.version));
        self.config.description.clone().unwrap_or_else(made)
    }
}

/// Text of a document on one line, without what can't be seen.
pub(super) fn one_line(text: &str) -> String {
    let text = crate::render::docs::visible(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
