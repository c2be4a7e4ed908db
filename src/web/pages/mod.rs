//! What people see: one typed view per page, each with its template in `src/web/templates`. Views are plain data
//! that handlers fill; in them is no HTTP, no service call, no key, and no rule that protects a person. The
//! handlers stand in a folder of their own.
//!
//! Pages work without scripts; scripts of ours only make them live, and no other runs ([`HEADERS`], [`assets`]). Every form that changes something posts a hidden field
//! `csrf` ([`Shell::csrf`]); in the table it goes without saying. After an act the handler answers 303 to a page with
//! `?said=WORD` ([`Flash`]). When a form is wrong, the same page is rendered again with its [`Trouble`]. Whom each lets in
//! stands in [`table`].
//!
//! | route | method | fields (`name=`) | view, or where it leads |
//! |---|---|---|---|
//! | `/sign-in` | GET | query `next`, `said` | [`SignIn`] |
//! | `/sign-in` | POST | `email`, `password`, `next` | 303 `next` or `/`; [`SignInCode`] when a code is needed; else [`SignIn`] |
//! | `/sign-in/code` | POST | `halfway`, `code`, `next` | 303 `next` or `/`; else [`SignInCode`] or [`SignIn`] |
//! | `/sign-out` | POST | | 303 `/sign-in?said=signed-out` |
//! | `/welcome/{token}` | GET | | [`Welcome`] |
//! | `/welcome/{token}` | POST | `password`, `password_again` | 303 `/sign-in?said=password-set`; else [`Welcome`] |
//! | `/account/second-factor` | GET | | [`SecondFactor`] |
//! | `/account/second-factor/begin` | POST | `password` | 200 [`SecondFactor`] with its code, once; else without |
//! | `/account/second-factor/confirm` | POST | `code` | 303 `/?said=second-factor-set`; else [`SecondFactor`] |
//! | `/account/second-factor/remove` | POST | `password`, `code` | 303 `/sign-in?said=second-factor-removed`; else [`SecondFactor`] |
//! | `/account` | GET | | [`account::OwnAccount`] |
//! | `/account/sessions/{id}/end` | POST | | 303 `/account?said=session-gone` |
//! | `/account/sessions/end-others` | POST | | 303 `/account?said=others-gone` |
//! | `/account/password` | GET, POST | `current`, `password`, `password_again` | [`account::OwnPassword`]; 303 `/sign-in?said=password-set` |
//! | `/account/passkeys` | GET | | [`account::Passkeys`] |
//! | `/account/passkeys/options` | POST | `password` | JSON for the browser; 422 for a wrong password |
//! | `/account/passkeys/add` | POST | `name`, `client_data`, `attestation` | 303 `/account/passkeys?said=passkey-added`; else [`account::Passkeys`] |
//! | `/account/passkeys/{id}/remove` | POST | `password` | 303 `/sign-in?said=passkey-removed`; else [`account::Passkeys`] |
//! | `/sign-in/passkey/options` | POST | `halfway` | JSON for the browser |
//! | `/sign-in/passkey` | POST | `halfway`, `credential`, `client_data`, `authenticator_data`, `signature`, `next` | 303 `next` or `/`; else [`SignInCode`] or [`SignIn`] |
//! | `/session/alive` | POST | | 204, or 401 |
//! | `/session/lock` | POST | | 204, or 401 |
//! | `/people/{id}/recover` | GET, POST | `why` | 303 `/recoveries?said=recovery-asked`; 200 [`recovery::Recoveries`] with a link, once |
//! | `/recoveries` | GET | | [`recovery::Recoveries`] |
//! | `/recoveries/{id}/agree` | POST | | 200 [`recovery::Recoveries`] with a link, once |
//! | `/recoveries/{id}/refuse` | POST | | 303 `/recoveries?said=recovery-refused` |
//! | `/language` | POST | `lang`, `next` | 303 `next` |
//! | `/account/preferences` | GET, POST | `lang`, `digits`, `theme`, `utc_offset`, `mail` (`yes`) | [`Preferences`]; 303 itself `?said=preferences-kept` |
//! | `/help`, `/help/keys` | GET | | [`Help`], [`HelpKeys`] |
//! | `/events` | GET | | notices, as server-sent events |
//! | `/` | GET | | [`Home`] |
//! | `/queue` | GET | query `page` | [`Queue`] |
//! | `/queue/new` | GET | query `after`, `seen` | [`queue::QueueNew`], a piece of [`Queue`] |
//! | `/queue/answered` | GET | query `page` | [`queue::QueueAnswered`] |
//! | `/queue/sent` | GET | query `page` | [`QueueSent`] |
//! | `/referrals/{id}` | GET | | [`Referral`] |
//! | `/referrals/{id}/accept` | POST | | 303 `/referrals/{id}?said=accepted` |
//! | `/referrals/{id}/decline` | GET | | [`queue::ReferralDecline`] |
//! | `/referrals/{id}/print` | GET | | [`queue::ReferralPrint`] |
//! | `/referrals/{id}/decline` | POST | `reason` (one of [`DeclineReason`](crate::domain::referral::DeclineReason)) | 303 `/queue?said=declined` |
//! | `/referrals/{id}/reveal` | POST | `field`, `purpose` | [`Referral`] |
//! | `/referrals/{id}/steps/{act}` | POST | `word` for those that need one, `units` | 303 `/referrals/{id}?said=stepped` |
//! | `/cases` | GET | query `state`, `urgency`, `all`, `page` | [`cases::Cases`] |
//! | `/search` | POST | `code` | 303 `/cases/{id}`; else [`cases::Cases`] |
//! | `/cases/{id}` | GET | query `page` | [`cases::Case`] |
//! | `/cases/{id}/submissions/{sid}` | GET, POST | `purpose` | [`cases::CaseSubmission`] |
//! | `/cases/{id}/submissions/{sid}/files/{ordinal}` | GET | | the file |
//! | `/cases/{id}/assign` | GET, POST | `caseworker`, `supervisor` (either may be empty) | 303 the case |
//! | `/cases/{id}/step` | GET, POST | `step` | 303 the case |
//! | `/cases/{id}/plan` | GET, POST | `note` | 303 the case; else [`casework::CasePlan`] |
//! | `/cases/{id}/close` | GET, POST | `reason`, `risk`, `attempts`, `note` | 303 the case; else [`casework::CaseClose`] |
//! | `/cases/{id}/break-glass` | GET, POST | `reason` | 303 the case; else [`casework::CaseLook`] |
//! | `/cases/{id}/consents/new` | GET, POST | `basis`, `reason`, `service`, `recipient`, `data` (each) | 303 the case; else [`consents::ConsentNew`] |
//! | `/cases/{id}/consents/withdraw` | GET, POST | `recipient`, `reason` | 303 the case; else [`consents::ConsentWithdraw`] |
//! | `/cases/{id}/consents/{consent}/confirm` | GET, POST | | 303 the case |
//! | `/approvals`, `/unmatched`, `/looks` | GET | query `page` | [`casework::Approvals`], [`casework::Unmatched`], [`casework::Looks`] |
//! | `/approvals/{id}/{approve,refuse}` | POST | | 303 `/approvals?said=…` |
//! | `/cases/{id}/unmatched/{sid}/{accept,dismiss}` | POST | | 303 `/unmatched?said=…` |
//! | `/looks/{id}/review` | POST | `justified` (`yes`, `no`) | 303 `/looks?said=…` |
//! | `/projects` | GET | | [`Projects`] |
//! | `/projects` | POST | `name`, `agency` (may be empty) | 303 `/projects/{id}?said=project-made`; else [`Projects`] |
//! | `/projects/{id}` | GET | | [`Project`] |
//! | `/projects/{id}/takes` | POST | `requires_stage` (`yes`) | 303 `/projects/{id}?said=project-changed` |
//! | `/projects/{id}/forms` | POST multipart (`csrf` first) | `file` or `xml`, `accept` | 303 form page `?said=draft-saved`; else [`Project`] |
//! | `/projects/{id}/forms/{form}` | GET | | [`FormPage`] |
//! | `…/forms/{form}/draft` | POST multipart (`csrf` first) | `file` or `xml`, `accept` | 303 form page `?said=draft-saved`; else [`FormPage`] |
//! | `…/forms/{form}/publish` | POST | `reason` | 303 form page `?said=published` or `publish-asked`; else [`FormPage`] |
//! | `…/forms/{form}/{ask,withdraw}` | POST | `reason` (ask) | 303 form page; else [`FormPage`] |
//! | `…/forms/{form}/look` | GET | query `version`, `lang`, `part` | [`form_parts::FormLook`] |
//! | `…/forms/{form}/changes` | GET | query `from`, `to` | [`form_parts::FormChanges`] |
//! | `…/forms/{form}/phones` | GET | query `page` | [`carrying::FormPhones`] |
//! | `…/forms/{form}/draft/files` | GET, POST multipart (`csrf` first) | `name`, `file` | [`form_parts::FormFiles`] |
//! | `…/forms/{form}/draft/files/remove` | POST | `name` | 303 its files |
//! | `…/forms/{form}/draft/code` | GET, POST | | [`form_parts::FormCode`], with its code to a POST alone |
//! | `…/forms/{form}/state` | POST | `state` (`open`, `closing`, `closed`) | 303 form page `?said=form-state-set` |
//! | `/projects/{id}/phones` | GET | | [`Phones`] |
//! | `/projects/{id}/phones` | POST | `name` | 200 [`PhoneCreated`], once; else [`Phones`] |
//! | `/projects/{id}/phones/{actor}` | GET | | [`carrying::PhonePage`] |
//! | `/projects/{id}/phones/{actor}/forms` | POST | `every` (`yes`), `form` (each) | 303 the phone |
//! | `/projects/{id}/phones/{actor}/area` | POST | `area` | 303 the phone; else [`carrying::PhonePage`] |
//! | `/projects/{id}/access` | GET, POST | `phone`, `every`, `give` (each) | [`carrying::Access`] |
//! | `/projects/{id}/phones/{actor}/revoke` | GET | | [`PhoneRevoke`] |
//! | `/projects/{id}/phones/{actor}/revoke` | POST | | 303 phones `?said=phone-revoked` |
//! | `/projects/{id}/submissions` | GET | query `form`, `state`, `review`, `page` | [`Submissions`] |
//! | `/projects/{id}/submissions/review` | POST | `state`, `seen` (each), `back` (the filtered list) | 303 `/projects/{id}/submissions?…said=reviewed` |
//! | `/submissions/{id}` | GET | | [`Submission`] |
//! | `/submissions/{id}/versions` | GET | query `from`, `to` | [`reviews::Versions`] |
//! | `/submissions/{id}/review` | POST | `state` | 303 `/submissions/{id}?said=reviewed` |
//! | `/submissions/{id}/comments` | POST | `body` | 303 `/submissions/{id}?said=commented` |
//! | `/submissions/{id}/files/{ordinal}` | GET | | the file |
//! | `/submissions/{id}/edit` | GET | | [`corrections::Correct`], [`corrections::CorrectPurpose`] |
//! | `/submissions/{id}/edit` | POST | `purpose`, `part`, `go` (`next`, `back`, `review`, `stay`), answers by place: `a7` of this part, `c7` of others | [`corrections::Correct`], [`corrections::CorrectChanges`] |
//! | `/submissions/{id}/correct` | POST | `reason`, `purpose`, answers by place: `c7` | 303 to the correction; else [`corrections::CorrectChanges`] |
//! | `/submissions/{id}/retry` | POST | | 303 `/submissions/{id}?said=retrying` |
//! | `/stops` | GET | | [`StopsPage`] |
//! | `/stops` | POST | `what` (`scope:subject`), `reason` | 303 `/stops?said=stopped`; else [`StopsPage`] |
//! | `/stops/{id}/lift` | POST | | 303 `/stops?said=stop-lifted` |
//! | `/keys` | GET | | [`Keys`] |
//! | `/keys/new` | POST | `custody`, `passphrase`, `passphrase_again`, `pem` (may be empty) | 303 `/keys?said=key-made`; else [`Keys`] |
//! | `/keys/{id}/confirm` | POST | `compared` (`yes`) | 303 `/keys?said=key-confirmed`; else [`Keys`] |
//! | `/keys/unlock` | POST | `passphrase` | 303 `/keys?said=unlocked`; else [`Keys`] |
//! | `/keys/lock` | POST | | 303 `/keys?said=locked` |
//! | `/keys/{id}/disable` | POST | `reason` | 303 `/keys?said=key-disabled`; else [`Keys`] |
//! | `/keys/{id}/phones` | GET | | [`KeyPhones`] |
//! | `/keys/{id}/{enable,retire,reopen,destroy}` | POST | `reason` (retire, while something needs the key) | 303 `/keys?said=…` |
//! | `/people` | GET | | [`People`] |
//! | `/people` | POST | `name`, `email`, `role` | 200 [`People`] with its link, once |
//! | `/people/{id}/reset` | POST | | 200 [`People`] with its link, once |
//! | `/people/{id}/disable` | POST | | 303 `/people?said=person-disabled` |
//! | `/agencies` | GET | | [`Agencies`] |
//! | `/agencies` | POST | `code`, `name`, `service` (each) | 303 `/agencies?said=agency-added`; else [`Agencies`] |
//! | `/agencies/{id}/services` | POST | `service` (each) | 303 `/agencies?said=services-set` |
//! | `/agencies/{id}/first` | POST | `name`, `email` | 200 [`Agencies`] with the link, once; else [`Agencies`] |
//! | `/insight`, `/quality` | GET | query `period` (`4w`, `13w`, `52w`) | [`insight::Insight`], [`insight::Quality`] |
//! | `/insight/shared` | GET | query `month` (`2026-10`) | [`insight::InsightShared`] |
//! | `/second-looks` | GET | query `page` | [`insight::SecondLooks`] |
//! | `/pathway` | GET | | [`pathway::PathwayPage`] |
//! | `/pathway` | POST multipart (`csrf` first) | `label`, `starts`, `from`, `facts` … `cases` or `facts_text` … | 303 the version; else [`pathway::PathwayNew`] |
//! | `/pathway/versions/new` | GET | query `from` | [`pathway::PathwayNew`] |
//! | `/pathway/{label}` | GET | query `table`, `page` | [`pathway::PathwayVersion`] |
//! | `/pathway/{label}/tables/{table}` | GET | | the CSV |
//! | `/pathway/{label}/trial` | POST | | 200 [`pathway::PathwayVersion`] with its counts |
//! | `/pathway/{label}/sign` | POST | | 303 the version |
//! | `/directory` | GET | query `service` | [`places::Directory`] |
//! | `/agencies/{id}` | GET | | [`places::Agency`] |
//! | `/agencies/{id}/hours` | POST | `hours` | 303 the agency; else [`places::Agency`] |
//! | `/agencies/{id}/directory/{service}` | GET, POST | `capacity`, `areas`, `sex` (each), `age` (each), `languages`, `hours`, `verified` | 303 `/directory`; else [`places::DirectoryEntry`] |
//! | `/protocols` | GET, POST | `party` (each), `class` (each), `service` (each), `starts`, `ends` | 303 `/protocols`; else [`places::Protocols`] |
//! | `/protocols/{protocol}/{sign,end}` | POST | | 303 `/protocols` |
//! | `/sites` | GET, POST | `area`, `reason` | 303 `/sites`; else [`places::Sites`] |
//! | `/retention` | GET | query `page` | [`records::Retention`] |
//! | `/submissions/{id}/retention` | GET | | [`records::SubmissionRetention`] |
//! | `/submissions/{id}/retention/{hold,erase}` | POST | `reason`, `until` (hold) | 303 the same; else [`records::SubmissionRetention`] |
//! | `/submissions/{id}/retention/{order}/lift` | POST | | 303 the same |
//! | `/certificates`, `/agencies/{id}/certificates` | GET | | [`records::Certificates`] |
//! | `/certificates/{id}` | GET | | [`records::Certificate`] |
//! | `/machines` | GET | query `state`, `page` | [`machines::Machines`] |
//! | `/machines/retry` | POST | | 303 `/machines` |
//! | `/agencies/{id}/machines` | POST | `url` | 200 [`machines::Machines`] with the secret, once; else without |
//! | `/agencies/{id}/machines/{webhook}/{test,end}` | POST | | 303 `/machines` |
//! | `/agencies/{id}/messages/{message}/retry` | POST | | 303 `/machines` |
//! | `/cases/{id}/transfer` | GET, POST | `to`, `note` | 303 the case; else [`transfers::CaseTransfer`] |
//! | `/transfers` | GET | query `page` | [`transfers::Transfers`] |
//! | `/transfers/{transfer}/note` | GET | | [`transfers::TransferNote`] |
//! | `/transfers/{transfer}/{accept,decline,take-back}` | POST | `reason` (decline) | 303 `/transfers` |
//! | `/projects/{id}/lists` | GET | | [`lists::Lists`] |
//! | `/projects/{id}/lists/{list}` | GET | query `page` | [`lists::OneList`] |
//! | `/people/search` | POST | `sought` | 200 [`People`] |
//! | `/people/{id}/certify` | POST | | 303 `/people` |
//! | `/audit` | GET | query `action`, `object`, `person`, `from`, `until`, `refused` (`yes`), `before` | [`Audit`] |
//! | `/audit/export` | POST | the same | a CSV |
//! | `/assets/{name}` | GET | | [`asset`], with [`ASSET_CACHE`] |
//! | anything else, and every refusal | | | [`Problem`] with its status |

