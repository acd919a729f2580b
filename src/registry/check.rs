//! Finds what can never work in a workflow that was discovered, and what probably does not.

use super::{BuildErrorKind, BuildWarning, BuildWarningKind, Mistake};
use crate::{
    controls::{self, FindingKind, NamedStep, Names},
    engine::{StepDefinition, UnawaitedStep, WorkflowDefinition},
    step::StepKind,
    workflow::WorkflowOptions,
};
use dialects::schema::defaults;

/// The findings of a registry so far.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) mistakes: Vec<Mistake>,
    pub(super) warnings: Vec<BuildWarning>,
}

impl Findings {
    /// Checks the steps, the defaults of all schemas, and the templates in those of controls.
    pub(super) fn check(
        &mut self,
        options: &WorkflowOptions,
        definition: &WorkflowDefinition,
        unawaited: Vec<UnawaitedStep>,
    ) {
        self.check_steps(options, definition.steps().is_empty(), unawaited);
        self.check_payload(options, definition);
        let named = definition.steps().iter().map(|step| NamedStep {
            id: &step.id,
            result: step.kind.has_own_output().then_some(&*step.results.schema),
            is_digest: step.kind == StepKind::Digest,
        });
        let names = Names::new(&definition.payload.schema, named.collect());
        for (index, step) in definition.steps().iter().enumerate() {
            let place = (index, step.kind.is_html());
            for finding in controls::check(&step.controls.schema, &names, place, &definition.templates) {
                self.add(options, step, finding);
            }
        }
    }

    fn check_steps(&mut self, options: &WorkflowOptions, is_empty: bool, unawaited: Vec<UnawaitedStep>) {
        if is_empty && !options.is_without_steps {
            let message = if unawaited.is_empty() {
                "it has no steps, so Novu does nothing for its events; add one, or accept that by `.without_steps()`"
                    .to_owned()
            } else {
                let ids: Vec<_> = unawaited.iter().map(|step| format!("`{}`", step.id)).collect();
                format!(
                    "it awaits none of its steps ({}), so Novu does nothing for its events; write `.await?` behind each",
                    ids.join(", ")
                )
            };
            let kind = BuildErrorKind::NoSteps;
            self.mistakes
                .push(Mistake::new(kind, &options.id, options.location, message));
            return;
        }
        self.warnings.extend(unawaited.into_iter().map(|step| BuildWarning {
            kind: BuildWarningKind::NotAwaited,
            workflow: options.id.clone(),
            step: step.id,
            pointer: None,
            message: "it is made, but not awaited in discovery, so Novu never runs it; write `.await?` behind it, or remove it"
                .into(),
            location: step.location,
        }));
    }

    /// Checks the defaults of the payload, which are filled in for every event that lacks them.
    fn check_payload(&mut self, options: &WorkflowOptions, definition: &WorkflowDefinition) {
        let defaults = defaults(&definition.payload.schema).unwrap_or_default();
        for finding in controls::wrong_defaults(&defaults) {
            let message = format!("payload `{}`: {}", finding.pointer, finding.message);
            let kind = BuildErrorKind::Default;
            self.mistakes
                .push(Mistake::new(kind, &options.id, options.location, message));
        }
    }

    fn add(&mut self, options: &WorkflowOptions, step: &StepDefinition, finding: controls::Finding) {
        let kind = match finding.kind {
            FindingKind::Default => return self.mistake(BuildErrorKind::Default, options, step, &finding),
            FindingKind::Template => return self.mistake(BuildErrorKind::Template, options, step, &finding),
            FindingKind::UnknownVariable => BuildWarningKind::UnknownVariable,
            FindingKind::UnknownFilter => BuildWarningKind::UnknownFilter,
            FindingKind::UnescapedText => BuildWarningKind::UnescapedText,
        };
        self.warnings.push(BuildWarning {
            kind,
            workflow: options.id.clone(),
            step: step.id.clone(),
            pointer: Some(finding.pointer),
            message: finding.message,
            location: step.location,
        });
    }

    fn mistake(
        &mut self,
        kind: BuildErrorKind,
        options: &WorkflowOptions,
        step: &StepDefinition,
        finding: &controls::Finding,
    ) {
        let message = format!("control `{}`: {}", finding.pointer, finding.message);
        let mistake = Mistake::new(kind, &options.id, step.location, message);
        self.mistakes.push(mistake.at_step(step.id.clone()));
    }
}
