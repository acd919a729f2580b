//! A client that compares the bytes of responses.

use crate::mix::{Expected, Request};
use std::{io, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

/// The time after which an answer is reported as lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// The outcome of a request.
pub(crate) enum Outcome {
    Right,
    Wrong(String),
    Lost,
    /// The client disconnected on purpose.
    GivenUp,
}

/// A connection that reopens when the server has closed it.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Connection {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    pub(crate) async fn send(&mut self, request: &Request) -> Outcome {
        match timeout(PATIENCE, self.exchange(request)).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => {
                self.stream = None;
                Outcome::Lost
            }
        }
    }

    async fn exchange(&mut self, request: &Request) -> io::Result<Outcome> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(&request.bytes).await?;
        let Expected::Answer { status, body } = &request.expected else {
            return Ok(Outcome::GivenUp);
        };
        let (got_status, got_body, closes) = read(&mut stream).await?;
        if !closes && !request.spoils {
            self.stream = Some(stream);
        }
        Ok(if got_status == *status && body.matches(&got_body) {
            Outcome::Right
        } else {
            Outcome::Wrong(format!("{got_status} {got_body}"))
        })
    }
}

/// Reads status and body, and whether the server closes the connection.
async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<(u16, String, bool)> {
    let mut line = String::new();
    let mut next = async |stream: &mut BufReader<TcpStream>| {
        line.clear();
        match stream.read_line(&mut line).await? {
            0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof)),
            _ => Ok(line.trim_end().to_ascii_lowercase()),
        }
    };
    let bad = || io::Error::from(io::ErrorKind::InvalidData);
    let first = next(stream).await?;
    let status = first
        .split(' ')
        .nth(1)
        .and_then(|text| text.parse().ok())
        .ok_or_else(bad)?;
    let (mut length, mut closes) = (0, false);
    loop {
        let header = next(stream).await?;
        match header.split_once(": ") {
            None if header.is_empty() => break,
            Some(("content-length", text)) => length = text.parse().map_err(|_| bad())?,
            Some(("connection", "close")) => closes = true,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok((status, String::from_utf8(body).map_err(|_| bad())?, closes))
}
