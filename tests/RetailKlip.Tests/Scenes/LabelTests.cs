using RetailKlip.Scenes;
using Xunit;

namespace RetailKlip.Tests;

public sealed class LabelTests
{
    [Fact]
    public void A_missing_typeface_is_named_with_its_Debian_package()
    {
        using var empty = new TemporaryFolder();
        foreach (var lettering in Enum.GetValues<Lettering>())
        {
            var fault = Assert.Throws<FileNotFoundException>(() => Typefaces.Load(empty.Path, lettering));
            Assert.Contains(Typefaces.Packages, package => fault.Message.Contains("apt-get install " + package, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_typeface_loads_from_the_packages_that_the_device_installs()
    {
        var installed = File.ReadAllLines(Path.Combine(Shared.Checkout, "device", "packages.txt"));
        Assert.All(Typefaces.Packages, package => Assert.Contains(package, installed));
        foreach (var lettering in Enum.GetValues<Lettering>())
            Assert.NotEqual(0, Typefaces.Of(lettering).GlyphCount);
    }

    /// <summary>The worked example of the GS1 General Specifications' EAN-13 figure: 5 901234 123457.</summary>
    [Fact]
    public void Bars_are_those_of_EAN_13()
    {
        var bars = string.Concat(BarcodePainter.Modules("5901234123457").Select(bar => bar ? '1' : '0'));
        Assert.Equal("101" + "0001011" + "0100111" + "0110011" + "0010011" + "0111101" + "0011101" + "01010"
            + "1100110" + "1101100" + "1000010" + "1011100" + "1001110" + "1000100" + "101", bars);
    }

    [Fact]
    public void Check_digits_are_right()
    {
        Assert.Equal("5901234123457", BarcodePainter.WithCheckDigit("590123412345"));
        Assert.Equal("4006381333931", BarcodePainter.WithCheckDigit("400638133393"));
    }
}
