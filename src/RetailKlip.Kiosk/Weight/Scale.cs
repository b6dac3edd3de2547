using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace RetailKlip.Kiosk;

/// <summary>
/// A scale that speaks SICS. It is asked for its weight all the time; what it answers is published as it changes. A scale that is
/// unplugged, switched off or silent is tried again until it is back.
/// </summary>
/// <remarks>One line at a time: a question goes out when the one before is answered.</remarks>
public sealed partial class Scale(ScaleAddress address, ScaleOptions options, TimeProvider time, ILogger<Scale> logger)
{
    private const int MostRequests = 4;

    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(MostRequests);

    /// <summary>What the scale shows; published when state or weight change.</summary>
    public Latest<ScaleReading> Reading { get; } = new(new ScaleReading(ScaleState.Absent, null, "starting", time.GetUtcNow()));

    /// <summary>The next weight that rests, in grams.</summary>
    /// <exception cref="ScaleException">There is none in time, or the scale is gone.</exception>
    public async Task<decimal> WeighAsync(CancellationToken stop) => (await AskAsync("S", stop)).Grams!.Value;

    /// <summary>Makes what lies on the pan the new zero, and forgets the tare.</summary>
    /// <exception cref="ScaleException">The pan does not rest or holds too much, or the scale is gone.</exception>
    public Task ZeroAsync(CancellationToken stop) => AskAsync("Z", stop);

    /// <summary>Makes what lies on the pan the tare.</summary>
    /// <returns>The tare in grams.</returns>
    /// <exception cref="ScaleException">The pan does not rest or holds too much, or the scale is gone.</exception>
    public async Task<decimal> TareAsync(CancellationToken stop) => (await AskAsync("T", stop)).Grams!.Value;

    /// <summary>Talks to the scale until <paramref name="stopping"/>; once for a scale.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await using var stream = await address.OpenAsync(options, stopping);
                await TalkAsync(stream, stopping);
            }
            catch (Exception gone) when (gone is ScaleException or IOException or SocketException or ObjectDisposedException
                or InvalidOperationException or UnauthorizedAccessException)
            {
                Lose(Gone(gone));
            }
            await Task.Delay(options.RetryDelay, time, stopping);
        }
    }

    private async Task TalkAsync(Stream stream, CancellationToken stopping)
    {
        var lines = new ScaleLines(stream);
        while (true)
        {
            if (_requests.Reader.TryRead(out var request))
                await AnswerAsync(request, stream, lines, stopping);
            else
                Show(await ExchangeAsync("SI", "S", options.ReplyTimeout, stream, lines, stopping));
            if (_requests.Reader.Count == 0)
                await Task.Delay(options.Interval, time, stopping);
        }
    }

    private async Task AnswerAsync(Request request, Stream stream, ScaleLines lines, CancellationToken stopping)
    {
        try
        {
            var reply = await ExchangeAsync(request.Command, request.Command, options.SettleTimeout, stream, lines, stopping);
            // Z has no weight in its answer, S and T have one.
            if (reply.Outcome == SicsOutcome.Done && (reply.Grams is not null || request.Command == "Z"))
                request.Reply.TrySetResult(reply);
            else
                request.Reply.TrySetException(
                    new ScaleException($"the scale at {address} refuses {request.Command}: {Fault(reply.Outcome)}"));
        }
        catch (Exception error)
        {
            request.Reply.TrySetException(Gone(error));
            throw;
        }
    }

    /// <summary>Sends a command and waits for its answer; lines that answer nothing are skipped.</summary>
    private async Task<SicsReply> ExchangeAsync(
        string command, string answered, TimeSpan patience, Stream stream, ScaleLines lines, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping, late.Token);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\n"), limit.Token);
            while (true)
                if (SicsReply.Parse(await lines.ReadAsync(limit.Token)) is { } reply && (reply.Command == answered || reply.Command == "")
                    // A weight that moves answers SI only: S waits for rest.
                    && (reply.Outcome != SicsOutcome.Moving || command == "SI"))
                    return reply;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new ScaleException($"the scale at {address} has not answered {command} within {patience.TotalSeconds:0.#} s; "
                + "check power, and that it speaks SICS at the speed that is set");
        }
    }

    private async Task<SicsReply> AskAsync(string command, CancellationToken stop)
    {
        if (Reading.Value is { State: ScaleState.Absent } absent)
            throw new ScaleException(absent.Reason!);
        var request = new Request(command, new TaskCompletionSource<SicsReply>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (!_requests.Writer.TryWrite(request))
            throw new ScaleException($"the scale at {address} has {MostRequests} requests waiting; ask again later");
        return await request.Reply.Task.WaitAsync(stop);
    }

    private void Show(SicsReply reply)
    {
        var (state, reason) = reply.Outcome switch
        {
            SicsOutcome.Done => (ScaleState.Stable, null),
            SicsOutcome.Moving => (ScaleState.Moving, null),
            SicsOutcome.Overload => (ScaleState.Overloaded, Fault(reply.Outcome)),
            SicsOutcome.Underload => (ScaleState.Underloaded, Fault(reply.Outcome)),
            _ => (ScaleState.Busy, Fault(reply.Outcome)),
        };
        Publish(state, reply.Grams, reason);
    }

    private void Lose(ScaleException gone)
    {
        Publish(ScaleState.Absent, null, gone.Message);
        while (_requests.Reader.TryRead(out var request))
            request.Reply.TrySetException(new ScaleException(gone.Message, gone));
    }

    private ScaleException Gone(Exception why) => why as ScaleException
        ?? new ScaleException($"the scale at {address} is gone ({why.Message}); check plug and power", why);

    private void Publish(ScaleState state, decimal? grams, string? reason)
    {
        var before = Reading.Value;
        if (before.State == state && before.Grams == grams && before.Reason == reason)
            return;
        Reading.Publish(new ScaleReading(state, grams, reason, time.GetUtcNow()));
        if (state == ScaleState.Absent)
            LogAbsent(reason!);
        else if (before.State == ScaleState.Absent)
            LogPresent(address);
    }

    private static string Fault(SicsOutcome outcome) => outcome switch
    {
        SicsOutcome.Overload => "more lies on it than it can weigh",
        SicsOutcome.Underload => "its pan is off, or it was zeroed with something on it",
        SicsOutcome.NotNow => "it cannot now; let it rest, or leave its menu",
        SicsOutcome.Damaged => "the command arrived damaged; check speed and cable",
        _ => "it does not know the command",
    };

    [LoggerMessage(600, LogLevel.Information, "The scale at {Address} answers")]
    private partial void LogPresent(ScaleAddress address);

    [LoggerMessage(601, LogLevel.Warning, "No weight: {Reason}")]
    private partial void LogAbsent(string reason);

    private sealed record Request(string Command, TaskCompletionSource<SicsReply> Reply);
}
