//! How the objects of typed overrides are declared: setters over JSON, with the wire's name beside each.

/// The parameter of a setter for what is declared as `String`, `[String]` (a list) or `{String}` (a map).
macro_rules! parameter {
    ([$item:ty]) => { impl IntoIterator<Item = impl Into<$item>> };
    ({$item:ty}) => { impl IntoIterator<Item = (impl Into<String>, impl Into<$item>)> };
    ($type:ty) => { impl Into<$type> };
}

/// The JSON of such a parameter.
macro_rules! json_of {
    ($value:ident, [$item:ty]) => {
        $value
            .into_iter()
            .map(|item| ::serde_json::Value::from(Into::<$item>::into(item)))
            .collect::<::serde_json::Value>()
    };
    ($value:ident, {$item:ty}) => {
        $value
            .into_iter()
            .map(|(name, item)| {
                (
                    Into::<String>::into(name),
                    ::serde_json::Value::from(Into::<$item>::into(item)),
                )
            })
            .collect::<::serde_json::Value>()
    };
    ($value:ident, $type:ty) => {
        ::serde_json::Value::from(Into::<$type>::into($value))
    };
}

/// The name on the wire: the one that is given, or else the field's.
macro_rules! wire_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}

/// Declares an object: what `new` takes in parentheses, what may be set in braces.
///
/// `open` objects also have `set`, for names that the schema lets through without knowing them.
macro_rules! object {
    ($(#[$doc:meta])* open $name:ident $($rest:tt)*) => {
        $crate::step::provider::object::object! { $(#[$doc])* $name $($rest)* }

        impl $name {
            /// Sets what Novu has no name for, or `null` where the provider takes it.
            pub fn set(mut self, name: impl Into<String>, value: impl Into<::serde_json::Value>) -> Self {
                self.0.insert(name.into(), value.into());
                self
            }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident($($(#[$required_doc:meta])* $required:ident $($required_wire:literal)?: $required_type:tt),* $(,)?) {
            $($(#[$field_doc:meta])* $field:ident $($wire:literal)?: $type:tt),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(transparent)]
        #[must_use]
        pub struct $name(::serde_json::Map<String, ::serde_json::Value>);

        $crate::step::provider::object::constructor! {
            $name($($(#[$required_doc])* $required $($required_wire)?: $required_type),*)
        }

        impl $name {
            $(
                $(#[$field_doc])*
                pub fn $field(mut self, $field: $crate::step::provider::object::parameter!($type)) -> Self {
                    let value = $crate::step::provider::object::json_of!($field, $type);
                    self.0.insert($crate::step::provider::object::wire_name!($field $($wire)?).into(), value);
                    self
                }
            )*
        }

        impl From<$name> for ::serde_json::Value {
            fn from(object: $name) -> Self {
                Self::Object(object.0)
            }
        }
    };
}

/// Declares `new`, and `Default` where it takes nothing.
macro_rules! constructor {
    ($name:ident()) => {
        impl $name {
            /// One with nothing set.
            pub fn new() -> Self {
                Self(::serde_json::Map::new())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    ($name:ident($($(#[$doc:meta])* $field:ident $($wire:literal)?: $type:tt),+)) => {
        impl $name {
            $($(#[$doc])*)+
            pub fn new($($field: $crate::step::provider::object::parameter!($type)),+) -> Self {
                let mut object = ::serde_json::Map::new();
                $(
                    let value = $crate::step::provider::object::json_of!($field, $type);
                    object.insert($crate::step::provider::object::wire_name!($field $($wire)?).into(), value);
                )+
                Self(object)
            }
        }
    };
}

/// Makes an object an override for the provider with this id, for steps of this kind.
macro_rules! provider {
    ($name:ident: $kind:ident = $id:literal) => {
        impl $name {
            /// Sends this to the provider's API as it is, over everything else.
            pub fn passthrough(mut self, passthrough: $crate::step::provider::Passthrough) -> Self {
                self.0.insert("_passthrough".into(), passthrough.into());
                self
            }
        }

        impl From<$name> for $crate::step::provider::Override {
            fn from(values: $name) -> Self {
                ::serde_json::Value::from(values).into()
            }
        }

        impl $crate::step::provider::TypedOverride for $name {
            const ID: &'static str = $id;
            type Kind = $crate::step::$kind;
        }
    };
}

/// Declares a closed set of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ::serde::Serialize)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$word_doc])*
                #[serde(rename = $word)]
                $variant,
            )*
        }

        impl $name {
            /// The word on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl From<$name> for ::serde_json::Value {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }
    };
}

/// Declares what may be either of some types.
macro_rules! either {
    ($(#[$doc:meta])* $name:ident: $($type:ty),* $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(::serde_json::Value);

        $(
            impl From<$type> for $name {
                fn from(value: $type) -> Self {
                    Self(value.into())
                }
            }
        )*

        impl From<$name> for ::serde_json::Value {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

pub(super) use {constructor, either, json_of, object, parameter, provider, wire_name, words};
