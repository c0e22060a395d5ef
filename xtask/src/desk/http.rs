//! The little of HTTP that a chore needs: one question, one answer with its length, on this machine.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

pub struct Answer {
    pub status: u16,
    /// The session's cookie, where one was given.
    pub cookie: Option<String>,
    pub body: Value,
}

/// Sends JSON and reads JSON.
pub fn post(
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Result<Answer, String> {
    let failed = |error: std::io::Error| format!("POST {path}: {error}");
    let body = body.to_string();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(&body);
    let mut stream = TcpStream::connect(address).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(failed)?;
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(failed)?;
    read(&answer).ok_or_else(|| format!("POST {path}: not an answer of HTTP"))
}

/// The same, where anything but a success is a failure.
pub fn done(
    address: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Result<Answer, String> {
    let answer = post(address, path, headers, body)?;
    if (200..300).contains(&answer.status) {
        return Ok(answer);
    }
    let detail = answer.body.get("detail").and_then(Value::as_str).unwrap_or_default();
    Err(format!("POST {path}: {} {detail}", answer.status))
}

fn read(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let cookie = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .and_then(|(_, value)| value.trim().split(';').next())
        .map(str::to_owned);
    Some(Answer { status, cookie, body: serde_json::from_str(body).unwrap_or(Value::Null) })
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
    use super::*;

    #[test]
    fn an_answer_gives_its_status_cookie_and_body() {
        let answer = read("HTTP/1.1 200 OK\r\nset-cookie: a=b; HttpOnly\r\n\r\n{\"csrf\":\"c\"}")
            .expect("reads");
        assert_eq!((answer.status, answer.cookie.as_deref()), (200, Some("a=b")));
        assert_eq!(answer.body["csrf"], "c");
        assert!(read("nothing").is_none());
    }

    #[test]
    fn what_separates_parts_of_a_query_is_escaped() {
        assert_eq!(escape("/trace?subject=ab:0&x"), "%2Ftrace%3Fsubject%3Dab%3A0%26x");
    }
}
