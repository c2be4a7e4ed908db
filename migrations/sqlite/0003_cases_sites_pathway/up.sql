-- Cases, site analyses, and versions of the referral pathway.

-- A case of one agency. The id is a keyed hash of the agency and the case code: whoever has only the database cannot tell
-- whose code it is, nor try codes. screening is the submission that it began with, once that
-- is here. submissions counts what joined it; writers compare it, so that no two submissions of
-- a case are weighed without each other.
create table cases (
    id text not null primary key,
    agency_id text not null references agencies (id),
    pathway text not null,
    screening text,
    submissions bigint not null,
    opened_at bigint not null,
    updated_at bigint not null
);
create index cases_by_agency on cases (agency_id, opened_at);

alter table submissions add column case_id text;
create index submissions_by_case on submissions (case_id);

-- The newest analysis of an area: what a site form said. Places, never persons.
create table sites (
    area text not null primary key,
    agency_id text references agencies (id),
    submission_id text,
    clear_step1 boolean not null,
    clear_step2 boolean not null,
    analysed_at bigint not null,
    review_by bigint not null
);

-- A supervisor's word that an agency's phones in an area may screen although the area is not cleared.
create table site_offers (
    area text not null,
    agency_id text not null references agencies (id),
    reason text not null,
    given_by bigint not null,
    given_at bigint not null,
    ends_at bigint not null,
    primary key (area, agency_id)
);

-- The area that a phone works in, if that was said.
alter table devices add column area text;

-- Versions of the pathway's tables. In force from starts_at once activated_at is set by the second signature.
create table pathways (
    label text not null primary key,
    tables text not null,
    sha256 blob not null,
    proposed_by bigint not null,
    proposed_at bigint not null,
    starts_at bigint not null,
    activated_at bigint
);

create table pathway_signatures (
    label text not null references pathways (label),
    actor_id bigint not null,
    signed_at bigint not null,
    primary key (label, actor_id)
);
