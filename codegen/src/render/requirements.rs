//! The dependencies of a module, which the crate around it declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{Dependency, Feature};
use crate::render::Context;
use crate::render::manifest::{TARGET, dependency_table, feature_lines};

/// Returns the dependencies of the code with the optional parts that the settings choose, by name.
pub fn requirements(context: Context<'_>) -> BTreeMap<String, Dependency> {
    let enabled = context.config.features();
    let (mut needed, mut optional, mut features) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (feature, entries) in declared(context) {
        let is_enabled = enabled.iter().any(|it| it.name() == feature);
        for entry in entries {
            match (entry.strip_prefix("dep:"), entry.split_once('/')) {
                (Some(name), _) if is_enabled => drop(needed.insert(name.to_owned())),
                (Some(name), _) => drop(optional.insert(name.to_owned())),
                (None, Some((name, feature))) if is_enabled => features.push((name.to_owned(), feature.to_owned())),
                _ => {}
            }
        }
    }
    let mut all: BTreeMap<String, Dependency> =
        dependency_table(context).into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
    for (name, of_target) in targeted().into_iter().filter(|_| context.config.has_client()) {
        let merged = all.get(&name).map_or_else(|| of_target.clone(), |it| it.merged(&of_target));
        all.insert(name, merged);
    }
    all.retain(|name, _| needed.contains(name) || !optional.contains(name));
    for (name, feature) in features {
        let more = Dependency::from(format!("{{ features = [\"{feature}\"] }}").as_str());
        all.entry(name).and_modify(|it| *it = it.merged(&more));
    }
    all.into_iter().map(|(name, it)| (name, it.needed())).collect()
}

/// Returns the features of a crate, with what each enables.
fn declared(context: Context<'_>) -> BTreeMap<String, Vec<String>> {
    let known = Feature::ALL.map(Feature::name);
    let table: BTreeMap<String, Vec<String>> = toml::from_str(&feature_lines(context)).unwrap_or_default();
    table.into_iter().filter(|(name, _)| known.contains(&name.as_str())).collect()
}

/// Returns the dependencies that browsers do not need.
fn targeted() -> BTreeMap<String, Dependency> {
    let lines = TARGET.lines().filter(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    lines.map(|(name, spec)| (name.to_owned(), Dependency::from(spec))).collect()
}
