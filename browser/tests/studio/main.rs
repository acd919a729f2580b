//! Tests of the studio's page. `cargo test --manifest-path browser/Cargo.toml -- [PART OF A NAME..]`

mod agents;
mod layout;
mod mails;
mod pictures;
mod preview;
mod runs;
mod safety;
mod talks;

fn main() -> std::process::ExitCode {
    browser::runner::run(&[
        preview::TESTS,
        mails::TESTS,
        runs::TESTS,
        safety::TESTS,
        layout::TESTS,
        pictures::TESTS,
        agents::TESTS,
        talks::TESTS,
    ])
}
