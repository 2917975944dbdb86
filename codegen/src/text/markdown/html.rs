//! HTML within Markdown, without its tags.

/// The meaning of a tag, or of a line of HTML.
pub(super) enum Meaning {
    Break,
    Text(String),
}

/// Returns the meaning of HTML: tags for layout and emphasis are dropped, all others remain as text.
pub(super) fn meaning(html: &str) -> Meaning {
    let start = html.trim().trim_start_matches(['<', '/']);
    let name: String = start.chars().take_while(char::is_ascii_alphanumeric).collect();
    match name.to_ascii_lowercase().as_str() {
        "br" => Meaning::Break,
        "p" | "b" | "i" | "em" | "strong" | "span" | "div" | "ul" | "ol" | "a" | "h1" | "h2" | "h3" | "h4"
        | "small" | "sup" | "sub" | "pre" | "code" | "li" | "u" | "blockquote" => Meaning::Text(without_tags(html)),
        _ if html.trim_start().starts_with("<!--") => Meaning::Text(String::new()),
        _ => Meaning::Text(html.replace('\n', " ")),
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    for character in html.chars() {
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            other if depth == 0 => text.push(if other == '\n' { ' ' } else { other }),
            _ => {}
        }
    }
    // Unescape entities.
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, character)| text.replace(entity, character))
}
