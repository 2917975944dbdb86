//! The owners of types, and the crates that the generated crate re-exports.

use std::collections::{BTreeMap, BTreeSet};

use crate::analyze::only_user;
use crate::config::{Maps, RustPath, Times};
use crate::ir::TypeId;
use crate::name::Ident as _;
use crate::surface::Context;

/// Crates of types of the settings that the crate re-exports anyway, or that every crate has.
const KNOWN: [&str; 12] =
    ["alloc", "bytes", "chrono", "core", "indexmap", "jiff", "reqwest", "secrecy", "serde_json", "std", "time", "uuid"];

/// The names of modules of the generated crate: a crate of the same name is not re-exported.
const MODULES: [&str; 9] =
    ["client", "errors", "external", "operations", "runtime", "servers", "testing", "types", "webhooks"];

impl<'a> Context<'a> {
    /// Returns the types that several groups use, and those that only one group uses, by the feature of that group. All are
    /// sorted by module.
    pub(crate) fn by_owner(self) -> (Vec<TypeId>, Vec<(&'a str, Vec<TypeId>)>) {
        let mut ids: Vec<TypeId> = self.api.type_ids().collect();
        ids.sort_by_key(|id| self.names.of(*id).module.as_str());
        let groups: Vec<&[usize]> = self.names.groups.iter().map(|group| group.operations.as_slice()).collect();
        let owners = match self.has_group_features() {
            true => only_user(self.api, self.facts, &groups),
            false => vec![None; ids.len()],
        };
        let of = |owner: Option<usize>| ids.iter().copied().filter(|id| owners[id.index()] == owner).collect();
        let groups = self.names.groups.iter().enumerate();
        (of(None), groups.map(|(index, group)| (group.feature.as_str(), of(Some(index)))).collect())
    }

    /// Returns whether a type needs no feature of a group, because no operation uses it, or none did once.
    pub(crate) fn is_unused(self, id: TypeId) -> bool {
        self.has_group_features() && self.facts.unused.contains(&id)
    }

    /// Returns the crates whose types the crate's own items use, and which it re-exports, by name; then those of types of the
    /// settings.
    pub(crate) fn reexported_crates(self) -> Vec<String> {
        let uses = self.facts.uses;
        let times = match self.config.times {
            _ if !uses.time => None,
            Times::Chrono => Some("chrono"),
            Times::Jiff => Some("jiff"),
            Times::Time => Some("time"),
            Times::String => None,
        };
        let mut names = match self.config.has_client() {
            true => vec!["bytes", "reqwest", "secrecy", "serde_json"],
            false => vec!["serde_json"],
        };
        names.extend(times);
        names.extend(uses.uuid.then_some("uuid"));
        names.extend((self.config.maps == Maps::IndexMap).then_some("indexmap"));
        names.sort_unstable();
        let paths = self.facts.external.iter().filter_map(|path| RustPath::parse(path).ok());
        let external: BTreeSet<String> = paths.flat_map(|path| path.crates()).collect();
        let is_further = |name: &String| !KNOWN.contains(&name.as_str()) && !MODULES.contains(&name.as_str());
        names.into_iter().map(str::to_owned).chain(external.into_iter().filter(is_further)).collect()
    }

    /// Returns the versions of the crates of the settings that the crate re-exports, by name in Rust.
    pub(crate) fn requirements(self) -> BTreeMap<String, String> {
        let config = self.config;
        let types = config.types.all().flat_map(|ty| &ty.crates);
        let all = types.chain(&config.x_rust_type).chain(&config.dependencies);
        all.filter_map(|(name, it)| Some((name.replace('-', "_"), it.compatible()?))).collect()
    }

    /// Returns whether the crate has own types of instants and dates.
    pub(crate) fn has_own_times(self) -> bool {
        self.facts.uses.time && self.config.times == Times::Time
    }
}
