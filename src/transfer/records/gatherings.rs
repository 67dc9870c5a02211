//! What hangs on seminars and registrations: the poll for the date, questions and answers, who was there, what came of it.

use entity::{
    attendance::AttendanceBasis,
    date_option::DateOptionStatus,
    date_poll::{DateSuggestions, VotesShown},
    date_vote::DateAnswer,
    registration_event::RegistrationEventKind,
    registration_question::{QuestionAsked, RegistrationQuestionKind},
    seminar_notice::NoticeKind,
    seminar_outcome::OutcomeKind,
};

use super::{
    Kind, Line, Reference,
    check::{NAME, NOTE, TEXT},
    moments::{Day, Instant, LocalTime},
};

/// Declares a part of a record: what it must have, and what it may.
macro_rules! part {
    ($(#[$about:meta])* $name:ident { $($member:ident: $type:ty),* ; $($maybe:ident: $maybe_type:ty),* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            $(pub $member: $type,)*
            $(#[serde(default, deserialize_with = "super::or_empty", skip_serializing_if = "super::is_empty")]
            pub $maybe: $maybe_type,)*
        }
    };
}

part! {
    /// Which date suits, asked of organisations.
    Poll {
        opened_at: Instant, suggestions: DateSuggestions, votes_shown: VotesShown, asked: Vec<String>, options: Vec<PollOption>;
        closes_at: Option<Instant>, quorum: Option<i32>, chosen: Option<i32>, chosen_at: Option<Instant>,
    }
}
part! {
    /// A date that is asked about.
    PollOption {
        starts_local: LocalTime, ends_local: LocalTime, time_zone: String, starts_at: Instant, ends_at: Instant,
        status: DateOptionStatus, revision: i32;
        note: Option<String>, suggested_by: Option<String>, votes: Vec<PollVote>,
    }
}
part! {
    /// What an organisation says to it.
    PollVote {
        organisation: String, answer: DateAnswer, revision: i32, voted_at: Instant;
        person: Option<String>, comment: Option<String>,
    }
}
part! {
    /// What people are asked when they register.
    Asked {
        kind: RegistrationQuestionKind, asked: QuestionAsked, prompt: String;
        choices: Vec<String>, is_required: bool,
    }
}
part! {
    /// How many people of an organisation were there.
    Presence {
        basis: AttendanceBasis;
        organisation: Option<String>, organisation_text: Option<String>, women: i32, men: i32, other: i32, unknown: i32,
    }
}
part! {
    /// The summary of a seminar.
    MeetingReport {
        summary: String, written_at: Instant;
        sent_to_participants_at: Option<Instant>, outcomes: Vec<Outcome>,
    }
}
part! {
    /// What was decided, or is to be done.
    Outcome { kind: OutcomeKind, text: String; responsible: Option<String>, due_on: Option<Day> }
}
part! {
    /// Somebody who is to be told of something.
    Notice { kind: NoticeKind, person: String, noted_at: Instant; organisation: Option<String> }
}
part! {
    /// The answer to the question of the seminar at this place, the first being 0.
    Answered { question: i32, text: String; }
}
part! {
    /// What happened to a registration.
    Happened {
        kind: RegistrationEventKind, at: Instant;
        person: Option<String>, priority_before: Option<i32>, priority_after: Option<i32>, reason: Option<String>,
    }
}
part! {
    /// What a participant thought.
    Thought { rating: i32, given_on: Day; comment: Option<String> }
}

impl Poll {
    pub fn check(&self, line: &mut Line) {
        line.within("datePoll.quorum", self.quorum, 1, 400);
        let options = i32::try_from(self.options.len()).unwrap_or(i32::MAX);
        line.within("datePoll.chosen", self.chosen, 0, options - 1);
        for option in &self.options {
            line.texts(NAME, [("datePoll.options.note", &option.note)]);
            line.within(
                "datePoll.options.revision",
                Some(option.revision),
                1,
                i32::MAX,
            );
            if option.time_zone.parse::<chrono_tz::Tz>().is_err() {
                line.note(
                    "datePoll.options.timeZone",
                    "is no IANA time zone, such as Europe/Stockholm",
                );
            }
            line.order(
                ("datePoll.options.startsAt", Some(option.starts_at)),
                ("datePoll.options.endsAt", Some(option.ends_at)),
                true,
            );
            for vote in &option.votes {
                line.texts(NOTE, [("datePoll.options.votes.comment", &vote.comment)]);
            }
        }
    }

    pub fn references(&self) -> Vec<Reference<'_>> {
        let asked = Reference::all("datePoll.asked", Kind::Organisation, &self.asked);
        let options = self.options.iter().flat_map(|option| {
            let member = "datePoll.options.suggestedBy";
            let by = Reference::maybe(member, Kind::Organisation, &option.suggested_by);
            let votes = option.votes.iter().flat_map(|vote| {
                let member = "datePoll.options.votes.organisation";
                let of = Reference::new(member, Kind::Organisation, &vote.organisation);
                let member = "datePoll.options.votes.person";
                let person = Reference::maybe(member, Kind::Person, &vote.person);
                [of].into_iter().chain(person)
            });
            by.into_iter().chain(votes)
        });
        asked.chain(options).collect()
    }
}

impl Asked {
    pub fn check(&self, line: &mut Line) {
        line.text("questions.prompt", &self.prompt, NAME);
        for choice in &self.choices {
            line.text("questions.choices", choice, NAME);
        }
    }
}

impl Presence {
    pub fn check(&self, line: &mut Line) {
        line.texts(
            NAME,
            [("attendance.organisationText", &self.organisation_text)],
        );
        if self.organisation.is_some() == self.organisation_text.is_some() {
            line.note(
                "attendance",
                "needs either an organisation or an organisationText",
            );
        }
        line.counts([
            ("attendance.women", Some(self.women)),
            ("attendance.men", Some(self.men)),
            ("attendance.other", Some(self.other)),
            ("attendance.unknown", Some(self.unknown)),
        ]);
    }
}

impl MeetingReport {
    pub fn check(&self, line: &mut Line) {
        line.text("report.summary", &self.summary, TEXT);
        for one in &self.outcomes {
            line.text("report.outcomes.text", &one.text, NOTE);
            line.texts(NAME, [("report.outcomes.responsible", &one.responsible)]);
        }
    }
}

impl Happened {
    pub fn check(&self, line: &mut Line) {
        line.texts(NOTE, [("events.reason", &self.reason)]);
    }
}

impl Thought {
    pub fn check(&self, line: &mut Line) {
        line.within("feedback.rating", Some(self.rating), 1, 5);
        line.texts(NOTE, [("feedback.comment", &self.comment)]);
    }
}
