//! The features of re-exports, which the runtime's macro `required` takes as arguments.

use ra_ap_rustc_lexer::TokenKind;

use crate::layout::code::{Code, Edits};

/// Decides the features that `required!` names, of which `is_on` are enabled.
pub(super) fn decided(text: &str, is_on: &dyn Fn(&str) -> bool) -> String {
    let (code, mut edits) = (Code::new(text), Edits::default());
    for index in 0..code.len() {
        let open = code.skip(index + 2);
        let is_call = code.is_word(index, "required") && code.kind(index + 1) == TokenKind::Bang;
        if !is_call || code.kind(open) != TokenKind::OpenBrace {
            continue;
        }
        let first = code.skip(open + 1);
        let (mut end, mut is_enabled) = (first, true);
        while let TokenKind::Literal { .. } | TokenKind::Comma = code.kind(end) {
            is_enabled &= code.kind(end) == TokenKind::Comma || is_on(code.token(end).trim_matches('"'));
            end = code.skip(end + 1);
        }
        if !is_enabled {
            let range = code.lines(code.range(index).start..code.range(code.close(open)).end);
            let is_paragraph = text[..range.start].ends_with("\n\n") && range.start > 0;
            edits.replace(range.start - usize::from(is_paragraph)..range.end, "");
        } else if end > first {
            edits.replace(code.range(first).start..code.range(end).start, "");
        }
    }
    edits.apply(text)
}

#[cfg(test)]
mod tests {
    use super::decided;

    #[test]
    fn calls_with_a_disabled_feature_are_dropped() {
        let text = "use a::required;\n\nrequired! {\n    {\n        a as A,\n    }\n}\n\nrequired! {\n    \"testing\" {\n        b as B,\n    }\n}\n";
        let (off, on) = (decided(text, &|_| false), decided(text, &|_| true));
        assert_eq!(off, "use a::required;\n\nrequired! {\n    {\n        a as A,\n    }\n}\n");
        assert!(on.ends_with("required! {\n    {\n        b as B,\n    }\n}\n"), "{on}");
    }
}
