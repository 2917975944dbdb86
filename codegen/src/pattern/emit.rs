//! Writing of a regular expression for `regex` or `fancy-regex`, unchanged where they agree with ECMA 262.

mod class;

use std::fmt::Write as _;

use crate::ir::Matcher;
use crate::pattern::Refusal;
use crate::pattern::tree::{Flags, Group, Node};

/// The maximum number of expanded terms for the backtracking engine.
const MAX_COPIES: u64 = 100_000;

/// Writes a tree for the simplest engine that supports it.
pub(super) fn emit(tree: &Node) -> Result<Matcher, Refusal> {
    if !needs_backtracking(tree, false) {
        return Ok(Matcher::Linear(write(tree, false)));
    }
    if let Some(parts) = parts(tree) {
        return Ok(Matcher::All(parts));
    }
    if copies(tree) > MAX_COPIES {
        return Err(Refusal::TooLarge);
    }
    Ok(Matcher::Backtracking(write(tree, true)))
}

fn write(tree: &Node, backtracks: bool) -> String {
    let mut writer = Writer { text: String::new(), backtracks, dot_all: false };
    writer.node(tree);
    writer.text
}

/// Returns whether only the backtracking engine supports a node, within a group that ignores case or not.
fn needs_backtracking(node: &Node, ignores_case: bool) -> bool {
    match node {
        Node::Look { .. } | Node::Reference { .. } => true,
        // Without case, `\u{17f}` (long s) and `\u{212a}` (Kelvin sign) are word characters too; the linear engine has only the
        // boundary of ASCII. Source: ECMA 262, WordCharacters.
        Node::WordBoundary { .. } => ignores_case,
        Node::Group(Group { inner, flags, .. }) => needs_backtracking(inner, flags.ignore_case.unwrap_or(ignores_case)),
        Node::Repeat { inner, .. } => needs_backtracking(inner, ignores_case),
        Node::Sequence(all) | Node::Alternatives(all) => all.iter().any(|node| needs_backtracking(node, ignores_case)),
        _ => false,
    }
}

/// Splits a pattern into linear ones: `^(?=a)(?!b)c` matches if `^a` and `^c` match and `^b` does not.
fn parts(tree: &Node) -> Option<Vec<(bool, String)>> {
    let Node::Sequence(nodes) = tree else { return None };
    let is_lead = |node: &&Node| matches!(node, Node::Start | Node::Look { behind: false, .. });
    let (lead, rest) = nodes.split_at(nodes.iter().take_while(is_lead).count());
    if !lead.contains(&Node::Start) || rest.iter().any(|node| needs_backtracking(node, false)) {
        return None;
    }
    let at_start = |node: &Node| format!("^(?:{})", write(node, false));
    let mut parts = Vec::new();
    for node in lead {
        if let Node::Look { negated, inner, .. } = node {
            if needs_backtracking(inner, false) {
                return None;
            }
            parts.push((!negated, at_start(inner)));
        }
    }
    if !rest.is_empty() {
        parts.push((true, at_start(&Node::Sequence(rest.to_vec()))));
    }
    Some(parts)
}

/// Returns the number of terms of a pattern, with each expanded to its minimum count.
fn copies(node: &Node) -> u64 {
    match node {
        Node::Group(Group { inner, .. }) | Node::Look { inner, .. } => copies(inner).saturating_add(1),
        Node::Repeat { inner, least, .. } => copies(inner).saturating_mul(u64::from(*least).max(1)),
        Node::Sequence(all) | Node::Alternatives(all) => all.iter().map(copies).fold(1, u64::saturating_add),
        _ => 1,
    }
}

struct Writer {
    text: String,
    backtracks: bool,
    dot_all: bool,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Character(character, escaped) => self.character(*character, *escaped),
            Node::Dot if self.dot_all => self.text.push_str("[\\x{0}-\\x{10FFFF}]"),
            // All line terminators of ECMA 262, section 12.3.
            Node::Dot => self.text.push_str("[^\\n\\r\\x{2028}\\x{2029}]"),
            Node::Class(it) => class::write(it, &mut self.text),
            Node::Start => self.text.push('^'),
            Node::End => self.text.push('$'),
            Node::WordBoundary { negated } => self.word_boundary(*negated),
            Node::Group(group) => self.group(group),
            Node::Look { behind, negated, inner } => {
                self.text.push_str("(?");
                self.text.push_str(if *behind { "<" } else { "" });
                self.text.push(if *negated { '!' } else { '=' });
                self.node(inner);
                self.text.push(')');
            }
            // The group separates the number from a following digit.
            Node::Reference { group, .. } => _ = write!(self.text, "(?:\\{group})"),
            Node::Repeat { inner, least, most, lazy } => self.repeat(inner, *least, *most, *lazy),
            Node::Sequence(all) => all.iter().for_each(|node| self.node(node)),
            Node::Alternatives(all) => {
                for (index, node) in all.iter().enumerate() {
                    self.text.push_str(if index == 0 { "" } else { "|" });
                    self.node(node);
                }
            }
        }
    }

    fn character(&mut self, character: char, escaped: bool) {
        let is_special =
            matches!(character, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$');
        match character {
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            _ if is_special || escaped => self.text.extend(['\\', character]),
            _ if character.is_control() => _ = write!(self.text, "\\x{{{:x}}}", u32::from(character)),
            _ => self.text.push(character),
        }
    }

    /// Writes a word boundary for ASCII word characters.
    fn word_boundary(&mut self, negated: bool) {
        let text = match (self.backtracks, negated) {
            (false, false) => "(?-u:\\b)",
            (false, true) => "(?-u:\\B)",
            (true, false) => "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))",
            (true, true) => "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))",
        };
        self.text.push_str(text);
    }

    fn group(&mut self, group: &Group) {
        let Flags { ignore_case, dot_all } = group.flags;
        let outside = self.dot_all;
        self.dot_all = dot_all.unwrap_or(outside);
        self.text.push_str(match (group.number, ignore_case) {
            (Some(_), _) => "(",
            (None, Some(true)) => "(?i:",
            (None, Some(false)) => "(?-i:",
            (None, None) => "(?:",
        });
        self.node(&group.inner);
        self.text.push(')');
        self.dot_all = outside;
    }

    fn repeat(&mut self, inner: &Node, least: u32, most: Option<u32>, lazy: bool) {
        self.node(inner);
        match (least, most) {
            (0, None) => self.text.push('*'),
            (1, None) => self.text.push('+'),
            (0, Some(1)) => self.text.push('?'),
            (least, None) => _ = write!(self.text, "{{{least},}}"),
            (least, Some(most)) if least == most => _ = write!(self.text, "{{{least}}}"),
            (least, Some(most)) => _ = write!(self.text, "{{{least},{most}}}"),
        }
        self.text.push_str(if lazy { "?" } else { "" });
    }
}
