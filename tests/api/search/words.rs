//! Which words find what.

use super::*;

/// A word of a text, and what somebody types.
const PAIRS: [(&str, &str, &str); 54] = [
    ("da", "klimatilpasninger", "klimatilpasning"),
    ("da", "biblioteket", "biblioteker"),
    ("da", "landsbyerne", "landsby"),
    ("da", "borgernes", "borger"),
    ("da", "foreninger", "foreningen"),
    ("da", "havnens", "havne"),
    ("da", "mulighederne", "mulighed"),
    ("da", "huset", "husene"),
    ("da", "børnene", "barn"),
    ("sv", "landsbygden", "landsbygdens"),
    ("sv", "skolorna", "skola"),
    ("sv", "skolan", "skolor"),
    ("sv", "gatan", "gata"),
    ("sv", "resans", "resor"),
    ("sv", "vattnet", "vatten"),
    ("sv", "städerna", "stad"),
    ("sv", "företagare", "företagarnas"),
    ("sv", "bostäder", "bostäderna"),
    ("sv", "medborgarna", "medborgare"),
    ("sv", "älvarna", "älv"),
    ("nb", "bibliotekene", "bibliotek"),
    ("nb", "innbyggerne", "innbygger"),
    ("nb", "bygdene", "bygder"),
    ("nb", "næringer", "næringen"),
    ("nb", "skogens", "skog"),
    ("nb", "huset", "hus"),
    ("nb", "sentrene", "senter"),
    ("nb", "fjellene", "fjell"),
    ("nn", "bygdene", "bygd"),
    ("nn", "kyrkjer", "kyrkje"),
    ("nn", "fjordane", "fjord"),
    ("nn", "skulane", "skular"),
    ("nn", "innbyggjarane", "innbyggjarar"),
    ("nn", "lærarane", "lærar"),
    ("nn", "innbyggjarane", "innbyggjar"),
    ("nn", "næringane", "næring"),
    ("fi", "kaupungin", "kaupunki"),
    ("fi", "kunnan", "kunta"),
    ("fi", "kuntien", "kunta"),
    ("fi", "yhdistyksen", "yhdistys"),
    ("fi", "mahdollisuutta", "mahdollisuudet"),
    ("fi", "kylissä", "kylä"),
    ("fi", "kylässä", "kylät"),
    ("fi", "kirjastossa", "kirjasto"),
    ("fi", "palvelujen", "palvelut"),
    ("fi", "koulut", "koulussa"),
    ("en", "municipalities", "municipality"),
    ("en", "libraries", "library"),
    ("en", "planning", "planned"),
    ("en", "villages", "village"),
    ("en", "farmers", "farmer"),
    ("en", "housing", "housed"),
    ("en", "children", "child"),
    ("en", "communities", "community"),
];

