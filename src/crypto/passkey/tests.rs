use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};

use super::*;

const ORIGIN: &str = "https://forms.example.org:8443";

fn site() -> Site {
    Site::of(ORIGIN).unwrap()
}

/// An authenticator in software.
enum Authenticator {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Authenticator {
    fn p256() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random);
        Self::P256(pair.unwrap())
    }

    fn ed25519() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
    }

    fn cose(&self) -> Vec<(Value, Value)> {
        match self {
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    (1.into(), 2.into()),
                    (3.into(), Value::from(-7)),
                    (Value::from(-1), 1.into()),
                    (Value::from(-2), Value::Bytes(point[1..33].to_vec())),
                    (Value::from(-3), Value::Bytes(point[33..].to_vec())),
                ]
            }
            Self::Ed25519(pair) => vec![
                (1.into(), 1.into()),
                (3.into(), Value::from(-8)),
                (Value::from(-1), 6.into()),
                (
                    Value::from(-2),
                    Value::Bytes(pair.public_key().as_ref().to_vec()),
                ),
            ],
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(pair) => {
                let signed = pair.sign(&SystemRandom::new(), message).unwrap();
                signed.as_ref().to_vec()
            }
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::ser::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn client_data(kind: &str, challenge: &[u8], more: &str) -> Vec<u8> {
    let challenge = text(challenge);
    format!(
        r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{ORIGIN}","crossOrigin":false{more}}}"#
    )
    .into_bytes()
}

fn head(host: &str, flags: u8, counter: u32) -> Vec<u8> {
    let mut data = digest::sha256(host.as_bytes()).to_vec();
    data.push(flags);
    data.extend(counter.to_be_bytes());
    data
}

fn with_key(mut data: Vec<u8>, credential: &[u8], key: &[u8]) -> Vec<u8> {
    data.extend([0; 16]);
    data.extend(u16::try_from(credential.len()).unwrap().to_be_bytes());
    data.extend(credential);
    data.extend(key);
    data
}

fn attestation(format: &str, statement: Vec<(Value, Value)>, data: &[u8]) -> Vec<u8> {
    cbor(&Value::Map(vec![
        ("fmt".into(), format.into()),
        ("attStmt".into(), Value::Map(statement)),
        ("authData".into(), Value::Bytes(data.to_vec())),
    ]))
}

const GOOD: u8 = PRESENT | VERIFIED | HAS_KEY;

