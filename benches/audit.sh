#!/usr/bin/env bash
# How long `waypost audit verify` takes for a million entries, on SQLite and on PostgreSQL. The chain is written by another
# program than the one that checks it, from what docs/sealing.md says of it; then one entry in the middle is changed, and must be named.
#
#   benches/audit.sh [ENTRIES]        a million unless told
set -euo pipefail
cd "$(dirname "$0")/.."

entries=${1:-1000000}
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target" && target=$(cd "$target" && pwd)
cargo build --locked --release --features postgres
waypost=$target/release/waypost

work=$(mktemp -d -p "$target")
chmod 755 "$work"
cluster=
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop_all() {
  [ -z "$cluster" ] || as_postgres "$cluster/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work" ${pg:+"$pg"}
}
trap stop_all EXIT

cat >"$work/chain.py" <<'PY'
import csv, hashlib, sqlite3, sys

COLUMNS = "seq at actor_id actor_kind agency_id action object_kind object_id class purpose result note link prev_hash hash".split()


def entries(seq, link, before, count):
    """So many entries behind the newest one, as docs/sealing.md has them."""
    number = lambda n: n.to_bytes(8, "big")
    for _ in range(count):
        seq, link = seq + 1, link + 1
        row = [seq, 1_700_000_000_000 + seq, seq % 40, "user", "0192-agency", "submission.read", "submission",
               f"0192f1c0-{seq:012d}", "D4", "review", "done", None]
        text = lambda value: None if value is None else value.encode()
        fields = [before, number(row[0]), number(row[1]), number(row[2])] + [text(v) for v in row[3:]]
        total = hashlib.sha256()
        for field in fields:
            total.update(number(0) if field is None else number(len(field) + 1) + field)
        yield row + [link, before, total.digest()]
        before = total.digest()


if __name__ == "__main__":
    where, count = sys.argv[1], int(sys.argv[2])
    if where == "csv":
        out = csv.writer(sys.stdout)
        for row in entries(0, 0, b"", count):
            out.writerow(["" if v is None else "\\x" + v.hex() if isinstance(v, bytes) else v for v in row])
    else:
        base = sqlite3.connect(where)
        marks = ", ".join("?" * len(COLUMNS))
        base.executemany(f"insert into audit ({', '.join(COLUMNS)}) values ({marks})", entries(0, 0, b"", count))
        base.commit()
PY

measure() { # measure NAME DATABASE COMMAND-THAT-TAMPERS…
  local name=$1 url=$2; shift 2
  echo "== $name"
  "$waypost" audit verify --data "$work/data" --database "$url"
  "$@"
  "$waypost" audit verify --data "$work/data" --database "$url" 2>&1 | tee "$work/said" || true
  grep -q "at link $((entries / 2)), .*changed after it was written" "$work/said" || { echo "the changed entry was not named" >&2; exit 1; }
}
tampered="update audit set object_id = 'another' where link = $((entries / 2))"

"$waypost" init --data "$work/data" --email a@example.org >/dev/null
python3 - "$work/data/waypost.sqlite" <<'PY'
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
# What guards the audit from being changed stands in the way of this bench only.
for (name,) in base.execute("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'").fetchall():
    base.execute(f"drop trigger {name}")
base.execute("delete from audit")
base.commit()
PY
python3 "$work/chain.py" "$work/data/waypost.sqlite" "$entries"
measure SQLite "sqlite:$work/data/waypost.sqlite" python3 -c "
import sqlite3; b = sqlite3.connect('$work/data/waypost.sqlite'); b.execute(\"$tampered\"); b.commit()"

cluster=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
pg=$(mktemp -d)
[ "$(id -u)" -ne 0 ] || chown postgres "$pg"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_postgres "$cluster/initdb" -D "$pg/data" -U waypost -A trust >/dev/null
as_postgres "$cluster/pg_ctl" -D "$pg/data" -w -l "$pg/log" -o "-p $port -k $pg -c listen_addresses=127.0.0.1" start >/dev/null
url=postgres://waypost@127.0.0.1:$port/postgres
"$waypost" init --data "$work/two" --database "$url" --email a@example.org >/dev/null
psql -q "$url" -c "alter table audit disable trigger all; delete from audit"
python3 "$work/chain.py" csv "$entries" | psql -q "$url" -c "copy audit (seq, at, actor_id, actor_kind, agency_id, action, object_kind, object_id, class, purpose, result, note, link, prev_hash, hash) from stdin (format csv)"
measure PostgreSQL "$url" psql -q "$url" -c "$tampered"
