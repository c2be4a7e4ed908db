-- Reviews of submissions, in Central's words, and what people write about them.

-- Where the review stands, at the first version of what was corrected: hasIssues, edited, approved or rejected; none: received.
alter table submissions add column review_state text;
update submissions set review_state = 'edited' where first_id is null and replaced_by is not null;
-- What is reviewed is a part of what there is, and what arrives has no entry here.
create index submissions_reviewed on submissions (project_id, review_state, created_at) where review_state is not null;

-- Every word that was said: of which version, by whom (none: a correction came), when.
create table reviews (
    id text not null primary key,
    submission_id text not null references submissions (id),
    version_id text not null references submissions (id),
    state text not null,
    actor_id bigint,
    at bigint not null
);
create index reviews_by_submission on reviews (submission_id, at);

-- Comments: what somebody wrote is a sealed record of kind comment, destroyed with the version on which it was written.
create table comments (
    id text not null primary key,
    submission_id text not null references submissions (id),
    version_id text not null references submissions (id),
    record_id text not null references records (id),
    actor_id bigint not null,
    at bigint not null
);
create index comments_by_submission on comments (submission_id, at);
