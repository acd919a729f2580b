use super::*;
use proptest::prelude::*;

/// Asserts that `one` and `many` are each other's forms, and stay what they are.
#[track_caller]
fn pair(one: &str, many: &str) {
    assert_eq!(plural(one), many, "plural of {one}");
    assert_eq!(plural(many), many, "plural of {many}");
    assert_eq!(singular(many), one, "singular of {many}");
    assert_eq!(singular(one), one, "singular of {one}");
}

#[test]
fn regular_words_follow_their_endings() {
    for (one, many) in [
        ("comment", "comments"),
        ("box", "boxes"),
        ("church", "churches"),
        ("city", "cities"),
        ("soliloquy", "soliloquies"),
        ("day", "days"),
        ("knife", "knives"),
        ("leaf", "leaves"),
        ("wolf", "wolves"),
        ("hero", "heroes"),
        ("photo", "photos"),
        ("analysis", "analyses"),
        ("gas", "gases"),
        ("alias", "aliases"),
        ("menu", "menus"),
        ("movie", "movies"),
        ("café", "café"),
    ] {
        pair(one, many);
    }
}

#[test]
fn foreign_words_keep_their_forms() {
    for (one, many) in [
        ("matrix", "matrices"),
        ("index", "indices"),
        ("cactus", "cacti"),
        ("alumna", "alumnae"),
        ("phenomenon", "phenomena"),
        ("bacterium", "bacteria"),
        ("seraph", "seraphim"),
        ("mouse", "mice"),
        ("person", "people"),
        ("child", "children"),
        ("woman", "women"),
        ("bureau", "bureaus"),
    ] {
        pair(one, many);
    }
    assert_eq!(singular("bureaux"), "bureau");
}

#[test]
fn irregular_words_are_looked_up() {
    pair("goose", "geese");
    pair("passerby", "passersby");
    assert_eq!(plural("he"), "they");
    assert_eq!(singular("they"), "she");
    assert_eq!(singular("themselves"), "themself");
    assert_eq!(singular("them"), "them");
}

#[test]
fn uncountable_words_have_one_form() {
    assert!(UNCOUNTABLE.is_sorted());
    for word in [
        "information",
        "news",
        "sheep",
        "goldfish",
        "Japanese",
        "pokémon",
        "POKÉMON",
        "serious",
    ] {
        pair(word, word);
    }
}

#[test]
fn odd_plurals_of_the_npm_package_are_kept() {
    assert_eq!(plural("virus"), "viri");
    assert_eq!(plural("money"), "monies");
    assert_eq!(plural("status"), "statuses");
    assert_eq!(singular("axis"), "axi");
    assert_eq!(singular("my Lives"), "my life");
    assert_eq!(singular("olives"), "olive");
}

#[test]
fn plural_keeps_the_case_of_the_word() {
    pair("ITEM", "ITEMS");
    pair("Item", "Items");
    pair("Person", "People");
    pair("GOOSE", "GEESE");
    assert_eq!(plural("I"), "WE");
    assert_eq!(plural("iTEM"), "iTEMS");
    assert_eq!(plural("URLx"), "URLxes");
    assert_eq!(plural("gOoSe"), "geese");
    assert_eq!(plural("McBOX"), "McBOXES");
}

#[test]
fn any_count_but_one_is_plural() {
    assert_eq!(pluralize("comments", 1.0), "comment");
    for count in [0.0, 1.5, 2.0, -1.0, f64::NAN] {
        assert_eq!(pluralize("comment", count), "comments");
    }
}

#[test]
fn text_that_is_not_a_word_gets_a_plural_without_panic() {
    for (text, many) in [
        ("", ""),
        ("1", "1s"),
        ("  ", "  s"),
        ("😀", "😀"),
        ("x 😀s", "x 😀s"),
        ("ß", "ß"),
    ] {
        assert_eq!(plural(text), many);
    }
}

proptest! {
    #[test]
    fn any_text_has_a_plural(text in "\\PC{0,12}(s|ies|ves|us|ese|é)?") {
        plural(&text);
        singular(&text);
    }
}
