//! What can be wrong with the steps of a workflow function.

use crate::{
    options::Options,
    steps::{Place, StepCall},
};
use std::collections::HashSet;
use syn::Error;

/// All mistakes in one error, or none.
pub(crate) fn check(steps: &[StepCall], options: Options) -> Result<(), Error> {
    let mut mistakes: Option<Error> = None;
    let mut add = |error: Error| match &mut mistakes {
        Some(mistakes) => mistakes.combine(error),
        None => mistakes = Some(error),
    };
    let mut ids = HashSet::new();
    for step in steps {
        match &step.id {
            // Of two branches only one is taken; discovery reports ids that do meet.
            Some(_) if options.conditional_steps && step.place.is_some() => {}
            Some(id) => {
                if !ids.insert(id) {
                    add(duplicate(step, id));
                }
            }
            None if options.dynamic_ids => {}
            None => add(dynamic(step)),
        }
        if let Some(place) = step.place.filter(|_| !options.conditional_steps) {
            add(conditional(step, place));
        }
    }
    mistakes.map_or(Ok(()), Err)
}

fn duplicate(step: &StepCall, id: &str) -> Error {
    let message = format!("there is a step `{id}` already; give each step of a workflow an id of its own");
    Error::new_spanned(&step.id_tokens, message)
}

fn dynamic(step: &StepCall) -> Error {
    let message = "the id of a step has to be a string literal, because Novu knows the step by it in every run; if \
                   this one never changes, say `#[workflow(allow(dynamic_ids))]`";
    Error::new_spanned(&step.id_tokens, message)
}

fn conditional(step: &StepCall, place: Place) -> Error {
    let name = match &step.id {
        Some(id) => format!("step `{id}`"),
        None => "this step".to_owned(),
    };
    let (place, advice) = match place {
        Place::If => ("in a branch of an `if`", LEAVE_OUT),
        Place::Match => ("in an arm of a `match`", LEAVE_OUT),
        Place::LetElse => ("in the `else` of a `let`", LEAVE_OUT),
        Place::Lazy => ("on the right of `&&` or `||`", LEAVE_OUT),
        Place::Loop => (
            "in a loop",
            "Novu takes each step once: take it before or after the loop, or loop in its resolver, and leave it out \
             with `.skip(..)`",
        ),
        Place::Closure => (
            "in a closure",
            "Novu takes each step once: take it in the workflow function itself, and leave it out with `.skip(..)`",
        ),
    };
    let message =
        format!("{name} is {place}; {advice}; if you must, say `#[workflow(allow(conditional_steps))]`");
    Error::new_spanned(&step.callee, message)
}

const LEAVE_OUT: &str =
    "Novu has to find every step in every run: take it always, and leave it out with `.skip(..)`";
