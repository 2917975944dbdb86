//! Servers: those of the API, and those that operations have of their own.
//!
//! Source: OpenAPI 3.0.4, sections 4.7.5 (Server Object) and 4.7.6 (Server Variable Object).

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::ir::{Operation, Server, Variable, base_server, relative_server};
use crate::location::Pointer;
use crate::lower::Lowering;

impl Lowering<'_> {
    /// Lowers the servers of the API. An operation whose server is the API's default keeps none of its own.
    pub(super) fn servers(&mut self, operations: &mut [Operation]) -> Vec<Server> {
        let mut servers: Vec<Server> = self.openapi.servers.iter().map(server).collect();
        if servers.is_empty() {
            // If only operations have servers, the most frequent one is the API's.
            servers.extend(most_usual(operations));
        }
        let place = Pointer::root().join("servers");
        if let Some(first) = servers.first().filter(|server| !server.can_be_sent_to()) {
            let message = format!("the client cannot send requests to `{}`; callers must set the base URL", first.url);
            self.diagnostics
                .warning(Code::Unused, &place.join(0).join("url"), message)
                .help("write a URL with `https://` or `http://`, in an overlay for example");
        }
        self.relative(&servers, &place);
        let main = base_server(&servers).or(servers.first());
        for operation in operations {
            operation.server = operation.server.take().filter(|server| {
                let is_own = main.is_none_or(|main| main.default_url() != server.default_url());
                is_own && server.can_be_sent_to()
            });
            // A relative URL cannot be the base URL: the client resolves it against the caller's.
            operation.server = operation.server.take().or_else(|| relative_server(&servers).cloned());
        }
        servers
    }

    /// Reports the relative servers of an API that also has absolute ones: the crate names absolute URLs only.
    ///
    /// Source: OpenAPI 3.0.4, section 4.7.5 (`url`: relative to the location where the document is served).
    fn relative(&mut self, servers: &[Server], place: &Pointer) {
        let Some(base) = base_server(servers).map(Server::default_url) else { return };
        for (index, server) in servers.iter().enumerate() {
            if server.is_absolute() || !server.can_be_sent_to() {
                continue;
            }
            let message = format!(
                "`{}` is relative to the URL of the document, which oasmith does not know; the crate omits this server, \
                 and its base URL is `{base}`",
                server.url
            );
            self.diagnostics
                .warning(Code::Unused, &place.join(index).join("url"), message)
                .help("write the whole URL, in an overlay for example, or set it with `ClientBuilder::base_url`");
        }
    }

    /// Returns the first server of an operation, or else of its path.
    pub(super) fn own_server(&mut self, lists: [(&[openapiv3::Server], Pointer); 2]) -> Option<Server> {
        let (list, place) = lists.into_iter().find(|(list, _)| !list.is_empty())?;
        let server = server(list.first()?);
        if !server.can_be_sent_to() {
            let message =
                format!("the client cannot send requests to `{}`; it sends them to the API's server", server.url);
            self.diagnostics
                .warning(Code::Unused, &place.join(0).join("url"), message)
                .help("write a URL with `https://` or `http://`, in an overlay for example");
            return None;
        }
        Some(server)
    }
}

fn server(server: &openapiv3::Server) -> Server {
    let variables = server.variables.iter().flatten().map(|(name, variable)| Variable {
        name: name.clone(),
        default: variable.default.clone(),
        values: variable.enumeration.clone(),
        description: variable.description.clone(),
    });
    let mut variables: Vec<Variable> =
        variables.filter(|it| server.url.contains(&format!("{{{}}}", it.name))).collect();
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    Server { url: server.url.trim().to_owned(), description: server.description.clone(), variables }
}

fn most_usual(operations: &[Operation]) -> Option<Server> {
    let mut counts: BTreeMap<&str, (usize, &Server)> = BTreeMap::new();
    for server in operations.iter().filter_map(|operation| operation.server.as_ref()) {
        counts.entry(&server.url).or_insert((0, server)).0 += 1;
    }
    let most = counts.into_iter().max_by(|(a, (m, _)), (b, (n, _))| m.cmp(n).then(b.cmp(a)));
    most.map(|(_, (_, server))| server.clone())
}
