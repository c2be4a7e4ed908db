//! The vectors of the format. Whole submissions, real and made, are tested where they are opened: `vault::open`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::make::encrypt_file;
use super::*;
use crate::crypto::digest::{md5, md5_hex};
use crate::crypto::keys::test_keys::{collection, other_collection, pkcs1_pem, pkcs8_pem};
use crate::crypto::keys::{CollectionPrivate, RsaBits};

fn counting_key() -> ContentKey {
    ContentKey::new(std::array::from_fn(|i| i as u8))
}

const OWN_ID: &str = "uuid:00000000-0000-4000-8000-000000000001";

#[test]
fn row_117_ivs_follow_odk_centrals_vector() {
    let key = STANDARD
        .decode("3TJoHf74zHbDwG3Ta+bcvfUr50C6yF/astfu+CdSnQU=")
        .unwrap();
    let key = ContentKey::new(key.try_into().unwrap());
    let ivs: Vec<_> = Ivs::new("uuid:22525f8e-4f2d-41ed-94da-4c46a2478448", &key)
        .take(32)
        .map(hex::encode)
        .collect();
    for (n, iv) in [
        (0, "39bbb0890f3222269da68b172146477a"),
        (1, "39bcb0890f3222269da68b172146477a"),
        (8, "39bcb18a103323279ea68b172146477a"),
        (15, "39bcb18a103323279ea78c182247487b"),
        (23, "3abdb28b113424289ea78c182247487b"),
        (31, "3abdb28b113424289fa88d192348497c"),
    ] {
        assert_eq!(ivs[n], iv, "file {n}");
    }
}

#[test]
fn an_iv_byte_wraps_around() {
    let mut ivs = Ivs {
        seed: [0xff; 16],
        next: 0,
    };
    assert_eq!(ivs.next().unwrap()[..2], [0x00, 0xff]);
    assert_eq!(ivs.next().unwrap()[..2], [0x00, 0x00]);
}

#[test]
fn row_118_files_encrypt_and_decrypt_as_in_the_written_vector() {
    let (key, files) = (
        counting_key(),
        [
            ("hello", "3ad5f971d7915946ecdff2da12bf7ef0"),
            (
                "0123456789abcdef",
                "dd83b0a73be02ec5266cb6cfd74700966aef8a81b17f8fd061d4a252629facf7",
            ),
            (
                "<data id=\"f\" version=\"1\"/>",
                "02bd3c7be9fd1dd1db77e120e01640d296c765497ebec917796e18bacd7ffbc6",
            ),
        ],
    );
    for ((plain, cipher), iv) in files.iter().zip(Ivs::new(OWN_ID, &key)) {
        let cipher = hex::decode(cipher).unwrap();
        assert_eq!(encrypt_file(&key, &iv, plain.as_bytes()), cipher);
        let opened = decrypt_file(&key, &iv, &cipher);
        assert!(opened.sound);
        assert_eq!(opened.bytes.as_slice(), plain.as_bytes());
    }
}

#[test]
fn row_118_the_checksum_text_is_that_of_the_written_vector() {
    let signed = Signed {
        form_id: "f",
        version: Some("1"),
        key_text: "KEYB64",
        instance_id: OWN_ID,
    };
    let files = [
        ("b.jpg", md5(b"hello")),
        ("a.txt", md5(b"0123456789abcdef")),
        ("submission.xml", md5(b"<data id=\"f\" version=\"1\"/>")),
    ];
    let text = signed.text(&files);
    assert!(
        text.contains("\na.txt::4032af8d61035123906e58e067140cc5\n"),
        "{text}"
    );
    assert_eq!(md5_hex(text.as_bytes()), "21cef1da8b4ecbca84a0450f0d15f0da");
    let unversioned = Signed {
        version: None,
        ..signed
    }
    .text(&files);
    assert_eq!(
        unversioned,
        text.replacen("1\n", "", 1),
        "no version, no line"
    );
}

#[test]
fn row_121_padding_is_always_added() {
    let (key, iv) = (counting_key(), [7; 16]);
    for (plain, encrypted) in [(0, 16), (15, 16), (16, 32), (17, 32)] {
        let bytes = vec![9; plain];
        let cipher = encrypt_file(&key, &iv, &bytes);
        assert_eq!(cipher.len(), encrypted, "{plain} bytes");
        let opened = decrypt_file(&key, &iv, &cipher);
        assert!(opened.sound && *opened.bytes == bytes, "{plain} bytes");
    }
}

