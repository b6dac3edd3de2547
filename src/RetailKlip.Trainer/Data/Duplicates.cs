using System.Collections.Concurrent;
using RetailKlip.Vision;

namespace RetailKlip.Trainer;

/// <summary>
/// Pictures that stand in the data twice. One that is learnt from and shown again in a test makes the test too easy; one that is
/// learnt from twice only counts more.
/// </summary>
/// <param name="AcrossSplits">A picture of the training split and its copy that is kept out of training.</param>
/// <param name="WithinTraining">Both are trained on.</param>
/// <param name="BrokenKeptOut">Pictures kept out of training that cannot be read.</param>
public sealed record Duplicates(
    IReadOnlyList<PicturePair> AcrossSplits, IReadOnlyList<PicturePair> WithinTraining, IReadOnlyList<string> BrokenKeptOut)
{
    /// <summary>Reads what is kept out of training; the cache has hashed the rest.</summary>
    public static Duplicates Find(PictureCache training, IReadOnlyList<string> keptOut)
    {
        var hashes = new PerceptualHash?[keptOut.Count];
        Parallel.For(0, keptOut.Count, i => hashes[i] = Hash(keptOut[i]));
        var readable = keptOut.Zip(hashes).Where(pair => pair.Second is not null).ToDictionary(
            pair => pair.First, pair => pair.Second!, StringComparer.Ordinal);
        return new(
            Between(training.Hashes, readable), Within(training.Hashes), [.. keptOut.Where(path => !readable.ContainsKey(path))]);
    }

    /// <summary>Pairs of a picture of one set and a copy of it in another, in order of their paths.</summary>
    public static IReadOnlyList<PicturePair> Between(
        IReadOnlyDictionary<string, PerceptualHash> pictures, IReadOnlyDictionary<string, PerceptualHash> others)
    {
        var found = new ConcurrentBag<PicturePair>();
        var right = others.ToArray();
        Parallel.ForEach(pictures, left =>
        {
            foreach (var (path, hash) in right)
                if (left.Value.IsCopyOf(hash))
                    found.Add(new(left.Key, path));
        });
        return InOrder(found);
    }

    /// <summary>Pairs within one set, each once, in order of their paths.</summary>
    public static IReadOnlyList<PicturePair> Within(IReadOnlyDictionary<string, PerceptualHash> pictures)
    {
        var all = pictures.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var found = new ConcurrentBag<PicturePair>();
        Parallel.For(0, all.Length, i =>
        {
            for (var j = i + 1; j < all.Length; j++)
                if (all[i].Value.IsCopyOf(all[j].Value))
                    found.Add(new(all[i].Key, all[j].Key));
        });
        return InOrder(found);
    }

    /// <exception cref="InvalidDataException">A picture is trained on and kept out of training; names both.</exception>
    public void ThrowIfAcrossSplits()
    {
        if (AcrossSplits.Count == 0)
            return;
        var first = AcrossSplits[0];
        var more = AcrossSplits.Count > 1 ? $" ({AcrossSplits.Count - 1} more such pairs are listed in the run's folder)" : "";
        throw new InvalidDataException(
            $"{first.Picture} is trained on, but is the same picture as {first.Copy}, which is kept out of training to test with: "
            + $"take one of the two out, or set data.refuseDuplicates to false if they show different products{more}.");
    }

    /// <summary>Writes all pairs, tab-separated: <c>found</c> (<c>across</c> or <c>within</c>), <c>picture</c>, <c>copy</c>.</summary>
    public void Write(string path) => File.WriteAllLines(path,
    [
        "found\tpicture\tcopy",
        .. AcrossSplits.Select(pair => $"across\t{pair.Picture}\t{pair.Copy}"),
        .. WithinTraining.Select(pair => $"within\t{pair.Picture}\t{pair.Copy}"),
    ]);

    private static PerceptualHash? Hash(string path)
    {
        try
        {
            using var picture = Pictures.Read(path);
            return PerceptualHash.Of(picture);
        }
        catch (PictureException)
        {
            return null;
        }
    }

    private static List<PicturePair> InOrder(IEnumerable<PicturePair> pairs) =>
        [.. pairs.OrderBy(pair => pair.Picture, StringComparer.Ordinal).ThenBy(pair => pair.Copy, StringComparer.Ordinal)];
}
