//! Translated patterns match like the crate `regress`, which implements ECMA 262.

use proptest::prelude::*;
use regress::Regex;

use crate::ir::Matcher;
use crate::pattern::{Patterns, Problem, Refusal};

fn translate(pattern: &str) -> Result<Matcher, Refusal> {
    Patterns::default().translate(pattern)
}

/// Returns whether text matches; `None` if the engine gives up.
fn matches(matcher: &Matcher, text: &str) -> Option<bool> {
    match matcher {
        Matcher::Linear(pattern) => Some(regex::Regex::new(pattern).unwrap().is_match(text)),
        Matcher::All(parts) => {
            Some(parts.iter().all(|(found, pattern)| regex::Regex::new(pattern).unwrap().is_match(text) == *found))
        }
        Matcher::Backtracking(pattern) => fancy_regex::Regex::new(pattern).unwrap().is_match(text).ok(),
    }
}

/// Compiles a pattern as ECMA 262 defines: with the flag `u`, or without it if the pattern is invalid with it. Without `u`
/// some escapes have another meaning, so patterns with these have no oracle.
fn oracle(pattern: &str) -> Option<Regex> {
    let without =
        || Regex::new(pattern).ok().filter(|_| !["\\p", "\\P", "\\u", "😀"].iter().any(|it| pattern.contains(it)));
    Regex::with_flags(pattern, "u").ok().or_else(without)
}

const TEXTS: [&str; 34] = [
    "", "a", "A", "b", "ab", "aa", "ba", "aab", "aba", "abab", "0", "7", "10", "_", "-", "a-b", "a b", " ", "\n",
    "a\nb", "\u{2028}", "\u{a0}", "\u{feff}", "é", "É", "ß", "ſ", "K", "😀", "a😀", "[a]", "{1}", "a{1}", "\\d",
];

fn same(pattern: &str) {
    let translated = translate(pattern).unwrap_or_else(|refusal| panic!("{pattern}: {refusal}"));
    let oracle = oracle(pattern).unwrap_or_else(|| panic!("{pattern} is not a pattern of ECMA 262"));
    for text in TEXTS {
        let expected = oracle.find(text).is_some();
        assert_eq!(matches(&translated, text), Some(expected), "{pattern} as {translated:?} on {text:?}");
    }
}

#[test]
fn patterns_match_as_ecma_262_defines() {
    for pattern in [
        "(?i:\\b),{0,2}",
        "(?i:\\Ba|\\b-)",
        "(?i:\\b(?-i:\\b))",
        "",
        "a",
        "^a$",
        "^$",
        "a|b",
        "a|",
        "^(a+)+$",
        "(?:a|b)*",
        "^a{2}$",
        "^a{1,2}$",
        "^a{1,}$",
        "^a{0}$",
        "a??",
        "a{1,2}?",
        ".",
        "^.$",
        "^..$",
        "\\d",
        "\\D",
        "\\w",
        "\\W",
        "^\\W$",
        "\\s",
        "^\\S$",
        "[\\s\\S]",
        "[^\\s]",
        "[\\w-]",
        "[a-\\d]",
        "[\\d-a]",
        "[]",
        "[^]",
        "[^a]",
        "[a-b]",
        "[a&&b]",
        "[a~~b]",
        "[--a]",
        "[a-]",
        "[-a]",
        "[\\-a]",
        "[[]",
        "[[a]]",
        "[\\b]",
        "\\ba\\b",
        "\\Ba",
        "a\\B",
        "\\bé",
        "(?=a)b|a",
        "(?!a)",
        "^(?!a)",
        "(?<=a)b",
        "(?<!a)b",
        "^(?=.*\\bb\\b)",
        "^(?!a|b)",
        "^(?=a)(?!ab).*$",
        "(?!a)^.$",
        "^(?=.)^(?=a|b)(?:a|ab)$",
        "(a)\\1",
        "^(?:(a|b)\\1)+$",
        "(?<x>a)\\k<x>",
        "(?:(a)b)?",
        "\\u0061",
        "\\u{61}",
        "\\x61",
        "\\ud83d\\ude00",
        "[\\ud83d\\ude00]",
        "[\\ud800-\\udfff]",
        "[^\\ud800-\\udfff]",
        "[\\ue000-\\uffff]",
        "\\cJ",
        "\\0",
        "\\n",
        "[\\n]",
        "\\/",
        "\\-",
        "\\_",
        "\\@",
        "[\\_]",
        "\\$",
        "\\{1\\}",
        "{",
        "}",
        "]",
        "a{",
        "a{b",
        "a{1",
        "{a}",
        "^{1",
        "\\p{L}",
        "\\P{L}",
        "^\\p{Lu}$",
        "[\\p{L}\\d]",
        "[^\\p{L}]",
        "\\p{Script=Greek}",
        "\\p{ASCII}",
        "\\07",
        "\\1",
        "[\\1]",
        "\\8",
        "(?i:A)",
        "(?i:é)",
        "(?i:[^a])",
        "(?i:s)",
        "(?i:k)",
        "(?s:^.$)",
        "(?-i:a)",
        "é",
        "[é]",
        "[à-ÿ]",
        "\u{2028}",
        "a{,b",
        "\\.",
        "[.]",
        "[*+?(){}|$^]",
        "[\\]]",
        "\\[a\\]",
    ] {
        same(pattern);
    }
}

