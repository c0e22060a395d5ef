//! Files of a data directory with anything in them, read through the public doors.
//!
//! The bytes are a recipe of changes to files of a small sound store, which is made afresh by the
//! program under test: so the seeds outlive every change of the format. A change is made under sound
//! checksums too, since those would otherwise keep a fuzzer out.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use entity::cluster::grower::Grower;
use entity::cluster::{Clusters, file};
use entity::label::pack::PackFile;
use entity::label::write::encode;
use entity::label::{AsOf, Labels};
use graph::columns::{Columns, ColumnsWriter, Content};
use graph::scratch::Scratch;
use graph::{AddressId, BlockId, End, Graph, TxId, Writer};
use ingest::labels::{Hints, read};
use model::block::BlockRef;
use model::chain::{LedgerId, LedgerKind, Network};
use model::hash::{Digest, OutPoint};
use model::time::{Day, Time};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

const LEDGER: LedgerId = LedgerId { network: Network::Story, kind: LedgerKind::Linked };

/// Two segments, with addresses of both that are touched again, a bare key and a CoinJoin.
const CHAIN: &str = "
block
  m1: coinbase -> ann 50
block
  m2: coinbase -> kim@p2pk 50
  a: m1 -> bob 10, ann/1 39
block
  b: a:0 + a:1 -> bob 20, cid 28, data \"memo\"
  c: m2 -> ann@p2tr 1, bob 2, cid@multisig 3, ann 40
block
  d: c:0 + c:1 -> eve rest
";

/// What a damaged number claims is not walked to its end.
const FEW: u64 = 200;

struct Sound {
    dir: PathBuf,
    files: Vec<(PathBuf, Vec<u8>)>,
    clusters: Vec<u8>,
}

thread_local! {
    static SOUND: RefCell<Option<Sound>> = const { RefCell::new(None) };
}

