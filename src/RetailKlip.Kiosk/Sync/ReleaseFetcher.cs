using Microsoft.Extensions.Options;
using RetailKlip.Core;
using RetailKlip.Tuf;
using RetailKlip.Vision;

namespace RetailKlip.Kiosk;

/// <summary>Brings releases and encoders from the update repository to the shelf, by the cheaper of two ways, each proved twice: by The
/// Update Framework as they arrive, and by their content hash once they are applied. Not for several threads at once.</summary>
internal sealed class ReleaseFetcher(IOptions<KioskOptions> options, ReleaseShelf shelf, TimeProvider time) : IDisposable
{
    /// <summary>More deltas in a row are not followed: a whole release is quicker then.</summary>
    private const int MaxDeltas = 64;

    private const int MaxRootBytes = 512_000;

    private readonly PoliteHandler _handler = new(time);
    private HttpClient? _http;
    private Updater? _updater;

    private SyncOptions Settings => options.Value.Sync;

    // A transfer that stalls is cut by the updater.
    private HttpClient Http => _http ??= new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>How long the server asked to be left alone; null where it did not ask since the last call.</summary>
    public TimeSpan? TakeRetryAfter() => _handler.TakeRetryAfter();

    /// <summary>Looks which release is to be followed.</summary>
    /// <param name="version">The one wanted; null: the newest.</param>
    /// <exception cref="TufException">The repository is not accepted, or cannot be reached.</exception>
    /// <exception cref="ReleaseRefusedException">It lists no such release of the gallery, or one that is not described as such.</exception>
    public async Task<(TargetFile Target, ReleaseRecord Record)> LookAsync(long? version, CancellationToken stop)
    {
        await TrustAsync(stop);
        await _updater!.RefreshAsync(stop);
        var newest = await FindAsync(ReleaseTargets.Snapshot(Settings.Gallery), stop);
        if (version is not { } wanted || newest.Record.Version == wanted)
            return newest;
        var kept = await FindAsync(ReleaseTargets.Version(Settings.Gallery, wanted), stop);
        return kept.Record.Version == wanted ? kept : throw new ReleaseRefusedException(kept.Target.Path, $"it is version {kept.Record.Version}");
    }

    private async Task<(TargetFile Target, ReleaseRecord Record)> FindAsync(string path, CancellationToken stop)
    {
        var target = await _updater!.FindAsync(path, stop) ?? throw new ReleaseRefusedException(path, "the repository does not list it");
        var record = ReleaseRecord.Read(target.Custom, path);
        return record.Gallery != Settings.Gallery ? throw new ReleaseRefusedException(path, $"it is of gallery {record.Gallery}")
            : record.Base is not null ? throw new ReleaseRefusedException(path, "it is a delta, no whole release")
            : (target, record);
    }

    /// <summary>Makes sure that a release is on the shelf, proved.</summary>
    public async Task FetchAsync(TargetFile target, ReleaseRecord record, CancellationToken stop)
    {
        Directory.CreateDirectory(shelf.Folder);
        var state = shelf.State();
        if (Kept(record.Version) is { } here && here.DifferenceTo(record) is null)
            return;
        // Taken back: the content is here already.
        foreach (var kept in new[] { state.Previous, state.Current })
            if (kept is { } version && Kept(version)?.ContentHash == record.ContentHash)
            {
                ReleasePackage.Reissue(shelf.PathOf(version), record, shelf.PathOf(record.Version));
                return;
            }
        if (state.Current is { } current && Kept(current) is not null && await DeltasAsync(current, record, stop) is { Count: > 0 } deltas
            && deltas.Sum(delta => delta.Target.Length) < target.Length && await TryApplyAsync(current, deltas, record, stop))
            return;
        var package = shelf.PackagePath(record.Version);
        await _updater!.DownloadAsync(target, package, stop);
        ReleasePackage.Unpack(package, record, shelf.PathOf(record.Version));
        File.Delete(package);
    }

    /// <summary>The package of an encoder: the kiosk's own, or the repository's, fetched unless it is here already.</summary>
    /// <returns>Null where neither is there.</returns>
    /// <exception cref="ModelPackageException">The repository's is damaged.</exception>
    public async Task<ModelPackage?> PackageOfAsync(EncoderId encoder, CancellationToken stop)
    {
        if (shelf.OwnPackage() is { } own && own.EncoderId == encoder)
            return own;
        if (await _updater!.FindAsync($"models/{encoder}.onnx", stop) is not { } onnx
            || await _updater.FindAsync($"models/{encoder}.json", stop) is not { } manifest)
            return null;
        var files = new List<(string Name, TargetFile Target)> { (ModelPackage.EncoderFile, onnx), (ModelPackage.ManifestFile, manifest) };
        if (await _updater.FindAsync($"models/{encoder}.detector.onnx", stop) is { } detector)
            files.Add((ModelPackage.DetectorFile, detector));
        var folder = shelf.ModelFolder(encoder);
        // One that was published anew, or that the disk has damaged, is fetched again.
        if (files.TrueForAll(file => Updater.Holds(Path.Combine(folder, file.Name), file.Target)))
            return Open(folder, encoder);
        var arriving = folder + ".new";
        // Of an earlier attempt at a package that had one.
        if (Directory.Exists(arriving) && files.Count == 2)
            File.Delete(Path.Combine(arriving, ModelPackage.DetectorFile));
        foreach (var (name, target) in files)
            await _updater.DownloadAsync(target, Path.Combine(arriving, name), stop);
        _ = Open(arriving, encoder);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(arriving, folder);
        return Open(folder, encoder);
    }

