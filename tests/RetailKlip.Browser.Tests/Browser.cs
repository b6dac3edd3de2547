using Microsoft.Playwright;
using RetailKlip.Browser.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace RetailKlip.Browser.Tests;

/// <summary>Debian's own Chromium, started once for all tests. Nothing is downloaded.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Executable = "/usr/bin/chromium";

    // In milliseconds: a page is quick, a busy machine is not.
    private const float Patience = 60_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
            return;
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        // Without a sandbox, since CI runs as root; the pages are the kiosk's own.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--no-sandbox"] });
    }

    /// <summary>A fresh page of the size of a screen. Skips where there is no Chromium, fails where it was promised (CI=true).</summary>
    public async Task<IPage> OpenAsync(int width, int height)
    {
        const string Missing = $"{Executable} is missing: install the package chromium.";
        if (_browser is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Missing);
        Assert.SkipWhen(_browser is null, Missing);
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height } });
        page.SetDefaultTimeout(Patience);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
