//! Proposals for the setting `keep`: types and operations of which only the name changed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use crate::diff::source::{keeps, mentioned};
use crate::name::{Ident as _, Pascal, Snake};
use crate::surface::{PublicItem, PublicItems, ResolvedType, Signature};

/// Returns the lines for the settings that keep the old names of types and operations of which only the name changed; `None`
/// if there are none. Each pair holds the old and the new name as `api.txt` has them, such as `Pet` or `pets.list`.
///
/// A name can be kept if the new crate has no item of that name, and code that uses the item compiles with the new one but for
/// its name.
pub fn proposals(
    types: &[(String, String)],
    operations: &[(String, String)],
    old: &PublicItems,
    new: &PublicItems,
) -> Option<String> {
    let sides = Sides { old: Index::new(old), new: Index::new(new) };
    let types = types.iter().filter_map(|(old, new)| sides.of_type(old, new));
    let types: Vec<Rename<'_>> = types.collect();
    let count = types.len();
    let operations = operations.iter().filter_map(|(old, new)| sides.of_operation(old, new));
    let renames: Vec<Rename<'_>> = types.into_iter().chain(operations).collect();
    let is_kept = kept(&renames, new);
    let names = |from: usize, to: usize| -> BTreeMap<&str, &str> {
        let of = renames[from..to].iter().zip(&is_kept[from..to]).filter(|(_, is_kept)| **is_kept);
        of.map(|(rename, _)| (rename.old, rename.new)).collect()
    };
    let tables = [("types", names(0, count)), ("operations", names(count, renames.len()))];
    let mut text = String::new();
    for (name, names) in tables.into_iter().filter(|(_, names)| !names.is_empty()) {
        let space = if text.is_empty() { "" } else { "\n" };
        let _ = writeln!(text, "{space}[api.keep.{name}]");
        for (old, new) in names {
            let _ = writeln!(text, "{} = {}", key(old), quoted(new));
        }
    }
    (!text.is_empty()).then_some(text)
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Returns a key of TOML, in quotes if it needs them.
fn key(text: &str) -> String {
    let is_bare = text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_');
    if is_bare { text.to_owned() } else { quoted(text) }
}

/// A type or an operation with another name.
struct Rename<'a> {
    old: &'a str,
    new: &'a str,
    /// The items of the old crate, each with the one of the new crate in its place.
    items: Vec<(&'a PublicItem, &'a PublicItem)>,
    /// The paths of the types that get another name.
    paths: HashMap<String, String>,
}

/// The items of a crate by their owner.
struct Index<'a> {
    items: &'a PublicItems,
    by_path: HashMap<&'a str, &'a PublicItem>,
    /// By the path of the type.
    by_type: HashMap<String, Vec<&'a PublicItem>>,
    /// By the operation.
    by_operation: HashMap<&'a str, Vec<&'a PublicItem>>,
}

impl<'a> Index<'a> {
    fn new(items: &'a PublicItems) -> Self {
        let (mut by_type, mut by_operation) = (HashMap::new(), HashMap::new());
        for item in &items.items {
            if let Some(path) = of_type(&item.path) {
                by_type.entry(path).or_insert_with(Vec::new).push(item);
            }
            let operation = item.subject.split('(').next().unwrap_or_default();
            by_operation.entry(operation).or_insert_with(Vec::new).push(item);
        }
        let by_path = items.items.iter().map(|item| (item.path.as_str(), item)).collect();
        Self { items, by_path, by_type, by_operation }
    }

    /// Returns the path of the type that another path re-exports, or the path itself.
    fn resolved(&self, path: &str) -> String {
        self.items.same.get(path).map_or(path, String::as_str).to_owned()
    }

    /// Returns the path of the type of a group of operations.
    fn group(&self, accessor: &str) -> Option<&'a str> {
        match &self.by_path.get(format!("Client::{accessor}").as_str())?.signature {
            Signature::Function(_, ResolvedType::Own(path)) => Some(path),
            _ => None,
        }
    }
}

/// Returns the path of the type to which an item belongs: `types::Pet` of `types::Pet.name` and of `types::required::Pet`,
/// `operations::pets::List` of `operations::pets::List::limit`.
fn of_type(path: &str) -> Option<String> {
    let is_part = |it: char| !it.is_alphanumeric() && it != '_';
    let name = |rest: &str| rest[..rest.find(is_part).unwrap_or(rest.len())].to_owned();
    if let Some(rest) = path.strip_prefix("types::required::").or_else(|| path.strip_prefix("types::")) {
        return Some(format!("types::{}", name(rest)));
    }
    let (kind, rest) = path.split_once("::").filter(|(kind, _)| ["operations", "testing"].contains(kind))?;
    let (module, rest) = rest.split_once("::")?;
    Some(format!("{kind}::{module}::{}", name(rest)))
}

/// The old and the new crate.
struct Sides<'a> {
    old: Index<'a>,
    new: Index<'a>,
}

