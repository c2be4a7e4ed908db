-- Sessions can be seen by their person and end when nobody uses them. The vault's word covers the door through which one was
-- begun, so what was begun before ends here. Of a browser one word of few is kept; of an address nothing.
delete from sessions;
alter table sessions add column id text not null default '';
alter table sessions add column face text not null default 'program';
alter table sessions add column browser text not null default 'other';
alter table sessions add column used_at bigint not null default 0;
-- When the person had signed in before, with what, and how many wrong tries came between.
alter table sessions add column before_at bigint;
alter table sessions add column before_browser text;
alter table sessions add column wrong_tries bigint not null default 0;
create unique index sessions_by_id on sessions (id);

-- With which kinds of browser a person signed in, when last, and when they were last told of it.
create table sign_ins (
    actor_id bigint not null references actors (id),
    browser text not null,
    last_at bigint not null,
    told_at bigint,
    primary key (actor_id, browser)
);

-- What one person alone is to hear, until it is in a mail.
create table personal_notices (
    id text not null primary key,
    actor_id bigint not null references actors (id),
    kind text not null,
    created_at bigint not null
);

-- Passkeys: the public key and its name, sealed by the vault. users.factor covers all rows of a person, under the vault's word.
create table passkeys (
    id text not null primary key,
    actor_id bigint not null references actors (id),
    credential bytea not null unique,
    sealed bytea not null,
    -- What the authenticator counts; a lower one than before means a copy.
    counter bigint not null,
    created_at bigint not null,
    used_at bigint
);
create index passkeys_by_actor on passkeys (actor_id);

-- What a passkey is asked to sign, once.
create table passkey_challenges (
    hash bytea not null primary key,
    actor_id bigint not null references actors (id),
    what text not null,
    expires_at bigint not null
);
create index passkey_challenges_by_actor on passkey_challenges (actor_id);

-- Who lost the second factor gets in again by two people. The vault's word covers who asked (nobody: whoever sits at the
-- machine), for whom, and the account as it was then.
create table recoveries (
    id text not null primary key,
    actor_id bigint not null references actors (id),
    agency_id text references agencies (id),
    reason text not null,
    asked_by bigint references actors (id),
    asked_at bigint not null,
    expires_at bigint not null,
    seal bytea not null,
    decided_by bigint references actors (id),
    decided_at bigint,
    agreed boolean
);
create index recoveries_by_actor on recoveries (actor_id);
