//! What an agency's own machine and the hub say to each other, as JSON. Nothing here is in clear that the hub may not read:
//! what comes is as the phone encrypted it, what goes is sealed to those entitled.

use serde::{Deserialize, Serialize};

use crate::store::directory::EntryRow;

/// Results that one request may carry.
pub const MOST_RESULTS: usize = 64;
/// How long a signed request is good for, either way, in milliseconds.
pub const CLOCK_MS: i64 = 5 * 60_000;

/// The head that a worker signs with each request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignedHead {
    /// The worker's key id.
    pub key: String,
    /// When signed.
    pub at: i64,
    /// Ed25519 of [`crate::crypto::signing::request`], hexadecimal.
    pub signature: String,
}

/// What a worker needs to know of the installation.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// Agencies that take part, the worker's own too.
    pub agencies: Vec<AgencyFacts>,
    /// Versions of the pathway in force, beside the one that each program brings along.
    pub pathways: Vec<PathwayFacts>,
    /// What the newest analysis said of each area.
    pub sites: Vec<SiteFacts>,
    /// What may cross between agencies; a hub that says nothing of it lets nothing cross.
    #[serde(default)]
    pub protocols: Vec<ProtocolFacts>,
    /// The key to which what submissions say of entities is sealed.
    pub lists_public: Option<String>,
}

/// An agency.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AgencyFacts {
    /// Id.
    pub id: String,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// What it offers.
    pub services: Vec<String>,
    /// Its public keys.
    pub keys: Vec<KeyFacts>,
    /// What kind of organisation it is.
    #[serde(default)]
    pub kind: String,
    /// What the directory says of its services.
    #[serde(default)]
    pub entries: Vec<EntryFacts>,
}

/// What the directory says of a service in one area.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryFacts {
    /// The service.
    pub service: String,
    /// The area; empty: everywhere.
    pub area: String,
    /// Whom it serves by sex, with spaces between.
    pub sexes: String,
    /// Which age groups.
    pub ages: String,
    /// Which languages are spoken.
    pub languages: String,
    /// Whether it takes new people.
    pub capacity: String,
    /// When people can come or call.
    pub hours: Option<String>,
    /// When somebody there confirmed it.
    pub verified_at: i64,
}

impl From<&EntryRow> for EntryFacts {
    fn from(row: &EntryRow) -> Self {
        Self {
            service: row.service.clone(),
            area: row.area.clone(),
            sexes: row.sexes.clone(),
            ages: row.ages.clone(),
            languages: row.languages.clone(),
            capacity: row.capacity.clone(),
            hours: row.hours.clone(),
            verified_at: row.verified_at,
        }
    }
}

impl EntryFacts {
    /// The row of it, at the machine that was told.
    pub fn row(&self, agency: &str, now: i64) -> EntryRow {
        EntryRow {
            agency_id: agency.to_owned(),
            service: self.service.clone(),
            area: self.area.clone(),
            sexes: self.sexes.clone(),
            ages: self.ages.clone(),
            languages: self.languages.clone(),
            capacity: self.capacity.clone(),
            hours: self.hours.clone(),
            verified_at: self.verified_at,
            updated_at: now,
        }
    }
}

/// A protocol between agencies.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProtocolFacts {
    /// Id.
    pub id: String,
    /// Agencies' ids.
    pub parties: Vec<String>,
    /// Services, with spaces between; none: all.
    pub services: Option<String>,
    /// Classes, with spaces between.
    pub classes: String,
    /// From when on.
    pub starts_at: i64,
    /// From when on no more.
    pub ends_at: i64,
    /// Since when it was ended before its time.
    pub ended_at: Option<i64>,
    /// Who signed (a number), for which party (none: coordination), and when.
    pub signatures: Vec<(i64, Option<String>, i64)>,
}

/// A public key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyFacts {
    /// Id.
    pub id: String,
    /// What for.
    pub purpose: String,
    /// Where in its life.
    pub state: String,
    /// The public half.
    #[serde(with = "bytes")]
    pub public: Vec<u8>,
    /// Since when in force.
    pub activated_at: Option<i64>,
}

/// A version of the pathway.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PathwayFacts {
    /// Name.
    pub label: String,
    /// Tables, as JSON.
    pub tables: String,
    /// From when on.
    pub starts_at: i64,
    /// Since when it has both signatures.
    pub activated_at: Option<i64>,
}

/// What the newest analysis says of an area.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteFacts {
    /// The area's code.
    pub area: String,
    /// Whether first conversations may take place.
    pub clear_step1: bool,
    /// Whether interviews may.
    pub clear_step2: bool,
    /// When it was received.
    pub analysed_at: i64,
    /// Until when it counts.
    pub review_by: i64,
}

/// The form version of a rendition.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormFacts {
    /// The project's number.
    pub project: i64,
    /// And name.
    pub project_name: String,
    /// The form's id.
    pub form: String,
    /// And formId.
    pub xml_form_id: String,
    /// The version's id.
    pub version_id: String,
    /// Its version text.
    pub version: String,
    /// The guide's step.
    pub stage: Option<String>,
    /// Title.
    pub title: String,
    /// The form as it was published, without key.
    #[serde(with = "bytes")]
    pub xml: Vec<u8>,
    /// The rendition's id.
    pub rendition: String,
    /// The key that is written in.
    pub key: Option<String>,
}

/// What a worker asks for.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ask {
    /// How many at most.
    pub limit: i64,
    /// Also what it was given before.
    pub again: bool,
}

