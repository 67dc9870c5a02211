//! Secrets at rest: sealed with a key that does not lie in the database.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    sync::Arc,
};

use anyhow::{Context, bail};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};

use super::{
    clock::new_id,
    error::{Error, Result},
};

/// How what was sealed begins; another form would have another number.
const FORM: &str = "v1.";
const NONCE: usize = 24;

/// Seals and opens short secrets (XChaCha20-Poly1305). Clones share the key.
#[derive(Clone)]
pub struct Vault(Arc<XChaCha20Poly1305>);

impl Vault {
    /// The key in a file of 32 bytes in Base64; made, readable by its owner alone, where there is none.
    pub fn in_file(path: &Path) -> anyhow::Result<Self> {
        if !path.exists() {
            make(path).with_context(|| {
                format!(
                    "the key file `{}` cannot be made; set auth.secret_file to a file in a folder that can be written",
                    path.display()
                )
            })?;
        }
        let text = fs::read_to_string(path)
            .with_context(|| format!("the key file `{}` cannot be read", path.display()))?;
        let mode = fs::metadata(path)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            bail!(
                "others may read the key file `{}` (its mode is {mode:o}); make it 600",
                path.display()
            );
        }
        let key = STANDARD.decode(text.trim()).ok();
        let key = key.and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let Some(key) = key else {
            bail!(
                "the key file `{}` does not hold 32 bytes in Base64; restore it from a backup",
                path.display()
            );
        };
        Ok(Self::with_key(key))
    }

    pub fn with_key(key: [u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Seals a secret for a purpose; it opens for no other.
    pub fn seal(&self, purpose: &str, secret: &str) -> Result<String> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: purpose.as_bytes(),
        };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| Error::internal(anyhow::anyhow!("sealing a secret")))?;
        let whole = [&nonce[..], &sealed].concat();
        Ok(format!("{FORM}{}", URL_SAFE_NO_PAD.encode(whole)))
    }

    /// The secret; none when it was sealed with another key or for another purpose, or was tampered with.
    pub fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        let whole = URL_SAFE_NO_PAD.decode(sealed.strip_prefix(FORM)?).ok()?;
        let (nonce, sealed) = whole.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload {
            msg: sealed,
            aad: purpose.as_bytes(),
        };
        let secret = self.0.decrypt(&XNonce::from(nonce), payload).ok()?;
        String::from_utf8(secret).ok()
    }
}

/// Makes a key file whole or not at all; one that another process made meanwhile is left alone.
fn make(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|one| !one.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = folder.join(format!(".key-{}", new_id().simple()));
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    let key: [u8; 32] = rand::random();
    writeln!(file, "{}", STANDARD.encode(key))?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_and_purpose_alone() {
        let (vault, other) = (Vault::with_key([1; 32]), Vault::with_key([2; 32]));
        let sealed = vault.seal("test", "a secret").expect("sealed");
        assert_ne!(sealed, vault.seal("test", "a secret").expect("sealed"));
        assert_eq!(vault.open("test", &sealed).as_deref(), Some("a secret"));
        assert_eq!(vault.open("other", &sealed), None);
        assert_eq!(other.open("test", &sealed), None);
        let mut changed = sealed.clone();
        changed.replace_range(10..11, if &sealed[10..11] == "A" { "B" } else { "A" });
        assert_eq!(vault.open("test", &changed), None);
        for nonsense in ["", "v1.", "v1.AAAA", "a secret", "v2.AAAA", "v1.å"] {
            assert_eq!(vault.open("test", nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("deep/secret.key");
        let sealed = Vault::in_file(&path).expect("a key").seal("test", "x");
        let again = Vault::in_file(&path).expect("the same key");
        let sealed = sealed.expect("sealed");
        assert_eq!(again.open("test", &sealed).as_deref(), Some("x"));
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(path.parent().expect("a folder"))
                .expect("its files")
                .count(),
            1
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        let open = Vault::in_file(&path).err().expect("refused").to_string();
        assert!(open.contains("make it 600"), "{open}");
        fs::write(&path, "nonsense").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        assert!(Vault::in_file(&path).is_err());
    }
}
