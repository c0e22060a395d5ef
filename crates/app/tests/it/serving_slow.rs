//! People who send or read slowly, or go away, and those beside them, who are served all the same.
//! How long each is borne with is tested where it is decided (`server::serve`, `server::threads`).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::serving::{Pass, Server, id, request, story, within};

#[test]
fn an_upload_that_comes_slowly_keeps_nobody_from_importing() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let text = format!(
        "address,label,category,source,network\n{},Shop,exchange,here,STORY\n",
        id(&played, "thief")
    );
    let whole = request(server.at, &pass, "POST", "/api/packs?file=slow.csv", "", text.as_bytes());
    let mut slow = TcpStream::connect(server.at).expect("it listens");
    slow.write_all(&whole[..whole.len() - 10]).expect("sent");
    within("it has begun to arrive", || {
        let dir = std::fs::read_dir(server.desk.path("data/uploads")).ok()?;
        (dir.count() > 0).then_some(())
    });
    let quick = text.replace("Shop", "Quick shop");
    let came = server.ask(&pass, "POST", "/api/packs?file=quick.csv", "", quick.as_bytes());
    assert_eq!((came.status, &came.json()["result"]), (200, &"imported".into()), "{came:?}");
    slow.write_all(&whole[whole.len() - 10..]).expect("sent");
    let mut came = String::new();
    slow.read_to_string(&mut came).expect("answered");
    assert!(came.starts_with("HTTP/1.1 200") && came.contains("\"imported\""), "{came}");
}

#[test]
fn whoever_reads_nothing_of_events_and_results_keeps_nobody_waiting() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let job = server.job(&pass, "trace", &json!({"subjects": [id(&played, "mint")]}));
    let job = format!("/api/jobs/{}", job["id"].as_str().expect("an id"));
    let deaf: Vec<TcpStream> = (0..200)
        .map(|number| {
            let path = format!("{job}/{}", ["events", "result?format=json"][number % 2]);
            let mut stream = TcpStream::connect(server.at).expect("it listens");
            let asked = request(server.at, &pass, "GET", &path, "", b"");
            stream.write_all(&asked).expect("sent");
            stream
        })
        .collect();
    let began = Instant::now();
    assert_eq!(server.get(&pass, &job).status, 200);
    assert_eq!(server.get(&Pass::default(), "/healthz").status, 200);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    drop(deaf);
}

#[test]
fn what_nobody_waits_for_any_more_is_ended() {
    let (desk, played) = story();
    let server = Server::start(desk);
    let pass = server.administrator();
    let subjects = vec![id(&played, "thief"); 2000];
    let body = json!({"subjects": subjects}).to_string();
    let kind = "content-type: application/json\r\n";
    let asked = request(server.at, &pass, "POST", "/api/screen", kind, body.as_bytes());
    within("a question is ended when its asker goes away", || {
        let mut stream = TcpStream::connect(server.at).expect("it listens");
        stream.write_all(&asked).expect("sent");
        drop(stream);
        let metrics = server.get(&Pass::default(), "/metrics").body;
        let line = metrics.lines().find(|line| line.starts_with("kancil_answers_abandoned "))?;
        (line.split(' ').nth(1)? != "0").then_some(())
    });
}
