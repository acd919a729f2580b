//! Objects of a request.

use super::{Json, stringify::array_index};
use compact_str::CompactString;
use indexmap::IndexMap;
use serde_json::{Map, Value};

/// The size up to which a member is found by comparing all names: a few lengths are compared faster than one
/// name is hashed.
const FEW: usize = 16;

/// An object whose members keep their order.
#[derive(Debug, Clone)]
pub enum Object {
    /// Up to `FEW` members.
    Few(Vec<(CompactString, Json)>),
    /// More; a hash map, as strangers choose the names.
    Many(Box<IndexMap<CompactString, Json>>),
}

impl Object {
    /// Creates an object without members.
    pub const fn new() -> Self {
        Self::Few(Vec::new())
    }

    /// Creates an object without members that has room for `count`.
    pub fn with_capacity(count: usize) -> Self {
        if count <= FEW {
            Self::Few(Vec::with_capacity(count))
        } else {
            Self::Many(Box::new(IndexMap::with_capacity(count)))
        }
    }

    /// Returns the number of members.
    pub fn len(&self) -> usize {
        match self {
            Self::Few(members) => members.len(),
            Self::Many(members) => members.len(),
        }
    }

    /// Returns whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the member of that name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Self::Few(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            Self::Many(members) => members.get(name),
        }
    }

    /// Returns the member of that name for changes.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Self::Few(members) => members
                .iter_mut()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            Self::Many(members) => members.get_mut(name),
        }
    }

    /// Returns whether there is a member of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Adds a member, or replaces and returns the value of one that exists, at its place.
    pub fn insert(&mut self, name: CompactString, value: Json) -> Option<Json> {
        match self {
            Self::Few(members) => {
                if let Some((_, old)) = members.iter_mut().find(|(key, _)| *key == name) {
                    return Some(std::mem::replace(old, value));
                }
                if members.len() < FEW {
                    members.push((name, value));
                    return None;
                }
                let mut many = Box::new(IndexMap::with_capacity(2 * FEW));
                many.extend(members.drain(..));
                many.insert(name, value);
                *self = Self::Many(many);
                None
            }
            Self::Many(members) => members.insert(name, value),
        }
    }

    /// Removes a member; the others keep their order.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        match self {
            Self::Few(members) => {
                let at = members.iter().position(|(key, _)| key == name)?;
                Some(members.remove(at).1)
            }
            Self::Many(members) => members.shift_remove(name),
        }
    }

    /// Removes the members that `keep` refuses; the others keep their order.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Json) -> bool) {
        match self {
            Self::Few(members) => members.retain_mut(|(key, value)| keep(key, value)),
            Self::Many(members) => members.retain(|key, value| keep(key, value)),
        }
    }

    /// Returns the members.
    pub fn iter(&self) -> Iter<'_> {
        match self {
            Self::Few(members) => Iter::Few(members.iter()),
            Self::Many(members) => Iter::Many(members.iter()),
        }
    }

    /// Returns the members with values that can be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&CompactString, &mut Json)> {
        let (few, many) = match self {
            Self::Few(members) => (members.as_mut_slice(), None),
            Self::Many(members) => (&mut [][..], Some(members)),
        };
        let few = few.iter_mut().map(|(key, value)| (&*key, value));
        few.chain(many.into_iter().flat_map(|members| members.iter_mut()))
    }

    /// Returns the members in the order of [`entries`](super::entries), by value.
    pub fn into_entries(mut self) -> IntoIter {
        let has_indices = self.keys().any(|key| array_index(key).is_some());
        let rank = |key: &CompactString| array_index(key).map_or(u64::MAX, u64::from);
        match &mut self {
            Self::Few(members) if has_indices => members.sort_by_cached_key(|(key, _)| rank(key)),
            Self::Many(members) if has_indices => members.sort_by_cached_key(|key, _| rank(key)),
            Self::Few(_) | Self::Many(_) => {}
        }
        self.into_iter()
    }

    /// Returns the names.
    pub fn keys(&self) -> impl Iterator<Item = &CompactString> + Clone {
        self.iter().map(|(key, _)| key)
    }

    /// Returns the values.
    pub fn values(&self) -> impl Iterator<Item = &Json> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// Returns the values for changes.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut Json> {
        self.iter_mut().map(|(_, value)| value)
    }
}

/// The members of an object.
#[derive(Debug, Clone)]
pub enum Iter<'a> {
    Few(std::slice::Iter<'a, (CompactString, Json)>),
    Many(indexmap::map::Iter<'a, CompactString, Json>),
}

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a CompactString, &'a Json);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(members) => members.next().map(|(key, value)| (key, value)),
            Self::Many(members) => members.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(members) => members.size_hint(),
            Self::Many(members) => members.size_hint(),
        }
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = (&'a CompactString, &'a Json);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

/// Compares without regard to the order of members.
impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

/// If a name is repeated the last value wins, at the place of the first.
impl Extend<(CompactString, Json)> for Object {
    fn extend<I: IntoIterator<Item = (CompactString, Json)>>(&mut self, members: I) {
        let mut names = Names::default();
        for key in self.keys() {
            names.add(key);
        }
        for (key, value) in members {
            match self {
                Self::Few(members) if members.len() < FEW && names.add(&key) => members.push((key, value)),
                _ => drop(self.insert(key, value)),
            }
        }
    }
}

/// A set of names that may take a new name for a known one, but never a known one for a new one. It saves
/// most comparisons when several members are added: 1 % of the instructions of a step.
#[derive(Debug, Default)]
struct Names(u64);

