using OpenCvSharp;
using RetailKlip.Vision;
using static TorchSharp.torch;

namespace RetailKlip.Trainer;

/// <summary>Pictures as the finished model will see them, a batch at a time, so that any number of them fits into memory.</summary>
internal static class PreparedPictures
{
    private const int Batch = 32;

    /// <param name="paths">One that cannot be read as a picture is left out.</param>
    /// <returns>N×3×H×W normalised RGB each; whoever takes one disposes it.</returns>
    public static IEnumerable<Tensor> Batches(IEnumerable<string> paths, ModelInput input, Device device)
    {
        foreach (var chunk in paths.Chunk(Batch))
        {
            var prepared = new float[]?[chunk.Length];
            ParallelWork.For(chunk.Length, i => prepared[i] = Prepare(chunk[i], input));
            var values = prepared.OfType<float[]>().ToList();
            if (values.Count > 0)
                yield return tensor(values.SelectMany(picture => picture).ToArray(), [values.Count, 3, input.Height, input.Width], device: device);
        }
    }

    private static float[]? Prepare(string path, ModelInput input)
    {
        Mat picture;
        try
        {
            picture = Pictures.Read(path);
        }
        catch (PictureException)
        {
            return null;
        }
        using (picture)
        {
            var values = new float[input.Length];
            new Preprocessing(input).Write(picture, values);
            return values;
        }
    }
}
