-- A referral's whole life: its clocks, its pause, how often somebody else had to be told, what it replaces.
alter table referrals add column case_id text;
alter table referrals add column escalation integer not null default 0;
alter table referrals add column paused_at bigint;
alter table referrals add column pause_ends_at bigint;
alter table referrals add column contact_by bigint not null default 0;
alter table referrals add column serve_by bigint not null default 0;
alter table referrals add column contacted_at bigint;
alter table referrals add column delivered_at bigint;
alter table referrals add column closed_at bigint;
-- The referral after which another agency was asked for the same need, and which one of them it is.
alter table referrals add column follows text;
alter table referrals add column tries integer not null default 1;
-- When it took its last step: what agencies' machines ask for, and what retention counts from.
alter table referrals add column moved_at bigint not null default 0;
-- What the owner said of a service: confirmed or disputed.
alter table referrals add column feedback text;
-- Which side asked to begin again: owner or receiver.
alter table referrals add column reopening text;
alter table referrals add column attested_at bigint;
-- The sealed contact, which opens after acceptance.
alter table referrals add column contact_record_id text;
update referrals set contact_by = decide_by, serve_by = decide_by, moved_at = coalesce(decided_at, seen_at, sent_at),
    case_id = (select case_id from submissions where submissions.id = referrals.submission_id);
update referral_events set reason = 'withdrawn' where reason = 'consent_withdrawn';
create index referrals_in_queue on referrals (to_agency, state, urgency, sent_at);
create index referrals_by_state on referrals (state, escalation, to_agency);
create index referrals_of_case on referrals (case_id);

-- On whose behalf a step was taken, and the sealed words that stand beside it.
alter table referral_events add column by_whom text not null default '';
alter table referral_events add column record_id text;

-- In which part of a week an agency answers; none: always.
create table agency_hours (
    agency_id text not null primary key references agencies (id),
    hours text not null,
    set_at bigint not null
);

insert into jobs (kind, subject_id, run_at, attempts, created_at)
    select 'clock', id, see_by, 0, sent_at from referrals where state in ('sent', 'seen');
