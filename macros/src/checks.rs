//! Finds mistakes in the steps of a workflow function.

use crate::{
    options::Options,
    steps::{Place, StepCall},
};
use proc_macro2::TokenStream;
use std::collections::HashSet;
use syn::Error;

/// Checks the steps and returns all mistakes as one error.
pub(crate) fn check(steps: &[StepCall], options: Options) -> Result<(), Error> {
    let mut mistakes: Option<Error> = None;
    let mut add = |error: Error| match &mut mistakes {
        Some(mistakes) => mistakes.combine(error),
        None => mistakes = Some(error),
    };
    let mut ids = HashSet::new();
    for step in steps {
        match &step.id {
            // Only one of two branches runs; discovery reports ids that do collide.
            Some(_) if options.conditional_steps && step.place.is_some() => {}
            Some(id) => {
                if !ids.insert(id) {
                    add(duplicate(step, id));
                }
            }
            None if options.dynamic_ids => {}
            None => add(dynamic(step)),
        }
        if let Some(parameter) = &step.untyped {
            add(untyped(parameter));
        }
        if let Some(place) = step.place.filter(|_| !options.conditional_steps) {
            add(conditional(step, place));
        }
    }
    mistakes.map_or(Ok(()), Err)
}

fn duplicate(step: &StepCall, id: &str) -> Error {
    let message = format!("the step id `{id}` is used twice; give each step of a workflow an id of its own");
    Error::new_spanned(&step.id_tokens, message)
}

fn dynamic(step: &StepCall) -> Error {
    let message = "the id of a step must be a string literal, because Novu identifies the step by it in every run; if \
                   this one never changes, write `#[workflow(allow(dynamic_ids))]`";
    Error::new_spanned(&step.id_tokens, message)
}

fn untyped(parameter: &TokenStream) -> Error {
    let message = "the controls of a step need their type, as in `|controls: MyControls|`; a step without controls \
                   takes `||`";
    Error::new_spanned(parameter, message)
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
            "Novu runs each step once: move it before or after the loop, or loop in its resolver",
        ),
        Place::Closure => (
            "in a closure",
            "Novu runs each step once: move it into the workflow function itself, and add `.skip(..)`",
        ),
    };
    let message =
        format!("{name} is {place}; {advice}; to allow it, write `#[workflow(allow(conditional_steps))]`");
    Error::new_spanned(&step.callee, message)
}

const LEAVE_OUT: &str = "Novu must find every step in every run: call it unconditionally and add `.skip(..)`";
