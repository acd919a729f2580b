//! The attribute macro of [`novu-framework`](https://docs.rs/novu-framework), for its feature `macros`. Use
//! it through that crate; this one has no API of its own.

mod checks;
mod expand;
mod options;
mod source;
mod steps;
mod untyped;

use proc_macro::TokenStream;

/// Shows the source text of a workflow function to Novu, and checks its steps when it is compiled.
///
/// The attribute needs the feature `macros` and is optional: the function stays an ordinary async function.
/// Without the attribute, discovery shows Rust paths in place of source texts.
///
/// ```
/// use novu_framework::{Context, Email, InApp, NoControls, Registry, Result, Workflow};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Comment {
///     author: String,
/// }
///
/// #[novu_framework::workflow]
/// async fn comment(cx: Context<Comment>) -> Result<()> {
///     let inbox = cx.step.in_app("inbox", async |_: NoControls| {
///         // Comments are shown too.
///         InApp::new(format!("{} commented", cx.payload.author))
///     }).await?;
///
///     cx.step.email("mail", || Email::new("A comment", "<p>Have a look!</p>"))
///         .skip(|_| inbox.read)
///         .await?;
///     Ok(())
/// }
///
/// let comment = Workflow::builder("comment", comment).build();
/// let registry = Registry::builder().workflow(&comment).build()?;
/// # let _ = registry;
/// # Ok::<(), novu_framework::BuildError>(())
/// ```
///
/// A function with a
/// [state](https://docs.rs/novu-framework/latest/novu_framework/struct.WorkflowBuilder.html#method.state)
/// takes it as its second parameter, with the attribute as without.
///
/// # Sources
///
/// The discovery document and the answers of `code` contain the texts of the function, of each step's
/// resolver and of each provider closure, exactly as in the file, comments included. They do not contain the
/// function's attributes and documentation, nor comments in its signature outside of brackets. Code that
/// another macro has generated is shown as the compiler prints it.
///
/// The texts become part of the program. Senders with the secret key can read them with `discover`: do not
/// write secrets into comments.
///
/// Steps are recognised by their form, `<anything>.step.<kind>("id", resolver)`, with the options called on
/// them in the same expression. `<anything>.step` can also be a variable: `let step = &cx.step`, a parameter
/// of type `&Steps`, the pattern `Context { step, .. }`. A variable in place of the resolver is shown as the
/// closure that it was set to, the path of a function as that path. Steps of other functions are not seen; if
/// these have the context as a parameter, put the attribute on them, too.
///
/// # Errors
///
/// Novu identifies a step by its id, and must find the same steps in every run. So these do not compile:
///
/// - two steps with one id,
/// - a step id that is not a string literal,
/// - a step in a branch of an `if`, an arm of a `match`, the `else` of a `let`, or on the right of `&&` or
///   `||`: call it unconditionally and add `.skip(..)`,
/// - a step in a loop or a closure, which Novu would find once: loop in its resolver.
///
/// ```compile_fail
/// # use novu_framework::{Context, Result, Sms};
/// #[novu_framework::workflow]
/// async fn remind(cx: Context<serde_json::Value>) -> Result<()> {
///     if cx.payload["urgent"] == true {
///         cx.step.sms("text", || Sms::new("Hurry!")).await?;
///     }
///     Ok(())
/// }
/// ```
///
/// ```
/// # use novu_framework::{Context, Result, Sms};
/// #[novu_framework::workflow]
/// async fn remind(cx: Context<serde_json::Value>) -> Result<()> {
///     cx.step.sms("text", || Sms::new("Hurry!"))
///         .skip(|_| cx.payload["urgent"] != true)
///         .await?;
///     Ok(())
/// }
/// ```
///
/// These checks can be switched off. `conditional_steps` allows steps anywhere, and one id in several
/// branches; `dynamic_ids` allows ids of any form. Such ids have no source text. Remaining mistakes are
/// errors when the registry is built, or fail at run time with `StepNotFoundError`.
///
/// ```
/// # use novu_framework::{Context, Registry, Result, Sms, Workflow};
/// const LANGUAGES: [&str; 2] = ["de", "en"];
///
/// #[novu_framework::workflow(allow(conditional_steps, dynamic_ids))]
/// async fn greet(cx: Context<serde_json::Value>) -> Result<()> {
///     for language in LANGUAGES {
///         cx.step.sms(format!("text-{language}"), || Sms::new("Hi!"))
///             .skip(|_| cx.subscriber.locale.as_deref() != Some(language))
///             .await?;
///     }
///     Ok(())
/// }
///
/// let greet = Workflow::builder("greet", greet).build();
/// assert!(Registry::builder().workflow(&greet).build().is_ok());
/// ```
#[proc_macro_attribute]
pub fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::workflow(arguments.into(), &item.into()).into()
}
