//! Follows the tags of a document and prints what stays of them (sanitize.md §5 and §6).

use super::{
    attributes::{self, Attribute},
    elements::{self, DROPPED, Element, FOREIGN, INTEGRATION, KEPT, SLASH, VOID},
    escape,
    printer::Printer,
    tokenizer::{StartTag, Token, Tokenizer, lower_case},
};
use std::{borrow::Cow, collections::HashMap, ops::Range};

/// The most names of elements that are told apart beside those in the table. Further ones are one name: none
/// of them is printed, so only their end tags are taken for each other's.
const MAX_UNKNOWN: usize = 10_000;

/// The state of the filter.
#[derive(Debug)]
pub(super) struct Filter<'a> {
    printer: Printer<'a>,
    /// The open elements, innermost last.
    open: Vec<Open>,
    /// How many elements of each name are open. End tags of elements that are not are common in hostile
    /// input, and must not search the stack.
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
    /// Prints to `printer`.
    pub(super) fn new(printer: Printer<'a>) -> Self {
        Self {
            printer,
            open: Vec::with_capacity(16),
            open_counts: vec![0; elements::COUNT],
            unknown: HashMap::new(),
            dropping_from: None,
            foreign: Vec::new(),
        }
    }

    /// Filters a whole document, the printer's input.
    pub(super) fn run(mut self, mut tokenizer: Tokenizer<'a>) -> Cow<'a, str> {
        while let Some(token) = tokenizer.next() {
            match token {
                Token::Text(text) => self.push_text(text),
                Token::RawText(text) => self.push_raw_text(text),
                Token::Open(tag) => self.open(&tag, &mut tokenizer.attributes),
                // The tag is lost, yet it closes what it would have closed.
                Token::Unfinished(name) => {
                    let name = self.number(name);
                    self.close_implied(elements::get(name));
                }
                Token::Close { name, place } => self.close(name, place),
            }
        }
        while self.pop().is_some() {}
        self.printer.finish()
    }

    fn is_dropping(&self) -> bool {
        self.dropping_from.is_some()
    }

    /// Returns whether text is the content of a `style` element, which is printed as it is.
    ///
    /// A `style` inside a `title`, which only `<title/>` allows, is an exception. Browsers read markup there
    /// as text up to the first `</title>`: one in the style sheet would end the title, and the rest of the
    /// style sheet would be markup (differences.md 27).
    fn is_in_style(&self) -> bool {
        self.open.last().is_some_and(|open| open.element.name == "style") && !self.is_open("title")
    }

    /// Returns whether any element of a name in the table is open.
    fn is_open(&self, name: &str) -> bool {
        let count = elements::find(name).and_then(|name| self.open_counts.get(name));
        count.is_some_and(|&count| count > 0)
    }

    fn push_text(&mut self, text: Range<usize>) {
        // Also after `<style/>`, which begins no raw text: the reference prints that decoded, and with it any
        // markup that was written in entities.
        if !self.is_dropping() {
            escape::push_text(&mut self.printer, text);
        }
    }

    fn push_raw_text(&mut self, text: Range<usize>) {
        if self.is_dropping() {
        } else if self.is_in_style() {
            self.printer.keep(text);
        } else {
            escape::push_raw_text(&mut self.printer, text);
        }
    }

    fn open(&mut self, tag: &StartTag<'a>, attributes: &mut Vec<Attribute<'a>>) {
        let name = self.number(tag.name);
        let element = elements::get(name);
        self.close_implied(element);
        if !self.is_dropping() {
            if element.is(KEPT) {
                self.push_start_tag(name, tag, attributes);
            } else if element.is(DROPPED) {
                self.dropping_from = Some(self.open.len());
            }
        }
        if element.is(VOID) {
            self.push_end_tag(element, None);
            return;
        }
        if element.is(FOREIGN | INTEGRATION) {
            self.foreign.push(element.is(FOREIGN));
        }
        self.open.push(Open { name, element });
        if let Some(count) = self.open_counts.get_mut(name) {
            *count += 1;
        }
        if tag.self_closing && self.foreign.last() == Some(&true) {
            self.pop();
        }
    }

    /// Closes what the start tag of `element` closes.
    fn close_implied(&mut self, element: &Element) {
        while self.open.last().is_some_and(|open| element.closes(open.element)) {
            self.pop();
        }
    }

    fn close(&mut self, written: &'a str, place: Option<Range<usize>>) {
        let (name, is_printed) = match self.open.last() {
            Some(open) if elements::is_printed(open.name, written) => (Some(open.name), true),
            _ => {
                let name = self.find(written);
                (name, name.is_some_and(|name| elements::is_printed(name, written)))
            }
        };
        let element = name.map_or(&elements::UNKNOWN, elements::get);
        if element.is(FOREIGN | INTEGRATION) {
            self.foreign.pop();
        }
        if let Some(name) = name
            && self.open_counts.get(name).is_some_and(|&count| count > 0)
        {
            while self.open.last().is_some_and(|open| open.name != name) {
                self.pop();
            }
            self.pop_at(place.filter(|_| is_printed));
        } else if !self.is_dropping() {
            match element.name {
                "p" => self.printer.push("<p></p>"),
                "br" => self.printer.push("<br />"),
                _ => {}
            }
        }
    }

    /// Closes the innermost element, whose end tag is missing or written in another way.
    fn pop(&mut self) -> Option<()> {
        self.pop_at(None)
    }

    /// Closes the innermost element, whose end tag is written there as it is printed.
    fn pop_at(&mut self, place: Option<Range<usize>>) -> Option<()> {
        let Open { name, element } = self.open.pop()?;
        if let Some(count) = self.open_counts.get_mut(name) {
            *count -= 1;
        }
        if self.dropping_from == Some(self.open.len()) {
            self.dropping_from = None;
        } else {
            self.push_end_tag(element, place);
        }
        Some(())
    }

    fn push_start_tag(&mut self, name: usize, tag: &StartTag<'a>, attributes: &mut Vec<Attribute<'a>>) {
        let element = elements::get(name);
        if elements::is_printed(name, tag.name) {
            self.printer.keep(tag.front.clone());
        } else {
            self.printer.push("<");
            self.printer.push(element.name);
        }
        attributes::push(&mut self.printer, element.name, attributes);
        if element.is(SLASH) {
            self.printer.push(" />");
        } else if tag.back.len() == ">".len() {
            self.printer.keep(tag.back.clone());
        } else {
            self.printer.push(">");
        }
    }

    /// Prints the end tag of an element, unless that is dropped or never has one.
    fn push_end_tag(&mut self, element: &Element, place: Option<Range<usize>>) {
        if !element.is(KEPT) || element.is(SLASH) || self.is_dropping() {
            return;
        }
        match place {
            Some(place) => self.printer.keep(place),
            None => {
                self.printer.push("</");
                self.printer.push(element.name);
                self.printer.push(">");
            }
        }
    }

    /// Returns the number of a name: its position in the table of elements or, beyond that, among the unknown
    /// ones.
    fn number(&mut self, name: &'a str) -> usize {
        self.find(name).unwrap_or_else(|| {
            let number = self.open_counts.len();
            self.open_counts.push(0);
            if number < MAX_UNKNOWN + elements::COUNT {
                self.unknown.insert(lower_case(name), number);
            }
            number
        })
    }

    /// Returns the number of a name, if it has one.
    fn find(&self, name: &str) -> Option<usize> {
        elements::find(name).or_else(|| {
            let name = lower_case(name);
            // Unicode has a `k` of its own, the KELVIN SIGN.
            elements::find(&name)
                .or_else(|| self.unknown.get(&name).copied())
                // The number of all further names, once there are any.
                .or_else(|| Some(elements::COUNT + MAX_UNKNOWN).filter(|&last| last < self.open_counts.len()))
        })
    }
}
