//! Items that exist only with a feature of the crate.

/// Declares modules that exist only with the feature.
#[doc(hidden)]
#[macro_export]
macro_rules! only {
    ($feature:literal { $($module:ident::$name:ident),* $(,)? }) => {
        $(
            #[cfg(feature = $feature)]
            mod $module;
            #[cfg(feature = $feature)]
            pub use $module::$name;
        )*
    };
}

/// Re-exports types only with the feature.
#[doc(hidden)]
#[macro_export]
macro_rules! also {
    ($feature:literal { $($module:ident::$name:ident as $other:ident),* $(,)? }) => {
        $(
            #[cfg(feature = $feature)]
            pub use $module::$name as $other;
        )*
    };
}

/// Re-exports the structs of required fields under the names of their types, only with these features.
#[doc(hidden)]
#[macro_export]
macro_rules! required {
    ({ $($module:ident as $name:ident),* $(,)? }) => {
        $(pub use super::$module::RequiredFields as $name;)*
    };
    ($feature:literal { $($module:ident as $name:ident),* $(,)? }) => {
        $(
            #[cfg(feature = $feature)]
            pub use super::$module::RequiredFields as $name;
        )*
    };
    ($feature:literal, $other:literal { $($module:ident as $name:ident),* $(,)? }) => {
        $(
            #[cfg(all(feature = $feature, feature = $other))]
            pub use super::$module::RequiredFields as $name;
        )*
    };
}

#[doc(hidden)]
pub use {also, only, required};
