use super::{
    Action, Decision, Message, Reaction, Resolve, Turn,
    handler::{
        AnswerFuture, BoxedErrorFn, ErrorFn, FirstHandler, Handler, HandlerFn, IntoOnError, OnErrorFuture,
        Outcome,
    },
};
use crate::workflow::NoState;
use std::{fmt, future::Future, panic::Location, sync::Arc};

/// An agent: an id, and an async function for each event of a conversation.
///
/// It is a cheap handle: a clone shares the functions. Create one with [`Agent::builder`], and add it to a
/// [`Registry`](crate::Registry).
///
/// ```
/// use novu_framework::{Agent, Registry, Result, agent::{Message, Turn}};
///
/// async fn answer(cx: Turn<Message>) -> Result<String> {
///     Ok(format!("You said: {}", cx.event.text))
/// }
///
/// let echo = Agent::builder("echo", answer).build();
/// let registry = Registry::builder().agent(&echo).build()?;
/// assert_eq!(registry.agents().collect::<Vec<_>>(), ["echo"]);
/// # Ok::<(), novu_framework::BuildError>(())
/// ```
#[derive(Clone)]
pub struct Agent {
    definition: Arc<Definition>,
}

struct Definition {
    id: String,
    place: &'static Location<'static>,
    handlers: Handlers<NoState>,
}

/// The functions of an agent, which wait for a state `S`.
#[doc(hidden)]
pub struct Handlers<S> {
    pub(super) message: Handler<Message, S>,
    pub(super) action: Option<Handler<Action, S>>,
    pub(super) reaction: Option<Handler<Reaction, S>>,
    pub(super) resolve: Option<Handler<Resolve, S>>,
    pub(super) decision: Option<Handler<Decision, S>>,
    pub(super) error: Option<BoxedErrorFn<S>>,
}

impl Agent {
    /// Begins an agent with an id that is unique in its registry, and the function that handles messages.
    ///
    /// The function is `async fn(Turn<Message>) -> Result<..>`, where `..` is a text or a card that is sent
    /// as a reply, or `()`. If it needs more than the event, such as a database pool or a client, it has a
    /// second parameter, which [`state`](AgentBuilder::state) gives it. Closures that return such a future
    /// are functions, too. The future must be `Send`.
    #[track_caller]
    pub fn builder<F, S, M>(id: impl Into<String>, on_message: F) -> AgentBuilder<S>
    where
        M: FirstHandler<S>,
        F: HandlerFn<Message, S, M>,
        F::Future: Future<Output: Outcome> + Send + 'static,
    {
        AgentBuilder {
            id: id.into(),
            place: Location::caller(),
            handlers: Handlers {
                message: boxed(on_message),
                action: None,
                reaction: None,
                resolve: None,
                decision: None,
                error: None,
            },
        }
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.definition.id
    }

    /// Returns where the agent was defined.
    pub(crate) fn place(&self) -> &'static Location<'static> {
        self.definition.place
    }

    /// Returns the Rust path of the function that handles messages.
    #[cfg(feature = "studio")]
    pub(crate) fn path(&self) -> &'static str {
        self.definition.handlers.message.path
    }

    /// Returns the names of the handlers on the wire.
    #[cfg(feature = "studio")]
    pub(crate) fn handler_names(&self) -> Vec<&'static str> {
        let handlers = self.handlers();
        let optional = [
            ("onAction", handlers.action.is_some()),
            ("onReaction", handlers.reaction.is_some()),
            ("onResolve", handlers.resolve.is_some()),
            ("onToolApproval", handlers.decision.is_some()),
            ("onError", handlers.error.is_some()),
        ];
        let set = optional.into_iter().filter(|(_, is_set)| *is_set);
        std::iter::once("onMessage")
            .chain(set.map(|(name, _)| name))
            .collect()
    }

    pub(super) fn handlers(&self) -> &Handlers<NoState> {
        &self.definition.handlers
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent")
            .field("id", &self.id())
            .field("on_message", &self.definition.handlers.message.path)
            .finish_non_exhaustive()
    }
}

/// Adds handlers to an [`Agent`]. Events without a handler are acknowledged and ignored.
///
/// `S` is the type of the [state](Self::state) that is still to be given.
#[must_use]
pub struct AgentBuilder<S = NoState> {
    id: String,
    place: &'static Location<'static>,
    handlers: Handlers<S>,
}

