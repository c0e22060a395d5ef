//! Bitcoin's double SHA-256 of many messages, two at a time.
//!
//! One SHA-256 is a chain of steps that each wait for the one before, so a processor with SHA
//! instructions stands idle half of the time. The transactions of a block and the pairs of a Merkle
//! level do not depend on each other: where the processor has the instructions, two of them are
//! hashed side by side ([`x86`]) in the time of one. Elsewhere they are hashed one by one with the
//! `sha2` crate, which is also what the tests hold the other against.

#[cfg(target_arch = "x86_64")]
mod x86;

use sha2::{Digest as _, Sha256};

use super::sha256d;

/// What is hashed.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    Whole(&'a [u8]),
    /// A transaction without its witnesses, as it lies in a block that has them: version, then
    /// inputs and outputs, then lock time (BIP 144).
    Stripped {
        version: [u8; 4],
        body: &'a [u8],
        lock_time: [u8; 4],
    },
}

/// Hashes every message twice and gives the result to `done`, with the key that came with the
/// message. Results come in any order.
pub fn sha256d_each<'a, K: Copy>(
    messages: impl Iterator<Item = (K, Message<'a>)>,
    done: impl FnMut(K, [u8; 32]),
) {
    #[cfg(target_arch = "x86_64")]
    if let Some(lanes) = x86::Lanes::detect() {
        return lanes.each(messages, done);
    }
    one_by_one(messages, done);
}

/// Takes a Merkle level one up: the first half of `level` becomes the double hashes of its pairs.
/// A last one without a partner is left alone.
pub fn sha256d_pairs(level: &mut [[u8; 32]]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(lanes) = x86::Lanes::detect() {
        return lanes.pairs(level);
    }
    pairs_from(level, 0);
}

fn one_by_one<'a, K: Copy>(
    messages: impl Iterator<Item = (K, Message<'a>)>,
    mut done: impl FnMut(K, [u8; 32]),
) {
    for (key, message) in messages {
        let hash = match message {
            Message::Whole(bytes) => sha256d(bytes),
            Message::Stripped { version, body, lock_time } => {
                let mut hasher = Sha256::new();
                hasher.update(version);
                hasher.update(body);
                hasher.update(lock_time);
                Sha256::digest(hasher.finalize()).into()
            }
        };
        done(key, hash);
    }
}

/// The pairs from the one numbered `first` on, one by one.
fn pairs_from(level: &mut [[u8; 32]], first: usize) {
    for at in first..level.len() / 2 {
        let hash = sha256d(level[2 * at..2 * at + 2].as_flattened());
        level[at] = hash;
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Both ways of every message, by key.
    fn check(messages: &[Message<'_>]) {
        let keyed = || messages.iter().copied().enumerate();
        let mut expected = vec![None; messages.len()];
        one_by_one(keyed(), |key, hash| expected[key] = Some(hash));
        let mut found = vec![None; messages.len()];
        sha256d_each(keyed(), |key, hash| {
            assert_eq!(found[key], None, "message {key} was hashed twice");
            found[key] = Some(hash);
        });
        assert_eq!(found, expected);
    }

    fn bytes(len: usize, seed: u8) -> Vec<u8> {
        (0..=250).map(|byte| byte ^ seed).cycle().take(len).collect()
    }

    #[test]
    fn every_length_agrees_with_sha2_alone_and_beside_another() {
        let long = bytes(1000, 3);
        for len in 0..400 {
            let one = bytes(len, 7);
            let stripped =
                Message::Stripped { version: [1, 2, 3, 4], body: &one, lock_time: [5, 6, 7, 8] };
            check(&[Message::Whole(&one)]);
            check(&[stripped]);
            check(&[Message::Whole(&long), stripped, Message::Whole(&one)]);
        }
    }

    #[test]
    fn a_stripped_message_is_its_parts_in_a_row() {
        for len in 0..200 {
            let body = bytes(len, 1);
            let row = [&[9, 8, 7, 6], &body[..], &[1, 2, 3, 4]].concat();
            let parts =
                Message::Stripped { version: [9, 8, 7, 6], body: &body, lock_time: [1, 2, 3, 4] };
            sha256d_each([((), parts)].into_iter(), |(), hash| assert_eq!(hash, sha256d(&row)));
        }
    }

    proptest! {
        #[test]
        fn any_mix_of_messages_agrees_with_sha2(
            parts in vec((any::<Option<[u8; 4]>>(), vec(any::<u8>(), 0..700)), 0..40),
        ) {
            let messages: Vec<_> = parts
                .iter()
                .map(|(version, bytes)| match *version {
                    Some(version) => {
                        Message::Stripped { version, body: bytes, lock_time: [0xa5; 4] }
                    }
                    None => Message::Whole(bytes),
                })
                .collect();
            check(&messages);
        }

        #[test]
        fn the_pairs_of_any_level_agree_with_sha2(level in vec(any::<[u8; 32]>(), 0..70)) {
            let (mut found, mut expected) = (level.clone(), level);
            sha256d_pairs(&mut found);
            pairs_from(&mut expected, 0);
            prop_assert_eq!(found, expected);
        }
    }
}
