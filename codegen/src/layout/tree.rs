//! The files of a crate as the tree of its modules.

use std::collections::BTreeMap;

use ra_ap_rustc_lexer::TokenKind;

use crate::layout::code::{Code, Edits};

/// A module with the modules in files of their own that it declares.
#[derive(Debug)]
pub(super) struct Module {
    /// The path of its file.
    pub(super) path: String,
    /// Its depth below the root.
    pub(super) depth: usize,
    /// Its source.
    pub(super) text: String,
    /// The modules that it declares, by name.
    pub(super) modules: BTreeMap<String, Module>,
}

/// Returns the module of the file at `path`, with all that it declares; `None` if the file does not exist, or `decide` returns
/// nothing for its text. A declaration of a module that does not exist is dropped.
pub(super) fn read(
    files: &mut BTreeMap<String, String>,
    path: &str,
    depth: usize,
    decide: &dyn Fn(String) -> Option<String>,
) -> Option<Module> {
    let text = decide(files.remove(path)?)?;
    let folder = path.strip_suffix("lib.rs").or(path.strip_suffix("mod.rs")).map(str::to_owned);
    let folder = folder.unwrap_or_else(|| format!("{}/", path.trim_end_matches(".rs")));
    let (mut modules, mut edits) = (BTreeMap::new(), Edits::default());
    let code = Code::new(&text);
    for Declaration { name, start, end } in declarations(&code) {
        let file = name.trim_start_matches("r#");
        let paths = [format!("{folder}{file}.rs"), format!("{folder}{file}/mod.rs")];
        match paths.iter().find_map(|path| read(files, path, depth + 1, decide)) {
            Some(module) => drop(modules.insert(name.to_owned(), module)),
            None => edits.replace(code.lines(code.range(start).start..code.range(end).end), ""),
        }
    }
    let text = edits.apply(&text);
    Some(Module { path: path.to_owned(), depth, text, modules })
}

/// The declaration of a module in a file of its own: `pub mod name;`.
struct Declaration<'t> {
    name: &'t str,
    /// The first token, without attributes.
    start: usize,
    /// The semicolon.
    end: usize,
}

fn declarations<'t>(code: &Code<'t>) -> Vec<Declaration<'t>> {
    let (mut found, mut index) = (Vec::new(), 0);
    while index < code.len() {
        let name = code.skip(index + 1);
        let end = code.skip(name + 1);
        if code.is_word(index, "mod") && code.kind(end) == TokenKind::Semi {
            let start = visibility(code, index);
            found.push(Declaration { name: code.token(name), start, end });
        }
        let is_open = matches!(code.kind(index), TokenKind::OpenBrace | TokenKind::OpenParen | TokenKind::OpenBracket);
        index = if is_open { code.close(index) } else { index } + 1;
    }
    found
}

/// Returns the first token of the item with the keyword at `index`, without attributes.
pub(super) fn visibility(code: &Code<'_>, index: usize) -> usize {
    let Some(before) = code.before(index) else { return index };
    if code.is_word(before, "pub") {
        return before;
    }
    let open = (0..before).rev().take(8).find(|it| code.kind(*it) == TokenKind::OpenParen && code.close(*it) == before);
    match open.and_then(|open| code.before(open)) {
        Some(start) if code.is_word(start, "pub") => start,
        _ => index,
    }
}

impl Module {
    /// Changes the text of this module and of all in it.
    pub(super) fn change(&mut self, change: &dyn Fn(&Self) -> String) {
        self.text = change(self);
        self.modules.values_mut().for_each(|module| module.change(change));
    }

    /// Returns the files of this module and of all in it.
    pub(super) fn files(self) -> Vec<(String, String)> {
        let inner = self.modules.into_values().flat_map(Self::files);
        std::iter::once((self.path, self.text)).chain(inner).collect()
    }

    /// Returns the source of this module with all modules in braces.
    pub(super) fn inlined(&self) -> String {
        let (code, mut edits) = (Code::new(&self.text), Edits::default());
        for Declaration { name, end, .. } in declarations(&code) {
            let Some(module) = self.modules.get(name) else { continue };
            let inner = indented(&module.inlined());
            edits.replace(code.range(end), format!(" {{\n{inner}}}"));
        }
        edits.apply(&self.text)
    }
}

/// Indents a text by one level, except lines within a literal or a comment.
fn indented(text: &str) -> String {
    let code = Code::new(text);
    let mut inside = vec![];
    for index in 0..code.len() {
        if matches!(code.kind(index), TokenKind::Literal { .. } | TokenKind::BlockComment { .. }) {
            let range = code.range(index);
            inside.extend(text[range.clone()].match_indices('\n').map(|(at, _)| range.start + at + 1));
        }
    }
    let (mut indented, mut at) = (String::with_capacity(text.len() * 5 / 4), 0);
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() && inside.binary_search(&at).is_err() {
            indented.push_str("    ");
        }
        indented.push_str(line);
        at += line.len();
    }
    indented
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn literals_of_several_lines_stay_as_they_are() {
        let text = "const A: &str = \"a\n  b\";\n\nfn f() {\n    g();\n}\n";
        assert_eq!(indented(text), "    const A: &str = \"a\n  b\";\n\n    fn f() {\n        g();\n    }\n");
    }
}
