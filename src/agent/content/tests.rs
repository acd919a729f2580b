use super::*;
use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn shortcuts_of_styles_and_children_equal_the_long_forms() {
    let short = Card::new("T")
        .text("a")
        .divider()
        .actions(
            Actions::new()
                .button(Button::new("b", "B").primary())
                .button(Button::new("c", "C").danger()),
        )
        .child(Section::new().text("x").divider().actions(Actions::new()))
        .child(Text::new("y").bold())
        .child(Text::new("z").muted());
    let long = Card::untitled()
        .title("T")
        .child(Text::new("a"))
        .child(Divider::new())
        .child(
            Actions::new()
                .child(Button::new("b", "B").style(ButtonStyle::Primary))
                .child(Button::new("c", "C").style(ButtonStyle::Danger)),
        )
        .child(
            Section::new()
                .child(Text::new("x"))
                .child(Divider::new())
                .child(Actions::new()),
        )
        .child(Text::new("y").style(TextStyle::Bold))
        .child(Text::new("z").style(TextStyle::Muted));
    assert_eq!(short, long);
    assert_eq!(Content::from(short).check(), Ok(()));
}

#[test]
fn empty_ids_and_urls_are_errors_with_their_paths() {
    let row = |child: ActionChild| Card::new("T").text("x").actions(Actions::new().child(child));
    let nested = |child: CardChild| Card::new("T").child(Section::new().divider().child(child));
    for (card, path) in [
        (row(Button::new("", "B").into()), "/children/1/children/0/id"),
        (row(LinkButton::new("L", "").into()), "/children/1/children/0/url"),
        (
            row(Select::new("", "S", ("a", "b")).into()),
            "/children/1/children/0/id",
        ),
        (
            row(RadioSelect::new("", "S", ("a", "b")).into()),
            "/children/1/children/0/id",
        ),
        (row(TextInput::new("", "S").into()), "/children/1/children/0/id"),
        (nested(Image::new("").into()), "/children/0/children/1/url"),
        (nested(Link::new("L", "").into()), "/children/0/children/1/url"),
        (
            nested(Select::new("", "S", ("a", "b")).into()),
            "/children/0/children/1/id",
        ),
        (
            nested(RadioSelect::new("", "S", ("a", "b")).into()),
            "/children/0/children/1/id",
        ),
        (
            nested(TextInput::new("", "S").into()),
            "/children/0/children/1/id",
        ),
    ] {
        let error = wire(card).expect_err(path);
        assert_eq!(error.path(), path);
        assert!(error.to_string().contains("is empty; set the "), "{error}");
    }
}

#[test]
fn sections_nest_32_deep() {
    let nested = |depth| {
        (1..depth).fold(Section::new().text("x"), |inner, _| {
            Section::new().divider().child(inner)
        })
    };
    assert_eq!(Content::from(Card::new("T").child(nested(32))).check(), Ok(()));
    let error = Content::from(Card::new("T").child(nested(33)))
        .check()
        .unwrap_err();
    assert_eq!(error.path(), "/children/0/children/1");
    // However deep, nothing overflows the stack.
    let error = Content::from(Card::new("T").child(nested(100_000)))
        .check()
        .unwrap_err();
    assert!(error.to_string().contains("inside of 32 others"), "{error}");
}

#[test]
fn raw_card_is_sent_as_it_is() {
    for card in [
        json!({"type": "card"}),
        json!({"type": "card", "shine": true, "children": ["bare text", {"type": "sparkle"}]}),
        json!({"type": "card", "children": [{"type": "actions", "children": [{"type": "button", "id": ""}]}]}),
    ] {
        assert_eq!(wire(Card::raw(card.clone())), Ok(json!({ "card": card })));
    }
    let card = Card::new("T").child(CardChild::raw(json!({"type": "image", "url": ""})));
    assert_eq!(Content::from(card).check(), Ok(()));
}

#[test]
fn raw_value_that_is_not_a_card_is_an_error() {
    for value in [
        Value::Null,
        json!(5),
        json!(false),
        json!("card"),
        json!(["card"]),
        json!({}),
        json!({"markdown": "x"}),
        json!({"type": "text", "content": "x"}),
    ] {
        let card = Card::raw(value.clone()).title("T").text("x");
        let error = wire(card).expect_err("not a card");
        assert_eq!(error.path(), "", "{value}");
    }
}

#[test]
fn setters_change_raw_cards() {
    let card = Card::raw(json!({"type": "card", "shine": 1}))
        .title("T")
        .subtitle("S")
        .image_url("https://example.com")
        .text("x");
    let expected = json!({
        "type": "card", "shine": 1, "title": "T", "subtitle": "S", "imageUrl": "https://example.com",
        "children": [{"type": "text", "content": "x"}],
    });
    assert_eq!(json!(card), expected);
}