impl Names {
    /// Adds a name. Returns `true` if it is certainly new.
    fn add(&mut self, name: &str) -> bool {
        let bytes = name.as_bytes();
        let end = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
        let bit = 1 << ((7 * end(bytes.first()) + end(bytes.last()) + bytes.len()) % 64);
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }
}

impl FromIterator<(CompactString, Json)> for Object {
    fn from_iter<I: IntoIterator<Item = (CompactString, Json)>>(members: I) -> Self {
        let members = members.into_iter();
        let mut object = Self::with_capacity(members.size_hint().0);
        object.extend(members);
        object
    }
}

/// The members of an object that is consumed.
#[derive(Debug)]
pub enum IntoIter {
    Few(std::vec::IntoIter<(CompactString, Json)>),
    Many(indexmap::map::IntoIter<CompactString, Json>),
}

impl Iterator for IntoIter {
    type Item = (CompactString, Json);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(members) => members.next(),
            Self::Many(members) => members.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Few(members) => members.size_hint(),
            Self::Many(members) => members.size_hint(),
        }
    }
}

impl IntoIterator for Object {
    type Item = (CompactString, Json);
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        match self {
            Self::Few(members) => IntoIter::Few(members.into_iter()),
            Self::Many(members) => IntoIter::Many(members.into_iter()),
        }
    }
}

impl From<Map<String, Value>> for Object {
    fn from(members: Map<String, Value>) -> Self {
        let mut object = Self::with_capacity(members.len());
        for (name, value) in members {
            object.insert(name.into(), value.into());
        }
        object
    }
}

impl From<&Map<String, Value>> for Object {
    fn from(members: &Map<String, Value>) -> Self {
        members.clone().into()
    }
}

impl From<Object> for Map<String, Value> {
    fn from(object: Object) -> Self {
        let mut members = Self::with_capacity(object.len());
        for (name, value) in object {
            members.insert(name.into(), value.into());
        }
        members
    }
}

impl From<&Object> for Map<String, Value> {
    fn from(object: &Object) -> Self {
        let mut members = Self::with_capacity(object.len());
        for (name, value) in object {
            members.insert(name.as_str().to_owned(), value.into());
        }
        members
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::entries;

    fn object(size: usize) -> Object {
        (0..size)
            .map(|n| (format!("k{n}").into(), Json::Number(n.into())))
            .collect()
    }

    #[test]
    fn small_and_large_objects_behave_alike() {
        for size in [0, 1, FEW - 1, FEW, FEW + 1, 100] {
            let mut object = object(size);
            assert_eq!((object.len(), object.is_empty()), (size, size == 0));
            for n in 0..size {
                let key = format!("k{n}");
                assert_eq!(object.get(&key), Some(&Json::Number(n.into())));
                assert_eq!(object.get_mut(&key), Some(&mut Json::Number(n.into())));
                let old = object.insert(key.into(), Json::Bool(n % 2 == 0));
                assert_eq!(old, Some(Json::Number(n.into())));
            }
            assert_eq!(object.get("k"), None);
            assert_eq!(object.get_mut(""), None);
            assert_eq!(object.remove("?"), None);
            let before = object.clone();
            object.retain(|_, value| *value == Json::Bool(true));
            let names = |object: &Object| object.keys().map(|key| key.to_string()).collect::<Vec<_>>();
            let even: Vec<_> = (0..size).step_by(2).map(|n| format!("k{n}")).collect();
            assert_eq!(names(&object), even);
            assert_eq!(object.remove("k0").is_some(), size > 0);
            assert_eq!(names(&object), even.get(1..).unwrap_or_default());
            let back: Map<String, Value> = before.clone().into();
            assert_eq!(back.len(), size);
            assert_eq!(Object::from(&back), before);
            assert_eq!(Object::from(back), before);
        }
    }

    #[test]
    fn repeated_names_keep_the_last_value_at_the_first_place() {
        let names = ["ab", "ba", "aa", "bb", "", "a", "b", "xa", "ab", "", "aa", "xa"];
        let members = names.into_iter().enumerate();
        let object: Object = members.map(|(n, name)| (name.into(), n.into())).collect();
        let members: Vec<_> = object
            .into_iter()
            .map(|(name, n)| (name.to_string(), n.to_string()))
            .collect();
        let expected = [
            ("ab", "8"),
            ("ba", "1"),
            ("aa", "10"),
            ("bb", "3"),
            ("", "9"),
            ("a", "5"),
            ("b", "6"),
            ("xa", "11"),
        ];
        assert_eq!(members, expected.map(|(name, n)| (name.to_owned(), n.to_owned())));
    }

    #[test]
    fn into_entries_puts_indices_first() {
        for (names, expected) in [
            (&["b", "a"][..], &["b", "a"][..]),
            (
                &["b", "10", "a", "9", "01", "4294967295"],
                &["9", "10", "b", "a", "01", "4294967295"],
            ),
        ] {
            let object: Object = names.iter().map(|&name| (name.into(), Json::Null)).collect();
            let borrowed: Vec<_> = entries(object.iter()).map(|(name, _)| name.to_string()).collect();
            let owned: Vec<_> = object.into_entries().map(|(name, _)| name.to_string()).collect();
            assert_eq!(owned, expected);
            assert_eq!(borrowed, expected);
        }
    }

    #[test]
    fn objects_with_reordered_members_are_equal() {
        for size in [2, 100] {
            let forward = object(size);
            let mut members: Vec<_> = forward.clone().into_iter().collect();
            members.reverse();
            let backward: Object = members.into_iter().collect();
            assert_eq!(forward, backward);
            assert_ne!(forward, object(size - 1));
        }
    }
}
