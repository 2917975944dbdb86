//! Rust source as tokens with their places in the text, so that edits keep comments and formatting.

use std::ops::Range;

use ra_ap_rustc_lexer::{DocStyle, FrontmatterAllowed, TokenKind, tokenize};

/// Rust source and its tokens.
pub(super) struct Code<'t> {
    pub(super) text: &'t str,
    tokens: Vec<(TokenKind, Range<usize>)>,
    /// The position of the closing token, for each opening one.
    closing: Vec<Option<usize>>,
}

impl<'t> Code<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut end = 0;
        let tokens: Vec<_> = tokenize(text, FrontmatterAllowed::No)
            .map(|token| {
                let start = end;
                end += token.len as usize;
                (token.kind, start..end)
            })
            .collect();
        let (mut closing, mut open) = (vec![None; tokens.len()], Vec::new());
        for (index, (kind, _)) in tokens.iter().enumerate() {
            match kind {
                TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => open.push(index),
                TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                    if let Some(start) = open.pop() {
                        closing[start] = Some(index);
                    }
                }
                _ => {}
            }
        }
        Self { text, tokens, closing }
    }

    /// Returns the number of tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the kind of a token; that of the end behind the last one.
    pub(super) fn kind(&self, index: usize) -> TokenKind {
        self.tokens.get(index).map_or(TokenKind::Eof, |(kind, _)| *kind)
    }

    /// Returns the place of a token in the text.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        self.tokens.get(index).map_or(self.text.len()..self.text.len(), |(_, range)| range.clone())
    }

    /// Returns the text of a token.
    pub(super) fn token(&self, index: usize) -> &'t str {
        &self.text[self.range(index)]
    }

    /// Returns whether a token is this identifier or keyword.
    pub(super) fn is_word(&self, index: usize, word: &str) -> bool {
        self.kind(index) == TokenKind::Ident && self.token(index) == word
    }

    /// Returns the position of the closing token for an opening one; the last one for any other token.
    pub(super) fn close(&self, index: usize) -> usize {
        self.closing.get(index).copied().flatten().unwrap_or(self.len())
    }

    /// Returns the next token from `index` on that is no whitespace and no comment.
    pub(super) fn skip(&self, mut index: usize) -> usize {
        while is_trivia(self.kind(index)) || self.is_doc(index, DocStyle::Outer) || self.is_doc(index, DocStyle::Inner)
        {
            index += 1;
        }
        index
    }

    /// Returns the token before `index` that is no whitespace and no comment, if there is one.
    pub(super) fn before(&self, index: usize) -> Option<usize> {
        (0..index).rev().find(|it| self.skip(*it) == *it)
    }

    /// Returns whether a token is a line of documentation.
    pub(super) fn is_doc(&self, index: usize, style: DocStyle) -> bool {
        match self.kind(index) {
            TokenKind::LineComment { doc_style } | TokenKind::BlockComment { doc_style, .. } => {
                doc_style == Some(style)
            }
            _ => false,
        }
    }

    /// Returns the attribute that starts at a token.
    pub(super) fn attribute(&self, index: usize) -> Option<Attribute> {
        if self.kind(index) != TokenKind::Pound {
            return None;
        }
        let next = self.skip(index + 1);
        let is_inner = self.kind(next) == TokenKind::Bang;
        let open = if is_inner { self.skip(next + 1) } else { next };
        (self.kind(open) == TokenKind::OpenBracket).then(|| Attribute {
            start: index,
            open,
            end: self.close(open),
            is_inner,
        })
    }

    /// Returns whole lines for a range that is alone on them, and the range itself otherwise.
    pub(super) fn lines(&self, range: Range<usize>) -> Range<usize> {
        let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at + 1);
        let is_alone = self.text[start..range.start].trim().is_empty() && self.text[range.end..end].trim().is_empty();
        if is_alone { start..end } else { range }
    }
}

/// An attribute, as the positions of its tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    /// `#`.
    pub(super) start: usize,
    /// `[`.
    pub(super) open: usize,
    /// `]`.
    pub(super) end: usize,
    /// Whether it is `#![..]`.
    pub(super) is_inner: bool,
}

/// Returns whether a token is whitespace, or a comment that is no documentation.
pub(super) fn is_trivia(kind: TokenKind) -> bool {
    match kind {
        TokenKind::Whitespace => true,
        TokenKind::LineComment { doc_style } | TokenKind::BlockComment { doc_style, .. } => doc_style.is_none(),
        _ => false,
    }
}

/// Edits of a text. An edit within a range that another edit removes has no effect.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Replaces a range.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.0.push((range, text.into()));
    }

    /// Returns the edited text.
    pub(super) fn apply(mut self, text: &str) -> String {
        // An insertion precedes what begins at the same place.
        self.0.sort_by_key(|(range, _)| (range.start, !range.is_empty(), std::cmp::Reverse(range.end)));
        let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
        for (range, replacement) in self.0 {
            if range.start < at {
                continue;
            }
            edited.push_str(&text[at..range.start]);
            edited.push_str(&replacement);
            at = range.end;
        }
        edited + &text[at..]
    }
}
