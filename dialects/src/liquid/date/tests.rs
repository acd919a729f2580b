use super::*;
use proptest::prelude::*;

/// A Tuesday.
const DATE: DateInput<'_> = DateInput::Text("2024-03-05T09:07:03.045Z");

fn utc() -> Clock {
    Clock::in_zone(TimeZone::UTC)
}

fn new_york() -> Clock {
    Clock::in_zone(TimeZone::get("America/New_York").unwrap())
}

/// Prints `input` in a zone.
fn date(
    clock: &Clock,
    input: DateInput<'_>,
    format: &str,
    zone: ZoneArgument<'_>,
) -> Result<Option<String>, UnknownZone> {
    let local = clock.read(input, zone)?;
    Ok(local.map(|local| {
        let mut out = String::new();
        local.format(format, &mut out).unwrap();
        out
    }))
}

/// Prints `input` in the clock's own zone.
fn printed(clock: &Clock, input: DateInput<'_>, format: &str) -> Option<String> {
    date(clock, input, format, ZoneArgument::Host).unwrap()
}

/// Asserts that `format` prints `want` for [`DATE`].
#[track_caller]
fn prints(format: &str, want: &str) {
    assert_eq!(printed(&utc(), DATE, format).as_deref(), Some(want), "{format:?}");
}

/// Asserts what a date string means in UTC, in the form of `toISOString`.
#[track_caller]
fn reads(cases: &[(&str, Option<&str>)]) {
    for &(text, want) in cases {
        let got = printed(&utc(), DateInput::Text(text), "%Y-%m-%dT%H:%M:%S.%LZ");
        assert_eq!(got.as_deref(), want, "{text:?}");
    }
}

#[test]
fn date_without_format_prints_a_sentence() {
    let got = date(&utc(), DATE, DEFAULT_FORMAT, ZoneArgument::Host);
    assert_eq!(
        got,
        Ok(Some("Tuesday, March 5, 2024 at 9:07 am +0000".to_owned()))
    );
}

#[test]
fn each_conversion_prints_its_field() {
    prints("%a %A %b %B %h", "Tue Tuesday Mar March Mar");
    prints("%c|%x|%X", "3/5/2024, 9:07:03 AM|3/5/2024|9:07:03 AM");
    prints("%Y %C %y %m %d %e %j", "2024 20 24 03 05  5 065");
    prints(
        "%H %I %k %l %M %S %L %N %p %P",
        "09 09  9  9 07 03 045 045000000 AM am",
    );
    prints("%U %W %u %w %q %s", "09 10 2 2 th 1709629623");
    prints("%z %:z %Z%t%n%%", "+0000 +00:00 UTC\t\n%");
}

#[test]
fn unknown_directives_print_unchanged() {
    for format in [
        "%D %F %T %R %r %v %G %g %V %!",
        "%é",
        "100%",
        "%-5",
        "%5E",
        "%\n",
        "%E\nd",
        "%😀d",
    ] {
        prints(format, format);
    }
    prints("%Q%Y%", "%Q2024%");
    prints("", "");
}

#[test]
fn flags_and_widths_change_the_padding() {
    prints("%-d/%-m|%_d|%0e|%-I:%-M", "5/3| 5|05|9:7");
    prints("%5S|%_5S|%020d|%-5d", "00003|    3|00000000000000000005|5");
    prints("%3N|%12N|%1L|%10L", "045|045000000000|45|0000000045");
    prints("%^5b|%-^a|%^_10a|%10h", "  MAR|TUE|       TUE|0000000Mar");
    prints(
        "%10q|%_10z|%10x|%20c|%10t",
        "00000000th|     +0000|003/5/2024|3/5/2024, 9:07:03 AM|000000000\t",
    );
    prints("%5%|%-%|%_5n", "0000%|%|    \n");
    prints("%Ex|%OY|%5Em", "3/5/2024|2024|00003");
}

#[test]
fn flags_change_the_case() {
    prints(
        "%^a|%#a|%#p|%#P|%#Z|%#c",
        "TUE|TUE|am|AM|utc|3/5/2024, 9:07:03 am",
    );
}

#[test]
fn field_width_is_limited_to_1024() {
    let got = printed(&utc(), DATE, "%99999999999999999999d").unwrap();
    assert_eq!(got.len(), 1_024);
}

#[test]
fn days_print_english_ordinals() {
    let ordinals = [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (11, "11th"),
        (13, "13th"),
        (22, "22nd"),
        (30, "30th"),
    ];
    for (day, want) in ordinals {
        let text = format!("2024-06-{day:02}");
        assert_eq!(
            printed(&utc(), DateInput::Text(&text), "%-d%q").as_deref(),
            Some(want)
        );
    }
}

