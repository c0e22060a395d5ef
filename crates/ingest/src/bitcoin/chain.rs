//! Which of many headers are the chain: linked back to genesis, with the most work.
//!
//! Pure: rows in, a plan out. Of two chains with equal work the one already held stays, and
//! otherwise the one whose tip was met first (Bitcoin Core's `nSequenceId`). A row costs about a
//! hundred bytes while it is linked and less afterwards.

use model::block::BlockRef;
use model::hash::BlockHash;

use super::target::Work;

/// What the ledger already has of a chain. Heights are dense from genesis to the tip.
pub trait Held {
    fn tip(&self) -> Option<BlockRef>;
    fn hash_at(&self, height: u32) -> Option<BlockHash>;
    fn height_of(&self, hash: &BlockHash) -> Option<u32>;
}

/// An empty ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nothing;

impl Held for Nothing {
    fn tip(&self) -> Option<BlockRef> {
        None
    }

    fn hash_at(&self, _: u32) -> Option<BlockHash> {
        None
    }

    fn height_of(&self, _: &BlockHash) -> Option<u32> {
        None
    }
}

/// A block in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub hash: BlockHash,
    /// Of its record.
    pub offset: u64,
    pub file: u32,
    pub size: u32,
    pub bits: u32,
}

const NONE: u32 = u32::MAX;

/// More headers than this are refused: it is fifty times the main chain, and five gigabytes.
pub const BLOCKS_MAX: usize = 50_000_000;

/// Headers in the order in which they were met, linked by hash. Second records of a block are
/// kept as spares of the first.
#[derive(Debug, Default)]
pub struct Tree {
    rows: Vec<Row>,
    /// `NONE` where the parent is not among the rows.
    parents: Vec<u32>,
    /// Rows ascending by hash, each hash once.
    by_hash: Vec<u32>,
    /// (row, spare), ascending.
    spares: Vec<(u32, u32)>,
    /// Rows without a parent here, and who that would be; ascending.
    roots: Vec<(u32, BlockHash)>,
}

/// Collects rows until all are there.
#[derive(Debug, Default)]
pub struct Headers {
    rows: Vec<Row>,
    prevs: Vec<BlockHash>,
}

impl Headers {
    pub fn push(&mut self, row: Row, prev: BlockHash) {
        self.rows.push(row);
        self.prevs.push(prev);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn link(self) -> Tree {
        let Self { rows, prevs } = self;
        let mut by_hash: Vec<u32> = (0..row_number(rows.len())).collect();
        by_hash.sort_unstable_by_key(|row| (rows[*row as usize].hash, *row));
        let mut spares = Vec::new();
        by_hash.dedup_by(|later, first| {
            let same = rows[*later as usize].hash == rows[*first as usize].hash;
            if same {
                spares.push((*first, *later));
            }
            same
        });
        spares.sort_unstable();
        let mut tree = Tree { rows, parents: Vec::new(), by_hash, spares, roots: Vec::new() };
        tree.parents = prevs.iter().map(|prev| tree.find(prev).unwrap_or(NONE)).collect();
        tree.roots = (0..row_number(tree.rows.len()))
            .filter(|row| tree.parents[*row as usize] == NONE && tree.is_first(*row))
            .map(|row| (row, prevs[row as usize]))
            .collect();
        tree
    }
}

impl Tree {
    pub fn row(&self, row: u32) -> &Row {
        &self.rows[row as usize]
    }

    pub fn find(&self, hash: &BlockHash) -> Option<u32> {
        let found = self.by_hash.binary_search_by_key(hash, |row| self.row(*row).hash).ok()?;
        Some(self.by_hash[found])
    }

    /// Other records of the same block.
    pub fn spares(&self, row: u32) -> impl Iterator<Item = u32> + '_ {
        let start = self.spares.partition_point(|(first, _)| *first < row);
        self.spares[start..].iter().take_while(move |(first, _)| *first == row).map(|pair| pair.1)
    }

    /// Distinct blocks.
    pub fn len(&self) -> usize {
        self.by_hash.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_hash.is_empty()
    }

    pub fn duplicates(&self) -> usize {
        self.spares.len()
    }

    /// Rows whose parent is not here, with the parent's hash.
    pub fn roots(&self) -> &[(u32, BlockHash)] {
        &self.roots
    }

    fn is_first(&self, row: u32) -> bool {
        self.find(&self.row(row).hash) == Some(row)
    }
}

