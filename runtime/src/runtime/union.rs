//! Unions: values of one of several types (`oneOf`, `anyOf`).
//!
//! A discriminator selects the variant, if there is one. Otherwise the JSON type of the value and its property names
//! leave few candidates, usually one. If several remain, each is deserialized on trial and serialized again, in order
//! of how many of the properties it describes. The union picks the variant that preserves the most of the value,
//! whatever the order of the variants. A value that matches no variant is kept as a `serde_json::Value`, and so is a
//! value of which several variants together preserve more than any one does: no part of a value that a variant
//! describes is lost.
//!
//! The variant of a nested value is chosen once, so deserialization takes time linear in the size of the input.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::runtime::enumeration::{counting_unknown, set_unknown, unknown_count};
use crate::runtime::json_reader::{MAX_DEPTH, Reader, Refused};
use crate::runtime::json_text;
use crate::runtime::json_tree::{self as json, Keeps, Tree, Whole};
use crate::runtime::number;
use crate::runtime::scalar::{Reads, Writes};
use crate::runtime::union_plan::{self, Accepts, Plan};

/// The most trials per value of the input. Only hostile input needs more, and is kept as a `serde_json::Value`.
const MAX_TRIALS: usize = 512;

/// The number of variants that are sorted without allocation.
const FEW: usize = 16;

/// The largest capacity, in nodes, of a tree that is kept for reuse.
const MAX_SPARE: usize = 1 << 16;

thread_local! {
    /// The tree of the text that is being deserialized.
    static WHOLE: RefCell<Option<Rc<Tree>>> = const { RefCell::new(None) };
    /// An unused tree, kept because most values are small and there are many.
    static SPARE: RefCell<Option<Rc<Tree>>> = const { RefCell::new(None) };
}

/// An enum over types. [`union!`](union) implements it.
pub trait Union: Serialize + Sized + 'static {
    /// The variants.
    const VARIANTS: &'static [Variant<Self>];
    /// The name of the discriminator property.
    const DISCRIMINATOR: Option<&'static str>;
    /// The name of the variant for unknown discriminator values.
    const DEFAULT: Option<&'static str>;
    /// Whether a value may match several types at once (`anyOf`).
    const IS_ANY: bool;

    /// Returns the properties of the types that do not depend on a value.
    fn plan() -> &'static Plan;

    /// Wraps a value that matches no variant.
    fn unrecognized(value: Value) -> Self;
}

/// A variant of a union.
pub struct Variant<U: 'static> {
    pub name: &'static str,
    pub of: &'static dyn Construct<U>,
    /// The discriminator values that select it; none if the discriminator does not select it.
    pub selected_by: &'static [&'static str],
}

/// Makes a variant of a union from a deserialized value.
pub trait Construct<U> {
    fn read(&self, value: Reader<'_>) -> Result<U, Refused>;
    fn accepts(&self) -> Accepts;
}

/// The constructor of a variant, and the codec of its value. The table of a union holds these instead of closures, which
/// take the compiler longer to check.
pub struct Constructor<T, U, H>(pub fn(T) -> U, pub H);

impl<T: DeserializeOwned, U, H: for<'t> Reads<'t, T>> Construct<U> for Constructor<T, U, H> {
    fn read(&self, value: Reader<'_>) -> Result<U, Refused> {
        H::read(value).map(self.0)
    }

    fn accepts(&self) -> Accepts {
        union_plan::accepts::<T>()
    }
}

/// Serializes the value of a variant with `H`.
pub fn write<T, H: Writes<T>, S: Serializer>(value: &T, _: H, serializer: S) -> Result<S::Ok, S::Error> {
    H::write(value, serializer)
}

/// Deserializes a union.
pub fn deserialize<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    let text = json_text::read(deserializer)?;
    let text = text.trim_ascii();
    let whole = WHOLE.with_borrow(Clone::clone);
    if let Some((tree, node)) = whole.and_then(|tree| tree.find(text).map(|node| (tree, node))) {
        return Site { tree: &tree, node, text }.choose().map_err(D::Error::custom);
    }
    let mut tree = SPARE.take().unwrap_or_default();
    if !Rc::get_mut(&mut tree).is_some_and(|tree| tree.read(text)) {
        return Err(D::Error::custom("not JSON, or more than 4 GiB of it"));
    }
    let chosen = within(&tree, || Site { tree: &tree, node: 0, text }.choose());
    if tree.room() <= MAX_SPARE {
        SPARE.set(Some(tree));
    }
    chosen.map_err(D::Error::custom)
}

