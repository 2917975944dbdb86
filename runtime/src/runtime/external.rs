//! Types of other crates in place of generated ones.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The traits that a type of another crate must implement to replace a generated one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot replace a generated type",
    note = "it must implement `Clone`, `Debug`, `PartialEq`, `serde::Serialize`, `serde::Deserialize`, `Send` and `Sync`"
)]
pub trait External: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static> External for T {}

/// Lets the compiler check that each type can replace a generated one.
#[doc(hidden)]
#[macro_export]
macro_rules! external {
    ($($ty:ty),* $(,)?) => {
        const _: () = {
            const fn check<T: $crate::runtime::external::External>() {}
            $(check::<$ty>();)*
        };
    };
}

#[doc(hidden)]
pub use external;

#[cfg(test)]
mod tests {
    external! { String, std::net::IpAddr }
}
