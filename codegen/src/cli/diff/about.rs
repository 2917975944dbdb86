//! The statements of a report besides the changes: the baseline, and the next version.

use serde::Serialize;

use crate::Through;
use crate::cli::diff::version::Advice;
use crate::config::ApiConfig;
use crate::diff::Diff;

/// The statements of a report besides the changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) struct About {
    /// The baseline; `None` if the caller named both documents.
    pub(super) since: Option<String>,
    /// The settings or overlays that changed, if the document did not.
    pub(super) through: Option<Through>,
    /// The advice about the next version.
    pub(super) advice: Advice,
    /// The command that prints the same report.
    pub(super) command: Command,
}

/// The settings that oasmith reads by default.
const SETTINGS: &str = "oasmith.toml";

/// The arguments of `oasmith diff` that select a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Command(Vec<String>);

impl Command {
    /// Returns the command for a crate of settings since a revision, or else since its last release.
    pub(super) fn of_crate(api: &ApiConfig, since: Option<&str>) -> Self {
        let config = api.file.as_ref().map(|file| file.path().display().to_string());
        let name = Some(api.name.as_str()).filter(|_| is_one_of_several(api));
        Self::default().with("--since", since).with("--name", name).with_config(config.as_deref())
    }

    /// Returns the command for two documents, with the settings and the name of the arguments.
    pub(super) fn of_documents(places: [&str; 2], name: Option<&str>, config: &str) -> Self {
        Self(places.map(str::to_owned).to_vec()).with("--name", name).with_config(Some(config))
    }

    fn with(mut self, option: &str, value: Option<&str>) -> Self {
        self.0.extend(value.into_iter().flat_map(|value| [option.to_owned(), value.to_owned()]));
        self
    }

    /// Adds the settings, unless oasmith would read them anyway.
    fn with_config(self, config: Option<&str>) -> Self {
        self.with("--config", config.filter(|path| *path != SETTINGS))
    }

    /// Returns the command for a report in JSON, which lists everything.
    pub(super) fn listing_everything(&self) -> String {
        let arguments = self.0.iter().map(|argument| quoted(argument));
        let start = ["oasmith".to_owned(), "diff".to_owned()];
        let end = ["--format".to_owned(), "json".to_owned()];
        start.into_iter().chain(arguments).chain(end).collect::<Vec<_>>().join(" ")
    }
}

/// Returns whether the settings of a crate have others too.
fn is_one_of_several(api: &ApiConfig) -> bool {
    let settings = api.file.as_ref().and_then(|file| file.text().parse::<toml::Table>().ok());
    settings.as_ref().and_then(|table| table.get("api")?.as_array()).is_some_and(|apis| apis.len() > 1)
}

/// Returns an argument in quotes if a shell needs them.
fn quoted(argument: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "-_./:,+=@%~^".contains(it);
    match argument.is_empty() || !argument.chars().all(is_plain) {
        true => format!("'{}'", argument.replace('\'', r"'\''")),
        false => argument.to_owned(),
    }
}

impl About {
    /// Returns the statements about two documents, for a crate that has this version.
    pub(super) fn two(diff: &Diff, version: &str) -> Self {
        let command = Command::of_documents([&diff.old, &diff.new], None, SETTINGS);
        Self { since: None, through: None, advice: Advice::new(diff.bump, version, version), command }
    }

    /// Returns the baseline and the cause of the changes, such as `since v0.3.0, through the settings`.
    pub(super) fn origin(&self) -> Option<String> {
        let since = self.since.as_ref().map(|since| format!("since {since}"));
        let through = self.through.map(|through| through.as_str().to_owned());
        let parts: Vec<String> = since.into_iter().chain(through).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Returns the sentences of a report.
    pub(super) fn sentences(&self) -> Vec<String> {
        self.origin().into_iter().chain(self.advice.sentence()).collect()
    }

    /// Returns a note for each change, if the document is not the place to look at.
    pub(in crate::cli) fn through(&self) -> Option<&'static str> {
        self.through.map(Through::as_str)
    }
}

/// A report in JSON: the changes, and the statements besides them.
#[derive(Debug, Serialize)]
pub(super) struct JsonReport<'r> {
    #[serde(flatten)]
    diff: &'r Diff,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<&'static str>,
    version: JsonVersion<'r>,
}

#[derive(Debug, Serialize)]
struct JsonVersion<'r> {
    before: &'r str,
    next: &'r str,
    is_set: bool,
}

impl<'r> JsonReport<'r> {
    pub(super) fn new(diff: &'r Diff, about: &'r About) -> Self {
        let through = about.through.map(|through| match through {
            Through::Settings => "settings",
            Through::Overlays => "overlays",
            Through::Both => "settings-and-overlays",
        });
        let advice = &about.advice;
        let version =
            JsonVersion { before: advice.before(), next: advice.version(), is_set: advice.to_set().is_none() };
        Self { diff, since: about.since.as_deref(), through, version }
    }
}
