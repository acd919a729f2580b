//! Deserializes types of users from data, as `serde_json` does from its own values.

use super::Json;
use serde::{
    Deserializer,
    de::{
        Error as _, IntoDeserializer, Unexpected, Visitor,
        value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Number, Result};

/// A newtype struct is read from the value itself.
macro_rules! newtype_structs_are_their_content {
    () => {
        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value> {
            visitor.visit_newtype_struct(self)
        }
    };
}

/// Owned data moves its texts out, borrowed data lends them; the rest is the same.
macro_rules! deserializer {
    ($data:ty, $visit_text:ident, |$text:ident| $given:expr) => {
        impl<'de> Deserializer<'de> for $data {
            type Error = Error;

            fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
                match self {
                    Json::Null => visitor.visit_unit(),
                    Json::Bool(value) => visitor.visit_bool(value.to_owned()),
                    Json::Number(number) => number.deserialize_any(visitor),
                    Json::String($text) => visitor.$visit_text($given),
                    Json::Array(items) => {
                        let mut items = SeqDeserializer::new(items.into_iter());
                        let value = visitor.visit_seq(&mut items)?;
                        items.end()?;
                        Ok(value)
                    }
                    Json::Object(object) => {
                        let members = object.into_iter().map(|(name, value)| (Name(name), value));
                        let mut members = MapDeserializer::new(members);
                        let value = visitor.visit_map(&mut members)?;
                        members.end()?;
                        Ok(value)
                    }
                }
            }

            fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
                match self {
                    Json::Null => visitor.visit_none(),
                    _ => visitor.visit_some(self),
                }
            }

            newtype_structs_are_their_content!();

            fn deserialize_enum<V: Visitor<'de>>(
                self,
                _: &'static str,
                _: &'static [&'static str],
                visitor: V,
            ) -> Result<V::Value> {
                match self {
                    Json::String(name) => visitor.visit_enum(name.as_str().into_deserializer()),
                    Json::Object(object) if object.len() == 1 => {
                        let members = object.into_iter().map(|(name, value)| (Name(name), value));
                        visitor.visit_enum(MapAccessDeserializer::new(MapDeserializer::new(members)))
                    }
                    Json::Object(_) => Err(Error::invalid_value(Unexpected::Map, &"map with a single key")),
                    other => Err(Error::invalid_type(unexpected(&other), &"string or map")),
                }
            }

            /// Accepts names of fields and variants only; `serde` would accept their positions, too.
            fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
                match self {
                    Json::String(name) => visitor.visit_str(name.as_str()),
                    other => Err(Error::invalid_type(unexpected(&other), &visitor)),
                }
            }

            fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
                visitor.visit_unit()
            }

            forward_to_deserialize_any! {
                bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
                seq tuple tuple_struct map struct
            }
        }

        impl<'de> IntoDeserializer<'de, Error> for $data {
            type Deserializer = Self;

            fn into_deserializer(self) -> Self {
                self
            }
        }
    };
}

deserializer!(Json, visit_string, |text| text.into_string());
deserializer!(&'de Json, visit_borrowed_str, |text| text);

/// Describes data in an error.
fn unexpected(data: &Json) -> Unexpected<'_> {
    match data {
        Json::Null => Unexpected::Unit,
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Unexpected::Unsigned(number),
            (None, Some(number)) => Unexpected::Signed(number),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(text) => Unexpected::Str(text),
        Json::Array(_) => Unexpected::Seq,
        Json::Object(_) => Unexpected::Map,
    }
}

/// The name of a member. The keys of a map may be numbers and other scalars, too.
struct Name<T>(T);

impl<'de, T: AsRef<str>> IntoDeserializer<'de, Error> for Name<T> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.0.as_ref().parse::<Number>() {
                Ok(number) => number.$method(visitor),
                Err(_) => visitor.visit_str(self.0.as_ref()),
            }
        }
    )*};
}

