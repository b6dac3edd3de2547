namespace RetailKlip.Core;

/// <summary>A gallery as one closed file that never changes, its digest beside it in <c>FILE.sha256</c> as <c>sha256sum</c> writes it.</summary>
public static class GalleryFile
{
    public const string DigestSuffix = ".sha256";

    /// <summary>Writes a gallery and its digest, atomically; replaces what was there.</summary>
    public static void Write(string path, Gallery gallery) => throw new NotImplementedException();

    /// <exception cref="GalleryDamagedException">A byte of the file or its digest differs from what was written.</exception>
    public static void Verify(string path) => throw new NotImplementedException();

    /// <summary>Verifies and reads.</summary>
    public static Gallery Load(string path, EncoderId? wanted = null) => throw new NotImplementedException();
}
