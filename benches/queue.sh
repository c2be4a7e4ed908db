#!/usr/bin/env bash
# How long from the phone's 201 to the referral in the receiver's queue while phones send at a steady rate: encrypted urgent
# screenings, each of a person of its own, on SQLite and (where its server is installed) on PostgreSQL. Three times are taken
# of each: from the 201 to the time in the referral's row, from the submission's to the referral's row (both the server's own,
# milliseconds), and from the 201 until the receiver's queue counts it, as its focal point sees it every 50 ms over the API.
#
#   benches/queue.sh [RATE [SECONDS [WAYPOST]]]        100 a second for 60 seconds; WAYPOST: a program that is built already
#
# Needs ../shared/load and python3. Ends with 1 if the slowest of any took a second or longer, or any was refused.
set -euo pipefail
cd "$(dirname "$0")/.."

rate=${1:-100} seconds=${2:-60} waypost=${3:-}
connections=32
load=../shared/load
[ -d "$load" ] || { echo "needs $load, which is not here" >&2; exit 1; }
target=${CARGO_TARGET_DIR:-$PWD/target}
mkdir -p "$target" && target=$(cd "$target" && pwd)

[ -n "$waypost" ] || { cargo build --locked --release --features postgres; waypost=$target/release/waypost; }
CARGO_TARGET_DIR="$target/load" cargo build --release --quiet --manifest-path "$load/Cargo.toml"
peerload=$target/load/release/peerload

work=$(mktemp -d -p "$target")
chmod 755 "$work"
pids=()
cluster=
as_postgres() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
stop_all() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ -z "$cluster" ] || as_postgres "$cluster/pg_ctl" -D "$pg/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$work" ${pg:+"$pg"}
}
trap stop_all EXIT

cat >"$work/queue.py" <<'PY'
import http.client, http.server, json, os, re, sqlite3, subprocess, sys, threading, time, urllib.parse

INSTANCE = re.compile(rb"instanceID>(uuid:[^<]+)<")


def keep(port_file, count, folder):
    """Answers 201 to peerload and keeps what it sends: it encrypts as a phone does, but not at a steady rate."""
    lock, kept = threading.Lock(), []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        log_message = lambda *_: None

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                kept.append((self.headers["Content-Type"], body))
                done = len(kept) == int(count)
            self.send_response(201)
            self.send_header("Content-Length", "0")
            self.end_headers()
            if done:
                threading.Thread(target=server.shutdown).start()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with open(port_file + ".part", "w") as out:
        out.write(str(server.server_address[1]))
    os.rename(port_file + ".part", port_file)
    server.serve_forever()
    for n, (kind, body) in enumerate(kept):
        open(f"{folder}/{n}", "wb").write(kind.encode() + b"\n" + body)


class Phones:
    """Sends at the rate whatever the server does: who is late is not waited for, as long as a connection is free."""

    def __init__(self, url, folder, rate, connections):
        self.to, self.rate = urllib.parse.urlsplit(url + "/submission"), rate
        self.bodies = [open(f"{folder}/{n}", "rb").read().split(b"\n", 1) for n in range(len(os.listdir(folder)))]
        self.answered, self.refused, self.late = {}, 0, 0.0
        self.next, self.lock, self.connections = 0, threading.Lock(), connections

    def send(self):
        self.began = time.time() + 0.5
        threads = [threading.Thread(target=self.phone) for _ in range(self.connections)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

    def phone(self):
        line = http.client.HTTPConnection(self.to.hostname, self.to.port, timeout=60)
        while True:
            with self.lock:
                n, self.next = self.next, self.next + 1
            if n >= len(self.bodies):
                return
            due = self.began + n / self.rate
            time.sleep(max(0, due - time.time()))
            kind, body = self.bodies[n]
            start = time.time()
            line.request("POST", self.to.path, body, {"Content-Type": kind.decode(), "X-OpenRosa-Version": "1.0"})
            answer = line.getresponse()
            answer.read()
            end = time.time()
            with self.lock:
                self.late = max(self.late, start - due)
                if answer.status == 201:
                    self.answered[INSTANCE.search(body)[1].decode()] = (start * 1000, end * 1000)
                else:
                    self.refused += 1


class Queue:
    """What waits in an agency's queues, as its focal point sees it: how many at which time."""

    def __init__(self, credentials, code):
        c = json.load(open(credentials))
        self.agency = next(a["id"] for a in c["agencies"] if a["code"] == code)
        who = next(u for u in c["users"] if u["role"] == "focal_point" and u["agency"] == self.agency)
        self.to = urllib.parse.urlsplit(c["url"])
        self.line = http.client.HTTPConnection(self.to.hostname, self.to.port, timeout=60)
        login = json.dumps({"email": who["email"], "password": who["password"]})
        self.line.request("POST", "/v1/sessions", login, {"Content-Type": "application/json"})
        self.token = json.loads(self.line.getresponse().read())["token"]
        self.seen, self.over = [], threading.Event()

    def count(self):
        self.line.request("GET", "/v1/queues", headers={"Authorization": f"Bearer {self.token}"})
        total = sum(queue["total"] for queue in json.loads(self.line.getresponse().read()))
        self.seen.append((time.time() * 1000, total))
        return total

    def watch(self):
        while not self.over.is_set():
            self.count()
            self.over.wait(0.05)


def stored(database, agency):
    """Of each submission: its id on the phone, when it was received, and when its last referral to the agency was written."""
    select = ("select s.instance_id, s.created_at, max(r.sent_at), count(*) from submissions s join referrals r "
              f"on r.submission_id = s.id where r.to_agency = '{agency}' group by s.instance_id, s.created_at")
    if database.startswith("postgres:"):
        said = subprocess.run(["psql", "-AtF,", database, "-c", select], check=True, capture_output=True, text=True).stdout
        rows = [line.split(",") for line in said.splitlines()]
    else:
        rows = sqlite3.connect(database).execute(select).fetchall()
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}


