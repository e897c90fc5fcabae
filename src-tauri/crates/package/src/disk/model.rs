//! A disk as noted calls leave it: what programs see of it, what of that is kept when power is lost, and what it may
//! look like then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path};

use super::trace::Operation;

/// Everything on a disk: files by their paths, and folders, whose paths end with a slash.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// A disk, below one folder.
pub(crate) struct Disk<'root> {
    root: &'root Path,
    nodes: Vec<Node>,
}

/// A file or a folder, whatever names lead to it.
#[derive(Clone)]
enum Node {
    File { now: Vec<u8>, kept: Vec<u8> },
    Folder { now: Names, kept: Names },
}

type Names = BTreeMap<String, usize>;

/// What power loss does to what was not synced.
pub(crate) enum Loss {
    /// Nothing: it was the process alone that died.
    Nothing,
    /// It is gone, to the last byte.
    Everything,
    /// The files are there at their size, and read as zeros.
    Zeros,
    /// Of every name and of every block any may have been kept, lost, or read as zeros.
    Torn(Dice),
}

/// Bytes that a file system writes at once, here: the files are small.
const BLOCK: usize = 64;

impl<'root> Disk<'root> {
    /// What is below `root` now, all of it kept.
    pub(crate) fn of(root: &'root Path) -> Self {
        let mut disk = Self { root, nodes: Vec::new() };
        disk.load(root);
        disk
    }

