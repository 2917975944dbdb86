//! `Debug` implementations that do not show secret values.

use std::fmt;

/// A placeholder for a secret value.
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Returns a field's name, without the prefix of a raw identifier.
pub fn name(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Implements `Debug` like a derive, for a struct, a tuple (`with`) or an enum (`of`). It shows nothing of a `hidden`
/// value, and only the presence of a `hidden_option`.
#[doc(hidden)]
#[macro_export]
macro_rules! redacted {
    ($name:ident { $($field:ident $(: $how:ident)?,)* }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut all = f.debug_struct(stringify!($name));
                $(all.field(
                    $crate::runtime::redacted::name(stringify!($field)),
                    $crate::runtime::redacted!(@value (&self.$field) $($how)?),
                );)*
                all.finish()
            }
        }
    };
    ($name:ident with { $($index:tt $(: $how:ident)?,)* }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut all = f.debug_tuple(stringify!($name));
                $(all.field($crate::runtime::redacted!(@value (&self.$index) $($how)?));)*
                all.finish()
            }
        }
    };
    ($name:ident of { $($variant:ident $(: $how:ident)?,)* }) => {
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant(_value) => f
                        .debug_tuple(stringify!($variant))
                        .field($crate::runtime::redacted!(@value (_value) $($how)?))
                        .finish(),)*
                }
            }
        }
    };
    (@value ($value:expr)) => { $value };
    (@value ($value:expr) hidden) => { &$crate::runtime::redacted::Hidden };
    (@value ($value:expr) hidden_option) => { &($value).as_ref().map(|_| $crate::runtime::redacted::Hidden) };
}

#[doc(hidden)]
pub use redacted;
