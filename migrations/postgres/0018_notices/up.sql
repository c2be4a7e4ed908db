-- What somebody should hear: how many, how urgent, never what. Written by the act itself; read by whoever mails, posts and shows it.
create table notices (
    id text not null primary key,
    agency_id text references agencies (id),
    kind text not null,
    urgency text,
    level bigint not null,
    waiting bigint not null,
    created_at bigint not null,
    mailed_at bigint,
    posted_at bigint
);
create index notices_by_time on notices (created_at);
create index notices_unmailed on notices (agency_id, created_at) where mailed_at is null;
create index notices_unposted on notices (created_at) where posted_at is null;

-- Machines of an agency's that are told. Address and secret are sealed under the service's key; the host stands for people to read.
create table webhooks (
    id text not null primary key,
    agency_id text not null references agencies (id),
    host text not null,
    address bytea not null,
    secret bytea not null,
    made_by bigint not null references actors (id),
    made_at bigint not null,
    ended_at bigint,
    ended_by bigint references actors (id)
);
create index webhooks_by_agency on webhooks (agency_id);

-- What was or will be sent to one receiver: the same bytes and the same id each time it is tried.
create table messages (
    id text not null primary key,
    channel text not null,
    recipient text not null,
    agency_id text references agencies (id),
    notices text not null,
    state text not null,
    attempts bigint not null,
    tried_since bigint not null,
    created_at bigint not null,
    ended_at bigint,
    problem text
);
create index messages_by_agency on messages (agency_id, created_at);
create index messages_dead on messages (agency_id) where state = 'dead';

-- People who want no mail.
create table unmailed (
    actor_id bigint not null primary key references actors (id)
);
