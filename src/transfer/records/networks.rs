//! Records of networks.

use entity::{
    LocalizedText, Visibility,
    network::{JoinPolicy, NetworkStatus},
    network_membership::{MembershipRole, MembershipStatus},
};

use super::{
    Kind, Line, Noted, Reference,
    check::{NAME, NOTE, TEXT},
    moments::Day,
    record,
};

record! {
    /// Organisations that meet regularly.
    Network {
        locale: String, name: LocalizedText, status: NetworkStatus, join_policy: JoinPolicy, visibility: Visibility;
        purpose: Option<LocalizedText>, country: Option<String>, owner: Option<String>, since: Option<Day>,
        period_text: Option<String>, cadence_target_per_year: Option<i32>, stated_member_count: Option<i32>,
        members_text: Option<String>, related_ref: Option<String>, source: Option<String>,
        themes: Vec<String>,
    }
}

record! {
    /// An organisation in a network.
    NetworkMembership {
        network: String, organisation: String, role: MembershipRole, status: MembershipStatus;
        message: Option<String>, starts_on: Option<Day>, ends_on: Option<Day>,
    }
}

record! {
    /// A person who runs a network, through an affiliation.
    NetworkCoordinator { network: String, affiliation: String; }
}

impl Noted for Network {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.locale("locale", &self.locale);
        line.main_text("name", &self.name, &self.locale);
        if let Some(purpose) = &self.purpose {
            line.localized("purpose", purpose, TEXT);
        }
        line.texts(
            NAME,
            [
                ("periodText", &self.period_text),
                ("relatedRef", &self.related_ref),
            ],
        );
        line.texts(
            NOTE,
            [
                ("membersText", &self.members_text),
                ("source", &self.source),
            ],
        );
        line.within("cadenceTargetPerYear", self.cadence_target_per_year, 0, 366);
        line.counts([("statedMemberCount", self.stated_member_count)]);
    }

    fn references(&self) -> Vec<Reference<'_>> {
        [
            Reference::maybe("country", Kind::Country, &self.country),
            Reference::maybe("owner", Kind::Organisation, &self.owner),
        ]
        .into_iter()
        .flatten()
        .chain(Reference::all("themes", Kind::Theme, &self.themes))
        .collect()
    }
}

impl Noted for NetworkMembership {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, line: &mut Line) {
        line.texts(NOTE, [("message", &self.message)]);
        line.order(
            ("startsOn", self.starts_on),
            ("endsOn", self.ends_on),
            false,
        );
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("network", Kind::Network, &self.network),
            Reference::new("organisation", Kind::Organisation, &self.organisation),
        ]
    }
}

impl Noted for NetworkCoordinator {
    fn ref_text(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    fn check(&self, _: &mut Line) {}

    fn references(&self) -> Vec<Reference<'_>> {
        vec![
            Reference::new("network", Kind::Network, &self.network),
            Reference::new("affiliation", Kind::Affiliation, &self.affiliation),
        ]
    }
}
