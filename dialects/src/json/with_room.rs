//! `serde_json` values of data that knows its size.

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use std::fmt;

/// How many members get room before they are there, whatever is said of their number.
const ROOM: usize = 1024;

/// Reads a value like `Value::deserialize`, with room from the start for the members that objects and arrays say they
/// have: growing a map costs more than filling it.
///
/// # Errors
///
/// Those of the deserializer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    WithRoom.deserialize(deserializer)
}

struct WithRoom;

impl<'de> DeserializeSeed<'de> for WithRoom {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

macro_rules! scalars {
    ($($method:ident($type:ty) |$value:ident| $json:expr;)*) => {$(
        fn $method<E: Error>(self, $value: $type) -> Result<Value, E> {
            Ok($json)
        }
    )*};
}

impl<'de> Visitor<'de> for WithRoom {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    scalars! {
        visit_bool(bool) |value| Value::Bool(value);
        visit_i64(i64) |value| Value::Number(value.into());
        visit_u64(u64) |value| Value::Number(value.into());
        visit_f64(f64) |value| Number::from_f64(value).map_or(Value::Null, Value::Number);
        visit_str(&str) |text| Value::String(text.to_owned());
        visit_string(String) |text| Value::String(text);
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(items.size_hint().unwrap_or_default().min(ROOM));
        while let Some(value) = items.next_element_seed(Self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::with_capacity(members.size_hint().unwrap_or_default().min(ROOM));
        while let Some(name) = members.next_key()? {
            map.insert(name, members.next_value_seed(Self)?);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;
    use serde_json::json;

    #[test]
    fn values_are_those_of_serde_json() {
        let wide: Map<_, _> = (0..2 * ROOM).map(|n| (n.to_string(), json!(n))).collect();
        let value = json!({
            "scalars": [null, true, -1, u64::MAX, 1.5, "", "a text that is too long to be kept in place"],
            "nested": { "a": [[], {}], "b": { "c": "d" } },
            "wide": wide,
        });
        assert_eq!(deserialize(&Json::from(&value)).unwrap(), value);
        assert_eq!(deserialize(Json::from(&value)).unwrap(), value);
        let text = value.to_string();
        assert_eq!(
            deserialize(&mut serde_json::Deserializer::from_str(&text)).unwrap(),
            value
        );
    }
}
