//! A step before it is awaited.

use super::{
    declared::{DeclaredProvider, DeclaredStep, Options},
    invocation::Invocation,
    target::{TargetStep, controls_unreadable},
};
use crate::{
    error::Error,
    step::{
        Controls, IntoSkip, Kind,
        provider::{IntoOverride, ProviderOverride, ProviderStep, TypedOverride},
        schema_of,
    },
};
use dialects::json;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{fmt, future::ready, marker::PhantomData, panic::Location};

/// A step of a workflow: set its options, then `.await` it.
///
/// Awaiting it returns the step's result once Novu has run it. When Novu asks for this very step, the
/// resolver runs, its output is the response, and the workflow function stops there.
///
/// Dropping it without awaiting it does nothing.
#[must_use = "a step does nothing unless it is awaited: write `.await?` behind it"]
pub struct Step<'a, K: Kind, C, M, R = <K as Kind>::Result> {
    pub(super) run: &'a Invocation,
    pub(super) declared: DeclaredStep<'a>,
    pub(super) resolver: M,
    /// Reads the controls. A step holds the function so that awaiting it needs no bound on the type: the
    /// compiler then reports a type that cannot be used as controls once, at the step's method, and not also
    /// at the `.await`.
    pub(super) read_controls: fn(&mut TargetStep<'_>, bool) -> Result<C, Error>,
    pub(super) marker: PhantomData<fn() -> (K, R)>,
}

impl<'a, K: Kind, C, M, R> Step<'a, K, C, M, R> {
    #[track_caller]
    pub(super) fn new(run: &'a Invocation, id: String, resolver: M, path: &'static str) -> Self
    where
        C: Controls,
    {
        let location = Location::caller();
        run.note_made(&id, location);
        Self {
            run,
            declared: DeclaredStep {
                id,
                kind: K::KIND,
                path,
                location,
                control_type_schema: schema_of::<C>,
                output_type_schema: K::own_schema,
                options: Options::default(),
            },
            resolver,
            read_controls: |target, again| target.read_controls(again),
            marker: PhantomData,
        }
    }

    /// Skips the step if the closure returns `true`: Novu delivers nothing and continues with the next step.
    ///
    /// The closure gets the step's controls and may be async. It only runs when Novu asks for this step,
    /// never in previews.
    pub fn skip<S, T, N>(mut self, skip: S) -> Self
    where
        C: Controls,
        S: FnOnce(C) -> T + Send + 'a,
        T: IntoSkip<N> + 'a,
    {
        self.declared.options.skip = Some(Box::new(move |controls| match json::deserialize(controls) {
            Ok(controls) => skip(controls).into_skip(),
            Err(error) => Box::pin(ready(Err(controls_unreadable(&error)))),
        }));
        self
    }

    /// Overrides the values that one provider is sent, for channel steps; `id` is the provider's, such as
    /// `sendgrid`.
    ///
    /// The closure gets the step's controls and output and may be async. Each provider has one at most. Its
    /// return types are documented in the [module](crate::step::provider).
    pub fn provider<P, T, N>(mut self, id: impl Into<String>, provider: P) -> Self
    where
        C: Controls,
        P: FnOnce(ProviderStep<C, K>) -> T + Send + 'a,
        T: IntoOverride<N> + 'a,
    {
        self.declared
            .options
            .providers
            .get_or_insert_default()
            .push(DeclaredProvider {
                id: id.into(),
                code: std::any::type_name::<P>(),
                made_for: T::Values::PROVIDER,
                make: Box::new(move |controls, output| {
                    let step = json::deserialize(controls).and_then(|controls| {
                        Ok(ProviderStep::new(
                            controls,
                            K::deserialize(output)?,
                            output.clone().into(),
                        ))
                    });
                    match step {
                        Ok(step) => provider(step).into_override(),
                        Err(error) => Box::pin(ready(Err(error.into()))),
                    }
                }),
            });
        self
    }

    /// Overrides the values that one provider is sent by a type that names the provider, such as
    /// [`Sendgrid`](crate::step::provider::Sendgrid); see [`Step::provider`].
    pub fn provider_as<P, T, N>(self, provider: P) -> Self
    where
        C: Controls,
        P: FnOnce(ProviderStep<C, K>) -> T + Send + 'a,
        T: IntoOverride<N, Values: TypedOverride<Kind = K>> + 'a,
    {
        self.provider(<T::Values as TypedOverride>::ID, provider)
    }

    /// Overrides the values of several providers whose ids are only known at run time; see
    /// [`Step::provider`].
    pub fn providers<I, P, T, N>(mut self, providers: impl IntoIterator<Item = (I, P)>) -> Self
    where
        C: Controls,
        I: Into<String>,
        P: FnOnce(ProviderStep<C, K>) -> T + Send + 'a,
        T: IntoOverride<N> + 'a,
    {
        self.declared.options.providers.get_or_insert_default();
        providers
            .into_iter()
            .fold(self, |step, (id, provider)| step.provider(id, provider))
    }

    /// Switches off the sanitising of the output's HTML. Use it only for texts that strangers cannot
    /// influence.
    #[doc(alias = "disableOutputSanitization")]
    pub fn insecure_without_sanitization(mut self) -> Self {
        self.declared.options.unsanitized = true;
        self
    }

    /// Sets the JSON Schema of the controls, in place of the one of the control type.
    pub fn control_schema(mut self, schema: Value) -> Self {
        self.declared.options.control_schema = Some(schema);
        self
    }

    /// Sets the JSON Schema of the output, in place of the one of the output type. Only for `custom` and
    /// `http_request` steps: Novu fixes that of the others, so setting it is an error when the registry is
    /// built.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.declared.options.output_schema = Some(schema);
        self
    }

    /// Reads the step's result as another type, for example [`Value`] to see it as Novu sent it.
    pub fn result_as<T: DeserializeOwned + Send + 'static>(self) -> Step<'a, K, C, M, T> {
        Step {
            run: self.run,
            declared: self.declared,
            resolver: self.resolver,
            read_controls: self.read_controls,
            marker: PhantomData,
        }
    }
}

impl<K: Kind, C, M, R> fmt::Debug for Step<'_, K, C, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("kind", &K::KIND)
            .field("id", &self.declared.id)
            .finish_non_exhaustive()
    }
}
