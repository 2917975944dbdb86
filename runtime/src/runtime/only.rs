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

#[doc(hidden)]
pub use {also, only};
