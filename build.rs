//! Regenerates `generated/` from `spec/` before its source is compiled.

fn main() {
    oasmith::Build::from_config("oasmith.toml").run();
}
