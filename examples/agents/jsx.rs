//! Trees of elements, read as the reference's JSX runtime reads them (`agents.md` §7.2).

use super::values::evaluate;
use novu_framework::{Error, Result};
use serde_json::{Map, Value, json};

type Get<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Builds a card from a tree of elements.
///
/// # Errors
///
/// A builder refuses its properties, or the tree is not a card.
pub(crate) fn card(tree: &Value, get: Get<'_>) -> Result<Value> {
    let element = element(tree, get)?;
    if element["type"] != "card" {
        return Err("Invalid message content: the tree is not a card".into());
    }
    Ok(element)
}

fn element(tree: &Value, get: Get<'_>) -> Result<Value> {
    let props = tree.get("props").and_then(|props| evaluate(props, get));
    let props = match props {
        Some(Value::Object(props)) => props,
        _ => Map::new(),
    };
    let mut children = Vec::new();
    for child in tree["children"].as_array().into_iter().flatten() {
        add(&mut children, child, get)?;
    }
    let has = |name: &str| props.contains_key(name);
    let has_text = |name: &str| props.get(name).is_some_and(Value::is_string);
    let member = |name: &str| props.get(name).cloned();
    let label = || match children.is_empty() {
        true => member("label")
            .filter(|label| !label.is_null())
            .unwrap_or_else(|| "".into()),
        false => joined(&children),
    };
    let needs = |fits: bool, message: &str| if fits { Ok(()) } else { Err(Error::from(message)) };
    let name = tree["el"].as_str().unwrap_or_default();
    let mut built = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            built.insert(name.to_owned(), value);
        }
    };
    match name {
        "Card" => {
            let is_card = !(has("id") || has("url") || has("callbackId"))
                && (has("title") || has("subtitle") || has("imageUrl"));
            put("type", Some("card".into()));
            for name in ["title", "subtitle", "imageUrl"].into_iter().filter(|_| is_card) {
                put(name, member(name));
            }
            put("children", Some(children.into()));
        }
        "CardText" => {
            let is_text = !(has("id") || has("url") || has("label"));
            put("type", Some("text".into()));
            put("content", Some(joined(&children)));
            put("style", member("style").filter(|_| is_text));
        }
        "Divider" => put("type", Some("divider".into())),
        "Image" => {
            needs(has_text("url"), "Image requires a 'url' prop")?;
            put("type", Some("image".into()));
            put("url", member("url"));
            put("alt", member("alt"));
        }
        "CardLink" => {
            let fits = has_text("url") && !has("id") && !has("alt") && !has("style");
            needs(fits, "CardLink requires a 'url' prop")?;
            put("type", Some("link".into()));
            put("url", member("url"));
            put("label", Some(label()));
        }
        "Actions" => {
            put("type", Some("actions".into()));
            put("children", Some(children.into()));
        }
        "Button" => {
            needs(has_text("id") && !has("url"), "Button requires an 'id' prop")?;
            put("type", Some("button".into()));
            put("label", Some(label()));
            for name in ["id", "style", "value", "disabled", "actionType", "callbackUrl"] {
                put(name, member(name));
            }
        }
        "Select" => {
            let fits = has("id") && has("label") && !has("value");
            needs(fits, "Select requires 'id' and 'label' props")?;
            needs(!children.is_empty(), "Select requires at least one option")?;
            put("type", Some("select".into()));
            for name in ["id", "label", "placeholder", "initialOption", "optional"] {
                put(name, member(name));
            }
            put("options", Some(children.into()));
        }
        "SelectOption" => {
            let fits = has("label") && has("value") && !has("id");
            needs(fits, "SelectOption requires 'label' and 'value' props")?;
            for name in ["label", "value", "description"] {
                put(name, member(name));
            }
        }
        "TextInput" => {
            let fits = has("id") && has("label") && !has("options") && !has("value");
            needs(fits, "TextInput requires 'id' and 'label' props")?;
            put("type", Some("text_input".into()));
            for name in [
                "id",
                "label",
                "placeholder",
                "initialValue",
                "multiline",
                "optional",
                "maxLength",
            ] {
                put(name, member(name));
            }
        }
        other => return Err(format!("unknown element {other}").into()),
    }
    Ok(built.into())
}

/// Adds a child: an element, or a text or number as a text. Lists are flattened, other values left out.
fn add(children: &mut Vec<Value>, child: &Value, get: Get<'_>) -> Result<()> {
    if child.get("el").is_some() {
        children.push(element(child, get)?);
        return Ok(());
    }
    if let Value::Array(items) = child {
        return items.iter().try_for_each(|item| add(children, item, get));
    }
    match evaluate(child, get) {
        Some(Value::String(text)) => children.push(text.into()),
        Some(Value::Number(number)) => children.push(json!(number.to_string())),
        Some(Value::Object(object)) if object.contains_key("type") => children.push(object.into()),
        Some(Value::Array(items)) => return items.iter().try_for_each(|item| add(children, item, get)),
        _ => {}
    }
    Ok(())
}

/// Joins texts. Anything else is what JavaScript makes of an object.
fn joined(children: &[Value]) -> Value {
    let texts = children
        .iter()
        .map(|child| child.as_str().unwrap_or("[object Object]"));
    texts.collect::<String>().into()
}
