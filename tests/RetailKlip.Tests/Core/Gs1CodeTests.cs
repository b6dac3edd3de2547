using System.Globalization;
using CsCheck;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class Gs1CodeTests
{
    private const char Gs = '\u001d';

    private static readonly Gtin Example = Gtin.Parse("09506000134352");

    [Theory]
    [InlineData("9506000134352")]
    [InlineData("]E09506000134352")]
    [InlineData("]d20109506000134352")]
    [InlineData("]C10109506000134352\u001d10ABC")]
    [InlineData("\u001d0109506000134352")]
    [InlineData("(01)09506000134352(10)ABC")]
    [InlineData("https://id.gs1.org/01/09506000134352")]
    [InlineData("https://shop.example/de/food/01/9506000134352/10/ABC?17=261231&utm_source=box")]
    public void Every_way_to_say_a_gtin_says_it(string text) => Assert.Equal(Example, Gs1Code.Parse(text).Gtin);

    [Fact]
    public void Weight_price_batch_serial_and_date_are_understood()
    {
        var code = Gs1Code.Parse($"]d20109506000134352310300199517261200392212345{Gs}10LOT/7{Gs}21X");

        Assert.Equal((1.995m, 123.45m, "LOT/7", "X"), (code.Kilograms, code.Amount, code.Batch, code.Serial));
        Assert.Equal(new DateOnly(2026, 12, 31), code.Expiry(2026));
        Assert.Equal(("978", 1.5m), Gs1Code.Parse($"01095060001343523931{"978"}15").AmountIn);
    }

    [Fact]
    public void An_address_says_what_an_element_string_says()
    {
        var link = Gs1Code.Parse("https://example.com/01/09506000134352/10/LOT%2F7/21/X?17=261200&3103=001995");

        Assert.Equal(Gs1Code.Parse($"0109506000134352310300199517261200" + $"10LOT/7{Gs}21X").Elements, link.Elements);
    }

    [Theory]
    [InlineData("990101", 2026, 1999)]
    [InlineData("760101", 2026, 2076)]
    [InlineData("770101", 2026, 1977)]
    [InlineData("260101", 2026, 2026)]
    [InlineData("100101", 2095, 2110)]
    public void A_year_of_two_digits_is_the_nearest(string date, int thisYear, int year) =>
        Assert.Equal(year, Gs1Code.Parse("(01)09506000134352(17)" + date).Expiry(thisYear)!.Value.Year);

    [Theory]
    [InlineData("", "'' is no code of a product: 1 to 4096 characters are expected")]
    [InlineData("0109506000134353", "'0109506000134353' is no code of a product: (01) 09506000134353 is no GTIN: its check digit is wrong")]
    [InlineData("4006381333932", "'4006381333932' is no code of a product: '4006381333932' is not a GTIN: its check digit is 2, but 1 is right. Scan or type it again.")]
    [InlineData("010950600013435", "'010950600013435' is no code of a product: (01) ends too early")]
    [InlineData("010950600013435217261301", "'010950600013435217261301' is no code of a product: (17) 261301 is no date")]
    [InlineData("0109506000134352101\u001d102", "'0109506000134352101\u001d102' is no code of a product: (10) stands in it twice, with different values")]
    [InlineData("(01)09506000134352(5)1", "'(01)09506000134352(5)1' is no code of a product: (01) has 18 characters, not 14")]
    [InlineData("https://example.com/21/1", "'https://example.com/21/1' is no code of a product: a GS1 Digital Link has /01/ and a GTIN in its path, and pairs of identifier and value after them")]
    public void What_is_wrong_is_said(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Gs1Code.Parse(text)).Message);

    [Fact]
    public void A_pallet_names_no_product() => Assert.Null(Gs1Code.Parse("00095060001343524001").Gtin);

    [Fact]
    public void What_is_written_as_elements_print_or_address_is_read_back()
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!\"%&'*+,-./:;<=>?_";
        var text = Gen.Char[Letters].Array[1, 20].Select(letters => new string(letters));
        var element = Gen.OneOf(
            text.Select(value => ("10", value)), text.Select(value => ("21", value)),
            Gen.Int[0, 999_999].Select(Gen.Int[0, 5], (grams, decimals) => ("310" + decimals, grams.ToString("D6", CultureInfo.InvariantCulture))),
            Gen.Int[0, 99_999_999].Select(Gen.Int[0, 3], (cents, decimals) => ("392" + decimals, cents.ToString(CultureInfo.InvariantCulture))),
            Gen.Date.Select(date => ("17", date.ToString("yyMMdd", CultureInfo.InvariantCulture))));

        Gen.Select(Gen.Long[1, 9_999_999_999_999], element.Array[0, 6]).Sample((number, drawn) =>
        {
            var digits = number.ToString("D13", CultureInfo.InvariantCulture);
            var all = drawn.DistinctBy(one => one.Item1).Prepend(("01", digits + Gtin.CheckDigit(digits))).ToList();
            var expected = all.ToDictionary(one => one.Item1, one => one.Item2);

            // A separator after each is allowed, and needed where a length is not predefined.
            Assert.Equivalent(expected, Gs1Code.Parse(string.Concat(all.Select(one => one.Item1 + one.Item2 + Gs))).Elements, strict: true);
            Assert.Equivalent(expected, Gs1Code.Parse(string.Concat(all.Select(one => $"({one.Item1}){one.Item2}"))).Elements, strict: true);
            var path = string.Concat(all.Where(one => one.Item1 is "01" or "10" or "21").Select(one => $"/{one.Item1}/{Uri.EscapeDataString(one.Item2)}"));
            var query = string.Join('&', all.Where(one => one.Item1 is not ("01" or "10" or "21")).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2)}"));
            Assert.Equivalent(expected, Gs1Code.Parse($"https://example.com{path}?{query}").Elements, strict: true);
        }, iter: 2000);
    }

    [Fact]
    public void Whatever_is_scanned_is_read_or_refused()
    {
        var noise = Gen.Char["0123456789()[]]dCQ\u001d/?=&%ABhtps:.\u00e9\ud800"].Array[0, 60].Select(letters => new string(letters));
        var start = Gen.Int[0, 5].Select(which => ((string[])["", "]d2", "(01)09506000134352", "0109506000134352", "https://a.bc/01/", "https://a.bc/01/09506000134352"])[which]);

        Gen.Select(start, noise).Sample((known, random) =>
        {
            if (Gs1Code.TryParse(known + random, out var code))
                Assert.All(code.Elements, one => Assert.NotEmpty(one.Value));
        }, iter: 20_000);
    }
}
