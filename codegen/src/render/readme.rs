//! `README.md`.

use crate::render::{Block, Content, Context, File, docs, example};
use crate::text::one_line;

/// Returns `README.md`.
pub(super) fn file(context: Context<'_>) -> File {
    let name = &context.config.name;
    let about = context.api.description.as_deref().map(docs::markdown).unwrap_or_default();
    let what = if context.config.has_client() { "A client for" } else { "The types of" };
    let title = format!("{what} {} ({}).", one_line(&context.api.title), one_line(&context.api.version));
    let blocks = [
        Some(Block::Lines(vec![format!("# {name}")])),
        Some(Block::Lines(docs::markdown(&title))),
        Some(Block::Lines(about)),
        example::block(context, "rust,no_run"),
        Some(Block::Lines(vec![
            "`api.txt` lists the public items of the crate, one a line. `oasmith` generates this crate from an OpenAPI"
                .to_owned(),
            "document: change the document, not these files.".to_owned(),
        ])),
    ];
    File::new("README.md", Content::Markdown(blocks.into_iter().flatten().collect()))
}
