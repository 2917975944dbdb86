//! The API for build scripts.

use std::path::{Path, PathBuf};

use crate::baseline::Baseline;
use crate::config::{
    ApiConfig, Config, DocumentEntry, Feature, Kind, Layout, Part, RuntimeForm, Times, is_package_name,
};
use crate::diagnostic::{Diagnostic, Renderer, Severity};
use crate::host::Host;
use crate::source::Document;
use crate::text::{shown, shown_lines};
use crate::{Generated, Generations, Since, emit, generate, generate_all};

/// How many warnings a build shows for a document.
const MAX_WARNINGS: usize = 20;

/// Generates crates and modules from a build script: every API of an `oasmith.toml`, or one.
///
/// Cargo reruns the build script when one of the input files changes. oasmith writes only files whose text differs, and
/// prints a warning for each. If a document has errors, oasmith prints them, writes nothing, and fails the build.
///
/// A module in `OUT_DIR` needs no file in the repository but the document. In `build.rs`:
///
/// ```no_run
/// oasmith::Build::new("spec/pets.yaml").module().run();
/// ```
///
/// In `src/lib.rs` or `src/main.rs`:
///
/// ```ignore
/// mod pets {
///     oasmith::include!("pets");
/// }
/// ```
///
/// A crate without a dependency on oasmith writes `include!(concat!(env!("OUT_DIR"), "/pets.rs"));`.
#[derive(Clone, Debug)]
pub struct Build {
    config: Option<PathBuf>,
    apis: Vec<ApiConfig>,
    is_module: bool,
}

impl Build {
    /// Selects all APIs of the `oasmith.toml` at `path`, relative to the package.
    pub fn from_config(path: impl Into<PathBuf>) -> Self {
        Self { config: Some(path.into()), apis: Vec::new(), is_module: false }
    }

