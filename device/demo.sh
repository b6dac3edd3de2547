#!/usr/bin/env bash
# Installs what is missing, builds and starts the kiosk on its embedded default: bundled encoder, drawn products, replayed tray.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: device/demo.sh [--once] [--camera SOURCE]

  --once            run one scripted checkout without a person, print the basket as one JSON line,
                    exit 0 only if the basket is right
  --camera SOURCE   a device index, a video file, an RTSP address or a folder of pictures in place of the replay
TEXT
}

refuse() { echo "demo.sh: $*" >&2; usage >&2; exit 2; }

once=() camera=
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=(--once) ;;
    --camera) [ $# -gt 1 ] || refuse "--camera needs a source"; camera=$2; shift ;;
    --camera=*) camera=${1#*=} ;;
    -h | --help) usage; exit 0 ;;
    *) refuse "unknown option '$1'" ;;
  esac
  shift
done
[ ${#once[@]} = 0 ] || [ -z "$camera" ] || refuse "--once plays its own script: leave --camera out"
# The kiosk runs in the checkout, the path was typed where the caller stands.
[ -z "$camera" ] || [ ! -e "$camera" ] || camera=$(realpath -- "$camera")

cd "$(dirname "${BASH_SOURCE[0]}")/.."
. device/packages.sh
need_sdk
need_packages device/packages.txt
say "building"
dotnet build src/RetailKlip.Kiosk -c Release -v q --nologo >&2
kiosk=src/RetailKlip.Kiosk/bin/Release/net10.0/RetailKlip.Kiosk.dll

[ ${#once[@]} = 0 ] || exec dotnet "$kiosk" "${once[@]}"
echo "kiosk: http://localhost:5080 (Ctrl-C stops it)"
exec dotnet "$kiosk" ${camera:+"--Kiosk:Camera=$camera"}
