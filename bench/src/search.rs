//! Words that are looked for, in the forms under which the index knows them: the limit is given what Erfa works out itself.

use crate::target::Database;

/// A word, what is left of it under the rules of each language behind the letter of its family, and with what longer words may begin.
pub struct Word {
    pub typed: &'static str,
    wholes: &'static [&'static str],
    beginnings: &'static [&'static str],
}

const fn word(
    typed: &'static str,
    wholes: &'static [&'static str],
    beginnings: &'static [&'static str],
) -> Word {
    Word {
        typed,
        wholes,
        beginnings,
    }
}

pub const WORDS: [Word; 8] = [
    word(
        "klimat",
        &["sklimat", "fklim", "eklimat"],
        &["sklimat", "fklim", "eklimat"],
    ),
    word(
        "vatten",
        &["svat", "svatt", "svatten", "fvad", "evatten"],
        &["svatt", "fvatten", "evatten"],
    ),
    word(
        "bibliotek",
        &["sbibliotek", "fbibliotek", "ebibliotek"],
        &["sbibliotek", "fbibliotek", "ebibliotek"],
    ),
    word(
        "turism",
        &["sturism", "fturism", "eturism"],
        &["sturism", "fturism", "eturism"],
    ),
    word(
        "landbrug",
        &["slandbrug", "flandbrug", "elandbrug"],
        &["slandbrug", "flandbrug", "elandbrug"],
    ),
    word(
        "fiskeri",
        &["sfiskeri", "ffisker", "efiskeri"],
        &["sfiskeri", "ffisker", "efiskeri"],
    ),
    word(
        "energi",
        &["senergi", "fenerg", "eenergi"],
        &["senergi", "fenerg", "eenergi"],
    ),
    word(
        "näring",
        &["snäring", "fnäring", "enäring"],
        &["snäring", "fnäring", "enäring"],
    ),
];

impl Word {
    fn any(&self, database: Database, whole: char, part: Option<char>) -> String {
        let one = |mark: char, text: &str, begins: bool| match (database, begins) {
            (Database::Postgres, false) => format!("'{mark}{text}'"),
            (Database::Postgres, true) => format!("'{mark}{text}':*"),
            (Database::Sqlite, false) => format!("\"{mark}{text}\""),
            (Database::Sqlite, true) => format!("\"{mark}{text}\" *"),
        };
        let mut all: Vec<String> = self
            .wholes
            .iter()
            .map(|text| one(whole, text, false))
            .collect();
        if let Some(part) = part {
            for text in self.beginnings {
                all.push(one(whole, text, true));
                all.push(one(part, text, true));
            }
        }
        let or = match database {
            Database::Postgres => " | ",
            Database::Sqlite => " OR ",
        };
        format!("({})", all.join(or))
    }

    /// The four tiers of hits: in titles as a whole, in titles as a part, in texts as a whole, in texts as a part.
    pub fn tiers(&self, database: Database) -> Vec<String> {
        let titles = self.any(database, 't', None);
        let parts_of_titles = self.any(database, 't', Some('q'));
        let wholes = self.any(database, 'b', None);
        let parts = self.any(database, 'b', Some('p'));
        let (without, or) = match database {
            Database::Postgres => ("& !", "|"),
            Database::Sqlite => ("NOT", "OR"),
        };
        let tiers = [
            titles.clone(),
            format!("({parts_of_titles} {without} {titles})"),
            format!("({wholes} {without} {parts_of_titles})"),
            format!("({parts} {without} ({parts_of_titles} {or} {wholes}))"),
        ];
        match database {
            // Said twice, it looks rare to the planner, which then goes by the index of words.
            Database::Postgres => tiers.map(|tier| format!("{tier} & {tier}")).into(),
            Database::Sqlite => tiers.into(),
        }
    }
}
