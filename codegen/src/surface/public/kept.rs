//! The items with old names.

use std::collections::HashMap;

use crate::name::Ident as _;
use crate::surface::item::GroupItem;
use crate::surface::kept::{KeptGroupItem, KeptMethodItem, KeptTypeItem};
use crate::surface::public::{Collector, type_path};

impl<'a> Collector<'a> {
    pub(super) fn kept(&mut self) {
        for KeptTypeItem { ident, new, id, feature } in self.context.kept_types() {
            self.all.kept.insert(ident.as_str().to_owned(), new.as_str().to_owned());
            let canonical = self.context.facts.canonical_type(id).unwrap_or(id);
            let (path, own) = (type_path(ident), type_path(&self.context.names.of(canonical).ident));
            self.all.same.insert(path.clone(), own);
            self.gated(feature, false, |all| all.named(&path, ident.as_str(), canonical));
        }
        for group in self.context.kept_groups() {
            self.kept_group(&group);
        }
        self.enabled();
    }

    /// Adds the features that the features of groups enable, directly or by others.
    fn enabled(&mut self) {
        let features = self.context.group_features();
        for (feature, direct) in &features {
            let mut enabled: Vec<&str> = direct.iter().copied().collect();
            let mut next = 0;
            while let Some(other) = enabled.get(next).copied() {
                next += 1;
                let further: Vec<&str> = features.get(other).into_iter().flatten().copied().collect();
                enabled.extend(further.into_iter().filter(|it| !enabled.contains(it)).collect::<Vec<_>>());
            }
            if !enabled.is_empty() {
                let enabled = enabled.into_iter().map(str::to_owned).collect();
                self.all.enabled.insert((*feature).to_owned(), enabled);
            }
        }
    }

    fn kept_group(&mut self, group: &KeptGroupItem<'a>) {
        let KeptGroupItem { names, is_gone, feature, methods } = group;
        if *is_gone {
            self.gated(*feature, false, |all| {
                all.group(&GroupItem { names, feature: *feature, methods: Vec::new() });
            });
            self.gated(*feature, true, |all| all.mock_group(names));
        }
        for method in methods {
            self.all.kept.insert(method.old_name(), method.new_name());
            let first = self.all.items.len();
            let (module, ident) = (names.module.as_str(), names.ident.as_str());
            let (own, mocks) = (format!("operations::{module}"), format!("testing::{module}"));
            self.gated(*feature, false, |all| {
                all.method(&own, &format!("{own}::{ident}"), names.accessor.as_str(), &method.item);
            });
            self.gated(*feature, true, |all| {
                all.mock(names, &format!("{mocks}::{ident}"), method.item.index, method.item.method.name);
            });
            self.resolve_types(first, method);
        }
    }

    /// Replaces the aliases of an operation's types in the items from `first` on.
    fn resolve_types(&mut self, first: usize, method: &KeptMethodItem<'_>) {
        let [old, new] = [&method.item.method, &method.new].map(|it| it.group.module.as_str());
        let mut paths: HashMap<String, String> = HashMap::new();
        for it in method.types() {
            let path = format!("operations::{new}::{}", it.new.as_str());
            let path = self.all.same.get(&path).cloned().unwrap_or(path);
            paths.insert(format!("operations::{old}::{}", it.old.as_str()), path);
        }
        let [old_mock, new_mock] = [&method.item.method, &method.new].map(|it| it.name.mock.ident.as_str());
        paths.insert(format!("testing::{old}::{old_mock}"), format!("testing::{new}::{new_mock}"));
        for item in self.all.items.iter_mut().skip(first) {
            item.signature = item.signature.renamed(&paths);
        }
        self.all.same.extend(paths);
    }
}
