using System.Text.Json;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Server;
using RetailKlip.Tests.Vision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RetailKlip.Tests.Cli;

/// <summary><c>klip provision</c> on a new machine, against the real server on SQLite.</summary>
[Collection(KlipCollection.Name)]
public sealed class ProvisionTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningServer? _server;

    private RunningServer Server => _server!;

    private string Kiosk => _folder.File("kiosk");

    public async ValueTask InitializeAsync()
    {
        TinyEncoder.Write(_folder.File("tiny"));
        TestUpdates.Create(_folder.File("data"));
        _server = await RunningServer.StartAsync(_folder.File("data"), "", $"Model={_folder.File("tiny")}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_machine_becomes_a_kiosk_of_the_fleet_by_a_code()
    {
        var (code, _) = await FleetMember.CodeAsync(Server, "north", "Till 3");

        var made = Run(code).Object();

        Assert.Equal(("north", "shop"), (made.Text("store"), made.Text("gallery")));
        var files = new FleetFiles(Kiosk);
        Assert.Equal(made.GetProperty("kiosk").GetGuid(), files.Identity()!.Kiosk);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files.KeyPath));
        Assert.True(File.Exists(Path.Combine(Kiosk, "tuf", "root.json")));
        // The kiosk starts with what was written, and what its operator says goes before it.
        await using var app = KioskHost.Build([$"--Kiosk:Data={Kiosk}", "--Kiosk:Sync:Interval=00:00:07"]);
        var sync = app.Services.GetRequiredService<IOptions<KioskOptions>>().Value.Sync;
        Assert.Equal(("shop", $"{Server.Anonymous.BaseAddress}tuf/metadata/", TimeSpan.FromSeconds(7)), (sync.Gallery, sync.Metadata, sync.Interval));
        await using var overruled = KioskHost.Build([$"--Kiosk:Data={Kiosk}", "--Kiosk:Sync:Gallery=north"]);
        Assert.Equal("north", overruled.Services.GetRequiredService<IOptions<KioskOptions>>().Value.Sync.Gallery);

        Run(code).Refused("identity.json", "--replace");
        Run(code, "--replace").Refused("ask for another");
    }

    [Fact]
    public async Task A_registration_that_was_cut_off_goes_on_with_the_same_code()
    {
        var (code, _) = await FleetMember.CodeAsync(Server);
        var first = Run(code).Object();
        File.Delete(new FleetFiles(Kiosk).IdentityPath);

        var second = Run(code).Object();

        Assert.Equal(first.GetProperty("kiosk").GetGuid(), second.GetProperty("kiosk").GetGuid());
    }

    [Fact]
    public async Task What_is_mistyped_or_names_a_server_with_another_root_registers_nothing()
    {
        var text = (await FleetMember.CodeAsync(Server)).Text;
        var code = RegistrationCode.Parse(text);
        var mistyped = text[..^1] + (text[^1] == '0' ? '1' : '0');

        Run(mistyped).Refused("CODE: group");
        Run((code with { Fingerprint = new string('0', 64) }).ToText()).Refused("fingerprint");
        Run((code with { Server = new Uri("http://192.0.2.1/") }).ToText()).Refused("--allow-http");
        Run((code with { Server = new Uri("http://localhost:1/") }).ToText()).Refused("localhost:1");

        Assert.False(File.Exists(new FleetFiles(Kiosk).IdentityPath));
        Assert.Empty((await Server.GetAsync("/api/v1/kiosks")).GetProperty("items").EnumerateArray());
        Run(code.ToText()).Succeeded();
    }

    private KlipRun Run(params string[] arguments) => Klip.Run(["provision", .. arguments, "--data", Kiosk, "--json"]);
}
