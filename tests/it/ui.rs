//! Compile errors of the usual mistakes.

use std::{
    fs,
    path::{Path, PathBuf},
};

#[test]
fn compile_errors_are_the_recorded_ones() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[cfg(feature = "agents")]
#[test]
fn compile_errors_of_agents_are_the_recorded_ones() {
    trybuild::TestCases::new().compile_fail("tests/ui/agents/*.rs");
}

/// Adds the recorded compile errors in a folder.
fn add_recorded(folder: &Path, texts: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_recorded(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            let text = fs::read_to_string(&path).unwrap();
            texts.push((path, text));
        }
    }
}

/// The compiler adds such lines if a bound is on the wrong item; they lead people to the wrong place.
#[test]
fn recorded_compile_errors_give_no_wrong_advice() {
    let mut texts = Vec::new();
    add_recorded(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui"),
        &mut texts,
    );
    assert!(texts.len() > 10, "{} files", texts.len());
    for (path, text) in texts {
        for advice in ["remove the `.await`", "Own<"] {
            assert!(!text.contains(advice), "{advice} in {}", path.display());
        }
    }
}
