#!/usr/bin/env python3
"""Opens one sealed record without Waypost: for auditors, and for the day when nothing else works.

    open_record.py waypost.sqlite RECORD_ID --root-key keys/root.key [--blobs blobs] > plaintext
    open_record.py waypost.sqlite RECORD_ID --passphrase-file FILE      (several holders: a line each, two of them)

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


def field(a, b):  # product in GF(256), modulo x^8 + x^4 + x^3 + x^2 + 1
    product = 0
    for bit in range(8):
        product ^= a * (b >> bit & 1)
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
    return product


def join(shares):  # Shamir: the value at 0 of the polynomial through the shares, byte by byte; a share's first byte is its place
    inverse = lambda a: next(b for b in range(1, 256) if field(a, b) == 1)
    out = bytes(len(shares[0]) - 1)
    for share in shares:
        weight = 1
        for other in shares:
            if other[0] != share[0]:
                weight = field(weight, field(other[0], inverse(other[0] ^ share[0])))
        out = bytes(o ^ field(weight, y) for o, y in zip(out, share[1:]))
    return out


def holders_key(passphrases, kdf):  # holders-1|NEED|KDF:SHARE|…: each holder's share of the key, under their passphrase
    _, need, *held = kdf.split("|")
    shares = {}
    for n, one in enumerate(held):
        how, share = one.split(":")
        for passphrase in passphrases:
            try:
                shares[n] = open_symmetric(passphrase_key(passphrase, how), aad("waypost holder share 1", str(n)),
                                           base64.b64decode(share + "=="))
            except Exception:
                continue  # another holder's
    return base64.b64decode(join(list(shares.values())[:int(need)])) if len(shares) >= int(need) else None


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
            given = pathlib.Path(args.passphrase_file).read_text().splitlines()
            several = (kdf or "").startswith("holders-1|")
            keys = [k for k in [holders_key(given, kdf)] if k] if several else [passphrase_key(p, kdf) for p in given if kdf]
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
