//! A crate with several documents: its root, its modules, and the types that documents have in common.

mod front;
mod module;
mod types;

use crate::render::render;
use crate::render::{Context, File, Part, client, errors, external, group, runtime, servers, webhooks};
use crate::surface::{Documents, listing};

/// A part of the crate that one thread renders.
#[derive(Clone, Debug)]
pub enum DocumentsPart<'a> {
    /// Files that the crate has once.
    Package(fn(&Documents<'_>) -> Vec<File>),
    /// A part of a document.
    Document(Context<'a>, Part),
}

/// The files that the crate has once.
const PACKAGE: [fn(&Documents<'_>) -> Vec<File>; 8] = [
    |it| runtime::files(it.root),
    |it| vec![client::file(it.root)],
    |it| servers::file(it.root).into_iter().collect(),
    front::files,
    module::files,
    types::files,
    errors::common,
    |it| vec![File::text("api.txt", listing::of_documents(it))],
];

/// The files that a crate without a client has once.
const PACKAGE_OF_TYPES: [fn(&Documents<'_>) -> Vec<File>; 5] = [
    |it| runtime::files(it.root),
    front::files,
    module::files,
    types::files,
    |it| vec![File::text("api.txt", listing::of_documents(it))],
];

/// The files that a document has once; without a client, it has no operations.
const DOCUMENT: [fn(Context<'_>) -> Vec<File>; 7] = [
    |context| vec![File::text(listing::path(&context.names.place.module), listing::of_document(context))],
    |context| group::root(context).into_iter().collect(),
    |context| servers::file(context).into_iter().collect(),
    |context| {
        [crate::render::types::root(context)].into_iter().chain(crate::render::types::required(context)).collect()
    },
    |context| errors::file(context).into_iter().collect(),
    |context| external::file(context).into_iter().collect(),
    |context| webhooks::file(context).into_iter().collect(),
];

/// Splits the crate into parts.
pub fn parts<'a>(documents: &Documents<'a>) -> Vec<DocumentsPart<'a>> {
    let package = match documents.root.config.has_client() {
        true => PACKAGE.to_vec(),
        false => PACKAGE_OF_TYPES.to_vec(),
    };
    let mut parts: Vec<DocumentsPart<'a>> = package.into_iter().map(DocumentsPart::Package).collect();
    for document in &documents.documents {
        let context = document.context;
        let once = DOCUMENT.map(Part::Package).into_iter();
        let is_elsewhere = |part: &Part| matches!(part, Part::Type(id) if context.names.place.is_elsewhere(*id));
        let own = super::own_parts(context).into_iter().filter(|part| !is_elsewhere(part));
        parts.extend(once.chain(own).map(|part| DocumentsPart::Document(context, part)));
    }
    let shared = documents.shared.iter().filter(|it| it.context.facts.canonical_type(it.id).is_none());
    parts.extend(shared.map(|it| DocumentsPart::Document(it.context, Part::Type(it.id))));
    parts
}

/// Renders the files of a part.
pub fn render_part(documents: &Documents<'_>, part: &DocumentsPart<'_>) -> Vec<File> {
    match part {
        DocumentsPart::Package(files) => files(documents),
        DocumentsPart::Document(context, part) => render(*context, part),
    }
}