    /// Selects the API of a document, relative to the package. Its name is that of the file: `pets` for `spec/pets.yaml`.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        let document = document.into();
        let name = document.file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        Self::of(ApiConfig::new(document, "", name))
    }

    /// Selects an API of many documents with this name. A document is a path relative to the package, a pattern such as
    /// `spec/**/*.yaml`, or a [`DocumentTable`](crate::config::DocumentTable) with settings of its own.
    ///
    /// ```no_run
    /// oasmith::Build::of_documents("vendor", ["spec/**/*.yaml"]).module().run();
    /// ```
    pub fn of_documents<D: Into<DocumentEntry>>(
        name: impl Into<String>,
        documents: impl IntoIterator<Item = D>,
    ) -> Self {
        let documents = documents.into_iter().map(Into::into).collect();
        Self::of(ApiConfig { documents, ..ApiConfig::new("", "", name) })
    }

    /// Selects an API with these settings.
    pub fn of(api: ApiConfig) -> Self {
        Self { config: None, apis: vec![api], is_module: false }
    }

    /// Writes each API as a module in one file, `OUT_DIR/NAME.rs`, with `_` for `-` in the name; nothing outside of `OUT_DIR`
    /// changes. The build fails if the package lacks a dependency of the module, and prints the command that adds it.
    #[must_use]
    pub fn module(mut self) -> Self {
        self.is_module = true;
        self
    }

    /// Adds a document, or all that a pattern matches, to an API of many documents. A later entry for the same document replaces
    /// an earlier one.
    ///
    /// ```no_run
    /// use oasmith::config::DocumentTable;
    ///
    /// let orders = DocumentTable {
    ///     path: "spec/orders-2026-03.yaml".into(),
    ///     module: Some("orders::v2026_03".to_owned()),
    ///     ..DocumentTable::default()
    /// };
    /// oasmith::Build::of_documents("vendor", ["spec/**/*.yaml"]).document(orders).module().run();
    /// ```
    #[must_use]
    pub fn document(self, document: impl Into<DocumentEntry>) -> Self {
        let document = document.into();
        self.settings(|api| api.documents.push(document.clone()))
    }

    /// Sets the name of the API: that of the file in `OUT_DIR`, and of the client in `User-Agent`.
    #[must_use]
    pub fn name(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.settings(|api| api.name.clone_from(&name))
    }

    /// Sets the directory of the crate, relative to the package.
    #[must_use]
    pub fn out(self, out: impl Into<PathBuf>) -> Self {
        let out = out.into();
        self.settings(|api| api.out.clone_from(&out))
    }

    /// Sets the optional parts of a module; by default [`Feature::Rustls`].
    #[must_use]
    pub fn features(self, features: impl IntoIterator<Item = Feature>) -> Self {
        let features: Vec<Feature> = features.into_iter().collect();
        self.settings(|api| api.features = Some(features.clone()))
    }

    /// Generates the types of requests and responses alone, which need no HTTP library.
    #[must_use]
    pub fn only_types(self) -> Self {
        self.settings(|api| api.parts = Some(vec![Part::Types]))
    }

    /// Adds an OpenAPI Overlay to apply to the document.
    #[must_use]
    pub fn overlay(self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.settings(|api| api.overlays.push(path.clone()))
    }

    /// Sets the types of times and dates.
    #[must_use]
    pub fn times(self, times: Times) -> Self {
        self.settings(|api| api.times = times)
    }

    /// Makes warnings errors.
    #[must_use]
    pub fn strict(self) -> Self {
        self.settings(|api| api.strict = true)
    }

    /// Changes any other setting of the API.
    ///
    /// ```no_run
    /// oasmith::Build::new("spec/pets.yaml")
    ///     .module()
    ///     .settings(|api| api.only.tags.push("pets".to_owned()))
    ///     .run();
    /// ```
    #[must_use]
    pub fn settings(mut self, change: impl FnMut(&mut ApiConfig)) -> Self {
        self.apis.iter_mut().for_each(change);
        self
    }

    /// Generates the crates or modules; exits with status 1 on failure.
    pub fn run(self) {
        let mut apis = self.apis;
        if let Some(path) = &self.config {
            println!("cargo::rerun-if-changed={}", shown(&path.display().to_string()));
            match Config::read(path) {
                Ok(config) => apis.extend(config.apis),
                Err(error) => fail(&error.to_string()),
            }
        }
        let target = self.is_module.then(|| out_dir(&mut apis));
        for api in &apis {
            check(api);
            let documents = if api.has_documents() { api.document_folders() } else { vec![api.document.clone()] };
            for path in documents.iter().chain(&api.overlays) {
                println!("cargo::rerun-if-changed={}", shown(&path.display().to_string()));
            }
        }
        // Generate all before writing any.
        let generated: Vec<_> = apis.iter().map(generated).collect();
        for (api, generated) in apis.iter().zip(generated) {
            check_host(api, &generated);
            let written = match &target {
                Some(folder) => write_module(&folder.join(file_name(api)), &generated.outputs),
                None => write(&api.out, &generated.outputs),
            };
            if let Err(error) = written {
                fail(&format!("{}: {error}", api.out.display()));
            }
            if target.is_none() {
                warn_of_breaking(api);
            }
            // A package that includes the generated source needs all features.
            for feature in &generated.group_features {
                println!("cargo::rustc-check-cfg=cfg(feature, values(\"{feature}\"))");
                println!("cargo::rustc-cfg=feature=\"{feature}\"");
            }
        }
    }
}

/// Makes each API a module of one file in `OUT_DIR`, and returns that folder.
fn out_dir(apis: &mut [ApiConfig]) -> PathBuf {
    let Some(folder) = std::env::var_os("OUT_DIR") else {
        fail("`OUT_DIR` is not set: Cargo sets it for build scripts");
    };
    let folder = PathBuf::from(folder);
    for api in apis {
        (api.kind, api.layout, api.out) = (Kind::Module, Layout::File, folder.clone());
        api.runtime = RuntimeForm::Copy;
    }
    folder
}

/// Returns the file of a module in `OUT_DIR`.
fn file_name(api: &ApiConfig) -> String {
    format!("{}.rs", api.name.replace('-', "_"))
}

/// Checks the settings that no file has: reading a file checks them.
fn check(api: &ApiConfig) {
    if !is_package_name(&api.name) {
        fail(&format!("the name `{}` is not a valid one; set another with `Build::name`", api.name));
    }
    if !api.has_documents() && api.document.as_os_str().is_empty() {
        fail(&format!(
            "{}: nothing names a document; pass one to `Build::of_documents`, or call `Build::document`",
            api.name
        ));
    }
    if api.out.as_os_str().is_empty() {
        fail("nothing sets where the crate goes; call `Build::out`, or `Build::module` for a module in `OUT_DIR`");
    }
}

