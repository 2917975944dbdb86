//! The names of operations' methods: from the `operationId` without method and path, or else from method and path.

use crate::ir::Operation;
use crate::name::group::segments;
use crate::name::ident::{Ident as _, Snake};
use crate::name::scope::Scope;

/// Returns the preferred name of an operation's method, from its id or else from method and path, and the alternative.
fn preferred(operation: &Operation) -> (Snake, Snake) {
    let derived = derived(operation);
    // The group may have operations of other tags, or without one.
    let tag = operation.tags.first().map(String::as_str);
    let preferred =
        operation.id.as_deref().and_then(|id| from_id(id, operation, tag)).unwrap_or_else(|| derived.clone());
    (preferred, derived)
}

/// Claims the previous name of an operation's method, if it is still possible.
pub(super) fn previous_method(operation: &Operation, scope: &mut Scope, known: &[String]) -> Option<Snake> {
    let (preferred, derived) = preferred(operation);
    let same = scope.claim_previous(&preferred, &operation.method.as_str().to_ascii_lowercase(), known);
    same.or_else(|| known.iter().any(|known| known == derived.as_str()).then_some(derived).filter(|it| scope.take(it)))
}

/// Claims the name of an operation's method.
pub(super) fn method(operation: &Operation, scope: &mut Scope) -> Snake {
    let (preferred, derived) = preferred(operation);
    if scope.take(&preferred) {
        return preferred;
    }
    if derived != preferred && scope.take(&derived) {
        return derived;
    }
    scope.claim(&preferred, &operation.method.as_str().to_ascii_lowercase())
}

/// Shortens an `operationId` by method, path and tag; returns `None` if it only restates method and path.
fn from_id(id: &str, operation: &Operation, tag: Option<&str>) -> Option<Snake> {
    let method = operation.method.as_str();
    let restates_path = id.contains('/')
        && id.get(..method.len()).is_some_and(|start| start.eq_ignore_ascii_case(method))
        && id[method.len()..].trim_start_matches(['-', '_', ' ', ':', '.']).starts_with('/');
    if restates_path {
        // `get-/a/{b}/c_name`: the path, perhaps of another version, and an optional name.
        let (_, name) = id.rsplit('/').next()?.rsplit_once('_')?;
        let is_name = name.chars().any(char::is_alphanumeric);
        return is_name.then(|| Snake::new(name));
    }
    let name = without_path(id, operation).unwrap_or(id);
    Some(Snake::new(tag.and_then(|tag| without_tag(name, tag)).unwrap_or(name)))
}

/// Returns `id` without the method and path at either end: `post_crm_v3_lists_create` on `POST /crm/v3/lists`,
/// `read_item_items__item_id__get` on `GET /items/{item_id}`.
fn without_path<'i>(id: &'i str, operation: &Operation) -> Option<&'i str> {
    let letters =
        |text: &str| text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let path = letters(&operation.path);
    let method = letters(operation.method.as_str());
    if path.is_empty() {
        return None;
    }
    // The letters of the id, and their number before each place in it.
    let (mut all, mut places) = (String::new(), vec![(0, 0)]);
    for (at, character) in id.char_indices() {
        if character.is_alphanumeric() {
            all.extend(character.to_lowercase());
        }
        places.push((at + character.len_utf8(), all.len()));
    }
    // An ordinary id may equal a path of one or two words.
    let before = format!("{method}{path}");
    if segments(&operation.path).count() > 2
        && all.starts_with(&before)
        && let Some((end, _)) = places.iter().find(|(_, letters)| *letters == before.len())
    {
        let rest = &id[*end..];
        return (rest.starts_with(|next: char| !next.is_alphanumeric()) && !letters(rest).is_empty()).then_some(rest);
    }
    let after = format!("{path}{method}");
    let length = all.strip_suffix(&after)?.len();
    let (start, _) = places.iter().rev().find(|(_, letters)| *letters == length)?;
    let rest = &id[..*start];
    (rest.ends_with(|last: char| !last.is_alphanumeric()) && !letters(rest).is_empty()).then_some(rest)
}

/// Returns `id` without the tag before a separator: `pets/list` or `pets.list` under `pets`.
fn without_tag<'i>(id: &'i str, tag: &str) -> Option<&'i str> {
    let (before, after) = id.split_once(['/', '.', ':'])?;
    let same = Snake::new(before) == Snake::new(tag);
    (same && after.chars().any(char::is_alphanumeric)).then_some(after)
}

/// Returns a name from method and path: `batch_create` for `POST /a/{b}/batch/create`, `get_labels` for `GET /a/{b}/labels`,
/// `get_label_by_id` for `GET /labels/{id}`.
fn derived(operation: &Operation) -> Snake {
    let verb = match operation.method.as_str() {
        "POST" => "create",
        "PUT" => "replace",
        "PATCH" => "update",
        other => other,
    };
    let is_parameter = |segment: &&str| segment.contains('{');
    let tail: Vec<&str> = segments(&operation.path).rev().take_while(|segment| !is_parameter(segment)).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    let all: Vec<&str> = segments(&operation.path).collect();
    match tail.as_slice() {
        [.., first, second] if tail.len() < all.len() && verb == "create" => Snake::new(&format!("{first} {second}")),
        [.., last] => Snake::new(&format!("{} {last}", verb.to_lowercase())),
        [] => {
            let named = segments(&operation.path).rev().find(|segment| !is_parameter(segment)).unwrap_or("");
            let parameter = all.last().map_or("", |last| last.trim_matches(['{', '}']));
            let by = if parameter.is_empty() { String::new() } else { format!(" by {parameter}") };
            Snake::new(&format!("{} {named}{by}", verb.to_lowercase()))
        }
    }
}
