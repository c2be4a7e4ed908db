//! Writes the rows in bulk: past the use-cases, which would take days, but sealed as the vault seals.

use std::path::Path;
use std::time::Instant;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use waypost::blobs::BlobFolder;
use waypost::crypto::{SealingPublic, digest, token};
use waypost::domain::projection::Projection;
use waypost::store::cases::CaseRow;
use waypost::store::records::{self, ConsentRow};
use waypost::store::referrals::{self, ReferralEventRow, ReferralRow};
use waypost::store::schema;
use waypost::store::submissions::SubmissionRow;
use waypost::store::{Conn, Store, StoreError, StoreSettings, agencies, keys};
use waypost::vault::client::Card;
use waypost::vault::seal::{Sealed, Sealer, Thing};

use super::{EACH, LOOKED_AT, case_id};

/// Cases written in one transaction.
const BATCH: usize = 1_000;
/// Of the agency that is looked at: what waits for an answer, and what is being worked at.
const WAITING: usize = 5_000;
const WORKED: usize = 3_000;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const SERVICES: [(&str, &str); 6] = [
    ("protection_cm", "U2"),
    ("medical", "U0"),
    ("mhpss", "U1"),
    ("safe_shelter", "U1"),
    ("gbv", "U2"),
    ("child_protection", "U3"),
];

/// An agency: whose key opens, which queues it has, which form its phones send.
struct Agency {
    id: String,
    reader: (String, SealingPublic),
    queues: Vec<String>,
    from: Found,
}

/// Everything that one case has.
#[derive(Default)]
struct Rows {
    submissions: Vec<SubmissionRow>,
    cases: Vec<CaseRow>,
    consents: Vec<ConsentRow>,
    referrals: Vec<ReferralRow>,
    events: Vec<ReferralEventRow>,
    sealed: Sealed,
    /// Clocks that run: referral and time.
    clocks: Vec<(String, i64)>,
}

