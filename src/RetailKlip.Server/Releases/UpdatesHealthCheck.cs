using Microsoft.Extensions.Diagnostics.HealthChecks;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>Whether kiosks can believe what the update repository says.</summary>
internal sealed class UpdatesHealthCheck(UpdateRepository updates, TimeProvider time) : IHealthCheck
{
    // A role that is signed by absent people wants their attention in time.
    private static readonly TimeSpan Notice = TimeSpan.FromDays(14), NoticeOfOnline = TimeSpan.FromDays(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!updates.Exists)
            return Task.FromResult(HealthCheckResult.Healthy("There is none yet: releases cannot be published."));
        try
        {
            var first = updates.Open().Status().Where(role => role.Expires - time.GetUtcNow() < (IsOnline(role.Role) ? NoticeOfOnline : Notice))
                .MinBy(role => role.Expires);
            return Task.FromResult(first is null
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{first.Role} expires at {first.Expires:u}: " + (IsOnline(first.Role)
                    ? "put its online key into the keys folder." : "have its holders sign it anew with 'klip keys rotate' or 'renew'.")));
        }
        catch (Exception failure) when (failure is IOException or TufException or UnauthorizedAccessException)
        {
            return Task.FromResult(HealthCheckResult.Degraded(failure.Message.ReplaceLineEndings(" ")));
        }
    }

    private static bool IsOnline(string role) => role is RoleNames.Timestamp or RoleNames.Snapshot or UpdateRepository.GalleriesRole;
}
