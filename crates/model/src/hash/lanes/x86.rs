//! Two SHA-256 side by side through the SHA instructions of x86.
//!
//! `unsafe` stands here twice, at the two calls into functions that are compiled for those
//! instructions: a value of [`Lanes`] exists only where the processor was seen to have them. Within
//! those functions no pointer is used. Round constants and padding are those of FIPS 180-4; the
//! order of instructions is the one Intel's manual gives for SHA256RNDS2.
#![expect(unsafe_code, reason = "functions for certain instructions, called where they are")]

use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_blend_epi16, _mm_extract_epi64, _mm_set_epi32,
    _mm_set_epi64x, _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32,
    _mm_shuffle_epi8, _mm_shuffle_epi32,
};

use super::Message;

/// Proof that the instructions are there.
#[derive(Debug, Clone, Copy)]
pub struct Lanes(());

impl Lanes {
    pub fn detect() -> Option<Self> {
        let there = is_x86_feature_detected!("sha")
            && is_x86_feature_detected!("sse4.1")
            && is_x86_feature_detected!("ssse3");
        there.then_some(Self(()))
    }

    pub fn each<'a, K: Copy>(
        self,
        messages: impl Iterator<Item = (K, Message<'a>)>,
        done: impl FnMut(K, [u8; 32]),
    ) {
        // SAFETY: `self` was made by `detect`, which saw every instruction `each` is compiled for.
        unsafe { each(messages, done) }
    }

    pub fn pairs(self, level: &mut [[u8; 32]]) {
        // SAFETY: as above.
        unsafe { pairs(level) }
    }
}

type Block = [u8; 64];

/// What sixteen rounds add, four and four.
type Quad = [[u32; 4]; 4];

const ROUND: [Quad; 4] = [
    [
        [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5],
        [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
        [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3],
        [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
    ],
    [
        [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc],
        [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
        [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7],
        [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
    ],
    [
        [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13],
        [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
        [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3],
        [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
    ],
    [
        [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5],
        [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
        [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208],
        [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
    ],
];

const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

/// The padding of a message of 64 bytes, expanded and with the round constants added: it is the
/// same for every pair of a Merkle level.
const ROUND_PADDING_64: [Quad; 4] = expanded_padding_64();

const fn expanded_padding_64() -> [Quad; 4] {
    let mut words = [0_u32; 64];
    words[0] = 0x8000_0000;
    words[15] = 512;
    let mut at = 16;
    while at < 64 {
        let (early, late) = (words[at - 15], words[at - 2]);
        let low = early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3);
        let high = late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10);
        words[at] = words[at - 16].wrapping_add(low).wrapping_add(words[at - 7]).wrapping_add(high);
        at += 1;
    }
    let mut sums = ROUND;
    let mut at = 0;
    while at < 64 {
        let sum = &mut sums[at / 16][at / 4 % 4][at % 4];
        *sum = sum.wrapping_add(words[at]);
        at += 1;
    }
    sums
}

/// The rounds in a form whose length the compiler does not know. It would unroll the loops over
/// them, and then order the instructions so that one lane comes after the other.
type Rounds = [Quad];

fn rounds(of: &[Quad; 4]) -> &Rounds {
    std::hint::black_box(of.as_slice())
}

/// The eight words of a hash in the making, in the order the instructions want them.
#[derive(Clone, Copy)]
struct State {
    abef: __m128i,
    cdgh: __m128i,
}

/// The sixteen words of a block.
type Words = [__m128i; 4];

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn four(words: [u32; 4]) -> __m128i {
    let [a, b, c, d] = words.map(u32::cast_signed);
    _mm_set_epi32(d, c, b, a)
}

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn start() -> State {
    let [a, b, c, d, e, f, g, h] = START;
    State { abef: four([f, e, b, a]), cdgh: four([h, g, d, c]) }
}

/// The words of a block, which are big-endian.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn words(block: &Block) -> Words {
    let turn = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let four = |at: usize| {
        let half = |at: usize| {
            i64::from_le_bytes(*block[at..].first_chunk().expect("a block has four fours of words"))
        };
        _mm_shuffle_epi8(_mm_set_epi64x(half(at + 8), half(at)), turn)
    };
    [four(0), four(16), four(32), four(48)]
}

/// A finished hash as its eight words, the first lowest.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn in_order(state: State) -> [__m128i; 2] {
    // From the lowest word up: a b e f, and g h c d.
    let abef = _mm_shuffle_epi32(state.abef, 0x1b);
    let ghcd = _mm_shuffle_epi32(state.cdgh, 0xb1);
    [_mm_blend_epi16(abef, ghcd, 0xf0), _mm_alignr_epi8(ghcd, abef, 8)]
}

/// A finished hash as the block of a message that is hashed again.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn again(state: State) -> Words {
    let [first, second] = in_order(state);
    [first, second, four([0x8000_0000, 0, 0, 0]), four([0, 0, 0, 256])]
}

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn hash_bytes(state: State) -> [u8; 32] {
    let turn = _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203);
    let mut bytes = [0; 32];
    for (half, words) in bytes.chunks_exact_mut(16).zip(in_order(state)) {
        let turned = _mm_shuffle_epi8(words, turn);
        half[..8].copy_from_slice(&_mm_extract_epi64(turned, 0).to_le_bytes());
        half[8..].copy_from_slice(&_mm_extract_epi64(turned, 1).to_le_bytes());
    }
    bytes
}

/// The first two of four rounds of both hashes, given the sums of round constants and words.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn rounds_first(states: &mut [State; 2], sums: [__m128i; 2]) {
    for (state, sums) in states.iter_mut().zip(sums) {
        state.cdgh = _mm_sha256rnds2_epu32(state.cdgh, state.abef, sums);
    }
}

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn rounds_last(states: &mut [State; 2], sums: [__m128i; 2]) {
    for (state, sums) in states.iter_mut().zip(sums) {
        let sums = _mm_shuffle_epi32(sums, 0x0e);
        state.abef = _mm_sha256rnds2_epu32(state.abef, state.cdgh, sums);
    }
}

/// Takes a block into each of two hashes.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn compress(rounds: &Rounds, before: [State; 2], mut words: [Words; 2]) -> [State; 2] {
    let mut states = before;
    let (last, first) = rounds.split_last().expect("there are sixty-four rounds");
    for rounds in first {
        for at in 0..4 {
            let constants = four(rounds[at]);
            let sums = words.map(|words| _mm_add_epi32(words[at], constants));
            rounds_first(&mut states, sums);
            for words in &mut words {
                // W[t] = s1(W[t-2]) + W[t-7] + s0(W[t-15]) + W[t-16], four at once.
                let [one, two, three] = [1, 2, 3].map(|ahead| words[(at + ahead) % 4]);
                let sum = _mm_sha256msg1_epu32(words[at], one);
                let sum = _mm_add_epi32(sum, _mm_alignr_epi8(three, two, 4));
                words[at] = _mm_sha256msg2_epu32(sum, three);
            }
            rounds_last(&mut states, sums);
        }
    }
    for at in 0..4 {
        let constants = four(last[at]);
        let sums = words.map(|words| _mm_add_epi32(words[at], constants));
        rounds_first(&mut states, sums);
        rounds_last(&mut states, sums);
    }
    sum(before, states)
}

