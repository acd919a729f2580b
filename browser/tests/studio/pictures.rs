//! The pictures of the README.

use browser::{defect::Defect::Sought, example::Example, runner::Test, shots::SHOTS, stage::Stage, test};

pub const TESTS: &[Test] = &[test!(
    pictures_of_the_readme_are_small_and_show_texts_of_the_page,
    [Sought("sanitiser removed", "sanitiser kept")]
)];

async fn pictures_of_the_readme_are_small_and_show_texts_of_the_page(stage: &Stage) {
    let example = Example::start().await;
    for shot in SHOTS {
        let picture = std::fs::read(shot.file()).unwrap_or_else(|error| {
            panic!(
                "{}: {error}; `cargo run --bin screenshots` writes it",
                shot.file().display()
            )
        });
        assert!(
            picture.starts_with(b"\x89PNG\r\n\x1a\n"),
            "{} is no picture",
            shot.name
        );
        let kilobytes = picture.len() / 1024;
        assert!(
            kilobytes <= 300,
            "{} has {kilobytes} KB, at most 300 are allowed",
            shot.name
        );
        // Waits for each text.
        let page = stage.page();
        page.resize(shot.width, shot.height).await;
        shot.open(&page, example.link()).await;
        shot.read(&page, |text| stage.sought(text)).await;
        page.eval("localStorage.clear()").await;
    }
}
