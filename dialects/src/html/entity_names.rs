//! The named character references of the HTML standard.
//!
//! `entities.txt` holds the names that end with `;`, one a line with its code points, sorted by bytes so that
//! it is searched where it lies. It was written from Python's copy of the standard's list:
//! ```text
//! from html.entities import html5
//! for name in sorted(name[:-1] for name in html5 if name.endswith(";")):
//!     print(name, *("%X" % ord(c) for c in html5[name + ";"]))
//! ```
//! [`find_legacy`] holds those that also work without `;`.

use super::entities::Decoded;

/// Finds a name that works without `;`.
#[rustfmt::skip]
pub(super) fn find_legacy(name: &str) -> Option<char> {
    Some(match name {
        "GT" => '\u{3E}', "LT" => '\u{3C}', "gt" => '\u{3E}', "lt" => '\u{3C}', "AMP" => '\u{26}',
        "ETH" => '\u{D0}', "REG" => '\u{AE}', "amp" => '\u{26}', "deg" => '\u{B0}', "eth" => '\u{F0}',
        "not" => '\u{AC}', "reg" => '\u{AE}', "shy" => '\u{AD}', "uml" => '\u{A8}', "yen" => '\u{A5}',
        "Auml" => '\u{C4}', "COPY" => '\u{A9}', "Euml" => '\u{CB}', "Iuml" => '\u{CF}', "Ouml" => '\u{D6}',
        "QUOT" => '\u{22}', "Uuml" => '\u{DC}', "auml" => '\u{E4}', "cent" => '\u{A2}', "copy" => '\u{A9}',
        "euml" => '\u{EB}', "iuml" => '\u{EF}', "macr" => '\u{AF}', "nbsp" => '\u{A0}', "ordf" => '\u{AA}',
        "ordm" => '\u{BA}', "ouml" => '\u{F6}', "para" => '\u{B6}', "quot" => '\u{22}', "sect" => '\u{A7}',
        "sup1" => '\u{B9}', "sup2" => '\u{B2}', "sup3" => '\u{B3}', "uuml" => '\u{FC}', "yuml" => '\u{FF}',
        "AElig" => '\u{C6}', "Acirc" => '\u{C2}', "Aring" => '\u{C5}', "Ecirc" => '\u{CA}',
        "Icirc" => '\u{CE}', "Ocirc" => '\u{D4}', "THORN" => '\u{DE}', "Ucirc" => '\u{DB}',
        "acirc" => '\u{E2}', "acute" => '\u{B4}', "aelig" => '\u{E6}', "aring" => '\u{E5}',
        "cedil" => '\u{B8}', "ecirc" => '\u{EA}', "icirc" => '\u{EE}', "iexcl" => '\u{A1}',
        "laquo" => '\u{AB}', "micro" => '\u{B5}', "ocirc" => '\u{F4}', "pound" => '\u{A3}',
        "raquo" => '\u{BB}', "szlig" => '\u{DF}', "thorn" => '\u{FE}', "times" => '\u{D7}',
        "ucirc" => '\u{FB}', "Aacute" => '\u{C1}', "Agrave" => '\u{C0}', "Atilde" => '\u{C3}',
        "Ccedil" => '\u{C7}', "Eacute" => '\u{C9}', "Egrave" => '\u{C8}', "Iacute" => '\u{CD}',
        "Igrave" => '\u{CC}', "Ntilde" => '\u{D1}', "Oacute" => '\u{D3}', "Ograve" => '\u{D2}',
        "Oslash" => '\u{D8}', "Otilde" => '\u{D5}', "Uacute" => '\u{DA}', "Ugrave" => '\u{D9}',
        "Yacute" => '\u{DD}', "aacute" => '\u{E1}', "agrave" => '\u{E0}', "atilde" => '\u{E3}',
        "brvbar" => '\u{A6}', "ccedil" => '\u{E7}', "curren" => '\u{A4}', "divide" => '\u{F7}',
        "eacute" => '\u{E9}', "egrave" => '\u{E8}', "frac12" => '\u{BD}', "frac14" => '\u{BC}',
        "frac34" => '\u{BE}', "iacute" => '\u{ED}', "igrave" => '\u{EC}', "iquest" => '\u{BF}',
        "middot" => '\u{B7}', "ntilde" => '\u{F1}', "oacute" => '\u{F3}', "ograve" => '\u{F2}',
        "oslash" => '\u{F8}', "otilde" => '\u{F5}', "plusmn" => '\u{B1}', "uacute" => '\u{FA}',
        "ugrave" => '\u{F9}', "yacute" => '\u{FD}',
        _ => return None,
    })
}