/// Fills the database at `url`, whose installation is in `data`.
pub fn fill(data: &str, url: &str, cases: usize) {
    let store = Store::open(&StoreSettings::at(url)).unwrap();
    let blobs = BlobFolder::open(Path::new(data).join("blobs")).unwrap();
    let now = chrono::Utc::now().timestamp_millis();
    let agencies = store
        .write_now("agencies", |conn: &mut Conn| {
            Ok::<_, StoreError>(all_agencies(conn))
        })
        .unwrap();
    let started = Instant::now();
    let mut draw = Draw(7);
    let mut made = Made {
        waiting: spread(WAITING, cases * 2),
        worked: spread(WORKED, cases * 2),
        received: 0,
    };
    for first in (0..cases).step_by(BATCH) {
        let mut rows = Rows::default();
        let mut common = Sealer::new(&blobs);
        for number in first..(first + BATCH).min(cases) {
            let case = Case {
                number,
                of: cases,
                now,
                agencies: &agencies,
            };
            case.make(&mut rows, (&mut common, &blobs), &mut draw, &mut made);
        }
        let rows = std::sync::Arc::new(rows);
        store
            .write_now("fill", move |conn: &mut Conn| write(conn, &rows))
            .unwrap();
        let done = (first + BATCH).min(cases);
        if done.is_multiple_of((cases / 10).max(BATCH)) || done == cases {
            println!("{done} of {cases} cases, {} s", started.elapsed().as_secs());
        }
    }
    // PostgreSQL's own housekeeping would come to it; SQLite has none.
    #[cfg(feature = "postgres")]
    store
        .write_now("analyse", |conn: &mut Conn| {
            if let Conn::Postgres(c) = conn {
                diesel::sql_query("analyze").execute(c)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    project: i64,
    #[diesel(sql_type = Text)]
    form: String,
    #[diesel(sql_type = Text)]
    rendition: String,
    #[diesel(sql_type = BigInt)]
    device: i64,
    #[diesel(sql_type = BigInt)]
    caseworker: i64,
}

/// The agencies; the one that is looked at first.
fn all_agencies(conn: &mut Conn) -> Vec<Agency> {
    let now = chrono::Utc::now().timestamp_millis();
    let mut all = agencies::all(conn).unwrap();
    all.sort_by_key(|row| row.code != LOOKED_AT);
    let mut agencies = Vec::new();
    for row in all {
        let asked = diesel::sql_query(format!(
            "select forms.project_id as project, forms.id as form, renditions.id as rendition, \
             devices.actor_id as device, \
             (select min(actor_id) from users where role = 'caseworker' and agency_id = projects.agency_id) as caseworker \
             from projects join forms on forms.project_id = projects.id \
             join form_versions on form_versions.form_id = forms.id \
             join renditions on renditions.form_version_id = form_versions.id \
             join devices on devices.project_id = projects.id \
             where forms.xml_form_id = 'wellbeing_a1' and projects.agency_id = '{}' limit 1",
            row.id
        ));
        let from: Found = match conn {
            Conn::Sqlite(c) => asked.get_result(c),
            #[cfg(feature = "postgres")]
            Conn::Postgres(c) => asked.get_result(c),
        }
        .unwrap();
        let key = keys::active(conn, Some(&row.id), "cases").unwrap().unwrap();
        let public = SealingPublic::from_bytes(&key.public_key).unwrap();
        let queues = SERVICES.map(|(service, _)| {
            let label = digest::sha256(format!("{} {service}", row.id).as_bytes());
            referrals::queue(conn, &row.id, &label, &token::random_id(), now).unwrap()
        });
        agencies.push(Agency {
            id: row.id,
            reader: (key.id, public),
            queues: queues.to_vec(),
            from,
        });
    }
    agencies
}

/// How many of the looked-at agency's are open so far.
struct Made {
    waiting: f64,
    worked: f64,
    received: usize,
}

/// So many of so many, evenly.
fn spread(few: usize, of: usize) -> f64 {
    few as f64 / of.max(1) as f64
}

/// Numbers that are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

struct Case<'a> {
    number: usize,
    of: usize,
    now: i64,
    agencies: &'a [Agency],
}

/// What a submission's records belong to.
struct Sealing<'a> {
    agency: &'a str,
    submission: &'a str,
    at: i64,
}

impl Sealing<'_> {
    fn add(
        &self,
        sealer: &mut Sealer<'_>,
        (kind, text): (&str, &str),
        readers: &[(String, SealingPublic)],
        sealed: &mut Sealed,
    ) -> String {
        let thing = Thing {
            agency: Some(self.agency),
            submission: self.submission,
            kind,
            plaintext: text.as_bytes(),
        };
        sealed.add(sealer, &thing, readers, self.at).unwrap()
    }
}

