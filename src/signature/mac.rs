//! HMAC-SHA256 by the `hmac` crate or, with the feature `ring`, by `ring`.

use hmac::{Hmac, digest::CtOutput};
use sha2::Sha256;

/// A finished MAC. Its only comparison takes constant time.
pub(super) type Mac = CtOutput<Hmac<Sha256>>;

#[cfg(not(feature = "ring"))]
pub(super) use pure::Keyed;
#[cfg(feature = "ring")]
pub(super) use with_ring::Keyed;

#[cfg(not(feature = "ring"))]
mod pure {
    use super::Mac;
    use hmac::{Hmac, KeyInit, Mac as _};
    use sha2::Sha256;

    /// The state of an HMAC after its key.
    #[derive(Clone)]
    pub(in crate::signature) struct Keyed(Hmac<Sha256>);

    impl Keyed {
        pub(in crate::signature) fn new(key: &[u8]) -> Self {
            Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
        }

        /// Returns the MAC of `parts`, one after the other.
        pub(in crate::signature) fn mac(&self, parts: [&[u8]; 3]) -> Mac {
            let mut mac = self.0.clone();
            for part in parts {
                mac.update(part);
            }
            mac.finalize()
        }
    }
}

#[cfg(feature = "ring")]
mod with_ring {
    use super::Mac;
    use ring::hmac::{Context, HMAC_SHA256, Key};

    /// The state of an HMAC after its key.
    #[derive(Clone)]
    pub(in crate::signature) struct Keyed(Key);

    impl Keyed {
        pub(in crate::signature) fn new(key: &[u8]) -> Self {
            Self(Key::new(HMAC_SHA256, key))
        }

        /// Returns the MAC of `parts`, one after the other.
        pub(in crate::signature) fn mac(&self, parts: [&[u8]; 3]) -> Mac {
            let mut context = Context::with_key(&self.0);
            for part in parts {
                context.update(part);
            }
            let tag = context.sign();
            let tag: [u8; 32] = tag.as_ref().try_into().expect("SHA-256 gives 32 bytes");
            Mac::new(tag.into())
        }
    }
}
