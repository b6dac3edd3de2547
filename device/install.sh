#!/usr/bin/env bash
# Installs the kiosk or the server as a systemd service on Debian 12/13, Ubuntu 22.04/24.04 and what descends from them. Run again, it updates.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: install.sh [--from SOURCE] [--screen] [--root DIR]

  --from SOURCE  the published folder, or its .tar.gz, of the kiosk or of the server; by default the folder that this script was unpacked with
  --screen       shows the shopper's page full screen at this machine's display (Chromium in the compositor cage)
  --root DIR     installs into another system's root folder, such as an image that is being built; starts nothing

Files go to /opt/retailklip and /etc, data to /var/lib/retailklip*; settings that are there already stay. uninstall.sh takes it away.
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=device/packages.sh
. "$here/packages.sh"
refuse() { say "$*"; usage >&2; exit 2; }
fail() { say "$*"; exit 1; }

from=$(dirname "$here") screen='' root=''
while [ $# -gt 0 ]; do
  case "$1" in
    --from | --root)
      [ $# -gt 1 ] || refuse "$1 needs a path"
      if [ "$1" = --from ]; then from=$2; else root=$2; fi
      shift ;;
    --screen) screen=1 ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1'" ;;
  esac
  shift
done
[ "$(id -u)" = 0 ] || fail "this must run as root: sudo $0"
if [ -n "$root" ]; then
  [ -d "$root" ] || fail "there is no folder '$root'"
  root=$(realpath -- "$root")
  [ "$root" != / ] || root=
fi

# What is installed is proved whole before anything changes.
unpacked=
trap 'rm -rf -- ${unpacked:+"$unpacked"}' EXIT
if [ -f "$from" ]; then
  sums=$(dirname "$from")/SHA256SUMS
  if [ -f "$sums" ]; then
    (cd "$(dirname "$from")" && sha256sum --check --ignore-missing --status SHA256SUMS) || fail "'$from' is not what $sums promises: copy it again"
  fi
  unpacked=$(mktemp -d)
  tar -C "$unpacked" -xzf "$from" || fail "'$from' is no archive of publish.ps1, or it is damaged: copy it again"
  from=$unpacked
fi
[ -d "$from" ] || fail "there is no '$from'"
if [ -x "$from/RetailKlip.Kiosk" ]; then
  product=kiosk
elif [ -x "$from/RetailKlip.Server" ]; then
  product=server
else
  fail "'$from' has neither RetailKlip.Kiosk nor RetailKlip.Server: give --from a folder or archive of publish.ps1"
fi
[ -z "$screen" ] || [ $product = kiosk ] || refuse "--screen shows the kiosk's page, and '$from' is the server"
[ -s "$from/VERSION" ] || fail "'$from' does not say its VERSION: give --from a folder or archive of publish.ps1"
version=$(head -n 1 "$from/VERSION")
[[ "$version" =~ ^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$ ]] || fail "'$from/VERSION' holds no version"

if [ -z "$root" ]; then
  lists=("$here/packages.txt")
  [ -z "$screen" ] || lists+=("$here/packages-screen.txt")
  # A clock that is set by any of these is set.
  if ! dpkg-query -W -f='${db:Status-Status} ${Package}\n' chrony ntpsec systemd-timesyncd 2>/dev/null | grep -q '^installed '; then
    lists+=("$here/packages-time.txt")
  fi
  need_packages "${lists[@]}"
fi

# The program: a folder a version, one link to that in use. A power cut leaves the old one or the new one.
opt=$root/opt/retailklip/$product
install -d -m 755 "$opt/versions"
rm -rf "$opt/versions/.new"
cp -r --no-preserve=ownership -- "$from/." "$opt/versions/.new"
chmod -R u=rwX,go=rX "$opt/versions/.new"
sync -f "$opt/versions/.new"
before=$(readlink "$opt/current" || true)
rm -rf "$opt/versions/.old"
[ ! -d "$opt/versions/$version" ] || mv -T "$opt/versions/$version" "$opt/versions/.old"
mv -T "$opt/versions/.new" "$opt/versions/$version"
point() {
  ln -sfn "$2" "$opt/$1.new"
  mv -T "$opt/$1.new" "$opt/$1"
}
point current "versions/$version"
# The one before stays for a way back, older ones go.
[ -z "$before" ] || [ "$before" = "versions/$version" ] || point previous "$before"
for old in "$opt/versions"/* "$opt/versions/.old"; do
  case "versions/${old##*/}" in
    "versions/$version" | "$(readlink "$opt/previous" || true)") ;;
    *) rm -rf -- "$old" ;;
  esac
done

# Units, users, device names and quotas are ours; settings are the technician's.
while IFS= read -r -d '' file; do
  to=$root/etc/$file
  case "$file" in
    "retailklip/$product.env") [ -e "$to" ] || install -D -m 640 "$here/files/etc/$file" "$to" ;;
    retailklip/*) ;;
    chromium/* | *-screen.service) [ -z "$screen" ] || install -D -m 644 "$here/files/etc/$file" "$to" ;;
    *.service) [[ "$file" != *-$product.service ]] || install -D -m 644 "$here/files/etc/$file" "$to" ;;
    *) install -D -m 644 "$here/files/etc/$file" "$to" ;;
  esac
done < <(cd "$here/files/etc" && find . -type f -printf '%P\0')
systemd-sysusers ${root:+"--root=$root"} retailklip.conf

units=("retailklip-$product.service")
[ -z "$screen" ] || units+=(retailklip-screen.service)
systemctl ${root:+"--root=$root"} --quiet enable "${units[@]}"
if [ -n "$root" ] || [ ! -d /run/systemd/system ]; then
  say "installed $product $version; it starts with the system"
  exit 0
fi
systemctl daemon-reload
udevadm control --reload
udevadm trigger --subsystem-match=video4linux --subsystem-match=tty
systemctl try-restart systemd-journald
timedatectl set-ntp true || say "no time service answers: set one up, releases and receipts carry times"
for unit in "${units[@]}"; do
  # Type=notify: the command returns once the service says that it is ready.
  systemctl restart "$unit" || fail "$unit does not start: journalctl -u $unit says why"
done
say "installed and started $product $version"
