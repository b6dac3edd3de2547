#Requires -Version 7.4
<#
.SYNOPSIS
  Publishes the kiosk and klip, self-contained and with the bundled models, into one versioned archive for each runtime and flavour.
.DESCRIPTION
  Writes retailklip-kiosk-<version>-<runtime>-<flavour>.tar.gz and SHA256SUMS into the output folder. Needs the .NET SDK only.
.PARAMETER Runtime
  Runtime ids. OpenCvSharp4 gives linux-x64 a native package that this solution references; others join with theirs.
.PARAMETER Flavour
  cpu, or gpu for CUDA and TensorRT (needs Microsoft.ML.OnnxRuntime.Gpu in a NuGet source).
.PARAMETER Output
  Folder of the archives.
.EXAMPLE
  ./publish.ps1
.EXAMPLE
  ./publish.ps1 -Flavour cpu, gpu -Output /srv/releases
#>
param(
    [ValidateSet('linux-x64')] [string[]] $Runtime = 'linux-x64',
    [ValidateSet('cpu', 'gpu')] [string[]] $Flavour = 'cpu',
    [string] $Output = "$PSScriptRoot/artifacts"
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$build = "$Output/build"
foreach ($rid in $Runtime) {
    foreach ($kind in $Flavour) {
        $folder = "$Output/$rid-$kind"
        if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
        foreach ($project in 'RetailKlip.Kiosk', 'RetailKlip.Cli') {
            dotnet publish "$PSScriptRoot/src/$project" -c Release -r $rid --self-contained -p:OrtFlavor=$kind -p:ContinuousIntegrationBuild=true -p:RunAnalyzers=false --artifacts-path $build -o $folder --nologo -v q
        }
        dotnet msbuild "$PSScriptRoot/src/RetailKlip.Kiosk" -t:Archive -p:ArchiveSource=$folder -p:ArchiveRuntime=$rid -p:OrtFlavor=$kind -p:ArchiveOutput=$Output --nologo -v:q
    }
}
