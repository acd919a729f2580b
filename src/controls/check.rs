//! Checks the templates in the defaults of a control schema, when a registry is built.

use super::{
    cache::TemplateCache,
    compile::references_in,
    names::{Lookup, Names, path},
};
use crate::error::similar;
use dialects::{
    json::Json,
    liquid::{self, Place, References},
    schema::{self, DefaultValue},
};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// A finding about a control.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) kind: FindingKind,
    /// JSON pointer of the control.
    pub(crate) pointer: String,
    pub(crate) message: String,
}

/// The kind of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum FindingKind {
    /// A default is not accepted by its own schema, so it can never be used.
    Default,
    /// A template in a default cannot be parsed, so it can never be rendered.
    Template,
    /// A template reads a variable that is never there.
    UnknownVariable,
    /// A template uses a filter that does not exist, which does nothing.
    UnknownFilter,
    /// A template prints a text into HTML without escaping it.
    UnescapedText,
}

/// The most variables that are followed from one to the next.
const MAX_ALIASES: usize = 8;

/// Checks the control schema of the step at index `step`; `is_html` is whether its output is HTML.
///
/// Schemas that do not compile have no findings.
pub(crate) fn check(
    schema: &Value,
    names: &Names<'_>,
    (step, is_html): (usize, bool),
    templates: &TemplateCache,
) -> Vec<Finding> {
    let defaults = schema::defaults(schema).unwrap_or_default();
    let mut findings = wrong_defaults(&defaults);
    let mut all = Vec::new();
    for default in defaults {
        match references_in(&mut Json::from(default.value), default.pointer, templates) {
            Ok(references) => all.extend(references),
            Err(error) => findings.push(Finding {
                kind: FindingKind::Template,
                message: format!("its template is malformed: {}", error.message),
                pointer: error.pointer,
            }),
        }
    }
    let check = Check {
        names,
        step,
        assigned: assigned(&all),
    };
    for (pointer, references) in &all {
        let found = check
            .variables(references)
            .chain(unknown_filters(references))
            .chain(check.unescaped(references).filter(|_| is_html));
        findings.extend(found.map(|(kind, message)| Finding {
            kind,
            pointer: pointer.clone(),
            message,
        }));
    }
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert((finding.kind, finding.pointer.clone(), finding.message.clone())));
    findings
}

/// Returns the defaults that their own schema rejects. One inside another is reported once.
pub(crate) fn wrong_defaults(defaults: &[DefaultValue<'_>]) -> Vec<Finding> {
    let wrong = defaults.iter().filter_map(|default| {
        let violation = default.violations.first()?;
        let pointer = format!("{}{}", default.pointer, violation.path);
        Some(Finding {
            kind: FindingKind::Default,
            message: format!(
                "its default is not accepted by its own schema: it {}; change one of them",
                violation.message
            ),
            pointer,
        })
    });
    let mut findings = Vec::<Finding>::new();
    for finding in wrong {
        if findings.iter().all(|known| known.pointer != finding.pointer) {
            findings.push(finding);
        }
    }
    findings
}

/// Names that templates assign, with the variable that they stand for if that is certain.
type Aliases<'r> = HashMap<&'r str, Option<&'r Place>>;

/// Collects the names that all controls assign: they share one scope.
fn assigned(all: &[(String, References)]) -> Aliases<'_> {
    let mut aliases = Aliases::new();
    for assigned in all.iter().flat_map(|(_, references)| &references.assigned) {
        aliases
            .entry(&assigned.name)
            .and_modify(|place| *place = None)
            .or_insert(assigned.value.as_ref());
    }
    aliases
}

fn unknown_filters(references: &References) -> impl Iterator<Item = (FindingKind, String)> {
    let unknown = references.filters.iter().filter(|name| !liquid::is_filter(name));
    unknown.map(|name| {
        let advice = similar(name, liquid::filter_names()).map_or_else(
            || "remove it".to_owned(),
            |meant| format!("did you mean `{meant}`?"),
        );
        let message = format!("there is no filter `{name}`, so it changes nothing; {advice}");
        (FindingKind::UnknownFilter, message)
    })
}

struct Check<'c, 's> {
    names: &'c Names<'s>,
    step: usize,
    assigned: Aliases<'c>,
}

impl<'s> Check<'_, 's> {
    /// Returns the variable that a place is, unless templates give it a value.
    fn resolve(&self, place: &Place) -> Option<Place> {
        let mut place = place.clone();
        for _ in 0..MAX_ALIASES {
            let Some(alias) = self.assigned.get(&*place.name) else {
                return Some(place);
            };
            let alias = (*alias)?;
            let keys = alias.keys.iter().chain(&place.keys).cloned().collect();
            place = Place {
                name: alias.name.clone(),
                keys,
            };
        }
        None
    }

    fn variables(&self, references: &References) -> impl Iterator<Item = (FindingKind, String)> {
        let read = references
            .variables
            .iter()
            .filter(|variable| !variable.is_printed);
        read.filter_map(
            |variable| match self.names.look_up(&self.resolve(&variable.place)?, self.step) {
                Lookup::Missing(message) => Some((FindingKind::UnknownVariable, message)),
                Lookup::Found(_) | Lookup::Unknown => None,
            },
        )
    }

    /// Returns the texts that strangers may have chosen and that become part of HTML as they are.
    fn unescaped(&self, references: &References) -> impl Iterator<Item = (FindingKind, String)> {
        let printed = references.variables.iter().filter(|variable| variable.is_printed);
        printed.filter(|_| references.has_markup).filter_map(|variable| {
            let place = self.resolve(&variable.place)?;
            let is_text = match self.names.look_up(&place, self.step) {
                Lookup::Found(shape) => shape.is_text(),
                Lookup::Unknown | Lookup::Missing(_) => false,
            };
            (is_text && Names::is_foreign(&place.name)).then(|| {
                let message = format!(
                    "`{}` may contain HTML and becomes part of the message as it is; end it with `| escape`, or with \
                     `| raw` if it is to be HTML",
                    path(&place)
                );
                (FindingKind::UnescapedText, message)
            })
        })
    }
}
