//! Encrypts as a phone does, written from the ODK encryption specification apart from `src/crypto/odk`, so that
//! a mistake in one is not hidden by the same mistake in the other. Its fields are open: stories damage them.

use aes::Aes256;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cfb_mode::cipher::KeyIvInit;
use md5::{Digest, Md5};

use super::{FormOnPhone, Multipart};

/// An encrypted submission: what is posted.
#[derive(Clone)]
pub struct Envelope {
    pub instance_id: String,
    pub manifest: String,
    /// Name ("….enc") and ciphertext, in the manifest's order, `submission.xml.enc` last.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Envelope {
    /// Encrypts an instance and its media to the key in the form.
    pub fn seal(
        form: &FormOnPhone,
        instance_id: &str,
        instance: &str,
        media: &[(&str, &[u8])],
    ) -> Self {
        let key = form.key.as_deref().expect("the form has a key");
        let rsa = PublicEncryptingKey::from_der(&STANDARD.decode(key).unwrap()).unwrap();
        let rsa = OaepPublicEncryptingKey::new(rsa).unwrap();
        let wrap = |secret: &[u8]| {
            let mut out = vec![0; rsa.ciphertext_size()];
            let wrapped = rsa
                .encrypt(&OAEP_SHA256_MGF1SHA256, secret, &mut out, None)
                .unwrap();
            STANDARD.encode(wrapped)
        };

        let mut secret = [0u8; 32];
        aws_lc_rs::rand::fill(&mut secret).unwrap();
        let encrypted_key = wrap(&secret);
        let seed = Md5::new()
            .chain_update(instance_id)
            .chain_update(secret)
            .finalize();
        let mut iv: [u8; 16] = seed.into();

        let mut signed = format!("{}\n", form.id);
        if let Some(version) = &form.version {
            signed += &format!("{version}\n");
        }
        signed += &format!("{encrypted_key}\n{instance_id}\n");

        let mut files = Vec::new();
        let all = media
            .iter()
            .copied()
            .chain([("submission.xml", instance.as_bytes())]);
        for (n, (name, plain)) in all.enumerate() {
            signed += &format!("{name}::{}\n", hex::encode(Md5::digest(plain)));
            iv[n % 16] = iv[n % 16].wrapping_add(1);
            let pad = 16 - plain.len() % 16;
            let mut bytes = plain.to_vec();
            bytes.extend(std::iter::repeat_n(pad as u8, pad));
            cfb_mode::Encryptor::<Aes256>::new(&secret.into(), &iv.into()).encrypt(&mut bytes);
            files.push((format!("{name}.enc"), bytes));
        }

        let version = form
            .version
            .as_ref()
            .map(|v| format!(" version=\"{v}\""))
            .unwrap_or_default();
        let media: String = media
            .iter()
            .map(|(name, _)| format!("<media><file>{name}.enc</file></media>"))
            .collect();
        let manifest = format!(
            "<data xmlns=\"http://opendatakit.org/submissions\" encrypted=\"yes\" id=\"{id}\"{version}>\
             <base64EncryptedKey>{encrypted_key}</base64EncryptedKey>\
             <orx:meta xmlns:orx=\"http://openrosa.org/xforms\"><orx:instanceID>{instance_id}</orx:instanceID></orx:meta>\
             {media}<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>\
             <base64EncryptedElementSignature>{signature}</base64EncryptedElementSignature></data>",
            id = form.id,
            signature = wrap(&Md5::digest(&signed)),
        );
        Self {
            instance_id: instance_id.to_owned(),
            manifest,
            files,
        }
    }

    /// The body of one request that carries everything.
    pub fn multipart(&self) -> Multipart {
        self.files
            .iter()
            .fold(Multipart::new().xml(&self.manifest), |m, (name, bytes)| {
                m.file(name, bytes)
            })
    }
}
