//! The files of the page.

use super::serve::digest;
use std::sync::OnceLock;

/// A file of the page.
#[derive(Debug)]
pub(super) struct Asset {
    pub(super) name: &'static str,
    pub(super) content_type: &'static str,
    pub(super) bytes: &'static [u8],
    etag: OnceLock<String>,
}

impl Asset {
    /// Returns the `etag`, a digest of the bytes that is computed once.
    pub(super) fn etag(&self) -> &str {
        self.etag.get_or_init(|| format!("\"{}\"", digest(self.bytes)))
    }
}

macro_rules! assets {
    ($($name:literal $content_type:ident,)*) => {
        /// All files.
        static ASSETS: [Asset; [$($name),*].len()] = [$(Asset {
            name: $name,
            content_type: $content_type,
            bytes: include_bytes!(concat!("assets/", $name)),
            etag: OnceLock::new(),
        }),*];
    };
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

assets! {
    "api.js" JS,
    "cards.js" JS,
    "channels.js" JS,
    "chat.js" JS,
    "checks.js" JS,
    "dom.js" JS,
    "form.js" JS,
    "index.html" HTML,
    "inputs.js" JS,
    "json.js" JS,
    "keys.js" JS,
    "lanes.js" JS,
    "liquid.js" JS,
    "mail.js" JS,
    "main.js" JS,
    "nav.js" JS,
    "places.js" JS,
    "preview.js" JS,
    "run.js" JS,
    "share.js" JS,
    "state.js" JS,
    "studio.css" CSS,
    "time.js" JS,
    "wire.js" JS,
}

/// Finds a file by its name.
pub(super) fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}
