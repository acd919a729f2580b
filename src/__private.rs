//! Internals for the fuzz targets and benches of this repository. Anything here may change or go at any time.

use crate::{bridge, html, json, liquid, schema};
use serde_json::Value;

/// Data of a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Data(json::Json);

impl From<&Value> for Data {
    fn from(value: &Value) -> Self {
        Self(value.into())
    }
}

/// The body of a request; the error as text.
pub fn read_json(body: &[u8]) -> Result<Data, String> {
    json::read(body).map(Data).map_err(|error| error.to_string())
}

/// The body of a request as the reference signs it; the error as text.
pub fn canonical_json(body: &[u8]) -> Result<String, String> {
    json::canonical(body).map_err(|error| error.to_string())
}

/// Data as `JSON.stringify` prints it.
pub fn stringify_json(data: &Data) -> String {
    let mut out = String::new();
    json::stringify(&mut out, &data.0);
    out
}

/// HTML as it is sent.
pub fn sanitize(html: &str) -> String {
    html::sanitize(html).into_owned()
}

/// A parsed template.
#[derive(Debug)]
pub struct Template(liquid::Template);

impl Template {
    /// Parses a template; the error as text.
    pub fn parse(text: &str) -> Result<Self, String> {
        liquid::Template::parse(text)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Renders it with a payload and a subscriber; the error as text.
    pub fn render(&self, payload: &Data, subscriber: &Data) -> Result<String, String> {
        self.render_in(liquid::Scope::new([
            ("payload", &payload.0),
            ("subscriber", &subscriber.0),
        ]))
    }

    /// Renders it with a payload and limits that are soon reached; the error as text.
    pub fn render_briefly(&self, payload: &Data) -> Result<String, String> {
        self.render_in(liquid::Scope::new([("payload", &payload.0)]).with_little_left())
    }

    fn render_in(&self, mut scope: liquid::Scope<'_>) -> Result<String, String> {
        let mut out = String::new();
        self.0
            .render(&mut scope, &mut out)
            .map_err(|error| error.to_string())?;
        Ok(out)
    }
}

/// A compiled schema.
#[derive(Debug)]
pub struct Schema(schema::Validator);

impl Schema {
    /// Compiles a schema; the error as text.
    pub fn compile(schema: &Value) -> Result<Self, String> {
        schema::Validator::compile(schema)
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// Validates and completes data; the first violation as text.
    pub fn validate(&self, data: &mut Data) -> Result<(), String> {
        self.0.validate(&mut data.0).map_err(|violations| {
            violations
                .first()
                .map_or_else(String::new, |first| format!("{} {}", first.path, first.message))
        })
    }
}

/// A broken JSON text made whole, if it can be.
pub fn repair_json(text: &str) -> Option<String> {
    json::repair(text).ok()
}

/// The mock of a schema in previews.
pub fn mock(schema: &Value) -> Value {
    schema::mock(schema)
}

/// Action, workflow and step of a query.
pub fn read_query(text: &str) -> [String; 3] {
    bridge::read_query(text)
}
