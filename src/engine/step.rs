//! A step before it is awaited.

use super::{
    declared::{DeclaredProvider, Skip},
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
    pub(super) id: String,
    pub(super) resolver: M,
    /// The Rust path of the resolver.
    pub(super) path: &'static str,
    /// Where the step's method is called.
    pub(super) location: &'static Location<'static>,
    pub(super) controls: ControlType<C>,
    pub(super) options: Options<'a>,
    marker: PhantomData<fn() -> (K, R)>,
}

/// The functions of a control type.
///
/// A step holds them so that awaiting it needs no bound on the type. The compiler then reports a type that
/// cannot be used as controls once, at the step's method, and not also at the `.await`.
pub(super) struct ControlType<C> {
    pub(super) schema: fn() -> Value,
    pub(super) read: fn(&mut TargetStep<'_>, bool) -> Result<C, Error>,
}

/// The options of a step.
#[derive(Default)]
pub(super) struct Options<'a> {
    pub(super) skip: Option<Skip<'a>>,
    /// `None` until one is declared: an empty set is not the same on the wire (`bridge.md` §3.2).
    pub(super) providers: Option<Vec<DeclaredProvider<'a>>>,
    pub(super) control_schema: Option<Value>,
    pub(super) output_schema: Option<Value>,
    pub(super) unsanitized: bool,
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
            id,
            resolver,
            path,
            location,
            controls: ControlType {
                schema: schema_of::<C>,
                read: |target, again| target.read_controls(again),
            },
            options: Options::default(),
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
        self.options.skip = Some(Box::new(move |controls| match json::deserialize(controls) {
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
        self.options
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
        self.options.providers.get_or_insert_default();
        providers
            .into_iter()
            .fold(self, |step, (id, provider)| step.provider(id, provider))
    }

    /// Switches off the sanitising of the output's HTML. Use it only for texts that strangers cannot
    /// influence.
    #[doc(alias = "disableOutputSanitization")]
    pub fn insecure_without_sanitization(mut self) -> Self {
        self.options.unsanitized = true;
        self
    }

    /// Sets the JSON Schema of the controls, in place of the one of the control type.
    pub fn control_schema(mut self, schema: Value) -> Self {
        self.options.control_schema = Some(schema);
        self
    }

    /// Sets the JSON Schema of the output, in place of the one of the output type. Only for `custom` and
    /// `http_request` steps: Novu fixes that of the others, so setting it is an error when the registry is
    /// built.
    pub fn output_schema(mut self, schema: Value) -> Self {
        self.options.output_schema = Some(schema);
        self
    }

    /// Reads the step's result as another type, for example [`Value`] to see it as Novu sent it.
    pub fn result_as<T: DeserializeOwned + Send + 'static>(self) -> Step<'a, K, C, M, T> {
        Step {
            run: self.run,
            id: self.id,
            resolver: self.resolver,
            path: self.path,
            location: self.location,
            controls: self.controls,
            options: self.options,
            marker: PhantomData,
        }
    }
}

impl<K: Kind, C, M, R> fmt::Debug for Step<'_, K, C, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("kind", &K::KIND)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