/// Fails if the package of the build script lacks a dependency of a module.
fn check_host(api: &ApiConfig, generated: &Generated) {
    if api.kind != Kind::Module {
        return;
    }
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| api.out.clone(), PathBuf::from);
    let host = match Host::above(&folder) {
        Ok(Some(host)) => host,
        Ok(None) => return,
        Err(message) => fail(&message),
    };
    println!("cargo::rerun-if-changed={}", shown(&host.path.display().to_string()));
    let problems = host.problems(&generated.requirements);
    let (errors, warnings): (Vec<_>, Vec<_>) = problems.iter().partition(|it| it.is_error());
    for problem in warnings {
        let command = problem.command().map(|it| format!("; run `{it}`")).unwrap_or_default();
        println!("cargo::warning={}", shown(&format!("{problem}{command}")));
    }
    if !errors.is_empty() {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        let commands: Vec<String> =
            errors.iter().filter_map(|it| it.command()).map(|it| format!("\n    {it}")).collect();
        let help = if commands.is_empty() { "" } else { "\n  run in the package:" };
        fail(&format!("{}: {}{help}{}", host.path.display(), lines.join("\n  "), commands.concat()));
    }
}

/// Writes the one file of a module to `path`.
fn write_module(path: &Path, outputs: &[emit::Output]) -> std::io::Result<()> {
    let source = outputs.iter().find(|output| output.path == "mod.rs");
    source.map_or(Ok(()), |source| emit::replace(path, &source.text))
}

fn generated(api: &ApiConfig) -> Generated {
    let generations = match api.has_documents() {
        true => generate_all(api).unwrap_or_else(|error| fail(&format!("{}: {error}", api.name))),
        false => generate(api).unwrap_or_else(|error| fail(&api.unreadable(&error))).into(),
    };
    let Generations { documents, unreadable, result } = &generations;
    for (document, diagnostics) in documents {
        // `run` has already printed the document of `document` and the overlays.
        for file in document.files.iter().filter(|file| !api.overlays.contains(&file.path)) {
            println!("cargo::rerun-if-changed={}", shown(&file.path.display().to_string()));
        }
        show(document, diagnostics);
    }
    if let Some(message) = unreadable.first() {
        fail(message);
    }
    if result.is_none() || generations.has_errors() {
        let subject = match api.has_documents() {
            true => format!("{}: documents have", api.name),
            false => format!("{}: the document has", api.document.display()),
        };
        fail(&format!("{subject} errors; nothing was written"));
    }
    generations.result.unwrap_or_else(|| fail("nothing was generated"))
}

/// Prints the errors and the first warnings of a document.
fn show(document: &Document, diagnostics: &[Diagnostic]) {
    let renderer = Renderer::new(document, false);
    let (errors, warnings): (Vec<_>, Vec<_>) =
        diagnostics.iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    for placed in renderer.place(errors) {
        eprintln!("{}\n", renderer.render(&placed));
    }
    for placed in renderer.place(warnings.iter().take(MAX_WARNINGS).copied()) {
        println!("cargo::warning={}", renderer.line(&placed));
    }
    if warnings.len() > MAX_WARNINGS {
        println!("cargo::warning=and {} more; `oasmith check` shows them", warnings.len() - MAX_WARNINGS);
    }
}

/// Prints a warning for each of the first breaking changes since the last release.
fn warn_of_breaking(api: &ApiConfig) {
    let Ok(baseline) = Baseline::of(api) else { return };
    let Ok(Some(Since { diff: Some(diff), .. })) = crate::since(&baseline, api) else { return };
    let breaking: Vec<_> = diff.changes.iter().filter(|change| change.class.is_breaking()).collect();
    for change in breaking.iter().take(MAX_WARNINGS) {
        let line =
            format!("breaking: {}: {} [{}] (since {baseline})", change.subject, change.message, change.rule.id());
        println!("cargo::warning={}", shown(&line));
    }
    if breaking.len() > MAX_WARNINGS {
        println!("cargo::warning=breaking: and {} more; `oasmith diff` shows them", breaking.len() - MAX_WARNINGS);
    }
}

fn write(folder: &Path, outputs: &[emit::Output]) -> std::io::Result<()> {
    let changes = emit::compare(folder, outputs)?;
    if let Some(path) = changes.in_the_way.first() {
        fail(&format!("{} already exists, and oasmith did not generate it", folder.join(path).display()));
    }
    emit::apply(folder, outputs, &changes)?;
    for (what, path) in changes.paths() {
        println!("cargo::warning=regenerated: {what} {path}");
    }
    Ok(())
}

fn fail(message: &str) -> ! {
    eprintln!("error: {}", shown_lines(message));
    println!("cargo::error={}", shown(message.lines().next().unwrap_or_default()));
    std::process::exit(1)
}
