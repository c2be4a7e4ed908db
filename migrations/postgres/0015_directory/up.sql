-- What kind of organisation an agency is, the directory of services, information-sharing protocols, and gaps.

-- Who harms a person may belong to a kind of organisation; such agencies are told nothing.
alter table agencies add column kind text not null default 'ngo';

-- What an agency says of a service that it offers, in one area; area '' is everywhere. sexes, ages and languages are words
-- with spaces between; empty: not said. Places and services, never persons.
create table provider_entries (
    agency_id text not null references agencies (id),
    service text not null,
    area text not null,
    sexes text not null,
    ages text not null,
    languages text not null,
    capacity text not null,
    hours text,
    verified_at bigint not null,
    updated_at bigint not null,
    primary key (agency_id, service, area)
);

-- What may cross between agencies, for which services (null: all), in which classes at most, and until when.
create table protocols (
    id text not null primary key,
    services text,
    classes text not null,
    starts_at bigint not null,
    ends_at bigint not null,
    proposed_by bigint not null,
    proposed_at bigint not null,
    ended_at bigint,
    ended_by bigint
);

-- No reference to agencies: an agency's own machine has only those that take part.
create table protocol_parties (
    protocol_id text not null references protocols (id),
    agency_id text not null,
    primary key (protocol_id, agency_id)
);

-- agency_id: for which party somebody signed; null: for the coordination body.
create table protocol_signatures (
    protocol_id text not null references protocols (id),
    actor_id bigint not null,
    agency_id text,
    signed_at bigint not null,
    primary key (protocol_id, actor_id)
);

-- How often a service was asked for in an area and a month (2026-11) and nobody was there for it. Counts; no case, no
-- submission, no day. service 'protected': nobody was left who may be told.
create table gaps (
    service text not null,
    area text not null,
    month text not null,
    counted bigint not null,
    primary key (service, area, month)
);

-- How much each provider has to do.
create index referrals_by_queue on referrals (queue_id, state);
