namespace RetailKlip.Core;

/// <summary>What one kind of SQLite file is made of.</summary>
/// <param name="ApplicationId">Four ASCII letters as a number, in the file's header: tells a gallery from a basket.</param>
/// <param name="Version">Raised with every change of <paramref name="Tables"/>; kept as <c>user_version</c>.</param>
/// <param name="Tables">The statements that create them.</param>
/// <param name="Damaged">Makes the exception for a damaged file from its path, one line of reason, and the cause.</param>
internal sealed record SqliteSchema(int ApplicationId, int Version, string Tables, Func<string, string, Exception?, IOException> Damaged)
{
    /// <summary>What brings a file of the version before to this one; null where no such file exists.</summary>
    public string? Upgrade { get; init; }
}
