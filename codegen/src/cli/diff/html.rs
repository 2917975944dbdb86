//! Changes as a page of its own: searchable, with what both documents say at each place.

use crate::Told;
use crate::cli::diff::{counts, grouped, next};
use crate::diff::{Change, Class, Diff, Place};
use crate::text::shown;

/// How many lines of a document are shown around a place.
const AROUND: usize = 4;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page.
pub(super) fn page(diff: &Diff, version: &str, told: &[Told]) -> String {
    let title = format!("{} → {}", diff.old, diff.new);
    let summary = [Some(counts(diff)), next(diff, version)].into_iter().flatten().collect::<Vec<_>>().join("; ");
    let sections: String = Class::ALL.iter().map(|class| section(diff, *class, told)).collect();
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

fn section(diff: &Diff, class: Class, told: &[Told]) -> String {
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
        group.iter().for_each(|change| text.push_str(&entry(change, told)));
        text.push_str("</article>\n");
    }
    text + "</section>\n"
}

fn entry(change: &Change, told: &[Told]) -> String {
    let side = |place: Option<&Place>, told: Option<&Told>| match (place, told) {
        (Some(place), Some((document, _))) => {
            let named = document.files.iter().find(|file| Some(&file.name) == place.file.as_ref());
            let file = named.unwrap_or(&document.files[0]);
            format!(
                "<figure><figcaption>{}:{} <small>{}</small></figcaption><pre>{}</pre></figure>",
                escape(&file.name),
                place.line,
                escape(&place.pointer),
                excerpt(&file.text, place.line)
            )
        }
        _ => "<figure></figure>".to_owned(),
    };
    format!(
        "<details>\n<summary>{} <small>{}</small></summary>\n<div class=\"sides\">{}{}</div>\n</details>\n",
        prose(&change.message),
        change.id,
        side(change.old.as_ref(), told.first()),
        side(change.new.as_ref(), told.last()),
    )
}

/// The lines around a line, which is marked.
fn excerpt(text: &str, line: usize) -> String {
    let first = line.saturating_sub(AROUND).max(1);
    let lines = text.lines().enumerate().skip(first - 1).take(line + AROUND + 1 - first);
    let one = |(index, content): (usize, &str)| {
        let shown: String = content.chars().take(200).collect();
        let row = format!("{:>5}  {}", index + 1, escape(&shown));
        if index + 1 == line { format!("<mark>{row}</mark>\n") } else { format!("{row}\n") }
    };
    lines.map(one).collect()
}

/// Code in backticks as code.
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
