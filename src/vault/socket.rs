//! The vault behind a Unix socket: `waypost vault` answers, `waypost serve` asks.
//!
//! A message is a length and JSON; plaintext in an answer travels after it as bytes of its own, so that it is
//! never copied through a text form. The peer must be the same user, root, or the user that the settings name for `serve`.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use zeroize::Zeroizing;

use super::Vault;
use super::client::{Answering, By, Port, Reply, Request, VaultError};

const MOST_HEAD: u32 = 4 << 20;
const MOST_BODY: u32 = 512 << 20;

/// Listens, and answers until the process ends. `serve_uid`: the user of `serve`, if it is another than the vault's.
///
/// # Errors
/// When the socket cannot be made.
pub async fn serve(vault: Arc<Vault>, path: &Path, serve_uid: Option<u32>) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    // Another user reaches it by its group; who of the group may speak is decided below.
    let mode = if serve_uid.is_some() { 0o660 } else { 0o600 };
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    loop {
        let (stream, _) = listener.accept().await?;
        let own = rustix::process::getuid().as_raw();
        let peer = stream.peer_cred()?;
        if ![Some(own), Some(0), serve_uid].contains(&Some(peer.uid())) {
            tracing::warn!(uid = peer.uid(), "another user tried the vault's socket");
            continue;
        }
        let vault = vault.clone();
        tokio::spawn(async move {
            if let Err(error) = converse(vault, stream).await {
                tracing::debug!(%error, "a connection to the vault ended");
            }
        });
    }
}

async fn converse(vault: Arc<Vault>, mut stream: UnixStream) -> std::io::Result<()> {
    loop {
        let head = match read_piece(&mut stream, MOST_HEAD).await {
            Ok(head) => head,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let request: Request = serde_json::from_slice(&head).map_err(std::io::Error::other)?;
        if let Request::Invite {
            by: By::Operator, ..
        }
        | Request::Reset {
            by: By::Operator, ..
        }
        | Request::AskRecovery {
            by: By::Operator, ..
        } = request
        {
            return Err(std::io::Error::other(
                "an operator's word does not come by a socket",
            ));
        }
        let vault = vault.clone();
        let answer = tokio::task::spawn_blocking(move || vault.answer(request))
            .await
            .unwrap_or(Err(VaultError::Internal("the vault's thread failed")));
        let head = serde_json::to_vec(&answer)
            .map(Zeroizing::new)
            .map_err(std::io::Error::other)?;
        write_piece(&mut stream, &head).await?;
        if let Ok(Reply::Plaintext(plain)) = &answer {
            write_piece(&mut stream, plain).await?;
        }
    }
}

/// The way to a vault in another process.
pub struct Remote {
    path: PathBuf,
    idle: parking_lot::Mutex<Vec<UnixStream>>,
}

impl Remote {
    /// A vault at that socket, whether it answers now or later.
    pub fn at(path: PathBuf) -> Self {
        Self {
            path,
            idle: parking_lot::Mutex::default(),
        }
    }

    async fn exchange(&self, request: &Request) -> std::io::Result<Result<Reply, VaultError>> {
        let head = serde_json::to_vec(request)
            .map(Zeroizing::new)
            .map_err(std::io::Error::other)?;
        let kept = self.idle.lock().pop();
        let mut stream = match kept {
            Some(stream) => stream,
            None => UnixStream::connect(&self.path).await?,
        };
        write_piece(&mut stream, &head).await?;
        let answer = read_piece(&mut stream, MOST_HEAD).await?;
        let mut answer: Result<Reply, VaultError> =
            serde_json::from_slice(&answer).map_err(std::io::Error::other)?;
        if let Ok(Reply::Plaintext(plain)) = &mut answer {
            *plain = read_piece(&mut stream, MOST_BODY).await?;
        }
        self.idle.lock().push(stream);
        Ok(answer)
    }
}

impl Port for Remote {
    fn ask(&self, request: Request) -> Answering<'_> {
        Box::pin(async move {
            // A kept connection may be of a vault that has been started again since: then one more try.
            for _ in 0..2 {
                match self.exchange(&request).await {
                    Ok(answer) => return answer,
                    Err(_) => self.idle.lock().clear(),
                }
            }
            Err(VaultError::Away)
        })
    }
}

async fn read_piece(stream: &mut UnixStream, most: u32) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let length = stream.read_u32().await?;
    if length > most {
        return Err(std::io::Error::other("a message that is too long"));
    }
    let mut bytes = Zeroizing::new(vec![0; length as usize]);
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn write_piece(stream: &mut UnixStream, bytes: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(std::io::Error::other)?;
    stream.write_u32(length).await?;
    stream.write_all(bytes).await
}
