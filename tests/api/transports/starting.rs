//! What is settled when the server starts.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::{
    command::{Serving, erfa, folder, refused, run},
    support::*,
};

#[tokio::test]
async fn only_the_documents_of_the_manifest_are_served_where_that_is_set() {
    let folder = folder();
    let manifest = json!({ "count": "{ municipalities { totalCount } }", "gone": "{ municipalities { gone } }" });
    let file = folder.path().join("trusted.json");
    std::fs::write(&file, manifest.to_string()).expect("a file");
    let settings = "[persisted]\nmanifest = \"trusted.json\"\ntrusted_only = true\n";
    std::fs::write(folder.path().join("erfa.toml"), settings).expect("a file");
    let output = run(
        folder.path(),
        &["serve", "--no-sample", "--listen", "127.0.0.1:0"],
    );
    refused(&output, "document `gone`");
    let manifest = json!({ "count": "{ municipalities { totalCount } }" });
    std::fs::write(&file, manifest.to_string()).expect("a file");
    let serving = Serving::start(folder.path(), &["--no-sample"]);
    let client = serving.client();
    let found = client.get("/graphql?documentId=count").await;
    let found: Value = found.json().await.expect("JSON");
    assert_eq!(found["data"]["municipalities"]["totalCount"], 0);
    let code = client
        .code("{ municipalities { totalCount } }", json!({}))
        .await;
    assert_eq!(code, "PERSISTED_QUERY_ID_REQUIRED");
}

#[test]
fn it_says_which_pages_may_call() {
    let folder = folder();
    for (arguments, allowed, said) in [
        (&[][..], "", "only pages served from here"),
        (&["--dev"], "", "pages served from this computer"),
        (&[], "https://a.example", "https://a.example"),
        (
            &["--dev"],
            "https://a.example",
            "pages served from this computer, https://a.example",
        ),
    ] {
        let settings = match allowed {
            "" => String::new(),
            origin => format!("[cors]\nallowed_origins = [\"{origin}\"]\n"),
        };
        std::fs::write(folder.path().join("erfa.toml"), settings).expect("a file");
        let mut child = erfa(folder.path())
            .args(["serve", "--no-sample", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let told = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("browsers may call from: ")?.1.to_owned()));
        child.kill().expect("it is stopped");
        child.wait().expect("its end");
        assert_eq!(told.as_deref(), Some(said));
    }
}

#[tokio::test]
async fn pages_of_this_computer_may_call_in_development_alone() {
    let folder = folder();
    for (arguments, allowed) in [
        (&["--no-sample", "--dev"][..], true),
        (&["--no-sample"], false),
    ] {
        let serving = Serving::start(folder.path(), arguments);
        let asked = serving
            .client()
            .request(reqwest::Method::OPTIONS, "/graphql")
            .header("origin", "http://localhost:5173")
            .header("access-control-request-method", "POST");
        let answer = asked.send().await.expect("an answer");
        assert_eq!(answer.status(), if allowed { 204 } else { 403 });
        let header = answer.headers().get("access-control-allow-origin");
        assert_eq!(header.is_some(), allowed);
    }
}
