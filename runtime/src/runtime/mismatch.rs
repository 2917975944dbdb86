//! Explains why a value of a union matches no variant.
//!
//! This module tries the variants again, by the functions of the union's table. The error of a trial, `Refused`, has no
//! details; while this module explains a value, it records them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use serde_json::Value;

use crate::runtime::decode_error;
use crate::runtime::enumeration::{set_unknown, unknown_count};
use crate::runtime::excerpt::one_line;
use crate::runtime::json_reader::{Reader, Refused};
use crate::runtime::json_tree::{self as json, Tree, Whole};
use crate::runtime::union::{Site, Union, within};

/// The most discriminator values that a message lists.
const MAX_LISTED: usize = 20;

/// The reason why a value does not become a variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    variant: Option<&'static str>,
    pointer: String,
    message: String,
}

impl Mismatch {
    /// Returns why a union's value is not one of the variants of the API: a reason for each variant, or for the one that the
    /// discriminator selects. Empty unless the value is the union's `Unrecognized`.
    // Not a method of each union, which would be compiled for each.
    pub fn of<U: Union + PartialEq>(value: &U) -> Vec<Self> {
        match serde_json::to_value(value) {
            Ok(json) if *value == U::unrecognized(json.clone()) => mismatches::<U>(&json),
            _ => Vec::new(),
        }
    }

    /// Returns the name of the variant in the enum; `None` if the discriminator selects no variant.
    pub fn variant(&self) -> Option<&'static str> {
        self.variant
    }

    /// Returns the JSON Pointer (RFC 6901) of the value that does not match, such as `/lives`; empty for the whole value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the problem, such as ``missing field `name` ``.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Shows the variant, the pointer and the problem, on one line.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variant) = self.variant {
            write!(f, "`{variant}`: ")?;
        }
        if !self.pointer.is_empty() {
            write!(f, "at `{}`: ", one_line(&self.pointer))?;
        }
        f.write_str(&one_line(&self.message))
    }
}

impl std::error::Error for Mismatch {}

/// A refusal while a value is explained.
#[derive(Default)]
struct Refusal {
    message: String,
    /// The innermost value that was refused; `None` for the whole value.
    node: Option<usize>,
}

thread_local! {
    /// Whether refusals are recorded.
    static IS_EXPLAINING: Cell<bool> = const { Cell::new(false) };
    /// The last refusal.
    static LAST: RefCell<Refusal> = const { RefCell::new(Refusal { message: String::new(), node: None }) };
}

/// Records the reason of a refusal, if a value is being explained.
pub fn record(reason: &dyn fmt::Display) {
    if IS_EXPLAINING.get() {
        LAST.replace(Refusal { message: reason.to_string(), node: None });
    }
}

/// Records the value of the last refusal, unless a value within it is recorded.
pub fn record_node(node: usize) {
    if IS_EXPLAINING.get() {
        LAST.with_borrow_mut(|last| last.node = last.node.or(Some(node)));
    }
}

/// Returns the refusal by `read`, if there is one.
fn refusal(read: impl FnOnce() -> Result<(), Refused>) -> Option<Refusal> {
    let was_explaining = IS_EXPLAINING.replace(true);
    let result = read();
    IS_EXPLAINING.set(was_explaining);
    result.err().map(|Refused| LAST.take())
}

/// The table of a union, without its type: this module is compiled once, not for each union.
struct Table<'u> {
    /// The name of each variant, and the discriminator values that select it.
    variants: Vec<(&'static str, &'static [&'static str])>,
    discriminator: Option<&'static str>,
    default: Option<&'static str>,
    read: &'u dyn Fn(usize, Reader<'_>) -> Result<(), Refused>,
    choose: &'u dyn Fn(&Site<'_>) -> Result<usize, Whole>,
}

/// Returns a reason for each variant that a value could have had.
fn mismatches<U: Union>(value: &Value) -> Vec<Mismatch> {
    let table = Table {
        variants: U::VARIANTS.iter().map(|variant| (variant.name, variant.selected_by)).collect(),
        discriminator: U::DISCRIMINATOR,
        default: U::DEFAULT,
        read: &|variant, value| U::VARIANTS[variant].of.read(value).map(drop),
        choose: &|site| site.variant::<U>(),
    };
    table.mismatches(value)
}

