//! What a [`Mailjet`] override is made of.
//!
//! Novu's schema wants some names of addresses and attachments with a capital, as in Mailjet's API, and the rest
//! in camel case. The setters write each as it has to be.

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
        reply_to: Address,
        /// The subject.
        subject: String,
        /// The plain text.
        text_part: String,
        /// The HTML text.
        html_part: String,
        /// The template that is stored at Mailjet.
        template_id: i64,
        /// Whether the template language is interpreted.
        template_language: bool,
        /// Who is told when the template has a mistake.
        template_error_reporting: Address,
        /// Whether it is delivered in spite of a mistake in the template.
        template_error_deliver: bool,
        /// Files that go with it.
        attachments: [Attachment],
        /// Files that the HTML text shows.
        inline_attachments: [InlineAttachment],
        /// The priority among your own messages.
        priority: i64,
        /// The campaign that it counts for.
        custom_campaign: String,
        /// Whether nobody gets two messages of the campaign.
        deduplicate_campaign: bool,
        /// Whether opens are tracked.
        track_opens: Tracking,
        /// Whether clicks are tracked.
        track_clicks: Tracking,
        /// An id of your own.
        custom_id: String,
        /// What Mailjet's events say again.
        event_payload: String,
        /// Parameters for the URLs in it, such as `utm_source=news`.
        url_tags: String,
        /// Headers of the mail.
        headers: {serde_json::Value},
        /// Variables for the template language.
        variables: {serde_json::Value},
    }
}
provider!(Mailjet: EmailKind = "mailjet");

object! {
    /// An address.
    open Address(
        /// An address without a name.
        email "Email": String,
    ) {
        /// The name beside it.
        name "Name": String,
    }
}
from_text!(Address);

object! {
    /// A file that goes with a mail.
    open Attachment(
        /// A file of a media type, under a name; the content is in base64.
        content_type "ContentType": String,
        filename "Filename": String,
        base64_content "Base64Content": String,
    ) {}
}

object! {
    /// A file that the HTML text of a mail shows.
    open InlineAttachment(
        /// A file of a media type, under a name; the content is in base64.
        content_type "ContentType": String,
        filename "Filename": String,
        base64_content "Base64Content": String,
    ) {
        /// The id that the HTML text knows it by, as in `cid:logo`.
        content_id: String,
    }
}

words! {
    /// Whether something is tracked.
    Tracking {
        /// As the account says.
        AccountDefault = "account_default",
        /// It is not.
        Disabled = "disabled",
        /// It is.
        Enabled = "enabled",
    }
}
