-- Entity lists of a project: what one form keeps so that another can pick it on the phone. Names of lists and
-- properties stand in clear, values are sealed to the key of lists, which serves phones day and night.

create table entity_lists (
    id text not null primary key,
    project_id bigint not null references projects (id),
    name text not null,
    approval boolean not null,
    -- Raised by every change that phones must see.
    revision bigint not null,
    created_at bigint not null,
    unique (project_id, name)
);

create table entity_properties (
    list_id text not null references entity_lists (id),
    name text not null,
    created_at bigint not null,
    primary key (list_id, name)
);

create table entities (
    list_id text not null references entity_lists (id),
    entity_id text not null,
    version bigint not null,
    conflict text,
    created_at bigint not null,
    updated_at bigint,
    deleted_at bigint,
    primary key (list_id, entity_id)
);

create table entity_versions (
    list_id text not null,
    entity_id text not null,
    version bigint not null,
    branch_id text,
    branch_base bigint,
    submission_id text,
    sealed bytea not null,
    created_at bigint not null,
    primary key (list_id, entity_id, version)
);

-- What submissions say of entities, in the order in which it is to be looked at.
create table entity_actions (
    id text not null primary key,
    project_id bigint not null,
    submission_id text not null references submissions (id),
    state text not null,
    error text,
    sealed bytea not null,
    created_at bigint not null,
    tried_at bigint
);
create index entity_actions_by_state on entity_actions (state, id);
create index entity_actions_by_submission on entity_actions (submission_id);
