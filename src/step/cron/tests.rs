use super::{Cron, CronField, Weekday};
use crate::{Delay, Digest};
use proptest::prelude::*;

/// Expressions, and their next run after 2025-01-01T09:00:00Z in UTC, from cron-parser 4.9.0.
pub(super) const VALID: [(&str, &str); 42] = [
    ("* * * * *", "2025-01-01T09:01:00Z"),
    ("*/15 * * * *", "2025-01-01T09:15:00Z"),
    ("0 9 * * 1", "2025-01-06T09:00:00Z"),
    ("0 9 * * MON-FRI", "2025-01-02T09:00:00Z"),
    ("0 9 * * mon,wed,FrI", "2025-01-03T09:00:00Z"),
    ("0 9 * * 5-7", "2025-01-03T09:00:00Z"),
    ("0 9 * * 0-7/2", "2025-01-02T09:00:00Z"),
    ("30 0 9 * * 1", "2025-01-06T09:00:30Z"),
    ("*/10 * * * * *", "2025-01-01T09:00:10Z"),
    ("0 8-18/2 * * *", "2025-01-01T10:00:00Z"),
    ("5/10 * * * *", "2025-01-01T09:05:00Z"),
    ("0,15,30-45/5 * * * *", "2025-01-01T09:15:00Z"),
    ("0 0 1 JAN *", "2026-01-01T00:00:00Z"),
    ("0 0 1 jan-mar/2 ?", "2025-03-01T00:00:00Z"),
    ("0 0 ? * 2", "2025-01-07T00:00:00Z"),
    ("0 0 ?/2 * *", "2025-01-03T00:00:00Z"),
    ("0 0 L * *", "2025-01-31T00:00:00Z"),
    ("0 0 L 2 *", "2025-02-28T00:00:00Z"),
    ("0 0 15,L * *", "2025-01-15T00:00:00Z"),
    ("0 0 * * 5L", "2025-01-31T00:00:00Z"),
    ("0 0 * * FRIL", "2025-01-31T00:00:00Z"),
    ("0 0 * * 1,5L", "2025-01-06T00:00:00Z"),
    ("0 0 * * 1#2", "2025-01-13T00:00:00Z"),
    ("0 0 * * MON#5", "2025-03-31T00:00:00Z"),
    ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
    ("0 0 31 * *", "2025-01-31T00:00:00Z"),
    ("0 0 30 2,4 *", "2025-04-30T00:00:00Z"),
    ("0 0 31 2,4 1", "2025-02-03T00:00:00Z"),
    ("  0   9\t* * 1 ", "2025-01-06T09:00:00Z"),
    ("007 09 * * *", "2025-01-01T09:07:00Z"),
    ("*/100 * * * *", "2025-01-01T10:00:00Z"),
    ("@hourly", "2025-01-01T10:00:00Z"),
    ("@daily", "2025-01-02T00:00:00Z"),
    ("@yearly", "2026-01-01T00:00:00Z"),
    ("@weekly", "2025-01-05T00:00:00Z"),
    ("@monthly", "2025-02-01T00:00:00Z"),
    ("0 0 13 * 5", "2025-01-03T00:00:00Z"),
    ("0 0 1-31 * 1", "2025-01-06T00:00:00Z"),
    ("0 0 */2 * 1#2", "2025-01-09T00:00:00Z"),
    ("0 0 * * 1-7/9", "2025-01-05T00:00:00Z"),
    ("0 0 * * 0L,3", "2025-01-08T00:00:00Z"),
    ("0 0 31 * 1#2", "2025-01-13T00:00:00Z"),
];

