//! `kancil academy verify`: whether a certificate's words are those that were signed.
//!
//! What it can show is told there ([`academy::certificate`]); whose key it is, the reader compares.

use std::fs;
use std::io::Read as _;

use academy::certificate::{BYTES_MAX, Certificate, Module};
use api::academy::{CertificateChecked, ModuleChecked};
use api::phrase::points;
use api::sheet::Sheet;

use crate::args::AcademyVerify;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::key_store;
use crate::show::page::{Columns, Page};
use crate::show::{Show, show};

pub fn run(data: &Data, args: &AcademyVerify) -> Result<Exit, Failure> {
    let path = &args.file;
    let mut text = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(BYTES_MAX as u64 + 1).read_to_end(&mut text))
        .map_err(|error| Failure::io("read", path, &error))?;
    let refused = |error| Failure::new(format_args!("{}: {error}", path.display()));
    let certificate = Certificate::from_text(&text).map_err(refused)?;
    let key = certificate.verify(args.key.as_ref()).map_err(refused)?;
    let own = key_store::public(data)?;
    let Certificate { says, code, .. } = certificate;
    let checked = CertificateChecked {
        code,
        name: says.name,
        class: says.class,
        day: says.day,
        modules: says.modules.into_iter().map(module).collect(),
        minutes: says.minutes,
        languages: says.languages,
        program: says.program,
        key: key.to_string(),
        is_expected_key: args.key.is_some(),
        is_own_key: own == Some(key),
    };
    show(&checked, args.shown.format)?;
    Ok(Exit::Done)
}

fn module(module: Module) -> ModuleChecked {
    ModuleChecked {
        lesson: module.lesson,
        title: module.title,
        case: module.case,
        points_milli: module.points_milli,
        day: module.day,
        content: module.content,
    }
}

impl Show for CertificateChecked {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("Certificate {}: its words are those that were signed", self.code));
        page.facts(&[
            ("name", self.name.clone()),
            ("class", self.class.clone().unwrap_or_else(|| "-".into())),
            ("issued", self.day.clone()),
            ("study", format!("{} h {:02} min", self.minutes / 60, self.minutes % 60)),
            ("languages", self.languages.join(", ")),
            ("signed by", self.key.clone()),
        ]);
        let mut columns = Columns::new(&["lesson", "case", ">points", "on", "title"]);
        for module in &self.modules {
            columns.row([
                module.lesson.clone(),
                module.case.clone(),
                points(module.points_milli),
                module.day.clone(),
                module.title.clone(),
            ]);
        }
        page.columns(columns);
        page.line(match (self.is_expected_key, self.is_own_key) {
            (true, _) => "Signed by the key that was asked for.",
            (false, true) => "Signed by this installation's key.",
            (false, false) => {
                "Compare the key with the one that its issuer prints: another key is another issuer."
            }
        });
    }

    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&["code", "name", "lesson", "case", "points", "on", "key"]);
        for module in &self.modules {
            sheet.row([
                self.code.clone(),
                self.name.clone(),
                module.lesson.clone(),
                module.case.clone(),
                points(module.points_milli),
                module.day.clone(),
                self.key.clone(),
            ]);
        }
        sheet
    }
}
