//! Diagnostics as text, each with an excerpt of the document.

use annotate_snippets::{AnnotationKind, Level, Origin, Snippet};

use crate::diagnostic::{Diagnostic, Severity};
use crate::location::{EXCERPT_BYTES, Locate, Place, Span, boundary};
use crate::text::{shown, shown_source};

/// A renderer for the diagnostics of one document.
pub struct Renderer<'d> {
    document: &'d dyn Locate,
    style: annotate_snippets::Renderer,
}

/// A diagnostic with its location.
#[derive(Clone, Debug)]
pub struct Placed<'d> {
    /// The diagnostic.
    pub diagnostic: &'d Diagnostic,
    /// Its location.
    pub place: Place<'d>,
}

impl<'d> Renderer<'d> {
    /// Creates a renderer, with or without colours.
    pub fn new(document: &'d dyn Locate, colors: bool) -> Self {
        let style = if colors { annotate_snippets::Renderer::styled() } else { annotate_snippets::Renderer::plain() };
        Self { document, style }
    }

    /// Resolves the locations of all diagnostics in one pass over the document.
    pub fn place<'a>(&self, diagnostics: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Placed<'a>>
    where
        'd: 'a,
    {
        let diagnostics: Vec<&Diagnostic> = diagnostics.into_iter().collect();
        let pointers: Vec<_> = diagnostics.iter().map(|it| (it.file, &it.pointer)).collect();
        let document: &'d dyn Locate = self.document;
        let placed = diagnostics.into_iter().zip(document.places(&pointers)).map(|(diagnostic, place)| {
            let file = diagnostic.file.unwrap_or_default();
            let span = diagnostic.offset.map_or(place.span, |offset| document.span_at(file, offset));
            Placed { diagnostic, place: Place { span, ..place } }
        });
        placed.collect()
    }

    /// Renders `severity[code]: message`, the location, the source line with the pointer, and the help.
    pub fn render(&self, Placed { diagnostic, place: Place { file, span, pointer } }: &Placed<'_>) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let excerpt = Excerpt::of(&file.text, span);
        let (pointer, name) = (shown(&pointer.to_string()), shown(&file.name));
        let (message, help) = (shown(&diagnostic.message), diagnostic.help.as_deref().map(shown));
        let mut annotation = AnnotationKind::Primary.span(excerpt.range);
        if diagnostic.offset.is_none() {
            annotation = annotation.label(&pointer);
        }
        let group = level.primary_title(&message).id(diagnostic.code.as_str());
        let snippet = Snippet::source(excerpt.text).fold(false).line_start(span.line).annotation(annotation);
        let mut group = if excerpt.is_whole_line {
            group.element(snippet.path(&name))
        } else {
            // `Snippet::path` would count columns from the start of the excerpt.
            let origin = Origin::path(&name).line(span.line).char_column(span.column);
            group.element(origin).element(snippet)
        };
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(help));
        }
        self.style.render(&[group])
    }

    /// Renders the diagnostic on one line, without the source.
    pub fn line(&self, Placed { diagnostic, place: Place { file, span, pointer } }: &Placed<'_>) -> String {
        let Diagnostic { code, message, .. } = diagnostic;
        let place = format!("{}:{}:{}", file.name, span.line, span.column);
        shown(&format!("{place}: [{code}] {message} (at {pointer})"))
    }
}

/// The line of a span, cut to a readable length around it.
struct Excerpt {
    text: String,
    range: std::ops::Range<usize>,
    /// Whether the excerpt starts at the start of the line.
    is_whole_line: bool,
}

impl Excerpt {
    fn of(text: &str, span: &Span) -> Self {
        // Search no further than the excerpt reaches: a minified document is a single line.
        let before = boundary(text, span.start.saturating_sub(EXCERPT_BYTES));
        let line_start = text[before..span.start].rfind('\n').map_or(before, |at| before + at + 1);
        let after = boundary(text, (span.start + EXCERPT_BYTES + 4).min(text.len()));
        let line_end = text[span.start..after].find('\n').map_or(after, |at| span.start + at);
        let end = span.end.clamp(span.start, line_end);
        let from = if span.start - line_start > EXCERPT_BYTES / 2 {
            boundary(text, span.start - EXCERPT_BYTES / 2)
        } else {
            line_start
        };
        let to = boundary(text, line_end.min(from + EXCERPT_BYTES).max(span.start));
        let line = text[from..to].trim_end_matches('\r');
        let start = (span.start - from).min(line.len());
        Self {
            text: shown_source(line),
            range: start..(end - from).clamp(start, line.len()),
            is_whole_line: from == line_start,
        }
    }
}
