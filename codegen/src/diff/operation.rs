//! Operations: which are the same, and what changed of each.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diff::{Class, Differ, Rule, Subject};
use crate::ir::{Callback, Operation, Server};
use crate::name::{Ident as _, OperationName};
use crate::render::Context;

/// An operation, its names, and what calls it.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) context: Context<'a>,
    pub(super) operation: &'a Operation,
    pub(super) names: &'a OperationName,
    group: &'a str,
}

impl<'a> Called<'a> {
    /// As a caller writes it: `pets.list`.
    fn rust(self) -> String {
        format!("{}.{}", self.group, self.names.method.as_str())
    }

    fn request(self) -> String {
        format!("{} {}", self.operation.method.as_str(), self.operation.path)
    }
}

fn all<'a>(context: Context<'a>) -> Vec<Called<'a>> {
    let groups = context.names.groups.iter();
    let each = groups.flat_map(|group| group.operations.iter().map(move |index| (group.accessor.as_str(), *index)));
    each.map(|(group, index)| Called {
        context,
        operation: &context.api.operations[index],
        names: context.names.operation(index),
        group,
    })
    .collect()
}

/// A path without the names of its parameters, which change nothing that is sent.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut rest = path;
    while let Some((literal, after)) = rest.split_once('{') {
        shape.push_str(literal);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    shape + rest
}

/// The same without a version, such as `v4` or `2026-03`.
fn unversioned(path: &str) -> String {
    let is_version = |segment: &&str| {
        let digits = segment.strip_prefix('v').unwrap_or(segment);
        digits.starts_with(|it: char| it.is_ascii_digit())
            && digits.chars().all(|it| it.is_ascii_digit() || matches!(it, '.' | '-' | '_'))
    };
    let shape = shape(path);
    shape
        .split('/')
        .map(|segment| if is_version(&segment) { "{version}" } else { segment })
        .collect::<Vec<_>>()
        .join("/")
}

/// The operations that are the same, then those that are gone, then those that are new.
type Pairs<'a> = (Vec<(Called<'a>, Called<'a>)>, Vec<Called<'a>>, Vec<Called<'a>>);

fn pairs<'a>(old: Vec<Called<'a>>, new: Vec<Called<'a>>) -> Pairs<'a> {
    let (mut pairs, mut gone, mut added) = (Vec::new(), old, new);
    // By what is sent, then by that without a version, then by `operationId`: each as long as it tells just one.
    let keys: [fn(&Called<'_>) -> Option<String>; 3] = [
        |it| Some(format!("{} {}", it.operation.method.as_str(), shape(&it.operation.path))),
        |it| Some(format!("{} {}", it.operation.method.as_str(), unversioned(&it.operation.path))),
        |it| it.operation.id.clone(),
    ];
    for key in keys {
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, it) in added.iter().enumerate() {
            by_key.entry(key(it).unwrap_or_default()).or_default().push(index);
        }
        let mut taken = HashSet::new();
        let mut before: HashMap<String, usize> = HashMap::new();
        for wanted in gone.iter().filter_map(key) {
            *before.entry(wanted).or_default() += 1;
        }
        gone.retain(|it| {
            let Some(wanted) = key(it) else { return true };
            match by_key.get(&wanted).map(Vec::as_slice) {
                Some([index]) if before.get(&wanted) == Some(&1) => {
                    pairs.push((*it, added[*index]));
                    taken.insert(*index);
                    false
                }
                _ => true,
            }
        });
        let mut index = 0;
        added.retain(|_| {
            index += 1;
            !taken.contains(&(index - 1))
        });
    }
    (pairs, gone, added)
}

impl<'a> Differ<'a> {
    pub(super) fn operations(&mut self) {
        let (pairs, gone, added) = pairs(all(self.old), all(self.new));
        for it in gone {
            let of = Subject {
                name: it.rust(),
                request: Some(it.request()),
                old: Some(it.operation.pointer.clone()),
                new: None,
            };
            self.add(Rule::OperationRemoved, Class::Compile, &of, "this operation is gone");
        }
        for it in added {
            let of = Subject {
                name: it.rust(),
                request: Some(it.request()),
                old: None,
                new: Some(it.operation.pointer.clone()),
            };
            self.add(Rule::OperationAdded, Class::Compatible, &of, "there is this operation");
        }
        let mut moves = Vec::new();
        for (old, new) in pairs {
            let of = Subject {
                name: new.rust(),
                request: Some(new.request()),
                old: Some(old.operation.pointer.clone()),
                new: Some(new.operation.pointer.clone()),
            };
            if shape(&old.operation.path) != shape(&new.operation.path) {
                moves.push((of.clone(), old.operation.path.as_str(), new.operation.path.as_str()));
            }
            self.operation(&of, old, new);
        }
        self.moves(moves);
    }

