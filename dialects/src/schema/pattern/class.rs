//! Sets of characters.

use crate::text::category;
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// The properties with a yes or no that ECMA-262 knows and that are not general categories.
const BINARY: &str = "ASCII ASCII_Hex_Digit AHex Alphabetic Alpha Any Assigned Bidi_Control Bidi_C Bidi_Mirrored Bidi_M \
    Case_Ignorable CI Cased Changes_When_Casefolded CWCF Changes_When_Casemapped CWCM Changes_When_Lowercased CWL \
    Changes_When_Titlecased CWT Changes_When_Uppercased CWU Dash Default_Ignorable_Code_Point DI Deprecated Dep \
    Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod Emoji_Modifier_Base EBase Emoji_Presentation EPres \
    Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext Hex_Digit Hex \
    IDS_Binary_Operator IDSB IDS_Trinary_Operator IDST ID_Continue IDC ID_Start IDS Ideographic Ideo Join_Control \
    Join_C Logical_Order_Exception LOE Lowercase Lower Math Noncharacter_Code_Point NChar Pattern_Syntax Pat_Syn \
    Pattern_White_Space Pat_WS Quotation_Mark QMark Radical Regional_Indicator RI Sentence_Terminal STerm \
    Soft_Dotted SD Terminal_Punctuation Term Unified_Ideograph UIdeo Uppercase Upper Variation_Selector VS \
    White_Space space XID_Continue XIDC XID_Start XIDS";

/// `.`, which matches no line terminator.
pub(super) fn dot() -> ClassUnicode {
    let mut set = ranges(&[(10, 10), (13, 13), (0x2028, 0x2029)]);
    set.negate();
    set
}

/// `\d`, `\s`, `\w` and their complements; digits and word characters are those of ASCII.
pub(super) fn escaped(letter: u8) -> ClassUnicode {
    let mut set = match letter.to_ascii_lowercase() {
        b'd' => ranges(&[(48, 57)]),
        b'w' => ranges(&[(48, 57), (65, 90), (95, 95), (97, 122)]),
        _ => ranges(&[
            (9, 13),
            (32, 32),
            (0xa0, 0xa0),
            (0x1680, 0x1680),
            (0x2000, 0x200a),
            (0x2028, 0x2029),
            (0x202f, 0x202f),
            (0x205f, 0x205f),
            (0x3000, 0x3000),
            (0xfeff, 0xfeff),
        ]),
    };
    if letter.is_ascii_uppercase() {
        set.negate();
    }
    set
}

/// The characters in these ranges of code points; surrogates are not characters.
pub(super) fn ranges(ranges: &[(u32, u32)]) -> ClassUnicode {
    let range = |&(from, to): &(u32, u32)| {
        let from = char::from_u32(from).unwrap_or('\u{e000}');
        let to = char::from_u32(to).unwrap_or('\u{d7ff}');
        (from <= to).then(|| ClassUnicodeRange::new(from, to))
    };
    ClassUnicode::new(ranges.iter().filter_map(range))
}

/// The characters with a property, as ECMA-262 names it; `None` for unknown ones.
pub(super) fn property(name: &str) -> Option<ClassUnicode> {
    let query = match name.split_once('=') {
        Some(("General_Category" | "gc", value)) if is_category(value) => format!("gc={value}"),
        Some((key @ ("Script" | "sc" | "Script_Extensions" | "scx"), value)) if is_capitalised(value) => {
            format!("{key}={value}")
        }
        None if BINARY.split(' ').any(|known| known == name) => name.to_owned(),
        None if is_category(name) => format!("gc={name}"),
        _ => return None,
    };
    match query.as_str() {
        "gc=Cs" | "gc=Surrogate" => Some(ClassUnicode::empty()),
        _ => category::class(&format!("\\p{{{query}}}")),
    }
}

/// Whether this is written like a general category. The tables ignore case and underscores, ECMA-262 does
/// not.
fn is_category(name: &str) -> bool {
    match name {
        "LC" | "cntrl" | "digit" | "punct" => true,
        "Any" | "Assigned" => false,
        _ => is_capitalised(name),
    }
}

fn is_capitalised(name: &str) -> bool {
    let word = |word: &str| {
        let mut bytes = word.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
            && bytes.all(|byte| byte.is_ascii_lowercase())
    };
    name == "SignWriting" || name.split('_').all(word)
}
