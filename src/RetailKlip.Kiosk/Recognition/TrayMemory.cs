using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OpenCvSharp;
using RetailKlip.Vision;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace RetailKlip.Kiosk;

/// <summary>
/// Keeps the empty tray of the camera in a file, so that after a restart the items that lie on it are seen as items, not
/// learnt as a part of the tray.
/// </summary>
internal sealed partial class TrayMemory(IOptions<KioskOptions> options, TimeProvider time, ILogger<TrayMemory> logger)
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromMinutes(5);

    private long? _kept;

    // Another camera sees another tray.
    private string Path => System.IO.Path.Combine(options.Value.Data,
        $"tray-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Camera)))[..8]}.png");

    public void Recall(Cropper cropper) => Recall(cropper.RecallTray);

    public void Recall(CameraSight sight) => Recall(sight.Recall);

    /// <summary>The tray that is seen empty next is kept at once.</summary>
    public void Forget()
    {
        _kept = null;
        try
        {
            File.Delete(Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnusable(error.Message);
        }
    }

    private void Recall(Action<Mat> use)
    {
        if (!File.Exists(Path))
            return;
        try
        {
            using var tray = Pictures.Read(Path);
            use(tray);
        }
        catch (PictureException damaged)
        {
            LogUnusable(damaged.Message);
        }
    }

    /// <summary>Called with every frame: writes the tray when it is seen empty for the first time, and now and then later.</summary>
    public void Keep(Cropper cropper, TrayState state)
    {
        if (state != TrayState.Empty || _kept is { } kept && time.GetElapsedTime(kept) < KeepEvery)
            return;
        using var tray = cropper.RememberTray();
        if (tray is null)
            return;
        _kept = time.GetTimestamp();
        try
        {
            var fresh = Path + ".new";
            File.WriteAllBytes(fresh, tray.ImEncode(".png"));
            File.Move(fresh, Path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnusable(error.Message);
        }
    }

    [LoggerMessage(220, LogLevel.Warning, "The remembered tray cannot be used; it is learnt anew: {Reason}")]
    private partial void LogUnusable(string reason);
}