/// The text of an outer deserialization, which resumes when this one ends.
struct Outer(Option<Rc<Tree>>);

impl Drop for Outer {
    fn drop(&mut self) {
        WHOLE.set(self.0.take());
    }
}

/// Runs `work`, in which unions deserialize nodes of `tree`.
pub fn within<T>(tree: &Rc<Tree>, work: impl FnOnce() -> T) -> T {
    let _outer = Outer(WHOLE.replace(Some(Rc::clone(tree))));
    work()
}

/// A value for which a variant is chosen.
pub struct Site<'t> {
    pub tree: &'t Tree,
    pub node: usize,
    pub text: &'t str,
}

/// Counts of the parts of a value that a type does not keep: values within it, digits of numbers, unknown enum values,
/// and values it serializes differently.
type Loss = (usize, usize, usize, usize);

/// How far several types together keep each node.
#[derive(Default)]
struct Kept(Vec<Keeps>);

impl Kept {
    /// Returns how far the type on trial keeps each node.
    fn of(site: &Site<'_>) -> Self {
        Self(site.tree.kept(site.node))
    }

    /// Adds how far the type on trial keeps each node.
    fn add(&mut self, site: &Site<'_>) {
        let more = site.tree.kept(site.node);
        if self.0.is_empty() {
            self.0 = more;
        } else {
            self.0.iter_mut().zip(more).for_each(|(kept, more)| *kept = more.max(*kept));
        }
    }

    /// Counts the values that are kept this far.
    fn count(&self, extent: Keeps) -> usize {
        json::count(&self.0, extent)
    }
}

/// A value as a variant, and how far that keeps its nodes, if requested.
type Tried<U> = (Trial<U>, Option<Vec<Keeps>>);

/// A value as a variant.
struct Trial<U> {
    variant: usize,
    value: U,
    unknown: usize,
    rounded: usize,
}

