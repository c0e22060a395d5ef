//! Who sends slowly, or reads nothing, is let go after its time, and keeps nobody else waiting.

use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Instant, timeout};

use super::*;

const SOON: Duration = Duration::from_secs(20);
const LIMITS: Limits = Limits {
    connections_max: 8,
    peer_connections_max: 6,
    header_arrival_max: Duration::from_millis(300),
    handshake_max: Duration::from_millis(300),
    write_stall_max: Duration::from_millis(500),
};
/// More than the system holds for who does not read.
const LARGE: usize = 64 << 20;

struct Served {
    at: SocketAddr,
    metrics: Arc<Metrics>,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

async fn served(limits: Limits) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let arrival = Duration::from_millis(300);
    let router = Router::new()
        .route("/quick", get(async || "quick"))
        .route("/large", get(async || vec![7_u8; LARGE]))
        .route(
            "/body",
            post(async move |body: Body| {
                let read = crate::body::within(body, 1 << 10, arrival).await;
                read.map_or_else(|problem| problem.what.id, |_| "read")
            }),
        );
    let (stop, stopping) = watch::channel(false);
    let metrics = Arc::<Metrics>::default();
    let listening = Listening { listener, tls: None, limits, metrics: Arc::clone(&metrics) };
    let task = tokio::spawn(serve(listening, router, stopping));
    Served { at, metrics, stop, task }
}

impl Served {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.at).await.expect("it listens")
    }

    /// Somebody else is answered meanwhile.
    async fn answers_others(&self) {
        let began = Instant::now();
        let mut stream = self.connect().await;
        stream
            .write_all(b"GET /quick HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            .await
            .expect("sent");
        let came = rest(&mut stream).await;
        assert!(came.ends_with("quick"), "{came:?}");
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}

/// What comes until the server closes; it must within `SOON`.
async fn rest(stream: &mut TcpStream) -> String {
    let mut came = Vec::new();
    // A reset ends it as well as a close.
    let _ = timeout(SOON, stream.read_to_end(&mut came)).await.expect("the server lets go");
    String::from_utf8_lossy(&came).into_owned()
}

/// Sends a byte now and then until the server has closed.
async fn drip(stream: TcpStream, bytes: &[u8]) -> String {
    let (mut reads, mut writes) = stream.into_split();
    let reading = tokio::spawn(async move {
        let mut came = Vec::new();
        let _ = timeout(SOON, reads.read_to_end(&mut came)).await.expect("the server lets go");
        String::from_utf8_lossy(&came).into_owned()
    });
    for byte in bytes.iter().cycle().take(2000) {
        if reading.is_finished() || writes.write_all(&[*byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    reading.await.expect("read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_comes_byte_by_byte_has_one_time_for_all_of_it() {
    let served = served(LIMITS).await;
    let stalled = served.connect().await;
    let mut slow = served.connect().await;
    slow.write_all(b"GET /quick HTTP/1.1\r\nhost: x\r\nx: ").await.expect("sent");
    let began = Instant::now();
    let dripping = tokio::spawn(async move { drip(slow, b"y").await });
    served.answers_others().await;
    let came = dripping.await.expect("no panic");
    assert!(!came.starts_with("HTTP/1.1 200"), "{came}");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    // Nor does one who sends nothing at all stay.
    let mut stalled = stalled;
    assert!(!rest(&mut stalled).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_comes_byte_by_byte_has_one_time_for_all_of_it() {
    let served = served(LIMITS).await;
    let mut slow = served.connect().await;
    slow.write_all(
        b"POST /body HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 1000\r\n\r\n",
    )
    .await
    .expect("sent");
    let dripping = tokio::spawn(async move { drip(slow, b"y").await });
    served.answers_others().await;
    let came = dripping.await.expect("no panic");
    assert!(came.ends_with("problem-too-slow"), "{came}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_nothing_of_an_answer_is_let_go() {
    let served = served(LIMITS).await;
    let mut deaf = Vec::new();
    for _ in 0..4 {
        let mut stream = served.connect().await;
        stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
        deaf.push(stream);
    }
    served.answers_others().await;
    tokio::time::sleep(LIMITS.write_stall_max * 3).await;
    for mut stream in deaf {
        let came = rest(&mut stream).await;
        assert!(came.len() < LARGE, "all of it was sent to somebody who did not read");
    }
    // Their places are free again.
    for _ in 0..LIMITS.peer_connections_max {
        served.answers_others().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_slowly_but_reads_gets_all_of_it() {
    let served = served(LIMITS).await;
    let mut slow = served.connect().await;
    slow.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .expect("sent");
    let mut piece = vec![0; 8 << 20];
    let mut bytes = 0;
    loop {
        let read = timeout(SOON, slow.read(&mut piece)).await.expect("it goes on").expect("reads");
        if read == 0 {
            break;
        }
        bytes += read;
        if bytes < 8 << 20 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    assert!(bytes > LARGE, "{bytes}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn one_machine_that_takes_all_it_may_leaves_room_for_another() {
    let limits = Limits { header_arrival_max: SOON, ..LIMITS };
    let served = served(limits).await;
    let mut held = Vec::new();
    for _ in 0..limits.peer_connections_max {
        held.push(served.connect().await);
    }
    // One more of the same machine is closed.
    let mut more = served.connect().await;
    assert_eq!(rest(&mut more).await, "");
    assert_eq!(served.metrics.connections_refused.load(Ordering::Relaxed), 1);
    // Another machine: on this system all of 127.0.0.0/8 is this one.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.2:0".parse().expect("an address")).expect("an address of this machine");
    let mut other = socket.connect(served.at).await.expect("it listens");
    other
        .write_all(b"GET /quick HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .expect("sent");
    assert!(rest(&mut other).await.ends_with("quick"));
    // Who leaves makes room for himself.
    held.clear();
    let until = Instant::now() + SOON;
    loop {
        let mut stream = served.connect().await;
        let request = b"GET /quick HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let _ = stream.write_all(request).await;
        if rest(&mut stream).await.ends_with("quick") {
            break;
        }
        assert!(Instant::now() < until, "the places of those who left stay taken");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_who_sends_nothing() {
    let served = served(LIMITS).await;
    let idle = served.connect().await;
    served.answers_others().await;
    served.stop.send_replace(true);
    timeout(Duration::from_secs(5), served.task).await.expect("it ends").expect("no panic");
    drop(idle);
}
