//! The first administrator of a served story, for chores that ask as a program does.

use std::time::{SystemTime, UNIX_EPOCH};

use drive::line::Line;
use drive::pass::Pass;
use model::time::Time;
use serde_json::{Value, json};

use super::Desk;

/// The way in that the program prints, taken as a browser takes it.
pub struct Administrator {
    address: String,
    pub pass: Pass,
}

impl Administrator {
    pub fn make(desk: &Desk) -> Result<Self, String> {
        let pass = Pass::first(&desk.address, &desk.first_run)?;
        Ok(Self { address: desk.address.clone(), pass })
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
        let answer = Line::open(&self.address, &self.pass)?.send("POST", path, given)?;
        let made = answer.get(field).and_then(Value::as_str).map(str::to_owned);
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
