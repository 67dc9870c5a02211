//! Who may see places: everyone. Who may write them: the import.

use sea_orm::Condition;

use crate::{
    details,
    platform::access::{Import, PUBLIC},
    resource, under,
};

resource!(country as "Country", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(region as "Region", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(municipality as "Municipality", audience: |_| PUBLIC, visible: |_| Condition::all(),
fields {
    "id": [], "code": [], "codeSystem": [], "name": [], "country": [], "networks": [], "regions": [],
    "officialName": [NameOfficial], "swedishName": [NameSv], "region": [RegionId], "nuts3": [Nuts3], "lau": [Lau],
    "point": [Latitude, Longitude, PointBasis], "population": [Population, PopulationYear], "area": [AreaKm2, AreaBasis],
    "website": [Website], "validFrom": [ValidFrom], "validTo": [ValidTo], "isCurrent": [ValidTo],
});
resource!(territory_change as "TerritoryChange", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(locality as "Locality", audience: |_| PUBLIC, visible: |_| Condition::all());
resource!(action_group_area as "ActionGroupArea", audience: |_| PUBLIC, visible: |_| Condition::all());
details!(
    municipality_link,
    municipality_region,
    municipality_succession,
    territory_change_from,
    territory_change_to,
    action_group_municipality
);

under! {
    country under Import, on Platform;
    region under Import, on Platform;
    municipality under Import, on Platform;
    municipality_region under Import, on Platform;
    territory_change under Import, on Platform;
    territory_change_from under Import, on Platform;
    territory_change_to under Import, on Platform;
    municipality_succession under Import, on Platform;
    municipality_link under Import, on Platform;
    locality under Import, on Platform;
    action_group_area under Import, on Platform;
    action_group_municipality under Import, on Platform;
}
