use super::{
    Client, ConfigError, api::Settings, redact::Redactor, retry::RetryPolicy, transport::HttpTransport,
};
use crate::trace;
use http::{HeaderValue, Uri};
use std::{env, fmt, net::IpAddr, sync::Arc, time::Duration};

const DEFAULT_API_URL: &str = "https://api.novu.co";
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
/// As many as Novu's worker makes at a bridge.
const DEFAULT_ATTEMPTS: u32 = 4;
const DEFAULT_PAUSE: Duration = Duration::from_millis(500);
const DEFAULT_LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Answers to triggers are short; a hundred of them are about 10 kB.
const DEFAULT_RESPONSE_LIMIT: usize = 1024 * 1024;

/// Builds a [`Client`]; created by [`Client::builder`]. Does not read the environment.
///
/// See the [module docs](super) for an example.
#[must_use = "builders do nothing until `build` is called"]
pub struct ClientBuilder<S = HttpTransport> {
    transport: S,
    secret: Option<String>,
    api_url: String,
    bridge_url: Option<String>,
    timeout: Duration,
    attempts: u32,
    pause: Duration,
    longest_pause: Duration,
    response_limit: usize,
}

impl Client {
    /// Creates a client of Novu's own API, `https://api.novu.co`. Does not read the environment.
    ///
    /// # Errors
    ///
    /// If the key is empty or cannot be sent in a header.
    pub fn new(secret_key: impl Into<String>) -> Result<Self, ConfigError> {
        Self::builder().secret_key(secret_key).build()
    }

    /// Creates a builder for the other settings. Does not read the environment.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Creates a client from Novu's environment variables, which are read once, in this call:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `NOVU_SECRET_KEY`, or else `NOVU_API_KEY` | the secret key |
    /// | `NOVU_API_URL` | the URL of the API, `https://api.novu.co` if not set |
    /// | `NOVU_BRIDGE_ORIGIN` | the bridge at `{NOVU_BRIDGE_ORIGIN}/api/novu` runs triggered workflows |
    /// | `NEXT_PUBLIC_VERCEL_ENV`: `preview`, `NEXT_PUBLIC_VERCEL_URL` | else the one at `https://{url}/api/novu` |
    ///
    /// Empty variables are ignored.
    ///
    /// # Errors
    ///
    /// If there is no key, or if it or the URL is invalid.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(|name| env::var(name).ok())
    }

    pub(super) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        ClientBuilder::from_environment(variable).build()
    }
}

impl ClientBuilder {
    pub(super) fn new() -> Self {
        Self {
            transport: HttpTransport::new(),
            secret: None,
            api_url: DEFAULT_API_URL.to_owned(),
            bridge_url: None,
            timeout: DEFAULT_TIMEOUT,
            attempts: DEFAULT_ATTEMPTS,
            pause: DEFAULT_PAUSE,
            longest_pause: DEFAULT_LONGEST_PAUSE,
            response_limit: DEFAULT_RESPONSE_LIMIT,
        }
    }

    /// Reads the variables of `bridge.md` §9.1 and §9.2 with `variable`.
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let mut builder = Self::new();
        builder.secret = variable("NOVU_SECRET_KEY").or_else(|| variable("NOVU_API_KEY"));
        if let Some(url) = variable("NOVU_API_URL") {
            builder.api_url = url;
        }
        let vercel = || {
            let url = variable("NEXT_PUBLIC_VERCEL_URL")?;
            (variable("NEXT_PUBLIC_VERCEL_ENV")? == "preview").then(|| format!("https://{url}"))
        };
        let origin = variable("NOVU_BRIDGE_ORIGIN").or_else(vercel);
        builder.bridge_url = origin.map(|origin| format!("{origin}/api/novu"));
        builder
    }
}

impl<S> ClientBuilder<S> {
    /// Sets the secret key of the Novu environment.
    pub fn secret_key(mut self, key: impl Into<String>) -> Self {
        self.secret = Some(key.into());
        self
    }

    /// Sets the URL of the API, `https://api.novu.co` if not set: `https://eu.api.novu.co`, or a self-hosted
    /// one.
    ///
    /// `http` is accepted, but sends the secret key in the clear. Unless the host is this machine
    /// (`localhost` or a loopback address), [`build`](Self::build) emits a warning then, with the feature
    /// `tracing`.
    pub fn api_url(mut self, url: impl Into<String>) -> Self {
        self.api_url = url.into();
        self
    }

