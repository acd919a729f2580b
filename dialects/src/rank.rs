//! Sorting by numbers.

/// Sorts stably by the rank of each item. The standard library's sorts are compiled for each type of items,
/// and a debug build spends as long on one of them as on a parser of a tag; this compiles one for all.
pub(crate) fn sort_by_rank<T>(items: &mut Vec<T>, rank: impl Fn(&T) -> u64) {
    let order = in_order(items.iter().map(rank).collect());
    let mut unsorted: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|(_, place)| unsorted[place].take()));
}

/// Returns the ranks in ascending order, each with its place in `ranks`; of equal ones the first comes first.
pub(crate) fn in_order(ranks: Vec<u64>) -> Vec<(u64, usize)> {
    let mut order: Vec<(u64, usize)> = ranks.into_iter().zip(0..).collect();
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_equal_rank_keep_their_order() {
        let mut items = vec!["cc", "a", "bb", "", "d", "ee"];
        sort_by_rank(&mut items, |item| item.len() as u64);
        assert_eq!(items, ["", "a", "d", "cc", "bb", "ee"]);
    }

    #[test]
    fn empty_list_stays_empty() {
        let mut items: Vec<u8> = Vec::new();
        sort_by_rank(&mut items, |item| u64::from(*item));
        assert!(items.is_empty());
    }
}