impl Table<'_> {
    fn mismatches(&self, value: &Value) -> Vec<Mismatch> {
        let text = value.to_string();
        let Some(tree) = Tree::parse(&text).map(Rc::new) else { return Vec::new() };
        let unknown = unknown_count();
        let site = Site { tree: &tree, node: 0, text: &text };
        let found = within(&tree, || self.explain(&site));
        set_unknown(unknown);
        found
    }

    fn explain(&self, site: &Site<'_>) -> Vec<Mismatch> {
        let all = || 0..self.variants.len();
        let (mut found, mut is_selected) = (Vec::new(), false);
        let mut candidates: Vec<usize> = all().collect();
        if let Some(name) = self.discriminator {
            let value = site.discriminator_value(name);
            let selected =
                all().filter(|variant| value.as_deref().is_some_and(|it| self.variants[*variant].1.contains(&it)));
            candidates = selected.collect();
            is_selected = !candidates.is_empty();
            if !is_selected {
                found.push(self.unselected(site, name, value.as_deref()));
                let is_tried = |variant: &usize| {
                    let (name, selected_by) = self.variants[*variant];
                    selected_by.is_empty() || self.default == Some(name)
                };
                candidates = all().filter(is_tried).collect();
            }
        }
        let chosen = (self.choose)(site);
        let reader = Reader { tree: site.tree, text: site.text, of: site.node, node: site.node };
        found.extend(candidates.into_iter().map(|variant| {
            let refusal = refusal(|| (self.read)(variant, reader));
            let (pointer, message) = match refusal {
                Some(Refusal { message, node }) => (pointer(site, node.unwrap_or(site.node)), message),
                None => (String::new(), self.not_chosen(variant, chosen, is_selected)),
            };
            Mismatch { variant: Some(self.variants[variant].0), pointer, message }
        }));
        found
    }

    /// Explains why the discriminator selects no variant.
    fn unselected(&self, site: &Site<'_>, name: &str, value: Option<&str>) -> Mismatch {
        let property = site.tree.property(site.text, site.node, name);
        let problem = match value {
            Some(value) => format!("`{value}` selects no variant"),
            None if property.is_some() => "the discriminator is not a string, a number or a boolean".to_owned(),
            None if site.tree.kind(site.node) == json::OBJECT => format!("the discriminator `{name}` is missing"),
            None => format!("the value is not an object, so that it has no discriminator `{name}`"),
        };
        let known: Vec<&str> = self.variants.iter().flat_map(|(_, selected_by)| *selected_by).copied().collect();
        let listed: Vec<String> = known.iter().take(MAX_LISTED).map(|value| format!("`{value}`")).collect();
        let more = match known.len() - listed.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!("{problem}; known values: {}{more}", listed.join(", "));
        Mismatch { variant: None, pointer: pointer(site, property.unwrap_or(site.node)), message }
    }

    /// Explains why the union is not a variant that matches the value.
    fn not_chosen(&self, variant: usize, chosen: Result<usize, Whole>, is_selected: bool) -> String {
        match chosen {
            Ok(chosen) if chosen == variant => "the value matches, and deserializes into this variant".to_owned(),
            Ok(chosen) => format!("the value matches, but `{}` preserves more of it", self.variants[chosen].0),
            Err(Whole::Several) if is_selected => {
                "the value matches, but other variants describe properties that this one does not".to_owned()
            }
            Err(Whole::Several) => {
                "the value matches, but several variants together describe more of it than this one".to_owned()
            }
            Err(Whole::Nothing) => "the value matches, but is too large to try it as each variant".to_owned(),
        }
    }
}

/// Returns the JSON Pointer of a node.
fn pointer(site: &Site<'_>, target: usize) -> String {
    let (tree, mut node, mut tokens) = (site.tree, site.node, Vec::new());
    while node != target {
        let holds = |(_, child): &(usize, usize)| (*child..*child + tree.size(*child)).contains(&target);
        let Some((index, child)) = tree.children(node).enumerate().find(holds) else { break };
        tokens.push(match tree.kind(node) {
            json::OBJECT => tree.name(site.node, site.text, child).into_owned(),
            _ => index.to_string(),
        });
        node = child;
    }
    decode_error::pointer(tokens.into_iter())
}

#[cfg(test)]
mod tests {
    use super::Mismatch;
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use crate::runtime::{object, union};

    #[derive(Debug, PartialEq)]
    struct Cat {
        lives: i64,
        friends: Option<Vec<Pet>>,
        toys: Option<BTreeMap<String, u8>>,
    }

    object! { Cat { "lives" => lives: required, "friends" => friends: optional, "toys" => toys: optional, } }

    #[derive(Debug, PartialEq)]
    struct Dog {
        name: String,
        tricks: Option<Vec<String>>,
    }

