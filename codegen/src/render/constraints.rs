//! Validation keywords: as a sentence of the documentation, and as rules of the table that `Validate` checks.

use std::fmt::Write as _;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Number;

use crate::ir::{Constraints, Matcher, Pattern};
use crate::render::{literal, types};

/// Returns the sentence for the documentation; `None` without constraints.
pub(super) fn sentence(constraints: &Constraints) -> Option<String> {
    let mut phrases = Vec::new();
    phrases.extend(interval(constraints));
    phrases.extend(constraints.multiple_of.as_ref().map(|step| format!("a multiple of {step}")));
    phrases.extend(count(constraints.min_length, constraints.max_length, "character"));
    phrases.extend(constraints.pattern.as_ref().map(|pattern| format!("matches {}", types::code(&pattern.text))));
    phrases.extend(count(constraints.min_items, constraints.max_items, "item"));
    if constraints.unique_items {
        phrases.push("unique items".to_owned());
    }
    phrases.extend(count(constraints.min_properties, constraints.max_properties, "property"));
    if !constraints.values.is_empty() {
        let values: Vec<String> = constraints.values.iter().map(|value| format!("`{value}`")).collect();
        phrases.push(format!("one of {}", values.join(", ")));
    }
    let mut text = phrases.join("; ");
    if let Some(items) = constraints.items.as_deref().and_then(sentence) {
        let separator = if text.is_empty() { "" } else { "; " };
        let _ = write!(text, "{separator}each value: {}", items.trim_start_matches("Constraints: "));
    }
    (!text.is_empty()).then(|| format!("Constraints: {text}"))
}

fn interval(constraints: &Constraints) -> Option<String> {
    match (&constraints.minimum, &constraints.maximum) {
        (Some((least, false)), Some((most, false))) => Some(format!("{least} to {most}")),
        (None, None) => None,
        (least, most) => {
            let least = least.as_ref().map(|(bound, excluded)| bounded(bound, *excluded, "more than", "at least"));
            let most = most.as_ref().map(|(bound, excluded)| bounded(bound, *excluded, "less than", "at most"));
            Some(least.into_iter().chain(most).collect::<Vec<_>>().join(", "))
        }
    }
}

fn bounded(bound: &Number, excluded: bool, outside: &str, inside: &str) -> String {
    format!("{} {bound}", if excluded { outside } else { inside })
}

fn count(least: Option<u64>, most: Option<u64>, what: &str) -> Option<String> {
    let noun = |count: u64| match (count, what) {
        (1, _) => what.to_owned(),
        (_, "property") => "properties".to_owned(),
        _ => format!("{what}s"),
    };
    match (least.filter(|least| *least > 0), most) {
        (Some(least), Some(most)) if least == most => Some(format!("{least} {}", noun(least))),
        (Some(least), Some(most)) => Some(format!("{least} to {most} {}", noun(most))),
        (Some(least), None) => Some(format!("at least {least} {}", noun(least))),
        (None, Some(most)) => Some(format!("at most {most} {}", noun(most))),
        (None, None) => None,
    }
}

/// Returns the rules of a row in a type's table, with their brackets.
pub(super) fn rules(constraints: &Constraints) -> Option<TokenStream> {
    let rules = list(constraints);
    (!rules.is_empty()).then(|| quote!([#(#rules),*]))
}

fn list(constraints: &Constraints) -> Vec<TokenStream> {
    let mut rules = Vec::new();
    let bounds = [
        (&constraints.minimum, quote!(Above), quote!(Minimum)),
        (&constraints.maximum, quote!(Below), quote!(Maximum)),
    ];
    for (bound, outside, inside) in bounds {
        if let Some((bound, excluded)) = bound {
            let (rule, bound) = (if *excluded { outside } else { inside }, number(bound));
            rules.push(quote!(#rule(#bound)));
        }
    }
    rules.extend(constraints.multiple_of.as_ref().map(number).map(|step| quote!(MultipleOf(#step))));
    let counts = [
        (constraints.min_length, quote!(MinLength)),
        (constraints.max_length, quote!(MaxLength)),
        (constraints.min_items, quote!(MinItems)),
        (constraints.max_items, quote!(MaxItems)),
        (constraints.min_properties, quote!(MinProperties)),
        (constraints.max_properties, quote!(MaxProperties)),
    ];
    for (count, rule) in counts {
        if let Some(count) = count.map(Literal::u64_unsuffixed) {
            rules.push(quote!(#rule(#count)));
        }
    }
    rules.extend(constraints.pattern.as_deref().and_then(pattern));
    if constraints.unique_items {
        rules.push(quote!(UniqueItems));
    }
    if !constraints.values.is_empty() {
        let values = literal::text(&serde_json::Value::from(constraints.values.clone()).to_string());
        rules.push(quote!(OneOf(#values)));
    }
    if let Some(items) = &constraints.items {
        let items = list(items);
        rules.push(quote!(Each(&[#(#items),*])));
    }
    rules
}

/// Returns the rule of a pattern, if an engine can match it.
fn pattern(pattern: &Pattern) -> Option<TokenStream> {
    let text = literal::text(&pattern.text);
    Some(match pattern.matcher.as_ref()? {
        Matcher::Linear(same) if *same == pattern.text => quote!(Pattern(#text)),
        Matcher::Linear(translated) => {
            let translated = literal::text(translated);
            quote!(Translated(#text, #translated))
        }
        Matcher::All(parts) => {
            let parts = parts.iter().map(|(found, part)| (found, literal::text(part)));
            let parts = parts.map(|(found, part)| quote!((#found, #part)));
            quote!(All(#text, &[#(#parts),*]))
        }
        Matcher::Backtracking(translated) => {
            let translated = literal::text(translated);
            quote!(Backtracking(#text, #translated, crate::runtime::backtracking::matches))
        }
    })
}

/// Returns a number as floating point, as which the runtime compares numbers.
fn number(number: &Number) -> Literal {
    Literal::f64_unsuffixed(number.as_f64().unwrap_or_default())
}
