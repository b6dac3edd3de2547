using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Which files of a folder are pictures: those whose name ends like one.</summary>
internal static class PictureFiles
{
    public const string Kinds = "JPEG, PNG, WebP or BMP";

    /// <summary>In ordinal order of their paths; hidden files are left out.</summary>
    /// <param name="below">Whether folders below count too.</param>
    public static IEnumerable<string> In(string folder, bool below) =>
        Directory.EnumerateFiles(folder, "*", below ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Where(path => !Path.GetFileName(path).StartsWith('.') && Pictures.HasPictureName(path))
            .Order(StringComparer.Ordinal);
}
