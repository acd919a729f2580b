//! The parts of [`Nodemailer`].

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
    /// ```
    open Nodemailer() {
        /// Sets the sender.
        from: Address,
        /// Sets the address that sends it on behalf of [`from`](Self::from).
        sender: Address,
        /// Sets the recipients.
        to: [Address],
        /// Sets the recipients of a copy.
        cc: [Address],
        /// Sets the recipients of a blind copy.
        bcc: [Address],
        /// Sets the address for replies.
        reply_to: [Address],
        /// Sets the id of the message that it replies to.
        in_reply_to: String,
        /// Sets the ids of the messages in its thread.
        references: [String],
        /// Sets the subject.
        subject: String,
        /// Sets the plain text.
        text: Text,
        /// Sets the HTML text.
        html: Text,
        /// Sets the HTML text for Apple Watch.
        watch_html: Text,
        /// Sets the AMP part.
        amp: Amp,
        /// Sets a calendar event.
        ical_event: IcalEvent,
        /// Sets headers.
        headers: {serde_json::Value},
        /// Sets the `List-*` headers.
        list: [String],
        /// Sets the attached files; [`set`](Source::set) their names as `filename`.
        attachments: [Source],
    }
}
provider!(Nodemailer: Email = "nodemailer");

object! {
    /// An address.
    open Address(
        /// Creates an address without a name.
        address: String,
    ) {
        /// Sets the name.
        name: String,
    }
}
from_text!(Address);

object! {
    /// The source of a content.
    open Source() {
        /// Sets the content.
        content: String,
        /// Sets a file or a URL that the sending server reads.
        path: String,
    }
}

text_or! {
    /// A text, or its source.
    Text: Source
}

object! {
    /// The source of an AMP part.
    open AmpSource() {
        /// Sets the content.
        content: String,
        /// Sets a file that the sending server reads.
        path: String,
        /// Sets a URL.
        href: String,
        /// Sets the encoding of the content, such as `base64`.
        encoding: String,
        /// Sets the media type.
        content_type: String,
        /// Sets the whole part in MIME, headers included.
        raw: Text,
    }
}

text_or! {
    /// An AMP part, or its source.
    Amp: AmpSource
}

object! {
    /// The source of a calendar event.
    open IcalSource() {
        /// Sets the content.
        content: String,
        /// Sets a file that the sending server reads.
        path: String,
        /// Sets the method, such as `request` or `cancel`.
        method: String,
        /// Sets the name of the attached file; `false` for no file.
        filename: Filename,
        /// Sets a URL.
        href: String,
        /// Sets the encoding of the content, such as `base64`.
        encoding: String,
    }
}

text_or! {
    /// A calendar event in iCalendar form, or its source.
    IcalEvent: IcalSource
}

text_or! {
    /// A file's name, or whether there is a file.
    Filename: bool
}
