//! Reads what is asked of people.

use super::run::Failure;
use novu_framework::agent::ApprovalCard;
use serde_json::{Value, json};

/// Checks options as the reference does.
pub(super) fn options_of(options: Vec<Value>) -> Result<Value, Failure> {
    if !(2..=10).contains(&options.len()) {
        return Err("ctx.choose requires between 2 and 10 options".into());
    }
    if options
        .iter()
        .any(|option| option.as_str().is_none_or(|text| text.trim().is_empty()))
    {
        return Err("ctx.choose options must be non-empty strings".into());
    }
    Ok(options.into())
}

/// Reads recipients as the reference does.
pub(super) fn people(to: &Value) -> Result<Value, Failure> {
    let ids = match to {
        Value::Array(ids) => ids.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut people: Vec<&str> = Vec::new();
    for id in ids.iter().filter_map(Value::as_str).map(str::trim) {
        if !id.is_empty() && !people.contains(&id) {
            people.push(id);
        }
    }
    match people.len() {
        0 => Err("`to` must name at least one subscriberId".into()),
        1..=50 => Ok(json!(people)),
        _ => Err("`to` supports at most 50 subscriberIds".into()),
    }
}

pub(super) fn approval_card(words: &Value) -> ApprovalCard {
    let setters: [(&str, fn(ApprovalCard, String) -> ApprovalCard); 6] = [
        ("title", ApprovalCard::title),
        ("subtitle", ApprovalCard::subtitle),
        ("icon", ApprovalCard::icon),
        ("body", ApprovalCard::body),
        ("approveLabel", ApprovalCard::approve_label),
        ("denyLabel", ApprovalCard::deny_label),
    ];
    setters
        .into_iter()
        .fold(ApprovalCard::new(), |card, (name, set)| {
            match words[name].as_str() {
                Some(text) => set(card, text.to_owned()),
                None => card,
            }
        })
}
