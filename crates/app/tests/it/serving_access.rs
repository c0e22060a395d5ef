//! Who is taken where: every route of the API as everybody, and object by object what belongs to
//! somebody. What is expected is read from the kept description and the matrix of roles.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::serving::{Came, Pass, Server, id, story};

/// What a route says it needs.
struct Route {
    method: String,
    path: String,
    is_open: bool,
    is_for_tokens: bool,
    /// One of these; none where it is enough to be somebody.
    permissions: BTreeSet<String>,
}

fn routes() -> Vec<Route> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let text = std::fs::read_to_string(file).expect("the kept description");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let security = operation["security"].as_array().expect("told for every route");
            let of = |scheme: &str| security.iter().find_map(|one| one.get(scheme));
            let scopes = of("session").into_iter().flat_map(|scopes| scopes.as_array());
            found.push(Route {
                method: method.to_uppercase(),
                path: path.clone(),
                is_open: security.iter().any(|one| one.as_object().is_some_and(|o| o.is_empty())),
                is_for_tokens: of("token").is_some(),
                permissions: scopes
                    .flatten()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            });
        }
    }
    found
}

impl Route {
    fn changes(&self) -> bool {
        self.method != "GET"
    }

    fn ask(&self, server: &Server, pass: &Pass) -> Came {
        let path = self
            .path
            .replace("{address}", "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S")
            .replace("{txid}", &"0".repeat(64))
            .replace("{block}", "0");
        let nope = |part: &str| if part.starts_with('{') { "nope" } else { part }.to_owned();
        let path = path.split('/').map(nope).collect::<Vec<_>>().join("/");
        if self.changes() {
            server.send(pass, &self.method, &path, &json!({}))
        } else {
            server.get(pass, &path)
        }
    }

    fn takes(&self, permissions: &BTreeSet<String>) -> bool {
        self.permissions.is_empty() || !self.permissions.is_disjoint(permissions)
    }
}

#[track_caller]
fn refused(came: &Came, status: u16, ids: &[&str], what: &str) {
    assert_eq!(came.status, status, "{what}: {came:?}");
    let id = came.problem();
    assert!(ids.contains(&id.as_str()), "{what}: {id}");
}

#[track_caller]
fn taken(came: &Came, what: &str) {
    let is_taken =
        !matches!(came.status, 401 | 403 | 405) && came.status < 500 && came.status >= 200;
    assert!(is_taken, "{what}: {came:?}");
}

#[test]
fn every_route_takes_whom_it_says_and_nobody_else() {
    let (desk, _) = story();
    let server = Server::start(desk);
    let administrator = server.administrator();
    let matrix = server.get(&administrator, "/api/roles").json();
    let mut passes = BTreeMap::new();
    let mut permissions = BTreeMap::new();
    for role in matrix["roles"].as_array().expect("roles") {
        let name = role["id"].as_str().expect("a text").to_owned();
        let own = role["permissions"].as_array().expect("permissions").iter();
        let own: BTreeSet<String> = own.filter_map(Value::as_str).map(str::to_owned).collect();
        let pass = match name.as_str() {
            "administrator" => administrator.clone(),
            role => server.person(&administrator, &format!("a.{role}"), role),
        };
        permissions.insert(name.clone(), own);
        passes.insert(name, pass);
    }
    assert_eq!(passes.len(), 8);
    let routes = routes();
    assert!(routes.len() > 40, "{}", routes.len());
    for route in &routes {
        let at = format!("{} {}", route.method, route.path);
        let came = route.ask(&server, &Pass::default());
        match route.is_open {
            true => taken(&came, &format!("{at} as nobody")),
            false => refused(&came, 401, &["problem-sign-in"], &format!("{at} as nobody")),
        }
        for (role, pass) in &passes {
            let at = format!("{at} as {role}");
            let own = &permissions[role];
            if route.changes() && !route.is_open {
                let came = route.ask(&server, &pass.without_csrf());
                refused(&came, 403, &["problem-csrf"], &format!("{at} without the mark"));
            }
            if (route.method.as_str(), route.path.as_str()) == ("DELETE", "/api/session") {
                continue;
            }
            let came = route.ask(&server, pass);
            match route.is_open || route.takes(own) {
                true => taken(&came, &at),
                false => refused(&came, 403, &["problem-not-allowed"], &at),
            }
        }
    }
    by_token(&server, &passes, &permissions, &routes);
    for (role, pass) in &passes {
        assert_eq!(server.send(pass, "DELETE", "/api/session", &json!({})).status, 204, "{role}");
        assert_eq!(server.get(pass, "/api/me").problem(), "problem-sign-in", "{role}");
    }
}

