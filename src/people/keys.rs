//! The keys that sign access tokens: kept in the database, so that every process over it knows them.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex as SyncMutex, MutexGuard, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use ed25519_dalek::{
    SigningKey,
    pkcs8::{EncodePrivateKey, EncodePublicKey, spki::der::pem::LineEnding},
};
use entity::signing_key::{self, Column, Entity};
use jsonwebtoken::{DecodingKey, EncodingKey};
use lru::LruCache;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, QueryFilter, QueryOrder};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::{policy::KeepKeys, tokens::Claims};
use crate::platform::{
    access::{Followers, Permitted, Platform, Work},
    clock::new_id,
    error::{Error, Result},
    store::Store,
};

const ALGORITHM: &str = "EdDSA";
/// How long a process may go without looking whether keys were made or retired elsewhere.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How often tokens with unknown keys may make it look; whoever brings one waits for the next look and is not turned away.
const AT_MOST_EVERY: Duration = Duration::from_millis(100);
/// Tokens that are remembered once they were verified; each takes less than a kilobyte.
const VERIFIED: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();
/// What private keys are sealed for.
const PURPOSE: &str = "signing_key";
/// How a private key begins that was kept before keys were sealed.
const PLAIN: &str = "-----BEGIN";

/// Keys as they were last read.
pub(super) struct Ring {
    pub signer: (Uuid, EncodingKey),
    pub verifiers: HashMap<Uuid, DecodingKey>,
    /// When reading them began.
    read: Instant,
}

/// The keys that are good, in memory.
#[derive(Clone)]
pub struct Keys {
    store: Store,
    ring: Arc<RwLock<Arc<Ring>>>,
    /// Held by whoever reads them anew.
    reading: Arc<Mutex<()>>,
    /// Tokens whose signatures were found good. What else makes a token good is looked at each time, its key included.
    verified: Arc<SyncMutex<LruCache<Box<str>, Claims>>>,
}

impl Keys {
    /// Reads the keys; makes the first one where there is none.
    pub async fn ensure(store: &Store) -> Result<Self> {
        in_work(store, async |work, permit| seal_plain(work, permit).await).await?;
        let ring = match read(store).await? {
            Some(ring) => ring,
            None => {
                in_work(store, async |work, permit| make(work, permit).await).await?;
                read(store).await?.ok_or_else(none)?
            }
        };
        Ok(Self {
            store: store.clone(),
            ring: Arc::new(RwLock::new(Arc::new(ring))),
            reading: Arc::default(),
            verified: Arc::new(SyncMutex::new(LruCache::new(VERIFIED))),
        })
    }

    /// What a token says whose signature was found good before.
    pub(super) fn verified(&self, token: &str) -> Option<Claims> {
        self.remembered().get(token).cloned()
    }

    pub(super) fn note_verified(&self, token: &str, told: &Claims) {
        self.remembered().put(token.into(), told.clone());
    }

    fn remembered(&self) -> MutexGuard<'_, LruCache<Box<str>, Claims>> {
        self.verified.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a new key, which signs from now on. Keys that were replaced longer than `grace` ago are retired: every
    /// token they signed has expired by then.
    pub async fn rotate(&self, grace: TimeDelta) -> Result<Uuid> {
        let new = in_work(&self.store, async |work, permit| {
            let new = make(work, permit).await?;
            let good = work.all(good(work, permit)).await?;
            let replaced = good.windows(2);
            let replaced = replaced.filter(|pair| pair[0].created_at + grace <= work.now());
            let ids: Vec<_> = replaced.map(|pair| pair[1].id).collect();
            let which = Condition::all().add(Column::Id.is_in(ids));
            let retired = [(Column::RetiredAt, work.now().into())];
            work.change_under::<Entity, _, _>(permit, retired, which)
                .await?;
            Ok(new)
        })
        .await?;
        self.reload().await?;
        Ok(new)
    }

    /// The keys as this process knows them; looks again in the background when that was long ago.
    pub(super) fn ring(&self) -> Arc<Ring> {
        let ring = self.known();
        if ring.read.elapsed() > LOOK_AGAIN {
            let keys = self.clone();
            tokio::spawn(async move {
                if let Err(error) = keys.look_again(LOOK_AGAIN).await {
                    tracing::error!(?error, "reading the signing keys");
                }
            });
        }
        ring
    }

