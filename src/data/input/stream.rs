//! The text of a held file as a stream of UTF-8 bytes: unpacked and decoded, within limits, never more than
//! a piece of it in memory. Whether the bytes are valid is checked by the gate, record by record.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::decode::{Charset, Transcoder};
use super::magic::{Packing, packing};
use super::{Handle, Positioned};
use crate::data::error::DataError;

/// Unpacked bytes that are always allowed, whatever the ratio: real exports of a few columns pack well.
const RATIO_FREE: u64 = 64 << 20;
/// Bytes read from the file at once when it is unpacked or decoded.
const PIECE: usize = 1 << 16;

/// How far packed data may grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth {
    /// Bytes after unpacking.
    pub(crate) bytes: u64,
    /// Bytes after unpacking for each packed byte, judged beyond the first 64 MiB.
    pub(crate) ratio: u64,
}

/// The bytes of a held file, unpacked and not yet decoded.
pub(crate) struct Unpacked {
    name: String,
    reader: Box<dyn Read + Send>,
    packing: Packing,
    growth: Growth,
    expanded: u64,
    position: Arc<AtomicU64>,
}

impl Unpacked {
    /// Opens the file from its start.
    pub(crate) fn open(handle: &Handle, growth: Growth) -> Result<Self, DataError> {
        let mut start = Vec::new();
        let peek = handle.reader().0.take(4).read_to_end(&mut start);
        peek.map_err(|cause| handle.unreadable(cause))?;
        let packing = packing(&start);
        let (reader, position) = handle.reader();
        let reader = layer(packing, reader).map_err(|cause| handle.unreadable(cause))?;
        Ok(Self { name: handle.name.clone(), reader, packing, growth, expanded: 0, position })
    }

    /// How the file is packed.
    pub(crate) fn packing(&self) -> Packing {
        self.packing
    }

    /// The bytes of the file that have been used up, for progress.
    pub(crate) fn position(&self) -> u64 {
        self.position.load(Ordering::Relaxed)
    }

    /// Fills `target` as far as the file goes; fewer bytes than asked for mean its end.
    pub(crate) fn fill(&mut self, target: &mut [u8]) -> Result<usize, DataError> {
        let mut filled = 0;
        while filled < target.len() {
            match self.reader.read(&mut target[filled..]) {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    self.expanded += u64::try_from(count).unwrap_or(u64::MAX);
                    self.check_growth()?;
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(self.failed(cause)),
            }
        }
        Ok(filled)
    }

    /// Passes over `count` bytes.
    fn skip(&mut self, count: usize) -> Result<(), DataError> {
        let mut waste = vec![0; count];
        self.fill(&mut waste).map(|_| ())
    }

    fn check_growth(&self) -> Result<(), DataError> {
        if self.packing == Packing::None {
            return Ok(());
        }
        let refuse = |limit: String| {
            let message = format!("the {} data grows to more than is allowed", self.packing.name());
            Err(DataError::Limit { file: self.name.clone(), row: 0, message, limit })
        };
        if self.expanded > self.growth.bytes {
            return refuse(format!("{} bytes after unpacking", self.growth.bytes));
        }
        if self.expanded > RATIO_FREE && self.expanded > self.growth.ratio.saturating_mul(self.position()) {
            return refuse(format!("{} times the packed size", self.growth.ratio));
        }
        Ok(())
    }

    fn failed(&self, cause: io::Error) -> DataError {
        let file = self.name.clone();
        match self.packing {
            Packing::None => DataError::Read { file, cause },
            packed => DataError::Damaged { file, packing: packed.name(), cause },
        }
    }
}

fn layer(packing: Packing, file: Positioned) -> io::Result<Box<dyn Read + Send>> {
    Ok(match packing {
        Packing::None => Box::new(file),
        Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(PIECE, file))),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(file)?),
    })
}

/// The text of a held file, as UTF-8 without byte-order mark.
pub(crate) struct TextStream {
    bytes: Unpacked,
    transcoder: Option<Transcoder>,
    piece: Vec<u8>,
    decoded: Vec<u8>,
    taken: usize,
    ended: bool,
}

impl TextStream {
    /// Opens the text from its start.
    pub(crate) fn open(handle: &Handle, growth: Growth, charset: Charset) -> Result<Self, DataError> {
        let mut bytes = Unpacked::open(handle, growth)?;
        bytes.skip(charset.mark)?;
        let transcoder = (!charset.is_utf8()).then(|| Transcoder::new(charset.encoding));
        let piece = if transcoder.is_some() { vec![0; PIECE] } else { Vec::new() };
        Ok(Self { bytes, transcoder, piece, decoded: Vec::new(), taken: 0, ended: false })
    }

    /// The bytes of the file that have been used up, for progress.
    pub(crate) fn position(&self) -> u64 {
        self.bytes.position()
    }

    /// Fills `target` as far as the text goes; fewer bytes than asked for mean its end.
    pub(crate) fn fill(&mut self, target: &mut [u8]) -> Result<usize, DataError> {
        let Some(transcoder) = &mut self.transcoder else {
            return self.bytes.fill(target);
        };
        let mut filled = 0;
        loop {
            let ready = &self.decoded[self.taken..];
            let count = ready.len().min(target.len() - filled);
            target[filled..filled + count].copy_from_slice(&ready[..count]);
            filled += count;
            self.taken += count;
            if filled == target.len() || self.ended {
                return Ok(filled);
            }
            let count = self.bytes.fill(&mut self.piece)?;
            self.ended = count < self.piece.len();
            self.decoded.clear();
            self.taken = 0;
            transcoder.decode(&self.piece[..count], self.ended, &mut self.decoded);
        }
    }
}
