-- Consents of a case: where each stands, on what it rests, who confirmed it and who took it back. What it says is a sealed record.
alter table consents add column case_id text;
alter table consents add column state text not null default 'in_force';
alter table consents add column basis text not null default 'consent';
alter table consents add column approval text not null default 'one';
alter table consents add column asked_by bigint;
alter table consents add column confirmed_by bigint;
alter table consents add column confirmed_at bigint;
alter table consents add column withdrawn_by bigint;
alter table consents add column withdrawn_at bigint;

update consents set case_id = (select case_id from submissions where submissions.id = consents.submission_id);

create index consents_by_case on consents (case_id);
create index consents_ending on consents (state, expires_at);
create index referrals_by_consent on referrals (consent_id);
