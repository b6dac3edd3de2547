using System.Text.Json;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class EmbedTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_picture_gets_the_encoders_embedding_in_the_order_given()
    {
        // More than two batches, of different sizes.
        string[] pictures = [.. Enumerable.Range(0, 37).Select(seed =>
            Workshop.Draw(_folder.File($"ü {seed:D2}.png"), Workshop.Colours.Values.ElementAt(seed % 3), seed, 20 + 3 * seed, 90 - seed))];

        var run = Klip.Run(["embed", "--model", shop.Model, .. pictures]).Succeeded();

        Assert.Equal(pictures, run.Lines.Select(line => line.GetProperty("path").GetString()));
        using var encoder = Encoder.Open(ModelPackage.Open(shop.Model));
        foreach (var (line, path) in run.Lines.Zip(pictures))
        {
            using var picture = Pictures.Read(path);
            var expected = encoder.Embed([picture])[0].Values.ToArray();
            var actual = Values(line);
            Assert.Equal(encoder.EncoderId.Value, line.GetProperty("encoderId").GetString());
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            Assert.Equal(1, Math.Sqrt(actual.Sum(value => (double)value * value)), 1e-4);
        }
    }

    [Fact]
    public void Broken_pictures_are_named_and_the_others_embedded_all_the_same()
    {
        File.WriteAllText(_folder.File("broken.jpg"), "not a picture");
        var good = Path.Combine(shop.Images, "apple", "1.png");

        var giant = Workshop.DrawGiant(_folder.File("giant.png"));

        var run = Klip.Run("embed", "--model", shop.Model, _folder.File("broken.jpg"), good, _folder.File("missing.png"), giant);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(good, Assert.Single(run.Lines).GetProperty("path").GetString());
        Assert.Equal(3, run.ErrorLines.Count);
        Assert.Contains("broken.jpg", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("missing.png", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.Contains("60000×40000", run.ErrorLines[2], StringComparison.Ordinal);
        Assert.DoesNotContain(" at RetailKlip", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_model_is_named() =>
        Klip.Run("embed", "--model", _folder.File("no-model"), Path.Combine(shop.Images, "apple", "1.png")).Refused("no-model");

    [Fact]
    public void A_model_with_a_flipped_byte_is_refused()
    {
        var model = CopyModel();
        var onnx = File.ReadAllBytes(Path.Combine(model, "encoder.onnx"));
        onnx[onnx.Length / 2] ^= 1;
        File.WriteAllBytes(Path.Combine(model, "encoder.onnx"), onnx);

        Klip.Run("embed", "--model", model, Path.Combine(shop.Images, "apple", "1.png")).Refused("encoder.onnx");
    }

    [Fact]
    public void A_model_with_a_cut_manifest_is_refused()
    {
        var model = CopyModel();
        File.WriteAllText(Path.Combine(model, "model.json"), File.ReadAllText(Path.Combine(model, "model.json"))[..100]);

        Klip.Run("embed", "--model", model, Path.Combine(shop.Images, "apple", "1.png")).Refused("model.json");
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Values(JsonElement line) =>
        [.. line.GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle())];

    private string CopyModel()
    {
        var copy = Directory.CreateDirectory(_folder.File("model")).FullName;
        foreach (var file in Directory.EnumerateFiles(shop.Model))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        return copy;
    }
}
