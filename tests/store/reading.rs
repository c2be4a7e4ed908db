//! Readers see one moment, and cannot write.

use waypost::store::{StoreError, agencies};

use super::{Place, adds, agency};
use crate::support::{Database, on_both};

fn a_reader_sees_one_moment_while_others_write(database: Database) {
    let place = Place::on(database);
    place.write(adds("a")).unwrap();
    let writer = place.store.clone();
    let (first, second) = place
        .read(move |conn| {
            let first = agencies::all(conn)?.len();
            writer.write_now("test", adds("b"))?;
            Ok((first, agencies::all(conn)?.len()))
        })
        .unwrap();
    assert_eq!((first, second), (1, 1));
    assert_eq!(place.codes(), ["a", "b"]);
}
on_both!(a_reader_sees_one_moment_while_others_write);

fn a_reader_that_writes_is_refused_and_the_next_one_is_not_harmed(database: Database) {
    let place = Place::on(database);
    for _ in 0..4 {
        let refused = place.read(|conn| agencies::insert(conn, &agency("x")));
        assert!(
            matches!(refused, Err(StoreError::Database(_))),
            "{refused:?}"
        );
    }
    assert!(place.codes().is_empty());
}
on_both!(a_reader_that_writes_is_refused_and_the_next_one_is_not_harmed);

fn a_reader_that_panics_harms_nobody(database: Database) {
    let place = Place::on(database);
    for _ in 0..4 {
        let failed = place.read(|_| -> Result<(), StoreError> { panic!("a test's own panic") });
        assert!(matches!(failed, Err(StoreError::Internal)));
    }
    assert!(place.codes().is_empty());
}
on_both!(a_reader_that_panics_harms_nobody);
