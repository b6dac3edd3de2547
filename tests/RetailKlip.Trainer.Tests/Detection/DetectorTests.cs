using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class DetectorTests : IDisposable
{
    private static readonly DetectorOptions Tiny = new() { Channels = [4, 4, 8, 8, 8], Up = 8 };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_drawn_tray_s_targets_say_where_the_items_are_and_where_their_middles()
    {
        var tray = Assert.Single(Draw(1));
        var sample = DetectorSample.Of(tray);
        var (laid, empty, items) = TrayPictures.Read(tray);
        using (laid)
        using (empty)
        using (items)
        {
            var (width, height) = (ItemDetector.Padded(TrayPictures.Width) / 2, ItemDetector.Padded(TrayPictures.Height) / 2);
            items.GetArray(out byte[] owners);
            var count = owners.Distinct().Count(owner => owner > 0);
            Assert.NotInRange(count, 0, 0);
            Assert.Equal(count, sample.Middles.Count(value => value == 1));
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                {
                    var isShown = 2 * y < TrayPictures.Height && 2 * x < TrayPictures.Width && items.At<byte>(2 * y, 2 * x) > 0;
                    Assert.Equal(isShown ? 1 : 0, sample.Items[y * width + x]);
                    if (isShown)
                        Assert.True(IsMiddle((int)MathF.Round(x + sample.Offsets[y * width + x]),
                            (int)MathF.Round(y + sample.Offsets[width * height + y * width + x])));
                }

            // Middles lie on whole pixels, offsets may point between two.
            bool IsMiddle(int x, int y) => Enumerable.Range(-1, 3).Any(dy => Enumerable.Range(-1, 3)
                .Any(dx => sample.Middles.ElementAtOrDefault((y + dy) * width + x + dx) == 1));
        }
    }

    [Fact]
    public void The_exported_graph_computes_what_the_network_does_whatever_the_size()
    {
        using var network = new DetectorNetwork(Tiny);
        network.eval();

        File.WriteAllBytes(_folder.At("detector.onnx"), DetectorExport.Export(network));

        using var detector = ItemDetector.Open(_folder.At("detector.onnx"));
        using var tray = new Mat(101, 222, MatType.CV_8UC3, Scalar.All(120));
        Assert.Empty(detector.Detect(tray, tray));
    }

    [Fact]
    public void A_detector_learns_and_a_stopped_training_goes_on()
    {
        var trays = Draw(4);
        var recipe = Recipe() with { Trays = 4, Epochs = 30, Batch = 2 };
        var losses = new List<double>();
        using (var first = new DetectorTraining(recipe, trays))
        {
            using var stop = new CancellationTokenSource();
            first.Execute(line =>
            {
                Read(line);
                stop.Cancel();
            }, stop.Token);
            Assert.False(first.IsDone);
        }

        using var training = new DetectorTraining(recipe, trays);
        training.Execute(Read, TestContext.Current.CancellationToken);

        Assert.True(training.IsDone);
        Assert.Equal(recipe.Epochs, losses.Count);
        Assert.True(losses[^1] < 0.6 * losses[0], $"The loss went from {losses[0]} to {losses[^1]}.");

        void Read(string line) => losses.Add(double.Parse(
            line.Split("loss ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_training_of_another_recipe_is_not_gone_on_with()
    {
        var trays = Draw(2);
        using (var training = new DetectorTraining(Recipe(), trays))
            training.Execute(_ => { }, TestContext.Current.CancellationToken);

        Assert.Throws<InvalidDataException>(() => new DetectorTraining(Recipe() with { Rate = 1e-3 }, trays));
    }

    [Theory]
    [InlineData(""" { "run": "r", "trays": 0 } """, "trays")]
    [InlineData(""" { "run": "r", "batch": 1 } """, "batch")]
    [InlineData(""" { "run": "r", "model": { "channels": [8] } } """, "model.channels")]
    [InlineData(""" { "run": "r", "speed": 1 } """, "speed")]
    public void Numbers_out_of_range_are_refused_by_name(string text, string named)
    {
        File.WriteAllText(_folder.At("recipe.json"), text);

        var error = Assert.Throws<InvalidDataException>(() => DetectorRecipe.Read(_folder.At("recipe.json")));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains("recipe.json", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private DetectorRecipe Recipe() =>
        new() { Run = _folder.At("run"), Trays = 2, Validation = 1, Products = 8, Model = Tiny, Epochs = 1, Batch = 2, Rate = 1e-2 };

    private IReadOnlyList<string> Draw(int count)
    {
        Directory.CreateDirectory(_folder.At("run"));
        return TrayPictures.Draw(_folder.At("trays"), count, seed: 5, Recipe(), () => { }, TestContext.Current.CancellationToken);
    }
}
