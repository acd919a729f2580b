//! Texts of any size from a few repeated parts.

use crate::random::Random;
use serde_json::{Value, json};

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    unit: String,
    /// Repeated until the text has its size, together with the other such parts; else it is there once.
    repeated: bool,
}

/// A text whose size can be chosen. `#` in its parts becomes the number of the repetition, `~` one that
/// jumps.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    parts: Vec<Part>,
}

impl Shape {
    /// Creates a text of two to four parts, each of a few of `pieces`.
    pub fn new(random: &mut Random, pieces: &[&str]) -> Self {
        let mut shape = Self { parts: Vec::new() };
        for _ in 0..2 + random.below(3) {
            shape.parts.push(Part {
                unit: unit(random, pieces),
                repeated: random.below(2) == 0,
            });
        }
        shape
    }

    /// Changes one part at random.
    pub fn vary(&mut self, random: &mut Random, pieces: &[&str]) {
        let at = random.below(self.parts.len());
        let new = Part {
            unit: unit(random, pieces),
            repeated: random.below(2) == 0,
        };
        match random.below(7) {
            0 => self.parts[at] = new,
            1 => self.parts[at].repeated ^= true,
            2 if self.parts.len() > 1 => drop(self.parts.remove(at)),
            3 if self.parts.len() < 7 => self.parts.insert(at, new),
            4 => {
                let unit = self.parts[at].unit.clone();
                self.parts[at].unit.push_str(&unit);
            }
            5 => self.parts[at].unit.insert_str(0, random.pick(pieces)),
            _ => self.parts[at].unit.push_str(random.pick(pieces)),
        }
        for part in &mut self.parts {
            if part.unit.len() > 200 {
                part.unit = unit(random, pieces);
            }
        }
    }

    /// Returns a text of about `size` bytes.
    pub fn text(&self, size: usize) -> String {
        let fixed: usize = self
            .parts
            .iter()
            .filter(|part| !part.repeated)
            .map(|part| part.unit.len())
            .sum();
        let repeated: usize = self
            .parts
            .iter()
            .filter(|part| part.repeated)
            .map(|part| part.unit.len())
            .sum();
        let count = size.saturating_sub(fixed) / repeated.max(1);
        let mut out = String::with_capacity(size + 1000);
        for part in &self.parts {
            let count = if part.repeated { count } else { 1 };
            if part.unit.contains(['#', '~']) {
                for number in 0..count {
                    let jump = number * 7919 % 1_000_003;
                    out.push_str(
                        &part
                            .unit
                            .replace('#', &number.to_string())
                            .replace('~', &jump.to_string()),
                    );
                }
            } else {
                out.push_str(&part.unit.repeat(count));
            }
        }
        out
    }

    /// Returns texts that lack a little of this one.
    pub fn simpler(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.parts.len() {
            let mut shorter = self.clone();
            shorter.parts.remove(at);
            if !shorter.parts.is_empty() {
                all.push(shorter);
            }
            for unit in shorter_texts(&self.parts[at].unit) {
                let mut shorter = self.clone();
                shorter.parts[at].unit = unit;
                all.push(shorter);
            }
        }
        all
    }

    /// Returns whether the longest repeated parts are the same.
    pub fn related(&self, other: &Self) -> bool {
        let main = |shape: &Self| {
            let repeated = shape.parts.iter().filter(|part| part.repeated);
            repeated
                .max_by_key(|part| part.unit.len())
                .map(|part| part.unit.clone())
        };
        main(self) == main(other)
    }

    /// Returns the parts, each with whether it is repeated.
    pub fn to_json(&self) -> Value {
        let parts = self.parts.iter().map(|part| json!([part.unit, part.repeated]));
        parts.collect()
    }

    /// Reads the parts that [`to_json`](Self::to_json) returns.
    pub fn from_json(value: &Value) -> Option<Self> {
        let part = |part: &Value| {
            Some(Part {
                unit: part[0].as_str()?.to_owned(),
                repeated: part[1].as_bool()?,
            })
        };
        let parts = value.as_array()?.iter().map(part).collect::<Option<_>>()?;
        Some(Self { parts })
    }
}

/// Returns a text without its halves, and without each character if it is short.
pub fn shorter_texts(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let half = chars.len() / 2;
    let mut all: Vec<String> = Vec::new();
    if half > 0 {
        all.push(chars[half..].iter().collect());
        all.push(chars[..half].iter().collect());
    }
    if (2..=40).contains(&chars.len()) {
        let without = |at: usize| [&chars[..at], &chars[at + 1..]].concat().iter().collect();
        all.extend((0..chars.len()).map(without));
    }
    all
}

fn unit(random: &mut Random, pieces: &[&str]) -> String {
    (0..1 + random.below(4)).map(|_| random.pick(pieces)).collect()
}
