//! The folder: `ROOT/ab/abcdef…` for blobs, `ROOT/tmp/…` for those that are being written.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{BlobError, BlobId};

const UNFINISHED: &str = "tmp";

/// A folder of blobs. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct BlobFolder {
    root: PathBuf,
    shared: Shared,
}

/// Who but its owner may use a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Nobody.
    WithNobody,
    /// Its group, as far as the process's umask allows: `serve` and the vault as two users. It holds ciphertext.
    WithGroup,
}

impl Shared {
    fn file_mode(self) -> u32 {
        match self {
            Self::WithNobody => 0o600,
            Self::WithGroup => 0o660,
        }
    }
}

impl BlobFolder {
    /// Opens a folder and makes it if needed, for its owner only.
    ///
    /// # Errors
    /// [`BlobError::Folder`] when it cannot be made.
    pub fn open(root: impl Into<PathBuf>) -> Result<BlobFolder, BlobError> {
        Self::open_for(root, Shared::WithNobody)
    }

    /// Opens a folder and makes it if needed.
    ///
    /// # Errors
    /// [`BlobError::Folder`] when it cannot be made.
    pub fn open_for(root: impl Into<PathBuf>, shared: Shared) -> Result<BlobFolder, BlobError> {
        let root = root.into();
        let make_folder = |path: &Path| make_folder(path, shared);
        make_folder(&root).map_err(BlobError::Folder)?;
        make_folder(&root.join(UNFINISHED)).map_err(BlobError::Folder)?;
        // Made once and synced once: a blob then needs to sync its own shelf only.
        for shelf in 0..=255u8 {
            make_folder(&root.join(format!("{shelf:02x}"))).map_err(BlobError::Folder)?;
        }
        sync_folder(&root).map_err(BlobError::Folder)?;
        Ok(BlobFolder { root, shared })
    }

    /// Keeps a blob; returns once it is durable. Blocks: for threads that may wait.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub fn put(&self, id: &BlobId, bytes: &[u8]) -> Result<(), BlobError> {
        let mut file = Unfinished::create(self, id)?;
        file.write_all(bytes).map_err(BlobError::Folder)?;
        file.finish()
    }

    /// A blob that comes in pieces, for threads that may wait.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub fn begin(&self, id: &BlobId) -> Result<Unfinished, BlobError> {
        Unfinished::create(self, id)
    }

    /// Reads a blob. Blocks: for threads that may wait.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Folder`].
    pub fn read(&self, id: &BlobId) -> Result<Vec<u8>, BlobError> {
        Ok(fs::read(self.path(id))?)
    }

    /// A blob to be read in pieces, for threads that may wait.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::Folder`].
    pub fn reader(&self, id: &BlobId) -> Result<impl Read + use<>, BlobError> {
        Ok(File::open(self.path(id))?)
    }

    /// Deletes a blob; durable on return. One that is not there is deleted already. Blocks.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub fn delete(&self, id: &BlobId) -> Result<(), BlobError> {
        match fs::remove_file(self.path(id)) {
            Ok(()) => sync_folder(&self.root.join(id.shelf())).map_err(BlobError::Folder),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(BlobError::Folder(error)),
        }
    }

    /// A blob that comes in pieces.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub async fn writer(&self, id: &BlobId) -> Result<BlobWriter, BlobError> {
        let (folder, id) = (self.clone(), id.clone());
        let file = blocking(move || Unfinished::create(&folder, &id)).await?;
        Ok(BlobWriter {
            file: Some(file),
            held: Vec::new(),
        })
    }

    /// Blobs not changed for `age`, out of which the caller deletes those that no row names. The age keeps those safe
    /// whose row is about to commit. Blocks.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub fn older_than(&self, age: Duration) -> Result<Vec<BlobId>, BlobError> {
        let mut found = Vec::new();
        for shelf in fs::read_dir(&self.root).map_err(BlobError::Folder)? {
            let shelf = shelf.map_err(BlobError::Folder)?;
            if shelf.file_name() == UNFINISHED {
                continue;
            }
            for path in old_files(&shelf.path(), age).map_err(BlobError::Folder)? {
                let name = path
                    .file_name()
                    .and_then(|name| name.to_str())
                    .unwrap_or_default();
                found.extend(name.parse::<BlobId>());
            }
        }
        found.sort();
        Ok(found)
    }

    /// Deletes what was begun and not changed for `age`: leftovers of a crash. Answers how many. Blocks.
    ///
    /// # Errors
    /// [`BlobError::Folder`].
    pub fn sweep_unfinished(&self, age: Duration) -> Result<usize, BlobError> {
        let left = old_files(&self.root.join(UNFINISHED), age).map_err(BlobError::Folder)?;
        for path in &left {
            fs::remove_file(path).map_err(BlobError::Folder)?;
        }
        Ok(left.len())
    }

    fn path(&self, id: &BlobId) -> PathBuf {
        self.root.join(id.shelf()).join(id.as_str())
    }
}

