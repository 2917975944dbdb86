// The build script of the generated crate, which includes it from its own `build.rs`: with the feature
// `regenerate`, and only then, it generates the crate anew from the stored document.

fn main() {
    #[cfg(feature = "regenerate")]
    oasmith::Build::from_config("../oasmith.toml").run();
    #[cfg(not(feature = "regenerate"))]
    println!("cargo::rerun-if-changed=build.rs");
}
