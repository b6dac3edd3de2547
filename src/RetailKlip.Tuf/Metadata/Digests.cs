using System.Security.Cryptography;

namespace RetailKlip.Tuf;

/// <summary>Hashes as metadata lists them: algorithm → lower hex. Known are <c>sha256</c> and <c>sha512</c>.</summary>
internal static class Digests
{
    public const string Sha256 = "sha256";

    private static readonly Dictionary<string, HashAlgorithmName> Algorithms = new()
    {
        [Sha256] = HashAlgorithmName.SHA256,
        ["sha512"] = HashAlgorithmName.SHA512,
    };

    public static string Of(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    public static IReadOnlyDictionary<string, string> Read(JsonFields fields, string name)
    {
        var hashes = new Dictionary<string, string>();
        foreach (var (algorithm, value) in fields.Members(name))
            hashes.Add(algorithm, value.ValueKind == System.Text.Json.JsonValueKind.String
                ? value.GetString()!
                : throw fields.Wrong(name, "hashes by the names of their algorithms"));
        return hashes.Count > 0 ? hashes : throw fields.Wrong(name, "at least one hash");
    }

    /// <summary>The first known hash of a list, which also stands in the names of files; null where none is known.</summary>
    public static string? Preferred(IReadOnlyDictionary<string, string> hashes) =>
        Algorithms.Keys.Where(hashes.ContainsKey).Select(algorithm => hashes[algorithm]).FirstOrDefault();

    /// <summary>Whether data has every known hash of the list, and the list has a known one.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> hashes, ReadOnlySpan<byte> data)
    {
        using var running = new Running(hashes);
        running.Append(data);
        return running.Match();
    }

    /// <summary>Checks the hashes of a list over data that arrives in pieces.</summary>
    public sealed class Running : IDisposable
    {
        private readonly IReadOnlyDictionary<string, string> _expected;
        private readonly Dictionary<string, IncrementalHash> _hashes;

        public Running(IReadOnlyDictionary<string, string> expected)
        {
            _expected = expected;
            _hashes = expected.Keys.Where(Algorithms.ContainsKey)
                .ToDictionary(name => name, name => IncrementalHash.CreateHash(Algorithms[name]));
        }

        public void Append(ReadOnlySpan<byte> data)
        {
            foreach (var hash in _hashes.Values)
                hash.AppendData(data);
        }

        /// <summary>Once, at the end.</summary>
        public bool Match() => _hashes.Count > 0 && _hashes.All(hash => string.Equals(
            Convert.ToHexStringLower(hash.Value.GetHashAndReset()), _expected[hash.Key], StringComparison.OrdinalIgnoreCase));

        public void Dispose()
        {
            foreach (var hash in _hashes.Values)
                hash.Dispose();
        }
    }
}
