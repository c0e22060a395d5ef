//! Listening, and letting go: connections with their bounds, TLS, and a stop that waits for what is
//! being answered.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{Sleep, sleep};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use crate::desk::Peer;
use crate::metrics::Metrics;

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// At once; one more waits in the system's queue.
    pub connections_max: usize,
    /// At once from one machine; one more is closed. Whoever holds as many as he may, and sends
    /// nothing, leaves as many for all others.
    pub peer_connections_max: usize,
    pub header_arrival_max: Duration,
    pub handshake_max: Duration,
    /// A peer that takes nothing of what is written to it for so long is gone.
    pub write_stall_max: Duration,
}

impl Limits {
    pub const USUAL: Limits = Limits {
        connections_max: 1024,
        peer_connections_max: 512,
        header_arrival_max: Duration::from_secs(10),
        handshake_max: Duration::from_secs(10),
        write_stall_max: Duration::from_secs(60),
    };
}

const HEADERS_MAX: usize = 64;
const HEADER_BYTES_MAX: usize = 32 << 10;
/// What is being answered when the server stops has this long to end.
const STOP_WAIT: Duration = Duration::from_secs(10);

/// A certificate and its key as they lie in PEM files.
pub struct Tls {
    pub certificate: Vec<u8>,
    pub key: Vec<u8>,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(…)")
    }
}

#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error("the certificate file holds no certificate in PEM")]
    Certificate,
    #[error("the key file holds no private key in PEM")]
    Key,
    #[error("certificate and key do not go together: {0}")]
    Pair(#[from] rustls::Error),
}

pub fn acceptor(tls: &Tls) -> Result<TlsAcceptor, TlsError> {
    let chain = CertificateDer::pem_slice_iter(&tls.certificate);
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|_| TlsError::Certificate)?;
    if chain.is_empty() {
        return Err(TlsError::Certificate);
    }
    let key = PrivateKeyDer::from_pem_slice(&tls.key).map_err(|_| TlsError::Key)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// What is listened with.
pub struct Listening {
    pub listener: TcpListener,
    pub tls: Option<TlsAcceptor>,
    pub limits: Limits,
    pub metrics: Arc<Metrics>,
}

/// Serves until `stopping` turns true, and then until every answer was sent or had its time.
pub async fn serve(listening: Listening, router: Router, mut stopping: watch::Receiver<bool>) {
    let Listening { listener, tls, limits, metrics } = listening;
    let room = Arc::new(Semaphore::new(limits.connections_max));
    let peers = Peers::new(limits.peer_connections_max);
    loop {
        let taken = tokio::select! {
            taken = accepted(&listener, &room) => taken,
            _ = stopping.wait_for(|is_stopping| *is_stopping) => break,
        };
        let Some((stream, peer, permit)) = taken else { continue };
        let Some(place) = peers.enter(peer.ip()) else {
            metrics.connections_refused.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        metrics.connections.fetch_add(1, Ordering::Relaxed);
        let connection =
            Connection { router: router.clone(), peer, limits, stopping: stopping.clone() };
        let tls = tls.clone();
        tokio::spawn(async move {
            match tls {
                None => connection.serve(stream).await,
                Some(tls) => {
                    let hands =
                        tokio::time::timeout(limits.handshake_max, tls.accept(stream)).await;
                    if let Ok(Ok(stream)) = hands {
                        connection.serve(stream).await;
                    }
                }
            }
            drop((place, permit));
        });
    }
    drop(listener);
    let all = u32::try_from(limits.connections_max).expect("a small number");
    let _ = tokio::time::timeout(STOP_WAIT, room.acquire_many(all)).await;
}

/// How many connections each machine has.
#[derive(Clone)]
struct Peers {
    most: usize,
    counts: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Peers {
    fn new(most: usize) -> Self {
        Self { most, counts: Arc::default() }
    }

    fn enter(&self, peer: IpAddr) -> Option<Place> {
        let mut counts = locked(&self.counts);
        let count = counts.entry(peer).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place { peers: self.clone(), peer })
    }
}

/// One connection's place among its machine's.
struct Place {
    peers: Peers,
    peer: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = locked(&self.peers.counts);
        if let Some(count) = counts.get_mut(&self.peer) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.peer);
            }
        }
    }
}

/// Counts are whole after every statement, so a panic elsewhere makes them no worse.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

type Taken = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accepted(listener: &TcpListener, room: &Arc<Semaphore>) -> Option<Taken> {
    let permit = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            let _ = stream.set_nodelay(true);
            Some((stream, peer, permit))
        }
        Err(_) => {
            // Out of file descriptors, mostly: some may come free.
            sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

struct Connection {
    router: Router,
    peer: SocketAddr,
    limits: Limits,
    stopping: watch::Receiver<bool>,
}

impl Connection {
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(mut self, stream: S) {
        let (router, peer) = (self.router, Peer(self.peer.ip()));
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(peer);
            let router = router.clone();
            async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(never)) }
        });
        let io = TokioIo::new(Unstalled::new(stream, self.limits.write_stall_max));
        let connection = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.header_arrival_max)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEADER_BYTES_MAX)
            .serve_connection(io, service);
        let mut connection = std::pin::pin!(connection);
        tokio::select! {
            _ = connection.as_mut() => return,
            _ = self.stopping.wait_for(|is_stopping| *is_stopping) => {}
        }
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

fn never<T>(never: Infallible) -> T {
    match never {}
}

/// A stream whose writes fail once the other side has taken nothing for a while: an answer that
/// nobody reads would hold its connection for ever.
struct Unstalled<S> {
    stream: S,
    stall_max: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl<S> Unstalled<S> {
    fn new(stream: S, stall_max: Duration) -> Self {
        Self { stream, stall_max, stalled: None }
    }

    fn told<T>(&mut self, poll: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            self.stalled = None;
            return poll;
        }
        let since = self.stalled.get_or_insert_with(|| Box::pin(sleep(self.stall_max)));
        match since.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unstalled<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unstalled<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.told(poll, cx)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.stream).poll_flush(cx);
        this.told(poll, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let poll = Pin::new(&mut this.stream).poll_write_vectored(cx, bytes);
        this.told(poll, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
