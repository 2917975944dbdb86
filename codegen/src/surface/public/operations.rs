//! The items of the modules `operations` and `errors`.

use crate::ir::{Content, Response};
use crate::name::Ident as _;
use crate::surface::Surface;
use crate::surface::body::RequestBody;
use crate::surface::item::{GroupItem, MethodItem};
use crate::surface::operation::Method;
use crate::surface::public::{Collector, ItemKind, ResolvedType, Signature};
use crate::surface::response::ResponseSet;
use crate::surface::rust_type::RustType;

impl<'a> Collector<'a> {
    pub(super) fn operations(&mut self) {
        let surface = Surface::new(self.context);
        for error in &surface.errors {
            let path = format!("errors::{}", error.ident.as_str());
            let operations = error.operations.iter().map(|index| self.operation(*index)).collect();
            self.gated(error.feature, false, |all| {
                all.because_of(operations, |all| all.responses(&path, error.ident.as_str(), &error.set, "errors"));
            });
        }
        for group in &surface.groups {
            self.gated(group.feature, false, |all| all.group(group));
        }
    }

    pub(super) fn group(&mut self, group: &GroupItem<'a>) {
        let (module, accessor) = (group.names.module.as_str(), group.names.accessor.as_str());
        let (module, ident) = (format!("operations::{module}"), group.names.ident.as_str());
        if let Some(feature) = group.feature {
            let kind = ItemKind::Feature { name: feature.to_owned(), group: Some(accessor.to_owned()) };
            self.add_kind(kind, format!("feature {feature}"), accessor, Signature::Present);
        }
        self.add(module.as_str(), accessor, Signature::Present);
        let own = format!("{module}::{ident}");
        self.add(own.as_str(), accessor, Signature::Kind("group"));
        let signature = Signature::Function(Vec::new(), ResolvedType::Own(own.clone()));
        self.add(format!("Client::{accessor}"), accessor, signature);
        for method in &group.methods {
            self.method(&module, &own, accessor, method);
        }
    }

    pub(super) fn method(&mut self, module: &str, group: &str, accessor: &str, item: &MethodItem<'a>) {
        let context = self.context;
        let method = &item.method;
        let name = method.name.method.as_str();
        let subject = format!("{accessor}.{name}");
        let call = format!("{module}::{}", method.name.call.as_str());
        let arguments = item.arguments.iter().map(|it| self.argument(it.body.as_ref(), &it.ty, module)).collect();
        let signature = Signature::Function(arguments, ResolvedType::Own(call.clone()));
        self.add(format!("{group}::{name}"), subject.as_str(), signature);
        let success = context.resolve(&method.success.ty(context), module);
        let failure = self.failure(method, &method.failure, module);
        self.add(call.as_str(), subject.as_str(), Signature::Call(success.clone(), failure.clone()));
        if let Some(own) = &item.call {
            for setter in &own.setters {
                let accepted = self.argument(setter.body.as_ref(), &setter.ty, module);
                let signature = Signature::Function(vec![accepted], ResolvedType::plain("Self"));
                self.add(format!("{call}::{}", setter.name), format!("{subject}({})", setter.name), signature);
            }
            self.pages(&call, &subject, item, (success, failure));
        }
        let [all, all_failures] = method.all();
        if method.all.is_some() {
            let bodies = vec![context.resolve(&all.ty(context), module), self.failure(method, all_failures, module)];
            let output = ResolvedType::Other("Call".to_owned(), bodies);
            let signature = Signature::Function(Vec::new(), output);
            self.add(format!("{call}::any_response"), subject.as_str(), signature);
        }
        self.bodies(module, &subject, method.request_body());
        if all.is_enum() {
            let path = format!("{module}::{}", method.name.success.ident.as_str());
            self.responses(&path, &subject, all, module);
        }
        if all_failures.is_enum() {
            let path = format!("{module}::{}", method.name.failure.ident.as_str());
            if let Some(shared) = method.shared_error {
                self.all.same.insert(path.clone(), format!("errors::{}", shared.as_str()));
            }
            self.responses(&path, &subject, all_failures, module);
        }
        self.because_of(vec![subject], |all| all.headers(module, item));
    }

