//! The compiler's errors for mistakes.

#[test]
fn mistakes_do_not_compile_and_have_helpful_errors() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
