using System.ComponentModel.DataAnnotations;

namespace RetailKlip.Server;

/// <summary>When a rollout goes on or is taken back by itself, in section <c>Server:Rollouts</c>. Shares are in [0, 1].</summary>
public sealed class RolloutOptions
{
    /// <summary>Pause between two looks at the rollouts that are open.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Decisions that kiosks with the new release must have made, and those that they are compared with, before a gate can
    /// judge.</summary>
    [Range(1, 1_000_000_000)]
    public long Decisions { get; set; } = 300;

    /// <summary>Hours of single kiosks with the new release, and of those that they are compared with, before a gate can judge: how much
    /// kiosks and hours differ is known by several only.</summary>
    [Range(1, 1_000_000)]
    public int Hours { get; set; } = 12;

    /// <summary>By how much the share of items that shoppers are asked about may surely be larger than before.</summary>
    [Range(0, 1)]
    public double AssistRate { get; set; } = 0.05;

    /// <summary>The same of items that are unknown.</summary>
    [Range(0, 1)]
    public double UnknownRate { get; set; } = 0.05;

    /// <summary>The same of accepted items that shopper or bar code corrected.</summary>
    [Range(0, 1)]
    public double OverrideRate { get; set; } = 0.02;

    /// <summary>The same of hours in which a kiosk crashed.</summary>
    [Range(0, 1)]
    public double CrashRate { get; set; } = 0.02;

    /// <summary>The same of frames that take longer than 95 % did before.</summary>
    [Range(0, 1)]
    public double SlowRate { get; set; } = 0.1;
}
