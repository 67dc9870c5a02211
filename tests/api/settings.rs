//! Settings as files and variables give them.

use std::fs;

use erfa::settings::Settings;

use crate::{
    command::{Serving, erfa, folder, refused},
    support::*,
};

#[test]
fn one_key_of_a_section_is_set_alone() {
    let folder = folder();
    let file = folder.path().join("some.toml");
    let text = "[throttle.address_guesses]\nmost = 3\n[http.proxies]\ntrusted = [\"127.0.0.1\", \"2001:db8::1\", \"10.0.0.0/8\"]\n[http.sockets]\noperations = 4\n";
    fs::write(&file, text).expect("a file");
    let settings = Settings::load(Some(&file)).expect("settings");
    let (set, kept) = (&settings.throttle, Settings::default().throttle);
    assert_eq!(
        (set.address_guesses.most, set.address_guesses.seconds),
        (3, 900)
    );
    assert_eq!(set.requests, kept.requests);
    assert_eq!(settings.http.sockets.operations, 4);
    let trusted = settings
        .http
        .proxies
        .trusted
        .iter()
        .map(ToString::to_string);
    let trusted: Vec<_> = trusted.collect();
    assert_eq!(trusted, ["127.0.0.1/32", "2001:db8::1/128", "10.0.0.0/8"]);
    fs::write(&file, "[throttle.requests]\nmost = 3\nmuch = 4\n").expect("a file");
    let wrong = Settings::load(Some(&file)).expect_err("an unknown key");
    assert!(format!("{wrong:#}").contains("much"), "{wrong:#}");
    fs::write(&file, "[http.proxies]\ntrusted = [\"proxy.example\"]\n").expect("a file");
    let wrong = Settings::load(Some(&file)).expect_err("no address");
    let wrong = format!("{wrong:#}");
    assert!(
        wrong.contains("`proxy.example` is neither an address nor a network"),
        "{wrong}"
    );
}

#[tokio::test]
async fn lists_and_halves_are_set_by_variables() {
    let folder = folder();
    let mut command = erfa(folder.path());
    command
        .env(
            "ERFA__CORS__ALLOWED_ORIGINS",
            "https://a.example, https://b.example",
        )
        .env("ERFA__AUTH__RETURN_TO", "https://a.example/in")
        .env("ERFA__HTTP__PROXIES__TRUSTED", "")
        .env("ERFA__THROTTLE__ADDRESS_GUESSES__MOST", "2");
    let serving = Serving::of(command, &["--no-sample"]);
    for (origin, status) in [
        ("https://a.example", 204),
        ("https://b.example", 204),
        ("https://c.example", 403),
    ] {
        let asked = serving
            .client()
            .request(reqwest::Method::OPTIONS, "/graphql")
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        let answer = asked.send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), status, "{origin}");
    }
    let input = json!({ "email": "nobody@example.org", "password": "not the right one" });
    let mut answers = vec![];
    for _ in 0..3 {
        let client = serving.client();
        let answer = client.change(
            "signIn",
            "SignInInput",
            "session { accessToken }",
            input.clone(),
        );
        answers.push(answer.await["error"].clone());
    }
    assert_eq!(answers, [json!(null), json!(null), json!("RATE_LIMITED")]);
    let output = erfa(folder.path())
        .env("ERFA__HTTP__PROXIES__TRUSTED", "10.0.0.0/8,proxy.example")
        .arg("migrate")
        .output();
    refused(
        &output.expect("it runs"),
        "neither an address nor a network",
    );
}

#[tokio::test]
async fn without_introspection_the_schema_is_nowhere() {
    for given in [true, false] {
        let app = TestApp::set(Db::Sqlite, |settings| settings.limits.introspection = given).await;
        let schema = app.anyone().get("/schema.graphql").await;
        assert_eq!(schema.status().as_u16(), if given { 200 } else { 404 });
        let schema = schema.text().await.expect("a text");
        assert_eq!(schema.contains("type Municipality"), given);
        let config = app.anyone().get("/explorer/config.json").await;
        let config: Value = config.json().await.expect("JSON");
        assert_eq!(config["schema"], given);
    }
}
