#!/usr/bin/env bash
# The load of many phones on the release build, on SQLite and on PostgreSQL, beside a handler that only reads
# bodies, in one run; prints one table. Machines are noisy: compare within a table, and look at foreign_cores.
#
#   benches/load.sh [SECONDS]        seconds of each measurement, 8 unless told
#
# Needs ../shared/load, and what tests/run installs (PostgreSQL's server and libpq-dev, python3).
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-8}
connections=32
load=../shared/load
[ -d "$load" ] || { echo "needs $load, which is not here" >&2; exit 1; }
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target" && target=$(cd "$target" && pwd)

cargo build --locked --release --features postgres
CARGO_TARGET_DIR="$target/load" cargo build --release --quiet --manifest-path "$load/Cargo.toml"
waypost=$target/release/waypost
peerload=$target/load/release/peerload

work=$(mktemp -d)
chmod 755 "$work"
pids=()
cluster=
stop_all() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ -z "$cluster" ] || as_postgres "$cluster/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop_all EXIT

# --- what bash is bad at ---------------------------------------------------------------------------
cat >"$work/steps.py" <<'PY'
import json, re, subprocess, sys, time, urllib.request

# The machine's proxies are for the outside.
urllib.request.install_opener(urllib.request.build_opener(urllib.request.ProxyHandler({})))


def call(url, data=None, **headers):
    headers = {k.replace("_", "-"): v for k, v in headers.items()}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as r:
        return r.read().decode()


def free_port():
    import socket
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        print(s.getsockname()[1])


def ready(url, path="/readyz"):
    for _ in range(12_000):
        try:
            return call(url + path)
        except OSError:
            time.sleep(0.005)
    sys.exit(f"{url} never became ready")


def first_answer(url, *command):
    """Milliseconds from starting the command to its first answer; then its process id."""
    log = open("/dev/null", "w")
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=log, stderr=log)
    ready(url, "/healthz")
    print(round(1000 * (time.monotonic() - start)), process.pid)


def waiting(url):
    """How many submissions the vault has not opened yet."""
    lines = [l for l in call(url + "/metrics").splitlines() if re.match(r'waypost_submissions\{state="received"\}', l)]
    print(sum(int(float(l.split()[-1])) for l in lines))


def on_phone(server_url, form_id):
    """Version and key of a form as a phone gets it."""
    listed = call(server_url + "/formList", X_OpenRosa_Version="1.0")
    entry = next(x for x in re.findall(r"<xform>.*?</xform>", listed, re.S) if f"<formID>{form_id}<" in x)
    form = call(re.search(r"<downloadUrl>(.*?)<", entry)[1].replace("&amp;", "&"), X_OpenRosa_Version="1.0")
    root = re.search(r"<instance[^>]*>\s*<[^>]*>", form)[0]
    print(re.search(r'\sversion="([^"]*)"', root)[1], re.search(r'base64RsaPublicKey="([^"]*)"', form)[1])


def publish(credentials, form):
    """Publishes a general form in the first project, as the admin."""
    c = json.load(open(credentials))
    admin = next(u for u in c["users"] if u["role"] == "admin")
    login = json.dumps({"email": admin["email"], "password": admin["password"]}).encode()
    token = json.loads(call(c["url"] + "/v1/sessions", login, Content_Type="application/json"))["token"]
    url = f"{c['url']}/v1/projects/{c['projects'][0]['id']}/forms?publish=true&ignoreWarnings=true"
    xml = open(form).read().replace("{{FORM_ID}}", "load_survey").encode()
    call(url, xml, Content_Type="application/xml", Authorization=f"Bearer {token}")


def device(credentials):
    print(json.load(open(credentials))["devices"][0]["server_url"])


def screening(answers, out):
    """A template of an adult's screening with these answers and what the phone would calculate, for peerload."""
    pairs = [l[len("/data/"):].split("=", 1) for l in open(answers) if l.startswith("/data/")]
    pairs = [(k, v.strip()) for k, v in pairs]
    urgent = ("urg/medical", "yes") in pairs
    pairs += [("who/is_child_now", "no"), ("res/band", "strong" if urgent else "none"), ("res/urgent", "yes" if urgent else "no")]
    if ("agree/contact_ok", "yes") in pairs:
        pairs.append(("end/case_code", "KABCDE2346"))
    groups = {}
    for path, value in pairs:
        group, name = path.split("/")
        groups.setdefault(group, []).append(f"<{name}>{value}</{name}>")
    body = "".join(f"<{g}>{''.join(v)}</{g}>" for g, v in groups.items())
    open(out, "w").write(
        '<data xmlns:orx="http://openrosa.org/xforms" id="{{FORM_ID}}" version="{{VERSION}}">'
        + body + "<orx:meta><orx:instanceID>{{INSTANCE_ID}}</orx:instanceID></orx:meta></data>")


