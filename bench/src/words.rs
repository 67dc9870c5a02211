//! Invented texts: words of the field, some of them compounds, the common ones far more often.

use crate::chance::Chance;

const SWEDISH: &[&str] = &[
    "kommun",
    "bygd",
    "skola",
    "klimat",
    "plan",
    "näring",
    "service",
    "landsbygd",
    "förening",
    "butik",
    "resa",
    "buss",
    "ungdom",
    "äldre",
    "vård",
    "bibliotek",
    "kultur",
    "vatten",
    "skog",
    "energi",
    "vind",
    "sol",
    "arbete",
    "företag",
    "utbildning",
    "kurs",
    "möte",
    "nätverk",
    "projekt",
    "bidrag",
    "budget",
    "beslut",
    "nämnd",
    "medborgare",
    "dialog",
    "delaktighet",
    "hälsa",
    "idrott",
    "turism",
    "led",
    "cykel",
    "väg",
    "bostad",
    "hus",
    "mark",
    "jordbruk",
    "mat",
    "lokal",
    "hamn",
    "fiske",
    "ö",
    "fjäll",
    "natur",
    "miljö",
    "digital",
    "bredband",
    "trygghet",
    "inflyttning",
    "integration",
    "språk",
    "samverkan",
    "region",
    "stad",
    "centrum",
    "torg",
    "park",
    "lek",
    "fritid",
    "musik",
    "konst",
];
const DANISH: &[&str] = &[
    "kommune",
    "landsby",
    "skole",
    "klima",
    "plan",
    "erhverv",
    "service",
    "landdistrikt",
    "forening",
    "butik",
    "rejse",
    "bus",
    "unge",
    "ældre",
    "pleje",
    "bibliotek",
    "kultur",
    "vand",
    "skov",
    "energi",
    "vind",
    "sol",
    "arbejde",
    "virksomhed",
    "uddannelse",
    "kursus",
    "møde",
    "netværk",
    "projekt",
    "tilskud",
    "budget",
    "beslutning",
    "udvalg",
    "borger",
    "dialog",
    "deltagelse",
    "sundhed",
    "idræt",
    "turisme",
    "sti",
    "cykel",
    "vej",
    "bolig",
    "hus",
    "jord",
    "landbrug",
    "mad",
    "lokal",
    "havn",
    "fiskeri",
    "ø",
    "fjord",
    "natur",
    "miljø",
    "digital",
    "bredbånd",
    "tryghed",
    "tilflytning",
    "integration",
    "sprog",
    "samarbejde",
    "region",
    "by",
    "centrum",
    "torv",
    "park",
    "leg",
    "fritid",
];
const JOINERS: &[&str] = &[
    "och", "i", "på", "med", "för", "og", "til", "som", "av", "om",
];

/// A language and its words.
pub struct Tongue {
    pub locale: &'static str,
    words: &'static [&'static str],
}

pub const TONGUES: [Tongue; 2] = [
    Tongue {
        locale: "sv",
        words: SWEDISH,
    },
    Tongue {
        locale: "da",
        words: DANISH,
    },
];

impl Tongue {
    fn word(&self, chance: &mut Chance) -> String {
        let one = self.words[chance.skewed(self.words.len())];
        match chance.below(8) {
            0 | 1 => format!("{one}s{}", chance.pick(self.words)),
            2 => (*chance.pick(JOINERS)).to_owned(),
            // A name or a term that stands in few texts.
            3 if chance.percent(20) => format!("{one}{}", chance.below(40_000)),
            _ => one.to_owned(),
        }
    }

    /// So many words, beginning with a capital.
    pub fn sentence(&self, chance: &mut Chance, words: usize) -> String {
        let mut text = self.words[chance.skewed(self.words.len())].to_owned();
        for _ in 1..words {
            text.push(' ');
            text.push_str(&self.word(chance));
        }
        let mut letters = text.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters).collect()
    }

    /// Some sentences.
    pub fn text(&self, chance: &mut Chance, sentences: usize) -> String {
        let mut text = String::new();
        for number in 0..sentences {
            if number > 0 {
                text.push(' ');
            }
            let words = 6 + chance.below(12);
            text.push_str(&self.sentence(chance, words));
            text.push('.');
        }
        text
    }
}
