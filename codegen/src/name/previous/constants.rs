//! The parameters that the client of the existing crate sends by itself.

use crate::ir::Operation;
use crate::name::PreviousNames;
use crate::name::previous::request;

impl PreviousNames {
    /// Adds a parameter of an operation that the client sends by itself, and its value, by HTTP method and path.
    pub(crate) fn add_constant(&mut self, request: &str, constant: (String, serde_json::Value)) {
        self.constants.entry(request.to_owned()).or_default().push(constant);
    }

    /// Returns the parameters of an operation that the client sends by itself, as `api.txt` lists them, and their values.
    pub(crate) fn constants(&self, operation: &Operation) -> &[(String, serde_json::Value)] {
        self.constants.get(&request(operation)).map(Vec::as_slice).unwrap_or_default()
    }
}
