//! Where pieces of work lie between those who do them and who takes them, in order.
//!
//! Pieces are numbered. Workers begin the next that nobody has begun, as long as not too many lie between it
//! and the one that is taken next: so many are in memory, and no more. The taker gets them by their
//! numbers. Where the next is not done it need not wait: it may begin one itself.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
pub(super) struct Shelf<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    /// Pieces there are in all.
    len: usize,
    /// So many may be begun from the next to be taken on.
    ahead: usize,
}

#[derive(Debug)]
struct State<T> {
    /// The next that nobody has begun.
    begun: usize,
    /// The next to be taken.
    taken: usize,
    done: BTreeMap<usize, T>,
    /// No more are wanted.
    is_over: bool,
}

/// What the taker can do next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn<T> {
    Taken(usize, T),
    /// Do this one: the one that is wanted is under way, or is this.
    Yours(usize),
    Over,
}

/// A piece that a worker has begun. Where it is dropped undone the taker is told so.
#[derive(Debug)]
pub(super) struct Begun<'s, T: From<Undone>> {
    shelf: &'s Shelf<T>,
    pub number: usize,
    is_done: bool,
}

/// A worker ended in the middle of a piece.
#[derive(Debug)]
pub(super) struct Undone;

impl<T> Shelf<T> {
    pub fn new(len: usize, ahead: usize) -> Shelf<T> {
        let state = State { begun: 0, taken: 0, done: BTreeMap::new(), is_over: false };
        Shelf { state: Mutex::new(state), changed: Condvar::new(), len, ahead }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that holds it can leave it half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, state: &mut State<T>) -> Option<usize> {
        let may = !state.is_over && state.begun < self.len.min(state.taken + self.ahead);
        may.then(|| {
            state.begun += 1;
            state.begun - 1
        })
    }

    /// The next piece for a worker, who waits for it; nothing once there are no more.
    pub fn wait(&self) -> Option<Begun<'_, T>>
    where
        T: From<Undone>,
    {
        let mut state = self.lock();
        loop {
            if state.is_over || state.begun == self.len {
                return None;
            }
            if let Some(number) = self.begin(&mut state) {
                return Some(Begun { shelf: self, number, is_done: false });
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The taker's turn.
    pub fn take(&self) -> Turn<T> {
        let mut state = self.lock();
        loop {
            let number = state.taken;
            if state.is_over || number == self.len {
                return Turn::Over;
            }
            if let Some(done) = state.done.remove(&number) {
                state.taken += 1;
                self.changed.notify_all();
                return Turn::Taken(number, done);
            }
            if let Some(number) = self.begin(&mut state) {
                return Turn::Yours(number);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A piece is done.
    pub fn put(&self, number: usize, done: T) {
        self.lock().done.insert(number, done);
        self.changed.notify_all();
    }

    /// No more are wanted: whoever waits goes.
    pub fn end(&self) {
        self.lock().is_over = true;
        self.changed.notify_all();
    }
}

impl<T: From<Undone>> Begun<'_, T> {
    pub fn put(mut self, done: T) {
        self.is_done = true;
        self.shelf.put(self.number, done);
    }
}

impl<T: From<Undone>> Drop for Begun<'_, T> {
    fn drop(&mut self) {
        if !self.is_done {
            self.shelf.put(self.number, Undone.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[derive(Debug, PartialEq, Eq)]
    struct Square(Option<usize>);

    impl From<Undone> for Square {
        fn from(_: Undone) -> Square {
            Square(None)
        }
    }

    fn square(number: usize) -> Square {
        Square(Some(number * number))
    }

    #[test]
    fn whoever_does_them_pieces_are_taken_in_order_and_no_more_than_may_be_are_there() {
        for (workers, ahead) in [(0, 1), (1, 2), (3, 4), (4, 40)] {
            let shelf = Shelf::new(100, ahead);
            let begun = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..workers {
                    scope.spawn(|| {
                        while let Some(piece) = shelf.wait() {
                            begun.fetch_add(1, Ordering::Relaxed);
                            let number = piece.number;
                            piece.put(square(number));
                        }
                    });
                }
                let mut taken = 0;
                loop {
                    match shelf.take() {
                        Turn::Taken(number, done) => {
                            assert_eq!((number, done), (taken, square(taken)));
                            taken += 1;
                        }
                        Turn::Yours(number) => {
                            begun.fetch_add(1, Ordering::Relaxed);
                            shelf.put(number, square(number));
                        }
                        Turn::Over => break,
                    }
                    assert!(begun.load(Ordering::Relaxed) <= taken + ahead);
                }
                assert_eq!(taken, 100);
            });
        }
    }

    #[test]
    fn a_piece_that_is_left_undone_is_told_and_nobody_waits_for_ever() {
        let shelf = Shelf::<Square>::new(3, 2);
        drop(shelf.wait().expect("the first"));
        let second = shelf.wait().expect("the second");
        assert_eq!(shelf.take(), Turn::Taken(0, Square(None)));
        assert_eq!(shelf.take(), Turn::Yours(2));
        second.put(square(1));
        assert_eq!(shelf.take(), Turn::Taken(1, square(1)));
        shelf.end();
        assert!(shelf.wait().is_none());
        assert_eq!(shelf.take(), Turn::Over);
    }
}