impl Case<'_> {
    fn make(
        &self,
        rows: &mut Rows,
        (common, blobs): (&mut Sealer<'_>, &BlobFolder),
        draw: &mut Draw,
        made: &mut Made,
    ) {
        // Over 85 days; the newest last.
        let begun = self.now - 85 * DAY + 85 * DAY / self.of as i64 * self.number as i64;
        let own = &self.agencies[self.number % self.agencies.len()];
        let case = case_id(self.number);
        let submission = token::new_id();
        let readers = [own.reader.clone()];
        let sealing = Sealing {
            agency: &own.id,
            submission: &submission,
            at: begun,
        };
        let (said, decided) = ("x".repeat(1_800), "{\"facts\":{}}".repeat(80));
        let agreed = format!("{{\"{}\":1}}", "y".repeat(300));
        let answers = sealing.add(common, ("answers", &said), &readers, &mut rows.sealed);
        sealing.add(common, ("decision", &decided), &readers, &mut rows.sealed);
        let agreed = sealing.add(common, ("consent", &agreed), &readers, &mut rows.sealed);
        let consent = token::new_id();
        // What goes on rests on it; the rest is over.
        let stands = draw.below(3) == 0;
        rows.submissions.push(SubmissionRow {
            id: submission.clone(),
            project_id: own.from.project,
            agency_id: Some(own.id.clone()),
            form_id: own.from.form.clone(),
            rendition_id: own.from.rendition.clone(),
            instance_id: format!("uuid:scale-{}", self.number),
            state: "sealed".into(),
            envelope: None,
            envelope_sha256: vec![0; 32],
            parts_expected: 1,
            parts_present: 1,
            device_actor_id: Some(own.from.device),
            device_id: None,
            user_agent: None,
            record_id: Some(answers),
            created_at: begun,
            updated_at: None,
            opened_at: Some(begun),
            case_id: Some(case.clone()),
            named: None,
            review_state: None,
            first_id: None,
            replaced_by: None,
        });
        rows.cases.push(CaseRow {
            id: case.clone(),
            agency_id: own.id.clone(),
            pathway: "shipped".into(),
            screening: Some(submission.clone()),
            submissions: 2,
            opened_at: begun,
            updated_at: begun,
            state: match self.number % 10 {
                0 => "open",
                1 => "planned",
                2 => "active",
                3 => "follow_up",
                _ => "closed",
            }
            .into(),
            // Of the agency that is looked at, every seventh is the caseworker's own.
            caseworker: self
                .number
                .is_multiple_of(7 * self.agencies.len())
                .then_some(own.from.caseworker),
            supervisor: None,
        });
        for referral in 0..EACH {
            // Two of five go to the agency that is looked at.
            let to = match referral < 2 {
                true => 0,
                false => draw.below(self.agencies.len() as u64) as usize,
            };
            // One referral of a submission in one queue.
            let (service, urgency) = SERVICES[(self.number + referral) % SERVICES.len()];
            let sent = begun + draw.below(2 * DAY as u64) as i64;
            let state = match referral < 2 {
                true => made.next(draw),
                false => closed(draw),
            };
            let open = matches!(
                state,
                "held" | "sent" | "seen" | "info_requested" | "accepted" | "in_progress"
            );
            let sent = if open {
                self.now - draw.below(3 * DAY as u64) as i64
            } else {
                sent
            };
            let to_agency = &self.agencies[to];
            let mut readers = vec![own.reader.clone()];
            // What was given back, taken back or never taken opens no more to who received it: that is over already.
            let gone = [
                "declined",
                "recalled",
                "person_declined",
                "expired",
                "unplaced",
            ];
            if to_agency.id != own.id && !gone.contains(&state) {
                readers.push(to_agency.reader.clone());
            }
            let card = card(service, urgency, draw);
            // What is opened on one page comes from different submissions.
            let record = match open {
                true => {
                    let mut sealer = Sealer::new(blobs);
                    sealing.add(&mut sealer, ("card", &card), &readers, &mut rows.sealed)
                }
                false => sealing.add(common, ("card", &card), &readers, &mut rows.sealed),
            };
            let id = token::random_id();
            let queue =
                &to_agency.queues[SERVICES.iter().position(|one| one.0 == service).unwrap()];
            rows.events.extend(events(&id, state, sent));
            if open {
                rows.clocks.push((id.clone(), self.now + 2 * DAY));
            }
            rows.referrals.push(ReferralRow {
                id,
                submission_id: submission.clone(),
                queue_id: queue.clone(),
                from_agency: own.id.clone(),
                to_agency: to_agency.id.clone(),
                consent_id: (state != "held").then(|| consent.clone()),
                urgency: urgency.into(),
                state: state.into(),
                record_id: record,
                see_by: self.now + DAY,
                decide_by: self.now + 2 * DAY,
                sent_at: sent,
                seen_at: (state != "sent" && state != "held").then_some(sent + HOUR),
                decided_at: (!open).then_some(sent + 2 * HOUR),
                case_id: Some(case.clone()),
                escalation: 0,
                paused_at: None,
                pause_ends_at: None,
                contact_by: self.now + 3 * DAY,
                serve_by: self.now + 3 * DAY,
                contacted_at: None,
                delivered_at: (state == "delivered").then_some(sent + DAY),
                closed_at: (state == "closed").then_some(sent + 2 * DAY),
                follows: None,
                tries: 1,
                moved_at: sent + 2 * HOUR,
                feedback: None,
                reopening: None,
                attested_at: (state == "recalled").then_some(sent + 3 * HOUR),
                contact_record_id: None,
            });
        }
        rows.consents.push(ConsentRow {
            created_at: begun,
            expires_at: self.now + 30 * DAY,
            case_id: Some(case),
            state: if stands { "in_force" } else { "expired" }.into(),
            ..ConsentRow::in_force(consent, &own.id, &submission, &agreed)
        });
    }
}

