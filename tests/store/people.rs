//! People, their sessions, and phones.

use std::sync::mpsc;
use std::time::Duration;

use waypost::store::actors::{self, NewDevice, NewUser, SessionRow};
use waypost::store::{Conn, StoreError, projects};

use super::{Place, adds};
use crate::support::{Database, on_both};

fn person(conn: &mut Conn, name: &str, agency: Option<&str>) -> Result<i64, StoreError> {
    let actor_id = actors::insert(conn, "user", name, 1)?;
    let row = NewUser {
        actor_id,
        agency_id: agency.map(str::to_owned),
        role: "caseworker".into(),
        email: format!("{name}@example.org"),
        password_hash: None,
        link_hash: None,
        link_expires_at: None,
        invited_by: None,
        seal: None,
    };
    actors::insert_user(conn, &row)?;
    Ok(actor_id)
}

fn session(actor_id: i64, token: &[u8], expires_at: i64) -> SessionRow {
    SessionRow {
        token_hash: token.to_vec(),
        actor_id,
        csrf: "c".into(),
        created_at: 1,
        expires_at,
        begun_with: "no_factor".into(),
        seal: None,
        id: hex::encode(token),
        face: "page".into(),
        browser: "firefox".into(),
        used_at: 1,
        before_at: None,
        before_browser: None,
        wrong_tries: 0,
    }
}

fn an_invitation_is_good_once_and_for_a_while(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            let ada = person(conn, "ada", None)?;
            assert!(actors::reset_user(conn, ada, b"secret", 100, b"seal")?);
            let found = |conn: &mut Conn, now| actors::user_by_link_hash(conn, b"secret", now);
            assert_eq!(found(conn, 99)?.map(|user| user.actor_id), Some(ada));
            assert!(found(conn, 100)?.is_none());
            assert!(actors::set_password(conn, ada, "hash", b"seal")?);
            assert!(found(conn, 1)?.is_none());
            let user = actors::user_by_email(conn, "ada@example.org")?.unwrap();
            assert_eq!(
                (user.password_hash.as_deref(), user.display_name.as_str()),
                (Some("hash"), "ada")
            );
            actors::reset_user(conn, ada, b"secret", 100, b"seal")?;
            actors::set_user_disabled(conn, ada, Some(2))?;
            actors::set_user_disabled(conn, ada, None)?;
            assert!(found(conn, 1)?.is_none(), "disabling closes what was open");
            assert_eq!(
                actors::user_by_actor(conn, ada)?.and_then(|user| user.password_hash),
                None
            );
            assert!(!actors::set_password(conn, 999, "hash", b"seal")?);
            Ok(())
        })
        .unwrap();
}
on_both!(an_invitation_is_good_once_and_for_a_while);

fn people_are_listed_by_agency(database: Database) {
    let place = Place::on(database);
    place.write(adds("a")).unwrap();
    place
        .write(|conn| {
            assert!(!actors::agency_had_people(conn, "id-a")?);
            let ada = person(conn, "ada", Some("id-a"))?;
            let bob = person(conn, "bob", Some("id-a"))?;
            person(conn, "eve", None)?;
            let names = |conn: &mut Conn, agency| -> Result<Vec<String>, StoreError> {
                Ok(actors::users(conn, agency)?
                    .into_iter()
                    .map(|user| user.display_name)
                    .collect())
            };
            assert_eq!(names(conn, None)?, ["ada", "bob", "eve"]);
            assert_eq!(names(conn, Some("id-a"))?, ["ada", "bob"]);
            actors::set_user_disabled(conn, bob, Some(3))?;
            assert!(actors::delete(conn, ada, 4)?);
            assert!(!actors::delete(conn, ada, 5)?);
            assert!(actors::user_by_actor(conn, ada)?.is_none());
            assert!(actors::agency_had_people(conn, "id-a")?);
            assert_eq!(names(conn, Some("id-a"))?, ["bob"]);
            assert_eq!(
                actors::names(conn, &[ada])?,
                [(ada, "ada".to_owned())],
                "the audit still knows the name"
            );
            assert!(actors::rename(conn, bob, "bert", 6)?);
            actors::touch_login(conn, bob, 7)?;
            let bert = actors::user_by_actor(conn, bob)?.unwrap();
            assert_eq!(
                (bert.display_name.as_str(), bert.last_login_at),
                ("bert", Some(7))
            );
            assert_eq!(
                actors::by_id(conn, bob)?.and_then(|actor| actor.updated_at),
                Some(6)
            );
            Ok(())
        })
        .unwrap();
    let twice = place.write(|conn| person(conn, "bob", None));
    assert!(matches!(twice, Err(StoreError::Conflict(_))));
}
on_both!(people_are_listed_by_agency);

