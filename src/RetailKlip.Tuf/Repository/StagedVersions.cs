namespace RetailKlip.Tuf;

/// <summary>What waits for signatures.</summary>
internal sealed record StagedVersions(Metadata<Root>? Root, IReadOnlyDictionary<string, Metadata<Targets>> Targets, RepositoryState Before)
{
    /// <summary>In the order of <see cref="RoleStatus"/>.</summary>
    public IReadOnlyList<string> Roles => [.. Root is null ? [] : new[] { RoleNames.Root }, .. Targets.Keys];

    /// <summary>What is staged on top of the published state. A version that was published before an interruption, or that
    /// another one has overtaken, is no longer staged.</summary>
    /// <exception cref="TufException">A staged file is no metadata, or of a version that does not follow.</exception>
    public static StagedVersions Read(RepositoryFiles files, RepositoryState before)
    {
        var targets = new Dictionary<string, Metadata<Targets>>();
        foreach (var (role, published) in before.Targets)
            if (Following(files, role, published) is { } staged)
                targets[role] = staged;
        // A role that is new has no version before.
        if (targets.TryGetValue(RoleNames.Targets, out var delegator))
            foreach (var name in delegator.Signed.Delegations?.Roles.Select(role => role.Name) ?? [])
                if (!before.Targets.ContainsKey(name) && files.ReadStaged<Targets>(name) is { } first && first.Signed.Version == before.VersionOf(name) + 1)
                    targets[name] = first;
        return new StagedVersions(Following(files, RoleNames.Root, before.Root), targets, before);
    }

    /// <summary>What will be published.</summary>
    public RepositoryState Over(RepositoryState before) =>
        Targets.Aggregate(before with { Root = Root ?? before.Root }, (state, role) => state.With(role.Key, role.Value)).WithoutOrphans();

    public StagedStatus? StatusOf(string role, RepositoryFiles files)
    {
        if (role == RoleNames.Root && Root is not null)
            return Status(Root, Math.Max(Missing(Before, role, Root), Missing(Over(Before), role, Root)));
        return Targets.TryGetValue(role, out var targets) ? Status(targets, Missing(Over(Before), role, targets)) : null;

        StagedStatus Status<T>(Metadata<T> metadata, int missing)
            where T : Signed, ISignedFormat<T> => new(
                files.StagedPath(role), metadata.Signed.Version, [.. metadata.Signatures.Select(signature => signature.KeyId)], missing);
    }

    /// <param name="after">What will be published.</param>
    /// <exception cref="TufException">Something in it lacks signatures.</exception>
    public void RequireComplete(RepositoryState after, RepositoryFiles files)
    {
        if (Root is not null)
            Before.SignersOf(RoleNames.Root).Require(Root, files.StagedPath(RoleNames.Root), "the published root");
        after.SignersOf(RoleNames.Root).Require(after.Root, files.StagedPath(RoleNames.Root), "it");
        var absent = after.Targets[RoleNames.Targets].Signed.Delegations?.Roles.FirstOrDefault(role => !after.Targets.ContainsKey(role.Name));
        if (absent is not null)
            throw new TufException(TufFailure.Missing, $"{files.StagedPath(absent.Name)} is missing: add the role {absent.Name} anew");
        foreach (var (role, metadata) in after.Targets)
        {
            var name = Targets.ContainsKey(role) ? files.StagedPath(role) : RoleNames.MetaPath(role);
            after.SignersOf(role).Require(metadata, name, "its delegator");
        }
    }

    private static int Missing<T>(RepositoryState state, string role, Metadata<T> metadata)
        where T : Signed, ISignedFormat<T> => state.SignersOf(role) is var signers
            ? Math.Max(0, signers.Role.Threshold - signers.CountOf(metadata))
            : 0;

    private static Metadata<T>? Following<T>(RepositoryFiles files, string role, Metadata<T> published)
        where T : Signed, ISignedFormat<T>
    {
        if (files.ReadStaged<T>(role) is not { } staged || staged.Signed.Version <= published.Signed.Version)
            return null;
        return staged.Signed.Version == published.Signed.Version + 1
            ? staged
            : throw new TufException(TufFailure.Mismatched,
                $"{files.StagedPath(role)} is version {staged.Signed.Version}, but {published.Signed.Version} is published: "
                + "delete it, and make the change again");
    }
}
