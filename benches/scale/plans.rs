//! How the database looks for what a queue page, the counts and a case need.

use std::fmt::Write as _;

use diesel::prelude::*;
use diesel::sql_types::Text;
use waypost::store::{Conn, Store, StoreError, StoreSettings, agencies};

use super::LOOKED_AT;

#[derive(QueryableByName)]
struct PlanOfSqlite {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[cfg(feature = "postgres")]
#[derive(QueryableByName)]
struct PlanOfPostgres {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// What a queue page, the counts and a case ask.
const ASKED: &[(&str, &str)] = &[
    (
        "what waits",
        "select * from referrals where to_agency = 'AGENCY' and state in ('held', 'sent', 'seen', 'info_requested') \
         order by urgency, sent_at, id limit 26",
    ),
    (
        "what is worked at",
        "select * from referrals where to_agency = 'AGENCY' and state in ('accepted', 'in_progress') \
         order by urgency, sent_at, id limit 50",
    ),
    (
        "what was taken back",
        "select * from referrals where to_agency = 'AGENCY' and state = 'recalled' and attested_at is null \
         and moved_at > 0 order by moved_at desc limit 50",
    ),
    (
        "what is without a place",
        "select * from referrals where to_agency = 'AGENCY' and state = 'unplaced' and moved_at > 1 \
         order by moved_at desc limit 50",
    ),
    (
        "what was received last",
        "select * from referrals where to_agency = 'AGENCY' order by sent_at desc, id desc limit 100",
    ),
    (
        "counts by queue",
        "select queue_id, urgency, count(*) from referrals where to_agency = 'AGENCY' \
         and state in ('held', 'sent', 'seen', 'info_requested') group by queue_id, urgency",
    ),
    (
        "consents that wait",
        "select * from consents where agency_id = 'AGENCY' and state = 'proposed' order by created_at limit 1000",
    ),
    (
        "consents of a case",
        "select * from consents where case_id = 'x' order by created_at desc limit 1000",
    ),
    (
        "referrals of a case",
        "select * from referrals where case_id = 'x'",
    ),
];

/// Prints each plan.
pub fn plans(url: &str) {
    let store = Store::open(&StoreSettings::at(url)).unwrap();
    let shown = store.read_now("plans", |conn| {
        let agency = agencies::by_code(conn, LOOKED_AT)?.unwrap().id;
        let mut shown = String::new();
        for (name, asked) in ASKED {
            let asked = asked.replace("AGENCY", &agency);
            writeln!(shown, "{name}").unwrap();
            let lines: Vec<String> = match conn {
                Conn::Sqlite(c) => diesel::sql_query(format!("explain query plan {asked}"))
                    .load::<PlanOfSqlite>(c)?
                    .into_iter()
                    .map(|one| one.detail)
                    .collect(),
                #[cfg(feature = "postgres")]
                Conn::Postgres(c) => {
                    diesel::sql_query(format!("explain (analyze, buffers) {asked}"))
                        .load::<PlanOfPostgres>(c)?
                        .into_iter()
                        .map(|one| one.line)
                        .collect()
                }
            };
            for line in lines {
                writeln!(shown, "    {line}").unwrap();
            }
        }
        Ok::<_, StoreError>(shown)
    });
    print!("{}", shown.unwrap());
}
