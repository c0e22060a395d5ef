//! Points in time and days, both UTC, both given and never read from a clock.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil;

/// Seconds since 1970-01-01T00:00:00Z. Printed as RFC 3339 with `Z`, whatever the locale.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Time(i64);

/// The last second of the year 9999: what RFC 3339 can still print.
const SECONDS_MAX: i64 = 253_402_207_200;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("'{text}' is not a date: write YYYY-MM-DD")]
    NotADate { text: String },
    #[error("'{text}' is not a time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ")]
    NotATime { text: String },
}

impl Time {
    /// Out of range is clamped to the first or last second that can be printed: a block's time is
    /// 32 bits, so this can only meet a damaged list.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(0, SECONDS_MAX))
    }

    pub fn seconds(self) -> i64 {
        self.0
    }

    pub fn day(self) -> Day {
        let stamp = Timestamp::from_second(self.0).expect("Time is within jiff's range");
        Day(stamp.to_zoned(jiff::tz::TimeZone::UTC).date())
    }
}

impl From<u32> for Time {
    fn from(seconds: u32) -> Self {
        Self(i64::from(seconds))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stamp = Timestamp::from_second(self.0).expect("Time is within jiff's range");
        write!(f, "{stamp}")
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Time {
    type Err = TimeError;

    /// A full time, or a day (its first second).
    fn from_str(text: &str) -> Result<Self, TimeError> {
        if let Ok(day) = text.parse::<Day>() {
            return Ok(day.start());
        }
        let stamp: Timestamp = text
            .parse()
            .map_err(|_| TimeError::NotATime { text: text.chars().take(40).collect() })?;
        Ok(Self::from_seconds(stamp.as_second()))
    }
}

/// A calendar day, UTC: what lists and labels are dated by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(civil::Date);

impl Day {
    /// The first second of the day.
    pub fn start(self) -> Time {
        let zoned = self.0.to_zoned(jiff::tz::TimeZone::UTC).expect("UTC has every day");
        Time::from_seconds(zoned.timestamp().as_second())
    }

    /// The last second of the day.
    pub fn end(self) -> Time {
        Time::from_seconds(self.start().seconds() + 86_399)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let bad = || TimeError::NotADate { text: text.chars().take(40).collect() };
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, b)| match at {
                4 | 7 => b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return Err(bad());
        }
        let date: civil::Date = text.parse().map_err(|_| bad())?;
        if date.year() < 1970 {
            return Err(bad());
        }
        Ok(Self(date))
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
