using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The reader against a simulated scale that speaks the protocol, over loopback TCP and over a real pseudo-terminal.</summary>
public sealed class ScaleTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly ScaleOptions Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(15),
        ReplyTimeout = TimeSpan.FromSeconds(1),
        SettleTimeout = TimeSpan.FromSeconds(20),
        RetryDelay = TimeSpan.FromMilliseconds(60),
    };

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly SimulatedScale _pan = new(TimeProvider.System);
    private Task _running = Task.CompletedTask;

    [Theory]
    [InlineData("S S      123.4 g", "S", "Done", "123.4")]
    [InlineData("S S     -12.50 g", "S", "Done", "-12.50")]
    [InlineData("S D     0.4995 kg", "S", "Moving", "499.5")]
    [InlineData("S S          1 lb", "S", "Done", "453.59237")]
    [InlineData("S S          2 oz", "S", "Done", "56.69904625")]
    [InlineData("T S     100.00 g", "T", "Done", "100.00")]
    [InlineData("Z A", "Z", "Done", null)]
    [InlineData("S +", "S", "Overload", null)]
    [InlineData("S -", "S", "Underload", null)]
    [InlineData("Z I", "Z", "NotNow", null)]
    [InlineData("T +", "T", "Overload", null)]
    [InlineData("ES", "", "Unknown", null)]
    [InlineData("ET", "", "Damaged", null)]
    [InlineData("EL", "", "NotNow", null)]
    public void A_line_of_the_protocol_is_understood(string line, string command, string outcome, string? grams)
    {
        var reply = SicsReply.Parse(line);

        Assert.Equal(new SicsReply(command, Enum.Parse<SicsOutcome>(outcome),
            grams is null ? null : decimal.Parse(grams, System.Globalization.CultureInfo.InvariantCulture)), reply);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("S S 12.3")]
    [InlineData("S S 12,3 g")]
    [InlineData("S S 1e3 g")]
    [InlineData("S S 12.3 furlong")]
    [InlineData("S S 9999999.0 g")]
    [InlineData("S S 99999999999999999999999999999 g")]
    [InlineData("S S NaN g")]
    [InlineData("3.4 g")]
    [InlineData("I4 A \"0123456789\"")]
    [InlineData("Z A 3")]
    public void A_line_that_is_no_reply_has_no_meaning(string line) => Assert.Null(SicsReply.Parse(line));

    [Fact]
    public async Task A_weight_is_published_as_it_comes_to_rest()
    {
        await using var line = new NetworkScale(_pan.ServeAsync);
        var scale = Start(line.Address);
        await UntilAsync(scale, reading => reading is { State: ScaleState.Stable, Grams: 0m });

        _pan.Load = 512.3m;

        await UntilAsync(scale, reading => reading is { State: ScaleState.Moving, Grams: 512.3m });
        await UntilAsync(scale, reading => reading is { State: ScaleState.Stable, Grams: 512.3m, Reason: null });
        var (version, _) = scale.Reading.Current;
        await Task.Delay(10 * Quick.Interval, _stop.Token);
        Assert.Equal(version, scale.Reading.Current.Version);
    }

    [Fact]
    public async Task Overload_underload_and_a_busy_scale_are_states_with_a_reason()
    {
        await using var line = new NetworkScale(_pan.ServeAsync);
        var scale = Start(line.Address);

        _pan.Load = 16_000;
        Assert.Contains("more lies on it", (await UntilAsync(scale, reading => reading.State == ScaleState.Overloaded)).Reason);
        _pan.Load = -300;
        Assert.Contains("its pan is off", (await UntilAsync(scale, reading => reading.State == ScaleState.Underloaded)).Reason);
        _pan.IsBusy = true;
        var busy = await UntilAsync(scale, reading => reading.State == ScaleState.Busy);
        Assert.Null(busy.Grams);
        (_pan.IsBusy, _pan.Load) = (false, 40);
        await UntilAsync(scale, reading => reading is { State: ScaleState.Stable, Grams: 40m });
    }

    [Fact]
    public async Task It_weighs_at_rest_zeroes_and_tares()
    {
        await using var line = new NetworkScale(_pan.ServeAsync);
        _pan.Unit = "kg";
        var scale = Start(line.Address);
        await UntilAsync(scale, reading => reading.State == ScaleState.Stable);

        _pan.Load = 200;
        Assert.Equal(200, await scale.WeighAsync(_stop.Token));
        Assert.Equal(200, await scale.TareAsync(_stop.Token));
        _pan.Load = 950.5m;
        Assert.Equal(750.5m, await scale.WeighAsync(_stop.Token));
        await scale.ZeroAsync(_stop.Token);
        Assert.Equal(0, await scale.WeighAsync(_stop.Token));

        _pan.Load = 20_000;
        var refused = await Assert.ThrowsAsync<ScaleException>(() => scale.ZeroAsync(_stop.Token));
        Assert.Contains(line.Address.Text, refused.Message);
        Assert.Contains("more lies on it", refused.Message);
    }

    [Fact]
    public async Task A_scale_that_is_pulled_out_is_absent_and_comes_back_by_itself()
    {
        await using var line = new NetworkScale(_pan.ServeAsync);
        _pan.Load = 77;
        var scale = Start(line.Address);
        for (var round = 0; round < 3; round++)
        {
            await UntilAsync(scale, reading => reading is { State: ScaleState.Stable, Grams: 77m });

            await line.UnplugAsync();

            var absent = await UntilAsync(scale, reading => reading.State == ScaleState.Absent);
            Assert.Null(absent.Grams);
            Assert.Contains(line.Address.Text, absent.Reason);
            var refused = await Assert.ThrowsAsync<ScaleException>(() => scale.WeighAsync(_stop.Token));
            Assert.Contains(line.Address.Text, refused.Message);
            line.Plug();
        }
    }

    [Fact]
    public async Task Who_waits_for_a_weight_when_the_plug_is_pulled_is_told()
    {
        await using var line = new NetworkScale(_pan.ServeAsync);
        var scale = Start(line.Address);
        await UntilAsync(scale, reading => reading.State == ScaleState.Stable);
        using var shaking = new Timer(_ => _pan.Load += 1, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        var waiting = scale.WeighAsync(_stop.Token);
        await Task.Delay(200, _stop.Token);
        Assert.False(waiting.IsCompleted);

        await line.UnplugAsync();

        await Assert.ThrowsAsync<ScaleException>(() => waiting.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_silent_scale_is_absent_and_the_line_is_opened_anew()
    {
        await using var line = new NetworkScale((_, stop) => Task.Delay(TimeSpan.FromMilliseconds(1200), stop));
        var scale = Start(line.Address);

        var absent = await UntilAsync(scale, reading => Says(reading, "has not answered SI within 1 s"));

        Assert.Equal(ScaleState.Absent, absent.State);
        await WaitAsync(() => line.Connections >= 2);
    }

    [Fact]
    public async Task Garbage_and_endless_lines_around_an_answer_are_skipped()
    {
        await using var line = new NetworkScale(async (stream, stop) =>
        {
            var random = new Random(5);
            var noise = new byte[100_000];
            random.NextBytes(noise);
            await stream.WriteAsync(noise, stop);
            noise.AsSpan().Fill((byte)'9');
            await stream.WriteAsync(noise, stop);
            // The head of an endless line must not lend its end a meaning.
            await stream.WriteAsync("S S 666.0 g\r\n.5 g\r\n\r\n\n"u8.ToArray(), stop);
            await _pan.ServeAsync(stream, stop);
        });
        _pan.Load = 31;
        var scale = Start(line.Address);

        await UntilAsync(scale, reading => reading is { State: ScaleState.Stable, Grams: 31m });
    }

    [Fact]
    public async Task A_line_is_bounded_and_the_next_one_is_whole()
    {
        var lines = new ScaleLines(new MemoryStream(Encoding.ASCII.GetBytes(
            new string('x', ScaleLines.MostBytes) + "\r\n" + new string('y', 5000) + "\nS I\r\n")));

        Assert.Equal(new string('x', ScaleLines.MostBytes), await lines.ReadAsync(_stop.Token));
        Assert.Equal("S I", await lines.ReadAsync(_stop.Token));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await lines.ReadAsync(_stop.Token));
    }

    /// <summary>The serial port's own code: the name stays, as below /dev/serial/by-id, the device behind it changes.</summary>
    [Fact]
    public async Task A_serial_scale_is_read_pulled_out_and_read_again()
    {
        using var folder = new TemporaryFolder();
        var name = folder.File("scale");
        var scale = new Scale(ScaleAddress.Parse(name), Quick, TimeProvider.System, NullLogger<Scale>.Instance);
        _running = scale.RunAsync(_stop.Token);
        Assert.Contains(name, (await UntilAsync(scale, reading => Says(reading, "cannot be reached"))).Reason);
        for (var round = 1; round <= 2; round++)
        {
            var terminal = new PseudoTerminal();
            File.CreateSymbolicLink(name, terminal.Device);
            _pan.Load = 100 * round;
            var serving = _pan.ServeAsync(terminal, _stop.Token);
            await UntilAsync(scale, reading => reading.State == ScaleState.Stable && reading.Grams == 100 * round);
            Assert.Equal(100 * round, await scale.WeighAsync(_stop.Token));

            File.Delete(name);
            await terminal.DisposeAsync();

            await serving;
            await UntilAsync(scale, reading => reading.State == ScaleState.Absent);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ttyUSB0")]
    [InlineData("tcp://scale")]
    [InlineData("tcp://:4305")]
    [InlineData("tcp://scale:99999")]
    [InlineData("http://scale:80")]
    [InlineData("tcp://scale:4305/left")]
    public void What_is_no_address_of_a_scale_is_refused_with_an_example(string text) =>
        Assert.Contains("/dev/ttyUSB0", Assert.Throws<FormatException>(() => ScaleAddress.Parse(text)).Message);

    [Fact]
    public void Wrong_settings_of_the_scale_are_named()
    {
        var result = new KioskOptionsValidator().Validate(null, new KioskOptions { Scale = "left of the tray", ScaleBaudRate = 1 });

        Assert.Equal("Scale: Scale must be a device such as /dev/ttyUSB0 or an address such as tcp://192.168.1.20:4305.; "
            + "ScaleBaudRate: The field KioskOptions.ScaleBaudRate must be between 300 and 115200.", result.FailureMessage);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running != Task.CompletedTask)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _stop.Dispose();
    }

    private static bool Says(ScaleReading reading, string text) => reading.Reason?.Contains(text, StringComparison.Ordinal) == true;

    private Scale Start(ScaleAddress address)
    {
        var scale = new Scale(address, Quick, TimeProvider.System, NullLogger<Scale>.Instance);
        _running = scale.RunAsync(_stop.Token);
        return scale;
    }

    private async Task<ScaleReading> UntilAsync(Scale scale, Predicate<ScaleReading> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(Limit);
        var (version, reading) = scale.Reading.Current;
        try
        {
            while (!wanted(reading))
                (version, reading) = await scale.Reading.NextAsync(version, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The scale still shows {reading}.");
        }
        return reading;
    }

    private async Task WaitAsync(Func<bool> reached)
    {
        for (var waited = TimeSpan.Zero; !reached(); waited += TimeSpan.FromMilliseconds(20))
        {
            Assert.True(waited < Limit, "It has not come to that.");
            await Task.Delay(20, _stop.Token);
        }
    }
}
