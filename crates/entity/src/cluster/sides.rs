//! Outputs and addresses of a whole ledger by id, for a sweep: whichever segment they lie in, at the
//! cost of one look where it is the segment that is being swept.

use graph::{Graph, OutId, SegmentView};
use model::amount::Sat;
use model::script::Lock;

/// The columns that are looked into out of turn.
#[derive(Debug)]
pub(super) struct Sides<'g> {
    segments: Vec<SegmentView<'g>>,
    /// The first output and the first address after each segment.
    outputs_end: Vec<u64>,
    addresses_end: Vec<u64>,
}

impl<'g> Sides<'g> {
    pub fn of(graph: &'g Graph) -> Sides<'g> {
        let segments: Vec<SegmentView<'g>> = graph.segments().collect();
        let outputs_end = segments.iter().map(|segment| segment.outputs().end).collect();
        let addresses_end = segments.iter().map(|segment| segment.addresses().end).collect();
        Sides { segments, outputs_end, addresses_end }
    }

    /// Nothing where there is no such output.
    #[inline]
    pub fn value(&self, here: SegmentView<'g>, id: OutId) -> Sat {
        let (segment, row) = self.segment_of(here, id);
        Sat(segment.output_values().get(row).map_or(0, |value| u64::from_le_bytes(*value)))
    }

    /// How an address locks its coins; `None` where there is no such address.
    #[inline]
    pub fn lock(&self, address: u32) -> Option<Lock> {
        let address = u64::from(address);
        let at = self.addresses_end.partition_point(|end| *end <= address);
        let segment = self.segments.get(at)?;
        let row = usize::try_from(address.checked_sub(segment.addresses().start)?).ok()?;
        let [kind] = segment.address_kinds().get(row)?;
        Lock::from_byte(kind & 0x0f)
    }

    #[inline]
    fn segment_of(&self, here: SegmentView<'g>, id: OutId) -> (SegmentView<'g>, usize) {
        let outputs = here.outputs();
        // Most coins are spent in the segment that made them.
        let (segment, start) = match id.0.checked_sub(outputs.start) {
            Some(_) if id.0 < outputs.end => (here, outputs.start),
            _ => {
                let at = self.outputs_end.partition_point(|end| *end <= id.0);
                let segment = self.segments.get(at).copied().unwrap_or(here);
                (segment, segment.outputs().start)
            }
        };
        (segment, usize::try_from(id.0.wrapping_sub(start)).unwrap_or(usize::MAX))
    }
}
