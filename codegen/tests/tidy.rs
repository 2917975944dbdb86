//! Rules of the code base: which module may use which, how large a file may be.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module of the generator may use, beside those that every one may.
const ARROWS: [(&str, &[&str]); 40] = [
    ("analyze", &["analyze", "diagnostic", "ir", "location"]),
    ("astray", &["location", "source", "text"]),
    ("baseline", &["config", "source"]),
    (
        "build",
        &[
            "baseline",
            "config",
            "diagnostic",
            "emit",
            "generate",
            "generate_all",
            "host",
            "since",
            "source",
            "Generated",
            "Generations",
            "Since",
            "text",
        ],
    ),
    ("choices", &["location", "astray", "config", "diagnostic", "ir", "lower", "source"]),
    (
        "cli",
        &[
            "location",
            "baseline",
            "config",
            "diagnostic",
            "diff",
            "emit",
            "generate",
            "host",
            "Counts",
            "Generated",
            "Generation",
            "Loaded",
            "Since",
            "Through",
            "Diagnosed",
            "init",
            "inspect",
            "missing_files",
            "read_alone",
            "source",
            "text",
            "cli",
            "inspect_all",
            "generate_all",
            "listing_of",
            "since",
            "Generations",
        ],
    ),
    ("combine", &["analyze", "combine", "config", "diagnostic", "grow", "ir", "name", "parallel", "surface"]),
    ("config", &["ir", "keyword", "location", "name", "text"]),
    ("diagnostic", &["location", "text", "diagnostic"]),
    ("diff", &["diff", "ir", "location", "name", "source", "surface", "text"]),
    ("dialect", &["diagnostic", "extension", "location", "parallel", "pattern", "source", "text", "dialect"]),
    ("emit", &["parallel"]),
    ("extension", &["extension", "ir", "source"]),
    ("format", &["render"]),
    (
        "generation",
        &[
            "config",
            "diagnostic",
            "dialect",
            "emit",
            "format",
            "host",
            "layout",
            "parallel",
            "render",
            "source",
            "surface",
            "Loaded",
        ],
    ),
    ("grow", &["analyze", "grow", "ir", "location", "name"]),
    ("host", &["config"]),
    ("init", &["config", "render"]),
    ("inspect", &["location", "diagnostic", "ir", "name", "source", "surface", "Counts"]),
    ("ir", &["location"]),
    ("keep", &["config", "diagnostic", "ir", "location", "name", "text"]),
    ("keyword", &[]),
    ("layout", &["config", "layout"]),
    // The stages in order.
    (
        "loaded",
        &[
            "analyze",
            "baseline",
            "choices",
            "combine",
            "config",
            "diagnostic",
            "dialect",
            "diff",
            "grow",
            "replacement",
            "selection",
            "inspect",
            "ir",
            "keep",
            "location",
            "lower",
            "name",
            "outputs",
            "parallel",
            "render",
            "requirements",
            "source",
            "surface",
            "unknown",
            "Counts",
            "Diagnosed",
            "Generated",
            "Generation",
        ],
    ),
    ("location", &["location"]),
    ("lower", &["diagnostic", "dialect", "extension", "ir", "location", "text", "lower"]),
    ("name", &["analyze", "diagnostic", "ir", "keyword", "location", "name", "text"]),
    ("render", &["analyze", "config", "ir", "name", "render", "surface", "text"]),
    ("parallel", &[]),
    ("pattern", &["ir", "pattern"]),
    ("source", &["diagnostic", "location", "parallel", "source"]),
    ("surface", &["analyze", "config", "ir", "name", "surface", "text"]),
    ("replacement", &["location", "config", "diagnostic", "lower", "schema_keys", "source", "text"]),
    ("schema_keys", &["location", "astray", "config", "diagnostic", "source", "text"]),
    ("selection", &["config", "diagnostic", "ir", "location", "name", "schema_keys", "source", "surface", "text"]),
    (
        "several",
        &[
            "inspect",
            "baseline",
            "diff",
            "several",
            "source",
            "Since",
            "combine",
            "config",
            "diagnostic",
            "emit",
            "grow",
            "name",
            "parallel",
            "render",
            "rendered",
            "requirements",
            "surface",
            "Counts",
            "Diagnosed",
            "Generated",
            "Generation",
            "Loaded",
        ],
    ),
    ("text", &[]),
    ("unknown", &["location", "astray", "config", "diagnostic", "source"]),
    ("lib", &[]),
    ("main", &[]),
];

