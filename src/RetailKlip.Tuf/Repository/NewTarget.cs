using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>A file that becomes a target.</summary>
/// <param name="Path">As clients ask for it, with <c>/</c> between folders.</param>
/// <param name="File">Where its content is now; it is copied.</param>
/// <param name="Custom">What applications are told about it.</param>
public sealed record NewTarget(string Path, string File, JsonElement? Custom = null);
