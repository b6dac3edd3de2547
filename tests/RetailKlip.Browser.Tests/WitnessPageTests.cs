using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Playwright;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Tests.Kiosk;
using static Microsoft.Playwright.Assertions;

namespace RetailKlip.Browser.Tests;

/// <summary>What the page asks beside "which one is it", and what it says about why.</summary>
public sealed class WitnessPageTests(Browser browser, ShopFloor floor) : PageTests(browser)
{
    private const string Key = "attendant-of-these-tests";

    private static readonly Pose Left = new(PoseSide.Front, 0, 6, -180, 8), Right = new(PoseSide.Front, 0, -5, 130, 30);

    private readonly StagedTray _tray = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _tray.DisposeAsync();
    }

    [Theory]
    [InlineData(1920, 1080, "ask-barcode")]
    [InlineData(1080, 1920, "ask-barcode-portrait")]
    public async Task A_valuable_item_is_asked_for_its_bar_code_and_offers_no_choice(int width, int height, string name)
    {
        var valuable = new ProductRule(Required: Witnesses.Barcode);
        await OpenAsync(DecisionKind.Accepted, new() { ["choc-1"] = valuable }, width, height);
        _tray.Lay(new StagedTray.Laid("choc-1", Left));

        await AskedAsync("Please show us its bar code", name);
        await Expect(Page.Locator(".box.ambiguous")).ToHaveTextAsync("Bar code?");
        await Expect(Page.Locator(".pick")).ToHaveCountAsync(0);
        await Expect(Page.Locator(".finish")).ToBeDisabledAsync();

        _tray.Lay(new StagedTray.Laid("choc-1", Left, EanOf("choc-1")));
        await Expect(Page.Locator(".line[data-sku='choc-1']")).ToBeVisibleAsync();
        await Expect(Page.Locator(".question")).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Twins_with_bar_codes_are_asked_for_them_and_may_be_chosen_all_the_same()
    {
        var byCode = DemoCatalogue.Products.ToDictionary(product => product.Product.Sku.Value, _ => new ProductRule(TieBreaker.Barcode));
        await OpenAsync(DecisionKind.Ambiguous, byCode);
        _tray.Lay(new StagedTray.Laid("cereal-1", Left));

        await AskedAsync("Please show us its bar code", "ask-barcode-or-pick");
        await Page.Locator(".pick[data-sku]").First.ClickAsync();

        await Expect(Page.Locator(".line")).ToContainTextAsync("Chosen by you");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task An_item_that_is_known_by_its_weight_is_asked_to_be_weighed()
    {
        await using var scale = new SilentScale();
        var weighed = new ProductRule(Required: Witnesses.Weight, LeastGrams: 400, MostGrams: 420);
        await OpenAsync(DecisionKind.Accepted, new() { ["cereal-1"] = weighed }, settings: $"Scale={scale.Address}");
        _tray.Lay(new StagedTray.Laid("cereal-1", Left));

        await AskedAsync("Please lay it down once more", "ask-weight");
        await Expect(Page.Locator(".pick")).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Where_bar_code_and_picture_disagree_the_shopper_is_asked_without_a_word_of_it()
    {
        await OpenAsync(DecisionKind.Accepted, []);
        _tray.Lay(new StagedTray.Laid("cereal-1", Left, EanOf("soda-1")));

        await AskedAsync("Which one is it?", "ask-which");
        await Expect(Page.Locator(".pick[data-sku]")).ToHaveCountAsync(2);
        Assert.DoesNotMatch("(?i)disagree|wrong|mismatch|suspicious|not match|bar code", await Page.Locator("main").InnerTextAsync());
        await Page.Locator(".pick[data-sku='cereal-1']").ClickAsync();

        await Expect(Page.Locator(".line[data-sku='cereal-1']")).ToContainTextAsync("Chosen by you");
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(1920, 1080, "age-check")]
    [InlineData(1080, 1920, "age-check-portrait")]
    public async Task Age_restricted_goods_wait_for_a_colleague_while_the_rest_goes_on(int width, int height, string name)
    {
        await OpenAsync(DecisionKind.Accepted, new() { ["cereal-1"] = new ProductRule(Required: Witnesses.Attendant) }, width, height, $"AttendantKey={Key}");
        _tray.Lay(new StagedTray.Laid("cereal-1", Left), new StagedTray.Laid("choc-1", Right));

        await Expect(Page.Locator(".line")).ToHaveCountAsync(2);
        await Expect(Page.Locator(".prompt")).ToContainTextAsync("A colleague will check your age");
        await Expect(Page.Locator(".line[data-sku='cereal-1'] .tag")).ToHaveTextAsync("Age check");
        await Expect(Page.Locator(".finish")).ToBeDisabledAsync();
        await Expect(Page.Locator("#finish-note")).ToHaveTextAsync("A colleague checks your age first");
        await LookAtAsync(name);

        using var consent = new HttpRequestMessage(HttpMethod.Post, "/api/attendant/consent")
        {
            Content = JsonContent.Create(new { by = "Anna" }), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Key) },
        };
        using var given = await Kiosk!.Client.SendAsync(consent, TestContext.Current.CancellationToken);
        given.EnsureSuccessStatusCode();

        await Expect(Page.Locator(".tag")).ToHaveCountAsync(0);
        await Page.Locator(".finish").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Thank you!" })).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(ViewFault.Dark, "Please move it into the light", "view-dark")]
    [InlineData(ViewFault.Blurred, "Please turn it a little: we see it blurred", "view-blurred")]
    [InlineData(ViewFault.Glare, "Please turn it a little: the light reflects", "view-glare")]
    [InlineData(ViewFault.CutOff, "Please lay it further to the middle", "view-cut-off")]
    [InlineData(ViewFault.Hand, "Please take your hand off the tray for a moment", "view-hand")]
    public async Task An_item_seen_badly_is_asked_to_be_shown_better_and_named_then(ViewFault fault, string asked, string name)
    {
        await OpenAsync(DecisionKind.Accepted, []);
        var item = new StagedTray.Laid("cereal-1", Left);
        _tray.Lay(item with { Fault = fault, Pose = fault == ViewFault.CutOff ? Left with { X = -325 } : Left });

        await AskedAsync(asked, name);
        await Expect(Page.Locator(".box.asked")).ToHaveTextAsync("Hard to see");

        _tray.Lay(item);
        await Expect(Page.Locator(".line[data-sku='cereal-1']")).ToBeVisibleAsync();
        await Expect(Page.Locator(".question")).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(1920, 1080, "why")]
    [InlineData(1080, 1920, "why-portrait")]
    public async Task Why_a_product_is_in_the_basket_is_shown_with_both_pictures_and_all_numbers(int width, int height, string name)
    {
        var assortment = Path.Combine(Data.Path, "sold.txt");
        await File.WriteAllLinesAsync(assortment, ["cereal-1", "cereal-2", "choc-1", "soda-1"], TestContext.Current.CancellationToken);
        await OpenAsync(DecisionKind.Accepted, [], width, height, $"Assortment={assortment}");
        _tray.Lay(new StagedTray.Laid("cereal-1", Left, EanOf("cereal-1")), new StagedTray.Laid("choc-1", Right));
        await Expect(Page.Locator(".line")).ToHaveCountAsync(2);
        var cereal = DemoCatalogue.Find(Sku.Parse("cereal-1")).Product.Name;
        var why = Page.GetByRole(AriaRole.Button, new() { Name = $"Why {cereal}?" });
        await why.ClickAsync();
        var panel = Page.GetByRole(AriaRole.Dialog, new() { Name = $"Why {cereal}?" });

        await Expect(panel.Locator("dd", new() { HasTextString = EanOf("cereal-1") })).ToBeVisibleAsync();
        await Expect(panel).ToContainTextAsync("We recognised it by its picture.");
        foreach (var fact in new[]
        {
            "Similarity", "Next product", "Ahead of the next", "Limits set by", "this store’s range", "Weight", "not weighed", "4 products are sold here",
            "Reference", "drawn with seed",
        })
            await Expect(panel).ToContainTextAsync(fact);
        await Expect(panel.Locator("img")).ToHaveCountAsync(2);
        await Page.WaitForFunctionAsync("() => [...document.querySelectorAll('dialog img')].every(image => image.complete && image.naturalWidth > 16)");
        await LookAtAsync(name);

        await Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(why).ToBeFocusedAsync();
        await why.ClickAsync();
        await panel.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(panel).ToHaveCountAsync(0);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Two_items_of_one_product_are_explained_one_by_one()
    {
        await OpenAsync(DecisionKind.Accepted, []);
        _tray.Lay(new StagedTray.Laid("choc-1", Left), new StagedTray.Laid("choc-1", Right));
        await Expect(Page.Locator(".line output")).ToHaveTextAsync("2");

        await Page.Locator(".line .why").ClickAsync();

        await Expect(Page.Locator("dialog article")).ToHaveCountAsync(2);
        await Expect(Page.Locator("dialog h3").Last).ToHaveTextAsync("Item 2 of 2");
        await LookAtAsync("why-two");
        Assert.Empty(Complaints);
    }

    private async Task OpenAsync(
        DecisionKind decision, Dictionary<string, ProductRule> rules, int width = 1920, int height = 1080, params string[] settings)
    {
        await ShowAsync(await floor.OpenAsync(Data.Path, _tray, decision, rules, settings), width, height);
        // The tray must have been seen empty before something is laid on it.
        await Expect(Page.GetByText("Lay your items on the tray")).ToBeVisibleAsync();
    }

    private static string EanOf(string sku) => DemoCatalogue.Find(Sku.Parse(sku)).Artwork.Ean;

    private async Task AskedAsync(string title, string name)
    {
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = title })).ToBeVisibleAsync();
        await LookAtAsync(name);
    }

    private async Task LookAtAsync(string name)
    {
        await AssertTouchableAsync();
        await Settled();
        await AssertAccessibleAsync();
        await ScreenshotAsync(name);
    }
}
