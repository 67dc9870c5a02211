//! Mails: put in line with what caused them, sent by a job. Their texts lie sealed in the line, for they hold links that
//! let people in.

use std::{
    collections::HashSet,
    fs,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use entity::job;
use futures_util::future::{BoxFuture, FutureExt};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header::ContentType},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    access::Work,
    clock::Clock,
    error::{Error, Result},
    jobs::{self, Failed, Handler, NewJob},
    vault::Vault,
};

const KIND: &str = "mail";
/// In which a server must answer each command.
const PATIENCE: Duration = Duration::from_secs(10);

/// How mails leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// `smtp://user:password@host:587?tls=required` or `smtps://…`; empty: mails are written to the folder `outbox` in the
    /// data folder, and nobody gets them.
    pub url: String,
    /// Whom they come from.
    pub from: String,
    /// Where the links in them lead: the address of the frontend; empty: the address that is listened on.
    pub frontend_url: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            from: "Erfa <erfa@localhost>".to_owned(),
            frontend_url: String::new(),
        }
    }
}

impl MailSettings {
    /// Whom mails come from.
    pub fn sender(&self) -> anyhow::Result<Mailbox> {
        self.from.parse().with_context(|| {
            let given = &self.from;
            format!("mail.from is `{given}`; it must look like `Erfa <erfa@example.org>`")
        })
    }
}

/// A mail: plain text, and a calendar beside it where programs are to read it too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarPart>,
}

/// A calendar in a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarPart {
    /// What METHOD says in it.
    pub method: String,
    pub text: String,
}

/// Puts a mail in line. Where one with the same unique key is or lately was in line, it is left out.
pub async fn enqueue(work: &Work, unique_key: Option<String>, mail: &Mail) -> Result<bool> {
    jobs::enqueue(work, job_of(work, unique_key, mail)?).await
}

/// Puts many mails in line.
pub async fn enqueue_all(work: &Work, mails: Vec<(Option<String>, Mail)>) -> Result<()> {
    let jobs = mails
        .into_iter()
        .map(|(key, mail)| job_of(work, key, &mail));
    jobs::enqueue_all(work, jobs.collect::<Result<_>>()?).await?;
    Ok(())
}

/// Takes mails out of the line that have not gone out.
pub async fn cancel_all(work: &Work, unique_keys: Vec<String>) -> Result<()> {
    jobs::cancel_all(work, KIND, unique_keys).await?;
    Ok(())
}

/// Those of these mails that are still to go out.
pub async fn in_line(work: &Work, unique_keys: Vec<String>) -> Result<HashSet<String>> {
    jobs::in_line(work, KIND, unique_keys).await
}

fn job_of(work: &Work, unique_key: Option<String>, mail: &Mail) -> Result<NewJob> {
    let whole = serde_json::to_string(mail).map_err(Error::internal)?;
    Ok(NewJob {
        kind: KIND,
        unique_key,
        payload: json!({ "sealed": work.vault()?.seal(KIND, &whole)? }),
        run_at: work.now(),
    })
}

/// The parts of a mail: text for people, and for programs a calendar whose `method` is said outside as within.
fn body(mail: Mail) -> Result<MultiPart, Failed> {
    let text = SinglePart::plain(mail.text);
    let parts = MultiPart::alternative().singlepart(text);
    let Some(calendar) = mail.calendar else {
        return Ok(parts);
    };
    let kind = format!("text/calendar; charset=utf-8; method={}", calendar.method);
    let kind = ContentType::parse(&kind)
        .map_err(|error| Failed::ForGood(format!("it cannot be written: {error}")))?;
    let part = SinglePart::builder().header(kind).body(calendar.text);
    Ok(parts.singlepart(part))
}

/// The way out.
enum Way {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Sends the mails in line.
pub struct SendMails {
    way: Way,
    from: Mailbox,
    vault: Vault,
    clock: Clock,
}

impl SendMails {
    pub fn new(
        settings: &MailSettings,
        data_folder: &Path,
        vault: Vault,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let from = settings.sender()?;
        let way = match settings.url.as_str() {
            "" => Way::Folder(data_folder.join("outbox")),
            // The address may hold a password: it is not told.
            url => Way::Server(
                AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .context(
                        "mail.url is no address such as smtp://user:password@host:587?tls=required",
                    )?
                    .timeout(Some(PATIENCE))
                    .build(),
            ),
        };
        Ok(Self {
            way,
            from,
            vault,
            clock,
        })
    }

    async fn send(&self, job: &job::Model) -> Result<(), Failed> {
        let sealed = job.payload["sealed"].as_str().unwrap_or_default();
        let mail = self.vault.open(KIND, sealed);
        let mail = mail.and_then(|text| serde_json::from_str::<Mail>(&text).ok());
        let mail = mail.ok_or_else(|| {
            Failed::ForGood("it was sealed with another key than this process has".to_owned())
        })?;
        let to: Address = mail.to.parse().map_err(|_| {
            Failed::ForGood("its receiver is no address that mails can go to".to_owned())
        })?;
        let builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.as_str())
            .date(self.clock.now().into())
            // The same each time it is tried, so that receivers can tell a second copy.
            .message_id(Some(format!("<{}@erfa>", job.id)));
        let message = match mail.calendar {
            Some(_) => builder.multipart(body(mail)?),
            None => builder.header(ContentType::TEXT_PLAIN).body(mail.text),
        };
        let message =
            message.map_err(|error| Failed::ForGood(format!("it cannot be written: {error}")))?;
        match &self.way {
            Way::Server(server) => match server.send(message).await {
                Ok(_) => Ok(()),
                Err(error) if error.is_permanent() => {
                    Err(Failed::ForGood(format!("the server refused it: {error}")))
                }
                Err(error) => Err(Failed::ForNow(format!("it could not be sent: {error}"))),
            },
            Way::Folder(folder) => {
                let path = folder.join(format!("{}.eml", job.id));
                write(folder, &path, &message.formatted())
                    .map_err(|error| Failed::ForNow(format!("it could not be written: {error}")))?;
                tracing::info!("a mail was written to {}", path.display());
                Ok(())
            }
        }
    }
}

fn write(folder: &Path, path: &Path, message: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    let mut make = fs::DirBuilder::new();
    make.recursive(true).mode(0o700).create(folder)?;
    let mut file = fs::OpenOptions::new();
    let file = file.write(true).create(true).truncate(true).mode(0o600);
    file.open(path)?.write_all(message)
}

impl Handler for SendMails {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>> {
        self.send(job).boxed()
    }
}
