namespace RetailKlip.Tuf;

/// <summary>
/// The side of a repository that signs: a folder that any web server may serve, changed by one process at a time. What is published
/// is complete before a client can see it: targets, then the roles that list them, then snapshot, then timestamp. Names carry
/// versions and hashes (consistent snapshots), so that whoever reads is not disturbed by whoever writes.
/// </summary>
/// <remarks>
/// What a call cannot sign to the end, because keys are offline, waits in <c>staged/</c> for the signatures of their holders. The keys
/// that a call gets are those that its process holds; of them each role gets the signatures of its own.
/// </remarks>
public sealed class Repository
{
    private readonly RepositoryFiles _files;
    private readonly RepositoryOptions _options;
    private readonly TimeProvider _time;

    private Repository(string folder, RepositoryOptions? options, TimeProvider? time)
    {
        Folder = Path.GetFullPath(folder);
        _files = new RepositoryFiles(folder);
        _options = options ?? new RepositoryOptions();
        _time = time ?? TimeProvider.System;
    }

    public string Folder { get; }

    /// <summary>What clients are given as <c>/metadata</c>.</summary>
    public string MetadataFolder => _files.Metadata;

    /// <summary>What clients are given as <c>/targets</c>.</summary>
    public string TargetsFolder => _files.Targets;

    /// <summary>Makes an empty repository.</summary>
    /// <param name="keys">Enough for the thresholds of all roles.</param>
    /// <exception cref="InvalidOperationException">There is one already.</exception>
    /// <exception cref="TufException">A role lacks signatures; nothing was written.</exception>
    public static Repository Create(
        string folder,
        RepositoryPlan plan,
        IReadOnlyCollection<SigningKey> keys,
        RepositoryOptions? options = null,
        TimeProvider? time = null)
    {
        var repository = new Repository(folder, options, time);
        using var only = repository._files.Lock();
        if (repository._files.RootVersion > 0)
            throw new InvalidOperationException($"{folder} holds a repository already: take an empty folder");
        repository.Commit(null, repository.FirstVersions(plan, keys), keys);
        return repository;
    }

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="TufException">What is there is damaged, or not signed by its keys.</exception>
    public static Repository Open(string folder, RepositoryOptions? options = null, TimeProvider? time = null)
    {
        var repository = new Repository(folder, options, time);
        if (repository._files.RootVersion == 0)
            throw new FileNotFoundException($"{folder} holds no repository: make one first, or give another folder");
        _ = RepositoryState.Load(repository._files);
        return repository;
    }

    /// <summary>The root that clients may be given to trust: the newest one.</summary>
    public byte[] RootFile() => File.ReadAllBytes(Path.Combine(_files.Metadata, RoleNames.FileName(RoleNames.Root, _files.RootVersion)));

    /// <summary>What a targets role lists, by path, as published.</summary>
    /// <exception cref="TufException">There is no such role.</exception>
    public IReadOnlyDictionary<string, TargetFile> TargetsOf(string role) => RepositoryState.Load(_files).TargetsOf(role).Signed.Files;

    /// <summary>What a targets role will list once what is staged is published.</summary>
    /// <exception cref="TufException">There is no such role.</exception>
    public IReadOnlyDictionary<string, TargetFile> StagedTargetsOf(string role)
    {
        var state = RepositoryState.Load(_files);
        return StagedVersions.Read(_files, state).Over(state).TargetsOf(role).Signed.Files;
    }

