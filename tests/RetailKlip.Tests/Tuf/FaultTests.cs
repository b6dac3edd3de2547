using System.Diagnostics;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using RetailKlip.Tuf;
using Xunit;

namespace RetailKlip.Tests.Tuf;

/// <summary>Servers and lines that fail, stall or lie: nothing wrong is ever kept, and what arrived is used by the next attempt.</summary>
public sealed class FaultTests : IClassFixture<SimulatorServer>, IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7919 >> 5))];

    private readonly RepositorySimulator _repository = new();
    private readonly List<RangeHeaderValue?> _ranges = [];
    private readonly SimulatedClient _client;
    private Func<HttpContext, byte[], Task> _answer = WholeAsync;
    private Func<HttpContext, string, byte[], Task> _metadata = (context, _, body) => WholeAsync(context, body);

    public FaultTests(SimulatorServer server)
    {
        _repository.AddTarget("targets", "large.bin", Content);
        _repository.PublishContent();
        _client = new SimulatedClient(server.Serve(AnswerAsync));
        _client.Store.Trust(_repository.Published["root"][0]);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_client.Targets, "large.bin");

    private string? Partial =>
        Directory.Exists(_client.Targets) ? Directory.GetFiles(_client.Targets, ".*.partial").SingleOrDefault() : null;

    // Of the interrupted download, in bytes.
    private long Kept => Partial is { } file ? new FileInfo(file).Length : 0;

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(404, TufFailure.Missing)]
    [InlineData(429, TufFailure.Unreachable)]
    [InlineData(500, TufFailure.Unreachable)]
    [InlineData(503, TufFailure.Unreachable)]
    public async Task An_error_of_the_server_fails_the_download(int status, TufFailure failure)
    {
        _answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        await FailsAsync(failure);
        await HealsAsync(WholeAsync);
    }

    [Fact]
    public async Task An_error_in_place_of_metadata_fails_the_refresh_and_the_next_goes_on()
    {
        _metadata = (context, file, body) =>
        {
            if (file == "timestamp.json")
                context.Response.StatusCode = 503;
            return file == "timestamp.json" ? Task.CompletedTask : WholeAsync(context, body);
        };
        Assert.False(await _client.RefreshAsync());

        Assert.Equal(TufFailure.Unreachable, _client.Error!.Failure);
        Assert.Equal([("root", 1)], _client.TrustedRoles);

        _metadata = (context, _, body) => WholeAsync(context, body);
        Assert.True(await _client.RefreshAsync());
    }

    [Fact]
    public async Task Nobody_at_the_address_fails_the_refresh()
    {
        using var client = new SimulatedClient(new Uri("http://127.0.0.1:9/"));
        client.Store.Trust(_repository.Published["root"][0]);

        Assert.False(await client.RefreshAsync());
        Assert.Equal(TufFailure.Unreachable, client.Error!.Failure);
    }

    [Fact]
    public async Task A_download_goes_on_where_the_line_was_cut()
    {
        await KeepAsync();
        var kept = Kept;
        Assert.InRange(kept, 1, 120_000);
        Assert.False(File.Exists(Target));

        await HealsAsync(RestAsync);

        Assert.Equal(kept, Assert.Single(_ranges[^1]!.Ranges).From);
    }

    [Fact]
    public async Task A_download_that_is_cut_again_and_again_arrives_in_the_end()
    {
        _answer = async (context, body) =>
        {
            var from = Offset(context);
            context.Response.StatusCode = from > 0 ? 206 : 200;
            if (from > 0)
                context.Response.Headers.ContentRange = $"bytes {from}-{body.Length - 1}/{body.Length}";
            await CutAsync(context, body[from..], 70_000);
        };

        for (var i = 0; i < 4; i++)
            await FailsAsync(TufFailure.Unreachable);
        await HealsAsync(RestAsync);
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_sends_all_of_it_again()
    {
        await KeepAsync();

        await HealsAsync(WholeAsync);

        Assert.NotNull(_ranges[^1]);
    }

    [Theory]
    [InlineData("bytes 0-99/300000")]
    [InlineData("bytes 5-299999/300000")]
    [InlineData("bytes 120000-200000/300000")]
    [InlineData("bytes 120000-299999/999999")]
    [InlineData("chapters 120000-299999/300000")]
    public async Task Another_range_than_was_asked_for_is_not_used(string range)
    {
        await KeepAsync();

        await HealsAsync(async (context, body) =>
        {
            if (Offset(context) == 0)
            {
                await WholeAsync(context, body);
                return;
            }
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = range;
            await context.Response.Body.WriteAsync(new byte[100]);
        });

        Assert.Null(_ranges[^1]);
    }

    [Fact]
    public async Task A_range_that_does_not_exist_begins_the_download_again()
    {
        await KeepAsync();

        await HealsAsync((context, body) =>
        {
            if (Offset(context) == 0)
                return WholeAsync(context, body);
            context.Response.StatusCode = 416;
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_beginning_that_was_damaged_is_fetched_again()
    {
        await KeepAsync();
        var bytes = File.ReadAllBytes(Partial!);
        bytes[1234] ^= 1;
        File.WriteAllBytes(Partial!, bytes);
        await HealsAsync(RestAsync);
        Assert.Null(_ranges[^1]);
    }

    [Fact]
    public async Task A_beginning_of_another_version_is_not_used_and_is_gone_after_its_time()
    {
        await KeepAsync();
        File.SetLastWriteTimeUtc(Partial!, RepositorySimulator.Now.UtcDateTime.AddDays(-15));
        Content[0] ^= 1;
        try
        {
            _repository.AddTarget("targets", "large.bin", Content);
            _repository.PublishContent();
            _ranges.Clear();

            await HealsAsync(RestAsync);
            Assert.Equal([null], _ranges);
        }
        finally
        {
            Content[0] ^= 1;
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_001)]
    public async Task A_wrong_length_is_refused_before_the_body_is_read(int length)
    {
        _answer = async (context, _) =>
        {
            context.Response.ContentLength = length;
            await context.Response.Body.FlushAsync();
            // Never comes: the client does not wait for it.
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };

        await FailsAsync(TufFailure.Mismatched);
        Assert.Null(Partial);
    }

    [Fact]
    public async Task An_endless_target_is_cut_at_its_length()
    {
        _answer = (context, _) => EndlessAsync(context);

        await FailsAsync(TufFailure.TooLong);
        Assert.Null(Partial);
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("2.snapshot.json")]
    [InlineData("2.targets.json")]
    public async Task Endless_metadata_is_cut_at_the_limit(string file)
    {
        _repository.Publish("root");
        _metadata = (context, name, body) => name == file ? EndlessAsync(context) : WholeAsync(context, body);

        Assert.False(await _client.RefreshAsync());
        Assert.Equal(TufFailure.TooLong, _client.Error!.Failure);

        _metadata = (context, _, body) => WholeAsync(context, body);
        Assert.True(await _client.RefreshAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_trickles_or_stops_is_cut(bool stops)
    {
        var took = Stopwatch.StartNew();
        var patience = _client.Options.StallWindow;
        _answer = async (context, body) =>
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, 20_000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            for (var i = 20_000; i < 20_100; i++)
            {
                await Task.Delay(stops ? Timeout.Infinite : 50, context.RequestAborted);
                await context.Response.Body.WriteAsync(body.AsMemory(i, 1), context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        };

        _client.Options.StallWindow = TimeSpan.FromMilliseconds(400);
        await FailsAsync(TufFailure.TooSlow);

        Assert.True(took.Elapsed < patience, $"took {took.Elapsed}");
        Assert.NotNull(Partial);
        _client.Options.StallWindow = patience;
        await HealsAsync(RestAsync);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        _metadata = (context, _, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        _client.Options.StallWindow = TimeSpan.FromMilliseconds(400);

        Assert.False(await _client.RefreshAsync());
        Assert.Equal(TufFailure.TooSlow, _client.Error!.Failure);
    }

    [Fact]
    public async Task The_caller_can_stop_a_download()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        _answer = (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var updater = _client.Updater();
        await updater.RefreshAsync(Cancellation);
        var target = await updater.FindAsync("large.bin", Cancellation);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => updater.DownloadAsync(target!, Target, stop.Token));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_an_error_of_this_machine_not_of_the_repository()
    {
        var updater = _client.Updater();
        await updater.RefreshAsync(Cancellation);
        var target = await updater.FindAsync("large.bin", Cancellation);
        File.WriteAllText(_client.Targets, "a file in the folder's place");

        await Assert.ThrowsAnyAsync<IOException>(() => updater.DownloadAsync(target!, Target, Cancellation));
        File.Delete(_client.Targets);
    }

    private async Task FailsAsync(TufFailure failure)
    {
        Assert.False(await _client.DownloadAsync("large.bin"));
        Assert.True(_client.Error!.Failure == failure, _client.Error.ToString());
        Assert.False(File.Exists(Target));
    }

    // An interrupted download that leaves a beginning behind.
    private async Task KeepAsync()
    {
        _answer = (context, body) => CutAsync(context, body, 120_000);
        await FailsAsync(TufFailure.Unreachable);
        Assert.NotNull(Partial);
    }

    private async Task HealsAsync(Func<HttpContext, byte[], Task> answer)
    {
        _answer = answer;
        Assert.True(await _client.DownloadAsync("large.bin"), _client.Error?.ToString());
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target, Cancellation));
        Assert.Null(Partial);
    }

    private async Task AnswerAsync(HttpContext context, string path)
    {
        if (_repository.Answer(path) is not { } body)
        {
            context.Response.StatusCode = 404;
        }
        else if (path.StartsWith("metadata/", StringComparison.Ordinal))
        {
            await _metadata(context, path["metadata/".Length..], body);
        }
        else
        {
            _ranges.Add(context.Request.Headers.Range is [{ } range] ? RangeHeaderValue.Parse(range) : null);
            await _answer(context, body);
        }
    }

    private static async Task WholeAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    private static async Task RestAsync(HttpContext context, byte[] body)
    {
        var from = Offset(context);
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{body.Length - 1}/{body.Length}";
        }
        await WholeAsync(context, body[from..]);
    }

    private async Task CutAsync(HttpContext context, byte[] body, int length)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, Math.Min(length, body.Length - 1)));
        await context.Response.Body.FlushAsync();
        // Some of it has arrived before the line is cut.
        for (var i = 0; i < 500 && Kept <= Offset(context); i++)
            await Task.Delay(10);
        context.Abort();
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        var bytes = new byte[64 * 1024];
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(bytes);
    }

    private static int Offset(HttpContext context) =>
        context.Request.Headers.Range is [{ } range] ? (int)RangeHeaderValue.Parse(range).Ranges.Single().From! : 0;
}
