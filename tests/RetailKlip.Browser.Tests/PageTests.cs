using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RetailKlip.Tests;
using RetailKlip.Tests.Kiosk;

namespace RetailKlip.Browser.Tests;

/// <summary>A kiosk with a browser in front of it, and what every page must be: complete, large enough to touch, usable by everybody.</summary>
public abstract class PageTests(Browser browser) : IAsyncDisposable
{
    private IPage? _page;

    /// <summary>The kiosk's own folder.</summary>
    private protected TemporaryFolder Data { get; } = new();

    private protected KioskProcess? Kiosk { get; set; }

    /// <summary>What the browser's console complained about.</summary>
    private protected List<string> Complaints { get; } = [];

    private protected IPage Page => _page!;

    public virtual async ValueTask DisposeAsync()
    {
        if (_page is not null)
            await _page.CloseAsync();
        if (Kiosk is not null)
            await Kiosk.KillAsync();
        Kiosk?.Dispose();
        Data.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task ShowAsync(KioskProcess kiosk, int width, int height)
    {
        Kiosk = kiosk;
        _page = await browser.OpenAsync(width, height);
        _page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                Complaints.Add(message.Text);
        };
        _page.PageError += (_, error) => Complaints.Add(error);
        await _page.GotoAsync(kiosk.Address.ToString());
    }

    private protected async Task PressUntilFocusedAsync(string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
                return;
        }
        Assert.Fail($"{selector} cannot be reached with the keyboard");
    }

    private protected async Task AssertTouchableAsync()
    {
        foreach (var button in await Page.Locator("button:visible").AllAsync())
        {
            var box = await button.BoundingBoxAsync();
            Assert.True(box is { Width: >= 48, Height: >= 48 }, $"{await button.InnerTextAsync()} {await button.GetAttributeAsync("aria-label")} is {box?.Width}×{box?.Height} px");
        }
    }

    private protected async Task AssertAccessibleAsync()
    {
        var found = await Page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("\n", found.Violations.Select(violation =>
            $"{violation.Id}: {violation.Help} {string.Join(" ", violation.Nodes.Select(node => node.Html))}")));
    }

    // Lines slide in; a picture is taken, and contrast measured, of the page at rest.
    private protected async Task Settled() => await Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState === 'finished')");

    /// <summary>Checks that the page fits its screen and, where a folder is named, keeps its picture.</summary>
    private protected async Task ScreenshotAsync(string name)
    {
        var overflow = await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight");
        Assert.False(overflow, "the page is larger than its screen");
        var picture = await Page.ScreenshotAsync();
        Assert.True(picture.Length > 20_000, $"the screenshot has only {picture.Length} bytes");
        if (Environment.GetEnvironmentVariable("RETAILKLIP_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".png"), picture);
    }
}
