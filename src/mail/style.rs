//! The features of CSS and HTML that an e-mail uses, by the names of the support table.

use dialects::html::{Element, Piece};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
};

/// Returns the features in use, each with the byte at which it is used first.
pub(super) fn features(pieces: &[Piece<'_>]) -> BTreeMap<Cow<'static, str>, usize> {
    let mut used = Used::default();
    let mut style = None;
    for piece in pieces {
        match piece {
            Piece::Open(element) => {
                style = (element.name == "style").then_some(element.place.end);
                used.element(element);
            }
            Piece::Text(css) => {
                if let Some(at) = style {
                    used.sheet(css, at);
                }
            }
            Piece::Close(_) => style = None,
        }
    }
    used.features
}

#[derive(Default)]
struct Used<'a> {
    features: BTreeMap<Cow<'static, str>, usize>,
    /// The names of elements and the `style` attributes that were read: the rows of a table repeat them.
    read: HashSet<&'a str>,
}

/// Elements and attributes whose feature has another name.
const ELEMENTS: [(&str, &str); 8] = [
    ("button", "html-button-submit"),
    ("map", "html-image-maps"),
    ("ol", "html-lists"),
    ("ul", "html-lists"),
    ("article", "html-semantics"),
    ("section", "html-semantics"),
    ("header", "html-semantics"),
    ("footer", "html-semantics"),
];

/// Attributes that are features.
const ATTRIBUTES: [&str; 12] = [
    "align",
    "background",
    "cellpadding",
    "cellspacing",
    "dir",
    "hidden",
    "popover",
    "required",
    "role",
    "srcset",
    "target",
    "valign",
];

impl<'a> Used<'a> {
    fn add(&mut self, feature: impl Into<Cow<'static, str>>, at: usize) {
        self.features.entry(feature.into()).or_insert(at);
    }

    fn element(&mut self, element: &'a Element<'_>) {
        let at = element.place.start;
        if self.read.insert(&element.name) {
            let known = ELEMENTS.iter().find(|(name, _)| *name == element.name);
            match known {
                Some((_, feature)) => self.add(*feature, at),
                None => self.add(format!("html-{}", element.name), at),
            }
        }
        for (name, value) in &element.attributes {
            match &**name {
                "style" if self.read.insert(value) => self.declarations(value, at),
                "style" => {}
                "loading" => self.add("html-loading-attribute", at),
                "type" if element.name == "input" => self.add(format!("html-input-{value}"), at),
                name if ATTRIBUTES.contains(&name) => self.add(format!("html-{name}"), at),
                _ => {}
            }
        }
    }

    /// Reads a style sheet: selectors, at-rules and declarations. Braces in strings and comments are rare
    /// enough in mails to be read as braces.
    fn sheet(&mut self, css: &str, at: usize) {
        for part in css.split_inclusive(['{', '}']) {
            let (text, brace) = part.split_at(part.len() - 1);
            match brace {
                "{" => {
                    // Text before the selector may be a declaration of a nested rule.
                    let (declarations, selector) = text.rsplit_once(';').unwrap_or(("", text));
                    self.declarations(declarations, at);
                    self.selector(selector.trim(), at);
                }
                "}" => self.declarations(text, at),
                _ => self.declarations(part, at),
            }
        }
    }

    fn selector(&mut self, selector: &str, at: usize) {
        if let Some(rule) = selector.strip_prefix('@') {
            let name = rule
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .next()
                .unwrap_or_default();
            self.add(format!("css-at-{name}"), at);
            for condition in [
                "prefers-color-scheme",
                "prefers-reduced-motion",
                "orientation",
                "hover",
            ] {
                if name == "media" && rule.contains(condition) {
                    self.add(format!("css-at-media-{condition}"), at);
                }
            }
            return;
        }
        for part in selector.split(':').skip(1).filter(|part| !part.is_empty()) {
            let name = part
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .next()
                .unwrap_or_default();
            let is_element = selector.contains(&format!("::{name}")) || matches!(name, "before" | "after");
            let kind = if is_element { "element" } else { "class" };
            self.add(format!("css-pseudo-{kind}-{name}"), at);
        }
        if selector.contains('[') {
            self.add("css-selector-attribute", at);
        }
    }

    fn declarations(&mut self, css: &str, at: usize) {
        for declaration in css.split(';') {
            let Some((name, value)) = declaration.split_once(':') else {
                continue;
            };
            let (name, value) = (
                name.trim().to_ascii_lowercase(),
                value.trim().to_ascii_lowercase(),
            );
            if name.starts_with("--") {
                self.add("css-variables", at);
                continue;
            }
            match (&*name, &*value) {
                ("display", "flex" | "inline-flex") => self.add("css-display-flex", at),
                ("display", "grid" | "inline-grid") => self.add("css-display-grid", at),
                ("display", "none") => self.add("css-display-none", at),
                _ => self.add(format!("css-{name}"), at),
            }
            for (mark, feature) in [
                ("linear-gradient(", "css-linear-gradient"),
                ("radial-gradient(", "css-radial-gradient"),
                ("conic-gradient(", "css-conic-gradient"),
                ("calc(", "css-unit-calc"),
                ("clamp(", "css-function-clamp"),
                ("light-dark(", "css-function-light-dark"),
                ("min(", "css-function-min"),
                ("max(", "css-function-max"),
                ("var(", "css-variables"),
                ("rgba(", "css-rgba"),
                ("!important", "css-important"),
            ] {
                if value.contains(mark) {
                    self.add(feature, at);
                }
            }
            for unit in ["rem", "vh", "vw", "vmin", "vmax", "ch"] {
                let is_in = value
                    .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
                    .any(|word| {
                        word.strip_suffix(unit)
                            .is_some_and(|number| !number.is_empty() && number.parse::<f64>().is_ok())
                    });
                if is_in {
                    self.add(format!("css-unit-{unit}"), at);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::mail::Mail;

    #[test]
    fn features_are_found_in_attributes_sheets_and_elements() {
        let html = "<style>@media (prefers-color-scheme: dark) { a:hover { gap: 1rem } } p::before { color: var(--x) }</style>\
                    <video src=x></video><div style=\"display: flex; width: calc(1px + 2vw)\" align=left>";
        let mail = Mail::read(html);
        let found = super::features(&mail.pieces);
        for feature in [
            "css-at-media",
            "css-at-media-prefers-color-scheme",
            "css-pseudo-class-hover",
            "css-pseudo-element-before",
            "css-gap",
            "css-unit-rem",
            "css-variables",
            "html-video",
            "css-display-flex",
            "css-unit-calc",
            "css-unit-vw",
            "html-align",
        ] {
            assert!(found.contains_key(feature), "{feature}: {found:?}");
        }
        assert!(!found.contains_key("css-display-grid"));
        // Declarations of variables, attribute selectors, and a sheet that ends in a declaration.
        let html = "<ul></ul><style>a[href] { --gap: 1px; color: red } gap: 2px</style>";
        let mail = Mail::read(html);
        let found = super::features(&mail.pieces);
        for feature in [
            "html-lists",
            "css-selector-attribute",
            "css-variables",
            "css-color",
            "css-gap",
        ] {
            assert!(found.contains_key(feature), "{feature}: {found:?}");
        }
    }
}
