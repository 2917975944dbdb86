//! Comparison of the URLs, flows and scopes of security schemes.

use std::collections::{BTreeMap, HashSet};

use crate::diff::contract::Contract;
use crate::diff::contract::side::{Id, Side};
use crate::diff::{Class, Rule, Subject, quoted};
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::source::Node;

/// The flow whose token URL the client itself uses; the rules for token URLs report it.
const OWN_FLOW: &str = "clientCredentials";

fn text(side: &Side<'_>, id: Id, key: &str) -> Option<String> {
    side.node(id).get(key).and_then(Node::as_str).map(str::to_owned)
}

fn flows(side: &mut Side<'_>, id: Id) -> BTreeMap<String, Id> {
    side.children(id, "flows").into_iter().filter(|(flow, _)| !flow.starts_with("x-")).collect()
}

impl Contract<'_, '_> {
    /// Compares the security schemes that both documents have.
    pub(super) fn security_schemes(&mut self) {
        let (old, new) = (self.differ.old, self.differ.new);
        let place = Pointer::root().join("components").join("securitySchemes");
        let had: HashSet<&str> = old.api.security_schemes.iter().map(|it| it.name.as_str()).collect();
        let names = new.api.security_schemes.iter().zip(&new.names.credentials);
        for (scheme, name) in names.filter(|(it, _)| had.contains(it.name.as_str())) {
            let pointer = place.join(&scheme.name);
            let places = (self.graph.old.place(pointer.clone()), self.graph.new.place(pointer));
            let (Some(before), Some(after)) = places else { continue };
            let at = (self.graph.old.target(before), self.graph.new.target(after));
            let of = Subject::named(format!("ClientBuilder::{}", name.set.as_str()));
            self.url(&of, at, "openIdConnectUrl", "");
            let flows = (flows(&mut self.graph.old, at.0), flows(&mut self.graph.new, at.1));
            for (flow, before) in &flows.0 {
                match flows.1.get(flow) {
                    Some(after) => self.flow(&of, flow, (*before, *after)),
                    None if flow == OWN_FLOW => {}
                    None => {
                        let message = format!("the flow {} was removed", quoted(flow));
                        self.add(Rule::SecurityFlowRemoved, Class::Run, &of, message, (Some(*before), Some(at.1)));
                    }
                }
            }
            let is_new = |flow: &str| flow != OWN_FLOW && !flows.0.contains_key(flow);
            for (flow, after) in flows.1.iter().filter(|(flow, _)| is_new(flow)) {
                let message = format!("the flow {} was added", quoted(flow));
                self.add(Rule::SecurityFlowAdded, Class::Compatible, &of, message, (Some(at.0), Some(*after)));
            }
        }
    }

    fn flow(&mut self, of: &Subject, flow: &str, at: (Id, Id)) {
        let prefix = format!("{}: ", quoted(flow));
        self.url(of, at, "authorizationUrl", &prefix);
        self.url(of, at, "refreshUrl", &prefix);
        if flow != OWN_FLOW {
            self.url(of, at, "tokenUrl", &prefix);
        }
        let scopes = (self.graph.old.children(at.0, "scopes"), self.graph.new.children(at.1, "scopes"));
        let names = |all: &[(String, Id)]| all.iter().map(|(name, _)| name.clone()).collect::<HashSet<String>>();
        let (had, has) = (names(&scopes.0), names(&scopes.1));
        for (scope, id) in scopes.0.iter().filter(|(scope, _)| !has.contains(scope)) {
            let message = format!("{prefix}the scope {} was removed", quoted(scope));
            self.add(Rule::ScopeRemoved, Class::Run, of, message, (Some(*id), Some(at.1)));
        }
        for (scope, id) in scopes.1.iter().filter(|(scope, _)| !had.contains(scope)) {
            let message = format!("{prefix}the scope {} was added", quoted(scope));
            self.add(Rule::ScopeAdded, Class::Compatible, of, message, (Some(at.0), Some(*id)));
        }
    }

    fn url(&mut self, of: &Subject, at: (Id, Id), keyword: &str, prefix: &str) {
        let (old, new) = (text(&self.graph.old, at.0, keyword), text(&self.graph.new, at.1, keyword));
        if old == new {
            return;
        }
        let places = (self.graph.old.child(at.0, keyword), self.graph.new.child(at.1, keyword));
        let places = (places.0.or(Some(at.0)), places.1.or(Some(at.1)));
        let class = if old.is_some() { Class::Run } else { Class::Compatible };
        let [old, new] = [old, new].map(|url| crate::diff::or_none(url.as_deref()));
        let message = format!("{prefix}`{keyword}` changed from {old} to {new}");
        self.add(Rule::SecurityUrlChanged, class, of, message, places);
    }
}
