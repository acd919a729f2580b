//! Output that is mostly the input.

use std::{borrow::Cow, ops::Range};

/// Prints what becomes of an input. Parts that stay as they were written are only noted while each follows
/// the one before it, and copied as one run when something else has to be printed: whole paragraphs at a
/// time, and nothing at all of an input that is fine.
#[derive(Debug)]
pub(super) struct Printer<'a> {
    input: &'a str,
    /// The output before the run.
    out: String,
    /// The part of the input that comes after `out`.
    run: Range<usize>,
}

impl<'a> Printer<'a> {
    /// Prints nothing yet.
    pub(super) fn new(input: &'a str) -> Self {
        Self {
            input,
            out: String::new(),
            run: 0..0,
        }
    }

    /// Returns a part of the input.
    pub(super) fn input(&self, part: Range<usize>) -> &'a str {
        self.input.get(part).unwrap_or_default()
    }

    /// Prints a part of the input as it was written.
    pub(super) fn keep(&mut self, part: Range<usize>) {
        if part.start != self.run.end {
            self.flush();
            self.run.start = part.start;
        }
        self.run.end = part.end;
    }

    /// Prints a text.
    pub(super) fn push(&mut self, text: &str) {
        self.flush();
        self.append(text);
    }

    /// Returns the output.
    pub(super) fn finish(mut self) -> Cow<'a, str> {
        if self.out.is_empty() {
            return Cow::Borrowed(self.input(self.run.clone()));
        }
        self.flush();
        Cow::Owned(self.out)
    }

    /// Copies the run.
    fn flush(&mut self) {
        if !self.run.is_empty() {
            self.append(self.input(self.run.clone()));
            self.run.start = self.run.end;
        }
    }

    fn append(&mut self, text: &str) {
        if self.out.capacity() == 0 {
            self.out.reserve(self.input.len() + self.input.len() / 8);
        }
        self.out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_in_one_piece_is_borrowed() {
        let mut printer = Printer::new("one two three");
        printer.keep(4..5);
        printer.keep(5..8);
        assert!(matches!(printer.finish(), Cow::Borrowed("two ")));
        assert_eq!(Printer::new("one").finish(), "");
    }

    #[test]
    fn kept_parts_may_come_in_any_order() {
        let mut printer = Printer::new("one two three");
        printer.push("<");
        printer.keep(4..8);
        printer.keep(0..4);
        printer.push("-");
        printer.keep(8..13);
        assert_eq!(printer.finish(), "<two one -three");
    }
}
