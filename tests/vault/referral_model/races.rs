//! Two acts of which one shuts the other out, at the same moment: exactly one wins, and whoever lost is told.

use super::*;

/// What came before, and two acts of which one shuts the other out; the clock is an act too.
type Race = (
    &'static str,
    &'static [(Deed, &'static str)],
    [(Deed, &'static str); 2],
);

const RACES: &[Race] = {
    use Deed::*;
    const SEEN: &[(Deed, &str)] = &[(See, "receiver")];
    const ASKED: &[(Deed, &str)] = &[(See, "receiver"), (Ask, "receiver")];
    const WORKING: &[(Deed, &str)] = &[(Accept, "receiver"), (Contact, "receiver")];
    const RECALLED: &[(Deed, &str)] = &[(See, "receiver"), (Recall, "supervisor")];
    &[
        (
            "accept twice",
            SEEN,
            [(Accept, "receiver"), (Accept, "receiver")],
        ),
        (
            "accept and decline",
            SEEN,
            [(Accept, "receiver"), (Decline, "receiver")],
        ),
        (
            "decline while recalled",
            SEEN,
            [(Decline, "receiver"), (Recall, "supervisor")],
        ),
        (
            "expire while accepted",
            SEEN,
            [(Accept, "receiver"), (Clock, "system")],
        ),
        (
            "expire while declined",
            SEEN,
            [(Decline, "receiver"), (Clock, "system")],
        ),
        (
            "recall twice",
            SEEN,
            [(Recall, "supervisor"), (Recall, "owner")],
        ),
        (
            "answer twice",
            ASKED,
            [(Answer, "owner"), (Answer, "supervisor")],
        ),
        (
            "deliver twice",
            WORKING,
            [(Deliver, "receiver"), (Deliver, "receiver")],
        ),
        (
            "deliver while recalled",
            WORKING,
            [(Deliver, "receiver"), (Recall, "supervisor")],
        ),
        (
            "deliver while the person declines",
            WORKING,
            [(Deliver, "receiver"), (PersonDecline, "owner")],
        ),
        (
            "attest twice",
            RECALLED,
            [(Attest, "receiver"), (Attest, "receiver")],
        ),
    ]
};

on_both!(of_two_acts_that_shut_each_other_out_exactly_one_wins_and_the_other_is_told);
fn of_two_acts_that_shut_each_other_out_exactly_one_wins_and_the_other_is_told(on: Database) {
    let server = Server::demo(on);
    let people = People::of(&server);
    let mut lives = Vec::new();
    for round in 0..thorough(20, 2) {
        for (n, (name, before, two)) in RACES.iter().enumerate() {
            let code = super::code(round * RACES.len() + n);
            let mut life = Life::begins(&server, &code, false);
            for one in *before {
                let sent = life.at_once(&server, &people, &[*one], || {});
                life.heard.push(sent);
                life.holds(&server, &people)
                    .unwrap_or_else(|why| panic!("{name}: {why}"));
            }
            let clock = two.contains(&(Deed::Clock, "system"));
            let people_act: Vec<_> = two
                .iter()
                .copied()
                .filter(|one| one.0 != Deed::Clock)
                .collect();
            if clock {
                // First only somebody is told; then its time is over.
                life.let_time_pass(&server);
                life.heard.push(vec![the_clock()]);
                life.holds(&server, &people)
                    .unwrap_or_else(|why| panic!("{name}: {why}"));
                life.let_time_pass(&server);
                std::thread::sleep(Duration::from_millis(400 * round as u64 % 1_100));
            }
            let mut sent = life.at_once(&server, &people, &people_act, || {});
            let done = |one: &&Sent| one.heard == Heard::Answer(Told::Done);
            let won = sent.iter().filter(done).count();
            if clock {
                sent.push(the_clock());
            }
            life.heard.push(sent);
            life.holds(&server, &people)
                .unwrap_or_else(|why| panic!("{name}: {why}"));
            let expired = usize::from(life.model.state == "expired");
            assert_eq!(won + expired, 1, "{name}: {:#?}", life.heard);
            life.ends(&server, &people);
            lives.push((life.id, life.model.state));
        }
    }
    went_on_once(&server, &lives);
}