#[test]
fn week_numbers_start_on_sunday_or_monday() {
    let weeks = [
        ("2023-01-01", "01 00 7 0 001"),
        ("2024-01-01", "00 01 1 1 001"),
        ("2024-12-31", "52 53 2 2 366"),
        ("2020-12-27", "52 51 7 0 362"),
        ("1900-03-01", "08 09 4 4 060"),
    ];
    for (text, want) in weeks {
        assert_eq!(
            printed(&utc(), DateInput::Text(text), "%U %W %u %w %j").as_deref(),
            Some(want)
        );
    }
}

#[test]
fn years_far_from_now_print() {
    let far = [
        (
            "-000050-06-01T00:00:00Z",
            "-050|50|-1|-50|-00050|-63732009600|6/1/51",
        ),
        (
            "-000005-06-01T00:00:00Z",
            "-005|95|-1|-5|-00005|-62311939200|6/1/6",
        ),
        (
            "+012345-06-01T00:00:00Z",
            "12345|45|123|12345|012345|327416428800|6/1/12345",
        ),
        (
            "0999-12-31T00:00:00Z",
            "0999|99|09|999|000999|-30610310400|12/31/999",
        ),
    ];
    for (text, want) in far {
        let got = printed(&utc(), DateInput::Text(text), "%Y|%y|%C|%-Y|%6Y|%s|%x");
        assert_eq!(got.as_deref(), Some(want));
    }
}

#[test]
fn numbers_and_digits_are_seconds_since_the_epoch() {
    let print = |input| printed(&utc(), input, "%Y-%m-%d %H:%M:%S.%L");
    assert_eq!(
        print(DateInput::Seconds(1_709_629_623.5)).as_deref(),
        Some("2024-03-05 09:07:03.500")
    );
    assert_eq!(
        print(DateInput::Seconds(-86_400.0)).as_deref(),
        Some("1969-12-31 00:00:00.000")
    );
    assert_eq!(
        print(DateInput::Text("2024")).as_deref(),
        Some("1970-01-01 00:33:44.000")
    );
    assert_eq!(
        print(DateInput::Text("1709629623000")).as_deref(),
        Some("56146-01-02 21:30:00.000")
    );
    assert_eq!(
        print(DateInput::Bool(true)).as_deref(),
        Some("1970-01-01 00:00:00.001")
    );
    for out_of_range in [8.64e12 + 0.001, f64::INFINITY, f64::NAN] {
        assert_eq!(print(DateInput::Seconds(out_of_range)), None);
    }
    assert_eq!(print(DateInput::Text("99999999999999999999")), None);
}

#[test]
fn now_and_today_print_the_current_time() {
    for word in ["now", "today"] {
        assert!(printed(&utc(), DateInput::Text(word), "%Y").is_some_and(|year| year.len() == 4));
    }
    assert_eq!(printed(&utc(), DateInput::Text("Now"), "%Y"), None);
}

#[test]
fn named_zones_shift_the_clock() {
    let print = |text, zone| {
        date(
            &utc(),
            DateInput::Text(text),
            "%H:%M %z %Z",
            ZoneArgument::Name(zone),
        )
        .unwrap()
        .unwrap()
    };
    assert_eq!(
        print("2024-03-10T06:59:59Z", "America/New_York"),
        "01:59 -0500 America/New_York"
    );
    assert_eq!(
        print("2024-03-10T07:00:00Z", "america/new_york"),
        "03:00 -0400 america/new_york"
    );
    assert_eq!(
        print("2024-03-05T09:07:03Z", "Asia/Kathmandu"),
        "14:52 +0545 Asia/Kathmandu"
    );
    assert_eq!(print("2024-07-05T09:07:03Z", "pst"), "02:07 -0700 pst");
    assert_eq!(
        print("+012024-07-01T00:00:00Z", "America/New_York"),
        "20:00 -0400 America/New_York"
    );
}

#[test]
fn unknown_zone_name_is_an_error() {
    let names = [
        "",
        "Z",
        "+05:30",
        "60",
        "Bogus/Zone",
        "UTC+1",
        " UTC",
        "posixrules",
        "localtime",
        "Factory",
    ];
    for name in names {
        assert_eq!(
            date(&utc(), DATE, DEFAULT_FORMAT, ZoneArgument::Name(name)),
            Err(UnknownZone),
            "{name:?}"
        );
    }
}

#[test]
fn value_that_is_not_a_date_ignores_the_zone() {
    let got = date(
        &utc(),
        DateInput::Text("nope"),
        DEFAULT_FORMAT,
        ZoneArgument::Name("Bogus"),
    );
    assert_eq!(got, Ok(None));
}