impl Site<'_> {
    fn choose<U: Union>(&self) -> Result<U, &'static str> {
        let (before, rounded_before) = (unknown_count(), self.tree.rounded());
        // Track this value from scratch.
        self.tree.mark_all(self.node, false);
        let chosen = match self.tree.decision::<U>(self.node) {
            _ if self.tree.depth(self.node) > MAX_DEPTH => Err(Whole::Nothing),
            Some(decision) => decision.and_then(|variant| self.read(variant)),
            None => {
                let chosen = self.decide();
                let decision = chosen.as_ref().map(|trial| trial.variant).map_err(|whole| *whole);
                self.tree.decide::<U>(self.node, decision);
                chosen
            }
        };
        match chosen {
            Ok(Trial { value, unknown, rounded, .. }) => {
                set_unknown(before + unknown);
                self.tree.set_rounded(rounded_before + rounded);
                Ok(value)
            }
            Err(whole) => {
                set_unknown(before + usize::from(whole == Whole::Nothing));
                // A value of several types is valid, but a variant that matches one type is preferred.
                self.tree.set_rounded(rounded_before + usize::from(whole == Whole::Several));
                self.tree.mark_all(self.node, true);
                self.tree.value(self.text, self.node).map(U::unrecognized)
            }
        }
    }

    fn read<U: Union>(&self, variant: usize) -> Result<Trial<U>, Whole> {
        let reader = Reader { tree: self.tree, text: self.text, of: self.node, node: self.node };
        let before = self.tree.rounded();
        let (read, unknown) = counting_unknown(|| U::VARIANTS[variant].of.read(reader));
        let rounded = self.tree.rounded() - before;
        read.map(|value| Trial { variant, value, unknown, rounded }).map_err(|Refused| Whole::Nothing)
    }

    /// Returns the variant that is chosen.
    pub fn variant<U: Union>(&self) -> Result<usize, Whole> {
        self.decide::<U>().map(|trial| trial.variant)
    }

    fn decide<U: Union>(&self) -> Result<Trial<U>, Whole> {
        let all = || 0..U::VARIANTS.len();
        let Some(discriminator) = U::DISCRIMINATOR else { return self.best(all()) };
        if let Some(value) = self.discriminator_value(discriminator) {
            let selected = || all().filter(|variant| U::VARIANTS[*variant].selected_by.contains(&&*value));
            match (selected().next(), selected().nth(1)) {
                (Some(one), None) => return self.selected(one),
                (Some(_), Some(_)) => return self.best(selected()),
                (None, _) => {}
            }
        }
        let plain = all().filter(|variant| U::VARIANTS[*variant].selected_by.is_empty());
        let default = U::DEFAULT.and_then(|name| all().find(|variant| U::VARIANTS[*variant].name == name));
        self.best(plain).or_else(|whole| default.map_or(Err(whole), |variant| self.read(variant)))
    }

    /// Returns the text of the discriminator value.
    pub fn discriminator_value(&self, name: &str) -> Option<String> {
        let property = self.tree.property(self.text, self.node, name)?;
        let text = self.tree.text(self.node, self.text, property);
        match self.tree.kind(property) {
            json::STRING => json::unquoted(text).map(Cow::into_owned),
            // `1.0` equals `1`.
            json::NUMBER => Some(number::whole(text).unwrap_or_else(|| text.to_owned())),
            json::BOOLEAN => Some(text.to_owned()),
            _ => None,
        }
    }

    /// Returns the value as the variant that its discriminator selects; `None` if that variant does not accept it, or
    /// loses properties that others describe.
    fn selected<U: Union>(&self, selected: usize) -> Result<Trial<U>, Whole> {
        let plan = U::plan();
        let may_lose = self.tree.children(self.node).any(|child| {
            let describing = plan.describing(&self.tree.name(self.node, self.text, child));
            !describing.is_empty() && !plan.keeps(selected, describing)
        });
        if !may_lose && !U::IS_ANY {
            return self.read(selected);
        }
        let mut order: Vec<(usize, usize)> = (0..U::VARIANTS.len()).map(|variant| (0, variant)).collect();
        let known_to_none = self.order::<U>(&mut order);
        self.on_trial(|is_within| {
            let (trial, (lost, ..)) = self.try_as(selected)?.ok_or(Whole::Nothing)?;
            let own = is_within.then(|| self.tree.kept(self.node));
            let mut kept = Kept::of(self);
            for (_, variant) in order {
                if lost <= known_to_none {
                    break;
                }
                if variant == selected {
                    continue;
                }
                let Some((_, (others, _, unknown, _))) = self.try_as::<U>(variant)? else { continue };
                // Another variant describes all that any does: the discriminator contradicts the rest of the value.
                if unknown == 0 && others <= known_to_none {
                    return Err(Whole::Several);
                }
                if unknown == 0 && U::IS_ANY {
                    kept.add(self);
                }
            }
            if kept.count(Keeps::Nothing) == lost { Ok((trial, own)) } else { Err(Whole::Several) }
        })
    }

    /// Returns the value as the candidate that preserves the most of it; `None` if several together preserve more.
    fn best<U: Union>(&self, candidates: impl Iterator<Item = usize>) -> Result<Trial<U>, Whole> {
        let plan = U::plan();
        let kind = self.tree.kind(self.node);
        let mut few = [(0, 0); FEW];
        let mut many;
        let mut count = 0;
        let accepting = candidates.filter(|variant| plan.accepts[*variant].kinds & kind != 0);
        let order = if U::VARIANTS.len() > FEW {
            many = accepting.map(|variant| (0, variant)).collect::<Vec<_>>();
            many.as_mut_slice()
        } else {
            for (place, variant) in few.iter_mut().zip(accepting) {
                *place = (0, variant);
                count += 1;
            }
            &mut few[..count]
        };
        if let [(_, one)] = order {
            return self.read(*one);
        }
        let known_to_none = self.order::<U>(order);
        self.on_trial(|is_within| self.best_of(order, known_to_none, is_within))
    }

    fn best_of<U: Union>(
        &self,
        order: &[(usize, usize)],
        known_to_none: usize,
        is_within: bool,
    ) -> Result<Tried<U>, Whole> {
        let mut together = Kept::default();
        let mut best: Option<(Loss, usize, Tried<U>)> = None;
        for (_, variant) in order {
            let Some((trial, loss)) = self.try_as(*variant)? else { continue };
            if loss == (known_to_none, 0, 0, 0) {
                return Ok((trial, is_within.then(|| self.tree.kept(self.node))));
            }
            // Accepting the value only with unknown enum values adds nothing to what several preserve together.
            if trial.unknown == 0 {
                together.add(self);
            }
            if best.as_ref().is_none_or(|(least, ..)| loss < *least) {
                let rounded = self.tree.count(self.node, Keeps::Rounded);
                best = Some((loss, rounded, (trial, is_within.then(|| self.tree.kept(self.node)))));
            }
        }
        let ((lost, ..), rounded, tried) = best.ok_or(Whole::Nothing)?;
        let is_most = lost <= known_to_none || together.count(Keeps::Nothing) >= lost;
        let is_best = together.0.is_empty() || is_most && together.count(Keeps::Rounded) >= rounded;
        if is_best { Ok(tried) } else { Err(Whole::Several) }
    }

    /// Runs `work` on trial, and records how far the result keeps the value. The argument of `work` is whether this is
    /// within another trial; only then is the record needed.
    fn on_trial<U>(&self, work: impl FnOnce(bool) -> Result<Tried<U>, Whole>) -> Result<Trial<U>, Whole> {
        let is_within = self.tree.track(true);
        let found = work(is_within);
        self.tree.track(is_within);
        let (trial, kept) = found?;
        if let Some(kept) = kept {
            self.tree.keep(self.node, &kept);
        }
        Ok(trial)
    }

    /// Deserializes the value on trial; `None` if the variant does not accept it. An error if the trials exceed the
    /// limit.
    fn try_as<U: Union>(&self, variant: usize) -> Result<Option<(Trial<U>, Loss)>, Whole> {
        if self.tree.is_too_much(self.node, MAX_TRIALS) {
            return Err(Whole::Nothing);
        }
        self.tree.mark_all(self.node, false);
        self.tree.has_widened();
        let Ok(trial) = self.read(variant) else { return Ok(None) };
        // Only text and numbers can be serialized differently: that distinguishes a date from other text, and an
        // integer from other numbers.
        let is_respelled = self.tree.kind(self.node) & (json::STRING | json::NUMBER) != 0
            && (self.tree.has_widened()
                || serde_json::to_string(&trial.value).is_ok_and(|written| written != self.text));
        let loss =
            (self.tree.count(self.node, Keeps::Nothing), trial.rounded, trial.unknown, usize::from(is_respelled));
        Ok(Some((trial, loss)))
    }

    /// Sorts variants by how many values are within properties that they do not describe; returns how many are within
    /// properties that none of them describes.
    fn order<U: Union>(&self, variants: &mut [(usize, usize)]) -> usize {
        if self.tree.kind(self.node) != json::OBJECT {
            return 0;
        }
        let plan = U::plan();
        let mut known_to_none = 0;
        for child in self.tree.children(self.node) {
            let describing = plan.describing(&self.tree.name(self.node, self.text, child));
            let size = self.tree.size(child);
            let mut is_known = false;
            for (unknown, variant) in &mut *variants {
                if plan.keeps(*variant, describing) {
                    is_known = true;
                } else {
                    *unknown += size;
                }
            }
            known_to_none += if is_known { 0 } else { size };
        }
        variants.sort_unstable();
        known_to_none
    }
}

