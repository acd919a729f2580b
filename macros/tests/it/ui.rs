//! What the compiler says to mistakes.

#[test]
fn mistakes_have_helpful_errors() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