    /// Returns the type of the body of these error responses.
    fn failure(&self, method: &Method<'a>, set: &ResponseSet<'a>, module: &str) -> ResolvedType {
        match method.shared_error.filter(|_| set.is_enum()) {
            Some(shared) => ResolvedType::Own(format!("errors::{}", shared.as_str())),
            None => self.context.resolve(&set.ty(self.context), module),
        }
    }

    /// Adds the struct of the headers of success responses.
    fn headers(&mut self, module: &str, item: &MethodItem<'a>) {
        let (context, method) = (self.context, &item.method);
        if !item.headers.is_empty() {
            let headers = method.name.headers.ident.as_str();
            let path = format!("{module}::{headers}");
            self.add(path.as_str(), headers, Signature::Kind("struct"));
            let of = method.headers().headers;
            for ((field, ty), header) in item.headers.iter().zip(&of) {
                let ty = context.resolve(ty, module);
                let subject = format!("{headers}.{}", header.name);
                self.add(format!("{path}.{}", field.as_str()), subject, Signature::Value(ty));
            }
        }
    }

    fn pages(&mut self, call: &str, subject: &str, item: &MethodItem<'_>, (body, error): (ResolvedType, ResolvedType)) {
        let Some(pages) = item.method.pages() else { return };
        let output = ResolvedType::Other("Pages".to_owned(), vec![body.clone(), error.clone()]);
        self.add(format!("{call}::pages"), subject, Signature::Function(Vec::new(), output));
        if let Some(ty) = pages.item {
            let ty = self.context.resolve(&self.context.owned(ty), "");
            let output = ResolvedType::Other("Items".to_owned(), vec![body, error, ty]);
            self.add(format!("{call}::items"), subject, Signature::Function(Vec::new(), output));
        }
    }

    /// Returns the types that callers can pass for an argument.
    fn argument(&self, body: Option<&RequestBody<'a>>, ty: &RustType, module: &str) -> Vec<ResolvedType> {
        let mut accepted = self.context.accepted(ty, module);
        if let Some(body) = body.filter(|body| body.is_enum()) {
            accepted.extend(self.sources(body, module));
        }
        accepted
    }

    /// Returns the types that convert into the enum over the media types of a request body.
    fn sources(&self, body: &RequestBody<'_>, module: &str) -> Vec<ResolvedType> {
        let sources = body.conversions().into_iter();
        sources.filter_map(|(source, ..)| self.context.source(&source, module)).collect()
    }

    /// Adds the enum over the media types of a request body.
    fn bodies(&mut self, module: &str, subject: &str, body: Option<RequestBody<'a>>) {
        let Some(body) = body.filter(RequestBody::is_enum) else { return };
        let path = format!("{module}::{}", body.names.ident.as_str());
        let subject = format!("{subject}(body)");
        self.add(path.as_str(), subject.as_str(), Signature::Kind("enum of bodies"));
        for (content, variant) in body.body.contents.iter().zip(&body.names.variants) {
            let ty = self.context.resolve(&body.variant(content), module);
            self.add(format!("{path}::{}", variant.as_str()), subject.as_str(), Signature::Value(ty));
        }
        let sources = self.sources(&body, module);
        self.implements_for(&path, &subject, "From", Signature::Sources(sources));
    }

    /// Adds an enum over responses.
    fn responses(&mut self, path: &str, subject: &str, set: &ResponseSet<'a>, module: &str) {
        let is_stream = |it: &&Response| it.content.is_stream();
        let kind = if set.responses.iter().any(is_stream) { "enum of streams" } else { "enum of responses" };
        self.add(path, subject, Signature::Kind(kind));
        for response in &set.responses {
            let Some(variant) = set.variant(response) else { continue };
            let signature = match &response.content {
                Content::Empty => Signature::Present,
                content => Signature::Value(self.context.resolve(&self.context.content(content), module)),
            };
            self.add(format!("{path}::{}", variant.as_str()), subject, signature);
        }
    }
}