/// Implements `Serialize` and `Deserialize` for an enum over types. With `by "name"`, the rows list the discriminator
/// values that select a variant. A value with an unknown discriminator value is tried as the variants after `or`, then
/// as the one after `default`. With `any` before it, a value may match several types at once. `<Type>` lists the types
/// that convert into a variant, `(how)` names the codec of numbers and instants. The last line names the variant of values
/// that match none.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    (
        $name:ident any by $tag:literal $(default $default:ident)? $(or [$($plain:ident $(<$($plain_from:ty),+>)? $(($plain_how:ident))? $($plain_checked:ident)? $([$($plain_rule:tt)*])?),*])? {
            $($variant:ident $(<$($from:ty),+>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])? = $($text:literal)|+,)*
            _ = $unknown:ident $(,)?
        }
    ) => {
        $crate::runtime::union!(@all $name true [$tag] [$($default)?] $unknown
            $($variant [$($($from),+)?] [$($how)? Plain] [$($checked)?] [$($($rule)*)?] [$($text),+])*
            $($($plain [$($($plain_from),+)?] [$($plain_how)? Plain] [$($plain_checked)?] [$($($plain_rule)*)?] [])*)?
        );
    };
    (
        $name:ident by $tag:literal $(default $default:ident)? $(or [$($plain:ident $(<$($plain_from:ty),+>)? $(($plain_how:ident))? $($plain_checked:ident)? $([$($plain_rule:tt)*])?),*])? {
            $($variant:ident $(<$($from:ty),+>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])? = $($text:literal)|+,)*
            _ = $unknown:ident $(,)?
        }
    ) => {
        $crate::runtime::union!(@all $name false [$tag] [$($default)?] $unknown
            $($variant [$($($from),+)?] [$($how)? Plain] [$($checked)?] [$($($rule)*)?] [$($text),+])*
            $($($plain [$($($plain_from),+)?] [$($plain_how)? Plain] [$($plain_checked)?] [$($($plain_rule)*)?] [])*)?
        );
    };
    ($name:ident { $($variant:ident $(<$($from:ty),+>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)* _ = $unknown:ident $(,)? }) => {
        $crate::runtime::union!(@all $name false [] [] $unknown $($variant [$($($from),+)?] [$($how)? Plain] [$($checked)?] [$($($rule)*)?] [])*);
    };
    (
        @all $name:ident $any:literal [$($tag:literal)?] [$($default:ident)?] $unknown:ident
        $($variant:ident [$($from:ty),*] [$how:ident $($_plain:ident)?] [$($checked:ident)?] [$($rule:tt)*] [$($text:literal),*])*
    ) => {
        impl $crate::runtime::union::Union for $name {
            const VARIANTS: &'static [$crate::runtime::union::Variant<Self>] = &[$(
                $crate::runtime::union::Variant {
                    name: stringify!($variant),
                    of: &$crate::runtime::union::Constructor(Self::$variant, $crate::runtime::scalar::$how),
                    selected_by: &[$($text),*],
                },
            )*];
            const DISCRIMINATOR: ::std::option::Option<&'static str> = $crate::runtime::union!(@option $($tag)?);
            const DEFAULT: ::std::option::Option<&'static str> = $crate::runtime::union!(@option $(stringify!($default))?);
            const IS_ANY: bool = $any;

            fn plan() -> &'static $crate::runtime::union_plan::Plan {
                static PLAN: ::std::sync::OnceLock<$crate::runtime::union_plan::Plan> = ::std::sync::OnceLock::new();
                PLAN.get_or_init($crate::runtime::union_plan::Plan::of::<Self>)
            }

            fn unrecognized(value: ::serde_json::Value) -> Self {
                Self::$unknown(value)
            }
        }

        $($(
            impl ::std::convert::From<$from> for $name {
                fn from(value: $from) -> Self {
                    Self::$variant(::std::convert::Into::into(value))
                }
            }

            impl $crate::runtime::property::IntoProperty<$name> for $from {
                fn into_property(self) -> $name {
                    ::std::convert::From::from(self)
                }
            }

            impl $crate::runtime::property::IntoOptional<$name> for $from {
                fn into_optional(self) -> ::std::option::Option<$name> {
                    ::std::option::Option::Some(::std::convert::From::from(self))
                }
            }
        )*)*

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::runtime::union::deserialize(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::runtime::union::write(value, $crate::runtime::scalar::$how, serializer)
                    })*
                    Self::$unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }

        #[cfg(feature = "validate")]
        impl $crate::runtime::validate::Validate for $name {
            fn check(&self, _checker: &mut $crate::runtime::validate::Checker) {
                match self {
                    $(Self::$variant(_value) => {
                        $crate::runtime::union!(@check _checker _value [$($checked)?] [$($rule)*]);
                    })*
                    Self::$unknown(_) => {}
                }
            }
        }
    };
    (@option) => { ::std::option::Option::None };
    (@option $value:expr) => { ::std::option::Option::Some($value) };
    (@check $checker:ident $value:ident [$($checked:ident)?] []) => {
        $({
            let $checked = $value;
            $crate::runtime::validate::Validate::check($checked, $checker);
        })?
    };
    (@check $checker:ident $value:ident [$($checked:ident)?] [$($rule:tt)+]) => {
        {
            #[allow(clippy::enum_glob_use, reason = "rows name rules without a path")]
            use $crate::runtime::validate::Rule::*;
            $checker.rules($value, &[$($rule)+]);
        }
        $crate::runtime::union!(@check $checker $value [$($checked)?] []);
    };
}

