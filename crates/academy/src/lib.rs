//! What the academy teaches and how it judges: lessons as files, exercises filled in from a seed, the
//! one formula by which an answer is scored, and what it says of a learner: mastered, missed, certified.
//!
//! Nothing here reads a disk or a clock: texts and answers come in, lessons, chains and scores go
//! out. A lesson is content that a trainer writes; what makes it right is checked by
//! [`lesson::check`], so that no classroom finds out first.

pub mod certificate;
pub mod course;
pub mod exercise;
pub mod glossary;
pub mod lesson;
pub mod mastery;
pub mod missed;
pub mod pack;
pub mod score;