impl<'a> Sides<'a> {
    /// Returns a type with its items, if the new crate has them all.
    fn of_type(&self, old: &'a str, new: &'a str) -> Option<Rename<'a>> {
        let [before, after] = [old, new].map(|name| format!("types::{name}"));
        if self.new.by_path.contains_key(before.as_str()) {
            return None;
        }
        let starts = [(before.clone(), after.clone()), (required(&before), required(&after))];
        let pair = |item: &&'a PublicItem| {
            let (start, into) = starts.iter().rev().find(|(start, _)| item.path.starts_with(start))?;
            let path = format!("{into}{}", &item.path[start.len()..]);
            Some((*item, *self.new.by_path.get(path.as_str())?))
        };
        let items = self.old.by_type.get(&before)?.iter().map(pair).collect::<Option<_>>()?;
        let paths = starts.iter().map(|(old, new)| (old.clone(), self.new.resolved(new))).collect();
        Some(Rename { old, new, items, paths })
    }

    /// Returns an operation with its items, if the new crate has them all.
    fn of_operation(&self, old: &'a str, new: &'a str) -> Option<Rename<'a>> {
        let (before, after) = (Operation::new(old, &self.old)?, Operation::new(new, &self.new)?);
        let is_free = !self.new.by_path.contains_key(format!("{}::{}", before.group, before.method).as_str());
        // Where no operation is left in the group, its accessor determines the other names.
        let has_same_group = match self.new.group(before.accessor) {
            Some(group) => group == before.group,
            None => is_named_after(before.group, before.accessor),
        };
        if !is_free || !has_same_group {
            return None;
        }
        let headers = format!("operations::{}::{}Headers", before.module, before.pascal.as_str());
        let items = [self.old.by_operation.get(old), self.old.by_type.get(&headers)].into_iter().flatten().flatten();
        let mut paths = HashMap::new();
        let mut pairs = Vec::new();
        for item in items {
            let path = before.moved(&item.path, &after)?;
            pairs.push((*item, *self.new.by_path.get(path.as_str())?));
            if let (Some(own), Some(moved)) = (of_type(&item.path), of_type(&path)) {
                paths.insert(own, self.new.resolved(&moved));
            }
        }
        // The groups themselves are other types.
        paths.retain(|path, _| path.rsplit("::").next() != before.group.rsplit("::").next());
        Some(Rename { old, new, items: pairs, paths })
    }
}

/// Returns whether the type of a group has the path that follows from this accessor.
fn is_named_after(group: &str, accessor: &str) -> bool {
    let (module, ident) = (Snake::file(accessor), Pascal::new(accessor));
    let path = format!("operations::{}::{}", module.as_str(), ident.as_str());
    group == path || group.strip_suffix("Group") == Some(path.as_str())
}

fn required(path: &str) -> String {
    path.replacen("types::", "types::required::", 1)
}

/// The names of an operation.
struct Operation<'a> {
    accessor: &'a str,
    method: &'a str,
    pascal: Pascal,
    /// The path of the type of its group.
    group: &'a str,
    /// The module of its group.
    module: &'a str,
}

impl<'a> Operation<'a> {
    fn new(name: &'a str, index: &Index<'a>) -> Option<Self> {
        let (accessor, method) = name.split_once('.')?;
        let group = index.group(accessor)?;
        let module = group.split("::").nth(1)?;
        Some(Self { accessor, method, pascal: Pascal::new(method), group, module })
    }

    /// Returns the path of an item of the operation, or of its mock, under the names of another one.
    fn moved(&self, path: &str, to: &Operation<'_>) -> Option<String> {
        let (kind, rest) = path.split_once("::")?;
        let rest = rest.strip_prefix(self.module)?.strip_prefix("::")?;
        let [own, other] = [self.group, to.group].map(|group| group.rsplit("::").next().unwrap_or(group));
        let rest = match rest.strip_prefix(own).and_then(|rest| rest.strip_prefix("::")) {
            Some(method) if method == self.method => format!("{other}::{}", to.method),
            _ => format!("{}{}", to.pascal.as_str(), rest.strip_prefix(self.pascal.as_str())?),
        };
        Some(format!("{kind}::{}::{rest}", to.module))
    }
}

