//! Conditional compilation by features, decided at generation: a module has no features of its own.

use std::ops::Range;

use ra_ap_rustc_lexer::{DocStyle, TokenKind};

use crate::layout::code::{Attribute, Code, Edits, is_trivia};

/// A predicate of `cfg`, with the features decided.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Predicate {
    Known(bool),
    /// The text of a predicate that only the compiler can decide.
    Open(String),
}

/// Decides every `cfg` and `cfg_attr` that depends on features, of which `is_on` are enabled. Returns `None` if the whole
/// file is disabled.
pub(super) fn decided(text: &str, is_on: &dyn Fn(&str) -> bool) -> Option<String> {
    let code = Code::new(text);
    let mut edits = Edits::default();
    for index in 0..code.len() {
        let Some(attribute) = code.attribute(index) else { continue };
        let name = code.skip(attribute.open + 1);
        let open = code.skip(name + 1);
        if code.kind(open) != TokenKind::OpenParen {
            continue;
        }
        match code.token(name) {
            "cfg" => match predicate(&code, open + 1..code.close(open), is_on) {
                Predicate::Known(false) if attribute.is_inner => return None,
                Predicate::Known(false) => edits.replace(item(&code, attribute), ""),
                Predicate::Known(true) => edits.replace(code.lines(whole(&code, attribute)), ""),
                Predicate::Open(text) => edits.replace(inside(&code, open), text),
            },
            "cfg_attr" => {
                let comma = comma(&code, open + 1..code.close(open)).unwrap_or(open);
                match predicate(&code, open + 1..comma, is_on) {
                    Predicate::Known(false) => edits.replace(code.lines(whole(&code, attribute)), ""),
                    Predicate::Known(true) => {
                        let all = listed(&code, comma + 1..code.close(open));
                        let all: Vec<String> = all.into_iter().map(|it| format!("#[{it}]")).collect();
                        edits.replace(whole(&code, attribute), all.join(" "));
                    }
                    Predicate::Open(_) => {}
                }
            }
            _ => {}
        }
    }
    Some(edits.apply(text))
}

/// Returns the place of an attribute.
fn whole(code: &Code<'_>, attribute: Attribute) -> Range<usize> {
    code.range(attribute.start).start..code.range(attribute.end).end
}

/// Returns the place between two delimiters.
fn inside(code: &Code<'_>, open: usize) -> Range<usize> {
    code.range(open).end..code.range(code.close(open)).start
}

/// Returns the first comma of a list, outside of its inner lists.
fn comma(code: &Code<'_>, range: Range<usize>) -> Option<usize> {
    let mut index = range.start;
    while index < range.end {
        match code.kind(index) {
            TokenKind::Comma => return Some(index),
            TokenKind::OpenParen | TokenKind::OpenBracket | TokenKind::OpenBrace => index = code.close(index),
            _ => {}
        }
        index += 1;
    }
    None
}

/// Returns the texts of the items of a list.
fn listed<'t>(code: &Code<'t>, range: Range<usize>) -> Vec<&'t str> {
    let (mut all, mut start) = (Vec::new(), range.start);
    while start < range.end {
        let stop = comma(code, start..range.end).unwrap_or(range.end);
        all.push(code.text[code.range(start).start..code.range(stop).start].trim());
        start = stop + 1;
    }
    all.retain(|item| !item.is_empty());
    all
}

fn predicate(code: &Code<'_>, range: Range<usize>, is_on: &dyn Fn(&str) -> bool) -> Predicate {
    let name = code.skip(range.start);
    let next = code.skip(name + 1);
    if next < range.end && code.kind(next) == TokenKind::OpenParen {
        let mut all = Vec::new();
        let (mut start, end) = (next + 1, code.close(next));
        while code.skip(start) < end {
            let stop = comma(code, start..end).unwrap_or(end);
            all.push(predicate(code, start..stop, is_on));
            start = stop + 1;
        }
        return match code.token(name) {
            "not" => match all.pop() {
                Some(Predicate::Known(is)) => Predicate::Known(!is),
                Some(Predicate::Open(text)) => Predicate::Open(format!("not({text})")),
                None => Predicate::Known(false),
            },
            "all" => several("all", all, true),
            "any" => several("any", all, false),
            _ => open(code, range),
        };
    }
    let value = code.skip(next + 1);
    match code.kind(value) {
        TokenKind::Literal { .. } if code.is_word(name, "feature") => {
            Predicate::Known(is_on(code.token(value).trim_matches('"')))
        }
        _ => open(code, range),
    }
}

fn open(code: &Code<'_>, range: Range<usize>) -> Predicate {
    Predicate::Open(code.text[code.range(range.start).start..code.range(range.end).start].trim().to_owned())
}

