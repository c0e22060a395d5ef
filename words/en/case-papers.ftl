# Why a paper of a case was not made.

problem-paper-language = papers cannot be set in “{ $language }” here: this program has no such language, or was built without its letters
problem-paper-not-made = the paper could not be made: { $reason }
