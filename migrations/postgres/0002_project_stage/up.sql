-- A project may take forms of a step of the guide only.

alter table projects add column requires_stage boolean not null default false;
