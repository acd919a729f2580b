//! Schemas from Rust types.

use dialects::schema::accepts_all;
use schemars::{JsonSchema, Schema, generate::SchemaSettings, transform::RecursiveTransform};
use serde_json::{Value, json};

/// Returns the schema of `T` in Novu's form: draft-07, one self-contained object without `$schema`,
/// `definitions` only for types that contain themselves, and no title that is only the name of a Rust type.
///
/// A type without constraints, such as `serde_json::Value`, gets the open object: the platform accepts no
/// other schema of it at the root.
pub(crate) fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .with_transform(RecursiveTransform(drop_machine_format));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    if schema.get("title").and_then(Value::as_str) == Some(&*T::schema_name()) {
        schema.remove("title");
    }
    let schema = schema.to_value();
    if accepts_all(&schema) {
        open_object()
    } else {
        schema
    }
}

/// Removes formats that only name the width of a Rust number. `int32` stays: the platform checks it.
fn drop_machine_format(schema: &mut Schema) {
    let machine = schema
        .get("format")
        .and_then(Value::as_str)
        .is_some_and(|format| {
            let bits = format.trim_start_matches("uint").trim_start_matches("int");
            matches!(format, "float" | "double")
                || (bits != format
                    && format != "int32"
                    && matches!(bits, "" | "8" | "16" | "32" | "64" | "128"))
        });
    if machine {
        schema.remove("format");
    }
}

/// Returns the schema of the open object, which accepts any object unchanged.
pub(super) fn open_object() -> Value {
    json!({"type": "object", "additionalProperties": true})
}

#[cfg(test)]
mod tests {
    use super::*;
    use dialects::schema::Validator;
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Comment {
        author: String,
        text: String,
        post_id: String,
    }

    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(default)]
    struct EmailControls {
        subject: String,
        footer: bool,
    }

    impl Default for EmailControls {
        fn default() -> Self {
            Self {
                subject: "{{payload.author}} commented".into(),
                footer: true,
            }
        }
    }

    /// The counters.
    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is of interest")]
    struct Counters {
        /// The heading.
        title: String,
        small: u8,
        whole: i64,
        word: i32,
        real: f64,
        nested: Option<Comment>,
        email: Option<String>,
    }

    #[derive(JsonSchema)]
    #[expect(dead_code, reason = "only its schema is of interest")]
    struct Tree {
        name: String,
        children: Vec<Self>,
    }

    #[derive(JsonSchema)]
    #[schemars(title = "A name of its own")]
    struct Named {}

    #[test]
    fn payload_schema_lists_required_fields() {
        let text = json!({"type": "string"});
        assert_eq!(
            schema_of::<Comment>(),
            json!({
                "type": "object",
                "properties": {"author": text, "text": text, "post_id": text},
                "required": ["author", "text", "post_id"],
            })
        );
    }

    #[test]
    fn serde_defaults_become_schema_defaults() {
        let schema = schema_of::<EmailControls>();
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "properties": {
                    "subject": {"type": "string", "default": "{{payload.author}} commented"},
                    "footer": {"type": "boolean", "default": true},
                },
            })
        );
        let mut controls = json!({"footer": false});
        Validator::compile(&schema)
            .unwrap()
            .validate_value(&mut controls)
            .unwrap();
        assert_eq!(
            controls,
            json!({"footer": false, "subject": "{{payload.author}} commented"})
        );
    }

    #[test]
    fn schema_keeps_doc_comments_and_properties_named_title() {
        let schema = schema_of::<Counters>();
        assert_eq!(schema["description"], "The counters.");
        assert_eq!(schema["title"], Value::Null);
        let properties = &schema["properties"];
        assert_eq!(
            properties["title"],
            json!({"type": "string", "description": "The heading."})
        );
        assert_eq!(
            properties["small"],
            json!({"type": "integer", "minimum": 0, "maximum": 255})
        );
        assert_eq!(properties["whole"], json!({"type": "integer"}));
        assert_eq!(properties["word"], json!({"type": "integer", "format": "int32"}));
        assert_eq!(properties["real"], json!({"type": "number"}));
        assert_eq!(properties["nested"]["type"], json!(["object", "null"]));
        assert_eq!(properties["nested"]["title"], Value::Null);
        assert_eq!(schema_of::<Named>()["title"], "A name of its own");
    }

    #[test]
    fn schema_of_recursive_type_compiles() {
        let schema = schema_of::<Tree>();
        let tree = Validator::compile(&schema).unwrap();
        tree.validate_value(&mut json!({"name": "a", "children": [{"name": "b", "children": []}]}))
            .unwrap();
        let violations = tree
            .validate_value(&mut json!({"name": "a", "children": [{"name": "b"}]}))
            .unwrap_err();
        assert_eq!(violations[0].path, "/children/0");
    }

    #[test]
    fn schema_of_any_json_is_the_open_object() {
        assert_eq!(
            schema_of::<Value>(),
            json!({"type": "object", "additionalProperties": true})
        );
        Validator::compile(&schema_of::<std::collections::HashMap<String, Value>>()).unwrap();
    }
}
