//! The names of servers: from their description if it is short, or else from their URL.

use crate::ir::{Api, Server};
use crate::name::ServerName;
use crate::name::ident::{Pascal, Snake};
use crate::name::previous::PreviousNames;
use crate::name::scope::Scope;

/// The maximum number of words of a description that serves as a name.
const MAX_WORDS: usize = 4;

/// Returns the names of an API's servers. A server of the existing crate keeps its name.
pub(super) fn names(api: &Api, previous: &PreviousNames) -> Vec<ServerName> {
    names_of(&api.servers, previous)
}

fn names_of(servers: &[Server], previous: &PreviousNames) -> Vec<ServerName> {
    let mut types = Scope::new(&["String", "Default", "Clone", "Debug", "PartialEq", "Eq", "From", "Self"]);
    let mut constants = Scope::default();
    // A server without variables has a constant, others have a type.
    let known = |server: &Server| previous.server(&server.url);
    let idents = servers.iter().map(|server| {
        let ident = known(server).filter(|_| !server.variables.is_empty()).and_then(Pascal::exact)?;
        types.take(&ident).then_some(ident)
    });
    let idents: Vec<Option<Pascal>> = idents.collect();
    let names = servers.iter().map(|server| {
        let name = known(server).filter(|_| server.variables.is_empty()).map(str::to_lowercase)?;
        let constant = Snake::exact(&name)?;
        constants.take(&constant).then_some(constant)
    });
    let names: Vec<Option<Snake>> = names.collect();
    let name = |((server, ident), constant): ((&Server, Option<Pascal>), Option<Snake>)| {
        let preferred = preferred(server);
        let mut fields = Scope::default();
        let variables = server.variables.iter().map(|it| fields.claim(&Snake::new(&it.name), "variable")).collect();
        ServerName {
            ident: ident.unwrap_or_else(|| types.claim(&Pascal::new(&preferred), "Server")),
            constant: constant.unwrap_or_else(|| constants.claim(&Snake::new(&preferred), "server")),
            variables,
        }
    };
    servers.iter().zip(idents).zip(names).map(name).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Variable;
    use crate::name::ident::Ident as _;

    #[test]
    fn a_second_server_with_a_description_renames_no_other() {
        let server = |url: &str, description: &str| Server {
            url: url.to_owned(),
            description: Some(description.to_owned()),
            variables: Vec::new(),
        };
        let region = Variable { name: "region".into(), default: "eu".into(), values: Vec::new(), description: None };
        let regional = Server { variables: vec![region], ..server("https://{region}.b.c", "Region") };
        let of = |servers: Vec<Server>, previous: &PreviousNames| -> Vec<String> {
            let names = names_of(&servers, previous);
            names.iter().map(|it| format!("{} {}", it.constant.as_str(), it.ident.as_str())).collect()
        };
        let mut previous = PreviousNames::default();
        let sandbox = server("https://a.b.c", "Sandbox");
        assert_eq!(of(vec![sandbox.clone()], &previous), ["sandbox Sandbox"]);
        previous.add_server("https://a.b.c".into(), "SANDBOX");
        previous.add_server("https://{region}.b.c".into(), "Area");
        let first = server("https://0.b.c", "Sandbox");
        assert_eq!(
            of(vec![first, sandbox, regional], &previous),
            ["sandbox_server Sandbox", "sandbox SandboxServer", "region Area"]
        );
    }
}
