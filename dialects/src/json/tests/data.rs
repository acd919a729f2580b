//! Data of other types is written and read as `serde_json` does.

use super::*;

/// serde's own values are the yardstick: what is written and read must not differ from them.
#[test]
fn every_kind_of_data_is_written_and_read_as_serde_json_does() {
    use serde::{Deserialize, Serialize, Serializer};
    use std::collections::BTreeMap;

    #[derive(Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
    enum Choice {
        First,
    }
    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Wrapped(u8);
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&[1, 255])
        }
    }
    fn same(data: &impl Serialize) {
        let ours = Value::from(&super::to_json(data).unwrap());
        assert_eq!(ours, serde_json::to_value(data).unwrap());
    }
    same(&Wrapped(7));
    same(&Bytes);
    let keyed = BTreeMap::from([(Choice::First, 1)]);
    same(&keyed);
    let json = read(br#"{"First":1}"#).unwrap();
    assert_eq!(deserialize::<BTreeMap<Choice, u8>>(&json).unwrap(), keyed);

    fn same_failure<T: serde::de::DeserializeOwned + std::fmt::Debug + 'static>(text: &str) {
        let ours = deserialize::<T>(&read(text.as_bytes()).unwrap()).unwrap_err();
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(
            ours.to_string(),
            serde_json::from_value::<T>(value).unwrap_err().to_string()
        );
    }
    for text in [r#""x""#, "{}", "[]", "true", "null", "-1", "256", "1.5"] {
        same_failure::<u8>(text);
    }
    same_failure::<Choice>("7");
    same_failure::<Choice>("{}");
    same_failure::<BTreeMap<Choice, u8>>(r#"{"Second":1}"#);
}

#[test]
fn values_that_json_has_not_are_rejected() {
    use serde::de::{IntoDeserializer, value::BytesDeserializer};

    let bytes: BytesDeserializer<'_, serde_json::Error> = b"x"[..].into_deserializer();
    let error = crate::json::sized::deserialize_sized(bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid type: byte array, expected any valid JSON value"
    );
}

#[test]
fn tags_that_are_not_names_are_named_in_the_error() {
    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    enum Unit {
        Hours,
    }
    #[derive(Debug, serde::Deserialize)]
    struct Window {
        #[allow(dead_code)]
        unit: Unit,
    }
    for (unit, found) in [
        (
            r#"{"a":1,"b":2}"#,
            "invalid value: map, expected map with a single key",
        ),
        ("[1]", "invalid type: sequence, expected string or map"),
        ("7", "invalid type: integer `7`, expected string or map"),
        ("-7", "invalid type: integer `-7`, expected string or map"),
        (
            "0.5",
            "invalid type: floating point `0.5`, expected string or map",
        ),
        ("true", "invalid type: boolean `true`, expected string or map"),
        ("null", "invalid type: null, expected string or map"),
    ] {
        let json = read(format!(r#"{{"unit":{unit}}}"#).as_bytes()).unwrap();
        assert_eq!(
            deserialize::<Window>(&json).unwrap_err().to_string(),
            found,
            "{unit}"
        );
    }
    let json = read(br#"{"unit":"hours"}"#).unwrap();
    assert!(matches!(
        deserialize::<Window>(&json),
        Ok(Window { unit: Unit::Hours })
    ));
}

#[test]
fn values_are_deserialized_with_exact_room() {
    let mut json = read(br#"{"a":[1],"b":{"c":"d"}}"#).unwrap();
    let expected = json!({ "a": [1], "b": { "c": "d" } });
    let value = deserialize::<Value>(&json).unwrap();
    assert_eq!(value, expected);
    assert_eq!(value["a"].as_array().unwrap().capacity(), 1);
    assert_eq!(deserialize_taking::<Value>(&mut json).unwrap(), expected);
    assert_eq!(json, Json::Null);
    assert_eq!(
        deserialize_taking::<Vec<u8>>(&mut read(b"[1,2]").unwrap()).unwrap(),
        [1, 2]
    );
    assert_eq!(deserialize::<Vec<u8>>(&read(b"[1,2]").unwrap()).unwrap(), [1, 2]);
    assert!(deserialize::<bool>(&Json::Null).is_err());
}