    private static ModelPackage Open(string folder, EncoderId encoder) => ModelPackage.Open(folder) is var package && package.EncoderId == encoder
        ? package
        : throw new ModelPackageException($"The package of encoder {encoder.Short} in the repository is of another encoder: publish the right one.");

    public void Dispose()
    {
        _http?.Dispose();
        _handler.Dispose();
    }

    // A root that the disk has damaged is as good as none: its successors are followed once more from the first one on.
    private async Task TrustAsync(CancellationToken stop)
    {
        var store = new MetadataStore(Path.Combine(options.Value.Data, "tuf"));
        var metadata = Folder(Settings.Metadata);
        if (!store.HasRoot)
            store.Trust(await FirstRootAsync(metadata, stop), Settings.Fingerprint is { Length: > 0 } fingerprint ? fingerprint : null);
        _updater ??= new Updater(store, metadata, Folder(Settings.Targets), Http, time: time);
    }

    private async Task<byte[]> FirstRootAsync(Uri metadata, CancellationToken stop)
    {
        if (Settings.Root.Length > 0)
            return new FileInfo(Settings.Root) is { Exists: true, Length: <= MaxRootBytes }
                ? await File.ReadAllBytesAsync(Settings.Root, stop)
                : throw new IOException($"{Settings.Root} is no root file: correct Kiosk:Sync:Root.");
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limited.CancelAfter(TimeSpan.FromMinutes(1));
            var address = new Uri(metadata, "1.root.json");
            using var response = await Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            response.EnsureSuccessStatusCode();
            await response.Content.LoadIntoBufferAsync(MaxRootBytes, limited.Token);
            return await response.Content.ReadAsByteArrayAsync(limited.Token);
        }
        catch (Exception broken) when (
            broken is HttpRequestException or IOException || broken is OperationCanceledException && !stop.IsCancellationRequested)
        {
            throw new TufException(TufFailure.Unreachable,
                $"{metadata}1.root.json cannot be read ({broken.Message}); check the network, or try again later", broken);
        }
    }

    private static Uri Folder(string address) => new(address.EndsWith('/') ? address : address + "/");

    private ReleaseHeader? Kept(long version)
    {
        try
        {
            return File.Exists(shelf.PathOf(version)) ? ReleaseFile.Verify(shelf.PathOf(version)) : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or NewerSchemaException)
        {
            return null;
        }
    }

    // Each delta leads to the next version that was kept; where the way does not end at the newest release, it is none.
    private async Task<List<(TargetFile Target, ReleaseRecord Record)>?> DeltasAsync(
        long from, ReleaseRecord newest, CancellationToken stop)
    {
        var deltas = new List<(TargetFile, ReleaseRecord)>();
        while (from < newest.Version && deltas.Count < MaxDeltas)
        {
            var path = ReleaseTargets.Delta(Settings.Gallery, from);
            if (await _updater!.FindAsync(path, stop) is not { } target)
                return null;
            var record = ReleaseRecord.Read(target.Custom, path);
            if (record.Base != from || record.Gallery != newest.Gallery || record.Version > newest.Version)
                return null;
            deltas.Add((target, record));
            from = record.Version;
        }
        return from == newest.Version && deltas is [.., (_, { } last)] && last.ContentHash == newest.ContentHash ? deltas : null;
    }

    /// <returns>False where a delta is refused: then the whole release is fetched.</returns>
    private async Task<bool> TryApplyAsync(
        long from, List<(TargetFile Target, ReleaseRecord Record)> deltas, ReleaseRecord newest, CancellationToken stop)
    {
        var steps = new List<string>();
        try
        {
            var release = shelf.PathOf(from);
            foreach (var (target, record) in deltas)
            {
                var package = shelf.PackagePath(record.Version);
                steps.Add(package);
                await _updater!.DownloadAsync(target, package, stop);
                var next = shelf.PathOf(record.Version);
                // One that lies there already may be just being swapped in.
                if (record.Version != newest.Version && !File.Exists(next))
                    steps.Add(next);
                ReleasePackage.Apply(release, package, record, next);
                release = next;
            }
            return true;
        }
        catch (Exception refused) when (refused is ReleaseRefusedException or TufException { Failure: not (TufFailure.Unreachable or TufFailure.TooSlow) })
        {
            return false;
        }
        finally
        {
            foreach (var step in steps)
                File.Delete(step);
        }
    }
}
