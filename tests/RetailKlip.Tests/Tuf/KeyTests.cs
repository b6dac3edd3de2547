using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Which signatures count, and how many are enough.</summary>
public sealed class KeyTests(SimulatorServer server) : IClassFixture<SimulatorServer>, IDisposable
{
    // Making one takes long.
    private static readonly RSA Rsa = RSA.Create(2048);

    private readonly RepositorySimulator _repository = new();
    private SimulatedClient? _client;

    private SimulatedClient Client => _client ??= new SimulatedClient(server, _repository);

    public void Dispose() => _client?.Dispose();

    [Fact]
    public async Task Fewer_signatures_than_the_threshold_are_not_enough()
    {
        _repository.SetThreshold("snapshot", 3);
        _repository.AddKey("snapshot");
        _repository.AddKey("snapshot");
        _repository.Publish("root", "targets", "snapshot", "timestamp");
        Assert.True(await Client.RefreshAsync());

        _repository.Signers["snapshot"].RemoveAt(0);
        _repository.PublishContent();

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Unsigned, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("snapshot"));
    }

    [Fact]
    public async Task A_threshold_above_the_number_of_keys_can_never_be_met()
    {
        _ = Client;
        for (var i = 0; i < 4; i++)
            _repository.AddKey("snapshot");
        _repository.SetThreshold("snapshot", 6);
        _repository.Publish("root", "snapshot", "timestamp");

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(2, Client.Version("root"));
        Assert.Null(Client.Version("snapshot"));
    }

    [Fact]
    public async Task A_key_id_that_a_role_names_several_times_does_not_make_a_threshold()
    {
        _ = Client;
        var key = _repository.AddKey("snapshot");
        _repository.Root = _repository.Root with
        {
            Roles = new Dictionary<string, Role>(_repository.Root.Roles)
            {
                ["snapshot"] = new Role([.. Enumerable.Repeat(key.Public.KeyId, 9)], 6),
            },
        };
        _repository.Publish("root", "snapshot", "timestamp");
        Edit("snapshot", file =>
        {
            for (var i = 0; i < 8; i++)
                file["signatures"]!.AsArray().Add(file["signatures"]![1]!.DeepClone());
        });

        Assert.False(await Client.RefreshAsync());
        Assert.Null(Client.Version("snapshot"));
    }

    [Fact]
    public async Task One_key_under_two_ids_counts_once()
    {
        _ = Client;
        var key = _repository.Signers["timestamp"][0];
        _repository.SetThreshold("timestamp", 2);
        _repository.Root = _repository.Root with
        {
            Keys = new Dictionary<string, PublicKey>(_repository.Root.Keys) { ["another id"] = key.Public },
            Roles = new Dictionary<string, Role>(_repository.Root.Roles) { ["timestamp"] = new Role([key.Public.KeyId, "another id"], 2) },
        };
        _repository.Publish("root", "timestamp");
        Edit("timestamp", file =>
        {
            var again = file["signatures"]![0]!.DeepClone();
            again["keyid"] = "another id";
            file["signatures"]!.AsArray().Add(again);
        });

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Unsigned, Client.Error!.Failure);
    }

    [Fact]
    public async Task Two_signatures_under_one_key_id_are_refused_though_one_were_enough()
    {
        Edit("snapshot", file => file["signatures"]!.AsArray().Add(file["signatures"]![0]!.DeepClone()));

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Malformed, Client.Error!.Failure);
        Assert.Null(Client.Version("snapshot"));
    }

    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa-sha2-nistp256")]
    [InlineData("rsassa-pss-sha256")]
    [InlineData("rsa-pkcs1v15-sha256")]
    public async Task Every_kind_of_key_signs_and_a_wrong_signature_of_it_is_refused(string scheme)
    {
        _ = Client;
        var key = _repository.AddKey("root", scheme switch
        {
            "ed25519" => SigningKey.Generate(),
            "ecdsa-sha2-nistp256" => SigningKey.Generate(SignatureAlgorithm.EcdsaP256),
            "rsassa-pss-sha256" => SigningKey.From(Rsa, RSASignaturePadding.Pss),
            _ => SigningKey.From(Rsa, RSASignaturePadding.Pkcs1),
        });
        Assert.Equal(scheme, key.Public.Scheme);
        _repository.SetThreshold("root", 2);
        _repository.Publish("root");
        Assert.True(await Client.RefreshAsync());
        Assert.Equal(2, Client.Version("root"));

        _repository.Publish("root");
        Edit("root", file => Signature(file, key)["sig"] = Convert.ToHexStringLower(key.Sign("something else"u8.ToArray())));

        Assert.False(await Client.RefreshAsync());
        Assert.Equal(TufFailure.Unsigned, Client.Error!.Failure);
        Assert.Equal(2, Client.Version("root"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not hex")]
    [InlineData("abc")]
    [InlineData("3046022100fa1f62d38e0f5c565fa23e5d230086258427d87f024c146071966deefde55468022100b3347b4bd9ba6701ca6cef949d04b574")]
    public async Task A_signature_that_is_none_spoils_nothing_where_the_others_are_enough(string nonsense)
    {
        _ = Client;
        var first = _repository.Signers["timestamp"][0];
        _repository.AddKey("timestamp");
        _repository.Publish("root", "timestamp");
        Edit("timestamp", file => Signature(file, first)["sig"] = nonsense);

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(2, Client.Version("timestamp"));
    }

    [Theory]
    [InlineData("sphincs+", "sphincs+-256s", "abcd")]
    [InlineData("ed25519", "ed25519ph", "72378e5bc588793e58f81c8533da64a2e8f1565c1fcc7f253496394ffc52542c")]
    [InlineData("ed25519", "ed25519", "no hex")]
    [InlineData("rsa", "rsassa-pss-sha256", "no PEM")]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public async Task A_key_that_is_not_known_counts_for_nothing_and_spoils_nothing(string type, string scheme, string value)
    {
        _ = Client;
        var unknown = PublicKey.Of(type, scheme, value);
        Assert.False(unknown.Verifies("abcd", [1, 2, 3]));
        _repository.Root = _repository.Root with
        {
            Keys = new Dictionary<string, PublicKey>(_repository.Root.Keys) { [unknown.KeyId] = unknown },
            Roles = new Dictionary<string, Role>(_repository.Root.Roles)
            {
                ["timestamp"] = new Role([unknown.KeyId, .. _repository.Root.Roles["timestamp"].KeyIds], 1),
            },
        };
        _repository.Publish("root", "timestamp");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(2, Client.Version("timestamp"));
    }

    [Fact]
    public async Task A_key_may_carry_fields_of_others_and_any_id()
    {
        _ = Client;
        var key = SigningKey.Generate();
        var json = JsonNode.Parse("""{"keytype":"ed25519","scheme":"ed25519","keyid_hash_algorithms":"md5","keyval":{"extra":1}}""")!;
        json["keyval"]!["public"] = key.Public.Value;
        _repository.SetKeys("snapshot", 1, [key], [key]);
        _repository.Publish("root", "snapshot", "timestamp");
        // The same root again, whose snapshot key has an odd id and an odd field, signed by hand.
        var root = JsonNode.Parse(_repository.Published["root"][^1])!;
        var signed = root["signed"]!;
        signed["keys"]!.AsObject().Remove(key.Public.KeyId);
        signed["keys"]!["odd id"] = json;
        signed["roles"]!["snapshot"]!["keyids"] = new JsonArray("odd id");
        var signer = _repository.Signers["root"][0];
        root["signatures"]![0]!["sig"] = Convert.ToHexStringLower(
            signer.Sign(CanonicalJson.Encode(System.Text.Json.JsonSerializer.SerializeToElement(signed))));
        _repository.Published["root"][^1] = Encoding.UTF8.GetBytes(root.ToJsonString());
        Edit("snapshot", file => file["signatures"]![0]!["keyid"] = "odd id");

        Assert.True(await Client.RefreshAsync());
        Assert.Equal(2, Client.Version("snapshot"));
    }

    [Fact]
    public void An_early_ecdsa_key_is_a_point_in_hex()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = ecdsa.ExportParameters(false).Q;
        const string Scheme = "ecdsa-sha2-nistp256";
        var key = PublicKey.Of(Scheme, Scheme, $"04{Convert.ToHexString(point.X!)}{Convert.ToHexString(point.Y!)}");
        var signature = ecdsa.SignData("message"u8, HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);

        Assert.True(key.Verifies(Convert.ToHexString(signature), "message"u8.ToArray()));
        Assert.False(key.Verifies(Convert.ToHexString(signature), "massage"u8.ToArray()));
    }

    [Fact]
    public void An_rsa_key_of_less_than_2048_bits_is_no_key()
    {
        using var rsa = RSA.Create(1024);
        var key = PublicKey.Of("rsa", "rsassa-pss-sha256", rsa.ExportSubjectPublicKeyInfoPem());
        var signature = rsa.SignData("message"u8, HashAlgorithmName.SHA256,
            RSASignaturePadding.Pss);

        Assert.False(key.Verifies(Convert.ToHexString(signature), "message"u8.ToArray()));
    }

    [Fact]
    public void Rsa_pss_signatures_may_have_the_longest_salt()
    {
        var key = PublicKey.Of("rsa", "rsassa-pss-sha256", Rsa.ExportSubjectPublicKeyInfoPem());
        var signer = new Org.BouncyCastle.Crypto.Signers.PssSigner(
            new Org.BouncyCastle.Crypto.Engines.RsaBlindedEngine(), new Org.BouncyCastle.Crypto.Digests.Sha256Digest(), 256 - 32 - 2);
        signer.Init(true, Org.BouncyCastle.Security.DotNetUtilities.GetRsaKeyPair(Rsa).Private);
        signer.BlockUpdate("message"u8.ToArray(), 0, 7);
        var signature = Convert.ToHexString(signer.GenerateSignature());

        Assert.True(key.Verifies(signature, "message"u8.ToArray()));
        Assert.False(key.Verifies(signature, "massage"u8.ToArray()));
    }

    // RFC 8032, 7.1, test 3.
    [Fact]
    public void Ed25519_agrees_with_the_vectors_of_rfc_8032()
    {
        var key = PublicKey.Of("ed25519", "ed25519", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        const string Signature = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

        Assert.True(key.Verifies(Signature, [0xaf, 0x82]));
        Assert.False(key.Verifies(Signature, [0xaf, 0x83]));
    }

    private static JsonNode Signature(JsonNode file, SigningKey key) =>
        file["signatures"]!.AsArray().Single(signature => (string)signature!["keyid"]! == key.Public.KeyId)!;

    // Changes the newest version of a file without signing it again.
    private void Edit(string role, Action<JsonNode> edit)
    {
        var file = JsonNode.Parse(_repository.Published[role][^1])!;
        edit(file);
        _repository.Published[role][^1] = Encoding.UTF8.GetBytes(file.ToJsonString());
    }
}
