//! A client of Erfa or of the limit: one connection that stays open.

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub struct Client {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Client {
    /// `headers` are sent with every request, each with its line end.
    pub async fn open(port: u16, path: &str, headers: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-type: application/json\r\n{headers}content-length: "
        );
        Ok(Self {
            stream,
            head,
            buffer: vec![0; 16 * 1024],
        })
    }

    pub async fn graphql(port: u16, token: Option<&str>) -> anyhow::Result<Self> {
        let bearer = token.map(|token| format!("authorization: Bearer {token}\r\n"));
        Self::open(port, "/graphql", &bearer.unwrap_or_default()).await
    }

    /// The body of the answer; anything but 200 is an error.
    pub async fn send(&mut self, body: &str) -> anyhow::Result<Vec<u8>> {
        let request = format!("{}{}\r\n\r\n{body}", self.head, body.len());
        self.stream.write_all(request.as_bytes()).await?;
        let mut filled = 0;
        loop {
            if filled == self.buffer.len() {
                self.buffer.resize(filled * 2, 0);
            }
            let read = self.stream.read(&mut self.buffer[filled..]).await?;
            if read == 0 {
                bail!("the connection was closed");
            }
            filled += read;
            let Some(end) = self.buffer[..filled]
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
            else {
                continue;
            };
            let head = std::str::from_utf8(&self.buffer[..end])?;
            let length = head.lines().filter_map(|line| line.split_once(": "));
            let length = length
                .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .find_map(|(_, value)| value.parse::<usize>().ok());
            let length = length.context("the answer does not say how long it is")?;
            let (start, good) = (end + 4, head.starts_with("HTTP/1.1 200"));
            if self.buffer.len() < start + length {
                self.buffer.resize(start + length, 0);
            }
            while filled < start + length {
                let read = self.stream.read(&mut self.buffer[filled..]).await?;
                if read == 0 {
                    bail!("the connection was closed");
                }
                filled += read;
            }
            let body = self.buffer[start..start + length].to_vec();
            if !good {
                bail!(
                    "answered otherwise than expected: {}",
                    String::from_utf8_lossy(&body)
                );
            }
            return Ok(body);
        }
    }

    /// The data of a GraphQL answer; errors in it are an error.
    pub async fn ask(&mut self, document: &str, variables: &Value) -> anyhow::Result<Value> {
        let body = json!({"query": document, "variables": variables}).to_string();
        let answer: Value = serde_json::from_slice(&self.send(&body).await?)?;
        match answer.get("errors") {
            None => Ok(answer["data"].clone()),
            Some(errors) => bail!("Erfa answered with errors: {errors}"),
        }
    }
}
