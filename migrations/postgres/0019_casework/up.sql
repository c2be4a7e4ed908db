-- Casework: where a case stands and who works on it, what named it from elsewhere, and what two people decide.

-- open, planned, active, follow_up or closed; the caseworker and the supervisor by their numbers.
alter table cases add column state text not null default 'open';
alter table cases add column caseworker bigint;
alter table cases add column supervisor bigint;
create index cases_by_caseworker on cases (agency_id, caseworker, opened_at);
create index cases_by_state on cases (agency_id, state, opened_at);

-- The id that a case of the sender's own with the code that a submission names has, or would have.
alter table submissions add column named text;

-- Which case a code means on the whole platform: a keyed hash of the code alone. The first to name a code has it.
create table case_names (
    mac bytea not null primary key,
    case_id text not null
);
create index case_names_by_case on case_names (case_id);

-- Steps of a case, each with how many submissions had joined by then. reason is sealed under the service key: why a case was
-- closed tells what became of somebody.
create table case_events (
    id text not null primary key,
    case_id text not null references cases (id),
    from_state text not null,
    to_state text not null,
    actor_id bigint not null,
    reason bytea,
    at bigint not null,
    submissions bigint not null
);
create index case_events_by_case on case_events (case_id, at);
-- What joined a case after it was closed is told to its supervisor.
create index cases_closed on cases (updated_at) where state = 'closed';

-- Submissions of other agencies that named a case: waiting, accepted, joined, dismissed or erased.
create table unmatched (
    submission_id text not null primary key references submissions (id),
    case_id text not null references cases (id),
    state text not null,
    at bigint not null,
    decided_by bigint,
    decided_at bigint
);
create index unmatched_by_case on unmatched (case_id, state);
-- What waits is told to supervisors, and what is accepted is opened again.
create index unmatched_undecided on unmatched (state) where state in ('waiting', 'accepted');

-- What one person asks and another decides. asked (kind, reason and particulars) is sealed under the service key.
create table approvals (
    id text not null primary key,
    agency_id text not null references agencies (id),
    case_id text not null references cases (id),
    asked bytea not null,
    asked_by bigint not null,
    asked_at bigint not null,
    expires_at bigint not null,
    decided_by bigint,
    decided_at bigint,
    approved boolean
);
create index approvals_by_agency on approvals (agency_id, asked_at);
create index approvals_by_case on approvals (case_id, asked_at);

-- An hour's access to a case of U0 for somebody who does not work on it; reviewed by another person. reason is sealed under the
-- service key.
create table break_glass (
    id text not null primary key,
    agency_id text not null references agencies (id),
    case_id text not null references cases (id),
    actor_id bigint not null,
    reason bytea not null,
    at bigint not null,
    until_at bigint not null,
    reviewed_by bigint,
    reviewed_at bigint,
    justified boolean
);
create index break_glass_by_case on break_glass (case_id, actor_id, until_at);
create index break_glass_by_agency on break_glass (agency_id, at);

-- Until when somebody may read what was said in interviews.
create table certifications (
    actor_id bigint not null primary key references actors (id),
    until_at bigint not null,
    given_by bigint not null,
    given_at bigint not null
);
