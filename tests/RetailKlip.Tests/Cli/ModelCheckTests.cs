using RetailKlip.Tests.Vision;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class ModelCheckTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_good_package_is_proved_on_the_processor()
    {
        var check = Klip.Run("model", "check", shop.Model, "--json").Object();

        var cpu = Assert.Single(
            check.GetProperty("providers").EnumerateArray(), provider => provider.GetProperty("provider").GetString() == "Cpu");
        Assert.Equal("ok", cpu.GetProperty("state").GetString());
        Assert.InRange(cpu.GetProperty("minCosine").GetDouble(), 0.9999, 1.0001);
        Assert.Equal(ModelPackage.Open(shop.Model).EncoderId.Value, check.GetProperty("encoderId").GetString());
    }

    [Fact]
    public void The_right_raw_outputs_are_recognised_as_such()
    {
        var (input, output) = RawOutputs();
        WriteExpected(input, output);

        var check = Klip.Run("model", "check", shop.Model, "--expected", _folder.File("expected.safetensors"), "--json").Object();

        Assert.InRange(check.GetProperty("maxAbsDiff").GetDouble(), 0, 1e-5);
        Assert.InRange(check.GetProperty("minCosine").GetDouble(), 0.99999, 1.00001);
    }

    [Fact]
    public void One_wrong_number_is_measured_and_refused()
    {
        var (input, output) = RawOutputs();
        output[5] += 0.25f;
        WriteExpected(input, output);

        var run = Klip.Run("model", "check", shop.Model, "--expected", _folder.File("expected.safetensors"), "--json").Refused(shop.Model);

        Assert.Equal(0.25, run.Lines[0].GetProperty("maxAbsDiff").GetDouble(), 1e-4);
        Assert.InRange(run.Lines[0].GetProperty("minCosine").GetDouble(), 0, 0.99999);
    }

    [Fact]
    public void Expected_outputs_of_another_model_are_refused()
    {
        WriteExpected(new float[2 * 3 * 8 * 8], new float[2 * TinyEncoder.Dimension], side: 8);

        Klip.Run(
            "model", "check", shop.Model, "--expected", _folder.File("expected.safetensors")).Refused("expected.safetensors", "2×3×8×8");
    }

    [Fact]
    public void A_cut_file_of_expected_outputs_is_refused()
    {
        var (input, output) = RawOutputs();
        WriteExpected(input, output);
        var bytes = File.ReadAllBytes(_folder.File("expected.safetensors"));
        File.WriteAllBytes(_folder.File("expected.safetensors"), bytes[..^100]);

        Klip.Run("model", "check", shop.Model, "--expected", _folder.File("expected.safetensors")).Refused("expected.safetensors");
    }

    [Fact]
    public void An_encoder_that_does_not_compute_its_golden_embeddings_fails()
    {
        // The manifest of one encoder with the graph of another, hashes made to fit: only running it finds out.
        TinyEncoder.Write(_folder.File("mixed"), TinyEncoder.Onnx(seed: 3));
        var foreign = ModelPackage.Open(_folder.File("mixed")).Manifest;
        var text = File.ReadAllText(Path.Combine(shop.Model, "model.json"));
        var own = ModelPackage.Open(shop.Model).Manifest;
        text = text.Replace(own.Sha256, foreign.Sha256, StringComparison.Ordinal);
        text = text.Replace(own.EncoderId.Value, foreign.EncoderId.Value, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder.File("mixed"), "model.json"), text);

        var run = Klip.Run("model", "check", _folder.File("mixed"), "--json").Refused("golden");

        Assert.Contains(
            run.Lines[0].GetProperty("providers").EnumerateArray(), provider => provider.GetProperty("state").GetString() == "failed");
    }

    [Fact]
    public void A_folder_that_is_no_package_is_refused() => Klip.Run("model", "check", shop.Images).Refused("model.json");

    public void Dispose() => _folder.Dispose();

    private (float[] Input, float[] Output) RawOutputs()
    {
        using var encoder = Encoder.Open(ModelPackage.Open(shop.Model));
        var random = new Random(4);
        var floats = 3 * encoder.Package.Manifest.Input.Length;
        var input = Enumerable.Range(0, floats).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();
        return (input, encoder.EmbedRaw(input));
    }

    private void WriteExpected(float[] input, float[] output, int side = TinyEncoder.Side)
    {
        int count = output.Length / TinyEncoder.Dimension, inputBytes = 4 * input.Length, outputBytes = 4 * output.Length;
        var header = System.Text.Encoding.UTF8.GetBytes(
            "{" + Entry("input", $"{count},3,{side},{side}", 0, inputBytes) + ","
            + Entry("output", $"{count},{TinyEncoder.Dimension}", inputBytes, outputBytes) + "}");
        using var file = new BinaryWriter(File.Create(_folder.File("expected.safetensors")));
        file.Write((ulong)header.Length);
        file.Write(header);
        foreach (var value in input.Concat(output))
            file.Write(value);

        static string Entry(string name, string shape, int offset, int bytes) =>
            $"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[{offset},{offset + bytes}]}}";
    }
}
