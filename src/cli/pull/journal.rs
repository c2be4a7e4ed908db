//! What has been done, one line each, so that an interrupted move goes on.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// See the module.
pub struct Journal {
    folder: PathBuf,
    done: HashSet<String>,
    file: File,
}

impl Journal {
    /// The journal in a form's folder.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("done.txt");
        let done = std::fs::read_to_string(&path).unwrap_or_default();
        Ok(Self {
            folder: folder.to_owned(),
            // A line that was cut off by a crash is no id of anything and does no harm.
            done: done.lines().map(str::to_owned).collect(),
            file: File::options().create(true).append(true).open(path)?,
        })
    }

    /// Whether it was moved.
    pub fn has(&self, id: &str) -> bool {
        self.done.contains(id)
    }

    /// It was moved.
    pub fn done(&mut self, id: &str) -> anyhow::Result<()> {
        writeln!(self.file, "{}", id.replace(['\n', '\r'], " "))?;
        self.done.insert(id.to_owned());
        Ok(())
    }

    /// What was not moved this time, and why.
    pub fn left(&self, lines: &[String]) -> anyhow::Result<()> {
        let path = self.folder.join("left.txt");
        match lines.is_empty() {
            true if path.exists() => std::fs::remove_file(path)?,
            true => {}
            false => std::fs::write(path, lines.join("\n") + "\n")?,
        }
        Ok(())
    }
}

/// A name that another server gave, as one of a file here.
pub fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let safe = |c: char| if c.is_control() { '_' } else { c };
    match last.chars().map(safe).collect::<String>() {
        name if matches!(name.as_str(), "" | "." | "..") => "_".into(),
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_elsewhere_is_never_a_path() {
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name(".."), "_");
        assert_eq!(file_name("a b/ü&"), "ü&");
    }
}