/// A token does what its scopes say, and never more than its owner.
fn by_token(
    server: &Server,
    passes: &BTreeMap<String, Pass>,
    permissions: &BTreeMap<String, BTreeSet<String>>,
    routes: &[Route],
) {
    for role in ["administrator", "analyst"] {
        let own = &permissions[role];
        for scope in [
            "look",
            "trace",
            "screen",
            "labels",
            "system",
            "audit",
            "metrics",
            "cases",
            "work_cases",
        ] {
            if !own.contains(scope) {
                let given = json!({"name": "x", "scopes": [scope], "expires": "2027-01-01"});
                let came = server.send(&passes[role], "POST", "/api/tokens", &given);
                refused(
                    &came,
                    403,
                    &["problem-not-allowed"],
                    &format!("{role} gives away {scope}"),
                );
                continue;
            }
            let token = server.token(&passes[role], &[scope]);
            let scopes = BTreeSet::from([scope.to_owned()]);
            for route in routes {
                let at = format!("{} {} by {role}'s token for {scope}", route.method, route.path);
                let came = route.ask(server, &token);
                let is_taken = route.is_open || (route.is_for_tokens && route.takes(&scopes));
                match is_taken {
                    true => taken(&came, &at),
                    false => {
                        let ids =
                            ["problem-token-scope", "problem-not-by-token", "problem-not-allowed"];
                        refused(&came, 403, &ids, &at);
                    }
                }
            }
        }
    }
    for token in ["kcl_0", "kcl_", "nonsense", ""] {
        let pass = Pass { token: Some(token.into()), ..Pass::default() };
        let came = server.get(&pass, "/api/me");
        refused(&came, 401, &["problem-token-invalid"], token);
    }
    // A cookie beside a token that is not valid does not help.
    let both = Pass { token: Some("kcl_0".into()), ..passes["administrator"].clone() };
    refused(&server.get(&both, "/api/me"), 401, &["problem-token-invalid"], "both");
}

#[test]
fn what_belongs_to_somebody_is_not_there_for_others() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let administrator = server.administrator();
    let [owner, other, lead] = [("own", "analyst"), ("other", "analyst"), ("head", "lead")]
        .map(|(login, role)| server.person(&administrator, login, role));
    let job = server.job(&owner, "trace", &json!({"subjects": [id(&played, "mint")]}));
    let path = format!("/api/jobs/{}", job["id"].as_str().unwrap());
    for (method, end) in [("GET", ""), ("GET", "/result"), ("GET", "/events"), ("DELETE", "")] {
        let at = format!("{path}{end}");
        let came = server.send(&other, method, &at, &json!({}));
        refused(&came, 404, &["problem-job-unknown"], &at);
        assert_eq!(server.send(&lead, method, &at, &json!({})).status, 200, "{at}");
        assert_eq!(server.send(&owner, method, &at, &json!({})).status, 200, "{at}");
    }
    assert_eq!(server.get(&other, "/api/jobs").json()["items"], json!([]));
    let token = server.token(&owner, &["look"]);
    assert_eq!(server.get(&token, "/api/me").status, 200);
    let listed = server.get(&owner, "/api/tokens").json();
    let at = format!("/api/tokens/{}", listed["items"][0]["id"].as_str().unwrap());
    assert!(!listed.to_string().contains(token.token.as_deref().unwrap()), "shown once");
    refused(&server.send(&other, "DELETE", &at, &json!({})), 404, &["problem-token-unknown"], &at);
    assert_eq!(server.get(&other, "/api/tokens").json()["items"], json!([]));
    assert_eq!(server.send(&administrator, "DELETE", &at, &json!({})).status, 204);
    refused(&server.get(&token, "/api/me"), 401, &["problem-token-invalid"], "revoked");
    // Disabled: out at once, everywhere.
    let kept = server.token(&owner, &["look"]);
    let users = server.get(&administrator, "/api/users").json();
    let own =
        users["items"].as_array().unwrap().iter().find(|user| user["login"] == "own").unwrap();
    let at = format!("/api/users/{}", own["id"].as_str().unwrap());
    let came = server.send(&administrator, "PATCH", &at, &json!({"is_disabled": true}));
    assert_eq!(came.status, 200, "{came:?}");
    assert_eq!(server.get(&owner, "/api/me").status, 401);
    assert_eq!(server.get(&kept, "/api/me").status, 401);
}

