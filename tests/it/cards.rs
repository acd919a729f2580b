//! Builds the cards that the reference built (`tests/vectors/cards-vectors.json`).

use crate::vectors;
use novu_framework::agent::{
    ActionChild, ActionType, Actions, Align, Button, ButtonStyle, Card, CardChild, Divider, Fields, Image,
    Link, LinkButton, RadioSelect, Section, Select, SelectOption, Table, Text, TextInput, TextStyle,
};
use serde_json::{Value, json};

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn list(tree: &Value, name: &str) -> Vec<Value> {
    tree[name].as_array().cloned().unwrap_or_default()
}

/// Calls a setter for each property that the tree has.
macro_rules! set {
    ($element:ident, $props:ident: $($name:literal => $setter:ident($read:expr)),*) => {{
        let mut element = $element;
        $(if !$props[$name].is_null() {
            element = element.$setter($read(&$props[$name]));
        })*
        element
    }};
}

fn boolean(value: &Value) -> bool {
    value.as_bool().unwrap_or_default()
}

fn text_style(value: &Value) -> TextStyle {
    match value.as_str() {
        Some("bold") => TextStyle::Bold,
        Some("muted") => TextStyle::Muted,
        _ => TextStyle::Plain,
    }
}

fn button_style(value: &Value) -> ButtonStyle {
    match value.as_str() {
        Some("primary") => ButtonStyle::Primary,
        Some("danger") => ButtonStyle::Danger,
        _ => ButtonStyle::Default,
    }
}

fn action_type(value: &Value) -> ActionType {
    match value.as_str() {
        Some("modal") => ActionType::Modal,
        _ => ActionType::Action,
    }
}

fn align(value: &Value) -> Align {
    match value.as_str() {
        Some("center") => Align::Center,
        Some("right") => Align::Right,
        _ => Align::Left,
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn option(props: &Value) -> SelectOption {
    let option = SelectOption::new(text(&props["label"]), text(&props["value"]));
    set!(option, props: "description" => description(text))
}

fn select(props: &Value) -> Select {
    let options = list(props, "options");
    let select = Select::new(text(&props["id"]), text(&props["label"]), option(&options[0]))
        .options(options[1..].iter().map(option));
    set!(select, props: "placeholder" => placeholder(text), "initialOption" => initial_option(text),
        "optional" => optional(boolean))
}

fn radio_select(props: &Value) -> RadioSelect {
    let options = list(props, "options");
    let select = RadioSelect::new(text(&props["id"]), text(&props["label"]), option(&options[0]))
        .options(options[1..].iter().map(option));
    set!(select, props: "initialOption" => initial_option(text), "optional" => optional(boolean))
}

fn text_input(props: &Value) -> TextInput {
    let input = TextInput::new(text(&props["id"]), text(&props["label"]));
    let length = |value: &Value| u32::try_from(value.as_u64().unwrap_or_default()).unwrap_or_default();
    set!(input, props: "placeholder" => placeholder(text), "initialValue" => initial_value(text),
        "multiline" => multiline(boolean), "optional" => optional(boolean), "maxLength" => max_length(length))
}

fn action(tree: &Value) -> ActionChild {
    let props = &tree["props"];
    match tree["el"].as_str().unwrap_or_default() {
        "Button" => {
            let button = Button::new(text(&props["id"]), text(&props["label"]));
            set!(button, props: "style" => style(button_style), "value" => value(text),
                "disabled" => disabled(boolean), "actionType" => action_type(action_type),
                "callbackUrl" => callback_url(text))
            .into()
        }
        "LinkButton" => {
            let button = LinkButton::new(text(&props["label"]), text(&props["url"]));
            set!(button, props: "id" => id(text), "style" => style(button_style)).into()
        }
        "Select" => select(props).into(),
        "RadioSelect" => radio_select(props).into(),
        "TextInput" => text_input(props).into(),
        other => panic!("{other} is not an element of actions"),
    }
}

/// Builds an element at run time from a description, as a program does that has its cards in a database.
fn child(tree: &Value) -> CardChild {
    let props = &tree["props"];
    let children = list(tree, "children");
    match tree["el"].as_str().unwrap_or_default() {
        "Text" => {
            let element = Text::new(text(&props["content"]));
            set!(element, props: "style" => style(text_style)).into()
        }
        "Image" => {
            let image = Image::new(text(&props["url"]));
            set!(image, props: "alt" => alt(text)).into()
        }
        "Divider" => Divider::new().into(),
        "Link" => Link::new(text(&props["label"]), text(&props["url"])).into(),
        "Section" => Section::new().children(children.iter().map(child)).into(),
        "Fields" => {
            let fields = children.iter().map(|field| &field["props"]);
            Fields::new()
                .fields(fields.map(|field| (text(&field["label"]), text(&field["value"]))))
                .into()
        }
        "Table" => {
            let table = Table::new(texts(&props["headers"])).rows(list(props, "rows").iter().map(texts));
            match props["align"].as_array() {
                Some(columns) => table.align(columns.iter().map(align)).into(),
                None => table.into(),
            }
        }
        "Actions" => Actions::new().children(children.iter().map(action)).into(),
        "Select" => select(props).into(),
        "RadioSelect" => radio_select(props).into(),
        "TextInput" => text_input(props).into(),
        other => panic!("{other} is not an element of cards"),
    }
}

fn card(tree: &Value) -> Card {
    let props = &tree["props"];
    let card = Card::untitled();
    let card = set!(card, props: "title" => title(text), "subtitle" => subtitle(text), "imageUrl" => image_url(text));
    card.children(list(tree, "children").iter().map(child))
}

#[test]
fn built_elements_have_the_wire_form_of_the_reference() {
    vectors::replay("cards-vectors", |case| {
        let built = match case["tree"]["el"].as_str() {
            Some("Card") => json!(card(&case["tree"])),
            Some("Button" | "LinkButton") => json!(action(&case["tree"])),
            _ => json!(child(&case["tree"])),
        };
        if built == case["element"] {
            Ok(())
        } else {
            Err(built.to_string())
        }
    });
}