def line(label, times):
    times = sorted(times)
    at = lambda part: times[min(len(times) - 1, int(part * len(times)))]
    print(f"  {label:<52}{at(0.5):>8.0f}{at(0.99):>8.0f}{times[-1]:>8.0f}")
    return times[-1]


def measure(label, url, server, credentials, database, folder, rate, connections):
    queue, phones = Queue(credentials, "CEDAR"), Phones(server, folder, float(rate), int(connections))
    before = queue.count()
    watching = threading.Thread(target=queue.watch)
    watching.start()
    phones.send()
    last = time.time()
    while time.time() - last < 120 and len(stored(database, queue.agency)) < len(phones.answered):
        time.sleep(2)
    time.sleep(1)
    queue.over.set()
    watching.join()
    rows = stored(database, queue.agency)
    took = (max(end for _, end in phones.answered.values()) - min(start for start, _ in phones.answered.values())) / 1000
    print(f"{label}: {len(phones.answered)} submissions at {len(phones.answered) / took:.0f}/s over {connections} connections, "
          f"{phones.refused} refused, sent {1000 * phones.late:.0f} ms late at most")
    print(f"  {'milliseconds':<52}{'median':>8}{'99 %':>8}{'most':>8}")
    line("the phone waits for its 201", [end - start for start, end in phones.answered.values()])
    missing = [name for name in phones.answered if name not in rows]
    slowest = [line("from the 201 to the referral's row", [max(0, rows[n][1] - end) for n, (_, end) in phones.answered.items() if n in rows]),
               line("from the submission's row to the referral's", [sent - received for received, sent, _ in rows.values()])]
    # The nth submission is in the queue when the queue has all of n: in whatever order they were opened, none is counted too early.
    each, shown, place = max(count for _, _, count in rows.values()), [], 0
    for n, end in enumerate(sorted(end for _, end in phones.answered.values())):
        while place < len(queue.seen) and (queue.seen[place][1] - before) < (n + 1) * each:
            place += 1
        if place < len(queue.seen):
            shown.append(max(0, queue.seen[place][0] - end))
    slowest.append(line("from the 201 until the queue's API counts it", shown))
    if missing or phones.refused or len(shown) < len(phones.answered):
        sys.exit(f"{len(missing)} are in no queue, {len(phones.answered) - len(shown)} were never counted, {phones.refused} were refused")
    print(f"  under a second: {'yes' if max(slowest) < 1000 else 'NO'}")
    open(f"{folder}.slowest", "w").write(str(max(slowest)))


globals()[sys.argv[1]](*sys.argv[2:])
PY

# load.sh has the same steps in Python.
sed -n "/^cat >\"\$work\/steps.py\" <<'PY'/,/^PY$/p" benches/load.sh | sed '1d;$d' >"$work/steps.py"
step() { python3 "$work/steps.py" "$@"; }
step screening forms/wellbeing_a1/urgent-adult.properties "$work/screening.xml"
# Each person has a case of their own.
sed -i 's/KABCDE234/K{{N}}/' "$work/screening.xml"

measure() { # measure NAME DATABASE [--database URL]
  local name=$1 database=$2; shift 2
  local port url data credentials server version key pid bodies
  port=$(step free_port); url=http://127.0.0.1:$port
  data=$work/$name credentials=$work/$name.json bodies=$work/$name.bodies
  mkdir "$bodies"
  WAYPOST_LOG=warn "$waypost" demo --listen "127.0.0.1:$port" --data "$data" --credentials "$credentials" "$@" >"$work/$name.log" 2>&1 &
  pid=$!; pids+=("$pid")
  step ready "$url" >/dev/null
  until [ -s "$credentials" ]; do sleep 0.1; done
  server=$(step device "$credentials")
  read -r version key < <(step on_phone "$server" wellbeing_a1)
  python3 "$work/queue.py" keep "$work/$name.port" $((rate * seconds)) "$bodies" &
  local keeper=$!
  until [ -s "$work/$name.port" ]; do sleep 0.05; done
  "$peerload" submit --url "http://127.0.0.1:$(cat "$work/$name.port")/" --template "$work/screening.xml" --form-id wellbeing_a1 \
    --version "$version" --encrypt-key "$key" --pregen $((rate * seconds)) --count $((rate * seconds)) --conc 4 --secs 600 --hard 600 \
    --label made --out "$work/made" >/dev/null 2>&1
  wait "$keeper"
  python3 "$work/queue.py" measure "$name" "$url" "$server" "$credentials" "$database" "$bodies" "$rate" "$connections"
  kill "$pid"; wait "$pid" 2>/dev/null || true
}

measure sqlite "$work/sqlite/waypost.sqlite"
if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
  cluster=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
  pg=$(mktemp -d)
  chmod 755 "$pg"
  [ "$(id -u)" -ne 0 ] || chown postgres "$pg"
  port=$(step free_port)
  as_postgres "$cluster/initdb" -D "$pg/data" -U waypost -A trust >/dev/null
  as_postgres "$cluster/pg_ctl" -D "$pg/data" -w -l "$pg/log" -o "-p $port -k $pg -c listen_addresses=127.0.0.1" start >/dev/null
  measure postgres "postgres://waypost@127.0.0.1:$port/postgres" --database "postgres://waypost@127.0.0.1:$port/postgres"
fi
for slowest in "$work"/*.slowest; do
  awk '{ exit ($1 >= 1000) }' "$slowest" || exit 1
done
