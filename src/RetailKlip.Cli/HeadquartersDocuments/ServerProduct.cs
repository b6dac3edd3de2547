using System.Text.Json;
using System.Text.Json.Serialization;

namespace RetailKlip.Cli;

/// <summary>A product of the server's catalogue.</summary>
/// <param name="Product">As the server gave it: what a newer server keeps beyond what is known here survives being put back.</param>
/// <param name="Revision">Another one with every change; in quotes it is the product's ETag. Null in a file that holds the product alone.</param>
internal sealed record ServerProduct(JsonElement Product, string? Revision, DateTimeOffset? ChangedAt = null, string? ChangedBy = null)
{
    [JsonIgnore]
    public string Sku => Text("sku") ?? "";

    [JsonIgnore]
    public string Name => Product.GetProperty("names").EnumerateObject().Select(name => name.Value.GetString()).FirstOrDefault() ?? "";

    [JsonIgnore]
    public string Gtins => string.Join(' ', Product.GetProperty("gtins").EnumerateArray().Select(gtin => gtin.GetString()));

    public string? Text(string member) =>
        Product.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