/// A blob that is being written. Dropped before [`BlobWriter::finish`], it leaves nothing.
pub struct BlobWriter {
    file: Option<Unfinished>,
    held: Vec<u8>,
}

/// How much is gathered before it goes to the disk.
const GATHER: usize = 256 * 1024;

impl BlobWriter {
    /// Appends.
    ///
    /// # Errors
    /// [`BlobError::Folder`]; the blob is given up then.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= GATHER {
            self.flush().await
        } else {
            Ok(())
        }
    }

    /// Makes it durable and gives it its name.
    ///
    /// # Errors
    /// [`BlobError::Folder`]; nothing is left then.
    pub async fn finish(mut self) -> Result<(), BlobError> {
        self.flush().await?;
        let file = self.file.take().ok_or_else(given_up)?;
        blocking(move || file.finish()).await
    }

    /// Gives it up and leaves nothing; dropping does the same.
    pub fn abort(self) {}

    async fn flush(&mut self) -> Result<(), BlobError> {
        let mut file = self.file.take().ok_or_else(given_up)?;
        let mut held = std::mem::take(&mut self.held);
        let (file, held) = blocking(move || {
            file.write_all(&held).map_err(BlobError::Folder)?;
            held.clear();
            Ok((file, held))
        })
        .await?;
        self.file = Some(file);
        self.held = held;
        Ok(())
    }
}

/// A blob under its temporary name. Dropped before [`Unfinished::finish`], it leaves nothing.
pub struct Unfinished {
    /// None once it was set aside.
    file: Option<File>,
    from: PathBuf,
    to: PathBuf,
    renamed: bool,
}

impl Unfinished {
    fn create(folder: &BlobFolder, id: &BlobId) -> Result<Unfinished, BlobError> {
        let from = folder.root.join(UNFINISHED).join(id.as_str());
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(folder.shared.file_mode())
            .open(&from)
            .map_err(BlobError::Folder)?;
        Ok(Unfinished {
            file: Some(file),
            from,
            to: folder.path(id),
            renamed: false,
        })
    }

    /// Closes the file until [`Unfinished::finish`]: more may wait than a process may hold open.
    pub fn set_aside(&mut self) {
        self.file = None;
    }

    /// Makes it durable and gives it its name. Blocks.
    ///
    /// # Errors
    /// [`BlobError::Folder`]; nothing is left under a temporary name then, and what has its own by then is swept.
    pub fn finish(mut self) -> Result<(), BlobError> {
        let file = match self.file.take() {
            Some(file) => file,
            None => File::open(&self.from).map_err(BlobError::Folder)?,
        };
        file.sync_all().map_err(BlobError::Folder)?;
        fs::rename(&self.from, &self.to).map_err(BlobError::Folder)?;
        self.renamed = true;
        let shelf = self.to.parent().ok_or_else(given_up)?;
        sync_folder(shelf).map_err(BlobError::Folder)
    }
}

impl Write for Unfinished {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let set_aside = || io::Error::other("the blob was set aside");
        self.file.as_mut().ok_or_else(set_aside)?.write(bytes)
    }

    /// Every write goes to the system at once.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.renamed {
            // What stays is swept later.
            let _ = fs::remove_file(&self.from);
        }
    }
}