    /// <summary>Where every role stands, the top-level ones first, those that are only staged last.</summary>
    public IReadOnlyList<RoleStatus> Status()
    {
        var state = RepositoryState.Load(_files);
        var staged = StagedVersions.Read(_files, state);
        var targets = state.Targets.OrderBy(role => role.Key != RoleNames.Targets).ThenBy(role => role.Key, StringComparer.Ordinal);
        return
        [
            Of(RoleNames.Root, state.Root.Signed),
            Of(RoleNames.Timestamp, state.Timestamp!.Signed),
            Of(RoleNames.Snapshot, state.Snapshot!.Signed),
            .. targets.Select(role => Of(role.Key, role.Value.Signed)),
            .. staged.Targets.Where(role => !state.Targets.ContainsKey(role.Key)).Select(role => OfNew(role.Key, role.Value.Signed)),
        ];

        RoleStatus Of(string role, Signed signed)
        {
            var signing = state.SignersOf(role).Role;
            var waiting = staged.StatusOf(role, _files);
            return new RoleStatus(role, signed.Version, signed.Expires, IsDue(role, signed), signing.KeyIds, signing.Threshold, waiting);
        }

        RoleStatus OfNew(string role, Signed signed)
        {
            var signing = staged.Over(state).SignersOf(role).Role;
            return new RoleStatus(role, 0, signed.Expires, false, signing.KeyIds, signing.Threshold, staged.StatusOf(role, _files));
        }
    }

    /// <summary>Adds, replaces and removes targets of a role.</summary>
    /// <returns>Whether clients see it now; else it is staged, on top of what was staged for the role before.</returns>
    /// <exception cref="ArgumentException">A path leads out of the targets, or is not delegated to the role.</exception>
    /// <exception cref="TufException">There is no such role.</exception>
    public bool Publish(string role, IEnumerable<NewTarget> added, IEnumerable<string> removed, IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var staged = StagedVersions.Read(_files, before);
        var published = before.TargetsOf(role).Signed;
        var basis = staged.Targets.TryGetValue(role, out var waiting) ? waiting.Signed : published;
        var files = basis.Files.ToDictionary();
        foreach (var path in removed)
            files.Remove(path);
        foreach (var target in added)
        {
            if (!before.MayList(role, target.Path))
                throw new ArgumentException($"'{target.Path}' is not delegated to {role}, so that no client would find it");
            files[target.Path] = _files.Store(target);
        }
        // Keys that wait for their own signatures sign as well: the version stays good when they are published.
        var next = Sign(
            role, basis with { Files = files, Version = published.Version + 1 }, keys,
            before.SignersOf(role).Role, staged.Over(before).SignersOf(role).Role);
        if (!before.IsSigned(role, next) || !CanSign(RoleNames.Snapshot, before, keys) || !CanSign(RoleNames.Timestamp, before, keys))
        {
            _files.Stage(role, next.Bytes);
            return false;
        }
        Commit(before, before.With(role, next), keys);
        _files.Unstage(role);
        return true;
    }

    /// <summary>Gives a role other keys. Takes effect with <see cref="PublishStaged"/>, once enough holders have signed: root keys
    /// for a top-level role, targets keys for a delegated one, and the role's new keys for its content.</summary>
    /// <param name="change">From the keys and threshold that it has, staged changes included.</param>
    /// <exception cref="ArgumentException">The threshold is no number of keys that the role has.</exception>
    public void ChangeKeys(string role, Func<RoleKeys, RoleKeys> change, IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var after = StagedVersions.Read(_files, before).Over(before);
        var (known, signing) = (after.SignersOf(role).Keys, after.SignersOf(role).Role);
        var wanted = change(new RoleKeys([.. signing.KeyIds.Select(id => known[id])], signing.Threshold));
        if (wanted.Threshold < 1 || wanted.Threshold > wanted.Keys.DistinctBy(key => key.KeyId).Count())
            throw new ArgumentException(
                $"{role} would need {wanted.Threshold} signatures of {wanted.Keys.Count} keys: add keys, or change the threshold");
        var next = signing with { KeyIds = [.. wanted.Keys.Select(key => key.KeyId).Distinct()], Threshold = wanted.Threshold };
        if (RoleNames.IsTopLevel(role))
            StageRoot(before, after.Root.Signed.WithRole(role, next, wanted.Keys), keys);
        else
            StageTargets(before, RoleNames.Targets, after.Targets[RoleNames.Targets].Signed.WithRole(role, next, wanted.Keys), keys);
        StageUnsigned(before, keys);
    }

