//! The server from its first connection to its last.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use academy::course::Course;
use casework::audit::{Actor, By};
use casework::cases::files::Files;
use casework::record::{Record, State};
use casework::requests::store::expire_due;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::desk::{About, Desk, Log, Parts};
use crate::jobs::{Jobs, Limits, Pool};
use crate::routes;
use crate::serve::{Limits as Connections, Listening, Tls, TlsError, acceptor, serve};
use crate::sight::Sight;
use crate::world::{Trouble, World};

/// How often it is looked whether ledgers or labels changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often a record that could not be written is tried again.
const RETRY_EVERY: Duration = Duration::from_secs(3);

/// How often it is looked whether lessons were brought in beside the server.
const TEACH_EVERY: Duration = Duration::from_secs(3);
/// How often it is looked whether a request's time to answer is over.
const EXPIRE_EVERY: Duration = Duration::from_secs(30);

/// What a server is started with.
pub struct Setup {
    pub version: &'static str,
    pub listen: SocketAddr,
    pub tls: Option<Tls>,
    /// Names it goes by beside its address.
    pub hosts: Vec<String>,
    pub clock: Arc<dyn Clock>,
    pub world: Arc<dyn World>,
    pub record: Record,
    /// Where the bytes of the cases' files lie.
    pub files: Files,
    /// What the academy teaches.
    pub course: Course,
    /// Threads of the machine.
    pub threads: NonZeroUsize,
    /// Whether the audit log is told of look-ups too.
    pub audits_look_ups: bool,
    /// Told a line a request, where somebody wants that.
    pub access_log: Option<Log>,
    /// Told what goes wrong.
    pub trouble_log: Log,
    /// Turns true when the server is to stop.
    pub stop: watch::Receiver<bool>,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup").field("listen", &self.listen).finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on {listen}")]
    Listen { listen: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    World(#[from] Trouble),
    #[error("the system starts no thread")]
    Thread(#[source] std::io::Error),
}

/// Serves until it is told to stop; `listening` is told the address once connections are taken.
pub async fn run(setup: Setup, listening: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let Setup { version, listen, tls, hosts, clock, world, record, files, threads, .. } = setup;
    let tls = tls.as_ref().map(acceptor).transpose()?;
    let opened = Arc::clone(&world);
    let sight = tokio::task::spawn_blocking(move || Sight::open(&*opened)).await;
    let sight = sight.map_err(|error| Trouble::new(&error))??;
    let failed = |source| ServeError::Listen { listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let run = format!("{:x}", clock.now().seconds());
    let jobs = Arc::new(Jobs::new(Limits::USUAL, run));
    let about = About { version, listen: bound, is_tls: tls.is_some() };
    let desk = Arc::new(Desk::new(Parts {
        about,
        clock: Arc::clone(&clock),
        world,
        sight,
        record,
        files,
        course: setup.course,
        jobs: Arc::clone(&jobs),
        hosts,
        audits_look_ups: setup.audits_look_ups,
        access_log: setup.access_log,
        trouble_log: setup.trouble_log,
        stopping: setup.stop.clone(),
        threads: threads.get(),
    }));
    look_at_lessons(&desk).await;
    // One thread of the machine stays for look-ups.
    let workers = NonZeroUsize::new(threads.get() - 1).unwrap_or(NonZeroUsize::MIN);
    let metrics = Arc::clone(&desk.metrics);
    let panicked = move || _ = metrics.panics.fetch_add(1, Ordering::Relaxed);
    let pool = Pool::start(&jobs, &clock, workers, panicked).map_err(ServeError::Thread)?;
    let looking = tokio::spawn(look(Arc::clone(&desk), setup.stop.clone()));
    let retrying = tokio::spawn(retry(Arc::clone(&desk), setup.stop.clone()));
    listening(bound);
    let teaching = tokio::spawn(teach(Arc::clone(&desk), setup.stop.clone()));
    let expiring = tokio::spawn(expire(Arc::clone(&desk), setup.stop.clone()));
    let stopping = Arc::clone(&jobs);
    let (mut stop, stop_clock) = (setup.stop.clone(), Arc::clone(&clock));
    let stopper = tokio::spawn(async move {
        let _ = stop.wait_for(|is_stopping| *is_stopping).await;
        stopping.stop(stop_clock.now());
    });
    let router = routes::router(Arc::clone(&desk));
    let (limits, metrics) = (Connections::USUAL, Arc::clone(&desk.metrics));
    serve(Listening { listener, tls, limits, metrics }, router, setup.stop).await;
    for task in [looking, retrying, teaching, expiring, stopper] {
        let _ = task.await;
    }
    let _ = tokio::task::spawn_blocking(move || pool.join()).await;
    desk.record.close().await;
    Ok(())
}

/// Brings the sight up to what is on disk, again and again.
async fn look(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    let mut last = None;
    loop {
        tokio::select! {
            _ = stop.wait_for(|is_stopping| *is_stopping) => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let shared = Arc::clone(&desk);
        let looked = tokio::task::spawn_blocking(move || {
            shared.sights.look(&*shared.world, &shared.metrics)
        });
        match looked.await {
            Ok(Ok(_)) => last = None,
            Ok(Err(trouble)) => {
                // Told once, not every second.
                if last.as_ref() != Some(&trouble) {
                    desk.trouble(&trouble);
                }
                last = Some(trouble);
            }
            Err(_) => _ = desk.metrics.panics.fetch_add(1, Ordering::Relaxed),
        }
    }
}

/// Takes in lessons that somebody brought in at the console meanwhile.
async fn teach(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|is_stopping| *is_stopping) => return,
            () = tokio::time::sleep(TEACH_EVERY) => {}
        }
        match desk.courses.is_behind(&desk.record).await {
            Ok(false) => {}
            Ok(true) => look_at_lessons(&desk).await,
            Err(error) => desk.trouble(&error),
        }
    }
}

/// What is here and cannot be taught is told; it keeps nobody from the rest.
async fn look_at_lessons(desk: &Desk) {
    match desk.courses.look(&desk.record, &desk.files).await {
        Ok(left_out) => left_out.iter().for_each(|why| desk.trouble(why)),
        Err(error) => desk.trouble(&error),
    }
}

/// Tries a record that could not be written again.
async fn retry(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.wait_for(|is_stopping| *is_stopping) => return,
            () = tokio::time::sleep(RETRY_EVERY) => {}
        }
        if desk.record.state() != State::Writable
            && desk.record.retry(desk.clock.now()).await == State::Writable
        {
            desk.trouble(&"the record can be written again");
        }
    }
}

/// Lets the clocks of requests run out, also while nobody looks at them.
async fn expire(desk: Arc<Desk>, mut stop: watch::Receiver<bool>) {
    loop {
        let by = By::new(Actor::Program, desk.clock.now());
        if desk.record.state() == State::Writable
            && let Err(error) = expire_due(&desk.record, by).await
        {
            desk.trouble(&error);
        }
        tokio::select! {
            _ = stop.wait_for(|is_stopping| *is_stopping) => return,
            () = tokio::time::sleep(EXPIRE_EVERY) => {}
        }
    }
}
