//! What is there only with a feature of the crate.

/// Types in modules of their own, with the feature alone.
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

/// Other names of types, with the feature alone.
macro_rules! also {
    ($feature:literal { $($module:ident::$name:ident as $other:ident),* $(,)? }) => {
        $(
            #[cfg(feature = $feature)]
            pub use $module::$name as $other;
        )*
    };
}

pub(crate) use {also, only};
