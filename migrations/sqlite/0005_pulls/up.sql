-- The order in which submissions are given to aggregators that pull. A number is given when somebody asks, to what is
-- there and whole by then, so that whoever asks again from the last number on misses nothing.
create table pull_order (
    seq integer not null primary key autoincrement,
    submission_id text not null unique references submissions (id),
    form_id text not null,
    complete boolean not null
);
create index pull_order_by_form on pull_order (form_id, seq);
