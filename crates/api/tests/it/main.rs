//! The questions against little chains: what they answer, refuse, and how it is written.

mod counterparties;
mod learners;
mod pages;
mod schemas;
mod search;
mod stopping;
mod why;
mod words;
mod world;
