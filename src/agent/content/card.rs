//! Cards and their children.

use super::{
    Actions, ContentError, Divider, Fields, Image, Link, RadioSelect, Section, Select, Table, Text,
    TextInput, child_methods, children,
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A card: a title and elements below it.
///
/// Elements nest as their types allow: [`Text`], [`Image`], [`Divider`], [`Section`], [`Fields`], [`Table`],
/// [`Link`] and [`Actions`] go into the card, buttons and selects into [`Actions`]. It serialises as Novu
/// gets it.
///
/// ```
/// use novu_framework::agent::{Actions, Button, Card, Fields};
/// use serde_json::json;
///
/// let card = Card::new("Order 7")
///     .subtitle("Shipped")
///     .text("It arrives on Friday.")
///     .child(Fields::new().field("Carrier", "DHL"))
///     .actions(Actions::new().button(Button::new("cancel", "Cancel").value("7").danger()));
/// assert_eq!(
///     json!(card),
///     json!({
///         "type": "card",
///         "title": "Order 7",
///         "subtitle": "Shipped",
///         "children": [
///             {"type": "text", "content": "It arrives on Friday."},
///             {"type": "fields", "children": [{"type": "field", "label": "Carrier", "value": "DHL"}]},
///             {"type": "actions", "children": [
///                 {"type": "button", "id": "cancel", "label": "Cancel", "style": "danger", "value": "7"},
///             ]},
///         ],
///     })
/// );
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Card(Form);

#[derive(Debug, Clone, PartialEq)]
enum Form {
    Built(Built),
    Raw(Value),
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(tag = "type", rename = "card", rename_all = "camelCase")]
struct Built {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subtitle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    children: Vec<CardChild>,
}

impl Card {
    /// Creates a card with a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self::untitled().title(title)
    }

    /// Creates a card without a title.
    ///
    /// ```
    /// use novu_framework::agent::Card;
    /// use serde_json::json;
    ///
    /// assert_eq!(json!(Card::untitled()), json!({"type": "card", "children": []}));
    /// ```
    pub fn untitled() -> Self {
        Self(Form::Built(Built::default()))
    }

    /// Creates a card that is sent as it is, for members and elements that this crate does not know.
    ///
    /// Sending it fails unless it is an object whose `type` is `card`. Nothing else about it is checked.
    ///
    /// ```
    /// use novu_framework::agent::{Card, Content};
    /// use serde_json::json;
    ///
    /// let card = Card::raw(json!({"type": "card", "children": [{"type": "sparkle"}]}));
    /// assert!(Content::from(card).check().is_ok());
    /// let text = Card::raw(json!({"type": "text", "content": "Hello"}));
    /// assert!(Content::from(text).check().is_err());
    /// ```
    pub fn raw(card: impl Into<Value>) -> Self {
        Self(Form::Raw(card.into()))
    }

    /// Sets the title.
    pub fn title(self, title: impl Into<String>) -> Self {
        self.with("title", title.into(), |card| &mut card.title)
    }

    /// Sets the line below the title.
    pub fn subtitle(self, subtitle: impl Into<String>) -> Self {
        self.with("subtitle", subtitle.into(), |card| &mut card.subtitle)
    }

    /// Sets the URL of a picture at the top.
    pub fn image_url(self, image_url: impl Into<String>) -> Self {
        self.with("imageUrl", image_url.into(), |card| &mut card.image_url)
    }

    fn with(mut self, name: &str, value: String, member: fn(&mut Built) -> &mut Option<String>) -> Self {
        match &mut self.0 {
            Form::Built(built) => *member(built) = Some(value),
            Form::Raw(Value::Object(card)) => {
                card.insert(name.to_owned(), value.into());
            }
            // Not a card: `check` reports it.
            Form::Raw(_) => {}
        }
        self
    }

    /// Adds an element at the end.
    ///
    /// ```
    /// use novu_framework::agent::{Card, Image};
    ///
    /// let card = Card::new("Order 7").child(Image::new("https://example.com/box.png").alt("A box"));
    /// # let _ = card;
    /// ```
    pub fn child(mut self, child: impl Into<CardChild>) -> Self {
        match &mut self.0 {
            Form::Built(built) => built.children.push(child.into()),
            Form::Raw(Value::Object(card)) => push_raw(card, child.into()),
            // Not a card: `check` reports it.
            Form::Raw(_) => {}
        }
        self
    }

    child_methods!();

    pub(super) fn check(&self) -> Result<(), ContentError> {
        match &self.0 {
            Form::Built(built) => check_children(&built.children, ""),
            Form::Raw(card) if card["type"] == "card" => Ok(()),
            Form::Raw(_) => Err(ContentError::card(
                String::new(),
                "is not an object whose `type` is `card`; build it with `Card::new`, or send a text",
            )),
        }
    }
}

/// Adds a child to an object that is sent as it is.
fn push_raw(card: &mut Map<String, Value>, child: CardChild) {
    let Ok(child) = serde_json::to_value(child) else {
        return;
    };
    let children = card.entry("children").or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(children) = children {
        children.push(child);
    }
}

impl Default for Card {
    fn default() -> Self {
        Self::untitled()
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Form::Built(built) => built.serialize(serializer),
            Form::Raw(card) => card.serialize(serializer),
        }
    }
}

/// An element of a [`Card`] or a [`Section`].
///
/// Every element that may stand there converts into it. Platforms with forms show [`Select`], [`RadioSelect`]
/// and [`TextInput`] outside of [`Actions`] as well; others leave them out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use]
pub struct CardChild(Child);

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum Child {
    Text(Text),
    Image(Image),
    Divider(Divider),
    Section(Section),
    Fields(Fields),
    Table(Table),
    Link(Link),
    Actions(Actions),
    Select(Select),
    RadioSelect(RadioSelect),
    TextInput(TextInput),
    Raw(Value),
}

impl CardChild {
    /// Creates an element that is sent as it is, unchecked, for elements that this crate does not know.
    ///
    /// ```
    /// use novu_framework::agent::{Card, CardChild};
    /// use serde_json::json;
    ///
    /// let card = Card::new("New").child(CardChild::raw(json!({"type": "sparkle", "count": 3})));
    /// # let _ = card;
    /// ```
    pub fn raw(element: impl Into<Value>) -> Self {
        Self(Child::Raw(element.into()))
    }

    /// Returns the number of sections that are nested in this element, itself included.
    pub(super) fn depth(&self) -> usize {
        match &self.0 {
            Child::Section(section) => section.depth(),
            _ => 0,
        }
    }

    fn check(&self, path: &str) -> Result<(), ContentError> {
        match &self.0 {
            Child::Image(image) => image.check(path),
            Child::Link(link) => link.check(path),
            Child::Section(section) => section.check(path),
            Child::Actions(actions) => actions.check(path),
            Child::Select(select) => select.check(path),
            Child::RadioSelect(select) => select.check(path),
            Child::TextInput(input) => input.check(path),
            Child::Text(_) | Child::Divider(_) | Child::Fields(_) | Child::Table(_) | Child::Raw(_) => Ok(()),
        }
    }
}

pub(super) fn check_children(children: &[CardChild], path: &str) -> Result<(), ContentError> {
    children
        .iter()
        .enumerate()
        .try_for_each(|(index, child)| child.check(&format!("{path}/children/{index}")))
}

children! { CardChild: Text Image Divider Section Fields Table Link Actions Select RadioSelect TextInput }
