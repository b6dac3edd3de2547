using CsCheck;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class RestrictedLayoutTests
{
    [Theory]
    [InlineData("20IIIIIVPPPPC", "201234592875", "12345", AmountKind.Price, "28.75")]
    [InlineData("02IIIIIPPPPPC", "021234501999", "12345", AmountKind.Price, "19.99")]
    [InlineData("02IIIIIPPPPPC", "020000100000", "00001", AmountKind.Price, "0.00")]
    [InlineData("22IIIIWWWWWXC", "221234012507", "1234", AmountKind.Weight, "1.250")]
    [InlineData("02IIIIIWW.WWWC", "021234512345", "12345", AmountKind.Weight, "12.345")]
    [InlineData("02IIIIIWWW.WWC", "021234512345", "12345", AmountKind.Weight, "123.45")]
    [InlineData("2XIIIIP.PPPPPC", "279876123456", "9876", AmountKind.Price, "1.23456")]
    [InlineData("28IIIIVWWWWWC", "289876614685", "9876", AmountKind.Weight, "14.685")]
    [InlineData("04IIIIIIIIIIC", "041234567890", "1234567890", null, "0")]
    public void Item_and_amount_are_read(string pattern, string digits, string item, AmountKind? kind, string amount)
    {
        var gtin = Gtin.Parse(digits + Gtin.CheckDigit(digits));
        var code = RestrictedLayout.Parse(pattern).Read(gtin);
        Assert.Equal(new RestrictedCode(gtin, item, kind, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)), code);
        Assert.Equal(amount, code!.Amount.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("20IIIIIVPPPPC", "211234592875")]
    [InlineData("20IIIIIVPPPPC", "201234582875")]
    [InlineData("20IIIIIVPPPPC", "201234592876")]
    [InlineData("02IIIIIPPPPPC", "400638133393")]
    public void A_code_of_another_layout_or_verifier_is_not_read(string pattern, string digits) =>
        Assert.Null(RestrictedLayout.Parse(pattern).Read(Gtin.Parse(digits + Gtin.CheckDigit(digits))));

    [Fact]
    public void A_upc_a_of_the_shop_is_read_as_its_13_digits()
    {
        var code = RestrictedLayout.Parse("02IIIIIVPPPPC").Read(Gtin.Parse("21234592875" + Gtin.CheckDigit("21234592875")));
        Assert.Equal(("12345", 28.75m), (code!.ItemReference, code.Amount));
    }

    [Fact]
    public void A_case_has_no_shop_code() =>
        Assert.Null(RestrictedLayout.Parse("20IIIIIIIIIIC").Read(Gtin.Parse("1201234567890" + Gtin.CheckDigit("1201234567890"))));

    [Fact]
    public void The_first_layout_that_fits_reads_the_code()
    {
        RestrictedLayout[] layouts = [RestrictedLayout.Parse("20IIIIIVPPPPC"), RestrictedLayout.Parse("2XIIIIIWWWWWC")];
        Gtin Code(string digits) => Gtin.Parse(digits + Gtin.CheckDigit(digits));
        Assert.Equal(AmountKind.Price, RestrictedCode.Read(Code("201234592875"), layouts)!.Kind);
        Assert.Equal(AmountKind.Weight, RestrictedCode.Read(Code("201234582875"), layouts)!.Kind);
        Assert.Null(RestrictedCode.Read(Code("400638133393"), layouts));
    }

    /// <summary>The examples of the GS1 General Specifications, section 7.9.</summary>
    [Theory]
    [InlineData("2875", '9')]
    [InlineData("14685", '6')]
    public void The_verifier_is_that_of_gs1(string amount, char verifier) => Assert.Equal(verifier, RestrictedLayout.Verifier(amount));

    [Fact]
    public void One_wrong_digit_of_an_amount_is_always_found() =>
        Gen.Select(Gen.Int[4, 5], Gen.Int[0, 99_999], Gen.Int[0, 4], Gen.Int[1, 9]).Sample((length, number, place, change) =>
        {
            var amount = number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture)[..length];
            var wrong = amount.ToCharArray();
            wrong[place % length] = (char)('0' + (wrong[place % length] - '0' + change) % 10);
            Assert.NotEqual(RestrictedLayout.Verifier(amount), RestrictedLayout.Verifier(new string(wrong)));
        });

    [Theory]
    [InlineData("20IIIIIVPPPP", "it describes 12 digits, but 13 are needed")]
    [InlineData("20IIIIIVPPQPC", "only digits and the letters I, P, W, V, X, C and one point have a meaning")]
    [InlineData("20IIIIIVPPPPP", "its check digit C must be the last and only one")]
    [InlineData("20IIIIICPPPPC", "its check digit C must be the last and only one")]
    [InlineData("40IIIIIVPPPPC", "it must start with 02, 04 or 20 to 29, which GS1 leaves to the shop (2X for all of 20 to 29)")]
    [InlineData("20IIIIPPPWWWC", "it can embed a price P or a weight W, not both")]
    [InlineData("20XXXXXVPPPPC", "it needs one run of item digits I")]
    [InlineData("20IIXIIVPPPPC", "it needs one run of item digits I")]
    [InlineData("20IIIIPPXPPXC", "its digits P must stand together")]
    [InlineData("20IIIIVVPPPPC", "it can have one verifier V")]
    [InlineData("20IIIIIIVPPPC", "a verifier V is defined for 4 or 5 digits of price or weight")]
    [InlineData("20IIIIIVIIIIC", "it needs one run of item digits I")]
    [InlineData("20IIIIIV.PPPPC", "its point must stand between two digits of the price or weight, and only once")]
    [InlineData("20IIIIIVP.P.PPC", "its point must stand between two digits of the price or weight, and only once")]
    [InlineData("20II.IIIVPPPPC", "its point must stand between two digits of the price or weight, and only once")]
    public void What_is_no_layout_is_refused_with_the_reason(string pattern, string reason) =>
        Assert.Equal(
            $"'{pattern}' is not a layout of restricted codes: {reason}. Examples: 20IIIIIVPPPPC, 02IIIIIWW.WWWC.",
            Assert.Throws<FormatException>(() => RestrictedLayout.Parse(pattern)).Message);
}
