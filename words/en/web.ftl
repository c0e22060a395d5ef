# The shell of the web pages and the parts that all of them use.

web-logo = Kancil: to the start
web-skip = Skip to the content
web-nav = Pages
web-nav-home = Look up
web-nav-trace = Trace
web-nav-path = Paths
web-nav-cases = Cases
web-nav-academy = Academy
web-nav-screen = Screen a list
web-nav-labels = Labels
web-nav-status = Status
web-nav-people = People
web-nav-tokens = API tokens
web-nav-audit = Audit log
web-nav-docs = API
web-language = Language
web-theme-to-dark = Switch to dark
web-theme-to-light = Switch to light
web-me = My account
web-sign-out = Sign out

## Search

web-search = Search: address, transaction, block, label or case
web-search-placeholder = Address, transaction, block, label, case…
web-search-go = Look up
web-search-secret = That looks like a private key or a seed phrase. It was not sent anywhere, and nobody needs it to trace money: keep it to yourself.

## Freshness

web-status-strip = How fresh the data is
web-strip-labels = labels
web-no-ledger = no ledger yet
web-synthetic = synthetic
web-stale = has not grown for a while
web-none = none
web-age-s = { $count } s
web-age-m = { $count } m
web-age-h = { $count } h
web-age-d = { $count } d

## Keys

web-keys = Keys
web-keys-search = go to the search box
web-keys-sheet = show this sheet
web-keys-tab = to the next and the previous control
web-keys-arrows = move between tabs, and along a picture
web-keys-enter = open what has the focus
web-keys-escape = close what is open
web-keys-single = Single keys (/ and ?) work

## Banners

web-read-only = Nothing can be saved at the moment
web-read-only-next = Looking things up still works. Ask an administrator to free disk space; saving resumes by itself.
web-synthetic-only = You are in training: you see made-up chains and people only. Nothing here is evidence.
web-exercise = SYNTHETIC exercise: you are looking at a made-up chain
web-exercise-to-case = back to the case
web-exercise-to-lesson = back to the lesson
web-drafts = { $drafted } of { $messages } texts in this language were drafted by a machine and not yet read by a speaker. They carry { $mark }.
web-drafts-hide = Hide the marks

## States

web-loading = Loading…
web-wait = One moment…
web-again = Try again
web-reload = Load the page again
web-close = Close
web-cancel = Cancel
web-dismiss = Dismiss
web-notices = Notices
web-copy = Copy
web-copy-what = Copy { $what }
web-copied = Copied
web-print = Print
web-once = Shown once
web-once-kept = I have kept it
web-yes = yes
web-no = no
web-never = never
web-pages = Pages of this list
web-pages-shown = { $shown } of { $total } shown
web-pages-first = From the beginning
web-pages-next = Next

## What can go wrong here

web-problem-unreachable = Kancil does not answer
web-problem-unreachable-next = Check that it is still running and that this computer is connected, then try again.
web-problem-unknown = Something went wrong
web-problem-unknown-next = Try again. If it happens again, tell an administrator what you were doing and at what time.
web-problem-part = A part of this page could not be loaded
web-problem-part-next = Kancil may have been updated since you opened this page.
web-not-found = There is no such page
web-not-found-says = Nothing is at this address:
web-not-found-home = To the start
