//! The schemas that operations, webhooks and callbacks use, and the parts of responses around them.

use std::cmp::Ordering;
use std::collections::HashMap;

use oasmith_runtime::media_type::MediaType;

use crate::diff::contract::compare::{CALLBACK, Directions, REQUEST, RESPONSE, WEBHOOK};
use crate::diff::contract::report::LISTED;
use crate::diff::contract::side::{Id, Side};
use crate::diff::contract::{Contract, Kind};
use crate::diff::operation::Called;
use crate::diff::parameter::same_parameters;
use crate::diff::{Class, Rule, Subject, quoted};
use crate::ir::Webhook;
use crate::location::Pointer;
use crate::name::Ident as _;
use crate::source::Node;

/// The places of a value in both documents.
type Both = (Id, Id);

/// Returns the value of a keyword, or the target of its reference.
fn child(side: &mut Side<'_>, id: Id, key: &str) -> Option<Id> {
    let child = side.child(id, key)?;
    Some(side.target(child))
}

fn children(side: &mut Side<'_>, id: Id, key: &str) -> Vec<(String, Id)> {
    let children = side.children(id, key);
    children.into_iter().map(|(key, id)| (key, side.target(id))).collect()
}

/// Places by name, without regard to case. If several have one name, the first one counts.
fn by_name(all: &[(String, Id)]) -> HashMap<String, Id> {
    all.iter().rev().map(|(name, id)| (name.to_ascii_lowercase(), *id)).collect()
}

/// The media types of a body or response.
struct MediaTypes {
    all: Vec<(String, Id)>,
    by_name: HashMap<String, Id>,
    by_type: HashMap<MediaType, Id>,
}

impl MediaTypes {
    /// Returns the media types of the value at a place.
    fn of(side: &mut Side<'_>, id: Id) -> Self {
        let all = children(side, id, "content");
        let parsed = all.iter().rev().filter_map(|(name, id)| Some((MediaType::lenient(name)?, *id)));
        Self { by_name: by_name(&all), by_type: parsed.collect(), all }
    }

    /// Returns the place of the same media type.
    fn same(&self, name: &str) -> Option<Id> {
        let exact = self.by_name.get(&name.to_ascii_lowercase());
        exact.or_else(|| self.by_type.get(&MediaType::lenient(name)?)).copied()
    }
}

