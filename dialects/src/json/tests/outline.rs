//! Reading a part of a body is the same as reading all of it.

use super::*;

const NAMES: [&str; 2] = ["a", "b"];

fn place(name: &str) -> Option<usize> {
    NAMES.iter().position(|known| *known == name)
}

fn hollow(value: &Json) -> Json {
    match value {
        Json::Array(_) => Json::Array(Vec::new()),
        Json::Object(_) => Json::empty_object(),
        scalar => scalar.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn outline_and_parts_equal_the_whole(text in jsonish(), limit in 0_usize..20) {
        let whole = read_limited(text.as_bytes(), ValueLimit::new(limit));
        let outline = read_outline::<2>(text.as_bytes(), ValueLimit::new(limit), place);
        let rest = read_without(text.as_bytes(), ValueLimit::new(limit), |name| place(name).is_some());
        let whole = match whole {
            Ok(whole) => whole,
            Err(error) => {
                prop_assert_eq!(outline, Err(error));
                prop_assert_eq!(rest, Err(error));
                return Ok(());
            }
        };
        let Json::Object(members) = &whole else {
            prop_assert_eq!((outline, rest), (Ok(None), Ok(whole)));
            return Ok(());
        };
        let expected = NAMES.map(|name| members.get(name).map(hollow).unwrap_or_default());
        prop_assert_eq!(outline, Ok(Some(expected)));
        let mut left = members.clone();
        left.retain(|name, _| place(name).is_none());
        prop_assert_eq!(rest, Ok(Json::Object(left)));
    }
}
