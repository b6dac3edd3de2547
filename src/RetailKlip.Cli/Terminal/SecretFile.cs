namespace RetailKlip.Cli;

/// <summary>A secret that stands in a file, out of sight of who lists the machine's processes.</summary>
internal static class SecretFile
{
    private const int LongestFile = 10_000;

    /// <param name="what">What the file holds, in words.</param>
    /// <exception cref="RefusedException">The file is empty, or too long to be one.</exception>
    public static string FirstLine(string file, string what)
    {
        if (new FileInfo(file) is { Exists: true, Length: > LongestFile })
            throw new RefusedException($"{file} is too long for a {what}: give a file whose first line it is");
        return File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line
            ? line
            : throw new RefusedException($"{file} is empty: its first line must be the {what}");
    }
}
