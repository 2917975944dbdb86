//! The type of maps, which have the names of properties as keys; a copy of the runtime may have another type.

pub use std::collections::BTreeMap as Map;