#[test]
fn numeric_zones_are_minutes_west() {
    let print = |zone| date(&utc(), DATE, "%d %H:%M:%S %z %Z %:Z", zone).unwrap();
    let west = |minutes| print(ZoneArgument::MinutesWest(minutes));
    assert_eq!(west(-60.0).as_deref(), Some("05 10:07:03 +0100 +0100 +01:00"));
    assert_eq!(west(60.5).as_deref(), Some("05 08:06:33 -010.5 -010.5 -01:0.5"));
    assert_eq!(
        west(100_000.0).as_deref(),
        Some("26 22:27:03 -166640 -166640 -1666:40")
    );
    assert_eq!(west(f64::NAN), None);
    assert_eq!(west(1e20), None);
    assert_eq!(
        print(ZoneArgument::NilLiteral).as_deref(),
        Some("05 09:07:03 +0000 +0000 +00:00")
    );
}

#[test]
fn date_without_zone_uses_the_host_zone() {
    let read = |text| printed(&new_york(), DateInput::Text(text), "%Y-%m-%d %H:%M %z %Z %s").unwrap();
    assert_eq!(
        read("2024-03-05"),
        "2024-03-04 19:00 -0500 America/New_York 1709596800"
    );
    assert_eq!(
        read("2024-03-05T10:20"),
        "2024-03-05 10:20 -0500 America/New_York 1709652000"
    );
    assert_eq!(
        read("Mar 10 2024 02:30"),
        "2024-03-10 03:30 -0400 America/New_York 1710055800"
    );
    assert_eq!(
        read("2024-11-03T01:30"),
        "2024-11-03 01:30 -0400 America/New_York 1730611800"
    );
    assert_eq!(
        read("+020000-07-01T00:00"),
        "20000-07-01 00:00 -0400 America/New_York 568987560000"
    );
    assert_eq!(
        read("1800-01-01T00:00"),
        "1800-01-01 00:00 -0456 America/New_York -5364644638"
    );
    let nil = date(&new_york(), DATE, "%H:%M %Z", ZoneArgument::NilLiteral);
    assert_eq!(nil, Ok(Some("09:07 +0000".to_owned())));
}