    /// <summary>Delegates some targets to one more role, after those that there are. Takes effect with <see cref="PublishStaged"/>, once enough
    /// holders of targets keys, and of the role's own for its empty first version, have signed.</summary>
    /// <exception cref="ArgumentException">There is such a role, its name is a top-level one's, or its threshold is no number of its keys.</exception>
    public void AddRole(PlannedDelegation role, IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var after = StagedVersions.Read(_files, before).Over(before);
        if (role.Name.Length == 0 || RoleNames.IsTopLevel(role.Name) || after.Targets.ContainsKey(role.Name))
            throw new ArgumentException($"'{role.Name}' is a role already, or none that can be delegated to: take another name");
        if (role.Signers.Threshold < 1 || role.Signers.Threshold > role.Signers.Keys.DistinctBy(key => key.KeyId).Count())
            throw new ArgumentException($"{role.Name} would need {role.Signers.Threshold} signatures of {role.Signers.Keys.Count} keys: add keys");
        StageTargets(before, RoleNames.Targets, after.Targets[RoleNames.Targets].Signed.WithDelegation(role), keys);
        // One that was taken away goes on counting: no client accepts an older version of it.
        var first = new Targets { Version = before.VersionOf(role.Name) + 1, Expires = default };
        _files.Stage(role.Name, Sign(role.Name, first, keys, role.Signers.Role).Bytes);
    }

    /// <summary>Delegates nothing to a role any more: clients find none of its targets once <see cref="PublishStaged"/> has published that.</summary>
    /// <exception cref="ArgumentException">It is no delegated role.</exception>
    public void RemoveRole(string role, IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var targets = StagedVersions.Read(_files, before).Over(before).Targets[RoleNames.Targets].Signed;
        if (targets.Delegations?.Roles.Any(one => one.Name == role) != true)
            throw new ArgumentException($"{role} is no role that targets delegates to: see klip keys list");
        StageTargets(before, RoleNames.Targets, targets.WithoutDelegation(role), keys);
        _files.Unstage(role);
    }

    /// <summary>Deletes the files of targets that no role lists any more.</summary>
    /// <param name="grace">So long a target stays after the last metadata that listed it was replaced: who downloads it then may finish.</param>
    /// <returns>How many went.</returns>
    public int DeleteSuperseded(TimeSpan grace)
    {
        using var only = _files.Lock();
        var (state, since) = (RepositoryState.Load(_files), _time.GetUtcNow() - grace);
        var staged = StagedVersions.Read(_files, state);
        var listed = state.Targets.Values.Concat(staged.Targets.Values).SelectMany(role => role.Signed.Files.Values)
            .Concat(state.Targets.SelectMany(role => _files.ListedSince(role.Key, role.Value.Signed.Version, since)));
        return _files.DeleteTargets(listed, since);
    }

    /// <summary>Stages the next root or targets role as it is, so that its holders can sign it before it expires.</summary>
    public void StageRenewal(string role, IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var after = StagedVersions.Read(_files, before).Over(before);
        if (role == RoleNames.Root)
            StageRoot(before, after.Root.Signed, keys);
        else
            StageTargets(before, role, after.TargetsOf(role).Signed, keys);
    }

    /// <summary>Publishes everything that is staged, once all of it is signed.</summary>
    /// <param name="keys">Of snapshot and timestamp, where they sign anew.</param>
    /// <returns>The roles that have a new version; none where nothing was staged.</returns>
    /// <exception cref="TufException">Signatures are missing; the message says whose. Nothing was published.</exception>
    public IReadOnlyList<string> PublishStaged(IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var staged = StagedVersions.Read(_files, before);
        if (staged.Roles.Count == 0)
            return [];
        var after = staged.Over(before);
        foreach (var (role, metadata) in after.Targets)
            if (!staged.Targets.ContainsKey(role) && !after.IsSigned(role, metadata))
                after = after.With(role, Next(role, metadata.Signed, keys, after));
        staged.RequireComplete(after, _files);
        var changed = Commit(before, after, keys);
        foreach (var role in staged.Roles)
            _files.Unstage(role);
        return changed;
    }