/// Texts that are refused, and the field with the mistake.
const INVALID: [(&str, Option<CronField>); 42] = [
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
    ("0 0 * * 05L", Some(CronField::DayOfWeek)),
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
fn every_form_of_cron_parser_is_accepted_as_written() {
    for (expression, _) in VALID {
        assert_eq!(
            Cron::parse(expression).map(|cron| cron.to_string()),
            Ok(expression.to_owned())
        );
    }
}

#[test]
fn errors_of_invalid_expressions_name_the_field() {
    for (expression, field) in INVALID {
        let error = Cron::parse(expression).expect_err(expression);
        assert_eq!(error.field(), field, "{error}");
        assert!(error.to_string().contains(&format!("`{expression}`")), "{error}");
    }
}

#[test]
fn days_that_none_of_the_months_has_are_refused() {
    for expression in [
        "0 0 30 2 *",
        "0 0 31 4,6 *",
        "0 0 31 4-4 1",
        "0 0 31 4,4 1",
        "0 0 30 FEB ?",
        "0 0 30,L 2 *",
    ] {
        let error = Cron::parse(expression).expect_err(expression);
        assert_eq!(error.field(), Some(CronField::DayOfMonth));
    }
}

#[test]
fn error_text_quotes_the_item_and_its_bounds() {
    let text = |expression| Cron::parse(expression).unwrap_err().to_string();
    assert_eq!(
        text("0 9-30 * * *"),
        "the hour `30` of the cron expression `0 9-30 * * *` is not between 0 and 23"
    );
    assert_eq!(
        text("0 9"),
        "the cron expression `0 9` has neither five fields (minute, hour, day of month, month, day of week) \
         nor six (second first)"
    );
    assert_eq!(
        text("0 0 31 FEB *"),
        "the day of month `31` of the cron expression `0 0 31 FEB *` is a day that none of its months has"
    );
}

#[test]
fn constructors_refuse_numbers_out_of_range() {
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
#[should_panic(expected = "the hour of the cron expression is invalid: expected 0 to 23")]
fn from_static_panics_on_an_invalid_literal() {
    let _ = Cron::from_static("0 24 * * *");
}

#[test]
fn outputs_serialise_a_valid_expression_and_fail_on_an_invalid_one() {
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

/// Texts of a field with values, ranges, steps and lists.
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
    fn any_text_is_accepted_or_refused_without_panic(text in "\\PC{0,40}") {
        let _ = Cron::parse(text).map_err(|error| error.to_string());
    }

    #[test]
    fn any_text_of_cron_characters_is_accepted_or_refused_without_panic(text in "[0-9*?,/#LMONJA@ -]{0,24}") {
        let _ = Cron::parse(text).map_err(|error| error.to_string());
    }

    #[test]
    fn expressions_of_the_grammar_are_accepted_and_round_trip(
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
    fn a_value_out_of_bounds_is_reported_in_its_field(which in 0..6_usize, beyond in 1..1000_u32) {
        let field = CronField::ALL[which];
        let mut fields = ["*"; 6].map(str::to_owned);
        fields[which] = (field.bounds().1 + beyond).to_string();
        let error = Cron::parse(fields.join(" ")).unwrap_err();
        prop_assert_eq!(error.field(), Some(field));
    }
}

#[test]
fn panic_of_a_literal_names_the_field_and_its_values() {
    for (expression, words) in [
        ("* *", "neither five nor six fields"),
        (
            "60 * * * * *",
            "the second of the cron expression is invalid: expected 0 to 59",
        ),
        (
            "60 * * * *",
            "the minute of the cron expression is invalid: expected 0 to 59",
        ),
        (
            "* 24 * * *",
            "the hour of the cron expression is invalid: expected 0 to 23",
        ),
        ("* * 32 * *", "expected 1 to 31 or `L`"),
        (
            "* * * 13 *",
            "the month of the cron expression is invalid: expected 1 to 12 or a name",
        ),
        ("* * * * 8", "expected 0 to 7 or a name"),
    ] {
        let panic = std::panic::catch_unwind(|| Cron::from_static(expression)).unwrap_err();
        let message = panic.downcast::<String>().map(|message| *message);
        let message = message.or_else(|panic| panic.downcast::<&str>().map(|message| (*message).to_owned()));
        let message = message.unwrap();
        assert!(message.contains(words), "{expression}: {message}");
    }
}

#[test]
fn schema_of_an_expression_is_that_of_a_text_wherever_it_appears() {
    let schema = schemars::schema_for!(Vec<Cron>);
    assert_eq!(
        schema.as_value()["items"],
        serde_json::json!({ "type": "string" })
    );
}
