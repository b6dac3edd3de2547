using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>What metadata may look like, and the one form that signatures are made of.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("""{"b":1,"a":[true,false,null,-5,0]}""", """{"a":[true,false,null,-5,0],"b":1}""")]
    [InlineData("""  { "z" : "tab\tline\nquote\"back\\" , "ä" : "\u00fc\ud83d\ude00" }  """, "{\"z\":\"tab\tline\nquote\\\"back\\\\\",\"ä\":\"ü😀\"}")]
    [InlineData("""{"\uff5e":1,"\ud83d\ude00":2,"A":3,"a":4,"":5}""", "{\"\":5,\"A\":3,\"a\":4,\"～\":1,\"😀\":2}")]
    [InlineData("""[[],{},"",123456789012345678901234567890]""", """[[],{},"",123456789012345678901234567890]""")]
    public void Canonical_json_has_one_form(string json, string canonical) =>
        Assert.Equal(canonical, Encoding.UTF8.GetString(CanonicalJson.Encode(JsonElement.Parse(json))));

    [Theory]
    [InlineData("1.5")]
    [InlineData("1e3")]
    [InlineData("""{"a":0.1}""")]
    [InlineData("\"\\ud800\"")]
    public void Values_without_a_canonical_form_are_refused(string json) =>
        Assert.Throws<FormatException>(() => CanonicalJson.Encode(JsonElement.Parse(json)));

    [Theory]
    [InlineData("*", "a.txt", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/b", true)]
    [InlineData("targets/*.tgz", "targets/foo.tgz", true)]
    [InlineData("targets/*.tgz", "targets/foo.txt", false)]
    [InlineData("targets/*.tgz", "targets/x/foo.tgz", false)]
    [InlineData("foo-version-?.tgz", "foo-version-a.tgz", true)]
    [InlineData("foo-version-?.tgz", "foo-version-.tgz", false)]
    [InlineData("foo-version-?.tgz", "foo-version-alpha.tgz", false)]
    [InlineData("?", "/", false)]
    [InlineData("*.tgz", "FOO.TGZ", false)]
    [InlineData("a*b*c", "aXXbYYbZc", true)]
    [InlineData("a*b*c", "aXXbYYbZ", false)]
    [InlineData("**a", "a", true)]
    [InlineData("[a-c]1", "b1", true)]
    [InlineData("[a-c]1", "d1", false)]
    [InlineData("[!a-c]1", "d1", true)]
    [InlineData("[!a-c]1", "a1", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[abc", "[abc", true)]
    [InlineData("foo.tgz", "foo.tgz", true)]
    [InlineData("foo.tgz", "fooxtgz", false)]
    [InlineData("/foo", "foo", false)]
    public void Patterns_match_as_in_a_shell(string pattern, string path, bool matches) =>
        Assert.Equal(matches, new DelegatedRole("role", new Role([], 1), false) { Paths = [pattern] }.Covers(path));

    [Fact]
    public void A_pattern_full_of_stars_is_decided_at_once()
    {
        var role = new DelegatedRole("role", new Role([], 1), false) { Paths = [string.Concat(Enumerable.Repeat("*a", 200)) + "b"] };

        Assert.False(role.Covers(new string('a', 5000)));
    }

    // TAP 15: the name has as many hex digits as the number of the last bin.
    [Theory]
    [InlineData(1, "bin-0", "bin-1")]
    [InlineData(4, "bin-0", "bin-f")]
    [InlineData(5, "bin-00", "bin-1f")]
    [InlineData(8, "bin-00", "bin-ff")]
    public void Succinct_roles_are_numbered_in_hex(int bits, string first, string last)
    {
        var names = new SuccinctRoles(new Role([], 1), bits, "bin").Names.ToList();

        Assert.Equal((first, last), (names[0], names[^1]));
        Assert.Equal(1 << bits, names.Count);
    }

    [Fact]
    public void The_largest_number_of_bins_is_2_to_the_32()
    {
        var bins = new SuccinctRoles(new Role([], 1), 32, "bin");
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("shop/prices.bin"u8));

        Assert.Equal($"bin-{hash[..8]}", bins.RoleOf("shop/prices.bin"));
    }

    [Theory]
    [InlineData("signed.version", "0")]
    [InlineData("signed.version", "-1")]
    [InlineData("signed.version", "1.0")]
    [InlineData("signed.version", "\"1\"")]
    [InlineData("signed.version", "99999999999999999999")]
    [InlineData("signed.version", null)]
    [InlineData("signed.expires", "\"2030-01-01\"")]
    [InlineData("signed.expires", "\"2030-01-01T00:00:00\"")]
    [InlineData("signed.expires", "\"2030-13-01T00:00:00Z\"")]
    [InlineData("signed.expires", "\"2030-01-01T00:00:00+02:00\"")]
    [InlineData("signed.expires", "5")]
    [InlineData("signed.expires", null)]
    [InlineData("signed.spec_version", "\"2.0.0\"")]
    [InlineData("signed.spec_version", "\"1\"")]
    [InlineData("signed.spec_version", "\"1.x\"")]
    [InlineData("signed.spec_version", null)]
    [InlineData("signed._type", null)]
    [InlineData("signed._type", "\"snapshot\"")]
    [InlineData("signed.consistent_snapshot", "\"yes\"")]
    [InlineData("signed.keys", "[]")]
    [InlineData("signed.keys.KEY.keyval", null)]
    [InlineData("signed.keys.KEY.keytype", "7")]
    [InlineData("signed.roles", null)]
    [InlineData("signed.roles.timestamp", null)]
    [InlineData("signed.roles.root.threshold", "0")]
    [InlineData("signed.roles.root.keyids", "[\"a\",\"a\"]")]
    [InlineData("signed.roles.root.keyids", "[1]")]
    [InlineData("signatures", "{}")]
    [InlineData("signatures", "[{\"keyid\":\"a\"}]")]
    [InlineData("signatures", "[{\"keyid\":\"a\",\"sig\":\"\"},{\"keyid\":\"a\",\"sig\":\"00\"}]")]
    [InlineData("signatures", null)]
    [InlineData("signed", null)]
    [InlineData("signed", "[]")]
    [InlineData("signed.other", "0.5")]
    public void A_root_that_is_not_as_specified_is_refused(string path, string? value)
    {
        var file = JsonNode.Parse(new RepositorySimulator().Published["root"][0])!;
        var keyId = file["signed"]!["keys"]!.AsObject().First().Key;
        var names = path.Replace("KEY", keyId, StringComparison.Ordinal).Split('.');
        var parent = names[..^1].Aggregate(file, (node, name) => node[name]!).AsObject();
        if (value is null)
            parent.Remove(names[^1]);
        else
            parent[names[^1]] = JsonNode.Parse(value);

        Refused<Root>(file.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"signed":{},"signed":{}}""")]
    [InlineData("""{"signatures":[],"signed":{"_type":"\ud800"}}""")]
    public void What_is_no_metadata_is_refused(string text) => Refused<Root>(text);

    [Fact]
    public void Nesting_without_end_is_refused() => Refused<Root>(new string('[', 100_000));

    [Fact]
    public void A_member_that_occurs_twice_is_refused()
    {
        var text = Encoding.UTF8.GetString(new RepositorySimulator().Published["timestamp"][0]);

        Refused<Timestamp>(text.Replace("\"version\":1", "\"version\":1,\"version\":1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"keys":{},"roles":[],"succinct_roles":{}}""")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":{},"roles":[{"name":"root","keyids":[],"threshold":1,"paths":[]}]}""")]
    [InlineData("""{"keys":{},"roles":[{"name":"","keyids":[],"threshold":1,"paths":[]}]}""")]
    [InlineData("""{"keys":{},"roles":[{"name":"a","keyids":[],"threshold":1,"paths":[],"path_hash_prefixes":[]}]}""")]
    [InlineData("""{"keys":{},"roles":[{"name":"a","keyids":[],"threshold":1,"paths":[]},{"name":"a","keyids":[],"threshold":1,"paths":[]}]}""")]
    [InlineData("""{"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":0,"name_prefix":"a"}}""")]
    [InlineData("""{"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":33,"name_prefix":"a"}}""")]
    public void Delegations_that_are_not_as_specified_are_refused(string delegations)
    {
        var file = JsonNode.Parse(new RepositorySimulator().Published["targets"][0])!;
        file["signed"]!["delegations"] = JsonNode.Parse(delegations);

        Refused<Targets>(file.ToJsonString());
    }

    [Theory]
    [InlineData("""{"length":-1,"hashes":{"sha256":"00"}}""")]
    [InlineData("""{"length":1,"hashes":{}}""")]
    [InlineData("""{"length":1,"hashes":{"sha256":7}}""")]
    [InlineData("""{"length":1}""")]
    [InlineData("""{"hashes":{"sha256":"00"}}""")]
    public void A_target_that_is_not_as_specified_is_refused(string target)
    {
        var file = JsonNode.Parse(new RepositorySimulator().Published["targets"][0])!;
        file["signed"]!["targets"]!["a"] = JsonNode.Parse(target);

        Refused<Targets>(file.ToJsonString());
    }

    [Fact]
    public void What_is_written_is_read_back_with_everything_that_others_added()
    {
        using var key = SigningKey.Generate();
        var other = new Dictionary<string, JsonElement> { ["x-other"] = JsonElement.Parse("""{"n":1,"t":"ü"}"""u8) };
        var hashes = new Dictionary<string, string> { ["sha256"] = new string('a', 64) };
        var targets = new Targets
        {
            Version = 7,
            Expires = RepositorySimulator.SafeExpiry,
            OtherFields = other,
            Files = new Dictionary<string, TargetFile>
            {
                ["a/b"] = new("a/b", 5, hashes) { Custom = other["x-other"], OtherFields = other },
            },
            Delegations = new Delegations
            {
                Keys = new Dictionary<string, PublicKey> { [key.Public.KeyId] = key.Public },
                OtherFields = other,
                Roles =
                [
                    new DelegatedRole("one", new Role([key.Public.KeyId], 1) { OtherFields = other }, true) { Paths = ["a/*"] },
                    new DelegatedRole("two", new Role([], 3), false) { PathHashPrefixes = ["00", "ff"] },
                ],
            },
        };
        var written = MetadataJson.Sign(targets, [key]);

        var read = MetadataJson.Parse<Targets>(written.Bytes, "targets.json");
        var again = MetadataJson.Sign(read.Signed, [key]);

        Assert.Equal(Encoding.UTF8.GetString(written.Bytes.Span), Encoding.UTF8.GetString(again.Bytes.Span));
        Assert.Equal(7, read.Signed.Version);
        Assert.Equal(RepositorySimulator.SafeExpiry, read.Signed.Expires);
        Assert.Equal("ü", read.Signed.Files["a/b"].Custom!.Value.GetProperty("t").GetString());
        Assert.Equal(["one", "two"], read.Signed.Delegations!.Roles.Select(role => role.Name));
    }

    [Fact]
    public void A_key_holder_can_sign_what_another_has_signed_without_changing_it()
    {
        using var first = SigningKey.Generate();
        using var second = SigningKey.Generate();
        var text = """
            {"signatures":[],"signed":{"_type":"timestamp","spec_version":"1.0.19","version":3,"expires":"2030-01-01T00:00:00Z",
            "meta":{"snapshot.json":{"version":2,"x":[1]}},"y":"z"}}
            """;
        var unsigned = MetadataJson.Parse<Timestamp>(Encoding.UTF8.GetBytes(text), "timestamp.json");

        var signed = unsigned.SignedBy(first).SignedBy(second).SignedBy(first);

        var read = MetadataJson.Parse<Timestamp>(signed.Bytes, "timestamp.json");
        Assert.Equal([second.Public.KeyId, first.Public.KeyId], read.Signatures.Select(signature => signature.KeyId));
        var payload = CanonicalJson.Encode(JsonElement.Parse(text).GetProperty("signed"));
        Assert.All(read.Signatures.Zip([second, first]), pair => Assert.True(pair.Second.Public.Verifies(pair.First.Hex, payload)));
    }

    private static void Refused<T>(string text)
        where T : Signed, ISignedFormat<T>
    {
        var error = Assert.Throws<TufException>(() => MetadataJson.Parse<T>(Encoding.UTF8.GetBytes(text), "file.json"));
        Assert.StartsWith("file.json", error.Message, StringComparison.Ordinal);
    }
}
