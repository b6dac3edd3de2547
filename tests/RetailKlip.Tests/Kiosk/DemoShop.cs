namespace RetailKlip.Tests.Kiosk;

/// <summary>The demo's gallery, enrolled once by a kiosk with the bundled encoder, for kiosks with data folders of their own.</summary>
public sealed class DemoShop : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await using var kiosk = await RunningKiosk.StartAsync(_folder.Path, "Camera=/dev/nowhere/video.avi");
        await kiosk.HealthOfAsync("gallery", "healthy");
    }

    /// <summary>Makes a data folder that holds the gallery.</summary>
    public string Open(string data)
    {
        Directory.CreateDirectory(data);
        foreach (var file in Directory.GetFiles(_folder.Path, "gallery-*"))
            File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        return data;
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
