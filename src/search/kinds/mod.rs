//! The kinds of things that search finds: one line in the list, and one declaration of what is read of it.

mod documents;
mod exchange;
mod meetings;
mod people;
mod places;
mod programmes;
mod projects;

/// Hands the list of kinds to a macro: the GraphQL type, its table, and what a client who filters by it reads.
macro_rules! kinds {
    ($then:ident) => {
        $then! {
            /// Networks, by name, purpose and members.
            Network of network;
            /// Seminars, by title, description and agenda.
            Seminar of seminar;
            /// Documents, by title, summary, parts, and the text of the newest file that all they are for may see.
            Document of document;
            /// Experiences, by title and everything they tell.
            Experience of experience;
            /// Questions, by title and text.
            Question of question;
            /// Requests and offers, by title and text.
            ExchangePost of exchange_post;
            /// Projects, by title, texts, goals, activities and results.
            Project of project;
            /// Agreements, by title and subject.
            CooperationAgreement of agreement;
            /// Programmes, by title, summary and points.
            Programme of programme;
            /// Calls for applications, by title and criteria.
            FundingCall of funding_call;
            /// Prizes, by title and description.
            Prize of prize;
            /// Initiatives, by title and summary.
            Initiative of initiative;
            /// Organisations, by name.
            Organisation of organisation;
            /// People, by name.
            Person of person;
            /// Municipalities, by any of their names and by code.
            Municipality of municipality;
            /// Regions, by name.
            Region of region;
            /// Villages, towns and islands, by name.
            Locality of locality;
            /// Areas of local action groups, by name.
            ActionGroupArea of action_group_area;
            /// Themes, by name and description.
            Theme of theme;
        }
    };
}
pub(super) use kinds;
