//! The parts of [`Sendgrid`].

use super::object::{from_text, object, provider, words};
use serde_json::Value;

object! {
    /// An override for SendGrid.
    ///
    /// Novu drops every other name, so they have no setter; use [`passthrough`](Self::passthrough) for them.
    ///
    /// ```
    /// use novu_framework::step::provider::{Passthrough, Sendgrid, sendgrid::{Asm, Personalization}};
    ///
    /// let mail = Sendgrid::new()
    ///     .personalizations([Personalization::new(["ann@example.com"]).substitutions([("-name-", "Ann")])])
    ///     .categories(["news"])
    ///     .asm(Asm::new(7))
    ///     .passthrough(Passthrough::new().header("X-Campaign", "autumn"));
    /// ```
    Sendgrid() {
        /// Sets the envelopes, each with its recipients and differing values; 1,000 at most.
        personalizations: [Personalization],
        /// Sets the sender.
        from: Address,
        /// Sets the address for replies.
        reply_to: Address,
        /// Sets several addresses for replies: 1,000 different ones at most.
        reply_to_list: [Address],
        /// Sets the subject.
        subject: String,
        /// Sets the text in one or more media types.
        content: [Content],
        /// Sets the attached files.
        attachments: [Attachment],
        /// Sets the template that is stored at SendGrid.
        template_id: String,
        /// Sets headers.
        headers: {Value},
        /// Sets the categories for statistics: 10 different ones at most.
        categories: [String],
        /// Sets values that SendGrid's events repeat, as JSON text.
        custom_args: String,
        /// Sets the Unix time in seconds at which it is sent.
        send_at: i64,
        /// Sets the batch that it can be cancelled with.
        batch_id: String,
        /// Sets how recipients unsubscribe.
        asm: Asm,
        /// Sets the pool of IP addresses that send it.
        ip_pool_name: String,
        /// Sets how SendGrid treats it.
        mail_settings: MailSettings,
        /// Sets what is tracked.
        tracking_settings: TrackingSettings,
    }
}
provider!(Sendgrid: Email = "sendgrid");

object! {
    /// An address.
    open Address(
        /// Creates an address without a name; Novu rejects an invalid one.
        email: String,
    ) {
        /// Sets the name.
        name: String,
    }
}
from_text!(Address);

object! {
    /// An envelope: recipients, and values that differ for them.
    open Personalization(
        /// Creates an envelope to these addresses.
        to: [Address],
    ) {
        /// Sets the sender.
        from: Address,
        /// Sets the recipients of a copy.
        cc: [Address],
        /// Sets the recipients of a blind copy.
        bcc: [Address],
        /// Sets the subject.
        subject: String,
        /// Sets headers.
        headers: {Value},
        /// Sets replacements for tags in the texts, 10,000 at most.
        substitutions: {Value},
        /// Sets data for the dynamic template.
        dynamic_template_data: {Value},
        /// Sets values that SendGrid's events repeat, 10,000 at most.
        custom_args: {Value},
        /// Sets the Unix time in seconds at which it is sent.
        send_at: i64,
    }
}

object! {
    /// A text in one media type.
    open Content(
        /// Creates a text of a media type such as `text/html`.
        kind "type": String,
        value: String,
    ) {}
}

object! {
    /// An attached file.
    open Attachment(
        /// Creates a file from its content in base64 and its name.
        content: String,
        filename: String,
    ) {
        /// Sets the media type.
        kind "type": String,
        /// Sets where it is shown; an attachment by default.
        disposition: Disposition,
        /// Sets the id that the HTML text refers to, as in `cid:logo`.
        content_id: String,
    }
}

words! {
    /// The place where a file is shown.
    Disposition {
        /// In the text.
        Inline = "inline",
        /// Beside the text.
        Attachment = "attachment",
    }
}

object! {
    /// The way recipients unsubscribe.
    open Asm(
        /// Creates settings for an unsubscribe group.
        group_id: i64,
    ) {
        /// Sets the groups that the page for unsubscribing shows, 25 at most.
        groups_to_display: [i64],
    }
}

object! {
    /// The way SendGrid treats a mail.
    open MailSettings() {
        /// Sets whether it bypasses all suppression lists.
        bypass_list_management: Switch,
        /// Sets whether it bypasses the list of spam reports.
        bypass_spam_management: Switch,
        /// Sets whether it bypasses the list of bounced addresses.
        bypass_bounce_management: Switch,
        /// Sets whether it bypasses the list of unsubscribed addresses.
        bypass_unsubscribe_management: Switch,
        /// Sets the footer.
        footer: Footer,
        /// Sets whether it is checked but not sent.
        sandbox_mode: Switch,
    }
}

object! {
    /// A setting that is on or off, made from a `bool`.
    open Switch() {
        /// Sets whether it is enabled.
        enable: bool,
    }
}

impl From<bool> for Switch {
    fn from(enable: bool) -> Self {
        Self::new().enable(enable)
    }
}

object! {
    /// The footer of a mail.
    open Footer() {
        /// Sets whether it is enabled.
        enable: bool,
        /// Sets the plain text.
        text: String,
        /// Sets the HTML text.
        html: String,
    }
}

object! {
    /// The settings for tracking.
    open TrackingSettings() {
        /// Sets the tracking of clicks.
        click_tracking: ClickTracking,
        /// Sets the tracking of opens.
        open_tracking: OpenTracking,
        /// Sets the link to unsubscribe.
        subscription_tracking: SubscriptionTracking,
        /// Sets the parameters for Google Analytics.
        ganalytics: GoogleAnalytics,
    }
}

object! {
    /// The tracking of clicks.
    open ClickTracking() {
        /// Sets whether it is enabled.
        enable: bool,
        /// Sets whether links in the plain text are tracked too.
        enable_text: bool,
    }
}

object! {
    /// The tracking of opens.
    open OpenTracking() {
        /// Sets whether it is enabled.
        enable: bool,
        /// Sets the tag in the text that the tracking pixel replaces.
        substitution_tag: String,
    }
}

object! {
    /// The link to unsubscribe at the end of a mail.
    open SubscriptionTracking() {
        /// Sets whether it is enabled.
        enable: bool,
        /// Sets the plain text around it.
        text: String,
        /// Sets the HTML text around it.
        html: String,
        /// Sets the tag in the text that the link replaces.
        substitution_tag: String,
    }
}

object! {
    /// The parameters for Google Analytics.
    open GoogleAnalytics() {
        /// Sets whether it is enabled.
        enable: bool,
        /// Sets the source of the traffic.
        utm_source: String,
        /// Sets the medium, such as `email`.
        utm_medium: String,
        /// Sets the keywords.
        utm_term: String,
        /// Sets the content, to distinguish links.
        utm_content: String,
        /// Sets the campaign.
        utm_campaign: String,
    }
}
