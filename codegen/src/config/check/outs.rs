//! The folders of several APIs: none may lie within the files of another one.

use std::path::{Component, Path, PathBuf};

use toml::de::{DeArray, DeValue};

use crate::config::check::{Checker, quoted};

/// The folder of a crate with its sources.
const SOURCES: &str = "src";

impl Checker<'_> {
    /// Checks that the entries of `api` write different files.
    pub(super) fn outs(&mut self, apis: &DeArray<'_>) {
        let out = |api: &DeValue<'_>| {
            let table = api.as_table()?;
            let out = table.get("out")?;
            let is_module = table.get("kind").and_then(|it| it.get_ref().as_str()) == Some("module");
            Some((out.span().start, plain(Path::new(out.get_ref().as_str()?)), is_module))
        };
        let outs: Vec<_> = apis.iter().filter_map(|api| out(api.get_ref())).collect();
        for (index, (at, own, is_module)) in outs.iter().enumerate() {
            let holds = |outer: &Path, is_module: bool, inner: &Path| {
                inner == outer || inner.starts_with(if is_module { outer.to_owned() } else { outer.join(SOURCES) })
            };
            let other = outs[..index].iter().find(|(_, other, other_is_module)| {
                holds(other, *other_is_module, own) || holds(own, *is_module, other)
            });
            if let Some((_, other, _)) = other {
                let [own, other] = [own, other].map(|path| quoted(&path.display().to_string()));
                let message =
                    format!("`out` is `{own}`, but another `api` writes to `{other}`; name a folder of its own");
                self.report(*at, message);
            }
        }
    }
}

/// Returns a path without `.` and `a/..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
