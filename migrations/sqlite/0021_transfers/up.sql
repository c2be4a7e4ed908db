-- Transfer of a case to another agency, and who had a case when.

-- state: asked, refused, offered, accepted, declined, taken_back or lapsed. note_record: the hand-over note, a sealed record of the
-- case. about (for which service, and why it was declined) is sealed under the service key: it tells what happened to somebody.
create table transfers (
    id text not null primary key,
    case_id text not null references cases (id),
    from_agency text not null references agencies (id),
    to_agency text not null references agencies (id),
    state text not null,
    note_record text not null references records (id),
    about blob,
    consent_id text,
    urgency text,
    asked_by bigint not null,
    asked_at bigint not null,
    approved_by bigint,
    offered_at bigint,
    ends_at bigint not null,
    decided_by bigint,
    decided_at bigint
);
create index transfers_by_sender on transfers (from_agency, asked_at);
create index transfers_by_receiver on transfers (to_agency, offered_at);
create index transfers_by_case on transfers (case_id);
-- One offer of a case at a time; what is over is looked for every few seconds.
create unique index transfers_offered on transfers (case_id) where state = 'offered';
create index transfers_open on transfers (ends_at) where state in ('asked', 'offered');

-- Owners of a case that was ever transferred, each with the transfer by which it came; until_at is empty for the one who has it.
create table case_owners (
    case_id text not null references cases (id),
    since_at bigint not null,
    agency_id text not null references agencies (id),
    until_at bigint,
    transfer_id text references transfers (id),
    primary key (case_id, since_at)
);
create index case_owners_by_agency on case_owners (agency_id, until_at);
