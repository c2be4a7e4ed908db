//! The pages with sample data (`src/web/pages/preview` writes them), served with the headers that pages really have.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use waypost::web::pages::HEADERS;
use waypost::web::pages::assets::style_name;

use super::target;

/// A page with sample data, in one language.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Its name, the same in every language.
    pub name: String,
    /// Its language.
    pub lang: String,
}

/// Serves them as long as the tests run.
pub struct Preview {
    base: String,
    folder: PathBuf,
}

impl Preview {
    /// The samples of this build, with one page more.
    pub fn with(extra: &'static str) -> Self {
        let folder = target().join("pages-preview");
        let style = folder.join("assets").join(style_name());
        assert!(
            style.exists(),
            "{} holds no pages with this build's style: run the tests of the library first (tests/run does)",
            folder.display()
        );
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let served = folder.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = served.clone();
                std::thread::spawn(move || answer(stream, &folder, extra));
            }
        });
        Self { base, folder }
    }

    /// Where they are, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Every one.
    pub fn samples(&self) -> Vec<Sample> {
        let mut all = Vec::new();
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            if let Some(page) = file.strip_suffix(".html") {
                let (name, lang) = page.split_once('.').unwrap_or((page, "en"));
                all.push(Sample {
                    name: name.to_owned(),
                    lang: lang.to_owned(),
                });
            }
        }
        all.sort_by(|a, b| (&a.name, &a.lang).cmp(&(&b.name, &b.lang)));
        all
    }

    /// The address of one.
    pub fn address(&self, sample: &Sample) -> String {
        match sample.lang.as_str() {
            "en" => format!("{}/{}.html", self.base, sample.name),
            lang => format!("{}/{}.{lang}.html", self.base, sample.name),
        }
    }
}

/// One request, one answer; a browser that has gone away needs none.
fn answer(stream: TcpStream, folder: &Path, extra: &str) {
    let mut lines = BufReader::new(&stream).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    for line in lines.by_ref() {
        match line {
            Ok(line) if line.is_empty() => break,
            Ok(_) => {}
            Err(_) => return,
        }
    }
    let path = first.split(' ').nth(1).unwrap_or("/");
    let path = path
        .split('?')
        .next()
        .unwrap_or("/")
        .trim_start_matches('/');
    let body = match path {
        // Nothing comes: a page that lives listens, and waits.
        "events" => Some(b"retry: 600000\n\n".to_vec()),
        "queue/new" => Some(Vec::new()),
        "extra.html" => Some(extra.as_bytes().to_vec()),
        path if path.contains("..") => None,
        path => std::fs::read(folder.join(path)).ok(),
    };
    let kind = match path.rsplit('.').next() {
        Some("events") => "text/event-stream",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("js") => "text/javascript; charset=utf-8",
        _ => "text/html; charset=utf-8",
    };
    let status = if body.is_some() {
        "200 OK"
    } else {
        "404 Not Found"
    };
    let body = body.unwrap_or_default();
    let mut head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    );
    for (name, value) in HEADERS {
        head += &format!("{name}: {value}\r\n");
    }
    let _ = (&stream).write_all((head + "\r\n").as_bytes());
    let _ = (&stream).write_all(&body);
}