/// What to do to bring a ledger to the best chain of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The last block to keep, where blocks after it have to go.
    pub back: Option<BlockRef>,
    /// Rows to take, parents first.
    pub forward: Vec<u32>,
    /// Of the first row to take.
    pub height_start: u32,
    /// More work above the fork than the ledger has there, in how many of the rows to take.
    pub enough: u32,
    /// Blocks whose branch has less work.
    pub stale: u64,
    /// Blocks that do not link to genesis or to the ledger.
    pub unlinked: u64,
    /// The first of those that has no parent here, and the parent.
    pub missing: Option<(u32, BlockHash)>,
    /// Some block of these files is in the ledger or links to it, or is the genesis.
    pub links: bool,
    /// Blocks of the ledger above the fork whose work had to be estimated.
    pub estimated: u64,
}

/// Chooses the chain. `is_genesis` says whether a row without a parent begins the network's chain.
pub fn plan(
    tree: &Tree,
    held: &dyn Held,
    is_genesis: &dyn Fn(&BlockHash, &BlockHash) -> bool,
    work_of_bits: &dyn Fn(u32) -> Work,
) -> Plan {
    let works = WorkCache::new(work_of_bits);
    let branch = HeldBranch::read(tree, held, is_genesis, &works);
    let totals = Totals::add_up(tree, &branch, &works);
    let tip = held.tip();
    let mut best = None;
    let mut most = branch.total;
    for row in 0..row_number(tree.rows.len()) {
        let at = row as usize;
        let linked = totals.heights[at] != NONE;
        // A spare has the work of its first record, and so is never more.
        if linked && totals.works[at] > most && branch.heights[at] == NONE {
            (best, most) = (Some(row), totals.works[at]);
        }
    }
    let mut plan = Plan { links: branch.links, ..Plan::default() };
    let mut taken = vec![false; tree.rows.len()];
    let mut next = best;
    while let Some(row) = next.filter(|row| branch.heights[*row as usize] == NONE) {
        taken[row as usize] = true;
        plan.forward.push(row);
        next = tree.parent(row);
    }
    plan.forward.reverse();
    plan.height_start = plan.forward.first().map_or(0, |row| totals.heights[*row as usize]);
    if let Some(tip) = tip
        && !plan.forward.is_empty()
        && let Some(height) = plan.height_start.checked_sub(1)
        && height < tip.height
        && let Some(hash) = held.hash_at(height)
    {
        plan.back = Some(BlockRef { height, hash });
        plan.estimated = branch.estimated_above(height);
    }
    let enough = plan.forward.iter().position(|row| totals.works[*row as usize] > branch.total);
    plan.enough = row_number(enough.map_or(0, |at| at + 1));
    for row in tree.by_hash.iter().map(|row| *row as usize) {
        match totals.heights[row] {
            NONE => plan.unlinked += 1,
            _ if branch.heights[row] == NONE && !taken[row] => plan.stale += 1,
            _ => {}
        }
    }
    plan.missing =
        tree.roots.iter().find(|(row, _)| totals.heights[*row as usize] == NONE).copied();
    plan
}

impl Tree {
    fn parent(&self, row: u32) -> Option<u32> {
        Some(self.parents[row as usize]).filter(|parent| *parent != NONE)
    }
}

/// Runs of headers share their bits, so the long division behind each is done once per run.
struct WorkCache<'a> {
    work_of_bits: &'a dyn Fn(u32) -> Work,
    last: std::cell::Cell<(u32, Work)>,
}

impl<'a> WorkCache<'a> {
    fn new(work_of_bits: &'a dyn Fn(u32) -> Work) -> Self {
        Self { work_of_bits, last: std::cell::Cell::new((0, work_of_bits(0))) }
    }

    fn of(&self, bits: u32) -> Work {
        if self.last.get().0 != bits {
            self.last.set((bits, (self.work_of_bits)(bits)));
        }
        self.last.get().1
    }
}

/// The ledger's own chain, from the lowest height at which these files meet it: work counts from
/// there.
struct HeldBranch {
    /// By row: its height in the ledger, or `NONE`.
    heights: Vec<u32>,
    /// By row, for roots that are not held: the height and the work up to them without their own.
    attached: Vec<(u32, u32, Work)>,
    /// Work up to each height, from `height_start` on.
    works: Vec<Work>,
    height_start: u32,
    /// Heights whose block is not in these files.
    estimated: Vec<u32>,
    /// Work up to the ledger's tip.
    total: Work,
    links: bool,
}

