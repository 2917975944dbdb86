//! The servers of several documents: the client has the most common one, and operations of other documents name theirs.

use std::collections::BTreeMap;

use crate::combine::Member;
use crate::ir::Server;

/// Returns the server that most documents have. The operations of documents with another one get it as their own.
pub(super) fn common(members: &mut [Member]) -> Option<Server> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let base = |member: &Member| member.model.api.base_server().cloned();
    for server in members.iter().filter_map(base) {
        *counts.entry(server.default_url()).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let is_common = |server: &Server| counts.get(&server.default_url()) == Some(&most);
    let common = members.iter().filter_map(base).find(is_common)?;
    for member in members {
        let Some(server) = base(member).filter(|it| it.default_url() != common.default_url()) else { continue };
        for operation in member.model.api.operations.iter_mut().filter(|it| it.server.is_none()) {
            operation.server = Some(server.clone());
        }
    }
    Some(common)
}
