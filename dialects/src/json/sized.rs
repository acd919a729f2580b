//! `serde_json` values with room for their members from the start.

use super::Json;
use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};
use std::{any::Any, fmt};

/// The most members that get room before they are read, whatever number is announced.
const MAX_ROOM: usize = 1024;

/// Reads a value as `Value::deserialize` does, without growing its maps and lists. Growing them takes more
/// instructions than filling them: 2 % of a whole run whose digest holds an order.
///
/// # Errors
///
/// Those of the deserializer.
pub fn deserialize_sized<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    deserializer.deserialize_any(WithRoom)
}

/// Reads data into a type like `T::deserialize`. A `serde_json::Value` gets room for exactly the members that
/// each array and object has: `serde_json` makes room for four of them where there is one.
///
/// # Errors
///
/// The data does not fit the type.
pub fn deserialize<T: DeserializeOwned + 'static>(data: &Json) -> Result<T, serde_json::Error> {
    value_in_place(|| data.into()).map_or_else(|| T::deserialize(data), Ok)
}

/// Reads data into a type like [`deserialize`]. A `serde_json::Value` uses the data up, so that there are not
/// two copies of it.
///
/// # Errors
///
/// The data does not fit the type.
pub fn deserialize_taking<T: DeserializeOwned + 'static>(data: &mut Json) -> Result<T, serde_json::Error> {
    value_in_place(|| data.take().into()).map_or_else(|| T::deserialize(&*data), Ok)
}

/// Returns the value if `T` is `Value`.
fn value_in_place<T: 'static>(value: impl FnOnce() -> Value) -> Option<T> {
    let mut place: Option<T> = None;
    if let Some(place) = (&mut place as &mut dyn Any).downcast_mut::<Option<Value>>() {
        *place = Some(value());
    }
    place
}

struct WithRoom;

impl<'de> DeserializeSeed<'de> for WithRoom {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserialize_sized(deserializer)
    }
}

macro_rules! scalars {
    ($($method:ident($type:ty),)*) => {$(
        fn $method<E: Error>(self, scalar: $type) -> Result<Value, E> {
            Ok(scalar.into())
        }
    )*};
}

impl<'de> Visitor<'de> for WithRoom {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    scalars! {
        visit_bool(bool),
        visit_i64(i64),
        visit_u64(u64),
        visit_f64(f64),
        visit_str(&str),
        visit_string(String),
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(items.size_hint().unwrap_or_default().min(MAX_ROOM));
        while let Some(value) = items.next_element_seed(Self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::with_capacity(members.size_hint().unwrap_or_default().min(MAX_ROOM));
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
    fn sized_values_equal_those_of_serde_json() {
        let wide: Map<_, _> = (0..2 * MAX_ROOM).map(|n| (n.to_string(), json!(n))).collect();
        let value = json!({
            "scalars": [null, true, -1, u64::MAX, 1.5, "", "a text that is too long to be kept in place"],
            "nested": { "a": [[], {}], "b": { "c": "d" } },
            "wide": wide,
        });
        assert_eq!(deserialize_sized(&Json::from(&value)).unwrap(), value);
        assert_eq!(deserialize_sized(Json::from(&value)).unwrap(), value);
        let mut text = serde_json::Deserializer::from_str(r#"{"a":[1,null],"b":"c"}"#);
        assert_eq!(
            deserialize_sized(&mut text).unwrap(),
            json!({"a": [1, null], "b": "c"})
        );
    }
}
