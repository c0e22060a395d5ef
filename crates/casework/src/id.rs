//! Names of rows: ULIDs, so that they sort by the time they were made and tell nothing else.

use std::fmt;
use std::str::FromStr;

use model::time::Time;

use crate::secret::Chance;

/// Crockford's base 32, the alphabet of ULIDs (github.com/ulid/spec): no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const LENGTH: usize = 26;

/// 48 bits of milliseconds and 80 of chance, kept as the 26 characters they are written in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Ulid([u8; LENGTH]);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not an id: 26 characters of Crockford's base 32")]
pub struct IdError {
    text: String,
}

impl Ulid {
    fn new(now: Time, chance: &dyn Chance) -> Self {
        let mut random = [0; 16];
        chance.fill(&mut random[6..]);
        let milliseconds = u64::try_from(now.seconds()).unwrap_or(0).saturating_mul(1000);
        let bits = (u128::from(milliseconds) << 80) | u128::from_be_bytes(random);
        let mut text = [0; LENGTH];
        for (at, character) in text.iter_mut().rev().enumerate() {
            let five = usize::try_from((bits >> (5 * at)) & 31).expect("five bits");
            *character = ALPHABET[five];
        }
        Self(text)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }

    fn parse(text: &str) -> Result<Self, IdError> {
        let bad = || IdError { text: text.chars().take(40).collect() };
        let bytes: [u8; LENGTH] = text.as_bytes().try_into().map_err(|_| bad())?;
        // The first character holds the top three bits alone.
        let is_good = bytes[0] <= b'7' && bytes.iter().all(|byte| ALPHABET.contains(byte));
        if is_good { Ok(Self(bytes)) } else { Err(bad()) }
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Ulid);

        impl $name {
            pub(crate) fn new(now: Time, chance: &dyn Chance) -> Self {
                Self(Ulid::new(now, chance))
            }

            pub(crate) fn text(&self) -> &str {
                self.0.text()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.text())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.text())
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Ulid::parse(text).map(Self)
            }
        }
    };
}

id!(
    /// A person who may sign in.
    UserId
);
id!(
    /// An API token.
    TokenId
);

id!(
    /// A case.
    CaseId
);
id!(
    /// A task of a case.
    TaskId
);
id!(
    /// A note of a case, or one version of it.
    NoteId
);
id!(
    /// A file of a case.
    FileId
);
id!(
    /// A board of a case.
    BoardId
);
id!(
    /// A pinned fact.
    PinId
);
id!(
    /// A frozen revision of a board.
    ExhibitId
);
id!(
    /// A request to freeze or to preserve.
    RequestId
);
id!(
    /// What one learner does at one exercise.
    AttemptId
);
id!(
    /// Learners and their trainers.
    ClassId
);
id!(
    /// A remark beside an attempt.
    CommentId
);
id!(
    /// A certificate that was given out; people name it by its code.
    CertificateId
);
id!(
    /// A pack of lessons that was brought in.
    PackId
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Seeded;

    #[test]
    fn ids_sort_by_the_time_they_were_made_and_read_back() {
        let chance = Seeded::new(1);
        let of = |seconds| UserId::new(Time::from_seconds(seconds), &chance);
        let (older, newer) = (of(1_700_000_000), of(1_700_000_001));
        assert!(older < newer, "{older} {newer}");
        assert_eq!(older.to_string().parse::<UserId>(), Ok(older));
        // The time of the ULID specification's own example: 1469918176385 ms is 01ARYZ6S41.
        assert!(of(1_469_918_176).to_string().starts_with("01ARYZ6"));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "01ARYZ6S41TSV4RRFFQ69G5FA", "81ARYZ6S41TSV4RRFFQ69G5FAV", "é'; drop--"] {
            assert!(text.parse::<UserId>().is_err(), "{text}");
        }
        assert!(
            "01ARYZ6S41TSV4RRFFQ69G5FAU".parse::<UserId>().is_err(),
            "U is not in the alphabet"
        );
    }
}
