//! How one entry follows from the one before it: hashes over bytes that can be read in one way only.
//!
//! Every hash begins with a domain that names what is hashed, so that no two kinds of bytes are ever
//! the same message; every text with its length, so that no two entries are.

use model::hash::Digest;
use model::time::Time;

use super::key::PublicKey;

const GENESIS: &[u8] = b"kancil audit genesis 1\0";
const ENTRY: &[u8] = b"kancil audit entry 1\0";
const PAYLOAD: &[u8] = b"kancil audit payload 1\0";
const ENTRY_SIGNED: &[u8] = b"kancil audit entry signed 1\0";

/// An entry as it is hashed and stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// From 1, without gaps.
    pub seq: u64,
    pub at: Time,
    pub actor: String,
    pub action: String,
    pub object_kind: String,
    pub object_id: String,
    pub payload: Digest,
    /// The hash of the entry before; of the first, what [`genesis`] gives.
    pub previous: Digest,
}

impl Link {
    pub fn hash(&self) -> Digest {
        let mut bytes = Bytes::new(ENTRY);
        bytes.number(self.seq);
        bytes.0.extend_from_slice(&self.at.seconds().to_be_bytes());
        for text in [&self.actor, &self.action, &self.object_kind, &self.object_id] {
            bytes.text(text);
        }
        bytes.0.extend_from_slice(&self.payload.0);
        bytes.0.extend_from_slice(&self.previous.0);
        Digest::of(&bytes.0)
    }
}

/// What the first entry follows: the installation itself, so that no chain of another fits.
pub fn genesis(key: &PublicKey) -> Digest {
    let mut bytes = Bytes::new(GENESIS);
    bytes.0.extend_from_slice(key.bytes());
    Digest::of(&bytes.0)
}

/// Of an entry's details. The salt keeps them from being guessed once they are erased.
pub fn payload_digest(salt: &[u8; 32], body: &str) -> Digest {
    let mut bytes = Bytes::new(PAYLOAD);
    bytes.0.extend_from_slice(salt);
    bytes.text(body);
    Digest::of(&bytes.0)
}

/// What the signature beside an entry is over. Not what a head's is over: otherwise every entry
/// would carry a valid head, and who cuts the newest off could show an older one.
pub(crate) fn entry_signed(hash: &Digest) -> Vec<u8> {
    [ENTRY_SIGNED, &hash.0].concat()
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn new(domain: &[u8]) -> Self {
        Self(domain.to_vec())
    }

    fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link() -> impl Strategy<Value = Link> {
        let text = "[a-c:.]{0,4}";
        (0u64..4, 0i64..4, text, text, text, text, 0u8..3, 0u8..3).prop_map(
            |(seq, at, actor, action, object_kind, object_id, payload, previous)| Link {
                seq,
                at: Time::from_seconds(at),
                actor,
                action,
                object_kind,
                object_id,
                payload: Digest([payload; 32]),
                previous: Digest([previous; 32]),
            },
        )
    }

    proptest! {
        #[test]
        fn two_entries_hash_alike_only_if_they_are_alike(a in link(), b in link()) {
            prop_assert_eq!(a == b, a.hash() == b.hash());
        }

        #[test]
        fn text_that_moves_to_the_next_field_changes_the_hash(a in "[a-b]{1,6}", at in 0usize..6) {
            let at = at.min(a.len());
            let mut one = Link {
                seq: 1, at: Time::from_seconds(0), actor: a.clone(), action: String::new(),
                object_kind: String::new(), object_id: String::new(),
                payload: Digest([0; 32]), previous: Digest([0; 32]),
            };
            let before = one.hash();
            one.actor = a[..at].to_owned();
            one.action = a[at..].to_owned();
            prop_assert_eq!(at == a.len(), before == one.hash());
        }
    }

    #[test]
    fn the_encoding_is_the_one_that_was_released() {
        let link = Link {
            seq: 7,
            at: Time::from_seconds(1_774_000_000),
            actor: "user:01ARYZ6S41TSV4RRFFQ69G5FAV".into(),
            action: "session.open".into(),
            object_kind: "user".into(),
            object_id: "01ARYZ6S41TSV4RRFFQ69G5FAV".into(),
            payload: payload_digest(&[1; 32], "{}"),
            previous: Digest([2; 32]),
        };
        expect_test::expect!["54094560ce2e57084bc1fd43dc937b5c7896d22c8557cdbca6408416703e31be"]
            .assert_eq(&link.hash().to_string());
    }
}
