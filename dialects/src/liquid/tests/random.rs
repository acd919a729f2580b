//! Random templates.

use super::{render, render_with};
use crate::liquid::filters::FILTERS;
use proptest::prelude::*;
use serde_json::json;

/// Pieces that templates are made of.
const PIECES: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{{-",
    "-%}",
    "|",
    ":",
    ",",
    ".",
    "..",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "\\",
    " ",
    "\n",
    "-",
    "1",
    "2.5",
    "-3",
    "a",
    "payload",
    "payload.l",
    "payload.o",
    "payload.s",
    "nil",
    "empty",
    "blank",
    "true",
    "==",
    "<",
    "contains",
    "and",
    "not",
    "if",
    "endif",
    "else",
    "elsif",
    "for",
    "in",
    "endfor",
    "limit",
    "offset",
    "continue",
    "reversed",
    "break",
    "case",
    "when",
    "endcase",
    "assign",
    "=",
    "capture",
    "endcapture",
    "cycle",
    "increment",
    "raw",
    "endraw",
    "comment",
    "endcomment",
    "liquid",
    "echo",
    "tablerow",
    "endtablerow",
    "cols",
    "unless",
    "endunless",
    "forloop",
    "é",
    "😀",
    "\u{a0}",
    "where_exp",
    "slice",
    "truncate",
    "split",
    "join",
    "sort",
    "date",
    "'%Y %e %:z'",
    "round",
    "json",
    "default",
    "toSentence",
    "digest",
    "pluralize",
    "group_by",
    "map",
    "slugify",
    "strip_html",
    "replace",
    "url_decode",
    "base64_decode",
    "capitalize",
    "truncatewords",
    "first",
    "last",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_template_prints_the_same_twice_without_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let payload = json!({ "l": [3, "b", null, [1], { "k": 1 }], "o": { "k": "ü😀", "2": 1 }, "s": "x 😀\ny" });
        for text in [pieces.concat(), pieces.join(" ")] {
            let print = || render_with(&text, &payload).map_err(|error| error.to_string());
            prop_assert_eq!(print(), print());
        }
    }

    #[test]
    fn any_filter_call_returns_without_panic(
        value in prop::sample::select(&["payload.l", "payload.o", "payload.s", "nil", "blank", "2.5", "'é😀x'", "(1..3)"][..]),
        filters in prop::collection::vec(
            (
                prop::sample::select(FILTERS),
                prop::collection::vec(
                    prop::sample::select(&["1", "-2", "0.5", "'x'", "''", "nil", "payload.l", "1e9", "'😀'", "'i'", "k: 1", "99999999999"][..]),
                    0..4,
                ),
            ),
            1..4,
        ),
    ) {
        let payload = json!({ "l": [3, "b", null, [1], { "k": 1 }], "o": { "k": "ü😀", "2": 1 }, "s": "x 😀\ny" });
        let mut text = format!("{{{{ {value}");
        for ((name, _), arguments) in filters {
            text.push_str(" | ");
            text.push_str(name);
            if !arguments.is_empty() {
                text.push_str(": ");
                text.push_str(&arguments.join(", "));
            }
        }
        text.push_str(" }}");
        let _ = render_with(&text, &payload);
    }

    #[test]
    fn plain_text_is_printed_unchanged(text in "[^{]*") {
        prop_assert_eq!(render(&text).unwrap(), text);
    }
}
