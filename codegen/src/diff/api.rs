//! Changes of the API as a whole: info, servers, security schemes, tags and webhooks.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use crate::diff::{Class, Differ, Rule, Subject, SubjectKind, or_none, quoted};
use crate::ir::{Api, SecurityKind, Server, Webhook};
use crate::location::Pointer;
use crate::name::{Ident as _, ServerName};
use crate::surface::Context;

impl<'a> Differ<'a> {
    pub(super) fn api(&mut self) {
        let root = Pointer::root();
        let info = |property: &str| {
            let pointer = Some(root.join("info").join(property));
            Subject { old: pointer.clone(), new: pointer, ..Subject::phrase("the API") }
        };
        let (old, new) = (self.old.api, self.new.api);
        if old.title != new.title {
            let message = format!("the title changed from {} to {}", quoted(&old.title), quoted(&new.title));
            self.add(Rule::TitleChanged, Class::Documentation, &info("title"), message);
        }
        if old.version != new.version {
            let message = format!("the version changed from {} to {}", quoted(&old.version), quoted(&new.version));
            self.add(Rule::VersionChanged, Class::Documentation, &info("version"), message);
        }
        let texts = [&old.description, &new.description];
        self.described(Rule::DescriptionChanged, &info("description"), "the documentation changed", texts);
        self.servers();
        self.server_variables();
        self.credentials();
        self.tags();
        self.webhooks();
        self.settings();
    }