/// A submission as the phone sent it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// Id.
    pub id: String,
    /// Project.
    pub project: i64,
    /// Form.
    pub form: String,
    /// Rendition.
    pub rendition: String,
    /// The phone's instance id.
    pub instance: String,
    /// The envelope.
    #[serde(with = "bytes")]
    pub envelope: Vec<u8>,
    /// Its SHA-256.
    #[serde(with = "bytes")]
    pub sha256: Vec<u8>,
    /// When the phone got its 201.
    pub received_at: i64,
    /// Encrypted files.
    pub parts: Vec<Part>,
}

/// An encrypted file of a submission.
#[derive(Debug, Serialize, Deserialize)]
pub struct Part {
    /// Place in the manifest.
    pub ordinal: i32,
    /// Name.
    pub name: String,
    /// Content, if it is small; else it is fetched on its own.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "bytes_if")]
    pub bytes: Option<Vec<u8>>,
    /// Size in bytes.
    pub size: Option<i64>,
}

/// What became of a submission.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// Which.
    pub submission: String,
    /// `sealed` or `damaged`.
    pub state: String,
    /// Decision and cards, sealed.
    pub records: Vec<Record>,
    /// The consent that referrals rest on.
    pub consent: Option<Consent>,
    /// Referrals to others.
    pub referrals: Vec<Referral>,
    /// What it says of an area.
    pub site: Option<SiteFacts>,
    /// What it says of entities, sealed to the key of lists.
    pub entities: Vec<EntityAction>,
}

/// A sealed record.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Format.
    pub format: i32,
    /// Ciphertext.
    #[serde(with = "bytes")]
    pub sealed: Vec<u8>,
    /// Its data key, wrapped to each reader.
    pub wraps: Vec<Wrap>,
}

/// A wrapped data key.
#[derive(Debug, Serialize, Deserialize)]
pub struct Wrap {
    /// To which key.
    pub key: String,
    /// The wrapped data key.
    #[serde(with = "bytes")]
    pub wrapped: Vec<u8>,
}

/// A consent, as the hub may know it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// Id.
    pub id: String,
    /// The sealed decision that it stands in.
    pub record: String,
    /// Until when.
    pub expires_at: i64,
}

/// A referral to another agency.
#[derive(Debug, Serialize, Deserialize)]
pub struct Referral {
    /// Id.
    pub id: String,
    /// To whom.
    pub to: String,
    /// For what: names the queue and is not kept.
    pub service: String,
    /// How urgent.
    pub urgency: String,
    /// The sealed card.
    pub record: String,
    /// The sealed contact.
    #[serde(default)]
    pub contact: Option<String>,
}

/// What a submission says of an entity.
#[derive(Debug, Serialize, Deserialize)]
pub struct EntityAction {
    /// Id.
    pub id: String,
    /// Sealed to the key of lists.
    #[serde(with = "bytes")]
    pub sealed: Vec<u8>,
}

/// What moved in an agency's queues.
#[derive(Debug, Serialize, Deserialize)]
pub struct Moves {
    /// Referrals that others sent.
    pub received: Vec<ReceivedReferral>,
    /// Where referrals stand that took a step.
    pub moved: Vec<Standing>,
}

/// A referral that another agency sent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReceivedReferral {
    /// Where it stands.
    pub standing: Standing,
    /// Who sent it.
    pub from: String,
    /// The sender's submission: a number, no more.
    pub submission: String,
    /// The queue's number.
    pub queue: String,
    /// How urgent.
    pub urgency: String,
    /// When it is to be seen.
    pub see_by: i64,
    /// When it is to be decided.
    pub decide_by: i64,
    /// When it was sent.
    pub sent_at: i64,
    /// The consent's id and end.
    pub consent: Option<(String, i64)>,
    /// The sealed card.
    pub card: Record,
    /// The sealed contact, which opens after acceptance.
    #[serde(default)]
    pub contact: Option<Record>,
    /// By when the person should be met.
    #[serde(default)]
    pub contact_by: i64,
    /// By when the service should be given.
    #[serde(default)]
    pub serve_by: i64,
}

/// Where a referral stands.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Which.
    pub id: String,
    /// State.
    pub state: String,
    /// When seen.
    pub seen_at: Option<i64>,
    /// When decided.
    pub decided_at: Option<i64>,
    /// When it took its last step.
    #[serde(default)]
    pub moved_at: i64,
}

/// A step that was taken on the agency's own machine.
#[derive(Debug, Serialize, Deserialize)]
pub struct Step {
    /// Its id.
    pub id: String,
    /// The referral.
    pub referral: String,
    /// The state that it led to.
    pub to: String,
    /// Why, for a decline, a recall or an attestation.
    pub reason: Option<String>,
}

/// What the hub did with an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which submission.
    pub submission: String,
    /// Why it was not taken; none if it is there, now or before.
    pub refused: Option<String>,
}

/// Bytes as base64.
mod bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(D::Error::custom)
    }
}

/// Bytes as base64, or nothing.
mod bytes_if {
    use serde::{Deserialize, Deserializer, Serialize as _, Serializer};

    #[derive(serde::Serialize, Deserialize)]
    struct Some_(#[serde(with = "super::bytes")] Vec<u8>);

    pub fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.clone().map(Some_).serialize(serializer)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        Ok(Option::<Some_>::deserialize(deserializer)?.map(|some| some.0))
    }
}