#[test]
fn host_zones_that_are_utc_print_as_utc() {
    for (name, printed) in [
        ("Etc/UTC", "UTC"),
        ("GMT", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Europe/London", "Europe/London"),
    ] {
        let clock = Clock::in_zone(TimeZone::get(name).unwrap());
        let got = date(&clock, DATE, "%Z", ZoneArgument::Host);
        assert_eq!(got, Ok(Some(printed.to_owned())), "{name}");
    }
}

#[test]
fn iso_dates_are_read() {
    reads(&[
        ("2024-03", Some("2024-03-01T00:00:00.000Z")),
        ("2024-03-05", Some("2024-03-05T00:00:00.000Z")),
        ("+012024-03-05", Some("12024-03-05T00:00:00.000Z")),
        ("-000001-01-01", Some("-001-01-01T00:00:00.000Z")),
        ("2024-03-05T10:20", Some("2024-03-05T10:20:00.000Z")),
        ("2024-03-05t10:20z", Some("2024-03-05T10:20:00.000Z")),
        ("2024-03-05T24:00Z", Some("2024-03-06T00:00:00.000Z")),
        ("2024-03-05T24:01Z", None),
        (
            "2024-03-05T10:20:30.123456+0530",
            Some("2024-03-05T04:50:30.123Z"),
        ),
        ("2024-03-05T10:20:30+05:30", Some("2024-03-05T04:50:30.000Z")),
        ("2024-03-05T10:20:30+25:00", None),
        ("2024-03-05T10:20:30+2", None),
        ("2024-03-05T10:20:30.", None),
        ("2024-03-05T", None),
        ("2024-02-30", Some("2024-03-01T00:00:00.000Z")),
        // Three significant digits, not the first three.
        (
            "2024-01-01T00:00:00.0012345678Z",
            Some("2024-01-01T00:00:00.012Z"),
        ),
    ]);
}

#[test]
fn broken_iso_dates_are_read_in_the_legacy_form() {
    reads(&[
        ("-000000-01-01", Some("2001-01-01T00:00:00.000Z")),
        ("2024-03-05 10:20:30", Some("2024-03-05T10:20:30.000Z")),
        ("2024-03-05 10:20:30 +0200", Some("2024-03-05T08:20:30.000Z")),
        ("2024-3-5", Some("2024-03-05T00:00:00.000Z")),
        ("2024-13-01", None),
        (" 2024-03-05 ", Some("2024-03-05T00:00:00.000Z")),
    ]);
}

#[test]
fn dates_without_a_month_name_are_month_day_year() {
    reads(&[
        ("3/5/24", Some("2024-03-05T00:00:00.000Z")),
        ("13/5/2024", None),
        ("2024/3/5", Some("2024-03-05T00:00:00.000Z")),
        ("1/2", Some("2001-01-02T00:00:00.000Z")),
        ("-5", Some("2001-05-01T00:00:00.000Z")),
        ("3,1,2", Some("2002-03-01T00:00:00.000Z")),
        ("0-2-3", Some("2000-02-03T00:00:00.000Z")),
        ("1/2/3/4", None),
        ("999999999-1-1", None),
    ]);
}

#[test]
fn dates_with_a_month_name_come_in_any_order() {
    reads(&[
        ("March 5, 2024", Some("2024-03-05T00:00:00.000Z")),
        ("Marchember 5 2024", Some("2024-03-05T00:00:00.000Z")),
        ("05-Mar-2024", Some("2024-03-05T00:00:00.000Z")),
        ("5 Mar", Some("2001-03-05T00:00:00.000Z")),
        ("Mar 2024", Some("2024-03-01T00:00:00.000Z")),
        ("Mar", None),
        ("Jan 1 49", Some("2049-01-01T00:00:00.000Z")),
        ("Jan 1 50", Some("1950-01-01T00:00:00.000Z")),
        ("Jan 1 100", Some("0100-01-01T00:00:00.000Z")),
        ("32 Jan 5", Some("2032-01-05T00:00:00.000Z")),
    ]);
}

#[test]
fn times_have_one_to_four_fields() {
    reads(&[
        ("5 Mar 2024 9:07 pm", Some("2024-03-05T21:07:00.000Z")),
        ("5 Mar 2024 12:07 am", Some("2024-03-05T00:07:00.000Z")),
        ("5 Mar 2024 13:07 pm", None),
        ("5 Mar 2024 9:07pm", None),
        ("5 Mar 2024 9 pm", None),
        ("5 Mar 2024 10::20", Some("2024-03-05T10:00:20.000Z")),
        ("5 Mar 2024 1:2:3:4", Some("2024-03-05T01:02:03.004Z")),
        ("5 Mar 2024 1:2:3.4567", Some("2024-03-05T01:02:03.456Z")),
        ("5 Mar 2024 1:.2", Some("2024-03-05T01:02:00.000Z")),
        ("5 Mar 2024 1:2x", None),
    ]);
}

#[test]
fn zones_are_read_after_times() {
    reads(&[
        ("Tue, 05 Mar 2024 09:07:03 GMT", Some("2024-03-05T09:07:03.000Z")),
        (
            "Tue Mar 05 2024 09:07:03 GMT+0100 (CET)",
            Some("2024-03-05T08:07:03.000Z"),
        ),
        ("5 Mar 2024 1:2 -5", Some("2024-03-05T06:02:00.000Z")),
        ("5 Mar 2024 1:2 EST", Some("2024-03-05T06:02:00.000Z")),
        ("5 Mar 2024 1:2 UTC-5:30", Some("2024-03-05T06:32:00.000Z")),
        ("5 Mar 2024 1:2 +12345", None),
        ("5 Mar 2024 -5", None),
    ]);
}

#[test]
fn unknown_words_are_ignored_only_before_the_first_number() {
    reads(&[
        ("about 5 Mar 2024", Some("2024-03-05T00:00:00.000Z")),
        ("about5 Mar 2024", None),
        ("5 of Mar 2024", None),
        ("5 Mar 2024 (a (b) 1:2) 3:4", Some("2024-03-05T03:04:00.000Z")),
        ("5 Mar 2024 )", None),
        ("٢٠٢٤-٠٣-٠٥", None),
        ("", None),
    ]);
}

#[test]
fn deep_parentheses_in_dates_do_not_overflow_the_stack() {
    let text = format!("{}5 Mar 2024", "(".repeat(100_000));
    reads(&[(text.as_str(), None)]);
}

proptest! {
    #[test]
    fn any_text_is_read_as_date_without_panic(text in "[-0-9:.+TZ /()]{0,30}|(Mar|1|24|2024|[-+:. ]|pm|GMT|é|:30|9999999999){0,9}") {
        for clock in [utc(), new_york()] {
            printed(&clock, DateInput::Text(&text), "%c");
        }
    }

    #[test]
    fn any_format_prints_without_panic(format in "(%|[-_0^#:]|[0-9]|E|[a-zA-Z]|é|\n){0,12}", seconds in -8.7e12..8.7e12_f64, west in -1e9..1e9_f64) {
        for zone in [ZoneArgument::Host, ZoneArgument::MinutesWest(west), ZoneArgument::Name("Asia/Tokyo")] {
            prop_assert!(date(&new_york(), DateInput::Seconds(seconds), &format, zone).is_ok());
        }
    }
}
