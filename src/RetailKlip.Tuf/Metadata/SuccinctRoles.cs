using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>2^<paramref name="BitLength"/> bins of equal trust over the hashes of target paths, named <c>PREFIX-HEX</c> (TAP 15).</summary>
/// <param name="Role">Who signs for every bin.</param>
/// <param name="BitLength">1 to 32.</param>
/// <param name="NamePrefix">What the bins' names begin with.</param>
public sealed record SuccinctRoles(Role Role, int BitLength, string NamePrefix)
{
    /// <summary>The names of all bins in order.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            for (var bin = 0L; bin < 1L << BitLength; bin++)
                yield return NameOf((uint)bin);
        }
    }

    /// <summary>The bin that a target path falls into.</summary>
    public string RoleOf(string targetPath)
    {
        var start = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(targetPath)));
        return NameOf(start >> (32 - BitLength));
    }

    internal bool Has(string role) =>
        role.StartsWith(NamePrefix + "-", StringComparison.Ordinal)
        && uint.TryParse(role.AsSpan(NamePrefix.Length + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bin)
        && bin >> (BitLength - 1) <= 1
        && NameOf(bin) == role;

    internal static SuccinctRoles Read(JsonFields fields)
    {
        var bits = fields.Whole("bit_length", 1);
        if (bits > 32)
            throw fields.Wrong("bit_length", "1 to 32");
        var role = Role.Take(fields);
        var prefix = fields.Text("name_prefix");
        return new SuccinctRoles(role with { OtherFields = fields.Rest }, (int)bits, prefix);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("bit_length", BitLength);
        json.WriteString("name_prefix", NamePrefix);
        Role.WriteFields(json);
        json.WriteEndObject();
    }

    // As many hex digits as the last bin's number has.
    private string NameOf(uint bin) =>
        $"{NamePrefix}-{bin.ToString($"x{(BitLength + 3) / 4}", CultureInfo.InvariantCulture)}";
}
