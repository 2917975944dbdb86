//! Replacing of files as a whole.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Replaces files by others with these bytes. All bytes are on the disk before the first file is replaced, and each file is
/// replaced atomically, so that an error leaves the earlier files.
///
/// # Errors
///
/// If a file can't be written or replaced.
pub(crate) fn replace(files: &[(PathBuf, &[u8])]) -> io::Result<()> {
    let of = |path: &Path| {
        let path = path.display().to_string();
        move |error: io::Error| io::Error::new(error.kind(), format!("{path}: {error}"))
    };
    let mut written = Vec::new();
    for (path, bytes) in files {
        // A symbolic link stays one.
        let target = if path.is_symlink() { path.canonicalize().map_err(of(path))? } else { path.clone() };
        written.push((path, beside(&target, bytes).map_err(of(path))?, target));
    }
    for (path, file, target) in written {
        file.persist(target).map_err(|error| of(path)(error.error))?;
    }
    Ok(())
}

/// Writes a temporary file in the folder of `path`.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".oasmith-").suffix(".tmp");
    // Temporary files are private by default.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
