//! The items of the module `testing`.

use crate::ir::{BodyContent, BodyKind, Content, Operation, Status, Type};
use crate::name::{Group, Ident, OperationName};
use crate::surface::public::{Collector, ResolvedType, Signature};
use crate::surface::rust_type::{RustType, STRING, UPLOAD};

/// A method of a mock.
struct Row {
    name: String,
    arguments: Vec<Vec<ResolvedType>>,
    /// The parameter that it matches, or `body`.
    of: Option<String>,
    output: &'static str,
}

impl Row {
    /// Returns a method that matches a parameter or the body of requests.
    fn matching(name: &impl Ident, accepted: Vec<ResolvedType>, of: &str) -> Self {
        Self { name: name.as_str().to_owned(), arguments: vec![accepted], of: Some(of.to_owned()), output: "Self" }
    }
}

impl Collector<'_> {
    pub(super) fn mocks(&mut self) {
        let context = self.context;
        for group in &context.names.groups {
            let feature = context.has_group_features().then_some(group.feature.as_str());
            self.gated(feature, true, |all| {
                let own = all.mock_group(group);
                for index in &group.operations {
                    all.mock(group, &own, *index, context.names.operation(*index));
                }
            });
        }
    }

    /// Adds the type of a group's mocks, and returns its path.
    pub(super) fn mock_group(&mut self, group: &Group) -> String {
        let accessor = group.accessor.as_str();
        let own = format!("testing::{}::{}", group.module.as_str(), group.ident.as_str());
        self.add(own.as_str(), accessor, Signature::Kind("mocks"));
        let signature = Signature::Function(Vec::new(), ResolvedType::Own(own.clone()));
        self.add(format!("testing::Mock::{}", group.mock_accessor.as_str()), accessor, signature);
        own
    }

    pub(super) fn mock(&mut self, group: &Group, own: &str, index: usize, name: &OperationName) {
        let operation = &self.context.api.operations[index];
        let subject = format!("{}.{}", group.accessor.as_str(), name.method.as_str());
        let mock = format!("testing::{}::{}", group.module.as_str(), name.mock.ident.as_str());
        let signature = Signature::Function(Vec::new(), ResolvedType::Own(mock.clone()));
        self.add(format!("{own}::{}", name.method.as_str()), subject.as_str(), signature);
        for Row { name, arguments, of, output } in self.rows(operation, index) {
            let subject = of.map_or_else(|| subject.clone(), |of| format!("{subject}({of})"));
            let signature = Signature::Function(arguments, ResolvedType::plain(output));
            self.add(format!("{mock}::{name}"), subject, signature);
        }
    }

    /// Returns the methods of a mock.
    fn rows(&self, operation: &Operation, index: usize) -> Vec<Row> {
        let context = self.context;
        let names = context.names.operation(index);
        let mut rows = Vec::new();
        let of = names.parameters.iter().zip(&names.mock.parameters);
        for (parameter, (argument, method)) in operation.parameters.iter().zip(of) {
            if !parameter.is_fixed() {
                let accepted = context.accepted(&context.argument(&parameter.ty), "");
                rows.push(Row::matching(method, accepted, argument.as_str()));
            }
        }
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let contents = contents.filter(|content| !matches!(content.kind, BodyKind::Multipart(..)));
        for (content, (method, test)) in contents.zip(&names.mock.bodies) {
            if let Some(accepted) = self.mocked_body(content) {
                rows.push(Row::matching(method, accepted, "body"));
            }
            if let BodyKind::Json(ty) = &content.kind {
                let ty = ResolvedType::of("impl Fn", context.resolve(&context.owned(ty), ""));
                rows.push(Row::matching(test, vec![ty], "body"));
            }
        }
        for (response, method) in operation.responses.iter().zip(&names.mock.responses) {
            // One method sets all statuses of a range: the status is its first argument.
            let status = (!matches!(response.status, Status::Code(_))).then(|| vec![ResolvedType::plain("u16")]);
            let arguments = status.into_iter().chain(self.mocked_response(&response.content)).collect();
            rows.push(Row { name: method.as_str().to_owned(), arguments, of: None, output: "Stub" });
        }
        rows
    }

    fn mocked_body(&self, content: &BodyContent) -> Option<Vec<ResolvedType>> {
        let context = self.context;
        let reference = |ty: &Type| vec![ResolvedType::of("&", context.resolve(&context.owned(ty), ""))];
        Some(match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form(ty, _) | BodyKind::Plain(ty) => reference(ty),
            BodyKind::Lines(Type::Array(item)) => context.accepted(&RustType::Slice(Box::new(context.owned(item))), ""),
            BodyKind::Text => context.accepted(&RustType::Into(Box::new(STRING.into())), ""),
            BodyKind::Bytes => context.accepted(&RustType::Into(Box::new(UPLOAD.into())), ""),
            BodyKind::Lines(_) | BodyKind::Multipart(..) => return None,
        })
    }

    /// Returns the types of the argument of a method that sets a response.
    fn mocked_response(&self, content: &Content) -> Option<Vec<ResolvedType>> {
        let context = self.context;
        let resolved = |ty: &RustType| context.resolve(ty, "");
        Some(match content {
            Content::Empty => return None,
            Content::Json(_) => vec![ResolvedType::of("&", resolved(&context.content(content)))],
            Content::Text => context.accepted(&RustType::Into(Box::new(STRING.into())), ""),
            Content::Bytes => vec![ResolvedType::of("impl Into", resolved(&context.content(content)))],
            Content::Lines(ty) | Content::Events(ty) => {
                vec![ResolvedType::of("impl IntoIterator", resolved(&context.owned(ty)))]
            }
        })
    }
}
