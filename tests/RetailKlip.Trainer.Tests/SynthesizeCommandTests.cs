using System.CommandLine;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class SynthesizeCommandTests
{
    [Fact]
    public void Surroundings_and_assortment_are_chosen_by_word_and_are_part_of_what_a_folder_was_drawn_by()
    {
        using var folder = new TemporaryFolder();

        var code = Parse(folder, "--surroundings", "store", "--assortment", "supermarket").Invoke();

        Assert.Equal(0, code);
        Assert.Equal("""{"seed":1,"views":1,"longestSide":32,"surroundings":"Store","assortment":"Supermarket"}""",
            File.ReadAllText(folder.At("synthesis.json")));
        Assert.True(File.Exists(folder.At("products", "gen-1-0", "view-00.jpg")));
    }

    [Fact]
    public void Without_a_word_drawings_are_plain_and_packed()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(0, Parse(folder).Invoke());
        Assert.Equal("""{"seed":1,"views":1,"longestSide":32}""", File.ReadAllText(folder.At("synthesis.json")));
    }

    [Theory]
    [InlineData("--surroundings", "moon", "--surroundings is moon; plain or store is expected.")]
    [InlineData("--surroundings", "1", "--surroundings is 1; plain or store is expected.")]
    [InlineData("--assortment", "all", "--assortment is all; packed or supermarket is expected.")]
    [InlineData("--longest-side", "3", "--longest-side is 3; at least 16 is expected.")]
    public void A_word_or_number_that_is_none_is_named(string option, string value, string fault)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal([fault], Parse(folder, option, value).Errors.Select(error => error.Message));
    }

    private static ParseResult Parse(TemporaryFolder folder, params string[] more)
    {
        string[] side = more.Contains("--longest-side") ? [] : ["--longest-side", "32"];
        return new SynthesizeCommand().Parse(["--out", folder.Path, "--products", "1", "--views", "1", .. side, .. more]);
    }
}
