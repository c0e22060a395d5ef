//! One kept connection, as a browser keeps it: question and answer in turn, and the events that a
//! stream tells.

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use crate::pass::Pass;

/// Whoever says nothing for so long is taken to be gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug, Default)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    head: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// `null`, where nothing came.
    pub fn json(&self) -> Result<Value, String> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| error.to_string())
    }

    /// The same, where it is a success.
    pub fn done(self, method: &str, path: &str) -> Result<Self, String> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let said = String::from_utf8_lossy(&self.body);
        Err(format!("{method} {path}: {} {said}", self.status))
    }
}

#[derive(Debug)]
pub struct Line {
    stream: BufReader<TcpStream>,
    /// What every request says beside its own.
    head: String,
}

impl Line {
    pub fn open(address: &str, pass: &Pass) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("{address}: {error}");
        let stream = TcpStream::connect(address).map_err(failed)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let head = format!("host: {address}\r\n{}", pass.lines());
        Ok(Self { stream: BufReader::new(stream), head })
    }

    /// Asks, with more lines in the head, and waits for the whole answer.
    pub fn ask(
        &mut self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Answer, String> {
        let asked = self.put(method, path, more, body).and_then(|()| self.answer());
        asked.map_err(|error| format!("{method} {path}: {error}"))
    }

    pub fn get(&mut self, path: &str) -> Result<Answer, String> {
        self.ask("GET", path, &[], None)
    }

    /// What must be there.
    pub fn json(&mut self, path: &str) -> Result<Value, String> {
        self.get(path)?.done("GET", path)?.json().map_err(|error| format!("GET {path}: {error}"))
    }

    /// What must be taken.
    pub fn send(&mut self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let answer = self.ask(method, path, &[], Some(body))?.done(method, path)?;
        answer.json().map_err(|error| format!("{method} {path}: {error}"))
    }

    /// Listens from now on to what a path tells; what is silent for `pause` is asked again by [`Events::next`].
    pub fn events(mut self, path: &str, pause: Duration) -> Result<Events, String> {
        let failed = |error: std::io::Error| format!("GET {path}: {error}");
        self.put("GET", path, &[], None).map_err(failed)?;
        let (status, _) = self.head().map_err(failed)?;
        if status != 200 {
            return Err(format!("GET {path}: {status}"));
        }
        self.stream.get_ref().set_read_timeout(Some(pause)).map_err(failed)?;
        Ok(Events { line: self, read: String::new() })
    }

    fn put(
        &mut self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: Option<&Value>,
    ) -> std::io::Result<()> {
        let mut request = format!("{method} {path} HTTP/1.1\r\n{}", self.head);
        for (name, value) in more {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = body.map(Value::to_string);
        if body.is_some() {
            request.push_str("content-type: application/json\r\n");
        }
        let body = body.unwrap_or_default();
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        self.stream.get_mut().write_all(request.as_bytes())
    }

    fn head(&mut self) -> std::io::Result<(u16, Vec<(String, String)>)> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|status| status.parse().ok());
        let mut head = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            head.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let status = status.ok_or(ErrorKind::InvalidData)?;
        Ok((status, head))
    }

    /// An answer whose length is told, or that comes in chunks.
    fn answer(&mut self) -> std::io::Result<Answer> {
        let (status, head) = self.head()?;
        let mut answer = Answer { status, head, body: Vec::new() };
        if answer.header("transfer-encoding").is_none() {
            let length = answer.header("content-length").and_then(|length| length.parse().ok());
            self.part(length.unwrap_or(0), &mut answer.body)?;
            return Ok(answer);
        }
        loop {
            let size = usize::from_str_radix(&self.line()?, 16);
            let size = size.map_err(|_| ErrorKind::InvalidData)?;
            self.part(size, &mut answer.body)?;
            self.line()?;
            if size == 0 {
                return Ok(answer);
            }
        }
    }

    fn part(&mut self, size: usize, body: &mut Vec<u8>) -> std::io::Result<()> {
        let held = body.len();
        body.resize(held + size, 0);
        self.stream.read_exact(&mut body[held..])
    }

    fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// What became of waiting for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    Told,
    Silence,
    End,
}

/// A stream of events that is listened to.
#[derive(Debug)]
pub struct Events {
    line: Line,
    /// Of a line that has not come whole.
    read: String,
}

impl Events {
    /// Waits for an event of this name, for a pause at most.
    pub fn next(&mut self, name: &str) -> Heard {
        loop {
            match self.line.stream.read_line(&mut self.read) {
                Ok(0) => return Heard::End,
                Ok(_) => {
                    let is_told = self.read.trim_end().strip_prefix("event: ") == Some(name);
                    self.read.clear();
                    if is_told {
                        return Heard::Told;
                    }
                }
                Err(error) => {
                    let is_pause =
                        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
                    return if is_pause { Heard::Silence } else { Heard::End };
                }
            }
        }
    }
}

/// A text as a part of a query: everything but letters, digits and `-._~` is escaped.
pub fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                escaped.push(char::from(byte));
            }
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use serde_json::json;

    use super::*;

    /// Somebody who answers the connections in turn, each with one text, whatever is asked.
    fn answering(text: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("bound").to_string();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody comes");
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            stream.write_all(text.as_bytes()).expect("it is heard");
        });
        address
    }

    #[test]
    fn an_answer_is_read_by_its_length_and_in_chunks() {
        for text in [
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=b; HttpOnly\r\nContent-Length: 12\r\n\r\n{\"csrf\":\"c\"}",
            "HTTP/1.1 200 OK\r\nset-cookie: a=b; HttpOnly\r\ntransfer-encoding: chunked\r\n\r\n\
             5\r\n{\"csr\r\n7\r\nf\":\"c\"}\r\n0\r\n\r\n",
        ] {
            let mut line = Line::open(&answering(text), &Pass::Nobody).expect("it listens");
            let answer = line.get("/").expect("it answers");
            assert_eq!((answer.status, answer.header("set-cookie")), (200, Some("a=b; HttpOnly")));
            assert_eq!(answer.json(), Ok(json!({"csrf": "c"})));
        }
    }

    #[test]
    fn what_is_no_answer_and_what_is_refused_is_said() {
        let mut line = Line::open(&answering("nothing\r\n"), &Pass::Nobody).expect("it listens");
        assert!(line.get("/x").is_err_and(|why| why.starts_with("GET /x: ")));
        let refused = "HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\nno";
        let mut line = Line::open(&answering(refused), &Pass::Nobody).expect("it listens");
        let why = line.send("POST", "/y", &json!({})).expect_err("it is refused");
        assert_eq!(why, "POST /y: 409 no");
    }

    #[test]
    fn a_stream_tells_and_ends() {
        let told = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
                    1a\r\nevent: changed\r\ndata: {}\r\n\r\n\r\n";
        let line = Line::open(&answering(told), &Pass::Nobody).expect("it listens");
        let mut events = line.events("/e", Duration::from_secs(60)).expect("it is told");
        assert_eq!((events.next("changed"), events.next("changed")), (Heard::Told, Heard::End));
    }

    #[test]
    fn what_separates_parts_of_a_query_is_escaped() {
        assert_eq!(escape("/trace?subject=ab:0&x"), "%2Ftrace%3Fsubject%3Dab%3A0%26x");
    }
}
