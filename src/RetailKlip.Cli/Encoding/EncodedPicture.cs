using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>What became of one picture: its embedding, or the line saying why there is none.</summary>
/// <param name="Index">Place in the list of paths that was given.</param>
internal sealed record EncodedPicture(int Index, string Path, Embedding? Embedding, string? Error);
