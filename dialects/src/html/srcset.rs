//! `srcset` values (sanitize.md §7).

use super::urls::Scheme;
use std::fmt::Write as _;

/// Returns the image candidates of `value` whose URLs are allowed, printed the way all are; `None` without
/// one.
pub(super) fn clean(value: &str) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c| is_space(c) || c == ',');
        if rest.is_empty() {
            break;
        }
        let (word, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        let url = word.trim_end_matches(',');
        let descriptors = if url.len() < word.len() {
            rest = after;
            Some(Descriptors::default())
        } else {
            let end = end_of_candidate(after);
            rest = after.get(end..).unwrap_or_default();
            Descriptors::parse(after.get(..end).unwrap_or_default())
        };
        let Some(descriptors) = descriptors else { continue };
        if Scheme::of(url) != Scheme::Harmless {
            continue;
        }
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(url);
        descriptors.push(&mut out);
    }
    (!out.is_empty()).then_some(out)
}

/// Returns whether HTML treats the byte as white space.
fn is_space(character: char) -> bool {
    character.is_ascii_whitespace()
}

/// Returns where the comma is that ends a candidate; those in parentheses do not.
fn end_of_candidate(descriptors: &str) -> usize {
    let mut in_parentheses = false;
    for (at, byte) in descriptors.bytes().enumerate() {
        match byte {
            b',' if !in_parentheses => return at,
            b'(' => in_parentheses = true,
            b')' => in_parentheses = false,
            _ => {}
        }
    }
    descriptors.len()
}

/// The descriptors after the URL of a candidate. Zero is the same as absent, like in JavaScript.
#[derive(Debug, Default)]
struct Descriptors {
    width: f64,
    height: f64,
    density: f64,
}

impl Descriptors {
    /// Reads the descriptors of one candidate; `None` if any is bad.
    fn parse(text: &str) -> Option<Self> {
        let mut all = Self::default();
        let mut rest = text.trim_start_matches(is_space);
        while !rest.is_empty() {
            let (descriptor, after) = rest.split_at(end_of_descriptor(rest));
            rest = after.trim_start_matches(is_space);
            all.add(descriptor)?;
        }
        Some(all)
    }

    fn add(&mut self, descriptor: &str) -> Option<()> {
        let Self {
            width,
            height,
            density,
        } = self;
        let (unit_at, unit) = descriptor.char_indices().next_back()?;
        let number = descriptor.get(..unit_at)?;
        match unit {
            'w' if *width == 0.0 && *density == 0.0 => *width = positive_integer(number)?,
            'h' if *height == 0.0 && *density == 0.0 => *height = positive_integer(number)?,
            'x' if *width == 0.0 && *height == 0.0 && *density == 0.0 => *density = decimal(number)?,
            _ => return None,
        }
        Some(())
    }

    fn push(&self, out: &mut String) {
        for (number, unit) in [(self.width, 'w'), (self.height, 'h'), (self.density, 'x')] {
            if number != 0.0 {
                // Writing to a string does not fail.
                let _ = write!(out, " {}{unit}", ryu_js::Buffer::new().format(number));
            }
        }
    }
}

/// Returns where the white space is that ends a descriptor; that in parentheses does not.
fn end_of_descriptor(text: &str) -> usize {
    let mut in_parentheses = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => in_parentheses = true,
            b')' => in_parentheses = false,
            _ if !in_parentheses && is_space(char::from(byte)) => return at,
            _ => {}
        }
    }
    text.len()
}

/// Reads digits that are not all zero.
fn positive_integer(digits: &str) -> Option<f64> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| all_digits)?;
    (number != 0.0).then_some(number)
}

/// Reads a number such as `2`, `.5` or `1e3`, but neither `+2` nor `2.`.
fn decimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let well_formed = match unsigned.split_once('.') {
        Some((whole, fraction)) => (whole.is_empty() || is_digits(whole)) && is_digits(fraction),
        None => is_digits(unsigned),
    } && exponent
        .is_none_or(|exponent| is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)));
    text.parse()
        .ok()
        .filter(|&number: &f64| well_formed && number >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_printed_in_one_form() {
        let cleaned = clean("a 0x 5x,\n b -0x, c 1w 2h, d 5h, e .5x, f 1e3x, i(a,b), ,,j,, m 1e-7x");
        assert_eq!(
            cleaned.as_deref(),
            Some("a 5x, b, c 1w 2h, d 5h, e 0.5x, f 1000x, i(a,b), j, m 1e-7x")
        );
    }

    #[test]
    fn bad_candidates_and_naughty_urls_are_left_out() {
        assert_eq!(
            clean("a 1.x, b 1x 1x, c +1x, d 0w, e 1w 1x, f é, g (a, b) 1x, javascript:x 1x, cid:x"),
            None
        );
        assert_eq!(clean("a 1y, b 2x").as_deref(), Some("b 2x"));
        assert_eq!(clean(" , "), None);
    }
}