    /// <summary>Signs anew what is due and can be signed with the keys at hand.</summary>
    /// <returns>The roles that have a new version.</returns>
    /// <exception cref="TufException">The keys of snapshot or timestamp are missing.</exception>
    public IReadOnlyList<string> Renew(IReadOnlyCollection<SigningKey> keys)
    {
        using var only = _files.Lock();
        var before = RepositoryState.Load(_files);
        var after = before;
        foreach (var (role, metadata) in before.Targets)
        {
            if (!IsDue(role, metadata.Signed))
                continue;
            var next = Next(role, metadata.Signed, keys, before);
            if (before.IsSigned(role, next))
                after = after.With(role, next);
        }
        return Commit(before, after, keys);
    }

    /// <summary>Writes what differs between two states, with new snapshot and timestamp where they differ or are due.</summary>
    private List<string> Commit(RepositoryState? before, RepositoryState after, IReadOnlyCollection<SigningKey> keys)
    {
        var changed = after.Targets.Where(role => before?.Targets.GetValueOrDefault(role.Key) != role.Value).ToDictionary();
        // Who trusted the old root and who trusts the new one both believe what old and new keys signed.
        Role[] RolesOf(string role) => before is null
            ? [after.SignersOf(role).Role]
            : [after.SignersOf(role).Role, before.SignersOf(role).Role];

        var snapshot = before?.Snapshot;
        if (changed.Count > 0 || snapshot is null || !after.IsSigned(RoleNames.Snapshot, snapshot)
            || IsDue(RoleNames.Snapshot, snapshot.Signed))
        {
            var meta = (snapshot?.Signed.Meta ?? new Dictionary<string, MetaFile>()).ToDictionary();
            foreach (var (role, metadata) in changed)
                meta[RoleNames.MetaPath(role)] = MetaFile.Of(metadata.Signed.Version, metadata.Bytes.Span);
            var next = (snapshot?.Signed ?? new Snapshot { Version = 0, Expires = default, Meta = meta }) with { Meta = meta };
            snapshot = Sign(RoleNames.Snapshot, next with { Version = next.Version + 1 }, keys, RolesOf(RoleNames.Snapshot));
            after.SignersOf(RoleNames.Snapshot).Require(snapshot, "snapshot.json", "root");
        }

        var timestamp = before?.Timestamp;
        if (snapshot != before?.Snapshot || timestamp is null || !after.IsSigned(RoleNames.Timestamp, timestamp)
            || IsDue(RoleNames.Timestamp, timestamp.Signed))
        {
            var next = new Timestamp
            {
                Version = (timestamp?.Signed.Version ?? 0) + 1,
                Expires = default,
                Snapshot = MetaFile.Of(snapshot.Signed.Version, snapshot.Bytes.Span),
                OtherFields = timestamp?.Signed.OtherFields ?? new Dictionary<string, System.Text.Json.JsonElement>(),
            };
            timestamp = Sign(RoleNames.Timestamp, next, keys, RolesOf(RoleNames.Timestamp));
            after.SignersOf(RoleNames.Timestamp).Require(timestamp, "timestamp.json", "root");
        }

        // Nothing was written so far. From here on, what is written is seen only once the timestamp tells of it; a root is found by
        // its name, and comes last.
        foreach (var (role, metadata) in changed)
            _files.Write(role, metadata.Signed.Version, metadata.Bytes);
        if (snapshot != before?.Snapshot)
            _files.Write(RoleNames.Snapshot, snapshot.Signed.Version, snapshot.Bytes);
        if (timestamp != before?.Timestamp)
            _files.Write(RoleNames.Timestamp, null, timestamp.Bytes);
        if (after.Root != before?.Root)
            _files.Write(RoleNames.Root, after.Root.Signed.Version, after.Root.Bytes);
        return
        [
            .. after.Root != before?.Root ? [RoleNames.Root] : Array.Empty<string>(),
            .. changed.Keys,
            .. snapshot != before?.Snapshot ? [RoleNames.Snapshot] : Array.Empty<string>(),
            .. timestamp != before?.Timestamp ? [RoleNames.Timestamp] : Array.Empty<string>(),
        ];
    }

