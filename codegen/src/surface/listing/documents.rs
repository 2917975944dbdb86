//! The listings of a crate with several documents: `api.txt` has the client, the documents and the types that they have in
//! common, and a file in `api/` each document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::name::{Ident as _, ModulePath};
use crate::surface::item::{Surface, type_item};
use crate::surface::listing::{client_lines, own_lines, server_lines, type_lines};
use crate::surface::previous::{member_line, optional_line, value_line};
use crate::surface::{Context, Documents};
use crate::text::one_line;

/// Returns the path of the listing of a document; that of a crate with one document has no module.
pub(crate) fn path(module: &ModulePath) -> String {
    if module.is_empty() {
        return "api.txt".to_owned();
    }
    let names: Vec<&str> = module.iter().map(|name| name.as_str()).collect();
    format!("api/{}.txt", names.join("/"))
}

/// Returns a module as the beginning of a path.
pub(super) fn spell(module: &ModulePath) -> String {
    module.iter().map(|name| format!("{}::", name.as_str())).collect()
}

/// Returns the listing of a document.
pub(crate) fn of_document(context: Context<'_>) -> String {
    let (module, surface) = (spell(&context.names.place.module), Surface::new(context));
    let mut text = format!("{}\n", module.trim_end_matches("::"));
    if !surface.servers.is_empty() {
        text.push_str("\nservers\n");
        server_lines(&surface, &mut text);
    }
    own_lines(&surface, &mut text);
    text
}

/// Returns `api.txt`.
pub(crate) fn of_documents(documents: &Documents<'_>) -> String {
    let root = Surface::new(documents.root);
    let config = documents.root.config;
    let mut text = format!("{} {}\n", config.name, config.version);
    if config.has_client() {
        client_lines(&root, &mut text);
    }
    text.push_str("\ndocuments\n");
    for document in &documents.documents {
        let module = spell(&document.context.names.place.module);
        let module = module.trim_end_matches("::");
        let api = document.context.api;
        let title = format!("{} ({})", one_line(&api.title), one_line(&api.version));
        // Before the title, which is text of the document.
        let default = if document.is_default { "" } else { ", off by default" };
        let _ = writeln!(text, "  {module}  feature {}{default}  {title}", document.feature);
    }
    let homes: BTreeSet<&ModulePath> = documents.shared.iter().map(|it| it.home).collect();
    for home in homes {
        let _ = writeln!(text, "\n{}types", spell(home));
        for item in documents.shared_of(home) {
            let mut names = item.documents.iter().filter_map(|index| documents.documents.get(*index));
            let names: Vec<String> = names
                .by_ref()
                .map(|it| spell(&it.context.names.place.module).trim_end_matches("::").to_owned())
                .collect();
            let ident = item.context.names.of(item.id).ident.as_str();
            let _ = writeln!(text, "  {ident} in {}", names.join(", "));
            let mut lines = String::new();
            let at_home = type_item(item.context, item.id);
            type_lines(&at_home, item.context, &mut lines, true);
            text.push_str(&lines);
        }
    }
    for item in &documents.errors {
        if let Some(ident) = item.ident() {
            let home = spell(item.home);
            let _ = writeln!(text, "\n{home}errors\n  {} = {}", ident.as_str(), item.spell());
        }
    }
    text
}

/// The feature of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFeature {
    /// Its name.
    pub name: String,
    /// Whether it is on by default.
    pub is_default: bool,
}

/// Returns the features of the documents of a crate from an `api.txt`, by module.
pub fn features(listing: &str) -> BTreeMap<String, DocumentFeature> {
    let lines = listing.lines().skip_while(|line| *line != "documents").skip(1);
    let lines = lines.map_while(|line| line.strip_prefix("  "));
    let feature = |line: &str| {
        let mut parts = line.split("  ");
        let (module, feature) = (parts.next()?, parts.next()?.strip_prefix("feature ")?);
        let name = feature.trim_end_matches(", off by default");
        Some((module.to_owned(), DocumentFeature { name: name.to_owned(), is_default: name == feature }))
    };
    lines.filter_map(feature).collect()
}

/// Returns the names of the types that a document alone has, from its listing.
pub fn own_types(listing: &str) -> BTreeSet<String> {
    let lines = listing.lines().skip_while(|line| *line != "types").skip(1);
    let lines = lines.take_while(|line| line.is_empty() || line.starts_with("  "));
    let idents = lines.filter_map(|line| {
        let item = ["  struct ", "  enum ", "  type "].iter().find_map(|kind| line.strip_prefix(kind))?;
        item.split(|it: char| !it.is_alphanumeric() && it != '_').next()
    });
    idents.map(str::to_owned).collect()
}

/// The parts of types that the documents of a crate have in common, by the module and the name of the type.
pub(crate) type Parts = BTreeMap<(String, String), Vec<String>>;

/// Returns the fields, values and variants of common types that all of their schemas have, from an `api.txt`.
pub fn members(listing: &str) -> Parts {
    parts(listing, |item| member_line(item).map(|(ident, member, _)| (ident, member)))
}

/// Returns the fields of common types that are an `Option` because only some of the schemas have the property.
pub fn optional(listing: &str) -> Parts {
    parts(listing, optional_line)
}

/// Returns the fields of common types for any value.
pub fn values(listing: &str) -> Parts {
    parts(listing, value_line)
}

fn parts(listing: &str, part: impl Fn(&str) -> Option<(&str, &str)>) -> Parts {
    let (mut parts, mut home) = (Parts::new(), None);
    for line in listing.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => home = line.strip_suffix("types").map(|it| it.trim_end_matches("::").to_owned()),
            Some(item) => {
                if let (Some(home), Some((ident, member))) = (&home, part(item)) {
                    parts.entry((home.clone(), ident.to_owned())).or_default().push(member.to_owned());
                }
            }
        }
    }
    parts
}

/// Returns the responses of the enums over error responses that the documents of a crate have in common, by module and name,
/// from an `api.txt`.
pub fn error_homes(listing: &str) -> BTreeMap<(String, String), String> {
    let (mut homes, mut home) = (BTreeMap::new(), None);
    for line in listing.lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => home = line.strip_suffix("errors").map(|it| it.trim_end_matches("::")),
            Some(item) => {
                let error = home.and_then(|home| Some((home, item.split_once(" = ")?)));
                let error = error.map(|(home, (ident, all))| ((home.to_owned(), ident.to_owned()), all.to_owned()));
                homes.extend(error);
            }
        }
    }
    homes
}

/// Returns the modules of the types that the documents of a crate have in common, by module and name, and the modules of their
/// documents, from an `api.txt`.
pub fn homes(listing: &str) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut homes = BTreeMap::new();
    let mut home = None;
    for line in listing.lines() {
        let Some(item) = line.strip_prefix("  ") else {
            if !line.is_empty() {
                home = line.strip_suffix("types").map(|it| it.trim_end_matches("::").to_owned());
            }
            continue;
        };
        let documents = home.as_ref().and_then(|home| Some((home, item.split_once(" in ")?)));
        if let Some((home, (ident, documents))) = documents.filter(|(_, (ident, _))| !ident.contains(' ')) {
            let documents = documents.split(", ").map(str::to_owned).collect();
            homes.insert((home.clone(), ident.to_owned()), documents);
        }
    }
    homes
}
