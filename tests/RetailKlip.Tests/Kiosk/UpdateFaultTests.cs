using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RetailKlip.Core;
using RetailKlip.Kiosk;
using RetailKlip.Tests.Tuf;
using RetailKlip.Tuf;

namespace RetailKlip.Tests.Kiosk;

/// <summary>
/// A running kiosk to which the repository, the line, or its own disk lies: files cut, flipped, replayed, mixed, expired, foreign, and servers that fail.
/// The invariant: what runs is always a release that was published, and the kiosk can sell; once the truth is back, it goes on to the newest by itself.
/// </summary>
public sealed class UpdateFaultTests : IClassFixture<SimulatorServer>, IDisposable
{
    private const int KeptAtLeast = 1000;

    private static readonly string[] Served = ["timestamp.json", "snapshot.json", "galleries.json", "targets.json", "root.json", ".release", ".delta"];

    private static readonly string[] Damages = ["cut", "bit", "scrambled", "turned", "empty", "portal"];

    private static readonly string[] Lies = [
        .. Damages, "replayed", "mixed", "foreign", "expired", "500", "503", "429", "404", "403", "reset", "longer", "shorter", "endless", "range"];

    private readonly TemporaryFolder _folder = new();
    private readonly UpdateSite _site;
    private readonly TestRepository _foreign = new(TimeProvider.System.GetUtcNow());
    private readonly Random _random = new(20261123);

    // What the rest of a round serves in place of the truth.
    private byte[] _timestampBefore = [];
    private string _expired = "";
    private int _told, _looks;

    public UpdateFaultTests(SimulatorServer server)
    {
        _site = new UpdateSite(server);
        Assert.True(_foreign.PublishGallery($"galleries/{UpdateSite.Gallery}.release", "of somebody else"));
    }

    private string Data => _folder.File("data");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _foreign.Dispose();
        _site.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task No_lie_is_applied_and_the_truth_is_taken_when_it_is_back()
    {
        _site.Publish(1, delta: false);
        await using var kiosk = await RunningKiosk.StartAsync(Data, _site.Settings);
        await RunsAsync(kiosk, 1);
        var (refused, passed) = (0, 0);
        var rounds = Campaign.Runs(14, 280);
        for (var round = 0; round < rounds; round++)
        {
            var (file, lie) = (Served[_random.Next(Served.Length)], Lies[round % Lies.Length]);
            // Twenty seconds of a byte a second are waited for where there is time.
            if (Campaign.IsLong && round % 70 == 69)
                lie = "trickle";
            var before = _site.Newest;
            Prepare(file, lie);
            _site.Instead = (context, path, body) => LieAsync(context, path, body, file, lie);
            PublishFor(file);
            await UntilAsync(() => _told > 0 && _looks > 1 || Running(kiosk)?.Version == _site.Newest, $"round {round}: {lie} {file} was not asked for");

            var running = Running(kiosk)!;
            Assert.True(running.Version >= before && (running.Version == before || file != ".release"), $"round {round}: {lie} {file} led to {running.Version}");
            await AssertTrueAsync(kiosk);
            if (running.Version == before)
                refused++;
            else
                passed++;

            _site.Instead = null;
            await RunsAsync(kiosk, _site.Newest);
            await AssertTrueAsync(kiosk);
        }
        Campaign.Say($"{rounds} lies: {refused} kept the release before, past {passed} the true one was reached");
        Assert.True(refused > rounds / 3);
    }

    [Fact]
    public async Task A_kiosk_sells_and_heals_whatever_the_disk_did_to_its_files()
    {
        _site.Publish(1, delta: false);
        await RunOnceAsync();
        _site.PublishEncoder(2);
        await RunOnceAsync();
        _site.Publish(2);
        await RunOnceAsync();

        var rounds = Campaign.Runs(5, 100);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
                _site.Publish(1 + _random.Next(20), delta: _random.Next(2) == 0);
            var what = round % 4 == 3 ? Plant() : DamageOne();
            _site.Instead = (context, _, _) =>
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.FromResult(true);
            };
            await using var kiosk = await RunningKiosk.StartAsync(Data, _site.Settings);
            await AssertTrueAsync(kiosk);

