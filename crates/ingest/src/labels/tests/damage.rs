//! Files that are broken, hostile, or not label files at all: one sentence each, and nothing taken.
