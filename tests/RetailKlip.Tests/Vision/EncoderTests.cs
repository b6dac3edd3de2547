using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OpenCvSharp;
using RetailKlip.Core;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class EncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Package => _folder.File("tiny");

    [Fact]
    public void The_active_provider_is_proved_by_golden_pictures()
    {
        using var encoder = Encoder.Open(TinyEncoder.Write(Package));

        Assert.Equal(ExecutionProvider.Cpu, encoder.Provider);
        Assert.All(encoder.CheckGolden(), check => Assert.InRange(check.Cosine, 0.9999, 1.0001));
    }

    [Fact]
    public void A_batch_gives_what_each_crop_gives_alone_also_where_it_is_split()
    {
        using var encoder = Encoder.Open(TinyEncoder.Write(Package), new EncoderOptions { MaxBatch = 3, IntraOpThreads = 1 });
        var crops = Enumerable.Range(0, 8).Select(seed => Drawings.Patches(30 + 7 * seed, 90 - 5 * seed, seed)).ToList();

        var batch = encoder.Embed(crops);

        Assert.Equal(8, batch.Length);
        foreach (var (crop, together) in crops.Zip(batch))
        {
            Assert.InRange(encoder.Embed([crop])[0].Similarity(together), 0.99999f, 1f);
            Assert.Equal(encoder.EncoderId, together.EncoderId);
            Assert.Equal(TinyEncoder.Dimension, together.Dimension);
        }
        Assert.True(batch[0].Similarity(batch[1]) < 0.9999f);
        Assert.Empty(encoder.Embed([]));
        crops.ForEach(crop => crop.Dispose());
    }

    [Fact]
    public void Raw_tensors_give_the_naive_product()
    {
        var onnx = TinyEncoder.Onnx(dimension: 2, seed: 5);
        using var encoder = Encoder.Open(ModelPackageWriter.Write(Package, onnx, TinyEncoder.Description));
        var random = new Random(5);
        var matrix = Enumerable.Range(0, 96).Select(_ => random.NextDouble() * 2 - 1).ToArray();
        // One bright cell of the 4×4 grid, of one channel: its row of the matrix comes out.
        var tensor = new float[2 * encoder.Package.Manifest.Input.Length];
        for (var y = 8; y < 16; y++)
            for (var x = 24; x < 32; x++)
                tensor[tensor.Length / 2 + (1 * 32 + y) * 32 + x] = 1;

        var raw = encoder.EmbedRaw(tensor);

        var cell = 16 + 4 + 3;
        Assert.Equal([0, 0, matrix[2 * cell], matrix[2 * cell + 1]], raw.Select(value => (double)value), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Throws<ArgumentException>(() => encoder.EmbedRaw(new float[5]));
    }

    [Fact]
    public void A_provider_that_is_required_and_absent_is_an_error_and_otherwise_passed_over()
    {
        var package = TinyEncoder.Write(Package);
        Assert.SkipWhen(Encoder.OfferedProviders.Contains(ExecutionProvider.Cuda), "The native library offers CUDA.");

        var error = Assert.Throws<ModelPackageException>(() =>
            Encoder.Open(package, new EncoderOptions { RequireProvider = ExecutionProvider.Cuda }));

        Assert.Contains("Cuda: not in the native library", error.Message, StringComparison.Ordinal);
        using var encoder = Encoder.Open(package, new EncoderOptions { Providers = [ExecutionProvider.Cuda, ExecutionProvider.Cpu] });
        Assert.Equal(ExecutionProvider.Cpu, encoder.Provider);
    }

    [Fact]
    public void A_damaged_graph_with_a_right_hash_is_refused()
    {
        TinyEncoder.Write(Package);
        var whole = TinyEncoder.Onnx();
        foreach (var damaged in new[] { whole[..(whole.Length / 2)], [1, 2, 3, 4], [] })
            Refused(damaged, "not an ONNX graph");
    }

    [Fact]
    public void A_foreign_or_mismatched_graph_is_refused_with_what_was_expected()
    {
        TinyEncoder.Write(Package);

        Refused(TinyEncoder.Onnx(input: "pixels"), "'image'");
        Refused(TinyEncoder.Onnx(output: "logits"), "'embedding'");
        Refused(TinyEncoder.Onnx(side: 64), "N×3×32×32");
        Refused(TinyEncoder.Onnx(fixedBatch: true), "free batch");
        Refused(TinyEncoder.Onnx(dimension: 12), "12 numbers");
    }

    [Fact]
    public void An_encoder_that_strays_from_its_golden_embeddings_is_refused()
    {
        TinyEncoder.Write(Package);

        Refused(TinyEncoder.Onnx(seed: 2), "golden picture");
        Refused(TinyEncoder.Onnx(constant: true), "same embedding");
    }

    [Fact]
    public void Embedding_the_same_again_allocates_little_more_than_the_embeddings()
    {
        using var encoder = Encoder.Open(TinyEncoder.Write(Package));
        using var crop = Drawings.Patches(100, 100, 1);
        Mat[] crops = [crop, crop, crop];
        encoder.Embed(crops);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            encoder.Embed(crops);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 10, 0, 2000);
    }

    [Fact]
    public async Task Several_threads_get_each_their_own_answers()
    {
        using var encoder = Encoder.Open(TinyEncoder.Write(Package));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            using var crop = Drawings.Patches(40, 40 + seed, seed);
            return Enumerable.Range(0, 20).Select(_ => encoder.Embed([crop])[0]).ToList();
        })));

        foreach (var own in answers)
            Assert.All(own, embedding => Assert.InRange(embedding.Similarity(own[0]), 0.99999f, 1f));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Puts another graph into the package, with a manifest that agrees in hash and id, and expects it refused.</summary>
    private void Refused(byte[] onnx, string reason)
    {
        File.WriteAllBytes(Path.Combine(Package, ModelPackage.EncoderFile), onnx);
        var path = Path.Combine(Package, ModelPackage.ManifestFile);
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        manifest["sha256"] = Convert.ToHexStringLower(SHA256.HashData(onnx));
        manifest["encoderId"] = ModelPackage.ComputeEncoderId(onnx, TinyEncoder.Description.Input).Value;
        File.WriteAllText(path, manifest.ToJsonString());

        var error = Assert.Throws<ModelPackageException>(() => Encoder.Open(ModelPackage.Open(Package)));

        Assert.Contains(Package, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