/// Combines predicates; `neutral` is the value of one that has no effect.
fn several(name: &str, all: Vec<Predicate>, neutral: bool) -> Predicate {
    if all.contains(&Predicate::Known(!neutral)) {
        return Predicate::Known(!neutral);
    }
    let mut rest: Vec<String> = all
        .into_iter()
        .filter_map(|it| match it {
            Predicate::Known(_) => None,
            Predicate::Open(text) => Some(text),
        })
        .collect();
    match rest.len() {
        0 => Predicate::Known(neutral),
        1 => Predicate::Open(rest.remove(0)),
        _ => Predicate::Open(format!("{name}({})", rest.join(", "))),
    }
}

/// Returns the place of the item that an attribute belongs to, with its documentation, its other attributes and the comment
/// above.
pub(super) fn item(code: &Code<'_>, attribute: Attribute) -> Range<usize> {
    let start = code.range(first(code, attribute.start)).start;
    let end = code.range(last(code, attribute.end + 1)).end;
    let Range { start, mut end } = code.lines(start..end);
    // No empty line stays in front of a closing brace or of another empty line.
    let is_paragraph = code.text[..start].ends_with("\n\n") || code.text[..start].ends_with("{\n");
    if is_paragraph && code.text[end..].starts_with('\n') {
        end += 1;
    }
    let start = if code.text[..start].ends_with("\n\n") && code.text[end..].trim_start_matches([' ']).starts_with('}') {
        start - 1
    } else {
        start
    };
    start..end
}

/// Returns the first token of an item whose attribute starts at `index`.
fn first(code: &Code<'_>, index: usize) -> usize {
    let mut first = index;
    loop {
        let mut before = first;
        // Whitespace without an empty line.
        while before > 0 && code.kind(before - 1) == TokenKind::Whitespace && !code.token(before - 1).contains("\n\n") {
            before -= 1;
        }
        let Some(previous) = before.checked_sub(1) else { return first };
        let is_comment = matches!(code.kind(previous), TokenKind::LineComment { .. }) && is_trivia(code.kind(previous));
        first = if code.is_doc(previous, DocStyle::Outer) || is_comment && starts_line(code, previous) {
            previous
        } else if code.kind(previous) == TokenKind::CloseBracket {
            let start = (0..previous).rev().find(|it| code.attribute(*it).is_some_and(|it| it.end == previous));
            let Some(start) = start else { return first };
            start
        } else {
            return first;
        };
    }
}

fn starts_line(code: &Code<'_>, index: usize) -> bool {
    let before = &code.text[..code.range(index).start];
    before.rsplit('\n').next().unwrap_or_default().trim().is_empty()
}

/// The keywords of items that end with a block or a semicolon.
const BLOCKS: [&str; 10] = ["async", "enum", "extern", "fn", "impl", "macro_rules", "mod", "struct", "trait", "unsafe"];
/// The keywords of items and statements that end with a semicolon.
const LINES: [&str; 5] = ["const", "let", "static", "type", "use"];
/// The keywords of expressions that end with a block.
const CONTROL: [&str; 5] = ["for", "if", "loop", "match", "while"];

/// Returns the last token of the item, the statement, the field or the match arm from `index` on.
fn last(code: &Code<'_>, index: usize) -> usize {
    let mut start = code.skip(index);
    while let Some(attribute) = code.attribute(start) {
        start = code.skip(attribute.end + 1);
    }
    let mut word = start;
    if code.is_word(word, "pub") {
        word = code.skip(word + 1);
        if code.kind(word) == TokenKind::OpenParen {
            word = code.skip(code.close(word) + 1);
        }
    }
    let name = code.token(word);
    let is_field = code.kind(code.skip(word + 1)) == TokenKind::Colon;
    let is_constant_fn = name == "const" && code.is_word(code.skip(word + 1), "fn");
    if !is_field && (BLOCKS.contains(&name) || is_constant_fn) {
        return ending(code, word, |kind| matches!(kind, TokenKind::Semi), true);
    }
    if !is_field && LINES.contains(&name) {
        return ending(code, word, |kind| matches!(kind, TokenKind::Semi), false);
    }
    if CONTROL.contains(&name) {
        let mut end = ending(code, word, |_| false, true);
        while code.is_word(code.skip(end + 1), "else") {
            end = ending(code, code.skip(end + 1), |_| false, true);
        }
        return end;
    }
    let end = ending(code, start, |kind| matches!(kind, TokenKind::Comma | TokenKind::Semi), false);
    match arm_block(code, start, end) {
        Some(close) if code.kind(code.skip(close + 1)) == TokenKind::Comma => code.skip(close + 1),
        Some(close) => close,
        None => end,
    }
}

