using System.Text.Json;

namespace RetailKlip.Cli;

/// <summary>What the kiosk on this machine is configured with: the variables <c>Kiosk__…</c> win over its configuration file.</summary>
/// <param name="Camera">As <c>CameraSource</c> reads it; null where nothing says.</param>
/// <param name="Data">Folder of baskets and galleries.</param>
internal sealed record KioskSettings(string? Model, string? Gallery, string? Camera, string? Data)
{
    /// <param name="file">The kiosk's appsettings.json; null reads none.</param>
    /// <exception cref="RefusedException">The file is no JSON.</exception>
    public static KioskSettings Read(string? file)
    {
        var section = file is null ? [] : ReadSection(file);
        return new KioskSettings(Find("Model"), Find("Gallery"), Find("Camera"), Find("Data"));

        string? Find(string key) =>
            Environment.GetEnvironmentVariable($"Kiosk__{key}") is { Length: > 0 } set ? set
            : section.GetValueOrDefault(key) is { Length: > 0 } written ? written
            : null;
    }

    private static Dictionary<string, string> ReadSection(string file)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var json = JsonDocument.Parse(File.ReadAllBytes(file), options);
            return json.RootElement.TryGetProperty("Kiosk", out var section)
                ? section.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.String)
                    .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.OrdinalIgnoreCase)
                : [];
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new RefusedException($"{file} is not the kiosk's configuration: {wrong.Message} Give its appsettings.json");
        }
    }
}
