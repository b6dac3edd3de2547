using System.Text;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>A code that people type: what they mistype is found, and where.</summary>
public sealed class RegistrationCodeTests
{
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly RegistrationCode Code = new(new Uri("https://headquarters.example/"), RegistrationCode.NewSecret(), new string('a', 60) + "0f1e");

    [Theory]
    [InlineData("http://localhost:5100/")]
    [InlineData("https://headquarters.example/behind/a/proxy/")]
    [InlineData("https://[2001:db8::1]:8443/")]
    public void It_comes_back_however_it_is_written(string address)
    {
        var code = Code with { Server = new Uri(address) };
        var text = code.ToText();

        // What a QR code packs in its alphanumeric mode (ISO/IEC 18004).
        Assert.All(text, letter => Assert.True(letter == '-' || Letters.Contains(letter)));
        Assert.InRange(text.Length, 80, 200);
        Assert.Equal(code, RegistrationCode.Parse(text));
        Assert.Equal(code, RegistrationCode.Parse(text.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal)));
        Assert.Equal(code, RegistrationCode.Parse($" {text.Replace('-', '\n').Replace('0', 'O').Replace('1', 'l')} "));
        Assert.DoesNotContain(code.Secret, code.ToString());
    }

    [Fact]
    public void Every_wrong_letter_is_found_and_its_group_told()
    {
        var text = Code.ToText();
        for (var at = 0; at < text.Length; at++)
            foreach (var other in Letters.Where(letter => text[at] != '-' && letter != text[at]))
            {
                var wrong = new StringBuilder(text) { [at] = other }.ToString();
                var found = Assert.Throws<FormatException>(() => RegistrationCode.Parse(wrong));
                Assert.Contains($"group {at / 9 + 1} ", found.Message);
            }
    }

    [Fact]
    public void Letters_and_groups_that_changed_places_and_what_is_missing_or_too_much_are_found()
    {
        var text = Code.ToText();
        var groups = text.Split('-');
        for (var at = 0; at + 1 < text.Length; at++)
            if (text[at] != text[at + 1] && text[at] != '-' && text[at + 1] != '-')
                Refused(text[..at] + text[at + 1] + text[at] + text[(at + 2)..]);
        for (var at = 0; at + 2 < groups.Length; at++)
            if (groups[at] != groups[at + 1])
                Refused(string.Join('-', [.. groups[..at], groups[at + 1], groups[at], .. groups[(at + 2)..]]));
        for (var length = 0; length < text.Length; length++)
            Refused(text[..length].TrimEnd('-'));
        Refused(text + "-" + groups[0]);
        Refused(new string('0', 5000));
        Refused("U" + text[1..]);
        Refused("Grüße");

        static void Refused(string text) => Assert.Throws<FormatException>(() => RegistrationCode.Parse(text));
    }

    [Theory]
    [InlineData("ftp://headquarters.example/")]
    [InlineData("https://headquarters.example/api")]
    [InlineData("https://user:secret@headquarters.example/")]
    [InlineData("https://headquarters.example/?q=1/")]
    public void What_is_no_plain_address_gets_no_code(string address) =>
        Assert.Throws<ArgumentException>(() => (Code with { Server = new Uri(address) }).ToText());
}
