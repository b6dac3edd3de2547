using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class EvaluateScenesTests(Workshop shop)
{
    [Fact]
    public void Scenes_are_measured_level_by_level_and_the_same_seed_measures_the_same()
    {
        string[] arguments = ["evaluate-scenes", "--model", shop.Model, "--scenes", "3", "--products", "6", "--seed", "4", "--level", "easy", "--json"];
        var once = Klip.Run(arguments).Object();

        Assert.Equal(6, once.GetProperty("products").GetInt32());
        Assert.Equal(8, once.GetProperty("pictures").GetInt32());
        var level = Assert.Single(once.GetProperty("levels").EnumerateArray());
        Assert.Equal("easy", level.GetProperty("level").GetString());
        Assert.Equal(3, level.GetProperty("scenes").GetInt32());
        Assert.InRange(level.GetProperty("items").GetInt32() + level.GetProperty("strangers").GetInt32(), 3, 9);
        foreach (var share in (string[])["cAcc", "helped", "mCIoU", "found", "asked", "unknown"])
            Assert.InRange(level.GetProperty(share).GetDouble(), 0, 1);
        // Apart from each other, items are found whatever the encoder makes of them.
        Assert.InRange(level.GetProperty("found").GetDouble(), 0.8, 1);
        Assert.InRange(level.GetProperty("decisionSeconds").GetProperty("p95").GetDouble(), 0.25, 1);
        Assert.True(level.GetProperty("cAcc").GetDouble() <= level.GetProperty("helped").GetDouble());
        var again = Klip.Run(arguments).Object().GetProperty("levels")[0];
        foreach (var measure in (string[])["cAcc", "acd", "mCcd", "mCIoU", "falseAddsPerThousand", "found", "asked", "unknown", "items"])
            Assert.Equal(level.GetProperty(measure).GetDouble(), again.GetProperty(measure).GetDouble());
    }

    [Fact]
    public void A_level_that_there_is_not_is_wrong_usage()
    {
        var run = Klip.Run("evaluate-scenes", "--model", shop.Model, "--level", "impossible");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("medium", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_products_for_a_crowded_tray_are_refused_with_the_way_out()
    {
        var run = Klip.Run("evaluate-scenes", "--model", shop.Model, "--scenes", "4", "--products", "6", "--seed", "4", "--level", "hard",
            "--calibrate", "0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--products", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", run.Error, StringComparison.Ordinal);
    }
}
