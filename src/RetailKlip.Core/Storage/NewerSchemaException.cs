namespace RetailKlip.Core;

/// <summary>A file was written by a newer version of this program. It is not damaged, and must be neither read nor overwritten.</summary>
public sealed class NewerSchemaException(string path, long found, long known)
    : IOException(
        $"{path} has schema version {found}, but this program knows up to {known}: update the program, or use a file of the older version.")
{
    public string Path { get; } = path;
}
