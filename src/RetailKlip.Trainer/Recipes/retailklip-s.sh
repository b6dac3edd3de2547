#!/usr/bin/env bash
# Trains models/retailklip-s: fetches the weights it starts from, builds the trainer and runs its one recipe.
# The weights are MobileNetV2 as it stands in the object detector of the npm package @mediapipe/objectron (Google, Apache-2.0),
# trained on Open Images V4. Run it from anywhere; RETAILKLIP_SHARED is the folder of the real pictures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export RETAILKLIP_SHARED="${RETAILKLIP_SHARED:-$(dirname "$PWD")/shared}"

package=@mediapipe/objectron@0.4.1675468480
weights=.runs/ssd_mobilenet_v2.tflite
sum=d0a5255bf8c4f5a0bc4240741a76c41d5e939f7655078f945f50ab53a9375da6

if ! echo "$sum  $weights" | sha256sum --check --status 2>/dev/null; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  mkdir -p .runs
  npm pack --silent --pack-destination "$folder" "$package" >/dev/null
  # The package's data file is a list of 184 bytes and the model.
  tar -xzOf "$folder"/*.tgz package/objectron_solution_packed_assets.data | tail -c +185 >"$folder/weights"
  echo "$sum  $folder/weights" | sha256sum --check --status || { echo "$package holds other weights than expected." >&2; exit 1; }
  mv "$folder/weights" "$weights"
fi

dotnet build src/RetailKlip.Trainer -c Release -v q --nologo
# Without these the threads of a busy machine wait by spinning, and every large block of memory goes back and forth.
export OMP_WAIT_POLICY=PASSIVE MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=8000000000 MALLOC_TOP_PAD_=536870912
exec dotnet src/RetailKlip.Trainer/bin/Release/net10.0/klip-train.dll train --config src/RetailKlip.Trainer/Recipes/retailklip-s.json
