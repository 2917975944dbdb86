//! The names of servers: from their description if it is short, or else from their URL.

use crate::ir::{Api, Server};
use crate::name::ServerName;
use crate::name::ident::{Pascal, Snake};
use crate::name::scope::Scope;

/// The maximum number of words of a description that serves as a name.
const MAX_WORDS: usize = 4;

/// Returns the names of an API's servers.
pub(super) fn names(api: &Api) -> Vec<ServerName> {
    let mut types = Scope::new(&["String", "Default", "Clone", "Debug", "PartialEq", "Eq", "From", "Self"]);
    let mut constants = Scope::default();
    let name = |server: &Server| {
        let preferred = preferred(server);
        let mut fields = Scope::default();
        let variables = server.variables.iter().map(|it| fields.claim(&Snake::new(&it.name), "variable")).collect();
        ServerName {
            ident: types.claim(&Pascal::new(&preferred), "Server"),
            constant: constants.claim(&Snake::new(&preferred), "server"),
            variables,
        }
    };
    api.servers.iter().map(name).collect()
}

fn preferred(server: &Server) -> String {
    let described = server.description.as_deref().map(|text| text.trim().trim_end_matches('.')).unwrap_or_default();
    let words = described.split_whitespace().count();
    let is_name = (1..=MAX_WORDS).contains(&words) && !described.contains('/');
    if is_name {
        return described.to_owned();
    }
    let host = server.url.split_once("://").map_or(server.url.as_str(), |(_, rest)| rest);
    host.split('/').next().unwrap_or_default().to_owned()
}
