//! Headers and bodies from strangers: no panic, and nothing passes but what was signed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::signature::{SecretKey, Verifier};
use std::{
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::new("unknown to the fuzzer").expect("a key"));

fuzz_target!(|input: (u64, &[u8], &[u8])| {
    let (timestamp, header, body) = input;
    let now = UNIX_EPOCH + Duration::from_millis(timestamp >> 1);
    let verifier = Verifier::new([KEY.clone()]);
    assert!(verifier.verify_at(Some(header), body, now).is_err());

    let signed = KEY.sign(timestamp >> 1, body);
    assert!(verifier.verify_at(Some(signed.as_bytes()), body, now).is_ok());

    // The right signature with something before it, which may take its place but not break anything.
    let mixed = [header, b",", signed.as_bytes()].concat();
    let _ = verifier.verify_at(Some(&mixed), body, now);
});