    fn load(&mut self, path: &Path) -> usize {
        let id = self.nodes.len();
        if path.is_dir() {
            self.nodes.push(Node::Folder { now: Names::new(), kept: Names::new() });
            let mut names = Names::new();
            for entry in fs::read_dir(path).unwrap() {
                let path = entry.unwrap().path();
                names.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), self.load(&path));
            }
            self.nodes[id] = Node::Folder { now: names.clone(), kept: names };
        } else {
            let bytes = fs::read(path).unwrap();
            self.nodes.push(Node::File { now: bytes.clone(), kept: bytes });
        }
        id
    }

    /// Makes a new file one that was written, but never synced.
    pub(crate) fn unsync(&mut self, path: &Path) {
        let id = self.find(path).unwrap();
        self.file(id).1.clear();
        let folder = self.find(path.parent().unwrap()).unwrap();
        let Node::Folder { kept, .. } = &mut self.nodes[folder] else { panic!("{path:?}") };
        kept.remove(&name(path));
    }

    /// Does what was noted. What happens outside of the root is no concern.
    pub(crate) fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Create { path } => match self.find(path) {
                Some(id) => self.file(id).0.clear(),
                None => self.add(path, Node::File { now: Vec::new(), kept: Vec::new() }),
            },
            // It may have been synced.
            Operation::Found { path, bytes } => {
                self.add(path, Node::File { now: bytes.clone(), kept: bytes.clone() });
            }
            Operation::Cut { path, size } => {
                let id = self.find(path).unwrap();
                self.file(id).0.truncate(*size as usize);
            }
            Operation::Write { path, at, bytes } => {
                let id = self.find(path).unwrap();
                let (now, at) = (self.file(id).0, *at as usize);
                now.resize(now.len().max(at + bytes.len()), 0);
                now[at..at + bytes.len()].copy_from_slice(bytes);
            }
            Operation::Sync { path } => {
                let id = self.find(path).unwrap();
                let (now, kept) = self.file(id);
                kept.clone_from(now);
            }
            Operation::Rename { from, to } => {
                let id = self.find(from).unwrap();
                self.names(from).remove(&name(from));
                self.names(to).insert(name(to), id);
            }
            Operation::Remove { path } => {
                if self.find(path).is_some() {
                    self.names(path).remove(&name(path));
                }
            }
            Operation::MakeFolder { path } => {
                self.add(path, Node::Folder { now: Names::new(), kept: Names::new() });
            }
            Operation::SyncFolder { path } => {
                if let Some(id) = self.find(path) {
                    let Node::Folder { now, kept } = &mut self.nodes[id] else { panic!("{path:?}") };
                    kept.clone_from(now);
                }
            }
        }
    }

    /// What there is after `loss`.
    pub(crate) fn after(&self, loss: &mut Loss) -> Tree {
        let mut tree = Tree::new();
        self.walk(0, "", loss, &mut tree);
        tree
    }

    /// The files that are not kept as they are now: their bytes, their names, or a folder around them.
    pub(crate) fn not_kept(&self) -> BTreeSet<String> {
        let (now, kept) = (self.after(&mut Loss::Nothing), self.after(&mut Loss::Everything));
        now.into_iter().filter(|(path, bytes)| kept.get(path) != Some(bytes)).map(|(path, _)| path).collect()
    }

    /// Adds what is in a folder whose path is `path`.
    fn walk(&self, folder: usize, path: &str, loss: &mut Loss, tree: &mut Tree) {
        let Node::Folder { now, kept } = &self.nodes[folder] else { panic!("{path} is a file") };
        let all: BTreeSet<&String> = now.keys().chain(kept.keys()).collect();
        for name in all {
            let (now, kept) = (now.get(name), kept.get(name));
            let found = match loss {
                Loss::Nothing | Loss::Zeros => now,
                Loss::Everything => kept,
                Loss::Torn(dice) => [now, kept][if now == kept { 0 } else { dice.roll(2) }],
            };
            let path = format!("{path}{name}");
            match found.map(|id| (*id, &self.nodes[*id])) {
                Some((_, Node::File { now, kept })) => drop(tree.insert(path, content(now, kept, loss))),
                Some((id, Node::Folder { .. })) => {
                    let path = format!("{path}/");
                    self.walk(id, &path, loss, tree);
                    tree.insert(path, Vec::new());
                }
                None => {}
            }
        }
    }

    fn find(&self, path: &Path) -> Option<usize> {
        path.strip_prefix(self.root).ok()?.components().try_fold(0, |id, part| {
            let Component::Normal(part) = part else { return None };
            let Node::Folder { now, .. } = &self.nodes[id] else { return None };
            now.get(part.to_str()?).copied()
        })
    }

    fn add(&mut self, path: &Path, node: Node) {
        let id = self.nodes.len();
        self.nodes.push(node);
        self.names(path).insert(name(path), id);
    }

    /// The names in the folder around `path`.
    fn names(&mut self, path: &Path) -> &mut Names {
        let id = self.find(path.parent().unwrap()).unwrap();
        let Node::Folder { now, .. } = &mut self.nodes[id] else { panic!("{path:?}") };
        now
    }

    fn file(&mut self, id: usize) -> (&mut Vec<u8>, &mut Vec<u8>) {
        let Node::File { now, kept } = &mut self.nodes[id] else { panic!("a folder") };
        (now, kept)
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn content(now: &[u8], kept: &[u8], loss: &mut Loss) -> Vec<u8> {
    let synced = |at: usize| kept.get(at) == now.get(at);
    match loss {
        Loss::Nothing => now.to_vec(),
        Loss::Everything => kept.to_vec(),
        _ if now == kept => now.to_vec(),
        Loss::Zeros => (0..now.len()).map(|at| if synced(at) { now[at] } else { 0 }).collect(),
        Loss::Torn(dice) => {
            let (short, long) = (now.len().min(kept.len()), now.len().max(kept.len()));
            let size = short + dice.roll(long - short + 1);
            let mut blocks = BTreeMap::new();
            let byte = |at: usize| {
                let from = *blocks.entry(at / BLOCK).or_insert_with(|| dice.roll(3));
                let byte = match from {
                    _ if synced(at) => now.get(at),
                    0 => now.get(at),
                    1 => kept.get(at),
                    _ => None,
                };
                byte.copied().unwrap_or(0)
            };
            (0..size).map(byte).collect()
        }
    }
}

/// Numbers that look like chance and are the same in every run (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ bits >> 31) % sides as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{self, Output, trace};

    #[test]
    fn the_model_sees_what_the_disk_does() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("old"), "old").unwrap();
        let mut model = Disk::of(folder.path());
        let path = folder.path().join("a/b");
        let ((), calls) = trace::record(|| {
            disk::make_folder(path.parent().unwrap()).unwrap();
            let mut file = Output::create(&path).unwrap();
            file.write(0, b"abcdef").unwrap();
            file.cut(4).unwrap();
            disk::rename(&path, &folder.path().join("new")).unwrap();
            disk::remove(&folder.path().join("old")).unwrap();
            Output::create(&folder.path().join("new")).unwrap().write(1, b"x").unwrap();
        });
        calls.iter().for_each(|call| model.apply(call));
        assert_eq!(model.after(&mut Loss::Nothing), Disk::of(folder.path()).after(&mut Loss::Nothing));
        let kept: Vec<_> = model.after(&mut Loss::Everything).into_iter().collect();
        assert_eq!(kept, [("old".to_owned(), b"old".to_vec())]);
    }

    #[test]
    fn a_file_is_kept_when_it_and_its_folders_are_synced() {
        let folder = tempfile::tempdir().unwrap();
        let mut model = Disk::of(folder.path());
        let path = folder.path().join("a/b");
        let ((), calls) = trace::record(|| {
            disk::make_folder(path.parent().unwrap()).unwrap();
            let mut file = Output::create(&path).unwrap();
            file.write(0, b"abc").unwrap();
            disk::sync_folder(path.parent().unwrap()).unwrap();
            disk::sync_folder(folder.path()).unwrap();
            file.sync().unwrap();
            file.write(3, b"de").unwrap();
        });
        let mut kept = Vec::new();
        for call in &calls {
            model.apply(call);
            kept.push(model.after(&mut Loss::Everything).get("a/b").cloned());
        }
        let abc = Some(b"abc".to_vec());
        // Made, created, written, its folder synced, the folder around, itself, and written on.
        assert_eq!(kept, [None, None, None, None, Some(Vec::new()), abc.clone(), abc]);
        assert_eq!(model.after(&mut Loss::Zeros)["a/b"], b"abc\0\0");
        assert!(model.not_kept().contains("a/b"));
        model.unsync(&path);
        assert!(!model.after(&mut Loss::Everything).contains_key("a/b"));
    }
}
