//! `cargo xtask fonts`: the Thai faces that papers are set in.
//!
//! No crate carries them, and font files are not kept in the repository: they come from npm's registry,
//! where `@expo-google-fonts/noto-sans-thai-looped` holds Google's own files under the SIL Open Font
//! License 1.1. `crates/paper/build.rs` takes them only if they are the very bytes that it names.

use std::fs;
use std::path::Path;

use crate::shell;

const PACKAGE: &str = "@expo-google-fonts/noto-sans-thai-looped@0.4.2";
const FACES: [(&str, &str); 2] = [
    ("400Regular", "NotoSansThaiLooped_400Regular.ttf"),
    ("700Bold", "NotoSansThaiLooped_700Bold.ttf"),
];

/// What the faces are under; it travels with them, in the program too.
const LICENCE: &str = "LICENSE_FONT";

/// Fetches what is not there yet.
pub fn fetch() -> Result<(), String> {
    let folder = shell::root().join("crates/paper/fonts");
    let faces = FACES.iter().map(|(_, face)| *face);
    if faces.chain([LICENCE]).all(|file| folder.join(file).is_file()) {
        return Ok(());
    }
    let work = shell::root().join("target/fonts");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let place = work.display().to_string();
    shell::run("npm", &["pack", "--silent", "--pack-destination", &place, PACKAGE])?;
    let archive = archive(&work)?;
    shell::run("tar", &["-xzf", &archive, "-C", &place])?;
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let package = work.join("package");
    let faces = FACES.map(|(weight, face)| (package.join(weight).join(face), face));
    for (from, name) in faces.into_iter().chain([(package.join(LICENCE), LICENCE)]) {
        fs::copy(&from, folder.join(name))
            .map_err(|error| format!("{}: {error}", from.display()))?;
    }
    println!("fonts: {} faces in crates/paper/fonts", FACES.len());
    Ok(())
}

fn archive(folder: &Path) -> Result<String, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    let found = paths.find(|path| path.extension().is_some_and(|ending| ending == "tgz"));
    found.map(|path| path.display().to_string()).ok_or_else(|| format!("npm brought no {PACKAGE}"))
}