fn a_session_ends_by_time_by_sign_out_and_with_its_person(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            let ada = person(conn, "ada", None)?;
            for (token, end) in [(b"1", 50), (b"2", 100), (b"3", 100), (b"4", 100)] {
                actors::insert_session(conn, &session(ada, token, end))?;
            }
            let (found, user) = actors::session_by_hash(conn, b"1", 49)?.unwrap();
            assert_eq!(
                (found.csrf.as_str(), user.email.as_str()),
                ("c", "ada@example.org")
            );
            assert!(actors::session_by_hash(conn, b"1", 50)?.is_none());
            assert_eq!(actors::delete_expired_sessions(conn, 50)?, 1);
            assert!(actors::delete_session(conn, b"2")?);
            assert!(!actors::delete_session(conn, b"2")?);
            assert_eq!(actors::delete_sessions_of(conn, ada, Some(b"4"))?, 1);
            assert!(actors::session_by_hash(conn, b"4", 1)?.is_some());
            actors::set_user_disabled(conn, ada, Some(1))?;
            assert!(actors::session_by_hash(conn, b"4", 1)?.is_none());
            assert_eq!(actors::delete_sessions_of(conn, ada, None)?, 1);
            Ok(())
        })
        .unwrap();
}
on_both!(a_session_ends_by_time_by_sign_out_and_with_its_person);

fn a_revoked_phone_is_found_by_none_of_its_secrets(database: Database) {
    let place = Place::on(database);
    place
        .write(|conn| {
            let project = projects::insert(conn, None, "Project", None, 1)?;
            let phone = actors::insert(conn, "device", "Phone 1", 1)?;
            let row = NewDevice {
                actor_id: phone,
                project_id: project,
                token_hash: Some(b"token".to_vec()),
                username: "phone-1".into(),
                ha1_sealed: b"sealed".to_vec(),
                created_by: None,
                area: None,
            };
            actors::insert_device(conn, &row)?;
            actors::touch_device(conn, phone, 5)?;
            let found = actors::device_by_token_hash(conn, b"token")?.unwrap();
            assert_eq!(
                (found.display_name.as_str(), found.last_seen_at),
                ("Phone 1", Some(5))
            );
            assert!(actors::device_by_username(conn, "phone-1")?.is_some());
            assert!(actors::revoke_device(conn, phone, 9)?);
            assert!(!actors::revoke_device(conn, phone, 10)?);
            assert!(actors::device_by_token_hash(conn, b"token")?.is_none());
            assert!(actors::device_by_username(conn, "phone-1")?.is_none());
            let listed = actors::devices_of_project(conn, project)?;
            assert_eq!(
                (listed[0].revoked_at, listed[0].ha1_sealed.len()),
                (Some(9), 0)
            );
            assert!(actors::device_by_actor(conn, phone)?.is_some());
            Ok(())
        })
        .unwrap();
}
on_both!(a_revoked_phone_is_found_by_none_of_its_secrets);

fn who_is_held_stays_as_they_are_until_the_writing_ends(database: Database) {
    let place = Place::on(database);
    let ada = place.write(|conn| person(conn, "ada", None)).unwrap();
    let (inside, arrived) = mpsc::channel();
    let held = place.write_aside(move |conn| {
        let seal = |user: Option<actors::UserRow>| user.map(|user| user.seal);
        let before = seal(actors::hold_user(conn, ada)?);
        let _ = inside.send(());
        std::thread::sleep(Duration::from_millis(300));
        Ok((before, seal(actors::user_by_actor(conn, ada)?)))
    });
    arrived.recv().unwrap();
    let reset =
        place.write_aside(move |conn| actors::reset_user(conn, ada, b"secret", 100, b"new"));
    let (before, after) = held.join().unwrap().unwrap();
    assert_eq!((before, after), (Some(None), Some(None)));
    assert!(reset.join().unwrap().unwrap());
    let now = place.write(move |conn| actors::hold_user(conn, ada));
    assert_eq!(
        now.unwrap().and_then(|user| user.seal),
        Some(b"new".to_vec())
    );
    assert!(
        place
            .write(|conn| actors::hold_user(conn, 999))
            .unwrap()
            .is_none()
    );
}
on_both!(who_is_held_stays_as_they_are_until_the_writing_ends);