def table(results, notes):
    rows = [json.loads(l) for l in open(results)]
    head = f"{'what':<24}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}{'RSS MiB':>9}{'ms CPU':>8}{'foreign':>9}{'settled s':>11}{'opened/s':>10}"
    print(head + "\n" + "-" * len(head))
    for r in rows:
        p = (r["procs"] or [{}])[0]
        # Opened counts from the first request until nothing waited any more.
        opened = f"{r['requests'] / (r['secs'] + r['settle_secs']):.0f}" if r["settle_secs"] else ""
        settled = f"{r['settle_secs']:.0f}" if r["settle_secs"] else ""
        print(f"{r['label']:<24}{r['rps']:>9.0f}{r['p50_ms']:>9.1f}{r['p99_ms']:>9.1f}{r['errors'] + r['abandoned']:>8}"
              f"{p.get('rss_peak_mib', 0):>9.0f}{p.get('cpu_settled_ms_per_req', 0):>8.2f}{r['foreign_cores']:>9.2f}{settled:>11}{opened:>10}")
        if r["first_error"]:
            print("    first error:", r["first_error"][:200])
    print(open(notes).read(), end="")


globals()[sys.argv[1]](*sys.argv[2:])
PY
step() { python3 "$work/steps.py" "$@"; }

as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# --- one database ----------------------------------------------------------------------------------
measure() { # measure NAME [--database URL]
  local name=$1; shift
  local port url data credentials started pid server version
  port=$(step free_port); url=http://127.0.0.1:$port
  data=$work/$name credentials=$work/$name.json
  WAYPOST_LOG=warn "$waypost" demo --listen "127.0.0.1:$port" --data "$data" --credentials "$credentials" "$@" >"$work/$name.log" 2>&1 &
  pid=$!; pids+=("$pid")
  step ready "$url" >/dev/null
  step publish "$credentials" "$load/form.xml"
  kill "$pid"; wait "$pid" || true

  # Again, on what is there: how long until it answers, and what it needs when nobody asks.
  started=$(WAYPOST_LOG=warn step first_answer "$url" "$waypost" demo --listen "127.0.0.1:$port" --data "$data" --credentials "$credentials" "$@")
  pid=${started#* }; pids+=("$pid")
  step ready "$url" >/dev/null
  sleep 3
  echo "$name: first answer ${started% *} ms after start; idle $(awk '/VmRSS/ {printf "%.0f", $2 / 1024}' "/proc/$pid/status") MiB" >>"$work/notes"

  server=$(step device "$credentials")
  "$peerload" fetch --url "$server/formList" --header 'X-OpenRosa-Version: 1.0' --conc $connections --secs "$seconds" --warm 1 \
    --proc "waypost=$pid" --label "$name formList" --out "$work/results" >/dev/null
  read -r version key < <(step on_phone "$server" load_survey)
  "$peerload" submit --url "$server/submission" --header 'X-OpenRosa-Version: 1.0' --template "$load/submission.tpl.xml" \
    --form-id load_survey --version "$version" --encrypt-key "$key" --pregen $((seconds * 7500)) --conc $connections --secs "$seconds" --warm 0.5 \
    --settle-cmd "python3 $work/steps.py waiting $url" --settle-max 600 \
    --proc "waypost=$pid" --label "$name encrypted" --out "$work/results" >/dev/null
  read -r version key < <(step on_phone "$server" wellbeing_a1)
  step screening forms/wellbeing_a1/urgent-adult.properties "$work/screening.xml"
  "$peerload" submit --url "$server/submission" --header 'X-OpenRosa-Version: 1.0' --template "$work/screening.xml" \
    --form-id wellbeing_a1 --version "$version" --encrypt-key "$key" --pregen $((seconds * 7500)) --conc $connections --secs "$seconds" --warm 0.5 \
    --settle-cmd "python3 $work/steps.py waiting $url" --settle-max 600 \
    --proc "waypost=$pid" --label "$name urgent screening" --out "$work/results" >/dev/null
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
}

: >"$work/notes"
measure sqlite

cluster=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
mkdir "$work/pg"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
port=$(step free_port)
as_postgres "$cluster/initdb" -D "$work/pg/data" -U waypost -A trust >/dev/null
as_postgres "$cluster/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/log" -o "-p $port -k $work/pg -c listen_addresses=127.0.0.1" start >/dev/null
measure postgres --database "postgres://waypost@127.0.0.1:$port/postgres"

# --- the same bodies (to the last key), only read ----------------------------------------------------------------------
port=$(step free_port)
"$waypost" bench-bare --listen "127.0.0.1:$port" >/dev/null 2>&1 &
pid=$!; pids+=("$pid")
sleep 1
"$peerload" submit --url "http://127.0.0.1:$port/submission" --template "$load/submission.tpl.xml" --form-id load_survey --version 1 \
  --encrypt-key "$key" --pregen $((seconds * 12000)) --conc $connections --secs "$seconds" --warm 0.5 \
  --proc "waypost=$pid" --label "bare handler" --out "$work/results" >/dev/null

echo
step table "$work/results" "$work/notes"
