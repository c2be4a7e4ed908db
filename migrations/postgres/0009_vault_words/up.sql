-- What only the vault can say: whose session this is, whose account, whose key. Whoever writes the database cannot make them.
alter table sessions add column seal bytea;
alter table users add column seal bytea;
alter table keys add column seal bytea;

-- Heads of the audit chain, signed by the vault.
create table audit_heads (
    link bigint not null primary key,
    hash bytea not null,
    signed_at bigint not null,
    signature bytea not null
);
