//! The setting `keep`, applied to the names of the model.

use crate::config::ApiConfig;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Api;
use crate::location::Pointer;
use crate::name::{Ident as _, KeptNames, KeptType, Names, Pascal, Renames, Snake, kept_operation, kept_type};
use crate::text::{nearest, one_line};

/// Returns the old names that the settings keep, and reports those that it can't keep: as warnings, if the settings may
/// belong to another version of the document.
pub(crate) fn kept(
    config: &ApiConfig,
    api: &Api,
    (names, renames): (&Names, &Renames),
    is_forgiving: bool,
    diagnostics: &mut Diagnostics,
) -> KeptNames {
    let mut checker = Checker { config, names, is_forgiving, diagnostics };
    let types = config.keep.types.iter().filter_map(|(old, new)| {
        let found = kept_type(new).and_then(|new| Some((names.type_named(api, new.as_str())?, new)));
        let ident = checker.kept_type(old, new, found.is_some())?;
        found.map(|(id, new)| KeptType { ident, new, id })
    });
    let types = types.collect();
    let operations = config.keep.operations.iter().filter_map(|(old, new)| {
        let index = kept_operation(new).and_then(|(accessor, method)| names.operation_named(&accessor, &method));
        let (accessor, method) = checker.operation(old, new, index.is_some())?;
        index.map(|index| (accessor, method, index))
    });
    let operations: Vec<(Snake, Snake, usize)> = operations.collect();
    KeptNames { types, groups: names.kept_groups(api, &operations, renames) }
}

/// The search for names that oasmith can't keep.
struct Checker<'a> {
    config: &'a ApiConfig,
    names: &'a Names,
    is_forgiving: bool,
    diagnostics: &'a mut Diagnostics,
}

impl Checker<'_> {
    /// Returns the old name of a type if it can be kept; reports why not.
    fn kept_type(&mut self, old: &str, new: &str, is_known: bool) -> Option<Pascal> {
        let setting = ["types", old];
        let ident = kept_type(old);
        if ident.is_none() {
            let closest = Pascal::new(old);
            let help = match kept_type(closest.as_str()).filter(|ident| ident.as_str() != old) {
                Some(ident) => {
                    format!("write the name as `api.txt` of the old crate has it, such as `{}`", ident.as_str())
                }
                None => "write the name as `api.txt` of the old crate has it, or remove the line".to_owned(),
            };
            self.report(setting, "which cannot be the name of a type", help);
        } else if self.names.type_names().any(|name| name == old) {
            let help = "remove the line; to give that type another name, use `rename`".to_owned();
            self.report(setting, "but the crate has a type of this name", help);
        } else if !is_known {
            let names: Vec<&str> = self.names.type_names().collect();
            let help = self.nearest(new, &names, self.config.keep.types.get(new));
            let why = format!("but its new name `{}` is not that of a type", one_line(new));
            self.report(setting, &why, help);
        } else {
            return ident;
        }
        None
    }

    /// Returns the accessor and the method of an operation's old name if it can be kept; reports why not.
    fn operation(&mut self, old: &str, new: &str, is_known: bool) -> Option<(Snake, Snake)> {
        let setting = ["operations", old];
        let Some((accessor, method)) = kept_operation(old) else {
            let help = "write the name as `api.txt` of the old crate has it, such as `pets.list`".to_owned();
            self.report(setting, "which cannot be the name of an operation", help);
            return None;
        };
        if self.names.operation_named(&accessor, &method).is_some() {
            let help = "remove the line; to give that operation another name, use `operations`".to_owned();
            self.report(setting, "but the crate has an operation of this name", help);
            return None;
        }
        if !is_known {
            let names: Vec<String> = self.names.operation_names().collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let help = self.nearest(new, &names, self.config.keep.operations.get(new));
            let why = format!("but its new name `{}` is not that of an operation", one_line(new));
            self.report(setting, &why, help);
            return None;
        }
        Some((accessor, method))
    }

    /// Returns advice on a new name that no item has. `newer` is the name of the setting by which it is an old name itself.
    fn nearest(&self, new: &str, names: &[&str], newer: Option<&String>) -> String {
        let suggested = newer.map(String::as_str).filter(|newer| names.contains(newer)).or_else(|| nearest(new, names));
        match suggested {
            Some(name) => format!("did you mean `{}`?", one_line(name)),
            None => "use a name from `api.txt`".to_owned(),
        }
    }

    fn report(&mut self, [kind, old]: [&str; 2], why: &str, help: String) {
        let message = format!("`keep` in the settings keeps `{}`, {why}", one_line(old));
        let reported = match self.is_forgiving {
            true => self.diagnostics.warning(Code::KeptName, &Pointer::root(), message),
            false => self.diagnostics.error(Code::KeptName, &Pointer::root(), message),
        };
        reported.help(help).about_setting(["keep", kind, old]);
    }
}
