//! Members of objects by name.

use serde_json::{Map, Value};

/// Up to so many members are looked through: comparing a few lengths is faster than hashing one name.
const FEW: usize = 16;

/// The member called `name`.
pub(crate) fn member<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if map.len() > FEW {
        return map.get(name);
    }
    map.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// The member called `name`, to be changed.
pub(crate) fn member_mut<'a>(map: &'a mut Map<String, Value>, name: &str) -> Option<&'a mut Value> {
    if map.len() > FEW {
        return map.get_mut(name);
    }
    map.iter_mut()
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_large_objects_give_the_same() {
        for size in [0, 1, FEW, FEW + 1, 100] {
            let mut map: Map<String, Value> = (0..size).map(|n| (format!("k{n}"), n.into())).collect();
            for n in 0..size {
                let key = format!("k{n}");
                assert_eq!(member(&map, &key), Some(&n.into()));
                assert_eq!(member_mut(&mut map, &key), Some(&mut n.into()));
            }
            assert_eq!(member(&map, "k"), None);
            assert_eq!(member_mut(&mut map, ""), None);
        }
    }
}
