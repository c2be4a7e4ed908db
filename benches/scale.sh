#!/usr/bin/env bash
# Pages of a queue and of a case where a database holds 200,000 cases and a million referrals, on SQLite and on PostgreSQL, through
# the real server, signed in as a caseworker of an agency with 5,000 open referrals and 400,000 old ones. Prints one table a database;
# what is over 30 ms at the 99th percentile is marked.
#
#   benches/scale.sh [CASES]        200,000 unless told; five referrals each
#   PLANS=1 benches/scale.sh …      also shows how each database looks for what a page needs
#   PROFILE=dev benches/scale.sh …  a debug build: for plans and comparisons, not for figures
#
# Needs what tests/run installs (PostgreSQL's server and libpq-dev, python3), about 6 GB of disk and a quarter of an hour.
set -euo pipefail
cd "$(dirname "$0")/.."

cases=${1:-200000}
profile=${PROFILE:-release}
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target" && target=$(cd "$target" && pwd)

# The bench is built like the program that it asks, so that the two know the same tables.
cargo=${CARGO:-cargo}
"$cargo" build --locked --profile "$profile" --features postgres --bin waypost
scale=$("$cargo" bench --locked --profile "$profile" --features postgres --bench scale --no-run --message-format json-render-diagnostics |
  python3 -c 'import json, sys; print([m["executable"] for m in map(json.loads, sys.stdin) if m.get("executable")][-1])')
case $profile in dev) folder=debug ;; *) folder=$profile ;; esac
waypost=$target/$folder/waypost

work=$(mktemp -d "$target/scale.XXXXXX")
chmod 755 "$work"
pid=
cluster=
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}
stop_all() {
  [ -z "$pid" ] || kill "$pid" 2>/dev/null || true
  wait 2>/dev/null || true
  [ -z "$cluster" ] || as_postgres "$cluster/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work" "${pg:-$work}"
}
trap stop_all EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ready() {
  for _ in $(seq 1 1200); do
    kill -0 "$pid" || { echo "it ended: see the log" >&2; return 1; }
    curl --noproxy '*' -fs "$1/readyz" >/dev/null && return
    sleep 0.1
  done
  echo "$1 never became ready" >&2
  return 1
}
stop() {
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

measure() { # measure NAME URL [--database URL]
  local name=$1 database=$2; shift 2
  local port url data=$work/$name credentials=$work/$name.json
  port=$(free_port) url=http://127.0.0.1:$port
  start() {
    WAYPOST_LOG=warn "$waypost" demo --listen "127.0.0.1:$port" --data "$data" --credentials "$credentials" "$@" >"$work/$name.log" 2>&1 &
    pid=$!
    ready "$url"
  }
  start "$@"
  stop
  echo "filling $name"
  "$scale" fill "$data" "$database" "$cases"
  [ -z "${PLANS:-}" ] || "$scale" plans "$database"
  start "$@"
  # Once, what a start has to do: the rest is the same all day.
  sleep 10
  "$scale" measure "$credentials" "$name"
  stop
}

measure SQLite "sqlite:$work/SQLite/waypost.sqlite"

cluster=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
pg=$(mktemp -d)
[ "$(id -u)" -ne 0 ] || chown postgres "$pg"
port=$(free_port)
as_postgres "$cluster/initdb" -D "$pg/data" -U waypost -A trust >/dev/null
as_postgres "$cluster/pg_ctl" -D "$pg/data" -w -l "$pg/log" -o "-p $port -k $pg -c listen_addresses=127.0.0.1 -c max_wal_size=4GB" start >/dev/null
measure PostgreSQL "postgres://waypost@127.0.0.1:$port/postgres" --database "postgres://waypost@127.0.0.1:$port/postgres"
