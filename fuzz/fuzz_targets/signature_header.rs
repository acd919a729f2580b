//! Verifies headers and bodies from strangers: no panic, and only signed bodies pass. The first line is the
//! time in milliseconds, the second the header, the rest the body.

#![no_main]

use libfuzzer_sys::fuzz_target;
use novu_framework::signature::{SecretKey, Verifier};
use novu_framework_dialects::json::canonical;
use std::{
    sync::LazyLock,
    time::{Duration, UNIX_EPOCH},
};

static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::new("unknown to the fuzzer").expect("a key"));

/// A body that was not signed.
const OTHER: &str = r#"{"other":1}"#;

fuzz_target!(|input: &[u8]| {
    let mut lines = input.splitn(3, |&byte| byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let (timestamp, header, body) = (line(), line(), line());
    let timestamp = str::from_utf8(timestamp)
        .ok()
        .and_then(|text| text.parse::<u64>().ok());
    let timestamp = timestamp.unwrap_or_default() >> 1;
    let now = UNIX_EPOCH + Duration::from_millis(timestamp);
    let verifier = Verifier::new([KEY.clone()]);
    assert!(verifier.verify_at(Some(header), body, now).is_err());

    let signed = KEY.sign(now, body);
    let text = verifier.verify_at(Some(signed.as_bytes()), body, now);
    assert_eq!(&*text.expect("a valid signature"), body);

    // The right signature after another header: it may be rejected, but must not fit another body. (A body
    // that is not JSON is verified as an empty object.)
    let mixed = [header, b",", signed.as_bytes()].concat();
    let _ = verifier.verify_at(Some(&mixed), body, now);
    if canonical(body).is_ok_and(|text| text != OTHER) {
        assert!(verifier.verify_at(Some(&mixed), OTHER.as_bytes(), now).is_err());
    }
});