/// Returns which names can be kept. One that mentions the type of a name that cannot be kept cannot be kept either.
fn kept(renames: &[Rename<'_>], new: &PublicItems) -> Vec<bool> {
    let mut same = new.same.clone();
    same.extend(renames.iter().flat_map(|rename| &rename.paths).map(|(old, new)| (old.clone(), new.clone())));
    let mut users: HashMap<&str, HashSet<usize>> = HashMap::new();
    for (index, rename) in renames.iter().enumerate() {
        let mut paths = Vec::new();
        rename.items.iter().for_each(|(old, _)| mentioned(&old.signature, &mut paths));
        for path in paths {
            users.entry(path).or_default().insert(index);
        }
    }
    let mut is_kept = vec![true; renames.len()];
    let mut next: Vec<usize> = (0..renames.len()).collect();
    while let Some(index) = next.pop() {
        let rename = &renames[index];
        if !is_kept[index] || rename.items.iter().all(|(old, new)| keeps(old, new, &same)) {
            continue;
        }
        is_kept[index] = false;
        for path in rename.paths.keys() {
            match new.same.get(path) {
                Some(own) => same.insert(path.clone(), own.clone()),
                None => same.remove(path),
            };
            next.extend(users.get(path.as_str()).into_iter().flatten());
        }
    }
    is_kept
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::proposals;
    use crate::analyze::{self, Existing};
    use crate::config::ApiConfig;
    use crate::diagnostic::Diagnostics;
    use crate::name::{self, PreviousNames};
    use crate::source::{Access, Document};
    use crate::surface::{Context, PublicItems};
    use crate::{dialect, lower};

    const BASE: &str = include_str!("../../tests/keep/base.yaml");
    const RENAMES: &str = include_str!("../../tests/keep/renames.txt");
    const KEEP: &str = include_str!("../../tests/keep/keep.toml");

    fn items(text: &str) -> PublicItems {
        let (mut diagnostics, config) = (Diagnostics::default(), ApiConfig::new("zoo.yaml", "out", "zoo"));
        let document = Document::parse(Path::new("zoo.yaml"), text.as_bytes().to_vec(), &mut diagnostics);
        let bundled = dialect::bundle(document, &Access::default(), &|_, _| None, &mut diagnostics);
        let (_, spec) = dialect::normalize(bundled, &dialect::Filter::default(), &mut diagnostics);
        let lowered = lower::lower(&spec.expect("a document"), &lower::Choices::default(), &mut diagnostics);
        let api = analyze::complete(lowered, &BTreeMap::new(), &mut diagnostics);
        let (renames, previous) = (name::Renames::default(), PreviousNames::default());
        let equal = analyze::equal_types(&api);
        let mut names = name::name(&api, &config.operations, &renames, &equal, &previous, &mut diagnostics);
        let facts = analyze::analyze(&api, &equal, Existing::NONE);
        let sets = Context { api: &api, facts: &facts, names: &names, config: &config }.error_sets();
        names.name_errors(&sets, &previous);
        Context { api: &api, facts: &facts, names: &names, config: &config }.public_items()
    }

    /// Returns the next version of the document, without one of the renames.
    fn renamed(except: &str) -> String {
        let rows = RENAMES.lines().filter_map(|line| line.split_once(" -> ")).filter(|(old, _)| *old != except);
        rows.fold(BASE.to_owned(), |text, (old, new)| text.replace(old, new))
    }

    /// Returns the pairs of types and those of operations in the settings of the test crates.
    fn pairs() -> [Vec<(String, String)>; 2] {
        ["types", "operations"].map(|name| {
            let (_, rest) = KEEP.split_once(&format!("[api.keep.{name}]\n")).expect("a table");
            let lines = rest.split("\n\n").next().unwrap_or_default().lines();
            let names = lines.filter_map(|line| line.split_once(" = "));
            names.map(|(old, new)| (old.replace('"', ""), new.replace('"', ""))).collect()
        })
    }

    fn proposed(new: &str) -> Option<String> {
        let [types, operations] = pairs();
        proposals(&types, &operations, &items(BASE), &items(new))
    }

    #[test]
    fn only_names_of_unchanged_items_are_proposed() {
        let all = proposed(&renamed("Span"));
        // Without another name of `Span`, the variant of the union keeps its name.
        let expected = KEEP.split_once("\n\n").map(|(_, rest)| rest).expect("settings");
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(all.as_deref().map(sorted), Some(sorted(&expected.replace("Span = \"Extent\"\n", ""))));
    }

    #[test]
    fn changed_items_and_their_users_are_not_proposed() {
        let changed = renamed("Span").replace("{type: integer, enum: [1, 2]}", "{type: integer, enum: [1, 3]}");
        let text = proposed(&changed).expect("other names");
        for name in ["Level", "Pet", "PetsListPetsResponse200", "Visit", "\"pets.list_pets\"", "\"pets.get_pet\""] {
            assert!(!text.contains(&format!("\n{name} = ")), "{name}: {text}");
        }
        for name in ["Kind", "Price", "\"pets.delete_pet\"", "\"toys.throw\""] {
            assert!(text.contains(&format!("\n{name} = ")), "{name}: {text}");
        }
        let changed = renamed("Span").replace("{name: far, in: query", "{name: distance, in: query");
        let text = proposed(&changed).expect("other names");
        assert!(!text.contains("toys.throw") && text.contains("pets.list_pets"), "{text}");
    }

    #[test]
    fn nothing_is_proposed_for_names_that_exist() {
        assert_eq!(proposed(BASE), None);
        let pair = |old: &str, new: &str| vec![(old.to_owned(), new.to_owned())];
        let base = items(BASE);
        let other = proposals(&pair("Kind", "Level"), &pair("pets.get_pet", "toys.throw"), &base, &base);
        assert_eq!(other, None);
        let strange = proposals(&pair("", "::"), &pair(".", "pets.x.y"), &base, &items(&renamed("")));
        assert_eq!(strange, None);
    }
}