impl Made {
    /// Where the next one of the looked-at agency stands: open ones evenly among all.
    fn next(&mut self, draw: &mut Draw) -> &'static str {
        let before = self.received as f64;
        self.received += 1;
        let after = self.received as f64;
        if (before * self.waiting).floor() < (after * self.waiting).floor() {
            return draw.one_of(&["sent", "sent", "sent", "seen", "held"]);
        }
        if (before * self.worked).floor() < (after * self.worked).floor() {
            return draw.one_of(&["accepted", "in_progress"]);
        }
        closed(draw)
    }
}

fn closed(draw: &mut Draw) -> &'static str {
    match draw.below(100) {
        0..70 => "closed",
        70..78 => "delivered",
        78..84 => "declined",
        84..90 => "recalled",
        90..94 => "expired",
        94..97 => "person_declined",
        _ => "unplaced",
    }
}

fn card(service: &str, urgency: &str, draw: &mut Draw) -> String {
    let mut triage = Projection::default();
    for (line, value) in [
        ("urgency", urgency),
        ("need", service),
        ("area", draw.one_of(&["XX0101", "XX0102", "XX0201"])),
        ("sex", draw.one_of(&["female", "male"])),
        ("age_group", draw.one_of(&["18_24", "25_59"])),
        ("language", "ara"),
        ("how", "through_trusted_service"),
        ("when", "morning"),
    ] {
        triage = triage.with(line, value);
    }
    serde_json::to_string(&Card {
        service: service.into(),
        services: vec![service.into()],
        triage,
    })
    .unwrap()
}

fn events(referral: &str, state: &str, sent: i64) -> Vec<ReferralEventRow> {
    let steps: &[(&str, &str)] = match state {
        "sent" | "held" => &[],
        "seen" => &[("sent", "seen")],
        "closed" => &[
            ("sent", "seen"),
            ("seen", "accepted"),
            ("accepted", "closed"),
        ],
        _ => &[("sent", "seen"), ("seen", "accepted")],
    };
    let event = |(place, (from, to)): (usize, &(&str, &str))| ReferralEventRow {
        id: token::new_id(),
        referral_id: referral.to_owned(),
        from_state: (*from).into(),
        to_state: (*to).into(),
        actor_id: None,
        reason: None,
        at: sent + (place as i64 + 1) * HOUR,
        by_whom: "receiver".into(),
        record_id: None,
    };
    steps.iter().enumerate().map(event).collect()
}

/// The same body on either database, in pieces that it takes.
macro_rules! insert {
    ($conn:expr, $table:expr, $rows:expr, $most:expr) => {
        for rows in $rows.chunks($most) {
            match $conn {
                Conn::Sqlite(c) => diesel::insert_into($table).values(rows).execute(c)?,
                #[cfg(feature = "postgres")]
                Conn::Postgres(c) => diesel::insert_into($table).values(rows).execute(c)?,
            };
        }
    };
}

fn write(conn: &mut Conn, rows: &Rows) -> Result<(), StoreError> {
    insert!(conn, schema::submissions::table, rows.submissions, 500);
    records::insert(conn, &rows.sealed.records, &rows.sealed.wraps)?;
    insert!(conn, schema::cases::table, rows.cases, 1_000);
    records::insert_consents(conn, &rows.consents)?;
    insert!(conn, schema::referrals::table, rows.referrals, 500);
    insert!(conn, schema::referral_events::table, rows.events, 1_000);
    let clocks = rows.clocks.iter().map(|(id, at)| {
        (
            schema::jobs::kind.eq("clock"),
            schema::jobs::subject_id.eq(id.as_str()),
            schema::jobs::run_at.eq(*at),
            schema::jobs::attempts.eq(0),
            schema::jobs::created_at.eq(*at),
        )
    });
    let clocks: Vec<_> = clocks.collect();
    insert!(conn, schema::jobs::table, clocks, 1_000);
    Ok(())
}
