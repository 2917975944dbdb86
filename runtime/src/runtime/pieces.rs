//! Bodies of several pieces, some of which are streams that are opened when they are needed.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::runtime::error::Reason;
use crate::runtime::upload::{Content, Upload};

/// A piece of a body.
pub enum Piece {
    Bytes(Bytes),
    Stream { length: Option<u64>, open: Arc<dyn Fn() -> reqwest::Body + Send + Sync> },
}

impl Piece {
    pub fn of(upload: &Upload) -> Self {
        match &upload.content {
            Content::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Content::Stream { length, open } => Self::Stream { length: *length, open: Arc::clone(open) },
        }
    }

    fn length(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Stream { length, .. } => *length,
        }
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Piece").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// Returns the total length, if it is known.
pub fn length(pieces: &[Piece]) -> Option<u64> {
    pieces.iter().try_fold(0_u64, |sum, piece| sum.checked_add(piece.length()?))
}

/// Returns a body of these pieces. It can be sent again unless one of them is a stream.
pub fn put(pieces: Vec<Piece>) -> Result<reqwest::Body, Reason> {
    let bytes = pieces.iter().map(|piece| match piece {
        Piece::Bytes(bytes) => Some(bytes.as_ref()),
        Piece::Stream { .. } => None,
    });
    match bytes.collect::<Option<Vec<&[u8]>>>() {
        Some(all) => Ok(all.concat().into()),
        None => streamed(pieces),
    }
}

/// A browser cannot send streams.
#[cfg(target_arch = "wasm32")]
fn streamed(pieces: Vec<Piece>) -> Result<reqwest::Body, Reason> {
    let mut whole = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => whole.extend_from_slice(&bytes),
            Piece::Stream { open, .. } => {
                let body = open();
                let bytes = body.as_bytes().ok_or_else(|| Reason::Body("a browser cannot send streams".to_owned()))?;
                whole.extend_from_slice(bytes);
            }
        }
    }
    Ok(whole.into())
}

#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::unnecessary_wraps, reason = "fails on other targets")]
fn streamed(pieces: Vec<Piece>) -> Result<reqwest::Body, Reason> {
    let left = length(&pieces);
    Ok(reqwest::Body::wrap(native::Pieces { pieces: pieces.into(), running: None, left }))
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::collections::VecDeque;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use bytes::Bytes;
    use http_body::{Body, Frame, SizeHint};

    use super::Piece;

    /// The pieces still to be sent.
    pub(super) struct Pieces {
        pub(super) pieces: VecDeque<Piece>,
        /// The stream that is being sent.
        pub(super) running: Option<reqwest::Body>,
        /// The number of bytes still to be sent, if it is known.
        pub(super) left: Option<u64>,
    }

    impl Pieces {
        fn next(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<Bytes, reqwest::Error>>> {
            loop {
                if let Some(body) = &mut self.running {
                    match Pin::new(body).poll_frame(task) {
                        Poll::Pending => return Poll::Pending,
                        Poll::Ready(None) => self.running = None,
                        Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                        Poll::Ready(Some(Ok(frame))) => {
                            // Trailers are not part of the body.
                            if let Ok(bytes) = frame.into_data() {
                                return Poll::Ready(Some(Ok(bytes)));
                            }
                        }
                    }
                    continue;
                }
                match self.pieces.pop_front() {
                    None => return Poll::Ready(None),
                    Some(Piece::Bytes(bytes)) => return Poll::Ready(Some(Ok(bytes))),
                    Some(Piece::Stream { open, .. }) => self.running = Some(open()),
                }
            }
        }
    }

    impl Body for Pieces {
        type Data = Bytes;
        type Error = reqwest::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            task: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
            let this = &mut *self;
            let next = this.next(task);
            if let (Poll::Ready(Some(Ok(bytes))), Some(left)) = (&next, this.left) {
                this.left = Some(left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX)));
            }
            next.map(|next| next.map(|result| result.map(Frame::data)))
        }

        fn size_hint(&self) -> SizeHint {
            self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }
}
