-- What only the vault can say: whose session this is, whose account, whose key. Whoever writes the database cannot make them.
alter table sessions add column seal blob;
alter table users add column seal blob;
alter table keys add column seal blob;

-- Heads of the audit chain, signed by the vault.
create table audit_heads (
    link bigint not null primary key,
    hash blob not null,
    signed_at bigint not null,
    signature blob not null
);
