//! An OpenID provider and a set of keys, for one test: speaks as much of it as a client needs, and signs what the test wants.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    SigningKey,
    pkcs8::{EncodePrivateKey, spki::der::pem::LineEnding},
};
use erfa::platform::hex::hex;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A key, and the id it has in the set.
#[derive(Clone)]
pub struct Key {
    pub id: String,
    key: SigningKey,
}

impl Key {
    pub fn new(id: &str) -> Self {
        let key = SigningKey::from_bytes(&rand::random());
        Self {
            id: id.to_owned(),
            key,
        }
    }

    /// The public half, in base64url.
    pub fn x(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.verifying_key().as_bytes())
    }

    fn public(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.id, "x": self.x() })
    }

    /// A token with these claims, but for what the test changes in its header.
    pub fn sign(&self, claims: &Value, change: impl FnOnce(&mut Header)) -> String {
        let mut header = Header {
            typ: Some("at+jwt".to_owned()),
            kid: Some(self.id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        change(&mut header);
        let pem = self.key.to_pkcs8_pem(LineEnding::LF).expect("a key");
        let key = EncodingKey::from_ed_pem(pem.as_bytes()).expect("a key");
        encode(&header, claims, &key).expect("a token")
    }
}

/// How the address of the keys answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    Fine,
    Elsewhere,
    Huge,
    Slow,
    Nonsense,
    Broken,
}

/// What signing in there gave: the claims of the ID token, and what the code must be exchanged with.
struct Grant {
    claims: Value,
    challenge: String,
}

type Forger = Box<dyn Fn(&Value) -> String + Send>;

struct Shared {
    keys: Vec<Key>,
    answers: Keys,
    asked: usize,
    grants: HashMap<String, Grant>,
    /// Signs the ID tokens in place of the provider's key.
    forger: Option<Forger>,
}

#[derive(Clone)]
pub struct Provider {
    pub url: String,
    shared: Arc<Mutex<Shared>>,
}

pub const CLIENT: &str = "erfa-test";
pub const SECRET: &str = "a secret of the client";

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let shared = Shared {
            keys: vec![Key::new("first")],
            answers: Keys::Fine,
            asked: 0,
            grants: HashMap::new(),
            forger: None,
        };
        let provider = Self {
            url: format!("http://{address}"),
            shared: Arc::new(Mutex::new(shared)),
        };
        let serving = provider.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.talk(stream).await });
            }
        });
        provider
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("unbroken")
    }

    /// The key that signs now.
    pub fn key(&self) -> Key {
        self.shared().keys[0].clone()
    }

    /// Lets a new key sign; the old one is in the set no longer.
    pub fn rotate(&self, id: &str) -> Key {
        let key = Key::new(id);
        self.shared().keys = vec![key.clone()];
        key
    }

    pub fn answer(&self, keys: Keys) {
        self.shared().answers = keys;
    }

    /// How often the keys were asked for.
    pub fn asked(&self) -> usize {
        self.shared().asked
    }

    /// ID tokens are what this makes of their claims.
    pub fn forge(&self, forger: impl Fn(&Value) -> String + Send + 'static) {
        self.shared().forger = Some(Box::new(forger));
    }

    /// Somebody signs in there, after a browser was led to this address; answers the code and the state it goes back with.
    pub fn sign_in(&self, address: &str, now: i64, more: Value) -> (String, String) {
        let address = reqwest::Url::parse(address).expect("an address");
        let told: HashMap<String, String> = address.query_pairs().into_owned().collect();
        assert_eq!(told["client_id"], CLIENT);
        assert_eq!(told["response_type"], "code");
        assert_eq!(told["code_challenge_method"], "S256");
        assert!(told["scope"].split(' ').any(|scope| scope == "openid"));
        let mut claims = json!({ "iss": self.url, "aud": CLIENT, "sub": "somebody", "iat": now, "exp": now + 300, "nonce": told["nonce"] });
        for (key, value) in more.as_object().expect("claims") {
            claims[key] = value.clone();
        }
        let code = hex(&rand::random::<[u8; 16]>());
        let challenge = told["code_challenge"].clone();
        let grant = Grant { claims, challenge };
        self.shared().grants.insert(code.clone(), grant);
        (code, told["state"].clone())
    }

    async fn talk(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).await.ok()?;
            if line.trim().is_empty() {
                break;
            }
            if let Some(said) = line.to_lowercase().strip_prefix("content-length:") {
                length = said.trim().parse().ok()?;
            }
            head.push_str(&line);
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await.ok()?;
        let path = head.split(' ').nth(1)?.to_owned();
        let (status, more, text) = match path.as_str() {
            "/jwks" => self.keys().await,
            "/token" => self.token(&head, &String::from_utf8(body).ok()?),
            "/.well-known/openid-configuration" => ("200 OK", "", self.described().to_string()),
            _ => ("404 Not Found", "", "{}".to_owned()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{more}content-length: {}\r\nconnection: close\r\n\r\n",
            text.len()
        );
        writer.write_all(head.as_bytes()).await.ok()?;
        writer.write_all(text.as_bytes()).await.ok()
    }

    fn described(&self) -> Value {
        let url = &self.url;
        json!({
            "issuer": url,
            "authorization_endpoint": format!("{url}/authorize"),
            "token_endpoint": format!("{url}/token"),
            "jwks_uri": format!("{url}/jwks"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA", "RS256"],
        })
    }

    async fn keys(&self) -> (&'static str, &'static str, String) {
        let (answers, keys) = {
            let mut shared = self.shared();
            shared.asked += 1;
            let keys: Vec<_> = shared.keys.iter().map(Key::public).collect();
            (shared.answers, json!({ "keys": keys }).to_string())
        };
        match answers {
            Keys::Fine => ("200 OK", "", keys),
            // It would be found there: only nobody goes.
            Keys::Elsewhere => ("302 Found", "location: /jwks\r\n", keys),
            Keys::Huge => ("200 OK", "", format!("{keys}{}", " ".repeat(70_000))),
            Keys::Slow => {
                tokio::time::sleep(Duration::from_secs(4)).await;
                ("200 OK", "", keys)
            }
            Keys::Nonsense => ("200 OK", "", "<html>".to_owned()),
            Keys::Broken => ("500 Internal Server Error", "", keys),
        }
    }

    fn token(&self, head: &str, body: &str) -> (&'static str, &'static str, String) {
        let form: HashMap<String, String> =
            reqwest::Url::parse(&format!("http://localhost/?{body}"))
                .expect("a form")
                .query_pairs()
                .into_owned()
                .collect();
        let refused = (
            "400 Bad Request",
            "",
            json!({ "error": "invalid_grant" }).to_string(),
        );
        let mut shared = self.shared();
        let grant = form.get("code").and_then(|code| shared.grants.remove(code));
        let Some(grant) = grant else {
            return refused;
        };
        let verifier = form.get("code_verifier").map(Sha256::digest);
        let fits = verifier.is_some_and(|hash| URL_SAFE_NO_PAD.encode(hash) == grant.challenge);
        let named = head.to_lowercase().contains("authorization: basic ");
        if !fits || !named {
            return refused;
        }
        let token = match &shared.forger {
            Some(forger) => forger(&grant.claims),
            None => {
                shared.keys[0].sign(&grant.claims, |header| header.typ = Some("JWT".to_owned()))
            }
        };
        let answer =
            json!({ "access_token": "of no use here", "token_type": "Bearer", "id_token": token });
        ("200 OK", "", answer.to_string())
    }
}
