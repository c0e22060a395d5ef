//! What must not be pasted anywhere: private keys and seed phrases.
//!
//! The one thing to know: when in doubt, refuse and stay silent. A mistyped key is nearly a key, so
//! the shape is enough and no checksum is asked for.

/// What kind of secret the text looks like, in words; `None` if it does not.
pub fn looks_like(text: &str) -> Option<&'static str> {
    if is_seed_phrase(text) {
        return Some("a seed phrase");
    }
    let base58 = text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !base58 {
        return None;
    }
    let extended = text.len() > 50 && text.get(1..4) == Some("prv");
    if extended {
        return Some("an extended private key");
    }
    // BIP 38: 58 characters beginning with 6P.
    if (56..=60).contains(&text.len()) && text.starts_with("6P") {
        return Some("an encrypted private key");
    }
    // Wallet import format: 51 characters (5, 9) or 52 (K, L, c); one or two may be lost or doubled.
    let wif = (49..=54).contains(&text.len()) && text.starts_with(['5', '9', 'K', 'L', 'c']);
    wif.then_some("a private key")
}

/// BIP 39: 12, 15, 18, 21 or 24 short words.
fn is_seed_phrase(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(26).collect();
    let word = |word: &&str| {
        (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_alphabetic())
    };
    (11..=25).contains(&words.len()) && words.iter().all(word)
}
