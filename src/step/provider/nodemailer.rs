//! What a [`Nodemailer`] override is made of.

use super::object::{from_text, object, provider, text_or};

object! {
    /// An override for Nodemailer, which sends over SMTP.
    ///
    /// ```
    /// use novu_framework::step::provider::{Nodemailer, nodemailer::{Address, Source}};
    ///
    /// let mail = Nodemailer::new()
    ///     .from(Address::new("news@example.com").name("The News"))
    ///     .bcc(["archive@example.com"])
    ///     .attachments([Source::new().content("hello").set("filename", "hello.txt")]);
    /// # let _ = mail;
    /// ```
    open Nodemailer() {
        /// Who it comes from.
        from: Address,
        /// Who sends it in the name of [`from`](Self::from).
        sender: Address,
        /// Who it goes to.
        to: [Address],
        /// Who gets a copy.
        cc: [Address],
        /// Who gets a blind copy.
        bcc: [Address],
        /// Where answers go.
        reply_to: [Address],
        /// The id of the message that it answers.
        in_reply_to: String,
        /// The ids of the messages that it belongs to.
        references: [String],
        /// The subject.
        subject: String,
        /// The plain text.
        text: Text,
        /// The HTML text.
        html: Text,
        /// The HTML text for Apple Watch.
        watch_html: Text,
        /// The AMP part.
        amp: Amp,
        /// An event for the calendar.
        ical_event: IcalEvent,
        /// Headers of the mail.
        headers: {serde_json::Value},
        /// `List-*` headers.
        list: [String],
        /// Files that go with it; their names are [`set`](Source::set) as `filename`.
        attachments: [Source],
    }
}
provider!(Nodemailer: EmailKind = "nodemailer");

object! {
    /// An address.
    open Address(
        /// An address without a name.
        address: String,
    ) {
        /// The name beside it.
        name: String,
    }
}
from_text!(Address);

object! {
    /// Where a content comes from.
    open Source() {
        /// The content itself.
        content: String,
        /// A file or a URL, as the server that sends the mail sees it.
        path: String,
    }
}

text_or! {
    /// A text, or where it comes from.
    Text: Source
}

object! {
    /// Where an AMP part comes from.
    open AmpSource() {
        /// The content itself.
        content: String,
        /// A file, as the server that sends the mail sees it.
        path: String,
        /// A URL.
        href: String,
        /// The encoding of the content, such as `base64`.
        encoding: String,
        /// The media type.
        content_type: String,
        /// The whole part in MIME, headers included.
        raw: Text,
    }
}

text_or! {
    /// An AMP part, or where it comes from.
    Amp: AmpSource
}

object! {
    /// Where an event for the calendar comes from.
    open IcalSource() {
        /// The content itself.
        content: String,
        /// A file, as the server that sends the mail sees it.
        path: String,
        /// What to do with it, such as `request` or `cancel`.
        method: String,
        /// The name of the attached file; `false` for none.
        filename: Filename,
        /// A URL.
        href: String,
        /// The encoding of the content, such as `base64`.
        encoding: String,
    }
}

text_or! {
    /// An event for the calendar in iCalendar form, or where it comes from.
    IcalEvent: IcalSource
}

text_or! {
    /// A file's name, or whether there is a file.
    Filename: bool
}
