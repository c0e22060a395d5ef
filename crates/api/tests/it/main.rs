//! The questions against little chains: what they answer, refuse, and how it is written.

mod cards;
mod counterparties;
mod expand;
mod learners;
mod pages;
mod schemas;
mod search;
mod stopping;
mod why;
mod without;
mod words;
mod world;
