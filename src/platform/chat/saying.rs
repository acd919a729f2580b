use super::{Conversation, Error, TurnRun, person_file::PersonFile};
use crate::agent::File;
use serde_json::json;
use std::fmt;

/// A message of a person, sent when it is awaited or by [`send`](Self::send).
///
/// Created by [`Conversation::says`].
#[must_use = "nobody says anything until it is awaited"]
pub struct Saying<'a> {
    chat: &'a mut Conversation,
    text: String,
    files: Vec<PersonFile>,
}

impl Conversation {
    /// Sends a message of the person, with files if there are any. A resolved conversation is opened again.
    ///
    /// ```
    /// use novu_framework::{Agent, Registry, Result, agent::{File, Message, Turn}, testing::Conversation};
    ///
    /// async fn answer(cx: Turn<Message>) -> Result<String> {
    ///     Ok(format!("{} files", cx.event.attachments.len()))
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let support = Agent::builder("support", answer).build();
    /// let registry = Registry::builder().agent(&support).build()?;
    /// let mut chat = Conversation::new(&registry, "support");
    ///
    /// chat.says("Hello").await?.assert_text("0 files");
    /// let log = File::bytes("log.txt", "all is well").mime("text/plain");
    /// chat.says("The log:").file(log).await?.assert_text("1 files");
    /// # Ok(())
    /// # }
    /// ```
    pub fn says(&mut self, text: impl Into<String>) -> Saying<'_> {
        Saying {
            chat: self,
            text: text.into(),
            files: Vec::new(),
        }
    }
}

impl Saying<'_> {
    /// Adds a file. The agent finds it among the attachments of the message; the URL of bytes is a `data:`
    /// URL with them.
    pub fn file(mut self, file: File) -> Self {
        self.files.push(file.into());
        self
    }

    /// Adds files.
    pub fn files(mut self, files: impl IntoIterator<Item = File>) -> Self {
        self.files.extend(files.into_iter().map(PersonFile::from));
        self
    }

    /// Sends the message, like awaiting it.
    ///
    /// # Errors
    ///
    /// The message has more than 15 files. A turn that fails is not an error; see [`TurnRun::error`].
    pub async fn send(self) -> Result<TurnRun, Error> {
        let message = self.chat.novu.lock().person_says(&self.text, &self.files)?;
        self.chat.turn("onMessage", json!({ "message": message })).await
    }
}

awaited!(['a] Saying<'a>, 'a => Result<TurnRun, Error>);

impl fmt::Debug for Saying<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saying")
            .field("text", &self.text)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}
