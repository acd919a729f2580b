//! Reads sanitised HTML as a browser does: a second opinion by `html5ever`, for the tests here and the fuzz
//! target.
//!
//! The sanitiser reads markup as the reference does, which is not how browsers read it. Here its output is
//! parsed by the HTML standard, and whatever could run or leave the page is named. The rules are written down
//! anew from the protocol (sanitize.md, §6 and §7) and the URL standard, so that a mistake in the sanitiser's
//! own tables shows.
//!
//! Deliberately not looked at, because the reference lets it through and e-mails need it: the content of
//! `style` elements and `style` attributes (`@import` and `url(..)` load from anywhere), `link` and `meta`
//! elements (style sheets, `http-equiv=refresh`), `id` and `name` (which a page's own scripts may trip over),
//! `srcdoc` and every other attribute that has no effect on the elements that are left, and that URLs with an
//! allowed scheme may lead anywhere.

use html5ever::{
    Attribute, ExpandedName, ParseOpts, QualName, local_name, ns, parse_document, parse_fragment,
    tendril::{StrTendril, TendrilSink},
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
};
use std::{borrow::Cow, cell::RefCell, rc::Rc};

/// Returns everything in `html` that the sanitiser promises to remove, as a browser sees it that shows `html`
/// as a document. Empty if the promise holds.
pub(super) fn forbidden_in_document(html: &str) -> Vec<String> {
    parse_document(Watcher::default(), ParseOpts::default()).one(html)
}

/// Returns the same for a browser that puts `html` into a page.
pub(super) fn forbidden_in_page(html: &str) -> Vec<String> {
    let div = QualName::new(None, ns!(html), local_name!("div"));
    parse_fragment(Watcher::default(), ParseOpts::default(), div, Vec::new(), true).one(html)
}

/// Elements of sanitize.md §6; `tbody` and its like are there too, which the parser adds by itself.
#[rustfmt::skip]
const ALLOWED: [&str; 78] = [
    "address", "article", "aside", "footer", "header", "h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "main", "nav",
    "section", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "menu", "ol", "p", "pre", "ul",
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q", "rb", "rp", "rt",
    "rtc", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "caption", "col",
    "colgroup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "style", "img", "html", "head", "body", "link",
    "meta", "title",
];

/// Attributes that hold a URL (sanitize.md §7).
#[rustfmt::skip]
const URLS: [&str; 20] = [
    "href", "src", "cite", "action", "formaction", "data", "xlink:href", "poster", "background", "ping", "longdesc",
    "usemap", "codebase", "classid", "archive", "profile", "manifest", "itemid", "dynsrc", "lowsrc",
];

const SCHEMES: [&str; 5] = ["http", "https", "ftp", "mailto", "tel"];

/// Looks at elements as the parser makes them, and builds no tree: the parser keeps the stack it needs.
#[derive(Debug, Default)]
struct Watcher {
    found: RefCell<Vec<String>>,
}

impl Watcher {
    fn report(&self, element: &str, what: &str) {
        self.found.borrow_mut().push(format!("<{element}> {what}"));
    }

    fn inspect(&self, name: &QualName, attributes: &[Attribute]) {
        if name.ns != ns!(html) || !ALLOWED.contains(&&*name.local) {
            self.report(&name.local, "is not allowed");
        }
        for attribute in attributes {
            self.inspect_attribute(&name.local, &attribute.name.local, &attribute.value);
        }
    }

    fn inspect_attribute(&self, element: &str, name: &str, value: &str) {
        let is_fine = |url: &str| {
            scheme(url).is_none_or(|scheme| {
                // Inline images, which we keep (differences.md, 23).
                SCHEMES.contains(&&*scheme) || (scheme == "cid" && (element, name) == ("img", "src"))
            })
        };
        if name.starts_with("on")
            || (URLS.contains(&name) && !is_fine(value))
            || (matches!(name, "srcset" | "imagesrcset") && !candidates(value).all(is_fine))
        {
            self.report(element, &format!("{name}={value:?}"));
        }
    }
}

/// Returns the scheme of a URL in lower case, as the URL standard reads it.
fn scheme(url: &str) -> Option<String> {
    let url: String = url
        .trim_start_matches(|character| character <= ' ')
        .chars()
        .filter(|character| !matches!(character, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = url.split_once(':')?;
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is_part))
        .then(|| scheme.to_ascii_lowercase())
}

/// Returns the URLs of a `srcset`, as the HTML standard splits it.
fn candidates(mut rest: &str) -> impl Iterator<Item = &str> {
    let is_space = |character: char| character.is_ascii_whitespace();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character| character == ',' || is_space(character));
        let (url, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        let bare = url.trim_end_matches(',');
        rest = after;
        if bare.len() == url.len() {
            let mut depth = 0_usize;
            let end = after.find(|character| {
                match character {
                    '(' => depth = 1,
                    ')' => depth = 0,
                    _ => {}
                }
                character == ',' && depth == 0
            });
            rest = &after[end.unwrap_or(after.len())..];
        }
        (!bare.is_empty()).then_some(bare)
    })
}

impl TreeSink for Watcher {
    type Handle = Rc<QualName>;
    type Output = Vec<String>;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Vec<String> {
        self.found.into_inner()
    }

    fn get_document(&self) -> Rc<QualName> {
        Rc::new(QualName::new(None, ns!(), local_name!("")))
    }

    fn elem_name<'a>(&'a self, target: &'a Rc<QualName>) -> ExpandedName<'a> {
        target.expanded()
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Rc<QualName> {
        self.inspect(&name, &attributes);
        Rc::new(name)
    }

    fn add_attrs_if_missing(&self, target: &Rc<QualName>, attributes: Vec<Attribute>) {
        self.inspect(target, &attributes);
    }

    fn get_template_contents(&self, target: &Rc<QualName>) -> Rc<QualName> {
        target.clone()
    }

    fn same_node(&self, one: &Rc<QualName>, other: &Rc<QualName>) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn create_comment(&self, _: StrTendril) -> Rc<QualName> {
        self.get_document()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Rc<QualName> {
        self.get_document()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
    fn append(&self, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn append_based_on_parent_node(&self, _: &Rc<QualName>, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append_before_sibling(&self, _: &Rc<QualName>, _: NodeOrText<Rc<QualName>>) {}
    fn remove_from_parent(&self, _: &Rc<QualName>) {}
    fn reparent_children(&self, _: &Rc<QualName>, _: &Rc<QualName>) {}
}
