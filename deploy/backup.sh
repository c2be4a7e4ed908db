#!/usr/bin/env bash
# One sealed backup file of a running installation: the database first, then blobs/. Never a key file.
#
#   WAYPOST_BACKUP_RECIPIENT=age1… WAYPOST_BACKUP_TO=/backup backup.sh
#
# Run it as the user of serve. Needs age and tar; sqlite3, or pg_dump of the server's version.
#
#   WAYPOST_BACKUP_RECIPIENT  public keys of those who may restore, of age-keygen; several with spaces or lines between
#   WAYPOST_BACKUP_TO         folder for waypost-TIME.tar.age and its .sha256
#   WAYPOST_BACKUP_DAYS       backups in that folder that are older are deleted after this one succeeded (35)
#   WAYPOST_DATA              data folder (/var/lib/waypost)
#   WAYPOST_BLOBS             folder of large ciphertexts, if not blobs in the data folder
#   WAYPOST_DATABASE_URL      postgres://… or sqlite:PATH; unset: waypost.sqlite in the data folder
#   TMPDIR                    where the copy of the database stands meanwhile; unset: in the data folder
#
# The copy of the database is on the disk for some seconds or minutes, in a folder of mode 0700 that is removed however this ends; what a
# power cut or SIGKILL leaves of it in the data folder, the next backup removes. It holds what the database itself holds: ciphertext, and what
# docs/data-model.md lists as clear. All else goes through age before it meets a disk.
set -euo pipefail
umask 077

die() { printf 'backup: %s\n' "$*" >&2; exit 1; }
needs() { command -v "$1" >/dev/null || die "$1 is not installed"; }

data=${WAYPOST_DATA:-/var/lib/waypost}
blobs=${WAYPOST_BLOBS:-$data/blobs}
url=${WAYPOST_DATABASE_URL:-}
to=${WAYPOST_BACKUP_TO:?is the folder for backups: set it}
days=${WAYPOST_BACKUP_DAYS:-35}
needs age
needs tar
[ -d "$data" ] || die "the data folder $data is not there: set WAYPOST_DATA"
[ -d "$blobs" ] || die "the folder $blobs is not there: set WAYPOST_BLOBS"
[ -d "$to" ] || die "the folder $to is not there: is the disk mounted?"
[[ $days =~ ^[0-9]+$ ]] || die "WAYPOST_BACKUP_DAYS wants a number of days"

recipients=()
given=${WAYPOST_BACKUP_RECIPIENT:?is the public key to seal to: set it}
# Lines count as spaces: read takes one line only, and whoever stood on the second would open none of the backups.
read -r -a words <<<"${given//[[:space:]]/ }"
for word in "${words[@]}"; do
  # What opens backups has no business on the machine that makes them. (Not repeated here: this goes to a log.)
  [[ ${word^^} != AGE-SECRET-KEY-* ]] || die "this is a private key: take it off this machine, and set the public one (age-keygen -y)"
  recipients+=(-r "$word")
done

# One at a time; so what lies about was left by one that was cut off.
exec 9<"$data"
flock --nonblock 9 || die "another backup is under way"
rm -rf -- "$data"/.backup-??????
stage=$(mktemp -d "${TMPDIR:-$data}/.backup-XXXXXX")
name=waypost-$(date -u +%Y%m%dT%H%M%SZ).tar.age
sealed=$to/.$name.part
trap 'rm -rf -- "$stage" "$sealed"' EXIT
trap 'exit 130' INT TERM HUP
[ ! -e "$to/$name" ] || die "$to/$name is there already"

# 1. The database.
case $url in
postgres://* | postgresql://*)
  needs pg_dump
  # A password in the address would stand in the list of processes.
  if [[ $url =~ ^([a-z]+://[^:/@]*):([^@]*)@(.*)$ ]]; then
    password=${BASH_REMATCH[2]//\\/\\\\}
    PGPASSWORD=$(printf '%b' "${password//%/\\x}")
    export PGPASSWORD
    url=${BASH_REMATCH[1]}@${BASH_REMATCH[3]}
  fi
  copy=waypost.dump
  pg_dump --format=custom --no-password --file="$stage/$copy" "$url" || die "pg_dump failed"
  ;;
*)
  needs sqlite3
  database=${url#sqlite:}
  database=${database:-$data/waypost.sqlite}
  [ -f "$database" ] || die "the database $database is not there: set WAYPOST_DATABASE_URL"
  copy=waypost.sqlite
  sqlite() { sqlite3 -batch -init /dev/null -cmd '.timeout 30000' "$@"; }
  sqlite "$database" "vacuum into '${stage//\'/\'\'}/$copy'" || die "sqlite3 could not copy the database"
  found=$(sqlite "$stage/$copy" 'pragma integrity_check')
  [ "$found" = ok ] || die "the copy of the database is damaged: $found"
  ;;
esac

# 2. Large ciphertexts, without those that are only just arriving: no row of the copy names them.
# tar says 1 when a file came or went meanwhile. None changes: each is complete before it has its name.
tar_all() {
  local said=0
  tar --create --file=- --anchored --exclude=./tmp --transform='s,^\.,blobs,' -C "$stage" "$copy" -C "$blobs" . || said=$?
  [ "$said" -le 1 ]
}
tar_all | age "${recipients[@]}" -o "$sealed" || die "tar or age failed, nothing is kept"

# 3. Complete and on the disk before it gets its name; the sum says later whether it arrived whole.
sum=$(sha256sum <"$sealed")
printf '%s  %s\n' "${sum%% *}" "$name" >"$to/$name.sha256"
sync "$sealed" "$to/$name.sha256"
mv -- "$sealed" "$to/$name"
find "$to" -maxdepth 1 -type f \( -name 'waypost-*.tar.age' -o -name 'waypost-*.tar.age.sha256' \) -mtime "+$days" -delete
printf '%s\n' "$to/$name"