    object! { Dog { "name" => name: required, "tricks" => tricks: optional, } }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Dog),
        Count(u8),
        Unrecognized(Value),
    }

    union! { Pet { Cat, Dog, Count(Number), _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Cat(Cat),
        Dog(Dog),
        Text(String),
        Unrecognized(Value),
    }

    union! { Tagged by "kind" or [Text] { Cat = "cat" | "feline", Dog = "dog", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Defaulted {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    union! { Defaulted by "kind" default Dog { Cat = "cat", Dog = "dog", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    struct Short {
        name: String,
    }

    object! { Short { "name" => name: required, } }

    #[derive(Debug, PartialEq)]
    enum Sized {
        Short(Short),
        Long(Dog),
        Unrecognized(Value),
    }

    union! { Sized by "kind" { Short = "short", Long = "long", _ = Unrecognized } }

    fn pet(value: Value) -> Vec<String> {
        shown(&Mismatch::of(&serde_json::from_value::<Pet>(value).unwrap()))
    }

    fn tagged(value: Value) -> Vec<String> {
        shown(&Mismatch::of(&serde_json::from_value::<Tagged>(value).unwrap()))
    }

    fn shown(mismatches: &[Mismatch]) -> Vec<String> {
        mismatches.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_variant_has_a_reason() {
        assert_eq!(
            pet(json!({ "lives": "x\n" })),
            [
                r#"`Cat`: at `/lives`: invalid type: string "x\n", expected i64"#,
                "`Dog`: missing field `name`",
                "`Count`: invalid type: map, expected u8"
            ]
        );
        assert_eq!(
            pet(json!({ "lives": 9, "toys": { "a/b": { "c": 1 } }, "name": "Tom", "tricks": ["sit", 1] })),
            [
                "`Cat`: at `/toys/a~1b`: invalid type: map, expected u8",
                "`Dog`: at `/tricks/1`: invalid type: integer `1`, expected a string",
                "`Count`: invalid type: map, expected u8"
            ]
        );
        let reasons = pet(json!(300));
        assert!(reasons[2].starts_with("`Count`: the integer `300` does not fit `u8`"), "{reasons:?}");
        let mismatch = &Mismatch::of(&serde_json::from_value::<Pet>(json!([])).unwrap())[1];
        assert_eq!((mismatch.variant(), mismatch.pointer()), (Some("Dog"), ""));
        assert!(mismatch.message().starts_with("invalid type: sequence"), "{mismatch}");
    }

    #[test]
    fn a_recognized_value_has_no_mismatch() {
        // Its list has an item that is not recognized.
        let cat: Pet = serde_json::from_value(json!({ "lives": 9, "friends": [{ "lives": null }] })).unwrap();
        assert!(Mismatch::of(&cat).is_empty());
        let Pet::Cat(Cat { friends: Some(friends), .. }) = cat else { panic!("{cat:?}") };
        assert_eq!(shown(&Mismatch::of(&friends[0]))[0], "`Cat`: at `/lives`: invalid type: null, expected i64");
    }

    #[test]
    fn a_value_within_that_matches_no_variant_is_no_reason() {
        let value = json!({ "friends": [{ "lives": "x" }, true], "lives": 1.5 });
        let reason = "`Cat`: at `/lives`: invalid value: `1.5` is not an integer";
        assert_eq!(pet(value)[0], reason);
        let value = json!({ "friends": [{ "lives": "x" }, true] });
        assert_eq!(pet(value)[0], "`Cat`: missing field `lives`");
    }

    #[test]
    fn a_value_of_several_variants_matches_each() {
        let several = "the value matches, but several variants together describe more of it than this one";
        let both = pet(json!({ "lives": 9, "name": "Catdog", "tricks": [] }));
        assert_eq!(both[..2], [format!("`Cat`: {several}"), format!("`Dog`: {several}")]);
        let other = "the value matches, but other variants describe properties that this one does not";
        let value = json!({ "kind": "short", "name": "a", "tricks": [] });
        let value: Sized = serde_json::from_value(value).unwrap();
        assert_eq!(shown(&Mismatch::of(&value)), [format!("`Short`: {other}")]);
    }

    #[test]
    fn a_discriminator_selects_the_variant_to_explain() {
        assert_eq!(tagged(json!({ "kind": "feline" })), ["`Cat`: missing field `lives`"]);
        let known = "known values: `cat`, `feline`, `dog`";
        let text = "`Text`: invalid type: map, expected a string";
        assert_eq!(
            tagged(json!({ "kind": "fish" })),
            [format!("at `/kind`: `fish` selects no variant; {known}"), text.to_owned()]
        );
        assert_eq!(
            tagged(json!({ "kind": [1] }))[0],
            format!("at `/kind`: the discriminator is not a string, a number or a boolean; {known}")
        );
        assert_eq!(tagged(json!({}))[0], format!("the discriminator `kind` is missing; {known}"));
        assert_eq!(
            tagged(json!(5)),
            [
                format!("the value is not an object, so that it has no discriminator `kind`; {known}"),
                "`Text`: invalid type: integer `5`, expected a string".to_owned()
            ]
        );
        let default: Defaulted = serde_json::from_value(json!({ "kind": "fish" })).unwrap();
        assert_eq!(Mismatch::of(&default).last().unwrap().to_string(), "`Dog`: missing field `name`");
    }

    #[test]
    fn a_value_that_was_put_into_the_variant_by_hand_may_match() {
        let value = Pet::Unrecognized(json!({ "name": "Rex", "tricks": [] }));
        let reasons = shown(&Mismatch::of(&value));
        assert_eq!(reasons[0], "`Cat`: missing field `lives`");
        assert_eq!(reasons[1], "`Dog`: the value matches, and deserializes into this variant");
    }
}