fn given_up() -> BlobError {
    BlobError::Folder(io::Error::other("the blob was given up after an error"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(_) => Err(given_up()),
    }
}

fn make_folder(path: &Path, shared: Shared) -> io::Result<()> {
    let mode = match shared {
        Shared::WithNobody => 0o700,
        Shared::WithGroup => 0o770,
    };
    DirBuilder::new().recursive(true).mode(mode).create(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn old_files(folder: &Path, age: Duration) -> io::Result<Vec<PathBuf>> {
    let now = SystemTime::now();
    let mut old = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let changed = match entry.metadata() {
            Ok(known) if known.is_file() => known.modified()?,
            // Renamed or deleted since the folder was read.
            _ => continue,
        };
        if now.duration_since(changed).is_ok_and(|since| since >= age) {
            old.push(entry.path());
        }
    }
    Ok(old)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::time::Duration;

    use super::*;

    fn folder() -> (tempfile::TempDir, BlobFolder) {
        let place = tempfile::tempdir().unwrap();
        let blobs = BlobFolder::open(place.path().join("blobs")).unwrap();
        (place, blobs)
    }

    #[test]
    fn a_blob_is_read_back_and_belongs_to_its_owner_only() {
        let (_place, blobs) = folder();
        let id = BlobId::random();
        blobs.put(&id, b"ciphertext").unwrap();
        assert_eq!(blobs.read(&id).unwrap(), b"ciphertext");
        assert_eq!(
            fs::metadata(blobs.path(&id)).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(
            fs::metadata(&blobs.root).unwrap().permissions().mode() & 0o777,
            0o700
        );
    }

    #[test]
    fn a_deleted_blob_is_missing_and_deleting_it_again_is_no_error() {
        let (_place, blobs) = folder();
        let id = BlobId::random();
        blobs.put(&id, b"x").unwrap();
        blobs.delete(&id).unwrap();
        blobs.delete(&id).unwrap();
        assert!(matches!(blobs.read(&id), Err(BlobError::Missing)));
    }

    #[tokio::test]
    async fn pieces_make_one_blob_that_appears_when_it_is_finished() {
        let (_place, blobs) = folder();
        let id = BlobId::random();
        let mut writer = blobs.writer(&id).await.unwrap();
        let piece = vec![7; GATHER / 2 + 1];
        for _ in 0..3 {
            writer.write(&piece).await.unwrap();
        }
        assert!(matches!(blobs.read(&id), Err(BlobError::Missing)));
        writer.finish().await.unwrap();
        assert_eq!(blobs.read(&id).unwrap().len(), 3 * piece.len());
    }

    #[tokio::test]
    async fn a_blob_that_is_given_up_leaves_nothing() {
        let (_place, blobs) = folder();
        let id = BlobId::random();
        let mut writer = blobs.writer(&id).await.unwrap();
        writer.write(b"half").await.unwrap();
        drop(writer);
        assert!(
            fs::read_dir(blobs.root.join(UNFINISHED))
                .unwrap()
                .next()
                .is_none()
        );
        assert!(matches!(blobs.read(&id), Err(BlobError::Missing)));
    }

    #[test]
    fn a_blob_that_was_set_aside_gets_its_name_or_leaves_nothing() {
        let (_place, blobs) = folder();
        let ids = [BlobId::random(), BlobId::random()];
        let mut begun = ids.clone().map(|id| blobs.begin(&id).unwrap());
        for file in &mut begun {
            file.write_all(b"ciphertext").unwrap();
            file.set_aside();
            assert!(file.write_all(b"more").is_err());
        }
        let [kept, dropped] = begun;
        kept.finish().unwrap();
        drop(dropped);
        let mut read = Vec::new();
        let mut reader = blobs.reader(&ids[0]).unwrap();
        reader.read_to_end(&mut read).unwrap();
        assert_eq!(read, b"ciphertext");
        assert!(matches!(blobs.reader(&ids[1]), Err(BlobError::Missing)));
        let unfinished = fs::read_dir(blobs.root.join(UNFINISHED)).unwrap();
        assert_eq!(unfinished.count(), 0);
    }

    #[test]
    fn leftovers_of_a_crash_are_swept_once_they_are_old() {
        let (_place, blobs) = folder();
        fs::write(blobs.root.join(UNFINISHED).join("left"), b"half").unwrap();
        assert_eq!(blobs.sweep_unfinished(Duration::from_secs(60)).unwrap(), 0);
        assert_eq!(blobs.sweep_unfinished(Duration::ZERO).unwrap(), 1);
    }

    #[test]
    fn only_blobs_that_are_old_enough_are_listed_for_the_sweep() {
        let (_place, blobs) = folder();
        let id = BlobId::random();
        blobs.put(&id, b"x").unwrap();
        assert_eq!(blobs.older_than(Duration::from_secs(60)).unwrap(), []);
        assert_eq!(blobs.older_than(Duration::ZERO).unwrap(), [id]);
    }
}
