-- A submission that corrects an earlier one is a version of it: first_id names the first of them, replaced_by the next.

alter table submissions add column first_id text;
alter table submissions add column replaced_by text;
create index submissions_by_first on submissions (first_id);
