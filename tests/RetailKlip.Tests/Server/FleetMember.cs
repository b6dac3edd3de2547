using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Server;

/// <summary>A kiosk that is registered with a server over HTTP, and speaks with it as one.</summary>
internal sealed class FleetMember : IDisposable
{
    private readonly RunningServer _server;
    private string? _token;

    private FleetMember(RunningServer server, ECDsa key, KioskIdentity identity) => (_server, Key, Identity) = (server, key, identity);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ECDsa Key { get; }

    public KioskIdentity Identity { get; }

    public Guid Id => Identity.Kiosk;

    public static async Task<FleetMember> RegisterAsync(RunningServer server, string store = "north", string? name = null)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var code = RegistrationCode.Parse((await CodeAsync(server, store, name)).Text);
        using var registered = await server.Anonymous.PostAsJsonAsync("/api/v1/kiosks", new RegistrationRequest(code.Secret, KioskPublicKey.Of(key)), Cancellation);
        Assert.Equal(HttpStatusCode.Created, registered.StatusCode);
        var answer = (await registered.Content.ReadFromJsonAsync(FleetJson.Default.RegistrationAnswer, Cancellation))!;
        return new FleetMember(server, key, new KioskIdentity(answer.Kiosk, server.Anonymous.BaseAddress!, answer.Audience, answer.Store, answer.RegisteredAt));
    }

    /// <returns>A new code and the id of its registration.</returns>
    public static async Task<(string Text, Guid Registration)> CodeAsync(RunningServer server, string store = "north", string? name = null)
    {
        using var made = await server.Client.PostAsJsonAsync("/api/v1/kiosks/registrations", new { store, name }, Cancellation);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancellation));
        var answer = await made.JsonAsync();
        return (answer.Text("code"), answer.GetProperty("id").GetGuid());
    }

    /// <summary>New where the process is another one.</summary>
    public Guid Instance { get; set; } = Guid.NewGuid();

    /// <summary>What its heartbeats count upwards.</summary>
    public long Sequence { get; set; }

    /// <summary>Speaks once; with a token that it keeps.</summary>
    public async Task<HeartbeatAnswer> BeatAsync(Func<Heartbeat, Heartbeat>? change = null)
    {
        using var answer = await SendBeatAsync(change);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (await answer.Content.ReadFromJsonAsync(FleetJson.Default.HeartbeatAnswer, Cancellation))!;
    }

    public async Task<HttpResponseMessage> SendBeatAsync(Func<Heartbeat, Heartbeat>? change = null)
    {
        var beat = new Heartbeat { Instance = Instance, Sequence = ++Sequence, Version = "1.0", Health = FleetHealth.Healthy, Gallery = "shop" };
        return await SendAsync(_server, _token ??= await TokenAsync(), HttpMethod.Post, "/api/v1/kiosks/self/heartbeat",
            JsonContent.Create(change?.Invoke(beat) ?? beat, FleetJson.Default.Heartbeat));
    }

    public string Assertion() => KioskAssertion.Create(Identity, Key, TimeProvider.System.GetUtcNow());

    public static Task<HttpResponseMessage> AskTokenAsync(RunningServer server, string assertion) => server.Anonymous.PostAsync("/api/v1/token", new FormUrlEncodedContent(
        new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        }), Cancellation);

    public async Task<string> TokenAsync()
    {
        using var answer = await AskTokenAsync(_server, Assertion());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(FleetJson.Default.TokenAnswer, Cancellation))!.AccessToken;
    }

    /// <summary>Sends JSON with a token, this kiosk's or whose it may be.</summary>
    public static Task<HttpResponseMessage> SendAsync(RunningServer server, string? token, HttpMethod method, string path, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return server.Anonymous.SendAsync(request, Cancellation);
    }

    public void Dispose() => Key.Dispose();
}
