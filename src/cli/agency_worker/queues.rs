//! The agency's queues, carried between the hub and this machine: cards that others sealed to it come here, what its people
//! answer goes back. A step that the hub refuses gives way to what stands there.

use super::courier::Post;
use crate::domain::words::{AgencyKind, SubmissionState};
use crate::store::agencies::AgencyRow;
use crate::store::errands::{self, Blank, Received};
use crate::store::forms::{FormRow, FormVersionRow, RenditionRow};
use crate::store::records::{ConsentRow, RecordKeyRow, RecordRow};
use crate::store::referrals::{ReferralRow, steps};
use crate::store::submissions::SubmissionRow;
use crate::store::{Conn, StoreError, agencies, settings};
use crate::vault::errand::{Moves, ReceivedReferral, Record, Step};

/// Until when the hub was asked.
const SENT: &str = "home_sent_until";
const MOVED: &str = "home_moved_until";
/// Transactions of the hub end in another order than their times: so much is asked again.
const OVERLAP_MS: i64 = 5_000;
/// Steps told in one go.
const STEPS: i64 = 200;
/// The form that stands for those of other agencies, of which nothing is here.
const ELSEWHERE: &str = "elsewhere";

impl Post {
    /// Tells the hub what this agency's people did with referrals.
    pub(super) fn tell_steps(&self) -> anyhow::Result<()> {
        let rows = self
            .store
            .read_now("untold_steps", |conn| errands::untold_steps(conn, STEPS))?;
        if rows.is_empty() {
            return Ok(());
        }
        let steps: Vec<Step> = rows
            .into_iter()
            .map(|row| Step {
                id: row.id,
                referral: row.referral_id,
                to: row.to_state,
                reason: row.reason,
            })
            .collect();
        let verdicts = self.hub.steps(&steps)?;
        for verdict in verdicts.iter().filter(|one| one.refused.is_some()) {
            tracing::warn!(step = %verdict.submission, why = verdict.refused, "the hub does not take a step; what stands there counts");
        }
        let refused = verdicts.iter().any(|one| one.refused.is_some());
        let told: Vec<String> = verdicts.into_iter().map(|one| one.submission).collect();
        let now = self.vault.now();
        Ok(self.store.write_now("told_steps", move |conn: &mut Conn| {
            if refused {
                // All that ever moved is looked at again.
                settings::set(conn, MOVED, "0")?;
            }
            errands::told_steps(conn, &told, now)
        })?)
    }

    /// Takes what moved in the agency's queues.
    pub(super) fn take_moves(&self) -> anyhow::Result<()> {
        let (sent, moved) = self.store.read_now("moves_until", |conn| {
            let at = |conn: &mut Conn, key| {
                let value = settings::value(conn, key)?;
                Ok::<i64, StoreError>(value.and_then(|text| text.parse().ok()).unwrap_or(0))
            };
            Ok::<_, StoreError>((at(conn, SENT)?, at(conn, MOVED)?))
        })?;
        let moves = self.hub.moves(sent - OVERLAP_MS, moved - OVERLAP_MS)?;
        if moves.received.is_empty() && moves.moved.is_empty() {
            return Ok(());
        }
        let own = self.agency.clone();
        Ok(self.store.write_now("take_moves", move |conn: &mut Conn| {
            keep(conn, &own, &moves, sent, moved)
        })?)
    }
}

fn keep(
    conn: &mut Conn,
    own: &str,
    moves: &Moves,
    sent: i64,
    moved: i64,
) -> Result<(), StoreError> {
    if !moves.received.is_empty() {
        stand_in(conn)?;
    }
    let (mut sent, mut moved) = (sent, moved);
    for one in &moves.received {
        sent = sent.max(one.sent_at);
        take(conn, own, one)?;
    }
    for one in &moves.moved {
        let at = one.seen_at.max(one.decided_at).unwrap_or(0);
        let at = at.max(one.moved_at);
        moved = moved.max(at);
        let times = (one.seen_at, one.decided_at, at);
        steps::stand_as_told(conn, own, &one.id, &one.state, times)?;
    }
    settings::set(conn, SENT, &sent.to_string())?;
    settings::set(conn, MOVED, &moved.to_string())
}

