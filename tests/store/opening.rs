//! Addresses, rights of files, migrations.

use std::os::unix::fs::PermissionsExt;

use waypost::store::{Store, StoreError, StoreSettings};

use super::{Place, execute, number};
use crate::support::{Database, on_both};

fn refusal(url: &str) -> String {
    match Store::open(&StoreSettings::at(url)) {
        Ok(_) => panic!("{url} was opened"),
        Err(StoreError::Settings(text)) => text,
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn an_address_of_another_kind_is_refused_without_repeating_its_password() {
    for url in [
        "mysql://waypost:secret@host/db",
        "waypost.sqlite",
        "",
        "postgres:secret",
        "sqlite:",
        "sqlite::memory:",
    ] {
        let text = refusal(url);
        assert!(text.contains("sqlite:"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }
}

#[test]
fn a_missing_folder_is_not_made_from_a_mistyped_address() {
    let folder = tempfile::tempdir().unwrap();
    let text = refusal(&format!(
        "sqlite:{}/no/such/waypost.sqlite",
        folder.path().display()
    ));
    assert!(text.contains("does not exist"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_file_and_its_journal_belong_to_their_owner_only() {
    let place = Place::on(Database::Sqlite);
    place.write(super::adds("a")).unwrap();
    let folder = std::path::Path::new(place.url.strip_prefix("sqlite:").unwrap())
        .parent()
        .unwrap();
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        assert_eq!(
            file.metadata().unwrap().permissions().mode() & 0o777,
            0o600,
            "{:?}",
            file.path()
        );
        files += 1;
    }
    assert_eq!(
        files, 3,
        "the database, its journal and the journal's index"
    );
}

#[test]
fn sqlite_keeps_what_was_promised_and_forgets_what_was_deleted() {
    let place = Place::on(Database::Sqlite);
    place
        .write(|conn| {
            assert_eq!(
                number(conn, "select synchronous as n from pragma_synchronous")?,
                2
            );
            assert_eq!(
                number(conn, "select foreign_keys as n from pragma_foreign_keys")?,
                1
            );
            assert_eq!(
                number(conn, "select secure_delete as n from pragma_secure_delete")?,
                1
            );
            assert_eq!(
                number(
                    conn,
                    "select journal_mode = 'wal' as n from pragma_journal_mode"
                )?,
                1
            );
            Ok(())
        })
        .unwrap();
}

fn migrating_twice_changes_nothing(database: Database) {
    let place = Place::on(database);
    place.write(super::adds("a")).unwrap();
    place.store.migrate().unwrap();
    place.store.check_schema().unwrap();
    assert_eq!(place.codes(), ["a"]);
}
on_both!(migrating_twice_changes_nothing);

fn an_empty_database_is_older_than_the_program(database: Database) {
    let place = Place::unmigrated(database, 1);
    assert!(
        matches!(place.store.check_schema(), Err(StoreError::OlderSchema(version)) if version == "0001")
    );
}
on_both!(an_empty_database_is_older_than_the_program);

fn a_database_that_a_newer_program_has_migrated_is_refused(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            execute(
                conn,
                "insert into __diesel_schema_migrations (version) values ('9999')",
            )
        })
        .unwrap();
    for refused in [place.store.migrate(), place.store.check_schema()] {
        assert!(matches!(refused, Err(StoreError::NewerSchema(version)) if version == "9999"));
    }
}
on_both!(a_database_that_a_newer_program_has_migrated_is_refused);

fn two_processes_may_migrate_at_once(database: Database) {
    let place = Place::unmigrated(database, 1);
    let others: Vec<_> = (0..3)
        .map(|_| {
            let url = place.url.clone();
            std::thread::spawn(move || Store::open(&StoreSettings::at(url))?.migrate())
        })
        .collect();
    for other in others {
        other.join().unwrap().unwrap();
    }
    place.store.check_schema().unwrap();
}
on_both!(two_processes_may_migrate_at_once);
