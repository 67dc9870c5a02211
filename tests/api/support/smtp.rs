//! A mail server for one test: speaks as much SMTP as a client needs, and keeps what it gets.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it gets, and what it says to the next mails instead of taking them.
#[derive(Clone, Default)]
pub struct MailServer {
    pub url: String,
    taken: Arc<Mutex<Vec<String>>>,
    refusals: Arc<Mutex<Vec<&'static str>>>,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let server = Self {
            url: format!("smtp://{address}"),
            ..Self::default()
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.talk(stream).await });
            }
        });
        server
    }

    /// The next mails get these answers, the last one first, and are not taken.
    pub fn refuse(&self, answers: &[&'static str]) {
        *self.refusals.lock().expect("unbroken") = answers.to_vec();
    }

    /// All mails so far, heads and bodies.
    pub fn mails(&self) -> Vec<String> {
        self.taken.lock().expect("unbroken").clone()
    }

    /// The mail of that number, once it has come; waits ten seconds at most.
    pub async fn mail(&self, number: usize) -> String {
        for _ in 0..500 {
            if let Some(mail) = self.mails().get(number) {
                return mail.clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("no mail {number}: {:#?}", self.mails());
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        writer.write_all(b"220 test\r\n").await.ok()?;
        let mut mail = String::new();
        while let Some(line) = lines.next_line().await.ok()? {
            let answer = match line.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => "250-test\r\n250 8BITMIME",
                "MAIL" | "RCPT" | "RSET" | "NOOP" => {
                    mail = format!("{mail}{line}\n");
                    "250 fine"
                }
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.ok()?;
                    while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".")
                    {
                        mail = format!("{mail}{line}\n");
                    }
                    let mail = std::mem::take(&mut mail);
                    let refusal = self.refusals.lock().expect("unbroken").pop();
                    if refusal.is_none() {
                        self.taken.lock().expect("unbroken").push(mail);
                    }
                    refusal.unwrap_or("250 taken")
                }
                "QUIT" => "221 bye",
                _ => "500 what",
            };
            writer
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .ok()?;
        }
        Some(())
    }
}
