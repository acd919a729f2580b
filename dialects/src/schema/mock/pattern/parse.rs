//! Reads ECMAScript regular expression syntax into a tree.

use regress::Regex;

/// Groups nested deeper than this are not read; no pattern written by hand comes near.
const MAX_DEPTH: usize = 64;

/// Characters tried for a class, the ones we would rather print first.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_ .,:;/@+#!?=&%$*'\"~^|\\`<>(){}[]\
    \t\n\r\u{0}\u{1}\u{7f}éßñÉαΩяЖאعक中あア한😀١²½€→\u{301}\u{a0}\u{2028}";

/// One piece of an expression.
#[derive(Debug)]
pub(super) enum Node {
    /// Matches the empty string: anchors, boundaries, empty alternatives.
    Nothing,
    /// One character.
    Literal(char),
    /// One of these characters; never empty.
    Set(Vec<char>),
    /// All of them, in order.
    Sequence(Vec<Self>),
    /// One of them.
    Choice(Vec<Self>),
    /// `node` repeated; `max` is `None` for no upper bound.
    Repeat {
        node: Box<Self>,
        min: u32,
        max: Option<u32>,
    },
    /// A capturing group and its number.
    Group(usize, Box<Self>),
    /// What the group of this number matched.
    Reference(usize),
    /// A positive look-around; negative ones are left to the final check.
    Look(Box<Self>),
}

/// A whole expression.
#[derive(Debug)]
pub(super) struct Tree {
    /// The outermost alternatives.
    pub(super) node: Node,
    /// How many capturing groups there are.
    pub(super) groups: usize,
}

/// Reads `source`; `None` when it uses something no string can be drawn for.
pub(super) fn parse(source: &str) -> Option<Tree> {
    let mut parser = Parser {
        source,
        at: 0,
        groups: 0,
        names: group_names(source),
    };
    let node = parser.alternatives(0)?;
    (parser.at == source.len()).then_some(Tree {
        node,
        groups: parser.groups,
    })
}

