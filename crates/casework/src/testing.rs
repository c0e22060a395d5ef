//! For tests: chance that is the same every time, a record in a folder of its own, and people in it.

use std::sync::{Arc, Mutex};

use model::time::Time;
use sha2::{Digest as _, Sha256};

use crate::access::{Role, Roles};
use crate::audit::{Actor, By, InstallationKey, random_key};
use crate::id::{TokenId, UserId};
use crate::people::{self, NewUser, password::Hashing};
use crate::record::{Opening, Record};
use crate::secret::{Chance, Secret};

/// SHA-256 of a seed and a counter.
pub struct Seeded(Mutex<(u64, u64)>);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((seed, 0)))
    }
}

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().expect("no test panics with it");
        for part in bytes.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(state.0.to_be_bytes())
                .chain_update(state.1.to_be_bytes())
                .finalize();
            part.copy_from_slice(&block[..part.len()]);
            state.1 += 1;
        }
    }
}

pub fn user_id(number: u64) -> UserId {
    UserId::new(at(0), &Seeded::new(number))
}

pub fn token_id(number: u64) -> TokenId {
    TokenId::new(at(0), &Seeded::new(number))
}

/// So many seconds after the tests' day begins.
pub fn at(seconds: i64) -> Time {
    Time::from_seconds(1_790_000_000 + seconds)
}

pub fn console(seconds: i64) -> By {
    By::new(Actor::Console, at(seconds))
}

pub const PASSWORD: &str = "mouse-deer crosses the river";

pub fn password() -> Secret {
    Secret::new(PASSWORD)
}

/// A record in a folder that goes with it.
pub struct House {
    pub record: Record,
    pub dir: tempfile::TempDir,
    pub seed: u64,
}

pub fn key() -> InstallationKey {
    random_key(&Seeded::new(99))
}

pub fn opening(dir: &std::path::Path, seed: u64) -> Opening {
    Opening {
        path: dir.join("record.db"),
        key: key(),
        chance: Arc::new(Seeded::new(seed)),
        hashing: Hashing::cheap(),
        now: at(0),
    }
}

impl House {
    pub async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let record = Record::open(opening(dir.path(), 1)).await.expect("opens");
        Self { record, dir, seed: 1 }
    }

    /// Closes the record and opens it again, as a new start of the program does.
    pub async fn again(self) -> Self {
        self.record.close().await;
        let seed = self.seed + 1;
        let record = Record::open(opening(self.dir.path(), seed)).await.expect("opens again");
        Self { record, seed, ..self }
    }

    /// Somebody with a role and [`PASSWORD`].
    pub async fn person(&self, login: &str, role: Role) -> UserId {
        let roles = Roles::new([role]).expect("one role");
        let new = NewUser { login: login.into(), name: format!("The {login}"), roles };
        let user = people::create(&self.record, console(0), new).await.expect("made");
        let link = people::make_link(&self.record, console(0), user.id).await.expect("a link");
        people::use_link(&self.record, console(0), &link.secret, password()).await.expect("set");
        user.id
    }
}

impl House {
    /// Somebody with a role, who asks and acts.
    pub async fn somebody(&self, login: &str, role: Role) -> crate::access::Who {
        let id = self.person(login, role).await;
        crate::access::Who { user: id, roles: Roles::new([role]).expect("one role"), token: None }
    }
}

pub fn by(who: &crate::access::Who, seconds: i64) -> By {
    By::new(Actor::User(who.user), at(seconds))
}
