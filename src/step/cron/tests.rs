use super::{Cron, CronField, Weekday};
use crate::{Delay, Digest};
use proptest::prelude::*;

/// Asked of cron-parser 4.9.0, which schedules every one of these.
const RIGHT: [&str; 34] = [
    "* * * * *",
    "*/15 * * * *",
    "0 9 * * 1",
    "0 9 * * MON-FRI",
    "0 9 * * mon,wed,FrI",
    "0 9 * * 5-7",
    "0 9 * * 0-7/2",
    "30 0 9 * * 1",
    "*/10 * * * * *",
    "0 8-18/2 * * *",
    "5/10 * * * *",
    "0,15,30-45/5 * * * *",
    "0 0 1 JAN *",
    "0 0 1 jan-mar/2 ?",
    "0 0 ? * 2",
    "0 0 ?/2 * *",
    "0 0 L * *",
    "0 0 L 2 *",
    "0 0 15,L * *",
    "0 0 * * 5L",
    "0 0 * * FRIL",
    "0 0 * * 1,5L",
    "0 0 * * 1#2",
    "0 0 * * MON#5",
    "0 0 29 2 *",
    "0 0 31 * *",
    "0 0 30 2,4 *",
    "0 0 31 2,4 1",
    "  0   9\t* * 1 ",
    "007 09 * * *",
    "*/100 * * * *",
    "@hourly",
    "@daily",
    "@yearly",
];

/// What is wrong, and in which field.
const WRONG: [(&str, Option<CronField>); 41] = [
    ("", None),
    ("@reboot", None),
    ("@Daily", None),
    ("every day", None),
    ("* * * *", None),
    ("* * * * * * *", None),
    ("60 * * * *", Some(CronField::Minute)),
    ("-1 * * * *", Some(CronField::Minute)),
    ("60 0 9 * * 1", Some(CronField::Second)),
    ("0 24 * * *", Some(CronField::Hour)),
    ("0 0 0 * *", Some(CronField::DayOfMonth)),
    ("0 0 32 * *", Some(CronField::DayOfMonth)),
    ("0 0 * 13 *", Some(CronField::Month)),
    ("0 0 * 0 *", Some(CronField::Month)),
    ("0 0 * FOO *", Some(CronField::Month)),
    ("0 0 * MON *", Some(CronField::Month)),
    ("0 0 * * 8", Some(CronField::DayOfWeek)),
    ("0 0 * * FRI-MON", Some(CronField::DayOfWeek)),
    ("0 0 * * L", Some(CronField::DayOfWeek)),
    ("0 0 * * 1#6", Some(CronField::DayOfWeek)),
    ("0 0 * * 1#2#3", Some(CronField::DayOfWeek)),
    ("0 0 * * 1#2,3", Some(CronField::DayOfWeek)),
    ("0 0 * * MONDAY", Some(CronField::DayOfWeek)),
    ("? * * * *", Some(CronField::Minute)),
    ("0 ? * * *", Some(CronField::Hour)),
    ("0 0 *,? * *", Some(CronField::DayOfMonth)),
    ("L * * * *", Some(CronField::Minute)),
    ("0 0 l * *", Some(CronField::DayOfMonth)),
    ("0 0 LW * *", Some(CronField::DayOfMonth)),
    ("0 0 15W * *", Some(CronField::DayOfMonth)),
    ("*/0 * * * *", Some(CronField::Minute)),
    ("*/ * * * *", Some(CronField::Minute)),
    ("*/5/2 * * * *", Some(CronField::Minute)),
    ("/5 * * * *", Some(CronField::Minute)),
    ("1, * * * *", Some(CronField::Minute)),
    ("1- * * * *", Some(CronField::Minute)),
    ("1-2-3 * * * *", Some(CronField::Minute)),
    ("30-10 * * * *", Some(CronField::Minute)),
    ("1* * * * *", Some(CronField::Minute)),
    ("99999999999999999999 * * * *", Some(CronField::Minute)),
    ("ä * * * *", Some(CronField::Minute)),
];

#[test]
fn what_the_platform_schedules_is_right() {
    for expression in RIGHT {
        assert_eq!(
            Cron::parse(expression).map(|cron| cron.to_string()),
            Ok(expression.to_owned())
        );
    }
}

#[test]
fn errors_name_the_field() {
    for (expression, field) in WRONG {
        let error = Cron::parse(expression).expect_err(expression);
        assert_eq!(error.field(), field, "{error}");
        assert!(error.to_string().contains(&format!("`{expression}`")), "{error}");
    }
}

#[test]
fn days_that_never_come_are_wrong() {
    for expression in [
        "0 0 30 2 *",
        "0 0 31 4,6 *",
        "0 0 31 4-4 1",
        "0 0 31 4,4 1",
        "0 0 30 FEB ?",
    ] {
        let error = Cron::parse(expression).expect_err(expression);
        assert_eq!(error.field(), Some(CronField::DayOfMonth));
    }
}

