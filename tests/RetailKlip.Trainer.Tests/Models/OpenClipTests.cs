using System.Text.Json.Nodes;
using RetailKlip.Vision;
using Xunit;
using static TorchSharp.torch;

namespace RetailKlip.Trainer.Tests;

public sealed class OpenClipTests
{
    [Fact]
    public void Embeddings_equal_those_of_openclip()
    {
        Assert.All(OpenClipCases.Folders(), folder =>
        {
            using var scope = NewDisposeScope();
            using var expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
            var shape = expected.Tensors["input"].Shape;
            using var encoder = new OpenClipOptions { Checkpoint = folder }.Create((int)shape[3], (int)shape[2]);
            encoder.eval();

            using var gradients = no_grad();
            var embeddings = encoder.forward(tensor(expected.ReadSingles("input")).view([.. shape]));

            Assert.Equal(expected.Tensors["output"].Shape, embeddings.shape);
            Assert.All(expected.ReadSingles("output").Zip(embeddings.Values()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        });
    }

    [Fact]
    public void Every_weight_of_the_checkpoint_is_somewhere_in_the_encoder()
    {
        Assert.All(OpenClipCases.Folders(), folder =>
        {
            using var file = SafetensorsFile.Open(Path.Combine(folder, OpenClipCases.Weights));
            var options = new OpenClipOptions { Checkpoint = folder };
            using var encoder = options.Create(options.Input.Width, options.Input.Height);

            Assert.Equal(
                file.Tensors.Keys.Where(name => name.StartsWith("visual.", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                encoder.named_parameters().Select(entry => $"visual.{entry.name}").Order(StringComparer.Ordinal));
            Assert.All(
                encoder.named_parameters(),
                entry => Assert.Equal(file.ReadSingles($"visual.{entry.name}"), entry.parameter.Values()));
        });
    }

    [Fact]
    public void For_another_input_size_only_the_positions_are_resized()
    {
        using var folder = new TemporaryFolder();
        var options = new OpenClipOptions { Checkpoint = OpenClipCases.Copy(folder) };
        var (width, patch) = (options.Input.Width, options.SizeMultiple);
        using var same = options.Create(width, options.Input.Height);
        using var wider = options.Create(width + 2 * patch, options.Input.Height);

        using var pictures = randn(2, 3, options.Input.Height, width + 2 * patch);
        using var embeddings = wider.forward(pictures);

        Assert.Equal([2, wider.Dimension], embeddings.shape);
        foreach (var (left, right) in same.named_parameters().Zip(wider.named_parameters()))
        {
            if (left.name != VisionTransformer.PositionsName)
            {
                Assert.Equal(left.parameter.Values(), right.parameter.Values());
                continue;
            }
            var (from, to) = (((VisionTransformer)same).Grid, ((VisionTransformer)wider).Grid);
            var expected = NaivePositions.Resize(left.parameter.Values(), from, to);
            Assert.Equal(expected, right.parameter.Values(), (a, b) => Math.Abs(a - b) < 1e-5f);
        }
    }

    [Theory]
    [InlineData("model_cfg.vision_cfg.timm_model_name", "\"vit_base\"", "timm_model_name")]
    [InlineData("model_cfg.vision_cfg.attentional_pool", "true", "attentional_pool")]
    [InlineData("model_cfg.vision_cfg.pool_type", "\"avg\"", "pool_type is 'avg'")]
    [InlineData("model_cfg.vision_cfg.ls_init_value", "0.1", "ls_init_value")]
    [InlineData("model_cfg.vision_cfg.norm_kwargs", "{\"eps\": 1e-6}", "norm_kwargs")]
    [InlineData("model_cfg.vision_cfg.no_ln_pre", "true", "no_ln_pre")]
    [InlineData("model_cfg.vision_cfg.rotary", "false", "rotary is not known")]
    [InlineData("model_cfg.vision_cfg.head_width", "100000", "heads of 100000")]
    [InlineData("model_cfg.vision_cfg.layers", "[3, 4, 6, 3]", "residual network")]
    [InlineData("model_cfg.vision_cfg.layers", "0", "positive")]
    [InlineData("model_cfg.vision_cfg.patch_size", "[8, 4]", "square")]
    [InlineData("model_cfg.vision_cfg", "3", "vision_cfg")]
    [InlineData("model_cfg.multimodal_cfg", "{\"width\": 8}", "multimodal_cfg")]
    [InlineData("model_cfg.embed_dim", "\"32\"", "")]
    [InlineData("model_cfg.embed_dim", null, "embed_dim")]
    [InlineData("preprocess_cfg.resize_mode", "\"tallest\"", "tallest")]
    [InlineData("preprocess_cfg.interpolation", "\"nearest\"", "nearest")]
    [InlineData("preprocess_cfg.mode", "\"L\"", "RGB")]
    public void What_would_compute_something_else_is_refused_by_name(string word, string? value, string reason)
    {
        using var folder = new TemporaryFolder();
        var options = new OpenClipOptions { Checkpoint = OpenClipCases.Copy(folder, config => Set(config, word, value)) };

        var error = Assert.Throws<InvalidDataException>(() => options.Input);

        Assert.Contains(OpenClipCases.Config, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(reason, options.Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_cfg.vision_cfg.pool_type", "\"tok\"")]
    [InlineData("model_cfg.vision_cfg.timm_model_name", "null")]
    [InlineData("model_cfg.vision_cfg.patch_dropout", "0.5")]
    [InlineData("model_cfg.vision_cfg.act_kwargs", "{}")]
    [InlineData("model_cfg.text_cfg", "{\"width\": 512}")]
    [InlineData("preprocess_cfg", null)]
    public void What_changes_nothing_in_the_pictures_embedding_is_taken(string word, string? value)
    {
        using var folder = new TemporaryFolder();
        var options = new OpenClipOptions { Checkpoint = OpenClipCases.Copy(folder, config => Set(config, word, value)) };

        Assert.Null(options.Fault());
        using var encoder = options.Create(options.Input.Width, options.Input.Height);
    }

    [Fact]
    public void The_preprocessing_is_that_of_the_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var options = new OpenClipOptions
        {
            Checkpoint = OpenClipCases.Copy(folder, config =>
            {
                Set(config, "preprocess_cfg", """
                    {
                      "mode": "RGB", "mean": [0.5, 0.25, 0], "std": [1, 2, 3], "resize_mode": "longest", "fill_color": 0,
                      "interpolation": "bilinear"
                    }
                    """);
                Set(config, "model_cfg.vision_cfg.image_size", "[64, 96]");
            }),
        };

        Assert.Equal((96, 64), (options.Input.Width, options.Input.Height));
        Assert.Equal((ResizeMode.Pad, Interpolation.Bilinear), (options.Input.Resize, options.Input.Interpolation));
        Assert.Equal([0.5f, 0.25f, 0], options.Input.Mean);
        Assert.Equal([1f, 2, 3], options.Input.Std);
    }

    [Fact]
    public void A_missing_extra_or_misshapen_tensor_is_named()
    {
        const string patches = "visual.conv1.weight", positions = "visual.positional_embedding";
        AssertRefused((name, shape) => name == patches ? null : (name, shape), patches, "missing");
        AssertRefused((name, shape) => (name == "logit_scale" ? "visual.logit_scale" : name, shape), "visual.logit_scale", "not part");
        AssertRefused((name, shape) => (name, name == patches ? [.. shape.Reverse()] : shape), patches, "expected is");
        AssertRefused((name, shape) => (name, name == positions ? [1, shape[0] * shape[1]] : shape), positions, "expected is");

        static void AssertRefused(Func<string, long[], (string, long[])?> change, string name, string reason)
        {
            using var folder = new TemporaryFolder();
            var options = new OpenClipOptions { Checkpoint = OpenClipCases.Copy(folder) };
            OpenClipCases.Rewrite(options.Checkpoint, change);

            var error = Assert.Throws<InvalidDataException>(() => options.Create(options.Input.Width, options.Input.Height));

            Assert.Contains(name, error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public void A_recipe_can_name_a_checkpoint_and_hears_what_is_wrong_with_it()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = OpenClipCases.Copy(folder);
        var side = new OpenClipOptions { Checkpoint = checkpoint }.SizeMultiple;
        Write(checkpoint);
        Assert.Equal(checkpoint, Assert.IsType<OpenClipOptions>(TrainingRecipe.Read(folder.At("recipe.json")).Model).Checkpoint);

        Write(folder.At("nowhere"));
        var error = Assert.Throws<InvalidDataException>(() => TrainingRecipe.Read(folder.At("recipe.json")));
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);

        void Write(string path) => File.WriteAllText(folder.At("recipe.json"), $$"""
            {
              "name": "n", "run": "r", "model": { "kind": "openClip", "checkpoint": "{{path}}" },
              "schedule": { "sizes": [{ "from": 0, "pixels": {{side}} }] },
              "input": { "width": {{side}}, "height": {{side}},
                "resize": "squash", "interpolation": "bicubic", "mean": [0, 0, 0], "std": [1, 1, 1] }
            }
            """);
    }

    /// <param name="word">Its place, section by section.</param>
    /// <param name="value">JSON; null takes the word away.</param>
    private static void Set(JsonNode config, string word, string? value)
    {
        var place = word.Split('.');
        var section = place[..^1].Aggregate(config, (node, name) => node[name]!).AsObject();
        section.Remove(place[^1]);
        if (value is not null)
            section[place[^1]] = JsonNode.Parse(value);
    }
}
