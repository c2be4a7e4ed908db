-- A key's life: pending, active, retiring (replaced, still opens), retired (opens nothing), destroyed (nothing left);
-- disabled stands beside it and remembers what it came from. `wrapped_private` of no length: not here, or no more.
alter table keys add column retiring_at bigint;
alter table keys add column destroyed_at bigint;
alter table keys add column expires_at bigint;
alter table keys add column state_before text;
alter table keys add column destroy_asked_by bigint;
update keys set state = 'retiring', retiring_at = retired_at, retired_at = null where state = 'retired';

-- Which rendition of a form each app carries: what it fetched last. One phone's credential may stand in several apps.
create table carried (
    device_id bigint not null references devices (actor_id),
    app text not null,
    form_id text not null references forms (id),
    rendition_id text not null references renditions (id),
    fetched_at bigint not null,
    primary key (device_id, app, form_id)
);
create index carried_by_rendition on carried (rendition_id);
create index renditions_by_key on renditions (key_id);
create index record_keys_by_key on record_keys (key_id);

-- Emergency stops: what they stop gets no forms and is not opened; it may still send.
create table stops (
    id text not null primary key,
    scope text not null,
    subject text not null,
    agency_id text references agencies (id),
    reason text not null,
    set_by bigint not null,
    set_at bigint not null,
    lifted_by bigint,
    lifted_at bigint
);
create index stops_in_force on stops (lifted_at);

-- What key holders must hear, without content. One open row for each cause.
create table alerts (
    id text not null primary key,
    agency_id text references agencies (id),
    kind text not null,
    subject text not null,
    waiting bigint not null,
    since bigint not null,
    level bigint not null,
    updated_at bigint not null,
    ended_at bigint
);
create index alerts_open on alerts (ended_at, agency_id);
