using System.Text.Json;
using CsCheck;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class ProductCodeTests
{
    [Theory]
    [InlineData("96385074", "00000096385074")]
    [InlineData("036000291452", "00036000291452")]
    [InlineData("4006381333931", "04006381333931")]
    [InlineData("10614141000415", "10614141000415")]
    public void A_gtin_of_any_length_becomes_14_digits(string text, string digits14)
    {
        var gtin = Gtin.Parse(text);
        Assert.Equal(digits14, gtin.Digits14);
        Assert.Equal(gtin, Gtin.Parse(digits14));
        Assert.Equal(text[0] == '1' ? null : digits14[1..], gtin.Digits13);
    }

    [Theory]
    [InlineData("", "8, 12, 13 or 14 digits are expected")]
    [InlineData("123456789", "8, 12, 13 or 14 digits are expected")]
    [InlineData("400638133393 ", "8, 12, 13 or 14 digits are expected")]
    [InlineData("400638133393a", "8, 12, 13 or 14 digits are expected")]
    [InlineData("٤٠٠٦٣٨١٣٣٣٩٣١", "8, 12, 13 or 14 digits are expected")]
    [InlineData("4006381333932", "its check digit is 2, but 1 is right. Scan or type it again")]
    [InlineData("00000000", "zeros alone name no product")]
    public void What_is_no_gtin_is_refused_with_the_reason(string text, string reason)
    {
        Assert.False(Gtin.TryParse(text, out _));
        Assert.Equal($"'{text}' is not a GTIN: {reason}.", Assert.Throws<FormatException>(() => Gtin.Parse(text)).Message);
    }

    [Fact]
    public void One_wrong_digit_is_always_found() =>
        Gen.Select(Gen.Int[0, 9].Array[13], Gen.Int[0, 13], Gen.Int[1, 9]).Sample((digits, place, change) =>
        {
            var body = string.Concat(digits);
            if (body.All(digit => digit == '0'))
                return;
            var gtin = body + Gtin.CheckDigit(body);
            Assert.True(Gtin.TryParse(gtin, out _));
            var wrong = gtin.ToCharArray();
            wrong[place] = (char)('0' + (wrong[place] - '0' + change) % 10);
            Assert.False(Gtin.TryParse(new string(wrong), out _));
        });

    [Theory]
    [InlineData("0200000000004", true)]
    [InlineData("0400000000008", true)]
    [InlineData("2000000000008", true)]
    [InlineData("2900000000001", true)]
    [InlineData("212345678992", true)]
    [InlineData("00123457", true)]
    [InlineData("20123451", true)]
    [InlineData("96385074", false)]
    [InlineData("0300000000001", false)]
    [InlineData("3000000000007", false)]
    [InlineData("4006381333931", false)]
    [InlineData("036000291452", false)]
    public void Numbers_that_only_one_shop_understands_are_recognised(string text, bool restricted) =>
        Assert.Equal(restricted, Gtin.Parse(text).IsRestricted);

    [Theory]
    [InlineData("425261", "042100005264")]
    [InlineData("0425261", "042100005264")]
    [InlineData("04252614", "042100005264")]
    [InlineData("123450", "012000003455")]
    [InlineData("123451", "012100003454")]
    [InlineData("123452", "012200003453")]
    [InlineData("123453", "012300000451")]
    [InlineData("123454", "012340000053")]
    [InlineData("123455", "012345000058")]
    [InlineData("123459", "012345000096")]
    [InlineData("1234565", "123456000056")]
    public void Upc_e_is_expanded(string text, string upcA) => Assert.Equal(Gtin.Parse(upcA), Gtin.ParseUpcE(text));

    [Theory]
    [InlineData("12345")]
    [InlineData("123456789")]
    [InlineData("12345x")]
    [InlineData("2123456")]
    [InlineData("04252615")]
    public void What_is_no_upc_e_is_refused(string text) =>
        Assert.StartsWith($"'{text}' is not a UPC-E number: ", Assert.Throws<FormatException>(() => Gtin.ParseUpcE(text)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("3000", 3000, 93000, false)]
    [InlineData("4011", 4011, 94011, false)]
    [InlineData("4999", 4999, 94999, false)]
    [InlineData("94011", 4011, 94011, true)]
    [InlineData("83000", 83000, null, false)]
    [InlineData("84999", 84999, null, false)]
    public void A_plu_knows_its_regular_and_organic_form(string text, int regular, int? organic, bool isOrganic)
    {
        var plu = Plu.Parse(text);
        Assert.Equal((text, regular, organic, isOrganic), (plu.ToString(), plu.Regular.Code, plu.Organic?.Code, plu.IsOrganic));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2999")]
    [InlineData("5000")]
    [InlineData("04011")]
    [InlineData("92999")]
    [InlineData("95000")]
    [InlineData("82999")]
    [InlineData("85000")]
    [InlineData("+4011")]
    [InlineData(" 4011")]
    [InlineData("401a")]
    public void What_is_no_plu_is_refused(string text)
    {
        Assert.False(Plu.TryParse(text, out _));
        Assert.Equal(
            $"'{text}' is not a PLU: 3000 to 4999, 93000 to 94999 (organic) or 83000 to 84999 is expected.",
            Assert.Throws<FormatException>(() => Plu.Parse(text)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" milk")]
    [InlineData("milk\u00a0")]
    [InlineData("mi\tlk")]
    [InlineData("half a pair \ud83d")]
    public void What_is_no_sku_is_refused(string text) => Assert.False(Sku.TryParse(text, out _));

    [Fact]
    public void Skus_are_ordered_by_their_characters()
    {
        Assert.True(Sku.Parse("B") < Sku.Parse("a"));
        Assert.True(Sku.Parse("10") < Sku.Parse("9"));
        Assert.Equal(64, Sku.Parse(new string('x', 64)).Value.Length);
        Assert.False(Sku.TryParse(new string('x', 65), out _));
        Assert.Equal("Bananen 🍌", Sku.Parse("Bananen 🍌").Value);
    }

    [Fact]
    public void Codes_are_strings_in_json()
    {
        var json = JsonSerializer.Serialize(new { sku = Sku.Parse("milk"), gtin = Gtin.Parse("96385074"), plu = Plu.Parse("4011") });
        Assert.Equal("""{"sku":"milk","gtin":"00000096385074","plu":"4011"}""", json);
        Assert.Equal(Plu.Parse("4011"), JsonSerializer.Deserialize<Plu>("\"4011\""));
        Assert.Equal("'1' is not a Plu.", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Plu>("\"1\"")).Message);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Sku>("7"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Gtin>("null"));
    }

    [Fact]
    public void Products_with_the_same_picture_are_equal()
    {
        var product = new Product(Sku.Parse("milk"), "Milk", Thumbnail: new byte[] { 1, 2 });
        Assert.Equal(product, product with { Thumbnail = new byte[] { 1, 2 } });
        Assert.NotEqual(product, product with { Thumbnail = new byte[] { 1, 3 } });
        Assert.NotEqual(product, product with { Thumbnail = null });
        Assert.Equal(product with { Thumbnail = null }, product with { Thumbnail = Array.Empty<byte>() });
    }
}
