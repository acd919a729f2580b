//! Serializes data, and makes data of values of users' types, both as `serde_json` does with its own values.

use super::{Json, Object};
use compact_str::CompactString;
use serde::{
    Serialize, Serializer,
    ser::{
        Error as _, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::{Error, Number, Result};

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Object(object) => {
                serializer.collect_map(object.iter().map(|(name, value)| (name.as_str(), value)))
            }
        }
    }
}

/// Makes data of a value of a user's type.
///
/// # Errors
///
/// If the key of a map is not a scalar, if an integer needs more than 64 bits, or if the type itself reports
/// an error.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Json> {
    value.serialize(ToJson)
}

/// Makes data of one value.
struct ToJson;

macro_rules! integers {
    ($($method:ident($type:ty))*) => {$(
        fn $method(self, value: $type) -> Result<Json> {
            Ok(Json::Number(value.into()))
        }
    )*};
}

impl Serializer for ToJson {
    type Ok = Json;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    integers! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
    }

    fn serialize_i128(self, value: i128) -> Result<Json> {
        let number = Number::from_i128(value).ok_or_else(|| Error::custom("number out of range"))?;
        Ok(Json::Number(number))
    }

    fn serialize_u128(self, value: u128) -> Result<Json> {
        let number = Number::from_u128(value).ok_or_else(|| Error::custom("number out of range"))?;
        Ok(Json::Number(number))
    }

    fn serialize_bool(self, value: bool) -> Result<Json> {
        Ok(Json::Bool(value))
    }

    fn serialize_f32(self, value: f32) -> Result<Json> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<Json> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn serialize_char(self, value: char) -> Result<Json> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Json> {
        Ok(Json::String(value.into()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Json> {
        let bytes = value.iter().map(|&byte| Json::Number(byte.into()));
        Ok(Json::Array(bytes.collect()))
    }

    fn serialize_none(self) -> Result<Json> {
        Ok(Json::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Json> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Json> {
        Ok(Json::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Json> {
        Ok(Json::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Json> {
        Ok(Json::String(CompactString::const_new(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Json> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Json> {
        Ok(Json::object([(variant, value.serialize(self)?)]))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items> {
        Ok(Items::new(None, length.unwrap_or_default()))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items> {
        Ok(Items::new(None, length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items> {
        Ok(Items::new(None, length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Items> {
        Ok(Items::new(Some(variant), length))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Members> {
        Ok(Members::new(None, length.unwrap_or_default()))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Members> {
        Ok(Members::new(None, length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Members> {
        Ok(Members::new(Some(variant), length))
    }
}

/// The most members that get room before they are there. More than a body of 20 MiB may have, so that a copy
/// of one is not grown, which would take twice its memory; a type that announces more is probably wrong.
const RESERVE: usize = 2_000_000;

/// Puts the data of an enum's variant into an object under the variant's name.
fn of_variant(variant: Option<&'static str>, data: Json) -> Json {
    match variant {
        None => data,
        Some(variant) => Json::object([(variant, data)]),
    }
}

/// An unfinished list.
struct Items {
    variant: Option<&'static str>,
    items: Vec<Json>,
}

impl Items {
    fn new(variant: Option<&'static str>, length: usize) -> Self {
        let items = Vec::with_capacity(length.min(RESERVE));
        Self { variant, items }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.items.push(value.serialize(ToJson)?);
        Ok(())
    }
}

/// Sequences, tuples and so on are all finished in the same way.
macro_rules! made_of_items {
    ($($trait:ident::$method:ident)*) => {$(
        impl $trait for Items {
            type Ok = Json;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.push(value)
            }

            fn end(self) -> Result<Json> {
                Ok(of_variant(self.variant, Json::Array(self.items)))
            }
        }
    )*};
}

made_of_items! {
    SerializeSeq::serialize_element SerializeTuple::serialize_element SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// An unfinished object.
struct Members {
    variant: Option<&'static str>,
    object: Object,
    /// The key of the next value.
    key: CompactString,
}

impl Members {
    fn new(variant: Option<&'static str>, length: usize) -> Self {
        Self {
            variant,
            object: Object::with_capacity(length.min(RESERVE)),
            key: CompactString::const_new(""),
        }
    }
}

macro_rules! made_of_members {
    ($($trait:ident)*) => {$(
        impl $trait for Members {
            type Ok = Json;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
                self.object.insert(CompactString::const_new(key), value.serialize(ToJson)?);
                Ok(())
            }

            fn end(self) -> Result<Json> {
                Ok(of_variant(self.variant, Json::Object(self.object)))
            }
        }
    )*};
}

made_of_members! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Members {
    type Ok = Json;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.key = match key.serialize(ToJson)? {
            Json::String(text) => text,
            Json::Number(number) => number.to_string().into(),
            Json::Bool(value) => CompactString::const_new(if value { "true" } else { "false" }),
            Json::Null | Json::Array(_) | Json::Object(_) => {
                return Err(Error::custom("key must be a string"));
            }
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = std::mem::take(&mut self.key);
        self.object.insert(key, value.serialize(ToJson)?);
        Ok(())
    }

    fn end(self) -> Result<Json> {
        Ok(Json::Object(self.object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    enum Choice {
        Unit,
        One(u8),
        Two(i8, String),
        Named { a: Option<bool>, b: f32 },
    }

    #[derive(Serialize)]
    struct Unit;

    #[derive(Serialize)]
    struct Pair(char, u64);

    #[derive(Serialize)]
    struct All<'a> {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        missing: Option<u8>,
        choices: Vec<Choice>,
        pair: Pair,
        unit: (Unit, ()),
        by_number: BTreeMap<i16, Unit>,
        by_bool: BTreeMap<bool, u128>,
        by_char: BTreeMap<char, i128>,
        #[serde(flatten)]
        rest: Value,
    }

    /// Asserts that data is made as `serde_json` makes it.
    fn agree(value: &impl Serialize) {
        let expected = serde_json::to_value(value).map_err(|error| error.to_string());
        let made = to_json(value).map_err(|error| error.to_string());
        assert_eq!(made.map(Value::from), expected);
    }

    #[test]
    fn types_serialize_as_to_serde_json_values() {
        agree(&All {
            text: "a text that is too long to be kept in place",
            missing: None,
            choices: vec![
                Choice::Unit,
                Choice::One(1),
                Choice::Two(-2, "two".into()),
                Choice::Named { a: None, b: 0.1 },
                Choice::Named {
                    a: Some(true),
                    b: f32::NAN,
                },
            ],
            pair: Pair('é', u64::MAX),
            unit: (Unit, ()),
            by_number: [(-1, Unit), (2, Unit)].into(),
            by_bool: [(true, 7)].into(),
            by_char: [('k', -7)].into(),
            rest: json!({ "more": [1, 2.5, null, { "x": "y" }] }),
        });
        agree(&u128::MAX);
        agree(&i128::MIN);
        agree(&f64::INFINITY);
        agree(&BTreeMap::from([(vec![1], 1)]));
        agree(&BTreeMap::from([((), 1)]));
        agree(&(0..40).map(|n| (n, n)).collect::<BTreeMap<_, _>>());
        agree(&Json::from(json!({ "a": [1, "b", null, true] })));
    }
}
