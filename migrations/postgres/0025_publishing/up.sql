-- Publishing by two: whoever made a draft what it is does not publish it.

-- Who published; none: before this was kept.
alter table form_versions add column published_by bigint;

-- Who changed a draft's files after it was saved. Who saved it stands in form_versions.created_by.
create table draft_hands (
    form_version_id text not null references form_versions (id),
    actor_id bigint not null,
    at bigint not null,
    primary key (form_version_id, actor_id)
);

-- Somebody asked a second person to publish a draft, with their reason for its warnings. A draft that changes loses it.
create table publish_requests (
    form_version_id text not null primary key references form_versions (id),
    asked_by bigint not null,
    asked_at bigint not null,
    reason text
);
