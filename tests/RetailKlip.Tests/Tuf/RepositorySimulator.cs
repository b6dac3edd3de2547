using RetailKlip.Tuf;

namespace RetailKlip.Tests.Tuf;

/// <summary>
/// A repository in memory that a test changes at will, also into what no honest repository would publish. Every role starts with
/// version 1, one ECDSA key and a threshold of 1.
/// </summary>
internal sealed class RepositorySimulator
{
    private readonly Dictionary<string, Signed> _current = [];
    private readonly DateTimeOffset _expires;

    /// <param name="expires">When the first version of every role expires; null is <see cref="SafeExpiry"/>.</param>
    public RepositorySimulator(DateTimeOffset? expires = null)
    {
        _expires = expires ?? SafeExpiry;
        foreach (var role in RoleNames.TopLevel)
            Signers[role] = [SigningKey.Generate(SignatureAlgorithm.EcdsaP256)];
        var keys = Signers.ToDictionary(role => role.Key, role => role.Value[0].Public);
        _current[RoleNames.Root] = new Root
        {
            Version = 1,
            Expires = _expires,
            Keys = keys.Values.ToDictionary(key => key.KeyId),
            Roles = keys.ToDictionary(role => role.Key, role => new Role([role.Value.KeyId], 1)),
        };
        _current[RoleNames.Timestamp] = new Timestamp { Version = 1, Expires = _expires, Snapshot = new MetaFile(1) };
        _current[RoleNames.Snapshot] = new Snapshot { Version = 1, Expires = _expires, Meta = new Dictionary<string, MetaFile>() };
        _current[RoleNames.Targets] = new Targets { Version = 1, Expires = _expires };
        Publish(RoleNames.Targets, RoleNames.Snapshot, RoleNames.Timestamp, RoleNames.Root);
    }

    /// <summary>The time that tests run at.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset SafeExpiry { get; } = Now.AddDays(30);

    /// <summary>Every version that was published, the first one first, as bytes.</summary>
    public Dictionary<string, List<byte[]>> Published { get; } = [];

    /// <summary>Who signs a role's next version.</summary>
    public Dictionary<string, List<SigningKey>> Signers { get; } = [];

    public Dictionary<string, byte[]> Content { get; } = [];

    /// <summary>Whether timestamp and snapshot say lengths and hashes.</summary>
    public bool DescribesFiles { get; set; }

    /// <summary>Metadata that a client asked for: role as in the address, version where the name has one.</summary>
    public List<(string Role, long? Version)> Requests { get; } = [];

    /// <summary>Targets that a client asked for: path, and hash where the name has one.</summary>
    public List<(string Path, string? Hash)> TargetRequests { get; } = [];

    public Root Root
    {
        get => (Root)_current[RoleNames.Root];
        set => _current[RoleNames.Root] = value;
    }

    public Timestamp Timestamp
    {
        get => (Timestamp)_current[RoleNames.Timestamp];
        set => _current[RoleNames.Timestamp] = value;
    }

    public Snapshot Snapshot
    {
        get => (Snapshot)_current[RoleNames.Snapshot];
        set => _current[RoleNames.Snapshot] = value;
    }

    public Targets Targets
    {
        get => TargetsOf(RoleNames.Targets);
        set => Set(RoleNames.Targets, value);
    }

    public Targets TargetsOf(string role) => (Targets)_current[role];

    public void Set(string role, Signed signed) => _current[role] = signed;

    /// <summary>Signs and publishes roles in order, each under the next version, or under the version it has where none is
    /// published; snapshot and timestamp then tell of it once they are published themselves.</summary>
    public void Publish(params string[] roles)
    {
        foreach (var role in roles)
        {
            if (Published.ContainsKey(role))
                _current[role] = _current[role] with { Version = _current[role].Version + 1 };
            var bytes = Sign(role);
            if (!Published.TryAdd(role, [bytes]))
                Published[role].Add(bytes);
            var meta = DescribesFiles ? MetaFile.Of(_current[role].Version, bytes) : new MetaFile(_current[role].Version);
            if (role == RoleNames.Snapshot)
                Timestamp = Timestamp with { Snapshot = meta };
            else if (role is not RoleNames.Root and not RoleNames.Timestamp)
                List($"{role}.json", meta);
        }
    }

    /// <summary>Publishes the next version of everything below root.</summary>
    public void PublishContent() => Publish(RoleNames.Targets, RoleNames.Snapshot, RoleNames.Timestamp);

    /// <summary>Makes the snapshot list a file.</summary>
    public void List(string path, MetaFile meta) =>
        Snapshot = Snapshot with { Meta = new Dictionary<string, MetaFile>(Snapshot.Meta) { [path] = meta } };

    public void Unlist(string path) =>
        Snapshot = Snapshot with { Meta = Snapshot.Meta.Where(file => file.Key != path).ToDictionary() };

    public SigningKey AddKey(string role) => AddKey(role, SigningKey.Generate(SignatureAlgorithm.EcdsaP256));

