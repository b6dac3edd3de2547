namespace RetailKlip.Kiosk;

/// <summary>
/// A background service whose bugs nobody overlooks: an exception that it did not expect is logged, shown in health and
/// stops the host with exit code 1, so that the supervisor restarts it. Expected failures it handles and reports itself.
/// </summary>
public abstract partial class LoudService(KioskHealth health, IHostApplicationLifetime lifetime, ILogger logger) : BackgroundService
{
    protected KioskHealth Health => health;

    protected ILogger Logger => logger;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Off the starting thread, so that a slow first step (a model, a camera) does not hold up Kestrel.
            await Task.Run(() => RunAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
#pragma warning disable CA1031 // Whatever broke the service, the host must stop.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(GetType().Name, failure);
            health.Failed(GetType().Name, failure);
            lifetime.StopApplication();
        }
    }

    protected abstract Task RunAsync(CancellationToken stopping);

    [LoggerMessage(499, LogLevel.Critical, "{Service} broke; the kiosk stops")]
    private partial void LogFailed(string service, Exception failure);
}
