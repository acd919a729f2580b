//! Compile errors of the usual mistakes.

#[test]
fn compile_errors_are_the_recorded_ones() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[cfg(feature = "agents")]
#[test]
fn compile_errors_of_agents_are_the_recorded_ones() {
    trybuild::TestCases::new().compile_fail("tests/ui/agents/*.rs");
}
