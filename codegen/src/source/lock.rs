//! The lock file of `oasmith update`: which bytes of which URL each file has.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::fetch::{Validators, is_header_value};

const HEAD: &str = "# Written by `oasmith update`: where each document comes from, and which version of it is stored.\n\
                    # Commit this file together with the documents. Do not edit it.\n";

/// The number of hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// The lock file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lock {
    entries: BTreeMap<String, Entry>,
}

/// A fetched file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Entry {
    /// Its path, relative to the lock file's folder, with forward slashes.
    pub(crate) path: String,
    /// The URL that oasmith requested.
    pub(crate) url: String,
    /// The SHA-256 of its bytes.
    pub(crate) sha256: String,
    /// The header `ETag` of the response.
    #[serde(default)]
    pub(crate) etag: Option<String>,
    /// The header `Last-Modified` of the response.
    #[serde(default)]
    pub(crate) last_modified: Option<String>,
}

impl Entry {
    /// Returns the validators of the file.
    pub(crate) fn validators(&self) -> Validators {
        Validators { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }
}

/// The contents of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    file: Vec<Entry>,
}

impl Lock {
    /// Reads the lock file at `path`; without one, no file was fetched.
    ///
    /// # Errors
    ///
    /// If the file can't be read, or has another form than that which oasmith writes.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let fail = |problem: &dyn std::fmt::Display| {
            format!(
                "{}: {problem}\n  restore the file from git; or delete it, and the next `oasmith update` writes it again",
                path.display()
            )
        };
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map_err(|problem| fail(&problem)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(fail(&error)),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let text: Text =
            toml::from_str(text).map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())?;
        let mut entries = BTreeMap::new();
        for entry in text.file {
            let is_hash = |it: &str| it.len() == DIGITS && it.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
            if !is_hash(&entry.sha256) {
                return Err(format!(
                    "the `sha256` of `{}` is not {DIGITS} hexadecimal digits in lower case",
                    entry.path
                ));
            }
            let headers = [("etag", &entry.etag), ("last-modified", &entry.last_modified)];
            let is_other = |value: &Option<String>| value.as_ref().is_some_and(|it| !is_header_value(it));
            if let Some((name, _)) = headers.iter().find(|(_, value)| is_other(value)) {
                return Err(format!("the `{name}` of `{}` is not the value of a header", entry.path));
            }
            if let Some(other) = entries.insert(entry.path.clone(), entry) {
                return Err(format!("`{}` has two entries", other.path));
            }
        }
        Ok(Self { entries })
    }

    /// Returns the entry of a file.
    pub(crate) fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.get(path)
    }

    /// Sets the entry of a file.
    pub(crate) fn set(&mut self, entry: Entry) {
        self.entries.insert(entry.path.clone(), entry);
    }

    /// Returns the text of the file: the entries sorted by path.
    pub(crate) fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for Entry { path, url, sha256, etag, last_modified } in self.entries.values() {
            text.push_str("\n[[file]]\n");
            let optional = [("etag", etag), ("last-modified", last_modified)];
            let optional = optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
            for (key, value) in [("path", path), ("url", url), ("sha256", sha256)].into_iter().chain(optional) {
                let _ = writeln!(text, "{key} = {}", toml::Value::String(value.clone()));
            }
        }
        text
    }
}

/// Returns the SHA-256 of bytes in hexadecimal digits.
///
/// Source: FIPS 180-4.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry {
            path: path.to_owned(),
            url: format!("https://example.com/{path}"),
            sha256: sha256(path.as_bytes()),
            etag: Some("W/\"a\\b\"".to_owned()),
            last_modified: None,
        }
    }

    #[test]
    fn entries_are_sorted_and_survive_a_round_trip() {
        let mut lock = Lock::default();
        ["spec/b.yaml", "spec/a.yaml", "spec/b.yaml"].into_iter().for_each(|path| lock.set(entry(path)));
        let text = lock.text();
        assert_eq!(Lock::parse(&text), Ok(lock));
        assert!(text.find("a.yaml") < text.find("b.yaml"), "{text}");
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn an_edited_file_is_refused_with_the_reason() {
        let (hash, line) = (sha256(b""), "[[file]]\npath = 'a'\nurl = 'u'\n");
        for (text, problem) in [
            ("file = 1".to_owned(), "invalid type"),
            ("[[file]]\npath = 'a'".to_owned(), "missing field `url`"),
            (format!("{line}sha256 = '{hash}'\nsize = 1\n"), "unknown field `size`"),
            (format!("{line}sha256 = '{}'\n", hash.to_uppercase()), "is not 64 hexadecimal digits"),
            (format!("{line}sha256 = '{hash}'\n{line}sha256 = '{hash}'\n"), "`a` has two entries"),
            (
                format!("{line}sha256 = '{hash}'\netag = \"a\\nHost: b\"\n"),
                "the `etag` of `a` is not the value of a header",
            ),
        ] {
            let found = Lock::parse(&text).expect_err(&text);
            assert!(found.contains(problem), "{text}: {found}");
        }
    }
}
