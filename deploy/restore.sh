#!/usr/bin/env bash
# Puts a backup that backup.sh made into an empty place.
#
#   restore.sh FILE IDENTITY FOLDER                 SQLite
#   WAYPOST_DATABASE_URL=postgres://… restore.sh FILE IDENTITY FOLDER
#
# FILE is waypost-TIME.tar.age with its .sha256 beside it, IDENTITY the file of age-keygen, FOLDER the new data folder. A PostgreSQL database is
# made before (createdb) and empty. Needs age and tar; sqlite3, or psql and pg_restore.
#
# What goes wrong leaves nothing behind. serve and vault must not run.
set -euo pipefail
umask 077

die() { printf 'restore: %s\n' "$*" >&2; exit 1; }
needs() { command -v "$1" >/dev/null || die "$1 is not installed"; }

[ $# -eq 3 ] || die "wants three words: FILE IDENTITY FOLDER"
file=$1 identity=$2 folder=$3
url=${WAYPOST_DATABASE_URL:-}
needs age
needs tar
[ -f "$file" ] || die "the backup $file is not there"
[ -f "$identity" ] || die "the identity $identity is not there"

# 1. Nothing is written over. A -wal and a -shm alone are left of a database that is gone, and would be read into the new one.
if [ -e "$folder" ]; then
  [ -d "$folder" ] || die "$folder is not a folder"
  others=$(find "$folder" -mindepth 1 -maxdepth 1 ! -name waypost.sqlite-wal ! -name waypost.sqlite-shm ! -name lost+found -print -quit)
  [ -z "$others" ] || die "$folder is not empty: name a new folder (keys and settings are put in afterwards)"
fi
case $url in
postgres://* | postgresql://*)
  needs psql
  needs pg_restore
  # A password in the address would stand in the list of processes.
  if [[ $url =~ ^([a-z]+://[^:/@]*):([^@]*)@(.*)$ ]]; then
    password=${BASH_REMATCH[2]//\\/\\\\}
    PGPASSWORD=$(printf '%b' "${password//%/\\x}")
    export PGPASSWORD
    url=${BASH_REMATCH[1]}@${BASH_REMATCH[3]}
  fi
  holds=$(psql --no-psqlrc --no-password -qAt --dbname="$url" --command="select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'") || die "the database does not answer"
  [ "$holds" = 0 ] || die "the database is not empty: make a new one (createdb)"
  copy=waypost.dump
  ;;
'')
  needs sqlite3
  copy=waypost.sqlite
  ;;
*) die "WAYPOST_DATABASE_URL is no postgres://…: unset it, and the database comes into FOLDER" ;;
esac

# 2. Has the file arrived whole? age checks its content as well, but only that: anybody who knows the public key can make such a file.
if [ -f "$file.sha256" ]; then
  sum=$(sha256sum <"$file")
  read -r expected _ <"$file.sha256" || true
  [ "${sum%% *}" = "$expected" ] || die "$file is not what was written: its sum is another one"
else
  printf 'restore: there is no %s: compare the sum of the file with the one that you kept\n' "$file.sha256" >&2
fi

# 3. Open it beside its place, move it in last. What was under way when the copy was made is nobody's now, and waits for nobody.
nobody_s="update jobs set run_at = 0, lease = null where lease is not null"
made=()
while_made=$folder
while [ ! -e "$while_made" ]; do
  made+=("$while_made")
  while_made=$(dirname -- "$while_made")
done
undo() {
  rm -rf -- "$folder/.restore" "$folder/blobs" "$folder/waypost.sqlite"
  [ ${#made[@]} -eq 0 ] || rmdir -- "${made[@]}" 2>/dev/null || true
}
trap undo EXIT
trap 'exit 130' INT TERM HUP
mkdir -p -- "$folder/.restore"
stage=$folder/.restore
age --decrypt -i "$identity" "$file" | tar --extract --file=- --no-same-owner --no-same-permissions -C "$stage" ||
  die "it does not open: another identity, or a file that was cut off"
odd=$(find "$stage" -mindepth 1 ! -type f ! -type d -print -quit)
[ -z "$odd" ] || die "there is something in it that is neither file nor folder: this is no backup of Waypost's"
[ -f "$stage/$copy" ] && [ -d "$stage/blobs" ] ||
  die "there is no $copy in it: it is of the other kind of database (set or unset WAYPOST_DATABASE_URL)"

mv -- "$stage/blobs" "$folder/blobs"
if [ "$copy" = waypost.sqlite ]; then
  found=$(sqlite3 -batch -init /dev/null "$stage/$copy" 'pragma integrity_check')
  [ "$found" = ok ] || die "the database is damaged: $found"
  sqlite3 -batch -init /dev/null "$stage/$copy" "$nobody_s"
  rm -f -- "$folder/waypost.sqlite-wal" "$folder/waypost.sqlite-shm"
  sync -f "$folder"
  mv -- "$stage/$copy" "$folder/$copy"
else
  # All or nothing; owned by whoever restores, so restore as the user that serve will use. Not to be interrupted: once it has
  # committed, its files must stay.
  trap '' INT TERM HUP
  pg_restore --no-owner --no-privileges --exit-on-error --single-transaction --no-password --dbname="$url" "$stage/$copy" ||
    die "pg_restore failed"
  psql --no-psqlrc --no-password -qAt --dbname="$url" --command="$nobody_s" ||
    printf 'restore: what was under way waits some minutes before it is begun again\n' >&2
fi
trap - EXIT
rm -rf -- "$stage"

cat <<END
Restored into $folder${url:+ and the database}. What to do next:
  1. Put root.key and service.key back from the safe. Without root.key the vault does not start; without service.key serve does not.
  2. Settings (waypost.toml) are not in a backup. Give the folder to the user of serve: chown -R waypost: '$folder'
  3. waypost audit verify, with the signed heads that were kept elsewhere up to the time of the backup.
  4. Start, and at once disable again the phones, people and keys that were disabled after the backup: they are back.
What phones had a 201 for after the backup began may not be here, and they do not send it again by themselves.
END
