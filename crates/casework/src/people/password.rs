//! Passwords: which are good enough, and how they are kept (argon2id, RFC 9106).

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};

use crate::record::{Record, RecordError};
use crate::secret::Secret;

/// How much work one password costs, for us and for whoever steals the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hashing {
    memory_kib: u32,
    passes: u32,
}

impl Default for Hashing {
    /// 19 MiB, two passes, one lane: what OWASP's Password Storage Cheat Sheet asks of argon2id.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2 }
    }
}

impl Hashing {
    /// The least that argon2 can do: for tests, where the passwords are no secret.
    pub fn cheap() -> Self {
        Self { memory_kib: 8, passes: 1 }
    }

    fn argon2(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, 1, None);
        let params = params.expect("both kinds of Hashing are within argon2's limits");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    /// A hash that no password has, and that takes as long to compare as any other: for logins
    /// that nobody has.
    fn of_nobody(self) -> String {
        let Self { memory_kib, passes } = self;
        let (salt, output) = ("A".repeat(22), "A".repeat(43));
        format!("$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${output}")
    }
}

/// NIST SP 800-63B: length is what counts, and no rule about kinds of characters.
pub const CHARACTERS_MIN: usize = 12;
const BYTES_MAX: usize = 1024;

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {CHARACTERS_MIN} characters")]
    TooShort,
    #[error("a password has at most {BYTES_MAX} bytes")]
    TooLong,
    #[error("a password is not made of the login, or of one or two characters again and again")]
    TooPlain,
}

/// Whether a password is good enough for its owner.
pub fn check(password: &Secret, login: &str) -> Result<(), PasswordError> {
    let text = password.expose();
    if text.len() > BYTES_MAX {
        return Err(PasswordError::TooLong);
    }
    if text.chars().count() < CHARACTERS_MIN {
        return Err(PasswordError::TooShort);
    }
    let rest = text.to_lowercase().replace(login, "");
    let different: std::collections::BTreeSet<char> = rest.chars().collect();
    if rest.chars().count() < CHARACTERS_MIN / 2 || different.len() <= 2 {
        return Err(PasswordError::TooPlain);
    }
    Ok(())
}

/// What is stored of a password. Knows no Debug that would show it.
pub(crate) struct Stored(pub(crate) String);

impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stored(…)")
    }
}

/// Hashes a password, beside the threads that answer.
pub(crate) async fn hash(record: &Record, password: Secret) -> Result<Stored, RecordError> {
    let mut salt = [0; 16];
    record.chance().fill(&mut salt);
    let hashing = record.hashing();
    let hashed = aside(record, move || {
        let hash = hashing.argon2().hash_password_with_salt(password.expose().as_bytes(), &salt);
        hash.expect("salt and output are of argon2's own lengths").to_string()
    });
    hashed.await.map(Stored)
}

/// Whether it is the password; of nobody's it never is, and takes as long to say so.
pub(crate) async fn verify(
    record: &Record,
    password: Secret,
    stored: Option<Stored>,
) -> Result<bool, RecordError> {
    let hashing = record.hashing();
    let is_somebody = stored.is_some();
    let text = stored.map_or_else(|| hashing.of_nobody(), |stored| stored.0);
    if password.expose().len() > BYTES_MAX {
        return Ok(false);
    }
    let matches = aside(record, move || {
        let Ok(hash) = PasswordHash::new(&text) else { return false };
        Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok()
    });
    Ok(matches.await? && is_somebody)
}

/// A few at a time: each takes its memory.
async fn aside<T: Send + 'static>(
    record: &Record,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RecordError> {
    let _turn = record.hashing_gate().acquire().await.expect("the gate is never closed");
    tokio::task::spawn_blocking(work).await.map_err(|_| RecordError::Busy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::House;

    #[tokio::test]
    async fn a_password_is_its_own_and_no_other() {
        let house = House::new().await;
        let stored = hash(&house.record, Secret::new("a long enough password")).await.expect("ok");
        assert!(stored.0.starts_with("$argon2id$v=19$"), "{}", stored.0);
        let again =
            |text: &str| verify(&house.record, Secret::new(text), Some(Stored(stored.0.clone())));
        assert!(again("a long enough password").await.expect("ok"));
        assert!(!again("a long enough passwore").await.expect("ok"));
        assert!(!verify(&house.record, Secret::new(""), None).await.expect("ok"));
    }

    #[test]
    fn nobodys_hash_is_one_that_argon2_reads_with_the_same_work() {
        for hashing in [Hashing::default(), Hashing::cheap()] {
            let text = hashing.of_nobody();
            let hash = PasswordHash::new(&text).expect("it reads");
            let params = Params::try_from(&hash).expect("params");
            assert_eq!((params.m_cost(), params.t_cost()), (hashing.memory_kib, hashing.passes));
        }
        let nobody = Hashing::cheap().of_nobody();
        let hash = PasswordHash::new(&nobody).expect("it reads");
        let outcome = Argon2::default().verify_password(b"x", &hash);
        assert!(
            matches!(outcome, Err(argon2::password_hash::Error::PasswordInvalid)),
            "{outcome:?}"
        );
    }

    #[test]
    fn length_counts_and_plain_ones_are_refused() {
        let of = |text: &str| check(&Secret::new(text), "somchai");
        assert_eq!(of("kancil dan buaya"), Ok(()));
        assert_eq!(of("รหัสผ่านที่ยาวพอ"), Ok(()));
        assert_eq!(of("short"), Err(PasswordError::TooShort));
        assert_eq!(of(&"x".repeat(2000)), Err(PasswordError::TooLong));
        assert_eq!(of("aaaaaaaaaaaaaaaa"), Err(PasswordError::TooPlain));
        assert_eq!(of("somchaisomchai1"), Err(PasswordError::TooPlain));
    }
}
