//! Records of what is exchanged.

use entity::{
    LocalizedText, Money, Visibility,
    exchange_match::MatchStatus,
    exchange_post::{ExchangeKind, ExchangeStatus},
    experience::{ExperienceState, Maturity, Reuse},
    moderation_action::ModerationKind,
    question::QuestionStatus,
    reuse_report::ReuseOutcome,
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    moments::{Day, Instant},
    record,
};

record! {
    /// What an organisation tried, and what came of it.
    Experience {
        locale: String, title: LocalizedText, state: ExperienceState, maturity: Maturity, visibility: Visibility;
        owner: Option<String>, author: Option<String>, submitter: Option<String>, challenge: Option<LocalizedText>,
        approach: Option<LocalizedText>, outcome: Option<LocalizedText>, failures: Option<LocalizedText>,
        lessons: Option<LocalizedText>, transfer_conditions: Option<LocalizedText>, cost: Option<Money>,
        cost_text: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>, period_text: Option<String>,
        reuse: Option<Reuse>, licence: Option<String>, published_at: Option<Instant>, reviewed_at: Option<Instant>,
        review_due_at: Option<Instant>, source: Option<String>, themes: Vec<String>, municipalities: Vec<String>,
        networks: Vec<String>, contacts: Vec<Contact>, history: Vec<Step>,
    }
}

/// Somebody who can be asked about an experience.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    pub person: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// A step in the life of an experience.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub from: ExperienceState,
    pub to: ExperienceState,
    pub at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

record! {
    /// What came of using an experience of others.
    ReuseReport {
        experience: String, organisation: String, locale: String, happened: String, outcome: ReuseOutcome;
        municipality: Option<String>, reporter: Option<String>, reused_on: Option<Day>,
    }
}

record! {
    /// What somebody wants to know.
    Question {
        locale: String, title: String, body: String, status: QuestionStatus, visibility: Visibility;
        asker: Option<String>, organisation: Option<String>, municipality: Option<String>, accepted_answer: Option<String>,
        asked_at: Option<Instant>, source: Option<String>, themes: Vec<String>, networks: Vec<String>,
    }
}

record! {
    /// A request or an offer.
    ExchangePost {
        kind: ExchangeKind, organisation: String, locale: String, title: String, body: String, status: ExchangeStatus,
        visibility: Visibility;
        author: Option<String>, municipality: Option<String>, deadline: Option<Day>, posted_at: Option<Instant>,
        source: Option<String>, themes: Vec<String>, networks: Vec<String>,
    }
}

record! {
    /// A request and who can meet it.
    ExchangeMatch {
        request: String, offering_organisation: String, status: MatchStatus, proposed_by: ExchangeKind;
        offer: Option<String>, proposer: Option<String>, message: Option<String>, met_on: Option<Day>,
        outcome: Option<String>,
    }
}

record! {
    /// What somebody says to one of these, or to another comment on it.
    Comment {
        body: String;
        experience: Option<String>, question: Option<String>, exchange_post: Option<String>, parent: Option<String>,
        author: Option<String>, written_at: Option<Instant>, edited_at: Option<Instant>, deleted_at: Option<Instant>,
        hidden_at: Option<Instant>, open_reports: Option<i32>, reports: Vec<Report>, moderation: Vec<Moderation>,
    }
}

/// That somebody finds that a comment should not stand.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub person: String,
    pub reason: String,
    pub at: Instant,
}

/// What a moderator did about it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    pub action: ModerationKind,
    pub reason: String,
    pub at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
}

impl Comment {
    /// What it is on: exactly one of three.
    pub fn subject(&self) -> Option<(&'static str, Kind, &String)> {
        let all = [
            ("experience", Kind::Experience, &self.experience),
            ("question", Kind::Question, &self.question),
            ("exchangePost", Kind::ExchangePost, &self.exchange_post),
        ];
        let mut given = all
            .into_iter()
            .filter_map(|(member, kind, text)| Some((member, kind, text.as_ref()?)));
        given.next().filter(|_| given.next().is_none())
    }
}

impl Noted for Experience {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("title", &self.title, &self.locale);
        for (member, text) in [
            ("challenge", &self.challenge),
            ("approach", &self.approach),
            ("outcome", &self.outcome),
            ("failures", &self.failures),
            ("lessons", &self.lessons),
            ("transferConditions", &self.transfer_conditions),
        ] {
            if let Some(text) = text {
                line.localized(member, text, TEXT);
            }
        }
        line.money("cost", &self.cost);
        line.texts(
            NAME,
            [
                ("periodText", &self.period_text),
                ("licence", &self.licence),
            ],
        );
        line.texts(
            NOTE,
            [("costText", &self.cost_text), ("source", &self.source)],
        );
        line.order(("startsOn", self.starts_on), ("endsOn", self.ends_on), true);
        if self.owner.is_none() && self.municipalities.is_empty() {
            line.note(
                "owner",
                "is missing; an experience has an owner or a municipality",
            );
        }
        for one in &self.contacts {
            line.texts(NAME, [("contacts", &one.role)]);
        }
        for one in &self.history {
            line.texts(NOTE, [("history", &one.reason)]);
        }
        let people: Vec<_> = self.contacts.iter().map(|one| &one.person).collect();
        twice(line, "contacts", &people);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let some = [
            Reference::maybe("owner", Kind::Organisation, &self.owner),
            Reference::maybe("author", Kind::Person, &self.author),
            Reference::maybe("submitter", Kind::Person, &self.submitter),
        ];
        let contacts = self.contacts.iter();
        let steps = self.history.iter();
        some.into_iter()
            .flatten()
            .chain(Reference::all("themes", Kind::Theme, &self.themes))
            .chain(Reference::all(
                "municipalities",
                Kind::Municipality,
                &self.municipalities,
            ))
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .chain(contacts.map(|one| Reference::new("contacts", Kind::Person, &one.person)))
            .chain(steps.filter_map(|one| Reference::maybe("history", Kind::Person, &one.person)))
            .collect()
    }
}

