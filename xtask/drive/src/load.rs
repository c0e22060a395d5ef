//! How long answers took.

use std::time::{Duration, Instant};

#[derive(Debug, Clone, Default)]
pub struct Load {
    took: Vec<Duration>,
    pub errors: Vec<String>,
}

impl Load {
    /// Does something and notes how long it took, or why it was not done.
    pub fn time<T>(&mut self, what: impl FnOnce() -> Result<T, String>) -> Option<T> {
        let began = Instant::now();
        match what() {
            Ok(done) => {
                self.took.push(began.elapsed());
                Some(done)
            }
            Err(why) => {
                self.errors.push(why);
                None
            }
        }
    }

    pub fn add(&mut self, other: Load) {
        self.took.extend(other.took);
        self.errors.extend(other.errors);
    }

    /// How many were answered.
    pub fn len(&self) -> usize {
        self.took.len()
    }

    pub fn is_empty(&self) -> bool {
        self.took.is_empty()
    }

    /// What so many thousandths of them took at most.
    pub fn within<const N: usize>(&mut self, per_mille: [usize; N]) -> [Duration; N] {
        self.took.sort_unstable();
        let last = self.took.len().saturating_sub(1);
        let at = |per_mille: usize| (last * per_mille).div_ceil(1_000);
        per_mille.map(|share| self.took.get(at(share)).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_that_of_the_slowest_in_it() {
        let ms = |n| Duration::from_millis(n);
        let mut load = Load { took: (1..=101).rev().map(ms).collect(), errors: Vec::new() };
        assert_eq!(load.within([0, 500, 990, 1_000]), [ms(1), ms(51), ms(100), ms(101)]);
        assert_eq!(Load::default().within([500]), [Duration::ZERO]);
        assert_eq!(load.time(|| Err::<(), _>("no".to_owned())), None);
        assert_eq!((load.len(), load.errors.len()), (101, 1));
    }
}
