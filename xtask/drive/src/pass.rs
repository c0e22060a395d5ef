//! Who asks.

use serde_json::{Value, json};

use crate::line::{Answer, Line};

/// The cookie of a session with the mark that its changes carry, or a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Pass {
    #[default]
    Nobody,
    Session {
        cookie: String,
        mark: String,
    },
    Token(String),
}

impl Pass {
    /// As lines of a request's head.
    pub(crate) fn lines(&self) -> String {
        match self {
            Pass::Nobody => String::new(),
            Pass::Session { cookie, mark } => {
                format!("cookie: {cookie}\r\nx-kancil-csrf: {mark}\r\n")
            }
            Pass::Token(token) => format!("authorization: Bearer {token}\r\n"),
        }
    }

    /// The first administrator, by the secret of the link that the program prints.
    pub fn first(address: &str, token: &str) -> Result<Self, String> {
        let given = json!({
            "token": token, "login": "administrator", "name": "Administrator",
            "password": "for one run of the tests",
        });
        Self::entered(address, "/api/first-run", &given)
    }

    /// Somebody whose one-time link this is.
    pub fn by_link(address: &str, login: &str, token: &str) -> Result<Self, String> {
        let password = format!("{login} has a long enough passphrase");
        let given = json!({"token": token, "password": password});
        Line::open(address, &Pass::Nobody)?.send("POST", "/api/password-link", &given)?;
        Self::entered(address, "/api/session", &json!({"login": login, "password": password}))
    }

    fn entered(address: &str, path: &str, given: &Value) -> Result<Self, String> {
        let answer = Line::open(address, &Pass::Nobody)?.ask("POST", path, &[], Some(given))?;
        let answer = answer.done("POST", path)?;
        Self::of(&answer).ok_or_else(|| format!("POST {path}: gives no session"))
    }

    fn of(answer: &Answer) -> Option<Self> {
        let cookie = answer.header("set-cookie")?.split(';').next()?.to_owned();
        let mark = answer.json().ok()?.get("csrf")?.as_str()?.to_owned();
        Some(Pass::Session { cookie, mark })
    }
}
