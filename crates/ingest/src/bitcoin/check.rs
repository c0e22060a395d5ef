//! The rules a block must keep that need all of it: Merkle roots, commitments, no repeats.
//!
//! Pure functions over hashes; [`super::decode`] collects what they need while it walks a block.

use model::chain::Network;
use model::hash::lanes::sha256d_pairs;
use model::hash::{BlockHash, Txid, sha256d};

use super::error::Reason;
use super::network;
use super::target::{Target, Work};

/// The proof of work of a header: what it claims must be valid on this network, and the hash must
/// meet it. Whether the claim is the one the chain's history demands is not looked at.
pub fn proof_of_work(network: Network, bits: u32, hash: &BlockHash) -> Result<(), Reason> {
    match target(network, bits)?.is_met_by(&hash.0) {
        true => Ok(()),
        false => Err(Reason::ProofOfWork),
    }
}

/// The work a header's bits stand for.
pub fn work(network: Network, bits: u32) -> Result<Work, Reason> {
    target(network, bits).map(Target::work)
}

fn target(network: Network, bits: u32) -> Result<Target, Reason> {
    Target::from_bits(bits)
        .filter(|target| *target <= network::target_limit(network))
        .ok_or(Reason::Bits { bits })
}

/// The Merkle root of a level of hashes, which it uses up, and whether two neighbours were equal:
/// a list that repeats its end has the root of the list that does not (CVE-2012-2459;
/// `ComputeMerkleRoot`, Bitcoin Core `consensus/merkle.cpp`).
pub fn merkle_root(level: &mut Vec<[u8; 32]>) -> (Option<[u8; 32]>, bool) {
    let mut repeats = false;
    while level.len() > 1 {
        repeats |= level.chunks_exact(2).any(|pair| pair[0] == pair[1]);
        if let [.., last] = level[..]
            && level.len() % 2 == 1
        {
            level.push(last);
        }
        sha256d_pairs(level);
        level.truncate(level.len() / 2);
    }
    (level.first().copied(), repeats)
}

/// A txid that occurs twice. `scratch` is only room to work in.
pub fn repeated_txid<'a>(
    txids: impl Iterator<Item = &'a Txid> + Clone,
    scratch: &mut Vec<u64>,
) -> Option<Txid> {
    // Sorting eight bytes of each is enough to say "no" almost always; the rest is looked at whole.
    let prefix = |txid: &Txid| u64::from_le_bytes(*txid.0.first_chunk().expect("32 is over 8"));
    scratch.clear();
    scratch.extend(txids.clone().map(prefix));
    scratch.sort_unstable();
    if scratch.windows(2).all(|pair| pair[0] != pair[1]) {
        return None;
    }
    let mut whole: Vec<Txid> = txids.copied().collect();
    whole.sort_unstable();
    whole.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// What a coinbase says about the witnesses of its block (BIP 141, "Commitment structure").
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Commitment {
    /// From the last output that has the form.
    pub root: Option<[u8; 32]>,
    /// The coinbase's own witness, if it is one item of 32 bytes.
    pub nonce: Option<[u8; 32]>,
}

impl Commitment {
    /// The commitment in an output's script, if it is one.
    pub fn in_script(script: &[u8]) -> Option<[u8; 32]> {
        let rest = script.strip_prefix(&[0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed])?;
        rest.first_chunk().copied()
    }

    /// Holds the witnesses to the commitment. `wtxids` is used up.
    pub fn check(&self, wtxids: &mut Vec<[u8; 32]>) -> Result<(), Reason> {
        let committed = self.root.ok_or(Reason::CommitmentMissing)?;
        let nonce = self.nonce.ok_or(Reason::CommitmentNonce)?;
        // The coinbase's own wtxid counts as zero: it cannot commit to itself.
        if let Some(first) = wtxids.first_mut() {
            *first = [0; 32];
        }
        let (root, _) = merkle_root(wtxids);
        let mut pair = [0; 64];
        pair[..32].copy_from_slice(&root.unwrap_or_default());
        pair[32..].copy_from_slice(&nonce);
        if sha256d(&pair) == committed { Ok(()) } else { Err(Reason::Commitment) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_repeats_its_end_has_the_same_root_and_is_found_out() {
        let leaves: Vec<[u8; 32]> = (1..=6).map(|n| [n; 32]).collect();
        let mut honest = leaves.clone();
        let mut doubled: Vec<_> = leaves.iter().chain(&leaves[4..]).copied().collect();
        let (root, repeats) = merkle_root(&mut honest);
        assert!(!repeats);
        assert_eq!(merkle_root(&mut doubled), (root, true));
    }

    #[test]
    fn one_hash_is_its_own_root_and_none_has_none() {
        assert_eq!(merkle_root(&mut vec![[7; 32]]), (Some([7; 32]), false));
        assert_eq!(merkle_root(&mut vec![]), (None, false));
    }

    #[test]
    fn equal_prefixes_are_not_yet_equal_txids() {
        let mut near = [3; 32];
        near[31] = 4;
        let txids = [Txid([3; 32]), Txid(near), Txid([5; 32])];
        assert_eq!(repeated_txid(txids.iter(), &mut Vec::new()), None);
        let txids = [Txid([3; 32]), Txid(near), Txid([3; 32])];
        assert_eq!(repeated_txid(txids.iter(), &mut Vec::new()), Some(Txid([3; 32])));
    }
}
