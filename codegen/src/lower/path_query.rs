//! The query string of a path, and the query parameters that its pairs name.
//!
//! Source: OpenAPI 3.0.4, section 4.7.8.2 (path templating: "each template expression in the path MUST correspond to a
//! path parameter"); RFC 3986, section 3.4 (query).

use crate::diagnostic::Code;
use crate::ir::{Location, Parameter};
use crate::location::{Pointer, percent_decoded};
use crate::lower::Lowering;
use crate::lower::operation::template_names;

impl Lowering<'_> {
    /// Returns the pairs of a path's query that the client sends. It drops a pair whose templates all name query
    /// parameters: the client sends these under their own names.
    pub(super) fn own_pairs<'p>(
        &mut self,
        query: &'p str,
        parameters: &[Parameter],
        pointer: &Pointer,
    ) -> Vec<&'p str> {
        let is_in = |location: Location, name: &str| {
            parameters.iter().any(|parameter| parameter.location == location && parameter.name == name)
        };
        let mut own = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let names = template_names(pair);
            let is_parameter = |name: &&str| is_in(Location::Query, name) && !is_in(Location::Path, name);
            if names.is_empty() || !names.iter().all(is_parameter) {
                self.replaced(pair, &names, is_in, pointer);
                own.push(pair);
            } else if !is_of_its_name(pair, names[0]) {
                self.renamed(pair, &names, pointer);
            }
        }
        own
    }

    /// Reports a dropped pair that differs from how the client sends its parameters.
    fn renamed(&mut self, pair: &str, names: &[&str], pointer: &Pointer) {
        let each = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
        let (parameters, sends) = match names {
            [name] => ("is a parameter", format!("the value as `{name}=..`")),
            _ => ("are parameters", "each value under the parameter's own name".to_owned()),
        };
        let message = format!(
            "the path has `{pair}` in its query, and {each} {parameters} with `in: query`; oasmith drops the pair, and \
             the client sends {sends}"
        );
        let name = pair.split_once('=').map_or("", |(name, _)| name);
        let help = match names {
            [_] if !name.is_empty() && template_names(name).is_empty() => {
                format!("rename the parameter to `{}`, or describe it with `in: path`", percent_decoded(name))
            }
            _ => "remove the pair from the path, or describe its parameters with `in: path`".to_owned(),
        };
        self.diagnostics.warning(Code::PathMismatch, pointer, message).help(help);
    }

    /// Reports a pair with templates that has the name of a query parameter, which replaces it.
    fn replaced(&mut self, pair: &str, names: &[&str], is_in: impl Fn(Location, &str) -> bool, pointer: &Pointer) {
        let Some((name, _)) = pair.split_once('=').filter(|_| !names.is_empty()) else { return };
        let name = percent_decoded(name);
        if is_in(Location::Query, &name) {
            let message = format!(
                "the path has `{pair}` in its query, and there is a parameter `{name}` with `in: query` too; if \
                 callers set the parameter, the client sends it instead of the pair"
            );
            self.diagnostics
                .warning(Code::PathMismatch, pointer, message)
                .help("remove the pair from the path, or remove the parameter");
        }
    }
}

/// Returns whether a pair is the name and the value of this parameter, as the client sends it anyway.
fn is_of_its_name(pair: &str, parameter: &str) -> bool {
    let Some((name, value)) = pair.split_once('=') else { return false };
    percent_decoded(name) == parameter && value == format!("{{{parameter}}}")
}
