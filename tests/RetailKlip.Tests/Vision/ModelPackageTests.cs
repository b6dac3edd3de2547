using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Package => _folder.File("tiny");

    private string Manifest => Path.Combine(Package, ModelPackage.ManifestFile);

    private string EncoderFile => Path.Combine(Package, ModelPackage.EncoderFile);

    [Fact]
    public void A_written_package_opens_with_everything_it_was_given()
    {
        var written = TinyEncoder.Write(Package);
        var opened = ModelPackage.Open(Package);

        Assert.Equal(written.EncoderId, opened.EncoderId);
        Assert.Equal("tiny", opened.Manifest.Name);
        Assert.Equal(TinyEncoder.Dimension, opened.Manifest.Dimension);
        Assert.Equal(TinyEncoder.Description.Decision, opened.Manifest.Decision);
        Assert.Equal(TinyEncoder.Description.Input.ToCanonicalJson(), opened.Manifest.Input.ToCanonicalJson());
        Assert.Equal(GoldenPictures.Names, opened.Manifest.Golden.Select(golden => golden.Picture));
        Assert.Equal([ModelPackage.EncoderFile, ModelPackage.ManifestFile], Directory.GetFiles(Package).Select(Path.GetFileName).Order());
        Assert.Equal([Package], Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void The_encoder_id_is_the_hash_of_the_files_hash_and_the_canonical_input()
    {
        var onnx = TinyEncoder.Onnx();
        const string input = """{"width":32,"height":32,"resize":"shortest","interpolation":"bicubic","""
            + "\"mean\":[0.48145467,0.4578275,0.40821072],\"std\":[0.26862955,0.2613026,0.2757771]}";
        Assert.Equal(input, System.Text.Encoding.UTF8.GetString(ModelInput.Clip(32).ToCanonicalJson()));
        var expected = Convert.ToHexStringLower(
            SHA256.HashData([.. SHA256.HashData(onnx), .. System.Text.Encoding.UTF8.GetBytes(input)]));

        Assert.Equal(expected, ModelPackage.ComputeEncoderId(onnx, ModelInput.Clip(32)).Value);
        Assert.Equal(expected, TinyEncoder.Write(Package, onnx).EncoderId.Value);
        Assert.Equal(expected, ModelPackage.ComputeEncoderId(EncoderFile, ModelInput.Clip(32)).Value);
        Assert.NotEqual(expected, ModelPackage.ComputeEncoderId(onnx, ModelInput.Clip(32) with { Resize = ResizeMode.Pad }).Value);
    }

    [Fact]
    public void Writing_again_replaces_the_package()
    {
        var first = TinyEncoder.Write(Package);
        var second = TinyEncoder.Write(Package, TinyEncoder.Onnx(seed: 2));

        Assert.NotEqual(first.EncoderId, second.EncoderId);
        Assert.Equal(second.EncoderId, ModelPackage.Open(Package).EncoderId);
    }

    [Fact]
    public void A_graph_that_cannot_be_run_is_not_written()
    {
        Assert.Throws<ModelPackageException>(() => TinyEncoder.Write(Package, [1, 2, 3]));
        Assert.Throws<ModelPackageException>(() => TinyEncoder.Write(Package, TinyEncoder.Onnx(output: "logits")));
        Assert.Throws<ModelPackageException>(() => TinyEncoder.Write(Package, TinyEncoder.Onnx(constant: true)));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Another_precision_keeps_its_parents_id_only_where_it_computes_the_same()
    {
        var parent = TinyEncoder.Write(Package);
        var half = TinyEncoder.Description with { Precision = "fp16", Parent = parent };

        var variant = ModelPackageWriter.Write(_folder.File("tiny-fp16"), TinyEncoder.Onnx(), half);

        Assert.Equal(parent.EncoderId, variant.EncoderId);
        Assert.Throws<ModelPackageException>(() => ModelPackageWriter.Write(_folder.File("stray"), TinyEncoder.Onnx(seed: 9), half));
        Assert.Throws<ModelPackageException>(() =>
            ModelPackageWriter.Write(_folder.File("orphan"), TinyEncoder.Onnx(), half with { Parent = null }));
        Assert.False(Directory.Exists(_folder.File("stray")));
    }

    [Fact]
    public void Every_cut_and_a_flipped_byte_of_the_encoder_are_found_by_its_hash()
    {
        TinyEncoder.Write(Package);
        var whole = File.ReadAllBytes(EncoderFile);
        foreach (var damaged in new[] { whole[..^1], whole[..(whole.Length / 2)], [], [.. whole, 0], Flipped(whole) })
        {
            File.WriteAllBytes(EncoderFile, damaged);
            Refused("SHA-256 differs");
        }
        File.Delete(EncoderFile);
        Refused("cannot be read");
    }

    [Fact]
    public void A_missing_or_unreadable_manifest_is_refused()
    {
        TinyEncoder.Write(Package);
        var whole = File.ReadAllText(Manifest);
        foreach (var text in new[] { "", "{", "[]", "null", "{}", whole[..(whole.Length / 2)], "\0\0\0\0" })
        {
            File.WriteAllText(Manifest, text);
            Refused("not a valid manifest");
        }
        File.Delete(Manifest);
        Refused("cannot be read");
        Assert.Contains("nowhere", Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.File("nowhere"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "\"\"", "name is empty")]
    [InlineData("name", "null", "")]
    [InlineData("encoderId", "\"ABC\"", "encoderId")]
    [InlineData("encoderId", "\"0000000000000000000000000000000000000000000000000000000000000000\"", "encoderId does not follow")]
    [InlineData("precision", "\"fp12\"", "fp12")]
    [InlineData("dimension", "15", "dimension is 15")]
    [InlineData("dimension", "-1", "dimension is -1")]
    [InlineData("dimension", "\"16\"", "dimension")]
    [InlineData("golden", "[]", "golden")]
    [InlineData("golden", "null", "")]
    [InlineData("decision",
        """{"acceptSimilarity":2,"acceptMargin":0,"unknownBelow":0,"data":"","falseAcceptRate":0,"wrongNameRate":0,"falseRejectRate":0}""",
        "acceptSimilarity is 2")]
    [InlineData("decision", """{"acceptSimilarity":0.5}""", "acceptMargin")]
    [InlineData("input", """{"width":32,"height":32,"resize":"crop","interpolation":"bicubic","mean":[0,0,0],"std":[1,1,1]}""", "resize")]
    [InlineData("input", """{"width":32,"height":32,"resize":"pad","interpolation":"bicubic","mean":[0,0,0],"std":[1,1,0]}""", "input.std")]
    [InlineData("input", """{"width":0,"height":32,"resize":"pad","interpolation":"bicubic","mean":[0,0,0],"std":[1,1,1]}""", "0×32")]
    [InlineData("input", """{"width":32,"height":32,"resize":"pad","interpolation":"bicubic","mean":[0,0,0],"std":[1,1,1]}""",
        "encoderId does not follow")]
    public void A_manifest_with_one_wrong_value_is_refused_with_the_reason(string property, string value, string reason)
    {
        TinyEncoder.Write(Package);
        var json = JsonNode.Parse(File.ReadAllText(Manifest))!.AsObject();
        json[property] = JsonNode.Parse(value);
        File.WriteAllText(Manifest, json.ToJsonString());

        Refused(reason);
    }

    [Fact]
    public void Every_property_but_the_free_ones_is_needed()
    {
        TinyEncoder.Write(Package);
        var whole = File.ReadAllText(Manifest);
        foreach (var property in JsonNode.Parse(whole)!.AsObject().Select(property => property.Key).ToList())
        {
            var json = JsonNode.Parse(whole)!.AsObject();
            json.Remove(property);
            File.WriteAllText(Manifest, json.ToJsonString());
            Refused("not a valid manifest");
        }
    }

    [Fact]
    public void An_uncalibrated_encoder_can_embed_but_not_decide()
    {
        var package = ModelPackageWriter.Write(Package, TinyEncoder.Onnx(), TinyEncoder.Description with { Decision = null });

        Assert.Contains(Package, Assert.Throws<ModelPackageException>(package.DecisionPolicy).Message, StringComparison.Ordinal);
        using var encoder = Encoder.Open(package);
        Assert.Equal(0.9f, TinyEncoder.Write(Package).DecisionPolicy().Thresholds.AcceptSimilarity);
    }

    [Fact]
    public void Golden_pictures_are_the_same_on_every_machine()
    {
        var hashes = GoldenPictures.Names.Select(name =>
        {
            using var picture = GoldenPictures.Draw(name);
            picture.GetArray(out OpenCvSharp.Vec3b[] pixels);
            return Convert.ToHexStringLower(
                SHA256.HashData([.. pixels.SelectMany(pixel => new[] { pixel.Item0, pixel.Item1, pixel.Item2 })]))[..16];
        });

        Assert.Equal(["stripes", "discs", "label"], GoldenPictures.Names);
        Assert.Equal(GoldenHashes, hashes);
    }

    // Golden embeddings of published packages rest on these very pixels.
    private static readonly string[] GoldenHashes = ["19db879b22440153", "b22b1e4dbdeaae6d", "4a59cd2ef30fc84b"];

    public void Dispose() => _folder.Dispose();

    private void Refused(string reason)
    {
        var error = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(Package));
        Assert.Contains(Package, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static byte[] Flipped(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        flipped[^5] ^= 1;
        return flipped;
    }
}
