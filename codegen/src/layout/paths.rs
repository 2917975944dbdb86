//! Paths relative to the file that uses them, so that a module compiles wherever it is declared.

use std::collections::BTreeSet;

use ra_ap_rustc_lexer::{DocStyle, TokenKind};

use crate::layout::code::{Code, Edits};

/// The name of the runtime in files that invoke its macros. A macro's paths are resolved where it is invoked, and `$crate` is
/// the host crate. Names of the API do not end with `_`.
const ALIAS: &str = "runtime_";

/// The start of a link to an item of the crate in documentation.
const LINK: &str = "](crate::";

/// A module in the text: the file, or a module in braces.
struct Scope {
    /// The closing brace.
    end: usize,
    /// The first token of the items.
    start: usize,
    invokes: bool,
}

/// Returns the names of the macros that a text defines and whose paths begin at the root of the crate.
pub(super) fn macros(text: &str) -> BTreeSet<String> {
    let code = Code::new(text);
    let definitions = (0..code.len()).filter_map(|index| definition(&code, index));
    let own = definitions.filter(|(_, open)| (*open..code.close(*open)).any(|it| macro_root(&code, it).is_some()));
    own.map(|(name, _)| code.token(name).to_owned()).collect()
}

/// Returns a text with paths relative to its file, which is `depth` modules below the root of the API. `macros` are the names
/// of the runtime's macros.
pub(super) fn relative(text: &str, depth: usize, macros: &BTreeSet<String>) -> String {
    let code = Code::new(text);
    let mut edits = Edits::default();
    let mut scopes = vec![Scope { end: code.len(), start: items(&code, 0), invokes: false }];
    let mut index = 0;
    while index < code.len() {
        if let Some((_, open)) = definition(&code, index) {
            (open..code.close(open)).for_each(|it| in_definition(&code, it, &mut edits));
            index = code.close(open);
            continue;
        }
        while scopes.last().is_some_and(|it| it.end <= index && scopes.len() > 1) {
            scopes.pop().into_iter().for_each(|it| import(&code, &it, depth + scopes.len(), &mut edits));
        }
        let inner = depth + scopes.len() - 1;
        let next = code.skip(index + 1);
        match code.kind(index) {
            TokenKind::Ident if code.token(index) == "crate" && code.token(next) == ":" => {
                edits.replace(code.range(index).start..code.range(next + 1).end, chain(inner));
            }
            TokenKind::Ident
                if code.token(index) == "mod" && code.kind(code.skip(next + 1)) == TokenKind::OpenBrace =>
            {
                let open = code.skip(next + 1);
                scopes.push(Scope { end: code.close(open), start: items(&code, open + 1), invokes: false });
                index = open;
            }
            TokenKind::Ident if macros.contains(code.token(index)) && code.kind(next) == TokenKind::Bang => {
                scopes.iter_mut().last().into_iter().for_each(|it| it.invokes = true);
            }
            _ if code.is_doc(index, DocStyle::Outer) || code.is_doc(index, DocStyle::Inner) => {
                // `//!` describes the module around it.
                let doc = code.token(index);
                if doc.contains(LINK) {
                    edits.replace(code.range(index), doc.replace(LINK, &format!("]({}", chain(inner))));
                }
            }
            _ => {}
        }
        index += 1;
    }
    while let Some(scope) = scopes.pop() {
        import(&code, &scope, depth + scopes.len(), &mut edits);
    }
    edits.apply(text)
}

/// Returns the path from a module to the root of the API.
fn chain(depth: usize) -> String {
    if depth == 0 { "self::".to_owned() } else { "super::".repeat(depth) }
}

/// Returns the name and the opening brace of the definition of a macro at a token.
fn definition(code: &Code<'_>, index: usize) -> Option<(usize, usize)> {
    if !code.is_word(index, "macro_rules") {
        return None;
    }
    let bang = code.skip(index + 1);
    let name = code.skip(bang + 1);
    let open = code.skip(name + 1);
    (code.kind(bang) == TokenKind::Bang && code.kind(open) == TokenKind::OpenBrace).then_some((name, open))
}

