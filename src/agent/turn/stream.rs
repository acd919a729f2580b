//! Replies from streams of text, such as the answers of language models.

use super::{Core, Handle, Reply, Turn};
use crate::{
    agent::{File, TextChunk, outbox::Typing},
    error::Result,
};
use futures_core::Stream;
use pin_project_lite::pin_project;
use std::{
    fmt,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll, ready},
};

/// The longest text if not set, in bytes. No chat platform shows so much in one message.
const DEFAULT_LIMIT: usize = 256 * 1024;

/// The most chunks that are taken without a pause for other tasks.
const CHUNKS_IN_A_ROW: u32 = 64;

/// A reply with the text of a stream, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Turn::reply_stream`].
#[must_use = "replies do nothing unless awaited"]
pub struct ReplyStream<'a> {
    core: Arc<Core>,
    stream: Pin<Box<dyn Stream<Item = Result<String>> + Send + 'a>>,
    files: Vec<File>,
    limit: usize,
    typing: Option<Typing>,
}

impl<E> Turn<E> {
    /// Replies with the text of a stream, such as the answer of a language model.
    ///
    /// Items are a [`TextChunk`]: texts, or a `Result` of them. The typing indicator is shown while the
    /// stream is awaited. Novu takes whole messages, so the text is collected, and sent as one reply when the
    /// stream ends; a stream without text sends nothing. If an item is an error, nothing is sent. When the
    /// turn is dropped, at its [deadline](crate::agent::TurnsBuilder::deadline) or at shutdown, so is the
    /// stream.
    ///
    /// ```
    /// use futures_util::{Stream, stream};
    /// use novu_framework::{Result, agent::{Message, Turn}};
    /// use std::io;
    ///
    /// /// Streams the answer of a model.
    /// fn complete(prompt: &str) -> impl Stream<Item = Result<String, io::Error>> + use<> {
    ///     let words: Vec<_> = prompt.split_inclusive(' ').map(|word| Ok(word.to_owned())).collect();
    ///     stream::iter(words)
    /// }
    ///
    /// async fn answer(cx: Turn<Message>) -> Result<()> {
    ///     cx.reply_stream(complete(&cx.event.text)).typing("Thinking").await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn reply_stream<'a, S>(&self, stream: S) -> ReplyStream<'a>
    where
        S: Stream<Item: TextChunk> + Send + 'a,
    {
        ReplyStream {
            core: Arc::clone(&self.core),
            stream: Box::pin(Texts { stream }),
            files: Vec::new(),
            limit: DEFAULT_LIMIT,
            typing: Some(Typing::On(None)),
        }
    }
}

impl ReplyStream<'_> {
    /// Limits the length of the text, 262,144 bytes if not set. A longer one is an error, and nothing is
    /// sent.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Sets the status that the typing indicator shows where the platform can show one, such as `Thinking`.
    pub fn typing(mut self, status: impl Into<String>) -> Self {
        self.typing = Some(Typing::On(Some(status.into())));
        self
    }

    /// Leaves the typing indicator as it is.
    pub fn without_typing(mut self) -> Self {
        self.typing = None;
        self
    }

    file_methods!();

    /// Waits for the end of the stream and sends the reply, like awaiting it. Returns `None` if the stream
    /// had no text, as that of a model that only calls tools: nothing is sent then.
    ///
    /// # Errors
    ///
    /// If an item of the stream is an error, or the text is too long; nothing is sent then, and what is
    /// queued stays so. Else like [`Reply::send`](super::Reply::send). A typing indicator that cannot be sent
    /// is not an error.
    pub async fn send(self) -> Result<Option<Handle>> {
        let Self {
            core,
            stream,
            files,
            limit,
            typing,
        } = self;
        let show = async {
            if let Some(typing) = typing {
                // The reply matters, and is tried whatever happens to this.
                let _ = core.outbox.typing(typing).await;
            }
        };
        let text = beside(collect(stream, limit), show).await?;
        if text.is_empty() {
            return Ok(None);
        }
        let content = text.into();
        Ok(Some(Reply { core, content, files }.send().await?))
    }
}

awaited!(['a] ReplyStream<'a>, 'a => Result<Option<Handle>>);

impl fmt::Debug for ReplyStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplyStream")
            .field("limit", &self.limit)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

pin_project! {
    /// A stream of chunks as one of texts.
    struct Texts<S> {
        #[pin]
        stream: S,
    }
}

impl<S: Stream<Item: TextChunk>> Stream for Texts<S> {
    type Item = Result<String>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = ready!(self.project().stream.poll_next(cx));
        Poll::Ready(chunk.map(TextChunk::into_text))
    }
}

/// Returns the text of a stream, and drops the stream.
async fn collect(
    mut stream: Pin<Box<dyn Stream<Item = Result<String>> + Send + '_>>,
    limit: usize,
) -> Result<String> {
    let mut text = String::new();
    poll_fn(|cx| {
        // A stream that is always ready must leave time to others, and to the deadline.
        for _ in 0..CHUNKS_IN_A_ROW {
            let Some(chunk) = ready!(stream.as_mut().poll_next(cx)) else {
                return Poll::Ready(Ok(()));
            };
            let chunk = chunk?;
            if chunk.len() > limit - text.len() {
                return Poll::Ready(Err(too_long(limit)));
            }
            text.push_str(&chunk);
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await?;
    Ok(text)
}

#[cold]
fn too_long(limit: usize) -> crate::Error {
    format!(
        "the text of the stream is longer than {limit} bytes; ask the model for less, or raise the limit with \
         `ReplyStream::limit`"
    )
    .into()
}

/// Runs `work`, and `meanwhile` beside it if `work` has to wait. Ends when both have.
async fn beside<T>(work: impl Future<Output = T>, meanwhile: impl Future<Output = ()>) -> T {
    let (mut work, mut meanwhile) = (pin!(work), pin!(meanwhile));
    let (mut done, mut is_over) = (None, None);
    poll_fn(|cx| {
        if done.is_none() {
            match work.as_mut().poll(cx) {
                Poll::Ready(value) => done = Some(value),
                Poll::Pending if is_over.is_none() => is_over = Some(false),
                Poll::Pending => {}
            }
        }
        if is_over == Some(false) && meanwhile.as_mut().poll(cx).is_ready() {
            is_over = Some(true);
        }
        match is_over {
            Some(false) => Poll::Pending,
            _ => done.take().map_or(Poll::Pending, Poll::Ready),
        }
    })
    .await
}
