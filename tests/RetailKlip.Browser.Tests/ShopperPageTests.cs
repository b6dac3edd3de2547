using Microsoft.Playwright;
using RetailKlip.Core;
using RetailKlip.Tests.Kiosk;
using static Microsoft.Playwright.Assertions;

namespace RetailKlip.Browser.Tests;

/// <summary>The shopper's page of the real kiosk in a real browser.</summary>
public sealed class ShopperPageTests(Browser browser, ShopFloor floor) : PageTests(browser)
{
    [Theory]
    [InlineData(1920, 1080, "shopper")]
    [InlineData(1080, 1920, "shopper-portrait")]
    public async Task Items_appear_by_themselves_and_the_live_tray_shows_them(int width, int height, string name)
    {
        await OpenAsync(width, height);

        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);
        foreach (var product in floor.Products)
            await Expect(Page.Locator($".line[data-sku='{product.Product.Sku}']")).ToContainTextAsync(product.Product.Name);
        await Expect(Page.Locator(".box.accepted")).ToHaveCountAsync(floor.Products.Count);
        await Expect(Page.Locator(".count")).ToHaveTextAsync($"{floor.Products.Count} items");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Finish" })).ToBeEnabledAsync();
        await AssertPicturesAreLoadedAsync();
        await AssertTouchableAsync();
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync(name);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_line_is_removed_and_the_rest_is_finished()
    {
        await OpenAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);
        var removed = floor.Products[0].Product;

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {removed.Name}", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count - 1);
        await Expect(Page.Locator(".box.leftOut")).ToHaveCountAsync(1);
        await Expect(Page.Locator("p[aria-live=polite]")).ToContainTextAsync($"{removed.Name} removed");
        await Page.GetByRole(AriaRole.Button, new() { Name = $"One more {floor.Products[1].Product.Name}", Exact = true }).ClickAsync();
        await Expect(Page.Locator($".line[data-sku='{floor.Products[1].Product.Sku}'] output")).ToHaveTextAsync("2");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Finish" }).ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you!" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".thanks li")).ToHaveCountAsync(floor.Products.Count - 1);
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync("thanks");
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(1920, 1080, "pick-list")]
    [InlineData(1080, 1920, "pick-list-portrait")]
    public async Task An_ambiguous_item_is_asked_about_with_pictures_and_the_choice_joins_the_basket(int width, int height, string name)
    {
        await OpenAsync(width, height, DecisionKind.Ambiguous);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Is it one of these?" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".box.ambiguous")).ToHaveCountAsync(floor.Products.Count);
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Finish" })).ToBeDisabledAsync();
        await AssertPicturesAreLoadedAsync();
        await AssertTouchableAsync();
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync(name);

        var choice = Page.Locator(".pick[data-sku]").First;
        var sku = await choice.GetAttributeAsync("data-sku");
        await choice.ClickAsync();

        await Expect(Page.Locator($".line[data-sku='{sku}']")).ToContainTextAsync("Chosen by you");
        await Expect(Page.Locator(".box.ambiguous")).ToHaveCountAsync(floor.Products.Count - 1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "None of these" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Ask for help" })).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task An_unknown_item_offers_help_and_can_be_left_out()
    {
        await OpenAsync(decision: DecisionKind.Unknown);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "This one is new to us" })).ToBeVisibleAsync();
        await Expect(Page.Locator(".box.unknown")).ToHaveCountAsync(floor.Products.Count);
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync("unknown");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Ask for help" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Help is on its way" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "No help needed" }).ClickAsync();
        for (var left = floor.Products.Count - 1; left >= 0; left--)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "Leave it out" }).ClickAsync();
            await Expect(Page.Locator(".box.unknown")).ToHaveCountAsync(left);
        }

        await Expect(Page.Locator(".box.leftOut")).ToHaveCountAsync(floor.Products.Count);
        await Expect(Page.GetByText("Lay your items on the tray")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task An_unknown_item_is_found_by_picture_and_first_letter_and_a_line_taken_out_is_put_back()
    {
        await OpenAsync(decision: DecisionKind.Unknown);
        await Expect(Page.Locator(".box.unknown")).ToHaveCountAsync(floor.Products.Count);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Find it yourself" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Dialog, new() { Name = "Which one is it?" })).ToBeVisibleAsync();
        var all = await Page.Locator(".found .pick").CountAsync();
        Assert.True(all > 12, $"{all} products are offered");
        var wanted = floor.Products[0].Product;
        await AssertTouchableAsync();
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync("look-up");

        await Page.GetByRole(AriaRole.Button, new() { Name = $"Names with {wanted.Name[..1]}" }).ClickAsync();
        await Expect(Page.Locator(".found .pick")).Not.ToHaveCountAsync(all);
        await Page.Locator($".found .pick[data-sku='{wanted.Sku}']").ClickAsync();

        await Expect(Page.Locator($".line[data-sku='{wanted.Sku}']")).ToContainTextAsync("Chosen by you");
        await Expect(Page.Locator(".box.unknown")).ToHaveCountAsync(floor.Products.Count - 1);
        await Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {wanted.Name}", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Put it back" }).ClickAsync();
        await Expect(Page.Locator($".line[data-sku='{wanted.Sku}']")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Put it back" })).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_reload_and_a_killedKiosk_come_back_to_the_same_basket_by_themselves()
    {
        await OpenAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);
        await Page.GetByRole(AriaRole.Button, new() { Name = $"One more {floor.Products[2].Product.Name}", Exact = true }).ClickAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync($"{floor.Products.Count + 1} items");

        await Page.ReloadAsync();
        await Expect(Page.Locator(".count")).ToHaveTextAsync($"{floor.Products.Count + 1} items");

        var address = Kiosk!.Address;
        await Kiosk.KillAsync();
        await Expect(Page.Locator("#connection-notice")).ToBeVisibleAsync();
        Kiosk.Dispose();
        Kiosk = await KioskProcess.StartAsync(address, Data.Path, "Camera=/dev/nowhere/video.avi");
        await Expect(Page.Locator(".status")).ToContainTextAsync("Short break");
        await Expect(Page.Locator(".count")).ToHaveTextAsync($"{floor.Products.Count + 1} items");
        await Expect(Page.Locator(".reason")).ToContainTextAsync("/dev/nowhere/video.avi");
    }

    [Fact]
    public async Task The_keyboard_alone_removes_a_line_and_finishes()
    {
        await OpenAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);

        await PressUntilFocusedAsync(".line .remove");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count - 1);
        await PressUntilFocusedAsync(".finish");
        await Page.Keyboard.PressAsync("Space");

        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you!" })).ToBeVisibleAsync();
    }

    private async Task OpenAsync(int width = 1920, int height = 1080, DecisionKind decision = DecisionKind.Accepted) =>
        await ShowAsync(await floor.OpenAsync(Data.Path, decision), width, height);

    /// <summary>Thumbnails are there, and the canvas shows a picture with contrast, not one colour.</summary>
    private async Task AssertPicturesAreLoadedAsync()
    {
        await Page.WaitForFunctionAsync("() => [...document.images].every(image => image.complete && image.naturalWidth > 16 || image.src.endsWith('.svg'))");
        await Page.WaitForFunctionAsync("() => document.querySelector('live-tray').drawn > 3");
        var spread = await Page.EvaluateAsync<double>("""
            () => {
              const canvas = document.querySelector("live-tray canvas");
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              let low = 255, high = 0;
              for (let i = 1; i < pixels.length; i += 400) {
                low = Math.min(low, pixels[i]);
                high = Math.max(high, pixels[i]);
              }
              return high - low;
            }
            """);
        Assert.True(spread > 60, $"the live picture has only {spread} grey levels");
    }
}
