namespace RetailKlip.Tuf;

/// <summary>
/// The checks of the client's workflow: what is trusted, and what may take its place. Section numbers are those of chapter 5 of
/// the specification 1.0.31. Nothing here reads a disk or a network; what fails a check changes nothing.
/// </summary>
internal sealed class TrustedMetadata
{
    private readonly DateTimeOffset _start;
    private readonly Dictionary<string, Metadata<Targets>> _targets = [];
    private Metadata<Root> _root;
    private Metadata<Timestamp>? _timestamp;
    private Metadata<Snapshot>? _snapshot;

    /// <param name="root">5.2: the trusted root file. That it may have expired does not matter yet.</param>
    /// <param name="start">5.1: when the refresh began; all of it is judged by this one time.</param>
    public TrustedMetadata(ReadOnlyMemory<byte> root, DateTimeOffset start)
    {
        _start = start;
        _root = MetadataJson.Parse<Root>(root, "root.json");
        Root.SignersOf(RoleNames.Root).Require(_root, "root.json", "it");
    }

    public Root Root => _root.Signed;

    public Timestamp Timestamp => _timestamp!.Signed;

    /// <summary>5.3.11: whether new root versions took a key away from timestamp or snapshot.</summary>
    public bool OnlineKeysRotated { get; private set; }

    /// <summary>Whether the restored snapshot is the one that the timestamp speaks of, and has not expired.</summary>
    public bool SnapshotIsCurrent => _snapshot is { } snapshot
        && snapshot.Signed.Version == Timestamp.Snapshot.Version
        && Timestamp.Snapshot.Describes(snapshot.Bytes.Span)
        && !snapshot.Signed.IsExpired(_start);

    /// <summary>The next root version.</summary>
    /// <returns>False where it is the version that is trusted already, which stays: the repository has no newer one.</returns>
    public bool UpdateRoot(ReadOnlyMemory<byte> bytes)
    {
        var name = RoleNames.FileName(RoleNames.Root, Root.Version + 1);
        var next = MetadataJson.Parse<Root>(bytes, name);

        // 5.3.4: signed by the keys that are trusted, and by its own.
        Root.SignersOf(RoleNames.Root).Require(next, name, $"root version {Root.Version}");
        next.Signed.SignersOf(RoleNames.Root).Require(next, name, "it");

        // 5.3.5: exactly the next version; the same once more is no news.
        if (next.Signed.Version == Root.Version)
            return false;
        RequireVersion(next.Signed.Version, Root.Version + 1, name, "its name");

        // 5.3.6: that it may have expired does not matter yet. 5.3.7: it is the trusted one now.
        OnlineKeysRotated |= LosesKey(RoleNames.Timestamp, next.Signed) || LosesKey(RoleNames.Snapshot, next.Signed);
        _root = next;
        return true;
    }

    /// <summary>5.3.10: the last root version must not have expired.</summary>
    public void RequireFreshRoot() => RequireFresh(Root, "root.json");

    /// <summary>The timestamp that was trusted before, expired or not: the new one must not be older.</summary>
    public void RestoreTimestamp(ReadOnlyMemory<byte> bytes)
    {
        var local = MetadataJson.Parse<Timestamp>(bytes, "timestamp.json");
        Root.SignersOf(RoleNames.Timestamp).Require(local, "timestamp.json", "root");
        _timestamp = local;
    }

    /// <summary>The repository's timestamp.</summary>
    /// <returns>False where it is of the version that is trusted already, which stays.</returns>
    public bool UpdateTimestamp(ReadOnlyMemory<byte> bytes)
    {
        const string Name = "timestamp.json";
        var next = MetadataJson.Parse<Timestamp>(bytes, Name);

        // 5.4.2
        Root.SignersOf(RoleNames.Timestamp).Require(next, Name, "root");

        if (_timestamp is { Signed: var trusted })
        {
            // 5.4.3.1
            RequireNoRollback(next.Signed.Version, trusted.Version, Name);
            if (next.Signed.Version == trusted.Version)
            {
                RequireFresh(trusted, Name);
                return false;
            }

            // 5.4.3.2
            RequireNoRollback(next.Signed.Snapshot.Version, trusted.Snapshot.Version, "snapshot.json in timestamp.json");
        }

        // 5.4.4
        RequireFresh(next.Signed, Name);
        _timestamp = next;
        return true;
    }

