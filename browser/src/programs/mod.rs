//! The programs that the tests open.

mod agents;
mod mails;
mod workflows;

pub use agents::support;
pub use mails::hostile_mail;
pub use workflows::{MARKUP, Work, larger_registry, many, markup, orders_with_a_number, registry, sized};

use novu_framework::{NovuLayer, Registry, client::Client, studio::Studio};

/// The key of all programs.
pub const KEY: &str = "the key of the tests";

/// Serves a registry with signatures, so that the link has a token.
pub fn signed(registry: Registry) -> NovuLayer {
    NovuLayer::builder(registry)
        .secret_key(KEY)
        .client(Client::new(KEY).expect("a client"))
        .studio(Studio::new().title("acme"))
        .build()
        .expect("a layer")
}

/// Serves a registry without signatures.
pub fn open(registry: Registry) -> NovuLayer {
    NovuLayer::builder(registry)
        .insecure_without_signature()
        .client(Client::new(KEY).expect("a client"))
        .studio(Studio::new().title("acme"))
        .build()
        .expect("a layer")
}

/// Serves [`registry`] without signatures.
pub fn shop() -> NovuLayer {
    open(registry(&Work::default()))
}
