use super::*;
use proptest::prelude::*;

/// More steps than any of these tests needs.
const ENOUGH: u64 = 100_000_000;

#[test]
fn step_of_backtracking_is_worth_three_of_the_linear_engine() {
    let text = "a".repeat(10_000);
    let cost = |source: &str| {
        let pattern = Pattern::compile(source, &mut MAX_MEMORY.clone()).unwrap();
        let mut steps = ENOUGH;
        assert_eq!(pattern.matches(&text, &mut steps), Some(false), "{source}");
        ENOUGH - steps
    };
    let (linear, backtracking) = (cost("b$"), cost("(?=a)b"));
    assert!((10_000..30_000).contains(&linear), "{linear} steps");
    assert!(backtracking >= 3 * 3 * 10_000, "{backtracking} steps");
}

fn compile(source: &str) -> Result<Pattern, String> {
    Pattern::compile(source, &mut MAX_MEMORY.clone())
}

fn matches(source: &str, text: &str) -> bool {
    let pattern = compile(source).unwrap_or_else(|cause| panic!("{source}: {cause}"));
    pattern.matches(text, &mut ENOUGH.clone()).unwrap()
}

#[test]
fn each_search_costs_steps_however_short_the_text_is() {
    for source in ["a", "(?=a)"] {
        let mut steps = 1000;
        assert_eq!(compile(source).unwrap().matches("", &mut steps), Some(false));
        assert!(steps <= 1000 - START, "{source}: {steps}");
    }
}

#[test]
fn escapes_and_classes_have_their_ecmascript_meaning() {
    for (source, yes, no) in [
        (r"^\d$", "7", "٧"),
        (r"^\w$", "_", "é"),
        (r"^\W$", "é", "a"),
        (r"^\s$", "\u{feff}", "\u{85}"),
        (r"^\S$", "\u{180e}", "\u{2003}"),
        (r"\bx", "éx", "ax"),
        (r"a\B", "aa", "aé"),
        (r"^.$", "😀", "\u{2028}"),
        (r"^.$", "\u{85}", "\r"),
        (r"a$", "ba", "a\n"),
        (r"^a", "ab", "\na"),
        (r"^\u0061\x62\u{63}\cJ\0\/\.$", "abc\n\0/.", "abc"),
        (r"^\ud83d\ude00$", "😀", "\u{1f601}"),
        (r"^[\ud83d\ude00-\u{1f602}]$", "\u{1f601}", "\u{1f603}"),
        (r"^[^]$", "\n", ""),
        (r"a|[]", "a", "b"),
        (r"^[\]\-\b^]+$", "]-\u{8}^", "b"),
        (r"^[\d\p{Lu}_-]+$", "É1-", "é"),
        (r"^\P{Script=Greek}$", "a", "Ω"),
        (r"^\p{sc=Latin}\p{Emoji}$", "a😀", "Ω😀"),
        (r"^(?:ab){2,3}?$", "abab", "ab"),
        (r"^a{2,}b??$", "aaa", "a"),
        (r"^\p{scx=Deva}$", "\u{964}", "a"),
        (r"^\p{Script_Extensions=Greek}$", "\u{342}", "a"),
    ] {
        assert!(matches(source, yes), "{source} on {yes:?}");
        assert!(!matches(source, no), "{source} on {no:?}");
    }
}

#[test]
fn look_around_and_back_references_have_their_ecmascript_meaning() {
    for (source, yes, no) in [
        (r"^(?=.*\d)(?!.*\s).{3}$", "ab1", "a 1"),
        (r"(?<=\$)\d+(?!\d|%)$", "$12", "12"),
        (r"(?<!a)b", "cb", "ab"),
        (r"(?<=^\1-(\w+))x", "ab-abx", "ab-bax"),
        (r"(?<=\1(a))b", "aab", "b"),
        (r"^(\w+) \1$", "go go", "go no"),
        (r"^(?<q>['\x22])\w*\k<q>$", "'a'", "'a\""),
        (r"^\k<later>(?<later>a)$", "a", "aa"),
        // A round of a repetition forgets what its groups have matched.
        (r"^(?:(a)|b)*\1$", "ab", "a b"),
        (r"^(?:(a)|b)*\1!$", "aa!", "aab"),
        (r"^(?:(?=(a))a)+b\1$", "aaba", "aab"),
        (r"^(?:(?!(a))b)*\1$", "bb", "a"),
        (r"^((?:)*|a(?=b))+b$", "ab", "aab"),
    ] {
        assert!(matches(source, yes), "{source} on {yes:?}");
        assert!(!matches(source, no), "{source} on {no:?}");
    }
}

