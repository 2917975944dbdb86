//! Constructors and setters of structs, so that new optional properties do not break the code that builds them.
//!
//! The required properties are the arguments of `new`: none, one, or a struct of all of them, so that callers name each.
//! Each optional property has a setter.

/// Implements the constructor and the setters of a struct, from the rows of `object!`.
#[doc(hidden)]
#[macro_export]
macro_rules! constructor {
    (
        $name:ident ($($args:tt)*) {
            $($(#[$attr:meta])* $wire:literal => $field:ident $(as $set:ident)?: $kind:ident $(<$ty:ty>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)*
        }
    ) => {
        $crate::runtime::constructor!(@new $name ($($args)*) [$($field $kind)*] []);
        impl $name {
            $crate::runtime::constructor!(@setters $([$(#[$attr])*] [$($set)? $field] $field $kind $($ty)?;)*);
        }
    };
    (
        $name:ident ($($args:tt)*) {
            $($(#[$attr:meta])* $wire:literal => $field:ident $(as $set:ident)?: $kind:ident $(<$ty:ty>)? $(($how:ident))? $($checked:ident)? $([$($rule:tt)*])?,)*
            .. => $rest:ident $(as $rest_set:ident)? <$rest_ty:ty> $($more:tt)*
        }
    ) => {
        $crate::runtime::constructor!(@new $name ($($args)*) [$($field $kind)*] [$rest]);
        impl $name {
            $crate::runtime::constructor!(@setters $([$(#[$attr])*] [$($set)? $field] $field $kind $($ty)?;)*);
            $crate::runtime::constructor!(@rest $rest [$($rest_set)? $rest] $rest_ty);
        }
    };
    // The generator derives `Default` for types without required properties.
    (@new $name:ident () [$($field:ident $kind:ident)*] [$($rest:ident)?]) => {
        impl $name {
            /// Returns a value without properties.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::std::default::Default>::default()
            }
        }
    };
    (@new $name:ident ($arg:ident: $arg_ty:ty $(,)?) [$($field:ident $kind:ident)*] [$($rest:ident)?]) => {
        impl $name {
            /// Returns a value with its required property.
            #[must_use]
            pub fn new($arg: impl $crate::runtime::property::IntoProperty<$arg_ty>) -> Self {
                let $arg = $crate::runtime::property::IntoProperty::into_property($arg);
                Self {
                    $($field: $crate::runtime::constructor!(@value $kind ($arg)),)*
                    $($rest: ::std::default::Default::default(),)?
                }
            }
        }
    };
    (@new $name:ident ($($arg:ident: $arg_ty:ty),+ $(,)?) [$($field:ident $kind:ident)*] [$($rest:ident)?]) => {
        #[doc = concat!("The required properties of [`", stringify!($name), "`].")]
        pub struct RequiredFields {
            $(#[allow(missing_docs)] pub $arg: $arg_ty,)+
        }

        impl $name {
            /// Returns a value with its required properties.
            #[must_use]
            pub fn new(required: RequiredFields) -> Self {
                Self {
                    $($field: $crate::runtime::constructor!(@value $kind (required.$field)),)*
                    $($rest: ::std::default::Default::default(),)?
                }
            }
        }

        impl ::std::convert::From<RequiredFields> for $name {
            fn from(required: RequiredFields) -> Self {
                Self::new(required)
            }
        }

        $crate::runtime::property::into_property! {
            [] RequiredFields => $name: |required| $name::new(required);
        }
    };
    (@value required ($value:expr)) => {
        $value
    };
    (@value required_boxed ($value:expr)) => {
        ::std::boxed::Box::new($value)
    };
    (@value $kind:ident ($value:expr)) => {
        ::std::option::Option::None
    };
    // Only optional properties have a type here, and a setter.
    (@setters $($attrs:tt $set:tt $field:ident $kind:ident $($ty:ty)?;)*) => {
        $($($crate::runtime::constructor!(@set $attrs $set $field $kind $ty);)?)*
    };
    // The documentation is constant, because the compiler expands `concat!` for each setter.
    (@set [$($attr:tt)*] [$set:ident $($_field:ident)?] $field:ident optional_nullable $ty:ty) => {
        $($attr)*
        /// Sets the property; `None` is null.
        #[must_use]
        pub fn $set(mut self, value: impl $crate::runtime::property::IntoOptional<$ty>) -> Self {
            $crate::runtime::property::optional_nullable::<$ty, _>(&mut self.$field, value);
            self
        }
    };
    (@set [$($attr:tt)*] [$set:ident $($_field:ident)?] $field:ident $kind:ident $ty:ty) => {
        $($attr)*
        /// Sets the property.
        #[must_use]
        pub fn $set(mut self, value: impl $crate::runtime::property::IntoOptional<$ty>) -> Self {
            $crate::runtime::property::$kind::<$ty, _>(&mut self.$field, value);
            self
        }
    };
    (@rest $field:ident [$set:ident $($_field:ident)?] $ty:ty) => {
        #[doc = concat!("Sets `", stringify!($field), "`, the additional properties.")]
        #[must_use]
        pub fn $set(
            mut self,
            value: impl $crate::runtime::property::IntoProperty<$crate::runtime::map::Map<::std::string::String, $ty>>,
        ) -> Self {
            self.$field = $crate::runtime::property::IntoProperty::into_property(value);
            self
        }
    };
}

#[doc(hidden)]
pub use constructor;

#[cfg(test)]
mod tests {
    use crate::runtime::object;

    #[derive(Clone, Debug, PartialEq)]
    struct Order {
        clone: Option<i64>,
        count: i64,
        name: String,
        note: Option<Option<String>>,
        parent: Option<Box<Order>>,
        tags: Option<Vec<String>>,
        other: std::collections::BTreeMap<String, bool>,
    }

    object! {
        Order(count: i64, name: String) {
            "clone" => clone as clone_value: optional<i64>,
            "count" => count: required,
            "name" => name: required,
            "note" => note: optional_nullable<String>,
            "parent" => parent: optional_boxed<Order>,
            "tags" => tags: optional<Vec<String>>,
            .. => other<bool>,
        }
    }

    #[test]
    fn values_are_built_from_required_and_optional_properties() {
        let order = |count| RequiredFields { count, name: "a".to_owned() };
        let built = Order::new(order(1)).tags(["x"]).note(None).parent(order(2)).clone_value(3).other([("y", true)]);
        let parent = Order::from(order(2));
        assert_eq!(built.tags, Some(vec!["x".to_owned()]));
        assert_eq!((built.note, built.clone, parent.note.clone()), (Some(None), Some(3), None));
        assert_eq!(built.parent, Some(Box::new(parent)));
        assert_eq!(built.other.get("y"), Some(&true));
    }
}