#[test]
fn errors_quote_the_item() {
    let text = |expression| Cron::parse(expression).unwrap_err().to_string();
    assert_eq!(
        text("0 9-30 * * *"),
        "the hour `30` of the cron expression `0 9-30 * * *` is not between 0 and 23"
    );
    assert_eq!(
        text("0 9"),
        "the cron expression `0 9` has neither five nor six fields"
    );
    assert_eq!(
        text("0 0 31 FEB *"),
        "the day of month `31` of the cron expression `0 0 31 FEB *` is a day that none of its months has"
    );
}

#[test]
fn constructors_check_their_numbers() {
    let text = |cron: Result<Cron, _>| {
        cron.map(|cron| cron.to_string())
            .map_err(|error: super::CronError| error.field())
    };
    assert_eq!(Cron::hourly().as_str(), "0 * * * *");
    assert_eq!(text(Cron::hourly_at(5)).as_deref(), Ok("5 * * * *"));
    assert_eq!(text(Cron::daily_at(9, 5)).as_deref(), Ok("5 9 * * *"));
    assert_eq!(text(Cron::weekdays_at(9, 5)).as_deref(), Ok("5 9 * * 1-5"));
    assert_eq!(
        text(Cron::weekly_on(Weekday::Sunday, 9, 5)).as_deref(),
        Ok("5 9 * * 0")
    );
    assert_eq!(
        text(Cron::weekly_on(Weekday::Saturday, 9, 5)).as_deref(),
        Ok("5 9 * * 6")
    );
    assert_eq!(text(Cron::monthly_on(31, 9, 5)).as_deref(), Ok("5 9 31 * *"));
    assert_eq!(text(Cron::daily_at(24, 0)), Err(Some(CronField::Hour)));
    assert_eq!(text(Cron::hourly_at(60)), Err(Some(CronField::Minute)));
    assert_eq!(text(Cron::monthly_on(0, 0, 0)), Err(Some(CronField::DayOfMonth)));
}

#[test]
#[should_panic(expected = "the hour of the cron expression is wrong")]
fn wrong_literals_panic() {
    let _ = Cron::from_static("0 24 * * *");
}

#[test]
fn outputs_carry_the_expression_or_the_error() {
    let digest = serde_json::to_value(Digest::cron("0 9 * * 1").extend_to_schedule(true)).unwrap();
    assert_eq!(
        digest,
        serde_json::json!({"cron": "0 9 * * 1", "extendToSchedule": true})
    );
    let delay = serde_json::to_value(Delay::cron(Cron::daily_at(9, 0))).unwrap();
    assert_eq!(delay, serde_json::json!({"cron": "0 9 * * *"}));
    let error = serde_json::to_value(Delay::cron(Cron::daily_at(25, 0))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the hour `25` of the cron expression `0 25 * * *` is not between 0 and 23"
    );
    assert!(serde_json::to_value(Digest::cron("never".to_owned())).is_err());
}

/// A field as its grammar has it.
fn field(min: u32, max: u32) -> impl Strategy<Value = String> {
    let value = min..=max;
    let range = (value.clone(), value.clone()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b)));
    let base = prop_oneof![Just("*".to_owned()), range];
    let item = prop_oneof![
        value.prop_map(|value| value.to_string()),
        base.clone(),
        (base, 1..100_u32).prop_map(|(base, step)| format!("{base}/{step}")),
    ];
    prop::collection::vec(item, 1..4).prop_map(|items| items.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_parsed_or_refused(text in "\\PC{0,40}") {
        let _ = Cron::parse(text).map_err(|error| error.to_string());
    }

    #[test]
    fn any_text_of_the_alphabet_is_parsed_or_refused(text in "[0-9*?,/#LMONJA@ -]{0,24}") {
        let _ = Cron::parse(text).map_err(|error| error.to_string());
    }

    #[test]
    fn what_the_grammar_has_is_right(
        second in field(0, 59), minute in field(0, 59), hour in field(0, 23),
        day in field(1, 28), month in field(1, 12), weekday in field(0, 7),
    ) {
        let five = format!("{minute} {hour} {day} {month} {weekday}");
        prop_assert!(Cron::parse(five.as_str()).is_ok(), "{}", five);
        let six = format!("{second} {five}");
        let cron = Cron::parse(six.as_str());
        prop_assert!(cron.is_ok(), "{}", six);
        let text = serde_json::to_string(&cron.unwrap()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Cron>(&text).unwrap().to_string(), six);
    }

    #[test]
    fn one_value_out_of_bounds_is_found_in_its_field(which in 0..6_usize, beyond in 1..1000_u32) {
        let field = CronField::ALL[which];
        let mut fields = ["*"; 6].map(str::to_owned);
        fields[which] = (field.bounds().1 + beyond).to_string();
        let error = Cron::parse(fields.join(" ")).unwrap_err();
        prop_assert_eq!(error.field(), Some(field));
    }
}
