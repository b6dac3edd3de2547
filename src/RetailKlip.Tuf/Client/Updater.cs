namespace RetailKlip.Tuf;

/// <summary>
/// The client of a repository: refreshes what is trusted, finds targets, downloads them. Not for several threads at once, and one
/// a metadata folder.
/// </summary>
public sealed class Updater
{
    private readonly MetadataStore _store;
    private readonly Addresses _addresses;
    private readonly Fetcher _fetcher;
    private readonly UpdaterOptions _options;
    private readonly TimeProvider _time;
    private TrustedMetadata? _trusted;

    /// <param name="store">With a root that <see cref="MetadataStore.Trust"/> accepted.</param>
    /// <param name="metadata">Address of the repository's metadata.</param>
    /// <param name="targets">Address of its targets.</param>
    /// <param name="http">The caller's: time-outs, retries and proxies are what it was made with.</param>
    public Updater(
        MetadataStore store, Uri metadata, Uri targets, HttpClient http, UpdaterOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new UpdaterOptions();
        _time = time ?? TimeProvider.System;
        _store = store;
        _addresses = new Addresses(metadata, targets);
        _fetcher = new Fetcher(http, _options, _time);
    }

    private TrustedMetadata Trusted => _trusted ?? throw new InvalidOperationException("Refresh first: nothing is known to be fresh.");

    /// <summary>Brings root, timestamp, snapshot and targets up to date, by the specification's workflow (5.1 to 5.6.6). Each file is
    /// kept once it is proved, so that a refresh that fails later goes on from there.</summary>
    /// <exception cref="TufException">Something was not accepted; until a refresh succeeds, no target can be found.</exception>
    /// <exception cref="IOException">The local metadata cannot be read or written.</exception>
    public async Task RefreshAsync(CancellationToken stop = default)
    {
        _trusted = null;

        // 5.1, 5.2
        var root = _store.Read(RoleNames.Root, _options.MaxRootBytes) ?? throw new TufException(
            TufFailure.Missing, $"{_store.PathOf(RoleNames.Root)} is missing: a first root must be trusted before anything is fetched");
        var trusted = new TrustedMetadata(root, _time.GetUtcNow());

        await UpdateRootAsync(trusted, stop);
        await UpdateTimestampAsync(trusted, stop);
        await UpdateSnapshotAsync(trusted, stop);
        await LoadTargetsAsync(trusted, RoleNames.Targets, RoleNames.Root, stop);
        _trusted = trusted;
    }

    /// <summary>Searches the targets role and, in order of trust and depth first, those that it delegates to (5.6.7).</summary>
    /// <param name="path">The target's, with <c>/</c> between folders.</param>
    /// <returns>Null where no role that may list the target does.</returns>
    /// <exception cref="TufException">A role on the way was not accepted, which ends the search.</exception>
    /// <exception cref="InvalidOperationException">No refresh has succeeded.</exception>
    public async Task<TargetFile?> FindAsync(string path, CancellationToken stop = default)
    {
        var visited = new HashSet<string>();
        var open = new Stack<(string Role, string Delegator)>([(RoleNames.Targets, RoleNames.Root)]);
        while (visited.Count <= _options.MaxDelegations && open.TryPop(out var next))
        {
            // 5.6.7.1: each role once.
            if (!visited.Add(next.Role))
                continue;
            var targets = await LoadTargetsAsync(Trusted, next.Role, next.Delegator, stop);
            if (targets.Files.TryGetValue(path, out var found))
                return found;

            // 5.6.7.2: what is on top is visited next, so the most trusted goes there last.
            var delegations = new Stack<string>();
            foreach (var (role, terminating) in targets.Delegations?.For(path) ?? [])
            {
                delegations.Push(role);
                if (!terminating)
                    continue;
                open.Clear();
                break;
            }
            foreach (var role in delegations)
                open.Push((role, next.Role));
        }
        return null;
    }

    /// <summary>Makes sure that a file holds the target (5.7): downloads it unless it is there already, and goes on where an earlier
    /// download was interrupted.</summary>
    /// <param name="target">As <see cref="FindAsync"/> found it.</param>
    /// <param name="destination">The file; what it held before stays until the new content is proved.</param>
    /// <exception cref="TufException">The target is not what its metadata says, or cannot be got.</exception>
    /// <exception cref="IOException">The file cannot be written, for example because the disk is full.</exception>
    /// <exception cref="InvalidOperationException">No refresh has succeeded.</exception>
    public async Task DownloadAsync(TargetFile target, string destination, CancellationToken stop = default)
    {
        var hash = PartialFile.HashOf(target);
        destination = Path.GetFullPath(destination);
        if (Holds(destination, target))
            return;
        var address = _addresses.Target(target.Path, Trusted.Root.ConsistentSnapshot ? hash : null);
        await _fetcher.DownloadAsync(address, target, destination, stop);
    }

