#!/usr/bin/env bash
# How fast the vault opens what waits, from fetching to storing, beside the two RSA operations alone in the same run:
# a backlog of screenings that refer nobody, one of urgent screenings (three referrals each), one of submissions with two large
# files. Prints one table for SQLite.
#
#   benches/opening.sh [SCREENINGS [WITH_FILES]]      20000 and 240 unless told
#
# Needs ../shared/load. Figures are per second of the vault's own CPU ("a core"): other programs on the machine then matter less.
set -euo pipefail
cd "$(dirname "$0")/.."

screenings=${1:-20000}
with_files=${2:-240}
size=$((5 * 1024 * 1024))
load=../shared/load
[ -d "$load" ] || { echo "needs $load, which is not here" >&2; exit 1; }
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target" && target=$(cd "$target" && pwd)

cargo build --locked --release --features postgres
cargo bench --locked --features postgres --bench steps --no-run
CARGO_TARGET_DIR="$target/load" cargo build --release --quiet --manifest-path "$load/Cargo.toml"
waypost=$target/release/waypost
peerload=$target/load/release/peerload

work=$(mktemp -d -p "$target")
pids=()
stop_all() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop_all EXIT

cat >"$work/opening.py" <<'PY'
import os, re, sqlite3, subprocess, sys, time

HZ = os.sysconf("SC_CLK_TCK")


def limits():
    """The two RSA operations alone, a second of a core: one core while the others idle, and each while all are busy, as when the vault opens."""
    command = ["cargo", "bench", "--locked", "--features", "postgres", "--bench", "steps", "--", "two RSA"]
    found = []
    for at_once in (1, os.cpu_count()):
        home = lambda n: {**os.environ, "CRITERION_HOME": f"{os.path.dirname(__file__)}/criterion-{n}"}
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=home(n)) for n in range(at_once)]
        said = [re.search(r"thrpt:\s*\[\S+\s+\S+\s+(\S+)\s+(K?)elem/s", one.communicate()[0]) for one in running]
        found.append(sum(float(middle[1]) * (1000 if middle[2] else 1) for middle in said) / at_once)
    return found


def of(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / HZ


def rss(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


def drain(label, database, limits, volume, *command):
    """Starts the vault on a backlog and waits until nothing waits."""
    waiting = lambda: sqlite3.connect(database).execute(
        "select count(*) from submissions where state = 'received'").fetchone()[0]
    count, started = waiting(), time.monotonic()
    vault = subprocess.Popen(command)
    seen = []
    while waiting():
        time.sleep(0.25)
        seen.append(rss(vault.pid))
    secs, cpu = time.monotonic() - started, of(vault.pid)
    sealed = sqlite3.connect(database).execute("select count(*) from submissions where state = 'sealed'").fetchone()[0]
    vault.terminate()
    vault.wait()
    per_core = count / cpu
    line = f"{label:<26}{count:>7}{secs:>8.1f} s{count / secs:>9.0f}/s{per_core:>9.0f}/s a core"
    if volume:
        line += f"{count * volume / secs / 1e6:>8.0f} MB/s"
    else:
        alone, busy = (float(limit) for limit in limits.split("/"))
        line += f"{100 * per_core / alone:>5.0f} % of {alone:.0f}/s (other cores idle), {100 * per_core / busy:.0f} % of {busy:.0f}/s (all busy)"
    middle = len(seen) // 2
    print(f"{line}   RSS {seen[0]:.0f} first, {max(seen[:middle] or seen):.0f} and {max(seen[middle:]):.0f} MiB at most in each half; sealed {sealed}")


if __name__ == "__main__":
    if sys.argv[1] == "limit":
        print("/".join(str(round(one)) for one in limits()))
    else:
        drain(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), *sys.argv[5:])
PY

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
ready() { for _ in $(seq 600); do curl -fsS --noproxy '*' "$1/readyz" >/dev/null 2>&1 && return; sleep 0.1; done; echo "$1 never answered" >&2; exit 1; }

# --- a backlog ---------------------------------------------------------------------------------------
# load.sh has the same steps in Python.
sed -n "/^cat >\"\$work\/steps.py\" <<'PY'/,/^PY$/p" benches/load.sh | sed '1d;$d' >"$work/steps.py"
step() { python3 "$work/steps.py" "$@"; }
data=$work/data credentials=$work/credentials.json port=$(free_port)
url=http://127.0.0.1:$port
export WAYPOST_LOG=warn
"$waypost" demo --listen "127.0.0.1:$port" --data "$data" --credentials "$credentials" >"$work/demo.log" 2>&1 &
pids+=($!); ready "$url"; until [ -s "$credentials" ]; do sleep 0.1; done; step publish "$credentials" "$load/form.xml"; kill "${pids[0]}"; wait "${pids[0]}" || true
"$waypost" serve --listen "127.0.0.1:$port" --data "$data" >"$work/serve.log" 2>&1 &
pids=($!); ready "$url"
server=$(step device "$credentials")
submit() { # submit FORM TEMPLATE COUNT [MORE…]
  local form=$1 template=$2 count=$3 version key; shift 3
  read -r version key < <(step on_phone "$server" "$form")
  "$peerload" submit --url "$server/submission" --header 'X-OpenRosa-Version: 1.0' --template "$template" --form-id "$form" --version "$version" \
    --encrypt-key "$key" --pregen "$count" --count "$count" --conc 16 --secs 600 --warm 0 --label backlog --out "$work/results" "$@" >/dev/null
}
drained() { # drained LABEL BYTES
  python3 "$work/opening.py" "$1" "$data/waypost.sqlite" "$limit" "$2" "$waypost" vault --data "$data"
}
limit=$(python3 "$work/opening.py" limit)
for kind in quiet urgent-adult; do
  step screening "forms/wellbeing_a1/$kind.properties" "$work/$kind.xml"
  # Each person has a case of their own.
  sed -i 's/KABCDE234/K{{N}}/' "$work/$kind.xml"
  submit wellbeing_a1 "$work/$kind.xml" "$screenings"
  drained "screenings, $kind" 0
done
submit load_survey "$load/submission.tpl.xml" "$with_files" --attachments 2 --attachment-size "$size"
drained "with 2 files of 5 MB" $((2 * size))
echo "the limits again, after: $(python3 "$work/opening.py" limit) a second"
