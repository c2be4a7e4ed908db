//! `waypost audit verify`: whatever somebody with the database does to the audit shows, and where.

use std::path::PathBuf;

use crate::support::form::urgent_adult;
use crate::support::program::{Said, run};
use crate::support::story::routed;
use crate::support::{Database, Server, eventually, on_both};

/// A stopped installation with some history and signed heads.
struct History {
    server: Server,
    heads: PathBuf,
    last: i64,
}

fn history(on: Database) -> History {
    let mut server = Server::demo_with(on, &[("WAYPOST_VAULT_AUDIT_SIGN_MINUTES", "0")]);
    server.phone().send_many("wellbeing_a1", &urgent_adult(), 2);
    routed(&server);
    eventually("everything is chained", 20.0, || {
        (server.count("audit where link is null") == 0).then_some(())
    });
    let heads = server.data().join("audit-heads");
    // The server may write one more entry while this looks, and then signs that one.
    let last = eventually("the newest link is signed", 20.0, || {
        let last = server.count("audit");
        let signed = heads.join(format!("{last:012}.json")).exists();
        signed.then_some(last)
    });
    server.stop();
    History {
        server,
        heads,
        last,
    }
}

impl History {
    fn verify(&self, more: &[&str]) -> Said {
        let data = self.server.data();
        let mut words = vec!["audit", "verify", "--data", data.to_str().unwrap()];
        if let Some(url) = self.server.database_url() {
            words.extend(["--database", url]);
        }
        words.extend(more);
        run(&words)
    }

    /// As whoever owns the database can: its triggers hold nobody who may drop them.
    fn tamper(&self, on: Database, statements: &[&str]) {
        match on {
            Database::Sqlite => {
                self.server
                    .execute("drop trigger if exists audit_keeps_rows");
                self.server
                    .execute("drop trigger if exists audit_keeps_content");
            }
            Database::Postgres => self.server.execute("alter table audit disable trigger all"),
        }
        for statement in statements {
            self.server.execute(statement);
        }
    }
}

on_both!(an_untouched_audit_holds_with_its_signed_heads);
fn an_untouched_audit_holds_with_its_signed_heads(on: Database) {
    let history = history(on);
    let said = history
        .verify(&["--heads", history.heads.to_str().unwrap()])
        .ok();
    let expected = format!("{} entries hold", history.last);
    assert!(said.all().contains(&expected), "{}", said.all());
    // Another vault's key signed none of them.
    let other = "11".repeat(32);
    let said = history.verify(&["--public-key", &other]).refused();
    assert!(
        said.all().contains("not signed by the vault's key"),
        "{}",
        said.all()
    );
}

on_both!(each_change_of_the_audit_shows_and_where);
fn each_change_of_the_audit_shows_and_where(on: Database) {
    let changes: [(&[&str], &str); 7] = [
        (
            &["update audit set object_id = 'x' where link = 3"],
            "link 3, entry number",
        ),
        (
            &["update audit set at = at + 1 where link = 4"],
            "changed after it was written",
        ),
        (
            &["update audit set actor_id = 999 where link = 2"],
            "link 2, entry number",
        ),
        (&["delete from audit where link = 5"], "an entry is missing"),
        (
            &[
                "update audit set link = -1 where link = 6",
                "update audit set link = 6 where link = 7",
                "update audit set link = 7 where link = -1",
            ],
            "link 6, entry number",
        ),
        (
            &["update audit set link = null, prev_hash = null, hash = null where link = 8"],
            "link 8",
        ),
        (
            &["update audit_heads set hash = signature"],
            "not signed by the vault's key",
        ),
    ];
    for (statements, expected) in changes {
        let history = history(on);
        history.tamper(on, statements);
        let said = history.verify(&[]).refused();
        assert!(
            said.all().contains(expected),
            "{statements:?}: {}",
            said.all()
        );
    }
}

on_both!(an_end_cut_off_and_a_chain_written_anew_show_in_what_was_signed);
fn an_end_cut_off_and_a_chain_written_anew_show_in_what_was_signed(on: Database) {
    let cut = history(on);
    let from = cut.last - 2;
    cut.tamper(
        on,
        &[
            &format!("delete from audit where link > {from}"),
            &format!("delete from audit_heads where link > {from}"),
        ],
    );
    cut.verify(&[]).ok();
    let said = cut
        .verify(&["--heads", cut.heads.to_str().unwrap()])
        .refused();
    assert!(said.all().contains("the end was cut off"), "{}", said.all());

    let mut anew = history(on);
    anew.tamper(
        on,
        &[
            "update audit set note = 'nothing to see' where link = 2",
            "update audit set link = null, prev_hash = null, hash = null",
            "delete from audit_heads",
        ],
    );
    // The server's own job makes a fine new chain of it.
    anew.server.start();
    eventually("all is chained anew", 30.0, || {
        (anew.server.count("audit where link is null") == 0).then_some(())
    });
    anew.server.stop();
    let said = anew
        .verify(&["--heads", anew.heads.to_str().unwrap()])
        .refused();
    assert!(said.all().contains("written anew"), "{}", said.all());
}