#[test]
fn a_trainee_sees_stories_alone() {
    let Some(data) = crate::harness::test_data_or_say("a_trainee_sees_stories_alone") else {
        return;
    };
    let (desk, played) = story();
    let genesis = data.join("btc/genesis_0-4521.blk");
    desk.done(&["ingest", "bitcoin", genesis.to_str().unwrap()]);
    desk.done(&["labels", "import", "builtin:dprk"]);
    let server = Server::start(desk);
    let administrator = server.administrator();
    let trainee = server.person(&administrator, "nid", "trainee");
    let real = "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S";
    assert_eq!(server.get(&administrator, &format!("/api/addresses/{real}")).status, 200);
    let came = server.get(&trainee, &format!("/api/addresses/{real}"));
    refused(&came, 404, &["problem-nowhere"], real);
    let named = came.body.contains("bitcoin-main");
    assert!(!named, "not even that there is a real ledger: {came:?}");
    let thief = id(&played, "thief");
    assert_eq!(server.get(&trainee, &format!("/api/addresses/{thief}")).status, 200);
    let ledgers =
        |pass: &Pass| server.get(pass, "/api/ledgers").json()["ledgers"].as_array().unwrap().len();
    assert_eq!((ledgers(&administrator), ledgers(&trainee)), (2, 1));
    let packs =
        |pass: &Pass| server.get(pass, "/api/packs").json()["packs"].as_array().unwrap().len();
    assert_eq!((packs(&administrator), packs(&trainee)), (1, 0));
    let search = server.get(&trainee, "/api/search?q=lazarus").json();
    assert_eq!(search["labels"], json!([]), "{search}");
    let job = server.job(&trainee, "trace", &json!({"subjects": [real]}));
    assert_eq!(
        (&job["state"], &job["problem"]["id"]),
        (&"failed".into(), &"problem-nowhere".into())
    );
    let chosen = format!("/api/look?q={real}&ledger=bitcoin-main-linked");
    refused(&server.get(&trainee, &chosen), 404, &["problem-no-such-ledger"], &chosen);
}

#[test]
fn look_ups_are_written_down_where_that_is_wanted() {
    for (flags, told) in [(&["--audit-look-ups"][..], 5), (&[], 0)] {
        let (desk, played) = story();
        let server = Server::start_with(desk, flags);
        let pass = server.administrator();
        let thief = id(&played, "thief");
        let page = format!("/api/addresses/{thief}");
        assert_eq!(server.get(&pass, &page).status, 200);
        assert_eq!(server.get(&pass, &format!("/api/look?q={thief}&limit=1")).status, 200);
        assert_eq!(server.get(&pass, &format!("/api/labels?subject={thief}")).status, 200);
        let card = json!({"kind": "address", "ledger": "bitcoin-story-linked", "address": thief});
        let cards = json!({"subjects": [card]});
        assert_eq!(server.send(&pass, "POST", "/api/cards", &cards).status, 200);
        let expand = json!({"subject": card, "side": "in"});
        assert_eq!(server.send(&pass, "POST", "/api/expand", &expand).status, 200);
        // What leads to a look-up, what was refused, and what is about nobody is none.
        server.get(&pass, &format!("/api/search?q={thief}"));
        server.get(&pass, "/api/ledgers");
        server.get(&pass, "/api/addresses/nobody");
        let log = server.get(&pass, "/api/audit?action=search.run").json();
        assert_eq!(log["total"], told, "{flags:?}: {log}");
        let items = log["items"].as_array().expect("entries");
        let seen: Vec<(&str, &str, &str)> = items
            .iter()
            .rev()
            .map(|entry| {
                let asked = &entry["details"][0];
                assert_eq!(asked["name"], "asked");
                (text(&entry["actor"]), text(&entry["object_id"]), text(&asked["value"]))
            })
            .collect();
        let me = server.get(&pass, "/api/me").json();
        let me = format!("user:{}", me["id"].as_str().expect("an id"));
        let card = format!("address:bitcoin-story-linked:{thief}");
        let wanted = [
            ("/api/addresses/{address}", page),
            ("/api/look", format!("/api/look?q={thief}&limit=1")),
            ("/api/labels", format!("/api/labels?subject={thief}")),
            ("/api/cards", card.clone()),
            ("/api/expand", card),
        ];
        let wanted: Vec<(&str, &str, &str)> =
            wanted.iter().map(|(route, asked)| (me.as_str(), *route, asked.as_str())).collect();
        assert_eq!(seen, if told == 0 { Vec::new() } else { wanted });
    }
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
