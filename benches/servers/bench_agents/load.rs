//! Clients with connections that stay open.

use crate::Result;
use novu_framework::signature::SecretKey;
use novu_framework_benches::KEY;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::SystemTime,
};

/// Returns a signed request.
pub(crate) fn signed(target: &str, body: &str) -> Vec<u8> {
    let key = SecretKey::new(KEY).expect("it is not empty");
    let signature = key.sign(SystemTime::now(), body.as_bytes());
    format!(
        "POST {target} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nnovu-signature: {signature}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A number of clients.
pub(crate) struct Load(usize);

impl Load {
    pub(crate) fn new(clients: usize) -> Self {
        Self(clients)
    }

    /// Sends requests, each client one after the other.
    pub(crate) fn send(&self, address: SocketAddr, requests: Vec<Vec<u8>>) -> Result<()> {
        let part = requests.len().div_ceil(self.0);
        thread::scope(|scope| {
            let clients: Vec<_> = requests
                .chunks(part)
                .map(|requests| {
                    scope.spawn(move || -> Result<(), String> {
                        let mut client = Client::connect(address).map_err(|error| error.to_string())?;
                        requests
                            .iter()
                            .try_for_each(|request| client.ask(request).map_err(|error| error.to_string()))
                    })
                })
                .collect();
            for client in clients {
                client.join().map_err(|_| "a client panicked")??;
            }
            Ok(())
        })
    }
}

/// A client with one connection.
pub(crate) struct Client(BufReader<TcpStream>);

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and reads the response, which has to be a success.
    pub(crate) fn ask(&mut self, request: &[u8]) -> Result<()> {
        self.0.get_mut().write_all(request)?;
        let (mut line, mut length, mut status) = (String::new(), 0, String::new());
        let mut chunked = false;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let text = line.trim_end();
            if status.is_empty() {
                text.clone_into(&mut status);
            }
            if text.is_empty() {
                break;
            }
            if let Some((name, value)) = text.split_once(':') {
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse()?;
                }
                chunked |= name.eq_ignore_ascii_case("transfer-encoding");
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        while chunked {
            line.clear();
            self.0.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end(), 16)?;
            let mut chunk = vec![0; length + 2];
            self.0.read_exact(&mut chunk)?;
            chunked = length > 0;
        }
        if status.starts_with("HTTP/1.1 200") {
            return Ok(());
        }
        Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into())
    }
}
