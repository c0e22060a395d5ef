# Cases in the browser: the list, a case's home and what is gathered in it.

## The list

cases-title = Cases
cases-lead = The cases you are a member of. Of others you are told nothing, not even that they exist.
cases-mine = My cases
cases-covers = All, by number
cases-covers-says = You say who belongs to a case; what is in it stays with its members. Adding somebody from outside is told to the audit log.
cases-covers-none = There is no case yet
cases-search = Search inside your cases
cases-search-placeholder = Search titles, notes, tasks, file names…
cases-search-go = Search
cases-any-status = any status
cases-none = You are a member of no case
cases-none-next = Open one, or ask a member of an existing case to add you.
cases-none-next-reader = Ask a member of a case to add you.
cases-none-so = None of your cases has this status
cases-all = All my cases
cases-members = { $count ->
        [1] you alone
       *[other] { $count }
    }
cases-you = you
cases-found = { $count ->
        [one] One place holds “{ $text }”
       *[other] { $count } places hold “{ $text }”
    }
cases-found-in = Where
cases-found-text = Text
cases-found-more = There are more. Write more of what you look for.
cases-found-nothing = Nothing in your cases holds “{ $text }”
cases-found-nothing-next = The search finds text exactly as it is written, capital letters aside. Try a shorter part of it.
case-kind-case = the case itself
case-kind-task = a task
case-kind-note = a note
case-kind-file = a file's name
case-kind-board = a board
case-kind-request = a request

## A case

case-case = Case
case-number = Number
case-title = Title
case-title-help = What people call it by. It can be changed later.
case-reference = Reference
case-reference-help = Another office's file number, or nothing.
case-tlp = TLP
case-tlp-red = For the people named in the case alone.
case-tlp-amber-strict = For those in this organisation who need it.
case-tlp-amber = For this organisation and its clients who need it.
case-tlp-green = For the community, not for the public.
case-tlp-clear = May be passed on without limit.
case-status = Status
case-status-new = New
case-status-working = Working
case-status-waiting = Waiting for…
case-status-waiting-for = Waiting for { $whom }
case-status-escalated = Escalated
case-status-closed = Closed
case-status-new-means = Opened, and nobody works in it yet.
case-status-working-means = Somebody works in it.
case-status-waiting-means = Somebody outside has to answer first.
case-status-escalated-means = It was handed to somebody who decides more.
case-status-closed-means = It is read, not written, until somebody opens it again.
case-waiting-for = Waiting for whom
case-waiting-for-help = A person or an office outside.
case-members = Members
case-opened-by = Opened by
case-opened = Opened by { $name }
case-changed = Changed
case-by = By
case-at = When
case-new = New case
case-new-go = Open the case
case-template = Begin with the tasks for
case-template-tasks = { $count ->
        [one] 1 task
       *[other] { $count } tasks
    }
case-template-none = Nothing prepared
case-template-none-help = Write your own tasks.
case-exercise = An exercise
case-exercise-help = On a story, with no real chain. The only kind of case that trainees see.
case-exercise-chip = exercise
case-change = Change
case-change-title = Change case { $number }
case-save = Save
case-saved = Saved
case-reopen = Open it again
case-closed = This case is closed
case-closed-next = Everything can be read. To write in it, open it again.
case-none = There is no such case among yours
case-none-next = Perhaps the link is old, or you are not a member: ask whoever sent it to you.
case-parts = Parts of the case
case-tab-work = Work
case-tab-notes = Notes
case-tab-files = Files
case-tab-evidence = Evidence
case-tab-requests = Requests
case-tab-custody = Custody

## Tasks, boards, members

case-tasks = Tasks
case-tasks-done = { $done } of { $all } over
case-tasks-none = No task yet
case-tasks-none-next = Write down what is to be done first.
case-task-new = What is to be done
case-task-add = Add a task
case-task-open = open
case-task-doing = doing
case-task-done = done
case-task-not-needed = not needed
case-task-nobody = nobody yet
case-task-late = late
case-task-state-of = State: { $task }
case-task-who-of = Who does it: { $task }
case-task-due-of = Due on: { $task }
case-boards = Boards
case-boards-none = No board yet
case-boards-none-next = No board yet. Make one here, or place a trace on one from its own page.
case-board = Board
case-board-rev = rev { $rev }
case-board-title = Title of a new board
case-board-new = Make a board
case-member = Person
case-member-add = Add
case-member-add-to = Add a member to case { $number }
case-member-added = { $name } is a member now
case-member-audited = You add from outside the case; the audit log tells it, and you do not read the case by it.
case-member-choose = Choose a person…
case-member-no-others = Everybody who can be a member is one.
case-member-remove = Remove
case-member-removed = { $name } is no member any more
case-member-remove-title = Remove { $name }?
case-member-remove-says = They will be told that there is no such case. What they did stays, and stays theirs.
case-member-remove-self = You will not see this case any more, unless another member adds you again.
case-members-says = Who is not in this list is told that there is no such case.

## Notes

