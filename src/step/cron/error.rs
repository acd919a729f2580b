//! What is wrong with a cron expression.

use super::check::Fault;
use std::{convert::Infallible, error::Error, fmt};

/// Why a text is no cron expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronError {
    expression: Box<str>,
    fault: Fault,
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
    pub(super) fn new(expression: String, fault: Fault) -> Self {
        Self {
            expression: expression.into(),
            fault,
        }
    }

    /// The field that is wrong; `None` if the fields cannot be told apart.
    #[must_use]
    pub fn field(&self) -> Option<CronField> {
        self.fault.field
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

    /// The smallest and the largest value.
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
        let Self { expression, fault } = self;
        if let Some(field) = fault.field {
            let item = expression.get(fault.start..fault.end).unwrap_or_default();
            write!(f, "the {field} `{item}` of ")?;
        }
        write!(f, "the cron expression `{expression}` {}", fault.problem.text())?;
        if let (Some(field), super::check::Problem::OutOfRange) = (fault.field, fault.problem) {
            let (min, max) = field.bounds();
            write!(f, " between {min} and {max}")?;
        }
        Ok(())
    }
}

impl Error for CronError {}

/// A [`Cron`](super::Cron) that is already there needs no check.
impl From<Infallible> for CronError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
