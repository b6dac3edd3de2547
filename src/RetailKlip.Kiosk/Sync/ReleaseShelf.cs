using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>
/// The releases on the kiosk's disk: the one in use, the one before it, and the one that waits. Which is which stands in one small file,
/// written in one step after the swap; without it the kiosk starts with its own gallery and is given the newest release again.
/// </summary>
internal sealed class ReleaseShelf(IOptions<KioskOptions> options)
{
    private const string Extension = ".release";

    public string Folder => Path.Combine(options.Value.Data, "releases", options.Value.Sync.Gallery);

    private string StatePath => Path.Combine(Folder, "state.json");

    public string PathOf(long version) => Path.Combine(Folder, version.ToString(CultureInfo.InvariantCulture) + Extension);

    /// <summary>Where a package from the network lies until it is unpacked.</summary>
    public string PackagePath(long version) => PathOf(version) + ".package";

    /// <summary>Folder of the encoder's package, as downloaded.</summary>
    public string ModelFolder(EncoderId encoder) => Path.Combine(options.Value.Data, "models", encoder.Value);

    /// <summary>What was noted; nothing in use where nothing was, or it cannot be read.</summary>
    public ReleaseState State()
    {
        try
        {
            if (new FileInfo(StatePath) is { Exists: true, Length: < 4096 })
                return JsonSerializer.Deserialize(File.ReadAllBytes(StatePath), KioskJson.Default.ReleaseState) ?? ReleaseState.Nothing;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
        }
        return ReleaseState.Nothing;
    }

    /// <summary>Notes which release is in use, and deletes what is older but for the one that was in use before.</summary>
    public void Use(long version, DateTimeOffset since)
    {
        var before = State();
        var state = before.Current == version ? before : new ReleaseState(version, before.Current, since);
        Directory.CreateDirectory(Folder);
        DurableFile.Write(StatePath, stream => JsonSerializer.Serialize(stream, state, KioskJson.Default.ReleaseState));
        foreach (var file in Directory.GetFiles(Folder, $"*{Extension}*"))
            if (long.TryParse(Path.GetFileName(file).Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var other)
                && other < version && other != state.Previous)
                File.Delete(file);
    }

    /// <summary>The release to start with, and the package of its encoder: the one in use, or the one before where that or its package is
    /// damaged or gone.</summary>
    /// <param name="fault">Why it is not the one in use; null where it is.</param>
    /// <returns>Null where there is none.</returns>
    public (ReleaseHeader Header, ReleaseContent Content, ModelPackage Package)? Load(out string? fault)
    {
        fault = null;
        var state = State();
        foreach (var version in new[] { state.Current, state.Previous })
            try
            {
                if (version is not { } kept)
                    continue;
                var (header, content) = ReleaseFile.Load(PathOf(kept));
                if (PackageOf(header.EncoderId) is { } package)
                    return (header, content, package);
                fault ??= $"The package of encoder {header.EncoderId.Short}, which {PathOf(kept)} needs, is not there.";
            }
            catch (Exception unusable) when (
                unusable is IOException or UnauthorizedAccessException or NewerSchemaException or ModelPackageException)
            {
                fault ??= unusable.Message;
            }
        return null;
    }

    /// <summary>The package of an encoder: the kiosk's own, or a downloaded one; null where neither is there.</summary>
    /// <exception cref="ModelPackageException">The downloaded one is damaged.</exception>
    public ModelPackage? PackageOf(EncoderId encoder)
    {
        var own = OwnPackage();
        if (own?.EncoderId == encoder)
            return own;
        var folder = ModelFolder(encoder);
        return Directory.Exists(folder) && ModelPackage.Open(folder) is var fetched && fetched.EncoderId == encoder ? fetched : null;
    }

    /// <summary>The package that the kiosk was installed with; null where it is damaged.</summary>
    public ModelPackage? OwnPackage()
    {
        try
        {
            return ModelPackage.Open(Path.GetFullPath(options.Value.Model, AppContext.BaseDirectory));
        }
        catch (ModelPackageException)
        {
            return null;
        }
    }
}
