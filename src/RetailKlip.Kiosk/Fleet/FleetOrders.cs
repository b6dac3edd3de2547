using Microsoft.Extensions.Options;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>What the central server last told this kiosk about releases. One that is not registered follows the newest signed release; a
/// registered one holds what it runs until it is told a version: a release that is just being tried elsewhere must not reach it because the
/// server was out of reach.</summary>
internal sealed class FleetOrders(IOptions<KioskOptions> options)
{
    /// <summary>Whether releases wait for the central server's word.</summary>
    public bool IsRegistered { get; } = File.Exists(new FleetFiles(options.Value.Data).IdentityPath);

    /// <summary>The assignment; null until there is one. Published again where the kiosk is to look at once.</summary>
    public Latest<ReleaseAssignment?> Assigned { get; } = new(null);
}
