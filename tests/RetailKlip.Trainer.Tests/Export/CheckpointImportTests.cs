using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class CheckpointImportTests
{
    [Fact]
    public void An_imported_package_computes_what_openclip_does()
    {
        Assert.All(OpenClipCases.Folders(), checkpoint =>
        {
            using var folder = new TemporaryFolder();
            CheckpointImport.Write(checkpoint, folder.At("imported"), CheckpointImport.UnknownLicence);

            var package = ModelPackage.Open(folder.At("imported"));
            using var encoder = Encoder.Open(package);
            using var expected = SafetensorsFile.Open(Path.Combine(checkpoint, "expected.safetensors"));
            var embeddings = encoder.EmbedRaw(expected.ReadSingles("input"));
            var parity = ExportParity.Compare(expected.ReadSingles("output"), embeddings, encoder.Dimension);
            Assert.True(parity.Passed, $"{checkpoint}: {parity}");
            Assert.Equal("imported", package.Manifest.Name);
            Assert.Equal(CheckpointImport.UnknownLicence, package.Manifest.Licence);
            Assert.Contains(Path.GetFileName(checkpoint), package.Manifest.TrainedOn, StringComparison.Ordinal);
            Assert.Null(package.Manifest.Decision);
        });
    }

    [Fact]
    public void A_truncated_checkpoint_is_refused_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = OpenClipCases.Copy(folder);
        var weights = Path.Combine(checkpoint, OpenClipCases.Weights);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1000]);

        var error = Assert.Throws<InvalidDataException>(() => CheckpointImport.Write(checkpoint, folder.At("package"), "MIT"));

        Assert.Contains(OpenClipCases.Weights, error.Message, StringComparison.Ordinal);
        Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = OpenClipCases.Copy(folder);
        var path = Path.Combine(checkpoint, OpenClipCases.Weights);
        List<(string, long[], float[])> tensors;
        using (var file = SafetensorsFile.Open(path))
            tensors = [.. file.Tensors.Select(entry => (entry.Key, entry.Value.Shape.ToArray(), file.ReadSingles(entry.Key)))];
        tensors.Single(entry => entry.Item1 == "visual.proj").Item3[0] = float.NaN;
        OpenClipCases.Write(path, tensors);

        Assert.Throws<ExportException>(() => CheckpointImport.Write(checkpoint, folder.At("package"), "MIT"));

        Assert.Equal(["checkpoint"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
