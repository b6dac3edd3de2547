using Microsoft.Playwright;
using RetailKlip.Core;
using RetailKlip.Tests.Kiosk;
using static Microsoft.Playwright.Assertions;

namespace RetailKlip.Browser.Tests;

/// <summary>The shopper's page in the languages it speaks.</summary>
public sealed class LanguagePageTests(Browser browser, ShopFloor floor) : PageTests(browser)
{
    [Theory]
    [InlineData("Deutsch", "de", "ltr", "Ihr Warenkorb", 1920, 1080)]
    [InlineData("Français", "fr", "ltr", "Votre panier", 1080, 1920)]
    [InlineData("Español", "es", "ltr", "Su cesta", 1080, 1920)]
    [InlineData("العربية", "ar", "rtl", "سلتك", 1920, 1080)]
    public async Task The_shopper_chooses_a_language_in_the_middle_and_the_basket_stays(
        string name, string language, string direction, string basket, int width, int height)
    {
        await ShowAsync(await floor.OpenAsync(Data.Path, DecisionKind.Accepted), width, height);
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);

        await Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("dir", direction);
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = basket })).ToBeVisibleAsync();
        await Expect(Page.Locator(".line")).ToHaveCountAsync(floor.Products.Count);
        // Texts that come later, through the live connection, are in it too.
        await Expect(Page.Locator("#kiosk[data-interactive=yes]")).ToBeVisibleAsync();
        await Page.Locator(".line .remove").First.ClickAsync();
        await Expect(Page.Locator(".taken")).ToBeVisibleAsync();
        await AssertTouchableAsync();
        await AssertAccessibleAsync();
        await Settled();
        await ScreenshotAsync($"language-{language}");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task When_nobody_is_there_any_more_the_page_goes_back_to_the_stores_own_language()
    {
        await ShowAsync(await KioskProcess.StartAsync(Data.Path, "Camera=/dev/nowhere/video.avi", "Languages=de,en", "IdleReset=00:00:05"), 1920, 1080);
        await Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Your basket" })).ToBeVisibleAsync();

        await Expect(Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Ihr Warenkorb" })).ToBeVisibleAsync();
    }
}
