//! Tests of `novu-framework` on hosts that its own tests leave out. See `tests/`.