#[test]
fn common_syntax_stays_unchanged() {
    for pattern in [
        "^[a-z0-9_-]{1,40}$",
        "^(a+)+$",
        "^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$",
        "^\\p{Lu}",
        "\\.json$",
        "^https?:\\/\\/",
        "^[^\\n\\r]+$",
        "^\\+[1-9][0-9]*?$",
    ] {
        assert_eq!(translate(pattern), Ok(Matcher::Linear(pattern.to_owned())));
    }
    assert_eq!(
        translate("^(?=.*a)(?!b)[ab]+$"),
        Ok(Matcher::All(vec![
            (true, "^(?:[^\\n\\r\\x{2028}\\x{2029}]*a)".to_owned()),
            (false, "^(?:b)".to_owned()),
            (true, "^(?:[ab]+$)".to_owned()),
        ]))
    );
    assert_eq!(translate("^[A-Z]{2}(?!X)"), Ok(Matcher::Backtracking("^[A-Z]{2}(?!X)".to_owned())));
    assert_eq!(translate("^\\d+$"), Ok(Matcher::Linear("^[0-9]+$".to_owned())));
}

#[test]
fn syntax_of_other_dialects_is_an_error_unless_it_is_unambiguous() {
    assert_eq!(translate("(?i)^ab$"), Ok(Matcher::Linear("(?i:^ab$)".to_owned())));
    assert_eq!(translate("(?P<x>a)"), Ok(Matcher::Linear("(a)".to_owned())));
    let invalid = |at, problem| Err(Refusal::Invalid { at, problem });
    for (pattern, at, problem) in [
        ("((", 1, Problem::OpenGroup),
        ("a)", 1, Problem::ClosedGroup),
        ("[a", 0, Problem::OpenClass),
        ("[b-a]", 2, Problem::Range),
        ("*a", 0, Problem::Quantifier),
        ("a++", 2, Problem::Quantifier),
        ("^*", 1, Problem::Quantifier),
        ("a{2,1}", 0, Problem::Bounds),
        ("a{,3}", 1, Problem::Quantifier),
        ("a\\", 1, Problem::Escape),
        ("\\Aa\\z", 0, Problem::ForeignEscape),
        ("\\pL", 0, Problem::ForeignEscape),
        ("[[:alpha:]]", 1, Problem::ForeignGroup),
        ("(?>a)", 0, Problem::ForeignGroup),
        ("a(?i)b", 1, Problem::ForeignGroup),
        ("(?:(a)|b)\\1", 9, Problem::Reference),
        ("(a)?\\1", 4, Problem::Reference),
        ("\\1(a)", 0, Problem::Reference),
        ("(?!(a))\\1", 7, Problem::Reference),
        ("\\k<y>(?<x>a)", 0, Problem::Reference),
    ] {
        assert_eq!(translate(pattern), invalid(at, problem), "{pattern}");
    }
    let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
    let nested = format!("{}a{}", "(?:".repeat(200), ")".repeat(200));
    assert_eq!(translate(&deep), Err(Refusal::TooLarge));
    assert_eq!(translate(&nested), invalid(180, Problem::Depth));
    assert_eq!(translate("(?:a{1000}){1000}"), Err(Refusal::TooLarge));
    assert_eq!(translate("(?:(?:(?:(?=a)|){999}){999}){999}"), Err(Refusal::TooLarge));
    assert_eq!(translate("\\p{Nothing}"), Err(Refusal::Unknown));
}

const TOKENS: [&str; 60] = [
    "a",
    "b",
    "A",
    "0",
    "-",
    "_",
    "é",
    "😀",
    " ",
    "^",
    "$",
    ".",
    "|",
    "(",
    ")",
    "(?:",
    "(?=",
    "(?!",
    "(?<=",
    "(?<!",
    "(?<n>",
    "(?i:",
    "(?s:",
    "[",
    "]",
    "[^",
    "*",
    "+",
    "?",
    "{1}",
    "{0,2}",
    "{1,}",
    "{",
    "}",
    ",",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "\\S",
    "\\b",
    "\\B",
    "\\1",
    "\\2",
    "\\k<n>",
    "\\p{L}",
    "\\P{Lu}",
    "\\u0061",
    "\\u{1F600}",
    "\\x41",
    "\\n",
    "\\-",
    "\\.",
    "\\]",
    "\\/",
    "a-b",
    "&&",
    "~",
    "--",
];

/// Returns the number of random patterns, which `OASMITH_PATTERNS` sets.
fn cases() -> u32 {
    std::env::var("OASMITH_PATTERNS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_500)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_patterns_match_as_ecma_262_defines(tokens in prop::collection::vec(0..TOKENS.len(), 0..9)) {
        let pattern: String = tokens.iter().map(|index| TOKENS[*index]).collect();
        let (Ok(translated), Some(oracle)) = (translate(&pattern), oracle(&pattern)) else { return Ok(()) };
        for text in TEXTS {
            let expected = oracle.find(text).is_some();
            prop_assert_eq!(matches(&translated, text), Some(expected), "{} as {:?} on {:?}", pattern, translated, text);
        }
    }

    #[test]
    fn translation_of_any_text_returns(pattern in ".{0,40}") {
        let _ = translate(&pattern);
    }
}