    fn servers(&mut self) {
        let pointer = Some(Pointer::root().join("servers"));
        let of = Subject { old: pointer.clone(), new: pointer, ..Subject::named("Client::builder") };
        let url = |context: Context<'a>| {
            context.base_url().or_else(|| context.api.relative_server().map(Server::default_url))
        };
        let (old, new) = (url(self.old), url(self.new));
        if old != new {
            let [old, new] = [old, new].map(|url| or_none(url.as_deref()));
            self.add(Rule::BaseUrlChanged, Class::Run, &of, format!("the default server changed from {old} to {new}"));
        }
        let urls = |api: &'a Api| api.servers.iter().map(|server| server.url.as_str()).collect::<Vec<_>>();
        let (old, new) = (urls(self.old.api), urls(self.new.api));
        let [all_old, all_new] = [&old, &new].map(|urls| urls.iter().copied().collect::<HashSet<&str>>());
        for url in new.iter().filter(|url| !all_old.contains(*url)) {
            self.add(Rule::ServerAdded, Class::Compatible, &of, format!("server {} added", quoted(url)));
        }
        self.server_items(&of);
        // A single server has no Rust item of its own, so its removal breaks no code.
        let class = if old.len() > 1 { Class::Compile } else { Class::Compatible };
        for url in old.iter().filter(|url| !all_new.contains(*url)) {
            self.add(Rule::ServerRemoved, class, &of, format!("server {} removed", quoted(url)));
        }
    }

    /// Compares the URLs of the items in the module `servers`.
    fn server_items(&mut self, of: &Subject) {
        let all = |context: Context<'a>| -> BTreeMap<String, &'a str> {
            let name = |server: &Server, name: &ServerName| match server.variables.is_empty() {
                true => name.constant.as_str().to_uppercase(),
                false => name.ident.as_str().to_owned(),
            };
            context.servers().map(|(server, names)| (name(server, names), server.url.as_str())).collect()
        };
        let (old, new) = (all(self.old), all(self.new));
        for (name, url) in &old {
            if let Some(other) = new.get(name).filter(|other| *other != url) {
                let message = format!("`servers::{name}` changed from {} to {}", quoted(url), quoted(other));
                self.add(Rule::ServerChanged, Class::Run, of, message);
            }
        }
    }

    /// Compares the settings that change requests or accepted responses, and that the documents do not show.
    fn settings(&mut self) {
        let of = Subject::phrase("the settings");
        let (old, new) = (self.old.config, self.new.config);
        if old.name != new.name {
            let message = format!("the crate was renamed from {} to {}", quoted(&old.name), quoted(&new.name));
            self.add(Rule::SettingChanged, Class::Compile, &of, message);
        }
        if old.idempotency_header != new.idempotency_header {
            let [old, new] = [old, new].map(|config| or_none(config.idempotency_header.as_deref()));
            let message = format!("`idempotency-header` changed from {old} to {new}");
            self.add(Rule::SettingChanged, Class::Run, &of, message);
        }
        if old.date_times_without_offset != new.date_times_without_offset {
            let message = "`date-times-without-offset` changed: instants without an offset deserialize differently";
            self.add(Rule::SettingChanged, Class::Run, &of, message);
        }
    }

    /// Compares the variables of servers that both documents have.
    fn server_variables(&mut self) {
        let (old, new) = (self.old.api, self.new.api);
        let is_default_reported = self.found.iter().any(|it| it.rule == Rule::BaseUrlChanged);
        // Several servers may have one URL with other variables.
        let mut by_url: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (to, server) in new.servers.iter().enumerate() {
            by_url.entry(&server.url).or_default().push_back(to);
        }
        for (at, server) in old.servers.iter().enumerate() {
            let Some(to) = by_url.get_mut(server.url.as_str()).and_then(VecDeque::pop_front) else { continue };
            let place = |server: usize| Some(Pointer::root().join("servers").join(server));
            let of = Subject { old: place(at), new: place(to), ..Subject::default() };
            self.variables(&of, server, &new.servers[to], at == 0 && is_default_reported);
        }
    }

    /// Compares the variables of one server, which is at the places of `of`.
    pub(super) fn variables(&mut self, of: &Subject, old: &Server, new: &Server, is_default_reported: bool) {
        // If several variables have one name, the first one counts.
        let others: HashMap<&str, _> = new.variables.iter().rev().map(|it| (it.name.as_str(), it)).collect();
        for variable in &old.variables {
            let Some(other) = others.get(variable.name.as_str()) else { continue };
            let name = format!("the server variable {}", quoted(&variable.name));
            let of = Subject { name, kind: SubjectKind::Phrase, ..of.at(&["variables", &variable.name]) };
            if variable.default != other.default && !is_default_reported {
                let message =
                    format!("the default changed from {} to {}", quoted(&variable.default), quoted(&other.default));
                self.add(Rule::ServerVariableChanged, Class::Run, &of, message);
            }
            self.server_values(&of, &variable.values, &other.values);
        }
    }

    fn server_values(&mut self, of: &Subject, old: &[String], new: &[String]) {
        let rule = Rule::ServerVariableChanged;
        match (old, new) {
            ([], []) => {}
            ([], _) => {
                let message = format!("`enum` added, with {} allowed values", new.len());
                self.add(rule, Class::Run, of, message);
            }
            (_, []) => self.add(rule, Class::Compatible, of, "`enum` removed: all values are allowed"),
            _ => {
                let [had, has] = [old, new].map(|all| all.iter().collect::<HashSet<&String>>());
                for value in old.iter().filter(|value| !has.contains(value)) {
                    self.add(rule, Class::Run, of, format!("{} is no longer allowed", quoted(value)));
                }
                for value in new.iter().filter(|value| !had.contains(value)) {
                    self.add(rule, Class::Compatible, of, format!("{} is now allowed", quoted(value)));
                }
            }
        }
    }

    fn credentials(&mut self) {
        let all = |context: Context<'a>| -> BTreeMap<&'a str, (String, &'a SecurityKind)> {
            let schemes = context.api.security_schemes.iter().zip(&context.names.credentials);
            schemes.map(|(it, name)| (it.name.as_str(), (name.set.as_str().to_owned(), &it.kind))).collect()
        };
        let (old, new) = (all(self.old), all(self.new));
        let of = |scheme: &str, method: &str| {
            let pointer = Some(Pointer::root().join("components").join("securitySchemes").join(scheme));
            Subject { old: pointer.clone(), new: pointer, ..Subject::named(format!("ClientBuilder::{method}")) }
        };
        // A scheme of another name with the same method is the same for callers.
        let renamed: HashMap<&str, (&str, &SecurityKind)> = new
            .iter()
            .filter(|(scheme, _)| !old.contains_key(*scheme))
            .map(|(scheme, (method, kind))| (method.as_str(), (*scheme, *kind)))
            .collect();
        for (scheme, (method, kind)) in &old {
            let subject = of(scheme, method);
            let found = new.get(scheme).map(|(method, kind)| (method.clone(), *kind));
            let found = found.or_else(|| renamed.get(method.as_str()).map(|(_, kind)| (method.clone(), *kind)));
            match found {
                None => {
                    let message = format!("security scheme {} and its method removed", quoted(scheme));
                    self.add(Rule::SecuritySchemeRemoved, Class::Compile, &Subject { new: None, ..subject }, message);
                }
                Some((_, other)) if other != *kind => {
                    let same_arguments = (**kind == SecurityKind::Basic) == (*other == SecurityKind::Basic);
                    let class = if same_arguments { Class::Run } else { Class::Compile };
                    let message = format!("the client sends the credential of {} in another way", quoted(scheme));
                    self.add(Rule::SecuritySchemeChanged, class, &subject, message);
                }
                Some((other, _)) if other != *method => {
                    let message = format!(
                        "the method of {} was renamed from {} to {}",
                        quoted(scheme),
                        quoted(method),
                        quoted(&other)
                    );
                    self.add(Rule::SecuritySchemeChanged, Class::Compile, &subject, message);
                }
                Some(_) => {}
            }
        }
        let kept: HashSet<&str> = old.values().map(|(method, _)| method.as_str()).collect();
        let is_added = |(scheme, (method, _)): &(&&str, &(String, _))| {
            !old.contains_key(**scheme) && !kept.contains(method.as_str())
        };
        for (scheme, (method, _)) in new.iter().filter(is_added) {
            let subject = Subject { old: None, ..of(scheme, method) };
            let message = format!("security scheme {} added", quoted(scheme));
            self.add(Rule::SecuritySchemeAdded, Class::Compatible, &subject, message);
        }
        self.token_urls();
    }

    /// Compares the token URLs of security schemes that both documents have.
    fn token_urls(&mut self) {
        let (old, new) = (self.old, self.new);
        let all_new: HashMap<&str, _> =
            new.api.security_schemes.iter().rev().map(|it| (it.name.as_str(), it)).collect();
        for (before, name) in old.api.security_schemes.iter().zip(&old.names.credentials) {
            let Some(after) = all_new.get(before.name.as_str()) else { continue };
            let pointer = Some(Pointer::root().join("components").join("securitySchemes").join(&before.name));
            let method = format!("ClientBuilder::{}", name.client_credentials.as_str());
            let of = Subject { old: pointer.clone(), new: pointer, ..Subject::named(method) };
            match (&before.token_url, &after.token_url) {
                (None, Some(url)) => {
                    let message =
                        format!("the client can now request tokens at {} with a client id and secret", quoted(url));
                    self.add(Rule::TokenUrlAdded, Class::Compatible, &of, message);
                }
                (Some(_), None) => {
                    let message = "the client can no longer request tokens with a client id and secret";
                    self.add(Rule::TokenUrlRemoved, Class::Compile, &of, message);
                }
                (Some(old), Some(new)) if old != new => {
                    self.add(
                        Rule::TokenUrlChanged,
                        Class::Run,
                        &of,
                        format!("the token URL changed from {} to {}", quoted(old), quoted(new)),
                    );
                }
                _ => {}
            }
        }
    }

    fn tags(&mut self) {
        let (old, new) = (&self.old.api.tags, &self.new.api.tags);
        // If several tags have one name, the first one counts.
        let all_new: HashMap<&str, _> = new.iter().rev().map(|tag| (tag.name.as_str(), tag)).collect();
        let both = old.iter().filter_map(|tag| Some((tag, *all_new.get(tag.name.as_str())?)));
        for (tag, other) in both {
            let subject = Subject::phrase(format!("the group {}", quoted(&tag.name)));
            let texts = [&tag.description, &other.description];
            self.described(Rule::TagDocumented, &subject, "the documentation changed", texts);
        }
    }

    fn webhooks(&mut self) {
        type All<'a> = BTreeMap<(&'a str, &'a str), (&'a Webhook, String, String)>;
        let all = |context: Context<'a>| -> All<'a> {
            let webhooks = context.api.webhooks.iter().zip(&context.names.webhooks);
            let entry = |(webhook, name): (&'a Webhook, &crate::name::Pascal)| {
                let body = webhook.body.as_ref().map_or_else(|| "none".to_owned(), |ty| context.spell(ty));
                ((webhook.name.as_str(), webhook.method.as_str()), (webhook, name.as_str().to_owned(), body))
            };
            webhooks.map(entry).collect()
        };
        let (old, new) = (all(self.old), all(self.new));
        for (key, (webhook, name, body)) in &old {
            let other = new.get(key);
            let of = Subject {
                request: Some(format!("{} {}", key.1, key.0)),
                old: Some(webhook.pointer.clone()),
                new: other.map(|(webhook, ..)| webhook.pointer.clone()),
                ..Subject::named(format!("webhooks::{name}"))
            };
            match other {
                None => self.add(Rule::WebhookRemoved, Class::Compile, &of, "webhook removed"),
                Some((_, other_name, other)) if (other, other_name) != (&self.now(body), name) => {
                    let message =
                        format!("the webhook's type changed from `{name} = {body}` to `{other_name} = {other}`");
                    self.add(Rule::WebhookChanged, Class::Compile, &of, message);
                }
                Some(_) => {}
            }
        }
        for (key, (webhook, name, _)) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            let of = Subject {
                request: Some(format!("{} {}", key.1, key.0)),
                new: Some(webhook.pointer.clone()),
                ..Subject::named(format!("webhooks::{name}"))
            };
            self.add(Rule::WebhookAdded, Class::Compatible, &of, "webhook added");
        }
    }
}