/// The paths that parts of a module may use, where a part may use less than its module.
const INNER_ARROWS: [(&str, &[&str]); 2] = [
    ("dialect/grammar", &["dialect::grammar", "dialect::version", "extension", "source"]),
    (
        "dialect/lax",
        &[
            "diagnostic",
            "dialect::grammar",
            "dialect::int_or_string",
            "dialect::json_schema::types",
            "dialect::lax",
            "dialect::moved",
            "dialect::operations",
            "dialect::version",
            "dialect::walk",
            "extension",
            "location",
            "pattern",
            "source",
        ],
    ),
];

/// Crates that only some modules may use.
const FENCED: [(&str, &[&str]); 10] = [
    ("openapiv3", &["dialect", "lower"]),
    ("proc_macro2", &["config", "name", "render", "format"]),
    ("quote", &["name", "render", "format"]),
    ("syn", &["config", "format"]),
    ("prettyplease", &["format"]),
    ("ra_ap_rustc_lexer", &["layout"]),
    ("serde_yaml", &["source"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
];

const MAX_LINES: usize = 450;

/// The number of lines of a function: a screen.
const MAX_FUNCTION_LINES: usize = 80;

const MAX_PARAMETERS: usize = 6;

/// The number of characters of a line with a comment.
const MAX_COMMENT: usize = 130;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

fn module(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Returns the code of a file, without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.split("\n#[cfg(test)]").next().unwrap().to_owned()
}

#[test]
fn modules_use_only_allowed_modules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let module = module(&root, &path);
        if module == "lib" || module == "main" {
            continue;
        }
        let (_, allowed) =
            ARROWS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("no rule for {module}"));
        for line in code(&path).lines().filter(|line| !line.trim_start().starts_with("//")) {
            // Quoted text is generated code.
            let line = line.split('"').next().unwrap_or_default();
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                // The generator has no modules of these names: they are those of generated crates.
                let is_generated = ["errors", "runtime", "types", "Upload"].contains(&used.as_str());
                let fine = used.is_empty() || is_generated || used == module || allowed.contains(&used.as_str());
                assert!(fine, "{}: `{module}` may not use `{used}`: {line}", path.display());
            }
            for (name, owners) in FENCED {
                let uses = line.contains(&format!("{name}::"));
                assert!(
                    !uses || owners.contains(&module.as_str()),
                    "{}: `{name}` is restricted to other modules: {line}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn parts_of_modules_use_only_what_they_may() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for (part, allowed) in INNER_ARROWS {
        let own = |path: &&PathBuf| path.starts_with(root.join(part)) || **path == root.join(part).with_extension("rs");
        assert!(files.iter().any(|path| own(&path)), "there is no {part}");
        for path in files.iter().filter(own) {
            for line in code(path).lines().filter(|line| !line.trim_start().starts_with("//")) {
                // A visibility is no use.
                for used in line.replace("in crate::", "").split("crate::").skip(1) {
                    let is_of = |allowed: &&str| {
                        let rest = used.strip_prefix(*allowed);
                        rest.is_some_and(|rest| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_'))
                    };
                    assert!(allowed.iter().any(is_of), "{}: `{part}` may not use this: {line}", path.display());
                }
            }
        }
    }
}

#[test]
fn files_are_small() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&manifest.join("src"), &mut files);
    for path in files {
        let lines = code(&path).lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines: split it", path.display());
    }
}

#[test]
fn only_the_command_line_and_the_build_script_print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    for path in files {
        let module = module(&root, &path);
        let prints = ["println!(", "eprintln!(", "print!("];
        let may = ["cli", "build", "render"].contains(&module.as_str());
        let found = code(&path)
            .lines()
            .any(|line| !line.trim_start().starts_with("//") && prints.iter().any(|it| line.contains(it)));
        assert!(may || !found, "{} prints", path.display());
    }
}

/// Words of everyday speech in place of the field's terms, and the term to write.
const BANNED: [(&str, &str); 14] = [
    ("answer", "response"),
    ("answers", "responses"),
    ("demanded", "required"),
    ("member", "property or field"),
    ("members", "properties or fields"),
    ("reply", "response"),
    ("replies", "responses"),
    ("said", "declared, described, reported"),
    ("says", "declares, describes, allows, requires"),
    ("stand-in", "canonical type, alias"),
    ("tell", "report, distinguish"),
    ("tells", "reports, distinguishes"),
    ("told", "reported, described"),
    ("wanted", "requested, expected"),
];

