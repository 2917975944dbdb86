//! Documents whose text has been released: of each file they keep the lines that reports show.

use std::collections::HashMap;

use crate::diagnostic::Diagnostic;
use crate::location::{EXCERPT_BYTES, File, Locate as _, Pointer, Span, boundary};
use crate::source::{Document, Node};

/// The locations that a document without its text still has, with ranges of the text that is kept.
#[derive(Debug, Default)]
pub(super) struct Released {
    /// By the file and the pointer that a report has: the file, the range, and the pointer into the file.
    pub(super) places: HashMap<(Option<usize>, Pointer), (usize, Span, Pointer)>,
    /// By file and byte offset.
    pub(super) offsets: HashMap<(usize, usize), Span>,
}

impl Document {
    /// Releases the trees and the texts, except for the excerpts that the report of these diagnostics and of the applied overlay
    /// actions shows.
    pub(crate) fn release(&mut self, diagnostics: &[Diagnostic]) {
        let spots = diagnostics.iter().map(|it| (it.file, it.pointer.clone(), it.offset));
        let spots = spots.chain(self.applied.iter().map(|it| (Some(it.file), it.pointer.clone(), None)));
        let spots: Vec<(Option<usize>, Pointer, Option<usize>)> = spots.collect();
        let pointers: Vec<_> = spots.iter().map(|(file, pointer, _)| (*file, pointer)).collect();
        let places = self.places(&pointers).into_iter();
        let number = |file: &File| self.files.iter().position(|it| std::ptr::eq(it, file)).unwrap_or_default();
        let places: Vec<_> = places.map(|it| (number(it.file), it.span, it.pointer)).collect();
        let mut texts: Vec<String> = vec![String::new(); self.files.len()];
        let mut released = Released::default();
        for ((file, pointer, offset), (number, span, place)) in spots.into_iter().zip(places) {
            let text = &self.files[number].text;
            if let Some(offset) = offset {
                let span = kept(text, self.span_at(number, offset), &mut texts[number]);
                released.offsets.insert((number, offset), span);
            }
            let span = kept(text, span, &mut texts[number]);
            released.places.insert((file, pointer), (number, span, place));
        }
        self.files.iter_mut().zip(texts).for_each(|(file, text)| file.text = text);
        (self.root, self.contract, self.released) = (Node::Null, None, Some(released));
        self.trees.clear();
    }
}

/// Adds what an excerpt shows of a range to the kept text, and returns the range there.
fn kept(text: &str, span: Span, into: &mut String) -> Span {
    let from = boundary(text, span.start.saturating_sub(EXCERPT_BYTES));
    let to = boundary(text, (span.start + EXCERPT_BYTES + 4).min(text.len()));
    let at = into.len();
    into.push_str(&text[from..to]);
    // The excerpts of this range and of the next one end here.
    into.push('\n');
    let moved = |offset: usize| offset.clamp(from, to) - from + at;
    Span { start: moved(span.start), end: moved(span.end), ..span }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diagnostic::{Code, Diagnostics, Renderer};

    fn rendered(document: &Document, diagnostics: &[Diagnostic]) -> Vec<String> {
        let renderer = Renderer::new(document, false);
        let placed = renderer.place(diagnostics);
        placed.iter().flat_map(|it| [renderer.render(it), renderer.line(it)]).collect()
    }

    /// Returns a document with a diagnostic for each of its values, for one that it does not have, and for some offsets.
    fn reported(text: &str) -> (Document, Vec<Diagnostic>) {
        let mut diagnostics = Diagnostics::default();
        let mut document = Document::parse(Path::new("a.yaml"), text.as_bytes().to_vec(), &mut diagnostics);
        assert!(!diagnostics.has_errors());
        let other = document.add_text(Path::new("other.toml"), "one = 1\nzwei = \"ü\"");
        let mut pointers = vec![(Pointer::root(), &document.root)];
        let mut at = 0;
        while let Some((pointer, node)) = pointers.get(at).cloned() {
            pointers.extend(node.children().map(|(name, child)| (pointer.join(name), child)));
            at += 1;
        }
        for (pointer, _) in &pointers {
            diagnostics.warning(Code::LaxObject, pointer, "a problem").help("advice");
            diagnostics.warning(Code::LaxObject, &pointer.join("lost"), "a problem").help("advice");
        }
        for offset in [0, 3, text.len() / 2, text.len(), text.len() + 9] {
            let reported = diagnostics.warning(Code::LaxText, &Pointer::root(), "a problem").help("advice");
            (reported.file, reported.offset) = (Some(0), Some(offset));
            let reported = diagnostics.warning(Code::LaxText, &Pointer::root(), "a problem").help("advice");
            (reported.file, reported.offset) = (Some(other), Some(offset));
        }
        (document, diagnostics.sorted())
    }

    #[test]
    fn a_report_of_a_released_document_is_the_same() {
        let long = format!("{{\"a\": [{}], \"ü\": {{\"b\": \"{}\"}}}}", "\"é\", ".repeat(200) + "1", "ß".repeat(300));
        let lines = "\u{feff}a:\n  b: |\n    ünï\n    cöde\n\n  c: {d: [1, 2,\n    3]}\ne: 'x'\n";
        let far = format!("a: 1\n{}z: [\"{}\", 2]", "# a comment\n".repeat(90), "x".repeat(158));
        for text in [long.as_str(), lines, &lines.replace('\n', "\r\n"), &far, "{}", "a: é"] {
            let (mut document, diagnostics) = reported(text);
            let before = rendered(&document, &diagnostics);
            document.release(&diagnostics);
            assert_eq!(before, rendered(&document, &diagnostics));
        }
    }

    #[test]
    fn a_document_keeps_only_the_text_of_its_report() {
        let (mut document, diagnostics) = reported(&format!("a: 1\n{}", "# a comment\n".repeat(900)));
        document.release(&diagnostics[..1]);
        assert!(document.files.iter().map(|file| file.text.len()).sum::<usize>() < 400);
        assert_eq!(document.root, Node::Null);
    }
}
