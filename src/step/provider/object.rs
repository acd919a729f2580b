//! Macros that declare the objects of typed overrides: setters over JSON.
//!
//! A field is declared as `name: Type`, `name: [Type]` for a list or `name: {Type}` for a map. Its name on
//! the wire is its own in camel case, or the literal after it.

/// Returns a field's name in camel case, the spelling of most names on the wire.
pub(super) fn camel_case(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    for (index, part) in field.split('_').enumerate() {
        match part.chars().next() {
            Some(first) if index > 0 => {
                name.push(first.to_ascii_uppercase());
                name.push_str(&part[first.len_utf8()..]);
            }
            _ => name.push_str(part),
        }
    }
    name
}

macro_rules! wire_name {
    ($field:ident) => {
        $crate::step::provider::object::camel_case(stringify!($field))
    };
    ($field:ident $wire:literal) => {
        String::from($wire)
    };
}

macro_rules! parameter {
    ([$item:ty]) => { impl IntoIterator<Item = impl Into<$item>> };
    ({$item:ty}) => { impl IntoIterator<Item = (impl Into<String>, impl Into<$item>)> };
    ($type:ty) => { impl Into<$type> };
}

/// The JSON of a parameter.
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

/// An argument for a parameter, for the tests.
#[cfg(test)]
macro_rules! sample {
    ([$item:ty], $place:expr) => {
        [<$item as $crate::step::provider::tests::Sample>::sample(
            $place.item(),
        )]
    };
    ({$item:ty}, $place:expr) => {{
        let place = $place;
        let name = place.some_name();
        let item = <$item as $crate::step::provider::tests::Sample>::sample(place.member(&name));
        [(name, item)]
    }};
    ($type:ty, $place:expr) => {
        <$type as $crate::step::provider::tests::Sample>::sample($place)
    };
}

/// Declares an object: the parameters of `new` in parentheses, the setters in braces.
///
/// `open` objects also have `set`, for names that the schema accepts without knowing them.
macro_rules! object {
    ($(#[$doc:meta])* open $name:ident $($rest:tt)*) => {
        $crate::step::provider::object::object! { $(#[$doc])* $name $($rest)* }

        impl $name {
            /// Sets a value that has no setter, or `null` where the provider accepts it.
            pub fn set(mut self, name: impl Into<String>, value: impl Into<::serde_json::Value>) -> Self {
                self.0.insert(name.into(), value.into());
                self
            }
        }
    };
    (
        $(#[$doc:meta])*
        $name:ident($($(#[$new_doc:meta])* $required:ident $($required_wire:literal)?: $required_type:tt),* $(,)?) {
            $($(#[$field_doc:meta])* $field:ident $($wire:literal)?: $type:tt),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(transparent)]
        #[must_use]
        pub struct $name(::serde_json::Map<String, ::serde_json::Value>);

        $crate::step::provider::object::constructor! {
            $name($($(#[$new_doc])* $required $($required_wire)?: $required_type),*)
        }

        impl $name {
            $(
                $(#[$field_doc])*
                pub fn $field(mut self, $field: $crate::step::provider::object::parameter!($type)) -> Self {
                    let value = $crate::step::provider::object::json_of!($field, $type);
                    self.0.insert($crate::step::provider::object::wire_name!($field $($wire)?), value);
                    self
                }
            )*
        }

        impl From<$name> for ::serde_json::Value {
            fn from(object: $name) -> Self {
                Self::Object(object.0)
            }
        }

        /// Sets everything.
        #[cfg(test)]
        impl $crate::step::provider::tests::Sample for $name {
            fn sample(place: $crate::step::provider::tests::Place<'_>) -> Self {
                use $crate::step::provider::object::{sample, wire_name};

                Self::new($(sample!($required_type, place.member(&wire_name!($required $($required_wire)?)))),*)
                    $(.$field(sample!($type, place.member(&wire_name!($field $($wire)?)))))*
            }
        }
    };
}

/// Declares `new`, and `Default` where it has no parameters.
macro_rules! constructor {
    ($name:ident()) => {
        impl $name {
            /// Creates an object with nothing set.
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
                    object.insert($crate::step::provider::object::wire_name!($field $($wire)?), value);
                )+
                Self(object)
            }
        }
    };
}

/// Lets a text stand for an object whose `new` takes only a text.
macro_rules! from_text {
    ($name:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }
    };
}

/// Makes an object an override for the provider with this id, for steps of this kind.
macro_rules! provider {
    ($name:ident: $kind:ident = $id:literal) => {
        impl $name {
            /// Sends this to the provider's API unchanged, with precedence over all other values.
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
            type Kind = $crate::step::output::$kind;
        }
    };
}

/// Declares a closed set of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        named! {
            $(#[$doc])*
            #[derive(::serde::Serialize)]
            $name {
                $(
                    $(#[$word_doc])*
                    #[serde(rename = $word)]
                    $variant = $word,
                )*
            }
        }

        impl From<$name> for ::serde_json::Value {
            fn from(word: $name) -> Self {
                word.as_str().into()
            }
        }

        #[cfg(test)]
        impl $crate::step::provider::tests::Sample for $name {
            fn sample(place: $crate::step::provider::tests::Place<'_>) -> Self {
                place.one_of(&Self::ALL)
            }
        }
    };
}

/// Declares a value that is a text or one of some other types.
macro_rules! text_or {
    ($(#[$doc:meta])* $name:ident: $($type:ty),*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(::serde_json::Value);

        $crate::step::provider::object::text_or! { @from $name: &str, String, $($type),* }

        impl From<$name> for ::serde_json::Value {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        #[cfg(test)]
        impl $crate::step::provider::tests::Sample for $name {
            fn sample(place: $crate::step::provider::tests::Place<'_>) -> Self {
                place.one_of(&[String::sample(place).into(), $(<$type>::sample(place).into()),*])
            }
        }
    };
    (@from $name:ident: $($type:ty),*) => {
        $(
            impl From<$type> for $name {
                fn from(value: $type) -> Self {
                    Self(value.into())
                }
            }
        )*
    };
}

#[cfg(test)]
pub(super) use sample;
pub(super) use {constructor, from_text, json_of, object, parameter, provider, text_or, wire_name, words};