impl HeldBranch {
    fn read(
        tree: &Tree,
        held: &dyn Held,
        is_genesis: &dyn Fn(&BlockHash, &BlockHash) -> bool,
        works: &WorkCache<'_>,
    ) -> Self {
        let mut branch = Self {
            heights: vec![NONE; tree.rows.len()],
            attached: Vec::new(),
            works: Vec::new(),
            height_start: 0,
            estimated: Vec::new(),
            total: 0,
            links: false,
        };
        // (row, its height) of every root that links.
        let linking: Vec<(u32, u32)> = tree
            .roots
            .iter()
            .filter_map(|(row, prev)| {
                let hash = &tree.row(*row).hash;
                let height = match held.tip() {
                    None => is_genesis(hash, prev).then_some(0),
                    Some(_) => held
                        .height_of(hash)
                        .or_else(|| held.height_of(prev).and_then(|height| height.checked_add(1))),
                };
                height.map(|height| (*row, height))
            })
            .collect();
        branch.links = !linking.is_empty();
        branch.height_start = linking.iter().map(|(_, height)| *height).min().unwrap_or(0);
        if let (Some(tip), true) = (held.tip(), branch.links) {
            let first = linking.iter().min_by_key(|(_, height)| *height).expect("links");
            branch.walk(tree, held, tip, works.of(tree.row(first.0).bits), works);
        }
        for (row, height) in linking {
            if branch.heights[row as usize] == NONE {
                let work = branch.work_below(height);
                branch.attached.push((row, height, work));
            }
        }
        branch
    }

    /// Adds up the ledger's own work; a block that is not in the files counts as the one before.
    fn walk(
        &mut self,
        tree: &Tree,
        held: &dyn Held,
        tip: BlockRef,
        work_first: Work,
        works: &WorkCache<'_>,
    ) {
        let mut work = work_first;
        for height in self.height_start..=tip.height {
            match held.hash_at(height).and_then(|hash| tree.find(&hash)) {
                Some(row) => {
                    self.heights[row as usize] = height;
                    work = works.of(tree.row(row).bits);
                }
                None => self.estimated.push(height),
            }
            self.total = self.total.saturating_add(work);
            self.works.push(self.total);
        }
    }

    fn work_below(&self, height: u32) -> Work {
        let above = height.saturating_sub(self.height_start) as usize;
        above.checked_sub(1).and_then(|at| self.works.get(at)).copied().unwrap_or(0)
    }

    fn estimated_above(&self, height: u32) -> u64 {
        let start = self.estimated.partition_point(|known| *known <= height);
        (self.estimated.len() - start) as u64
    }
}

/// Height and work of every row that links.
struct Totals {
    heights: Vec<u32>,
    works: Vec<Work>,
}

impl Totals {
    fn add_up(tree: &Tree, branch: &HeldBranch, works: &WorkCache<'_>) -> Self {
        let count = tree.rows.len();
        let mut totals = Self { heights: vec![NONE; count], works: vec![0; count] };
        let mut done = vec![false; count];
        for (row, height) in
            branch.heights.iter().enumerate().filter(|(_, height)| **height != NONE)
        {
            done[row] = true;
            totals.heights[row] = *height;
            totals.works[row] = branch.work_below(height + 1);
        }
        for (row, height, work) in &branch.attached {
            let at = *row as usize;
            done[at] = true;
            totals.heights[at] = *height;
            totals.works[at] = work.saturating_add(works.of(tree.row(*row).bits));
        }
        // From each row down to one that is done, then up again.
        let mut path = Vec::new();
        for row in 0..row_number(count) {
            let mut next = Some(row);
            while let Some(row) = next.filter(|row| !done[*row as usize]) {
                done[row as usize] = true;
                path.push(row);
                next = tree.parent(row);
            }
            while let Some(row) = path.pop() {
                let Some(parent) = tree.parent(row).map(|parent| parent as usize) else { continue };
                if totals.heights[parent] != NONE {
                    let at = row as usize;
                    totals.heights[at] = totals.heights[parent] + 1;
                    totals.works[at] =
                        totals.works[parent].saturating_add(works.of(tree.row(row).bits));
                }
            }
        }
        totals
    }
}

fn row_number(len: usize) -> u32 {
    u32::try_from(len).expect("no more than BLOCKS_MAX rows are ever collected")
}
