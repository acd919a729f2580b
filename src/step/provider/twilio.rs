//! What a [`Twilio`] override is made of.

use super::object::{object, provider, words};

object! {
    /// An override for Twilio.
    ///
    /// Phone numbers are in E.164 form, such as `+15552229999`; Novu refuses others.
    ///
    /// ```
    /// use novu_framework::step::provider::{Twilio, twilio::Retention};
    ///
    /// let message = Twilio::new().from("+15552229999").validity_period(600).content_retention(Retention::Discard);
    /// # let _ = message;
    /// ```
    open Twilio() {
        /// The phone number that it goes to.
        to: String,
        /// The URL that Twilio tells the message's status.
        status_callback: String,
        /// The TwiML application whose callback is told the status: `AP` and 32 hexadecimal digits.
        application_sid: String,
        /// Without effect since June 2024.
        max_price: f64,
        /// Whether you will confirm the delivery to Twilio.
        provide_feedback: bool,
        /// How often sending was tried, this time included.
        attempt: i64,
        /// How many seconds the message may wait to be sent, 36,000 at most.
        validity_period: i64,
        /// Reserved by Twilio.
        force_delivery: bool,
        /// What becomes of the text afterwards.
        content_retention: Retention,
        /// What becomes of the phone number afterwards.
        address_retention: AddressRetention,
        /// Whether characters are replaced by similar ones that take less room.
        smart_encoded: bool,
        /// Rich actions of channels that are neither SMS nor MMS.
        persistent_action: [String],
        /// Whether links in the text are shortened; needs a messaging service.
        shorten_urls: bool,
        /// That it is sent at the time of [`send_at`](Self::send_at); needs a messaging service.
        schedule_type: ScheduleType,
        /// When it is sent, as an RFC 3339 date and time.
        send_at: String,
        /// Whether it is sent as an MMS.
        send_as_mms: bool,
        /// The variables of the content template, as JSON text.
        content_variables: String,
        /// Whether Twilio guards it against traffic pumping.
        risk_check: RiskCheck,
        /// The phone number that it comes from.
        from: String,
        /// The messaging service that sends it: `MG` and 32 hexadecimal digits.
        messaging_service_sid: String,
        /// The text.
        body: String,
        /// The URLs of pictures and other media.
        media_url: [String],
        /// The content template: `HX` and 32 hexadecimal digits.
        content_sid: String,
    }
}
provider!(Twilio: SmsKind = "twilio");

words! {
    /// What becomes of the text of a message.
    Retention {
        /// It is kept.
        Retain = "retain",
        /// It is removed.
        Discard = "discard",
    }
}

words! {
    /// What becomes of the phone number of a message.
    AddressRetention {
        /// It is kept.
        Retain = "retain",
        /// It is made unreadable.
        Obfuscate = "obfuscate",
    }
}

words! {
    /// How a message is scheduled.
    ScheduleType {
        /// For a fixed time.
        Fixed = "fixed",
    }
}

words! {
    /// Whether a message is guarded against traffic pumping.
    RiskCheck {
        /// It is.
        Enable = "enable",
        /// It is not.
        Disable = "disable",
    }
}
