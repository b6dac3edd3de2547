using System.Security.Cryptography;
using System.Text;

namespace RetailKlip.Core;

/// <summary>
/// A gallery as one closed file that never changes, its digest beside it in <c>FILE.sha256</c> as <c>sha256sum</c> writes it.
/// </summary>
/// <remarks>
/// File and digest are two files and get their names one after the other. The new digest waits in <c>FILE.sha256.new</c> from
/// before the file's rename until after it, so that after a crash between the two either digest is the file's.
/// </remarks>
public static class GalleryFile
{
    public const string DigestSuffix = ".sha256";

    /// <summary>Writes a gallery under its own version, with its digest; replaces what was there, in one step for whoever reads
    /// it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, Gallery gallery) =>
        Publish(path, temporary => SqliteFile.CreateClosed(temporary, GalleryTables.Schema, connection =>
            GalleryTables.Write(connection, gallery, gallery.Version)));

    /// <summary>Checks every byte against the digest, and the content as well.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="GalleryDamagedException">A byte of the file or of its digest differs from what was written, or the digest is
    /// missing.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file.</exception>
    public static void Verify(string path) => Load(path);

    /// <summary>Verifies a closed gallery and reads it.</summary>
    /// <param name="wanted">The encoder in use; null where any will do.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="GalleryDamagedException">A byte of the file or of its digest differs from what was written, or the digest is
    /// missing.</exception>
    /// <exception cref="NewerSchemaException">A newer version of this program wrote the file.</exception>
    /// <exception cref="EncoderMismatchException">The gallery is of another encoder than <paramref name="wanted"/>.</exception>
    public static Gallery Load(string path, EncoderId? wanted = null)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} does not exist: check the path, or build it with 'klip gallery build'.", path);
        var digest = DigestLine(path);
        if (!Says(DigestPath(path), digest) && !Says(DurableFile.TemporaryFor(DigestPath(path)), digest))
            throw new GalleryDamagedException(path, File.Exists(DigestPath(path))
                ? $"it does not match its digest in {DigestPath(path)}"
                : $"its digest {DigestPath(path)} is missing");
        using var connection = SqliteFile.OpenClosed(path, GalleryTables.Schema);
        var gallery = SqliteFile.Guard(path, GalleryTables.Schema, () => GalleryTables.Read(connection, path));
        ThrowIfMismatched(path, gallery, wanted);
        return gallery;
    }

    internal static void ThrowIfMismatched(string path, Gallery gallery, EncoderId? wanted)
    {
        if (wanted is { } expected && gallery.EncoderId != expected)
            throw new EncoderMismatchException($"Gallery {path}", expected, gallery.EncoderId);
    }

    /// <param name="write">Creates a closed SQLite file at the path it gets, where none is.</param>
    internal static void Publish(string path, Action<string> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        FinishInterrupted(path);
        var temporary = DurableFile.TemporaryFor(path);
        File.Delete(temporary);
        write(temporary);
        var digest = DigestLine(temporary, Path.GetFileName(path));
        var waiting = DurableFile.TemporaryFor(DigestPath(path));
        DurableFile.Write(waiting, stream => stream.Write(digest));
        DurableFile.Publish(temporary, path);
        DurableFile.Publish(waiting, DigestPath(path));
    }

    // A digest that still waits belongs to the file if it matches it; the next one takes its place.
    private static void FinishInterrupted(string path)
    {
        var waiting = DurableFile.TemporaryFor(DigestPath(path));
        if (File.Exists(path) && File.Exists(waiting) && Says(waiting, DigestLine(path)))
            DurableFile.Publish(waiting, DigestPath(path));
    }

    private static string DigestPath(string path) => path + DigestSuffix;

    private static byte[] DigestLine(string path, string? name = null)
    {
        using var stream = File.OpenRead(path);
        return Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(stream))}  {name ?? Path.GetFileName(path)}\n");
    }

    // The length first: what is not as long as a digest is not read into memory.
    private static bool Says(string digestPath, byte[] digest) =>
        new FileInfo(digestPath) is { Exists: true } file && file.Length == digest.Length
        && File.ReadAllBytes(digestPath).AsSpan().SequenceEqual(digest);
}
