//! Changes as a standalone, searchable page that quotes both documents at each location.

mod snippet;

use crate::Diagnosed;
use crate::cli::diff::About;
use crate::cli::diff::entries::{Entries, Entry, Numbered, cause_of};
use crate::cli::diff::presentation::counts;
use crate::cli::diff::sentence::{Part, about_all, about_consequences, count, parts, request, subject};
use crate::cli::diff::words::{Piece, spelled};
use crate::diff::{Change, Class, Diff, SubjectKind, TextEdit};
use crate::text::shown;
use snippet::{Sources, snippet};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The hashes of [`STYLE`] and [`SCRIPT`]: the page allows nothing else.
///
/// Source: Content Security Policy Level 3, section 2.3.1 (`hash-source`).
const STYLE_HASH: &str = "sha256-BJOzQDort3oWKPvQm9fKLHTSw/atZBz/42WXjlFXBjo=";
const SCRIPT_HASH: &str = "sha256-KV/zEQAx8CNWMagmyei7pDEaa3Jrr5fvrjm96jSpcnA=";

/// Returns the page.
pub(super) fn page(diff: &Diff, about: &About, diagnosed: &[Diagnosed]) -> String {
    let title = format!("{} → {}", diff.old, diff.new);
    let none = diff.changes.is_empty().then(|| counts(diff));
    let summary = none.into_iter().chain(about.sentences()).collect::<Vec<_>>().join("; ");
    // Of each document, the old one precedes the new one.
    let sides = [0, 1].map(|side| Sources::of(diagnosed.iter().skip(side).step_by(2)));
    let page = Page { diff, entries: Entries::of(diff), sides };
    let sections: String = Class::ALL.iter().map(|class| page.section(*class)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; \
         style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<header>\n<h1>{title}</h1>\n<p>{summary}</p>\n\
         <nav aria-label=\"Classes of changes\">{links}</nav>\n\
         <p class=\"search\"><input type=\"search\" id=\"search\" placeholder=\"Search\" aria-label=\"Search the changes\">\n\
         <output id=\"shown\" for=\"search\"></output></p>\n</header>\n<main>\n{sections}</main>\n\
         <script>{SCRIPT}</script>\n</html>\n",
        title = escape(&title),
        summary = escape(&summary),
        links = page.links(),
    )
}

/// The data that all parts of the page need.
struct Page<'d> {
    diff: &'d Diff,
    entries: Entries<'d>,
    /// The documents before and after.
    sides: [Option<Sources<'d>>; 2],
}

impl Page<'_> {
    /// Returns a link to each class that has changes.
    fn links(&self) -> String {
        let link = |class: &Class| {
            let count = self.diff.of(*class).count();
            let (id, title) = (anchor(*class), class.title());
            (count > 0).then(|| format!("<a class=\"{id}\" href=\"#{id}\"><b>{count}</b> {title}</a>"))
        };
        Class::ALL.iter().filter_map(link).collect::<Vec<_>>().join("\n")
    }

    fn section(&self, class: Class) -> String {
        let entries = self.entries.of_class(class);
        if entries.is_empty() {
            return String::new();
        }
        let (id, title, count) = (anchor(class), class.title(), self.diff.of(class).count());
        let entries: String = entries.iter().map(|entry| self.entry(entry)).collect();
        format!(
            "<section id=\"{id}\" class=\"{id}\">\n<h2>{title} <small>({count})</small></h2>\n{entries}</section>\n"
        )
    }

    fn entry(&self, entry: &Entry<'_>) -> String {
        let first = entry.first();
        let title = if entry.is_folded { prose(&about_all(entry)) } else { item(first) };
        let mut text = format!("<article>\n<h3>{title}</h3>\n");
        if entry.is_folded {
            text.push_str(&edits(first));
        }
        for it in &entry.changes {
            let summary = if entry.is_folded { item(it.change) } else { prose(&it.change.message) };
            let edits = if entry.is_folded { String::new() } else { edits(it.change) };
            text.push_str(&self.change(it, &summary, &edits));
        }
        for group in &entry.consequences {
            let (before, after) = about_consequences(entry, group);
            let number = if after.is_empty() { String::new() } else { count(group.len(), "change", "changes") };
            let title = escape(before.trim_end_matches(": "));
            text.push_str(&format!("<details class=\"consequences\">\n<summary>{title}{number}</summary>\n"));
            for it in group {
                let summary = format!("{} {}", item(it.change), prose(&it.change.message));
                text.push_str(&self.change(it, &summary, &edits(it.change)));
            }
            text.push_str("</details>\n");
        }
        text + "</article>\n"
    }

    /// Returns one change, with both documents at its location.
    fn change(&self, it: &Numbered<'_>, summary: &str, edits: &str) -> String {
        let Numbered { index, change } = it;
        let cause = cause_of(self.diff, change).map(|cause| {
            let name = escape(&subject(&self.diff.changes[cause]));
            format!("<p>follows from <a href=\"#c{cause}\"><code>{name}</code></a></p>\n")
        });
        // The changed words are shorter than the lines around them.
        let open = if edits.is_empty() { "" } else { " open" };
        format!(
            "<details class=\"change\"{open} id=\"c{index}\">\n<summary>{summary} <small>{}</small></summary>\n\
             {edits}{}{}<p><a href=\"#c{index}\">link to this change</a></p>\n</details>\n",
            change.rule.id(),
            cause.unwrap_or_default(),
            snippet(change, &self.sides),
        )
    }
}

/// Returns the anchor of a class, which is its name in JSON.
fn anchor(class: Class) -> &'static str {
    match class {
        Class::Compile => "compile",
        Class::Run => "run",
        Class::Compatible => "compatible",
        Class::Documentation => "documentation",
    }
}

/// Returns the subject of a change, and its method and path.
fn item(change: &Change) -> String {
    let request = request(change).map(|it| format!(" <small>{}</small>", escape(&it))).unwrap_or_default();
    let subject = match change.kind {
        SubjectKind::Phrase => prose(&subject(change)),
        SubjectKind::Item => format!("<code>{}</code>", escape(&subject(change))),
    };
    format!("{subject}{request}")
}

/// Returns a paragraph for each text of documentation that changed.
fn edits(change: &Change) -> String {
    let spell = |piece| match piece {
        Piece::Same(text) => escape(&text),
        Piece::Old(text) => format!("<del>{}</del>", escape(&text)),
        Piece::New(text) => format!("<ins>{}</ins>", escape(&text)),
    };
    let line = |it: &TextEdit| {
        let what = spelled(it, spell);
        format!("<p class=\"text\"><b>{}</b> {what}</p>\n", it.keyword)
    };
    change.documentation.iter().map(line).collect()
}

/// Marks values as code.
fn prose(text: &str) -> String {
    let spell = |part| match part {
        Part::Prose(text) => escape(&text),
        Part::Code(value) => format!("<code>{}</code>", escape(&value)),
    };
    parts(text).into_iter().map(spell).collect()
}

fn escape(text: &str) -> String {
    let text = shown(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::Digest as _;

    use super::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH};

    #[test]
    fn the_policy_allows_the_style_and_the_script() {
        for (text, hash) in [(STYLE, STYLE_HASH), (SCRIPT, SCRIPT_HASH)] {
            let found = base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(text));
            assert_eq!(hash, format!("sha256-{found}"));
        }
    }
}
