using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using RetailKlip.Core;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

public sealed class FleetIdentityOnSqliteTests(SqliteFixture fixture) : FleetIdentityTests(fixture), IClassFixture<SqliteFixture>;

public sealed class FleetIdentityOnPostgresTests(PostgresFixture fixture) : FleetIdentityTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>Who is a kiosk of the fleet and who is not, whatever he sends.</summary>
public abstract class FleetIdentityTests
{
    private readonly DatabaseFixture _fixture;

    protected FleetIdentityTests(DatabaseFixture fixture)
    {
        _fixture = fixture;
        if (!Directory.Exists(Path.Combine(fixture.Data, "tuf")))
            TestUpdates.Create(fixture.Data);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => _fixture.Server;

    [Fact]
    public async Task A_code_registers_one_key_and_its_holder_may_ask_again()
    {
        var (text, registration) = await FleetMember.CodeAsync(Server, "north", "Till 3");
        var code = RegistrationCode.Parse(text);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        using var first = await RegisterAsync(code.Secret, key);
        using var again = await RegisterAsync(code.Secret, key);
        using var thief = await RegisterAsync(code.Secret, other);

        Assert.Equal((Server.Anonymous.BaseAddress, Fingerprint), (code.Server, code.Fingerprint));
        var kiosk = (await first.JsonAsync()).GetProperty("kiosk").GetGuid();
        Assert.Equal(kiosk, (await again.JsonAsync()).GetProperty("kiosk").GetGuid());
        await thief.ProblemAsync(HttpStatusCode.Forbidden);
        var seen = await Server.GetAsync($"/api/v1/kiosks/{kiosk}");
        Assert.Equal(("north", "Till 3"), (seen.Text("store"), seen.Text("name")));
        var listed = (await Server.GetAsync("/api/v1/kiosks/registrations")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == registration);
        Assert.Equal(kiosk, listed.GetProperty("kiosk").GetGuid());
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("code").ValueKind);
        // What was stored cannot register anybody.
        Assert.DoesNotContain(await Server.InDatabaseAsync(db => db.Registrations.Select(one => one.SecretDigest).ToListAsync(Cancellation)), digest => digest == code.Secret);
        var audit = (await Server.GetAsync($"/api/audit?subject=kiosk/{kiosk}")).GetProperty("items")[0];
        Assert.Equal(("created", $"registration/{registration}"), (audit.Text("action"), audit.Text("who")));
    }

    [Fact]
    public async Task Of_many_who_use_a_code_at_once_one_registers()
    {
        var secret = RegistrationCode.Parse((await FleetMember.CodeAsync(Server)).Text).Secret;
        var keys = Enumerable.Range(0, 6).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToList();

        var answers = await Task.WhenAll(keys.Select(key => RegisterAsync(secret, key)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, new[] { 201, 403, 412, 503 }));
        foreach (var answer in answers)
            answer.Dispose();
        keys.ForEach(key => key.Dispose());
    }

