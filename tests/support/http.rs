//! HTTP as the stories speak it: every answer is an answer, whatever its status.

use std::time::Duration;

use serde_json::Value;
use ureq::http::{HeaderMap, Method, Request};
use ureq::{Agent, AsSendBody, SendBody};

/// Says requests to one server, with the same headers each time.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
    headers: Vec<(String, String)>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    asked: String,
}

impl Client {
    /// Nobody in particular, at `base` (no slash at its end).
    pub fn at(base: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .user_agent("waypost-tests")
            .proxy(None)
            .build()
            .new_agent();
        Self {
            agent,
            base: base.to_owned(),
            headers: Vec::new(),
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same as the holder of a token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.with("Authorization", &format!("Bearer {token}"))
    }

    /// The same as an OpenRosa client.
    #[must_use]
    pub fn openrosa(self) -> Self {
        self.with("X-OpenRosa-Version", "1.0")
    }

    /// Says one request. `path` may also be a whole address.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        kind: Option<&str>,
        body: impl AsSendBody,
    ) -> Answer {
        self.try_send(method, path, kind, body)
            .unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// The same where the server may be gone.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        kind: Option<&str>,
        body: impl AsSendBody,
    ) -> Result<Answer, ureq::Error> {
        let url = if path.starts_with("http") {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        };
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(&url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header("Content-Type", kind);
        }
        let mut response = self.agent.run(request.body(body).unwrap())?;
        let body = response
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_vec()?;
        let asked = format!("{method} {path}");
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
            asked,
        })
    }

    /// What comes from an address that goes on speaking, as it comes.
    pub fn stream(&self, path: &str) -> impl std::io::Read + Send + use<> {
        let mut request = Request::builder().uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = self
            .agent
            .run(request.body(SendBody::none()).unwrap())
            .unwrap();
        assert_eq!(response.status(), 200, "{path}");
        response.into_body().into_reader()
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None, SendBody::none())
    }

    pub fn head(&self, path: &str) -> Answer {
        self.send("HEAD", path, None, SendBody::none())
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None, SendBody::none())
    }

    /// A request without a body, for the acts that need none.
    pub fn post_empty(&self, path: &str) -> Answer {
        self.send("POST", path, None, &[][..])
    }

    pub fn post(&self, path: &str, json: &Value) -> Answer {
        self.json("POST", path, json)
    }

    pub fn put(&self, path: &str, json: &Value) -> Answer {
        self.json("PUT", path, json)
    }

    pub fn patch(&self, path: &str, json: &Value) -> Answer {
        self.json("PATCH", path, json)
    }

    pub fn json(&self, method: &str, path: &str, json: &Value) -> Answer {
        self.send(
            method,
            path,
            Some("application/json"),
            json.to_string().as_bytes(),
        )
    }

    pub fn post_xml(&self, path: &str, xml: &str) -> Answer {
        self.send("POST", path, Some("application/xml"), xml.as_bytes())
    }

    pub fn post_multipart(&self, path: &str, form: &Multipart) -> Answer {
        self.send("POST", path, Some(&form.kind()), &form.bytes()[..])
    }

    /// The same with `Transfer-Encoding: chunked`.
    pub fn post_multipart_chunked(&self, path: &str, form: &Multipart) -> Answer {
        let body = std::io::Cursor::new(form.bytes());
        self.send(
            "POST",
            path,
            Some(&form.kind()),
            SendBody::from_owned_reader(body),
        )
    }
}

impl Answer {
    /// The header's text, if it is there.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|v| v.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: {e}: {}", self.asked, self.text()))
    }

    /// The body as a JSON array.
    pub fn list(&self) -> Vec<Value> {
        match self.json() {
            Value::Array(list) => list,
            other => panic!("{}: not an array: {other}", self.asked),
        }
    }

    /// Fails, with what the server said, unless the status is this.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.asked, self.text());
        self
    }

    /// Fails unless this is a Central problem with this code, such as 404.1.
    #[track_caller]
    pub fn expect_problem(self, code: f64) -> Self {
        let answer = self.expect(code as u16);
        assert_eq!(
            answer.json()["code"],
            serde_json::json!(code),
            "{}: {}",
            answer.asked,
            answer.text()
        );
        answer
    }

    /// The text that an OpenRosa client shows: `OpenRosaResponse/message`.
    pub fn message(&self) -> String {
        let text = self.text();
        openrosa_message(&text)
            .unwrap_or_else(|| panic!("{}: no OpenRosaResponse/message in {text}", self.asked))
    }
}

fn openrosa_message(text: &str) -> Option<String> {
    let at = text.find("<OpenRosaResponse")?;
    let rest = &text[at..];
    let open = rest.find("<message")?;
    let from = open + rest[open..].find('>')? + 1;
    let to = from + rest[from..].find("</message>")?;
    Some(rest[from..to].to_owned())
}

/// A `multipart/form-data` body, written as Collect writes it.
#[derive(Clone, Default)]
pub struct Multipart {
    parts: Vec<u8>,
}

const BOUNDARY: &str = "----waypost-tests-5f2c91";

impl Multipart {
    pub fn new() -> Self {
        Self::default()
    }

    /// `xml_submission_file`.
    #[must_use]
    pub fn xml(self, xml: &str) -> Self {
        self.part(
            "xml_submission_file",
            Some("submission.xml"),
            Some("text/xml"),
            xml.as_bytes(),
        )
    }

    /// A file: field name and file name are its name.
    #[must_use]
    pub fn file(self, name: &str, bytes: &[u8]) -> Self {
        self.part(name, Some(name), Some("application/octet-stream"), bytes)
    }

    /// "More follows."
    #[must_use]
    pub fn incomplete(self) -> Self {
        self.part("*isIncomplete*", None, None, b"yes")
    }

    /// Any part.
    #[must_use]
    pub fn part(
        mut self,
        field: &str,
        file: Option<&str>,
        kind: Option<&str>,
        bytes: &[u8],
    ) -> Self {
        let mut head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"");
        if let Some(file) = file {
            head += &format!("; filename=\"{file}\"");
        }
        if let Some(kind) = kind {
            head += &format!("\r\nContent-Type: {kind}");
        }
        self.parts.extend_from_slice(head.as_bytes());
        self.parts.extend_from_slice(b"\r\n\r\n");
        self.parts.extend_from_slice(bytes);
        self.parts.extend_from_slice(b"\r\n");
        self
    }

    /// The value of `Content-Type`.
    pub fn kind(&self) -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    /// The body.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = self.parts.clone();
        all.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        all
    }
}
