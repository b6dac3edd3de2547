namespace RetailKlip.Tuf;

/// <summary>All metadata of a repository that belongs together: what is published, or what will be.</summary>
internal sealed record RepositoryState(
    Metadata<Root> Root,
    Metadata<Timestamp>? Timestamp,
    Metadata<Snapshot>? Snapshot,
    IReadOnlyDictionary<string, Metadata<Targets>> Targets)
{
    /// <summary>What clients see now: a change that was interrupted before its timestamp was written never happened.</summary>
    /// <exception cref="TufException">A file is damaged, or is not signed by its role's keys: what somebody else put there must not be
    /// signed again.</exception>
    public static RepositoryState Load(RepositoryFiles files)
    {
        var root = files.Read<Root>(RoleNames.Root, files.RootVersion);
        var timestamp = files.Read<Timestamp>(RoleNames.Timestamp, null);
        var snapshot = files.Read<Snapshot>(RoleNames.Snapshot, timestamp.Signed.Snapshot.Version);
        var targets = snapshot.Signed.Meta.ToDictionary(
            meta => meta.Key[..^".json".Length],
            meta => files.Read<Targets>(meta.Key[..^".json".Length], meta.Value.Version));
        var state = new RepositoryState(root, timestamp, snapshot, targets).WithoutOrphans();
        state.SignersOf(RoleNames.Root).Require(root, "root.json", "it");
        // A change of root is published last: interrupted before that, what it signs for is there already.
        var next = files.ReadStaged<Root>(RoleNames.Root) is { } staged && state.Accepts(staged) ? state with { Root = staged } : state;
        foreach (var (role, metadata) in state.Targets)
            if (!next.IsSigned(role, metadata))
                state.SignersOf(role).Require(metadata, RoleNames.MetaPath(role), "its delegator");
        return state;
    }

    /// <summary>The version of a targets role that clients know, also of one that nobody delegates to any more; 0 where there never was one.</summary>
    public long VersionOf(string role) => Snapshot?.Signed.Meta.GetValueOrDefault(RoleNames.MetaPath(role))?.Version ?? 0;

    /// <summary>Without roles that nobody delegates to any more. The snapshot goes on listing them (5.5.5), but they are nobody's business.</summary>
    public RepositoryState WithoutOrphans() => this with
    {
        Targets = Targets.Where(role => role.Key == RoleNames.Targets
            || Targets.Values.Any(delegator => delegator.Signed.Delegations?.SignersOf(role.Key) is not null)).ToDictionary(),
    };

    /// <summary>Who signs for a role. A delegated one has one delegator in repositories that are made here.</summary>
    public Signers SignersOf(string role) => RoleNames.IsTopLevel(role)
        ? Root.Signed.SignersOf(role)
        : Targets.Values.Select(delegator => delegator.Signed.Delegations?.SignersOf(role)).FirstOrDefault(signers => signers is not null)
            ?? throw new TufException(TufFailure.Missing, $"no role delegates to {role}: check its name");

    /// <exception cref="TufException">There is no such role, or it lists no targets.</exception>
    public Metadata<Targets> TargetsOf(string role) => Targets.TryGetValue(role, out var targets)
        ? targets
        : throw new TufException(TufFailure.Missing, $"the repository has no role {role} that lists targets: check its name");

    /// <summary>Whether clients would look for a target in a role.</summary>
    public bool MayList(string role, string targetPath) => role == RoleNames.Targets
        || Targets.Values.Any(delegator => delegator.Signed.Delegations?.For(targetPath).Any(one => one.Role == role) == true);

    public bool IsSigned<T>(string role, Metadata<T> metadata)
        where T : Signed, ISignedFormat<T> => SignersOf(role) is var signers && signers.CountOf(metadata) >= signers.Role.Threshold;

    /// <summary>Whether a root may follow this one.</summary>
    public bool Accepts(Metadata<Root> next) => next.Signed.Version == Root.Signed.Version + 1
        && IsSigned(RoleNames.Root, next) && (this with { Root = next }).IsSigned(RoleNames.Root, next);

    public RepositoryState With(string role, Metadata<Targets> metadata) =>
        this with { Targets = new Dictionary<string, Metadata<Targets>>(Targets) { [role] = metadata } };
}
