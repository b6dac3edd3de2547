using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Cli;

/// <summary>
/// Makes this machine a kiosk of the fleet. Nothing is sent before the server's first root has the fingerprint of the code, and the
/// identity is written last: whatever it is interrupted by, the same command with the same code goes on where it stopped.
/// </summary>
internal sealed class ProvisionCommand : KlipCommand
{
    private const int MaxRootBytes = 512_000;

    private readonly Argument<string> _code = new("CODE")
    {
        Description = "Registration code of an administrator, with or without its hyphens; - reads it from standard input.",
    };
    private readonly Option<string?> _data = new("--data")
    {
        Description = "The kiosk's data folder; else the variable Kiosk__Data, else its default.",
        HelpName = "DIR",
    };
    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Registers anew a kiosk that is registered already; it gets another key and name.",
    };
    private readonly Option<bool> _allowHttp = new("--allow-http")
    {
        Description = "Sends the code's secret over a network in the clear, where everybody on the way can use it first.",
    };
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public ProvisionCommand()
        : base("provision", "Registers this machine as a kiosk at the central server, by a code of its administrator.")
    {
        Add(_code);
        Add(_data);
        Add(_replace);
        Add(_allowHttp);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop) => RunAsync(arguments, stop).GetAwaiter().GetResult();

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        var code = Code(arguments.GetRequiredValue(_code));
        if (code.Server is { Scheme: "http", IsLoopback: false } && !arguments.GetValue(_allowHttp))
            throw new RefusedException($"{code.Server} would get the code's secret in the clear: "
                + "let the server have an https address, or give --allow-http on a network that you trust");
        var data = Path.GetFullPath(arguments.GetValue(_data) ?? KioskSettings.Read(null).Data ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "RetailKlip.Edge", "kiosk"));
        var files = new FleetFiles(data);
        if (File.Exists(files.IdentityPath))
            Forget(files, arguments.GetValue(_replace));

        new MetadataStore(Path.Combine(data, "tuf")).Trust(await RootAsync(code.Server, stop), code.Fingerprint);
        using var key = files.KeyAt(files.KeyPath);
        var answer = await RegisterAsync(code, new RegistrationRequest(code.Secret, KioskPublicKey.Of(key)), stop);
        DurableFile.Write(files.SettingsPath, stream =>
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(Settings(code, answer), JsonOutput.Types.JsonObject)));
        files.Write(new KioskIdentity(answer.Kiosk, code.Server, answer.Audience, answer.Store, answer.RegisteredAt));

        var made = new ProvisionedKiosk(answer.Kiosk, answer.Store, answer.Gallery, code.Server.AbsoluteUri, data);
        if (arguments.GetValue(_json))
            JsonOutput.Line(made, JsonOutput.Types.ProvisionedKiosk);
        else
            Console.WriteLine(
                $"kiosk {made.Kiosk} of store {made.Store} is registered at {made.Server} and follows gallery {made.Gallery}; restart it");
        return ExitCode.Success;
    }

    private static RegistrationCode Code(string given)
    {
        var text = given == "-" ? Console.In.ReadLine() ?? "" : given;
        try
        {
            return RegistrationCode.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw new RefusedException($"CODE: {wrong.Message}; type it again, or ask for another");
        }
    }

    // The identity goes first: without it what is left belongs to nobody.
    private static void Forget(FleetFiles files, bool isWanted)
    {
        if (!isWanted)
            throw new RefusedException($"{files.IdentityPath}: this kiosk is registered already; --replace registers it anew");
        File.Delete(files.IdentityPath);
        File.Delete(files.KeyPath);
        File.Delete(files.NextKeyPath);
    }

    private static async Task<byte[]> RootAsync(Uri server, CancellationToken stop)
    {
        var address = new Uri(server, "tuf/metadata/1.root.json");
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(1),
                MaxResponseContentBufferSize = MaxRootBytes };
            return await http.GetByteArrayAsync(address, stop);
        }
        catch (Exception broken) when (broken is HttpRequestException || broken is OperationCanceledException
            && !stop.IsCancellationRequested)
        {
            throw new RefusedException($"{address} cannot be read ({broken.Message}): check the network, and that the server runs");
        }
    }

    private static async Task<RegistrationAnswer> RegisterAsync(RegistrationCode code, RegistrationRequest request, CancellationToken stop)
    {
        using var server = new ServerClient(code.Server, token: null);
        var body = JsonSerializer.SerializeToUtf8Bytes(request, FleetJson.Default.RegistrationRequest);
        return await server.ChangeAsync(
            "registration", new(HttpMethod.Post, "api/v1/kiosks", body, "application/json"), FleetJson.Default.RegistrationAnswer, stop);
    }

    private static JsonObject Settings(RegistrationCode code, RegistrationAnswer answer) => new()
    {
        ["Kiosk"] = new JsonObject
        {
            ["Sync"] = new JsonObject
            {
                ["Metadata"] = new Uri(code.Server, "tuf/metadata/").AbsoluteUri,
                ["Targets"] = new Uri(code.Server, "tuf/targets/").AbsoluteUri,
                ["Gallery"] = answer.Gallery,
                ["Fingerprint"] = code.Fingerprint,
            },
        },
    };
}
