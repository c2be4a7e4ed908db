//! Both databases and `src/store/schema.rs` say the same.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use waypost::store::{Conn, StoreError};

use super::Place;
use crate::support::Database;

/// Facts about a schema, one a line: columns, keys, indexes, references.
type Facts = BTreeSet<String>;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE: &str = "
    with tables as (select name as t from sqlite_master where type = 'table'
        and name not like 'sqlite_%' and name <> '__diesel_schema_migrations')
    select 'column ' || t || '.' || c.name || ' ' ||
        case when c.pk = 1 and lower(c.type) = 'integer' then 'bigint' else lower(c.type) end ||
        case when c.\"notnull\" = 1 then ' not null' else '' end as line
        from tables, pragma_table_info(t) c
    union all
    select 'key ' || t || ' (' ||
        (select group_concat(name, ', ') from (select name from pragma_table_info(t) where pk > 0 order by pk)) || ')'
        from tables
    union all
    select case when i.\"unique\" = 1 then 'unique ' else 'index ' end || t || ' (' ||
        (select group_concat(name, ', ') from (select name from pragma_index_info(i.name) order by seqno)) || ')' ||
        case when i.partial = 1 then ' partial' else '' end
        from tables, pragma_index_list(t) i where i.origin <> 'pk'
    union all
    select 'reference ' || t || '.' || f.\"from\" || ' to ' || f.\"table\" || '.' || f.\"to\"
        from tables, pragma_foreign_key_list(t) f";

#[cfg(feature = "postgres")]
const POSTGRES: &str = "
    with tables as (select c.oid, c.relname::text as t from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> '__diesel_schema_migrations')
    select 'column ' || t || '.' || a.attname || ' ' ||
        case format_type(a.atttypid, a.atttypmod) when 'bytea' then 'blob' else format_type(a.atttypid, a.atttypmod) end ||
        case when a.attnotnull then ' not null' else '' end as line
        from tables join pg_attribute a on a.attrelid = tables.oid and a.attnum > 0 and not a.attisdropped
    union all
    select case when i.indisprimary then 'key ' when i.indisunique then 'unique ' else 'index ' end || t || ' (' ||
        (select string_agg(a.attname, ', ' order by k.place) from unnest(i.indkey::int[]) with ordinality k (number, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) || ')' ||
        case when i.indpred is not null then ' partial' else '' end
        from tables join pg_index i on i.indrelid = tables.oid
    union all
    select 'reference ' || t || '.' || a.attname || ' to ' || b.relname || '.' || d.attname
        from tables join pg_constraint c on c.conrelid = tables.oid and c.contype = 'f'
        join pg_class b on b.oid = c.confrelid
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        join pg_attribute d on d.attrelid = c.confrelid and d.attnum = c.confkey[1]";

fn facts(place: &Place) -> Facts {
    place
        .read(|conn| {
            let query = match conn {
                Conn::Sqlite(_) => SQLITE,
                #[cfg(feature = "postgres")]
                Conn::Postgres(_) => POSTGRES,
            };
            let lines: Vec<Line> = diesel::sql_query(query)
                .load(conn)
                .map_err(StoreError::from)?;
            Ok(lines.into_iter().map(|line| line.line).collect())
        })
        .unwrap()
}

/// What `schema.rs` says: its columns and keys.
fn declared() -> Facts {
    let text = include_str!("../../src/store/schema.rs");
    let mut facts = Facts::new();
    let mut table = "";
    for line in text.lines().map(str::trim) {
        if let Some((name, key)) = line
            .strip_suffix(") {")
            .and_then(|line| line.split_once(" ("))
        {
            table = name;
            facts.insert(format!("key {table} ({key})"));
        } else if let Some((column, kind)) = line
            .strip_suffix(',')
            .and_then(|line| line.split_once(" -> "))
        {
            let (kind, null) = match kind.strip_prefix("Nullable<") {
                Some(inner) => (inner.trim_end_matches('>'), ""),
                None => (kind, " not null"),
            };
            let kind = match kind {
                "Text" => "text",
                "BigInt" => "bigint",
                "Integer" => "integer",
                "Binary" => "blob",
                "Bool" => "boolean",
                other => panic!("{table}.{column} is {other}"),
            };
            facts.insert(format!("column {table}.{column} {kind}{null}"));
        }
    }
    facts
}

fn same(one: &Facts, other: &Facts) {
    let only_one: Vec<_> = one.difference(other).collect();
    let only_other: Vec<_> = other.difference(one).collect();
    assert!(
        only_one.is_empty() && only_other.is_empty(),
        "only left: {only_one:#?}\nonly right: {only_other:#?}"
    );
}

#[test]
fn the_code_names_the_columns_that_sqlite_has() {
    let found = facts(&Place::on(Database::Sqlite));
    assert!(
        found.len() > 200,
        "introspection finds the schema: {found:#?}"
    );
    let columns = found
        .into_iter()
        .filter(|f| f.starts_with("column ") || f.starts_with("key "))
        .collect();
    same(&declared(), &columns);
}

#[cfg(feature = "postgres")]
#[test]
fn both_databases_have_the_same_schema() {
    same(
        &facts(&Place::on(Database::Sqlite)),
        &facts(&Place::on(Database::Postgres)),
    );
}

#[test]
fn no_table_has_more_columns_than_diesel_is_compiled_for() {
    let mut tables = std::collections::BTreeMap::<String, u32>::new();
    for fact in declared() {
        if let Some((table, _)) = fact
            .strip_prefix("column ")
            .and_then(|column| column.split_once('.'))
        {
            *tables.entry(table.to_owned()).or_default() += 1;
        }
    }
    assert!(tables.values().all(|columns| *columns <= 32), "{tables:?}");
}
