//! Errors of cron expressions.

use std::{convert::Infallible, error::Error, fmt};

/// The error for a text that is not a cron expression, or that names a time which never comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronError {
    expression: Box<str>,
    mistake: Mistake,
}

/// A mistake in the bytes `start..end` of the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mistake {
    /// `None` if the fields cannot be told apart.
    pub(super) field: Option<CronField>,
    pub(super) problem: Problem,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    FieldCount,
    UnknownMacro,
    Malformed,
    OutOfRange,
    Reversed,
    ZeroStep,
    NoSuchDay,
}

/// A field of a cron expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CronField {
    /// The first of six fields; a sixth may be left out.
    Second,
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31, or `L`.
    DayOfMonth,
    /// 1 to 12, or a name.
    Month,
    /// 0 to 7 where both ends are Sunday, or a name.
    DayOfWeek,
}

impl CronError {
    #[cold]
    pub(super) fn new(expression: String, mistake: Mistake) -> Self {
        Self {
            expression: expression.into(),
            mistake,
        }
    }

    /// Returns the field with the mistake, or `None` if the fields cannot be told apart.
    #[must_use]
    pub fn field(&self) -> Option<CronField> {
        self.mistake.field
    }
}

impl Mistake {
    /// Creates a mistake of the expression as a whole.
    pub(super) const fn of_all(problem: Problem) -> Self {
        Self {
            field: None,
            problem,
            start: 0,
            end: 0,
        }
    }

    /// Returns one line for a panic at compile time, where nothing can be formatted.
    pub(super) const fn summary(&self) -> &'static str {
        match self.field {
            None => "the cron expression has neither five nor six fields",
            Some(CronField::Second) => "the second of the cron expression is invalid: expected 0 to 59",
            Some(CronField::Minute) => "the minute of the cron expression is invalid: expected 0 to 59",
            Some(CronField::Hour) => "the hour of the cron expression is invalid: expected 0 to 23",
            Some(CronField::DayOfMonth) => {
                "the day of month of the cron expression is invalid: expected 1 to 31 or `L`"
            }
            Some(CronField::Month) => {
                "the month of the cron expression is invalid: expected 1 to 12 or a name"
            }
            Some(CronField::DayOfWeek) => {
                "the day of week of the cron expression is invalid: expected 0 to 7 or a name"
            }
        }
    }
}

impl CronField {
    /// All fields in their order.
    pub(super) const ALL: [Self; 6] = [
        Self::Second,
        Self::Minute,
        Self::Hour,
        Self::DayOfMonth,
        Self::Month,
        Self::DayOfWeek,
    ];

    /// Returns the smallest and the largest value.
    pub(super) const fn bounds(self) -> (u32, u32) {
        match self {
            Self::Second | Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (0, 7),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::DayOfMonth => "day of month",
            Self::Month => "month",
            Self::DayOfWeek => "day of week",
        }
    }
}

impl fmt::Display for CronField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for CronError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expression, mistake } = self;
        if let Some(field) = mistake.field {
            let item = expression.get(mistake.start..mistake.end).unwrap_or_default();
            write!(f, "the {field} `{item}` of ")?;
        }
        write!(f, "the cron expression `{expression}` ")?;
        match (mistake.problem, mistake.field) {
            (Problem::OutOfRange, Some(field)) => {
                let (min, max) = field.bounds();
                write!(f, "is not between {min} and {max}")
            }
            (problem, _) => f.write_str(problem.text()),
        }
    }
}

impl Problem {
    fn text(self) -> &'static str {
        match self {
            Self::FieldCount => {
                "has neither five fields (minute, hour, day of month, month, day of week) nor six (second first)"
            }
            Self::UnknownMacro => "is not one of `@hourly`, `@daily`, `@weekly`, `@monthly` and `@yearly`",
            Self::Malformed => "is not a value, a range, a step or a list of these",
            Self::OutOfRange => "is out of range",
            Self::Reversed => "is a range that ends before it begins",
            Self::ZeroStep => "has a step of 0; the smallest step is 1",
            Self::NoSuchDay => "is a day that none of its months has",
        }
    }
}

impl Error for CronError {}

/// An existing [`Cron`](super::Cron) needs no check.
impl From<Infallible> for CronError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
