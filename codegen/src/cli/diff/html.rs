//! Changes as a standalone, searchable page that quotes both documents at each location.

use std::collections::HashMap;

use crate::Diagnosed;
use crate::cli::diff::presentation::{counts, grouped, next};
use crate::diff::{Change, Class, Diff, Place};
use crate::text::shown;

/// How many lines of a document are shown around a location.
const AROUND: usize = 4;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Returns the page.
pub(super) fn page(diff: &Diff, version: &str, diagnosed: &[Diagnosed]) -> String {
    let title = format!("{} → {}", diff.old, diff.new);
    let summary = [Some(counts(diff)), next(diff, version)].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let sides = [diagnosed.first(), diagnosed.last()].map(|diagnosed| diagnosed.map(Sources::of));
    let sections: String = Class::ALL.iter().map(|class| section(diff, *class, &sides)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n<header>\n<h1>{title}</h1>\n<p>{summary}</p>\n\
         <input type=\"search\" id=\"search\" placeholder=\"Search\" aria-label=\"Search\" autofocus>\n\
         <output id=\"shown\"></output>\n</header>\n<main>\n{sections}</main>\n<script>\n{SCRIPT}</script>\n</html>\n",
        title = escape(&title),
        summary = escape(&summary),
    )
}

/// The lines of a document's files by name, and the name of its main file.
struct Sources<'d> {
    own: &'d str,
    lines: HashMap<&'d str, Vec<&'d str>>,
}

impl<'d> Sources<'d> {
    fn of((document, _): &'d Diagnosed) -> Self {
        let files = document.files.iter().rev();
        let lines = files.map(|file| (file.name.as_str(), file.text.lines().collect())).collect();
        Self { own: &document.files[0].name, lines }
    }
}

fn section(diff: &Diff, class: Class, sides: &[Option<Sources<'_>>; 2]) -> String {
    let groups = grouped(diff, class);
    if groups.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "<section class=\"{}\">\n<h2>{} ({})</h2>\n",
        if class.is_breaking() { "breaking" } else { "fine" },
        class.title(),
        diff.of(class).count()
    );
    for (first, group) in groups {
        let request = first.request.as_ref().map(|it| format!(" <small>{}</small>", escape(it))).unwrap_or_default();
        text.push_str(&format!("<article>\n<h3><code>{}</code>{request}</h3>\n", escape(&first.subject)));
        group.iter().for_each(|change| text.push_str(&entry(change, sides)));
        text.push_str("</article>\n");
    }
    text + "</section>\n"
}

fn entry(change: &Change, [old, new]: &[Option<Sources<'_>>; 2]) -> String {
    let side = |place: Option<&Place>, side: &Option<Sources<'_>>| match (place, side) {
        (Some(place), Some(side)) => {
            let named = place.file.as_deref().filter(|name| side.lines.contains_key(name));
            let name = named.unwrap_or(side.own);
            format!(
                "<figure><figcaption>{}:{} <small>{}</small></figcaption><pre>{}</pre></figure>",
                escape(name),
                place.line,
                escape(&place.pointer),
                excerpt(&side.lines[name], place.line)
            )
        }
        _ => "<figure></figure>".to_owned(),
    };
    format!(
        "<details>\n<summary>{} <small>{}</small></summary>\n<div class=\"sides\">{}{}</div>\n</details>\n",
        prose(&change.message),
        change.id,
        side(change.old.as_ref(), old),
        side(change.new.as_ref(), new),
    )
}

/// Returns the lines around `line`, which is marked.
fn excerpt(lines: &[&str], line: usize) -> String {
    let first = line.saturating_sub(AROUND).max(1);
    let lines = lines.iter().enumerate().skip(first - 1).take(line + AROUND + 1 - first);
    let one = |(index, content): (usize, &&str)| {
        let shown: String = content.chars().take(200).collect();
        let row = format!("{:>5}  {}", index + 1, escape(&shown));
        if index + 1 == line { format!("<mark>{row}</mark>\n") } else { format!("{row}\n") }
    };
    lines.map(one).collect()
}

/// Marks the text between backticks as code.
fn prose(text: &str) -> String {
    let escaped = escape(text);
    let parts: Vec<&str> = escaped.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escaped;
    }
    let each = parts.iter().enumerate();
    each.map(|(index, part)| if index % 2 == 1 { format!("<code>{part}</code>") } else { (*part).to_owned() }).collect()
}

fn escape(text: &str) -> String {
    let text = shown(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
