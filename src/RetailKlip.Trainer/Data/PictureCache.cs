using OpenCvSharp;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>
/// All pictures of a data set in memory, decoded once and shrunk, so that training never waits for the disk. Pictures
/// that cannot be read are listed in <see cref="Broken"/> and left out.
/// </summary>
public sealed class PictureCache : IDisposable
{
    private readonly Dictionary<string, Mat> _pictures;

    private PictureCache(
        ProductDataset dataset, Dictionary<string, Mat> pictures, IReadOnlyDictionary<string, PerceptualHash> hashes,
        IReadOnlyList<string> broken)
    {
        _pictures = pictures;
        Dataset = dataset;
        Hashes = hashes;
        Broken = broken;
    }

    /// <summary>The data set without the broken pictures; its products stay, also where they lost all pictures.</summary>
    public ProductDataset Dataset { get; }

    /// <summary>Paths, in the data set's order.</summary>
    public IReadOnlyList<string> Broken { get; }

    /// <summary>Of each picture as it was before it was shrunk, by path.</summary>
    public IReadOnlyDictionary<string, PerceptualHash> Hashes { get; }

    /// <param name="shortSide">Pictures are shrunk until their shorter side has this many pixels; smaller ones stay.</param>
    public static PictureCache Load(ProductDataset dataset, int shortSide)
    {
        var paths = dataset.Pictures.Select(picture => picture.Path).Distinct(StringComparer.Ordinal).ToList();
        var read = new (Mat Picture, PerceptualHash Hash)?[paths.Count];
        Parallel.For(0, paths.Count, i => read[i] = Read(paths[i], shortSide));

        var pictures = new Dictionary<string, Mat>(StringComparer.Ordinal);
        var hashes = new Dictionary<string, PerceptualHash>(StringComparer.Ordinal);
        var broken = new List<string>();
        for (var i = 0; i < paths.Count; i++)
        {
            if (read[i] is not { } found)
            {
                broken.Add(paths[i]);
                continue;
            }
            pictures.Add(paths[i], found.Picture);
            hashes.Add(paths[i], found.Hash);
        }
        var readable = dataset with { Pictures = [.. dataset.Pictures.Where(picture => pictures.ContainsKey(picture.Path))] };
        return new(readable, pictures, hashes, broken);
    }

    /// <summary>BGR, 8 bits a channel; owned by the cache, safe to read from any thread.</summary>
    public Mat this[TrainingPicture picture] => _pictures[picture.Path];

    public void Dispose()
    {
        foreach (var picture in _pictures.Values)
            picture.Dispose();
        _pictures.Clear();
    }

    private static (Mat Picture, PerceptualHash Hash)? Read(string path, int shortSide)
    {
        Mat full;
        try
        {
            full = Pictures.Read(path);
        }
        catch (PictureException)
        {
            return null;
        }
        var hash = PerceptualHash.Of(full);
        var scale = (double)shortSide / Math.Min(full.Width, full.Height);
        if (scale >= 1)
            return (full, hash);
        var small = new Mat();
        Cv2.Resize(full, small, new Size(Math.Round(full.Width * scale), Math.Round(full.Height * scale)), 0, 0, InterpolationFlags.Area);
        full.Dispose();
        return (small, hash);
    }
}