#[test]
fn syntax_errors_are_those_of_the_unicode_mode() {
    for source in [
        "(",
        ")",
        "a**",
        "*",
        "a{2,1}",
        "{1}",
        "{",
        "}",
        "]",
        "[",
        "[z-a]",
        r"[\d-z]",
        r"\",
        r"\-",
        r"\a",
        r"\8",
        r"\1",
        r"(a)\2",
        r"\k",
        r"\k<n>",
        r"(?<n>a)(?<n>b)",
        r"(?<1>a)",
        r"(?i:a)",
        r"(?>a)",
        r"\u{110000}",
        r"\u12",
        r"\x1",
        r"\c1",
        r"\01",
        "(?=a)*",
        "^*",
        r"\b+",
        r"\p",
        r"\p{lu}",
        r"\p{Greek}",
        r"\p{Script=GREEK}",
        r"\p{gc=Any}",
        r"\p{Block=Latin}",
        r"(?<\ud800>a)",
    ] {
        assert!(compile(source).is_err(), "{source}");
    }
}

#[test]
fn legacy_mode_accepts_what_annex_b_does() {
    for source in [
        "{",
        "}",
        "]",
        "{,2}",
        r"\-",
        r"\a",
        r"\8",
        r"\2",
        r"\k",
        r"\k<n>",
        r"\u{110000}",
        r"\c",
        r"[\c]",
        r"(?=a)*",
        r"[\d-z]",
        r"\p{lu}",
        r"[\u{1F600}]",
        r"[\c*-\x5f]",
        // Each pair is in the order of the characters that the escapes stand for.
        r"[\b-\t]",
        r"[\t-\n]",
        r"[\n-\v]",
        r"[\v-\f]",
        r"[\f-\r]",
        "a{99999999999,99999999998}",
        r"\Z",
        r"\\Z",
    ] {
        assert!(is_regex(source), "{source}");
    }
    for source in [
        "(",
        ")",
        "[",
        "*",
        "a**",
        "a{2,1}",
        "[z-a]",
        r"\",
        r"(?<n>a)\k",
        r"(?<n>a)\k<m>",
        r"(?<n>a)[\k]",
        "(?<=a)*",
        "(?<n>a)(?<n>b)",
        "(?i:a)",
        r"\b+",
        r"[\377-\376]",
        r"[\t-\b]",
        r"[\n-\t]",
        r"[\v-\n]",
        r"[\f-\v]",
        r"[\r-\f]",
        "[😀-😁]",
        r"a\Z",
    ] {
        assert!(!is_regex(source), "{source}");
    }
}

#[test]
fn expressions_have_the_engine_that_their_syntax_needs() {
    for (source, engine) in [
        ("a+", "linear"),
        ("(?=a)", "backtracking"),
        (r"(a)\1", "backtracking"),
    ] {
        let pattern = compile(source).unwrap();
        assert_eq!(format!("{pattern:?}"), format!("Pattern({engine})"), "{source}");
    }
}

#[test]
fn long_texts_are_read_as_expressions_without_recursion() {
    let (open, close) = ("(".repeat(200_000), ")".repeat(200_000));
    assert!(is_regex(&[&open[..], &close].concat()));
    assert!(!is_regex(&open));
    let names: String = (0..50_000).map(|n| format!(r"(?<a{n}>b)\k<a{n}>")).collect();
    assert!(is_regex(&names));
}

#[test]
fn regular_expressions_take_one_step_for_each_byte() {
    let spaces = " ".repeat(1_000_000) + "x";
    let letters = "a".repeat(1_000_000) + "!";
    for (source, text) in [
        (r"\s+$", &spaces),
        (r"\w+@\w+\.\w+", &letters),
        (r"^(a+)+$", &letters),
        (r"^([a-z]+)*$", &letters),
        (r"(x+x+)+y", &letters),
        (r"^(?:.*a){12}$", &letters),
    ] {
        let pattern = compile(source).unwrap();
        assert!(matches!(pattern, Pattern::Linear(_)), "{source}");
        let mut steps = ENOUGH;
        assert_eq!(pattern.matches(text, &mut steps), Some(false), "{source}");
        assert_eq!(ENOUGH - steps, START + text.len() as u64, "{source}");
    }
}

