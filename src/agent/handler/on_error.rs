use crate::{
    agent::{Card, Content},
    error::Error,
};

/// The end of a turn that has failed, decided by the handler of errors.
///
/// `()` is [`Report`](Self::Report), and a text or a card is an [`Answer`](Self::Answer).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OnError {
    /// The failure is reported to Novu, and the person reads a sentence of Novu's.
    Report,
    /// The person learns nothing.
    Suppress,
    /// The person reads this.
    Answer(Content),
}

impl From<()> for OnError {
    fn from((): ()) -> Self {
        Self::Report
    }
}

macro_rules! answers {
    ($($source:ty),*) => {$(
        impl From<$source> for OnError {
            fn from(content: $source) -> Self {
                Self::Answer(content.into())
            }
        }
    )*};
}
answers!(&str, String, Card, Content);

/// The return type of a handler of errors: anything that converts into an [`OnError`], or a `Result` of that
/// with this crate's [`Error`]. An error is reported, as if there were no handler.
///
/// It cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a handler of errors cannot return `{Self}`",
    label = "the handler returns `{Self}`",
    note = "return `()` to report, `OnError`, or an answer: `&str`, `String`, `Card` or `Content`; or a \
            `novu_framework::Result` of one of these"
)]
pub trait IntoOnError: Send + sealed::Sealed {
    /// Returns the decision.
    #[doc(hidden)]
    fn into_on_error(self) -> Result<OnError, Error>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! outcomes {
    ($($source:ty),*) => {$(
        impl sealed::Sealed for $source {}
        impl sealed::Sealed for Result<$source, Error> {}

        impl IntoOnError for $source {
            fn into_on_error(self) -> Result<OnError, Error> {
                Ok(self.into())
            }
        }

        impl IntoOnError for Result<$source, Error> {
            fn into_on_error(self) -> Result<OnError, Error> {
                self.map(Into::into)
            }
        }
    )*};
}
outcomes!((), &str, String, Card, Content, OnError);
