use super::*;
use crate::platform::graphql::{gate::Limits, gated::Engine, sample::sample};

fn open(settings: &PersistedSettings) -> anyhow::Result<Persisted> {
    let engine = sample(Limits::default());
    Persisted::open(settings, |text| engine.check(text))
}

fn with_manifest(text: &str, trusted_only: bool) -> anyhow::Result<Persisted> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    open(&PersistedSettings {
        manifest: file.path().to_owned(),
        trusted_only,
        ..PersistedSettings::default()
    })
}

fn named(text: Option<&str>, id: Option<&str>, hash: Option<&str>) -> Named {
    let own = |text: Option<&str>| text.map(str::to_owned);
    Named {
        text: own(text),
        id: own(id),
        hash: own(hash),
    }
}

fn code(outcome: Result<Resolved, Errors>) -> String {
    let errors = outcome.expect_err("it is refused");
    let code = errors[0]
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"));
    code.unwrap().to_string().trim_matches('"').to_owned()
}

#[test]
fn both_formats_of_manifests_are_read() {
    for text in [
        r#"{"a": "{ echo }", "0123456789abcdef0123456789abcdef": "query B { viewer }"}"#,
        r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "a", "name": "A", "type": "query", "body": "{ echo }"}]}"#,
    ] {
        let persisted = with_manifest(text, false).unwrap();
        let found = persisted.resolve(named(None, Some("a"), None)).unwrap();
        assert_eq!(found.text, "{ echo }");
        let by_hash = persisted.resolve(named(None, None, Some("a"))).unwrap();
        assert_eq!(by_hash.text, "{ echo }", "tools put their ids there too");
    }
}

#[test]
fn a_manifest_that_cannot_be_served_says_which_document_is_at_fault() {
    for (text, said) in [
        ("[]", "not a JSON object"),
        (r#"{"a": 1}"#, "`a`"),
        (r#"{"": "{ echo }"}"#, "1 to 256 characters"),
        (
            r#"{"good": "{ echo }", "old": "{ gone }"}"#,
            "document `old`",
        ),
        (
            r#"{"two": "query A { echo } query B { echo }"}"#,
            "document `two`",
        ),
        (
            r#"{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}"#,
            "version is 2",
        ),
        (
            r#"{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}"#,
            "id and body",
        ),
    ] {
        let error = with_manifest(text, false).err().expect(said);
        let error = format!("{error:#}");
        assert!(error.contains(said), "{text}: {error}");
    }
    let nowhere = PersistedSettings {
        manifest: "nowhere.json".into(),
        ..PersistedSettings::default()
    };
    assert!(format!("{:#}", open(&nowhere).err().unwrap()).contains("nowhere.json"));
    let nothing = PersistedSettings {
        trusted_only: true,
        ..PersistedSettings::default()
    };
    assert!(open(&nothing).is_err());
}

#[test]
fn a_document_is_found_again_by_its_hash_once_it_was_remembered() {
    let persisted = open(&PersistedSettings::default()).unwrap();
    let text = "{ echo }";
    let hash = hash_of(text);
    assert_eq!(
        code(persisted.resolve(named(None, None, Some(&hash)))),
        "PERSISTED_QUERY_NOT_FOUND"
    );
    let sent = persisted
        .resolve(named(Some(text), None, Some(&hash)))
        .unwrap();
    let (unknown, kept) = sent.to_remember().unwrap();
    persisted.remember(unknown, kept);
    for again in [
        named(None, None, Some(&hash)),
        named(None, Some(&format!("sha256:{hash}")), None),
        named(Some(text), None, Some(&hash)),
    ] {
        let found = persisted.resolve(again).unwrap();
        assert_eq!(found.text, text);
        assert!(found.to_remember().is_none());
    }
}

#[test]
fn what_names_no_document_or_two_is_refused() {
    let persisted = with_manifest(r#"{"a": "{ echo }"}"#, false).unwrap();
    let hash = hash_of("{ viewer }");
    for (asked, wanted) in [
        (named(None, None, None), "BAD_INPUT"),
        (named(None, Some("a"), Some(&hash)), "BAD_INPUT"),
        (named(Some("{ viewer }"), Some("a"), None), "BAD_INPUT"),
        (named(Some("{ echo }"), None, Some(&hash)), "BAD_INPUT"),
        (named(None, None, Some("A")), "BAD_INPUT"),
        (named(None, None, Some(&hash.to_uppercase())), "BAD_INPUT"),
        (named(None, Some("b"), None), "PERSISTED_QUERY_NOT_FOUND"),
        (named(None, Some("sha256:"), None), "BAD_INPUT"),
    ] {
        let shown = format!("{asked:?}");
        assert_eq!(code(persisted.resolve(asked)), wanted, "{shown}");
    }
}

#[test]
fn only_trusted_documents_are_served_where_that_is_set() {
    let hash = hash_of("{ echo }");
    let text = format!(r#"{{"{hash}": "{{ echo }}"}}"#);
    let persisted = with_manifest(&text, true).unwrap();
    for known in [
        named(None, None, Some(&hash)),
        named(None, Some(&hash), None),
        named(None, Some(&format!("sha256:{hash}")), None),
        named(Some("{ echo }"), None, Some(&hash)),
    ] {
        assert_eq!(persisted.resolve(known).unwrap().text, "{ echo }");
    }
    let free = persisted.resolve(named(Some("{ echo }"), None, None));
    assert_eq!(code(free), "PERSISTED_QUERY_ID_REQUIRED");
    let other = hash_of("{ viewer }");
    for unknown in [
        named(Some("{ viewer }"), None, Some(&other)),
        named(None, None, Some(&other)),
        named(None, Some("other"), None),
    ] {
        assert_eq!(
            code(persisted.resolve(unknown)),
            "PERSISTED_QUERY_NOT_IN_LIST"
        );
    }
}

#[test]
fn nothing_is_remembered_where_that_is_switched_off() {
    let settings = PersistedSettings {
        remembered_bytes: 0,
        ..PersistedSettings::default()
    };
    let persisted = open(&settings).unwrap();
    let hash = hash_of("{ echo }");
    assert_eq!(
        code(persisted.resolve(named(None, None, Some(&hash)))),
        "PERSISTED_QUERY_NOT_SUPPORTED"
    );
    let sent = persisted
        .resolve(named(Some("{ echo }"), None, Some(&hash)))
        .unwrap();
    assert_eq!(sent.text, "{ echo }");
}

#[test]
fn what_is_remembered_stays_within_its_bytes() {
    let remembered = Remembered::new(100_000);
    for number in 0..10_000 {
        remembered.insert(number.to_string(), "x".repeat(1_000).into());
        assert!(remembered.get("0").is_some(), "what is used stays");
        assert!(remembered.bytes() <= 100_000);
    }
    assert!(remembered.get("1").is_none());
    remembered.insert("huge".to_owned(), "x".repeat(100_000).into());
    assert!(remembered.get("huge").is_none());
    remembered.insert("0".to_owned(), "y".into());
    assert_eq!(remembered.get("0").as_deref(), Some("y"));
    assert!(remembered.bytes() <= 100_000);
}
