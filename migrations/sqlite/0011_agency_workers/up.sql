-- Agency-held custody. At the hub: which worker has which submission until when, and when each was last heard of.
create table claims (
    submission_id text not null primary key references submissions (id),
    key_id text not null references keys (id),
    until_at bigint not null
);

create table workers (
    key_id text not null primary key references keys (id),
    seen_at bigint not null
);

-- At the agency's own machine: what came from the hub and what is still to be told there.
create table errands (
    submission_id text not null primary key references submissions (id),
    fetched_at bigint not null,
    delivered_at bigint
);

create index errands_open on errands (delivered_at);

-- Steps of referrals that were taken on this machine and that the hub knows.
create table told_steps (
    event_id text not null primary key references referral_events (id),
    told_at bigint not null
);