    public SigningKey AddKey(string role, SigningKey key)
    {
        Change(role, known => known with { KeyIds = [.. known.KeyIds, key.Public.KeyId] }, key.Public);
        Signers[role].Add(key);
        return key;
    }

    /// <summary>Takes all keys from a top-level role and gives it as many new ones as its threshold asks for.</summary>
    public void RotateKeys(string role)
    {
        SetKeys(role, Root.Roles[role].Threshold, [], []);
        for (var i = 0; i < Root.Roles[role].Threshold; i++)
            AddKey(role);
    }

    /// <summary>Gives a top-level role other keys, and other keys that really sign.</summary>
    public void SetKeys(string role, int threshold, IEnumerable<SigningKey> keys, IEnumerable<SigningKey> signing)
    {
        var all = keys.ToList();
        Change(role, _ => new Role([.. all.Select(key => key.Public.KeyId)], threshold), [.. all.Select(key => key.Public)]);
        Signers[role] = [.. signing];
    }

    public void SetThreshold(string role, int threshold) => Change(role, known => known with { Threshold = threshold });

    public void AddTarget(string role, string path, byte[] content) => AddTarget(role, TargetFile.Of(path, content), content);

    public void AddTarget(string role, TargetFile target, byte[] content)
    {
        var targets = TargetsOf(role);
        Set(role, targets with { Files = new Dictionary<string, TargetFile>(targets.Files) { [target.Path] = target } });
        Content[target.Path] = content;
    }

    /// <summary>Delegates to a role, after those that its delegator has; a role that is new gets a first version that expires with
    /// the others.</summary>
    /// <returns>The role's new key.</returns>
    public SigningKey Delegate(string delegator, string role, bool terminating = false, params string[] paths)
    {
        var key = SigningKey.Generate(SignatureAlgorithm.EcdsaP256);
        var targets = TargetsOf(delegator);
        var delegations = targets.Delegations ?? new Delegations { Keys = new Dictionary<string, PublicKey>() };
        Set(delegator, targets with
        {
            Delegations = delegations with
            {
                Keys = new Dictionary<string, PublicKey>(delegations.Keys) { [key.Public.KeyId] = key.Public },
                Roles = [.. delegations.Roles, new DelegatedRole(role, new Role([key.Public.KeyId], 1), terminating) { Paths = paths }],
            },
        });
        AddRole(role, key);
        return key;
    }

    /// <summary>Adds a targets role that <paramref name="key"/> signs.</summary>
    public void AddRole(string role, SigningKey key)
    {
        _current.TryAdd(role, new Targets { Version = 1, Expires = _expires });
        if (!Signers.TryAdd(role, [key]))
            Signers[role].Add(key);
    }

    /// <summary>Answers a request as it stands in the address, below the repository's own path; null is "404".</summary>
    public byte[]? Answer(string path)
    {
        if (path.StartsWith("metadata/", StringComparison.Ordinal) && path.EndsWith(".json", StringComparison.Ordinal))
            return AnswerMetadata(path["metadata/".Length..^".json".Length]);
        if (!path.StartsWith("targets/", StringComparison.Ordinal))
            return null;
        var target = path["targets/".Length..];
        string? hash = null;
        if (Root.ConsistentSnapshot)
        {
            var name = target.LastIndexOf('/') + 1;
            var dot = target.IndexOf('.', name);
            (hash, target) = (target[name..dot], target[..name] + target[(dot + 1)..]);
        }
        target = Uri.UnescapeDataString(target);
        lock (TargetRequests)
            TargetRequests.Add((target, hash));
        return Content.GetValueOrDefault(target);
    }

    private byte[]? AnswerMetadata(string name)
    {
        long? version = null;
        if (name != RoleNames.Timestamp && (Root.ConsistentSnapshot || name.EndsWith(".root", StringComparison.Ordinal)))
        {
            var dot = name.IndexOf('.');
            (version, name) = (long.Parse(name[..dot], System.Globalization.CultureInfo.InvariantCulture), name[(dot + 1)..]);
        }
        lock (Requests)
            Requests.Add((name, version));
        if (!Published.TryGetValue(Uri.UnescapeDataString(name), out var versions))
            return null;
        return version is null ? versions[^1] : versions.ElementAtOrDefault((int)version.Value - 1);
    }

    private byte[] Sign(string role) => (_current[role] switch
    {
        Root root => MetadataJson.Sign(root, Signers[role]).Bytes,
        Timestamp timestamp => MetadataJson.Sign(timestamp, Signers[role]).Bytes,
        Snapshot snapshot => MetadataJson.Sign(snapshot, Signers[role]).Bytes,
        var targets => MetadataJson.Sign((Targets)targets, Signers[role]).Bytes,
    }).ToArray();

    private void Change(string role, Func<Role, Role> change, params PublicKey[] keys)
    {
        var all = new Dictionary<string, PublicKey>(Root.Keys);
        foreach (var key in keys)
            all[key.KeyId] = key;
        Root = Root with { Keys = all, Roles = new Dictionary<string, Role>(Root.Roles) { [role] = change(Root.Roles[role]) } };
    }
}
