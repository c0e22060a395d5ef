//! What flows: bytes between a connection, which waits, and a disk, which blocks, and events to whoever
//! listens. A few pieces at most lie in between, so memory does not grow with a file or with time.

use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_core::Stream;
use http_body_util::BodyExt as _;
use tokio::sync::mpsc;

use crate::problem::{self, Problem};

const PIECES: usize = 4;
/// A word now and then, so that nobody in between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long may pass between two pieces of a body.
const PIECE_MAX: Duration = Duration::from_secs(30);

enum Piece {
    Bytes(Bytes),
    /// The body was sent to its end. A connection that breaks off sends none.
    End,
}

/// A body as it is read on a thread that may block.
pub struct Arriving {
    pieces: mpsc::Receiver<Piece>,
    at_hand: Bytes,
    has_ended: bool,
}

/// The other end of [`Arriving`].
pub struct Sender(mpsc::Sender<Piece>);

impl Arriving {
    pub fn new() -> (Self, Sender) {
        let (sends, pieces) = mpsc::channel(PIECES);
        (Self { pieces, at_hand: Bytes::new(), has_ended: false }, Sender(sends))
    }
}

impl io::Read for Arriving {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at_hand.is_empty() && !self.has_ended {
            match self.pieces.blocking_recv() {
                Some(Piece::Bytes(bytes)) => self.at_hand = bytes,
                Some(Piece::End) => self.has_ended = true,
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let length = self.at_hand.len().min(to.len());
        let part = self.at_hand.split_to(length);
        to[..length].copy_from_slice(&part);
        Ok(length)
    }
}

impl Sender {
    /// Sends a body on, to its end; also where the reader wants no more of it.
    pub async fn send_all(self, mut body: Body) -> Result<(), Problem> {
        loop {
            let piece = tokio::time::timeout(PIECE_MAX, body.frame()).await;
            let Ok(piece) = piece else { return Err(problem::TOO_SLOW.with([])) };
            let Some(piece) = piece else { break };
            let piece = piece.map_err(|_| problem::BAD_REQUEST.with([]))?;
            let Ok(data) = piece.into_data() else { continue };
            if self.0.send(Piece::Bytes(data)).await.is_err() {
                return Ok(());
            }
        }
        let _ = self.0.send(Piece::End).await;
        Ok(())
    }
}

/// Pieces that a thread reads, as the body of an answer. Where the thread ends before they do, the
/// connection is broken off: a part never looks like the whole.
pub struct Leaving {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    has_ended: bool,
}

impl Leaving {
    /// Reads until a piece is empty, an error came, or nobody takes them any more.
    pub fn of(mut next: impl FnMut() -> io::Result<Bytes> + Send + 'static) -> Self {
        let (sends, takes) = mpsc::channel(PIECES);
        tokio::task::spawn_blocking(move || {
            loop {
                let piece = next();
                let is_last = piece.as_ref().map_or(true, Bytes::is_empty);
                if sends.blocking_send(piece).is_err() || is_last {
                    return;
                }
            }
        });
        Self { pieces: takes, has_ended: false }
    }
}

impl Stream for Leaving {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let leaving = self.get_mut();
        if leaving.has_ended {
            return Poll::Ready(None);
        }
        leaving.pieces.poll_recv(cx).map(|piece| {
            let is_piece = matches!(&piece, Some(Ok(bytes)) if !bytes.is_empty());
            leaving.has_ended = !is_piece;
            match piece {
                Some(Ok(bytes)) if bytes.is_empty() => None,
                Some(piece) => Some(piece),
                None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
            }
        })
    }
}

/// Events as they come.
struct Told(mpsc::Receiver<Event>);

impl Stream for Told {
    type Item = Result<Event, Infallible>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_recv(cx).map(|event| event.map(Ok))
    }
}

/// An answer that is events, for as long as there are any to come.
pub fn told_as(events: mpsc::Receiver<Event>) -> Response {
    let beat = KeepAlive::new().interval(HEARTBEAT).text("still here");
    Sse::new(Told(events)).keep_alive(beat).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes through of pieces, and whether it was all.
    async fn through(pieces: Vec<Option<&'static [u8]>>) -> (Vec<u8>, bool) {
        let mut pieces = pieces.into_iter();
        let leaving = Leaving::of(move || {
            let piece = pieces.next().flatten().expect("the thread may end here");
            Ok(Bytes::from_static(piece))
        });
        let mut body = Body::from_stream(leaving);
        let mut came = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return (came, false) };
            came.extend(frame.into_data().expect("data"));
        }
        (came, true)
    }

    #[tokio::test]
    async fn a_part_never_looks_like_the_whole() {
        let whole = through(vec![Some(b"a,"), Some(b"b"), Some(b"")]).await;
        assert_eq!(whole, (b"a,b".to_vec(), true));
        let broken = through(vec![Some(b"a,"), None]).await;
        assert_eq!(broken, (b"a,".to_vec(), false));
    }
}
