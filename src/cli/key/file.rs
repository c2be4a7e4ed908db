//! Key files as `waypost key` writes and reads them: a PEM private key in clear, under a passphrase, or as one of several
//! shares. `docs/sealing.md` has their bytes.

use std::fs::OpenOptions;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use crate::crypto::passphrase::{self, Wrapped};
use crate::crypto::{Aad, CollectionPrivate, SymmetricKey, shares, token};

const LOCKED: &str = "WAYPOST LOCKED KEY";
const SHARE: &str = "WAYPOST KEY SHARE";

/// What a locked key is bound to.
fn locked_aad() -> Aad {
    Aad::of("waypost locked key 1", &[])
}

/// What the key inside shares is bound to: which set, how many are needed.
fn share_aad(set: &str, need: u8) -> Aad {
    Aad::of("waypost key share 1", &[set, &need.to_string()])
}

/// Reads a private key: a PEM file, or one of ours under a passphrase, which is asked for.
pub fn read_private(file: &Path) -> anyhow::Result<CollectionPrivate> {
    let text = std::fs::read_to_string(file)
        .map(Zeroizing::new)
        .with_context(|| format!("cannot read the key file {}", file.display()))?;
    let pem = match block(&text, LOCKED) {
        Some(locked) => unlock(&locked)?,
        None => text,
    };
    CollectionPrivate::from_pem(&pem).with_context(|| format!("key file {}", file.display()))
}

/// A new passphrase, asked for twice.
pub fn ask_new() -> anyhow::Result<Zeroizing<String>> {
    let passphrase = ask("New passphrase: ")?;
    ensure!(
        *ask("The same again: ")? == *passphrase,
        "the two passphrases are not the same"
    );
    Ok(passphrase)
}

/// Puts a key under a passphrase, which is asked for twice.
pub fn lock(key: &CollectionPrivate) -> anyhow::Result<Zeroizing<String>> {
    let passphrase = ask_new()?;
    let wrapped = passphrase::wrap(&passphrase, &locked_aad(), key.to_pkcs8_pem()?.as_bytes())?;
    let fingerprint = key.public().fingerprint();
    Ok(Zeroizing::new(format!(
        "-----BEGIN {LOCKED}-----\nfingerprint: {fingerprint}\nkdf: {}\nkey: {}\n-----END {LOCKED}-----\n",
        wrapped.kdf,
        STANDARD.encode(&wrapped.bytes)
    )))
}

fn unlock(locked: &[(&str, &str)]) -> anyhow::Result<Zeroizing<String>> {
    let wrapped = Wrapped {
        kdf: field(locked, "kdf")?.to_owned(),
        bytes: STANDARD
            .decode(field(locked, "key")?)
            .context("the locked key is no base64")?,
    };
    let passphrase = ask("Passphrase of the key: ")?;
    let plain = passphrase::unwrap(&passphrase, &locked_aad(), &wrapped.kdf, &wrapped.bytes)?;
    text(plain)
}

/// Splits a key into the texts of `count` shares.
pub fn split(
    key: &CollectionPrivate,
    need: u8,
    count: u8,
) -> anyhow::Result<Vec<Zeroizing<String>>> {
    let secret = SymmetricKey::generate();
    let pieces = shares::split(secret.to_base64().as_bytes(), need, count)?;
    let set = token::random_id();
    let sealed = secret.seal(&share_aad(&set, need), key.to_pkcs8_pem()?.as_bytes());
    let (sealed, fingerprint) = (STANDARD.encode(sealed), key.public().fingerprint());
    let text = |(n, piece): (usize, &Zeroizing<Vec<u8>>)| {
        Zeroizing::new(format!(
            "-----BEGIN {SHARE}-----\nfingerprint: {fingerprint}\nset: {set}\nshare: {} of {count}\nneeded: {need}\npiece: {}\nkey: {sealed}\n-----END {SHARE}-----\n",
            n + 1,
            STANDARD.encode(piece.as_slice())
        ))
    };
    Ok(pieces.iter().enumerate().map(text).collect())
}

