//! What differs between networks in a block: genesis, the easiest target, since when witnesses.
//!
//! Numbers from Bitcoin Core's `kernel/chainparams.cpp`; testnet4 is BIP 94, signet BIP 325.

use model::chain::Network;
use model::hash::BlockHash;

use super::target::Target;

/// The hash of a network's first block. `None` for stories: each story has a genesis of its own.
pub fn genesis(network: Network) -> Option<BlockHash> {
    let text = match network {
        Network::Main => "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
        Network::Test => "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943",
        Network::Test4 => "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043",
        Network::Signet => "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6",
        Network::Regtest => "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
        Network::Story => return None,
    };
    Some(text.parse().expect("the genesis hashes are 64 hex digits"))
}

/// Whether a block without a parent is where this network's chain begins.
pub fn is_genesis(network: Network, hash: BlockHash, prev: BlockHash) -> bool {
    prev == BlockHash::default() && genesis(network).is_none_or(|genesis| genesis == hash)
}

/// The easiest target the network allows.
pub const fn target_limit(network: Network) -> Target {
    match network {
        Network::Main | Network::Test | Network::Test4 => Target::new(u128::MAX >> 32, u128::MAX),
        Network::Signet => Target::new(0x0000_0377_ae00_0000_0000_0000_0000_0000, 0),
        Network::Regtest | Network::Story => Target::new(u128::MAX >> 1, u128::MAX),
    }
}

/// From which height a block that commits to witnesses must carry them (segwit's activation).
/// `None` where that is the chain's own affair.
pub const fn witness_height(network: Network) -> Option<u32> {
    match network {
        Network::Main => Some(481_824),
        Network::Test => Some(834_624),
        Network::Test4 | Network::Signet => Some(1),
        Network::Regtest | Network::Story => None,
    }
}
