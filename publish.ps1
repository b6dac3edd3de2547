#Requires -Version 7.4
<#
.SYNOPSIS
  Publishes the kiosk and the server, each with klip, self-contained and with the bundled models, as versioned archives for each runtime and flavour.
.DESCRIPTION
  Writes retailklip-<product>-<version>-<runtime>-<flavour>.tar.gz and SHA256SUMS into the output folder. Needs the .NET SDK only.
  Each archive has device/install.sh, which installs it.
.PARAMETER Product
  kiosk, server, or both.
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
    [ValidateSet('kiosk', 'server')] [string[]] $Product = @('kiosk', 'server'),
    [ValidateSet('linux-x64')] [string[]] $Runtime = 'linux-x64',
    [ValidateSet('cpu', 'gpu')] [string[]] $Flavour = 'cpu',
    [string] $Output = "$PSScriptRoot/artifacts"
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$programs = @{ kiosk = 'RetailKlip.Kiosk', 'RetailKlip.Cli'; server = 'RetailKlip.Server', 'RetailKlip.Cli' }
$build = "$Output/build"
foreach ($rid in $Runtime) {
    foreach ($kind in $Flavour) {
        foreach ($name in $Product) {
            $folder = "$Output/$name-$rid-$kind"
            if ([IO.Directory]::Exists($folder)) { [IO.Directory]::Delete($folder, $true) }
            foreach ($project in $programs[$name]) {
                dotnet publish "$PSScriptRoot/src/$project" -c Release -r $rid --self-contained -p:OrtFlavor=$kind -p:ContinuousIntegrationBuild=true -p:RunAnalyzers=false --artifacts-path $build -o $folder --nologo -v q
            }
            dotnet msbuild "$PSScriptRoot/src/$($programs[$name][0])" -t:Archive -p:ArchiveProduct=$name -p:ArchiveSource=$folder -p:ArchiveRuntime=$rid -p:OrtFlavor=$kind -p:ArchiveOutput=$Output --nologo -v:q
        }
    }
}
