using System.Reflection;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Looks at every part that a kiosk needs to sell.</summary>
internal sealed class Examination(KioskSettings settings, TimeProvider time)
{
    // A day of baskets and logs is a few megabytes; an update with a new encoder and gallery some hundred.
    private const long LeastFreeBytes = 1L << 30;

    private EncoderId? _encoder;

    /// <summary>One a part, in the order in which a technician goes through them.</summary>
    public async Task<DoctorReport> RunAsync(CancellationToken stop)
    {
        Finding[] findings = [await SeeCameraAsync(stop), SeeEncoder(), SeeGallery(), SeeDisk(), SeeClock(), SeeServer()];
        return new DoctorReport(findings.All(finding => finding.IsFit), findings);
    }

    private async Task<Finding> SeeCameraAsync(CancellationToken stop)
    {
        const string Part = "camera";
        if (settings.Camera is null)
            return NotConfigured(Part, "--camera", "Camera");
        try
        {
            var source = CameraSource.Parse(settings.Camera);
            await using var camera = Camera.Open(source, source.IsLive ? new CameraOptions { Retry = false } : CameraOptions.OneShot);
            using var frame = await camera.NextAsync(stop);
            return frame is null
                ? Failed(Part, $"{source} gives no picture: check what it shows")
                : Fine(Part, Culture.Text($"{source} gives pictures of {frame.Image.Width}×{frame.Image.Height}"));
        }
        catch (Exception error) when (Errors.Explains(error))
        {
            return Failed(Part, error.Message);
        }
    }

    private Finding SeeEncoder()
    {
        const string Part = "encoder";
        if (settings.Model is null)
            return NotConfigured(Part, "--model", "Model");
        try
        {
            var package = ModelPackage.Open(settings.Model);
            var providers = ProviderChecks.Run(package);
            var detail = string.Join("; ", providers.Select(provider => $"{provider.Provider} {provider.State}: {provider.Detail}"));
            if (providers.All(provider => provider.MinCosine is null))
                return Failed(Part, detail);
            _encoder = package.EncoderId;
            package.DecisionPolicy();
            return ProviderChecks.AllWork(providers)
                ? Fine(Part, $"{package.Manifest.Name}; {detail}")
                : new Finding(Part, Finding.Warning, true, detail);
        }
        catch (Exception error) when (Errors.Explains(error))
        {
            return Failed(Part, error.Message);
        }
    }

    private Finding SeeGallery()
    {
        const string Part = "gallery";
        if (settings.Gallery is null)
            return NotConfigured(Part, "--gallery", "Gallery");
        try
        {
            var gallery = Galleries.Load(settings.Gallery, _encoder);
            return gallery.Entries.Length > 0
                ? Fine(Part, $"{settings.Gallery}: {GalleryInfo.Contents(gallery)}")
                : Failed(Part, $"{settings.Gallery} has no entries: enrol products");
        }
        catch (Exception error) when (Errors.Explains(error))
        {
            return Failed(Part, error.Message);
        }
    }

    private Finding SeeDisk()
    {
        const string Part = "disk";
        var folder = Path.GetFullPath(settings.Data ?? ".");
        try
        {
            // The kiosk makes its folder itself; what counts is the disk that it will lie on.
            while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } above)
                folder = above;
            var probe = Path.Combine(folder, $".klip-doctor-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var found = Culture.Text($"{free / 1e9:F1} GB free in {folder}");
            return free >= LeastFreeBytes
                ? Fine(Part, found)
                : Failed(Part, Culture.Text($"{found}: make room, {LeastFreeBytes / 1e9:F1} GB are needed"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Failed(Part, $"{folder} cannot be written: {error.Message}");
        }
    }

    private Finding SeeClock()
    {
        const string Part = "clock";
        var now = time.GetUtcNow();
        var built = File.GetLastWriteTimeUtc(Assembly.GetExecutingAssembly().Location);
        return now < built
            ? Failed(Part, Culture.Text($"{now:u} is before this program was made ({built:u}): set the clock"))
            : Fine(Part, Culture.Text($"{now:u}, {time.LocalTimeZone.Id}"));
    }

    private static Finding SeeServer() => new("server", Finding.NotConfigured, false, "this kiosk sells on its own");

    private static Finding Fine(string part, string detail) => new(part, Finding.Ok, true, detail);

    private static Finding Failed(string part, string detail) => new(part, Finding.Failed, true, Errors.OneLine(detail));

    private static Finding NotConfigured(string part, string option, string key) =>
        new(part, Finding.NotConfigured, true, $"give {option}, the variable Kiosk__{key}, or --config with the kiosk's appsettings.json");
}
