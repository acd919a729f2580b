//! Elements of cards that hold others: sections, fields and tables.

use super::{Actions, CardChild, ContentError, Divider, Text, card::check_children, child_methods};
use serde::Serialize;

/// The number of sections that may be nested. More would overflow the stack of whoever reads the card.
const MAX_DEPTH: usize = 32;

/// A group of elements.
///
/// ```
/// use novu_framework::agent::{Link, Section};
/// use serde_json::json;
///
/// let section = Section::new().text("Shipped").child(Link::new("Track", "https://example.com/7"));
/// assert_eq!(
///     json!(section),
///     json!({"type": "section", "children": [
///         {"type": "text", "content": "Shipped"},
///         {"type": "link", "label": "Track", "url": "https://example.com/7"},
///     ]})
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(tag = "type", rename = "section")]
#[must_use]
pub struct Section {
    children: Vec<CardChild>,
    /// The number of sections in each other, this one included.
    #[serde(skip)]
    depth: usize,
    /// The position of the first child that was left out because of its depth.
    #[serde(skip)]
    too_deep: Option<usize>,
}

impl Section {
    /// Creates an empty section.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an element at the end.
    ///
    /// Sections nest 32 deep. A section that is deeper is left out, and sending the card fails.
    pub fn child(mut self, child: impl Into<CardChild>) -> Self {
        let child = child.into();
        let depth = child.depth();
        if depth >= MAX_DEPTH {
            self.too_deep.get_or_insert(self.children.len());
            return self;
        }
        self.depth = self.depth.max(depth);
        self.children.push(child);
        self
    }

    child_methods!();

    pub(super) fn depth(&self) -> usize {
        self.depth + 1
    }

    pub(super) fn check(&self, path: &str) -> Result<(), ContentError> {
        if let Some(index) = self.too_deep {
            return Err(ContentError::card(
                format!("{path}/children/{index}"),
                "is a section inside of 32 others; put its elements into an outer one",
            ));
        }
        check_children(&self.children, path)
    }
}

/// Pairs of a label and a value, in columns where the platform has them.
///
/// ```
/// use novu_framework::agent::Fields;
/// use serde_json::json;
///
/// let fields = Fields::new().field("Carrier", "DHL").field("Weight", "2 kg");
/// assert_eq!(
///     json!(fields),
///     json!({"type": "fields", "children": [
///         {"type": "field", "label": "Carrier", "value": "DHL"},
///         {"type": "field", "label": "Weight", "value": "2 kg"},
///     ]})
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "type", rename = "fields")]
#[must_use]
pub struct Fields {
    children: Vec<Field>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "field")]
struct Field {
    label: String,
    value: String,
}

impl Fields {
    /// Creates a list without fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field at the end.
    pub fn field(mut self, label: impl Into<String>, value: impl Into<String>) -> Self {
        self.children.push(Field {
            label: label.into(),
            value: value.into(),
        });
        self
    }

    /// Adds fields at the end.
    ///
    /// ```
    /// use novu_framework::agent::Fields;
    ///
    /// let fields = Fields::new().fields([("Carrier", "DHL"), ("Weight", "2 kg")]);
    /// # let _ = fields;
    /// ```
    pub fn fields<L: Into<String>, V: Into<String>>(self, fields: impl IntoIterator<Item = (L, V)>) -> Self {
        fields
            .into_iter()
            .fold(self, |list, (label, value)| list.field(label, value))
    }
}

/// A table of texts.
///
/// ```
/// use novu_framework::agent::{Align, Table};
/// use serde_json::json;
///
/// let table = Table::new(["Item", "Count"])
///     .row(["Pen", "2"])
///     .row(["Ink", "1"])
///     .align([Align::Left, Align::Right]);
/// assert_eq!(
///     json!(table),
///     json!({
///         "type": "table",
///         "headers": ["Item", "Count"],
///         "rows": [["Pen", "2"], ["Ink", "1"]],
///         "align": ["left", "right"],
///     })
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename = "table")]
#[must_use]
pub struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    align: Option<Vec<Align>>,
}

/// The alignment of a column of a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Align {
    /// To the left.
    Left,
    /// To the middle.
    Center,
    /// To the right.
    Right,
}

impl Table {
    /// Creates a table with the heads of its columns.
    pub fn new<H: Into<String>>(headers: impl IntoIterator<Item = H>) -> Self {
        Self {
            headers: headers.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            align: None,
        }
    }

    /// Adds a row at the end.
    pub fn row<C: Into<String>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// Adds rows at the end.
    pub fn rows<R: IntoIterator<Item = C>, C: Into<String>>(self, rows: impl IntoIterator<Item = R>) -> Self {
        rows.into_iter().fold(self, Self::row)
    }

    /// Sets the alignment of the columns, from the first on.
    pub fn align(mut self, columns: impl IntoIterator<Item = Align>) -> Self {
        self.align = Some(columns.into_iter().collect());
        self
    }
}