impl Sound {
    fn make() -> Sound {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let dir = base.join(format!("kancil-feed-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        let batches = scenario::play(CHAIN).expect("it plays").batches().expect("forward alone");
        for part in batches.chunks(batches.len().div_ceil(2)) {
            let mut writer = Writer::open(&dir, LEDGER).expect("a temporary directory");
            part.iter().for_each(|batch| writer.append(batch).expect("it is sound"));
            writer.commit().expect("a temporary directory");
        }
        let graph = Graph::open(&dir).expect("just written");
        let path = dir.join("clusters");
        let mut growing = Grower::of(Clusters::default(), Scratch::in_memory());
        growing.follow(&graph).expect("memory alone");
        let out = || ColumnsWriter::create(&path, file::CONTENT);
        growing.finish(Some(&graph), out).expect("a temporary directory");
        let clusters = fs::read(&path).expect("just written");
        let mut files: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(&dir)
            .expect("just made")
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| !path.ends_with("lock") && !path.ends_with("clusters"))
            .map(|path| (path.clone(), fs::read(&path).expect("just written")))
            .collect();
        files.sort();
        Sound { dir, files, clusters }
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// Changes to one of the ledger's files: whatever opens is read wholly and verified, without a panic.
pub fn store(recipe: &[u8]) {
    let Some((&which, changes)) = recipe.split_first() else { return };
    SOUND.with_borrow_mut(|sound| {
        let sound = sound.get_or_insert_with(Sound::make);
        let which = usize::from(which) % (sound.files.len() + 1);
        match sound.files.get(which) {
            Some((path, bytes)) => ledger(sound, path, changed(bytes, changes)),
            None => clusters(sound, changed(&sound.clusters, changes)),
        }
    });
}

fn ledger(sound: &Sound, path: &Path, bytes: Vec<u8>) {
    put(path, &bytes);
    if !path.ends_with("commit") {
        list_anew(sound, path, &bytes);
    }
    if let Ok(graph) = Graph::open(&sound.dir) {
        tell(&graph);
        let _ = (graph.verify(), graph.logical_digest(), graph.column_sizes());
        read_clusters(&Clusters::of(&graph));
        // From within a segment on, too.
        let before = opened_clusters(sound, &sound.clusters).and_then(Clusters::load);
        read_clusters(&before.expect("it is sound").back(3, 9).catch_up(&graph));
    }
    // A writer goes on from what is there, and holds it against itself before it writes it again.
    if let Ok(mut writer) = Writer::open(&sound.dir, LEDGER)
        && let Some(tip) = writer.tip().filter(|tip| tip.height > 0)
    {
        let hash = writer.hash_at(tip.height - 1).unwrap_or_default();
        let _ = writer.rewind(BlockRef { height: tip.height - 1, hash });
        let _ = writer.commit();
    }
    for (path, bytes) in &sound.files {
        put(path, bytes);
    }
}

/// The commit record names each segment's checksum: it is made to name the new one.
fn list_anew(sound: &Sound, path: &Path, bytes: &[u8]) {
    let Some((commit, record)) = sound.files.iter().find(|(path, _)| path.ends_with("commit"))
    else {
        return;
    };
    let old = sound.files.iter().find(|(own, _)| own == path).map(|(_, bytes)| &bytes[56..64]);
    let (Some(old), Some(new)) = (old, bytes.get(56..64)) else { return };
    let mut record = record.clone();
    let places: Vec<usize> =
        record.windows(8).enumerate().filter(|(_, at)| *at == old).map(|(at, _)| at).collect();
    for at in places {
        record[at..at + 8].copy_from_slice(new);
    }
    seal(&mut record);
    put(commit, &record);
}

fn clusters(sound: &Sound, bytes: Vec<u8>) {
    let Some(columns) = opened_clusters(sound, &bytes) else { return };
    let _ = (columns.damages(), columns.is_padded());
    let Some(clusters) = Clusters::load(columns) else { return };
    read_clusters(&clusters);
    let graph = Graph::open(&sound.dir).expect("it is sound");
    read_clusters(&clusters.back(3, 9));
    read_clusters(&clusters.catch_up(&graph));
}

fn opened_clusters(sound: &Sound, bytes: &[u8]) -> Option<Columns> {
    let path = sound.dir.join("clusters");
    put(&path, bytes);
    Columns::open(&path, Content { version: u32::MAX, ..file::CONTENT }).ok()
}

/// A file is never changed where it lies: what is mapped keeps its bytes.
fn put(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).expect("a temporary directory can be written");
}

/// `op, place (2 bytes), value`: a byte changed, a number set, the end cut off, and at last the
/// checksums made sound, of the header or of everything.
fn changed(bytes: &[u8], changes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut seals = 2;
    for change in changes.chunks_exact(4).take(32) {
        let [op, low, high, value] = *change else { continue };
        let place = usize::from(u16::from_le_bytes([low, high]));
        // The columns alone, or the directory alone; most of a header is nothing.
        let at = match op % 4 {
            0 => place % 64,
            1 => 64 + place % 64 * 64 + 32 + usize::from(value) % 32,
            _ => 4096 + place % bytes.len().saturating_sub(4096).max(1),
        };
        if at >= bytes.len() {
            continue;
        }
        match op / 4 % 8 {
            0 => bytes[at] ^= value,
            1 => bytes[at] = value,
            2 => bytes[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff),
            3 => bytes[at..].iter_mut().take(8).for_each(|byte| *byte = value),
            4 => bytes[at] = bytes[at].wrapping_add(1),
            5 => bytes[at] = bytes[at].wrapping_sub(1),
            6 => bytes.truncate(at),
            _ => seals = value % 3,
        }
    }
    match seals {
        0 => {}
        1 => seal_header(&mut bytes),
        _ => seal(&mut bytes),
    }
    bytes
}

fn seal(bytes: &mut [u8]) {
    let count = directory_len(bytes);
    for entry in (0..count).map(|entry| 64 + entry * 64) {
        let number = |at: usize| u64::from_le_bytes(*bytes[entry + at..].first_chunk().unwrap());
        let (Ok(offset), Ok(len)) = (usize::try_from(number(40)), usize::try_from(number(48)))
        else {
            continue;
        };
        let Some(end) = offset.checked_add(len) else { continue };
        let Some(column) = bytes.get(offset..end) else { continue };
        let sum = xxh3_64(column).to_le_bytes();
        bytes[entry + 56..entry + 64].copy_from_slice(&sum);
    }
    seal_header(bytes);
}

fn seal_header(bytes: &mut [u8]) {
    let end = 64 + directory_len(bytes) * 64;
    if bytes.len() < end.max(64) {
        return;
    }
    let mut hash = Xxh3::new();
    hash.update(&bytes[..56]);
    hash.update(&bytes[64..end]);
    bytes[56..64].copy_from_slice(&hash.digest().to_le_bytes());
}

fn directory_len(bytes: &[u8]) -> usize {
    let count =
        bytes.get(12..16).map_or(0, |word| u32::from_le_bytes(*word.first_chunk().unwrap()));
    (count as usize).min(bytes.len().saturating_sub(64) / 64).min(62)
}

fn tell(graph: &Graph) {
    let counts = graph.counts();
    let few = |count: u64| 0..count.min(FEW);
    let number = |id: u64| u32::try_from(id).unwrap_or(u32::MAX);
    for id in few(counts.blocks) {
        let Some(block) = graph.block(BlockId(number(id))) else { continue };
        let _ = (graph.find_block(&block.hash), graph.block_at_time(block.time));
        let _ = block.height.map(|height| graph.block_at_height(height));
    }
    for id in few(counts.transactions).map(TxId) {
        let (tx, txid) = (graph.tx(id), graph.txid(id));
        let _ = (graph.time(id), graph.block_of(id), graph.find_tx(&txid));
        for input in graph.inputs(&tx).take(50) {
            let _ = graph.input(input.id);
        }
        for output in graph.outputs(&tx).take(50) {
            let _ = graph.output(output.id);
            let _ = graph.find_output(&OutPoint { txid, vout: output.vout });
        }
    }
    for id in few(counts.addresses).map(|id| AddressId(number(id))) {
        let address = graph.address(id);
        let _ = (graph.find_address(&address), graph.lock(id), graph.same_key(&address));
        let _ = (graph.totals(id), graph.legs_len(id));
        for leg in graph.legs(id, End::Oldest, 0, 50) {
            let _ = graph.tx_of_leg(leg);
        }
        let _ = graph.legs(id, End::Newest, 1, 3);
    }
    for tx in graph.txs().take(50) {
        let _ = (tx.inputs().take(50).count(), tx.outputs().take(50).count());
    }
}

fn read_clusters(clusters: &Clusters) {
    for id in (0..40).map(AddressId) {
        let root = clusters.root(id);
        let _ = (clusters.size(root), clusters.members(root).take(100).count());
        let _ = clusters.joins(root);
    }
    let _ = (clusters.refusals(), clusters.refusal(TxId(3)), clusters.joins_len());
}

/// A pack of labels, its checksum made sound or left: opened, asked everything, or refused.
pub fn pack(recipe: &[u8]) {
    const LABELS: &str = "title: T\ncreator: C\nsource: S\nlabel: L\ncurrency: BTC\ncategory: scam\n\
         confidence: forensic\nlastmod: 2022-01-24\nactor: a\ntags:\n\
         - address: 12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n\
         - address: 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\n  category: miner\n  label: M\n";
    thread_local! {
        static SOUND: Vec<u8> = {
            let hints = Hints::at(Time::from_seconds(1_780_000_000));
            encode(&read("f.yaml", LABELS.as_bytes(), &hints).expect("it reads").pack).expect("it is small")
        };
    }
    let mut bytes = SOUND.with(Clone::clone);
    let mut is_sealed = true;
    for change in recipe.chunks_exact(4).take(32) {
        let [op, low, high, value] = *change else { continue };
        let at = usize::from(u16::from_le_bytes([low, high])) % bytes.len().max(1);
        match op % 6 {
            0 if at < bytes.len() => bytes[at] ^= value,
            1 if at < bytes.len() => bytes[at] = value,
            2 => bytes[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff),
            3 => bytes.truncate(at),
            4 => bytes.extend([value; 4]),
            _ => is_sealed = value % 4 > 0,
        }
    }
    if let Some(end) = bytes.len().checked_sub(32).filter(|_| is_sealed) {
        let sum = Digest::of(&bytes[..end]).0;
        bytes[end..].copy_from_slice(&sum);
    }
    let Ok(file) = PackFile::open(bytes.into()) else { return };
    let when = AsOf { as_of: "2026-01-01".parse::<Day>().expect("a day"), known_at: None };
    let claims: Vec<_> = (0..file.claims_len()).map(|claim| file.claim(claim)).collect();
    let labels = Labels::load(vec![file]);
    for claim in &claims {
        let _ = labels.about_key(&entity::label::key::SubjectKey::of(claim), &when);
        let _ = claim.actor.as_deref().map(|actor| labels.actor(actor));
    }
    let _ = (labels.lists(&when), labels.digest(), labels.claims_len());
}
