# What is said of cases, files and requests where something is not done

no-such-case = there is no such case among yours
no-such-task = there is no such task in this case
no-such-note = there is no such note in this case
no-such-file = there is no such file in this case
no-such-pin = there is no such pin in this case
no-such-exhibit = there is no such exhibit in this case
no-such-request = there is no such request in this case
no-such-member = they are not a member of this case
problem-case-closed = the case is closed: open it again to work in it
problem-case-not-an-exercise = a trainee opens exercises alone, on a story
problem-case-cannot-be-member = they cannot be a member of this case: no role of theirs reads it, or they are disabled
problem-case-last-member = somebody must remain who may read the case: this is the last member
problem-case-of-attempt = the case of an exercise is its learner's alone, and ends when the exercise is handed in
problem-case-too-many = there is no room for more: at most { $most } { $what ->
    [members] members
    [tasks] tasks
    [notes] versions of notes
    [files] files
    [boards] boards
    [pins] pins
    [exhibits] exhibits
    [requests] requests
   *[other] of them
}
problem-case-stale = somebody changed it since you read it: read it again, then write yours
problem-case-template-unknown = there is no template “{ $template }”
problem-text-empty = { $field } is empty
problem-text-too-long = { $field } has { $found } characters and at most { $most } are kept: shorten it, or attach it as a file
problem-text-invisible = { $field } holds the invisible character { $code } at character { $at }: take it out, since it would show the text other than it is
problem-file-damaged = the bytes kept of { $sha256 } are not those that were attached: they are not given out; put them back from a backup
problem-file-not-kept = the file could not be kept on the disk: whoever looks after this installation was told
problem-exhibit-damaged = the exhibit of { $sha256 } does not read any more: it is not shown; put the record back from a backup

problem-request-not-now = a request that is { $state } cannot be told to { $event }
problem-request-own-text = a second person approves: this request is your own text
problem-request-other-text = the text was changed since you read it: read it again first
problem-request-not-over = the time to answer is not over
problem-request-lines = a request names 1 to { $most } transactions
problem-request-reply-days = the time to answer is 1 to { $most } days
problem-request-share = a share is in millionths of the whole, at most 1,000,000
