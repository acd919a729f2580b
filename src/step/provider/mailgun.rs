//! What a [`Mailgun`] override is made of.

use super::object::{object, provider, words};

object! {
    /// An override for Mailgun.
    ///
    /// ```
    /// use novu_framework::step::provider::{Mailgun, mailgun::TrackClicks};
    ///
    /// let mail = Mailgun::new().tags(["receipts"]).track_clicks(TrackClicks::HtmlOnly).test_mode(true);
    /// # let _ = mail;
    /// ```
    open Mailgun() {
        /// Who it goes to: addresses such as `Bob <bob@example.com>`.
        to: [String],
        /// Who it comes from.
        from: String,
        /// The subject.
        subject: String,
        /// The plain text.
        text: String,
        /// The HTML text.
        html: String,
        /// A whole message in MIME.
        message: String,
        /// Who gets a copy.
        cc: [String],
        /// Who gets a blind copy.
        bcc: [String],
        /// The AMP part.
        amp_html: String,
        /// The version of the template.
        template_version "tVersion": String,
        /// Whether the template makes a plain text, too.
        template_text "tText": bool,
        /// Tags to count it under.
        tags "oTag": [String],
        /// Whether it is signed with DKIM.
        dkim "oDkim": bool,
        /// When it is delivered, as an RFC 2822 date.
        delivery_time "oDeliverytime": String,
        /// The span to choose the best time from, such as `24h`.
        delivery_time_optimize_period "oDeliverytimeOptimizePeriod": String,
        /// The local time of the recipient to deliver it at, such as `02:00PM`.
        time_zone_localize "oTimeZoneLocalize": String,
        /// Whether it is accepted but not sent.
        test_mode "oTestmode": bool,
        /// Whether opens and clicks are tracked.
        tracking "oTracking": bool,
        /// Which clicks are tracked.
        track_clicks "oTrackingClicks": TrackClicks,
        /// Whether opens are tracked.
        track_opens "oTrackingOpens": bool,
        /// Whether it is only sent over TLS.
        require_tls "oRequireTls": bool,
        /// Whether the certificate of the recipient's server goes unverified.
        skip_verification "oSkipVerification": bool,
        /// Variables for each recipient, as JSON text.
        recipient_variables: String,
    }
}
provider!(Mailgun: EmailKind = "mailgun");

words! {
    /// Which clicks are tracked.
    TrackClicks {
        /// All.
        Yes = "yes",
        /// None.
        No = "no",
        /// Those in the HTML part.
        HtmlOnly = "htmlonly",
    }
}

impl From<bool> for TrackClicks {
    fn from(track: bool) -> Self {
        if track { Self::Yes } else { Self::No }
    }
}
