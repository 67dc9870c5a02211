//! What documents add to networks, organisations, municipalities and themes, and these to documents.

use entity::{document, municipality_link, network_share, theme_link};

use crate::{
    list,
    networks::{NetworkFilter, NetworkOrder},
    nodes::{Document, Municipality, Network, Theme},
    places::{MunicipalityFilter, MunicipalityOrder},
    platform::list::Link,
    themes::{ThemeFilter, ThemeOrder},
};

use super::lists::{DocumentFilter, DocumentOrder};

list! {
    /// The documents shared in it, by default the newest first.
    DocumentsOfNetwork of network { documents: document as Document, filter DocumentFilter, order DocumentOrder,
        by Link::through(network_share::Entity, network_share::Column::NetworkId, network_share::Column::SubjectId) }
}
list! {
    /// The documents that it answers for, by default the newest first.
    DocumentsOfOrganisation of organisation { documents: document as Document, filter DocumentFilter, order DocumentOrder,
        by Link::by(document::Column::OwnerId) }
}
list! {
    /// The documents that it brought out, by default the newest first.
    PublicationsOfOrganisation of organisation { publications: document as Document, filter DocumentFilter, order DocumentOrder,
        by Link::by(document::Column::PublisherId) }
}
list! {
    /// The documents about it, by default the newest first.
    DocumentsOfMunicipality of municipality { documents: document as Document, filter DocumentFilter, order DocumentOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::MunicipalityId, municipality_link::Column::SubjectId) }
}
list! {
    /// The documents about it, by default the newest first.
    DocumentsOfTheme of theme { documents: document as Document, filter DocumentFilter, order DocumentOrder,
        by Link::through(theme_link::Entity, theme_link::Column::ThemeId, theme_link::Column::SubjectId) }
}

list! {
    /// The networks it is shared in, by name.
    NetworksOfDocument of document { networks: network as Network, filter NetworkFilter, order NetworkOrder,
        by Link::through(network_share::Entity, network_share::Column::SubjectId, network_share::Column::NetworkId) }
}
list! {
    /// What it is about.
    ThemesOfDocument of document { themes: theme as Theme, filter ThemeFilter, order ThemeOrder,
        by Link::through(theme_link::Entity, theme_link::Column::SubjectId, theme_link::Column::ThemeId) }
}
list! {
    /// The municipalities it is about.
    MunicipalitiesOfDocument of document { municipalities: municipality as Municipality, filter MunicipalityFilter, order MunicipalityOrder,
        by Link::through(municipality_link::Entity, municipality_link::Column::SubjectId, municipality_link::Column::MunicipalityId) }
}