    /// <summary>Whether a file has a target's length and hashes.</summary>
    public static bool Holds(string file, TargetFile target)
    {
        if (new FileInfo(file) is not { Exists: true } info || info.Length != target.Length)
            return false;
        using var hashes = new Digests.Running(target.Hashes);
        using var stream = File.OpenRead(file);
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var read)
            hashes.Append(buffer.AsSpan(0, read));
        return hashes.Match();
    }

    // 5.3
    private async Task UpdateRootAsync(TrustedMetadata trusted, CancellationToken stop)
    {
        for (var rotations = 0; rotations < _options.MaxRootRotations; rotations++)
        {
            // 5.3.3: until there is no next version.
            var address = _addresses.Metadata(RoleNames.Root, trusted.Root.Version + 1);
            if (await _fetcher.ReadAsync(address, _options.MaxRootBytes, stop) is not { } bytes || !trusted.UpdateRoot(bytes))
                break;

            // 5.3.8, each version on its own: whoever is interrupted goes on from the last one.
            _store.Write(RoleNames.Root, bytes);
        }

        // 5.3.10
        trusted.RequireFreshRoot();

        // 5.3.11: what a stolen key may have set far ahead must not stand in the way of its successor.
        if (!trusted.OnlineKeysRotated)
            return;
        _store.Delete(RoleNames.Timestamp);
        _store.Delete(RoleNames.Snapshot);
    }

    // 5.4
    private async Task UpdateTimestampAsync(TrustedMetadata trusted, CancellationToken stop)
    {
        TryRestore(RoleNames.Timestamp, _options.MaxTimestampBytes, bytes => trusted.RestoreTimestamp(bytes));
        var fetched = await FetchAsync(RoleNames.Timestamp, null, _options.MaxTimestampBytes, stop);
        if (trusted.UpdateTimestamp(fetched))
            _store.Write(RoleNames.Timestamp, fetched);
    }

    // 5.5
    private async Task UpdateSnapshotAsync(TrustedMetadata trusted, CancellationToken stop)
    {
        TryRestore(RoleNames.Snapshot, _options.MaxSnapshotBytes, bytes => trusted.RestoreSnapshot(bytes));
        if (trusted.SnapshotIsCurrent)
            return;
        var meta = trusted.Timestamp.Snapshot;
        var fetched = await FetchAsync(RoleNames.Snapshot, VersionIn(trusted, meta), Limit(meta, _options.MaxSnapshotBytes), stop);
        trusted.UpdateSnapshot(fetched);
        _store.Write(RoleNames.Snapshot, fetched);
    }

    // 5.6
    private async Task<Targets> LoadTargetsAsync(TrustedMetadata trusted, string role, string delegator, CancellationToken stop)
    {
        if (trusted.Find(role, delegator) is { } known)
            return known;
        var meta = trusted.MetaOf(role);
        Targets? targets = null;
        TryRestore(role, Limit(meta, _options.MaxTargetsBytes), bytes => targets = trusted.UpdateTargets(bytes, role, delegator));
        if (targets is not null)
            return targets;
        var fetched = await FetchAsync(role, VersionIn(trusted, meta), Limit(meta, _options.MaxTargetsBytes), stop);
        targets = trusted.UpdateTargets(fetched, role, delegator);
        _store.Write(role, fetched);
        return targets;
    }

    // What was kept and does not pass any more, because keys or versions have changed, is as good as absent.
    private void TryRestore(string role, long limit, Action<byte[]> restore)
    {
        if (_store.Read(role, limit) is not { } bytes)
            return;
        try
        {
            restore(bytes);
        }
        catch (TufException)
        {
        }
    }

    private async Task<byte[]> FetchAsync(string role, long? version, long limit, CancellationToken stop)
    {
        var address = _addresses.Metadata(role, version);
        return await _fetcher.ReadAsync(address, limit, stop) ?? throw new TufException(TufFailure.Missing, $"{address} is not there");
    }

    // Whatever metadata says: its signer may have lost the key.
    private static long Limit(MetaFile meta, int most) => Math.Min(meta.Length ?? most, most);

    private static long? VersionIn(TrustedMetadata trusted, MetaFile meta) => trusted.Root.ConsistentSnapshot ? meta.Version : null;
}
