mod browser;

use super::{
    attributes::Attribute,
    entities::Context,
    tokenizer::{Token, Tokenizer},
    urls::Scheme,
    *,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Outputs as they are sent.
fn sanitized(outputs: &Value) -> Value {
    let mut outputs = outputs.into();
    sanitize_outputs(&mut outputs);
    outputs.into()
}

#[test]
fn event_handlers_are_removed_whatever_their_length() {
    let names = [
        "on",
        "onclick",
        "onerror",
        "onanimationend",
        "ontransitioncancel",
        "ongotpointercapture",
        "onsecuritypolicyviolation",
        "onwebkitanimationiteration",
        "onContextLost",
        "ON\u{e9}",
    ];
    let long = format!("on{}", "x".repeat(5000));
    for name in names.into_iter().chain([&long[..]]) {
        for element in ["p", "a", "img", "svg", "style", "body", "custom-element"] {
            for value in ["=x", "='x'", "=\"x\"", " = x", "=", ""] {
                let output = sanitize(&format!("<{element} {name}{value} title=t>")).into_owned();
                assert!(!output.to_lowercase().contains(" on"), "{output}");
            }
        }
    }
    // Attributes that only contain such a name stay.
    let kept = "<p data-onclick=\"x\" xonclick=\"x\"></p>";
    assert_eq!(sanitize(kept), kept);
}

#[test]
fn text_after_a_self_closed_style_is_escaped() {
    let markup = "&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;";
    for (input, output) in [
        (format!("<style/>{markup}"), format!("<style>{markup}</style>")),
        (
            format!("<style />{markup}</style>"),
            format!("<style>{markup}</style>"),
        ),
        (
            format!("<p><style/>{markup}</p>"),
            format!("<p><style>{markup}</style></p>"),
        ),
        (
            format!("<style>a{markup}</style>"),
            format!("<style>a{markup}</style>"),
        ),
        (
            "<style/>a &amp; b > c".to_owned(),
            "<style>a &amp; b &gt; c</style>".to_owned(),
        ),
    ] {
        assert_eq!(sanitize(&input), output, "{input}");
    }
}

#[test]
fn null_and_arrays_inside_arrays_are_kept() {
    let outputs = json!({"data": {"a": [1, null, ["<script>x</script>y", [null, "&"]], []]}});
    assert_eq!(
        sanitized(&outputs),
        json!({"data": {"a": [1, null, ["y", [null, "&amp;"]], []]}})
    );
}

#[test]
fn keys_are_kept_except_proto() {
    let outputs = json!({"<b>": "<b>", "__proto__": "x", "a": [{"__proto__": {}, "b": 1}], "c": 2});
    assert_eq!(
        sanitized(&outputs).to_string(),
        r#"{"<b>":"<b></b>","a":[{"b":1}],"c":2}"#
    );
}

#[test]
fn deep_outputs_do_not_overflow_the_stack() {
    let mut outputs = json!("&");
    for depth in 0..1000 {
        outputs = if depth % 2 == 0 {
            json!([outputs])
        } else {
            json!({"a": outputs})
        };
    }
    assert!(format!("{}", sanitized(&outputs)).contains("&amp;"));
}

#[test]
fn deep_markup_does_not_overflow_the_stack() {
    let depth = 100_000;
    let closed = "<b>".repeat(depth) + &"</b>".repeat(depth);
    assert_eq!(sanitize(&"<b>".repeat(depth)), closed);
    assert_eq!(sanitize(&"<x><svg>".repeat(depth)), "");
}

#[test]
fn content_ids_are_kept_as_image_sources_only() {
    assert_eq!(
        sanitize("<img src=cid:a srcset='cid:b 1x'><img src=' CID:c'>"),
        r#"<img src="cid:a" /><img src=" CID:c" />"#
    );
    assert_eq!(sanitize("<a href=cid:a></a><p src=cid:b>"), "<a></a><p></p>");
    assert_eq!(sanitize("<img usemap=cid:a>"), "<img />");
}

#[test]
fn plain_text_is_borrowed() {
    assert!(matches!(sanitize("Grüße, \"you\""), Cow::Borrowed(_)));
    assert_eq!(sanitize("AT&T <x>"), "AT&amp;T ");
}

#[test]
fn only_an_exact_doctype_at_the_start_is_kept() {
    assert_eq!(sanitize("<!DOCTYPE html><p>x"), "<!DOCTYPE html><p>x</p>");
    for input in [
        "<!doctype html>x",
        " <!DOCTYPE html>x",
        "<!DOCTYPE\thtml>x",
        "<!DOCTYPE a\u{2028}>x",
    ] {
        assert_eq!(sanitize(input).trim_start(), "x", "{input:?}");
    }
}

#[test]
fn end_tags_are_repaired_everywhere() {
    assert_eq!(
        repair_end_tags("</a/></b\u{feff}/ <>x</c d/></e/"),
        "</a></b>x</c d/></e/"
    );
    assert!(matches!(repair_end_tags("<a></a></1/>"), Cow::Borrowed(_)));
}

#[test]
fn raw_text_ends_at_its_own_name_or_that_of_its_double() {
    assert_eq!(
        sanitize("<title>a<b>&lt;</t></TITLE\n>x"),
        "<title>a&lt;b&gt;&lt;&lt;/t&gt;</title>x"
    );
    assert_eq!(
        sanitize("<tmp><b></tmp></xmp><b>"),
        "&lt;b&gt;&lt;/tmp&gt;<b></b>"
    );
    assert_eq!(sanitize("<script>a<\u{f}script>b"), "b");
    assert_eq!(
        sanitize("<title><&amp;&amp;\u{1c}/title>x"),
        "<title>&lt;&amp;amp;&amp;</title>x"
    );
}

#[test]
fn unfinished_markup_at_the_end_leaves_what_the_reference_leaves() {
    for (input, expected) in [
        ("a<b c='d", "a"),
        ("a<scr", "ascr"),
        ("a<b / ", "a "),
        ("<th><tr/", "<th></th>/"),
        ("<b>a</b x", "<b>a</b>x"),
        ("a</ ", "a&lt;/ "),
        ("a<!b&amp;", "ab&amp;amp;"),
        ("a<!", "a"),
        ("a<!--b", "a"),
        ("<style>a&", "<style>a&</style>"),
    ] {
        assert_eq!(sanitize(input), expected, "{input:?}");
    }
}

#[test]
fn the_first_of_many_equal_attributes_wins() {
    let many: String = (0..1000)
        .map(|index| format!(" a{}={index}", index % 500))
        .collect();
    let kept: String = (0..500).map(|index| format!(" a{index}=\"{index}\"")).collect();
    assert_eq!(sanitize(&format!("<p{many}>")), format!("<p{kept}></p>"));
    assert_eq!(
        sanitize("<p X=1 x=2 9=a 10=b 2=c 01=d>"),
        r#"<p 2="c" 9="a" 10="b" x="1" 01="d"></p>"#
    );
}

/// Documents made of pieces that matter to the tokenizer. Without `style`, whose content is not markup.
fn document() -> impl Strategy<Value = String> {
    document_of(&[])
}

/// The same with `more` pieces.
fn document_of(more: &[&'static str]) -> impl Strategy<Value = String> {
    let mut pieces = vec![
        "<",
        "</",
        "<!",
        "<!--",
        "-->",
        "<?",
        ">",
        "/>",
        "/",
        " ",
        "\n",
        "=",
        "\"",
        "'",
        "&",
        ";",
        "&amp;",
        "&lt",
        "&#60;",
        "&#x3c",
        "&quot;",
        "&nvlt;",
        "&colon;",
        "p",
        "br",
        "li",
        "td",
        "tr",
        "a",
        "img",
        "svg",
        "math",
        "title",
        "script",
        "textarea",
        "option",
        "select",
        "xmp",
        "tmp",
        "iframe",
        "href",
        "src",
        "srcset",
        "alt",
        "onclick",
        "javascript:",
        "data:",
        "https://x",
        "<p ",
        "<a href=",
        "<img src=",
        "</p>",
        "</a",
        "<b>",
        "é",
        "\u{1c}",
        "\0",
        "\u{212a}",
        "😀",
        "1x",
        ",",
        "x",
        "__proto__",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE ",
    ];
    pieces.extend(more);
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

/// Documents of pieces that browsers read otherwise than the reference's parser, style sheets among them.
fn document_for_browsers() -> impl Strategy<Value = String> {
    document_of(&[
        "<style>",
        "<style/>",
        "</style",
        "</style/",
        "</style ",
        "<title>",
        "<title/>",
        "</title>",
        "<svg>",
        "<math>",
        "<mtext>",
        "<mglyph>",
        "<foreignobject>",
        "<annotation-xml encoding=text/html>",
        "<table>",
        "<caption>",
        "<select>",
        "<noscript>",
        "<template>",
        "<plaintext>",
        "<iframe>",
        "<form>",
        "<body ",
        "<html ",
        "<image ",
        "<script>",
        "<img src=x onerror=alert(1)>",
        "&lt;img src=x onerror=alert(1)&gt;",
        "java\tscript:",
        "&Tab;",
        "&NewLine;",
        "\u{1}",
        "--!>",
        "`",
        "xlink:href",
        "onerror=",
    ])
}

/// Whether an attribute is one that may come out.
fn is_harmless(attribute: &Attribute<'_>) -> bool {
    let value = escape::decode(attribute.value, Context::Attribute);
    let is_url = matches!(attribute.name.as_ref(), "href" | "src" | "data");
    !attribute.name.starts_with("on")
        && (!is_url || Scheme::of(&value) != Scheme::Naughty)
        && !attribute.value.contains(['<', '>', '"'])
}

/// Returns everything a browser finds in `html` that the sanitiser promises to remove.
fn forbidden(html: &str) -> Vec<String> {
    let mut found = browser::forbidden_in_document(html);
    found.extend(browser::forbidden_in_page(html));
    found
}

#[test]
fn the_second_opinion_knows_what_is_forbidden() {
    for hostile in [
        "<script>",
        "<svg>",
        "<p onclick=x>",
        "<body><body onload=x>",
        "<a href=javascript:x>",
        "<a href=' java\tscript:x'>",
        "<a href='&#1;data:x'>",
        "<a href=cid:x>",
        "<img srcset='a 1x, javascript:x 2x'>",
        "<style></style/><p onclick=x>",
        "<title>&lt;p onclick=x&gt;</title><form>",
    ] {
        assert_ne!(forbidden(hostile), [""; 0], "{hostile}");
    }
    for harmless in [
        "a < b",
        "<td>a<p>b",
        "<style><p onclick=x>@import 'x'</style><p style='x:url(javascript:x)'>",
        "<meta http-equiv=refresh content='0;url=javascript:x'><link rel=stylesheet href=https://x>",
        "<img src=cid:x srcset='a,b:c 1x'><a href='mailto:x'><a href=/x:y><a href='{{x}}'>",
        "<!-- <script> --><p title='<script>' data-on=x>",
    ] {
        assert_eq!(forbidden(harmless), [""; 0], "{harmless}");
    }
}

#[test]
fn names_beyond_ten_thousand_unknown_ones_are_one_name() {
    let unknown: String = (0..10_010).map(|n| format!("<x{n}>")).collect();
    // The first of them is still told apart: its end tag closes all that is in it.
    assert_eq!(sanitize(&format!("{unknown}<b></x0>")), "<b></b>");
    // This one closes nothing before the limit, and the innermost of the further ones behind it.
    assert_eq!(sanitize("<x><b></y>c"), "<b>c</b>");
    assert_eq!(sanitize(&format!("{unknown}<b></y>c")), "<b></b>c");
}

#[test]
fn attributes_beyond_ten_thousand_are_dropped() {
    let attributes: String = (0..10_100).map(|n| format!(" a{n}=\"1\"")).collect();
    let output = sanitize(&format!("<p{attributes}>x</p>")).into_owned();
    assert!(
        output.ends_with(" a9999=\"1\">x</p>"),
        "{}",
        &output[output.len() - 100..]
    );
}

proptest! {
    #[test]
    fn any_text_is_sanitised(input in any::<String>()) {
        sanitize(&input);
    }

    #[test]
    fn only_allowed_markup_comes_out(input in document()) {
        let output = sanitize(&input);
        let body = &output[doctype(&output).len()..];
        let mut tokenizer = Tokenizer::new(body);
        while let Some(token) = tokenizer.next() {
            match token {
                Token::Open(tag) => {
                    let element = elements::find(tag.name).map(elements::get);
                    prop_assert!(element.is_some_and(|element| element.is(elements::KEPT)), "{}", output);
                    prop_assert!(tokenizer.attributes.iter().all(is_harmless), "{}", output);
                }
                Token::Text(text) => prop_assert!(!body[text].contains(['<', '>']), "{}", output),
                Token::Close { .. } => {}
                Token::RawText(_) | Token::Unfinished(_) => prop_assert!(false, "{}", output),
            }
        }
    }

    #[test]
    fn browsers_find_nothing_that_is_forbidden(input in document_for_browsers()) {
        let output = sanitize(&input);
        prop_assert_eq!(forbidden(&output), [""; 0], "{}", output);
    }

    #[test]
    fn escaped_text_stays_as_it_is(text in any::<String>()) {
        let mut printer = Printer::new(&text);
        escape::push_raw_text(&mut printer, 0..text.len());
        let escaped = printer.finish();
        prop_assert_eq!(sanitize(&escaped), &*escaped);
        prop_assert_eq!(escape::decode(&escaped, Context::Text), &*text);
    }
}

#[test]
fn tag_that_the_input_ends_in_is_not_walked_over() {
    for end in ["<p class=\"a", "<p class", "<p ", "<p"] {
        let input = format!("a<b>c</b>{end}");
        let pieces: Vec<_> = super::walk(&input)
            .map(|piece| match piece {
                super::Piece::Text(text) => text.into_owned(),
                super::Piece::Open(element) => format!("<{}>", element.name),
                super::Piece::Close(name) => format!("</{name}>"),
            })
            .collect();
        assert_eq!(pieces.join(" "), "a <b> c </b>", "{end}");
    }
}
