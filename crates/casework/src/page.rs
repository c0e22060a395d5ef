//! A part of a list, told with how long the whole is.

/// The next part is asked for by the last item of this one (keyset paging): a list that grows
/// meanwhile neither skips nor repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub total: u64,
    pub items: Vec<T>,
    /// Whether more follows the last item.
    pub has_more: bool,
}

impl<T> Page<T> {
    /// `items` were asked for one more than `limit`, which tells whether there is more.
    pub(crate) fn cut(total: u64, mut items: Vec<T>, limit: u32) -> Self {
        let limit = limit as usize;
        let has_more = items.len() > limit;
        items.truncate(limit);
        Self { total, items, has_more }
    }
}
