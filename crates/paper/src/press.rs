//! Sets a sheet and prints it as PDF, in memory: the typesetter sees the template, the data, the
//! drawing and the embedded faces, and nothing of the machine.

use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use words::Language;

use crate::fonts::{Fonts, fonts, has_faces};
use crate::sheet::Sheet;
use crate::text;

/// Why there is no paper.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    #[error("this program was built without the faces that {} needs", language.name())]
    NoFaces { language: Language },
    #[error("there is no language '{code}' here")]
    NoLanguage { code: String },
    #[error("{says}")]
    Refused { says: String },
    #[error("the page could not be set: {why}")]
    Unset { why: String },
}

/// The sheet as a PDF (PDF/A-2u, so that it reads the same in years).
pub(crate) fn print(sheet: &Sheet, drawings: &[String]) -> Result<Vec<u8>, PaperError> {
    let document = set(sheet, drawings)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2u])
        .map_err(|error| PaperError::Unset { why: error.message().to_string() })?;
    let options = PdfOptions {
        // Told apart by what it says: the identifier is a hash of this.
        ident: Smart::Custom(format!("{} {}", sheet.title, sheet.footer)),
        creator: Smart::Custom(Some("Kancil".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    let printed = typst_pdf::pdf(&document, &options).map_err(|errors| unset(&errors));
    // What the typesetter remembers between documents is of no use to the next one.
    typst::comemo::evict(0);
    printed
}

pub(crate) fn set(sheet: &Sheet, drawings: &[String]) -> Result<PagedDocument, PaperError> {
    if let Some(language) = Language::of(sheet.language).filter(|language| !has_faces(*language)) {
        return Err(PaperError::NoFaces { language });
    }
    let data = serde_json::to_vec(sheet).expect("texts and numbers alone");
    typst::compile::<PagedDocument>(&Desk::new(data, drawings))
        .output
        .map_err(|errors| unset(&errors))
}

fn unset(errors: &[SourceDiagnostic]) -> PaperError {
    let why: Vec<String> = errors.iter().map(|error| error.message.to_string()).collect();
    PaperError::Unset { why: why.join("; ") }
}

/// All that the typesetter sees.
struct Desk {
    library: LazyHash<Library>,
    fonts: &'static Fonts,
    template: Source,
    data: Bytes,
    drawings: Vec<(FileId, Bytes)>,
}

impl Desk {
    fn new(data: Vec<u8>, drawings: &[String]) -> Self {
        let bytes = |svg: &String| Bytes::new(text::drawing(svg).into_bytes());
        let named = |(at, svg)| (file(&format!("/drawing-{at}.svg")), bytes(svg));
        Self {
            library: LazyHash::new(Library::default()),
            fonts: fonts(),
            template: Source::new(file("/sheet.typ"), include_str!("template.typ").to_owned()),
            data: Bytes::new(data),
            drawings: drawings.iter().enumerate().map(named).collect(),
        }
    }
}

fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("a plain path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(absent(id)) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let drawings = || self.drawings.iter().find(|(name, _)| *name == id);
        let found = match id {
            id if id == file("/data.json") => Some(self.data.clone()),
            _ => drawings().map(|(_, drawing)| drawing.clone()),
        };
        found.ok_or_else(|| absent(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    /// A page knows no clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn absent(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}
