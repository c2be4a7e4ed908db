//! Looks into the database from outside, as somebody who has stolen it would.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::Server;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// `select count(*) from …`
pub fn count(server: &Server, what: &str) -> i64 {
    let query = diesel::sql_query(format!("select count(*) as n from {what}"));
    let counted: Result<Count, _> = match server.database_url() {
        None => {
            let file = server.data().join("waypost.sqlite");
            let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
            diesel::sql_query("pragma busy_timeout = 10000")
                .execute(&mut connection)
                .unwrap();
            query.get_result(&mut connection)
        }
        #[cfg(feature = "postgres")]
        Some(url) => query.get_result(&mut PgConnection::establish(url).unwrap()),
        #[cfg(not(feature = "postgres"))]
        Some(_) => unreachable!("there is no PostgreSQL without the feature"),
    };
    counted.unwrap().n
}
