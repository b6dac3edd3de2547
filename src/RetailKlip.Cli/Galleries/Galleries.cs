using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>Opens galleries of either form: the closed file with its digest beside it, and a kiosk's own store.</summary>
internal static class Galleries
{
    /// <param name="wanted">The encoder whose queries will be matched; null accepts any.</param>
    /// <exception cref="RefusedException">There is no such file.</exception>
    /// <exception cref="GalleryDamagedException">It is not what was written.</exception>
    /// <exception cref="EncoderMismatchException">It is of another encoder.</exception>
    public static Gallery Load(string path, EncoderId? wanted = null)
    {
        RequireFile(path);
        if (File.Exists(path + GalleryFile.DigestSuffix))
            return GalleryFile.Load(path, wanted);
        using var store = GalleryStore.Open(path, wanted);
        return store.Load();
    }

    public static void RequireFile(string path)
    {
        if (!File.Exists(path))
            throw new RefusedException($"gallery {path} is missing: build it with klip gallery build");
    }
}
