//! Follows the tags of a document and prints what stays of them (sanitize.md §5 and §6).

use super::{
    attributes::{self, Attribute},
    elements::{self, DROPPED, Element, FOREIGN, INTEGRATION, KEPT, SLASH, VOID},
    escape,
    tokenizer::{Token, Tokenizer, lower_case},
};
use std::{borrow::Cow, collections::HashMap};

/// The state of the filter.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    out: String,
    /// The open elements, innermost last.
    open: Vec<Open>,
    /// How many elements of each name are open. End tags of elements that are not are common in hostile input,
    /// and must not search the stack.
    open_counts: Vec<usize>,
    /// The numbers of the names that are not in the table of elements.
    unknown: HashMap<Cow<'a, str>, usize>,
    /// The position in `open` of the element that goes with all its content.
    dropping_from: Option<usize>,
    /// Whether `/>` closes an element.
    foreign: Vec<bool>,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
struct Open {
    name: usize,
    element: &'static Element,
}

impl<'a> Filter<'a> {
    /// Prints to `out`.
    pub(super) fn new(out: String) -> Self {
        Self {
            out,
            open: Vec::new(),
            open_counts: vec![0; elements::COUNT],
            unknown: HashMap::new(),
            dropping_from: None,
            foreign: Vec::new(),
        }
    }

    /// Filters a whole document.
    pub(super) fn run(mut self, input: &'a str) -> String {
        let mut tokenizer = Tokenizer::new(input);
        while let Some(token) = tokenizer.next() {
            match token {
                Token::Text(text) => self.push_text(text),
                Token::RawText(text) => self.push_raw_text(text),
                Token::Open { name, self_closing } => {
                    self.open(name, &mut tokenizer.attributes, self_closing);
                }
                // The tag is lost, yet it closes what it would have closed.
                Token::Unfinished(name) => {
                    let name = self.number(name);
                    self.close_implied(elements::get(name));
                }
                Token::Close(name) => self.close(name),
            }
        }
        while self.pop().is_some() {}
        self.out
    }

    fn is_dropping(&self) -> bool {
        self.dropping_from.is_some()
    }

    /// Whether text goes to a `style` element, which is printed as it is.
    ///
    /// But not inside a `title`, which only `<title/>` lets a `style` into. What is markup to the reference there is
    /// text to browsers, up to the first `</title>`: one in the style sheet would end it, and begin what the style
    /// sheet says (tests/vectors/README.md, 27).
    fn is_in_style(&self) -> bool {
        self.open.last().is_some_and(|open| open.element.name == "style") && !self.is_open("title")
    }

    /// Whether any element of a name in the table is open.
    fn is_open(&self, name: &str) -> bool {
        let count = elements::find(name).and_then(|name| self.open_counts.get(name));
        count.is_some_and(|&count| count > 0)
    }

    fn push_text(&mut self, text: &str) {
        // Also after `<style/>`, which begins no raw text: the reference prints that decoded, and with it any
        // markup that was written in entities.
        if !self.is_dropping() {
            escape::push_text(&mut self.out, text);
        }
    }

    fn push_raw_text(&mut self, text: &str) {
        if self.is_dropping() {
        } else if self.is_in_style() {
            self.out.push_str(text);
        } else {
            escape::push_raw_text(&mut self.out, text);
        }
    }

    fn open(&mut self, name: &'a str, attributes: &mut Vec<Attribute<'a>>, self_closing: bool) {
        let name = self.number(name);
        let element = elements::get(name);
        self.close_implied(element);
        if !self.is_dropping() {
            if element.is(KEPT) {
                self.push_start_tag(element, attributes);
            } else if element.is(DROPPED) {
                self.dropping_from = Some(self.open.len());
            }
        }
        if element.is(VOID) {
            self.push_end_tag(element);
            return;
        }
        if element.is(FOREIGN | INTEGRATION) {
            self.foreign.push(element.is(FOREIGN));
        }
        self.open.push(Open { name, element });
        if let Some(count) = self.open_counts.get_mut(name) {
            *count += 1;
        }
        if self_closing && self.foreign.last() == Some(&true) {
            self.pop();
        }
    }

    /// Closes what the start tag of `element` closes.
    fn close_implied(&mut self, element: &Element) {
        while self.open.last().is_some_and(|open| element.closes(open.element)) {
            self.pop();
        }
    }

    fn close(&mut self, name: &'a str) {
        let name = self.find(name);
        let element = name.map_or(&elements::UNKNOWN, elements::get);
        if element.is(FOREIGN | INTEGRATION) {
            self.foreign.pop();
        }
        if let Some(name) = name
            && self.open_counts.get(name).is_some_and(|&count| count > 0)
        {
            while self.pop().is_some_and(|popped| popped != name) {}
        } else if matches!(element.name, "p" | "br") && !self.is_dropping() {
            self.push_start_tag(element, &mut Vec::new());
            self.push_end_tag(element);
        }
    }

    /// Closes the innermost element and gives its name.
    fn pop(&mut self) -> Option<usize> {
        let Open { name, element } = self.open.pop()?;
        if let Some(count) = self.open_counts.get_mut(name) {
            *count -= 1;
        }
        if self.dropping_from == Some(self.open.len()) {
            self.dropping_from = None;
        } else {
            self.push_end_tag(element);
        }
        Some(name)
    }

    fn push_start_tag(&mut self, element: &Element, attributes: &mut Vec<Attribute<'a>>) {
        self.out.push('<');
        self.out.push_str(element.name);
        attributes::push(&mut self.out, element.name, attributes);
        self.out.push_str(if element.is(SLASH) { " />" } else { ">" });
    }

    /// Prints the end tag of an element, unless that is dropped or never has one.
    fn push_end_tag(&mut self, element: &Element) {
        if element.is(KEPT) && !element.is(SLASH) && !self.is_dropping() {
            self.out.push_str("</");
            self.out.push_str(element.name);
            self.out.push('>');
        }
    }

    /// The number of a name: its position in the table of elements or, beyond that, among the unknown ones.
    fn number(&mut self, name: &'a str) -> usize {
        self.find(name).unwrap_or_else(|| {
            let number = self.open_counts.len();
            self.open_counts.push(0);
            self.unknown.insert(lower_case(name), number);
            number
        })
    }

    /// The number of a name, if it has one.
    fn find(&self, name: &str) -> Option<usize> {
        elements::find(name).or_else(|| {
            let name = lower_case(name);
            // Unicode has a `k` of its own, the KELVIN SIGN.
            elements::find(&name).or_else(|| self.unknown.get(&name).copied())
        })
    }
}
