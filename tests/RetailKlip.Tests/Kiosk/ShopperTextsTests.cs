using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using RetailKlip.Kiosk;
using Xunit;

namespace RetailKlip.Tests.Kiosk;

public sealed partial class ShopperTextsTests
{
    public static TheoryData<string> Languages => [.. ShopperLanguages.All.Split(',')];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_language_has_every_text_with_the_same_places_to_fill_in(string language)
    {
        var english = TextsOf(CultureInfo.InvariantCulture);
        // The store's English is the neutral one.
        var texts = language == "en" ? english : TextsOf(CultureInfo.GetCultureInfo(language));

        Assert.Equal(english.Keys.Order(), texts.Keys.Order());
        foreach (var (name, text) in texts)
        {
            Assert.False(string.IsNullOrWhiteSpace(text), name);
            // One item may be said without its number.
            if (name != nameof(ShopperTexts.OneItem))
                Assert.True(Places(english[name]).SetEquals(Places(text)), $"{language} {name}: {text}");
        }
    }

    [Theory]
    [InlineData("en", 0, "0 items")]
    [InlineData("en", 1, "1 item")]
    [InlineData("de", 1, "1 Artikel")]
    [InlineData("fr", 0, "0 article")]
    [InlineData("fr", 2, "2 articles")]
    [InlineData("es", 1, "1 artículo")]
    [InlineData("ar", 1, "منتج واحد")]
    [InlineData("ar", 3, "عدد المنتجات: 3")]
    public void Items_are_counted_as_the_language_counts(string language, int count, string expected)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

            Assert.Equal(expected, ShopperWords.Items(count));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Fact]
    public async Task The_page_is_answered_in_the_language_that_was_chosen_and_only_in_one_that_is_offered()
    {
        var stop = TestContext.Current.CancellationToken;
        using var data = new TemporaryFolder();
        await using var kiosk = await RunningKiosk.StartAsync(data.Path, "Camera=/dev/nowhere/video.avi", "Languages=fr,ar");

        Assert.Contains("<html lang=\"fr\" dir=\"ltr\"", await kiosk.Client.GetStringAsync("/", stop), StringComparison.Ordinal);
        using (var refused = await kiosk.Client.GetAsync("/language/de", stop))
            Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);
        // A client keeps cookies as a browser does, and follows the way back to the page.
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\"", await kiosk.Client.GetStringAsync("/language/ar", stop), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\"", await kiosk.Client.GetStringAsync("/", stop), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> TextsOf(CultureInfo culture) =>
        ShopperTexts.ResourceManager.GetResourceSet(culture, createIfNotExists: true, tryParents: false) is { } set
            ? set.Cast<DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!)
            : throw new MissingManifestResourceException($"There are no texts in {culture.Name}.");

    private static HashSet<string> Places(string text) => [.. Place().Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
