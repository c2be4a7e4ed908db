-- Waypost, first schema. Times are milliseconds since 1970 in UTC. What a person said stands nowhere in clear:
-- every "sealed" and "wrapped" column holds ciphertext that this database cannot open.
-- docs/data-model.md tells, table by table, what a thief would learn.

create table agencies (
    id text not null primary key,
    code text not null unique,
    name text not null,
    created_at bigint not null,
    disabled_at bigint
);

-- Which agency offers which service: a directory, public among agencies.
create table providers (
    agency_id text not null references agencies (id),
    service text not null,
    created_at bigint not null,
    primary key (agency_id, service)
);

-- People and phones share Central's numeric actor ids.
create table actors (
    id integer not null primary key autoincrement,
    kind text not null,
    display_name text not null,
    created_at bigint not null,
    updated_at bigint,
    deleted_at bigint
);

create table users (
    actor_id bigint not null primary key references actors (id),
    agency_id text references agencies (id),
    role text not null,
    email text not null unique,
    password_hash text,
    link_hash blob unique,
    link_expires_at bigint,
    invited_by bigint,
    last_login_at bigint,
    disabled_at bigint
);

create table sessions (
    token_hash blob not null primary key,
    actor_id bigint not null references actors (id),
    csrf text not null,
    created_at bigint not null,
    expires_at bigint not null
);
create index sessions_by_actor on sessions (actor_id);

create table projects (
    id integer not null primary key autoincrement,
    agency_id text references agencies (id),
    name text not null,
    description text,
    archived boolean not null,
    created_at bigint not null,
    updated_at bigint,
    deleted_at bigint
);

create table devices (
    actor_id bigint not null primary key references actors (id),
    project_id bigint not null references projects (id),
    token_hash blob unique,
    username text not null unique,
    ha1_sealed blob not null,
    created_by bigint,
    last_seen_at bigint,
    revoked_at bigint
);
create index devices_by_project on devices (project_id);

