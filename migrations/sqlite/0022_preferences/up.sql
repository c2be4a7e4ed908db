-- How somebody likes the pages; unset: as their browser asks and the settings say.
alter table users add column lang text;
alter table users add column digits text;
alter table users add column theme text;
-- Minutes east of UTC.
alter table users add column utc_offset integer;
