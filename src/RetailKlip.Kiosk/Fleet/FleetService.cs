using System.Globalization;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// Tells the central server how the kiosk is, hears which release it should run, and does what staff ask. Whatever goes wrong with that
/// shows in health and holds up no sale. Off where the kiosk is not registered.
/// </summary>
internal sealed partial class FleetService(
    FleetClient client, FleetReport report, FleetOrders orders, IOptions<KioskOptions> options, TimeProvider time, KioskHealth health,
    IHostApplicationLifetime lifetime, ILogger<FleetService> logger)
    : LoudService(health, lifetime, logger)
{
    // Done, and not yet heard of by the server.
    private readonly Dictionary<long, CommandOutcome> _outcomes = [];

    private KioskIdentity? _identity;
    private long _crashes;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        var files = new FleetFiles(options.Value.Data);
        if (!orders.IsRegistered)
        {
            Health.Healthy(KioskPart.Fleet, "off: this kiosk is not registered, see klip provision");
            return;
        }
        Health.Degraded(KioskPart.Fleet, "the central server was not heard yet");
        var crashes = new CrashCount(files);
        try
        {
            _identity = files.Identity();
            _crashes = crashes.Begin();
        }
        catch (Exception damaged) when (damaged is IOException or UnauthorizedAccessException)
        {
            Health.Degraded(KioskPart.Fleet, damaged.Message);
            return;
        }
        try
        {
            await SpeakAsync(stopping);
        }
        finally
        {
            // One that is stopped by another service's bug did not end as it should.
            if (stopping.IsCancellationRequested && Health.Failure is null)
                crashes.End();
        }
    }

    private async Task SpeakAsync(CancellationToken stopping)
    {
        var settings = options.Value.Fleet;
        var patience = Patience(settings);
        while (true)
        {
            await patience.ExecuteAsync(async stop => await BeatAsync(stop), stopping);
            // A fifth more or less: kiosks that started together do not speak together for ever.
            await Task.Delay(settings.Interval * (0.8 + 0.4 * Random.Shared.NextDouble()), time, stopping);
        }
    }

    private ResiliencePipeline Patience(FleetOptions settings) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<FleetRefusedException>()
                .Handle<IOException>().Handle<UnauthorizedAccessException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = settings.LongestDelay,
            DelayGenerator = failed => ValueTask.FromResult(PauseAfter(failed.Outcome.Exception, settings)),
            OnRetry = failed =>
            {
                Health.Degraded(KioskPart.Fleet, $"{failed.Outcome.Exception!.Message.TrimEnd('.')}.");
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    // Null: as long as usual.
    private TimeSpan? PauseAfter(Exception? failure, FleetOptions settings)
    {
        if (client.TakeRetryAfter() is { } asked && asked > TimeSpan.Zero)
            return asked < settings.LongestDelay ? asked : settings.LongestDelay;
        return failure is FleetRefusedException { MayPass: false } ? settings.LongestDelay : null;
    }

    private async Task BeatAsync(CancellationToken stop)
    {
        if (client.IsRenewalDue(_identity!))
        {
            _identity = await client.RenewKeyAsync(_identity!, stop);
            LogRenewed();
        }
        var beat = report.Next(_crashes, client.ClockOffset ?? TimeSpan.Zero, [.. _outcomes.Values]);
        var answer = await client.PostAsync(
            _identity!, "api/v1/kiosks/self/heartbeat", beat, FleetJson.Default.Heartbeat, FleetJson.Default.HeartbeatAnswer, stop);
        foreach (var heard in beat.Outcomes)
            _outcomes.Remove(heard.Id);
        if (answer.Assigned != orders.Assigned.Value)
        {
            orders.Assigned.Publish(answer.Assigned);
            LogAssigned(answer.Assigned?.Gallery, answer.Assigned?.Version);
        }
        foreach (var command in answer.Commands)
            _outcomes[command.Id] = Do(command);
        Health.Healthy(KioskPart.Fleet,
            string.Create(CultureInfo.InvariantCulture, $"kiosk {_identity!.Kiosk} of store {_identity.Store} at {_identity.Server}"));
    }

    private CommandOutcome Do(FleetCommand command)
    {
        LogAsked(command.Kind, command.Id);
        switch (command.Kind)
        {
            case FleetCommandKind.Sync:
                orders.Assigned.Publish(orders.Assigned.Value);
                return new(command.Id, true, "looks for its release now");
            case FleetCommandKind.SelfTest:
                return report.SelfTest(command.Id);
            default:
                return new(command.Id, false, "this kiosk's version does not know the command");
        }
    }

    [LoggerMessage(700, LogLevel.Information, "The central server assigns version {Version} of gallery {Gallery}")]
    private partial void LogAssigned(string? gallery, long? version);

    [LoggerMessage(701, LogLevel.Information, "Staff ask for {Command} ({Id})")]
    private partial void LogAsked(string command, long id);

    [LoggerMessage(702, LogLevel.Information, "The kiosk has another key")]
    private partial void LogRenewed();
}
