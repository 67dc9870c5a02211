//! Calendars and mails, read as far as these tests need it. Independent libraries read them in `tests/clients`.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::support::Client;

/// A component of a calendar: its properties with their parameters, and what it holds.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub kind: String,
    pub properties: Vec<(String, String)>,
    pub parts: Vec<Part>,
}

impl Part {
    /// The calendar in a text, which must be one, whole and well folded.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        assert!(text.ends_with("\r\n"), "the last line ends");
        for line in text.split("\r\n") {
            assert!(line.len() <= 75, "{} octets: {line}", line.len());
            assert!(!line.contains(['\r', '\n']), "a bare break: {line:?}");
        }
        let whole = text.replace("\r\n ", "");
        let mut lines = whole.lines();
        let first = lines.next().expect("a line");
        assert_eq!(first, "BEGIN:VCALENDAR");
        let part = Self::within("VCALENDAR", &mut lines);
        assert_eq!(lines.next(), None, "nothing comes after it");
        part
    }

    fn within<'a>(kind: &str, lines: &mut impl Iterator<Item = &'a str>) -> Self {
        let mut part = Self {
            kind: kind.to_owned(),
            ..Self::default()
        };
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("{kind} has no end"));
            match line.split_once(':').expect("a property") {
                ("BEGIN", inner) => part.parts.push(Self::within(inner, lines)),
                ("END", inner) => {
                    assert_eq!(inner, kind);
                    return part;
                }
                _ => {
                    let end = line.find([':', ';']).expect("a name");
                    let (name, value) = line.split_at(end);
                    part.properties.push((name.to_owned(), value.to_owned()));
                }
            }
        }
    }

    pub fn all(&self, kind: &str) -> Vec<&Part> {
        self.parts.iter().filter(|part| part.kind == kind).collect()
    }

    /// A property as it stands after its name: `:value` or `;PARAMETER=…:value`. Empty where there is none.
    pub fn of(&self, name: &str) -> &str {
        let found = self.properties.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn count(&self, name: &str) -> usize {
        self.properties
            .iter()
            .filter(|(known, _)| known == name)
            .count()
    }

    /// The events, by their summaries.
    pub fn summaries(&self) -> Vec<String> {
        let events = self.all("VEVENT");
        let mut found: Vec<_> = events
            .iter()
            .map(|event| event.of("SUMMARY")[1..].to_owned())
            .collect();
        found.sort();
        found
    }

    /// The only event.
    #[track_caller]
    pub fn event(&self) -> &Part {
        match self.all("VEVENT")[..] {
            [event] => event,
            ref events => panic!("{} events", events.len()),
        }
    }

    #[track_caller]
    pub fn sequence(&self) -> i64 {
        self.event().of("SEQUENCE")[1..].parse().expect("a number")
    }
}

/// The calendar at a path.
pub async fn calendar(client: &Client, path: &str) -> Part {
    let response = client
        .request(reqwest::Method::GET, path)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(
        response.headers()["content-type"],
        "text/calendar; charset=utf-8"
    );
    Part::read(&response.text().await.expect("text"))
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The METHOD that MIME names, and the calendar.
    pub calendar: Option<(String, Part)>,
}

impl Mail {
    /// Reads what the test's mail server took.
    pub fn read(raw: &str) -> Self {
        let raw = raw.replace("\r\n", "\n");
        let to = raw
            .split("RCPT TO:<")
            .nth(1)
            .and_then(|rest| rest.split('>').next());
        let message = &raw[raw.find("From: ").expect("a head")..];
        let (head, body) = message.split_once("\n\n").expect("a body");
        let head = head.replace("\n ", " ").replace("\n\t", " ");
        let mut mail = Self {
            to: to.expect("a receiver").to_owned(),
            subject: decoded_words(header(&head, "Subject")),
            text: String::new(),
            calendar: None,
        };
        let kind = header(&head, "Content-Type");
        match kind.split_once("boundary=\"") {
            None => mail.text = decoded(&head, body),
            Some((_, rest)) => {
                assert!(kind.starts_with("multipart/alternative"), "{kind}");
                let boundary = format!("--{}", rest.split('"').next().expect("its end"));
                for part in body
                    .split(&boundary)
                    .skip(1)
                    .filter(|part| !part.starts_with("--"))
                {
                    let Some((head, body)) = part.trim_start_matches('\n').split_once("\n\n")
                    else {
                        continue;
                    };
                    let head = head.replace("\n ", " ").replace("\n\t", " ");
                    let body = decoded(&head, body);
                    let kind = header(&head, "Content-Type");
                    match kind.split_once("method=") {
                        Some((before, method)) => {
                            assert!(before.starts_with("text/calendar; charset=utf-8"), "{kind}");
                            let text = format!(
                                "{}\r\n",
                                body.trim_end().replace("\r\n", "\n").replace('\n', "\r\n")
                            );
                            let method = method.trim_matches('"').to_owned();
                            mail.calendar = Some((method, Part::read(&text)));
                        }
                        None => mail.text = body,
                    }
                }
            }
        }
        mail
    }

    /// The METHOD, which stands in both places.
    #[track_caller]
    pub fn method(&self) -> &str {
        let (outside, calendar) = self
            .calendar
            .as_ref()
            .unwrap_or_else(|| panic!("{self:#?}"));
        assert_eq!(calendar.of("METHOD"), format!(":{outside}"));
        outside
    }

    #[track_caller]
    pub fn calendar(&self) -> &Part {
        &self
            .calendar
            .as_ref()
            .unwrap_or_else(|| panic!("{self:#?}"))
            .1
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_default()
}

fn decoded(head: &str, body: &str) -> String {
    match header(head, "Content-Transfer-Encoding") {
        "base64" => {
            let whole: String = body.split_whitespace().collect();
            String::from_utf8(STANDARD.decode(whole).expect("base64")).expect("UTF-8")
        }
        "quoted-printable" => quoted_printable(&body.replace("=\n", "")),
        _ => body.to_owned(),
    }
}

fn quoted_printable(text: &str) -> String {
    let mut bytes = vec![];
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        match (first, more) {
            (b'=', [high, low, ..]) => {
                let digits = String::from_utf8(vec![*high, *low]).expect("digits");
                bytes.push(u8::from_str_radix(&digits, 16).expect("hexadecimal"));
                rest = &more[2..];
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A header whose words may be encoded in base64.
fn decoded_words(header: &str) -> String {
    let header = header.replace("?= =?", "?==?");
    let mut found = String::new();
    let mut rest = header.as_str();
    while let Some((before, word)) = rest.split_once("=?utf-8?b?") {
        let (word, after) = word.split_once("?=").expect("its end");
        found.push_str(before);
        found.push_str(&String::from_utf8(STANDARD.decode(word).expect("base64")).expect("UTF-8"));
        rest = after;
    }
    found + rest
}