    /// Sets the URL of the bridge that runs triggered workflows, unless an [event](super::Event::bridge_url)
    /// sets another. If not set, it is the bridge of the last sync.
    pub fn bridge_url(mut self, url: impl Into<String>) -> Self {
        self.bridge_url = Some(url.into());
        self
    }

    /// Limits the time of one attempt, from connecting to the last byte of the answer. 30 seconds if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Limits the attempts at a request, 4 if not set. 1 disables retries.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the pause before the second attempt, which doubles before each further one, and the longest
    /// pause. Half a second and 30 seconds if not set.
    pub fn backoff(mut self, first: Duration, longest: Duration) -> Self {
        (self.pause, self.longest_pause) = (first, longest);
        self
    }

    /// Limits the bytes of an answer, 1 MiB if not set.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets the service that sends requests, see [`Transport`](super::Transport).
    pub fn transport<T>(self, transport: T) -> ClientBuilder<T> {
        ClientBuilder {
            transport,
            secret: self.secret,
            api_url: self.api_url,
            bridge_url: self.bridge_url,
            timeout: self.timeout,
            attempts: self.attempts,
            pause: self.pause,
            longest_pause: self.longest_pause,
            response_limit: self.response_limit,
        }
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// If the secret key is missing or cannot be sent in a header, the API URL is invalid, or `max_attempts`
    /// is 0.
    pub fn build(self) -> Result<Client<S>, ConfigError> {
        let secret = self
            .secret
            .filter(|secret| !secret.is_empty())
            .ok_or(ConfigError::MissingSecretKey)?;
        let mut authorization =
            HeaderValue::try_from(format!("ApiKey {secret}")).map_err(|_| ConfigError::InvalidSecretKey)?;
        authorization.set_sensitive(true);
        let base = self.api_url.trim_end_matches('/');
        let url = base.parse::<Uri>().ok();
        if let Some(reason) = fault_of_url(base, url.as_ref()) {
            return Err(ConfigError::InvalidApiUrl { reason });
        }
        #[cfg(feature = "agents")]
        let Some(origin) = url.as_ref().and_then(crate::agent::Origin::of) else {
            return Err(ConfigError::InvalidApiUrl {
                reason: "is not a URL",
            });
        };
        if url.is_some_and(|url| sends_key_in_the_clear(&url)) {
            trace::warn(format_args!(
                "the secret key is sent unencrypted to {base}: use `https://` for Novu's API"
            ));
        }
        let settings = Settings {
            base: base.to_owned(),
            #[cfg(feature = "agents")]
            origin,
            redactor: Redactor::new(secret),
            authorization,
            bridge_url: self.bridge_url,
            timeout: self.timeout,
            response_limit: self.response_limit,
            retry: RetryPolicy {
                retries: self.attempts.checked_sub(1).ok_or(ConfigError::NoAttempts)?,
                pause: self.pause,
                longest_pause: self.longest_pause,
            },
        };
        Ok(Client {
            transport: self.transport,
            settings: Arc::new(settings),
        })
    }
}

impl<S> fmt::Debug for ClientBuilder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("secret_key", &self.secret.as_ref().map(|_| "[redacted]"))
            .field("bridge_url", &self.bridge_url)
            .field("timeout", &self.timeout)
            .field("max_attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

/// Returns why paths cannot be appended to `url`.
fn fault_of_url(url: &str, uri: Option<&Uri>) -> Option<&'static str> {
    let Some(uri) = uri else {
        return Some("is not a URL");
    };
    match (uri.scheme_str(), uri.authority()) {
        (Some("http" | "https"), Some(authority)) if authority.as_str().contains('@') => {
            Some("has a user or password")
        }
        (Some("http" | "https"), Some(_)) if url.contains(['?', '#']) => Some("has a query or fragment"),
        (Some("http" | "https"), Some(_)) => None,
        _ => Some("does not begin with `https://` or `http://`"),
    }
}

pub(super) fn sends_key_in_the_clear(api: &Uri) -> bool {
    let host = api.host().unwrap_or_default().to_ascii_lowercase();
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    let is_loopback = match address {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    };
    api.scheme_str() == Some("http") && !is_loopback
}