/// Finds a name that needs its `;` (given without it).
pub(super) fn find(name: &str) -> Option<Decoded> {
    let index = lower_bound(name.as_bytes());
    let start = usize::from(*LINES.get(index)?);
    let line = NAMES.get(start..)?.lines().next()?;
    let mut characters = line
        .strip_prefix(name)?
        .strip_prefix(' ')?
        .split_ascii_whitespace()
        .filter_map(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
    Some(Decoded {
        first: characters.next()?,
        second: characters.next(),
    })
}

/// Returns how much of `text` is the beginning of a name, or a whole one.
pub(super) fn longest_prefix(text: &[u8]) -> usize {
    let index = lower_bound(text);
    let common = |other: &[u8]| {
        other
            .iter()
            .zip(text)
            .take_while(|(left, right)| left == right)
            .count()
    };
    // The names that share most with it are those it stands between.
    common(name_at(index)).max(index.checked_sub(1).map_or(0, |before| common(name_at(before))))
}

/// Returns whether `text` is a whole name.
pub(super) fn is_name(text: &[u8]) -> bool {
    name_at(lower_bound(text)) == text
}

/// Returns the position of the first name that does not sort before `name`.
fn lower_bound(name: &[u8]) -> usize {
    let Some(&first) = name.first() else { return 0 };
    let begins = |byte: usize| usize::from(FIRST[byte]);
    let (start, end) = (begins(first.into()), begins(usize::from(first) + 1));
    let lines = LINES.get(start..end).unwrap_or_default();
    // The rest of a line sorts before letters and digits, like the end of the name.
    start + lines.partition_point(|&line| rest_from(line) < name)
}

/// Returns the name at a position in `LINES`, or nothing beyond its end.
fn name_at(index: usize) -> &'static [u8] {
    let rest = LINES.get(index).map_or(&b""[..], |&line| rest_from(line));
    let end = rest.iter().position(|&byte| byte == b' ').unwrap_or_default();
    rest.get(..end).unwrap_or_default()
}

/// Returns `NAMES` from the start of a line.
fn rest_from(line: u16) -> &'static [u8] {
    NAMES.as_bytes().get(usize::from(line)..).unwrap_or_default()
}

/// The names that end with `;`, without it.
static NAMES: &str = include_str!("entities.txt");

/// Where the lines of `NAMES` start.
static LINES: [u16; 2125] = {
    let names = NAMES.as_bytes();
    let mut starts = [0; 2125];
    let mut line = 0;
    let mut at = 0;
    while at < names.len() {
        starts[line] = at as u16;
        line += 1;
        while names[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    assert!(line == starts.len() && at <= u16::MAX as usize);
    starts
};

/// The position in `LINES` of the first name that begins with a byte or a later one.
static FIRST: [u16; 257] = {
    let mut first = [0; 257];
    let mut byte = 0;
    let mut line = 0;
    while byte < 257 {
        while line < LINES.len() && (NAMES.as_bytes()[LINES[line] as usize] as usize) < byte {
            line += 1;
        }
        first[byte] = line as u16;
        byte += 1;
    }
    first
};

/// The length of the longest name in `NAMES`.
pub(super) const LONGEST_NAME: usize = 31;

/// The length of the longest name that works without `;`.
pub(super) const LONGEST_LEGACY_NAME: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_table_is_found() {
        let mut previous = "";
        for line in NAMES.lines() {
            let (name, code_points) = line.split_once(' ').expect("a name and code points");
            assert!(previous < name, "{name}");
            assert!(name.len() <= LONGEST_NAME);
            let expected: String = code_points
                .split_ascii_whitespace()
                .map(|digits| char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap())
                .collect();
            let found = find(name).expect(name);
            assert_eq!(
                found
                    .second
                    .into_iter()
                    .fold(found.first.to_string(), |s, c| s + &c.to_string()),
                expected
            );
            assert!(is_name(name.as_bytes()) && longest_prefix(name.as_bytes()) == name.len());
            previous = name;
        }
    }

    #[test]
    fn legacy_names_need_no_semicolon_and_mean_the_same() {
        let names = NAMES.lines().filter_map(|line| line.split(' ').next());
        let mut count = 0;
        for (name, character) in names.filter_map(|name| Some((name, find_legacy(name)?))) {
            assert_eq!(find(name), Some(character.into()), "{name}");
            assert!(name.len() <= LONGEST_LEGACY_NAME, "{name}");
            count += 1;
        }
        assert_eq!(count, 106);
    }

    #[test]
    fn beginnings_of_names_are_recognised() {
        assert_eq!(longest_prefix(b"center=1"), 6);
        assert_eq!(longest_prefix(b"\xff"), 0);
        assert_eq!(longest_prefix(b"zwnjx"), 4);
        assert!(!is_name(b"") && !is_name(b"ltl"));
    }
}