#[rstest]
#[tokio::test]
async fn a_word_is_found_in_its_inflected_forms(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let records: Vec<Value> = (0..)
        .zip(PAIRS)
        .map(|(number, (locale, word, _))| {
            seminar(locale, &format!("Nr {number}"), &format!("xx {word} yy"))
        })
        .collect();
    let library = Library::with(db, &records).await;
    for (number, (locale, word, typed)) in PAIRS.iter().enumerate() {
        for typed in [typed.to_string(), word.to_uppercase(), word.to_string()] {
            let hits = hits(
                &library.app.anyone(),
                &typed,
                json!({ "languages": [locale] }),
            )
            .await;
            let hit = hits
                .iter()
                .find(|hit| whole(&hit["title"]) == format!("Nr {number}"));
            let hit = hit.unwrap_or_else(|| panic!("{typed} does not find {word} ({locale})"));
            assert_eq!(
                marked(&hit["snippet"]),
                format!("xx [{word}] yy"),
                "{typed}"
            );
            assert_eq!(hit["score"], 0.5, "{typed} in {word}");
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_stem_of_another_family_of_languages_is_another_word(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let library = Library::with(
        db,
        &[
            seminar("da", "Hvad vi kunne", "kunne kun"),
            seminar("fi", "Kuntien ilta", "kunnissa"),
            seminar("sv", "Skolorna", "skolan"),
            seminar("nb", "Skolene", "skoler"),
            seminar("en", "Schools", "a region"),
            seminar("is", "Kommuner", "kommuner"),
        ],
    )
    .await;
    assert_eq!(library.finds("kunta").await, ["Kuntien ilta"]);
    assert_eq!(library.finds("kun").await, ["Hvad vi kunne"]);
    let schools = library.finds("skole").await.sorted(0);
    assert_eq!(schools, ["Skolene", "Skolorna"]);
    assert_eq!(library.finds("regions").await, ["Schools"]);
    for typed in ["kommuner", "kommune", "kommunernes"] {
        assert_eq!(library.finds(typed).await, ["Kommuner"], "{typed}");
    }
}

#[rstest]
#[tokio::test]
async fn parts_of_compounds_are_found_after_whole_words(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let library = Library::with(
        db,
        &[
            seminar("da", "Middag", "Om klimatilpasninger i byen"),
            seminar("nb", "Lunsj", "Klimatilpasningsplaner"),
            seminar("da", "Morgen", "Tilpasningen af havnen"),
            seminar("sv", "Kväll", "Landsbygdsutvecklingens framtid"),
            seminar("fi", "Ilta", "Pienet kyläkoulut"),
            seminar("da", "Frokost", "Et mødested"),
        ],
    )
    .await;
    let titles = library.finds("tilpasning").await.sorted(1);
    assert_eq!(titles, ["Morgen", "Lunsj", "Middag"]);
    assert_eq!(library.finds("klima").await.len(), 2);
    assert_eq!(library.finds("klimatilpasning").await.len(), 2);
    for part in ["utveckling", "bygdsutveckling", "landsbygd"] {
        assert_eq!(library.finds(part).await, ["Kväll"], "{part}");
    }
    assert_eq!(library.finds("koulu").await, ["Ilta"]);
    assert_eq!(library.finds("kylä").await, ["Ilta"]);
    assert_eq!(library.finds("møde").await, ["Frokost"]);
    let hits = hits(&library.app.anyone(), "tilpasning", json!({})).await;
    let snippets: Vec<_> = hits.iter().map(|hit| marked(&hit["snippet"])).collect();
    assert_eq!(snippets[0], "[Tilpasningen] af havnen");
    assert!(
        snippets.contains(&"Om klima[tilpasninger] i byen".to_owned()),
        "{snippets:?}"
    );
    assert!(
        snippets.contains(&"Klima[tilpasning]splaner".to_owned()),
        "{snippets:?}"
    );
    assert_eq!(hits[1]["score"], 0.25);
}

/// Sorted from a place on: where the order is by chance of the id.
trait Sorted {
    fn sorted(self, from: usize) -> Self;
}

impl Sorted for Vec<String> {
    fn sorted(mut self, from: usize) -> Self {
        self[from..].sort();
        self
    }
}

#[rstest]
#[tokio::test]
async fn nordic_letters_are_kept_apart(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(
        db,
        &[
            seminar("da", "D1", "ål"),
            seminar("da", "D2", "al"),
            seminar("nb", "N1", "bønder møte"),
            seminar("nb", "N2", "bonder mote"),
            seminar("sv", "S1", "hälla väg"),
            seminar("sv", "S2", "halla vag"),
            seminar("sv", "S3", "hålla våg"),
            seminar("is", "I1", "Þórshöfn býður"),
            seminar("fo", "F1", "Tórshavn"),
            seminar("se", "X1", "Čáhcesuolu"),
            seminar("sv", "S4", "A\u{30a}mål idé"),
        ],
    )
    .await;
    for (typed, title) in [
        ("ål", "D1"),
        ("al", "D2"),
        ("ÅL", "D1"),
        ("a\u{30a}l", "D1"),
        ("møte", "N1"),
        ("mote", "N2"),
        ("väg", "S1"),
        ("vag", "S2"),
        ("våg", "S3"),
        ("hålla", "S3"),
        ("þórshöfn", "I1"),
        ("tórshavn", "F1"),
        ("čáhcesuolu", "X1"),
        ("Åmål", "S4"),
        ("ide", "S4"),
    ] {
        assert_eq!(library.finds(typed).await, [title], "{typed}");
    }
    for typed in ["torshavn", "amal", "cahcesuolu", "thorshöfn"] {
        assert_eq!(library.finds(typed).await, Vec::<String>::new(), "{typed}");
    }
}

#[rstest]
#[tokio::test]
async fn titles_come_first_and_newer_things_before_older(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let mut records = vec![
        seminar("da", "Havnen og byen", "x"),
        seminar("da", "Havneplanen og byen", "x"),
        seminar("da", "Andet", "Havnen og byen"),
        seminar("da", "Tredje", "Byen og havneplanen"),
        seminar("da", "Femte", "Kun havnen"),
        seminar("da", "Nyere havn og by", "x"),
    ];
    records[5]["startsLocal"] = json!("2027-05-01T10:01");
    let library = Library::with(db, &records).await;
    let expected = [
        "Nyere havn og by",
        "Havnen og byen",
        "Havneplanen og byen",
        "Andet",
        "Tredje",
    ];
    assert_eq!(library.finds("by havne").await, expected);
    assert_eq!(library.finds("havn -nyere -by").await, ["Femte"]);
    let hits = hits(&library.app.anyone(), "by havne", json!({})).await;
    let scores: Vec<_> = hits
        .iter()
        .map(|hit| hit["score"].as_f64().expect("a number"))
        .collect();
    assert_eq!(scores, [1.0, 1.0, 0.75, 0.5, 0.25]);
    assert_eq!(marked(&hits[2]["title"]), "[Havne]planen og [byen]");
    assert_eq!(marked(&hits[2]["snippet"]), "x");
}

#[rstest]
#[tokio::test]
async fn everything_of_a_thing_is_searched(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let mut full = seminar("sv", "Mötet", "Beskrivning");
    full["title"]["en"] = json!("The meeting");
    full["agenda"] = json!([{ "title": "Kaffe", "speaker": "Projektledaren" }, { "title": "Rundvandring", "description": "Genom skogen" }]);
    full["venueName"] = json!("Bystugan");
    let library = Library::with(
        db,
        &[
            json!({ "type": "municipality", "country": "SE", "code": "2085", "codeSystem": "SCB kommunkod", "name": "Ludvika" }),
            json!({ "type": "organisation", "ref": "o", "kind": "MUNICIPALITY", "name": "Smedjebackens kommun", "country": "SE" }),
            full,
        ],
    )
    .await;
    for typed in [
        "kaffet",
        "projektledare",
        "skog",
        "bystugan",
        "meetings",
        "beskrivningen",
    ] {
        assert_eq!(
            library.finds(typed).await,
            [if typed == "meetings" {
                "The meeting"
            } else {
                "Mötet"
            }],
            "{typed}"
        );
    }
    assert_eq!(library.finds("2085").await, ["Ludvika"]);
    assert_eq!(library.finds("ludv").await, ["Ludvika"]);
    assert_eq!(
        library.finds("kommuner smedjebacken").await,
        ["Smedjebackens kommun"]
    );
    let hits = hits(&library.app.anyone(), "skogen", json!({})).await;
    assert_eq!(marked(&hits[0]["snippet"]), "Genom [skogen]");
    assert_eq!(hits[0]["node"]["__typename"], "Seminar");
    assert_eq!(hits[0]["kind"], "SEMINAR");
}

#[rstest]
#[tokio::test]
async fn the_sample_is_searched_from_the_start(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    assert_eq!(
        found(&app.anyone(), "Åmål", json!({ "kinds": ["MUNICIPALITY"] })).await,
        ["Åmål"]
    );
    assert!(total(&app.anyone(), "kommune").await > 100);
}