-- Keys of an agency (agency_id null: the platform's, for projects without an agency).
-- wrapped_private is opened only by the vault.
create table keys (
    id text not null primary key,
    agency_id text references agencies (id),
    purpose text not null,
    custody text not null,
    state text not null,
    public_key blob not null,
    fingerprint text not null unique,
    wrapped_private blob not null,
    kdf text,
    requested_by bigint,
    confirmed_by bigint,
    created_at bigint not null,
    activated_at bigint,
    retired_at bigint,
    disabled_at bigint,
    disabled_reason text
);
create index keys_by_agency on keys (agency_id, purpose, state);

create table forms (
    id text not null primary key,
    project_id bigint not null references projects (id),
    xml_form_id text not null,
    state text not null,
    created_at bigint not null,
    updated_at bigint,
    deleted_at bigint,
    unique (project_id, xml_form_id)
);

create table form_versions (
    id text not null primary key,
    form_id text not null references forms (id),
    version text not null,
    state text not null,
    stage text,
    title text not null,
    xml blob not null,
    md5 text not null,
    draft_token text,
    warnings_reason text,
    created_by bigint,
    created_at bigint not null,
    published_at bigint
);
create index form_versions_by_form on form_versions (form_id, state);

create table form_files (
    form_version_id text not null references form_versions (id),
    name text not null,
    kind text not null,
    content_type text,
    md5 text,
    bytes blob,
    updated_at bigint,
    primary key (form_version_id, name)
);

-- A form version as one agency's phones get it: key written in, version marked.
create table renditions (
    id text not null primary key,
    form_version_id text not null references form_versions (id),
    key_id text references keys (id),
    version text not null,
    xml blob not null,
    md5 text not null,
    created_at bigint not null
);
create index renditions_by_version on renditions (form_version_id);

-- Which phone may use which form; form_id null means every form of the project.
create table grants (
    id text not null primary key,
    project_id bigint not null references projects (id),
    form_id text references forms (id),
    actor_id bigint not null references actors (id),
    role text not null,
    created_at bigint not null
);
create index grants_by_actor on grants (actor_id);
create index grants_by_project on grants (project_id);

create table submissions (
    id text not null primary key,
    project_id bigint not null,
    agency_id text,
    form_id text not null references forms (id),
    rendition_id text not null references renditions (id),
    instance_id text not null,
    state text not null,
    envelope blob,
    envelope_sha256 blob not null,
    parts_expected integer not null,
    parts_present integer not null,
    device_actor_id bigint,
    device_id text,
    user_agent text,
    record_id text,
    created_at bigint not null,
    updated_at bigint,
    opened_at bigint,
    unique (form_id, instance_id)
);
create index submissions_by_form on submissions (form_id, created_at);
create index submissions_by_agency on submissions (agency_id, state);

-- Files of a submission, in the order of its manifest. Neither bytes nor blob_id: still expected.
create table submission_parts (
    submission_id text not null references submissions (id),
    ordinal integer not null,
    name text not null,
    bytes blob,
    blob_id text,
    size bigint,
    record_id text,
    primary key (submission_id, ordinal)
);

-- What was inside something, sealed; record_keys says who can open it.
create table records (
    id text not null primary key,
    agency_id text,
    submission_id text,
    kind text not null,
    format integer not null,
    sealed blob,
    blob_id text,
    created_at bigint not null
);
create index records_by_submission on records (submission_id);

create table record_keys (
    record_id text not null references records (id),
    key_id text not null references keys (id),
    wrapped blob not null,
    created_at bigint not null,
    primary key (record_id, key_id)
);

-- A queue is agency x service; which service is sealed (label) and findable only with the vault's own key (label_mac).
create table queues (
    id text not null primary key,
    agency_id text not null references agencies (id),
    label_mac blob not null unique,
    created_at bigint not null
);

create table consents (
    id text not null primary key,
    agency_id text not null,
    submission_id text not null,
    record_id text not null references records (id),
    expires_at bigint not null,
    created_at bigint not null
);

create table referrals (
    id text not null primary key,
    submission_id text not null references submissions (id),
    queue_id text not null references queues (id),
    from_agency text not null,
    to_agency text not null,
    consent_id text,
    urgency text not null,
    state text not null,
    record_id text not null references records (id),
    see_by bigint not null,
    decide_by bigint not null,
    sent_at bigint not null,
    seen_at bigint,
    decided_at bigint,
    unique (submission_id, queue_id)
);
create index referrals_received on referrals (to_agency, sent_at);
create index referrals_sent on referrals (from_agency, sent_at);

create table referral_events (
    id text not null primary key,
    referral_id text not null references referrals (id),
    from_state text not null,
    to_state text not null,
    actor_id bigint,
    reason text,
    at bigint not null
);
create index referral_events_by_referral on referral_events (referral_id);

-- Claiming pushes run_at forward: lease and back-off in one column. A done job is deleted.
create table jobs (
    id integer not null primary key autoincrement,
    kind text not null,
    subject_id text not null,
    run_at bigint not null,
    attempts integer not null,
    lease text,
    created_at bigint not null,
    unique (kind, subject_id)
);
create index jobs_due on jobs (run_at, id);

-- Append-only; link, prev_hash and hash are filled by the chaining job within a second.
create table audit (
    seq integer not null primary key autoincrement,
    at bigint not null,
    actor_id bigint,
    actor_kind text not null,
    agency_id text,
    action text not null,
    object_kind text not null,
    object_id text not null,
    class text,
    purpose text,
    result text not null,
    note text,
    link bigint unique,
    prev_hash blob,
    hash blob
);
create index audit_by_object on audit (object_id);
create index audit_unlinked on audit (seq) where link is null;

create trigger audit_keeps_rows before delete on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_keeps_content before update on audit
when old.link is not null or new.seq <> old.seq or new.at <> old.at or new.action <> old.action
  or new.object_id <> old.object_id or new.object_kind <> old.object_kind or new.result <> old.result
  or new.actor_kind <> old.actor_kind or new.actor_id is not old.actor_id or new.agency_id is not old.agency_id
  or new.class is not old.class or new.purpose is not old.purpose or new.note is not old.note
begin select raise(abort, 'audit is append-only'); end;

create table settings (
    key text not null primary key,
    value text not null
);
