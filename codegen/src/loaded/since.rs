//! The changes of an API since a baseline, each side with its own document, settings and overlays.

use std::path::Path;

use crate::baseline::{Baseline, PreviousSettings};
use crate::config::{ApiConfig, SettingsFile};
use crate::loaded::{Loaded, compare};
use crate::source::{Document, is_unchanged_since, text_of_revision};
use crate::{Diagnosed, diff, parallel, surface};

/// The changes of an API since a baseline.
#[derive(Debug)]
pub struct Since {
    /// The settings at the baseline, with the crate's version there.
    pub settings: ApiConfig,
    /// The changes; `None` if one of the documents has errors.
    pub diff: Option<diff::Diff>,
    /// The settings or overlays that changed, if the document did not.
    pub through: Option<Through>,
    /// The documents with their diagnostics, the old one first; none if nothing changed.
    pub diagnosed: Vec<Diagnosed>,
    /// The reason why the settings are not the ones of the baseline.
    pub note: Option<String>,
}

/// The cause of changes if both documents, with the files they reference, are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Through {
    /// The settings, such as the list of overlays.
    Settings,
    /// The text of overlays.
    Overlays,
    /// The settings and the text of overlays.
    Both,
}

impl Through {
    /// Returns the words for a report.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settings => "through the settings",
            Self::Overlays => "through the overlays",
            Self::Both => "through the settings and the overlays",
        }
    }

    /// Returns the cause of changes between two equal documents, the old one first; `None` if the documents differ.
    pub fn of(diagnosed: &[Diagnosed], settings: [&ApiConfig; 2]) -> Option<Self> {
        let [(old, _), (new, _)] = diagnosed else { return None };
        let [of_old, of_new] = settings;
        let (old, new) = (Texts::of(old, of_old), Texts::of(new, of_new));
        match (old.document == new.document, are_equal(of_old, of_new), old.overlays == new.overlays) {
            (false, _, _) | (true, true, true) => None,
            (true, true, false) => Some(Self::Overlays),
            (true, false, true) => Some(Self::Settings),
            // Only the settings decide about an overlay that one side does not have.
            (true, false, false) if !old.shares_changed_overlay(&new) => Some(Self::Settings),
            (true, false, false) => Some(Self::Both),
        }
    }
}

/// The texts that a crate is generated from, in lines: git may change their ends.
struct Texts<'d> {
    /// The document, then the files that it references.
    document: Vec<Vec<&'d str>>,
    /// The overlays in their order.
    overlays: Vec<(&'d Path, Vec<&'d str>)>,
}

impl<'d> Texts<'d> {
    fn of(document: &'d Document, config: &ApiConfig) -> Self {
        let mut texts = Self { document: Vec::new(), overlays: Vec::new() };
        let settings = config.file.as_ref().map(SettingsFile::path);
        for (index, file) in document.files.iter().enumerate() {
            // The first file is the document, even if an overlay has its path.
            if index > 0 && config.overlays.contains(&file.path) {
                texts.overlays.push((&file.path, file.text.lines().collect()));
            } else if Some(file.path.as_path()) != settings {
                texts.document.push(file.text.lines().collect());
            }
        }
        texts
    }

    fn shares_changed_overlay(&self, other: &Self) -> bool {
        let has_changed = |(path, text): &(&Path, Vec<&str>)| {
            other.overlays.iter().any(|(other, changed)| other == path && changed != text)
        };
        self.overlays.iter().any(has_changed)
    }
}

impl Loaded {
    /// Compares the API of these settings, which has one document, with a baseline. `None` if the API is new: the baseline does
    /// not have it.
    ///
    /// # Errors
    ///
    /// If the document can't be read from disk, or from the baseline whose settings name it.
    pub fn since(baseline: &Baseline, config: &ApiConfig) -> Result<Option<Since>, String> {
        let Some(previous) = baseline.settings(config) else { return Ok(None) };
        Self::since_settings(baseline, previous, config)
    }

    /// Compares the API of these settings with a baseline that has it with the `previous` ones.
    pub(crate) fn since_settings(
        baseline: &Baseline,
        previous: PreviousSettings,
        config: &ApiConfig,
    ) -> Result<Option<Since>, String> {
        let PreviousSettings { api: settings, note } = previous;
        let new = Self::read_within(&config.document, config.bounds()).map_err(|error| config.unreadable(&error))?;
        let new = new.patched(&config.overlays).bundled(config);
        let name = baseline.place(&settings.document);
        let files = new.document.document().files.iter().map(|file| file.path.as_path());
        if are_equal(&settings, config) && is_unchanged_since(baseline.revision(), files) {
            let diff =
                diff::Diff::without_changes(name.display().to_string(), new.document.document().name().to_owned());
            return Ok(Some(Since { settings, diff: Some(diff), through: None, diagnosed: Vec::new(), note }));
        }
        let old = match Self::at(baseline, &settings.document, &name, &settings) {
            Ok(old) => old.bundled(&settings),
            // The current settings name the document, and those of the baseline are unknown.
            Err(_) if note.is_some() || config.file.is_none() => return Ok(None),
            Err(error) => return Err(format!("oasmith can't read {}: {error}", name.display())),
        };
        let (diff, diagnosed) =
            parallel::deep(|| compare(old, |previous| Loaded { previous, ..new }, [&settings, config]));
        let through = Through::of(&diagnosed, [&settings, config]);
        Ok(Some(Since { settings, diff, through, diagnosed, note }))
    }

    /// Loads the document at `path` of a baseline with the overlays and the names of the crate there.
    ///
    /// # Errors
    ///
    /// The message of git.
    pub fn at(baseline: &Baseline, path: &Path, name: &Path, settings: &ApiConfig) -> Result<Self, String> {
        let revision = baseline.revision();
        let loaded = Self::of_revision(revision, path, name, settings.bounds())?;
        let listing = text_of_revision(revision, &settings.out.join(surface::listing_path(&settings.module)));
        Ok(loaded.patched_as_of(revision, &settings.overlays).forgiving().named_as(listing))
    }
}

/// Returns whether two settings generate the same crate, apart from its version.
fn are_equal(old: &ApiConfig, new: &ApiConfig) -> bool {
    let plain = |config: &ApiConfig| ApiConfig {
        version: String::new(),
        strict: false,
        allow: Vec::new(),
        file: None,
        ..config.clone()
    };
    plain(old) == plain(new)
}
