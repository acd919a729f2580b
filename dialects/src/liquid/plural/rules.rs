//! Rules for the ends of words.

/// A word that ends in one of `stems` and then one of `endings` gets `replacement` for the ending.
///
/// In patterns, lower-case letters stand for themselves in either case, `^` for the start of a word, `<` for
/// the start of the text, and capitals for [classes](fits) of characters.
#[derive(Debug)]
pub(super) struct Rule {
    stems: &'static [&'static str],
    endings: &'static [&'static str],
    pub(super) replacement: &'static str,
}

/// Where a rule fits: byte offsets of the stem and of the ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fit {
    pub(super) start: usize,
    pub(super) ending: usize,
}

impl Rule {
    /// Returns the longest fit at the end of `word`.
    pub(super) fn find(&self, word: &str) -> Option<Fit> {
        let mut longest: Option<Fit> = None;
        for ending in self.endings {
            let Some(ending) = start_of(ending, word) else {
                continue;
            };
            for stem in self.stems {
                if let Some(start) = start_of(stem, &word[..ending])
                    && longest.is_none_or(|fit| start < fit.start)
                {
                    longest = Some(Fit { start, ending });
                }
            }
        }
        longest
    }
}

/// Returns where `pattern` begins in `word`, if it fits its end.
fn start_of(pattern: &str, word: &str) -> Option<usize> {
    let mut before = word.chars();
    for wanted in pattern.chars().rev() {
        let matches = match wanted {
            '<' => before.as_str().is_empty(),
            '^' => {
                let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
                !before.as_str().ends_with(is_word)
            }
            _ => before.next_back().is_some_and(|c| fits(wanted, c)),
        };
        if !matches {
            return None;
        }
    }
    Some(before.as_str().len())
}

/// Returns whether `c` is in the class that `wanted` stands for.
fn fits(wanted: char, c: char) -> bool {
    let c = c.to_ascii_lowercase();
    match wanted {
        // Classes named by what is not in them.
        'C' => !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'),
        'Y' => !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'),
        'W' => !matches!(c, 'a' | 'o' | 'u'),
        'H' => !matches!(c, 'c' | 'h'),
        'L' => c != 'l',
        'X' => !c.is_ascii_alphanumeric() && c != '_',
        'Z' => !c.is_ascii(),
        // Classes named by what is in them.
        'V' => matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'),
        'I' => matches!(c, 'i' | 'e' | 'o'),
        'N' => matches!(c, 'l' | 'n'),
        'M' => matches!(c, 'm' | 'n'),
        'T' => matches!(c, 'l' | 'm'),
        'J' => matches!(c, 'e' | 'j' | 'z' | 'r'),
        'U' => matches!(c, 'i' | 'u'),
        'É' => matches!(c, 'e' | 'é' | 'É'),
        _ => c == wanted,
    }
}

const fn rule(
    stems: &'static [&'static str],
    endings: &'static [&'static str],
    replacement: &'static str,
) -> Rule {
    Rule {
        stems,
        endings,
        replacement,
    }
}

/// Stems of `-on`, `-a`.
const ON: &[&str] = &[
    "apheli",
    "hyperbat",
    "periheli",
    "asyndet",
    "noumen",
    "phenomen",
    "criteri",
    "organ",
    "prolegomen",
    "hedr",
    "automat",
];

/// Stems of `-um`, `-a`.
const UM: &[&str] = &[
    "agend",
    "addend",
    "millenni",
    "dat",
    "extrem",
    "bacteri",
    "desiderat",
    "strat",
    "candelabr",
    "errat",
    "ov",
    "symposi",
    "curricul",
    "automat",
    "quor",
];

/// Stems of `-us`, `-i`.
const US: &[&str] = &[
    "alumn", "syllab", "vir", "radi", "nucle", "fung", "cact", "stimul", "termin", "bacill", "foc", "uter",
    "loc", "strat",
];

/// Stems of `-a`, `-ae`.
const A: &[&str] = &["alumn", "alg", "vertebr"];

