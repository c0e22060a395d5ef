# Why a paper of a case was not made.

problem-paper-language = papers cannot be set in “{ $language }” here: there are en and th, and th needs the program to be built with its faces
problem-paper-not-made = the paper could not be made: { $reason }