    /// Operations that have other paths; those that all moved alike, as to another version, are told of together.
    fn moves(&mut self, moves: Vec<(Subject, &'a str, &'a str)>) {
        let segment = |old: &'a str, new: &'a str| {
            let mut others = old.split('/').zip(new.split('/')).filter(|(old, new)| old != new);
            let first = others.next().filter(|_| old.matches('/').count() == new.matches('/').count())?;
            others.next().is_none().then_some(first)
        };
        let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
        for pair in moves.iter().filter_map(|(_, old, new)| segment(old, new)) {
            *alike.entry(pair).or_default() += 1;
        }
        let mut told = HashSet::new();
        for (of, old, new) in &moves {
            match segment(old, new).filter(|pair| alike[pair] > 1) {
                Some(pair) if told.contains(&pair) => {}
                Some((was, is)) => {
                    told.insert((was, is));
                    let count = alike[&(was, is)];
                    let message = format!("the paths of {count} operations have `{is}` where they had `{was}`");
                    let of = Subject { name: "the API".to_owned(), request: None, ..of.clone() };
                    self.add(Rule::OperationMoved, Class::Run, &of, message);
                }
                None => {
                    let message = format!("has the path `{new}`, and had `{old}`");
                    self.add(Rule::OperationMoved, Class::Run, of, message);
                }
            }
        }
    }

    fn operation(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        if old.rust() != new.rust() {
            let message = format!("is called by `{}`, and was by `{}`", new.rust(), old.rust());
            self.add(Rule::OperationRenamed, Class::Compile, of, message);
        }
        let rules = [Rule::OperationDeprecated, Rule::OperationUndeprecated, Rule::OperationDocumented];
        self.said(rules, of, &old.operation.docs, &new.operation.docs);
        // That of the whole API is compared once.
        let server = |it: Called<'_>| {
            let own = it.operation.server.as_ref().filter(|own| it.context.api.relative_server() != Some(*own));
            own.map(Server::default_url)
        };
        if server(old) != server(new) {
            let message = "requests go to another server of its own";
            self.add(Rule::OperationServerChanged, Class::Run, &of.at(&["servers"]), message);
        }
        self.security(of, &old.operation.security, &new.operation.security);
        let rules = [Rule::ScopeNeeded, Rule::ScopeLoosened];
        self.needs(rules, "scopes of a token", of, &old.operation.scopes, &new.operation.scopes);
        self.pages(of, old.operation, new.operation);
        self.callbacks(of, old, new);
        self.parameters(of, old, new);
        self.body(of, old, new);
        self.answers(of, old, new);
    }

    /// An alternative is met by every client that has at least its credentials.
    fn security(&mut self, of: &Subject, old: &[Vec<String>], new: &[Vec<String>]) {
        // That a kind of credential is gone is told of the whole API.
        let is_gone = |scheme: &String| !self.new_schemes.contains(scheme.as_str());
        let mut old = old.to_vec();
        if !old.iter().all(|schemes| schemes.iter().any(is_gone)) {
            old.retain(|schemes| !schemes.iter().any(is_gone));
        }
        self.needs([Rule::SecurityNeeded, Rule::SecurityLoosened], "credentials", of, &old, new);
    }

    /// What is needed, each in alternatives of what is needed together: whether all that sufficed suffices.
    fn needs(
        &mut self,
        [needed, loosened]: [Rule; 2],
        what: &str,
        of: &Subject,
        old: &[Vec<String>],
        new: &[Vec<String>],
    ) {
        let none = [Vec::new()];
        let [old, new] = [old, new].map(|it| if it.is_empty() { &none[..] } else { it });
        if old == new {
            return;
        }
        let meets =
            |has: &Vec<String>, all: &[Vec<String>]| all.iter().any(|it| it.iter().all(|one| has.contains(one)));
        let spell = |all: &[Vec<String>]| {
            let each = |it: &Vec<String>| if it.is_empty() { "none".to_owned() } else { it.join(" and ") };
            all.iter().map(each).collect::<Vec<_>>().join(", or ")
        };
        let message = format!("{what}: {}, and were {}", spell(new), spell(old));
        let of = of.at(&["security"]);
        if !old.iter().all(|has| meets(has, new)) {
            self.add(needed, Class::Run, &of, message);
        } else if !new.iter().all(|has| meets(has, old)) {
            self.add(loosened, Class::Compatible, &of, message);
        }
    }

    fn pages(&mut self, of: &Subject, old: &Operation, new: &Operation) {
        match (&old.pagination, &new.pagination) {
            (None, Some(_)) => self.add(Rule::PagesAdded, Class::Compatible, of, "has `pages()` and `items()`"),
            (Some(_), None) => {
                self.add(Rule::PagesRemoved, Class::Compile, of, "has no `pages()` and `items()` any more");
            }
            (old, new) if old != new => {
                self.add(Rule::PagesChanged, Class::Compatible, of, "the next page is asked for otherwise");
            }
            _ => {}
        }
    }

    fn callbacks(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        let spell = |it: Called<'a>| -> Vec<String> {
            let one = |callback: &Callback| {
                let body = callback.body.as_ref().map(|ty| it.context.spell(ty)).unwrap_or_default();
                format!("{} {} {} {body}", callback.name, callback.method.as_str(), callback.url)
            };
            it.operation.callbacks.iter().map(one).collect()
        };
        if spell(old) != spell(new) {
            let message = "what the API calls in turn is another";
            self.add(Rule::CallbackChanged, Class::Run, &of.at(&["callbacks"]), message);
        }
    }
}