/// Returns the last token of the root of a path in a macro's definition, `$crate` or `crate`, that begins at a token.
fn macro_root(code: &Code<'_>, index: usize) -> Option<usize> {
    let is_crate = |at: usize| code.token(at) == "crate" && code.kind(code.skip(at + 1)) == TokenKind::Colon;
    match code.kind(index) {
        TokenKind::Dollar => is_crate(index + 1).then_some(index + 1),
        TokenKind::Ident => is_crate(index).then_some(index),
        _ => None,
    }
}

/// Edits a token of a macro's definition. Only operations and their mocks link to operations from macros, and both are two
/// modules below the root.
fn in_definition(code: &Code<'_>, index: usize, edits: &mut Edits) {
    let token = code.token(index);
    if let Some(root) = macro_root(code, index) {
        // `$crate::runtime`.
        let end = if code.is_word(root + 3, "runtime") { root + 3 } else { root };
        edits.replace(code.range(index).start..code.range(end).end, ALIAS);
    } else if token.contains(LINK) && !matches!(code.kind(index), TokenKind::Whitespace) {
        let operations = format!("{LINK}operations::");
        let token = token.replace(&operations, &format!("]({}operations::", chain(2)));
        edits.replace(code.range(index), token.replace(LINK, &format!("]({ALIAS}::")));
    }
}

/// Returns the first token of the items from `index` on: the one after the documentation of the module.
fn items(code: &Code<'_>, mut index: usize) -> usize {
    loop {
        let is_space = matches!(code.kind(index), TokenKind::Whitespace | TokenKind::LineComment { doc_style: None });
        match code.attribute(index) {
            Some(attribute) if attribute.is_inner => index = attribute.end + 1,
            _ if is_space || code.is_doc(index, DocStyle::Inner) => index += 1,
            _ => return index,
        }
    }
}

/// Imports the runtime in a module that invokes its macros.
fn import(code: &Code<'_>, scope: &Scope, depth: usize, edits: &mut Edits) {
    if !scope.invokes {
        return;
    }
    let at = code.range(scope.start).start;
    let line = code.text[..at].rfind('\n').map_or(0, |it| it + 1);
    let indent = &code.text[line..at];
    let gap = if code.is_word(scope.start, "use") { "" } else { "\n" };
    edits.replace(at..at, format!("use {}runtime as {ALIAS};\n{gap}{indent}", chain(depth)));
}

#[cfg(test)]
mod tests {
    use super::{macros, relative};

    #[test]
    fn paths_depend_on_the_module_that_uses_them() {
        let runtime = "macro_rules! object { ($it:ident) => { impl $crate::runtime::Object for $it {} } }\nmacro_rules! plain { () => {} }\n";
        let macros = macros(runtime);
        assert_eq!(macros.iter().collect::<Vec<_>>(), ["object"]);
        let text = "//! See [`Pet`](crate::types::Pet).\n\nuse crate::runtime::object;\n\nobject!(Pet);\n\nmod inner {\n    pub struct A;\n    crate::runtime::object!(A);\n}\npub(crate) const NAME: &str = \"crate::x\";\n";
        let expected = "//! See [`Pet`](super::super::types::Pet).\n\nuse super::super::runtime as runtime_;\nuse super::super::runtime::object;\n\nobject!(Pet);\n\nmod inner {\n    use super::super::super::runtime as runtime_;\n\n    pub struct A;\n    super::super::super::runtime::object!(A);\n}\npub(crate) const NAME: &str = \"crate::x\";\n";
        assert_eq!(relative(text, 2, &macros), expected);
        assert_eq!(
            relative(runtime, 1, &macros),
            "macro_rules! object { ($it:ident) => { impl runtime_::Object for $it {} } }\nmacro_rules! plain { () => {} }\n"
        );
        assert_eq!(relative("pub use crate::runtime::Error;\n", 0, &macros), "pub use self::runtime::Error;\n");
    }
}
