//! Sending files, as a form does.

use std::{fs, path::Path};

use crate::support::*;

const BOUNDARY: &str = "the-line-between";

/// A part of a form: name, file name, declared type, content.
pub type Part<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a [u8]);

/// The body of a form with these parts.
pub fn form(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = vec![];
    for (name, file_name, declared, content) in parts {
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"").bytes(),
        );
        if let Some(file_name) = file_name {
            body.extend(format!("; filename=\"{file_name}\"").bytes());
        }
        if let Some(declared) = declared {
            body.extend(format!("\r\nContent-Type: {declared}").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    body
}

/// Posts a body as a form.
pub fn post(client: &Client, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    client
        .request(reqwest::Method::POST, "/files")
        .header("x-erfa-upload", "1")
        .header("content-type", kind)
        .body(body)
}

/// The status and the body of an answer.
pub async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    (
        response.status().as_u16(),
        response.json().await.expect("JSON"),
    )
}

/// Uploads one file.
pub async fn upload(client: &Client, name: &str, content: &[u8]) -> (u16, Value) {
    answer(post(client, form(&[("file", Some(name), None, content)]))).await
}

/// Uploads a file that must be taken; answers with what is said of it.
#[track_caller]
pub fn uploaded(
    client: &Client,
    name: &str,
    content: &[u8],
) -> impl Future<Output = Value> + use<> {
    let (client, name, content) = (client.clone(), name.to_owned(), content.to_vec());
    async move {
        let (status, answer) = upload(&client, &name, &content).await;
        assert_eq!(status, 201, "{name}: {answer}");
        answer
    }
}

/// The status and the reason of an upload that must be refused.
pub async fn refused(request: reqwest::RequestBuilder) -> (u16, String) {
    let (status, body) = answer(request).await;
    let error = &body["errors"][0];
    assert!(error["message"].is_string(), "{status} {body}");
    assert!(error["extensions"]["code"].is_string(), "{body}");
    let reason = error["extensions"]["reason"].as_str();
    (
        status,
        reason
            .unwrap_or_else(|| panic!("no reason: {body}"))
            .to_owned(),
    )
}

/// Every file in a folder and the folders in it.
pub fn files_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => found.extend(files_in(&path)),
            false => found.push(path),
        }
    }
    found
}

impl TestApp {
    /// What lies in its file storage, beside the mark of its database.
    pub fn stored(&self) -> Vec<std::path::PathBuf> {
        let mut files = files_in(&self.app.settings.files_folder());
        files.retain(|file| !file.ends_with("database"));
        files
    }
}