/// Returns the end of the block of a match arm.
fn arm_block(code: &Code<'_>, start: usize, end: usize) -> Option<usize> {
    let mut index = start;
    while index < end {
        match code.kind(index) {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => index = code.close(index),
            TokenKind::Eq if code.kind(index + 1) == TokenKind::Gt => {
                let body = code.skip(index + 2);
                return (code.kind(body) == TokenKind::OpenBrace).then(|| code.close(body));
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// Returns the first token that ends an item, outside of inner delimiters and type arguments; the last one before the
/// enclosing delimiter closes if there is none.
fn ending(code: &Code<'_>, start: usize, ends: impl Fn(TokenKind) -> bool, ends_with_block: bool) -> usize {
    let (mut index, mut angles) = (start, 0_usize);
    while index < code.len() {
        let kind = code.kind(index);
        match kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => {
                index = code.close(index);
                if ends_with_block && kind == TokenKind::OpenBrace {
                    return index;
                }
            }
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                return code.before(index).unwrap_or(index);
            }
            // No space precedes the `<` of type arguments.
            TokenKind::Lt if index > 0 && !is_trivia(code.kind(index - 1)) => angles += 1,
            TokenKind::Gt if index > 0 && !matches!(code.kind(index - 1), TokenKind::Minus | TokenKind::Eq) => {
                angles = angles.saturating_sub(1);
            }
            _ if angles == 0 && ends(kind) => return index,
            _ => {}
        }
        index += 1;
    }
    code.before(code.len()).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::decided;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let is_on = |feature: &str| feature == "on";
        assert_eq!(decided(text, &is_on).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn features_are_decided_and_all_else_is_left_to_the_compiler() {
        check("#[cfg(feature = \"on\")]\nfn f() {}\n", "fn f() {}\n");
        check("#[cfg(not(feature = \"on\"))]\nfn f() {}\nfn g() {}\n", "fn g() {}\n");
        check("#[cfg(all(feature = \"on\", not(unix)))]\nfn f() {}\n", "#[cfg(not(unix))]\nfn f() {}\n");
        check("#[cfg(any(feature = \"off\", unix, windows))]\nmod m;\n", "#[cfg(any(unix, windows))]\nmod m;\n");
        check("#[cfg(unix)]\nmod m;\n", "#[cfg(unix)]\nmod m;\n");
        check("#[cfg_attr(feature = \"on\", a(b, c), d)]\nstruct S;\n", "#[a(b, c)] #[d]\nstruct S;\n");
        check("#[cfg_attr(feature = \"off\", a)]\nstruct S;\n", "struct S;\n");
        check("#[cfg(feature = $feature)]\nmod m;\n", "#[cfg(feature = $feature)]\nmod m;\n");
        assert_eq!(decided("//! Docs.\n#![cfg(feature = \"off\")]\nfn f() {}\n", &|_| false), None);
    }

    #[test]
    fn what_is_disabled_goes_with_its_documentation() {
        let off = "#[cfg(feature = \"off\")]";
        let rows = [
            (
                "fn a() {}\n\n/// Docs.\n#[inline]\n@\n#[must_use]\npub fn f<A, B>() -> A {\n    b;\n}\n\nfn c() {}\n",
                "fn a() {}\n\nfn c() {}\n",
            ),
            (
                "struct S {\n    a: A,\n    @\n    pub b: Map<A, B>,\n    c: C,\n}\n",
                "struct S {\n    a: A,\n    c: C,\n}\n",
            ),
            (
                "fn f() {\n    @\n    if a {\n        b;\n    } else {\n        c;\n    }\n    d\n}\n",
                "fn f() {\n    d\n}\n",
            ),
            (
                "match a {\n    // Why.\n    @\n    A::B(b) if c => {\n        d;\n    }\n    _ => e,\n}\n",
                "match a {\n    _ => e,\n}\n",
            ),
            ("match a {\n    @\n    A::B(b) => c(b, d),\n    _ => e,\n}\n", "match a {\n    _ => e,\n}\n"),
            ("S {\n    a: 1,\n    @\n    b: c.map(D::new),\n    e,\n}\n", "S {\n    a: 1,\n    e,\n}\n"),
            ("{\n    @\n    tracing::debug!(?a, b);\n    c\n}\n", "{\n    c\n}\n"),
            ("impl A {\n    fn a() {}\n\n    @\n    const fn b() {}\n}\n", "impl A {\n    fn a() {}\n}\n"),
            ("@\nuse a::{b, c};\nuse d;\n", "use d;\n"),
        ];
        for (text, expected) in rows {
            check(&text.replace('@', off), expected);
        }
    }
}
