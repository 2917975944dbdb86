//! `api.txt` lists every public item of a generated crate, except the runtime.

use std::path::Path;

use oasmith::config::ApiConfig;
use oasmith::{Generated, Loaded};
use syn::{Fields, ImplItem, Item, Type, Visibility};

fn generated(text: &str) -> Generated {
    let loaded = Loaded::parse(Path::new("api.yaml"), text.as_bytes().to_vec());
    loaded.generate(&ApiConfig::new("api.yaml", "", "client")).result.unwrap()
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns the names of a file's public items, each with the name of its owner, if it has one.
fn names(text: &str) -> Vec<(Option<String>, String)> {
    let mut names = Vec::new();
    for item in syn::parse_file(text).unwrap().items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                names.push((None, item.ident.to_string()));
                if let Fields::Named(fields) = &item.fields {
                    let fields = fields.named.iter().filter(|field| is_public(&field.vis));
                    let fields = fields.filter_map(|field| field.ident.as_ref());
                    names.extend(fields.map(|field| (Some(item.ident.to_string()), field.to_string())));
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                names.push((None, item.ident.to_string()));
                // The variants for unknown values have the same name in all enums.
                let variants =
                    item.variants.iter().filter(|variant| !variant.ident.to_string().starts_with("Unrecognized"));
                names.extend(variants.map(|variant| (Some(item.ident.to_string()), variant.ident.to_string())));
            }
            // The type of a call without optional parameters has the name of its method.
            Item::Type(item) if is_call(&item.ty) => {}
            Item::Type(item) if is_public(&item.vis) => names.push((None, item.ident.to_string())),
            Item::Const(item) if is_public(&item.vis) => names.push((None, item.ident.to_string())),
            Item::Impl(item) if item.trait_.is_none() => {
                let Type::Path(of) = item.self_ty.as_ref() else { continue };
                let owner = of.path.segments.last().unwrap().ident.to_string();
                for method in item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) if is_public(&method.vis) => Some(method.sig.ident.to_string()),
                    _ => None,
                }) {
                    names.push((Some(owner.clone()), method));
                }
            }
            _ => {}
        }
    }
    names
}

fn is_call(ty: &Type) -> bool {
    matches!(ty, Type::Path(of) if of.path.segments.last().is_some_and(|last| last.ident == "Call"))
}

/// Whether `line` contains `name` as a word.
fn has_word(line: &str, name: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '_' || it == '#';
    line.match_indices(name)
        .any(|(at, _)| !line[..at].ends_with(is_part) && !line[at + name.len()..].starts_with(is_part))
}

fn missing(generated: &Generated) -> Vec<String> {
    let file = |path: &str| generated.outputs.iter().find(|output| output.path == path).unwrap();
    let listing: Vec<&str> = file("api.txt").text.lines().collect();
    let mut missing = Vec::new();
    // The runtime is the same for all crates, mocks mirror the operations, and the front page re-exports the rest.
    let is_own = |path: &str| {
        let left_out = ["src/runtime/", "src/testing/", "src/lib.rs"];
        path.ends_with(".rs") && !left_out.iter().any(|start| path.starts_with(start))
    };
    for output in generated.outputs.iter().filter(|output| is_own(&output.path)) {
        for (owner, name) in names(&output.text) {
            let plain = name.trim_start_matches("r#").to_owned();
            let is_in = |line: &&str| {
                (has_word(line, &name) || has_word(line, &plain))
                    && owner.as_deref().is_none_or(|owner| has_word(line, owner) || owner_is_group(&listing, owner))
            };
            if !listing.iter().any(is_in) {
                missing.push(format!("{}: {}{name}", output.path, owner.map(|it| it + "::").unwrap_or_default()));
            }
        }
    }
    missing
}

/// Whether `owner` is the type with the operations of a group; its lines start with the group's name.
fn owner_is_group(listing: &[&str], owner: &str) -> bool {
    listing.iter().any(|line| !line.starts_with(' ') && has_word(line, owner)) || owner == "Client"
}

#[test]
fn every_public_item_is_listed() {
    let documents = [
        include_str!("../../fixtures/basics.yaml"),
        include_str!("../../fixtures/calls.yaml"),
        include_str!("../../fixtures/odd.yaml"),
        include_str!("../../fixtures/schemas.yaml"),
        include_str!("../../spec/hubspot-associations-v4.yaml"),
        include_str!("diff/base.yaml"),
    ];
    for document in documents {
        let missing = missing(&generated(document));
        assert!(missing.is_empty(), "not in api.txt:\n{}", missing.join("\n"));
    }
}

#[test]
fn an_item_that_is_not_listed_is_found() {
    let mut generated = generated(include_str!("diff/base.yaml"));
    let listing = generated.outputs.iter_mut().find(|output| output.path == "api.txt").unwrap();
    listing.text = listing.text.lines().filter(|line| !line.contains("Pet.age")).collect::<Vec<_>>().join("\n");
    assert_eq!(missing(&generated), ["src/types/pet.rs: Pet::age"]);
}