    private RepositoryState FirstVersions(RepositoryPlan plan, IReadOnlyCollection<SigningKey> keys)
    {
        var top = new Dictionary<string, RoleKeys>
        {
            [RoleNames.Root] = plan.Root,
            [RoleNames.Timestamp] = plan.Timestamp,
            [RoleNames.Snapshot] = plan.Snapshot,
            [RoleNames.Targets] = plan.Targets,
        };
        var root = Sign(RoleNames.Root, new Root
        {
            Version = 1,
            Expires = default,
            Keys = top.Values.SelectMany(role => role.Keys).DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId),
            Roles = top.ToDictionary(role => role.Key, role => role.Value.Role),
        }, keys, plan.Root.Role);
        root.Signed.SignersOf(RoleNames.Root).Require(root, "root.json", "it");
        var targets = new Targets
        {
            Version = 1,
            Expires = default,
            Delegations = plan.Delegations.Count == 0 ? null : new Delegations
            {
                Keys = plan.Delegations.SelectMany(role => role.Signers.Keys).DistinctBy(key => key.KeyId).ToDictionary(key => key.KeyId),
                Roles = [.. plan.Delegations.Select(role =>
                    new DelegatedRole(role.Name, role.Signers.Role, role.Terminating) { Paths = role.Paths })],
            },
        };
        var state = new RepositoryState(root, null, null, new Dictionary<string, Metadata<Targets>>
        {
            [RoleNames.Targets] = Sign(RoleNames.Targets, targets, keys, plan.Targets.Role),
        });
        foreach (var role in plan.Delegations)
            state = state.With(role.Name, Sign(role.Name, new Targets { Version = 1, Expires = default }, keys, role.Signers.Role));
        foreach (var (role, metadata) in state.Targets)
            state.SignersOf(role).Require(metadata, RoleNames.MetaPath(role), "its delegator");
        return state;
    }

    private void StageRoot(RepositoryState before, Root next, IReadOnlyCollection<SigningKey> keys)
    {
        var signed = Sign(
            RoleNames.Root, next with { Version = before.Root.Signed.Version + 1 }, keys,
            before.SignersOf(RoleNames.Root).Role, next.Roles[RoleNames.Root]);
        _files.Stage(RoleNames.Root, signed.Bytes);
    }

    private void StageTargets(RepositoryState before, string role, Targets next, IReadOnlyCollection<SigningKey> keys)
    {
        var after = StagedVersions.Read(_files, before).Over(before);
        var signed = Sign(
            role, next with { Version = before.Targets[role].Signed.Version + 1 }, keys,
            before.SignersOf(role).Role, after.SignersOf(role).Role);
        _files.Stage(role, signed.Bytes);
    }

    // New keys of a role must sign its content as well, or no client would believe it any more.
    private void StageUnsigned(RepositoryState before, IReadOnlyCollection<SigningKey> keys)
    {
        var after = StagedVersions.Read(_files, before).Over(before);
        foreach (var (role, metadata) in after.Targets)
            if (!after.IsSigned(role, metadata))
                StageTargets(before, role, metadata.Signed, keys);
    }

    private Metadata<T> Sign<T>(string role, T signed, IReadOnlyCollection<SigningKey> keys, params Role[] roles)
        where T : Signed, ISignedFormat<T>
    {
        // Whole seconds, as they are written.
        var expires = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + _options.LifetimeOf(role)).ToUnixTimeSeconds());
        var signing = keys.Where(key => roles.Any(one => one.KeyIds.Contains(key.Public.KeyId))).DistinctBy(key => key.Public.KeyId);
        return MetadataJson.Sign(signed with { Expires = expires }, signing);
    }

    private static bool CanSign(string role, RepositoryState state, IReadOnlyCollection<SigningKey> keys) =>
        state.SignersOf(role).Role is var signing
        && keys.Select(key => key.Public.KeyId).Distinct().Count(signing.KeyIds.Contains) >= signing.Threshold;

    private Metadata<Targets> Next(string role, Targets targets, IReadOnlyCollection<SigningKey> keys, RepositoryState state) =>
        Sign(role, targets with { Version = targets.Version + 1 }, keys, state.SignersOf(role).Role);

    private bool IsDue(string role, Signed signed) =>
        signed.Expires - _time.GetUtcNow() < _options.LifetimeOf(role) * _options.RenewalShare;
}