/// Takes a block into each of two hashes whose words and round constants are added up already.
#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn compress_known(sums: &Rounds, before: [State; 2]) -> [State; 2] {
    let mut states = before;
    for sums in sums {
        for sums in sums {
            let sums = [four(*sums); 2];
            rounds_first(&mut states, sums);
            rounds_last(&mut states, sums);
        }
    }
    sum(before, states)
}

#[inline]
#[target_feature(enable = "sha,sse4.1,ssse3")]
fn sum(before: [State; 2], mut after: [State; 2]) -> [State; 2] {
    for lane in 0..2 {
        after[lane].abef = _mm_add_epi32(after[lane].abef, before[lane].abef);
        after[lane].cdgh = _mm_add_epi32(after[lane].cdgh, before[lane].cdgh);
    }
    after
}

#[target_feature(enable = "sha,sse4.1,ssse3")]
fn pairs(level: &mut [[u8; 32]]) {
    let (rounds, padding) = (rounds(&ROUND), rounds(&ROUND_PADDING_64));
    let count = level.len() / 2;
    // Two pairs at a time: their hashes lie where only what was read already lay.
    for at in (0..count / 2).map(|at| 2 * at) {
        let (blocks, _) = level[2 * at..2 * at + 4].as_flattened().as_chunks::<64>();
        let states = compress(rounds, [start(); 2], [words(&blocks[0]), words(&blocks[1])]);
        let states = compress_known(padding, states);
        let states = compress(rounds, [start(); 2], [again(states[0]), again(states[1])]);
        level[at] = hash_bytes(states[0]);
        level[at + 1] = hash_bytes(states[1]);
    }
    super::pairs_from(level, count / 2 * 2);
}

