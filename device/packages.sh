# shellcheck shell=bash
# Sourced by device/demo.sh and tests/run.sh.

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }

# need_packages LIST…: installs what the lists name and this machine lacks; no call of apt when everything is there.
need_packages() {
  local missing as_root=()
  if ! command -v dpkg-query >/dev/null; then
    say "this is not a Debian system, so nothing is installed; what it must provide is listed in: $*"
    return 0
  fi
  # Releases after Debian 12 call some of these NAMEt64.
  mapfile -t missing < <(LC_ALL=C comm -23 \
    <(sed 's/#.*//' "$@" | xargs -r -n 1 | LC_ALL=C sort -u) \
    <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sed 's/t64$//' | LC_ALL=C sort -u))
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "missing Debian packages; as root run: apt-get install ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  "${apt[@]}" update >/dev/null || say "apt-get update failed; trying with the package lists that are there"
  if ! "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null; then
    say "apt-get could not install ${missing[*]}"
    return 1
  fi
}

# need_sdk: fails with the remedy where no .NET 10 SDK is found.
need_sdk() {
  command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return 0
  say "the .NET 10 SDK was not found; install it from https://dotnet.microsoft.com/download/dotnet/10.0"
  return 1
}
