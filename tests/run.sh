#!/usr/bin/env bash
# Installs what the tests need, builds once and runs every test in Release.
# Last line: "N passed, N failed, N skipped". Exit 0 only if something ran and nothing failed.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--long]

  --long   also run the campaigns, which take hours (sets RETAILKLIP_LONG=1 for the tests)

RETAILKLIP_SHARED  folder of the real pictures and reference values, by default ../shared beside the checkout.
                   Without it the tests that need it are skipped, in CI (CI=true) they fail.
TEXT
}

while [ $# -gt 0 ]; do
  case "$1" in
    --long) export RETAILKLIP_LONG=1 ;;
    -h | --help) usage; exit 0 ;;
    *) echo "run.sh: unknown option '$1'" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
. device/packages.sh
export RETAILKLIP_SHARED="${RETAILKLIP_SHARED:-$(dirname "$PWD")/shared}"
need_sdk
need_packages device/packages.txt tests/packages.txt
# The independent client that update repositories are shown to. A node that is there already, of whatever origin, will do.
tuf_js=tests/RetailKlip.Tests/Tuf/tuf-js
if [ -f "$tuf_js/package.json" ]; then
  command -v npm >/dev/null || need_packages <(printf 'nodejs\nnpm\n')
  npm ci --prefix "$tuf_js" --ignore-scripts --no-audit --no-fund --silent || say "npm could not install $tuf_js"
fi
dotnet build RetailKlip.Edge.sln -c Release -v q --nologo

# A hung test must not hang the run: far above what a project takes, and none with --long.
limit=25m
[ -z "${RETAILKLIP_LONG:-}" ] || limit=0
results=$PWD/TestResults
rm -rf "$results"
mkdir -p "$results"
colour=-noColor
[ ! -t 1 ] || colour=

# count NAME REPORT: an attribute of the report's <assembly> element, 0 where it is absent.
count() {
  local value
  value=$(grep -o '<assembly [^>]*' "$2" | grep -o " $1=\"[0-9]*\"" | tr -dc 0-9) || true
  echo "${value:-0}"
}

passed=0 failed=0 skipped=0
for project in tests/*/*.Tests.csproj; do
  name=$(basename "$project" .csproj)
  report=$results/$name.xml
  say "running $name"
  status=0
  timeout --foreground --kill-after=30s "$limit" dotnet "$(dirname "$project")/bin/Release/net10.0/$name.dll" \
    -noLogo $colour -result-xml "$report" </dev/null || status=$?
  if [ ! -s "$report" ]; then
    say "$name ended with exit code $status and left no report"
    failed=$((failed + 1))
    continue
  fi
  good=$(count passed "$report")
  bad=$(($(count failed "$report") + $(count errors "$report")))
  left_out=$(count skipped "$report")
  if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ $((good + left_out)) = 0 ]; }; then
    say "$name ended with exit code $status after $good tests, none of which failed"
    bad=1
  fi
  passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
