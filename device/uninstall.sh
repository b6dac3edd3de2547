#!/usr/bin/env bash
# Takes away what install.sh installed. Baskets, galleries and settings stay unless --purge is given.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: uninstall.sh [--purge] [--root DIR]

  --purge     also removes settings (/etc/retailklip), data (/var/lib/retailklip*) and the users: baskets and keys are lost
  --root DIR  of another system's root folder
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=device/packages.sh
. "$here/packages.sh"
purge='' root=''
while [ $# -gt 0 ]; do
  case "$1" in
    --purge) purge=1 ;;
    --root) [ $# -gt 1 ] || { say "--root needs a path"; usage >&2; exit 2; }; root=$2; shift ;;
    -h | --help) usage; exit 0 ;;
    *) say "unknown option '$1'"; usage >&2; exit 2 ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || { say "this must run as root: sudo $0"; exit 1; }
[ -z "$root" ] || root=$(realpath -- "$root")
[ "$root" != / ] || root=

units=()
for unit in screen kiosk server; do
  [ ! -e "$root/etc/systemd/system/retailklip-$unit.service" ] || units+=("retailklip-$unit.service")
done
if [ ${#units[@]} -gt 0 ]; then
  systemctl ${root:+"--root=$root"} --quiet disable "${units[@]}"
  if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    systemctl stop "${units[@]}"
  fi
fi
rm -f "$root"/etc/systemd/system/retailklip-{kiosk,server,screen}.service "$root/etc/udev/rules.d/70-retailklip.rules" \
  "$root/etc/systemd/journald.conf.d/retailklip.conf" "$root/etc/chromium/policies/managed/retailklip.json"
if [ -n "$purge" ]; then
  rm -rf "$root/etc/retailklip" "$root/var/lib/retailklip" "$root/var/lib/retailklip-server" "$root/var/lib/retailklip-screen"
  rm -f "$root/etc/sysusers.d/retailklip.conf"
  for user in retailklip retailklip-server retailklip-screen; do
    ! grep -q "^$user:" "$root/etc/passwd" || userdel ${root:+--root "$root"} "$user"
  done
fi
[ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload
# Last: this script may lie in it.
rm -rf "$root/opt/retailklip"
say "removed${purge:+, with settings and data}"
