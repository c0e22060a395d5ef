#![allow(clippy::unwrap_used, clippy::print_stdout)]
use scenario::story;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let t = std::time::Instant::now();
    let s = story::write(
        a[4].as_ref(),
        a[1].parse().unwrap(),
        a[2].parse().unwrap(),
        a[3].parse().unwrap(),
        &mut |_| (),
    )
    .unwrap();
    println!("{}", serde_json::to_string_pretty(&s).unwrap());
    println!("{:?}", t.elapsed());
}