/// Removes code spans, which quote code and documents.
fn prose(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

fn banned(place: &str, line: &str, found: &mut Vec<String>) {
    // A member of a workspace is Cargo's term.
    let line = prose(line).replace("workspace member", "").replace("member of your workspace", "");
    let words = line.split(|it: char| !it.is_alphanumeric() && it != '-').map(str::to_lowercase);
    for word in words {
        if let Some((_, instead)) = BANNED.iter().find(|(banned, _)| *banned == word) {
            found.push(format!("{place}: `{word}`; write {instead}: {}", line.trim()));
        }
    }
}

#[test]
fn comments_and_pages_use_the_terms_of_the_field() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut files, mut found) = (Vec::new(), Vec::new());
    ["codegen/src", "runtime/src"].iter().for_each(|folder| sources(&root.join(folder), &mut files));
    for path in files {
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| line.trim_start().starts_with("//")) {
            banned(&path.display().to_string(), line, &mut found);
        }
    }
    let pages = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|it| it == "md"));
    for path in pages.chain(["README.md", "SECURITY.md"].map(|name| root.join(name))) {
        let mut is_code = false;
        for line in fs::read_to_string(&path).unwrap().lines() {
            let is_fence = line.trim_start().starts_with("```");
            is_code ^= is_fence;
            if !is_code && !is_fence {
                banned(&path.display().to_string(), line, &mut found);
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A function as rustfmt lays it out: its lines, and the types of its parameters but `self`.
struct Function<'t> {
    name: &'t str,
    lines: usize,
    parameters: Vec<String>,
}

fn functions(code: &str) -> Vec<Function<'_>> {
    let lines: Vec<&str> = code.lines().collect();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let rest = text.strip_prefix("pub(crate) ").or(text.strip_prefix("pub(super) ")).unwrap_or(text);
        let rest = rest.strip_prefix("pub ").unwrap_or(rest);
        let rest = rest.strip_prefix("const ").or(rest.strip_prefix("async ")).unwrap_or(rest);
        let Some(name) = rest.strip_prefix("fn ").and_then(|rest| rest.split(['(', '<']).next()) else { continue };
        let end = format!("{}}}", &line[..line.len() - text.len()]);
        let length = match line.ends_with(['}', ';']) {
            true => 1,
            false => lines[start..].iter().position(|it| *it == end).map_or(1, |last| last + 1),
        };
        functions.push(Function { name, lines: length, parameters: parameters(&lines[start..start + length]) });
    }
    functions
}

/// Returns the parameters between the parentheses after a function's name, split at commas outside brackets.
fn parameters(lines: &[&str]) -> Vec<String> {
    let (text, mut depth, mut found) = (lines.join(" "), 0_i32, vec![String::new()]);
    let mut before = ' ';
    for character in text.split_once('(').map_or("", |(_, rest)| rest).chars() {
        depth += match character {
            '(' | '[' | '<' | '{' => 1,
            ')' | ']' | '}' => -1,
            '>' if before != '-' && before != '=' => -1,
            _ => 0,
        };
        before = character;
        match (depth, character) {
            (-1, _) => break,
            (0, ',') => found.push(String::new()),
            _ => found.last_mut().unwrap().push(character),
        }
    }
    found.retain(|it| !it.trim().is_empty() && !it.split(':').next().unwrap().ends_with("self"));
    found
}

#[test]
fn functions_are_small_and_comments_are_narrow() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut files, mut found) = (Vec::new(), Vec::new());
    ["codegen/src", "runtime/src"].iter().for_each(|folder| sources(&root.join(folder), &mut files));
    for path in files.iter().filter(|path| !path.ends_with("tests.rs")) {
        let code = code(path);
        for Function { name, lines, parameters } in functions(&code) {
            let flags = parameters.iter().filter(|it| it.trim().ends_with(": bool")).count();
            if lines > MAX_FUNCTION_LINES {
                found.push(format!("{}: `{name}` has {lines} lines: split it", path.display()));
            }
            if parameters.len() > MAX_PARAMETERS {
                found.push(format!("{}: `{name}` has {} parameters", path.display(), parameters.len()));
            }
            if flags > 1 {
                found.push(format!("{}: `{name}` has {flags} booleans, which callers may swap", path.display()));
            }
        }
        for line in
            code.lines().filter(|line| line.trim_start().starts_with("//") && line.chars().count() > MAX_COMMENT)
        {
            found.push(format!("{}: a comment is too wide: {line}", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
