using System.Net;
using System.Runtime.Versioning;
using Microsoft.Extensions.Options;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

/// <summary>What holds of every address, on SQLite, where it does not depend on the database.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServerHostTests(SqliteFixture fixture) : IClassFixture<SqliteFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RunningServer Server => fixture.Server;

    [Fact]
    public void The_defaults_are_valid()
    {
        var result = new ServerOptionsValidator().Validate(null, new ServerOptions());

        Assert.True(result.Succeeded, result.FailureMessage);
    }

    [Fact]
    public async Task A_server_with_wrong_settings_does_not_start_and_names_each_of_them()
    {
        using var data = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => RunningServer.StartAsync(data.Path, "Host=db;Prot=5;Password=s3cret-word", "MaxRequestBytes=1", "ShutdownTimeout=01:00:00"));

        Assert.Equal(
            "MaxRequestBytes: The field ServerOptions.MaxRequestBytes must be between 1024 and 1073741824.; "
            + "ShutdownTimeout: The field ServerOptions.ShutdownTimeout must be between 00:00:00 and 00:10:00.; "
            + "Database: not a PostgreSQL connection string, such as Host=db;Database=retailklip;Username=retailklip;Password=….",
            refusal.Message);
    }

    [Fact]
    public async Task Health_says_that_it_lives_and_which_database_answers()
    {
        using var live = await Server.Anonymous.GetAsync("/health/live", Cancellation);
        using var ready = await Server.Anonymous.GetAsync("/health/ready", Cancellation);

        Assert.Equal("healthy", (await live.JsonAsync()).Text("status"));
        Assert.Equal("SQLite", (await ready.JsonAsync()).GetProperty("parts").GetProperty("database").Text("reason"));
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        using var data = new TemporaryFolder();
        await using var server = await RunningServer.StartAsync(data.Path, "", "RequestsPerMinute=8", "UnknownRequestsPerMinute=3");

        var guesses = new List<HttpStatusCode>();
        for (var guess = 0; guess < 5; guess++)
            using (var answer = await server.Anonymous.GetAsync("/api/products", Cancellation))
                guesses.Add(answer.StatusCode);
        using var health = await server.Anonymous.GetAsync("/health/live", Cancellation);
        using var known = await server.Client.GetAsync("/api/products", Cancellation);
        HttpResponseMessage refused;
        while ((refused = await server.Client.GetAsync("/api/products", Cancellation)).StatusCode == HttpStatusCode.OK)
            refused.Dispose();
        using var last = refused;

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized,
            HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], guesses);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, last.StatusCode);
        Assert.InRange(last.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("application/problem+json", last.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic YWRtaW5pc3RyYXRvcjo=")]
    public async Task Without_the_administrators_token_the_api_is_closed(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit");
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await Server.Anonymous.SendAsync(request, Cancellation);

        Assert.Contains("administrator.token", (await response.ProblemAsync(HttpStatusCode.Unauthorized)).Text("detail"));
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task The_administrators_token_is_readable_only_by_its_owner_and_stays_the_same()
    {
        using var data = new TemporaryFolder();
        await (await RunningServer.StartAsync(data.Path)).DisposeAsync();
        var token = RunningServer.TokenOf(data.Path);

        await (await RunningServer.StartAsync(data.Path)).DisposeAsync();

        Assert.Equal(token, RunningServer.TokenOf(data.Path));
        var file = data.File(AdministratorToken.FileName);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => RunningServer.StartAsync(data.Path));
        Assert.Contains("chmod 600", refusal.Message);
        Assert.Contains(file, refusal.Message);
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_a_problem_with_details()
    {
        using var response = await Server.Client.GetAsync("/api/nothing", Cancellation);

        Assert.Equal("/api/nothing", (await response.ProblemAsync(HttpStatusCode.NotFound)).Text("instance"));
    }

    [Fact]
    public async Task The_openapi_document_names_every_address_of_the_api_and_how_to_be_let_in()
    {
        using var response = await Server.Anonymous.GetAsync("/openapi/v1.json", Cancellation);

        var document = await response.JsonAsync();
        Assert.StartsWith("3.1", document.Text("openapi"));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("Bearer").Text("scheme"));
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/audit", out _));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    public async Task A_page_has_a_limited_size(string query, string member)
    {
        using var response = await Server.Client.GetAsync($"/api/audit?{query}", Cancellation);

        Assert.True((await response.ProblemAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member, out _));
    }

    [Fact]
    public async Task Unless_told_otherwise_it_listens_on_the_loopback_alone()
    {
        await using var unset = ServerHost.Build([]);
        await using var set = ServerHost.Build(["--urls=http://127.0.0.1:5999"]);

        Assert.Equal("http://localhost:5100", unset.Configuration["urls"]);
        Assert.Equal("http://127.0.0.1:5999", set.Configuration["urls"]);
    }
}