/// Implements `Eq` and `Hash` for a union. The values of the named variants are hashed; of others, only that it is this
/// variant, so that the union keeps both traits when an object becomes a variant.
#[doc(hidden)]
#[macro_export]
macro_rules! hashed_union {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl ::std::cmp::Eq for $name {}

        impl ::std::hash::Hash for $name {
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                ::std::hash::Hash::hash(&::std::mem::discriminant(self), state);
                match self {
                    $(Self::$variant(value) => ::std::hash::Hash::hash(value, state),)*
                    _ => {}
                }
            }
        }
    };
}

#[doc(hidden)]
pub use {hashed_union, union};

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::runtime::{UnknownValue, object, string_enum};

    #[derive(Debug, PartialEq)]
    struct Cat {
        name: String,
        claws: Option<i64>,
    }

    object! { Cat { "name" => name: required, "claws" => claws: optional, } }

    #[derive(Debug, PartialEq)]
    struct Dog {
        name: String,
        tricks: Option<Vec<String>>,
    }

    object! { Dog { "name" => name: required, "tricks" => tricks: optional, } }

    #[derive(Clone, Debug, PartialEq)]
    enum Mood {
        Good,
        Unrecognized(UnknownValue),
    }

    string_enum! { Mood { Good = "good", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Cat),
        Dog(Box<Dog>),
        Number(f64),
        Integer(i64),
        Mood(Mood),
        Text(String),
        Unrecognized(Value),
    }

    union! {
        Pet {
            Cat<Cat>, Dog<Dog>, Number<f64>, Integer<i64>, Mood<Mood>, Text<&str, String>, _ = Unrecognized
        }
    }

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    union! { Tagged by "kind" { Cat = "cat" | "feline", Dog = "dog", _ = Unrecognized } }

    #[derive(Debug, PartialEq)]
    enum Defaulted {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    #[derive(Debug, PartialEq)]
    enum Numbered {
        Cat(Cat),
        Dog(Dog),
        Text(String),
        Unrecognized(Value),
    }

    union! { Defaulted by "kind" default Dog { Cat = "cat", Dog = "dog", _ = Unrecognized } }

    union! { Numbered by "v" or [Text] { Cat = "1", Dog = "true", _ = Unrecognized } }

    #[test]
    fn a_value_converts_into_the_variant_of_its_type() {
        let dog = || Dog { name: "Rex".to_owned(), tricks: None };
        assert_eq!(Pet::from(dog()), Pet::Dog(Box::new(dog())));
        assert_eq!(
            [Pet::from(1), 1.5.into(), "a".into()],
            [Pet::Integer(1), Pet::Number(1.5), Pet::Text("a".to_owned())]
        );
    }

    #[test]
    fn an_unknown_discriminator_value_selects_the_default() {
        let read = |value: Value| serde_json::from_value::<Defaulted>(value).unwrap();
        let dog = || Dog { name: "Rex".to_owned(), tricks: None };
        for value in [json!({ "name": "Rex" }), json!({ "kind": "fish", "name": "Rex" })] {
            assert_eq!(read(value), Defaulted::Dog(dog()));
        }
        assert!(matches!(read(json!({ "kind": "cat", "name": "Tom" })), Defaulted::Cat(_)));
        assert!(matches!(read(json!({ "kind": "fish" })), Defaulted::Unrecognized(_)));
    }

    #[test]
    fn a_discriminator_value_can_be_a_number_or_a_boolean() {
        let read = |value: &Value| serde_json::from_value::<Numbered>(value.clone()).ok();
        assert!(matches!(read(&json!({ "v": 1, "name": "Tom" })), Some(Numbered::Cat(_))));
        assert!(matches!(read(&json!({ "v": true, "name": "Rex" })), Some(Numbered::Dog(_))));
        assert!(matches!(read(&json!("text")), Some(Numbered::Text(_))));
        assert!(matches!(read(&json!({ "v": 2 })), Some(Numbered::Unrecognized(_))));
    }

    #[derive(Debug, PartialEq)]
    struct Short {
        name: String,
    }

    object! { Short { "name" => name: required, } }

    #[derive(Debug, PartialEq)]
    struct Long {
        name: String,
        price: Option<f64>,
    }

    object! { Long { "name" => name: required, "price" => price: optional, } }

    #[derive(Debug, PartialEq)]
    enum Priced {
        Short(Short),
        Long(Long),
        Unrecognized(Value),
    }

    union! { Priced { Short, Long, _ = Unrecognized } }

    #[test]
    fn a_property_that_serializes_differently_is_not_lost() {
        let read = serde_json::from_value(json!({ "name": "a", "price": 1 })).ok();
        assert_eq!(read, Some(Priced::Long(Long { name: "a".to_owned(), price: Some(1.0) })));
    }

    #[derive(Debug, PartialEq)]
    struct And {
        filters: Option<Vec<Filter>>,
    }

    object! { And { "filters" => filters: optional, } }

    #[derive(Debug, PartialEq)]
    struct Or {
        filters: Option<Vec<Filter>>,
    }

    object! { Or { "filters" => filters: optional, } }

    #[derive(Debug, PartialEq)]
    enum Filter {
        And(And),
        Or(Or),
        Unrecognized(Value),
    }

    union! { Filter { And, Or, _ = Unrecognized } }

    #[test]
    fn recursive_types_are_not_tried_without_end() {
        let mut value = json!({ "new": 1 });
        for _ in 0..40 {
            value = json!({ "filters": [value] });
        }
        assert!(matches!(serde_json::from_value(value), Ok(Filter::And(_))));
    }

    #[derive(Debug, PartialEq)]
    enum Any {
        Cat(Cat),
        Dog(Dog),
        Unrecognized(Value),
    }

    union! { Any { Cat, Dog, _ = Unrecognized } }

    #[test]
    fn a_value_of_several_types_is_kept_whole() {
        let read = |value: &Value| serde_json::from_value::<Any>(value.clone()).unwrap_or(Any::Unrecognized(json!(0)));
        let both = json!({ "name": "Catdog", "claws": 9, "tricks": [] });
        assert_eq!(read(&both), Any::Unrecognized(both.clone()));
        assert!(matches!(read(&json!({ "name": "Tom", "claws": 9 })), Any::Cat(_)));
        assert!(
            matches!(read(&json!({ "name": "Tom", "claws": 9, "new": 1 })), Any::Cat(_)),
            "no variant describes `new`"
        );
    }

    fn pet(value: &Value) -> Pet {
        serde_json::from_value(value.clone()).unwrap_or(Pet::Text("failed".to_owned()))
    }

    #[test]
    fn the_best_variant_is_picked_not_the_first() {
        let dog = json!({ "name": "Rex", "tricks": ["sit"] });
        assert!(matches!(pet(&dog), Pet::Dog(dog) if dog.tricks.is_some()));
        assert!(matches!(pet(&json!({ "name": "Tom", "claws": 18 })), Pet::Cat(_)));
        assert!(matches!(pet(&json!({ "name": "?" })), Pet::Cat(_)), "the first of equal candidates");
        assert_eq!(pet(&json!(1)), Pet::Integer(1));
        assert_eq!(pet(&json!(1.5)), Pet::Number(1.5));
        assert_eq!(pet(&json!("good")), Pet::Mood(Mood::Good));
        assert_eq!(pet(&json!("other")), Pet::Text("other".to_owned()));
    }

    #[test]
    fn a_value_that_matches_no_variant_is_kept() {
        for value in [json!([1]), json!(null), json!({ "x": 1 }), json!(true)] {
            assert_eq!(pet(&value), Pet::Unrecognized(value.clone()));
            assert_eq!(serde_json::to_value(pet(&value)).ok(), Some(value));
        }
    }

    #[test]
    fn a_discriminator_selects_and_an_unknown_value_is_kept() {
        let read = |value: Value| serde_json::from_value::<Tagged>(value).map_err(|error| error.to_string());
        assert!(matches!(read(json!({ "kind": "feline", "name": "Tom" })), Ok(Tagged::Cat(_))));
        assert!(matches!(read(json!({ "kind": "dog", "name": "Rex" })), Ok(Tagged::Dog(_))));
        assert!(matches!(read(json!({ "kind": "fish" })), Ok(Tagged::Unrecognized(_))));
        assert!(matches!(read(json!([])), Ok(Tagged::Unrecognized(_))));
    }

    #[test]
    fn a_value_that_contradicts_its_discriminator_is_kept() {
        for value in [json!({ "kind": "dog" }), json!({ "kind": "dog", "name": 1 })] {
            assert_eq!(serde_json::from_value(value.clone()).ok(), Some(Tagged::Unrecognized(value)));
        }
    }
}