impl<'a> Contract<'_, 'a> {
    pub(super) fn operation(&mut self, old: Called<'a>, new: Called<'a>) {
        let places = (self.find_old(&old.operation.pointer), self.find_new(&new.operation.pointer));
        let (Some(before), Some(after)) = places else { return };
        let at = (self.graph.old.target(before), self.graph.new.target(after));
        let of = Subject { request: Some(new.request()), ..Subject::named(new.rust()) };
        self.parameters(&of, old, new);
        let bodies = (child(&mut self.graph.old, at.0, "requestBody"), child(&mut self.graph.new, at.1, "requestBody"));
        if let (Some(before), Some(after)) = bodies {
            let body = Subject { name: format!("{}(body)", of.name), ..of.clone() };
            let place = old.operation.pointer.join("requestBody").join("content");
            let places = (REQUEST, Kind::Body, Some(place));
            self.contents((before, after), places, &body, "");
        }
        self.responses(at, &of, (old, new));
        self.callbacks(at, &of);
    }

    fn parameters(&mut self, of: &Subject, old: Called<'a>, new: Called<'a>) {
        for (parameter, other, name) in same_parameters(old, new) {
            let (Some(before), Some(after)) = (&parameter.pointer, &other.pointer) else { continue };
            let (Some(before), Some(after)) = (self.find_old(before), self.find_new(after)) else { continue };
            let at = (self.graph.old.target(before), self.graph.new.target(after));
            let subject = Subject { name: format!("{}({})", of.name, name.as_str()), ..of.clone() };
            if self.is_reported(&subject.name, Rule::ParameterTypeChanged) {
                let schemas = (self.graph.old.child(at.0, "schema"), self.graph.new.child(at.1, "schema"));
                let (Some(before), Some(after)) = schemas else { continue };
                self.graph.replace(before, after);
            }
            self.schema_or_contents(at, REQUEST, Kind::Parameter, &subject, "");
        }
    }

    /// Adds the schema of a parameter or header, or that of its content.
    fn schema_or_contents(&mut self, at: Both, directions: Directions, kind: Kind, of: &Subject, prefix: &str) {
        let schemas = (self.graph.old.child(at.0, "schema"), self.graph.new.child(at.1, "schema"));
        match schemas {
            (Some(old), Some(new)) => self.use_of((old, new), directions, kind, of, prefix),
            _ => self.contents(at, (directions, kind, None), of, prefix),
        }
    }

    /// Adds the schemas of the media types that both have, whose type may differ, as changes at `place` report.
    fn contents(
        &mut self,
        at: Both,
        (directions, kind, place): (Directions, Kind, Option<Pointer>),
        of: &Subject,
        prefix: &str,
    ) {
        let old = MediaTypes::of(&mut self.graph.old, at.0);
        let new = MediaTypes::of(&mut self.graph.new, at.1);
        let several = old.all.len() > 1 && new.all.len() > 1;
        for (name, before) in &old.all {
            let Some(after) = new.same(name) else { continue };
            let is_replaced = place.as_ref().is_some_and(|place| {
                self.is_reported_at(&place.join(name), &[Rule::BodyTypeChanged])
                    || self.is_reported_at(place, &[Rule::SuccessTypeChanged, Rule::FailureTypeChanged])
            });
            let prefix = if several { format!("{prefix}{}: ", quoted(name)) } else { prefix.to_owned() };
            let schemas = (self.graph.old.child(*before, "schema"), self.graph.new.child(after, "schema"));
            match schemas {
                (Some(old), Some(new)) => {
                    if is_replaced {
                        self.graph.replace(old, new);
                    }
                    self.use_of((old, new), directions, kind, of, &prefix);
                }
                _ if is_replaced => {}
                (None, Some(_)) => self.schema_added(directions, kind, of, &prefix, (*before, after)),
                (Some(_), None) => self.schema_removed(directions, kind, of, &prefix, (*before, after)),
                (None, None) => {}
            }
        }
    }

    fn schema_added(&mut self, directions: Directions, kind: Kind, of: &Subject, prefix: &str, at: Both) {
        let class = if directions & REQUEST != 0 { Class::Run } else { Class::Compatible };
        let rule = match kind {
            Kind::Body => Rule::BodyNarrowed,
            Kind::Response => Rule::ResponseNarrowed,
            _ => return,
        };
        self.add(rule, class, of, format!("{prefix}a schema was added"), (Some(at.0), Some(at.1)));
    }

    fn schema_removed(&mut self, directions: Directions, kind: Kind, of: &Subject, prefix: &str, at: Both) {
        let class = if directions & RESPONSE != 0 { Class::Run } else { Class::Compatible };
        let rule = match kind {
            Kind::Body => Rule::BodyWidened,
            Kind::Response => Rule::ResponseWidened,
            _ => return,
        };
        self.add(rule, class, of, format!("{prefix}the schema was removed"), (Some(at.0), Some(at.1)));
    }

    fn responses(&mut self, at: Both, of: &Subject, (old, new): (Called<'a>, Called<'a>)) {
        let places = old.operation.pointer.join("responses");
        let after = by_name(&children(&mut self.graph.new, at.1, "responses"));
        for (status, old) in children(&mut self.graph.old, at.0, "responses") {
            let Some(new_id) = after.get(&status.to_ascii_lowercase()) else { continue };
            let at = (old, *new_id);
            let shared = self.shared.entry((at, status.clone())).or_default();
            shared.count += 1;
            let count = shared.count;
            match count.cmp(&(LISTED + 1)) {
                Ordering::Less => {}
                Ordering::Equal => self.counted = Some(Vec::new()),
                Ordering::Greater => continue,
            }
            let start = self.differ.found.len();
            let prefix = format!("{status}: ");
            let place = places.join(&status);
            let type_changed = [Rule::SuccessTypeChanged, Rule::FailureTypeChanged];
            if !self.is_reported_at(&place, &[Rule::AnswerMediaTypeChanged]) {
                let is_kept = !self.is_reported_at(&place, &type_changed);
                self.media_types(at, of, &status, is_kept);
            }
            self.contents(at, (RESPONSE, Kind::Response, Some(place)), of, &prefix);
            let is_success = status.starts_with('2');
            self.headers(at, of, &status, is_success.then(|| new.names.headers.ident.as_str()));
            let changes = start..self.differ.found.len();
            let counted = self.counted.take();
            if let Some(shared) = self.shared.get_mut(&(at, status)) {
                if count == 1 {
                    shared.changes = changes;
                }
                shared.pairs.extend(counted.into_iter().flatten());
            }
        }
    }

    /// Counts the uses of schemas by the operations whose responses were not compared, since they share them with others.
    pub(super) fn count_shared(&mut self) {
        for shared in self.shared.values() {
            let more = shared.count.saturating_sub(LISTED + 1);
            shared.pairs.iter().for_each(|pair| self.graph.pairs[*pair].more += more);
        }
    }

    /// Compares the media types of a response, whose type in the crate is kept or not.
    fn media_types(&mut self, at: Both, of: &Subject, status: &str, is_kept: bool) {
        let old = MediaTypes::of(&mut self.graph.old, at.0);
        let new = MediaTypes::of(&mut self.graph.new, at.1);
        // Without content on one side, the type of the response changed, unless the method decodes no body, as before.
        if new.all.is_empty() || (old.all.is_empty() && !is_kept) {
            return;
        }
        for (name, before) in old.all.iter().filter(|(name, _)| new.same(name).is_none()) {
            let message = format!("{status}: media type {} removed", quoted(name));
            self.add(Rule::AnswerMediaTypeRemoved, Class::Run, of, message, (Some(*before), Some(at.1)));
        }
        for (name, after) in new.all.iter().filter(|(name, _)| old.same(name).is_none()) {
            let message = format!("{status}: media type {} added", quoted(name));
            self.add(Rule::AnswerMediaTypeAdded, Class::Compatible, of, message, (Some(at.0), Some(*after)));
        }
    }

    /// Compares the headers of a response; `group` is the struct of the headers of success responses.
    fn headers(&mut self, at: Both, of: &Subject, status: &str, group: Option<&str>) {
        let after = children(&mut self.graph.new, at.1, "headers");
        let before = children(&mut self.graph.old, at.0, "headers");
        let (had, has) = (by_name(&before), by_name(&after));
        let find = |all: &HashMap<String, Id>, name: &str| all.get(&name.to_ascii_lowercase()).copied();
        let is_required = |side: &Side<'_>, id: Id| side.node(id).get("required") == Some(&Node::Bool(true));
        let subject = |name: &str| match group {
            Some(group) => Subject { name: format!("{group}.{name}"), ..of.clone() },
            None => of.clone(),
        };
        let words =
            |name: &str| if group.is_some() { String::new() } else { format!("{status}: header {} ", quoted(name)) };
        // OpenAPI 3.0.4, section 4.7.17 (Response Object): `Content-Type` is ignored here.
        for (name, old) in before.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
            let required = is_required(&self.graph.old, *old);
            let class = if required { Class::Run } else { Class::Compatible };
            let of = subject(name);
            let Some(new) = find(&has, name) else {
                if group.is_none() {
                    let message = format!("{}removed", words(name));
                    self.add(Rule::HeaderRemoved, class, &of, message, (Some(*old), Some(at.1)));
                }
                continue;
            };
            if self.is_reported(&of.name, Rule::HeaderChanged) {
                continue;
            }
            if group.is_none() && required != is_required(&self.graph.new, new) {
                let (what, class) =
                    if required { ("may now be absent", Class::Run) } else { ("is now required", Class::Compatible) };
                let message = format!("{}{what}", words(name));
                self.add(Rule::HeaderChanged, class, &of, message, (Some(*old), Some(new)));
            }
            let status = if group.is_some() { String::new() } else { format!("{status}: ") };
            let prefix = format!("{status}header {}: ", quoted(name));
            self.schema_or_contents((*old, new), RESPONSE, Kind::Header, &of, &prefix);
        }
        for (name, new) in after.iter().filter(|(name, _)| find(&had, name).is_none() && group.is_none()) {
            let message = format!("{}added", words(name));
            self.add(Rule::HeaderAdded, Class::Compatible, of, message, (Some(at.0), Some(*new)));
        }
    }

    fn callbacks(&mut self, at: Both, of: &Subject) {
        let new: HashMap<String, Id> = children(&mut self.graph.new, at.1, "callbacks").into_iter().collect();
        for (name, old) in children(&mut self.graph.old, at.0, "callbacks") {
            let Some(new) = new.get(&name) else { continue };
            let (urls, others) = (keys(&self.graph.old, old), keys(&self.graph.new, *new));
            // Another URL is reported; the bodies are compared all the same.
            for (url, other) in urls.iter().zip(&others) {
                let items = (child(&mut self.graph.old, old, url), child(&mut self.graph.new, *new, other));
                if let (Some(old), Some(new)) = items {
                    self.received((old, new), of, &format!("callback {}: ", quoted(&name)));
                }
            }
        }
    }

    /// Adds the bodies of all methods of a path item that the API sends.
    fn received(&mut self, at: Both, of: &Subject, prefix: &str) {
        for method in keys(&self.graph.old, at.0) {
            let operations = (child(&mut self.graph.old, at.0, &method), child(&mut self.graph.new, at.1, &method));
            let (Some(old), Some(new)) = operations else { continue };
            let bodies =
                (child(&mut self.graph.old, old, "requestBody"), child(&mut self.graph.new, new, "requestBody"));
            if let (Some(old), Some(new)) = bodies {
                self.contents((old, new), (CALLBACK, Kind::Callback, None), of, prefix);
            }
        }
    }

    pub(super) fn webhooks(&mut self) {
        let (old, new) = (self.differ.old, self.differ.new);
        let key = |it: &'a Webhook| (it.name.as_str(), it.method.as_str());
        let all: HashMap<_, &Webhook> = old.api.webhooks.iter().rev().map(|it| (key(it), it)).collect();
        for (webhook, name) in new.api.webhooks.iter().zip(&new.names.webhooks) {
            let Some(before) = all.get(&key(webhook)) else { continue };
            let subject = Subject {
                request: Some(format!("{} {}", webhook.method.as_str(), webhook.name)),
                ..Subject::named(format!("webhooks::{}", name.as_str()))
            };
            let places = (self.find_old(&before.pointer), self.find_new(&webhook.pointer));
            let (Some(old), Some(new)) = places else { continue };
            let bodies =
                (child(&mut self.graph.old, old, "requestBody"), child(&mut self.graph.new, new, "requestBody"));
            if let (Some(old), Some(new)) = bodies {
                self.contents((old, new), (WEBHOOK, Kind::Webhook, None), &subject, "");
            }
        }
    }
}

fn keys(side: &Side<'_>, id: Id) -> Vec<String> {
    side.map(id).into_iter().flat_map(|map| map.keys().cloned()).collect()
}