#[test]
fn backtracking_ends_when_its_steps_are_used_up() {
    for (source, text) in [
        (r"^(?=(a+)+$)", "a".repeat(40) + "b"),
        (r"^(a+)+\1$", "a".repeat(40) + "b"),
        (r"(?=a)(?:a|a)*b", "a".repeat(10_000)),
        (r"(?<=(\w+)*)!\1b", "a".repeat(10_000)),
    ] {
        let pattern = compile(source).unwrap();
        assert!(matches!(pattern, Pattern::Backtracking(_)), "{source}");
        let mut steps = 1_000_000;
        assert_eq!(pattern.matches(&text, &mut steps), None, "{source}");
    }
}

#[test]
fn automata_beyond_their_limit_are_left_to_backtracking() {
    for source in [
        r"^[\p{L}\p{M}]{1,60000}$",
        "^(?:(?:[^a]{100}){100}){100}$",
        "^[^]{4000000000}$",
    ] {
        assert!(
            matches!(compile(source).unwrap(), Pattern::Backtracking(_)),
            "{source}"
        );
    }
    assert!(matches(r"^[\p{L}\p{M}]{1,60000}$", &"é".repeat(60_000)));
    assert!(!matches(r"^[\p{L}\p{M}]{1,60000}$", &"é".repeat(60_001)));
}

#[test]
fn expressions_with_too_many_states_for_the_cache_still_match() {
    let mut random = 1_u64;
    let mut letters = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        if random & 1 == 0 { 'a' } else { 'b' }
    };
    let text: String = (0..100_000).map(|_| letters()).collect();
    let pattern = compile("a[ab]{14}$").unwrap();
    for end in ["a", "b", "a"] {
        let text = format!("{text}{end}{}", "b".repeat(14));
        let mut steps = ENOUGH;
        assert_eq!(pattern.matches(&text, &mut steps), Some(end == "a"));
        assert!(
            ENOUGH - steps > 2 * text.len() as u64,
            "the cache was large enough"
        );
    }
}

/// Expressions that both engines can run.
fn regular() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "a", "b", ".", r"\d", r"\w", r"\s", "[^a]", "[a-c]", "é", "😀", r"\b", r"\B", "^", "$", "()", "[]",
    ]);
    atom.prop_map(str::to_owned).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("(?:{one}|{other})")),
            (
                inner,
                prop::sample::select(vec!["*", "+?", "?", "{2}", "{0,2}", "{1,}?", "{0}"])
            )
                .prop_map(|(inner, quantifier)| format!("({inner}){quantifier}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn both_engines_agree(source in regular(), text in "[abc1 é😀\n]{0,10}") {
        let tree = Tree::parse(&source).unwrap();
        let fast = linear::Automaton::compile(&tree, &mut MAX_MEMORY.clone()).unwrap().matches(&text, &mut ENOUGH.clone());
        let slow = backtrack::Program::compile(&tree).matches(&text, &mut ENOUGH.clone());
        prop_assert_eq!(fast, slow.ok(), "{} on {:?}", source, text);
    }

    #[test]
    fn no_expression_panics(source in r"[\\()\[\]{}*+?|^$.a-c0-3<>:=!,dwspuk😀-]{0,16}", text in "[a-c0-3😀]{0,6}") {
        is_regex(&source);
        if let Ok(pattern) = compile(&source) {
            let _ = pattern.matches(&text, &mut 100_000);
        }
    }
}

#[test]
fn automatons_share_a_bound_on_memory() {
    let mut memory = MAX_MEMORY;
    let linear = Pattern::compile("^a+$", &mut memory).unwrap();
    assert!(matches!(linear, Pattern::Linear(_)));
    assert!(memory < MAX_MEMORY);
    let mut memory = 50;
    let backtracking = Pattern::compile("^a+$", &mut memory).unwrap();
    assert!(matches!(backtracking, Pattern::Backtracking(_)));
    for (text, matches) in [("aaa", true), ("aab", false)] {
        assert_eq!(backtracking.matches(text, &mut ENOUGH.clone()), Some(matches));
        assert_eq!(linear.matches(text, &mut ENOUGH.clone()), Some(matches));
    }
}
