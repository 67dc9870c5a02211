//! The keys of one issuer, from one fixed address.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use tokio::sync::Mutex;

use crate::platform::{
    error::{Error, Result},
    outgoing::Outgoing,
};

/// Keys that were read longer ago are read anew, in the background while they are still good.
const LASTS: Duration = Duration::from_secs(600);
/// Whoever names a key by more than this means none.
const LONGEST_ID: usize = 256;

/// A key and the one algorithm that it is for.
#[derive(Clone)]
pub struct Key {
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

#[derive(Default)]
struct Read {
    keys: HashMap<String, Key>,
    /// When somebody last asked for them, whatever came of it.
    asked: Option<Instant>,
    /// Whether they ever came.
    once: bool,
}

/// Clones share the keys.
#[derive(Clone)]
pub struct Jwks {
    address: Arc<str>,
    cooldown: Duration,
    outgoing: Outgoing,
    read: Arc<RwLock<Arc<Read>>>,
    /// Held by whoever asks for them.
    asking: Arc<Mutex<()>>,
}

impl Jwks {
    pub fn new(address: &str, cooldown: Duration, outgoing: &Outgoing) -> Self {
        Self {
            address: address.into(),
            cooldown,
            outgoing: outgoing.clone(),
            read: Arc::default(),
            asking: Arc::default(),
        }
    }

    /// The key of that id. One that is not known makes it ask once; who comes meanwhile waits for the same answer, and within
    /// the cooldown nobody makes it ask again.
    pub async fn key(&self, id: &str) -> Result<Option<Key>> {
        if id.len() > LONGEST_ID {
            return Ok(None);
        }
        let read = self.known();
        if let Some(key) = read.keys.get(id) {
            if read.asked.is_some_and(|asked| asked.elapsed() > LASTS) {
                let this = self.clone();
                tokio::spawn(async move { this.look().await });
            }
            return Ok(Some(key.clone()));
        }
        self.look().await;
        let read = self.known();
        match read.keys.get(id) {
            Some(key) => Ok(Some(key.clone())),
            None if read.once => Ok(None),
            None => Err(Error::Unavailable(
                "The keys that this token was signed with cannot be read at this moment; try again later.".to_owned(),
            )),
        }
    }

    fn known(&self) -> Arc<Read> {
        self.read
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn look(&self) {
        let _alone = self.asking.lock().await;
        let before = self.known();
        if before
            .asked
            .is_some_and(|asked| asked.elapsed() < self.cooldown)
        {
            return;
        }
        let fetched = self.fetch().await;
        let asked = Some(Instant::now());
        let read = match fetched {
            Ok(keys) => Read {
                keys,
                asked,
                once: true,
            },
            Err(why) => {
                tracing::warn!(
                    address = &*self.address,
                    why,
                    "the keys of an issuer cannot be read"
                );
                Read {
                    keys: before.keys.clone(),
                    asked,
                    once: before.once,
                }
            }
        };
        *self.read.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(read);
    }

    async fn fetch(&self) -> Result<HashMap<String, Key>, String> {
        let answer = self.outgoing.get(&self.address).await;
        let answer = answer.map_err(|why| why.to_string())?;
        if !answer.status.is_success() {
            return Err(format!("the answer is {}", answer.status));
        }
        let set: JwkSet = serde_json::from_slice(&answer.body)
            .map_err(|_| "the answer is no set of keys".to_owned())?;
        Ok(set.keys.iter().filter_map(usable).collect())
    }
}

/// Public keys for signatures, of kinds that are served; all others count as not there.
fn usable(jwk: &Jwk) -> Option<(String, Key)> {
    let id = jwk.common.key_id.clone()?;
    let signs = matches!(
        jwk.common.public_key_use,
        None | Some(PublicKeyUse::Signature)
    );
    let algorithm = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Algorithm::RS256,
        AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => {
            Algorithm::ES256
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            Algorithm::EdDSA
        }
        _ => return None,
    };
    let named = jwk.common.key_algorithm.map(|named| named.to_string());
    let fits = named.is_none_or(|named| named == format!("{algorithm:?}"));
    let key = DecodingKey::from_jwk(jwk).ok().filter(|_| signs && fits)?;
    Some((id, Key { algorithm, key }))
}
