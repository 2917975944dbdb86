//! The servers of the API: the client's default, and the items of the module `servers`.

use crate::ir::Server;
use crate::name::{Ident as _, ServerName};
use crate::surface::Context;

impl<'a> Context<'a> {
    /// Returns the URL of the default server.
    pub(crate) fn base_url(self) -> Option<String> {
        self.api.base_server().map(Server::default_url)
    }

    /// Returns the servers that the module `servers` has, with their names; none if the client's default is the only one.
    pub(crate) fn servers(self) -> impl Iterator<Item = (&'a Server, &'a ServerName)> {
        let is_needed = self.has_servers();
        let all = self.api.servers.iter().zip(&self.names.servers);
        all.filter(move |(server, _)| is_needed && server.is_absolute())
    }

    /// Returns whether the API has more servers than one fixed URL.
    pub(crate) fn has_servers(self) -> bool {
        let absolute: Vec<&Server> = self.api.servers.iter().filter(|server| server.is_absolute()).collect();
        // Relative servers get no items, so a single absolute server beside them gets one.
        let is_mixed = !absolute.is_empty() && absolute.len() < self.api.servers.len();
        is_mixed || absolute.len() > 1 || absolute.iter().any(|server| !server.variables.is_empty())
    }
}

/// Returns a server's item as readable text.
pub(super) fn spell(server: &Server, name: &ServerName) -> String {
    if server.variables.is_empty() {
        return format!("{} = {}", name.constant.as_str().to_uppercase(), server.url);
    }
    let variables: Vec<&str> = name.variables.iter().map(|variable| variable.as_str()).collect();
    format!("{}{{{}}} = {}", name.ident.as_str(), variables.join(", "), server.url)
}
