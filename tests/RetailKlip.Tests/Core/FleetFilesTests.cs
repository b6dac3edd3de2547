using System.Security.Cryptography;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>Identity and key of a kiosk on its disk.</summary>
public sealed class FleetFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private FleetFiles Files => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_key_is_made_once_for_its_owner_alone()
    {
        using var made = Files.KeyAt(Files.KeyPath);
        using var again = Files.KeyAt(Files.KeyPath);

        Assert.Equal(KioskPublicKey.Of(made), KioskPublicKey.Of(again));
        Assert.True(KioskPublicKey.Of(made).IsValid());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Files.KeyPath));
        Assert.Equal([Files.KeyPath], Directory.GetFiles(Files.Folder));
    }

    [Fact]
    public void What_is_no_key_or_is_open_to_others_is_refused_by_its_name()
    {
        using (Files.KeyAt(Files.KeyPath))
        {
        }
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Files.KeyPath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            Assert.Contains("chmod 600", Refused());
            File.SetUnixFileMode(Files.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        foreach (var content in new[] { "", "no key", other.ExportPkcs8PrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem(), new string('x', 100_000) })
        {
            File.WriteAllText(Files.KeyPath, content);
            Assert.Contains("klip provision", Refused());
        }
        File.Delete(Files.KeyPath);
        Assert.Contains("missing", Refused());

        string Refused() => Assert.Throws<IOException>(() => FleetFiles.ReadKey(Files.KeyPath)) is { Message: var message } && message.Contains(Files.KeyPath, StringComparison.Ordinal)
            ? message : throw new InvalidOperationException("The message does not name the file.");
    }

    [Fact]
    public void An_identity_is_read_as_it_was_written_and_a_damaged_one_is_none()
    {
        var identity = new KioskIdentity(Guid.NewGuid(), new Uri("https://server.example/"), "urn:x", "north", DateTimeOffset.UnixEpoch);
        Assert.Null(Files.Identity());
        Files.Write(identity);
        Assert.Equal(identity, Files.Identity());
        foreach (var content in new[] { "", "null", "{}", """{"kiosk":"no id"}""" })
        {
            File.WriteAllText(Files.IdentityPath, content);
            Assert.Contains(Files.IdentityPath, Assert.Throws<IOException>(() => Files.Identity()).Message);
        }
    }

    [Fact]
    public void Only_points_of_the_curve_in_the_one_way_to_write_them_are_keys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = KioskPublicKey.Of(key);
        Assert.True(good.IsValid());
        foreach (var bad in new[]
        {
            good with { Kty = "RSA" }, good with { Crv = "P-384" }, good with { X = good.Y, Y = good.X }, good with { X = "" }, good with { X = good.X + "=" },
            good with { X = new string('A', 43), Y = new string('A', 43) }, good with { Y = good.Y[..42] + (char)(good.Y[42] + 1) }, good with { X = new string('!', 43) },
        })
            Assert.False(bad.IsValid());
    }
}