/// Declares a method that sets a handler.
macro_rules! handler {
    ($(#[$doc:meta])* $method:ident $field:ident $event:ty) => {
        $(#[$doc])*
        pub fn $method<F, M>(mut self, handler: F) -> Self
        where
            F: HandlerFn<$event, S, M>,
            F::Future: Future<Output: Outcome> + Send + 'static,
        {
            self.handlers.$field = Some(boxed(handler));
            self
        }
    };
}

impl<S> AgentBuilder<S> {
    handler! {
        /// Sets the handler of clicks on buttons and of choices in cards.
        on_action action Action
    }
    handler! {
        /// Sets the handler of reactions that people add to messages, or take back.
        on_reaction reaction Reaction
    }
    handler! {
        /// Sets the handler of resolved conversations.
        on_resolve resolve Resolve
    }
    handler! {
        /// Sets the handler of decisions about tool calls. Without one, decisions are
        /// [actions](Self::on_action).
        on_tool_approval decision Decision
    }

    /// Sets the handler of failures: it decides whether Novu learns of them, and what the person reads.
    ///
    /// ```
    /// use novu_framework::{Agent, Result, agent::{AnyTurn, Message, Turn, TurnError}};
    ///
    /// async fn answer(_: Turn<Message>) -> Result<()> {
    ///     Err("no such order".into())
    /// }
    ///
    /// let agent = Agent::builder("orders", answer)
    ///     .on_error(async |error: TurnError, _: AnyTurn| format!("That did not work: {error}."))
    ///     .build();
    /// # let _ = agent;
    /// ```
    pub fn on_error<F, M>(mut self, handler: F) -> Self
    where
        F: ErrorFn<S, M>,
        F::Future: Future<Output: IntoOnError> + Send + 'static,
    {
        self.handlers.error = Some(Box::new(move |error, cx, state| -> OnErrorFuture {
            let decided = handler.call(error, cx, state);
            Box::pin(async move { decided.await.into_on_error() })
        }));
        self
    }

    /// Gives the handlers their second parameter, such as a database pool or a client. Each event gets a
    /// clone of it.
    ///
    /// Set all handlers before it. A handler that does not need the state takes the turn only, except the
    /// first, which decides on the type.
    ///
    /// ```
    /// use novu_framework::{Agent, Result, agent::{Action, Message, Turn}};
    /// use std::sync::Arc;
    ///
    /// #[derive(Clone)]
    /// struct Db(Arc<Vec<String>>);
    ///
    /// async fn answer(_: Turn<Message>, db: Db) -> Result<String> {
    ///     let order = db.0.first().ok_or("no orders")?;
    ///     Ok(format!("Your order: {order}"))
    /// }
    ///
    /// let db = Db(Arc::new(vec!["a pen".to_owned()]));
    /// let agent = Agent::builder("orders", answer)
    ///     .on_action(async |_: Turn<Action>| "Thank you")
    ///     .state(db)
    ///     .build();
    /// assert_eq!(agent.id(), "orders");
    /// ```
    pub fn state(self, state: S) -> AgentBuilder
    where
        S: Clone + Send + Sync + 'static,
    {
        AgentBuilder {
            id: self.id,
            place: self.place,
            handlers: self.handlers.with(&state),
        }
    }
}

impl<S> AgentBuilder<S> {
    /// Builds the agent. Mistakes in it are found when the registry is built.
    #[must_use]
    pub fn build(self) -> Agent
    where
        S: HandlersReady,
    {
        let Self { id, place, handlers } = self;
        let handlers = S::ready(handlers);
        let definition = Definition { id, place, handlers };
        Agent {
            definition: Arc::new(definition),
        }
    }
}

/// Implemented by [`NoState`] only: nothing is missing to build.
#[diagnostic::on_unimplemented(
    message = "the handlers take a state of type `{Self}`, which is not set",
    label = "call `.state(..)` before it"
)]
#[doc(hidden)]
pub trait HandlersReady: Sized {
    fn ready(handlers: Handlers<Self>) -> Handlers<NoState>;
}

impl HandlersReady for NoState {
    fn ready(handlers: Handlers<Self>) -> Handlers<Self> {
        handlers
    }
}

impl<S> fmt::Debug for Handlers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handlers").finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for AgentBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentBuilder")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl<S: Clone + Send + Sync + 'static> Handlers<S> {
    fn with(self, state: &S) -> Handlers<NoState> {
        Handlers {
            message: given(self.message, state),
            action: self.action.map(|handler| given(handler, state)),
            reaction: self.reaction.map(|handler| given(handler, state)),
            resolve: self.resolve.map(|handler| given(handler, state)),
            decision: self.decision.map(|handler| given(handler, state)),
            error: self.error.map(|handler| -> BoxedErrorFn<NoState> {
                let state = state.clone();
                Box::new(move |error, cx, _| handler(error, cx, state.clone()))
            }),
        }
    }
}

fn given<E: 'static, S>(handler: Handler<E, S>, state: &S) -> Handler<E, NoState>
where
    S: Clone + Send + Sync + 'static,
{
    let Handler { path, call } = handler;
    let state = state.clone();
    Handler {
        path,
        call: Box::new(move |cx, _| call(cx, state.clone())),
    }
}

fn boxed<E, S, M, F>(handler: F) -> Handler<E, S>
where
    F: HandlerFn<E, S, M>,
    F::Future: Future<Output: Outcome> + Send + 'static,
{
    let call = move |cx: Turn<E>, state| -> AnswerFuture {
        let answer = handler.call(cx, state);
        Box::pin(async move { answer.await.into_outcome() })
    };
    Handler {
        path: std::any::type_name::<F>(),
        call: Box::new(call),
    }
}