/// The names of capturing groups with their numbers; `\k` may refer to a group that comes later.
fn group_names(source: &str) -> Vec<(usize, &str)> {
    let (mut names, mut number, mut class, mut rest) = (Vec::new(), 0, false, source);
    while let Some(at) = rest.find(['\\', '(', '[', ']']) {
        let (mark, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match mark {
            b'\\' => {
                rest = after
                    .get(after.chars().next().map_or(0, char::len_utf8)..)
                    .unwrap_or("")
            }
            b'[' => class = true,
            b']' => class = false,
            _ if class => {}
            _ => match after.strip_prefix("?<") {
                Some(name) if !name.starts_with(['=', '!']) => {
                    number += 1;
                    names.extend(name.split_once('>').map(|(name, _)| (number, name)));
                }
                None if !after.starts_with('?') => number += 1,
                _ => {}
            },
        }
    }
    names
}

/// A position in the source.
struct Parser<'p> {
    source: &'p str,
    at: usize,
    groups: usize,
    names: Vec<(usize, &'p str)>,
}

impl<'p> Parser<'p> {
    /// What has not been read.
    fn rest(&self) -> &'p str {
        &self.source[self.at..]
    }

    /// Reads one character.
    fn next(&mut self) -> Option<char> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Reads `text` if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Everything up to and past `end`.
    fn until(&mut self, end: char) -> Option<&'p str> {
        let (text, _) = self.rest().split_once(end)?;
        self.at += text.len() + end.len_utf8();
        Some(text)
    }

    /// Reads up to the end of the group, or of the source.
    fn alternatives(&mut self, depth: usize) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (mut choices, mut sequence) = (Vec::new(), Vec::new());
        loop {
            match self.rest().chars().next() {
                None | Some(')') => break,
                Some('|') => {
                    self.at += 1;
                    choices.push(Node::Sequence(std::mem::take(&mut sequence)));
                }
                Some(_) => {
                    let node = self.term(depth)?;
                    sequence.push(self.quantified(node));
                }
            }
        }
        let last = Node::Sequence(sequence);
        Some(if choices.is_empty() {
            last
        } else {
            choices.push(last);
            Node::Choice(choices)
        })
    }

    /// Reads a piece without its quantifier.
    fn term(&mut self, depth: usize) -> Option<Node> {
        let start = self.at;
        Some(match self.next()? {
            '^' | '$' => Node::Nothing,
            '.' => Node::Set(members(".")?),
            '(' => self.group(depth)?,
            '[' => {
                loop {
                    match self.next()? {
                        '\\' => drop(self.next()?),
                        ']' => break,
                        _ => {}
                    }
                }
                Node::Set(members(&self.source[start..self.at])?)
            }
            '\\' => self.escape(start)?,
            literal => Node::Literal(literal),
        })
    }

    /// Reads a group; its parenthesis is behind us.
    fn group(&mut self, depth: usize) -> Option<Node> {
        let mut number = None;
        let mut look = None;
        if self.eat("?=") || self.eat("?<=") {
            look = Some(true);
        } else if self.eat("?!") || self.eat("?<!") {
            look = Some(false);
        } else if self.eat("?<") {
            self.until('>')?;
            self.groups += 1;
            number = Some(self.groups);
        } else if self.eat("?") {
            self.until(':')?;
        } else {
            self.groups += 1;
            number = Some(self.groups);
        }
        let node = Box::new(self.alternatives(depth + 1)?);
        if !self.eat(")") {
            return None;
        }
        Some(match (look, number) {
            (Some(true), _) => Node::Look(node),
            (Some(false), _) => Node::Nothing,
            (None, Some(number)) => Node::Group(number, node),
            (None, None) => *node,
        })
    }

    /// Reads an escape outside a class; the backslash stands at `start`.
    fn escape(&mut self, start: usize) -> Option<Node> {
        Some(match self.next()? {
            'b' | 'B' => Node::Nothing,
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => Node::Set(members(&self.source[start..self.at])?),
            'p' | 'P' => {
                self.until('}')?;
                Node::Set(members(&self.source[start..self.at])?)
            }
            'k' if self.eat("<") => {
                let name = self.until('>')?;
                Node::Reference(self.names.iter().find(|(_, known)| *known == name)?.0)
            }
            '1'..='9' => {
                while self.rest().starts_with(|c: char| c.is_ascii_digit()) {
                    self.at += 1;
                }
                Node::Reference(self.source[start + 1..self.at].parse().ok()?)
            }
            c => {
                self.at -= c.len_utf8();
                Node::Literal(self.character()?)
            }
        })
    }

    /// The character an escape stands for; the backslash is behind us.
    fn character(&mut self) -> Option<char> {
        Some(match self.next()? {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'v' => '\u{b}',
            'f' => '\u{c}',
            '0' => '\0',
            'b' => '\u{8}',
            'c' => char::from(u8::try_from(self.next()?).ok()? & 31),
            'x' => char::from_u32(self.hexadecimal(2)?)?,
            'u' if self.eat("{") => char::from_u32(u32::from_str_radix(self.until('}')?, 16).ok()?)?,
            'u' => {
                let unit = self.hexadecimal(4)?;
                if (0xd800..0xdc00).contains(&unit) && self.eat("\\u") {
                    let low = self.hexadecimal(4)?.checked_sub(0xdc00)?;
                    char::from_u32(0x10000 + ((unit - 0xd800) << 10) + low)?
                } else {
                    char::from_u32(unit)?
                }
            }
            c => c,
        })
    }

    /// Reads a number of so many hexadecimal digits.
    fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let text = self.rest().get(..digits)?;
        self.at += digits;
        u32::from_str_radix(text, 16).ok()
    }

    /// Reads the quantifier of `node`, if there is one.
    fn quantified(&mut self, node: Node) -> Node {
        let (min, max) = if self.eat("*") {
            (0, None)
        } else if self.eat("+") {
            (1, None)
        } else if self.eat("?") {
            (0, Some(1))
        } else if let Some(bounds) = self.braces() {
            bounds
        } else {
            return node;
        };
        self.eat("?");
        Node::Repeat {
            node: Box::new(node),
            min,
            max,
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`; anything else in braces is literal text.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let (bounds, _) = self.rest().strip_prefix('{')?.split_once('}')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let parsed = match bounds.split_once(',') {
            None => number(bounds).map(|n| (n, Some(n)))?,
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?)),
        };
        self.at += bounds.len() + 2;
        Some(parsed)
    }
}

/// The characters of our alphabet, and of those written in the class, that `class` matches. Asking `regress`
/// spares us a second reading of ranges, negation and Unicode properties.
fn members(class: &str) -> Option<Vec<char>> {
    let regex = Regex::with_flags(&format!("^(?:{class})$"), "u").ok()?;
    let mut parser = Parser {
        source: class,
        at: 0,
        groups: 0,
        names: Vec::new(),
    };
    let mut written = Vec::new();
    while let Some(c) = parser.next() {
        let c = if c == '\\' { parser.character() } else { Some(c) };
        written.extend(c.filter(|c| !c.is_ascii()));
    }
    let mut buffer = [0; 4];
    let mut set: Vec<char> = ALPHABET
        .chars()
        .chain(written)
        .filter(|c| regex.find(c.encode_utf8(&mut buffer)).is_some())
        .collect();
    if set.is_empty() {
        let ascii = (0..=0x2ff).filter_map(char::from_u32);
        set.extend(
            ascii
                .filter(|c| regex.find(c.encode_utf8(&mut buffer)).is_some())
                .take(8),
        );
    }
    (!set.is_empty()).then_some(set)
}
