-- What was released to the coordination body: tables of counts, suppressed, as they were printed.

-- body: the printed table as JSON. counted: the counts that it was made of, sealed under a key of the vault, so that a later count can be
-- compared with it; none of what was counted from opened answers: that is counted once and never again. number: 0 for the first of
-- its month and name. left_out: agencies whose answers only their own machines open.
create table releases (
    id text not null primary key,
    month text not null,
    name text not null,
    number bigint not null,
    body text not null,
    counted bytea,
    left_out bigint not null,
    released_at bigint not null,
    unique (month, name, number)
);

-- What an agency's phones sent in a time, counted without looking at the rows.
create index submissions_counted on submissions (agency_id, created_at, rendition_id, first_id, case_id, state, device_actor_id, id);
