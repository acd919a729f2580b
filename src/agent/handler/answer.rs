use crate::{
    agent::{Card, Content, Pending},
    error::Error,
};

/// The answer of a handler.
#[doc(hidden)]
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// Nothing is sent.
    Nothing,
    /// Sent as a reply.
    Content(Content),
}

/// A value that a handler returns: content that is sent as a reply, or nothing.
///
/// It cannot be implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a handler of an agent cannot answer with `{Self}`",
    label = "not an answer",
    note = "an answer is `()`, `&str`, `String`, `Card`, `Content`, `Pending`, or an `Option` of one of these",
    note = "send anything else as a text, such as `answer.to_string()`"
)]
pub trait IntoAnswer: Send + sealed::Answer {
    /// Returns the answer.
    #[doc(hidden)]
    fn into_answer(self) -> Answer;
}

/// The return type of a handler: an [`IntoAnswer`], or a `Result` of one with this crate's [`Error`].
///
/// It allows only one error type, so that `Ok(..)` after a `?` needs no type annotation. It cannot be
/// implemented outside of this crate.
#[diagnostic::on_unimplemented(
    message = "a handler of an agent cannot return `{Self}`",
    label = "the handler returns `{Self}`",
    note = "return `()`, `&str`, `String`, `Card`, `Content`, `Pending`, an `Option` of one of these, or a \
            `novu_framework::Result` of any of them",
    note = "`?` converts errors of other types into a `novu_framework::Error`, as in `Ok(make()?)`"
)]
pub trait Outcome: Send + sealed::Outcome {
    /// Returns the answer or the error.
    #[doc(hidden)]
    fn into_outcome(self) -> Result<Answer, Error>;
}

mod sealed {
    pub trait Answer {}
    pub trait Outcome {}
}

#[diagnostic::do_not_recommend]
impl<T: IntoAnswer> sealed::Outcome for T {}

#[diagnostic::do_not_recommend]
impl<T: IntoAnswer> sealed::Outcome for Result<T, Error> {}

#[diagnostic::do_not_recommend]
impl<T: IntoAnswer> Outcome for T {
    fn into_outcome(self) -> Result<Answer, Error> {
        Ok(self.into_answer())
    }
}

impl<T: IntoAnswer> Outcome for Result<T, Error> {
    fn into_outcome(self) -> Result<Answer, Error> {
        self.map(T::into_answer)
    }
}

macro_rules! answers {
    ($($source:ty => |$value:pat_param| $answer:expr;)*) => {$(
        impl sealed::Answer for $source {}

        impl IntoAnswer for $source {
            fn into_answer(self) -> Answer {
                let $value = self;
                $answer
            }
        }
    )*};
}
answers! {
    () => |()| Answer::Nothing;
    Pending => |_| Answer::Nothing;
    &str => |text| Answer::Content(text.into());
    String => |text| Answer::Content(text.into());
    Card => |card| Answer::Content(card.into());
    Content => |content| Answer::Content(content);
}

impl<T: IntoAnswer> sealed::Answer for Option<T> {}

impl<T: IntoAnswer> IntoAnswer for Option<T> {
    fn into_answer(self) -> Answer {
        self.map_or(Answer::Nothing, T::into_answer)
    }
}
