using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class TrainingRecipeTests
{
    private const string Whole = """
        {
          "name": "n",
          "run": "r",
          "input": { "width": 96, "height": 96, "resize": "squash", "interpolation": "bicubic", "mean": [0, 0, 0], "std": [1, 1, 1] }
        }
        """;

    [Fact]
    public void Every_committed_recipe_can_be_read()
    {
        var recipes = Directory.GetFiles(Path.Combine(RetailKlip.Tests.Shared.Checkout, "src/RetailKlip.Trainer/Recipes"), "*.json")
            .ToLookup(path => Path.GetFileName(path).StartsWith("detector", StringComparison.Ordinal));

        Assert.NotEmpty(recipes[false]);
        Assert.All(recipes[false], path => Assert.NotEmpty(TrainingRecipe.Read(path).Name));
        Assert.NotEmpty(recipes[true]);
        Assert.All(recipes[true], path => Assert.NotEmpty(DetectorRecipe.Read(path).Run));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void What_is_no_recipe_is_refused_by_name(string text) => AssertRefused(text, "recipe.json");

    [Fact]
    public void An_unknown_word_is_refused_rather_than_ignored() =>
        AssertRefused(With(""" "speed": 3 """), "speed");

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        AssertRefused(With(""" "data": { "recolourings": 7 } """), "recolourings");
        AssertRefused(With(""" "exports": ["int8"] """), "fp32");
        AssertRefused(With(""" "exports": ["fp32", "int8"] """), "set calibration or data.validationEvery");
        AssertRefused(With(""" "model": { "kind": "residual", "widths": [8] } """), "widths");
        AssertRefused(With(""" "schedule": { "sizes": [{ "from": 0.5, "pixels": 64 }] } """), "from 0");
        AssertRefused(With(""" "schedule": { "sizes": [{ "from": 0, "pixels": 80 }] } """), "multiples of 32");
    }

    [Fact]
    public void The_fingerprint_follows_what_changes_the_numbers_and_not_where_files_lie()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("recipe.json"), Whole);
        var recipe = TrainingRecipe.Read(folder.At("recipe.json"));

        Assert.Equal(recipe.Fingerprint(), (recipe with { Run = "elsewhere", Package = "p" }).Fingerprint());
        Assert.Equal(recipe.Fingerprint(), (recipe with { Data = new() { StudioCopies = new DataOptions().StudioCopies } }).Fingerprint());
        Assert.NotEqual(recipe.Fingerprint(), (recipe with { Seed = 2 }).Fingerprint());
        Assert.NotEqual(recipe.Fingerprint(), (recipe with { Loss = new CosFaceOptions() }).Fingerprint());
        Assert.NotEqual(recipe.Fingerprint(), (recipe with { Data = new() { Drawn = new() } }).Fingerprint());
        Assert.NotEqual(
            (recipe with { Data = new() { Drawn = new() } }).Fingerprint(),
            (recipe with { Data = new() { Drawn = new() { Seed = 5 } } }).Fingerprint());
        Assert.Equal(
            (recipe with { Data = new() { Drawn = new() } }).Fingerprint(),
            (recipe with { Data = new() { Drawn = new() { Surroundings = DrawnSurroundings.Plain } } }).Fingerprint());
        Assert.NotEqual(
            (recipe with { Data = new() { Drawn = new() } }).Fingerprint(),
            (recipe with { Data = new() { Drawn = new() { Surroundings = DrawnSurroundings.Store } } }).Fingerprint());
        Assert.NotEqual(recipe.Fingerprint(), (recipe with { Optimizer = recipe.Optimizer with { Rate = 1 } }).Fingerprint());
    }

    private static string With(string more) => Whole.Replace("\"run\"", $"{more}, \"run\"", StringComparison.Ordinal);

    private static void AssertRefused(string text, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("recipe.json"), text);
        var error = Assert.Throws<InvalidDataException>(() => TrainingRecipe.Read(folder.At("recipe.json")));
        Assert.Contains("recipe.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