#[test]
fn only_correct_padding_counts() {
    assert_eq!(padding_of(&[16; 16]), Some(16));
    assert_eq!(padding_of(&[1; 32]), Some(1));
    let mut block = [9; 16];
    for (last, good) in [
        (0, false),
        (17, false),
        (255, false),
        (1, true),
        (2, false),
        (9, true),
        (10, false),
    ] {
        block[15] = last;
        assert_eq!(padding_of(&block).is_some(), good, "last byte {last}");
    }
    assert_eq!(padding_of(&[]), None);
    assert_eq!(padding_of(&[1; 15]), None);
    assert_eq!(padding_of(&[1; 17]), None);
}

#[test]
fn broken_files_decrypt_to_their_full_length_and_are_not_sound() {
    let (key, iv) = (counting_key(), [7; 16]);
    let mut cipher = encrypt_file(&key, &iv, b"twenty bytes of text");
    cipher[31] ^= 0x40;
    let opened = decrypt_file(&key, &iv, &cipher);
    assert!(!opened.sound);
    assert_eq!(opened.bytes.len(), 32);
    let cut = decrypt_file(&key, &iv, &cipher[..17]);
    assert!(!cut.sound);
    assert_eq!(cut.bytes.len(), 17);
}

#[test]
fn a_key_unwraps_with_its_private_key_only_and_in_any_layout() {
    let private = collection();
    let text = STANDARD.encode(private.public().encrypt(&[5; 32]).unwrap());
    assert_eq!(unwrap_key(&text, private).unwrap().0.expose(), &[5; 32]);
    let broken: String = text
        .as_bytes()
        .chunks(64)
        .map(|l| format!("  {}\r\n", str::from_utf8(l).unwrap()))
        .collect();
    assert_eq!(unwrap_key(&broken, private).unwrap().0.expose(), &[5; 32]);
    assert!(unwrap_key(&text, other_collection()).is_none());
    for bad in ["", "%", "AAAA", &text[..340]] {
        assert!(unwrap_key(bad, private).is_none(), "{bad}");
    }
    for length in [0, 16, 31, 33, 64] {
        let text = STANDARD.encode(private.public().encrypt(&vec![5; length]).unwrap());
        assert!(
            unwrap_key(&text, private).is_none(),
            "{length} bytes are no key"
        );
    }
}

#[test]
fn larger_keys_work() {
    let private = CollectionPrivate::generate(RsaBits::B3072).unwrap();
    assert_eq!(private.public().bits(), 3072);
    let text = STANDARD.encode(private.public().encrypt(&[5; 32]).unwrap());
    assert_eq!(unwrap_key(&text, &private).unwrap().0.expose(), &[5; 32]);
}

#[test]
fn openssl_opens_what_we_wrap() {
    let secret = b"a second opinion on OAEP, please";
    let wrapped = collection().public().encrypt(secret).unwrap();
    for pem in [pkcs8_pem(), pkcs1_pem()] {
        let Some(opened) = openssl("-decrypt", "sha256", &pem, &wrapped) else {
            return;
        };
        assert_eq!(opened, secret);
    }
}

#[test]
fn row_120_a_key_wrapped_with_another_mask_does_not_unwrap() {
    let secret = [5; 32];
    for (mask, opens) in [("sha256", true), ("sha1", false)] {
        let Some(wrapped) = openssl("-encrypt", mask, &pkcs8_pem(), &secret) else {
            return;
        };
        let key = unwrap_key(&STANDARD.encode(wrapped), collection());
        assert_eq!(key.is_some(), opens, "MGF1 with {mask}");
    }
}

/// OpenSSL's OAEP with SHA-256 and MGF1 with `mask`, by a private key; none where there is no such command.
fn openssl(act: &str, mask: &str, pem: &str, input: &[u8]) -> Option<Vec<u8>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pem).unwrap();
    let child = Command::new("openssl")
        .args(["pkeyutl", act, "-pkeyopt", "rsa_padding_mode:oaep"])
        .args(["-pkeyopt", "rsa_oaep_md:sha256", "-pkeyopt"])
        .arg(format!("rsa_mgf1_md:{mask}"))
        .arg("-inkey")
        .arg(file.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: no openssl command here");
        return None;
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(output.stdout)
}
