//! The known elements: whether each is kept, and how it changes the stack of open elements.

/// The element is kept in the output (sanitize.md §6).
pub(super) const KEPT: u8 = 1;
/// The element is removed with its text and everything inside it (§6).
pub(super) const DROPPED: u8 = 1 << 1;
/// The element has no content and never enters the stack (§5).
pub(super) const VOID: u8 = 1 << 2;
/// The element is printed with ` />` (§6).
pub(super) const SLASH: u8 = 1 << 3;
/// Inside the element `/>` closes (§5).
pub(super) const FOREIGN: u8 = 1 << 4;
/// Inside the element `/>` no longer closes, even in foreign content (§5).
pub(super) const INTEGRATION: u8 = 1 << 5;

// One bit for each element that another one's start tag can close. `input` and `link` are in the lists of
// sanitize.md §5 too, but they are void and so never on the stack.
const BUTTON: u32 = 1 << 0;
const DATALIST: u32 = 1 << 1;
const DD: u32 = 1 << 2;
const DT: u32 = 1 << 3;
const HEAD: u32 = 1 << 4;
const LI: u32 = 1 << 5;
const OPTGROUP: u32 = 1 << 6;
const OPTION: u32 = 1 << 7;
const P: u32 = 1 << 8;
const RP: u32 = 1 << 9;
const RT: u32 = 1 << 10;
const SCRIPT: u32 = 1 << 11;
const SELECT: u32 = 1 << 12;
const TBODY: u32 = 1 << 13;
const TD: u32 = 1 << 14;
const TEXTAREA: u32 = 1 << 15;
const TH: u32 = 1 << 16;
const THEAD: u32 = 1 << 17;
const TR: u32 = 1 << 18;
/// The elements that the start tag of a form control closes.
const CONTROLS: u32 = OPTION | OPTGROUP | SELECT | BUTTON | DATALIST | TEXTAREA;

/// A known element.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name in lower case.
    pub(super) name: &'static str,
    /// The name again, packed.
    key: u64,
    flags: u8,
    /// Its own bit in `closes`.
    bit: u32,
    /// The elements that its start tag closes while they are innermost.
    closes: u32,
}

impl Element {
    const fn new(name: &'static str, flags: u8, bit: u32, closes: u32) -> Self {
        Self {
            name,
            key: pack(name),
            flags,
            bit,
            closes,
        }
    }

    /// Returns whether this is the name of the element, in lower case; `key` is the name, packed.
    fn has_name(&self, key: u64, name: &str) -> bool {
        self.key == key && self.name.len() == name.len() && (name.len() <= 8 || self.name == name)
    }

