use super::setter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An e-mail. Its texts are sanitised as HTML by default.
///
/// ```
/// use novu_framework::Email;
///
/// let mail = Email::new("Hello", "<p>Hi</p>").preheader("Hi").from("news@example.com", "The News");
/// assert_eq!(mail.subject, "Hello");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[must_use]
pub struct Email {
    /// The subject; Novu rejects an empty one.
    pub subject: String,
    /// The HTML text, or a document of Novu's editor as JSON text.
    pub body: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Sender>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preheader: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    use_provider_defaults: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
struct Sender {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Email {
    /// Creates an e-mail from a subject and an HTML body.
    pub fn new(subject: impl Into<String>, body: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            body: body.into(),
            from: None,
            reply_to: None,
            preheader: None,
            use_provider_defaults: None,
        }
    }

    /// Sets the sender's address and name, in place of the integration's.
    pub fn from(mut self, email: impl Into<String>, name: impl Into<String>) -> Self {
        self.from = Some(Sender {
            email: Some(email.into()),
            name: Some(name.into()),
        });
        self
    }

    /// Sets the sender's name, with the integration's address.
    pub fn from_name(mut self, name: impl Into<String>) -> Self {
        self.from.get_or_insert_default().name = Some(name.into());
        self
    }

    setter! {
        /// Sets the address for replies.
        reply_to: String
    }

    setter! {
        /// Sets the text that mail programs show after the subject.
        preheader: String
    }

    setter! {
        /// Sets whether the provider's own defaults apply.
        use_provider_defaults: bool
    }
}