fn take(conn: &mut Conn, own: &str, one: &ReceivedReferral) -> Result<(), StoreError> {
    let submission = SubmissionRow {
        id: one.submission.clone(),
        project_id: 0,
        agency_id: Some(one.from.clone()),
        form_id: ELSEWHERE.into(),
        rendition_id: ELSEWHERE.into(),
        instance_id: one.submission.clone(),
        state: SubmissionState::Sealed.as_str().to_owned(),
        envelope: None,
        envelope_sha256: Vec::new(),
        parts_expected: 0,
        parts_present: 0,
        device_actor_id: None,
        device_id: None,
        user_agent: None,
        record_id: None,
        created_at: one.sent_at,
        updated_at: None,
        opened_at: None,
        case_id: None,
        first_id: None,
        replaced_by: None,
        named: None,
        review_state: None,
    };
    let sealed: Vec<&Record> = [Some(&one.card), one.contact.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let records: Vec<RecordRow> = sealed
        .iter()
        .map(|record| RecordRow {
            id: record.id.clone(),
            agency_id: Some(one.from.clone()),
            submission_id: Some(one.submission.clone()),
            kind: record.kind.clone(),
            format: record.format,
            sealed: Some(record.sealed.clone()),
            blob_id: None,
            created_at: one.sent_at,
        })
        .collect();
    let wraps: Vec<RecordKeyRow> = sealed
        .iter()
        .flat_map(|record| {
            record.wraps.iter().map(|wrap| RecordKeyRow {
                record_id: record.id.clone(),
                key_id: wrap.key.clone(),
                wrapped: wrap.wrapped.clone(),
                created_at: one.sent_at,
            })
        })
        .collect();
    let consent = one.consent.as_ref().map(|(id, expires_at)| ConsentRow {
        expires_at: *expires_at,
        created_at: one.sent_at,
        ..ConsentRow::in_force(id.clone(), &one.from, &one.submission, &one.card.id)
    });
    let referral = ReferralRow {
        id: one.standing.id.clone(),
        submission_id: one.submission.clone(),
        queue_id: one.queue.clone(),
        from_agency: one.from.clone(),
        to_agency: own.to_owned(),
        consent_id: consent.as_ref().map(|c| c.id.clone()),
        urgency: one.urgency.clone(),
        state: one.standing.state.clone(),
        record_id: one.card.id.clone(),
        see_by: one.see_by,
        decide_by: one.decide_by,
        sent_at: one.sent_at,
        seen_at: one.standing.seen_at,
        decided_at: one.standing.decided_at,
        case_id: None,
        escalation: 0,
        paused_at: None,
        pause_ends_at: None,
        contact_by: one.contact_by,
        serve_by: one.serve_by,
        contacted_at: None,
        delivered_at: None,
        closed_at: None,
        follows: None,
        tries: 1,
        moved_at: one.standing.moved_at,
        feedback: None,
        reopening: None,
        attested_at: None,
        contact_record_id: one.contact.as_ref().map(|record| record.id.clone()),
    };
    errands::take_referral(
        conn,
        &Received {
            submission: &submission,
            referral: &referral,
            records: &records,
            wraps: &wraps,
            consent: consent.as_ref(),
        },
    )
}

/// A project, form and rendition that stand for those of other agencies.
fn stand_in(conn: &mut Conn) -> Result<(), StoreError> {
    let agency = ELSEWHERE;
    if agencies::by_id(conn, agency)?.is_none() {
        let row = AgencyRow {
            id: agency.into(),
            code: agency.into(),
            name: "Other agencies".into(),
            created_at: 0,
            disabled_at: Some(0),
            kind: AgencyKind::Other.as_str().to_owned(),
        };
        agencies::insert(conn, &row)?;
    }
    let form = FormRow {
        id: ELSEWHERE.into(),
        project_id: 0,
        xml_form_id: ELSEWHERE.into(),
        state: "closed".into(),
        created_at: 0,
        updated_at: None,
        deleted_at: Some(0),
    };
    let version = FormVersionRow {
        id: ELSEWHERE.into(),
        form_id: ELSEWHERE.into(),
        version: String::new(),
        state: "closed".into(),
        stage: None,
        title: "A form of another agency".into(),
        xml: Vec::new(),
        md5: String::new(),
        draft_token: None,
        warnings_reason: None,
        created_by: None,
        created_at: 0,
        published_at: None,
        published_by: None,
    };
    let rendition = RenditionRow {
        id: ELSEWHERE.into(),
        form_version_id: ELSEWHERE.into(),
        key_id: None,
        version: String::new(),
        xml: Vec::new(),
        md5: String::new(),
        created_at: 0,
    };
    let blank = Blank {
        project: (0, "Other agencies", agency),
        form: &form,
        version: &version,
        rendition: &rendition,
    };
    errands::take_form(conn, &blank, 0)
}
