//! Many secrets looked for at once, in whatever may hold them and however they might be written.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Letters at the head of each needle by which it is found.
const HEAD: usize = 8;

/// Needles, ready to be looked for.
#[derive(Default)]
pub struct Search {
    /// What is said when it is found, and the bytes.
    needles: Vec<(String, Vec<u8>)>,
    by_head: HashMap<[u8; HEAD], Vec<usize>>,
    /// Whether some needle begins with these two bytes.
    begins: Vec<bool>,
}

impl Search {
    /// Distinctive words (of eight letters or more, in small letters): themselves, as hexadecimal, as Base64.
    pub fn words(words: &[&str]) -> Self {
        let mut search = Self::new();
        for word in words {
            search.add_written(word, word.as_bytes());
        }
        search
    }

    /// Private keys, the same three ways. What they are is not said.
    pub fn keys(secrets: &[Vec<u8>]) -> Self {
        let mut search = Self::new();
        for secret in secrets {
            search.add_written(&format!("a secret of {} bytes", secret.len()), secret);
        }
        search
    }

    fn new() -> Self {
        Self {
            begins: vec![false; 1 << 16],
            ..Self::default()
        }
    }

    fn add_written(&mut self, name: &str, bytes: &[u8]) {
        self.add(name.to_owned(), bytes.to_vec());
        let hexadecimal = format!("{name}, as hexadecimal");
        self.add(hexadecimal.clone(), hex::encode(bytes).into_bytes());
        self.add(hexadecimal, hex::encode_upper(bytes).into_bytes());
        for before in 0..3 {
            let text = in_base64(bytes, before);
            self.add(format!("{name}, as Base64"), text.into_bytes());
        }
    }

    fn add(&mut self, name: String, bytes: Vec<u8>) {
        let head = *bytes.first_chunk().expect("a needle has a head");
        self.begins[usize::from(u16::from_le_bytes([head[0], head[1]]))] = true;
        self.by_head
            .entry(head)
            .or_default()
            .push(self.needles.len());
        self.needles.push((name, bytes));
    }

    /// What stands in there, by its names.
    pub fn found_in(&self, hay: &[u8]) -> Vec<&str> {
        let mut found = Vec::new();
        // Written for speed without optimization: hundreds of megabytes are searched.
        let (mut at, begins) = (0, &self.begins[..]);
        while at + HEAD <= hay.len() {
            let here = at;
            at += 1;
            if !begins[(hay[here] as usize) | ((hay[here + 1] as usize) << 8)] {
                continue;
            }
            let Some(head) = hay[here..].first_chunk::<HEAD>() else {
                break;
            };
            for &needle in self.by_head.get(head).into_iter().flatten() {
                let (name, bytes) = &self.needles[needle];
                if hay[here..].starts_with(bytes) && !found.contains(&name.as_str()) {
                    found.push(name);
                }
            }
        }
        found
    }
}

/// The letters that these bytes alone decide when so many others stand before them.
fn in_base64(bytes: &[u8], before: usize) -> String {
    let all = [&[0; 2][..before], bytes].concat();
    let text = STANDARD_NO_PAD.encode(&all);
    let from = [0, 2, 3][before];
    let to = all.len() * 8 / 6;
    text[from..to].to_owned()
}

#[test]
fn what_is_planted_is_found_however_it_is_written() {
    use base64::engine::general_purpose::STANDARD;
    let secret: Vec<u8> = (0..32).map(|i| i * 7 + 3).collect();
    let search = Search::keys(std::slice::from_ref(&secret));
    for before in 0..7 {
        let whole = [&b"before!"[..before], &secret, b"after"].concat();
        let written = [
            whole.clone(),
            hex::encode(&whole).into_bytes(),
            hex::encode_upper(&whole).into_bytes(),
            STANDARD.encode(&whole).into_bytes(),
        ];
        for hay in written {
            assert_eq!(search.found_in(&hay).len(), 1, "{before}: {hay:?}");
        }
    }
    assert!(search.found_in(&[0; 100]).is_empty() && search.found_in(b"x").is_empty());
}
