//! Agencies, providers, settings.

use waypost::store::agencies::{self, ProviderRow};
use waypost::store::{StoreError, settings};

use super::{Place, adds, agency};
use crate::support::{Database, on_both};

fn an_agency_is_found_by_id_and_code_and_can_be_disabled(database: Database) {
    let place = Place::on(database);
    place.write(adds("b")).unwrap();
    place.write(adds("a")).unwrap();
    assert!(matches!(
        place.write(adds("a")),
        Err(StoreError::Conflict(_))
    ));
    place
        .write(|conn| {
            assert_eq!(agencies::by_id(conn, "id-a")?, Some(agency("a")));
            assert_eq!(agencies::by_code(conn, "a")?, Some(agency("a")));
            assert_eq!(agencies::by_code(conn, "c")?, None);
            assert!(agencies::set_disabled(conn, "id-a", Some(5))?);
            assert!(!agencies::set_disabled(conn, "id-c", Some(5))?);
            assert_eq!(
                agencies::by_id(conn, "id-a")?.and_then(|row| row.disabled_at),
                Some(5)
            );
            Ok(())
        })
        .unwrap();
    assert_eq!(place.codes(), ["a", "b"]);
}
on_both!(an_agency_is_found_by_id_and_code_and_can_be_disabled);

fn services_of_disabled_agencies_are_not_offered(database: Database) {
    let place = Place::on(database);
    let offers = |code: &str, service: &str| ProviderRow {
        agency_id: format!("id-{code}"),
        service: service.into(),
        created_at: 1,
    };
    let (one, two, nobody) = (
        offers("a", "legal"),
        offers("b", "health"),
        offers("nobody", "legal"),
    );
    place.write(adds("a")).unwrap();
    place.write(adds("b")).unwrap();
    let unknown = place.write(move |conn| agencies::add_provider(conn, &nobody));
    assert!(matches!(unknown, Err(StoreError::Reference(_))));
    place
        .write(move |conn| {
            assert!(agencies::add_provider(conn, &one)?);
            assert!(!agencies::add_provider(conn, &one)?);
            assert!(agencies::add_provider(conn, &two)?);
            assert_eq!(agencies::providers(conn)?, [two.clone(), one.clone()]);
            agencies::set_disabled(conn, "id-b", Some(1))?;
            assert_eq!(agencies::providers(conn)?, std::slice::from_ref(&one));
            assert!(agencies::remove_provider(conn, "id-a", "legal")?);
            assert!(!agencies::remove_provider(conn, "id-a", "legal")?);
            assert_eq!(agencies::providers(conn)?, []);
            Ok(())
        })
        .unwrap();
}
on_both!(services_of_disabled_agencies_are_not_offered);

fn settings_are_written_over_and_counters_rise(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            assert_eq!(settings::value(conn, "name")?, None);
            settings::set(conn, "name", "one")?;
            settings::set(conn, "name", "two")?;
            assert!(!settings::set_if_absent(conn, "name", "three")?);
            assert_eq!(settings::value(conn, "name")?.as_deref(), Some("two"));
            for _ in 0..11 {
                settings::bump(conn, "catalog")?;
            }
            assert_eq!(settings::value(conn, "catalog")?.as_deref(), Some("11"));
            Ok(())
        })
        .unwrap();
}
on_both!(settings_are_written_over_and_counters_rise);
