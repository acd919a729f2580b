//! The weaknesses of the reference that agents have not (`agents.md` §17): each has its tests, and its row
//! among the differences.

use std::{fs, path::Path};

/// The tests of each weakness.
const TESTS: [(&str, &[&str]); 16] = [
    (
        "A1",
        &[
            "malformed_and_unknown_events_are_refused_before_the_acknowledgement",
            "members_of_any_type_never_panic",
        ],
    ),
    (
        "A2",
        &["malformed_and_unknown_events_are_refused_before_the_acknowledgement"],
    ),
    ("A3", &["failed_batch_does_not_silence_the_rest_of_the_turn"]),
    (
        "A4",
        &[
            "key_goes_only_to_allowed_origins",
            "urls_that_are_relative_foreign_or_with_a_user_have_no_origin",
        ],
    ),
    (
        "A5",
        &[
            "same_body_runs_once_and_every_other_one_runs",
            "events_are_claimed_once_within_ten_minutes",
            "oldest_events_make_room_and_released_ones_can_be_claimed_again",
        ],
    ),
    (
        "A6",
        &[
            "redirects_are_errors_and_not_followed",
            "api_that_redirects_leaves_no_connection_and_is_not_followed",
        ],
    ),
    ("A7", &["failed_typing_stop_does_not_lose_what_is_queued"]),
    (
        "A8",
        &["words_that_events_have_no_place_for_are_a_card_of_our_own"],
    ),
    (
        "A9",
        &[
            "attempt_without_an_answer_ends_after_thirty_seconds",
            "handler_beyond_the_deadline_is_dropped_and_reported",
        ],
    ),
    (
        "A10",
        &[
            "replies_are_sent_again_if_the_api_names_a_time_and_only_then",
            "api_that_cannot_be_reached_is_tried_again_because_nothing_was_sent",
        ],
    ),
    (
        "A11",
        &[
            "end_of_a_turn_leaves_with_its_answer_over_events",
            "typing_is_not_hidden_after_a_reply_that_hides_it",
            "requests_are_those_of_the_reference_unless_it_is_set",
        ],
    ),
    (
        "A12",
        &[
            "drain_waits_for_turns_and_lets_no_other_begin",
            "drain_drops_and_reports_what_is_left",
            "handler_that_panics_leaves_nothing_and_is_reported",
            "events_beyond_the_limit_are_503_and_run_when_they_are_sent_again",
        ],
    ),
    (
        "A13",
        &[
            "requests_that_novu_refuses_are_errors_of_the_call",
            "keys_follow_the_rule_of_novu",
        ],
    ),
    (
        "A14",
        &[
            "failed_report_is_one_short_clause_without_the_rest",
            "handler_that_panics_leaves_nothing_and_is_reported",
        ],
    ),
    (
        "A15",
        &["duplicate_and_empty_ids_are_build_errors_that_name_the_places"],
    ),
    ("A16", &["restricted_agent_answers_only_subscribers"]),
];

/// Adds the texts of all Rust files in a folder.
fn add_sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn weaknesses_of_the_reference_have_tests_and_rows_among_the_differences() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["tests/it/agents", "src/agent"] {
        add_sources(&root.join(folder), &mut sources);
    }
    let differences = fs::read_to_string(root.join("protocol/differences.md")).unwrap();
    let protocol = fs::read_to_string(root.join("protocol/agents.md")).unwrap();
    let rows: Vec<_> = differences
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    for (number, (weakness, tests)) in TESTS.into_iter().enumerate() {
        assert_eq!(weakness, format!("A{}", number + 1));
        assert!(protocol.contains(&format!("| {weakness} ")), "{weakness}");
        let cites = |row: &&str| {
            let mut words = row.split(|c: char| !c.is_ascii_alphanumeric());
            words.any(|word| word == weakness)
        };
        assert!(rows.iter().any(cites), "no difference cites {weakness}");
        for test in tests {
            assert!(sources.contains(&format!("fn {test}(")), "{weakness}: {test}");
        }
    }
}
