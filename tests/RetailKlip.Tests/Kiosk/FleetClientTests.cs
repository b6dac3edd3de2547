using System.Net.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Server;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A kiosk that proves who it is to the real server.</summary>
public sealed class FleetClientTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FleetFiles Files => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(-3650)]
    [InlineData(0)]
    [InlineData(3650)]
    public async Task A_clock_that_is_wrong_by_ten_years_locks_no_kiosk_out(int days)
    {
        var identity = await RegisterAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(days));
        using var client = new FleetClient(Settings(), clock);

        var renewed = await client.RenewKeyAsync(identity, Cancellation);

        Assert.InRange(client.ClockOffset!.Value.TotalDays, -days - 0.1, -days + 0.1);
        Assert.InRange(renewed.KeySince, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
    }

    [Fact]
    public async Task A_renewal_that_is_cut_off_anywhere_ends_well_when_it_is_done_again()
    {
        var identity = await RegisterAsync();
        var before = await File.ReadAllTextAsync(Files.KeyPath, Cancellation);
        using var client = new FleetClient(Settings(), TimeProvider.System);
        Assert.False(client.IsRenewalDue(identity));

        // The server took it, and the kiosk lost its power before it heard of that.
        var renewed = await client.RenewKeyAsync(identity, Cancellation);
        File.Move(Files.KeyPath, Files.NextKeyPath);
        await File.WriteAllTextAsync(Files.KeyPath, before, Cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Files.KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var restarted = new FleetClient(Settings(), TimeProvider.System);
        Assert.True(restarted.IsRenewalDue(identity));
        renewed = await restarted.RenewKeyAsync(identity, Cancellation);

        Assert.False(restarted.IsRenewalDue(renewed));
        Assert.Equal(renewed, Files.Identity());
        using var third = new FleetClient(Settings(), TimeProvider.System);
        await third.RenewKeyAsync(renewed, Cancellation);
    }

    [Fact]
    public async Task A_kiosk_that_was_revoked_is_told_and_one_whose_tokens_were_forgotten_asks_for_another()
    {
        var identity = await RegisterAsync();
        using var client = new FleetClient(Settings(), TimeProvider.System);
        await client.RenewKeyAsync(identity, Cancellation);
        await client.RenewKeyAsync(identity, Cancellation);
        await fixture.Server.InDatabaseAsync(async db =>
        {
            db.KioskTokens.RemoveRange(db.KioskTokens.Where(token => token.KioskId == identity.Kiosk));
            return await db.SaveChangesAsync(Cancellation);
        });
        await client.RenewKeyAsync(identity, Cancellation);
        using (var revoked = await fixture.Server.Client.PostAsync($"/api/v1/kiosks/{identity.Kiosk}/revoke", null, Cancellation))
            Assert.True(revoked.IsSuccessStatusCode);

        var refused = await Assert.ThrowsAsync<FleetRefusedException>(() => client.RenewKeyAsync(identity, Cancellation));

        Assert.Contains("klip provision", refused.Message);
        Assert.False(refused.MayPass);
    }

    private IOptions<KioskOptions> Settings() => Options.Create(new KioskOptions { Data = _folder.Path });

    private async Task<KioskIdentity> RegisterAsync()
    {
        if (!Directory.Exists(Path.Combine(fixture.Data, "tuf")))
            TestUpdates.Create(fixture.Data);
        var code = RegistrationCode.Parse((await FleetMember.CodeAsync(fixture.Server)).Text);
        using var key = Files.KeyAt(Files.KeyPath);
        using var registered = await fixture.Server.Anonymous.PostAsJsonAsync(
            "/api/v1/kiosks", new RegistrationRequest(code.Secret, KioskPublicKey.Of(key)), Cancellation);
        var answer = (await registered.Content.ReadFromJsonAsync(FleetJson.Default.RegistrationAnswer, Cancellation))!;
        var identity = new KioskIdentity(answer.Kiosk, code.Server, answer.Audience, answer.Store, answer.RegisteredAt);
        Files.Write(identity);
        return identity;
    }
}