#[target_feature(enable = "sha,sse4.1,ssse3")]
fn each<'a, K: Copy>(
    messages: impl Iterator<Item = (K, Message<'a>)>,
    mut done: impl FnMut(K, [u8; 32]),
) {
    let rounds = rounds(&ROUND);
    let mut messages = messages.fuse();
    let mut keys: [Option<K>; 2] = [None; 2];
    let mut lanes = [Lane::default(), Lane::default()];
    let mut states = [start(); 2];
    // Hashed once; the second time is done for two together.
    let mut waiting: Option<(K, State)> = None;
    loop {
        for at in 0..2 {
            while lanes[at].is_empty() {
                if lanes[at].stage_rest() {
                    break;
                }
                if let Some(key) = keys[at].take() {
                    waiting = match waiting {
                        None => Some((key, states[at])),
                        Some((first, state)) => {
                            let [one, two] =
                                compress(rounds, [start(); 2], [again(state), again(states[at])]);
                            done(first, hash_bytes(one));
                            done(key, hash_bytes(two));
                            None
                        }
                    };
                }
                states[at] = start();
                match messages.next() {
                    Some((key, message)) => {
                        keys[at] = Some(key);
                        lanes[at].load(message);
                    }
                    None => lanes[at].idle(),
                }
            }
        }
        if keys[0].is_none() && keys[1].is_none() {
            break;
        }
        let [one, two] = &mut lanes;
        let count = one.run().len().min(two.run().len());
        for (one, two) in one.run().iter().zip(two.run()) {
            states = compress(rounds, states, [words(one), words(two)]);
        }
        one.pass(count);
        two.pass(count);
    }
    if let Some((key, state)) = waiting {
        let [one, _] = compress(rounds, [start(); 2], [again(state); 2]);
        done(key, hash_bytes(one));
    }
}

/// What is left of a message: blocks that were put together here, then blocks as they lie.
struct Lane<'a> {
    staged: [Block; 2],
    staged_at: usize,
    staged_end: usize,
    whole: &'a [Block],
    /// What comes after the whole blocks, until it is staged.
    rest: Option<Rest<'a>>,
}

/// The end of a message: less than a block, then its last bytes, if they lie elsewhere.
struct Rest<'a> {
    bytes: &'a [u8],
    lock_time: Option<[u8; 4]>,
    /// Of the whole message.
    len: usize,
}

impl Default for Lane<'_> {
    fn default() -> Self {
        Self { staged: [[0; 64]; 2], staged_at: 0, staged_end: 0, whole: &[], rest: None }
    }
}

impl<'a> Lane<'a> {
    #[inline]
    fn is_empty(&self) -> bool {
        self.staged_at == self.staged_end && self.whole.is_empty()
    }

    /// The next blocks, as many as lie in a row.
    #[inline]
    fn run(&self) -> &[Block] {
        match &self.staged[self.staged_at..self.staged_end] {
            [] => self.whole,
            staged => staged,
        }
    }

    /// Leaves the first `count` blocks of the run behind.
    #[inline]
    fn pass(&mut self, count: usize) {
        match self.staged_at < self.staged_end {
            true => self.staged_at += count,
            false => self.whole = &self.whole[count..],
        }
    }

    #[inline]
    fn load(&mut self, message: Message<'a>) {
        match message {
            Message::Whole(bytes) => {
                let (whole, rest) = bytes.as_chunks();
                self.whole = whole;
                self.rest = Some(Rest { bytes: rest, lock_time: None, len: bytes.len() });
            }
            Message::Stripped { version, body, lock_time } => {
                let len = body.len() + 8;
                match body.split_first_chunk::<60>() {
                    Some((first, body)) => {
                        self.staged[0][..4].copy_from_slice(&version);
                        self.staged[0][4..].copy_from_slice(first);
                        (self.staged_at, self.staged_end) = (0, 1);
                        let (whole, rest) = body.as_chunks();
                        self.whole = whole;
                        self.rest = Some(Rest { bytes: rest, lock_time: Some(lock_time), len });
                    }
                    None => self.stage([&version, body, &lock_time], len),
                }
            }
        }
    }

    /// A block of zeroes, in step with the other lane.
    fn idle(&mut self) {
        self.whole = &[[0; 64]];
    }

    /// Stages what comes after the whole blocks, if that was not done yet.
    #[inline]
    fn stage_rest(&mut self) -> bool {
        let Some(Rest { bytes, lock_time, len }) = self.rest.take() else { return false };
        match lock_time {
            None => self.stage([bytes, &[], &[]], len),
            Some(lock_time) => self.stage([bytes, &lock_time, &[]], len),
        }
        true
    }

    /// Stages the last bytes of a message, at most 67, with its padding: a one, zeroes, and the length in
    /// bits.
    #[inline]
    fn stage(&mut self, parts: [&[u8]; 3], len: usize) {
        let room = self.staged.as_flattened_mut();
        room.fill(0);
        let mut end = 0;
        for part in parts {
            room[end..end + part.len()].copy_from_slice(part);
            end += part.len();
        }
        room[end] = 0x80;
        let blocks = if end < 56 { 1 } else { 2 };
        let bits = 8 * len as u64;
        room[64 * blocks - 8..64 * blocks].copy_from_slice(&bits.to_be_bytes());
        (self.staged_at, self.staged_end) = (0, blocks);
    }
}
