//! Mocks of schemas derived from Rust types must be readable into these types.

use super::super::mock;
use super::validates;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    num::{NonZeroI32, NonZeroU8},
};

/// The mocks of `T`, with and without references, after reading them into `T`.
fn mocked<T: JsonSchema + DeserializeOwned>() -> T {
    let schema = |inline: bool| {
        let settings = SchemaSettings::draft07().with(|settings| {
            settings.inline_subschemas = inline;
            settings.meta_schema = None;
        });
        settings.into_generator().into_root_schema_for::<T>().to_value()
    };
    let mut read = [true, false].map(|inline| {
        let schema = schema(inline);
        let mock = mock(&schema);
        assert_ne!(validates(&schema, &mock), Some(false), "{mock} for {schema}");
        serde_json::from_value(mock.clone()).unwrap_or_else(|error| panic!("{error}: {mock} for {schema}"))
    });
    read.reverse();
    let [_, inlined] = read;
    inlined
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Scalars {
    text: String,
    letter: char,
    flag: bool,
    small: u8,
    negative: i8,
    long: u64,
    signed: i64,
    wide: u128,
    float: f32,
    double: f64,
    nonzero: NonZeroI32,
    nonzero_small: NonZeroU8,
    unit: (),
    any: Value,
    #[schemars(range(min = 18, max = 120), extend("multipleOf" = 7))]
    age: u32,
    #[schemars(range(min = -5, max = -2))]
    below: i32,
    #[schemars(length(min = 20, max = 30))]
    long_text: String,
    #[schemars(regex(pattern = r"^[A-Z]{3}-\d{4}$"))]
    code: String,
    #[schemars(email)]
    mail: String,
    #[schemars(url)]
    link: String,
}

#[test]
fn scalars() {
    let scalars: Scalars = mocked();
    assert_eq!(
        (scalars.text.as_str(), scalars.letter, scalars.flag),
        ("[placeholder]", '[', false)
    );
    assert_eq!((scalars.small, scalars.age, scalars.nonzero.get()), (1, 21, 1));
    assert_eq!(scalars.code, "AAA-0000");
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Options {
    absent: Option<String>,
    #[serde(default)]
    defaulted: u32,
    #[schemars(required)]
    present: Option<Inner>,
    nested: Inner,
    #[serde(default = "seven")]
    seven: u8,
}

fn seven() -> u8 {
    7
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Inner {
    id: String,
}

#[test]
fn options_and_defaults() {
    let options: Options = mocked();
    assert_eq!((options.absent, options.defaulted, options.seven), (None, 0, 7));
    assert!(options.present.is_some());
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
enum Unit {
    First,
    Second,
}

/// With documented variants the schema is a `oneOf` of `const`s.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Documented {
    /// The one.
    FirstOne,
    /// The other.
    SecondOne,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Internal {
    Text { body: String },
    Image { width: u16, height: u16 },
    Nothing,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Pair(u8, String),
    One(Inner),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(i32),
    Text(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum External {
    Named { a: u8 },
    Tuple(u8, u8),
    Bare,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Enums {
    unit: Unit,
    documented: Documented,
    internal: Internal,
    adjacent: Adjacent,
    untagged: Untagged,
    external: External,
    outcome: Result<u8, String>,
}

#[test]
fn enums() {
    let enums: Enums = mocked();
    assert_eq!(
        (enums.unit, enums.documented),
        (Unit::First, Documented::FirstOne)
    );
    assert_eq!(
        enums.internal,
        Internal::Text {
            body: "[placeholder]".to_owned()
        }
    );
    let _: Internal = mocked();
    let _: External = mocked();
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Collections {
    list: Vec<Inner>,
    set: BTreeSet<String>,
    numbers: BTreeSet<u8>,
    map: HashMap<String, Inner>,
    by_number: BTreeMap<u32, String>,
    by_kind: BTreeMap<Unit, u8>,
    tuple: (u8, String, bool),
    fixed: [u16; 3],
    empty: Vec<()>,
    boxed: Box<[Option<u8>]>,
    duration: std::time::Duration,
}

#[test]
fn collections() {
    let collections: Collections = mocked();
    assert_eq!(collections.list.len(), 1);
    assert_eq!(collections.fixed.len(), 3);
    assert!(collections.map.contains_key("[placeholder]"));
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Flat {
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    choice: Internal,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[test]
fn flattened_fields() {
    let flat: Flat = mocked();
    assert_eq!(flat.inner.id, "[placeholder]");
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Tree {
    label: String,
    children: Vec<Self>,
    by_name: BTreeMap<String, Self>,
    parent: Option<Box<Self>>,
    next: Either,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Either {
    More(Box<Tree>),
    End(u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Expression {
    Add(Box<Self>, Box<Self>),
    Not(Box<Self>),
    Literal(i64),
}

#[test]
fn recursion_ends_where_it_first_can() {
    let tree: Tree = mocked();
    assert_eq!(
        (tree.children, tree.parent, tree.next),
        (vec![], None, Either::End(1))
    );
    assert_eq!(mocked::<Expression>(), Expression::Literal(1));
}

#[test]
fn formats_of_time_crates_are_read() {
    let of = |format: &str| {
        let mock = mock(&json!({ "type": "string", "format": format }));
        mock.as_str().unwrap().to_owned()
    };
    assert!(of("date-time").parse::<jiff::Timestamp>().is_ok());
    assert!(of("partial-date-time").parse::<jiff::civil::DateTime>().is_ok());
    assert!(of("date").parse::<jiff::civil::Date>().is_ok());
    assert!(of("partial-time").parse::<jiff::civil::Time>().is_ok());
    assert!(of("zoned-date-time").parse::<jiff::Zoned>().is_ok());
    assert!(of("duration").parse::<jiff::Span>().is_ok());
    assert!(of("ip").parse::<std::net::IpAddr>().is_ok());
    assert!(of("ipv6").parse::<std::net::Ipv6Addr>().is_ok());
}
