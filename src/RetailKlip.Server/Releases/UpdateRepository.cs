using Microsoft.Extensions.Options;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>
/// The update repository that kiosks follow, and the online keys that this server signs releases with. The keys that decide about all others stay
/// offline: the repository is made, and its keys are changed, with <c>klip keys</c>.
/// </summary>
internal sealed class UpdateRepository(IOptions<ServerOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Signs releases.</summary>
    public const string GalleriesRole = "galleries";

    /// <summary>Signs encoders: mostly with keys that are offline, since what it signs runs on kiosks.</summary>
    public const string ModelsRole = "models";

    private readonly Lock _opening = new();
    private IReadOnlyList<SigningKey>? _keys;

    public string Folder => Path.GetFullPath(options.Value.Repository.Length > 0 ? options.Value.Repository : Path.Combine(options.Value.Data, "tuf"));

    public bool Exists => Directory.Exists(MetadataFolder) && Directory.EnumerateFiles(MetadataFolder, "*.root.json").Any();

    /// <summary>Kiosks are given it as it is.</summary>
    public string MetadataFolder => Path.Combine(Folder, "metadata");

    /// <summary>Kiosks are given it as it is.</summary>
    public string TargetsFolder => Path.Combine(Folder, "targets");

    private string KeysFolder => Path.GetFullPath(options.Value.Keys.Length > 0 ? options.Value.Keys : Path.Combine(options.Value.Data, "keys"));

    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="TufException">It is damaged, or not signed by its keys.</exception>
    public Repository Open() => Exists ? Repository.Open(Folder, time: time)
        : throw new FileNotFoundException(
            $"{Folder} holds no update repository: make one with 'klip keys init --repository {Folder}', see the server's README.");

    /// <summary>The private keys of the keys folder, decrypted when they are first needed.</summary>
    /// <exception cref="FileNotFoundException">There are none.</exception>
    /// <exception cref="FormatException">One cannot be opened with <see cref="ServerOptions.KeysPassphrase"/>.</exception>
    public IReadOnlyList<SigningKey> Keys()
    {
        lock (_opening)
        {
            if (_keys is not null)
                return _keys;
            var files = Directory.Exists(KeysFolder)
                ? Directory.GetFiles(KeysFolder, "*.pem").Where(file => !file.EndsWith(".pub.pem", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal).ToList()
                : [];
            return files.Count == 0
                ? throw new FileNotFoundException($"{KeysFolder} holds no private key (*.pem): put the online key there, see the server's README.")
                : _keys = [.. files.Select(file => KeyFile.Read(file, options.Value.KeysPassphrase))];
        }
    }

    public void Dispose()
    {
        foreach (var key in _keys ?? [])
            key.Dispose();
    }
}
