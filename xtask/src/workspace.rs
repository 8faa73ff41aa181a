//! The workspace as data: its members and the module trees of their crates. Called by every check; knows no rule.

use crate::manifest::{self, Manifest};
use crate::modules::{Crate, Reader};
use crate::{ReadError, Result};
use std::path::{Path, PathBuf};

/// A package of the workspace.
pub struct Member {
    /// Its folder from the root, with `/`; empty for the facade.
    pub folder: String,
    /// What its manifest says.
    pub manifest: Manifest,
}

/// One Rust file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Its path from the root, with `/`.
    pub path: String,
    /// How many lines it has.
    pub lines: usize,
    /// Whether it is compiled for tests alone.
    pub is_test: bool,
}

/// Members, files and crates.
pub struct Workspace {
    /// In the order of the root manifest, the facade last.
    pub members: Vec<Member>,
    /// The crates of all members: libraries, binaries, tests, benches, examples.
    pub crates: Vec<Crate>,
    /// The files of all crates.
    pub files: Vec<File>,
}

impl Workspace {
    /// Reads every manifest and source under a root.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or is neither Rust nor TOML where it should be.
    pub fn read(root: &Path) -> Result<Workspace> {
        let manifest = manifest::read(root)?;
        let mut folders = manifest::members(&manifest);
        folders.push(String::new());
        let mut workspace = Workspace { members: Vec::new(), crates: Vec::new(), files: Vec::new() };
        for folder in folders {
            let Some(package) = manifest::package(&manifest::read(&root.join(&folder))?) else { continue };
            let sources = rust_files(root, &folder)?;
            let mut reader = Reader::new(root, &package.name, &folder);
            reader.read_all(&sources, workspace.files.len())?;
            workspace.crates.append(&mut reader.crates);
            workspace.files.append(&mut reader.files);
            workspace.members.push(Member { folder, manifest: package });
        }
        Ok(workspace)
    }

    /// The workspace that this crate is a member of.
    ///
    /// # Errors
    ///
    /// As [`Workspace::read`].
    pub fn here() -> Result<Workspace> {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        Workspace::read(xtask.parent().expect("this crate lies in the workspace"))
    }

    /// The member of a folder.
    pub fn member(&self, folder: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.folder == folder)
    }

    /// The number of the library of a name, as code writes it.
    pub fn library(&self, name: &str) -> Option<usize> {
        self.crates.iter().position(|one| one.is_library && one.name == name)
    }
}

/// The Rust files of a member's folder, without those of members inside it.
fn rust_files(root: &Path, folder: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    collect(&root.join(folder), &mut found)?;
    let relative = |path: &PathBuf| {
        let path = path.strip_prefix(root).expect("found below the root");
        path.to_string_lossy().replace('\\', "/")
    };
    let mut found: Vec<String> = found.iter().map(relative).collect();
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |source| ReadError::File { path: folder.to_path_buf(), source };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden && !path.ends_with("target") && !path.join("Cargo.toml").exists() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
