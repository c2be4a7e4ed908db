-- What two people order for a submission: to be kept although its time is over (hold), or to be erased before it is.
create table retention_orders (
    id text not null primary key,
    agency_id text references agencies (id),
    submission_id text not null references submissions (id),
    kind text not null,
    reason text not null,
    asked_by bigint not null,
    asked_at bigint not null,
    until_at bigint,
    approved_by bigint,
    approved_at bigint,
    lifted_at bigint
);
create index retention_orders_by_submission on retention_orders (submission_id, kind);

-- What was destroyed, without content.
create table certificates (
    id text not null primary key,
    agency_id text references agencies (id),
    cause text not null,
    submission_id text,
    order_id text references retention_orders (id),
    things bigint not null,
    wraps bigint not null,
    files bigint not null,
    at bigint not null,
    signature bytea not null
);
create index certificates_by_agency on certificates (agency_id, at);
create index submissions_by_opening on submissions (state, opened_at);