/// Notes who stands twice in a list.
fn twice(line: &mut Line, member: &str, people: &[&String]) {
    for (place, one) in people.iter().enumerate() {
        if people[..place].contains(one) {
            line.note(member, format!("{one:?} stands twice"));
        }
    }
}

impl Noted for ReuseReport {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.text("happened", &self.happened, TEXT);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let two = [
            Reference::new("experience", Kind::Experience, &self.experience),
            Reference::new("organisation", Kind::Organisation, &self.organisation),
        ];
        let some = [
            Reference::maybe("municipality", Kind::Municipality, &self.municipality),
            Reference::maybe("reporter", Kind::Person, &self.reporter),
        ];
        two.into_iter().chain(some.into_iter().flatten()).collect()
    }
}

impl Noted for Question {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.text("title", &self.title, NAME);
        line.text("body", &self.body, TEXT);
        line.texts(NOTE, [("source", &self.source)]);
        if self.status == QuestionStatus::Answered && self.accepted_answer.is_none() {
            line.note("acceptedAnswer", "is missing; an ANSWERED question has one");
        }
        let personal = self.organisation.is_none();
        if personal
            && matches!(
                self.visibility,
                Visibility::Organisation | Visibility::Restricted
            )
        {
            let message = "a question of nobody's organisation is PUBLIC, REGISTERED or NETWORK";
            line.note("visibility", message);
        }
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let some = [
            Reference::maybe("asker", Kind::Person, &self.asker),
            Reference::maybe("organisation", Kind::Organisation, &self.organisation),
            Reference::maybe("municipality", Kind::Municipality, &self.municipality),
            Reference::maybe("acceptedAnswer", Kind::Comment, &self.accepted_answer),
        ];
        some.into_iter()
            .flatten()
            .chain(Reference::all("themes", Kind::Theme, &self.themes))
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .collect()
    }
}

impl Noted for ExchangePost {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.text("title", &self.title, NAME);
        line.text("body", &self.body, TEXT);
        line.texts(NOTE, [("source", &self.source)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let organisation = Reference::new("organisation", Kind::Organisation, &self.organisation);
        let some = [
            Reference::maybe("author", Kind::Person, &self.author),
            Reference::maybe("municipality", Kind::Municipality, &self.municipality),
        ];
        [organisation]
            .into_iter()
            .chain(some.into_iter().flatten())
            .chain(Reference::all("themes", Kind::Theme, &self.themes))
            .chain(Reference::all("networks", Kind::Network, &self.networks))
            .collect()
    }
}

impl Noted for ExchangeMatch {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(NOTE, [("message", &self.message)]);
        line.texts(TEXT, [("outcome", &self.outcome)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let two = [
            Reference::new("request", Kind::ExchangePost, &self.request),
            Reference::new(
                "offeringOrganisation",
                Kind::Organisation,
                &self.offering_organisation,
            ),
        ];
        let some = [
            Reference::maybe("offer", Kind::ExchangePost, &self.offer),
            Reference::maybe("proposer", Kind::Person, &self.proposer),
        ];
        two.into_iter().chain(some.into_iter().flatten()).collect()
    }
}

impl Noted for Comment {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.text("body", &self.body, TEXT);
        line.counts([("openReports", self.open_reports)]);
        if self.subject().is_none() {
            let message = "a comment is on one of experience, question and exchangePost";
            line.note("experience", message);
        }
        for one in &self.reports {
            line.text("reports", &one.reason, NOTE);
        }
        for one in &self.moderation {
            line.text("moderation", &one.reason, NOTE);
        }
        let people: Vec<_> = self.reports.iter().map(|one| &one.person).collect();
        twice(line, "reports", &people);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let some = [
            Reference::maybe("experience", Kind::Experience, &self.experience),
            Reference::maybe("question", Kind::Question, &self.question),
            Reference::maybe("exchangePost", Kind::ExchangePost, &self.exchange_post),
            Reference::maybe("parent", Kind::Comment, &self.parent),
            Reference::maybe("author", Kind::Person, &self.author),
        ];
        let reports = self.reports.iter();
        let moderation = self.moderation.iter();
        some.into_iter()
            .flatten()
            .chain(reports.map(|one| Reference::new("reports", Kind::Person, &one.person)))
            .chain(
                moderation
                    .filter_map(|one| Reference::maybe("moderation", Kind::Person, &one.person)),
            )
            .collect()
    }
}
