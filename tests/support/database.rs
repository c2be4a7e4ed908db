//! Looks into the database from outside, as somebody who has stolen it would; and moves its clocks.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::Server;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = Text)]
    word: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// The same body on a connection to either database.
macro_rules! on_connection {
    ($server:expr, |$c:ident| $body:expr) => {
        match $server.database_url() {
            None => {
                let file = $server.data().join("waypost.sqlite");
                let $c = &mut SqliteConnection::establish(file.to_str().unwrap()).unwrap();
                diesel::sql_query("pragma busy_timeout = 10000")
                    .execute($c)
                    .unwrap();
                $body
            }
            #[cfg(feature = "postgres")]
            Some(url) => {
                let $c = &mut PgConnection::establish(url).unwrap();
                $body
            }
            #[cfg(not(feature = "postgres"))]
            Some(_) => unreachable!("there is no PostgreSQL without the feature"),
        }
    };
}

/// `select count(*) from …`
pub fn count(server: &Server, what: &str) -> i64 {
    let query = diesel::sql_query(format!("select count(*) as n from {what}"));
    let counted: Result<Count, _> = on_connection!(server, |c| query.get_result(c));
    counted.unwrap().n
}

/// Changes rows, where a story cannot wait for the time to pass.
pub fn execute(server: &Server, statement: &str) {
    let query = diesel::sql_query(statement);
    on_connection!(server, |c| query.execute(c).unwrap());
}

/// One word: `select … as word from …`
pub fn word(server: &Server, select: &str) -> String {
    let query = diesel::sql_query(select);
    let found: Result<Word, _> = on_connection!(server, |c| query.get_result(c));
    found.unwrap().word
}

/// Every word: `select … as word from …`
pub fn words(server: &Server, select: &str) -> Vec<String> {
    let query = diesel::sql_query(select);
    let found: Result<Vec<Word>, _> = on_connection!(server, |c| query.load(c));
    found.unwrap().into_iter().map(|one| one.word).collect()
}

/// How many rows each table has.
pub fn rows(server: &Server) -> BTreeMap<String, i64> {
    let tables = match server.database_url() {
        None => {
            "select name as word from sqlite_master where type = 'table' and name not like 'sqlite%'"
        }
        Some(_) => {
            "select cast(tablename as text) as word from pg_tables where schemaname = 'public'"
        }
    };
    on_connection!(server, |c| {
        let tables: Vec<Word> = diesel::sql_query(tables).load(c).unwrap();
        let each = |t: &Word| format!("select '{0}' as word, count(*) as n from {0}", t.word);
        let each: Vec<_> = tables.iter().map(each).collect();
        let rows: Vec<Rows> = diesel::sql_query(each.join(" union all ")).load(c).unwrap();
        rows.into_iter().map(|row| (row.word, row.n)).collect()
    })
}
