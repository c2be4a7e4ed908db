#!/usr/bin/env python3
"""Opens one sealed record without Waypost: for auditors, and for the day when nothing else works.

    open_record.py waypost.sqlite RECORD_ID --root-key keys/root.key [--blobs blobs] > plaintext
    open_record.py waypost.sqlite RECORD_ID --passphrase-file FILE

Needs Python 3.10 and PyPI's `cryptography` (44 or newer for passphrases). docs/sealing.md explains each step.
What comes out is what a person said: pipe it to where it is needed, not into a file."""
import argparse, base64, hashlib, hmac, pathlib, sqlite3, sys
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def aad(*parts):  # each part with its length before it, so that no two lists of parts share their bytes
    return b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)


def open_symmetric(key, bound_to, sealed):  # 01 | nonce 12 | ciphertext | tag 16
    assert sealed[0] == 1, "format"
    return AESGCM(key).decrypt(sealed[1:13], sealed[13:], bound_to)


def passphrase_key(passphrase, kdf):  # argon2id-1$m=65536,t=3,p=1$SALT
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    name, costs, salt = kdf.split("$")
    cost = dict(c.split("=") for c in costs.split(","))
    assert name == "argon2id-1", "kdf"
    return Argon2id(salt=base64.b64decode(salt + "=="), length=32, iterations=int(cost["t"]),
                    lanes=int(cost["p"]), memory_cost=int(cost["m"])).derive(passphrase.encode())


def extract(salt, ikm):
    return hmac.digest(salt or bytes(32), ikm, "sha256")


def expand(prk, info, length):
    out, block, n = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([n]), "sha256")
        out, n = out + block, n + 1
    return out[:length]


def hpke_export(private, enc, info, exporter_context):  # RFC 9180, base mode, receiver
    key = X25519PrivateKey.from_private_bytes(private)
    dh, public = key.exchange(X25519PublicKey.from_public_bytes(enc)), key.public_key().public_bytes_raw()
    label = lambda suite: (lambda salt, name, ikm: extract(salt, b"HPKE-v1" + suite + name + ikm),
                           lambda prk, name, info, n: expand(prk, n.to_bytes(2, "big") + b"HPKE-v1" + suite + name + info, n))
    x, e = label(b"KEM\x00\x20")  # DHKEM(X25519, HKDF-SHA256)
    shared = e(x(b"", b"eae_prk", dh), b"shared_secret", enc + public, 32)
    x, e = label(b"HPKE\x00\x20\x00\x01\x00\x02")  # with HKDF-SHA256 and AES-256-GCM
    context = b"\0" + x(b"", b"psk_id_hash", b"") + x(b"", b"info_hash", info)
    exporter_secret = e(x(shared, b"secret", b""), b"exp", context, 32)
    return e(exporter_secret, b"sec", exporter_context, 32)


def unwrap(private, bound_to, wrapped):  # 01 | encapsulated key 32 | encrypted data key 32 | tag 16
    assert wrapped[0] == 1, "format"
    key = hpke_export(private, wrapped[1:33], b"waypost wrap 1", bound_to)
    return AESGCM(key).decrypt(bytes(11) + b"\x01", wrapped[33:], b"")


def open_payload(key, bound_to, sealed):  # 01 | segments of at most 65536 + tag 16; the last one is marked in its nonce
    assert sealed[0] == 1, "format"
    body, size = sealed[1:], 65536 + 16
    segments = [body[at:at + size] for at in range(0, len(body), size)]
    return b"".join(AESGCM(key).decrypt(n.to_bytes(11, "big") + bytes([n == len(segments) - 1]), s, bound_to)
                    for n, s in enumerate(segments))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("database"), args.add_argument("record"), args.add_argument("--blobs", default="blobs")
    how = args.add_mutually_exclusive_group(required=True)
    how.add_argument("--root-key"), how.add_argument("--passphrase-file")
    args = args.parse_args()
    db = sqlite3.connect(f"file:{args.database}?mode=ro", uri=True)
    row = db.execute("select kind, sealed, blob_id from records where id = ?", [args.record]).fetchone()
    kind, sealed, blob = row or sys.exit("no record has this id")
    if sealed is None:
        sealed = (pathlib.Path(args.blobs) / blob[:2] / blob).read_bytes()
    record = aad("waypost record 1", "records", args.record, kind)
    for wrapped, key_id, agency, purpose, kdf, private in db.execute(
            "select w.wrapped, k.id, k.agency_id, k.purpose, k.kdf, k.wrapped_private "
            "from record_keys w join keys k on k.id = w.key_id where w.record_id = ?", [args.record]):
        if args.root_key:
            lines = pathlib.Path(args.root_key).read_text().splitlines()
            keys = [base64.b64decode(l) for l in lines if l.strip() and not l.startswith("#")] if not kdf else []
        else:
            keys = [passphrase_key(pathlib.Path(args.passphrase_file).read_text().rstrip("\n"), kdf)] if kdf else []
        for key in keys:
            try:
                private_key = open_symmetric(key, aad("waypost private key 1", agency or "", key_id, purpose), private)
            except Exception:
                continue  # not this one
            data_key = unwrap(private_key, record, wrapped)
            sys.stdout.buffer.write(open_payload(data_key, record, sealed))
            return
    sys.exit("no key that you gave opens a key that this record is wrapped to")


if __name__ == "__main__":
    main()
