//! Who listens to which board: told its newest revision the moment it grows.
//!
//! A listener holds no queue. Whoever is slow misses revisions in between and learns the newest one,
//! from which it asks for the steps it lacks.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use casework::id::BoardId;
use tokio::sync::watch;

#[derive(Debug, Default)]
pub struct Watchers {
    boards: Mutex<HashMap<BoardId, watch::Sender<u64>>>,
}

impl Watchers {
    pub fn listen(&self, board: BoardId) -> watch::Receiver<u64> {
        let mut boards = self.locked();
        // Boards that nobody listens to any more go when somebody comes.
        boards.retain(|_, told| told.receiver_count() > 0);
        boards.entry(board).or_insert_with(|| watch::Sender::new(0)).subscribe()
    }

    /// Revisions come from several requests and may overtake each other: the newest one stays.
    pub fn tell(&self, board: BoardId, rev: u64) {
        if let Some(told) = self.locked().get(&board) {
            told.send_if_modified(|known| {
                let is_news = rev > *known;
                *known = rev.max(*known);
                is_news
            });
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<BoardId, watch::Sender<u64>>> {
        self.boards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_revision_stays_and_boards_without_listeners_go() {
        let watchers = Watchers::default();
        let board = |last: char| -> BoardId {
            format!("01ARYZ6S41TSV4RRFFQ69G5FA{last}").parse().expect("an id")
        };
        watchers.tell(board('A'), 9);
        let mut listens = watchers.listen(board('A'));
        assert_eq!(*listens.borrow_and_update(), 0, "what was told before is not kept");
        watchers.tell(board('A'), 3);
        watchers.tell(board('A'), 2);
        assert_eq!(*listens.borrow_and_update(), 3);
        watchers.tell(board('A'), 3);
        assert!(!listens.has_changed().expect("it is there"));
        drop(listens);
        drop(watchers.listen(board('B')));
        assert_eq!(watchers.locked().len(), 1);
    }
}