            _site.Instead = null;
            await RunsAsync(kiosk, _site.Newest, $"round {round}: {what}");
            await AssertTrueAsync(kiosk);
        }
        Campaign.Say($"{rounds} damages");

        async Task RunOnceAsync()
        {
            await using var kiosk = await RunningKiosk.StartAsync(Data, _site.Settings);
            await RunsAsync(kiosk, _site.Newest);
            // Also noted, as every stop but a kill waits for it.
            await UntilAsync(() => Health(kiosk)[KioskPart.Sync].Reason.Contains("in use since", StringComparison.Ordinal), "it is not noted");
        }
    }

    // What must be there before the truth is published.
    private void Prepare(string file, string lie)
    {
        (_told, _looks) = (0, 0);
        _timestampBefore = _site.Repository.Answer("metadata/timestamp.json")!;
        if (lie == "expired")
        {
            _expired = _folder.File($"expired-{Guid.NewGuid():n}");
            Copy(_site.Repository.Folder, _expired);
            var content = _site.Repository.File("expired", "of last year");
            Assert.True(Repository.Open(_expired, time: new ShiftedClock { Shift = -TimeSpan.FromDays(400) })
                .Publish("galleries", [new NewTarget($"galleries/{UpdateSite.Gallery}.release", content)], [], [_site.Repository.Server]));
        }
        if (file is "targets.json" or "root.json")
        {
            SigningKey[] all = [.. _site.Repository.Holders, _site.Repository.Server];
            _site.Repository.Repository.StageRenewal(file.Split('.')[0], all);
            Assert.NotEmpty(_site.Repository.Repository.PublishStaged(all));
        }
    }

    private void PublishFor(string file)
    {
        if (file == ".release")
            _site.Publish(20, delta: false);
        else
            _site.Publish(2);
    }

    private async Task<bool> LieAsync(HttpContext context, string path, byte[]? body, string file, string lie)
    {
        if (path.EndsWith("root.json", StringComparison.Ordinal) && _told > 0)
            Interlocked.Increment(ref _looks);
        if (lie == "expired" && path.StartsWith("metadata/", StringComparison.Ordinal))
        {
            var old = Path.Combine(_expired, path);
            if (!File.Exists(old))
                return false;
            Interlocked.Increment(ref _told);
            await UpdateSite.SendAsync(context, await File.ReadAllBytesAsync(old));
            return true;
        }
        if (body is null || !path.EndsWith(file, StringComparison.Ordinal))
            return false;
        Interlocked.Increment(ref _told);
        await TellAsync(context, path, body, lie);
        return true;
    }

    private async Task TellAsync(HttpContext context, string path, byte[] body, string lie)
    {
        var response = context.Response;
        switch (lie)
        {
            case "500" or "503" or "429" or "404" or "403":
                response.StatusCode = int.Parse(lie, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "reset":
                await ResetAsync(context, body);
                break;
            case "longer":
                response.ContentLength = body.Length + 100;
                await response.Body.WriteAsync(body);
                context.Abort();
                break;
            case "shorter":
                response.ContentLength = body.Length / 2;
                await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
                break;
            case "endless":
                while (!context.RequestAborted.IsCancellationRequested)
                    await response.Body.WriteAsync(body, context.RequestAborted);
                break;
            case "range" when context.Request.Headers.Range.Count > 0:
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = $"bytes 5-{body.Length - 1}/{body.Length}";
                await response.Body.WriteAsync(body.AsMemory(5));
                break;
            case "range":
                await ResetAsync(context, body);
                break;
            case "trickle":
                for (var i = 0; i < body.Length; i++)
                {
                    await response.Body.WriteAsync(body.AsMemory(i, 1), context.RequestAborted);
                    await response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(1000, context.RequestAborted);
                }
                break;
            default:
                await UpdateSite.SendAsync(context, Untrue(path, body, lie));
                break;
        }
    }

    private static async Task ResetAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await context.Response.Body.FlushAsync();
        await Task.Delay(20);
        context.Abort();
    }

    private byte[] Untrue(string path, byte[] body, string lie)
    {
        switch (lie)
        {
            case "replayed":
                return path.EndsWith("timestamp.json", StringComparison.Ordinal) ? _timestampBefore : Sibling(path, _site.Repository) ?? Damage(body, "bit");
            case "mixed":
                return _site.Repository.Answer(path.EndsWith("timestamp.json", StringComparison.Ordinal) ? "metadata/1.snapshot.json" : "metadata/timestamp.json")!;
            case "foreign":
                return path.EndsWith("timestamp.json", StringComparison.Ordinal) ? _foreign.Answer(path)! : Sibling(path, _foreign) ?? Damage(body, "portal");
            default:
                return Damage(body, lie);
        }
    }

    // Another file of the same kind: an older version, or an older target.
    private byte[]? Sibling(string path, TestRepository repository)
    {
        var (folder, kind) = (Path.Combine(repository.Folder, Path.GetDirectoryName(path)!), path[path.IndexOf('.', StringComparison.Ordinal)..]);
        var others = Directory.GetFiles(folder, $"*{kind}").Where(file => Path.GetFileName(file) != Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? null : File.ReadAllBytes(others[_random.Next(others.Count)]);
    }

    private byte[] Damage(byte[] original, string how)
    {
        byte[] body = [.. original];
        lock (_random)
            switch (how)
            {
                case "cut":
                    return body[.._random.Next(body.Length)];
                case "bit":
                    body[_random.Next(body.Length)] ^= (byte)(1 << _random.Next(8));
                    return body;
                case "scrambled":
                    _random.NextBytes(body.AsSpan(_random.Next(body.Length)));
                    return body;
                case "turned":
                    var half = _random.Next(1, body.Length);
                    return [.. body[half..], .. body[..half]];
                case "empty":
                    return [];
                default:
                    return Encoding.UTF8.GetBytes("<html>Sign in to the shop's network</html>");
            }
    }

    /// <returns>What was done, for the message.</returns>
    private string DamageOne()
    {
        var files = new[] { "tuf", "releases", "models" }.Select(name => Path.Combine(Data, name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).ToList();
        var file = files[_random.Next(files.Count)];
        var how = _random.Next(Damages.Length + 2);
        if (how == Damages.Length)
            File.Delete(file);
        else if (how > Damages.Length)
            File.Copy(files[_random.Next(files.Count)], file + ".copy", overwrite: true);
        else
            File.WriteAllBytes(file, Damage([.. File.ReadAllBytes(file), 0], Damages[how]));
        if (how > Damages.Length)
            File.Move(file + ".copy", file, overwrite: true);
        return $"{Path.GetRelativePath(Data, file)}: {(how < Damages.Length ? Damages[how] : how == Damages.Length ? "deleted" : "another file")}";
    }

    // What an attempt that was cut off may have left, and was damaged since.
    private string Plant()
    {
        var targets = _site.Repository.Repository.TargetsOf("galleries");
        var hash = targets[ReleaseTargets.Snapshot(UpdateSite.Gallery)].Hashes["sha256"];
        var shelf = Path.Combine(Data, "releases", UpdateSite.Gallery);
        string[] names = [
            Path.Combine(shelf, $".{hash}.partial"), Path.Combine(shelf, $"{_site.Newest}.release.package"), Path.Combine(shelf, $"{_site.Newest}.release.new"),
            Path.Combine(shelf, $"{_site.Newest}.release.new.delta"), Path.Combine(shelf, "state.json.new"), Path.Combine(Data, "tuf", ".timestamp.json.new")];
        var rubbish = new byte[KeptAtLeast + _random.Next(600_000)];
        foreach (var name in names)
        {
            _random.NextBytes(rubbish);
            File.WriteAllBytes(name, rubbish);
        }
        return "rubbish of an earlier attempt";
    }

    private async Task AssertTrueAsync(RunningKiosk kiosk)
    {
        await kiosk.SellsAsync();
        // With nothing usable on the shelf the kiosk's own gallery runs.
        if (Running(kiosk) is { } running)
            Assert.Equal(running, _site.AssertTrue(Path.Combine(Data, "releases", UpdateSite.Gallery, $"{running.Version}.release")));
    }

    private static KioskHealth Health(RunningKiosk kiosk) => kiosk.Services.GetRequiredService<KioskHealth>();

    private static ReleaseHeader? Running(RunningKiosk kiosk) => kiosk.Services.GetRequiredService<ReleaseSwap>().Running.Value;

    private static Task RunsAsync(RunningKiosk kiosk, long version, string what = "") => UntilAsync(
        () => Running(kiosk)?.Version == version, () => $"{what}: release {Running(kiosk)?.Version} runs, not {version}: {Health(kiosk)[KioskPart.Sync].Reason}");

    private static Task UntilAsync(Func<bool> condition, string otherwise) => UntilAsync(condition, () => otherwise);

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (var i = 0; i < 3000 && !condition(); i++)
            await Task.Delay(50, Cancellation);
        Assert.True(condition(), otherwise());
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
