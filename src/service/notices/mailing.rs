//! Messages to people's mailboxes, by SMTP. The `Message-ID` is the message's own id, so that a second try of what had
//! arrived is known as the same.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::Told;
use super::wording::{self, Wording};
use crate::config::Notices;
use crate::domain::notice::Problem;
use crate::i18n::Locale;

/// So long a mail server may take for each answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Mails messages.
#[derive(Clone)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where people go to see what waits.
    pages: String,
}

/// Settings with which no mail can be sent.
#[derive(Debug, thiserror::Error)]
pub enum MailSettings {
    /// `smtp` without `from`.
    #[error("[notices] smtp needs from: set it like \"Waypost <waypost@example.org>\"")]
    NoSender,
    /// `from` is no address.
    #[error("[notices] from is no mail address: write it like \"Waypost <waypost@example.org>\"")]
    Sender,
    /// `smtp` is no address of a mail server. It may hold a password, so it is not repeated.
    #[error(
        "[notices] smtp is no address of a mail server: write it like smtps://USER:PASSWORD@HOST:465 or \
         smtp://USER:PASSWORD@HOST:587?tls=required"
    )]
    Server,
    /// A password would cross the network in clear.
    #[error(
        "[notices] smtp would send its password in clear: begin it with smtps://, or end it with ?tls=required"
    )]
    InClear,
}

impl Mailer {
    /// As the settings say; none if they name no mail server.
    ///
    /// # Errors
    /// [`MailSettings`].
    pub fn new(settings: &Notices, pages: String) -> Result<Option<Self>, MailSettings> {
        let Some(server) = &settings.smtp else {
            return Ok(None);
        };
        let from = settings.from.as_ref().ok_or(MailSettings::NoSender)?;
        if !is_private(&server.0) {
            return Err(MailSettings::InClear);
        }
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.0)
            .map_err(|_| MailSettings::Server)?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Some(Self {
            server,
            from: from.parse().map_err(|_| MailSettings::Sender)?,
            pages,
        }))
    }

    /// Mails a message, in its reader's language.
    ///
    /// # Errors
    /// Why it was not received.
    pub async fn mail(
        &self,
        to: &str,
        say: Locale,
        id: &str,
        told: &[Told],
    ) -> Result<(), Problem> {
        let to: Mailbox = to.parse().map_err(|_| Problem::Refused)?;
        let mail = self
            .write(to, say, id, told)
            .map_err(|_| Problem::Refused)?;
        let sent = tokio::time::timeout(4 * PATIENCE, self.server.send(mail)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(problem(&error)),
            Err(_) => Err(Problem::Silent),
        }
    }

    fn write(
        &self,
        to: Mailbox,
        say: Locale,
        id: &str,
        told: &[Told],
    ) -> Result<Message, lettre::error::Error> {
        let Wording { subject, body } = wording::of(say, told, &self.pages);
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(automatic)
            .body(body)
    }
}

/// Whether nobody on the way reads what is said to this server: inside TLS, or on this machine.
fn is_private(server: &str) -> bool {
    let here = ["127.0.0.1", "localhost", "[::1]"];
    let host = |rest: &str| {
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default().to_owned()
    };
    match server.strip_prefix("smtp://") {
        Some(rest) => {
            let host = host(rest);
            rest.ends_with("tls=required")
                || here
                    .iter()
                    .any(|one| host == *one || host.starts_with(&format!("{one}:")))
        }
        None => true,
    }
}

fn problem(error: &Error) -> Problem {
    if error.is_timeout() {
        Problem::Silent
    } else if error.is_tls() {
        Problem::Certificate
    } else if error.is_permanent() || error.is_transient() {
        Problem::Refused
    } else {
        Problem::Unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HiddenText;

    fn settings(smtp: &str, from: Option<&str>) -> Notices {
        Notices {
            smtp: Some(HiddenText(smtp.to_owned())),
            from: from.map(str::to_owned),
            ..Notices::default()
        }
    }

    #[test]
    fn settings_without_which_nothing_can_be_mailed_are_refused_without_their_password() {
        let pages = || "https://example.org".to_owned();
        assert!(matches!(
            Mailer::new(&Notices::default(), pages()),
            Ok(None)
        ));
        let said = |smtp, from| Mailer::new(&settings(smtp, from), pages()).err().unwrap();
        let sender = Some("Waypost <waypost@example.org>");
        assert!(matches!(
            said("smtps://mail.example.org", None),
            MailSettings::NoSender
        ));
        assert!(matches!(
            said("smtps://mail.example.org", Some("nobody")),
            MailSettings::Sender
        ));
        for open in [
            "smtp://u:p@mail.example.org",
            "smtp://u:p@127.0.0.1.example.org:25",
        ] {
            assert!(
                matches!(said(open, sender), MailSettings::InClear),
                "{open}"
            );
        }
        for closed in [
            "smtp://127.0.0.1:2525",
            "smtp://u:p@mail.example.org:587?tls=required",
        ] {
            let made = Mailer::new(&settings(closed, sender), pages());
            assert!(made.is_ok_and(|mailer| mailer.is_some()), "{closed}");
        }
        let wrong = said("mail.example.org:hunter2", sender);
        assert!(!wrong.to_string().contains("hunter2"));
    }
}
