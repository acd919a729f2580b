//! The body of an event.

use super::members::Members;
use dialects::json::{self, Json, ValueLimit};
use serde_json::Value;
use std::sync::OnceLock;

/// The body, which was checked, and its value once that was asked for.
pub(super) struct Raw {
    body: Box<[u8]>,
    limit: ValueLimit,
    value: OnceLock<Value>,
}

impl Raw {
    pub(super) fn new(body: &[u8], limit: ValueLimit) -> Self {
        Self {
            body: body.into(),
            limit,
            value: OnceLock::new(),
        }
    }

    /// Returns the body as a value.
    pub(super) fn value(&self) -> &Value {
        self.value
            .get_or_init(|| json::read_value(&self.body, self.limit).unwrap_or_default())
    }

    /// Returns the members without those whose names `is_skipped` picks.
    pub(super) fn members_without(&self, is_skipped: impl Fn(&str) -> bool) -> Members {
        let read = json::read_without(&self.body, self.limit, is_skipped);
        read.ok().and_then(Members::of).unwrap_or_default()
    }

    /// Returns the items of an array among the members, or `None` if there is no array of that name.
    pub(super) fn items(&self, name: &'static str) -> Option<Vec<Json>> {
        let mut found = Json::Null;
        json::read_members(&self.body, self.limit, &[name], |_, value| found = value).ok()?;
        match found {
            Json::Array(items) => Some(items),
            _ => None,
        }
    }
}
