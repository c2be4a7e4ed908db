-- Codes from people's own phones beside their passwords. The secret is sealed by the vault; users.factor ties the
-- account, under the vault's word, to this one row.
create table second_factors (
    actor_id bigint not null primary key references actors (id),
    sealed blob not null,
    begun_at bigint not null,
    confirmed_at bigint,
    -- The newest step of time whose code was taken: each code is good once.
    last_step bigint not null
);
alter table users add column factor blob;

-- What a session was begun with. The vault's word on a session covers it, so what was begun before ends here.
delete from sessions;
alter table sessions add column begun_with text not null default 'no_factor';
