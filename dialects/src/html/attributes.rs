//! Which attributes stay, and how they are printed (sanitize.md §7).

use super::{
    entities::Context,
    escape::{self, push_decoded_value, push_value},
    printer::Printer,
    srcset,
    tokenizer::{RESERVED, UPPER, lower_case},
    urls::Scheme,
};
use crate::rank::sort_by_rank;
use std::{borrow::Cow, collections::HashSet, ops::Range};

/// An attribute as it is written in the input.
#[derive(Clone, Debug)]
pub(super) struct Attribute<'a> {
    /// The name in lower case.
    pub(super) name: Cow<'a, str>,
    /// The value, not yet decoded; empty if there is none.
    pub(super) value: &'a str,
    /// Where the value stands.
    place: Range<usize>,
    /// Where all up to the value stands, if it is written as it would be printed.
    front: Option<Range<usize>>,
    /// Whether the name may be printed. The reference loses `__proto__`.
    is_printable: bool,
}

impl<'a> Attribute<'a> {
    /// Creates an attribute whose name and value stand at these places of `input`; `seen` are the classes of
    /// the name's bytes.
    pub(super) fn new(input: &'a str, name: Range<usize>, seen: u8, value: Range<usize>) -> Self {
        let written = input.get(name.clone()).unwrap_or_default();
        let front = name.start.saturating_sub(1)..value.start;
        let around = |part| input.as_bytes().get(part);
        let is_plain =
            around(front.start..name.start) == Some(b" ") && around(name.end..value.start) == Some(b"=\"");
        let name = match seen & UPPER {
            0 => Cow::Borrowed(written),
            _ => lower_case(written),
        };
        Self {
            is_printable: seen & RESERVED == 0 && !name.starts_with("on") && name != "__proto__",
            front: Some(front).filter(|_| is_plain && matches!(name, Cow::Borrowed(_))),
            name,
            value: input.get(value.clone()).unwrap_or_default(),
            place: value,
        }
    }
}

/// Up to this many attributes the search for duplicates compares every two of them.
const FEW: usize = 16;

/// Prints those of `attributes` that stay on an element; leaves the rest in any order.
pub(super) fn push(printer: &mut Printer<'_>, element: &str, attributes: &mut Vec<Attribute<'_>>) {
    if attributes.len() > FEW {
        let mut seen = HashSet::with_capacity(attributes.len());
        attributes.retain(|attribute| seen.insert(attribute.name.clone()));
    }
    // JavaScript lists the properties of an object in this order.
    if attributes
        .iter()
        .any(|attribute| array_index(&attribute.name).is_some())
    {
        sort_by_rank(attributes, |attribute| {
            array_index(&attribute.name).map_or(u64::MAX, u64::from)
        });
    }
    let checked = attributes.len() <= FEW;
    let is_image = element == "img";
    for (index, attribute) in attributes.iter().enumerate() {
        let earlier = attributes.get(..index).filter(|_| checked).unwrap_or_default();
        let is_duplicate = earlier.iter().any(|other| other.name == attribute.name);
        if !is_duplicate && attribute.is_printable && (!is_image || may_be_on_image(&attribute.name)) {
            push_attribute(printer, attribute, is_image);
        }
    }
}

/// Prints one attribute unless its value is not allowed.
fn push_attribute(printer: &mut Printer<'_>, attribute: &Attribute<'_>, is_image: bool) {
    let (name, value) = (&*attribute.name, attribute.value);
    if value.is_empty() {
        if name == "alt" {
            printer.push(" alt=\"\"");
        } else if !NEEDS_VALUE.contains(&name) {
            printer.push(" ");
            printer.push(name);
        }
        return;
    }
    let mut replaced = None;
    if holds_url(name) {
        match Scheme::of(&escape::decode(value, Context::Attribute)) {
            Scheme::Harmless => {}
            // Inline images, which the reference breaks (differences.md, 23).
            Scheme::ContentId if is_image && name == "src" => {}
            Scheme::ContentId | Scheme::Naughty => return,
        }
    } else if matches!(name, "srcset" | "imagesrcset") {
        replaced = srcset::clean(&escape::decode(value, Context::Attribute));
        if replaced.is_none() {
            return;
        }
    }
    let place = attribute.place.clone();
    if let Some(front) = attribute.front.clone()
        && replaced.is_none()
    {
        printer.keep(front);
        push_value(printer, place.clone());
        // The quote.
        printer.keep(place.end..place.end + 1);
        return;
    }
    printer.push(" ");
    printer.push(name);
    printer.push("=\"");
    match replaced {
        Some(value) => push_decoded_value(printer, &value),
        None => push_value(printer, place),
    }
    printer.push("\"");
}

/// Returns the value of a name that JavaScript treats as the index of an array: `0` and `10`, but not `01`.
fn array_index(name: &str) -> Option<u32> {
    let bytes = name.as_bytes();
    let is_canonical =
        bytes.iter().all(u8::is_ascii_digit) && (bytes.len() == 1 || bytes.first() != Some(&b'0'));
    name.parse()
        .ok()
        .filter(|&index| is_canonical && index != u32::MAX)
}

/// Returns whether an attribute may stand on `img`.
#[rustfmt::skip]
fn may_be_on_image(name: &str) -> bool {
    matches!(
        name,
        "src" | "alt" | "width" | "height" | "loading" | "srcset" | "sizes" | "crossorigin" | "usemap" | "ismap"
            | "class" | "id" | "style" | "title" | "dir" | "lang"
    )
}

/// Returns whether the value of an attribute is one URL.
#[rustfmt::skip]
fn holds_url(name: &str) -> bool {
    matches!(
        name,
        "href" | "src" | "cite" | "action" | "formaction" | "data" | "xlink:href" | "poster" | "background" | "ping"
            | "longdesc" | "usemap" | "codebase" | "classid" | "archive" | "profile" | "manifest" | "itemid"
            | "dynsrc" | "lowsrc"
    )
}

/// Attributes that vanish when they are empty.
#[rustfmt::skip]
const NEEDS_VALUE: [&str; 105] = [
    "abbr", "accept", "accept-charset", "accesskey", "action", "allow", "alt", "as", "autocapitalize",
    "autocomplete", "blocking", "charset", "cite", "class", "color", "cols", "colspan", "content",
    "contenteditable", "coords", "crossorigin", "data", "datetime", "decoding", "dir", "dirname",
    "download", "draggable", "enctype", "enterkeyhint", "fetchpriority", "for", "form", "formaction",
    "formenctype", "formmethod", "formtarget", "headers", "height", "hidden", "high", "href", "hreflang",
    "http-equiv", "id", "imagesizes", "imagesrcset", "inputmode", "integrity", "is", "itemid", "itemprop",
    "itemref", "itemtype", "kind", "label", "lang", "list", "loading", "low", "max", "maxlength", "media",
    "method", "min", "minlength", "name", "nonce", "optimum", "pattern", "ping", "placeholder", "popover",
    "popovertarget", "popovertargetaction", "poster", "preload", "referrerpolicy", "rel", "rows", "rowspan",
    "sandbox", "scope", "shape", "size", "sizes", "slot", "span", "spellcheck", "src", "srcdoc", "srclang",
    "srcset", "start", "step", "style", "tabindex", "target", "title", "translate", "type", "usemap",
    "value", "width", "wrap",
];