    fn known(&self) -> Arc<Ring> {
        self.ring
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The key of that id, if there is one; one that was made elsewhere is found too.
    pub(super) async fn verifier(&self, id: Uuid) -> Result<Option<DecodingKey>> {
        if let Some(key) = self.ring().verifiers.get(&id) {
            return Ok(Some(key.clone()));
        }
        self.look_after(Instant::now()).await?;
        Ok(self.known().verifiers.get(&id).cloned())
    }

    /// Reads the keys anew unless that has been done since a moment. Those who wait share one reading.
    async fn look_after(&self, moment: Instant) -> Result<()> {
        let _alone = self.reading.lock().await;
        let last = self.known().read;
        if last >= moment {
            return Ok(());
        }
        tokio::time::sleep(AT_MOST_EVERY.saturating_sub(last.elapsed())).await;
        self.reload().await
    }

    /// Reads the keys unless that was done in this time.
    async fn look_again(&self, unless_within: Duration) -> Result<()> {
        let _alone = self.reading.lock().await;
        match self.known().read.elapsed() > unless_within {
            true => self.reload().await,
            false => Ok(()),
        }
    }

    async fn reload(&self) -> Result<()> {
        let ring = read(&self.store).await?.ok_or_else(none)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }
}

fn none() -> Error {
    Error::internal(anyhow::anyhow!("there is no key to sign tokens with"))
}

type Permit = Permitted<KeepKeys, Platform>;

async fn in_work<T>(
    store: &Store,
    body: impl AsyncFnOnce(&Work, &Permit) -> Result<T>,
) -> Result<T> {
    let work = Work::of_system(store, "keys", Followers::default()).await?;
    let outcome = match work.permit_platform::<KeepKeys>() {
        Ok(permit) => body(&work, &permit).await,
        Err(error) => Err(error),
    };
    work.finish(outcome).await
}

/// The keys not retired, newest first.
fn good(work: &Work, permit: &Permit) -> sea_orm::Select<Entity> {
    work.select_under::<Entity, _, _>(permit)
        .filter(Column::RetiredAt.is_null())
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
}

async fn make(work: &Work, permit: &Permit) -> Result<Uuid> {
    let key = SigningKey::from_bytes(&rand::random());
    let private = key.to_pkcs8_pem(LineEnding::LF).map_err(unusable)?;
    let public = key.verifying_key().to_public_key_pem(LineEnding::LF);
    let row = signing_key::ActiveModel {
        id: Set(new_id()),
        algorithm: Set(ALGORITHM.to_owned()),
        private_pem: Set(work.vault()?.seal(PURPOSE, &private)?),
        public_pem: Set(public.map_err(unusable)?),
        created_at: Set(work.now()),
        retired_at: Set(None),
    };
    Ok(work.insert(row, permit).await?.id)
}

fn unusable(cause: impl std::fmt::Display) -> Error {
    Error::internal(anyhow::anyhow!("a key to sign tokens with: {cause}"))
}

/// Seals what an earlier Erfa kept as it was.
async fn seal_plain(work: &Work, permit: &Permit) -> Result<()> {
    let plain = work
        .select_under::<Entity, _, _>(permit)
        .filter(Column::PrivatePem.starts_with(PLAIN));
    for row in work.all(plain).await? {
        let sealed = work.vault()?.seal(PURPOSE, &row.private_pem)?;
        let this = Condition::all().add(Column::Id.eq(row.id));
        work.change_under::<Entity, _, _>(permit, [(Column::PrivatePem, sealed.into())], this)
            .await?;
    }
    Ok(())
}

async fn read(store: &Store) -> Result<Option<Ring>> {
    let began = Instant::now();
    let work = Work::snapshot(store, "keys").await?;
    let rows = match work.permit_platform::<KeepKeys>() {
        Ok(permit) => work.all(good(&work, &permit)).await,
        Err(error) => Err(error),
    };
    let rows = work.finish(rows).await?;
    let Some(newest) = rows.first() else {
        return Ok(None);
    };
    let private = store.vault()?.open(PURPOSE, &newest.private_pem);
    let private = private.ok_or_else(|| {
        unusable("it was sealed with another key than auth.secret_file holds; restore that file")
    })?;
    let signer = EncodingKey::from_ed_pem(private.as_bytes()).map_err(unusable)?;
    let verifier = |row: &signing_key::Model| {
        // Each key belongs to one algorithm, and nothing signed with another verifies by it.
        if row.algorithm != ALGORITHM {
            return Err(unusable(format!("{} is not served", row.algorithm)));
        }
        let key = DecodingKey::from_ed_pem(row.public_pem.as_bytes()).map_err(unusable)?;
        Ok((row.id, key))
    };
    Ok(Some(Ring {
        signer: (newest.id, signer),
        verifiers: rows.iter().map(verifier).collect::<Result<_>>()?,
        read: began,
    }))
}