case-note-new = Write a note
case-note-help = A note is never changed: a later version takes its place, and every version stays to be read.
case-note-too-long = This note has { $length } characters; { $most } fit. Attach the long text as a file, and say here what it is.
case-note-write = Keep the note
case-note-change = Write it anew
case-note-change-says = The version before stays to be read.
case-note-version = version { $version }
case-note-versions = { $count ->
        [one] The version before
       *[other] The { $count } versions before
    }
case-notes-none = No note yet
case-notes-none-next = What was said on the telephone, why a way was not followed: what the ledger does not know.
case-notes-older = Older notes

## Files

case-file-add = Attach files
case-file-pick = Choose files
case-file-drop = or drop them here. What a file is, is told by its bytes and not by its name.
case-file-sending = Attaching { $file }
case-file-kept = { $file } is attached ({ $size }).
case-file-failed = { $file } was not attached
case-file-cancelled = you stopped it; nothing of it was kept
case-file-too-large = it is larger than { $most }, the most that one file may have: attach a part of it, or write its digest in a note
case-file-lie-title = { $file } is not what it says
case-file-lie = Its bytes are those of { $kind }; its name or its sender says another thing.
case-file-lie-next = It is kept as evidence, as it came. Do not open it on a computer that matters.
case-file-name = File
case-file-is = By its bytes
case-file-size = Size
case-files-over = The files are through
case-files-none = No file yet
case-files-none-next = Complaints, screenshots, exports of an exchange: each is kept under the SHA-256 of its bytes and never changed.
case-files-says = Files are downloaded, never shown here: a page or a picture can carry a program.
case-file-kind-pdf = PDF
case-file-kind-png = PNG picture
case-file-kind-jpeg = JPEG picture
case-file-kind-gif = GIF picture
case-file-kind-webp = WebP picture
case-file-kind-tiff = TIFF picture
case-file-kind-zip = ZIP or office document
case-file-kind-gzip = gzip archive
case-file-kind-7z = 7-Zip archive
case-file-kind-rar = RAR archive
case-file-kind-zstd = Zstandard archive
case-file-kind-ole = older office document
case-file-kind-rtf = rich text
case-file-kind-mp4 = film or sound (MP4)
case-file-kind-sqlite = SQLite database
case-file-kind-program = a program
case-file-kind-html = a web page
case-file-kind-xml = XML or SVG
case-file-kind-json = JSON
case-file-kind-text = plain text
case-file-kind-empty = nothing: it is empty
case-file-kind-unknown = an unknown kind

## Evidence

case-exhibits = Exhibits
case-exhibits-says = A board's revision, frozen: the board may change, the exhibit cannot.
case-exhibits-none = No exhibit yet
case-exhibits-none-next = Freeze a revision on its board, under Evidence.
case-exhibit = Exhibit
case-exhibit-check = Check
case-exhibit-holds = holds
case-exhibit-broken = does not hold
case-papers = Papers
case-paper-language = Language of papers
case-paper-report = Report (PDF)
case-paper-pack = Evidence pack (ZIP)
case-paper-request = Letter (PDF)
case-paper-making = Being made…
case-paper-so-far = { $done ->
        [one] 1 step done
       *[other] { $done } steps done
    }
case-paper-stop = Stop
case-paper-stopped = Stopped: nothing is saved. Pages that the server had begun to set are set to the end and thrown away.
case-paper-made = { $file } was made and is in your downloads
case-paper-draft = Not approved yet: every page of the letter says that it is a draft.
case-pins = Pins
case-pins-says = Facts copied as they were known, each with where it is from.
case-pins-none = No pin yet
case-pins-none-next = On a board, pin an address, a transaction, a leg or a label (key B).
case-pin-subject = Of what
case-pin-source = Said by
case-pin-fetched = Fetched
case-pin-state = Copy
case-pin-whole = whole
case-pin-broken = changed
case-pin-show = Show the fact
case-pin-fact = The fact as it was pinned
case-pin-as-of = as of
case-pin-atlas = Atlas
case-pin-download = Download its bytes
case-custody-says = Who knew of this case and what was done in it, oldest first: the audit log's own entries, chained by their hashes. Downloads and exports are among them.

## Clocks

case-clock-left-m = { $count } min left
case-clock-left-h = { $count } h left
case-clock-left-d = { $count ->
        [one] 1 day left
       *[other] { $count } days left
    }
case-clock-late-m = { $count } min late
case-clock-late-h = { $count } h late
case-clock-late-d = { $count ->
        [one] 1 day late
       *[other] { $count } days late
    }

## Onto a board

case-add-subject = Add to a board
case-add-result = Open as a case
case-add-new-case = A new case…
case-add-new-board = A new board…
case-add-exercise = It is of a story, so the case will be an exercise.
case-add-top = Endings to draw
case-add-top-help = The largest ones, with the hops that lead to them. More can be added on the board.
case-add-go = Put it there
case-add-done = It stands on the board
case-add-busy = others are drawing on this board all the time; try again in a moment

## At the start

case-mine-clocks = Requests that run
case-mine-clocks-none = No clock is running in your cases.
case-mine-tasks = My tasks
case-mine-tasks-none = No open task is yours.
case-mine-more = and { $count } more
