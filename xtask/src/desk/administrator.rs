//! The first administrator of a served story, for chores that ask as a program does.

use serde_json::{Value, json};

use super::{Desk, http};
use crate::shell;

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
        let headers = [("Cookie", self.cookie.as_str()), ("x-kancil-csrf", self.mark.as_str())];
        let given = json!({ "name": name, "scopes": scopes, "expires": tomorrow()? });
        let answer = http::done(&self.address, "/api/tokens", &headers, &given)?;
        let token = answer.body.get("token").and_then(Value::as_str).map(str::to_owned);
        token.ok_or_else(|| "POST /api/tokens: gives no token".into())
    }
}

/// As the record's clock counts days: in UTC.
fn tomorrow() -> Result<String, String> {
    let day = shell::capture("date", &["-u", "-d", "tomorrow", "+%F"])?;
    Ok(day.trim().to_owned())
}
