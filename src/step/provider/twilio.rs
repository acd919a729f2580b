//! The parts of [`Twilio`].

use super::object::{object, provider, words};

object! {
    /// An override for Twilio.
    ///
    /// Phone numbers are in E.164 form, such as `+15552229999`; Novu rejects others.
    ///
    /// ```
    /// use novu_framework::step::provider::{Twilio, twilio::Retention};
    ///
    /// let message = Twilio::new().from("+15552229999").content_retention(Retention::Discard);
    /// ```
    open Twilio() {
        /// Sets the recipient's phone number.
        to: String,
        /// Sets the URL that Twilio reports the message's status to.
        status_callback: String,
        /// Sets the TwiML application whose callback receives the status: `AP` and 32 hexadecimal digits.
        application_sid: String,
        /// Sets the maximum price. Twilio has ignored it since June 2024.
        max_price: f64,
        /// Sets whether you confirm the delivery to Twilio.
        provide_feedback: bool,
        /// Sets the number of attempts to send it, this one included.
        attempt: i64,
        /// Sets the seconds that the message may wait to be sent, 36,000 at most.
        validity_period: i64,
        /// Sets a value that Twilio reserves.
        force_delivery: bool,
        /// Sets whether Twilio keeps the text.
        content_retention: Retention,
        /// Sets whether Twilio keeps the phone number.
        address_retention: AddressRetention,
        /// Sets whether characters are replaced by similar ones that take less space.
        smart_encoded: bool,
        /// Sets rich actions, for channels other than SMS and MMS.
        persistent_action: [String],
        /// Sets whether links in the text are shortened; needs a messaging service.
        shorten_urls: bool,
        /// Sets that it is sent at [`send_at`](Self::send_at); needs a messaging service.
        schedule_type: ScheduleType,
        /// Sets the time at which it is sent, as an RFC 3339 date and time.
        send_at: String,
        /// Sets whether it is sent as an MMS.
        send_as_mms: bool,
        /// Sets the variables of the content template, as JSON text.
        content_variables: String,
        /// Sets whether Twilio checks it for traffic pumping.
        risk_check: RiskCheck,
        /// Sets the sender's phone number.
        from: String,
        /// Sets the messaging service that sends it: `MG` and 32 hexadecimal digits.
        messaging_service_sid: String,
        /// Sets the text.
        body: String,
        /// Sets the URLs of pictures and other media.
        media_url: [String],
        /// Sets the content template: `HX` and 32 hexadecimal digits.
        content_sid: String,
    }
}
provider!(Twilio: Sms = "twilio");

words! {
    /// Whether Twilio keeps the text of a message.
    Retention {
        /// Keeps it.
        Retain = "retain",
        /// Removes it.
        Discard = "discard",
    }
}

words! {
    /// Whether Twilio keeps the phone number of a message.
    AddressRetention {
        /// Keeps it.
        Retain = "retain",
        /// Makes it unreadable.
        Obfuscate = "obfuscate",
    }
}

words! {
    /// The schedule of a message.
    ScheduleType {
        /// At a fixed time.
        Fixed = "fixed",
    }
}

words! {
    /// Whether Twilio checks a message for traffic pumping.
    RiskCheck {
        /// It is.
        Enable = "enable",
        /// It is not.
        Disable = "disable",
    }
}