/// Joins the texts of shares.
pub fn join(texts: &[Zeroizing<String>]) -> anyhow::Result<CollectionPrivate> {
    let mut pieces = Vec::new();
    let mut common: Option<(String, u8, String)> = None;
    for text in texts {
        let share = block(text, SHARE).context("one of the files is no share of a key")?;
        let need = field(&share, "needed")?
            .parse()
            .context("how many shares are needed")?;
        let of = (
            field(&share, "set")?.to_owned(),
            need,
            field(&share, "key")?.to_owned(),
        );
        match &common {
            Some(known) if *known != of => bail!("these are shares of different keys"),
            _ => common = Some(of),
        }
        let piece = STANDARD
            .decode(field(&share, "piece")?)
            .context("a piece is no base64")?;
        pieces.push(Zeroizing::new(piece));
    }
    let (set, need, sealed) = common.context("no share was given")?;
    ensure!(
        pieces.len() >= usize::from(need),
        "{need} different shares are needed, {} were given",
        pieces.len()
    );
    let slices: Vec<&[u8]> = pieces.iter().map(|piece| piece.as_slice()).collect();
    let secret = text(shares::join(&slices, need)?)?;
    let wrong = "these shares do not give the key back: is one given twice, or mistyped?";
    let secret = SymmetricKey::from_base64(&secret).ok().context(wrong)?;
    let sealed = STANDARD
        .decode(sealed)
        .context("the key in a share is no base64")?;
    let pem = secret
        .open(&share_aad(&set, need), &sealed)
        .ok()
        .context(wrong)?;
    Ok(CollectionPrivate::from_pem(&text(pem)?)?)
}

/// Writes a new file that only its owner can read; one that is there is never overwritten.
pub fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| {
            format!(
                "cannot make {} (a file that is there is never overwritten)",
                path.display()
            )
        })?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a file would be taken for a key.
        let _ = std::fs::remove_file(path);
        return Err(error).with_context(|| format!("cannot write {}", path.display()));
    }
    Ok(())
}

/// Asks for a secret: at a terminal without showing it, else a line of the standard input.
pub fn ask(question: &str) -> anyhow::Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        return Ok(Zeroizing::new(rpassword::prompt_password(question)?));
    }
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().read_line(&mut line)?;
    ensure!(read > 0, "a passphrase is needed on the standard input");
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

fn text(bytes: Zeroizing<Vec<u8>>) -> anyhow::Result<Zeroizing<String>> {
    let text = std::str::from_utf8(&bytes).context("what came out is no text")?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// The fields between the lines of a block of ours.
fn block<'t>(text: &'t str, label: &str) -> Option<Vec<(&'t str, &'t str)>> {
    let begin = format!("-----BEGIN {label}-----");
    let inside = &text[text.find(&begin)? + begin.len()..];
    let inside = &inside[..inside.find(&format!("-----END {label}-----"))?];
    let fields = inside.lines().filter_map(|line| line.split_once(':'));
    Some(
        fields
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect(),
    )
}

fn field<'t>(fields: &[(&str, &'t str)], name: &str) -> anyhow::Result<&'t str> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
        .with_context(|| format!("the file has no line \"{name}: …\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::RsaBits;

    fn key() -> CollectionPrivate {
        CollectionPrivate::generate(RsaBits::B2048).unwrap()
    }

    #[test]
    fn two_of_three_shares_give_the_key_back() {
        let key = key();
        let shares = split(&key, 2, 3).unwrap();
        for two in [[0, 1], [1, 2], [2, 0]] {
            let given: Vec<_> = two.iter().map(|n| shares[*n].clone()).collect();
            assert_eq!(join(&given).unwrap().public(), key.public());
        }
        let pem = key.to_pkcs8_pem().unwrap();
        assert!(shares.iter().all(|share| !share.contains(&pem[40..80])));
    }

    #[test]
    fn shares_that_do_not_belong_together_say_so() {
        let (a, b) = (split(&key(), 2, 3).unwrap(), split(&key(), 2, 3).unwrap());
        let why = |given: &[Zeroizing<String>]| join(given).unwrap_err().to_string();
        assert!(why(&[a[0].clone()]).contains("2 different shares are needed"));
        assert!(why(&[a[0].clone(), b[1].clone()]).contains("different keys"));
        assert!(join(&[a[0].clone(), a[0].clone()]).is_err());
        let mut altered = a[1].clone();
        let at = altered.find("piece: ").unwrap() + 20;
        let other = if altered[at..].starts_with('A') {
            "B"
        } else {
            "A"
        };
        altered.replace_range(at..=at, other);
        assert!(join(&[a[0].clone(), altered]).is_err());
        assert!(why(&[]).contains("no share"));
    }
}
