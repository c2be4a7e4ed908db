//! nginx before a server, with a certificate of its own making, as `deploy/nginx.conf` has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::program::Running;
use super::{eventually, free_port};

/// A running nginx. It keeps a log of requests: a test's addresses are nobody's.
pub struct Proxy {
    folder: TempDir,
    port: u16,
    _running: Running,
}

impl Proxy {
    /// A port at which a proxy can stand: a server must know its public address before its proxy starts.
    pub fn port() -> u16 {
        free_port()
    }

    /// Listens with https on `port` and passes everything to `behind` (`host:port`).
    pub fn start(port: u16, behind: &str) -> Self {
        Self::start_on("127.0.0.1", port, behind)
    }

    /// The same at another address of this machine.
    pub fn start_on(host: &str, port: u16, behind: &str) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("waypost-nginx-")
            .tempdir()
            .unwrap();
        let at = folder.path();
        certify(at, host);
        let shown = at.display();
        let conf = format!(
            "pid {shown}/pid; daemon off; master_process off; error_log {shown}/error.log warn;\n\
             events {{ worker_connections 64; }}\n\
             http {{ access_log {shown}/access.log; client_body_temp_path {shown}/body; proxy_temp_path {shown}/proxy;\n\
             fastcgi_temp_path {shown}/f; uwsgi_temp_path {shown}/u; scgi_temp_path {shown}/s;\n\
             server {{ listen {host}:{port} ssl; ssl_certificate {shown}/cert.pem; ssl_certificate_key {shown}/key.pem;\n\
             client_max_body_size 220m; location / {{ proxy_pass http://{behind}; proxy_http_version 1.1;\n\
             proxy_request_buffering off; proxy_buffering off; proxy_set_header Host $http_host;\n\
             proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-For $remote_addr; }} }} }}\n"
        );
        std::fs::write(at.join("nginx.conf"), conf).unwrap();
        let mut command = Command::new(program());
        command
            .arg("-p")
            .arg(at)
            .arg("-c")
            .arg(at.join("nginx.conf"))
            .arg("-e")
            .arg(at.join("error.log"));
        let mut running = Running::start(command, &at.join("said"));
        eventually("nginx listens", 10.0, || {
            running.must_run();
            std::net::TcpStream::connect((host, port)).ok()
        });
        Self {
            folder,
            port,
            _running: running,
        }
    }

    /// Where phones reach it.
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// The certificate that it shows.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// How many requests with this method it has passed on.
    pub fn passed(&self, method: &str) -> usize {
        let log = std::fs::read_to_string(self.folder.path().join("access.log")).unwrap();
        log.matches(&format!("\"{method} ")).count()
    }
}

/// The public address of a proxy at this port.
pub fn url(port: u16) -> String {
    format!("https://127.0.0.1:{port}")
}

fn program() -> PathBuf {
    let places = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
    let found = places.iter().map(PathBuf::from).find(|p| p.exists());
    found.expect("nginx is not installed here; tests/run installs it")
}

fn certify(folder: &Path, host: &str) {
    let made = Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            &format!("/CN={host}"),
            "-addext",
            &format!("subjectAltName=IP:{host}"),
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("cert.pem"))
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
}
