//! The crate's `CHANGELOG.md`: a section for each release. oasmith rebuilds its block in the section of the next release, and
//! keeps everything outside of it.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Parser, Tag};
use semver::Version;

const TITLE: &str = "# Changes\n";

/// The start of the line before generated changes.
const BEGIN: &str = "<!-- oasmith: changes since ";

/// The line after generated changes.
const END: &str = "<!-- oasmith: end of changes -->";

/// The changes to enter.
#[derive(Debug)]
pub(super) struct Entry<'e> {
    /// The next version.
    pub(super) version: &'e str,
    /// The version at the baseline.
    pub(super) before: &'e str,
    /// The name of the baseline.
    pub(super) since: &'e str,
    /// The file at the baseline, which has the sections of releases.
    pub(super) released: &'e str,
    /// The changes as Markdown; empty if there are none.
    pub(super) changes: &'e str,
}

/// A section: the text from a heading of the second level to the next one.
#[derive(Debug)]
struct Section {
    range: Range<usize>,
    /// The end of the heading's line.
    heading_end: usize,
    /// The version in the heading, with its location.
    version: Option<(Range<usize>, Version)>,
}

impl Entry<'_> {
    /// Returns the text of the file with the changes in the section of the next version.
    ///
    /// That section is the first one with a block of changes that the baseline does not have, or else the one of the version.
    pub(super) fn entered(&self, text: &str) -> String {
        if text.contains("\r\n") {
            return self.entered(&text.replace("\r\n", "\n")).replace('\n', "\r\n");
        }
        // git may have changed the ends of lines.
        let released = self.released.replace("\r\n", "\n");
        let sections = sections(text);
        let released: HashSet<&str> = blocks(&released).into_iter().map(|block| &released[block]).collect();
        let own: Vec<Range<usize>> =
            blocks(text).into_iter().filter(|block| !released.contains(&text[block.clone()])).collect();
        let before = Version::parse(self.before).ok();
        let is_next = |section: &&Section| {
            let is_after = section.version.as_ref().is_none_or(|(_, version)| Some(version) > before.as_ref());
            is_after && own.iter().any(|block| section.range.contains(&block.start))
        };
        if let Some(section) = sections.iter().find(is_next) {
            let own: Vec<_> = own.into_iter().filter(|block| section.range.contains(&block.start)).collect();
            return self.replaced(text, section, &own);
        }
        if self.changes.is_empty() {
            return text.to_owned();
        }
        let block = self.block();
        let same = Version::parse(self.version).ok();
        let is_same = |section: &&Section| section.version.as_ref().is_some_and(|(_, it)| Some(it) == same.as_ref());
        if let Some(section) = sections.iter().find(is_same) {
            let (head, rest) = text.split_at(section.heading_end);
            let rest = rest.trim_start_matches(['\r', '\n']);
            let space = if rest.is_empty() { "" } else { "\n" };
            return format!("{}\n\n{block}{space}{rest}", head.trim_end());
        }
        let at = sections.iter().find(|it| it.version.is_some()).or(sections.first()).map(|it| it.range.start);
        let (head, rest) = text.split_at(at.unwrap_or(text.len()));
        let head = if head.is_empty() && rest.is_empty() { TITLE } else { head };
        let space = if head.is_empty() || head.ends_with("\n\n") { "" } else { "\n" };
        let end = if head.is_empty() || head.ends_with('\n') { "" } else { "\n" };
        let after = if rest.is_empty() { "" } else { "\n" };
        format!("{head}{end}{space}## {}\n\n{block}{after}{rest}", self.version)
    }

    /// Returns the text with the section's own blocks replaced by one, and with its version.
    fn replaced(&self, text: &str, section: &Section, own: &[Range<usize>]) -> String {
        let block = if self.changes.is_empty() { String::new() } else { self.block() };
        let mut edits: Vec<(Range<usize>, &str)> = own.iter().map(|range| (range.clone(), "")).collect();
        if let Some((_, replacement)) = edits.first_mut() {
            *replacement = &block;
        }
        if let Some((range, _)) = section.version.as_ref().filter(|_| !self.changes.is_empty()) {
            edits.insert(0, (range.clone(), self.version));
        }
        let (mut edited, mut at) = (String::new(), section.range.start);
        for (range, replacement) in edits {
            edited.push_str(&text[at..range.start]);
            edited.push_str(replacement);
            at = range.end;
        }
        edited.push_str(&text[at..section.range.end]);
        // A section without changes and without a person's text.
        let heading = &text[section.range.start..section.heading_end];
        if edited.trim() == heading.trim() {
            edited.clear();
        }
        format!("{}{edited}{}", &text[..section.range.start], &text[section.range.end..])
    }

    fn block(&self) -> String {
        // The name of a revision must not end the comment.
        let since = self.since.replace(['<', '>'], "");
        format!("{BEGIN}{since}; write your own text outside of this block -->\n\n{}\n\n{END}\n", self.changes.trim())
    }
}

/// Returns the blocks of generated changes, each with its first and its last line. A block without a last line is not one.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let (mut blocks, mut begin, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let (start, content) = (at, line.trim_end());
        at += line.len();
        if content.starts_with(BEGIN) && content.ends_with("-->") {
            begin = Some(start);
        } else if content == END
            && let Some(begin) = begin.take()
        {
            blocks.push(begin..at);
        }
    }
    blocks
}

fn sections(text: &str) -> Vec<Section> {
    let blocks = blocks(text);
    let (mut depth, mut headings) = (0, Vec::new());
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let is_heading = matches!(tag, Tag::Heading { level: HeadingLevel::H2, .. });
                if depth == 0 && is_heading && !blocks.iter().any(|block| block.contains(&range.start)) {
                    headings.push(range);
                }
                depth += 1;
            }
            Event::End(_) => depth -= 1,
            _ => {}
        }
    }
    let ends: Vec<usize> = headings.iter().skip(1).map(|it| it.start).chain([text.len()]).collect();
    let section = |(heading, end): (Range<usize>, usize)| Section {
        version: version(text, heading.clone()),
        heading_end: heading.end,
        range: heading.start..end,
    };
    headings.into_iter().zip(ends).map(section).collect()
}

/// Returns the first version in a heading: `## 1.2.3`, `## v1.2.3`, `## [1.2.3] - 2026-01-01`.
fn version(text: &str, heading: Range<usize>) -> Option<(Range<usize>, Version)> {
    let mut at = heading.start;
    let is_version = |it: char| it.is_ascii_alphanumeric() || ".+-".contains(it);
    for word in text[heading].split_inclusive(|it| !is_version(it)) {
        let start = at;
        at += word.len();
        let word = word.trim_end_matches(|it| !is_version(it));
        let plain = word.strip_prefix('v').unwrap_or(word);
        if let Ok(version) = Version::parse(plain) {
            let start = start + word.len() - plain.len();
            return Some((start..start + plain.len(), version));
        }
    }
    None
}
