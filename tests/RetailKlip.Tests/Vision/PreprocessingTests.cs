using OpenCvSharp;
using RetailKlip.Vision;
using Xunit;

namespace RetailKlip.Tests.Vision;

public sealed class PreprocessingTests
{
    [Fact]
    public void Equals_torchvision_on_every_reference_picture()
    {
        var folder = Shared.Folder("reference/preprocess");
        using var expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        Assert.NotEmpty(expected.Tensors);
        foreach (var (name, tensor) in expected.Tensors)
        {
            using var picture = Pictures.Read(Path.Combine(folder, $"{name}.png"));
            var preprocessing = new Preprocessing(ModelInput.Clip((int)tensor.Shape[1]));
            var actual = new float[preprocessing.Input.Length];

            preprocessing.Write(picture, actual);

            var difference = expected.ReadSingles(name).Zip(actual, (a, b) => Math.Abs(a - b)).Average();
            Assert.True(difference <= 0.005, $"{name}: mean difference {difference}");
        }
    }

    [Theory]
    [InlineData(ResizeMode.Shortest, Interpolation.Bicubic, 96, 96, 300, 211)]
    [InlineData(ResizeMode.Shortest, Interpolation.Bicubic, 64, 48, 101, 407)]
    [InlineData(ResizeMode.Pad, Interpolation.Bilinear, 96, 96, 57, 200)]
    [InlineData(ResizeMode.Pad, Interpolation.Bicubic, 40, 96, 640, 17)]
    [InlineData(ResizeMode.Squash, Interpolation.Area, 96, 32, 509, 331)]
    [InlineData(ResizeMode.Squash, Interpolation.Bicubic, 33, 31, 5, 3)]
    [InlineData(ResizeMode.Shortest, Interpolation.Bicubic, 32, 32, 1, 1)]
    public void Equals_a_naive_resampling(
        ResizeMode resize, Interpolation interpolation, int width, int height, int sourceWidth, int sourceHeight)
    {
        var input = ModelInput.Clip(1) with { Width = width, Height = height, Resize = resize, Interpolation = interpolation };
        using var picture = Drawings.Noise(sourceWidth, sourceHeight, seed: width);
        var actual = new float[input.Length];

        new Preprocessing(input).Write(picture, actual);

        var expected = NaivePreprocessing.Compute(picture, input);
        // One grey level apart where a sum lands on a rounding edge; nothing else may differ.
        Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.016));
        Assert.True(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Average() < 1e-4);
    }

    [Fact]
    public void A_view_into_a_frame_gives_the_same_as_its_copy()
    {
        using var frame = Drawings.Noise(640, 480, seed: 3);
        using var view = new Mat(frame, new Rect(101, 57, 233, 187));
        using var copy = view.Clone();
        var preprocessing = new Preprocessing(ModelInput.Clip(64));
        float[] fromView = new float[preprocessing.Input.Length], fromCopy = new float[preprocessing.Input.Length];

        preprocessing.Write(view, fromView);
        preprocessing.Write(copy, fromCopy);

        Assert.Equal(fromCopy, fromView);
    }

    [Fact]
    public void More_sizes_than_are_kept_give_the_same_as_each_alone()
    {
        var preprocessing = new Preprocessing(ModelInput.Clip(24));
        var target = new float[preprocessing.Input.Length];
        var alone = new float[preprocessing.Input.Length];
        for (var size = 20; size < 100; size += 2)
        {
            using var picture = Drawings.Noise(size, 120 - size, seed: size);
            preprocessing.Write(picture, target);
            new Preprocessing(preprocessing.Input).Write(picture, alone);
            Assert.Equal(alone, target);
        }
    }

    [Fact]
    public void Colours_land_in_their_own_planes()
    {
        using var picture = new Mat(20, 20, MatType.CV_8UC3, new Scalar(0, 127.5, 255));
        var input = ModelInput.Clip(8) with { Mean = [0, 0, 0], Std = [1, 1, 1] };
        var target = new float[input.Length];

        new Preprocessing(input).Write(picture, target);

        Assert.All(target[..64], red => Assert.Equal(1f, red, 1e-6));
        Assert.All(target[64..128], green => Assert.InRange(green, 127 / 255f, 128 / 255f));
        Assert.All(target[128..], blue => Assert.Equal(0f, blue));
    }

    [Fact]
    public void A_size_seen_before_allocates_nothing()
    {
        var preprocessing = new Preprocessing(ModelInput.Clip(96));
        using var picture = Drawings.Noise(300, 200, seed: 1);
        var target = new float[preprocessing.Input.Length];
        preprocessing.Write(picture, target);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            preprocessing.Write(picture, target);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Grey_pictures_and_targets_of_another_length_are_refused()
    {
        var preprocessing = new Preprocessing(ModelInput.Clip(8));
        using var grey = new Mat(9, 9, MatType.CV_8UC1);
        using var colour = new Mat(9, 9, MatType.CV_8UC3);

        Assert.Throws<ArgumentException>(() => preprocessing.Write(grey, new float[preprocessing.Input.Length]));
        Assert.Throws<ArgumentException>(() => preprocessing.Write(colour, new float[7]));
    }
}
