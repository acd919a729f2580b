//! Keeps nothing, used if the feature `studio` is off.

#![allow(clippy::unused_self, reason = "the same methods as the other watch has")]

use super::super::{
    person_file::PersonFile,
    refuse::Refusal,
    sent::{AskedPerson, SentTrigger},
};
use crate::agent::{ToolCall, TurnReport};
use bytes::Bytes;
use http::Uri;
use serde_json::Value;

#[derive(Debug, Default)]
pub(in super::super) struct Watch;

impl Watch {
    pub(in super::super) fn begin(&mut self, _: &str, _: i64, _: &Value) {}
    pub(in super::super) fn end(&mut self, _: &TurnReport) {}
    pub(in super::super) fn said(&mut self, _: &str, _: &str, _: &[PersonFile]) {}
    pub(in super::super) fn posted(&mut self, _: &str, _: &Value) {}
    pub(in super::super) fn edited(&mut self, _: &str, _: &Value) {}
    pub(in super::super) fn deleted(&mut self, _: &str) {}
    pub(in super::super) fn reacted(&mut self, _: &str, _: &str) {}
    pub(in super::super) fn typing(&mut self, _: bool, _: Option<&str>) {}
    pub(in super::super) fn metadata(&mut self, _: &Value) {}
    pub(in super::super) fn asked(&mut self, _: &AskedPerson, _: &Value) {}
    pub(in super::super) fn triggered(&mut self, _: &SentTrigger, _: bool) {}
    pub(in super::super) fn emitted(&mut self, _: &str, _: &Value) {}
    pub(in super::super) fn resolved(&mut self, _: Option<&str>) {}
    pub(in super::super) fn requested(&mut self, _: &ToolCall) {}
    pub(in super::super) fn refusal(&mut self) -> Option<Refusal> {
        None
    }
    pub(in super::super) fn effect(&mut self, _: Value) {}
    pub(in super::super) fn sent(&mut self, _: &Uri, _: &Bytes, _: u16) {}
}
