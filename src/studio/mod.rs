//! A page that the program serves by itself, at `{prefix}/studio/`: it shows workflows, previews their
//! messages while one types, and runs them on a simulated clock. It needs no account and no network. The
//! [guide](crate::guide::studio) describes the jobs it does.
//!
//! ```
//! use novu_framework::{NovuLayer, Registry, studio::Studio};
//!
//! let registry = Registry::builder().build()?;
//! let layer = NovuLayer::builder(registry).secret_key("key").studio(Studio::new().title("acme")).build()?;
//! // The link with the token, for the program to print.
//! if let Some(link) = layer.studio_url("http://127.0.0.1:4000") {
//!     assert!(link.starts_with("http://127.0.0.1:4000/api/novu/studio/#token="));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Access
//!
//! The studio is for the developer's machine. It answers only in builds with debug assertions, unless
//! [`Studio::insecure_in_release`] says otherwise, and only requests that name this machine in `Host`, unless
//! [`Studio::host`] allows another name. It rejects requests of other sites. Its contents need a token,
//! which is derived from the first secret key: it is in the link that [`NovuLayer::studio_url`] returns.
//!
//! It sends nothing: no message, no request to Novu. It does call your code, so a `custom` step that charges
//! a card does so; the page asks before it runs one.
//!
//! [`NovuLayer::studio_url`]: crate::NovuLayer::studio_url

mod assets;
mod catalogue;
mod exchange;
mod gate;
mod preview;
mod received;
mod refusal;
mod route;
mod scenario;
mod serve;
mod source;
#[cfg(feature = "agents")]
mod transcript;
#[cfg(feature = "agents")]
mod turn;

pub(crate) use serve::StudioServer;

use assets::Asset;
use std::fmt;

/// The settings of the studio. See the [module docs](self).
#[derive(Clone)]
#[must_use = "settings do nothing until they are handed to the layer"]
pub struct Studio {
    title: String,
    hosts: Vec<String>,
    received: usize,
    open: bool,
    /// The files of the page. A pointer to the function that finds them, so that a release binary in which
    /// nobody calls [`Studio::insecure_in_release`] does not contain them.
    assets: Option<fn(&str) -> Option<&'static Asset>>,
}

impl Studio {
    /// Creates the settings: no title, requests for this machine only, the last 50 requests of the bridge
    /// kept, with a token.
    pub fn new() -> Self {
        Self {
            title: String::new(),
            hosts: Vec::new(),
            received: 50,
            open: false,
            // Not `then_some`, which mentions the function in every build.
            assets: if cfg!(debug_assertions) {
                Some(assets::find)
            } else {
                None
            },
        }
    }

    /// Sets the title, for people with several programs: the name of this one.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Allows requests for another host name, such as `dev.example.com`, in addition to those of this
    /// machine: `localhost`, `*.localhost`, `127.0.0.0/8` and `[::1]`.
    ///
    /// Without this rule, a page of a stranger could reach the studio by a name of its own that resolves to
    /// this machine (DNS rebinding).
    pub fn host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into().to_ascii_lowercase());
        self
    }

    /// Sets how many of the last requests of the bridge are kept to be shown: 50 unless set, 0 for none. They
    /// are kept in memory only, at most 4 MiB of them.
    pub fn received(mut self, entries: usize) -> Self {
        self.received = entries;
        self
    }

    /// Answers without a token: whoever reaches the port can see payloads and call resolvers.
    pub fn insecure_without_token(mut self) -> Self {
        self.open = true;
        self
    }

    /// Answers in builds without debug assertions, too. Such a build contains the files of the page, 240 KB
    /// at most.
    pub fn insecure_in_release(mut self) -> Self {
        self.assets = Some(assets::find);
        self
    }

    /// Returns whether the studio answers in this build.
    pub(crate) fn is_on(&self) -> bool {
        self.assets.is_some()
    }
}

impl Default for Studio {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Studio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Studio")
            .field("title", &self.title)
            .field("hosts", &self.hosts)
            .field("received", &self.received)
            .field("open", &self.open)
            .field("on", &self.is_on())
            .finish_non_exhaustive()
    }
}
