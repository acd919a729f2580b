//! The named character references of the HTML standard.
//!
//! `entities.txt` holds the names that end with `;`, one a line with its code points, sorted by bytes so that it is
//! searched where it lies. It was written from Python's copy of the standard's list:
//! ```text
//! from html.entities import html5
//! for name in sorted(name[:-1] for name in html5 if name.endswith(";")):
//!     print(name, *("%X" % ord(c) for c in html5[name + ";"]))
//! ```
//! `LEGACY` holds those that also work without `;`.

use super::{entities::Decoded, name};

/// Finds a name that works without `;`.
pub(super) fn find_legacy(name: &str) -> Option<char> {
    if name.len() > LONGEST_LEGACY_NAME {
        return None;
    }
    let index = LEGACY_KEYS.binary_search(&name::pack(name.as_bytes())?).ok()?;
    LEGACY.get(index).map(|&(_, character)| character)
}

/// Finds a name that needs its `;` (given without it).
pub(super) fn find(name: &str) -> Option<Decoded> {
    let index = lower_bound(name.as_bytes());
    let start = usize::from(*LINES.get(index)?);
    let line = NAMES.get(start..)?.lines().next()?;
    let mut characters = line
        .strip_prefix(name)?
        .strip_prefix(' ')?
        .split(' ')
        .filter_map(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
    Some(Decoded {
        first: characters.next()?,
        second: characters.next(),
    })
}

/// How much of `text` is the beginning of a name, or a whole one.
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

/// Whether `text` is a whole name.
pub(super) fn is_name(text: &[u8]) -> bool {
    name_at(lower_bound(text)) == text
}

/// The position of the first name that does not sort before `name`.
fn lower_bound(name: &[u8]) -> usize {
    let start = start_of(name);
    let first = STARTS.partition_point(|&other| other < start);
    // Few names have the same start.
    let alike = STARTS.iter().zip(&LINES).skip(first);
    first
        + alike
            .take_while(|&(&other, &line)| other == start && name_from(line) < name)
            .count()
}

/// The first eight bytes of a name as a number that sorts like them.
const fn start_of(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = if name.len() < bytes.len() {
        name.len()
    } else {
        bytes.len()
    };
    bytes
        .split_at_mut(length)
        .0
        .copy_from_slice(name.split_at(length).0);
    u64::from_be_bytes(bytes)
}

/// The name at a position in `LINES`; empty beyond its end.
fn name_at(index: usize) -> &'static [u8] {
    LINES.get(index).map_or(b"", |&line| name_from(line))
}

/// The name on the line that starts here.
fn name_from(start: u16) -> &'static [u8] {
    let rest = NAMES.as_bytes().get(usize::from(start)..).unwrap_or_default();
    let end = rest.iter().position(|&byte| byte == b' ').unwrap_or_default();
    rest.get(..end).unwrap_or_default()
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

/// The starts of the names, so that most comparisons in a search are of numbers.
static STARTS: [u64; LINES.len()] = {
    let names = NAMES.as_bytes();
    let mut starts = [0; LINES.len()];
    let mut line = 0;
    while line < starts.len() {
        let rest = names.split_at(LINES[line] as usize).1;
        let mut length = 0;
        while rest[length] != b' ' {
            length += 1;
        }
        starts[line] = start_of(rest.split_at(length).0);
        line += 1;
    }
    starts
};

/// The length of the longest name in `NAMES`.
pub(super) const LONGEST_NAME: usize = 31;

/// The length of the longest name in `LEGACY`.
pub(super) const LONGEST_LEGACY_NAME: usize = 6;

/// The packed names of `LEGACY`.
static LEGACY_KEYS: [u128; LEGACY.len()] = {
    let mut keys = [0; LEGACY.len()];
    let mut index = 0;
    while index < LEGACY.len() {
        keys[index] = match name::pack(LEGACY[index].0.as_bytes()) {
            Some(key) => key,
            None => panic!("the name of an entity is too long"),
        };
        assert!(
            index == 0 || keys[index - 1] < keys[index],
            "the entities are not sorted"
        );
        index += 1;
    }
    keys
};