    [Fact]
    public async Task Codes_that_expired_were_taken_back_or_never_were_register_nobody()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (expired, registration) = await FleetMember.CodeAsync(Server);
        await Server.InDatabaseAsync(db => db.Registrations.Where(one => one.Id == registration)
            .ExecuteUpdateAsync(one => one.SetProperty(r => r.ExpiresAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)), Cancellation));
        var (withdrawn, second) = await FleetMember.CodeAsync(Server);
        using var gone = await Server.Client.DeleteAsync($"/api/v1/kiosks/registrations/{second}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);

        foreach (var secret in new[] { RegistrationCode.Parse(expired).Secret, RegistrationCode.Parse(withdrawn).Secret, RegistrationCode.NewSecret(), "", "' OR 1=1 --", new string('x', 9000) })
            using (var answer = await RegisterAsync(secret, key))
                Assert.Contains("ask for another", (await answer.ProblemAsync(HttpStatusCode.Forbidden)).Text("detail"));
        foreach (var body in new[] { "{}", "null", """{"secret":null,"key":null}""", """{"secret":"x","key":{}}""", """{"secret":"x","key":{"kty":"EC","crv":"P-256","x":"","y":""},"admin":true}""" })
            using (var answer = await Server.Anonymous.PostAsync("/api/v1/kiosks", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation))
                Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
    }

    [Fact]
    public async Task Only_an_administrator_makes_codes_and_wrong_ones_are_told_what_is_wrong()
    {
        using var member = await FleetMember.RegisterAsync(Server);
        var token = await member.TokenAsync();
        foreach (var (method, path) in new[]
        {
            (HttpMethod.Post, "/api/v1/kiosks/registrations"), (HttpMethod.Get, "/api/v1/kiosks"), (HttpMethod.Post, $"/api/v1/kiosks/{member.Id}/revoke"),
            (HttpMethod.Get, "/api/products"), (HttpMethod.Post, "/api/releases"), (HttpMethod.Get, "/api/audit"),
        })
            foreach (var who in new[] { token, null, "forged", new string('x', 5000) })
                using (var answer = await FleetMember.SendAsync(Server, who, method, path, method == HttpMethod.Post ? JsonContent.Create(new { store = "north" }) : null))
                    Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);

        foreach (var (body, member_) in new (object, string)[]
        {
            (new { store = "North" }, "store"), (new { store = "../north" }, "store"), (new { store = "north", name = "a\nb" }, "name"), (new { store = "north", name = "Till \u202e3" }, "name"), (new { store = "north", name = "" }, "name"),
            (new { store = "north", name = new string('n', 101) }, "name"), (new { store = "north", hours = 0 }, "hours"), (new { store = "north", hours = 721 }, "hours"),
        })
            using (var answer = await Server.Client.PostAsJsonAsync("/api/v1/kiosks/registrations", body, Cancellation))
                Assert.True((await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member_, out _));
    }

    [Fact]
    public async Task A_token_is_given_for_what_the_kiosks_key_signed_and_for_nothing_else()
    {
        using var member = await FleetMember.RegisterAsync(Server);
        using var stranger = await FleetMember.RegisterAsync(Server);
        using var unknown = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.NotEmpty(await member.TokenAsync());
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var x = KioskPublicKey.Of(member.Key);
        var es256 = """{"alg":"ES256","typ":"JWT"}""";

        var refused = new Dictionary<string, string>
        {
            ["alg none"] = Part("""{"alg":"none"}""") + "." + Part(Payload()) + ".",
            ["alg None"] = Part("""{"alg":"None"}""") + "." + Part(Payload()) + ".AAAA",
            ["HS256 with the public key"] = Hs256(Payload(), Encoding.UTF8.GetBytes(RegisteredKiosk.Text(x))),
            ["HS256 with the public PEM"] = Hs256(Payload(), Encoding.UTF8.GetBytes(member.Key.ExportSubjectPublicKeyInfoPem())),
            ["HS256 with nothing"] = Hs256(Payload(), []),
            ["a key of its own in the header"] = Sign(unknown, $$"""{"alg":"ES256","jwk":{{RegisteredKiosk.Text(KioskPublicKey.Of(unknown))}}}""", Payload()),
            ["a key at an address"] = Sign(unknown, """{"alg":"ES256","jku":"http://localhost/key","x5u":"http://localhost/key","kid":"../../key"}""", Payload()),
            ["another's key"] = Sign(stranger.Key, es256, Payload()),
            ["another's subject"] = Sign(member.Key, es256, Payload(subject: stranger.Id.ToString())),
            ["another's issuer"] = Sign(member.Key, es256, Payload(issuer: stranger.Id.ToString())),
            ["nobody"] = Sign(member.Key, es256, Payload(Guid.NewGuid().ToString(), Guid.NewGuid().ToString())),
            ["a hostile issuer"] = Sign(member.Key, es256, Payload("' OR 1=1 --", "' OR 1=1 --")),
            ["another server"] = Sign(member.Key, es256, Payload(audience: "urn:retailklip:server:" + new string('0', 64))),
            ["the endpoint's address"] = Sign(member.Key, es256, Payload(audience: $"{Server.Anonymous.BaseAddress}api/v1/token")),
            ["no audience"] = Sign(member.Key, es256, Payload(audience: "")),
            ["expired"] = Sign(member.Key, es256, Payload(issued: now - 400, expires: now - 200)),
            ["of the future"] = Sign(member.Key, es256, Payload(issued: now + 200, expires: now + 300)),
            ["good for too long"] = Sign(member.Key, es256, Payload(expires: now + 86_400)),
            ["without an end"] = Sign(member.Key, es256, Payload(leaveOut: "exp")),
            ["without a beginning"] = Sign(member.Key, es256, Payload(leaveOut: "iat")),
            ["without jti"] = Sign(member.Key, es256, Payload(leaveOut: "jti")),
            ["without subject"] = Sign(member.Key, es256, Payload(leaveOut: "sub")),
            ["changed"] = Changed(Sign(member.Key, es256, Payload())),
            ["too long"] = Sign(member.Key, es256, Payload(jti: new string('j', 5000))),
            ["no token"] = "not a token",
            ["dots"] = "..",
            ["encrypted"] = "a.b.c.d.e",
            ["nothing"] = "",
        };
        foreach (var (what, assertion) in refused)
            using (var answer = await FleetMember.AskTokenAsync(Server, assertion))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{what}: {answer.StatusCode}");
                Assert.Equal("invalid_client", (await answer.JsonAsync()).Text("error"));
            }
        // The same, made as it should be.
        using var good = await FleetMember.AskTokenAsync(Server, Sign(member.Key, es256, Payload()));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal("no-store", good.Headers.CacheControl?.ToString());

        string Payload(
            string? issuer = null, string? subject = null, string? audience = null, long? issued = null, long? expires = null, string? jti = null, string? leaveOut = null)
        {
            var payload = new JsonObject
            {
                ["iss"] = issuer ?? member.Id.ToString(), ["sub"] = subject ?? member.Id.ToString(), ["aud"] = audience ?? member.Identity.Audience,
                ["iat"] = issued ?? now, ["exp"] = expires ?? now + 60, ["jti"] = jti ?? Guid.NewGuid().ToString(),
            };
            if (leaveOut is not null)
                payload.Remove(leaveOut);
            return payload.ToJsonString();
        }

        static string Changed(string token)
        {
            var parts = token.Split('.');
            var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
            payload["exp"] = payload["exp"]!.GetValue<long>() + 30;
            return $"{parts[0]}.{Part(payload.ToJsonString())}.{parts[2]}";
        }
    }

    [Fact]
    public async Task An_assertion_is_good_once_even_for_many_at_once()
    {
        using var member = await FleetMember.RegisterAsync(Server);
        var assertion = member.Assertion();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => FleetMember.AskTokenAsync(Server, assertion)));
        using var later = await FleetMember.AskTokenAsync(Server, assertion);

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task Who_asks_for_a_token_otherwise_is_told_how()
    {
        using var json = await Server.Anonymous.PostAsJsonAsync("/api/v1/token", new { grant_type = "client_credentials" }, Cancellation);
        using var grant = await Server.Anonymous.PostAsync("/api/v1/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password" }), Cancellation);
        using var type = await Server.Anonymous.PostAsync("/api/v1/token", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_secret"] = "secret" }), Cancellation);

        Assert.Equal(["invalid_request", "unsupported_grant_type", "invalid_request"],
            new[] { (await json.JsonAsync()).Text("error"), (await grant.JsonAsync()).Text("error"), (await type.JsonAsync()).Text("error") });
        Assert.All(new[] { json, grant, type }, answer => Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode));
    }

    [Fact]
    public async Task A_revoked_kiosk_is_nobody_at_the_next_request_and_an_expired_token_is_nobodys()
    {
        using var member = await FleetMember.RegisterAsync(Server);
        using var other = await FleetMember.RegisterAsync(Server);
        var (token, expired) = (await member.TokenAsync(), await other.TokenAsync());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await SelfAsync(token));
        await Server.InDatabaseAsync(db => db.KioskTokens.Where(one => one.KioskId == other.Id)
            .ExecuteUpdateAsync(one => one.SetProperty(t => t.ExpiresAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)), Cancellation));

        using var revoked = await Server.Client.PostAsync($"/api/v1/kiosks/{member.Id}/revoke", null, Cancellation);

        Assert.Equal("administrator", (await revoked.JsonAsync()).Text("revokedBy"));
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized],
            new[] { await SelfAsync(token), await SelfAsync(expired), await SelfAsync(RunningServer.TokenOf(_fixture.Data)) });
        using var again = await FleetMember.AskTokenAsync(Server, member.Assertion());
        using var renewed = await FleetMember.AskTokenAsync(Server, other.Assertion());
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (again.StatusCode, renewed.StatusCode));

        async Task<HttpStatusCode> SelfAsync(string text)
        {
            using var answer = await FleetMember.SendAsync(Server, text, HttpMethod.Put, "/api/v1/kiosks/self/key",
                JsonContent.Create(new KeyRenewal(new KioskPublicKey("EC", "P-256", "", ""), "")));
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_key_is_replaced_by_one_that_its_holder_has_and_the_old_one_ends_when_the_new_one_is_used()
    {
        using var member = await FleetMember.RegisterAsync(Server);
        using var other = await FleetMember.RegisterAsync(Server);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = await member.TokenAsync();

        using var unproved = await RenewAsync(KioskPublicKey.Of(next), member.Assertion());
        using var foreign = await RenewAsync(KioskPublicKey.Of(other.Key), KioskAssertionOf(member.Identity, other.Key));
        using var taken = await RenewAsync(KioskPublicKey.Of(next), KioskAssertionOf(member.Identity, next));
        using var repeated = await RenewAsync(KioskPublicKey.Of(next), KioskAssertionOf(member.Identity, next));

        await unproved.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await foreign.ProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (taken.StatusCode, repeated.StatusCode));
        // Whoever did not hear the answer still has the old one.
        Assert.NotEmpty(await member.TokenAsync());
        using var first = await FleetMember.AskTokenAsync(Server, KioskAssertionOf(member.Identity, next));
        using var old = await FleetMember.AskTokenAsync(Server, member.Assertion());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (first.StatusCode, old.StatusCode));

        Task<HttpResponseMessage> RenewAsync(KioskPublicKey key, string proof) =>
            FleetMember.SendAsync(Server, token, HttpMethod.Put, "/api/v1/kiosks/self/key", JsonContent.Create(new KeyRenewal(key, proof)));
    }

    private string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_fixture.Data, "tuf", "metadata", "1.root.json"))));

    private static string KioskAssertionOf(KioskIdentity identity, ECDsa key) => RetailKlip.Kiosk.KioskAssertion.Create(identity, key, TimeProvider.System.GetUtcNow());

    private Task<HttpResponseMessage> RegisterAsync(string secret, ECDsa key) =>
        Server.Anonymous.PostAsJsonAsync("/api/v1/kiosks", new RegistrationRequest(secret, KioskPublicKey.Of(key)), Cancellation);

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private static string Sign(ECDsa key, string header, string payload)
    {
        var text = $"{Part(header)}.{Part(payload)}";
        return $"{text}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Hs256(string payload, byte[] secret)
    {
        var text = $"{Part("""{"alg":"HS256","typ":"JWT"}""")}.{Part(payload)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
    }
}