/// Words that have one form, by their ends.
pub(super) const UNCHANGED: &[Rule] = &[rule(
    &[
        "pokÉmon", "Cese", "deer", "fish", "measles", "ois", "ous", "pox", "sheep",
    ],
    &[""],
    "",
)];

/// The rules of plurals; the first that fits counts.
pub(super) const PLURAL: &[Rule] = &[
    rule(&["<"], &["thou"], "you"),
    rule(&[""], &["man", "men"], "men"),
    rule(&["eaux"], &[""], ""),
    rule(&["child"], &["ren", ""], "ren"),
    rule(&["pe"], &["rson", "ople"], "ople"),
    rule(&["^titm", "^m", "^l"], &["ouse", "ice"], "ice"),
    rule(
        &["matr", "cod", "mur", "sil", "vert", "ind", "append"],
        &["ix", "ex"],
        "ices",
    ),
    rule(&["x", "ch", "ss", "sh", "zz"], &[""], "es"),
    rule(&["HIN"], &["ey"], "ies"),
    rule(&["Y", "qu"], &["y"], "ies"),
    rule(&["kni", "wi", "li"], &["fe"], "ves"),
    rule(&["ar", "l", "ea", "eo", "oa", "hoo"], &["f"], "ves"),
    rule(&[""], &["sis"], "ses"),
    rule(ON, &["a", "on"], "a"),
    rule(UM, &["a", "um"], "a"),
    rule(&["her", "at", "gr"], &["o"], "oes"),
    rule(&["seraph", "cherub"], &["im", ""], "im"),
    rule(A, &["a", "ae"], "ae"),
    rule(US, &["us", "i"], "i"),
    rule(&["Lias", "Vlas", "Jas", "Uam"], &[""], ""),
    rule(&["eMu"], &["s", ""], "s"),
    rule(&["alias", "Wus", "tTas", "gas", "ris"], &[""], "es"),
    rule(&["ax", "test"], &["is"], "es"),
    rule(&["Z"], &[""], ""),
    rule(&[""], &["s", ""], "s"),
];

/// The rules of singulars; the first that fits counts.
pub(super) const SINGULAR: &[Rule] = &[
    rule(&[""], &["men"], "man"),
    rule(&["eau"], &["x", ""], ""),
    rule(&["child"], &["ren"], ""),
    rule(&["pe"], &["rson", "ople"], "rson"),
    rule(&["matr", "append"], &["ices"], "ix"),
    rule(&["cod", "mur", "sil", "vert", "ind"], &["ices"], "ex"),
    rule(A, &["ae"], "a"),
    rule(ON, &["a"], "on"),
    rule(UM, &["a"], "um"),
    rule(US, &["us", "i"], "us"),
    rule(&["test"], &["is", "es"], "is"),
    rule(&["movie", "twelve", "abuse", "eMu"], &["s"], ""),
    rule(
        &[
            "analy", "diagno", "parenthe", "progno", "synop", "the", "empha", "cri", "ne",
        ],
        &["sis", "ses"],
        "sis",
    ),
    rule(
        &[
            "x", "ch", "ss", "sh", "zz", "tto", "go", "cho", "alias", "Wus", "tTas", "gas", "hero", "ato",
            "gro", "Vris",
        ],
        &["es", ""],
        "",
    ),
    rule(&["seraph", "cherub"], &["im"], ""),
    rule(&["^titm", "^m", "^l"], &["ice"], "ouse"),
    rule(&["^mon", "^smil"], &["ies"], "ey"),
    rule(
        &[
            "^p", "^l", "^zomb", "^neckt", "^crosst", "^t", "^coll", "^faer", "^food", "^gen", "^goon",
            "^group", "^lass", "^talk", "^goal", "^cut",
        ],
        &["ies"],
        "ie",
    ),
    rule(&[""], &["ies"], "y"),
    rule(&["ar", "wol", "al", "el", "eo", "oo", "ea", "oa"], &["ves"], "f"),
    rule(
        &[
            "wi", "kni", "<li", "Xli", "afterli", "halfli", "highli", "lowli", "midli", "nonli", "nightli",
        ],
        &["ves"],
        "fe",
    ),
    rule(&["ss"], &[""], ""),
    rule(&[""], &["s"], ""),
];
