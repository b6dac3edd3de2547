using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>Inputs to find the ranges of 8-bit integers on: pictures of training, evenly spread, and the golden ones.</summary>
internal static class CalibrationPictures
{
    private const int Count = 64;

    /// <returns>3 × height × width floats each.</returns>
    public static IReadOnlyList<float[]> Read(ProductDataset training, ModelInput input)
    {
        var preprocessing = new Preprocessing(input);
        var paths = training.Pictures.Select(picture => picture.Path).Distinct(StringComparer.Ordinal).ToList();
        var inputs = new List<float[]>();
        for (var i = 0; i < Math.Min(Count, paths.Count); i++)
        {
            try
            {
                using var picture = Pictures.Read(paths[i * paths.Count / Math.Min(Count, paths.Count)]);
                inputs.Add(Prepare(picture));
            }
            catch (PictureException)
            {
                // Training listed it as broken and did without it, too.
            }
        }
        foreach (var name in GoldenPictures.Names)
        {
            using var picture = GoldenPictures.Draw(name);
            inputs.Add(Prepare(picture));
        }
        return inputs;

        float[] Prepare(OpenCvSharp.Mat picture)
        {
            var prepared = new float[input.Length];
            preprocessing.Write(picture, prepared);
            return prepared;
        }
    }
}