impl<'de, T: AsRef<str>> Deserializer<'de> for Name<T> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_str(self.0.as_ref())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.0.as_ref() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => Err(Error::invalid_type(Unexpected::Str(other), &visitor)),
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
    }

    /// Visits a name, which is never missing.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        visitor.visit_some(self)
    }

    newtype_structs_are_their_content!();

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self.0.as_ref().into_deserializer())
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::{Deserialize, de::DeserializeOwned};
    use serde_json::{Value, json};
    use std::{collections::BTreeMap, fmt::Debug};

    #[derive(Debug, PartialEq, Deserialize)]
    enum Choice {
        Unit,
        One(u8),
        Two(u8, String),
        Named { a: Option<bool>, b: f64 },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Wrapped(i64);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Unit;

    #[derive(Debug, PartialEq, Deserialize)]
    struct All {
        text: String,
        number: Option<Wrapped>,
        #[serde(default)]
        list: Vec<(u8, char)>,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Any {
        Number(f32),
        Texts(Vec<String>),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(tag = "kind", deny_unknown_fields)]
    enum Tagged {
        A { n: i128 },
        B,
    }

    /// Asserts that each value is read, or refused with the same message, as `serde_json` does.
    fn agree<T: DeserializeOwned + PartialEq + Debug>(values: &[Value]) {
        for value in values {
            let lent = Json::from(value);
            let expected = T::deserialize(value).map_err(|error| error.to_string());
            let of_lent = T::deserialize(&lent).map_err(|error| error.to_string());
            // These messages have `serde`'s words.
            let other_words =
                |error: &String| error.contains("fewer elements") || error.contains("expected key to be");
            if !expected.as_ref().is_err_and(other_words) {
                assert_eq!(of_lent, expected, "{value}");
            }
            assert_eq!(of_lent.is_ok(), expected.is_ok(), "{value}");
            let of_used_up = T::deserialize(lent).map_err(|error| error.to_string());
            assert_eq!(of_used_up, of_lent, "{value}");
        }
    }

    #[test]
    fn types_deserialize_as_from_serde_json_values() {
        let values = [
            json!(null),
            json!(true),
            json!(7),
            json!(-1),
            json!(256),
            json!(2.5),
            json!(u64::MAX),
            json!("Unit"),
            json!("x"),
            json!("a text that is too long to be kept in place"),
            json!([]),
            json!([1, "x"]),
            json!([[1, "y"], [2, "z"]]),
            json!(["a", "b"]),
            json!([1, "x", 3]),
            json!({}),
            json!({ "Unit": null }),
            json!({ "One": 1 }),
            json!({ "Two": [2, "two"] }),
            json!({ "Named": { "a": null, "b": 1 } }),
            json!({ "One": 1, "Two": 2 }),
            json!({ "Other": 1 }),
            json!({ "text": "t", "number": null, "list": [[1, "c"]], "more": { "x": [1] } }),
            json!({ "text": "t", "number": 3 }),
            json!({ "text": 1 }),
            json!({ "number": 1 }),
            json!({ "kind": "A", "n": 5 }),
            json!({ "kind": "B" }),
            json!({ "kind": "B", "n": 5 }),
            json!({ "1": "a", "-2": "b" }),
            json!({ "1": "a", "x": "b" }),
            json!({ "true": 1 }),
            json!({ "maybe": 1 }),
            (0..100)
                .map(|n| (n.to_string(), json!(n)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        ];
        agree::<Value>(&values);
        agree::<Choice>(&values);
        agree::<Wrapped>(&values);
        agree::<Unit>(&values);
        agree::<()>(&values);
        agree::<All>(&values);
        agree::<Any>(&values);
        agree::<Tagged>(&values);
        agree::<Option<u8>>(&values);
        agree::<Vec<u8>>(&values);
        agree::<(u8, String)>(&values);
        agree::<f64>(&values);
        agree::<char>(&values);
        agree::<BTreeMap<i16, String>>(&values);
        agree::<BTreeMap<bool, u8>>(&values);
        agree::<BTreeMap<Option<String>, Value>>(&values);
    }
}
