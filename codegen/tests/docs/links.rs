//! Links between the pages, without mdBook: every page, anchor and file that one names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{page_names, path};

/// The links of a text, and the anchors of its headings as GitHub and mdBook make them.
#[derive(Default)]
struct Page {
    links: Vec<String>,
    anchors: BTreeSet<String>,
}

fn parsed(text: &str) -> Page {
    let mut page = Page::default();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => page.links.push(dest_url.into_string()),
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(text) | Event::Code(text) => heading.iter_mut().for_each(|it| it.push_str(&text)),
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&heading.take().unwrap_or_default());
                let count = seen.entry(anchor.clone()).or_default();
                page.anchors.insert(if *count == 0 { anchor } else { format!("{anchor}-{count}") });
                *count += 1;
            }
            _ => {}
        }
    }
    page
}

fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.trim().chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

/// Why a link of the file at `from` leads nowhere.
fn broken(from: &Path, link: &str) -> Option<String> {
    if ["http://", "https://", "mailto:"].iter().any(|scheme| link.starts_with(scheme)) {
        return None;
    }
    let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
    let folder = from.parent().unwrap();
    let target = if file.is_empty() { from.to_owned() } else { folder.join(file) };
    if !target.exists() {
        return Some("there is no such file".to_owned());
    }
    let is_in_the_book = folder == path("");
    if is_in_the_book && (file.contains('/') || !target.is_file()) {
        return Some("the book has no such page: name the file instead of linking it".to_owned());
    }
    let has_anchor = fragment.is_empty() || parsed(&fs::read_to_string(&target).unwrap()).anchors.contains(fragment);
    (!has_anchor).then(|| "the page has no such heading".to_owned())
}

#[test]
fn links_lead_somewhere() {
    let root = path("..");
    let mut files: Vec<PathBuf> = ["README.md", "SECURITY.md", "fuzz/README.md"].map(|name| root.join(name)).into();
    files.extend(page_names().iter().map(|name| path(name)));
    let mut problems = Vec::new();
    for file in files {
        for link in parsed(&fs::read_to_string(&file).unwrap()).links {
            problems.extend(broken(&file, &link).map(|why| format!("{}: {link}: {why}", file.display())));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(broken(&path("types.md"), "#nowhere").as_deref(), Some("the page has no such heading"));
}

#[test]
fn the_contents_list_every_page_once() {
    let mut listed = parsed(&fs::read_to_string(path("SUMMARY.md")).unwrap()).links;
    listed.sort();
    let pages: Vec<String> = page_names().into_iter().filter(|name| name != "SUMMARY.md").collect();
    assert_eq!(listed, pages);
}

/// The files below a folder that people write.
fn written(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap_or_default();
        if path.is_dir() {
            if !["target", ".git", "fixtures", "generated"].contains(&name) {
                written(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

#[test]
fn pages_that_other_files_name_are_there() {
    let mut files = Vec::new();
    written(&path(".."), &mut files);
    let mut problems = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for rest in text.split("docs/").skip(1) {
            let is_of_a_name = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
            let name: String = rest.chars().take_while(is_of_a_name).collect();
            let name = name.trim_end_matches('.');
            if name.ends_with(".md") && !path(name).exists() {
                problems.push(format!("{}: docs/{name}", file.display()));
            }
        }
    }
    assert!(problems.is_empty(), "there are no such pages: {problems:#?}");
}
