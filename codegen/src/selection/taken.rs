//! Names in the settings that items do not get, and names that other items lose to them.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, TypeDef, TypeId};
use crate::location::Pointer;
use crate::name::{Chosen, Ident as _, Names, Pascal, Renames, Snake};
use crate::selection::{component, fields, variants};
use crate::text::one_line;

/// Reports names that collide or that Rust does not allow.
pub(crate) fn report_taken(api: &Api, names: &Names, renames: &Renames, diagnostics: &mut Diagnostics) {
    let mut report = Report { diagnostics };
    for (id, chosen) in &renames.types {
        let named = |id: TypeId| names.of(id).ident.as_str();
        report.changed("types", chosen, Pascal::new(&chosen.name).as_str(), named(*id));
        let others = api.type_ids().filter(|other| other != id && !renames.types.contains_key(other));
        let of_document = |id: TypeId| component(api.type_def(id));
        let mut others = others.filter_map(|id| Some((of_document(id)?, named(id))));
        let loser = others.find(|(name, now)| Pascal::new(name).as_str() == named(*id) && *now != named(*id));
        report.displaced("types", chosen, loser);
    }
    for (index, chosen) in &names.chosen {
        let method = |index: usize| names.operation(index).method.as_str();
        report.changed("operations", chosen, Snake::new(&chosen.name).as_str(), method(*index));
        let group = names.operation(*index).group;
        let others = (0..api.operations.len()).filter(|other| names.operation(*other).group == group);
        let mut others = others.filter_map(|other| Some((api.operations[other].id.as_deref()?, method(other))));
        let loser = others.find(|(id, now)| Snake::new(id).as_str() == method(*index) && *now != method(*index));
        report.displaced("operations", chosen, loser.filter(|(id, _)| *id != chosen.key));
    }
    for ((id, index), chosen) in &renames.fields {
        let idents: Vec<&str> = names.of(*id).fields.iter().map(Snake::as_str).collect();
        report.changed("fields", chosen, Snake::new(&chosen.name).as_str(), idents[*index]);
        let is_renamed = |index: usize| renames.fields.contains_key(&(*id, index));
        let parts = Parts { names: fields(api.type_def(*id)), idents, is_renamed: &is_renamed };
        report.displaced("fields", chosen, parts.loser(*index, |name| Snake::new(name).as_str().to_owned()));
    }
    for ((id, index), chosen) in &renames.variants {
        let def: &TypeDef = api.type_def(*id);
        let idents: Vec<&str> = names.of(*id).variants.iter().map(Pascal::as_str).collect();
        report.changed("variants", chosen, Pascal::new(&chosen.name).as_str(), idents[*index]);
        let is_renamed = |index: usize| renames.variants.contains_key(&(*id, index));
        let parts = Parts { names: variants(def), idents, is_renamed: &is_renamed };
        report.displaced("variants", chosen, parts.loser(*index, |name| Pascal::new(name).as_str().to_owned()));
    }
}

/// The parts of a type, in the order of the model.
struct Parts<'a> {
    /// Their names in the document.
    names: Vec<String>,
    /// Their names in the crate.
    idents: Vec<&'a str>,
    is_renamed: &'a dyn Fn(usize) -> bool,
}

impl Parts<'_> {
    /// Returns the part that would have the name of the renamed part at `index`: its names in the document and in the crate.
    fn loser(&self, index: usize, spelled: fn(&str) -> String) -> Option<(&str, &str)> {
        let others = (0..self.names.len()).filter(|other| *other != index && !(self.is_renamed)(*other));
        let mut others = others.map(|other| (self.names[other].as_str(), self.idents[other]));
        others.find(|(name, ident)| spelled(name) == self.idents[index] && *ident != self.idents[index])
    }
}

struct Report<'d> {
    diagnostics: &'d mut Diagnostics,
}

impl Report<'_> {
    /// Reports an item that has another name than the settings choose. `spelled` is that name as an identifier.
    fn changed(&mut self, table: &str, chosen: &Chosen, spelled: &str, ident: &str) {
        if letters(&chosen.name) == letters(ident) {
            return;
        }
        let why = match letters(&chosen.name) == letters(spelled) {
            true => "but the generated crate uses this name already",
            false => "which is no name in Rust",
        };
        let (key, name) = (one_line(&chosen.key), one_line(&chosen.name));
        self.warn(
            table,
            chosen,
            format!("the settings choose `{name}` for `{key}`, {why}; oasmith names it `{ident}`"),
        );
    }

    /// Reports an item that loses its name to a renamed one.
    fn displaced(&mut self, table: &str, chosen: &Chosen, loser: Option<(&str, &str)>) {
        let Some((of_document, ident)) = loser else { return };
        let (key, name, of_document) = (one_line(&chosen.key), one_line(&chosen.name), one_line(of_document));
        let message = format!(
            "the settings choose `{name}` for `{key}`, but `{of_document}` has this name too; oasmith names that one `{ident}`"
        );
        self.warn(table, chosen, message);
    }

    fn warn(&mut self, table: &str, chosen: &Chosen, message: String) {
        self.diagnostics
            .warning(Code::TakenName, &Pointer::root(), message)
            .about_setting(if table == "operations" {
                vec![table, &chosen.key]
            } else {
                vec!["rename", table, &chosen.key]
            })
            .help("choose another name, or rename the other item too");
    }
}

/// Returns what names that differ only in their convention have in common.
fn letters(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
