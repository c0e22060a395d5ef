//! Embeds the Thai faces, where `cargo xtask fonts` has fetched them: font files are not kept in the
//! repository. Only the very files that are named here by their SHA-256 are taken, so that the same
//! report is the same bytes wherever the program was built. Without them the program is whole but for
//! Thai, and says so. Their licence is embedded with them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

const FACES: [(&str, &str); 2] = [
    (
        "NotoSansThaiLooped_400Regular.ttf",
        "8abe28fc268a089a1fa8472dbabb982e7e3aeee33a4f5876a77f85d51631521f",
    ),
    (
        "NotoSansThaiLooped_700Bold.ttf",
        "d0ca4d9ad54021ecdd4b18a43a928576c4f2b2bd2b5d0821ba2abc75d6536dee",
    ),
];

fn main() {
    let room = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names it");
    let folder = Path::new(&room).join("fonts");
    // What is not there cannot be seen to change: cargo would build this room anew every time.
    let seen = if folder.is_dir() { &folder } else { Path::new(&room) };
    println!("cargo::rerun-if-changed={}", seen.display());
    let mut table = String::from("pub static THAI: &[&[u8]] = &[\n");
    let faces: Vec<PathBuf> = FACES.iter().map(|(name, _)| folder.join(name)).collect();
    let is_there = faces.iter().all(|face| face.is_file());
    if is_there {
        for (face, (name, sha256)) in faces.iter().zip(FACES) {
            println!("cargo::rerun-if-changed={}", face.display());
            let bytes = fs::read(face).expect("a file that was just seen");
            let is = hex::encode(Sha256::digest(&bytes));
            assert_eq!(
                is, sha256,
                "{name} is not the face that is to be embedded: run 'cargo xtask fonts'"
            );
            let path = face.display().to_string();
            writeln!(table, "    include_bytes!({path:?}),").expect("a string takes every line");
        }
    }
    table.push_str("];\n");
    let licence = folder.join("LICENSE_FONT");
    let licence = if is_there {
        println!("cargo::rerun-if-changed={}", licence.display());
        assert!(licence.is_file(), "the faces are there without it: run 'cargo xtask fonts'");
        format!("Some(include_str!({:?}))", licence.display().to_string())
    } else {
        "None".to_owned()
    };
    writeln!(table, "pub static LICENCE: Option<&str> = {licence};").expect("as above");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a directory"));
    fs::write(out.join("thai.rs"), table).expect("cargo's directory can be written");
}
