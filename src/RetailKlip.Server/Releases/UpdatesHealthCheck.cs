using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>Whether kiosks can believe what the update repository says.</summary>
internal sealed class UpdatesHealthCheck(UpdateRepository updates, TimeProvider time) : IHealthCheck
{
    // Everybody may ask, and every signature is verified for it.
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(30);

    // A role that is signed by absent people wants their attention in time.
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14), NoticeOfOnline = TimeSpan.FromDays(1);

    private readonly Lock _checking = new();
    private (DateTimeOffset At, HealthCheckResult Result) _last;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        lock (_checking)
        {
            if (time.GetUtcNow() - _last.At > GoodFor)
                _last = (time.GetUtcNow(), Check());
            return Task.FromResult(_last.Result);
        }
    }

    private HealthCheckResult Check()
    {
        if (!updates.Exists)
            return HealthCheckResult.Healthy("There is none yet: releases cannot be published.");
        try
        {
            var first = updates.Open().Status().Where(role => role.Expires - time.GetUtcNow() < (IsOnline(role.Role) ? NoticeOfOnline : Notice))
                .MinBy(role => role.Expires);
            return first is null
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{first.Role} expires at {first.Expires:u}: " + (IsOnline(first.Role)
                    ? "put its online key into the keys folder." : "have its holders sign it anew with 'klip keys renew' and 'sign'."));
        }
        catch (Exception failure) when (failure is IOException or TufException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Degraded("The update repository cannot be read; the log says why.");
        }
    }

    private static bool IsOnline(string role) => role is RoleNames.Timestamp or RoleNames.Snapshot or UpdateRepository.GalleriesRole;
}
