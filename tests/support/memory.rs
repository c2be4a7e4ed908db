//! The memory of a running process, searched: what is in there could be taken by whoever takes the process.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

/// Which of these stand in the memory of a process. Needs the right to read it (root).
pub fn found<'n>(pid: u32, needles: &[&'n [u8]]) -> Vec<&'n [u8]> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let longest = needles.iter().map(|n| n.len()).max().unwrap_or(0);
    let mut found = vec![false; needles.len()];
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        // Only what can be written holds what came in; code and read-only data are the program's.
        if !rights.starts_with("rw") || line.ends_with("[vvar]") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|n| u64::from_str_radix(n, 16).unwrap());
        let mut piece = vec![0; 4 << 20];
        let mut at = from;
        while at < to {
            let want = piece.len().min((to - at) as usize);
            let Ok(read) = memory.read_at(&mut piece[..want], at) else {
                break;
            };
            if read == 0 {
                break;
            }
            for (needle, found) in needles.iter().zip(&mut found) {
                *found |= contains(&piece[..read], needle);
            }
            if at + read as u64 >= to {
                break;
            }
            // Nothing is missed at the edge of two pieces.
            at += (read - longest.min(read - 1)) as u64;
        }
    }
    let hits = needles.iter().zip(found).filter(|(_, found)| *found);
    hits.map(|(needle, _)| *needle).collect()
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(hay, needle).is_some()
}
