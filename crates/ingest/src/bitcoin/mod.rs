//! Bitcoin's blocks: files of them in, [`model::batch::Step`]s out.
//!
//! Read downwards: [`files`] (a linked chain) and [`loose`] (blocks that do not link) are the two
//! doors; both stand on [`source`] (the only I/O) and on the pure parts: [`chain`] chooses among
//! headers, [`decode`] turns one block's bytes into rows, [`check`] holds the rules it must keep.
//!
//! What is verified of consensus: the proof of work against the header's own claim and the
//! network's limit, the Merkle root, the witness commitment, and that a block is shaped as blocks
//! are. What is not: difficulty retargeting, timestamps, scripts, signatures (a signet's too) and
//! amounts across blocks. The files are a node's own; this guards against damage and forgery that
//! costs no work, it does not replace the node.

pub mod files;
pub mod loose;

pub mod chain;
pub mod check;
pub mod decode;
pub mod error;
pub mod header;
pub mod network;
pub mod source;
pub mod target;
pub mod wire;

#[cfg(test)]
mod testchain;
#[cfg(test)]
mod testdata;
