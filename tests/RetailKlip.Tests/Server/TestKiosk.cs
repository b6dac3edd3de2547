using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Server;

/// <summary>The client that kiosks fetch releases with, registered with a server by its repository's fingerprint.</summary>
internal sealed class TestKiosk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunningServer _server;
    private Updater? _updater;

    private TestKiosk(RunningServer server) => _server = server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestKiosk> RefreshAsync(RunningServer server, TestUpdates updates)
    {
        var kiosk = new TestKiosk(server);
        kiosk.Store.Trust(await server.Anonymous.GetByteArrayAsync("/tuf/metadata/1.root.json", Cancellation), updates.Fingerprint);
        await kiosk.RefreshAsync();
        return kiosk;
    }

    private MetadataStore Store => new(_folder.File("trusted"));

    public string File(string name) => _folder.File(name);

    /// <summary>Learns what is newest.</summary>
    public async Task RefreshAsync()
    {
        var address = _server.Anonymous.BaseAddress!;
        _updater = new Updater(Store, new Uri(address, "/tuf/metadata/"), new Uri(address, "/tuf/targets/"), _server.Anonymous);
        await _updater.RefreshAsync(Cancellation);
    }

    public async Task<(string Path, ReleaseRecord Record)> FetchAsync(string path)
    {
        var target = await _updater!.FindAsync(path, Cancellation);
        Assert.NotNull(target);
        var file = _folder.File($"{Guid.NewGuid():n}.package");
        await _updater.DownloadAsync(target, file, Cancellation);
        return (file, ReleaseRecord.Read(target.Custom, path));
    }

    /// <summary>The skus of a gallery's newest whole release.</summary>
    public async Task<IEnumerable<string>> SkusAsync(string gallery)
    {
        var (path, record) = await FetchAsync(ReleaseTargets.Snapshot(gallery));
        ReleasePackage.Unpack(path, record, File($"{gallery}.release"));
        return ReleaseFile.Load(File($"{gallery}.release")).Content.Gallery.Products.Select(product => product.Sku.Value);
    }

    public void Dispose() => _folder.Dispose();
}
