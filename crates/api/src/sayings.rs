//! Every message of this room by id: problems, hints, notes.
//!
//! The one thing to know: [`ALL`] is what a language's catalogue has to have. The English words
//! stand where a message is made, since they are what the command line prints.

use crate::refusal::Id;

macro_rules! ids {
    ($($name:ident = $id:literal ($($arg:ident),*);)+) => {
        $(pub const $name: Id<{ <[&str]>::len(&[$(stringify!($arg)),*]) }> =
            Id { id: $id, args: [$(stringify!($arg)),*] };)+

        /// Every id with the names of its arguments.
        pub const ALL: &[(&str, &[&str])] = &[$(($id, &[$(stringify!($arg)),*])),+];
    };
}

ids! {
    // What was pasted.
    PASTE_UNREADABLE = "problem-paste-unreadable" (reason);
    PASTE_SECRET = "problem-paste-secret" (reason);
    PASTE_TOO_LONG = "problem-paste-too-long" (length, most);
    NO_CLUSTER_OF_TEXT = "problem-no-cluster-of-text" (text);
    NO_SUCH_OUTPUT = "problem-no-such-output" (txid, output, outputs);
    // Where it is.
    NOT_ON_A_LEDGER_CHAIN = "problem-not-on-a-ledger-chain" (text);
    NO_LEDGER_YET = "problem-no-ledger-yet" (text);
    NOWHERE = "problem-nowhere" (text, searched);
    SEVERAL_LEDGERS = "problem-several-ledgers" (text, ledgers);
    TWO_LEDGERS = "problem-two-ledgers" (text, ledger, other, other_ledger);
    NO_SUCH_LEDGER = "problem-no-such-ledger" (ledger);
    // When.
    DATE_UNREADABLE = "problem-date-unreadable" (field, text);
    TIME_UNREADABLE = "problem-time-unreadable" (field, text);
    LEDGER_UNREADABLE = "problem-ledger-unreadable" (field, text);
    AMOUNT_UNREADABLE = "problem-amount-unreadable" (field, text);
    IN_THE_FUTURE = "problem-in-the-future" (field, day, today);
    // What cannot be asked of it.
    NO_HOLDER = "problem-no-holder" (text);
    NO_SINGLE_HOLDER = "problem-no-single-holder" (text);
    NOTHING_TO_FOLLOW = "problem-nothing-to-follow" ();
    EMPTY_LIST_TO_FOLLOW = "problem-empty-list-to-follow" ();
    NOTHING_TO_SCREEN = "problem-nothing-to-screen" ();
    TX_GONE = "problem-transaction-gone" ();
    SEVERAL_FORMS = "problem-several-forms" ();
    BLOCK_NOT_FOLLOWED = "problem-block-not-followed" ();
    NO_LABELS_OF_BLOCKS = "problem-no-labels-of-blocks" (text);
    NO_SUCH_CATEGORY = "problem-no-such-category" (text);
    INDEX_BROKEN = "problem-index-broken" ();
    // A trace's question.
    TX_UNKNOWN = "problem-transaction-unknown" (txid);
    OUTPUT_UNKNOWN = "problem-output-unknown" (txid, output, outputs);
    ADDRESS_UNKNOWN = "problem-address-unknown" (address);
    NO_SUBJECT = "problem-no-subject" ();
    NO_METHOD = "problem-no-method" ();
    OUTPUTS_OF_NO_TX = "problem-outputs-of-no-transaction" ();
    WINDOW_REVERSED = "problem-window-reversed" (from, to);
    SHARE_TOO_LARGE = "problem-share-too-large" (share);
    CONFIDENCE_TOO_LARGE = "problem-confidence-too-large" (confidence);
    TOO_MUCH_WORK = "problem-too-much-work" (legs, most);
    SAME_ENDS = "problem-same-ends" ();
    // What is not to be believed.
    WITHOUT_UNREADABLE = "problem-without-unreadable" (text);
    WITHOUT_NO_RULE = "problem-without-no-rule" (rule);
    WITHOUT_NO_TX = "problem-without-no-transaction" (txid);
    WITHOUT_NO_JOIN = "problem-without-no-join" (txid);
    WITHOUT_NO_PACK = "problem-without-no-pack" (digest);
    WITHOUT_NO_SOURCE = "problem-without-no-source" (source);
    WITHOUT_NO_CLAIM = "problem-without-no-claim" (text);
    WITHOUT_TOO_LARGE = "problem-without-too-large" (ledger);
    // Bounds.
    TOO_MANY_ROWS = "problem-too-many-rows" (field, count, most);
    TOO_MANY_SUBJECTS = "problem-too-many-subjects" (count, most);
    TOO_MUCH_MEMORY = "problem-too-much-memory" (needs_mib, most_mib);
    OUTGROWS_MEMORY = "problem-outgrows-memory" ();
    STOPPED = "problem-stopped" (done);
    // Pages.
    CURSOR = "problem-cursor" ();
    NO_SUCH_LIST = "problem-no-such-list" (text);
    // Why two addresses are one.
    NOT_ONE_CLUSTER = "problem-not-one-cluster" (text, other);
    CLUSTER_TOO_LARGE = "problem-cluster-too-large" (members, most);

    // What to do next.
    HINT_QUOTE_CLUSTER = "hint-quote-cluster" ();
    HINT_CHOOSE_LEDGER = "hint-choose-ledger" (ledger);
    HINT_ONE_LEDGER_AT_A_TIME = "hint-one-ledger-at-a-time" ();
    HINT_LABELS_KNOW_EVERY_CHAIN = "hint-labels-know-every-chain" ();
    HINT_INGEST_FIRST = "hint-ingest-first" ();
    HINT_ADDRESS_OF = "hint-address-of" (networks);
    HINT_CHECK_OR_INGEST = "hint-check-or-ingest" ();
    HINT_LEDGERS_HELD = "hint-ledgers-held" (ledgers);
    HINT_NOTHING_IS_KNOWN_OF_TOMORROW = "hint-nothing-known-of-the-future" ();
    HINT_ASK_FOR_ADDRESS_OR_OUTPUT = "hint-ask-for-address-or-output" ();
    HINT_ASK_FOR_A_FORM = "hint-ask-for-a-form" (addresses);
    HINT_NEW_COIN = "hint-new-coin" (out_point);
    HINT_CATEGORIES = "hint-categories" ();
    HINT_VERIFY_STORE = "hint-verify-store" ();
    HINT_MORE_MEMORY_OR_POISON = "hint-more-memory-or-poison" ();
    HINT_MORE_MEMORY_OR_HAIRCUT = "hint-more-memory-or-haircut" ();
    HINT_ASK_FOR_LESS = "hint-ask-for-less" ();
    HINT_LEDGER_MAY_HAVE_CHANGED = "hint-ledger-may-have-changed" ();
    HINT_WITHOUT_FORMS = "hint-without-forms" ();
    HINT_WITHOUT_RULES = "hint-without-rules" (rules);
    HINT_PAGE_THE_JOINS = "hint-page-the-joins" ();

    // Beside an answer.
    NOTE_SAME_KEY_TOO = "note-same-key-too" (addresses);
    NOTE_TAKEN_BY_SAME_KEY = "note-taken-by-same-key" (asked, address);
    NOTE_BOOKS_DO_NOT_BALANCE = "note-books-do-not-balance" (difference);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ALL;

    #[test]
    fn ids_are_fluent_identifiers_and_each_stands_once() {
        let mut seen = BTreeSet::new();
        for (id, args) in ALL {
            assert!(seen.insert(id), "{id} stands twice");
            let kind = id.split('-').next();
            assert!(matches!(kind, Some("problem" | "hint" | "note")), "{id}");
            assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{id}");
            for arg in *args {
                assert!(arg.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{id} {arg}");
            }
        }
    }
}
