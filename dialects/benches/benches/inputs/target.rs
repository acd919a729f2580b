//! The parsers, and inputs for them.

use super::schemas;
use novu_framework_dialects::{
    html::sanitize,
    json::{self, Json},
    jsonrepair,
    schema::{Validator, mock},
};
use novu_framework_dialects_benches::{random::Random, shape::Shape};
use serde_json::{Value, json};
use std::hint::black_box;

const JSON: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    "{\"a\":",
    "{\"#\":",
    "\"#\":1,",
    "\"~\":1,",
    "\"a\":",
    "1,",
    "1",
    "0",
    "-",
    ".5",
    "e51",
    "1e999,",
    "true",
    "null,",
    "\"",
    "\"\",",
    "\"a\",",
    "\\",
    "\\n",
    "\\u0041",
    "\\ud800",
    "\\udc00",
    "é",
    "😀",
    " ",
    "\n",
    "\t",
    "[],",
    "{},",
    "{\"a\":1},",
    "{\"1\":0,\"0\":0},",
    "[[1]],",
    "9007199254740993,",
    "0.1,",
    "\"k#\":{},",
    "]]",
    "}}",
    "\u{7f}",
    "\u{2028}",
    "-0,",
    "1E400,",
    "[{\"a\":[",
    "}]}",
];
const REPAIR: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "'",
    "\"",
    "`",
    "\\",
    "\\\"",
    "\\'",
    "/*",
    "*/",
    "//",
    "\n",
    "# ",
    "a",
    "x: ",
    "http://x",
    "True",
    "None",
    "undefined",
    "NaN",
    "(",
    ")",
    ";",
    "+",
    "...",
    "```json",
    "\u{201c}",
    "\u{2019}",
    "1",
    "2.",
    "1e",
    "-",
    "{a:'b'",
    "\"a\" + \"b\"",
    "callback(",
    "\\u00",
    "é",
    "\r",
    "\u{a0}",
    "a b",
    ",x' b",
    "'a",
    "]]",
    "}}",
    "\\\\\\\"",
];
const HTML: &[&str] = &[
    "<",
    ">",
    "</",
    "/>",
    "<p ",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=\"",
    "\">",
    "'",
    "\"",
    "=",
    "/",
    " ",
    "a",
    "é1x ",
    "<!--",
    "-->",
    "--!>",
    "<!",
    "<?",
    "<![CDATA[",
    "]]>",
    "<style>",
    "</style>",
    "<style/>",
    "<title>",
    "</title",
    "<title/>",
    "<textarea>",
    "</textarea>",
    "<script>",
    "</script",
    "<xmp>",
    "<svg>",
    "<math>",
    "<table>",
    "<td>",
    "<tr>",
    "<li>",
    "<br>",
    "<x>",
    "</y>",
    "&",
    "&amp;",
    "&lt",
    "&#",
    "&#x41;",
    "&#1",
    "&CounterClockwiseContourIntegra",
    "onclick=",
    "on",
    "style=",
    "href=javascript:",
    "src=\"cid:",
    "srcset=\"a 1x,",
    "\u{0}",
    "\n",
    "\r\n",
    "</a/",
    "<!<!--a-->--",
    "data-#=1 ",
    "k# ",
    "<option>",
    "<select>",
    "<noscript>",
    "<iframe srcdoc=\"",
    "<img src=x ",
    "</p",
    "</br>",
];
const TEXT: &[&str] = &[
    "a",
    "b",
    "ab",
    "aab",
    "x",
    " ",
    "\n",
    "é",
    "😀",
    "1",
    "0",
    "@",
    ".",
    "-",
    "a@",
    "abc",
    "abcd",
    "http://",
    ":",
    "::",
    "%41",
    "[",
    "1.2.",
    "2024-01-01T00:00:00Z",
    "/",
    "~0",
    "(",
    ")",
];

/// A parser.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    Read,
    Canonical,
    Repair,
    Sanitize,
    Data,
    Pattern,
    Schema,
    Mock,
}

const NAMES: [(&str, Target); 8] = [
    ("read", Target::Read),
    ("canonical", Target::Canonical),
    ("repair", Target::Repair),
    ("sanitize", Target::Sanitize),
    ("data", Target::Data),
    ("pattern", Target::Pattern),
    ("schema", Target::Schema),
    ("mock", Target::Mock),
];

/// An input: a text, and a schema for those that need one.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    text: Shape,
    schema: Value,
    way: usize,
}

impl Candidate {
    pub(super) fn related(&self, other: &Self) -> bool {
        if self.schema.is_null() {
            self.text.related(&other.text)
        } else {
            self.schema == other.schema
        }
    }

    /// Returns inputs that lack a little of this one.
    pub(super) fn simpler(&self) -> Vec<Self> {
        let texts = self
            .text
            .simpler()
            .into_iter()
            .map(|text| Self { text, ..self.clone() });
        let schemas = schemas::simpler(&self.schema).into_iter().map(|schema| Self {
            schema,
            ..self.clone()
        });
        schemas.chain(texts).collect()
    }

    pub(super) fn to_json(&self) -> Value {
        json!([self.text.to_json(), self.schema, self.way])
    }
}

