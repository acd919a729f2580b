//! The parts of [`Mailgun`].

use super::object::{object, provider, words};

object! {
    /// An override for Mailgun.
    ///
    /// ```
    /// use novu_framework::step::provider::{Mailgun, mailgun::TrackClicks};
    ///
    /// let mail = Mailgun::new().tags(["receipts"]).track_clicks(TrackClicks::HtmlOnly).test_mode(true);
    /// ```
    open Mailgun() {
        /// Sets the recipients: addresses such as `Bob <bob@example.com>`.
        to: [String],
        /// Sets the sender.
        from: String,
        /// Sets the subject.
        subject: String,
        /// Sets the plain text.
        text: String,
        /// Sets the HTML text.
        html: String,
        /// Sets the whole message in MIME.
        message: String,
        /// Sets the recipients of a copy.
        cc: [String],
        /// Sets the recipients of a blind copy.
        bcc: [String],
        /// Sets the AMP part.
        amp_html: String,
        /// Sets the version of the template.
        template_version "tVersion": String,
        /// Sets whether the template also renders a plain text.
        template_text "tText": bool,
        /// Sets the tags for statistics.
        tags "oTag": [String],
        /// Sets whether it is signed with DKIM.
        dkim "oDkim": bool,
        /// Sets the delivery time, as an RFC 2822 date.
        delivery_time "oDeliverytime": String,
        /// Sets the period to choose the best delivery time from, such as `24h`.
        delivery_time_optimize_period "oDeliverytimeOptimizePeriod": String,
        /// Sets the delivery time in the recipient's time zone, such as `02:00PM`.
        time_zone_localize "oTimeZoneLocalize": String,
        /// Sets whether it is accepted but not sent.
        test_mode "oTestmode": bool,
        /// Sets whether opens and clicks are tracked.
        tracking "oTracking": bool,
        /// Sets which clicks are tracked.
        track_clicks "oTrackingClicks": TrackClicks,
        /// Sets whether opens are tracked.
        track_opens "oTrackingOpens": bool,
        /// Sets whether it is only sent over TLS.
        require_tls "oRequireTls": bool,
        /// Sets whether to skip verification of the certificate of the recipient's server.
        skip_verification "oSkipVerification": bool,
        /// Sets variables for each recipient, as JSON text.
        recipient_variables: String,
    }
}
provider!(Mailgun: Email = "mailgun");

words! {
    /// The clicks that are tracked.
    TrackClicks {
        /// All clicks.
        Yes = "yes",
        /// No clicks.
        No = "no",
        /// Clicks in the HTML part.
        HtmlOnly = "htmlonly",
    }
}

impl From<bool> for TrackClicks {
    fn from(track: bool) -> Self {
        if track { Self::Yes } else { Self::No }
    }
}