pub mod account;
pub mod assets;
pub mod audit;
pub mod carrying;
pub mod cases;
pub mod casework;
pub mod chart;
pub mod consents;
pub mod corrections;
pub mod entry;
pub mod facts;
pub mod flash;
pub mod form_parts;
pub mod found;
mod handlers;
pub mod help;
pub mod home;
pub mod insight;
pub mod keys;
pub mod labels;
pub mod lists;
pub mod machines;
pub mod parts;
pub mod pathway;
pub mod people;
pub mod phones;
pub mod places;
pub mod preferences;
pub mod problem;
pub mod projects;
pub mod queue;
pub mod records;
pub mod recovery;
pub mod referral_words;
pub mod refusals;
pub mod reviews;
pub mod rich;
pub mod risk_chart;
pub mod shell;
pub mod stops;
pub mod submissions;
mod subnav;
pub mod time;
pub mod transfers;

#[cfg(test)]
mod preview;

pub use assets::{ASSET_CACHE, Asset, asset};
pub use audit::{Audit, AuditRow, Chain};
pub use entry::{FactorState, SecondFactor, SignIn, SignInCode, Welcome};
pub use flash::Flash;
pub use handlers::{not_found, table};
pub use help::{Help, HelpKeys};
pub use home::{Counts, Home};
pub use keys::{KeyCard, KeyPhone, KeyPhones, Keys, PassphraseLock};
pub use labels::service_label;
pub use parts::{Choice, Content, Field, Link, Lock, Pager, ProjectRef, Trouble};
pub use people::{Account, Agencies, AgencyRow, KeyLine, OneTimeLink, People, PersonRow, kinds};
pub use phones::{PhoneCreated, PhoneRevoke, PhoneRow, Phones};
pub use preferences::Preferences;
pub use problem::Problem;
pub use projects::{
    Asked, Draft, Finding, FormPage, FormRow, May, Project, ProjectRow, Projects, VersionRow,
    Weight,
};
pub use queue::{Act, Card, Event, Queue, QueueSent, Referral, Standing, acts};
pub use rich::Rich;
pub use shell::{Here, QUICK_EXIT, Shell, Undo, Who};
pub use stops::{StopLine, StopsPage};
pub use submissions::{
    Answer, AnswerGroup, AttachmentRow, Body, Submission, SubmissionRow, Submissions,
};
pub use subnav::Sub;
pub use time::{Due, When};

/// Headers of every page. Assets need only the first two.
pub const HEADERS: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), microphone=(), geolocation=()",
    ),
];
