//! So many values, made once each: whoever asks meanwhile waits for the one that is being made.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

#[derive(Debug)]
pub struct Cache<K, V> {
    most: usize,
    /// What was asked for last comes last.
    held: Mutex<VecDeque<(K, Arc<OnceCell<V>>)>>,
}

impl<K: PartialEq + Clone, V> Cache<K, V> {
    pub fn new(most: usize) -> Self {
        Self { most, held: Mutex::default() }
    }

    /// Where a key's value is, or is to be put. What was not asked for the longest makes room; whoever
    /// holds its cell still has it.
    pub fn cell(&self, key: &K) -> Arc<OnceCell<V>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let there = held.iter().position(|(own, _)| own == key).and_then(|at| held.remove(at));
        let entry = there.unwrap_or_else(|| (key.clone(), Arc::default()));
        let cell = Arc::clone(&entry.1);
        held.push_back(entry);
        while held.len() > self.most {
            held.pop_front();
        }
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_not_asked_for_the_longest_makes_room() {
        let cache: Cache<u8, u8> = Cache::new(2);
        let get = async |key| *cache.cell(&key).get_or_init(async || key).await;
        for key in [1, 2, 1, 3] {
            assert_eq!(get(key).await, key);
        }
        let is_held = |key| cache.cell(&key).initialized();
        assert!(is_held(1) && is_held(3));
        assert!(!is_held(2), "it was asked for before the first was again");
    }

    #[tokio::test]
    async fn what_could_not_be_made_is_tried_again() {
        let cache: Cache<u8, u8> = Cache::new(2);
        let failed = cache.cell(&1).get_or_try_init(async || Err::<u8, _>("no")).await.copied();
        assert_eq!(failed, Err("no"));
        assert_eq!(cache.cell(&1).get_or_try_init(async || Ok::<_, ()>(7)).await, Ok(&7));
    }
}