#[test]
fn texts_are_sent_untouched() {
    for text in ["", "  \n", "Hello *there*", "“é”\u{2028}\u{0}</script>"] {
        assert_eq!(wire(text), Ok(json!({ "markdown": text })));
        assert_eq!(Content::from(text.to_owned()), Content::from(text));
    }
}

/// Returns content as it is sent, or the reason why it is not.
fn wire(content: impl Into<Content>) -> Result<Value, ContentError> {
    let content = content.into();
    Ok(json!(ReplyMessage::from(Message::new(&content, &[])?)))
}

fn by_replies(files: &[File]) -> Result<Value, ContentError> {
    Ok(json!(ReplyMessage::from(Message::new(&"x".into(), files)?)))
}

fn by_events(files: &[File]) -> Result<Value, ContentError> {
    let content = Content::from("x");
    let message = Message::new(&content, files)?;
    Ok(json!(EventMessage::new("msg_1", message)))
}

fn check(files: &[File]) -> Result<(), ContentError> {
    Message::new(&"x".into(), files).map(drop)
}

fn replies(file: File) -> Result<Value, ContentError> {
    Ok(by_replies(&[file])?["files"][0].take())
}

fn events(file: File) -> Result<Value, ContentError> {
    Ok(by_events(&[file])?["files"][0].take())
}

#[test]
fn files_have_a_form_for_each_transport() {
    let by_url = File::url("a.pdf", "https://example.com/a.pdf").mime("application/pdf");
    assert_eq!(
        replies(by_url.clone()),
        Ok(json!({"filename": "a.pdf", "mimeType": "application/pdf", "url": "https://example.com/a.pdf"}))
    );
    assert_eq!(
        events(by_url),
        Ok(json!({
            "fileId": "a.pdf", "name": "a.pdf", "mediaType": "application/pdf", "url": "https://example.com/a.pdf",
        }))
    );
    let by_bytes = File::bytes("", vec![255, 255, 255]);
    assert_eq!(
        replies(by_bytes.clone()),
        Ok(json!({"filename": "", "data": "////"}))
    );
    assert_eq!(
        events(by_bytes),
        Ok(json!({"fileId": "file_0", "name": "", "data": "////"}))
    );
    for without in [by_replies(&[]), by_events(&[])] {
        assert_eq!(without.unwrap().get("files"), None);
    }
}

#[test]
fn base64_is_sent_as_given_if_it_is_base64() {
    for text in [
        "aGk=",
        "aGk",
        "aGkh",
        " aG\nk = ",
        "+/",
        "\u{feff}aGk\u{2003}",
        "==",
    ] {
        assert_eq!(
            replies(File::base64("a", text)),
            Ok(json!({"filename": "a", "data": text}))
        );
    }
    for text in [
        "",
        " ",
        "a",
        "aGkhx",
        "not base64!",
        "aGk-",
        "a=Gk",
        "aG===",
        "=",
        "é",
        "aG\u{85}k=",
    ] {
        let error = replies(File::base64("a", text)).expect_err(text);
        assert_eq!(error.path(), "/files/0");
        assert!(error.to_string().contains("`File::bytes`"), "{error}");
    }
}

#[test]
fn files_over_5_mib_are_errors() {
    let bytes = |count: usize| File::bytes("big.bin", vec![0; count]);
    assert_eq!(check(&[bytes(MIB * 5)]), Ok(()));
    let error = check(&[bytes(1), bytes(MIB * 5 + 1)]).unwrap_err();
    assert_eq!(error.path(), "/files/1");
    assert_eq!(
        error.to_string(),
        "file \"big.bin\" has 5242881 bytes, more than 5 MiB; pass an address to `File::url`"
    );
    assert_eq!(
        check(&[bytes(MIB * 3), File::url("b", "x"), bytes(MIB * 2)]),
        Ok(())
    );
    let error = check(&[bytes(MIB * 3), File::url("b", "x"), bytes(MIB * 2 + 1)]).unwrap_err();
    assert_eq!(error.path(), "/files/2");
    let encoded = |count: usize| File::base64("", "A".repeat(count));
    assert_eq!(check(&[encoded(MIB * 5 / 3 * 4 + 2)]), Ok(()));
    assert!(check(&[encoded(MIB * 5 / 3 * 4 + 4)]).is_err());
}

const MIB: usize = 1024 * 1024;

#[test]
fn debug_of_files_hides_their_bytes() {
    let file = File::bytes("a", Bytes::from_static(b"secret"));
    assert_eq!(format!("{file:?}"), r#"File { name: "a", mime: None, bytes: 6 }"#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn encoded_bytes_decode_to_themselves(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        use base64::Engine;
        let data = replies(File::bytes("a", bytes.clone())).unwrap()["data"].take();
        let decoded = base64::engine::general_purpose::STANDARD.decode(data.as_str().unwrap());
        prop_assert_eq!(decoded, Ok(bytes));
    }

    #[test]
    fn any_text_is_content(text in "\\PC{0,40}") {
        let wire = wire(&text);
        prop_assert_eq!(wire, Ok(json!({ "markdown": text })));
    }
}
