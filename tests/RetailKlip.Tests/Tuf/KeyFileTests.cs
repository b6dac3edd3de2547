using System.Security.Cryptography;
using RetailKlip.Tests.Solution;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

public sealed class KeyFileTests : IDisposable
{
    private const string Passphrase = "correct horse";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_comes_back_from_its_file_with_its_passphrase_alone()
    {
        using var key = SigningKey.Generate();
        var path = _folder.File("holder.pem");
        KeyFile.Write(path, key, Passphrase);
        KeyFile.WritePublic(_folder.File("holder.pub.pem"), key.Public);

        using var read = KeyFile.Read(path, Passphrase);
        var @public = KeyFile.ReadPublic(_folder.File("holder.pub.pem"));

        Assert.Equal(key.Public.KeyId, read.Public.KeyId);
        Assert.Equal(key.Public.KeyId, @public.KeyId);
        Assert.True(@public.Verifies(Convert.ToHexString(read.Sign([1, 2, 3])), [1, 2, 3]));
        Assert.Contains(path, Assert.Throws<FormatException>(() => KeyFile.Read(path, "wrong horse")).Message);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_key_file_is_never_overwritten_and_needs_a_passphrase()
    {
        using var key = SigningKey.Generate();
        Assert.Throws<ArgumentException>(() => KeyFile.Write(_folder.File("a.pem"), key, "short"));
        KeyFile.Write(_folder.File("a.pem"), key, Passphrase);

        Assert.ThrowsAny<IOException>(() => KeyFile.Write(_folder.File("a.pem"), key, Passphrase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n")]
    public void What_is_no_key_is_refused_by_name(string text)
    {
        File.WriteAllText(_folder.File("a.pem"), text);

        Assert.Contains("a.pem", Assert.Throws<FormatException>(() => KeyFile.Read(_folder.File("a.pem"), Passphrase)).Message);
        Assert.Contains("a.pem", Assert.Throws<FormatException>(() => KeyFile.ReadPublic(_folder.File("a.pem"))).Message);
    }

    [Fact]
    public void An_rsa_key_in_a_public_file_signs_with_pss()
    {
        using var rsa = RSA.Create(2048);
        File.WriteAllText(_folder.File("rsa.pem"), rsa.ExportSubjectPublicKeyInfoPem());

        var key = KeyFile.ReadPublic(_folder.File("rsa.pem"));

        Assert.Equal("rsassa-pss-sha256", key.Scheme);
        var signature = rsa.SignData([1], HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        Assert.True(key.Verifies(Convert.ToHexString(signature), [1]));
    }

    [Theory]
    [InlineData(SignatureAlgorithm.Ed25519)]
    [InlineData(SignatureAlgorithm.EcdsaP256)]
    public async Task Openssl_reads_our_files_and_we_read_its(SignatureAlgorithm algorithm)
    {
        if (!File.Exists("/usr/bin/openssl"))
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "openssl is missing: apt-get install openssl.");
            Assert.Skip("openssl is missing: apt-get install openssl.");
        }
        using var key = SigningKey.Generate(algorithm);
        KeyFile.Write(_folder.File("ours.pem"), key, Passphrase);
        KeyFile.WritePublic(_folder.File("ours.pub.pem"), key.Public);

        await OpensslAsync(
            "pkey", "-in", _folder.File("ours.pem"), "-passin", $"pass:{Passphrase}", "-pubout", "-out", _folder.File("pub.pem"));
        Assert.Equal(File.ReadAllText(_folder.File("ours.pub.pem")), File.ReadAllText(_folder.File("pub.pem")));

        string[] made = algorithm == SignatureAlgorithm.Ed25519
            ? ["genpkey", "-algorithm", "ed25519", "-out", _folder.File("plain.pem")]
            : ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", _folder.File("plain.pem")];
        await OpensslAsync(made);
        await OpensslAsync(
            "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "1000",
            "-in", _folder.File("plain.pem"), "-out", _folder.File("theirs.pem"), "-passout", $"pass:{Passphrase}");
        using var theirs = KeyFile.Read(_folder.File("theirs.pem"), Passphrase);
        Assert.True(theirs.Public.Verifies(Convert.ToHexString(theirs.Sign([7])), [7]));
    }

    private static async Task OpensslAsync(params string[] arguments)
    {
        var run = await ProgramRun.Of("/usr/bin/openssl", arguments, TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, run.All);
    }
}
