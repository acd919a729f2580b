//! `{% cycle group: a, b, … %}`.

use super::Render;
use crate::liquid::{
    blocks::{Flow, Parser},
    error::Error,
    expression::{Operand, operand},
    filtered::Filtered,
    scope::Scope,
    tokens::Tag,
};

/// Prints its candidates in turn.
#[derive(Debug)]
pub(super) struct Cycle {
    group: Option<Operand>,
    candidates: Vec<Filtered>,
    /// The candidates as written: cycles with the same text and group share their turn.
    text: Box<str>,
}

impl Cycle {
    pub(super) fn parse(tag: &Tag, parser: &Parser<'_>) -> Result<Self, Error> {
        let mut cursor = parser.arguments(tag);
        let mut ahead = cursor.clone();
        let mut group = operand(&mut ahead)?;
        ahead.skip_blank();
        if group.is_some() && ahead.eat(b':') {
            cursor = ahead;
        } else {
            group = None;
        }
        cursor.skip_blank();
        let text = cursor.rest().into();
        let mut candidates = Vec::new();
        loop {
            cursor.skip_blank();
            if cursor.at_end() {
                break;
            }
            candidates.push(Filtered::parse(&mut cursor)?);
            cursor.skip_blank();
            if !cursor.eat(b',') {
                break;
            }
        }
        if candidates.is_empty() {
            return Err(Error::tokenization("cycle has no candidates"));
        }
        Ok(Self {
            group,
            candidates,
            text,
        })
    }
}

impl Render for Cycle {
    fn render(&self, _: &str, scope: &mut Scope<'_>, out: &mut String) -> Result<Flow, Error> {
        let mut key = match &self.group {
            Some(group) => group.evaluate(scope)?.to_js_string().into_owned(),
            None => String::new(),
        };
        key.push(':');
        key.push_str(&self.text);
        scope.charge_work(key.len())?;
        let turn = scope.cycles.entry(key).or_insert(0);
        let candidate = &self.candidates[*turn % self.candidates.len()];
        *turn = (*turn + 1) % self.candidates.len();
        candidate.print(scope, out)?;
        Ok(Flow::Next)
    }
}