#[test]
fn what_was_made_here_is_shown_here() {
    for authenticator in [Authenticator::p256(), Authenticator::ed25519()] {
        let key = cbor(&Value::Map(authenticator.cose()));
        let asked = challenge();
        let data = with_key(head("forms.example.org", GOOD, 1), b"one", &key);
        let client = client_data("webauthn.create", &asked, "");
        let new = made(
            &site(),
            &asked,
            &client,
            &attestation("none", vec![], &data),
        )
        .unwrap();
        assert_eq!((new.credential.as_slice(), new.counter), (&b"one"[..], 1));
        assert_eq!(new.key, key);
        let asked = challenge();
        let data = head("forms.example.org", PRESENT | VERIFIED, 7);
        let client = client_data("webauthn.get", &asked, r#","extra":"ignored""#);
        assert_eq!(challenge_of(&client).unwrap(), asked);
        let signature = authenticator.sign(&signed(&data, &client));
        let show = |client: &[u8], data: &[u8], signature: &[u8]| {
            shown(&site(), &asked, &key, client, data, signature)
        };
        assert_eq!(show(&client, &data, &signature), Ok(7));
        // Whatever is changed, it is not signed any more.
        for (place, flip) in (0..signature.len()).flat_map(|p| [(p, 1u8), (p, 0x80)]) {
            let mut bad = signature.clone();
            bad[place] ^= flip;
            assert_eq!(show(&client, &data, &bad), Err(Refusal::Signature));
        }
        let higher = head("forms.example.org", PRESENT | VERIFIED, 8);
        assert_eq!(show(&client, &higher, &signature), Err(Refusal::Signature));
        let other = client_data("webauthn.get", &asked, "");
        assert_eq!(show(&other, &data, &signature), Err(Refusal::Signature));
    }
}

/// What is changed, and why it is refused.
type Change = (Refusal, fn(&mut Ceremony));

/// All that goes into making a passkey.
struct Ceremony {
    client: String,
    asked: Vec<u8>,
    host: &'static str,
    flags: u8,
    credential: Vec<u8>,
    key: Vec<(Value, Value)>,
    behind: Vec<u8>,
    format: &'static str,
    statement: Vec<(Value, Value)>,
    after: Vec<u8>,
}

impl Ceremony {
    fn of(authenticator: &Authenticator) -> Self {
        let asked = challenge().to_vec();
        Self {
            client: String::from_utf8(client_data("webauthn.create", &asked, "")).unwrap(),
            asked,
            host: "forms.example.org",
            flags: GOOD,
            credential: b"one".to_vec(),
            key: authenticator.cose(),
            behind: Vec::new(),
            format: "none",
            statement: Vec::new(),
            after: Vec::new(),
        }
    }

    fn is_made(&self) -> Result<Made, Refusal> {
        let key = cbor(&Value::Map(self.key.clone()));
        let mut data = head(self.host, self.flags, 0);
        if self.flags & HAS_KEY != 0 {
            data = with_key(data, &self.credential, &key);
        }
        data.extend(&self.behind);
        let mut object = attestation(self.format, self.statement.clone(), &data);
        object.extend(&self.after);
        made(&site(), &self.asked, self.client.as_bytes(), &object)
    }

    fn says(&mut self, from: &str, to: &str) {
        assert!(self.client.contains(from));
        self.client = self.client.replace(from, to);
    }
}

#[test]
fn a_table_of_refusals() {
    let authenticator = Authenticator::p256();
    assert!(Ceremony::of(&authenticator).is_made().is_ok());
    let table: &[Change] = &[
        (Refusal::Type, |c| {
            c.says("webauthn.create", "webauthn.get");
        }),
        (Refusal::Type, |c| c.says("webauthn.create", "payment.get")),
        (Refusal::Challenge, |c| c.asked = challenge().to_vec()),
        (Refusal::Challenge, |c| c.asked.truncate(31)),
        (Refusal::Challenge, |c| c.asked.clear()),
        (Refusal::Origin, |c| c.says(":8443", "")),
        (Refusal::Origin, |c| c.says("https://", "http://")),
        (Refusal::Origin, |c| {
            c.says("forms.example.org", "forms.example.org.evil.example");
        }),
        (Refusal::CrossOrigin, |c| c.says("false", "true")),
        (Refusal::CrossOrigin, |c| {
            c.says("false", r#"false,"topOrigin":"https://evil.example""#);
        }),
        (Refusal::ClientData, |c| c.client.truncate(40)),
        (Refusal::ClientData, |c| c.says("false", r#""false""#)),
        (Refusal::ClientData, |c| c.client.push_str("{}")),
        (Refusal::TooLong, |c| {
            c.client.push_str(&" ".repeat(CLIENT_DATA));
        }),
        (Refusal::Site, |c| c.host = "example.org"),
        (Refusal::NotPresent, |c| c.flags &= !PRESENT),
        (Refusal::NotVerified, |c| c.flags &= !VERIFIED),
        (Refusal::AuthenticatorData, |c| c.flags |= IS_COPIED),
        (Refusal::AuthenticatorData, |c| c.flags &= !HAS_KEY),
        (Refusal::AuthenticatorData, |c| c.behind = vec![0]),
        (Refusal::Encoding, |c| c.flags |= HAS_EXTENSIONS),
        (Refusal::AuthenticatorData, |c| {
            c.flags |= HAS_EXTENSIONS;
            c.behind = vec![0];
        }),
        (Refusal::Credential, |c| c.credential.clear()),
        (Refusal::Credential, |c| {
            c.credential = vec![1; CREDENTIAL + 1];
        }),
        (Refusal::TooLong, |c| {
            c.credential = vec![1; AUTHENTICATOR_DATA];
        }),
        (Refusal::TooLong, |c| c.after = vec![0; ATTESTATION]),
        (Refusal::Encoding, |c| c.after = vec![0]),
        (Refusal::Attestation, |c| c.format = "fido-u2f"),
        (Refusal::Attestation, |c| c.format = "packed"),
        (Refusal::Attestation, |c| {
            c.statement = vec![("x5c".into(), Value::Array(Vec::new()))];
        }),
        (Refusal::Signature, |c| {
            c.format = "packed";
            c.statement = vec![
                ("alg".into(), Value::from(-7)),
                ("sig".into(), Value::Bytes(vec![0; 70])),
            ];
        }),
        (Refusal::Attestation, |c| {
            c.format = "packed";
            c.statement = vec![
                ("alg".into(), Value::from(-8)),
                ("sig".into(), Value::Bytes(vec![0; 70])),
            ];
        }),
        // Another kind, another algorithm, another curve.
        (Refusal::Key, |c| c.key[0].1 = 1.into()),
        (Refusal::Key, |c| c.key[1].1 = Value::from(-35)),
        (Refusal::Key, |c| c.key[1].1 = Value::from(-8)),
        (Refusal::Key, |c| c.key[2].1 = 2.into()),
        (Refusal::Key, |c| c.key[3].1 = Value::Bytes(vec![1; 31])),
        (Refusal::Key, |c| c.key[4].1 = true.into()),
        (Refusal::Key, |c| {
            c.key.pop();
        }),
        (Refusal::Encoding, |c| {
            let again = c.key[3].clone();
            c.key.push(again);
        }),
    ];
    for (place, (why, change)) in table.iter().enumerate() {
        let mut ceremony = Ceremony::of(&authenticator);
        change(&mut ceremony);
        assert_eq!(ceremony.is_made().err(), Some(*why), "change {place}");
    }
}

#[test]
fn a_key_of_a_small_or_crooked_modulus_is_none() {
    let rsa = |n: Vec<u8>, e: Vec<u8>| {
        PublicKey::read(&cbor(&Value::Map(vec![
            (1.into(), 3.into()),
            (3.into(), Value::from(-257)),
            (Value::from(-1), Value::Bytes(n)),
            (Value::from(-2), Value::Bytes(e)),
        ])))
        .map(|key| key.algorithm())
    };
    assert_eq!(rsa(vec![0xff; 256], vec![1, 0, 1]), Ok(-257));
    assert_eq!(rsa(vec![0xff; 255], vec![1, 0, 1]), Err(Refusal::Key));
    assert_eq!(rsa(vec![0xff; 513], vec![1, 0, 1]), Err(Refusal::Key));
    assert_eq!(rsa(vec![0; 256], vec![1, 0, 1]), Err(Refusal::Key));
    assert_eq!(rsa(vec![0xff; 256], vec![]), Err(Refusal::Key));
    assert_eq!(rsa(vec![0xff; 256], vec![0, 3]), Err(Refusal::Key));
}

#[test]
fn a_point_that_is_on_no_curve_signs_nothing() {
    let key = PublicKey::Es256([4; 65]);
    assert_eq!(key.signed(b"x", &[0; 70]), Err(Refusal::Signature));
}

#[test]
fn passkeys_are_for_a_name_and_not_for_a_number() {
    let of = |url| Site::of(url).map(|site| (site.origin, site.host));
    let pair = |origin: &str, host: &str| Some((origin.to_owned(), host.to_owned()));
    assert_eq!(
        of("https://Forms.Example.org"),
        pair("https://forms.example.org", "forms.example.org")
    );
    assert_eq!(
        of("https://forms.example.org:443/x"),
        pair("https://forms.example.org", "forms.example.org")
    );
    assert_eq!(
        of("http://localhost:8080"),
        pair("http://localhost:8080", "localhost")
    );
    for none in [
        "http://forms.example.org",
        "http://127.0.0.1:8080",
        "https://192.168.1.7",
        "https://[::1]:8443",
        "https://3232235777",
        "https://user@forms.example.org",
        "https://formulär.example.org",
        "ftp://localhost",
        "localhost",
        "https://",
    ] {
        assert_eq!(of(none), None, "{none}");
    }
}

#[derive(Deserialize)]
struct Vector {
    made: VectorMade,
    shown: VectorShown,
}

#[derive(Deserialize)]
struct VectorMade {
    #[serde(with = "hex")]
    challenge: Vec<u8>,
    #[serde(with = "hex")]
    client_data: Vec<u8>,
    #[serde(with = "hex")]
    attestation: Vec<u8>,
    #[serde(with = "hex")]
    credential: Vec<u8>,
}

#[derive(Deserialize)]
struct VectorShown {
    #[serde(with = "hex")]
    challenge: Vec<u8>,
    #[serde(with = "hex")]
    client_data: Vec<u8>,
    #[serde(with = "hex")]
    data: Vec<u8>,
    #[serde(with = "hex")]
    signature: Vec<u8>,
}

/// The vectors of W3C WebAuthn level 3, section 16. Nobody was verified in some of them, and some attest: we refuse these,
/// and what is signed in them is signed all the same.
#[test]
fn the_vectors_of_the_standard() {
    let all = include_bytes!("vectors.json");
    let all: std::collections::BTreeMap<String, Vector> = serde_json::from_slice(all).unwrap();
    let site = Site::of("https://example.org").unwrap();
    let mut complete = 0;
    for (
        name,
        Vector {
            made: new,
            shown: then,
        },
    ) in &all
    {
        let whole = made(&site, &new.challenge, &new.client_data, &new.attestation);
        if name == "none-es256-long-credential-id" {
            assert_eq!(whole.err(), Some(Refusal::TooLong));
            continue;
        }
        let object = super::whole(&new.attestation).unwrap();
        let data = entry(&object, "authData").unwrap().unwrap();
        let data = data.as_bytes().unwrap();
        let said = AuthenticatorData::read(data, &site).unwrap();
        let key = said.new.as_ref().unwrap();
        assert_eq!(key.credential, new.credential, "{name}");
        if name.contains("es384") || name.contains("ed448") {
            assert_eq!(PublicKey::read(key.key).err(), Some(Refusal::Key), "{name}");
            assert!(whole.is_err());
            continue;
        }
        let message = signed(&then.data, &then.client_data);
        let public = PublicKey::read(key.key).unwrap();
        assert_eq!(public.signed(&message, &then.signature), Ok(()), "{name}");
        let again = shown(
            &site,
            &then.challenge,
            key.key,
            &then.client_data,
            &then.data,
            &then.signature,
        );
        let elsewhere = name.contains("crossOrigin") || name.contains("topOrigin");
        let verified = |flags: u8| flags & VERIFIED != 0;
        let attests = name.starts_with("packed-") && !name.contains("self") || name.contains("u2f");
        match whole {
            _ if elsewhere => assert_eq!(whole.err(), Some(Refusal::CrossOrigin), "{name}"),
            Ok(made) => {
                assert_eq!(made.key, key.key);
                assert!(verified(said.flags) && !attests, "{name}");
                complete += 1;
            }
            Err(Refusal::NotVerified) => assert!(!verified(said.flags), "{name}"),
            Err(why) => assert!(attests && why == Refusal::Attestation, "{name}: {why}"),
        }
        match again {
            _ if elsewhere => assert_eq!(again, Err(Refusal::CrossOrigin), "{name}"),
            Ok(counter) => assert_eq!(counter, 0),
            Err(why) => {
                let flags = then.data[32];
                assert!(
                    why == Refusal::NotVerified && !verified(flags),
                    "{name}: {why}"
                );
            }
        }
    }
    assert!(complete > 0, "none was taken as a whole");
}
