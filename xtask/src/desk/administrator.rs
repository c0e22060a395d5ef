//! The first administrator of a served story, for chores that ask as a program does.

use std::time::{SystemTime, UNIX_EPOCH};

use model::time::Time;
use serde_json::{Value, json};

use super::{Desk, http};

/// The way in that the program prints, taken as a browser takes it.
pub struct Administrator {
    address: String,
    cookie: String,
    mark: String,
}

impl Administrator {
    pub fn make(desk: &Desk) -> Result<Self, String> {
        let given = json!({
            "token": desk.first_run, "login": "administrator", "name": "Administrator",
            "password": "for one run of the tests",
        });
        let answer = http::done(&desk.address, "/api/first-run", &[], &given)?;
        let mark = answer.body.get("csrf").and_then(Value::as_str).map(str::to_owned);
        match (answer.cookie, mark) {
            (Some(cookie), Some(mark)) => Ok(Self { address: desk.address.clone(), cookie, mark }),
            _ => Err("POST /api/first-run: gives no session".into()),
        }
    }

    pub fn token(&self, name: &str, scopes: &[&str]) -> Result<String, String> {
        let given = json!({ "name": name, "scopes": scopes, "expires": tomorrow()? });
        self.made("/api/tokens", &given, "token")
    }

    /// Asks for a trace; gives the job's id.
    pub fn trace(&self, coin: &str) -> Result<String, String> {
        let given = json!({ "kind": "trace", "question": { "subjects": [coin] } });
        self.made("/api/jobs", &given, "id")
    }

    /// Sends what makes something, and gives that field of what was made.
    fn made(&self, path: &str, given: &Value, field: &str) -> Result<String, String> {
        let headers = [("Cookie", self.cookie.as_str()), ("x-kancil-csrf", self.mark.as_str())];
        let answer = http::done(&self.address, path, &headers, given)?;
        let made = answer.body.get(field).and_then(Value::as_str).map(str::to_owned);
        made.ok_or_else(|| format!("POST {path}: gives no {field}"))
    }
}

/// A day from now, as the record reads it.
fn tomorrow() -> Result<String, String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_err(|_| "this machine's clock stands before 1970")?.as_secs();
    let now = i64::try_from(now).map_err(|_| "this machine's clock is beyond all time")?;
    Ok(Time::from_seconds(now + 86_400).to_string())
}