    /// Returns whether any of `flags` is set.
    pub(super) const fn is(&self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    /// Returns whether the start tag of this element closes an innermost `open` one.
    pub(super) const fn closes(&self, open: &Self) -> bool {
        self.closes & open.bit != 0
    }
}

/// Returns the first bytes of a name as one number, so that names of up to eight bytes are compared in one
/// step.
const fn pack(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (mut key, mut at) = (0, 0);
    while at < bytes.len() && at < 8 {
        key = key << 8 | bytes[at] as u64;
        at += 1;
    }
    key
}

/// Stands for every element that is not in the table: unwrapped, and nothing else.
pub(super) static UNKNOWN: Element = Element::new("", 0, 0, 0);

/// How many elements there are in the table.
pub(super) const COUNT: usize = 112;

/// All elements that differ from `UNKNOWN`, sorted by name.
#[rustfmt::skip]
static ELEMENTS: [Element; COUNT] = [
    Element::new("a", KEPT, 0, 0),
    Element::new("abbr", KEPT, 0, 0),
    Element::new("address", KEPT, 0, P),
    Element::new("annotation-xml", INTEGRATION, 0, 0),
    Element::new("area", VOID, 0, 0),
    Element::new("article", KEPT, 0, P),
    Element::new("aside", KEPT, 0, P),
    Element::new("b", KEPT, 0, 0),
    Element::new("base", VOID, 0, 0),
    Element::new("basefont", VOID, 0, 0),
    Element::new("bdi", KEPT, 0, 0),
    Element::new("bdo", KEPT, 0, 0),
    Element::new("blockquote", KEPT, 0, P),
    Element::new("body", KEPT, 0, HEAD | SCRIPT),
    Element::new("br", KEPT | VOID | SLASH, 0, 0),
    Element::new("button", 0, BUTTON, CONTROLS),
    Element::new("caption", KEPT, 0, 0),
    Element::new("cite", KEPT, 0, 0),
    Element::new("code", KEPT, 0, 0),
    Element::new("col", KEPT | VOID, 0, 0),
    Element::new("colgroup", KEPT, 0, 0),
    Element::new("command", VOID, 0, 0),
    Element::new("data", KEPT, 0, 0),
    Element::new("datalist", 0, DATALIST, CONTROLS),
    Element::new("dd", KEPT, DD, DD | DT),
    Element::new("desc", INTEGRATION, 0, 0),
    Element::new("details", 0, 0, P),
    Element::new("dfn", KEPT, 0, 0),
    Element::new("div", KEPT, 0, P),
    Element::new("dl", KEPT, 0, P),
    Element::new("dt", KEPT, DT, DD | DT),
    Element::new("em", KEPT, 0, 0),
    Element::new("embed", VOID, 0, 0),
    Element::new("fieldset", 0, 0, P),
    Element::new("figcaption", KEPT, 0, P),
    Element::new("figure", KEPT, 0, P),
    Element::new("footer", KEPT, 0, P),
    Element::new("foreignobject", INTEGRATION, 0, 0),
    Element::new("form", 0, 0, P),
    Element::new("frame", VOID, 0, 0),
    Element::new("h1", KEPT, 0, P),
    Element::new("h2", KEPT, 0, P),
    Element::new("h3", KEPT, 0, P),
    Element::new("h4", KEPT, 0, P),
    Element::new("h5", KEPT, 0, P),
    Element::new("h6", KEPT, 0, P),
    Element::new("head", KEPT, HEAD, 0),
    Element::new("header", KEPT, 0, P),
    Element::new("hgroup", KEPT, 0, 0),
    Element::new("hr", KEPT | VOID | SLASH, 0, P),
    Element::new("html", KEPT, 0, 0),
    Element::new("i", KEPT, 0, 0),
    Element::new("img", KEPT | VOID | SLASH, 0, 0),
    Element::new("input", VOID, 0, CONTROLS),
    Element::new("isindex", VOID, 0, 0),
    Element::new("kbd", KEPT, 0, 0),
    Element::new("keygen", VOID, 0, 0),
    Element::new("li", KEPT, LI, LI),
    Element::new("link", KEPT | VOID | SLASH, 0, 0),
    Element::new("main", KEPT, 0, P),
    Element::new("mark", KEPT, 0, 0),
    Element::new("math", FOREIGN, 0, 0),
    Element::new("menu", KEPT, 0, 0),
    Element::new("meta", KEPT | VOID | SLASH, 0, 0),
    Element::new("mi", INTEGRATION, 0, 0),
    Element::new("mn", INTEGRATION, 0, 0),
    Element::new("mo", INTEGRATION, 0, 0),
    Element::new("ms", INTEGRATION, 0, 0),
    Element::new("mtext", INTEGRATION, 0, 0),
    Element::new("nav", KEPT, 0, P),
    Element::new("ol", KEPT, 0, P),
    Element::new("optgroup", 0, OPTGROUP, OPTGROUP | OPTION),
    Element::new("option", DROPPED, OPTION, OPTION),
    Element::new("output", 0, 0, CONTROLS),
    Element::new("p", KEPT, P, P),
    Element::new("param", VOID, 0, 0),
    Element::new("pre", KEPT, 0, P),
    Element::new("q", KEPT, 0, 0),
    Element::new("rb", KEPT, 0, 0),
    Element::new("rp", KEPT, RP, RT | RP),
    Element::new("rt", KEPT, RT, RT | RP),
    Element::new("rtc", KEPT, 0, 0),
    Element::new("ruby", KEPT, 0, 0),
    Element::new("s", KEPT, 0, 0),
    Element::new("samp", KEPT, 0, 0),
    Element::new("script", DROPPED, SCRIPT, 0),
    Element::new("section", KEPT, 0, P),
    Element::new("select", 0, SELECT, CONTROLS),
    Element::new("small", KEPT, 0, 0),
    Element::new("source", VOID, 0, 0),
    Element::new("span", KEPT, 0, 0),
    Element::new("strong", KEPT, 0, 0),
    Element::new("style", KEPT, 0, 0),
    Element::new("sub", KEPT, 0, 0),
    Element::new("sup", KEPT, 0, 0),
    Element::new("svg", FOREIGN, 0, 0),
    Element::new("table", KEPT, 0, P),
    Element::new("tbody", KEPT, TBODY, THEAD | TBODY),
    Element::new("td", KEPT, TD, THEAD | TH | TD),
    Element::new("textarea", DROPPED, TEXTAREA, CONTROLS),
    Element::new("tfoot", KEPT, 0, THEAD | TBODY),
    Element::new("th", KEPT, TH, TH),
    Element::new("thead", KEPT, THEAD, 0),
    Element::new("time", KEPT, 0, 0),
    Element::new("title", KEPT | INTEGRATION, 0, 0),
    Element::new("tr", KEPT, TR, TR | TH | TD),
    Element::new("track", VOID, 0, 0),
    Element::new("u", KEPT, 0, 0),
    Element::new("ul", KEPT, 0, P),
    Element::new("var", KEPT, 0, 0),
    Element::new("wbr", KEPT | VOID, 0, 0),
    Element::new("xmp", DROPPED, 0, 0),
];

/// Where the elements of each first letter start, and the end of the last.
static LETTERS: [usize; 27] = {
    let mut starts = [COUNT; 27];
    let mut index = COUNT;
    while index > 0 {
        index -= 1;
        let letter = (ELEMENTS[index].name.as_bytes()[0] - b'a') as usize;
        // Letters without elements start where the next ones do.
        let mut earlier = 0;
        while earlier <= letter {
            starts[earlier] = index;
            earlier += 1;
        }
    }
    starts
};

/// Returns the position in the table of an element given in any ASCII case.
pub(super) fn find(name: &str) -> Option<usize> {
    let letter = usize::from(name.as_bytes().first()?.to_ascii_lowercase().checked_sub(b'a')?);
    let (start, end) = (*LETTERS.get(letter)?, *LETTERS.get(letter + 1)?);
    let alike = ELEMENTS.get(start..end)?;
    // Nearly all are written in lower case.
    let key = pack(name);
    let found = alike.iter().position(|element| element.has_name(key, name));
    let found = found.or_else(|| {
        alike
            .iter()
            .position(|element| element.name.eq_ignore_ascii_case(name))
    })?;
    Some(start + found)
}

/// Returns whether a name is written just as the element at that position is printed.
pub(super) fn is_printed(index: usize, name: &str) -> bool {
    ELEMENTS
        .get(index)
        .is_some_and(|element| element.has_name(pack(name), name))
}

/// Returns the element at a position `find` gave; `UNKNOWN` beyond the table.
pub(super) fn get(index: usize) -> &'static Element {
    ELEMENTS.get(index).unwrap_or(&UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_is_found_in_any_case() {
        for (index, element) in ELEMENTS.iter().enumerate() {
            assert_eq!(find(element.name), Some(index));
            assert_eq!(find(&element.name.to_uppercase()), Some(index));
        }
        for name in ["", "zz", "é", "[", "`", "~", "jjj", "h7", "spans", "a\0"] {
            assert_eq!(find(name), None, "{name}");
        }
    }
}
