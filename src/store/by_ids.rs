//! A condition beside the ids that a query names. SQLite keeps no statistics here: it takes an index on a handful of states
//! before that on more than a few ids, and then reads every row in that state.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// A text as no index knows it.
    #[sql_name = "coalesce"]
    fn unindexed(text: Text, otherwise: Text) -> Text;
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use diesel::sqlite::{Sqlite, SqliteConnection};

    use super::super::schema::consents;
    use super::*;

    #[derive(QueryableByName)]
    struct Plan {
        #[diesel(sql_type = Text)]
        detail: String,
    }

    fn plan(query: &str) -> String {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        for sql in [
            "create table consents (id text not null primary key, state text not null, expires_at bigint)",
            "create index consents_ending on consents (state, expires_at)",
        ] {
            diesel::sql_query(sql).execute(&mut conn).unwrap();
        }
        let query = query.split(" -- binds").next().unwrap();
        let plans: Vec<Plan> = diesel::sql_query(format!("explain query plan {query}"))
            .load(&mut conn)
            .unwrap();
        plans.into_iter().map(|one| one.detail).collect()
    }

    #[test]
    fn rows_are_looked_up_by_their_ids_however_many_there_are() {
        let ids = ["x"; 100];
        let named = consents::table
            .filter(consents::id.eq_any(ids))
            .select(consents::id);
        let searched = named.clone().filter(consents::state.eq("in_force"));
        let looked_up = named.filter(unindexed(consents::state, "").eq("in_force"));
        let searched = plan(&diesel::debug_query::<Sqlite, _>(&searched).to_string());
        let looked_up = plan(&diesel::debug_query::<Sqlite, _>(&looked_up).to_string());
        assert!(searched.contains("consents_ending"), "{searched}");
        assert!(looked_up.contains("(id=?)"), "{looked_up}");
    }
}