/// An input in one size, ready to be measured.
pub(super) enum Prepared {
    Text(fn(&str), String),
    Data(Validator, Json, usize),
    Schema(fn(&Value), Value, usize),
}

impl Prepared {
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(_, text) => text.len(),
            Self::Data(_, _, bytes) | Self::Schema(_, _, bytes) => *bytes,
        }
    }

    pub(super) fn run(&self) {
        match self {
            Self::Text(work, text) => work(black_box(text)),
            Self::Data(validator, data, _) => {
                let _ = black_box(validator.validate(&mut data.clone()));
            }
            Self::Schema(work, schema, _) => work(black_box(schema)),
        }
    }
}

impl Target {
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, target)| *target)
    }

    fn pieces(self) -> &'static [&'static str] {
        match self {
            Self::Read | Self::Canonical | Self::Data => JSON,
            Self::Repair => REPAIR,
            Self::Sanitize => HTML,
            Self::Pattern | Self::Schema | Self::Mock => TEXT,
        }
    }

    pub(super) fn candidate(self, random: &mut Random) -> Candidate {
        Candidate {
            text: match self {
                Self::Data => data(random),
                _ => Shape::new(random, self.pieces()),
            },
            schema: self.schema(random),
            way: random.below(schemas::WAYS),
        }
    }

    fn schema(self, random: &mut Random) -> Value {
        match self {
            Self::Data => schemas::root(random),
            Self::Pattern => schemas::pattern(random).into(),
            Self::Schema | Self::Mock => schemas::schema(random, 3),
            _ => Value::Null,
        }
    }

    pub(super) fn vary(self, candidate: &mut Candidate, random: &mut Random) {
        let has_schema = !candidate.schema.is_null();
        match random.below(4) {
            0 if has_schema => candidate.schema = self.schema(random),
            1 if has_schema => candidate.way = random.below(schemas::WAYS),
            2 if self == Self::Data => candidate.text = data(random),
            _ => candidate.text.vary(random, self.pieces()),
        }
    }

    /// Makes an input of about `size` bytes; `None` if it is not one for this parser.
    pub(super) fn prepare(self, candidate: &Candidate, size: usize) -> Option<Prepared> {
        Some(match self {
            Self::Read => Prepared::Text(
                |text| drop(black_box(json::read(text.as_bytes()))),
                candidate.text.text(size),
            ),
            Self::Canonical => Prepared::Text(
                |text| drop(black_box(json::canonical(text.as_bytes()))),
                candidate.text.text(size),
            ),
            Self::Repair => Prepared::Text(
                |text| drop(black_box(jsonrepair::repair(text))),
                candidate.text.text(size),
            ),
            Self::Sanitize => {
                Prepared::Text(|text| drop(black_box(sanitize(text))), candidate.text.text(size))
            }
            Self::Data => {
                let text = candidate.text.text(size);
                let data = json::read(text.as_bytes()).ok()?;
                Prepared::Data(Validator::compile(&candidate.schema).ok()?, data, text.len())
            }
            Self::Pattern => {
                let schema =
                    json!({ "type": "object", "properties": { "a": { "pattern": candidate.schema } } });
                let text = candidate.text.text(size);
                let data = Json::from(&json!({ "a": text }));
                Prepared::Data(Validator::compile(&schema).ok()?, data, text.len())
            }
            Self::Schema => {
                let schema = schemas::repeated(&candidate.schema, candidate.way, size);
                let bytes = schema.to_string().len();
                Prepared::Schema(
                    |schema| drop(black_box(Validator::compile(schema))),
                    schema,
                    bytes,
                )
            }
            Self::Mock => {
                // Mocks may cost much however small their schema is.
                let schema = schemas::repeated(&candidate.schema, candidate.way, size / 20);
                Validator::compile(&schema).ok()?;
                let bytes = schema.to_string().len();
                Prepared::Schema(|schema| drop(black_box(mock(schema))), schema, bytes)
            }
        })
    }
}

/// Returns JSON that can be read, in one of the forms that schemas look into.
fn data(random: &mut Random) -> Shape {
    let item = || json!([1, "a", { "a": 1 }, [1], { "a": { "a": [] } }, null, { "#": 1 }, "k#", [[]], 1.5]);
    let item = item()[random.below(10)].to_string();
    let name = random.pick(&["a", "b", "c", "l", "1"]);
    let parts = match random.below(5) {
        0 => json!([
            [format!("{{\"{name}\":["), false],
            [format!("{item},"), true],
            [format!("{item}]}}"), false]
        ]),
        1 => json!([
            [format!("{{\"{name}\":{{"), false],
            [format!("\"k#\":{item},"), true],
            ["\"a\":1}}", false]
        ]),
        2 => json!([
            ["{", false],
            [format!("\"~\":{item},"), true],
            ["\"a\":1}", false]
        ]),
        3 => {
            let open = format!("{{\"{name}\":").repeat(100);
            let close = "}".repeat(100);
            json!([
                ["{\"l\":[", false],
                [format!("{open}{item}{close},"), true],
                ["1]}", false]
            ])
        }
        _ => json!([
            [format!("{{\"{name}\":\""), false],
            [random.pick(TEXT), true],
            ["\"}", false]
        ]),
    };
    Shape::from_json(&parts).expect("parts in the form of a shape")
}
