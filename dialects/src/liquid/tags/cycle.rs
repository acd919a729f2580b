//! `{% cycle group: a, b, … %}`.

use super::Render;
use crate::liquid::{
    blocks::{Flow, Parser},
    buffer::Buffer,
    error::Error,
    expression::{Operand, operand},
    filtered::Filtered,
    references::Survey,
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
            return Err(cursor.error("expected values to cycle through"));
        }
        Ok(Self {
            group,
            candidates,
            text,
        })
    }
}

impl Render for Cycle {
    fn render(&self, _: &str, scope: &mut Scope<'_>, out: &mut Buffer) -> Result<Flow, Error> {
        let mut key = Buffer::new(scope.meter())?;
        if let Some(group) = &self.group {
            group.evaluate(scope)?.push_js_string(&mut key)?;
        }
        key.push(':')?;
        key.push_str(&self.text)?;
        let turn = scope.cycle(&key, self.candidates.len())?;
        self.candidates[turn].print(scope, out)?;
        Ok(Flow::Next)
    }
    fn survey(&self, _: &str, survey: &mut Survey) {
        if let Some(group) = &self.group {
            survey.operand(group);
        }
        for candidate in &self.candidates {
            candidate.survey_printed(survey);
        }
    }
}
