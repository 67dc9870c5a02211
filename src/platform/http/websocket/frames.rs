//! The sizes that frames announce, read as they pass: the library below holds a frame until all of it has come, however
//! large it says it will be.

use std::io;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    error::PayloadError,
    web::{self, Bytes},
};
use futures_util::{FutureExt, StreamExt};

/// What a fragment counts for at least: each costs something to keep, however short it is.
const LEAST: u64 = 64;
const FINAL: u8 = 0x80;
const OPCODE: u8 = 0x0f;
const CONTINUATION: u8 = 0;
const FIRST_CONTROL: u8 = 8;

/// The bytes of a socket, until a message announces more than it may hold, over all its fragments.
pub(super) fn bounded(request: &HttpRequest, payload: web::Payload, most: usize) -> web::Payload {
    let mut sizes = Sizes::new(most);
    let bounded = payload.into_inner().map(move |piece| {
        let piece = piece?;
        match sizes.pass(&piece) {
            true => Ok::<Bytes, PayloadError>(piece),
            false => Err(PayloadError::Overflow),
        }
    });
    let mut bounded = Payload::Stream {
        payload: bounded.boxed_local(),
    };
    let extracted = web::Payload::from_request(request, &mut bounded).now_or_never();
    match extracted {
        Some(Ok(payload)) => payload,
        _ => unreachable!("a payload is extracted at once"),
    }
}

/// Whether reading broke off because a message was too large.
pub(super) fn is_too_large(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(PayloadError::Overflow))
}

struct Sizes {
    most: u64,
    /// Of the message that is under way.
    message: u64,
    /// Bytes of the frame under way that are still to come.
    ahead: u64,
    header: [u8; 10],
    known: usize,
}

impl Sizes {
    fn new(most: usize) -> Self {
        Self {
            most: most as u64,
            message: 0,
            ahead: 0,
            header: [0; 10],
            known: 0,
        }
    }

    /// False as soon as too much is announced.
    fn pass(&mut self, mut bytes: &[u8]) -> bool {
        while let Some((first, rest)) = bytes.split_first() {
            if self.ahead > 0 {
                let passed = self.ahead.min(bytes.len() as u64);
                self.ahead -= passed;
                bytes = &bytes[passed as usize..];
                continue;
            }
            self.header[self.known] = *first;
            self.known += 1;
            bytes = rest;
            if let Some(length) = self.length() {
                let (start, mask) = (self.header[0], self.header[1] >> 7);
                self.known = 0;
                if !self.fits(start, length) {
                    return false;
                }
                self.ahead = length + 4 * u64::from(mask);
            }
        }
        true
    }

    /// What the header announces, once it is known.
    fn length(&self) -> Option<u64> {
        let (header, known) = (&self.header, self.known);
        match (known >= 2).then(|| header[1] & 0x7f)? {
            126 if known == 4 => Some(u16::from_be_bytes([header[2], header[3]]).into()),
            127 if known == 10 => header[2..].try_into().map(u64::from_be_bytes).ok(),
            126 | 127 => None,
            short => Some(short.into()),
        }
    }

    fn fits(&mut self, start: u8, length: u64) -> bool {
        let opcode = start & OPCODE;
        if opcode >= FIRST_CONTROL {
            return length <= self.most;
        }
        let before = if opcode == CONTINUATION {
            self.message
        } else {
            0
        };
        let fragmented = opcode == CONTINUATION || start & FINAL == 0;
        let counted = if fragmented {
            length.max(LEAST)
        } else {
            length
        };
        self.message = before.saturating_add(counted);
        self.message <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(start: u8, length: u64, body: usize) -> Vec<u8> {
        let mut bytes = vec![start];
        match length {
            0..126 => bytes.push(0x80 | length as u8),
            126..0x1_0000 => {
                bytes.push(0x80 | 126);
                bytes.extend((length as u16).to_be_bytes());
            }
            _ => {
                bytes.push(0x80 | 127);
                bytes.extend(length.to_be_bytes());
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(vec![0; body]);
        bytes
    }

    /// Whether all bytes pass, whole and one by one.
    fn passes(bytes: &[u8]) -> bool {
        let whole = Sizes::new(1_000).pass(bytes);
        let mut sizes = Sizes::new(1_000);
        let single = bytes.chunks(1).all(|byte| sizes.pass(byte));
        assert_eq!(whole, single);
        whole
    }

    #[test]
    fn what_a_message_announces_is_bounded_over_all_its_frames() {
        let (text, first, more, last, ping) = (0x81, 0x01, 0x00, 0x80, 0x89);
        assert!(passes(
            &[
                frame(text, 1_000, 1_000),
                frame(text, 5, 5),
                frame(text, 0, 0)
            ]
            .concat()
        ));
        assert!(!passes(&frame(text, 1_001, 0)));
        assert!(!passes(&frame(text, 1 << 40, 0)));
        assert!(!passes(&frame(text, u64::MAX, 0)));
        let split = [
            frame(first, 400, 400),
            frame(ping, 10, 10),
            frame(more, 400, 400),
        ]
        .concat();
        assert!(passes(
            &[split.clone(), frame(last, 200, 200), frame(text, 900, 900)].concat()
        ));
        assert!(!passes(&[split, frame(last, 201, 0)].concat()));
        let tiny = frame(more, 1, 1).repeat(15);
        assert!(!passes(&[frame(first, 1, 1), tiny].concat()));
        let empty = frame(more, 0, 0).repeat(100);
        assert!(!passes(&[frame(first, 0, 0), empty].concat()));
    }
}
