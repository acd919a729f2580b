//! The parts of [`Mailjet`].
//!
//! Novu's schema has some names of addresses and attachments with a capital, like Mailjet's API, and the
//! others in camel case. The setters write each of them in its form.

use super::object::{from_text, object, provider, words};

object! {
    /// An override for Mailjet.
    ///
    /// ```
    /// use novu_framework::step::provider::{Mailjet, mailjet::{Address, Attachment}};
    /// use serde_json::{Value, json};
    ///
    /// let mail = Mailjet::new()
    ///     .to([Address::new("ann@example.com").name("Ann")])
    ///     .attachments([Attachment::new("text/plain", "hello.txt", "aGVsbG8=")]);
    /// assert_eq!(Value::from(mail)["to"], json!([{ "Email": "ann@example.com", "Name": "Ann" }]));
    /// ```
    open Mailjet() {
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
        reply_to: Address,
        /// Sets the subject.
        subject: String,
        /// Sets the plain text.
        text_part: String,
        /// Sets the HTML text.
        html_part: String,
        /// Sets the template that is stored at Mailjet.
        template_id: i64,
        /// Sets whether the template language is interpreted.
        template_language: bool,
        /// Sets the address that is notified of errors in the template.
        template_error_reporting: Address,
        /// Sets whether it is delivered despite an error in the template.
        template_error_deliver: bool,
        /// Sets the attached files.
        attachments: [Attachment],
        /// Sets the files that the HTML text shows.
        inline_attachments: [InlineAttachment],
        /// Sets the priority among your own messages.
        priority: i64,
        /// Sets the campaign for statistics.
        custom_campaign: String,
        /// Sets whether each recipient gets one message of the campaign at most.
        deduplicate_campaign: bool,
        /// Sets whether opens are tracked.
        track_opens: Tracking,
        /// Sets whether clicks are tracked.
        track_clicks: Tracking,
        /// Sets an id of your own.
        custom_id: String,
        /// Sets a text that Mailjet's events repeat.
        event_payload: String,
        /// Sets parameters for the URLs in it, such as `utm_source=news`.
        url_tags: String,
        /// Sets headers.
        headers: {serde_json::Value},
        /// Sets variables for the template language.
        variables: {serde_json::Value},
    }
}
provider!(Mailjet: Email = "mailjet");

object! {
    /// An address.
    open Address(
        /// Creates an address without a name.
        email "Email": String,
    ) {
        /// Sets the name.
        name "Name": String,
    }
}
from_text!(Address);

object! {
    /// An attached file.
    open Attachment(
        /// Creates a file from its media type, its name and its content in base64.
        content_type "ContentType": String,
        filename "Filename": String,
        base64_content "Base64Content": String,
    ) {}
}

object! {
    /// A file that the HTML text shows.
    open InlineAttachment(
        /// Creates a file from its media type, its name and its content in base64.
        content_type "ContentType": String,
        filename "Filename": String,
        base64_content "Base64Content": String,
    ) {
        /// Sets the id that the HTML text refers to, as in `cid:logo`.
        content_id: String,
    }
}

words! {
    /// Whether something is tracked.
    Tracking {
        /// According to the account's setting.
        AccountDefault = "account_default",
        /// It is not.
        Disabled = "disabled",
        /// It is.
        Enabled = "enabled",
    }
}