    /// <summary>The snapshot that was trusted before, expired or not: the new one must not lack or set back what it lists.</summary>
    public void RestoreSnapshot(ReadOnlyMemory<byte> bytes)
    {
        var local = MetadataJson.Parse<Snapshot>(bytes, "snapshot.json");
        Root.SignersOf(RoleNames.Snapshot).Require(local, "snapshot.json", "root");
        _snapshot = local;
    }

    /// <summary>The snapshot that the timestamp speaks of.</summary>
    public void UpdateSnapshot(ReadOnlyMemory<byte> bytes)
    {
        const string Name = "snapshot.json";

        // 5.5.2
        RequireDescribed(Timestamp.Snapshot, bytes, Name, "the timestamp");
        var next = MetadataJson.Parse<Snapshot>(bytes, Name);

        // 5.5.3
        Root.SignersOf(RoleNames.Snapshot).Require(next, Name, "root");

        // 5.5.4
        RequireVersion(next.Signed.Version, Timestamp.Snapshot.Version, Name, "the timestamp");

        // 5.5.5
        foreach (var (path, before) in _snapshot?.Signed.Meta ?? new Dictionary<string, MetaFile>())
        {
            if (!next.Signed.Meta.TryGetValue(path, out var after))
                throw new TufException(TufFailure.RolledBack, $"{Name} version {next.Signed.Version} no longer lists {path}");
            RequireNoRollback(after.Version, before.Version, $"{path} in {Name}");
        }

        // 5.5.6
        RequireFresh(next.Signed, Name);
        _snapshot = next;
    }

    /// <summary>What the snapshot says about a targets role's file.</summary>
    /// <exception cref="TufException">It does not list the role: then nobody may believe it.</exception>
    public MetaFile MetaOf(string role) => _snapshot!.Signed.Meta.TryGetValue(RoleNames.MetaPath(role), out var meta)
        ? meta
        : throw new TufException(TufFailure.Missing, $"role {role} is not in the snapshot");

    /// <summary>A targets role that is trusted already, if this delegator's keys signed it as well: what another delegator vouched
    /// for proves nothing here.</summary>
    /// <exception cref="TufException">They did not.</exception>
    public Targets? Find(string role, string delegator)
    {
        if (!_targets.TryGetValue(role, out var known))
            return null;
        SignersOf(role, delegator).Require(known, RoleNames.MetaPath(role), delegator);
        return known.Signed;
    }

    /// <summary>The targets file of a role, top-level or delegated.</summary>
    /// <param name="delegator">The role that delegated to it: root, or a targets role that is trusted already.</param>
    public Targets UpdateTargets(ReadOnlyMemory<byte> bytes, string role, string delegator)
    {
        var (name, meta) = (RoleNames.MetaPath(role), MetaOf(role));

        // 5.6.2
        RequireDescribed(meta, bytes, name, "the snapshot");
        var next = MetadataJson.Parse<Targets>(bytes, name);

        // 5.6.3
        SignersOf(role, delegator).Require(next, name, delegator);

        // 5.6.4
        RequireVersion(next.Signed.Version, meta.Version, name, "the snapshot");

        // 5.6.5
        RequireFresh(next.Signed, name);
        _targets[role] = next;
        return next.Signed;
    }

    private Signers SignersOf(string role, string delegator) =>
        (delegator == RoleNames.Root ? Root.SignersOf(role) : _targets[delegator].Signed.Delegations?.SignersOf(role))
        ?? throw new TufException(TufFailure.Missing, $"{delegator} does not delegate to {role}");

    private bool LosesKey(string role, Root next) => Root.Roles[role].KeyIds.Except(next.Roles[role].KeyIds).Any();

    private void RequireFresh(Signed signed, string name)
    {
        if (signed.IsExpired(_start))
            throw new TufException(TufFailure.Expired,
                $"{name} version {signed.Version} expired {JsonFields.Date(signed.Expires)}, and it is {JsonFields.Date(_start)}: "
                + "check this machine's clock, else the repository must be signed again");
    }

    private static void RequireNoRollback(long version, long trusted, string name)
    {
        if (version < trusted)
            throw new TufException(TufFailure.RolledBack, $"{name} is of version {version}, but version {trusted} was trusted before");
    }

    private static void RequireVersion(long version, long expected, string name, string where)
    {
        if (version != expected)
            throw new TufException(TufFailure.Mismatched, $"{name} is of version {version}, but {where} says {expected}");
    }

    private static void RequireDescribed(MetaFile meta, ReadOnlyMemory<byte> bytes, string name, string where)
    {
        if (!meta.Describes(bytes.Span))
            throw new TufException(TufFailure.Mismatched, $"{name} has not the length and hashes that {where} says");
    }
}