/// The names that work without `;`, sorted.
#[rustfmt::skip]
const LEGACY: [(&str, char); 106] = [
    ("AElig", '\u{C6}'), ("AMP", '\u{26}'), ("Aacute", '\u{C1}'), ("Acirc", '\u{C2}'), ("Agrave", '\u{C0}'),
    ("Aring", '\u{C5}'), ("Atilde", '\u{C3}'), ("Auml", '\u{C4}'), ("COPY", '\u{A9}'), ("Ccedil", '\u{C7}'),
    ("ETH", '\u{D0}'), ("Eacute", '\u{C9}'), ("Ecirc", '\u{CA}'), ("Egrave", '\u{C8}'), ("Euml", '\u{CB}'),
    ("GT", '\u{3E}'), ("Iacute", '\u{CD}'), ("Icirc", '\u{CE}'), ("Igrave", '\u{CC}'), ("Iuml", '\u{CF}'),
    ("LT", '\u{3C}'), ("Ntilde", '\u{D1}'), ("Oacute", '\u{D3}'), ("Ocirc", '\u{D4}'), ("Ograve", '\u{D2}'),
    ("Oslash", '\u{D8}'), ("Otilde", '\u{D5}'), ("Ouml", '\u{D6}'), ("QUOT", '\u{22}'), ("REG", '\u{AE}'),
    ("THORN", '\u{DE}'), ("Uacute", '\u{DA}'), ("Ucirc", '\u{DB}'), ("Ugrave", '\u{D9}'),
    ("Uuml", '\u{DC}'), ("Yacute", '\u{DD}'), ("aacute", '\u{E1}'), ("acirc", '\u{E2}'),
    ("acute", '\u{B4}'), ("aelig", '\u{E6}'), ("agrave", '\u{E0}'), ("amp", '\u{26}'), ("aring", '\u{E5}'),
    ("atilde", '\u{E3}'), ("auml", '\u{E4}'), ("brvbar", '\u{A6}'), ("ccedil", '\u{E7}'),
    ("cedil", '\u{B8}'), ("cent", '\u{A2}'), ("copy", '\u{A9}'), ("curren", '\u{A4}'), ("deg", '\u{B0}'),
    ("divide", '\u{F7}'), ("eacute", '\u{E9}'), ("ecirc", '\u{EA}'), ("egrave", '\u{E8}'),
    ("eth", '\u{F0}'), ("euml", '\u{EB}'), ("frac12", '\u{BD}'), ("frac14", '\u{BC}'), ("frac34", '\u{BE}'),
    ("gt", '\u{3E}'), ("iacute", '\u{ED}'), ("icirc", '\u{EE}'), ("iexcl", '\u{A1}'), ("igrave", '\u{EC}'),
    ("iquest", '\u{BF}'), ("iuml", '\u{EF}'), ("laquo", '\u{AB}'), ("lt", '\u{3C}'), ("macr", '\u{AF}'),
    ("micro", '\u{B5}'), ("middot", '\u{B7}'), ("nbsp", '\u{A0}'), ("not", '\u{AC}'), ("ntilde", '\u{F1}'),
    ("oacute", '\u{F3}'), ("ocirc", '\u{F4}'), ("ograve", '\u{F2}'), ("ordf", '\u{AA}'), ("ordm", '\u{BA}'),
    ("oslash", '\u{F8}'), ("otilde", '\u{F5}'), ("ouml", '\u{F6}'), ("para", '\u{B6}'),
    ("plusmn", '\u{B1}'), ("pound", '\u{A3}'), ("quot", '\u{22}'), ("raquo", '\u{BB}'), ("reg", '\u{AE}'),
    ("sect", '\u{A7}'), ("shy", '\u{AD}'), ("sup1", '\u{B9}'), ("sup2", '\u{B2}'), ("sup3", '\u{B3}'),
    ("szlig", '\u{DF}'), ("thorn", '\u{FE}'), ("times", '\u{D7}'), ("uacute", '\u{FA}'),
    ("ucirc", '\u{FB}'), ("ugrave", '\u{F9}'), ("uml", '\u{A8}'), ("uuml", '\u{FC}'), ("yacute", '\u{FD}'),
    ("yen", '\u{A5}'), ("yuml", '\u{FF}'),
];

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
                .split(' ')
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
        for (name, character) in LEGACY {
            assert_eq!(find(name), Some(character.into()), "{name}");
            assert_eq!(find_legacy(name), Some(character));
        }
    }

    #[test]
    fn beginnings_of_names_are_recognised() {
        assert_eq!(longest_prefix(b"center=1"), 6);
        assert_eq!(longest_prefix(b"\xff"), 0);
        assert_eq!(longest_prefix(b"zwnjx"), 4);
        assert!(!is_name(b"") && !is_name(b"ltl"));
    }
}
