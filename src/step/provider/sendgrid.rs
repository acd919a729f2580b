//! What a [`Sendgrid`] override is made of.

use super::object::{from_text, object, provider, words};
use serde_json::Value;

object! {
    /// An override for SendGrid.
    ///
    /// Novu drops every other name, so there is no setter for those; [`passthrough`](Self::passthrough) takes them.
    ///
    /// ```
    /// use novu_framework::step::provider::{Passthrough, Sendgrid, sendgrid::{Asm, Personalization}};
    ///
    /// let mail = Sendgrid::new()
    ///     .personalizations([Personalization::new(["ann@example.com"]).substitutions([("-name-", "Ann")])])
    ///     .categories(["news"])
    ///     .asm(Asm::new(7))
    ///     .passthrough(Passthrough::new().header("X-Campaign", "autumn"));
    /// # let _ = mail;
    /// ```
    Sendgrid() {
        /// Envelopes: who gets it, and what is different for them. 1,000 at most.
        personalizations: [Personalization],
        /// Who it comes from.
        from: Address,
        /// Where answers go.
        reply_to: Address,
        /// Where answers go, if to several; each but once, 1,000 at most.
        reply_to_list: [Address],
        /// The subject.
        subject: String,
        /// The text, in as many forms as there are.
        content: [Content],
        /// Files that go with it.
        attachments: [Attachment],
        /// The template that is stored at SendGrid.
        template_id: String,
        /// Headers of the mail.
        headers: {Value},
        /// Categories to count it under: 10 at most, each but once.
        categories: [String],
        /// Values that SendGrid's events say again, as JSON text.
        custom_args: String,
        /// When it is sent, in Unix seconds.
        send_at: i64,
        /// The batch that it belongs to, by which it can be cancelled.
        batch_id: String,
        /// How it is unsubscribed from.
        asm: Asm,
        /// The pool of addresses that it is sent from.
        ip_pool_name: String,
        /// How it is treated.
        mail_settings: MailSettings,
        /// What is tracked.
        tracking_settings: TrackingSettings,
    }
}
provider!(Sendgrid: EmailKind = "sendgrid");

object! {
    /// An address.
    open Address(
        /// An address without a name; Novu refuses what is none.
        email: String,
    ) {
        /// The name beside it.
        name: String,
    }
}
from_text!(Address);

object! {
    /// An envelope: who gets a mail, and what is different for them.
    open Personalization(
        /// An envelope to these addresses.
        to: [Address],
    ) {
        /// Who it comes from.
        from: Address,
        /// Who gets a copy.
        cc: [Address],
        /// Who gets a blind copy.
        bcc: [Address],
        /// The subject.
        subject: String,
        /// Headers of the mail.
        headers: {Value},
        /// What replaces marks in the texts, 10,000 at most.
        substitutions: {Value},
        /// Data for the dynamic template.
        dynamic_template_data: {Value},
        /// Values that SendGrid's events say again, 10,000 at most.
        custom_args: {Value},
        /// When it is sent, in Unix seconds.
        send_at: i64,
    }
}

object! {
    /// A text in one form.
    open Content(
        /// A text of a media type, such as `text/html`.
        kind "type": String,
        value: String,
    ) {}
}

object! {
    /// A file that goes with a mail.
    open Attachment(
        /// A file with a content in base64, under a name.
        content: String,
        filename: String,
    ) {
        /// The media type.
        kind "type": String,
        /// Whether it is shown in the text; an attachment unless it is set.
        disposition: Disposition,
        /// The id that the HTML text knows it by, as in `cid:logo`.
        content_id: String,
    }
}

words! {
    /// Where a file is shown.
    Disposition {
        /// In the text.
        Inline = "inline",
        /// Beside the text.
        Attachment = "attachment",
    }
}

object! {
    /// How a mail is unsubscribed from.
    open Asm(
        /// The unsubscribe group.
        group_id: i64,
    ) {
        /// The groups that are offered, 25 at most.
        groups_to_display: [i64],
    }
}

object! {
    /// How a mail is treated.
    open MailSettings() {
        /// Whether it goes out in spite of every list.
        bypass_list_management: Switch,
        /// Whether it goes to those who reported spam.
        bypass_spam_management: Switch,
        /// Whether it goes to addresses that bounced.
        bypass_bounce_management: Switch,
        /// Whether it goes to those who unsubscribed.
        bypass_unsubscribe_management: Switch,
        /// What stands at its end.
        footer: Footer,
        /// Whether it is checked but not sent.
        sandbox_mode: Switch,
    }
}

object! {
    /// Whether something is done. Made from a `bool`.
    open Switch() {
        /// Whether it is.
        enable: bool,
    }
}

impl From<bool> for Switch {
    fn from(enable: bool) -> Self {
        Self::new().enable(enable)
    }
}

object! {
    /// What stands at the end of a mail.
    open Footer() {
        /// Whether it does.
        enable: bool,
        /// The plain text.
        text: String,
        /// The HTML text.
        html: String,
    }
}

object! {
    /// What is tracked.
    open TrackingSettings() {
        /// Clicks.
        click_tracking: ClickTracking,
        /// Opens.
        open_tracking: OpenTracking,
        /// The link to unsubscribe.
        subscription_tracking: SubscriptionTracking,
        /// Google Analytics.
        ganalytics: GoogleAnalytics,
    }
}

object! {
    /// Whether clicks are tracked.
    open ClickTracking() {
        /// Whether they are.
        enable: bool,
        /// Whether they are in the plain text, too.
        enable_text: bool,
    }
}

object! {
    /// Whether opens are tracked.
    open OpenTracking() {
        /// Whether they are.
        enable: bool,
        /// The mark in the text that becomes the tracking picture.
        substitution_tag: String,
    }
}

object! {
    /// The link to unsubscribe at the end of a mail.
    open SubscriptionTracking() {
        /// Whether there is one.
        enable: bool,
        /// The plain text around it.
        text: String,
        /// The HTML text around it.
        html: String,
        /// The mark in the text that becomes the link.
        substitution_tag: String,
    }
}

object! {
    /// What Google Analytics is told.
    open GoogleAnalytics() {
        /// Whether it is told anything.
        enable: bool,
        /// Where readers come from.
        utm_source: String,
        /// The medium, such as `email`.
        utm_medium: String,
        /// The keywords.
        utm_term: String,
        /// What tells two links apart.
        utm_content: String,
        /// The campaign.
        utm_campaign: String,
    }
}
